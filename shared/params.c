#include "params.h"

#include <ctype.h>
#include <string.h>

#include "ctx.h"

/* Bytes of the sequence that begins here; 0 when it is not a valid one. */
static int
sequence(const unsigned char *p)
{
	int len = p[0] < 0x80                   ? 1
		  : p[0] >= 0xc2 && p[0] < 0xe0 ? 2
		  : p[0] >= 0xe0 && p[0] < 0xf0 ? 3
		  : p[0] >= 0xf0 && p[0] < 0xf5 ? 4
						: 0;
	for (int i = 1; i < len; i++)
		if ((p[i] & 0xc0) != 0x80)
			return 0;
	bool overlong = (p[0] == 0xe0 && p[1] < 0xa0) || (p[0] == 0xf0 && p[1] < 0x90);
	bool beyond = (p[0] == 0xed && p[1] > 0x9f) || (p[0] == 0xf4 && p[1] > 0x8f);
	return overlong || beyond ? 0 : len;
}

bool
utf8_is(const char *text)
{
	const unsigned char *p = (const unsigned char *)text;
	for (int len; *p != '\0'; p += len) {
		len = sequence(p);
		if (len == 0)
			return false;
	}
	return true;
}

static int
hex(char c)
{
	if (isdigit((unsigned char)c))
		return c - '0';
	c = (char)tolower((unsigned char)c);
	return c >= 'a' && c <= 'f' ? c - 'a' + 10 : -1;
}

/* NULL when the encoding is broken. */
static const char *
decode(struct ctx *ctx, const char *text, size_t len)
{
	char *out = arena_alloc(&ctx->arena, len + 1), *to = out;
	for (size_t i = 0; i < len; i++) {
		char c = text[i] == '+' ? ' ' : text[i];
		if (c == '%') {
			int high = i + 1 < len ? hex(text[i + 1]) : -1,
			    low = i + 2 < len ? hex(text[i + 2]) : -1;
			if (high < 0 || low < 0)
				return NULL;
			c = (char)(high << 4 | low);
			i += 2;
		}
		if (c == '\0')
			return NULL;
		*to++ = c;
	}
	return utf8_is(out) ? out : NULL;
}

static bool
add(struct ctx *ctx, struct params *p, const char *text, size_t len)
{
	size_t name_len = strcspn(text, "=&");
	if (name_len > len)
		name_len = len;
	const char *name = decode(ctx, text, name_len);
	const char *value =
	    name_len < len ? decode(ctx, text + name_len + 1, len - name_len - 1) : "";
	if (name == NULL || value == NULL)
		return fail_field(ctx, name == NULL ? "?" : arena_printf(&ctx->arena, "?%s", name),
				  MSG_BAD_ENCODING, NULL);
	for (int i = 0; i < p->count; i++)
		if (strcmp(p->name[i], name) == 0)
			return fail_field(ctx, arena_printf(&ctx->arena, "?%s", name),
					  MSG_REPEATED_PARAMETER, NULL);
	if (p->count == PARAMS_MOST)
		return fail_field(ctx, "?", MSG_TOO_MANY, "64");
	p->name[p->count] = name;
	p->value[p->count++] = value;
	return true;
}

bool
params_parse(struct ctx *ctx, const char *query, struct params *p)
{
	p->count = 0;
	for (size_t len; *query != '\0'; query += len + (query[len] == '&')) {
		len = strcspn(query, "&");
		if (len > 0 && !add(ctx, p, query, len))
			return false;
	}
	return true;
}
