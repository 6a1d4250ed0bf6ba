/*
 * The worker's table of jobs with jobs for tests: linked into tests/asa-worker instead of
 * worker/jobs.c. Effects are counted in a table without a unique index.
 */
#include "../../worker/jobs.h"

#include <signal.h>
#include <stddef.h>
#include <stdlib.h>
#include <string.h>

#include "../../shared/clock.h"
#include "../../shared/retry.h"
#include "../../shared/tx.h"
#include "../../worker/run.h"

static void
count_effect(struct ctx *ctx, const struct task *t)
{
	const char *const params[] = { t->jid };
	tx_queue(ctx, (struct stmt){ "INSERT INTO test_effects (jid) VALUES ($1)", 1, params });
}

static bool
effect(struct ctx *ctx, struct task *t)
{
	count_effect(ctx, t);
	return true;
}

/* So long beyond its time limit that its lease is taken away and another runs it too. */
static bool
effect_too_late(struct ctx *ctx, struct task *t)
{
	clock_sleep_ms(6000);
	count_effect(ctx, t);
	return true;
}

static bool
last_step(struct ctx *ctx, void *arg)
{
	count_effect(ctx, arg);
	task_finish(ctx, arg);
	return true;
}

static bool
effect_in_steps(struct ctx *ctx, struct task *t)
{
	clock_sleep_ms(1);
	return retry_tx(ctx, false, last_step, t);
}

static bool
nothing(struct ctx *ctx, struct task *t)
{
	(void)ctx;
	(void)t;
	return true;
}

static bool
sleep_ms(struct ctx *ctx, struct task *t)
{
	const char *ms = task_argument(t, 0);
	clock_sleep_ms(ms == NULL ? 1000 : atoi(ms));
	return retry_tx(ctx, false, last_step, t);
}

/* Fails until its argument's number of failures is reached. */
static bool
fail_at_first(struct ctx *ctx, struct task *t)
{
	const char *times = task_argument(t, 0);
	const char *const params[] = { t->jid, times == NULL ? "1000" : times };
	static const char sql[] = "SELECT attempts < $2::integer FROM jobs WHERE jid = $1";
	int n = tx_queue(ctx, (struct stmt){ sql, 2, params });
	if (!tx_flush(ctx))
		return false;
	if (tx_rows(ctx, n) == 0 || *tx_cell(ctx, n, 0, 0) == 't')
		return fail_retry(ctx, ERR_LIMITED, MSG_LIMITED, 1);
	count_effect(ctx, t);
	return true;
}

static bool
fail_for_good(struct ctx *ctx, struct task *t)
{
	(void)t;
	return fail(ctx, ERR_INVALID, MSG_INVALID);
}

static bool
fail_by_mistake(struct ctx *ctx, struct task *t)
{
	(void)t;
	return fail(ctx, ERR_INTERNAL, MSG_INTERNAL);
}

static bool
kill_worker(struct ctx *ctx, struct task *t)
{
	(void)ctx;
	(void)t;
	return raise(SIGKILL) == 0;
}

/* clang-format off */
const struct job jobs[] = {
	{ "sessions.expire",    job_sessions_expire,    IN_STEPS, "low", 5, .limit_s = 300,  .at_once = 1 },
	{ "idempotency.expire", job_idempotency_expire, IN_STEPS, "low", 5, .limit_s = 300,  .at_once = 1 },
	{ "jobs.prune",         job_jobs_prune,         IN_STEPS, "low", 5, .limit_s = 300,  .at_once = 1 },
	{ "audit.expire",       job_audit_expire,       IN_STEPS, "low", 5, .limit_s = 3600, .at_once = 1 },
	{ "prospects.score",    job_prospects_score,    IN_STEPS, "default", 10, .limit_s = 600 },
	{ "insights.generate",  job_insights_generate,  IN_STEPS, "insights", 8, .limit_s = 600 },
	{ "retention.purge",    job_retention_purge,    IN_STEPS, "low", 5, .limit_s = 3600, .at_once = 1 },
	{ "test.effect",        effect,                 IN_ONE,   "default", 25, .limit_s = 30 },
	{ "test.steps",         effect_in_steps,        IN_STEPS, "default", 25, .limit_s = 30 },
	{ "test.nothing",       nothing,                IN_ONE,   "default", 5,  .limit_s = 30 },
	{ "test.sleep",         sleep_ms,               IN_STEPS, "default", 5,  .limit_s = 60 },
	{ "test.alone",         sleep_ms,               IN_STEPS, "default", 5,  .limit_s = 60, .at_once = 1 },
	{ "test.overlong",      effect_too_late,        IN_ONE,   "default", 5,  .limit_s = 1 },
	{ "test.fail",          fail_at_first,          IN_ONE,   "default", 3,  .limit_s = 30 },
	{ "test.invalid",       fail_for_good,          IN_ONE,   "default", 25, .limit_s = 30 },
	{ "test.mistake",       fail_by_mistake,        IN_ONE,   "default", 25, .limit_s = 30 },
	{ "test.kill",          kill_worker,            IN_STEPS, "default", 25, .limit_s = 30 },
	{ NULL },
};
/* clang-format on */
