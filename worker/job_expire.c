/* Sweeps over every tenant of a region: each deletes in bounded batches until nothing is left. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "../shared/clock.h"
#include "../shared/config.h"
#include "../shared/log.h"
#include "../shared/retry.h"
#include "../shared/session.h"
#include "../shared/tx.h"
#include "jobs.h"

enum { BATCH = 1000 };

struct sweep {
	const char *sql; /* $1: days or hours as an interval, $2: rows at most; answers how many */
	const char *keep;
	int64_t swept;
};

static bool
sweep_batch(struct ctx *ctx, void *arg)
{
	struct sweep *s = arg;
	const char *const params[] = { s->keep, arena_printf(&ctx->arena, "%d", BATCH) };
	int n = tx_queue(ctx, (struct stmt){ s->sql, 2, params });
	if (!tx_commit(ctx))
		return false;
	s->swept = strtoll(tx_cell(ctx, n, 0, 0), NULL, 10);
	return true;
}

static void
log_swept(const struct task *t, int64_t rows)
{
	char count[24];
	snprintf(count, sizeof(count), "%lld", (long long)rows);
	log_line(LOG_INFO, "swept", "job", t->class, "region", region_name(t->region), "rows",
		 count, NULL);
}

/* A sweep that runs out of time goes on in the next slot. */
static bool
sweep(struct ctx *ctx, const struct task *t, const char *sql, const char *keep)
{
	struct sweep s = { sql, keep, BATCH };
	int64_t all = 0, until = clock_ms() + (int64_t)t->job->limit_s * 500;
	while (s.swept == BATCH && clock_ms() < until) {
		if (!retry_tx(ctx, true, sweep_batch, &s))
			return false;
		tx_end(ctx);
		all += s.swept;
	}
	log_swept(t, all);
	return true;
}

bool
job_idempotency_expire(struct ctx *ctx, struct task *t)
{
	return sweep(ctx, t, "SELECT gate.idempotency_expire($1::interval, $2::integer)",
		     "24 hours");
}

bool
job_audit_expire(struct ctx *ctx, struct task *t)
{
	return sweep(ctx, t, "SELECT gate.audit_expire($1::interval, $2::integer)",
		     arena_printf(&ctx->arena, "%lld days", (long long)ctx->config->audit_days));
}

bool
job_jobs_prune(struct ctx *ctx, struct task *t)
{
	static const char sql[] =
	    "WITH old AS (DELETE FROM jobs WHERE id = ANY (ARRAY(SELECT id FROM jobs WHERE state "
	    "IN "
	    "('done', 'cancelled') AND finished_at < now() - $1::interval LIMIT $2::integer)) "
	    "RETURNING 1) SELECT count(*) FROM old";
	return sweep(ctx, t, sql, "7 days");
}

bool
job_sessions_expire(struct ctx *ctx, struct task *t)
{
	long ended = BATCH, deleted = BATCH;
	int64_t all = 0;
	while (ended == BATCH || deleted == BATCH) {
		if (!session_clean_up(ctx, BATCH, &ended, &deleted))
			return false;
		tx_end(ctx);
		all += ended + deleted;
	}
	log_swept(t, all);
	return true;
}
