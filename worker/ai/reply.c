#include "reply.h"

#include <inttypes.h>
#include <json-c/json.h>
#include <string.h>

#include "../../shared/buffer.h"
#include "../../shared/json.h"
#include "../../shared/validate.h"

static const char *const prospect_labels[] = { "fit", "buying_signal", "next_action",
					       "opening_line", NULL };
static const char *const campaign_labels[] = { "performance", "next_action", NULL };
static const char *const organisation_labels[] = { "pipeline", "next_action", NULL };
static const struct enumeration prospect_kinds = { "insight_kind", prospect_labels },
				campaign_kinds = { "insight_kind", campaign_labels },
				organisation_kinds = { "insight_kind", organisation_labels };

/* The kind, then what is the same for all. Checklist: insights_store() in sql/. */
/* clang-format off */
#define COLUMNS(kinds) { \
	{ "kind",       T_ENUM,     WRITE | REQUIRED, .labels = (kinds), .doc = "What it says" }, \
	{ "title",      T_TEXT,     WRITE | REQUIRED, 1, 200, .doc = "In one line" }, \
	{ "body",       T_LONGTEXT, WRITE | REQUIRED, 1, 4000, .doc = "In full; for an opening line: the line itself" }, \
	{ "profile",    T_TEXT,     WRITE | REQUIRED | NULLABLE, 1, 3, .doc = "ref of the profile that a fit is about" }, \
	{ "score",      T_INT,      WRITE | REQUIRED | NULLABLE, 0, 100, .doc = "How good or strong it is" }, \
	{ "confidence", T_INT,      WRITE | REQUIRED, 0, 100, .doc = "How sure, in percent" }, \
	{ "reasons",    T_LIST,     WRITE | REQUIRED, 0, 10, .doc = "Facts that it rests on, each under 100 characters" }, \
	{ NULL }, \
}
/* clang-format on */
static const struct column prospect_columns[] = COLUMNS(&prospect_kinds);
static const struct column campaign_columns[] = COLUMNS(&campaign_kinds);
static const struct column organisation_columns[] = COLUMNS(&organisation_kinds);

static const struct entity forms[] = {
	{ .name = "prospect", .columns = prospect_columns },
	{ .name = "campaign", .columns = campaign_columns },
	{ .name = "organisation", .columns = organisation_columns },
};

const struct entity *
reply_entity(const char *subject)
{
	for (size_t i = 0; i < sizeof(forms) / sizeof(*forms); i++)
		if (strcmp(forms[i].name, subject) == 0)
			return &forms[i];
	return NULL;
}

static void
add_property(struct buffer *b, const struct column *c)
{
	const struct type_row *row = type_row(c->type);
	bool null = (c->flags & NULLABLE) != 0;
	buffer_comma(b);
	buffer_camel(b, c->name);
	buffer_printf(b, null ? ":{\"type\":[\"%s\",\"null\"]" : ":{\"type\":\"%s\"", row->json);
	buffer_key(b, "description");
	buffer_json(b, c->doc);
	if (c->type == T_LIST)
		buffer_puts(b, ",\"items\":{\"type\":\"string\"}");
	if (c->type == T_ENUM) {
		buffer_puts(b, ",\"enum\":[");
		for (const char *const *l = c->labels->labels; *l != NULL; l++) {
			buffer_comma(b);
			buffer_json(b, *l);
		}
		buffer_putc(b, ']');
	}
	buffer_putc(b, '}');
}

const char *
reply_schema(struct ctx *ctx, const char *subject)
{
	struct buffer b = { .arena = &ctx->arena };
	const struct column *columns = reply_entity(subject)->columns;
	buffer_puts(&b, "{\"type\":\"object\",\"properties\":{\"insights\":{\"type\":\"array\","
			"\"items\":{\"type\":\"object\",\"properties\":{");
	for (const struct column *c = columns; c->name != NULL; c++)
		add_property(&b, c);
	buffer_puts(&b, "},\"required\":[");
	for (const struct column *c = columns; c->name != NULL; c++) {
		buffer_comma(&b);
		buffer_camel(&b, c->name);
	}
	buffer_puts(&b, "],\"additionalProperties\":false}}},\"required\":[\"insights\"],"
			"\"additionalProperties\":false}");
	return b.text;
}

/* A link or an address that a prospect wrote must not come back as advice. */
static bool
is_link(const char *word, size_t len)
{
	return memmem(word, len, "://", 3) != NULL || memchr(word, '@', len) != NULL ||
	       (len > 4 && strncasecmp(word, "www.", 4) == 0);
}

static const char *
without_links(struct ctx *ctx, const char *text)
{
	struct buffer b = { .arena = &ctx->arena };
	buffer_puts(&b, "");
	for (const char *p = text; *p != '\0';) {
		size_t space = strspn(p, " \t\n"), word = strcspn(p + space, " \t\n");
		buffer_add(&b, p, space);
		if (is_link(p + space, word))
			buffer_puts(&b, "[…]");
		else
			buffer_add(&b, p + space, word);
		p += space + word;
	}
	return b.text;
}

/* NULL when the facts have no profile of this ref. */
static const char *
profile_name(struct json_object *facts, const char *ref)
{
	struct json_object *profiles, *name;
	if (ref == NULL || !json_object_object_get_ex(facts, "profiles", &profiles))
		return NULL;
	for (size_t i = 0; i < json_object_array_length(profiles); i++) {
		struct json_object *p = json_object_array_get_idx(profiles, i);
		if (json_object_object_get_ex(p, "ref", &name) &&
		    strcmp(json_object_get_string(name), ref) == 0)
			return json_object_get_string(json_object_object_get(p, "name"));
	}
	return NULL;
}

static void
write_insight(struct ctx *ctx, struct buffer *b, const struct values *v, struct json_object *item,
	      struct json_object *facts)
{
	const char *score = values_get(v, "score");
	const char *profile = profile_name(facts, values_get(v, "profile"));
	struct json_object *reasons = json_object_object_get(item, "reasons");
	buffer_comma(b);
	buffer_printf(
	    b, "{\"kind\":\"%s\",\"score\":%s,\"confidence\":%s,\"title\":", values_get(v, "kind"),
	    score == NULL ? "null" : score, values_get(v, "confidence"));
	buffer_json(b, without_links(ctx, values_get(v, "title")));
	buffer_key(b, "body");
	buffer_json(b, without_links(ctx, values_get(v, "body")));
	buffer_puts(b, ",\"data\":{\"reasons\":[");
	for (size_t i = 0; i < json_object_array_length(reasons); i++) {
		buffer_comma(b);
		buffer_json(b, without_links(ctx, json_object_get_string(
						      json_object_array_get_idx(reasons, i))));
	}
	buffer_putc(b, ']');
	if (profile != NULL) {
		buffer_key(b, "profile");
		buffer_json(b, profile);
	}
	buffer_puts(b, "}}");
}

static bool
read_insights(struct ctx *ctx, const struct entity *form, struct json_object *list,
	      struct json_object *facts, struct buffer *b)
{
	bool fine = true;
	size_t count = json_object_array_length(list);
	if (count == 0 || count > REPLY_MOST)
		return fail_field(ctx, "/insights", MSG_TOO_MANY, "12");
	for (size_t i = 0; i < count; i++) {
		struct values v;
		struct json_object *item = json_object_array_get_idx(list, i);
		const char *at = arena_printf(&ctx->arena, "/insights/%zu", i);
		if (!json_object_is_type(item, json_type_object))
			fine = fail_field(ctx, at, MSG_NOT_OBJECT, NULL);
		else if (!validate(ctx, form, item, false, at, &v))
			fine = false;
		else
			write_insight(ctx, b, &v, item, facts);
	}
	return fine;
}

bool
reply_read(struct ctx *ctx, const char *subject, const char *text, size_t len,
	   struct json_object *facts, const char **insights)
{
	struct buffer b = { .arena = &ctx->arena };
	struct json_object *reply, *list;
	if (!json_parse(ctx, text, len, &reply))
		return false;
	if (json_object_object_length(reply) != 1 ||
	    !json_object_object_get_ex(reply, "insights", &list) ||
	    !json_object_is_type(list, json_type_array))
		return fail_field(ctx, "/insights", MSG_REQUIRED, NULL);
	buffer_putc(&b, '[');
	if (!read_insights(ctx, reply_entity(subject), list, facts, &b))
		return false;
	buffer_putc(&b, ']');
	*insights = b.text;
	return true;
}
