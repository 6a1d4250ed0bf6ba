#include "schedule.h"

#include <stdlib.h>

#include "../shared/ctx.h"
#include "../shared/log.h"
#include "../shared/retry.h"
#include "../shared/tx.h"
#include "task.h"

static const char tick_sql[] =
    "SELECT job_schedule($1, $2, $3::timestamptz, $4::interval, $5::time, $6)";

/* clang-format off */
const struct recurring schedule[] = {
	{ "sessions.expire",    .every = "5 minutes" },
	{ "idempotency.expire", .every = "1 hour" },
	{ "jobs.prune",         .every = "1 hour" },
	{ "retention.purge",    .at = "03:10", .zone = "UTC" },
	{ NULL },
};
/* clang-format on */

/* The tests make days pass in seconds. */
static const char *
now(void)
{
	const char *simulated = getenv("ASA_TEST_NOW");
	return simulated == NULL ? "now" : simulated;
}

static bool
tick(struct ctx *ctx, void *arg)
{
	(void)arg;
	for (const struct recurring *r = schedule; r->job != NULL; r++) {
		const char *const params[] = { r->job,   job_find(r->job)->queue, now(),
					       r->every, r->at,                   r->zone };
		tx_queue(ctx, (struct stmt){ tick_sql, 6, params });
	}
	return true;
}

void
schedule_tick(struct ctx *ctx)
{
	if (!retry_tx(ctx, false, tick, NULL))
		log_line(LOG_WARN, "schedule_failed", "why", message_code(ctx->message), NULL);
}
