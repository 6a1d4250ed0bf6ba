#include "relay.h"

#include <inttypes.h>
#include <poll.h>
#include <pthread.h>
#include <stdatomic.h>
#include <stdlib.h>
#include <string.h>
#include <sys/eventfd.h>
#include <unistd.h>

#include "../shared/buffer.h"
#include "../shared/clock.h"
#include "../shared/config.h"
#include "../shared/conn.h"
#include "../shared/ctx.h"
#include "../shared/log.h"
#include "../shared/pool.h"
#include "../shared/redis.h"
#include "../shared/retry.h"
#include "../shared/tx.h"
#include "broker.h"
#include "exchange.h"
#include "reconcile.h"
#include "schedule.h"

enum {
	BATCH = 200,
	GATHER_MS = 10,
	POLL_MS = 250, /* when nobody tells us */
	SECOND_MS = 1000,
	LISTEN_AGAIN_MS = 1000,
	PATIENCE_MS = 2000,
};

static const char dispatch_sql[] =
    "SELECT jid, queue, class, args, organisation_id, request_id,"
    " CASE WHEN run_at > now() THEN extract(epoch FROM run_at)::text ELSE '' END,"
    " extract(epoch FROM created_at), extract(epoch FROM now()),"
    " (extract(epoch FROM max(now() - run_at) OVER ()) * 1000)::bigint, attempts"
    " FROM job_dispatch($1::integer, $2::integer) ORDER BY run_at, id";
enum { JID, QUEUE, CLASS, ARGS, ORGANISATION, REQUEST, DUE, CREATED, NOW, LAG_MS, FAILURES };

static struct relay {
	pthread_t thread;
	enum region region;
	const struct config *config;
	struct conn *listener;
	int64_t listen_at_ms, second_ms;
	int wake; /* eventfd */
	struct reconciler reconciler;
} relays[REGIONS];
static int relay_count;
static atomic_bool stop, reconcile_soon[REGIONS];

/* As Sidekiq's own client would push it; retry says that retries are to be had. */
static const char *
payload(struct ctx *ctx, int n, int row)
{
	struct buffer b = { .arena = &ctx->arena };
	const char *organisation = tx_cell(ctx, n, row, ORGANISATION);
	const char *request = tx_cell(ctx, n, row, REQUEST);
	buffer_puts(&b, "{\"class\":");
	buffer_json(&b, tx_cell(ctx, n, row, CLASS));
	buffer_printf(&b, ",\"args\":%s,\"jid\":\"%s\",\"queue\":", tx_cell(ctx, n, row, ARGS),
		      tx_cell(ctx, n, row, JID));
	buffer_json(&b, tx_cell(ctx, n, row, QUEUE));
	buffer_printf(
	    &b, ",\"retry\":true,\"created_at\":%s,\"enqueued_at\":%s,\"asa\":{\"region\":\"%s\"",
	    tx_cell(ctx, n, row, CREATED), tx_cell(ctx, n, row, NOW), region_name(ctx->region));
	if (organisation != NULL)
		buffer_printf(&b, ",\"organisation\":\"%s\"", organisation);
	if (request != NULL) {
		buffer_puts(&b, ",\"request\":");
		buffer_json(&b, request);
	}
	buffer_putc(&b, '}');
	/* Redis forgets; what a job has failed of before still counts. Sidekiq's first is 0. */
	int64_t failures = strtoll(tx_cell(ctx, n, row, FAILURES), NULL, 10);
	if (failures > 0)
		buffer_printf(&b, ",\"retry_count\":%" PRId64, failures - 1);
	buffer_putc(&b, '}');
	return b.text;
}

/* What is due only later has no lag. */
static int64_t
lag_ms(const char *cell)
{
	int64_t ms = strtoll(cell, NULL, 10);
	return ms > 0 ? ms : 0;
}

/* Redis first, then the commit: between the two is at most a copy too many, which the ledger
 * refuses. */
static bool
dispatch(struct ctx *ctx, void *arg)
{
	int *handed = arg;
	struct delivery deliveries[BATCH];
	const char *const params[] = { arena_printf(&ctx->arena, "%d", BATCH),
				       arena_printf(&ctx->arena, "%" PRId64,
						    ctx->config->jobs_share) };
	int n = tx_queue(ctx, (struct stmt){ dispatch_sql, 2, params });
	if (!tx_flush(ctx))
		return false;
	*handed = tx_rows(ctx, n);
	for (int i = 0; i < *handed; i++)
		deliveries[i] = (struct delivery){ payload(ctx, n, i), tx_cell(ctx, n, i, QUEUE),
						   tx_cell(ctx, n, i, DUE) };
	if (*handed > 0 && !broker_push(region_name(ctx->region),
					lag_ms(tx_cell(ctx, n, 0, LAG_MS)), deliveries, *handed))
		return fail(ctx, ERR_UNAVAILABLE, MSG_UNAVAILABLE);
	return true;
}

static void
dispatch_all(struct relay *r, struct ctx *ctx)
{
	int handed = BATCH;
	while (handed == BATCH && !atomic_load(&stop)) {
		handed = 0;
		ctx->region = r->region;
		bool fine = retry_tx(ctx, false, dispatch, &handed);
		ctx_end(ctx);
		if (!fine)
			return;
		if (handed > 0)
			exchange_wake();
	}
}

/* LISTEN needs a connection of its own; while there is none, polling has to do. */
static void
listen_for_jobs(struct relay *r)
{
	enum conn_failure failure;
	if (r->listener != NULL || clock_ms() < r->listen_at_ms)
		return;
	r->listen_at_ms = clock_ms() + LISTEN_AGAIN_MS;
	r->listener = conn_open(region_url(r->region), r->config, &failure);
	if (r->listener == NULL)
		return;
	PQsetnonblocking(r->listener->pg, 0);
	PGresult *result = PQexec(r->listener->pg, "LISTEN job_new");
	bool fine = PQresultStatus(result) == PGRES_COMMAND_OK;
	PQclear(result);
	if (!fine) {
		conn_close(r->listener);
		r->listener = NULL;
	}
}

static void
hear(struct relay *r)
{
	PGnotify *heard;
	if (PQconsumeInput(r->listener->pg) != 1 || PQstatus(r->listener->pg) != CONNECTION_OK) {
		conn_close(r->listener);
		r->listener = NULL;
		return;
	}
	while ((heard = PQnotifies(r->listener->pg)) != NULL)
		PQfreemem(heard);
}

/* A new job is heard of at once; ends of jobs are gathered, or each would cost a round. */
static void
wait_for_work(struct relay *r)
{
	eventfd_t value;
	struct pollfd p[2] = { { .fd = r->listener == NULL ? -1 : PQsocket(r->listener->pg),
				 .events = POLLIN },
			       { .fd = r->wake, .events = POLLIN } };
	if (poll(p, 1, GATHER_MS) == 0)
		poll(p, 2, POLL_MS);
	if (p[0].revents != 0)
		hear(r);
	if (p[1].revents != 0)
		(void)!eventfd_read(r->wake, &value);
}

static void
each_second(struct relay *r, struct ctx *ctx)
{
	bool soon = atomic_exchange(&reconcile_soon[r->region], false);
	if (!soon && clock_ms() - r->second_ms < SECOND_MS)
		return;
	r->second_ms = clock_ms();
	ctx->region = r->region;
	schedule_tick(ctx);
	ctx_end(ctx);
	ctx->region = r->region;
	reconcile(ctx, &r->reconciler, soon);
	ctx_end(ctx);
}

static void *
run(void *arg)
{
	struct relay *r = arg;
	struct ctx ctx = { .config = r->config };
	redis_set_patience(PATIENCE_MS);
	while (!atomic_load(&stop)) {
		listen_for_jobs(r);
		each_second(r, &ctx);
		dispatch_all(r, &ctx);
		wait_for_work(r);
	}
	if (r->listener != NULL)
		conn_close(r->listener);
	reconcile_release(&r->reconciler);
	arena_release(&ctx.arena);
	redis_close();
	return NULL;
}

bool
relay_start(const struct config *config)
{
	for (int i = 0; i < REGIONS; i++) {
		struct relay *r = &relays[relay_count];
		if (!region_is_first((enum region)i))
			continue;
		*r = (struct relay){ .region = (enum region)i,
				     .config = config,
				     .wake = eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK) };
		if (r->wake < 0 || pthread_create(&r->thread, NULL, run, r) != 0)
			return false;
		relay_count++;
	}
	return true;
}

static void
wake_all(void)
{
	for (int i = 0; i < relay_count; i++)
		eventfd_write(relays[i].wake, 1);
}

void
relay_stop(void)
{
	atomic_store(&stop, true);
	wake_all();
	for (int i = 0; i < relay_count; i++) {
		pthread_join(relays[i].thread, NULL);
		close(relays[i].wake);
	}
}

void
relay_wake(enum region region)
{
	for (int i = 0; i < relay_count; i++)
		if (region_pool(relays[i].region) == region_pool(region))
			eventfd_write(relays[i].wake, 1);
}

void
relay_reconcile(void)
{
	for (int i = 0; i < REGIONS; i++)
		atomic_store(&reconcile_soon[i], true);
	wake_all();
}
