#include "rules.h"

#include <inttypes.h>
#include <json-c/json.h>
#include <string.h>

#include "../../shared/clock.h"
#include "provider.h"
#include "reply.h"

static void
add_phrase(struct rules *r, const char *member, enum phrase p, const struct finding *f)
{
	struct buffer text = { .arena = &r->ctx->arena };
	message_fill(&text, phrase(p, r->question->locale), f->args, ARGS_MOST);
	buffer_key(&r->out, member);
	buffer_json(&r->out, text.text);
}

void
rules_add(struct rules *r, const struct finding *f)
{
	struct buffer *b = &r->out;
	buffer_comma(b);
	buffer_printf(b, "{\"kind\":\"%s\",\"confidence\":%d", f->kind, f->confidence);
	add_phrase(r, "title", f->title, f);
	add_phrase(r, "body", f->body, f);
	buffer_key(b, "profile");
	if (f->profile == NULL)
		buffer_puts(b, "null");
	else
		buffer_json(b, f->profile);
	buffer_key(b, "score");
	buffer_puts(b, f->score < 0 ? "null" : number(r, f->score));
	buffer_puts(b, ",\"reasons\":[");
	if (f->reason != NULL)
		buffer_json(b, f->reason);
	buffer_puts(b, "]}");
}

static struct json_object *
find(const struct rules *r, const char *group, const char *name)
{
	struct json_object *from = r->question->json, *value = NULL;
	if (group != NULL && !json_object_object_get_ex(from, group, &from))
		return NULL;
	json_object_object_get_ex(from, name, &value);
	return value;
}

int64_t
fact(const struct rules *r, const char *group, const char *name)
{
	struct json_object *value = find(r, group, name);
	return value == NULL ? -1 : json_object_get_int64(value);
}

const char *
fact_text(const struct rules *r, const char *group, const char *name)
{
	struct json_object *value = find(r, group, name);
	return value == NULL ? NULL : json_object_get_string(value);
}

int64_t
fact_sum(const struct rules *r, const char *group)
{
	int64_t all = 0;
	json_object_object_foreach (find(r, NULL, group), name, count) {
		(void)name;
		all += json_object_get_int64(count);
	}
	return all;
}

struct json_object *
fact_list(const struct rules *r, const char *name)
{
	return find(r, NULL, name);
}

const char *
number(const struct rules *r, int64_t n)
{
	return arena_printf(&r->ctx->arena, "%" PRId64, n);
}

int64_t
percent(int64_t part, int64_t whole)
{
	return whole <= 0 ? 0 : (100 * part + whole / 2) / whole;
}

bool
rules_generate(struct ctx *ctx, const struct question *q, struct generation *made)
{
	static const struct {
		const char *subject;
		void (*apply)(struct rules *);
	} table[] = { { "prospect", rules_prospect },
		      { "campaign", rules_campaign },
		      { "organisation", rules_organisation } };
	struct rules r = { ctx, q, { .arena = &ctx->arena } };
	int64_t started = clock_ms();
	made->provider = "rules";
	buffer_puts(&r.out, "{\"insights\":[");
	for (size_t i = 0; i < sizeof(table) / sizeof(*table); i++)
		if (strcmp(table[i].subject, q->subject) == 0)
			table[i].apply(&r);
	buffer_puts(&r.out, "]}");
	made->latency_ms = clock_ms() - started;
	return reply_read(ctx, q->subject, r.out.text, r.out.len, q->json, &made->insights);
}
