#include "chat.h"

#include <inttypes.h>
#include <json-c/json.h>
#include <sodium.h>
#include <string.h>

#include "../../shared/buffer.h"
#include "../../shared/config.h"
#include "../../shared/json.h"

enum { NONCE = 8, QUOTED_MOST = 16384 };

static void
add_message(struct buffer *b, const char *role, const char *content)
{
	buffer_comma(b);
	buffer_printf(b, "{\"role\":\"%s\",\"content\":", role);
	buffer_json(b, content);
	buffer_putc(b, '}');
}

/* No tag can begin inside: in JSON a less-than sign stands in strings only, where it may be
 * escaped. */
static void
add_data(struct buffer *b, const char *facts, const char *nonce)
{
	buffer_printf(b, "<data-%s>\n", nonce);
	for (const char *p = facts; *p != '\0'; p++)
		if (*p == '<')
			buffer_puts(b, "\\u003c");
		else
			buffer_putc(b, *p);
	buffer_printf(b, "\n</data-%s>", nonce);
}

static const char *
question_text(struct ctx *ctx, const struct question *q)
{
	struct buffer b = { .arena = &ctx->arena };
	unsigned char random[NONCE];
	char nonce[2 * NONCE + 1];
	randombytes_buf(random, sizeof(random));
	sodium_bin2hex(nonce, sizeof(nonce), random, sizeof(random));
	add_data(&b, q->facts, nonce);
	return b.text;
}

const char *
chat_request(struct ctx *ctx, const struct question *q, const struct chat *c)
{
	struct buffer b = { .arena = &ctx->arena };
	const struct config *config = ctx->config;
	buffer_puts(&b, "{\"model\":");
	buffer_json(&b, config->ai[q->region].model);
	buffer_printf(&b, ",\"%s\":%" PRId64 ",\"messages\":[", config->ai_limit_member,
		      config->ai_answer_tokens);
	add_message(&b, "system",
		    arena_printf(&ctx->arena, "%s\nJSON Schema:\n%s", c->system, c->schema));
	add_message(&b, "user", question_text(ctx, q));
	if (c->reply != NULL) {
		add_message(&b, "assistant",
			    arena_printf(&ctx->arena, "%.*s", QUOTED_MOST, c->reply));
		add_message(&b, "user", c->faults);
	}
	buffer_printf(&b,
		      "],\"response_format\":{\"type\":\"json_schema\",\"json_schema\":{\"name\":"
		      "\"insights\",\"strict\":true,\"schema\":%s}}}",
		      c->schema);
	return b.text;
}

static struct json_object *
member(struct json_object *o, const char *name, enum json_type type)
{
	struct json_object *v = NULL;
	if (!json_object_is_type(o, json_type_object) || !json_object_object_get_ex(o, name, &v) ||
	    !json_object_is_type(v, type))
		return NULL;
	return v;
}

/* Of a hostile or broken endpoint too: what it says may not overflow a count. */
static int64_t
count(struct json_object *usage, const char *name)
{
	struct json_object *n = member(usage, name, json_type_int);
	int64_t value = n == NULL ? -1 : json_object_get_int64(n);
	return value < 0 || value > 10000000 ? -1 : value;
}

bool
chat_response(struct ctx *ctx, const char *body, size_t len, struct chat_reply *reply)
{
	struct json_object *root, *choices, *first, *message, *content, *reason;
	if (body == NULL || !json_parse(ctx, body, len, &root)) {
		ctx_clear(ctx);
		return false;
	}
	choices = member(root, "choices", json_type_array);
	if (choices == NULL || json_object_array_length(choices) == 0)
		return false;
	first = json_object_array_get_idx(choices, 0);
	message = member(first, "message", json_type_object);
	if (message == NULL)
		return false;
	content = member(message, "content", json_type_string);
	reason = member(first, "finish_reason", json_type_string);
	struct json_object *usage = member(root, "usage", json_type_object);
	*reply = (struct chat_reply){
		.text = content == NULL ? NULL : json_object_get_string(content),
		.cut = reason != NULL && strcmp(json_object_get_string(reason), "length") == 0,
		.tokens_in = count(usage, "prompt_tokens"),
		.tokens_out = count(usage, "completion_tokens"),
	};
	return true;
}
