/*
 * Qualification scores, computed in SQL, a batch a transaction. What is due is a table that
 * triggers fill; a job with an argument first makes due every prospect that this profile may
 * concern.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "../shared/log.h"
#include "../shared/retry.h"
#include "../shared/tenant.h"
#include "../shared/tx.h"
#include "jobs.h"

enum { BATCH = 2000 };

struct scoring {
	const struct task *task;
	const char *icp;
	int64_t scored;
};

static bool
name_prospects(struct ctx *ctx, void *arg)
{
	const struct scoring *s = arg;
	const char *const params[] = { s->icp };
	tenant_assume(ctx, s->task->organisation, NULL);
	tx_queue(ctx, (struct stmt){ "SELECT prospects_score_profile($1::uuid)", 1, params });
	return true;
}

static bool
score_batch(struct ctx *ctx, void *arg)
{
	struct scoring *s = arg;
	const char *const params[] = { arena_printf(&ctx->arena, "%d", BATCH) };
	tenant_assume(ctx, s->task->organisation, NULL);
	int n = tx_queue(ctx, (struct stmt){ "SELECT prospects_score($1::integer)", 1, params });
	if (!tx_commit(ctx))
		return false;
	s->scored = strtoll(tx_cell(ctx, n, 0, 0), NULL, 10);
	return true;
}

bool
job_prospects_score(struct ctx *ctx, struct task *t)
{
	struct scoring s = { t, task_argument(t, 0), BATCH };
	int64_t all = 0;
	char count[24];
	if (*t->organisation == '\0')
		return fail(ctx, ERR_INVALID, MSG_INVALID);
	if (s.icp != NULL && !retry_tx(ctx, true, name_prospects, &s))
		return false;
	tx_end(ctx);
	while (s.scored == BATCH) {
		if (!retry_tx(ctx, true, score_batch, &s))
			return false;
		tx_end(ctx);
		all += s.scored;
	}
	snprintf(count, sizeof(count), "%lld", (long long)all);
	log_line(LOG_INFO, "scored", "organisation", t->organisation, "prospects", count, NULL);
	return true;
}
