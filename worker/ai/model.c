/*
 * Insights by a language model: a question, and when the answer has not the form that was asked
 * for, one more that says what was wrong. What still is not right is a failure, never made up.
 */
#include <curl/curl.h>
#include <stdio.h>
#include <string.h>

#include "../../shared/buffer.h"
#include "../../shared/clock.h"
#include "../../shared/config.h"
#include "../../shared/log.h"
#include "../http.h"
#include "chat.h"
#include "endpoint.h"
#include "prompt.h"
#include "reply.h"

enum { REQUEST_MOST = 131072, ANSWER_MOST = 262144, PAUSE_MOST_S = 3600, BYTES_A_TOKEN = 4 };

/* What a status, or a failure to get one, means for the endpoint and for the job. */
struct meaning {
	enum endpoint_news news;
	enum error error;
	enum message message;
	bool again; /* at once, within the budget */
};

static struct meaning
meaning_of(const struct http_answer *a)
{
	static const struct meaning fine = { ENDPOINT_FINE, ERR_NONE, MSG_NONE, false },
				    refused = { ENDPOINT_FINE, ERR_FORBIDDEN, MSG_AI_REFUSED,
						false },
				    large = { ENDPOINT_FINE, ERR_TOO_LARGE, MSG_AI_TOO_LARGE,
					      false },
				    busy = { ENDPOINT_BUSY, ERR_LIMITED, MSG_AI_BUSY, false },
				    slow = { ENDPOINT_FAILED, ERR_LIMITED, MSG_AI_BUSY, false },
				    failed = { ENDPOINT_FAILED, ERR_LIMITED, MSG_AI_BUSY, true };
	if (a->failure == HTTP_REFUSED)
		return refused;
	if (a->failure == HTTP_TOO_LARGE)
		return large;
	if (a->failure != HTTP_FINE)
		return a->failure == HTTP_TIMEOUT ? slow : failed;
	if (a->status == 200)
		return fine;
	if ((a->status == 429 || a->status == 503) && a->retry_after_s > 0)
		return busy;
	if (a->status == 408 || a->status == 425 || a->status == 429)
		return slow;
	return a->status >= 500 ? failed : refused;
}

static void
log_answer(const struct question *q, const struct http_answer *a)
{
	char status[24], ms[24];
	snprintf(status, sizeof(status), "%ld", a->status);
	snprintf(ms, sizeof(ms), "%lld", (long long)a->ms);
	log_line(a->status == 200 ? LOG_INFO : LOG_WARN, "ai_call", "jid", q->jid, "region",
		 region_name(q->region), "status", status, "ms", ms, "why",
		 a->failure == HTTP_FINE ? NULL : a->why, NULL);
}

static void
post(struct ctx *ctx, const struct question *q, const struct chat *c, struct http_answer *a)
{
	const struct ai_endpoint *e = &ctx->config->ai[q->region];
	const char *const headers[] = {
		"Content-Type: application/json",
		arena_printf(&ctx->arena, "Idempotency-Key: %s%s", q->jid,
			     c->reply == NULL ? "" : "-repair"),
		*e->key == '\0' ? NULL
				: arena_printf(&ctx->arena, "Authorization: Bearer %s", e->key),
		NULL,
	};
	const struct http_call call = {
		.url = arena_printf(&ctx->arena, "%s/chat/completions", e->url),
		.headers = headers,
		.body = chat_request(ctx, q, c),
		.timeout_ms = ctx->config->ai_timeout_s * 1000,
		.answer_most = ANSWER_MOST,
		.private_too = ctx->config->ai_private,
		.ca_file = ctx->config->ai_ca_file,
	};
	*a = (struct http_answer){ .failure = HTTP_TOO_LARGE, .why = "the question is too long" };
	if (strlen(call.body) <= REQUEST_MOST)
		http_post(&ctx->arena, &call, a);
	log_answer(q, a);
}

/* One question, let through by the breaker; sent twice when the budget allows. */
static bool
send_question(struct ctx *ctx, const struct question *q, const struct chat *c,
	      struct http_answer *a, struct chat_reply *reply)
{
	struct meaning m;
	for (bool again = true;; again = false) {
		int64_t wait_ms = endpoint_enter(q->region, ctx->config->ai_at_once);
		if (wait_ms > 0)
			return fail_retry(ctx, ERR_UNAVAILABLE, MSG_AI_BUSY,
					  (long)(wait_ms + 999) / 1000);
		post(ctx, q, c, a);
		m = meaning_of(a);
		/* A page of a proxy, say. */
		if (m.error == ERR_NONE && !chat_response(ctx, a->body, a->len, reply))
			m = (struct meaning){ ENDPOINT_FAILED, ERR_LIMITED, MSG_AI_BUSY, false };
		int64_t pause_s = a->retry_after_s > PAUSE_MOST_S ? PAUSE_MOST_S : a->retry_after_s;
		endpoint_leave(q->region, m.news, pause_s);
		if (m.error == ERR_NONE)
			return true;
		if (!m.again || !again || !endpoint_may_retry(q->region))
			return fail_retry(ctx, m.error, m.message,
					  m.news == ENDPOINT_BUSY ? (long)pause_s : 0);
	}
}

/* What the endpoint does not tell is estimated. */
static void
count(struct generation *g, const struct ai_endpoint *e, const struct chat_reply *r, size_t sent)
{
	size_t received = r->text == NULL ? 0 : strlen(r->text);
	g->tokens_in += r->tokens_in >= 0 ? r->tokens_in : (int64_t)sent / BYTES_A_TOKEN;
	g->tokens_out += r->tokens_out >= 0 ? r->tokens_out : (int64_t)received / BYTES_A_TOKEN;
	g->cost_micros = (g->tokens_in * e->price_in + g->tokens_out * e->price_out) / 1000000;
}

/* The faults of an answer, for the model to mend. */
static const char *
describe_faults(struct ctx *ctx, bool cut)
{
	struct buffer b = { .arena = &ctx->arena };
	buffer_puts(&b, "That answer does not fit the schema:");
	if (cut)
		buffer_puts(&b, "\n- it was cut off; be briefer");
	for (const struct field_error *f = ctx->fields; f != NULL && b.len < 2000; f = f->next) {
		buffer_printf(&b, "\n- %s: ", *f->pointer == '\0' ? "/" : f->pointer);
		message_write(&b, f->message, LOCALE_EN, f->args);
	}
	if (ctx->fields == NULL) {
		buffer_puts(&b, "\n- ");
		message_write(&b, ctx->message, LOCALE_EN, ctx->args);
	}
	buffer_puts(&b, "\nAnswer once more, with JSON of the schema and nothing else.");
	return b.text;
}

static const char *
host_of(struct ctx *ctx, const char *url)
{
	CURLU *u = curl_url();
	char *host = NULL;
	const char *copy = "unknown";
	if (u != NULL && curl_url_set(u, CURLUPART_URL, url, 0) == CURLUE_OK &&
	    curl_url_get(u, CURLUPART_HOST, &host, 0) == CURLUE_OK)
		copy = arena_printf(&ctx->arena, "%.100s", host);
	curl_free(host);
	curl_url_cleanup(u);
	return copy;
}

/* Asks and reads; on a fault of form, *c is made the question that may repair it. */
static bool
ask(struct ctx *ctx, const struct question *q, struct chat *c, struct generation *made)
{
	struct http_answer a;
	struct chat_reply reply = { .text = NULL };
	if (!send_question(ctx, q, c, &a, &reply))
		return false;
	count(made, &ctx->config->ai[q->region], &reply, strlen(c->system) + strlen(q->facts));
	if (reply.text == NULL)
		return fail(ctx, ERR_FORBIDDEN, MSG_AI_REFUSED);
	if (!reply.cut &&
	    reply_read(ctx, q->subject, reply.text, strlen(reply.text), q->json, &made->insights))
		return true;
	c->reply = reply.text;
	c->faults = describe_faults(ctx, reply.cut);
	ctx_clear(ctx);
	return fail(ctx, ERR_INVALID, MSG_AI_BAD_REPLY);
}

bool
model_generate(struct ctx *ctx, const struct question *q, struct generation *made)
{
	struct chat c = { .schema = reply_schema(ctx, q->subject) };
	int64_t started = clock_ms();
	made->provider = host_of(ctx, ctx->config->ai[q->region].url);
	made->model = ctx->config->ai[q->region].model;
	if (!prompt_read(ctx, q->subject, q->locale, &c.system, &made->prompt_version))
		return false;
	bool fine = ask(ctx, q, &c, made);
	if (!fine && ctx->message == MSG_AI_BAD_REPLY) {
		ctx_clear(ctx);
		fine = ask(ctx, q, &c, made);
	}
	made->latency_ms = clock_ms() - started;
	return fine;
}
