#include <stdlib.h>
#include <string.h>

#include "../../shared/entities/entities.h"
#include "../../shared/query.h"
#include "../../shared/tx.h"
#include "../suite.h"

/* What the catalogue says of each column of a table: type, length, not null, enum labels, what it
 * refers to. */
static const char catalogue_sql[] =
    "SELECT a.attname, format_type(a.atttypid, NULL), CASE WHEN a.atttypmod > 4 THEN a.atttypmod - "
    "4 ELSE 0 END, a.attnotnull,"
    " (SELECT string_agg(enumlabel, ',' ORDER BY enumsortorder) FROM pg_enum WHERE enumtypid = "
    "a.atttypid),"
    " (SELECT k.confrelid::regclass::text FROM pg_constraint k WHERE k.conrelid = a.attrelid AND "
    "k.contype = 'f'"
    "  AND k.conkey[array_upper(k.conkey, 1)] = a.attnum AND a.attname <> 'plan' AND a.attname <> "
    "'organisation_id')"
    " FROM pg_attribute a WHERE a.attrelid = $1::regclass AND a.attnum > 0 AND NOT a.attisdropped";

/* Whether an index begins with the tenant and this column, or with the column alone where rows are
 * shared. */
static const char index_sql[] =
    "SELECT EXISTS (SELECT FROM pg_index i JOIN pg_attribute a ON a.attrelid = i.indrelid AND "
    "a.attname = $2"
    " WHERE i.indrelid = $1::regclass AND (i.indkey[0] = a.attnum OR i.indkey[1] = a.attnum))";

static const char *
labels_of(struct ctx *ctx, const struct column *c)
{
	const char *all = "";
	for (const char *const *l = c->labels->labels; *l != NULL; l++)
		all = arena_printf(&ctx->arena, "%s%s%s", all, *all == '\0' ? "" : ",", *l);
	return all;
}

static bool
same_type(const struct column *c, const char *type)
{
	static const char *const accepted[TYPES][4] = { [T_UUID] = { "uuid" },
							[T_TEXT] = { "character varying" },
							[T_LONGTEXT] = { "character varying" },
							[T_EMAIL] = { "character varying" },
							[T_DOMAIN] = { "character varying" },
							[T_URL] = { "character varying" },
							[T_SLUG] = { "character varying" },
							[T_TIMEZONE] = { "character varying" },
							[T_COUNTRY] = { "character" },
							[T_CURRENCY] = { "character" },
							[T_INT] = { "integer", "smallint",
								    "bigint" },
							[T_BOOL] = { "boolean" },
							[T_TIME] = { "timestamp with time zone" },
							[T_LIST] = { "text[]" },
							[T_JSON] = { "jsonb" } };
	if (c->type == T_ENUM)
		return strcmp(c->labels->type, type) == 0;
	for (int i = 0; i < 4 && accepted[c->type][i] != NULL; i++)
		if (strcmp(accepted[c->type][i], type) == 0)
			return true;
	return false;
}

static void
check_column(struct ctx *ctx, const struct entity *e, const struct column *c, int n, int row)
{
	ck_assert_msg(same_type(c, tx_cell(ctx, n, row, 1)), "%s.%s is %s", e->table, c->name,
		      tx_cell(ctx, n, row, 1));
	bool nullable = *tx_cell(ctx, n, row, 3) == 'f';
	ck_assert_msg(nullable == ((c->flags & NULLABLE) != 0), "%s.%s: null", e->table, c->name);
	if (c->type == T_ENUM)
		ck_assert_str_eq(labels_of(ctx, c), tx_cell(ctx, n, row, 4));
	if (type_row(c->type)->characters)
		ck_assert_msg(atoll(tx_cell(ctx, n, row, 2)) == c->max,
			      "%s.%s: length %s, not %lld", e->table, c->name,
			      tx_cell(ctx, n, row, 2), (long long)c->max);
	const char *ref = tx_cell(ctx, n, row, 5);
	ck_assert_msg((ref == NULL) == (c->ref == NULL) &&
			  (ref == NULL || strcmp(ref, c->ref) == 0),
		      "%s.%s refers to %s", e->table, c->name, ref == NULL ? "nothing" : ref);
}

static int
find_row(struct ctx *ctx, int n, const char *name)
{
	for (int row = 0; row < tx_rows(ctx, n); row++)
		if (strcmp(tx_cell(ctx, n, row, 0), name) == 0)
			return row;
	return -1;
}

START_TEST(entities_and_catalogue_agree)
{
	for (const struct entity *const *e = entities; *e != NULL; e++) {
		struct ctx ctx = suite_ctx();
		const char *const params[] = { (*e)->table };
		ck_assert(tx_open(&ctx));
		int n = tx_queue(&ctx, (struct stmt){ catalogue_sql, 1, params });
		ck_assert(tx_commit(&ctx));
		for (int i = 0; i < entity_width(*e); i++) {
			const struct column *c = entity_column(*e, i);
			int row = find_row(&ctx, n, c->name);
			ck_assert_msg(row >= 0, "%s.%s is not in the database", (*e)->table,
				      c->name);
			check_column(&ctx, *e, c, n, row);
		}
		suite_end(&ctx);
	}
}
END_TEST

START_TEST(every_filter_and_sort_has_an_index)
{
	for (const struct entity *const *e = entities; *e != NULL; e++) {
		struct ctx ctx = suite_ctx();
		ck_assert(tx_open(&ctx));
		/* A handful of rows needs no index. */
		bool small = ((*e)->traits & (SHARED | IS_TENANT)) != 0;
		for (int i = 0; !small && i < entity_width(*e); i++) {
			const struct column *c = entity_column(*e, i);
			const char *const params[] = { (*e)->table, c->name };
			if ((c->flags & (FILTER | SORT)) == 0)
				continue;
			int n = tx_queue(&ctx, (struct stmt){ index_sql, 2, params });
			ck_assert(tx_flush(&ctx));
			ck_assert_msg(*tx_cell(&ctx, n, 0, 0) == 't', "%s.%s has no index",
				      (*e)->table, c->name);
		}
		suite_end(&ctx);
	}
}
END_TEST

START_TEST(tables_fit_their_bounds)
{
	for (const struct entity *const *e = entities; *e != NULL; e++) {
		ck_assert_int_lt(entity_width(*e), 60);
		for (const struct column *c = (*e)->columns; c->name != NULL; c++) {
			ck_assert_msg((c->type == T_ENUM) == (c->labels != NULL), "%s.%s",
				      (*e)->name, c->name);
			ck_assert_msg(c->doc != NULL, "%s.%s has no doc", (*e)->name, c->name);
		}
	}
}
END_TEST

TCase *
case_agreement(void)
{
	TCase *t = tcase_create("agreement");
	tcase_add_test(t, entities_and_catalogue_agree);
	tcase_add_test(t, every_filter_and_sort_has_an_index);
	tcase_add_test(t, tables_fit_their_bounds);
	return t;
}
