#include "../../shared/retry.h"

#include <stdlib.h>
#include <string.h>

#include "../../shared/conn.h"
#include "../../shared/pool.h"
#include "../../shared/region.h"
#include "../../shared/tx.h"
#include "../suite.h"

static int
query(struct ctx *ctx, const char *sql)
{
	return tx_queue(ctx, (struct stmt){ sql, 0, NULL });
}

/* A body that fails the first times with an error that the database is made to raise. */
struct failing {
	const char *sqlstate;
	int failures, attempts;
};

static bool
fail_first(struct ctx *ctx, void *arg)
{
	struct failing *f = arg;
	const char *sql = arena_printf(
	    &ctx->arena, "DO $$ BEGIN RAISE EXCEPTION 'again' USING ERRCODE = '%s'; END $$",
	    f->sqlstate);
	query(ctx, ++f->attempts <= f->failures ? sql : "SELECT 1");
	return true;
}

START_TEST(a_conflict_between_transactions_is_tried_again_within_bounds)
{
	static const char *const conflicts[] = { "40001", "40P01" };
	for (size_t i = 0; i < 2; i++) {
		struct ctx ctx = suite_ctx();
		struct failing twice = { conflicts[i], 2, 0 };
		struct config impatient = suite_config;
		ck_assert(retry_tx(&ctx, false, fail_first, &twice));
		ck_assert_int_eq(twice.attempts, 3);
		tx_end(&ctx);
		impatient.retries = 1;
		ctx.config = &impatient;
		twice.attempts = 0;
		ck_assert(!retry_tx(&ctx, false, fail_first, &twice));
		ck_assert_int_eq(twice.attempts, 2);
		ck_assert_int_eq(ctx.error, ERR_UNAVAILABLE);
		ck_assert_int_gt(ctx.retry_after_s, 0);
		suite_end(&ctx);
	}
}
END_TEST

START_TEST(what_another_try_would_not_change_is_not_tried_again)
{
	static const struct {
		const char *sqlstate;
		enum error error;
	} cases[] = { { "23505", ERR_CONFLICT },    { "23514", ERR_INVALID },
		      { "57014", ERR_UNAVAILABLE }, { "55P03", ERR_UNAVAILABLE },
		      { "42P01", ERR_INTERNAL },    { "AS401", ERR_UNAUTHENTICATED } };
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		struct ctx ctx = suite_ctx();
		struct failing once = { cases[i].sqlstate, 1, 0 };
		ck_assert(!retry_tx(&ctx, true, fail_first, &once));
		ck_assert_int_eq(once.attempts, 1);
		ck_assert_int_eq(ctx.error, cases[i].error);
		suite_end(&ctx);
	}
}
END_TEST

/* A server that became a standby: every connection to it is of no more use. */
START_TEST(after_a_failover_all_idle_connections_are_made_anew)
{
	enum pool_failure failure;
	struct pool *pool = region_pool(REGION_EU);
	struct conn *a = pool_get(pool, &failure), *b = pool_get(pool, &failure);
	pool_put(pool, a);
	pool_put(pool, b);
	int64_t connects = pool_stats(pool).connects;
	struct ctx ctx = suite_ctx();
	struct failing once = { "25006", 1, 0 };
	ck_assert(retry_tx(&ctx, false, fail_first, &once));
	ck_assert_int_eq(once.attempts, 2);
	ck_assert_int_eq(pool_stats(pool).open, 1);
	ck_assert_int_eq(pool_stats(pool).connects, connects + 1);
	suite_end(&ctx);
}
END_TEST

static bool
select_one(struct ctx *ctx, void *arg)
{
	++*(int *)arg;
	query(ctx, "SELECT 'prepared', 1");
	return true;
}

static bool
forget_statements(struct ctx *ctx, void *arg)
{
	(void)arg;
	query(ctx, "DEALLOCATE ALL");
	return true;
}

START_TEST(a_statement_that_the_server_forgot_is_prepared_again)
{
	struct ctx ctx = suite_ctx();
	int attempts = 0;
	ck_assert(retry_tx(&ctx, false, select_one, &attempts));
	tx_end(&ctx);
	ck_assert(retry_tx(&ctx, false, forget_statements, NULL));
	tx_end(&ctx);
	ck_assert(retry_tx(&ctx, false, select_one, &attempts));
	ck_assert_int_eq(attempts, 3);
	suite_end(&ctx);
}
END_TEST

static bool
select_all_of_a_changing_table(struct ctx *ctx, void *arg)
{
	bool *change = arg;
	if (*change)
		query(ctx, "ALTER TABLE changing ADD b integer");
	else
		query(ctx, "CREATE TEMPORARY TABLE IF NOT EXISTS changing (a integer)");
	if (!tx_flush(ctx))
		return false;
	query(ctx, "SELECT * FROM changing");
	*change = false;
	return true;
}

/* 0A000, "cached plan must not change result type": a migration under a running program. */
START_TEST(a_statement_whose_result_changed_is_prepared_again)
{
	struct ctx ctx = suite_ctx();
	bool change = false;
	ck_assert(retry_tx(&ctx, false, select_all_of_a_changing_table, &change));
	tx_end(&ctx);
	change = true;
	ck_assert(retry_tx(&ctx, false, select_all_of_a_changing_table, &change));
	suite_end(&ctx);
}
END_TEST

static bool
lose_connection_before_commit(struct ctx *ctx, void *arg)
{
	int *attempts = arg;
	struct conn *killer;
	enum pool_failure failure;
	int n = query(ctx, "SELECT pg_backend_pid()");
	if (!tx_flush(ctx) || ++*attempts > 1)
		return *attempts > 1;
	char sql[80];
	snprintf(sql, sizeof(sql), "SELECT pg_terminate_backend(%s, 5000)", tx_cell(ctx, n, 0, 0));
	killer = pool_get(region_pool(ctx->region), &failure);
	PQsetnonblocking(killer->pg, 0);
	PQclear(PQexec(killer->pg, sql));
	PQsetnonblocking(killer->pg, 1);
	pool_put(region_pool(ctx->region), killer);
	query(ctx, "SELECT 1");
	return tx_flush(ctx);
}

START_TEST(a_connection_lost_before_the_commit_is_tried_again)
{
	struct ctx ctx = suite_ctx();
	int attempts = 0;
	ck_assert(retry_tx(&ctx, false, lose_connection_before_commit, &attempts));
	ck_assert_int_eq(attempts, 2);
	suite_end(&ctx);
}
END_TEST

static bool
die_once(struct ctx *ctx, void *arg)
{
	int *attempts = arg;
	query(ctx, ++*attempts == 1 ? "SELECT pg_terminate_backend(pg_backend_pid())" : "SELECT 1");
	return true;
}

START_TEST(what_may_have_committed_is_not_tried_again)
{
	struct ctx ctx = suite_ctx();
	int attempts = 0;
	ck_assert(!retry_tx(&ctx, false, die_once, &attempts));
	ck_assert_int_eq(attempts, 1);
	ck_assert_int_eq(ctx.error, ERR_UNAVAILABLE);
	suite_end(&ctx);
}
END_TEST

START_TEST(what_only_reads_is_tried_again_whenever_the_connection_is_lost)
{
	struct ctx ctx = suite_ctx();
	int attempts = 0;
	ck_assert(retry_tx(&ctx, true, die_once, &attempts));
	ck_assert_int_eq(attempts, 2);
	suite_end(&ctx);
}
END_TEST

TCase *
case_retry(void)
{
	TCase *t = tcase_create("retry");
	tcase_add_test(t, a_conflict_between_transactions_is_tried_again_within_bounds);
	tcase_add_test(t, what_another_try_would_not_change_is_not_tried_again);
	tcase_add_test(t, after_a_failover_all_idle_connections_are_made_anew);
	tcase_add_test(t, a_statement_that_the_server_forgot_is_prepared_again);
	tcase_add_test(t, a_statement_whose_result_changed_is_prepared_again);
	tcase_add_test(t, a_connection_lost_before_the_commit_is_tried_again);
	tcase_add_test(t, what_may_have_committed_is_not_tried_again);
	tcase_add_test(t, what_only_reads_is_tried_again_whenever_the_connection_is_lost);
	return t;
}
