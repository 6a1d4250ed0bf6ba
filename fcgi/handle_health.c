#include "handle_health.h"

#include <pthread.h>
#include <stdio.h>

#include "../shared/clock.h"
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

enum { FRESH_MS = 100 };

struct checks {
	bool database[REGIONS], redis;
};

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

static struct checks
check(struct ctx *ctx)
{
	struct checks c = { .redis = redis_healthy() };
	for (int region = 0; region < REGIONS; region++)
		c.database[region] = database_answers(ctx, (enum region)region);
	return c;
}

/* Anybody may ask, so what was found a moment ago is told again: a flood of questions is none of
 * PostgreSQL's. Nobody waits for another's check, which may take long while something is down. */
static struct checks
recent_checks(struct ctx *ctx)
{
	static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;
	static struct checks last;
	static int64_t fresh_until_ms;
	pthread_mutex_lock(&lock);
	struct checks c = last;
	bool fresh = clock_ms() < fresh_until_ms;
	pthread_mutex_unlock(&lock);
	if (fresh)
		return c;
	c = check(ctx);
	pthread_mutex_lock(&lock);
	last = c;
	fresh_until_ms = clock_ms() + FRESH_MS;
	pthread_mutex_unlock(&lock);
	return c;
}

bool
health_answer(struct request *r)
{
	struct buffer *b = &r->response.body;
	struct checks c = recent_checks(&r->ctx);
	bool all = true;
	buffer_puts(b, "{\"checks\":{");
	for (int region = 0; region < REGIONS; region++) {
		add_check(
		    b, arena_printf(&r->ctx.arena, "database.%s", region_name((enum region)region)),
		    c.database[region]);
		all = all && c.database[region];
	}
	add_check(b, "redis", c.redis);
	buffer_puts(b, "},\"schemaVersion\":\"" SCHEMA_VERSION "\"");
	add_pool(b);
	/* Everything but the counts of attempts works without Redis. */
	buffer_key(b, "status");
	buffer_json(b, !all ? "down" : c.redis ? "ok" : "degraded");
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
