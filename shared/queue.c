#include "queue.h"

#include <inttypes.h>

#include "config.h"
#include "ctx.h"
#include "tx.h"

static const char add_sql[] =
    "SELECT job_add($1, $2, $3::jsonb, interval '1 second' * $4::bigint, $5, $6::integer)";

int
queue_add(struct ctx *ctx, const struct work *w)
{
	const char *const params[] = { w->class,
				       w->queue,
				       w->arguments == NULL ? "[]" : w->arguments,
				       arena_printf(&ctx->arena, "%" PRId64, w->delay_s),
				       w->unique_key,
				       arena_printf(&ctx->arena, "%" PRId64,
						    ctx->config->jobs_waiting) };
	return tx_queue(ctx, (struct stmt){ add_sql, 6, params });
}
