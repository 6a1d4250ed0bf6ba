#include "query.h"

#include <stdlib.h>
#include <string.h>

#include "buffer.h"
#include "bytes.h"
#include "clock.h"
#include "params.h"

enum { Q_LEAST = 2, Q_MOST = 100, CURSOR_MOST = 1024 };

/* op: what stands in brackets behind the name. ordered: only for numbers and times. */
static const struct {
	const char *name;
	enum filter_op op;
	bool ordered;
} ops[] = {
	{ "ne", OP_NE, false },     { "gt", OP_GT, true },   { "gte", OP_GTE, true },
	{ "lt", OP_LT, true },      { "lte", OP_LTE, true }, { "in", OP_IN, false },
	{ "null", OP_NULL, false },
};

static bool
unknown(struct ctx *ctx, const char *at)
{
	return fail_field(ctx, at, MSG_UNKNOWN_PARAMETER, NULL);
}

static bool
read_number(struct ctx *ctx, const char *text, int64_t most, const char *at, int64_t *out)
{
	const struct column c = { .name = "number", .type = T_INT, .min = 1, .max = most };
	const char *param;
	if (!type_from_text(ctx, &c, text, at, &param))
		return false;
	*out = strtoll(param, NULL, 10);
	return true;
}

/* Whether it stands in the list; NULL and an error with the whole list when not. */
static bool
read_sort(struct ctx *ctx, struct query *q, const char *name, const char *at)
{
	struct buffer all = { .arena = &ctx->arena };
	const struct column *c = entity_column_find(q->entity, name, NULL);
	if (c != NULL && (c->flags & SORT) != 0) {
		q->sort = c;
		return true;
	}
	for (int i = 0; i < entity_width(q->entity); i++) {
		c = entity_column(q->entity, i);
		if ((c->flags & SORT) == 0)
			continue;
		buffer_puts(&all, all.len == 0 ? "" : ", ");
		buffer_camel(&all, c->name);
	}
	return fail_field(ctx, at, MSG_NOT_SORTABLE, all.text);
}

static bool
read_select(struct ctx *ctx, struct query *q, const char *list, const char *at)
{
	q->select = 0;
	for (size_t len; *list != '\0'; list += len + (list[len] == ',')) {
		int i;
		len = strcspn(list, ",");
		const char *name = arena_copy(&ctx->arena, list, len);
		if (entity_column_find(q->entity, name, &i) == NULL)
			return fail_field(ctx, at, MSG_UNKNOWN_FIELD, name);
		q->select |= UINT64_C(1) << i;
	}
	return q->select != 0 || fail_field(ctx, at, MSG_REQUIRED, NULL);
}

static bool
read_choice(struct ctx *ctx, const char *value, const char *at, const char *const *names, int *out)
{
	static const struct column as_enum = { .name = "choice", .type = T_ENUM };
	const struct enumeration e = { .type = "text", .labels = names };
	struct column c = as_enum;
	const char *param;
	c.labels = &e;
	if (!type_from_text(ctx, &c, value, at, &param))
		return false;
	for (*out = 0; names[*out] != param; (*out)++)
		continue;
	return true;
}

static bool
read_q(struct ctx *ctx, struct query *q, const char *value, const char *at)
{
	const struct column c = { .name = "q", .type = T_TEXT, .min = Q_LEAST, .max = Q_MOST };
	return type_from_text(ctx, &c, value, at, &q->q);
}

static bool
read_tag(struct ctx *ctx, struct query *q, const char *value, const char *at)
{
	const struct column c = { .name = "tag", .type = T_TEXT, .min = 1, .max = 100 };
	return type_from_text(ctx, &c, value, at, &q->tag);
}

/* Comma-separated values become PostgreSQL's array input. */
static bool
read_in(struct ctx *ctx, const struct column *c, const char *list, const char *at, const char **out)
{
	struct buffer b = { .arena = &ctx->arena };
	int n = 0;
	buffer_putc(&b, '{');
	for (size_t len; *list != '\0'; list += len + (list[len] == ','), n++) {
		const char *item;
		len = strcspn(list, ",");
		if (n == IN_MOST)
			return fail_field(ctx, at, MSG_TOO_MANY, "200");
		if (!type_from_text(ctx, c, arena_copy(&ctx->arena, list, len), at, &item))
			return false;
		if (n > 0)
			buffer_putc(&b, ',');
		buffer_element(&b, item);
	}
	buffer_putc(&b, '}');
	*out = b.text;
	return n > 0 || fail_field(ctx, at, MSG_REQUIRED, NULL);
}

static bool
find_op(const struct column *c, const char *name, enum filter_op *op)
{
	for (size_t i = 0; i < sizeof(ops) / sizeof(ops[0]); i++) {
		if (strcmp(ops[i].name, name) != 0)
			continue;
		*op = ops[i].op;
		if (ops[i].op == OP_NULL)
			return (c->flags & NULLABLE) != 0;
		return !ops[i].ordered || c->type == T_INT || c->type == T_TIME;
	}
	return false;
}

static bool
read_filter(struct ctx *ctx, struct query *q, const char *name, const char *value, const char *at)
{
	static const struct column truth = { .name = "null", .type = T_BOOL };
	size_t len = strcspn(name, "[");
	const struct column *c =
	    entity_column_find(q->entity, arena_copy(&ctx->arena, name, len), NULL);
	struct filter f = { .column = c, .op = OP_EQ };
	if (c == NULL || (c->flags & FILTER) == 0)
		return unknown(ctx, at);
	if (name[len] == '[') {
		size_t op_len = strcspn(name + len + 1, "]");
		if (strcmp(name + len + 1 + op_len, "]") != 0 ||
		    !find_op(c, arena_copy(&ctx->arena, name + len + 1, op_len), &f.op))
			return unknown(ctx, at);
	}
	if (q->filter_count == FILTERS_MOST)
		return fail_field(ctx, at, MSG_TOO_MANY, "24");
	bool fine = f.op == OP_IN     ? read_in(ctx, c, value, at, &f.value)
		    : f.op == OP_NULL ? type_from_text(ctx, &truth, value, at, &f.value)
				      : type_from_text(ctx, c, value, at, &f.value);
	if (fine)
		q->filters[q->filter_count++] = f;
	return fine;
}

static bool
read_page(struct ctx *ctx, struct query *q, const char *name, const char *value, const char *at,
	  const char **cursor)
{
	static const char *const orders[] = { "asc", "desc", NULL };
	static const char *const totals[] = { "exact", "estimate", "none", NULL };
	int choice = 0;
	if (strcmp(name, "page") == 0)
		return read_number(ctx, value, PAGE_MOST, at, &q->page);
	if (strcmp(name, "limit") == 0)
		return read_number(ctx, value, LIMIT_MOST, at, &q->limit);
	if (strcmp(name, "sortBy") == 0)
		return read_sort(ctx, q, value, at);
	if (strcmp(name, "cursor") == 0) {
		*cursor = value;
		return true;
	}
	if (strcmp(name, "total") == 0) {
		bool fine = read_choice(ctx, value, at, totals, &choice);
		q->total = (enum total)choice;
		return fine;
	}
	bool fine = read_choice(ctx, value, at, orders, &choice);
	q->descending = choice == 1;
	return fine;
}

static bool
is_page(const char *name)
{
	static const char *const names[] = { "page",   "limit", "sortBy", "sortOrder",
					     "cursor", "total", NULL };
	for (const char *const *n = names; *n != NULL; n++)
		if (strcmp(*n, name) == 0)
			return true;
	return false;
}

static bool
read_one(struct ctx *ctx, unsigned parts, struct query *q, const char *name, const char *value,
	 const char **cursor)
{
	static const char *const modes[] = { "not", "only", "include", NULL };
	const char *at = arena_printf(&ctx->arena, "?%.100s", name);
	int choice;
	if (strcmp(name, "select") == 0 && (parts & PART_SELECT) != 0)
		return read_select(ctx, q, value, at);
	if (is_page(name) && (parts & PART_PAGE) != 0)
		return read_page(ctx, q, name, value, at, cursor);
	if (strcmp(name, "deleted") == 0 && (parts & PART_DELETED) != 0 &&
	    (q->entity->traits & (HARD | APPEND_ONLY)) == 0) {
		bool fine = read_choice(ctx, value, at, modes, &choice);
		q->deleted = fine ? (enum deleted)choice : DELETED_NOT;
		return fine;
	}
	if ((parts & PART_FILTER) == 0)
		return unknown(ctx, at);
	if (strcmp(name, "q") == 0 && q->entity->search != NULL)
		return read_q(ctx, q, value, at);
	if (strcmp(name, "tags[has]") == 0 && q->entity->tags != NULL)
		return read_tag(ctx, q, value, at);
	return read_filter(ctx, q, name, value, at);
}

/* "column|a or d|id|value": value is missing when null. */
const char *
query_cursor(struct ctx *ctx, const struct query *q, const char *value, const char *id)
{
	const char *plain =
	    arena_printf(&ctx->arena, "%s|%c|%s%s%s", q->sort->name, q->descending ? 'd' : 'a', id,
			 value == NULL ? "" : "|", value == NULL ? "" : value);
	char *out = arena_alloc(&ctx->arena, strlen(plain) * 4 / 3 + 8);
	bytes_to_base64((const unsigned char *)plain, strlen(plain), out);
	return out;
}

static bool
decode_cursor(struct ctx *ctx, const struct query *q, const char *text, const char **value,
	      const char **id)
{
	size_t len = strlen(text), plain_len = len / 4 * 3 + (len % 4 == 0 ? 0 : len % 4 - 1);
	if (len > CURSOR_MOST)
		return false;
	char *plain = arena_alloc(&ctx->arena, plain_len + 1);
	const char *head =
	    arena_printf(&ctx->arena, "%s|%c|", q->sort->name, q->descending ? 'd' : 'a');
	if (!bytes_from_base64(text, len, (unsigned char *)plain, plain_len) ||
	    strlen(plain) != plain_len || strncmp(plain, head, strlen(head)) != 0 ||
	    !utf8_is(plain))
		return false;
	char *at = plain + strlen(head), *bar = strchr(at, '|');
	if (bar != NULL)
		*bar = '\0';
	*id = at;
	*value = bar == NULL ? NULL : bar + 1;
	return uuid_is(at);
}

static bool
read_cursor(struct ctx *ctx, struct query *q, const char *cursor)
{
	int64_t micros;
	const char *value, *param;
	struct column loose = *q->sort;
	q->keyset = true;
	if (q->total == TOTAL_BOUNDED)
		q->total = TOTAL_NONE;
	if (q->page != 0)
		return fail_field(ctx, "?cursor", MSG_CURSOR_AND_PAGE, NULL);
	if (*cursor == '\0')
		return true;
	if (!decode_cursor(ctx, q, cursor, &value, &q->after_id))
		return fail_field(ctx, "?cursor", MSG_BAD_CURSOR, NULL);
	q->after_value = value;
	if (value == NULL)
		return (q->sort->flags & NULLABLE) != 0 ||
		       fail_field(ctx, "?cursor", MSG_BAD_CURSOR, NULL);
	loose.min = loose.max = 0;
	if (q->sort->type == T_TIME ? clock_parse_pg(value, &micros)
				    : type_from_text(ctx, &loose, value, "?cursor", &param))
		return true;
	return fail_field(ctx, "?cursor", MSG_BAD_CURSOR, NULL);
}

static void
set_defaults(const struct entity *e, struct query *q)
{
	*q = (struct query){ .entity = e, .limit = LIMIT_DEFAULT, .total = TOTAL_BOUNDED };
	q->select = entity_all(e);
	q->sort =
	    entity_column_find(e, e->default_sort == NULL ? "createdAt" : e->default_sort, NULL);
	q->descending = e->default_sort == NULL;
}

bool
query_read(struct ctx *ctx, const struct entity *e, unsigned parts, const struct params *p,
	   struct query *q)
{
	bool fine = true, ordered = false;
	const char *cursor = NULL;
	set_defaults(e, q);
	for (int i = 0; i < p->count; i++) {
		ordered |= strcmp(p->name[i], "sortOrder") == 0;
		if (strcmp(p->name[i], "sortBy") == 0 && !ordered)
			q->descending = false;
		if (!read_one(ctx, parts, q, p->name[i], p->value[i], &cursor))
			fine = false;
	}
	if (fine && cursor != NULL)
		fine = read_cursor(ctx, q, cursor);
	return fine;
}
