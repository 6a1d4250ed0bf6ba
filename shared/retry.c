#include "retry.h"

#include <stdatomic.h>

#include "clock.h"
#include "config.h"
#include "ctx.h"
#include "tx.h"

static atomic_llong retries;

static bool
attempt(struct ctx *ctx, bool repeatable, bool (*body)(struct ctx *, void *), void *arg)
{
	if (!tx_open(ctx))
		return false;
	if (repeatable)
		tx_repeatable(ctx);
	return body(ctx, arg) && tx_commit(ctx);
}

bool
retry_tx(struct ctx *ctx, bool repeatable, bool (*body)(struct ctx *, void *), void *arg)
{
	int64_t delay = ctx->config->retry_delay_ms;
	for (int64_t left = ctx->config->retries;; left--) {
		if (attempt(ctx, repeatable, body, arg))
			return true;
		tx_end(ctx);
		if (ctx->error != ERR_RETRY)
			return false;
		ctx_clear(ctx);
		if (left == 0)
			return fail_retry(ctx, ERR_UNAVAILABLE, MSG_UNAVAILABLE, 1);
		atomic_fetch_add(&retries, 1);
		clock_sleep_ms(delay / 2 + clock_jitter(delay));
		delay *= 2;
	}
}

int64_t
retry_count(void)
{
	return atomic_load(&retries);
}
