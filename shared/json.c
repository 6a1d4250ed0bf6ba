#include "json.h"

#include <json-c/json.h>
#include <string.h>

#include "ctx.h"

enum { DEPTH = 32 };

static void
put_object(void *o)
{
	json_object_put(o);
}

/*
 * json-c keeps the last of two members with one name. So members are counted twice, as colons
 * outside strings in the text and as entries in the tree: fewer in the tree means that one was
 * lost. On the way, what json-c lets pass even when strict is found: single quotes, NaN, Infinity.
 */
static size_t
members_in_text(const char *text, size_t len, bool *nul, bool *loose)
{
	size_t colons = 0;
	bool quoted = false;
	for (size_t i = 0; i < len; i++) {
		if (quoted && text[i] == '\\') {
			*nul |= i + 5 < len && strncmp(text + i + 1, "u0000", 5) == 0;
			i++;
		} else if (text[i] == '"') {
			quoted = !quoted;
		} else if (!quoted) {
			colons += text[i] == ':';
			*loose |= strchr("'NI", text[i]) != NULL;
		}
	}
	return colons;
}

static size_t
members_in_tree(struct json_object *o)
{
	size_t n = 0;
	if (json_object_is_type(o, json_type_object)) {
		json_object_object_foreach (o, key, value) {
			(void)key;
			n += 1 + members_in_tree(value);
		}
	} else if (json_object_is_type(o, json_type_array)) {
		for (size_t i = 0; i < json_object_array_length(o); i++)
			n += members_in_tree(json_object_array_get_idx(o, i));
	}
	return n;
}

bool
json_parse(struct ctx *ctx, const char *text, size_t len, struct json_object **out)
{
	struct json_tokener *t = json_tokener_new_ex(DEPTH);
	if (t == NULL)
		return fail(ctx, ERR_INTERNAL, MSG_INTERNAL);
	json_tokener_set_flags(t, JSON_TOKENER_STRICT | JSON_TOKENER_VALIDATE_UTF8);
	struct json_object *o = len > 0 ? json_tokener_parse_ex(t, text, (int)len) : NULL;
	enum json_tokener_error error = json_tokener_get_error(t);
	size_t end = json_tokener_get_parse_end(t);
	json_tokener_free(t);
	if (o != NULL)
		arena_defer(&ctx->arena, put_object, o);
	if (len == 0 || error == json_tokener_continue)
		return fail_with(ctx, ERR_INVALID, MSG_BAD_JSON, "unexpected end of data");
	if (error != json_tokener_success)
		return fail_with(ctx, ERR_INVALID, MSG_BAD_JSON, json_tokener_error_desc(error));
	for (; end < len; end++)
		if (strchr(" \t\r\n", text[end]) == NULL || text[end] == '\0')
			return fail_with(ctx, ERR_INVALID, MSG_BAD_JSON,
					 "unexpected data behind the value");
	if (!json_object_is_type(o, json_type_object))
		return fail(ctx, ERR_INVALID, MSG_NOT_OBJECT);
	bool nul = false, loose = false;
	size_t members = members_in_text(text, len, &nul, &loose);
	if (loose)
		return fail_with(ctx, ERR_INVALID, MSG_BAD_JSON, "unexpected character");
	if (members != members_in_tree(o))
		return fail_field(ctx, "", MSG_DUPLICATE_MEMBER, NULL);
	if (nul)
		return fail_field(ctx, "", MSG_CONTROL_CHARACTER, NULL);
	*out = o;
	return true;
}
