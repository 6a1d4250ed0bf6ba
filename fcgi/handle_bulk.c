#include "handle_bulk.h"

#include <json-c/json.h>
#include <string.h>

#include "../shared/row.h"
#include "../shared/store.h"
#include "../shared/tx.h"
#include "request.h"
#include "routes.h"

enum kind { NOTHING, BULK_CREATE, BULK_UPDATE, BULK_DELETE, BULK_RESTORE };

struct bulk {
	enum kind kind;
	struct json_object *items, *ids, *set;
};

static const struct {
	const char *name, *done;
	enum kind kind;
} kinds[] = {
	{ "create", "created", BULK_CREATE },
	{ "update", "updated", BULK_UPDATE },
	{ "delete", "deleted", BULK_DELETE },
	{ "restore", "restored", BULK_RESTORE },
};

static const char *
done_name(enum kind k)
{
	return kinds[k - BULK_CREATE].done;
}

static bool
expect_type(struct request *r, struct json_object *v, enum json_type type, const char *pointer)
{
	if (json_object_is_type(v, type))
		return true;
	return fail_field(&r->ctx, pointer, MSG_TYPE,
			  type == json_type_array ? "an array" : "an object");
}

static bool
read_kind(struct request *r, struct json_object *v, struct bulk *b)
{
	const char *name =
	    json_object_is_type(v, json_type_string) ? json_object_get_string(v) : "";
	for (size_t i = 0; i < sizeof(kinds) / sizeof(kinds[0]); i++)
		if (strcmp(kinds[i].name, name) == 0)
			b->kind = kinds[i].kind;
	return b->kind != NOTHING ||
	       fail_field(&r->ctx, "/operation", MSG_ONE_OF, "create, update, delete, restore");
}

static bool
read_member(struct request *r, const char *name, struct json_object *v, struct bulk *b)
{
	if (strcmp(name, "operation") == 0)
		return read_kind(r, v, b);
	if (strcmp(name, "items") == 0) {
		b->items = v;
		return expect_type(r, v, json_type_array, "/items");
	}
	if (strcmp(name, "ids") == 0) {
		b->ids = v;
		return expect_type(r, v, json_type_array, "/ids");
	}
	if (strcmp(name, "set") == 0) {
		b->set = v;
		return expect_type(r, v, json_type_object, "/set");
	}
	return fail_field(&r->ctx, arena_printf(&r->ctx.arena, "/%.100s", name), MSG_UNKNOWN_FIELD,
			  NULL);
}

static bool
wants_member(struct request *r, bool wanted, const struct json_object *v, const char *pointer)
{
	if (wanted == (v != NULL))
		return true;
	return fail_field(&r->ctx, pointer, wanted ? MSG_REQUIRED : MSG_UNKNOWN_FIELD, NULL);
}

static bool
fits(struct request *r, struct json_object *list, const char *pointer)
{
	size_t n = list == NULL ? 1 : json_object_array_length(list);
	if (n >= 1 && n <= BULK_MOST)
		return true;
	return fail_field(&r->ctx, pointer, n == 0 ? MSG_REQUIRED : MSG_TOO_MANY, "1000");
}

static bool
read_bulk(struct request *r, struct bulk *b)
{
	bool fine = true;
	json_object_object_foreach (r->json, name, value) {
		if (!read_member(r, name, value, b))
			fine = false;
	}
	if (!fine)
		return false;
	if (b->kind == NOTHING)
		return fail_field(&r->ctx, "/operation", MSG_REQUIRED, NULL);
	bool filtered = r->query.filter_count > 0 || r->query.q != NULL || r->query.tag != NULL;
	fine = wants_member(r, b->kind == BULK_CREATE, b->items, "/items");
	fine = wants_member(r, b->kind == BULK_UPDATE, b->set, "/set") && fine;
	fine = wants_member(r, b->kind != BULK_CREATE && !filtered, b->ids, "/ids") && fine;
	return fine && fits(r, b->items, "/items") && fits(r, b->ids, "/ids");
}

/* Validates everything before the first statement, so that all faulty items are named at once. */
static bool
ask_create(struct request *r, const struct bulk *b)
{
	size_t n = json_object_array_length(b->items);
	struct values *all = arena_alloc(&r->ctx.arena, n * sizeof(*all));
	bool fine = true;
	for (size_t i = 0; i < n; i++) {
		const char *at = arena_printf(&r->ctx.arena, "/items/%zu", i);
		struct json_object *item = json_object_array_get_idx(b->items, i);
		if (!expect_type(r, item, json_type_object, at) ||
		    !validate(&r->ctx, r->entity, item, false, at, &all[i]))
			fine = false;
	}
	for (size_t i = 0; fine && i < n; i++) {
		int number = store_insert(&r->ctx, r->entity, &all[i]);
		if (i == 0)
			r->asked[0] = number;
	}
	r->asked[1] = (int)n;
	return fine;
}

static bool
ids_from_body(struct request *r, const struct bulk *b, const char **out)
{
	struct buffer ids = { .arena = &r->ctx.arena };
	bool fine = true;
	buffer_putc(&ids, '{');
	for (size_t i = 0; i < json_object_array_length(b->ids); i++) {
		struct json_object *v = json_object_array_get_idx(b->ids, i);
		const char *id =
		    json_object_is_type(v, json_type_string) ? json_object_get_string(v) : "";
		if (!uuid_is(id))
			fine = fail_field(&r->ctx, arena_printf(&r->ctx.arena, "/ids/%zu", i),
					  MSG_TYPE, "a UUID");
		buffer_printf(&ids, "%s%s", i == 0 ? "" : ",", id);
	}
	buffer_putc(&ids, '}');
	*out = ids.text;
	return fine;
}

static bool
ids_from_filter(struct request *r, const char **out)
{
	struct buffer ids = { .arena = &r->ctx.arena };
	int n = store_matching(&r->ctx, &r->query, BULK_MOST + 1);
	if (!tx_flush(&r->ctx))
		return false;
	if (tx_rows(&r->ctx, n) > BULK_MOST)
		return fail_with(&r->ctx, ERR_MISMATCH, MSG_TOO_MANY_MATCH, "1000");
	buffer_putc(&ids, '{');
	for (int i = 0; i < tx_rows(&r->ctx, n); i++)
		buffer_printf(&ids, "%s%s", i == 0 ? "" : ",", tx_cell(&r->ctx, n, i, 0));
	buffer_putc(&ids, '}');
	*out = ids.text;
	return true;
}

static bool
may(struct request *r, enum kind kind)
{
	if (kind != BULK_DELETE && kind != BULK_RESTORE)
		return true;
	if (!tx_flush(&r->ctx))
		return false;
	tenant_entered(&r->ctx);
	return r->ctx.role >= r->entity->remove || fail(&r->ctx, ERR_FORBIDDEN, MSG_FORBIDDEN);
}

bool
bulk_ask(struct request *r)
{
	struct bulk b = { .kind = NOTHING };
	const char *ids = "{}";
	if (!read_bulk(r, &b) || !may(r, b.kind))
		return false;
	r->asked[2] = (int)b.kind;
	if (b.kind == BULK_CREATE)
		return ask_create(r, &b);
	if (b.kind == BULK_UPDATE && !validate(&r->ctx, r->entity, b.set, true, "/set", &r->values))
		return false;
	if (b.kind == BULK_RESTORE)
		r->query.deleted = DELETED_ONLY;
	if (b.ids != NULL ? !ids_from_body(r, &b, &ids) : !ids_from_filter(r, &ids))
		return false;
	r->asked[0] = b.kind == BULK_UPDATE ? store_update_many(&r->ctx, r->entity, ids, &r->values)
		      : b.kind == BULK_DELETE ? store_delete_many(&r->ctx, r->entity, ids)
					      : store_restore_many(&r->ctx, r->entity, ids);
	return true;
}

static void
write_status(struct buffer *out, const char *id, const char *status)
{
	buffer_comma(out);
	buffer_printf(out, "{\"id\":\"%s\",\"status\":\"%s\"}", id, status);
}

static bool
changed(struct request *r, const char *id)
{
	for (int i = 0; i < tx_rows(&r->ctx, r->asked[0]); i++)
		if (strcmp(tx_cell(&r->ctx, r->asked[0], i, 0), id) == 0)
			return true;
	return false;
}

static void
write_missing(struct request *r)
{
	struct json_object *ids;
	if (!json_object_object_get_ex(r->json, "ids", &ids))
		return;
	for (size_t i = 0; i < json_object_array_length(ids); i++) {
		const char *id = json_object_get_string(json_object_array_get_idx(ids, i));
		if (!changed(r, id))
			write_status(&r->response.body, id, "not_found");
	}
}

bool
bulk_answer(struct request *r)
{
	struct buffer *out = &r->response.body;
	enum kind kind = (enum kind)r->asked[2];
	int id_cell = row_width(entity_all(r->entity)) + 1;
	buffer_puts(out, "{\"data\":[");
	if (kind == BULK_CREATE) {
		for (int i = 0; i < r->asked[1]; i++)
			write_status(out, tx_cell(&r->ctx, r->asked[0] + i, 0, id_cell),
				     done_name(kind));
	} else {
		for (int i = 0; i < tx_rows(&r->ctx, r->asked[0]); i++)
			write_status(out, tx_cell(&r->ctx, r->asked[0], i, 0), done_name(kind));
		write_missing(r);
	}
	buffer_puts(out, "]}");
	return true;
}
