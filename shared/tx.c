#include "tx.h"

#include <errno.h>
#include <poll.h>
#include <sodium.h>
#include <stdatomic.h>
#include <stdio.h>
#include <string.h>

#include "clock.h"
#include "config.h"
#include "conn.h"
#include "ctx.h"
#include "log.h"
#include "pool.h"
#include "sqlstate.h"

enum { MARGIN_MS = 1000, FIRST_RESULTS = 16 };

/* What an answer of the server belongs to, in the order of sending. */
struct expected {
	enum { PREPARED, DEALLOCATED, ANSWER } kind;
	int slot;
	unsigned char digest[CONN_DIGEST];
};

struct tx {
	struct conn *conn;
	struct pool *pool;
	struct expected *expected;
	int sent, read, size;
	PGresult **results;
	int queued, answered, result_size;
	bool broken; /* a statement failed, or the connection did */
	bool open;   /* something was sent since the last Sync */
	bool synced; /* the Sync that commits was sent */
	bool deleting;
	bool repeatable; /* may be run again even when it may have committed */
};

static atomic_llong round_trips;

static bool
unavailable(struct ctx *ctx)
{
	return fail_retry(ctx, ERR_UNAVAILABLE, MSG_UNAVAILABLE, 1);
}

/* The connection is gone. Whether the transaction is too is known only before its Sync was sent. */
static bool
lost(struct ctx *ctx)
{
	struct tx *tx = ctx->tx;
	tx->broken = true;
	tx->conn->discard = true;
	log_line(LOG_WARN, "connection_lost", "request_id", ctx->request_id, "committing",
		 tx->synced ? "true" : "false", NULL);
	return tx->synced && !tx->repeatable ? unavailable(ctx)
					     : fail(ctx, ERR_RETRY, MSG_UNAVAILABLE);
}

bool
tx_open(struct ctx *ctx)
{
	enum pool_failure failure;
	struct pool *pool = region_pool(ctx->region);
	struct conn *conn = pool_get(pool, &failure);
	if (conn == NULL)
		return unavailable(ctx);
	struct tx *tx = arena_alloc(&ctx->arena, sizeof(*tx));
	tx->conn = conn;
	tx->pool = pool;
	ctx->tx = tx;
	if (PQenterPipelineMode(conn->pg) != 1)
		return lost(ctx);
	return true;
}

static void
expect(struct ctx *ctx, struct expected e)
{
	struct tx *tx = ctx->tx;
	if (tx->sent == tx->size) {
		int size = tx->size == 0 ? FIRST_RESULTS : 2 * tx->size;
		struct expected *more = arena_alloc(&ctx->arena, (size_t)size * sizeof(*more));
		if (tx->sent > 0)
			memcpy(more, tx->expected, (size_t)tx->sent * sizeof(*more));
		tx->expected = more;
		tx->size = size;
	}
	tx->expected[tx->sent++] = e;
	tx->open = true;
}

static void
clear_result(void *r)
{
	PQclear(r);
}

static void
keep_result(struct ctx *ctx, PGresult *r)
{
	struct tx *tx = ctx->tx;
	if (tx->answered == tx->result_size) {
		int size = tx->result_size == 0 ? FIRST_RESULTS : 2 * tx->result_size;
		PGresult **more = arena_alloc(&ctx->arena, (size_t)size * sizeof(PGresult *));
		if (tx->answered > 0)
			memcpy(more, tx->results, (size_t)tx->answered * sizeof(PGresult *));
		tx->results = more;
		tx->result_size = size;
	}
	tx->results[tx->answered++] = r;
	arena_defer(&ctx->arena, clear_result, r);
}

static void
slot_name(int slot, char name[16])
{
	snprintf(name, 16, "s%d", slot);
}

/*
 * A prepared statement has the slot its digest falls on; another that falls there takes its place.
 * So the cache is bounded without bookkeeping. The slot is believed in only when the server has
 * answered the Prepare (see take()).
 */
static bool
send_prepared(struct ctx *ctx, const struct stmt *s)
{
	struct conn *c = ctx->tx->conn;
	struct expected e = { .kind = PREPARED };
	char name[16];
	crypto_generichash(e.digest, CONN_DIGEST, (const unsigned char *)s->sql, strlen(s->sql),
			   NULL, 0);
	e.slot = e.digest[0];
	slot_name(e.slot, name);
	if (!c->slots[e.slot].used || memcmp(c->slots[e.slot].digest, e.digest, CONN_DIGEST) != 0) {
		char deallocate[32];
		snprintf(deallocate, sizeof(deallocate), "DEALLOCATE %s", name);
		if (c->slots[e.slot].used) {
			if (PQsendQueryParams(c->pg, deallocate, 0, NULL, NULL, NULL, NULL, 0) != 1)
				return false;
			expect(ctx, (struct expected){ .kind = DEALLOCATED, .slot = e.slot });
		}
		if (PQsendPrepare(c->pg, name, s->sql, 0, NULL) != 1)
			return false;
		expect(ctx, e);
		/* Known from here to the end of this pipeline; an error discards the connection
		 * (see drain()). */
		c->slots[e.slot].used = true;
		memcpy(c->slots[e.slot].digest, e.digest, CONN_DIGEST);
	}
	return PQsendQueryPrepared(c->pg, name, s->count, s->params, NULL, NULL, 0) == 1;
}

int
tx_queue(struct ctx *ctx, struct stmt s)
{
	struct tx *tx = ctx->tx;
	if (!tx->broken) {
		bool sent = tx->conn->prepares
				? send_prepared(ctx, &s)
				: PQsendQueryParams(tx->conn->pg, s.sql, s.count, NULL, s.params,
						    NULL, NULL, 0) == 1;
		if (sent)
			expect(ctx, (struct expected){ .kind = ANSWER });
		else
			lost(ctx);
	}
	return tx->queued++;
}

/* Writes what libpq holds and reads until a result can be had without waiting. */
static bool
wait_for_result(struct ctx *ctx, int64_t deadline)
{
	PGconn *pg = ctx->tx->conn->pg;
	for (;;) {
		int flushed = PQflush(pg);
		if (flushed < 0)
			return false;
		if (flushed == 0 && !PQisBusy(pg))
			return true;
		/* Reading while writing: the server may be waiting for us to read (libpq manual,
		 * "Pipeline Mode"). */
		struct pollfd p = { .fd = PQsocket(pg), .events = POLLIN };
		if (flushed == 1)
			p.events |= POLLOUT;
		int64_t left = deadline - clock_ms();
		int ready = left <= 0 ? 0 : poll(&p, 1, (int)left);
		if (ready < 0 && errno == EINTR)
			continue;
		if (ready <= 0)
			return false;
		if ((p.revents & (POLLIN | POLLHUP | POLLERR)) != 0 && PQconsumeInput(pg) != 1)
			return false;
	}
}

static int64_t
deadline_of(const struct ctx *ctx)
{
	return clock_ms() + ctx->config->statement_timeout_ms + MARGIN_MS;
}

/* What a statement's result means for the names that the server knows. */
static void
note_prepared(struct conn *c, const struct expected *e, ExecStatusType status)
{
	if (status == PGRES_COMMAND_OK)
		return;
	if (e->kind == PREPARED)
		c->slots[e->slot].used = false;
	/* A DEALLOCATE that did not happen leaves a name taken that we no longer know. */
	c->discard |= e->kind == DEALLOCATED;
}

/*
 * Reads to the Sync, which must have been sent, without keeping anything. After an error the server
 * has skipped what is left; before a rollback it has done it.
 */
static bool
drain(struct ctx *ctx, int64_t deadline)
{
	struct tx *tx = ctx->tx;
	for (int nulls = 0; nulls < 2;) {
		if (!wait_for_result(ctx, deadline))
			return lost(ctx);
		PGresult *r = PQgetResult(tx->conn->pg);
		ExecStatusType status = PQresultStatus(r);
		nulls = r == NULL ? nulls + 1 : 0;
		PQclear(r);
		if (status == PGRES_PIPELINE_SYNC)
			break;
		if (nulls == 0 && tx->read < tx->sent)
			note_prepared(tx->conn, &tx->expected[tx->read++], status);
	}
	tx->read = tx->sent;
	tx->open = false;
	return false;
}

static bool
statement_failed(struct ctx *ctx, PGresult *r, int64_t deadline)
{
	struct tx *tx = ctx->tx;
	tx->broken = true;
	if (tx->read < tx->sent)
		note_prepared(tx->conn, &tx->expected[tx->read++], PGRES_FATAL_ERROR);
	bool is_loss = sqlstate_is_loss(r);
	if (!is_loss)
		sqlstate_fail(ctx, tx->conn, r, tx->deleting);
	PQclear(r);
	if (is_loss || PQstatus(tx->conn->pg) != CONNECTION_OK)
		return lost(ctx);
	if (!tx->synced && PQpipelineSync(tx->conn->pg) != 1)
		return lost(ctx);
	return drain(ctx, deadline);
}

/* Reads the answer to the next thing sent. */
static bool
take(struct ctx *ctx, int64_t deadline)
{
	struct tx *tx = ctx->tx;
	if (!wait_for_result(ctx, deadline))
		return lost(ctx);
	PGresult *r = PQgetResult(tx->conn->pg);
	ExecStatusType status = PQresultStatus(r);
	if (r == NULL)
		return lost(ctx);
	if (status == PGRES_FATAL_ERROR || status == PGRES_BAD_RESPONSE)
		return statement_failed(ctx, r, deadline);
	if (tx->expected[tx->read++].kind == ANSWER)
		keep_result(ctx, r);
	else
		PQclear(r);
	/* Each result is followed by a NULL. */
	if (!wait_for_result(ctx, deadline))
		return lost(ctx);
	PQclear(PQgetResult(tx->conn->pg));
	return true;
}

static bool
take_all(struct ctx *ctx, int64_t deadline)
{
	atomic_fetch_add(&round_trips, 1);
	while (ctx->tx->read < ctx->tx->sent)
		if (!take(ctx, deadline))
			return false;
	return true;
}

bool
tx_flush(struct ctx *ctx)
{
	struct tx *tx = ctx->tx;
	if (tx->broken)
		return false;
	if (PQsendFlushRequest(tx->conn->pg) != 1)
		return lost(ctx);
	return take_all(ctx, deadline_of(ctx));
}

/* The result of the Sync itself, or an error that came with the commit: a deferred constraint, a
 * serialization failure. */
static bool
take_sync(struct ctx *ctx, int64_t deadline)
{
	struct tx *tx = ctx->tx;
	if (!wait_for_result(ctx, deadline))
		return lost(ctx);
	PGresult *r = PQgetResult(tx->conn->pg);
	if (r == NULL)
		return lost(ctx);
	if (PQresultStatus(r) != PGRES_PIPELINE_SYNC)
		return statement_failed(ctx, r, deadline);
	PQclear(r);
	tx->open = false;
	return true;
}

bool
tx_commit(struct ctx *ctx)
{
	struct tx *tx = ctx->tx;
	int64_t deadline = deadline_of(ctx);
	if (tx->broken)
		return false;
	if (!tx->open)
		return true;
	if (PQpipelineSync(tx->conn->pg) != 1)
		return lost(ctx);
	tx->synced = true;
	return take_all(ctx, deadline) && take_sync(ctx, deadline);
}

const PGresult *
tx_result(struct ctx *ctx, int number)
{
	return ctx->tx->results[number];
}

int
tx_rows(struct ctx *ctx, int number)
{
	return PQntuples(tx_result(ctx, number));
}

const char *
tx_cell(struct ctx *ctx, int number, int row, int column)
{
	const PGresult *r = tx_result(ctx, number);
	return PQgetisnull(r, row, column) ? NULL : PQgetvalue(r, row, column);
}

void
tx_deleting(struct ctx *ctx)
{
	ctx->tx->deleting = true;
}

void
tx_repeatable(struct ctx *ctx)
{
	ctx->tx->repeatable = true;
}

/*
 * ROLLBACK ends an implicit transaction too, with a warning. Where even that fails, the connection
 * is closed, which ends everything.
 */
static void
roll_back(struct ctx *ctx)
{
	PGconn *pg = ctx->tx->conn->pg;
	ctx->tx->repeatable = true;
	if (PQsendQueryParams(pg, "ROLLBACK", 0, NULL, NULL, NULL, NULL, 0) == 1 &&
	    PQpipelineSync(pg) == 1)
		(void)drain(ctx, deadline_of(ctx));
}

void
tx_end(struct ctx *ctx)
{
	struct tx *tx = ctx->tx;
	if (tx == NULL)
		return;
	if (tx->open && !tx->conn->discard)
		roll_back(ctx);
	if (tx->open || PQexitPipelineMode(tx->conn->pg) != 1)
		tx->conn->discard = true;
	ctx->tx = NULL;
	pool_put(tx->pool, tx->conn);
}

int64_t
tx_round_trips(void)
{
	return atomic_load(&round_trips);
}
