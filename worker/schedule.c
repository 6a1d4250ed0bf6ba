#include "schedule.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

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
	{ "audit.expire",       .at = "02:40", .zone = "UTC" },
	{ "retention.purge",    .at = "03:10", .zone = "UTC" },
	{ NULL },
};
/* clang-format on */

/* The tests make days pass in seconds: a file of theirs says what time it is. */
static const char *
now(struct ctx *ctx)
{
	const char *path = getenv("ASA_TEST_NOW_FILE");
	char text[40] = "";
	FILE *f = path == NULL ? NULL : fopen(path, "r");
	if (f != NULL) {
		if (fgets(text, sizeof(text), f) == NULL)
			text[0] = '\0';
		fclose(f);
	}
	return *text == '\0' ? "now" : arena_copy(&ctx->arena, text, strcspn(text, "\n"));
}

static bool
tick(struct ctx *ctx, void *arg)
{
	(void)arg;
	for (const struct recurring *r = schedule; r->job != NULL; r++) {
		const char *const params[] = { r->job,   job_find(r->job)->queue,
					       now(ctx), r->every,
					       r->at,    r->zone };
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
