#include "reconcile.h"

#include <stdlib.h>
#include <string.h>

#include "../shared/buffer.h"
#include "../shared/clock.h"
#include "../shared/ctx.h"
#include "../shared/log.h"
#include "../shared/retry.h"
#include "../shared/tx.h"
#include "broker.h"

enum { PERIOD_MS = 15000 };

/* The lock of job_dispatch: nothing is handed out while we compare. */
static const char lock_sql[] = "SELECT pg_try_advisory_xact_lock(hashtext('asa.jobs.dispatch'))";
static const char live_sql[] =
    "SELECT jid FROM jobs WHERE state IN ('dispatched', 'running') ORDER BY jid";
static const char lost_sql[] = "SELECT job_lost($1::text[], $2::boolean)";
static const char dead_sql[] =
    "UPDATE jobs SET state = 'dead', last_error = coalesce(last_error, 'buried in Redis'),"
    " finished_at = clock_timestamp() WHERE jid = ANY ($1::text[]) AND state IN ('dispatched', "
    "'running')";

struct comparison {
	struct reconciler *reconciler;
	bool forgotten;
	bool done;
	struct buffer lost, deleted, dead; /* arrays of ids, as PostgreSQL reads them */
	const char **missing;
	size_t missing_count;
};

static int
compare(const void *a, const void *b)
{
	return strcmp(*(const char *const *)a, *(const char *const *)b);
}

static bool
holds(const char *const *sorted, size_t count, const char *jid)
{
	return count > 0 && bsearch(&jid, sorted, count, sizeof(char *), compare) != NULL;
}

static void
add_id(struct buffer *b, const char *jid)
{
	buffer_puts(b, b->len == 0 ? "{" : ",");
	buffer_puts(b, jid);
}

static void
judge(struct comparison *c, const struct inventory *inv, const char *jid)
{
	const struct reconciler *r = c->reconciler;
	if (holds(inv->jids, inv->live, jid))
		return;
	if (holds(inv->jids + inv->live, inv->dead, jid))
		add_id(&c->dead, jid);
	else if (c->forgotten)
		add_id(&c->lost, jid);
	else if (holds((const char *const *)r->missing, r->missing_count, jid))
		add_id(&c->deleted, jid);
	else
		c->missing[c->missing_count++] = jid;
}

static void
queue_change(struct ctx *ctx, const char *sql, struct buffer *ids, const char *flag)
{
	const char *params[] = { NULL, flag };
	if (ids->len == 0)
		return;
	buffer_putc(ids, '}');
	params[0] = ids->text;
	tx_queue(ctx, (struct stmt){ sql, flag == NULL ? 1 : 2, params });
}

static bool
compare_all(struct ctx *ctx, void *arg)
{
	struct comparison *c = arg;
	struct inventory inv;
	int locked = tx_queue(ctx, (struct stmt){ lock_sql, 0, NULL });
	int live = tx_queue(ctx, (struct stmt){ live_sql, 0, NULL });
	if (!tx_flush(ctx))
		return false;
	if (*tx_cell(ctx, locked, 0, 0) != 't')
		return true;
	if (!broker_inventory(&ctx->arena, &inv))
		return fail(ctx, ERR_UNAVAILABLE, MSG_UNAVAILABLE);
	if (inv.live > 0)
		qsort(inv.jids, inv.live, sizeof(char *), compare);
	if (inv.dead > 0)
		qsort(inv.jids + inv.live, inv.dead, sizeof(char *), compare);
	c->lost = c->deleted = c->dead = (struct buffer){ .arena = &ctx->arena };
	c->missing_count = 0;
	c->missing = arena_alloc(&ctx->arena, ((size_t)tx_rows(ctx, live) + 1) * sizeof(char *));
	for (int i = 0; i < tx_rows(ctx, live); i++)
		judge(c, &inv, tx_cell(ctx, live, i, 0));
	queue_change(ctx, lost_sql, &c->lost, "false");
	queue_change(ctx, lost_sql, &c->deleted, "true");
	queue_change(ctx, dead_sql, &c->dead, NULL);
	c->done = true;
	return true;
}

void
reconcile_release(struct reconciler *r)
{
	for (size_t i = 0; i < r->missing_count; i++)
		free(r->missing[i]);
	free(r->missing);
	r->missing = NULL;
	r->missing_count = 0;
}

static void
remember(struct reconciler *r, const struct comparison *c)
{
	reconcile_release(r);
	if (c->missing_count == 0)
		return;
	r->missing = calloc(c->missing_count, sizeof(char *));
	for (size_t i = 0; r->missing != NULL && i < c->missing_count; i++)
		if ((r->missing[r->missing_count] = strdup(c->missing[i])) != NULL)
			r->missing_count++;
}

void
reconcile(struct ctx *ctx, struct reconciler *r, bool now)
{
	struct epoch epoch;
	struct comparison c = { .reconciler = r };
	if (!broker_epoch(region_name(ctx->region), &epoch))
		return;
	c.forgotten = strcmp(epoch.now, epoch.seen) != 0;
	if (!c.forgotten && !now && clock_ms() - r->compared_ms < PERIOD_MS)
		return;
	if (c.forgotten)
		log_line(LOG_WARN, "redis_forgot", "region", region_name(ctx->region), NULL);
	if (!retry_tx(ctx, false, compare_all, &c) || !c.done)
		return;
	r->compared_ms = clock_ms();
	remember(r, &c);
	if (c.forgotten)
		broker_reconciled(region_name(ctx->region), epoch.now);
}
