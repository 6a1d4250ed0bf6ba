#include "clause.h"

#include <inttypes.h>

#include "ctx.h"

static bool
is_soft(const struct entity *e)
{
	return (e->traits & (HARD | APPEND_ONLY)) == 0;
}

void
clause_columns(struct sql *s, const struct entity *e, uint64_t select)
{
	const char *between = "";
	for (int i = 0; i < entity_width(e); i++) {
		const struct column *c = entity_column(e, i);
		if ((select >> i & 1) == 0)
			continue;
		sql_name(s, between);
		between = ", ";
		if (c->type == T_LIST)
			sql_lit(s, "to_json(");
		sql_name(s, c->name);
		if (c->type == T_LIST)
			sql_lit(s, ")");
	}
}

void
clause_deleted(struct sql *s, const struct entity *e, enum deleted d)
{
	if (!is_soft(e) || d == DELETED_TOO)
		return;
	sql_name(s, d == DELETED_ONLY ? " AND deleted_at IS NOT NULL" : " AND deleted_at IS NULL");
}

static void
add_filter(struct sql *s, const struct filter *f)
{
	static const char *const operators[] = { [OP_EQ] = " = ", [OP_NE] = " IS DISTINCT FROM ",
						 [OP_GT] = " > ", [OP_GTE] = " >= ",
						 [OP_LT] = " < ", [OP_LTE] = " <= " };
	sql_lit(s, " AND ");
	sql_name(s, f->column->name);
	if (f->op == OP_NULL) {
		sql_name(s, *f->value == 't' ? " IS NULL" : " IS NOT NULL");
	} else if (f->op == OP_IN) {
		sql_lit(s, " = ANY (");
		sql_param(s, f->value, type_cast(f->column));
		sql_lit(s, "[])");
	} else {
		sql_name(s, operators[f->op]);
		sql_param(s, f->value, type_cast(f->column));
	}
}

/* " = ANY (ARRAY(SELECT …))" runs the search once and then looks rows up by key. */
static void
add_search(struct sql *s, const char *function, const char *argument)
{
	if (argument == NULL)
		return;
	sql_lit(s, " AND id = ANY (ARRAY(SELECT ");
	sql_name(s, function);
	sql_lit(s, "(");
	sql_param(s, argument, "text");
	sql_lit(s, ")))");
}

void
clause_where(struct sql *s, const struct query *q)
{
	sql_lit(s, " FROM ");
	sql_name(s, q->entity->table);
	sql_lit(s, " WHERE true");
	clause_deleted(s, q->entity, q->deleted);
	for (int i = 0; i < q->filter_count; i++)
		add_filter(s, &q->filters[i]);
	add_search(s, q->entity->search, q->q);
	add_search(s, q->entity->tags, q->tag);
}

/*
 * Rows behind the cursor in the order of add_order. PostgreSQL puts nulls last going up and first
 * going down; so going up, nulls follow every value, and going down, values follow every null.
 */
void
clause_after(struct sql *s, const struct query *q)
{
	const char *compare = q->descending ? " < " : " > ";
	const char *cast = type_cast(q->sort);
	if (q->after_id == NULL)
		return;
	if (q->after_value == NULL) {
		sql_lit(s, " AND (");
		sql_name(s, q->sort->name);
		sql_lit(s, " IS NULL AND id");
		sql_name(s, compare);
		sql_param(s, q->after_id, "uuid");
		if (q->descending) {
			sql_lit(s, " OR ");
			sql_name(s, q->sort->name);
			sql_lit(s, " IS NOT NULL");
		}
		sql_lit(s, ")");
		return;
	}
	sql_lit(s, " AND ((");
	sql_name(s, q->sort->name);
	sql_lit(s, ", id)");
	sql_name(s, compare);
	sql_lit(s, "(");
	sql_param(s, q->after_value, cast);
	sql_lit(s, ", ");
	sql_param(s, q->after_id, "uuid");
	sql_lit(s, ")");
	if ((q->sort->flags & NULLABLE) != 0 && !q->descending) {
		sql_lit(s, " OR ");
		sql_name(s, q->sort->name);
		sql_lit(s, " IS NULL");
	}
	sql_lit(s, ")");
}

void
clause_order(struct sql *s, const struct query *q)
{
	sql_lit(s, " ORDER BY ");
	sql_name(s, q->sort->name);
	sql_name(s, q->descending ? " DESC, id DESC" : ", id");
}

void
clause_limit(struct ctx *ctx, struct sql *s, int64_t limit, int64_t offset)
{
	sql_lit(s, " LIMIT ");
	sql_param(s, arena_printf(&ctx->arena, "%" PRId64, limit), "bigint");
	if (offset == 0)
		return;
	sql_lit(s, " OFFSET ");
	sql_param(s, arena_printf(&ctx->arena, "%" PRId64, offset), "bigint");
}
