#include "validate.h"

#include <json-c/json.h>
#include <string.h>

#include "buffer.h"
#include "ctx.h"

static const char *
pointer(struct ctx *ctx, const char *at, const char *member)
{
	struct buffer b = { .arena = &ctx->arena };
	buffer_puts(&b, at);
	buffer_putc(&b, '/');
	for (; *member != '\0' && b.len < 200; member++) { /* RFC 6901, section 3 */
		if (*member == '~' || *member == '/')
			buffer_puts(&b, *member == '~' ? "~0" : "~1");
		else
			buffer_putc(&b, *member);
	}
	return b.text;
}

static const char *
camel(struct ctx *ctx, const char *name)
{
	struct buffer b = { .arena = &ctx->arena };
	buffer_camel(&b, name);
	b.text[b.len - 1] = '\0';
	return b.text + 1;
}

static bool
check_member(struct ctx *ctx, const struct entity *e, const char *name, struct json_object *value,
	     bool update, const char *at, struct values *v)
{
	const char *text, *where = pointer(ctx, at, name);
	const struct column *c = entity_column_find(e, name, NULL);
	if (c == NULL)
		return fail_field(ctx, where, MSG_UNKNOWN_FIELD, NULL);
	if ((c->flags & (update ? WRITE : WRITE | CREATE)) == 0)
		return fail_field(ctx, where, MSG_READ_ONLY, NULL);
	if (!type_from_json(ctx, c, value, where, &text))
		return false;
	values_set(v, c, text);
	return true;
}

static bool
check_required(struct ctx *ctx, const struct entity *e, struct json_object *body, const char *at)
{
	bool fine = true;
	for (const struct column *c = e->columns; c->name != NULL; c++) {
		const char *name = camel(ctx, c->name);
		if ((c->flags & REQUIRED) != 0 && !json_object_object_get_ex(body, name, NULL))
			fine = fail_field(ctx, pointer(ctx, at, name), MSG_REQUIRED, NULL);
	}
	return fine;
}

bool
validate(struct ctx *ctx, const struct entity *e, struct json_object *body, bool update,
	 const char *at, struct values *v)
{
	bool fine = true;
	v->count = 0;
	json_object_object_foreach (body, name, value) {
		if (!check_member(ctx, e, name, value, update, at, v))
			fine = false;
	}
	if (!update && !check_required(ctx, e, body, at))
		fine = false;
	return fine && (e->check == NULL || e->check(ctx, v, update));
}

static int
find(const struct values *v, const char *column)
{
	for (int i = 0; i < v->count; i++)
		if (strcmp(v->column[i]->name, column) == 0)
			return i;
	return -1;
}

const char *
values_get(const struct values *v, const char *column)
{
	int i = find(v, column);
	return i < 0 ? NULL : v->text[i];
}

bool
values_has(const struct values *v, const char *column)
{
	return find(v, column) >= 0;
}

void
values_set(struct values *v, const struct column *c, const char *text)
{
	int i = find(v, c->name);
	if (i < 0 && v->count == VALUES_MOST)
		return; /* more columns than any entity has */
	if (i < 0)
		i = v->count++;
	v->column[i] = c;
	v->text[i] = text;
}
