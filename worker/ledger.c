#include "ledger.h"

#include <inttypes.h>

#include "../shared/ctx.h"
#include "../shared/tx.h"
#include "task.h"

int
ledger_done(struct ctx *ctx, const struct task *t)
{
	const char *const params[] = { t->jid, t->class, t->queue };
	return tx_queue(ctx, (struct stmt){ "SELECT job_done($1, $2, $3)", 3, params });
}

int
ledger_claim(struct ctx *ctx, const struct task *t)
{
	const char *const params[] = { t->jid, t->class, t->queue };
	return tx_queue(ctx, (struct stmt){ "SELECT job_claim($1, $2, $3)", 3, params });
}

int
ledger_finish(struct ctx *ctx, const struct task *t)
{
	const char *const params[] = { t->jid, arena_printf(&ctx->arena, "%" PRId64, t->fence) };
	return tx_queue(ctx, (struct stmt){ "SELECT job_finish($1, $2::bigint)", 2, params });
}

int
ledger_failed(struct ctx *ctx, const struct task *t, const char *error, int64_t delay_s, bool dead)
{
	static const char sql[] =
	    "SELECT job_failed($1, $2, $3, $4, interval '1 second' * $5::bigint, $6::boolean)";
	const char *const params[] = { t->jid,
				       t->class,
				       t->queue,
				       error,
				       arena_printf(&ctx->arena, "%" PRId64, delay_s),
				       dead ? "true" : "false" };
	return tx_queue(ctx, (struct stmt){ sql, 6, params });
}
