#include "total.h"

#include "clause.h"
#include "ctx.h"
#include "sql.h"
#include "tx.h"

static struct sql
begin(struct ctx *ctx)
{
	return (struct sql){ .text = { .arena = &ctx->arena } };
}

/* A call of estimate() with the statement that is not run, its values as one array. That row-level
 * security goes by the tenant's id is said again: behind current_tenant() the planner can't see it.
 */
static void
add_estimate(struct ctx *ctx, struct sql *s, const struct query *q)
{
	struct sql rows = begin(ctx);
	rows.as_array = true;
	sql_lit(&rows, "SELECT");
	clause_where(&rows, q);
	sql_lit(&rows, " AND ");
	sql_name(&rows, (q->entity->traits & IS_TENANT) != 0 ? "id" : "organisation_id");
	sql_lit(&rows, " = $2");
	sql_lit(s, "estimate(");
	sql_param(s, rows.text.text, "text");
	sql_lit(s, ", ");
	sql_param(s, sql_array(&rows), "text[]");
	sql_lit(s, ")");
}

/* Counts one row more than the bound to see whether there are more. The bound is part of the text:
 * not knowing it, the planner would rather read the whole table. */
static void
add_bounded(struct ctx *ctx, struct sql *s, const struct query *q)
{
	sql_lit(s, "SELECT CASE WHEN n > " TOTAL_BOUND " THEN greatest(n, ");
	add_estimate(ctx, s, q);
	sql_lit(s, ") ELSE n END, n > " TOTAL_BOUND " FROM (SELECT count(*) AS n FROM (SELECT");
	clause_where(s, q);
	sql_lit(s, " LIMIT " TOTAL_BOUND " + 1) AS found) AS counted");
}

int
total_queue(struct ctx *ctx, const struct query *q)
{
	struct sql s = begin(ctx);
	switch (q->total) {
	case TOTAL_NONE:
		return -1;
	case TOTAL_EXACT:
		sql_lit(&s, "SELECT count(*), false");
		clause_where(&s, q);
		break;
	case TOTAL_ESTIMATE:
		sql_lit(&s, "SELECT ");
		add_estimate(ctx, &s, q);
		sql_lit(&s, ", true");
		break;
	case TOTAL_BOUNDED:
		add_bounded(ctx, &s, q);
		break;
	}
	return tx_queue(ctx, sql_stmt(&s));
}
