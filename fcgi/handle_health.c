#include "handle_health.h"

#include <stdio.h>

#include "../shared/conn.h"
#include "../shared/pool.h"
#include "../shared/redis.h"
#include "../shared/retry.h"
#include "../shared/tx.h"
#include "metrics.h"
#include "metrics_queue.h"
#include "openapi.h"
#include "request.h"
#include "response.h"

bool
live_answer(struct request *r)
{
	buffer_puts(&r->response.body, "{\"status\":\"ok\"}");
	return true;
}

static bool
select_one(struct ctx *ctx, void *arg)
{
	(void)arg;
	tx_queue(ctx, (struct stmt){ "SELECT 1", 0, NULL });
	return tx_commit(ctx);
}

static bool
database_answers(struct ctx *ctx, enum region region)
{
	ctx->region = region;
	bool fine = retry_tx(ctx, true, select_one, NULL);
	tx_end(ctx);
	ctx_clear(ctx);
	return fine;
}

static void
add_check(struct buffer *b, const char *name, bool fine)
{
	buffer_key(b, name);
	buffer_json(b, fine ? "ok" : "down");
}

static void
add_pool(struct buffer *b)
{
	struct pool_stats s = pool_stats(region_pool(REGION_GLOBAL));
	buffer_key(b, "pool");
	buffer_printf(b, "{\"size\":%lld,\"open\":%lld,\"inUse\":%lld,\"waiting\":%lld}",
		      (long long)s.size, (long long)s.open, (long long)s.in_use,
		      (long long)s.waiting);
}

bool
health_answer(struct request *r)
{
	struct buffer *b = &r->response.body;
	bool all = true, redis = redis_healthy();
	buffer_puts(b, "{\"checks\":{");
	for (int region = 0; region < REGIONS; region++) {
		bool fine = database_answers(&r->ctx, (enum region)region);
		add_check(
		    b, arena_printf(&r->ctx.arena, "database.%s", region_name((enum region)region)),
		    fine);
		all = all && fine;
	}
	add_check(b, "redis", redis);
	buffer_puts(b, "},\"schemaVersion\":\"" SCHEMA_VERSION "\"");
	add_pool(b);
	/* Everything but the counts of attempts works without Redis. */
	buffer_key(b, "status");
	buffer_json(b, !all ? "down" : redis ? "ok" : "degraded");
	buffer_putc(b, '}');
	r->response.status = all ? 200 : 503;
	response_header(r, "Cache-Control", "no-store");
	if (!all)
		response_header(r, "Retry-After", "1");
	return true;
}

bool
metrics_answer(struct request *r)
{
	metrics_write(&r->response.body);
	metrics_queue_write(&r->response.body);
	r->response.content_type = "text/plain; version=0.0.4";
	return true;
}

bool
openapi_answer(struct request *r)
{
	openapi_write(&r->response.body);
	response_header(r, "Cache-Control", "public, max-age=300");
	return true;
}
