/*
 * Deletes for good what an organisation has deleted longer ago than it keeps things. Children go
 * before their parents, in batches, each a transaction of its own; the audit trigger writes a line
 * for each row. An organisation under a legal hold is left alone.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "../shared/entity.h"
#include "../shared/log.h"
#include "../shared/retry.h"
#include "../shared/store.h"
#include "../shared/tenant.h"
#include "../shared/tx.h"
#include "jobs.h"

enum { BATCH = 200, ORGANISATIONS = 100 };

struct purge {
	const struct entity *entity;
	char organisation[UUID_LEN + 1];
	int64_t days, rows;
	bool dry_run;
};

static bool
purge_batch(struct ctx *ctx, void *arg)
{
	struct purge *p = arg;
	tenant_assume(ctx, p->organisation, NULL);
	int n = p->dry_run ? store_count_old(ctx, p->entity, p->days)
			   : store_purge_old(ctx, p->entity, p->days, BATCH);
	if (!tx_commit(ctx))
		return false;
	p->rows = strtoll(tx_cell(ctx, n, 0, 0), NULL, 10);
	return true;
}

static void
log_purged(const struct purge *p, int64_t rows)
{
	char count[24];
	snprintf(count, sizeof(count), "%lld", (long long)rows);
	if (rows > 0)
		log_line(LOG_INFO, p->dry_run ? "would_purge" : "purged", "organisation",
			 p->organisation, "entity", p->entity->path, "rows", count, NULL);
}

static bool
purge_entity(struct ctx *ctx, struct purge *p)
{
	int64_t all = 0;
	do {
		if (!retry_tx(ctx, true, purge_batch, p))
			return false;
		tx_end(ctx);
		all += p->rows;
	} while (!p->dry_run && p->rows == BATCH);
	log_purged(p, all);
	return true;
}

static bool
purge_organisation(struct ctx *ctx, struct purge *p)
{
	int last = 0;
	while (entities[last] != NULL)
		last++;
	/* The table of entities has parents first. */
	for (int i = last - 1; i >= 0; i--) {
		p->entity = entities[i];
		if ((p->entity->operations & OP_DELETE) == 0 ||
		    (p->entity->traits & (SHARED | IS_TENANT | HARD | APPEND_ONLY)) != 0)
			continue;
		if (!purge_entity(ctx, p))
			return false;
	}
	return true;
}

struct page {
	char after[UUID_LEN + 1];
	struct purge found[ORGANISATIONS];
	int count;
};

static bool
read_page(struct ctx *ctx, void *arg)
{
	struct page *page = arg;
	const char *const params[] = { *page->after == '\0' ? NULL : page->after,
				       arena_printf(&ctx->arena, "%d", ORGANISATIONS) };
	int n = tx_queue(
	    ctx, (struct stmt){ "SELECT id, days FROM gate.retention($1::uuid, $2::integer)", 2,
				params });
	if (!tx_commit(ctx))
		return false;
	page->count = tx_rows(ctx, n);
	for (int i = 0; i < page->count; i++) {
		struct purge *p = &page->found[i];
		*p = (struct purge){ .days = strtoll(tx_cell(ctx, n, i, 1), NULL, 10) };
		snprintf(p->organisation, sizeof(p->organisation), "%s", tx_cell(ctx, n, i, 0));
	}
	return true;
}

bool
job_retention_purge(struct ctx *ctx, struct task *t)
{
	struct page page = { .count = ORGANISATIONS };
	while (page.count == ORGANISATIONS) {
		if (!retry_tx(ctx, true, read_page, &page))
			return false;
		tx_end(ctx);
		for (int i = 0; i < page.count; i++) {
			page.found[i].dry_run = t->dry_run;
			if (!purge_organisation(ctx, &page.found[i]))
				return false;
		}
		if (page.count > 0)
			memcpy(page.after, page.found[page.count - 1].organisation,
			       sizeof(page.after));
	}
	return true;
}
