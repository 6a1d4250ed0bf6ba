#include "store.h"

#include <inttypes.h>
#include <string.h>

#include "clause.h"
#include "clock.h"
#include "ctx.h"
#include "sql.h"
#include "total.h"

static struct sql
begin(struct ctx *ctx)
{
	return (struct sql){ .text = { .arena = &ctx->arena } };
}

static int
queue(struct ctx *ctx, const struct sql *s)
{
	return tx_queue(ctx, sql_stmt(s));
}

static void
add_row(struct sql *s, const struct entity *e, uint64_t select)
{
	clause_columns(s, e, select);
	sql_name(s, (e->traits & APPEND_ONLY) != 0 ? ", created_at, id" : ", updated_at, id");
}

static void
add_version(struct sql *s, const char *version)
{
	if (version == NULL)
		return;
	sql_lit(s, " AND updated_at = timestamptz 'epoch' + interval '1 microsecond' * ");
	sql_param(s, version, "bigint");
}

int
store_get(struct ctx *ctx, const struct entity *e, const char *id, uint64_t select, enum deleted d)
{
	struct sql s = begin(ctx);
	sql_lit(&s, "SELECT ");
	add_row(&s, e, select);
	sql_lit(&s, " FROM ");
	sql_name(&s, e->table);
	sql_lit(&s, " WHERE id = ");
	sql_param(&s, id, "uuid");
	clause_deleted(&s, e, d);
	return queue(ctx, &s);
}

int
store_insert(struct ctx *ctx, const struct entity *e, const struct values *v)
{
	struct sql s = begin(ctx);
	bool is_tenant = (e->traits & IS_TENANT) != 0;
	sql_lit(&s, "INSERT INTO ");
	sql_name(&s, e->table);
	sql_name(&s, is_tenant ? " (id" : " (organisation_id");
	for (int i = 0; i < v->count; i++) {
		sql_lit(&s, ", ");
		sql_name(&s, v->column[i]->name);
	}
	sql_lit(&s, ") VALUES (current_tenant()");
	for (int i = 0; i < v->count; i++) {
		sql_lit(&s, ", ");
		sql_param(&s, v->text[i], type_cast(v->column[i]));
	}
	sql_lit(&s, ") RETURNING ");
	add_row(&s, e, entity_all(e));
	return queue(ctx, &s);
}

static void
add_assignments(struct sql *s, const struct values *v)
{
	for (int i = 0; i < v->count; i++) {
		sql_name(s, i == 0 ? "" : ", ");
		sql_name(s, v->column[i]->name);
		sql_lit(s, " = ");
		sql_param(s, v->text[i], type_cast(v->column[i]));
	}
	/* An update of nothing still has to find the row. */
	if (v->count == 0)
		sql_lit(s, "id = id");
}

static int
change(struct ctx *ctx, struct sql *s, const struct entity *e, const char *id, const char *version,
       enum deleted d)
{
	sql_lit(s, " WHERE id = ");
	sql_param(s, id, "uuid");
	clause_deleted(s, e, d);
	add_version(s, version);
	sql_lit(s, " RETURNING ");
	add_row(s, e, entity_all(e));
	return queue(ctx, s);
}

static struct sql
begin_update(struct ctx *ctx, const struct entity *e)
{
	struct sql s = begin(ctx);
	sql_lit(&s, "UPDATE ");
	sql_name(&s, e->table);
	sql_lit(&s, " SET ");
	return s;
}

int
store_update(struct ctx *ctx, const struct entity *e, const char *id, const char *version,
	     const struct values *v)
{
	struct sql s = begin_update(ctx, e);
	add_assignments(&s, v);
	return change(ctx, &s, e, id, version, DELETED_NOT);
}

int
store_delete(struct ctx *ctx, const struct entity *e, const char *id, const char *version)
{
	struct sql s = begin_update(ctx, e);
	sql_lit(&s, "deleted_at = clock_timestamp()");
	return change(ctx, &s, e, id, version, DELETED_NOT);
}

int
store_restore(struct ctx *ctx, const struct entity *e, const char *id)
{
	struct sql s = begin_update(ctx, e);
	sql_lit(&s, "deleted_at = NULL");
	return change(ctx, &s, e, id, NULL, DELETED_ONLY);
}

int
store_purge(struct ctx *ctx, const struct entity *e, const char *id)
{
	struct sql s = begin(ctx);
	tx_deleting(ctx);
	sql_lit(&s, "DELETE FROM ");
	sql_name(&s, e->table);
	return change(ctx, &s, e, id, NULL, DELETED_TOO);
}

/* What may be purged now: nothing while there is a legal hold. */
static void
add_purgeable(struct ctx *ctx, struct sql *s, const struct entity *e, int64_t days)
{
	sql_name(s, e->table);
	sql_lit(s, " WHERE deleted_at < now() - interval '1 day' * ");
	sql_param(s, arena_printf(&ctx->arena, "%" PRId64, days), "bigint");
	sql_lit(s, " AND NOT EXISTS (SELECT FROM organisations WHERE legal_hold)");
	if (e->kept_by != NULL) {
		sql_lit(s, " AND NOT EXISTS (");
		sql_name(s, e->kept_by);
		sql_lit(s, ")");
	}
}

int
store_count_old(struct ctx *ctx, const struct entity *e, int64_t days)
{
	struct sql s = begin(ctx);
	sql_lit(&s, "SELECT count(*) FROM ");
	add_purgeable(ctx, &s, e, days);
	return queue(ctx, &s);
}

int
store_purge_old(struct ctx *ctx, const struct entity *e, int64_t days, int64_t limit)
{
	struct sql s = begin(ctx);
	tx_deleting(ctx);
	sql_lit(&s, "WITH gone AS (DELETE FROM ");
	sql_name(&s, e->table);
	/* An array, because a joined subquery may run more than once, each time with its own LIMIT.
	 */
	sql_lit(&s, " WHERE id = ANY (ARRAY(SELECT id FROM ");
	add_purgeable(ctx, &s, e, days);
	sql_lit(&s, " ORDER BY deleted_at LIMIT ");
	sql_param(&s, arena_printf(&ctx->arena, "%" PRId64, limit), "bigint");
	sql_lit(&s, " FOR UPDATE SKIP LOCKED)) RETURNING id) SELECT count(*) FROM gone");
	return queue(ctx, &s);
}

static int
change_many(struct ctx *ctx, struct sql *s, const struct entity *e, const char *ids, enum deleted d)
{
	sql_lit(s, " WHERE id = ANY (");
	sql_param(s, ids, "uuid[]");
	sql_lit(s, ")");
	clause_deleted(s, e, d);
	sql_lit(s, " RETURNING id");
	return queue(ctx, s);
}

int
store_update_many(struct ctx *ctx, const struct entity *e, const char *ids, const struct values *v)
{
	struct sql s = begin_update(ctx, e);
	add_assignments(&s, v);
	return change_many(ctx, &s, e, ids, DELETED_NOT);
}

int
store_delete_many(struct ctx *ctx, const struct entity *e, const char *ids)
{
	struct sql s = begin_update(ctx, e);
	sql_lit(&s, "deleted_at = clock_timestamp()");
	return change_many(ctx, &s, e, ids, DELETED_NOT);
}

int
store_restore_many(struct ctx *ctx, const struct entity *e, const char *ids)
{
	struct sql s = begin_update(ctx, e);
	sql_lit(&s, "deleted_at = NULL");
	return change_many(ctx, &s, e, ids, DELETED_ONLY);
}

struct store_page
store_list(struct ctx *ctx, const struct query *q)
{
	struct sql s = begin(ctx);
	int64_t page = q->page == 0 ? 1 : q->page;
	struct store_page numbers;
	sql_lit(&s, "SELECT ");
	clause_columns(&s, q->entity, q->select);
	sql_lit(&s, ", ");
	sql_name(&s, q->sort->name);
	sql_lit(&s, ", id");
	clause_where(&s, q);
	clause_after(&s, q);
	clause_order(&s, q);
	clause_limit(ctx, &s, q->limit + 1, q->keyset ? 0 : (page - 1) * q->limit);
	numbers.rows = queue(ctx, &s);
	numbers.total = total_queue(ctx, q);
	return numbers;
}

int
store_matching(struct ctx *ctx, const struct query *q, int64_t most)
{
	struct sql s = begin(ctx);
	sql_lit(&s, "SELECT id");
	clause_where(&s, q);
	sql_lit(&s, " ORDER BY id");
	clause_limit(ctx, &s, most, 0);
	sql_lit(&s, " FOR UPDATE");
	return queue(ctx, &s);
}

const char *
store_version(struct ctx *ctx, const char *updated_at)
{
	int64_t micros;
	if (updated_at == NULL || !clock_parse_pg(updated_at, &micros))
		return NULL;
	return arena_printf(&ctx->arena, "%" PRId64, micros);
}

bool
store_is_version(const char *text)
{
	size_t len = strlen(text);
	return len > 0 && len < 18 && strspn(text, "0123456789") == len;
}
