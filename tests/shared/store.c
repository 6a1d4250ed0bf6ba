#include <string.h>

#include "../../shared/entities/entities.h"
#include "../../shared/session.h"
#include "../../shared/store.h"
#include "../../shared/tenant.h"
#include "../../shared/tx.h"
#include "../suite.h"

START_TEST(rows_deleted_long_ago_are_purged_and_no_others)
{
	struct ctx ctx = suite_ctx();
	char id[UUID_LEN + 1];
	ck_assert(tx_open(&ctx));
	suite_enter_new_tenant(&ctx, id);
	tx_queue(
	    &ctx,
	    (struct stmt){
		"INSERT INTO icps (organisation_id, name, deleted_at) SELECT current_tenant(), 'x',"
		" now() - d * interval '10 days' FROM unnest(ARRAY[1, 4, 5, 6, NULL]) AS d",
		0, NULL });
	int first = store_purge_old(&ctx, &entity_icp, 30, 2),
	    second = store_purge_old(&ctx, &entity_icp, 30, 2);
	int left = tx_queue(&ctx, (struct stmt){ "SELECT count(*) FROM icps", 0, NULL });
	ck_assert(tx_commit(&ctx));
	ck_assert_str_eq(tx_cell(&ctx, first, 0, 0), "2");
	ck_assert_str_eq(tx_cell(&ctx, second, 0, 0), "1");
	ck_assert_str_eq(tx_cell(&ctx, left, 0, 0), "2");
	suite_end(&ctx);
}
END_TEST

START_TEST(sessions_end_and_go_in_batches)
{
	struct ctx ctx = suite_ctx();
	char id[UUID_LEN + 1];
	long ended = 0, deleted = 0, all_ended = 0, all_deleted = 0;
	ck_assert(tx_open(&ctx));
	suite_enter_new_tenant(&ctx, id);
	tx_queue(
	    &ctx,
	    (struct stmt){
		"WITH u AS (INSERT INTO users (organisation_id, email, name, password_hash) VALUES "
		"(current_tenant(),"
		" uuid_v7() || '@unit.example', 'x', 'x') RETURNING id) INSERT INTO sessions "
		"(organisation_id, user_id,"
		" refresh_hash, expires_at, ended_at) SELECT current_tenant(), u.id, sha256('x'),"
		" now() + e * interval '1 hour', CASE WHEN e = 9 THEN now() - interval '31 days' "
		"END"
		" FROM u, unnest(ARRAY[-1, -2, -3, 1, 9]) AS e",
		0, NULL });
	ck_assert(tx_commit(&ctx));
	tx_end(&ctx);
	do {
		ck_assert(session_clean_up(&ctx, 2, &ended, &deleted));
		ck_assert_int_le(ended, 2);
		all_ended += ended;
		all_deleted += deleted;
		tx_end(&ctx);
	} while (ended + deleted > 0);
	ck_assert_int_ge(all_ended, 3);
	ck_assert_int_ge(all_deleted, 1);
	suite_end(&ctx);
}
END_TEST

TCase *
case_store(void)
{
	TCase *t = tcase_create("store");
	tcase_add_test(t, rows_deleted_long_ago_are_purged_and_no_others);
	tcase_add_test(t, sessions_end_and_go_in_batches);
	return t;
}
