/* A worker that does not ask the ledger: every copy of a job has its effect. */
#include "../../shared/tx.h"
#include "../../worker/ledger.h"

int __wrap_ledger_done(struct ctx *, const struct task *);

int
__wrap_ledger_done(struct ctx *ctx, const struct task *t)
{
	(void)t;
	return tx_queue(ctx, (struct stmt){ "SELECT 1", 0, NULL });
}
