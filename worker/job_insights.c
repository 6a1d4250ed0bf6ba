/*
 * Insights about a prospect, a campaign or the organisation: the facts are read in one transaction,
 * a provider makes something of them, and what it made is kept in another, with what it took. A
 * generation that fails for good leaves an insight that says why, and the job among the dead.
 */
#include <inttypes.h>
#include <json-c/json.h>
#include <stdio.h>
#include <string.h>

#include "../shared/buffer.h"
#include "../shared/config.h"
#include "../shared/json.h"
#include "../shared/log.h"
#include "../shared/retry.h"
#include "../shared/tenant.h"
#include "../shared/tx.h"
#include "ai/provider.h"
#include "ai/reply.h"
#include "jobs.h"
#include "run.h"

struct insights {
	struct task *task;
	const char *id;
	struct question question;
	struct generation made;
	bool failed;
};

static bool
read_facts(struct ctx *ctx, void *arg)
{
	struct insights *w = arg;
	const char *const params[] = { w->question.subject, w->id };
	static const char sql[] =
	    "SELECT locale, insight_facts($1, $2::uuid), region FROM organisations "
	    "WHERE id = current_tenant()";
	tenant_assume(ctx, w->task->organisation, NULL);
	int n = tx_queue(ctx, (struct stmt){ sql, 2, params });
	if (!tx_commit(ctx))
		return false;
	const char *locale = tx_cell(ctx, n, 0, 0), *facts = tx_cell(ctx, n, 0, 1);
	w->question.facts = NULL;
	if (tx_rows(ctx, n) == 0 || facts == NULL)
		return true;
	w->question.locale = locale_find(locale);
	w->question.region = region_find(tx_cell(ctx, n, 0, 2));
	w->question.facts = arena_copy(&ctx->arena, facts, strlen(facts));
	return json_parse(ctx, facts, strlen(facts), &w->question.json);
}

static const char *
describe(struct ctx *ctx, const struct generation *g)
{
	struct buffer b = { .arena = &ctx->arena };
	buffer_puts(&b, "{\"provider\":");
	buffer_json(&b, g->provider);
	if (g->model != NULL) {
		buffer_key(&b, "model");
		buffer_json(&b, g->model);
		buffer_key(&b, "promptVersion");
		buffer_json(&b, g->prompt_version);
		buffer_printf(&b,
			      ",\"tokensIn\":%" PRId64 ",\"tokensOut\":%" PRId64
			      ",\"costMicros\":%" PRId64,
			      g->tokens_in, g->tokens_out, g->cost_micros);
	}
	buffer_printf(&b, ",\"latencyMs\":%" PRId64 "}", g->latency_ms);
	return b.text;
}

static bool
store(struct ctx *ctx, void *arg)
{
	struct insights *w = arg;
	const char *const params[] = { w->question.subject, w->id, w->made.insights,
				       describe(ctx, &w->made) };
	static const char sql[] = "SELECT insights_store($1, $2::uuid, $3::jsonb, $4::jsonb)";
	tenant_assume(ctx, w->task->organisation, NULL);
	tx_queue(ctx, (struct stmt){ sql, 4, params });
	if (!w->failed)
		task_finish(ctx, w->task);
	return true;
}

/* In place of insights: why there are none. */
static const char *
say_failed(struct ctx *ctx, const struct question *q, enum message why)
{
	static const char *const titles[LOCALES] = { "No insights could be made",
						     "Aucune analyse n’a pu être faite" };
	struct buffer b = { .arena = &ctx->arena };
	const char *const none[2] = { NULL, NULL };
	struct buffer text = { .arena = &ctx->arena };
	message_write(&text, why, q->locale, none);
	buffer_printf(&b, "[{\"status\":\"failed\",\"kind\":\"%s\",\"title\":",
		      reply_entity(q->subject)->columns[0].labels->labels[0]);
	buffer_json(&b, titles[q->locale]);
	buffer_key(&b, "body");
	buffer_json(&b, text.text);
	buffer_printf(&b, ",\"data\":{\"code\":\"%s\"}}]", message_code(why));
	return b.text;
}

static bool
keep_failure(struct ctx *ctx, struct insights *w)
{
	enum error error = ctx->error;
	enum message message = ctx->message;
	long retry_after_s = ctx->retry_after_s;
	ctx_clear(ctx);
	w->failed = true;
	w->made.insights = say_failed(ctx, &w->question, message);
	if (!retry_tx(ctx, false, store, w))
		return false;
	tx_end(ctx);
	return fail_retry(ctx, error, message, retry_after_s);
}

static void
log_made(const struct insights *w)
{
	char tokens[24], ms[24];
	snprintf(tokens, sizeof(tokens), "%" PRId64, w->made.tokens_in + w->made.tokens_out);
	snprintf(ms, sizeof(ms), "%" PRId64, w->made.latency_ms);
	log_line(LOG_INFO, "insights", "jid", w->task->jid, "organisation", w->task->organisation,
		 "subject", w->question.subject, "provider", w->made.provider, "model",
		 w->made.model, "tokens", tokens, "ms", ms, NULL);
}

bool
job_insights_generate(struct ctx *ctx, struct task *t)
{
	const char *subject = task_argument(t, 0);
	struct insights w = { .task = t, .id = task_argument(t, 1) };
	w.question = (struct question){ .subject = subject, .jid = t->jid };
	if (*t->organisation == '\0' || subject == NULL || reply_entity(subject) == NULL ||
	    w.id == NULL || !uuid_is(w.id))
		return fail(ctx, ERR_INVALID, MSG_INVALID);
	if (!retry_tx(ctx, true, read_facts, &w))
		return false;
	tx_end(ctx);
	if (w.question.facts == NULL)
		return true; /* deleted meanwhile */
	bool model = *ctx->config->ai[w.question.region].url != '\0';
	if (!(model ? model_generate : rules_generate)(ctx, &w.question, &w.made))
		return task_is_lost(t, ctx->error) ? keep_failure(ctx, &w) : false;
	if (!retry_tx(ctx, false, store, &w))
		return false;
	log_made(&w);
	return true;
}
