#include <stdlib.h>
#include <string.h>

#include "../../shared/tenant.h"
#include "../../shared/tx.h"
#include "../suite.h"

static int
query(struct ctx *ctx, const char *sql)
{
	return tx_queue(ctx, (struct stmt){ sql, 0, NULL });
}

START_TEST(a_whole_transaction_is_one_round_trip)
{
	struct ctx ctx = suite_ctx();
	char id[UUID_LEN + 1];
	ck_assert(tx_open(&ctx));
	int64_t before = tx_round_trips();
	suite_enter_new_tenant(&ctx, id);
	int n = query(&ctx, "SELECT id FROM organisations");
	ck_assert(tx_commit(&ctx));
	ck_assert_int_eq(tx_round_trips() - before, 1);
	ck_assert_str_eq(tx_cell(&ctx, n, 0, 0), id);
	suite_end(&ctx);
}
END_TEST

START_TEST(what_is_not_committed_is_rolled_back)
{
	struct ctx ctx = suite_ctx();
	char id[UUID_LEN + 1];
	ck_assert(tx_open(&ctx));
	suite_enter_new_tenant(&ctx, id);
	ck_assert(tx_flush(&ctx));
	tx_end(&ctx);
	ck_assert(tx_open(&ctx));
	tenant_assume(&ctx, id, NULL);
	int n = query(&ctx, "SELECT 1 FROM organisations");
	ck_assert(tx_commit(&ctx));
	ck_assert_int_eq(tx_rows(&ctx, n), 0);
	suite_end(&ctx);
}
END_TEST

START_TEST(a_tenant_does_not_outlive_its_transaction)
{
	struct ctx ctx = suite_ctx();
	char id[UUID_LEN + 1];
	ck_assert(tx_open(&ctx));
	suite_enter_new_tenant(&ctx, id);
	ck_assert(tx_commit(&ctx));
	int n = query(&ctx, "SELECT current_tenant(), (SELECT count(*) FROM organisations)");
	ck_assert(tx_commit(&ctx));
	ck_assert_ptr_null(tx_cell(&ctx, n, 0, 0));
	ck_assert_str_eq(tx_cell(&ctx, n, 0, 1), "0");
	suite_end(&ctx);
}
END_TEST

START_TEST(a_failed_statement_undoes_all_and_the_connection_lives_on)
{
	struct ctx ctx = suite_ctx();
	char id[UUID_LEN + 1];
	for (int i = 0; i < 3; i++) {
		ck_assert(tx_open(&ctx));
		suite_enter_new_tenant(&ctx, id);
		query(&ctx, "SELECT 1 / 0");
		query(&ctx, i == 1 ? "SELECT 'prepared only here'" : "SELECT 2");
		ck_assert(!tx_commit(&ctx));
		ck_assert_int_eq(ctx.error, ERR_INVALID);
		ctx_clear(&ctx);
		tx_end(&ctx);
	}
	ck_assert(tx_open(&ctx));
	int n = query(&ctx, "SELECT 'prepared only here'");
	ck_assert(tx_commit(&ctx));
	ck_assert_str_eq(tx_cell(&ctx, n, 0, 0), "prepared only here");
	suite_end(&ctx);
}
END_TEST

/* A handler that gives up after its statements were queued, on a connection that sees them first.
 */
START_TEST(a_statement_prepared_in_what_is_rolled_back_is_not_forgotten)
{
	static const char sql[] = "SELECT 'given up'";
	struct ctx ctx = suite_ctx();
	for (int i = 0; i < 3; i++) {
		ck_assert(tx_open(&ctx));
		query(&ctx, sql);
		tx_end(&ctx);
	}
	ck_assert(tx_open(&ctx));
	int n = query(&ctx, sql);
	ck_assert(tx_commit(&ctx));
	ck_assert_str_eq(tx_cell(&ctx, n, 0, 0), "given up");
	suite_end(&ctx);
}
END_TEST

START_TEST(more_statements_than_slots_still_work)
{
	struct ctx ctx = suite_ctx();
	for (int round = 0; round < 2; round++) {
		for (int i = 0; i < 600; i++) {
			ck_assert(tx_open(&ctx));
			int n = query(&ctx, arena_printf(&ctx.arena, "SELECT %d", i));
			ck_assert(tx_commit(&ctx));
			ck_assert_int_eq(atoi(tx_cell(&ctx, n, 0, 0)), i);
			tx_end(&ctx);
		}
	}
	suite_end(&ctx);
}
END_TEST

START_TEST(a_pipeline_larger_than_the_socket_buffers_does_not_lock_up)
{
	struct ctx ctx = suite_ctx();
	char *big = arena_alloc(&ctx.arena, 400001);
	memset(big, 'x', 400000);
	const char *const params[] = { big };
	ck_assert(tx_open(&ctx));
	int last = 0;
	for (int i = 0; i < 20; i++)
		last = tx_queue(&ctx, (struct stmt){ "SELECT $1::text", 1, params });
	ck_assert(tx_commit(&ctx));
	ck_assert_uint_eq(strlen(tx_cell(&ctx, last, 0, 0)), 400000);
	suite_end(&ctx);
}
END_TEST

TCase *
case_tx(void)
{
	TCase *t = tcase_create("tx");
	tcase_add_test(t, a_whole_transaction_is_one_round_trip);
	tcase_add_test(t, what_is_not_committed_is_rolled_back);
	tcase_add_test(t, a_tenant_does_not_outlive_its_transaction);
	tcase_add_test(t, a_failed_statement_undoes_all_and_the_connection_lives_on);
	tcase_add_test(t, a_statement_prepared_in_what_is_rolled_back_is_not_forgotten);
	tcase_add_test(t, more_statements_than_slots_still_work);
	tcase_add_test(t, a_pipeline_larger_than_the_socket_buffers_does_not_lock_up);
	return t;
}
