#include "handle_entity.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "../shared/row.h"
#include "../shared/store.h"
#include "../shared/tx.h"
#include "request.h"
#include "response.h"
#include "routes.h"

/* The version in If-Match or If-None-Match: ours is a number in quotes. *version NULL when the
 * header is absent or "*". */
static bool
read_version(struct request *r, const char *param, const char *name, const char **version)
{
	const char *sent = request_param(r, param);
	*version = NULL;
	if (sent == NULL || strcmp(sent, "*") == 0)
		return true;
	size_t len = strlen(sent);
	if (len < 3 || sent[0] != '"' || sent[len - 1] != '"')
		return fail_with(&r->ctx, ERR_INVALID, MSG_BAD_HEADER, name);
	char *inner = arena_copy(&r->ctx.arena, sent + 1, len - 2);
	/* A well-formed ETag that is not one of ours matches nothing. */
	*version = store_is_version(inner) ? inner : "0";
	return true;
}

static void
write_etag(struct request *r, int number, uint64_t select)
{
	const char *version =
	    store_version(&r->ctx, tx_cell(&r->ctx, number, 0, row_width(select)));
	if (version != NULL)
		response_header(r, "ETag", arena_printf(&r->ctx.arena, "\"%s\"", version));
}

bool
write_row(struct request *r, int number)
{
	uint64_t select = entity_all(r->entity);
	if (tx_rows(&r->ctx, number) == 0)
		return fail(&r->ctx, ERR_NOT_FOUND, MSG_NOT_FOUND);
	row_to_json(&r->response.body, &r->ctx, r->entity, select, number, 0);
	write_etag(r, number, select);
	return true;
}

bool
list_ask(struct request *r)
{
	struct store_page page = store_list(&r->ctx, &r->query);
	r->asked[0] = page.rows;
	r->asked[1] = page.total;
	return true;
}

/* The cursor behind the last row of this page. */
static void
write_next(struct request *r, int rows, bool more)
{
	struct buffer *b = &r->response.body;
	buffer_key(b, "nextCursor");
	if (!more || rows == 0) {
		buffer_puts(b, "null");
		return;
	}
	int extra = row_width(r->query.select);
	const char *value = tx_cell(&r->ctx, r->asked[0], rows - 1, extra);
	const char *id = tx_cell(&r->ctx, r->asked[0], rows - 1, extra + 1);
	buffer_json(b, query_cursor(&r->ctx, &r->query, value, id));
}

static void
write_flag(struct buffer *b, const char *name, bool value)
{
	buffer_key(b, name);
	buffer_puts(b, value ? "true" : "false");
}

static void
write_total(struct request *r)
{
	struct buffer *b = &r->response.body;
	int64_t total = strtoll(tx_cell(&r->ctx, r->asked[1], 0, 0), NULL, 10);
	buffer_comma(b);
	buffer_printf(b, "\"total\":%" PRId64, total);
	write_flag(b, "totalIsEstimate", *tx_cell(&r->ctx, r->asked[1], 0, 1) == 't');
	if (!r->query.keyset)
		buffer_printf(b, ",\"totalPages\":%" PRId64,
			      (total + r->query.limit - 1) / r->query.limit);
}

static void
write_pagination(struct request *r, int rows, bool more)
{
	struct buffer *b = &r->response.body;
	int64_t page = r->query.page == 0 ? 1 : r->query.page;
	buffer_puts(b, ",\"pagination\":{");
	if (!r->query.keyset)
		buffer_printf(b, "\"page\":%" PRId64, page);
	if (r->asked[1] >= 0)
		write_total(r);
	write_flag(b, "hasPrev", r->query.keyset ? r->query.after_id != NULL : page > 1);
	buffer_comma(b);
	buffer_printf(b, "\"limit\":%" PRId64, r->query.limit);
	write_flag(b, "hasNext", more);
	write_next(r, rows, more);
	buffer_puts(b, "}");
}

bool
list_answer(struct request *r)
{
	struct buffer *b = &r->response.body;
	int rows = tx_rows(&r->ctx, r->asked[0]);
	bool more = rows > r->query.limit;
	if (more)
		rows = (int)r->query.limit;
	buffer_puts(b, "{\"data\":[");
	for (int i = 0; i < rows; i++) {
		if (i > 0)
			buffer_putc(b, ',');
		row_to_json(b, &r->ctx, r->entity, r->query.select, r->asked[0], i);
	}
	buffer_putc(b, ']');
	write_pagination(r, rows, more);
	buffer_putc(b, '}');
	return true;
}

bool
get_ask(struct request *r)
{
	r->asked[0] = store_get(&r->ctx, r->entity, r->id, r->query.select, r->query.deleted);
	return true;
}

bool
get_answer(struct request *r)
{
	const char *have, *is;
	int n = r->asked[0];
	if (!read_version(r, "HTTP_IF_NONE_MATCH", "If-None-Match", &have))
		return false;
	if (tx_rows(&r->ctx, n) == 0)
		return fail(&r->ctx, ERR_NOT_FOUND, MSG_NOT_FOUND);
	write_etag(r, n, r->query.select);
	is = store_version(&r->ctx, tx_cell(&r->ctx, n, 0, row_width(r->query.select)));
	if (have != NULL && is != NULL && strcmp(have, is) == 0) {
		r->response.status = 304;
		return true;
	}
	row_to_json(&r->response.body, &r->ctx, r->entity, r->query.select, n, 0);
	return true;
}

bool
create_ask(struct request *r)
{
	r->asked[0] = store_insert(&r->ctx, r->entity, &r->values);
	return true;
}

bool
create_answer(struct request *r)
{
	int id = row_width(entity_all(r->entity)) + 1;
	if (!write_row(r, r->asked[0]))
		return false;
	r->response.status = 201;
	response_header(r, "Location",
			arena_printf(&r->ctx.arena, "/api/v1/%s/%s", r->entity->path,
				     tx_cell(&r->ctx, r->asked[0], 0, id)));
	return true;
}

static bool
run_before(struct request *r, enum operations op, const struct values *v)
{
	if (r->entity->before == NULL)
		return true;
	/* The hook judges by the caller's role, which the first result holds. */
	if (!tx_flush(&r->ctx))
		return false;
	tenant_entered(&r->ctx);
	return r->entity->before(&r->ctx, op, r->id, v);
}

/* A second look at the row, by which a stale version is told from a missing row. */
static void
ask_whether_there(struct request *r)
{
	r->asked[1] = store_get(&r->ctx, r->entity, r->id, 1, DELETED_NOT);
}

static bool
missing_or_stale(struct request *r)
{
	if (tx_rows(&r->ctx, r->asked[1]) == 0)
		return fail(&r->ctx, ERR_NOT_FOUND, MSG_NOT_FOUND);
	return fail(&r->ctx, ERR_STALE, MSG_STALE);
}

bool
update_ask(struct request *r)
{
	const char *version;
	if (!read_version(r, "HTTP_IF_MATCH", "If-Match", &version) ||
	    !run_before(r, OP_UPDATE, &r->values))
		return false;
	r->asked[0] = store_update(&r->ctx, r->entity, r->id, version, &r->values);
	ask_whether_there(r);
	return true;
}

bool
update_answer(struct request *r)
{
	if (tx_rows(&r->ctx, r->asked[0]) == 0)
		return missing_or_stale(r);
	return write_row(r, r->asked[0]);
}

static bool
read_permanent(struct request *r, bool *permanent)
{
	*permanent = false;
	for (int i = 0; i < r->params.count; i++) {
		if (strcmp(r->params.name[i], "permanent") != 0)
			return fail_field(&r->ctx,
					  arena_printf(&r->ctx.arena, "?%.100s", r->params.name[i]),
					  MSG_UNKNOWN_PARAMETER, NULL);
		if (strcmp(r->params.value[i], "true") != 0 &&
		    strcmp(r->params.value[i], "false") != 0)
			return fail_field(&r->ctx, "?permanent", MSG_TYPE, "true or false");
		*permanent = r->params.value[i][0] == 't';
	}
	return true;
}

bool
delete_ask(struct request *r)
{
	const char *version;
	bool permanent;
	if (!read_permanent(r, &permanent) ||
	    !read_version(r, "HTTP_IF_MATCH", "If-Match", &version))
		return false;
	if (permanent) {
		if (!tx_flush(&r->ctx))
			return false;
		tenant_entered(&r->ctx);
		if (r->ctx.role < ROLE_ADMIN)
			return fail(&r->ctx, ERR_FORBIDDEN, MSG_FORBIDDEN);
	}
	if (!run_before(r, OP_DELETE, NULL))
		return false;
	r->asked[0] = permanent ? store_purge(&r->ctx, r->entity, r->id)
				: store_delete(&r->ctx, r->entity, r->id, version);
	ask_whether_there(r);
	return true;
}

bool
delete_answer(struct request *r)
{
	if (tx_rows(&r->ctx, r->asked[0]) == 0)
		return missing_or_stale(r);
	r->response.status = 204;
	return true;
}

bool
restore_ask(struct request *r)
{
	if (!run_before(r, OP_RESTORE, NULL))
		return false;
	store_restore(&r->ctx, r->entity, r->id);
	r->asked[0] = store_get(&r->ctx, r->entity, r->id, entity_all(r->entity), DELETED_NOT);
	return true;
}

bool
restore_answer(struct request *r)
{
	return write_row(r, r->asked[0]);
}
