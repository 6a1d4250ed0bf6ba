#include "run.h"

#include <inttypes.h>
#include <json-c/json.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "../shared/clock.h"
#include "../shared/config.h"
#include "../shared/log.h"
#include "../shared/retry.h"
#include "../shared/tenant.h"
#include "../shared/tx.h"
#include "ledger.h"

static void
enter(struct ctx *ctx, const struct task *t)
{
	snprintf(ctx->request_id, sizeof(ctx->request_id), "%s", t->request_id);
	if (*t->organisation != '\0')
		tenant_assume(ctx, t->organisation, NULL);
}

static bool
all_in_one(struct ctx *ctx, void *arg)
{
	struct task *t = arg;
	enter(ctx, t);
	ledger_done(ctx, t);
	return t->job->run(ctx, t);
}

static bool
claim(struct ctx *ctx, void *arg)
{
	struct task *t = arg;
	int n = ledger_claim(ctx, t);
	if (!tx_commit(ctx))
		return false;
	t->fence = strtoll(tx_cell(ctx, n, 0, 0), NULL, 10);
	return true;
}

static bool
finish(struct ctx *ctx, void *arg)
{
	ledger_finish(ctx, arg);
	return true;
}

void
task_finish(struct ctx *ctx, struct task *t)
{
	ledger_finish(ctx, t);
	t->finished = true;
}

static bool
run_in_steps(struct ctx *ctx, struct task *t)
{
	if (!retry_tx(ctx, false, claim, t))
		return false;
	tx_end(ctx);
	if (!t->job->run(ctx, t))
		return false;
	tx_end(ctx);
	return t->finished || retry_tx(ctx, false, finish, t);
}

static bool
run(struct ctx *ctx, struct task *t)
{
	ctx->region = t->region;
	if (t->job == NULL)
		return fail(ctx, ERR_NOT_FOUND, MSG_NOT_FOUND);
	return t->job->mode == IN_STEPS ? run_in_steps(ctx, t)
					: retry_tx(ctx, false, all_in_one, t);
}

/* Sidekiq's own: 15 s, 16 s, 31 s, 96 s, 271 s … with jitter. */
static int64_t
back_off_s(int64_t failures)
{
	int64_t n = failures > 20 ? 20 : failures;
	return n * n * n * n + 15 + clock_jitter(10 * (n + 1));
}

/* The payload as Sidekiq would leave it; what it holds besides is kept. */
static const char *
failed_payload(struct ctx *ctx, struct task *t, int64_t failures, const char *error)
{
	struct json_object *failed_at;
	double now = (double)clock_unix();
	json_object_object_add(t->json, "retry_count", json_object_new_int64(failures));
	json_object_object_add(t->json, "error_class", json_object_new_string("AsaError"));
	json_object_object_add(t->json, "error_message", json_object_new_string(error));
	bool again = json_object_object_get_ex(t->json, "failed_at", &failed_at);
	json_object_object_add(t->json, again ? "retried_at" : "failed_at",
			       json_object_new_double(now));
	const char *text = json_object_to_json_string_ext(
	    t->json, JSON_C_TO_STRING_PLAIN | JSON_C_TO_STRING_NOSLASHESCAPE);
	return arena_copy(&ctx->arena, text, strlen(text));
}

bool
task_is_lost(const struct task *t, enum error e)
{
	bool again =
	    e == ERR_RETRY || e == ERR_UNAVAILABLE || e == ERR_LIMITED || e == ERR_INTERNAL;
	return !again || (e != ERR_UNAVAILABLE && task_failures(t) + 1 >= t->job->tries);
}

struct failure {
	struct task *task;
	const char *error;
	int64_t delay_s, failures; /* failures: this one included; 0 when the job is over */
	bool dead;
};

static bool
record(struct ctx *ctx, void *arg)
{
	struct failure *f = arg;
	int n = ledger_failed(ctx, f->task, f->error, f->delay_s, f->dead);
	if (!tx_commit(ctx))
		return false;
	const char *failures = tx_cell(ctx, n, 0, 0);
	f->failures = failures == NULL ? 0 : strtoll(failures, NULL, 10);
	return true;
}

static struct verdict
failed(struct ctx *ctx, struct task *t)
{
	int64_t before = task_failures(t);
	enum message why = ctx->message;
	struct failure f = { .task = t, .error = message_code(ctx->message) };
	f.dead = task_is_lost(t, ctx->error);
	f.delay_s = ctx->retry_after_s > 0 ? ctx->retry_after_s : back_off_s(before);
	ctx_clear(ctx);
	struct verdict v = { f.dead ? DEAD : RETRY, f.delay_s, why,
			     failed_payload(ctx, t, before, f.error) };
	/* When it can't be recorded, Redis still knows; the next attempt will record. */
	if (retry_tx(ctx, false, record, &f) && f.failures == 0)
		v.outcome = DROP;
	return v;
}

struct verdict
run_task(struct ctx *ctx, struct task *t)
{
	static const struct job unknown = { .name = "unknown", .tries = 1 };
	bool fine = run(ctx, t);
	enum error error = ctx->error;
	tx_end(ctx);
	if (fine)
		return (struct verdict){ .outcome = DONE };
	if (error == ERR_OVER)
		return (struct verdict){ .outcome = DROP, .why = ctx->message };
	/* A server we need is away: not the job's fault, and not counted. */
	if (error == ERR_UNAVAILABLE)
		return (struct verdict){ LATER, 1 + ctx->retry_after_s + clock_jitter(2),
					 ctx->message, t->payload };
	if (t->job == NULL)
		t->job = &unknown;
	return failed(ctx, t);
}
