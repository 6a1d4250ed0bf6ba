#include "type.h"

#include <ctype.h>
#include <errno.h>
#include <inttypes.h>
#include <json-c/json.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "buffer.h"
#include "clock.h"
#include "entity.h"
#include "uuid.h"

enum { LABEL = 63, ITEM_MOST = 100 };

static bool
is_label(const char *p, size_t len)
{
	if (len == 0 || len > LABEL || p[0] == '-' || p[len - 1] == '-')
		return false;
	for (size_t i = 0; i < len; i++)
		if (!islower((unsigned char)p[i]) && !isdigit((unsigned char)p[i]) && p[i] != '-')
			return false;
	return true;
}

/* RFC 1123 labels, at least two. */
static bool
is_domain(const char *text)
{
	int labels = 0;
	for (size_t len; *text != '\0'; text += len + (text[len] == '.'), labels++) {
		len = strcspn(text, ".");
		if (!is_label(text, len) || (text[len] == '.' && text[len + 1] == '\0'))
			return false;
	}
	return labels >= 2;
}

/* RFC 5321: a dot-string of at most 64 characters, an at sign, a domain. Quoted local parts are not
 * accepted. */
static bool
is_email(const char *text)
{
	const char *at = strrchr(text, '@');
	if (at == NULL || at == text || at - text > 64 || text[0] == '.' || at[-1] == '.' ||
	    !is_domain(at + 1))
		return false;
	for (const char *p = text; p < at; p++) {
		bool special = strchr("!#$%&'*+-/=?^_`{|}~.", *p) != NULL;
		if ((unsigned char)*p >= 0x80 || (!isalnum((unsigned char)*p) && !special) ||
		    (p[0] == '.' && p[1] == '.'))
			return false;
	}
	return true;
}

static bool
is_url(const char *text)
{
	size_t scheme = strncmp(text, "https://", 8) == 0  ? 8
			: strncmp(text, "http://", 7) == 0 ? 7
							   : 0;
	if (scheme == 0 || text[scheme] == '\0' || strchr("/?#:", text[scheme]) != NULL)
		return false;
	for (const char *p = text; *p != '\0'; p++)
		if ((unsigned char)*p <= 0x20 || *p == 0x7f || strchr("\"<>\\^`{|}", *p) != NULL)
			return false;
	return true;
}

static bool
is_slug(const char *text)
{
	return is_label(text, strlen(text));
}

static bool
is_upper(const char *text, size_t len)
{
	for (size_t i = 0; i < len; i++)
		if (!isupper((unsigned char)text[i]))
			return false;
	return text[len] == '\0';
}

static bool
is_country(const char *text)
{
	return is_upper(text, 2);
}

static bool
is_currency(const char *text)
{
	return is_upper(text, 3);
}

static bool
is_timezone(const char *text)
{
	for (const char *p = text; *p != '\0'; p++)
		if (!isalnum((unsigned char)*p) && strchr("/_+-", *p) == NULL)
			return false;
	return isalpha((unsigned char)*text) && strlen(text) <= 64;
}

static bool
is_one_line(const char *text)
{
	for (const char *p = text; *p != '\0'; p++)
		if ((unsigned char)*p < 0x20 || *p == 0x7f)
			return false;
	return true;
}

static bool
is_lines(const char *text)
{
	for (const char *p = text; *p != '\0'; p++)
		if (((unsigned char)*p < 0x20 && strchr("\t\r\n", *p) == NULL) || *p == 0x7f)
			return false;
	return true;
}

/* json, format: JSON Schema. cast: PostgreSQL. is: what else must hold. quoted: how it is printed.
 */
/* clang-format off */
static const struct type_row rows[TYPES] = {
	[T_UUID]     = { "string",  "uuid",      "uuid",        "a UUID",                  uuid_is,         .quoted = true },
	[T_TEXT]     = { "string",  NULL,        "text",        "a string",                is_one_line,     .quoted = true, .characters = true },
	[T_LONGTEXT] = { "string",  NULL,        "text",        "a string",                is_lines,        .quoted = true, .characters = true },
	[T_EMAIL]    = { "string",  "email",     "text",        "an e-mail address",       is_email,        .quoted = true, .characters = true },
	[T_DOMAIN]   = { "string",  "hostname",  "text",        "a domain name",           is_domain,       .quoted = true, .characters = true },
	[T_URL]      = { "string",  "uri",       "text",        "an http or https URL",    is_url,          .quoted = true, .characters = true },
	[T_SLUG]     = { "string",  NULL,        "text",        "a slug (a-z, 0-9, -)",    is_slug,         .quoted = true, .characters = true },
	[T_COUNTRY]  = { "string",  NULL,        "text",        "an ISO 3166-1 country code", is_country,   .quoted = true, .characters = true },
	[T_CURRENCY] = { "string",  NULL,        "text",        "an ISO 4217 currency code", is_currency,   .quoted = true, .characters = true },
	[T_TIMEZONE] = { "string",  NULL,        "text",        "an IANA time zone",       is_timezone,     .quoted = true, .characters = true },
	[T_INT]      = { "integer", NULL,        "bigint",      "a whole number",          NULL },
	[T_BOOL]     = { "boolean", NULL,        "boolean",     "true or false",           NULL },
	[T_TIME]     = { "string",  "date-time", "timestamptz", "an RFC 3339 date-time",   clock_is_rfc3339, .quoted = true },
	[T_ENUM]     = { "string",  NULL,        NULL,          "a string",                NULL,            .quoted = true },
	[T_LIST]     = { "array",   NULL,        "text[]",      "an array of strings",     NULL },
	[T_JSON]     = { "object",  NULL,        "jsonb",       "an object",               NULL },
	[T_BYTES]    = { "string",  NULL,        "bytea",       "bytes",                   NULL,            .quoted = true },
};
/* clang-format on */

const struct type_row *
type_row(enum type t)
{
	return &rows[t];
}

const char *
type_cast(const struct column *c)
{
	return c->type == T_ENUM ? c->labels->type : rows[c->type].cast;
}

static size_t
characters(const char *text)
{
	size_t n = 0;
	for (; *text != '\0'; text++)
		n += ((unsigned char)*text & 0xc0) != 0x80;
	return n;
}

static bool
is_blank(const char *text)
{
	return text[strspn(text, " \t\r\n")] == '\0';
}

static bool
number_fails(struct ctx *ctx, const char *pointer, enum message m, int64_t bound)
{
	return fail_field(ctx, pointer, m, arena_printf(&ctx->arena, "%" PRId64, bound));
}

static bool
fits_bounds(struct ctx *ctx, const struct column *c, int64_t n, const char *pointer)
{
	bool chars = rows[c->type].characters;
	if (c->max == 0 && c->min == 0)
		return true;
	if (n < c->min)
		return number_fails(ctx, pointer, chars ? MSG_TOO_SHORT : MSG_TOO_SMALL, c->min);
	if (n > c->max)
		return number_fails(ctx, pointer, chars ? MSG_TOO_LONG : MSG_TOO_LARGE_NUMBER,
				    c->max);
	return true;
}

static const char *
lower(struct ctx *ctx, const char *text)
{
	char *copy = arena_copy(&ctx->arena, text, strlen(text));
	for (char *p = copy; *p != '\0'; p++)
		if ((unsigned char)*p < 0x80)
			*p = (char)tolower((unsigned char)*p);
	return copy;
}

static bool
enum_from_text(struct ctx *ctx, const struct column *c, const char *text, const char *pointer,
	       const char **param)
{
	struct buffer all = { .arena = &ctx->arena };
	for (const char *const *l = c->labels->labels; *l != NULL; l++) {
		if (strcmp(*l, text) == 0) {
			*param = *l;
			return true;
		}
		buffer_puts(&all, all.len == 0 ? "" : ", ");
		buffer_puts(&all, *l);
	}
	return fail_field(ctx, pointer, MSG_ONE_OF, all.text);
}

static bool
string_from_text(struct ctx *ctx, const struct column *c, const char *text, const char *pointer,
		 const char **param)
{
	const struct type_row *row = &rows[c->type];
	bool folded = c->type == T_EMAIL || c->type == T_DOMAIN || c->type == T_UUID;
	if (folded)
		text = lower(ctx, text);
	if (row->characters) {
		if (!fits_bounds(ctx, c, (int64_t)characters(text), pointer))
			return false;
		if (c->min > 0 && is_blank(text))
			return number_fails(ctx, pointer, MSG_TOO_SHORT, c->min);
	}
	if (row->is != NULL && !row->is(text)) {
		bool plain = c->type == T_TEXT || c->type == T_LONGTEXT;
		return fail_field(ctx, pointer, plain ? MSG_CONTROL_CHARACTER : MSG_TYPE,
				  row->expected);
	}
	*param = arena_copy(&ctx->arena, text, strlen(text));
	return true;
}

static bool
int_from_text(struct ctx *ctx, const struct column *c, const char *text, const char *pointer,
	      const char **param)
{
	char *end;
	errno = 0;
	long long n = strtoll(text, &end, 10);
	if (errno != 0 || end == text || *end != '\0' || isspace((unsigned char)*text) ||
	    *text == '+')
		return fail_field(ctx, pointer, MSG_TYPE, rows[T_INT].expected);
	if (!fits_bounds(ctx, c, n, pointer))
		return false;
	*param = arena_printf(&ctx->arena, "%lld", n);
	return true;
}

bool
type_from_text(struct ctx *ctx, const struct column *c, const char *text, const char *pointer,
	       const char **param)
{
	switch (c->type) {
	case T_ENUM:
		return enum_from_text(ctx, c, text, pointer, param);
	case T_INT:
		return int_from_text(ctx, c, text, pointer, param);
	case T_BOOL:
		if (strcmp(text, "true") != 0 && strcmp(text, "false") != 0)
			return fail_field(ctx, pointer, MSG_TYPE, rows[T_BOOL].expected);
		*param = *text == 't' ? "true" : "false";
		return true;
	default:
		return string_from_text(ctx, c, text, pointer, param);
	}
}

/* A list becomes PostgreSQL's array input: {"a","b"}. */
static bool
list_from_json(struct ctx *ctx, const struct column *c, struct json_object *v, const char *pointer,
	       const char **param)
{
	struct buffer b = { .arena = &ctx->arena };
	static const struct column item = {
		.name = "item", .type = T_TEXT, .min = 1, .max = ITEM_MOST
	};
	size_t n = json_object_array_length(v);
	if (n > (size_t)c->max)
		return number_fails(ctx, pointer, MSG_TOO_MANY, c->max);
	buffer_putc(&b, '{');
	bool fine = true;
	for (size_t i = 0; i < n; i++) {
		struct json_object *x = json_object_array_get_idx(v, i);
		const char *at = arena_printf(&ctx->arena, "%s/%zu", pointer, i), *text;
		if (!json_object_is_type(x, json_type_string))
			fine = fail_field(ctx, at, MSG_TYPE, rows[T_TEXT].expected);
		else if (!string_from_text(ctx, &item, json_object_get_string(x), at, &text))
			fine = false;
		else {
			if (b.len > 1)
				buffer_putc(&b, ',');
			buffer_element(&b, text);
		}
	}
	buffer_putc(&b, '}');
	*param = b.text;
	return fine;
}

static enum json_type
json_type_of(enum type t)
{
	switch (t) {
	case T_INT:
		return json_type_int;
	case T_BOOL:
		return json_type_boolean;
	case T_LIST:
		return json_type_array;
	case T_JSON:
		return json_type_object;
	default:
		return json_type_string;
	}
}

bool
type_from_json(struct ctx *ctx, const struct column *c, struct json_object *v, const char *pointer,
	       const char **param)
{
	*param = NULL;
	if (v == NULL)
		return (c->flags & NULLABLE) != 0 || fail_field(ctx, pointer, MSG_NOT_NULL, NULL);
	if (!json_object_is_type(v, json_type_of(c->type)))
		return fail_field(ctx, pointer, MSG_TYPE, rows[c->type].expected);
	if (c->type == T_LIST)
		return list_from_json(ctx, c, v, pointer, param);
	return type_from_text(ctx, c, json_object_get_string(v), pointer, param);
}

/* "2026-11-23 18:10:56.123456+00" becomes "2026-11-23T18:10:56.123456Z"; infinity has no form in
 * RFC 3339. */
static void
time_to_json(struct buffer *b, const char *cell)
{
	size_t len = strlen(cell);
	if (len < 22 || cell[10] != ' ') {
		buffer_puts(b, "null");
		return;
	}
	buffer_putc(b, '"');
	buffer_add(b, cell, 10);
	buffer_putc(b, 'T');
	buffer_add(b, cell + 11, len - 11 - 3);
	buffer_puts(b, "Z\"");
}

void
type_to_json(struct buffer *b, enum type t, const char *cell)
{
	if (cell == NULL)
		buffer_puts(b, "null");
	else if (t == T_TIME)
		time_to_json(b, cell);
	else if (t == T_BOOL)
		buffer_puts(b, *cell == 't' ? "true" : "false");
	else if (rows[t].quoted)
		buffer_json(b, cell);
	else
		buffer_puts(b, cell);
}
