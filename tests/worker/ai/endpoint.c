#include "../../../worker/ai/endpoint.h"

#include "../../suite.h"

/* One region a test, for the state is the process's. */

static void
fail_times(enum region r, int times)
{
	for (int i = 0; i < times; i++) {
		ck_assert_int_eq(endpoint_enter(r, 10), 0);
		endpoint_leave(r, ENDPOINT_FAILED, 0);
	}
}

START_TEST(after_failures_in_a_row_nobody_asks_for_a_while)
{
	fail_times(REGION_EU, FAILURES_MOST - 1);
	ck_assert_int_eq(endpoint_enter(REGION_EU, 10), 0);
	endpoint_leave(REGION_EU, ENDPOINT_FINE, 0);
	/* A success begins the count anew. */
	fail_times(REGION_EU, FAILURES_MOST);
	int64_t wait = endpoint_enter(REGION_EU, 10);
	ck_assert_int_gt(wait, PAUSE_LEAST_MS / 2 - 100);
	ck_assert_int_le(wait, PAUSE_LEAST_MS);
	/* Another region's is another endpoint. */
	ck_assert_int_eq(endpoint_enter(REGION_US, 10), 0);
	endpoint_leave(REGION_US, ENDPOINT_FINE, 0);
}
END_TEST

START_TEST(only_so_many_are_open_at_once)
{
	ck_assert_int_eq(endpoint_enter(REGION_US, 2), 0);
	ck_assert_int_eq(endpoint_enter(REGION_US, 2), 0);
	ck_assert_int_gt(endpoint_enter(REGION_US, 2), 0);
	endpoint_leave(REGION_US, ENDPOINT_FINE, 0);
	ck_assert_int_eq(endpoint_enter(REGION_US, 2), 0);
	endpoint_leave(REGION_US, ENDPOINT_FINE, 0);
	endpoint_leave(REGION_US, ENDPOINT_FINE, 0);
}
END_TEST

START_TEST(who_says_when_to_come_back_is_left_alone_until_then)
{
	ck_assert_int_eq(endpoint_enter(REGION_US, 2), 0);
	endpoint_leave(REGION_US, ENDPOINT_BUSY, 7);
	int64_t wait = endpoint_enter(REGION_US, 2);
	ck_assert_int_gt(wait, 6000);
	ck_assert_int_le(wait, 7000);
}
END_TEST

START_TEST(retries_are_a_tenth_of_the_questions)
{
	int retries = 0, questions = 1000;
	for (int i = 0; i < questions; i++) {
		ck_assert_int_eq(endpoint_enter(REGION_CA, 10), 0);
		retries += endpoint_may_retry(REGION_CA);
		endpoint_leave(REGION_CA, ENDPOINT_FINE, 0);
	}
	ck_assert_int_ge(retries, questions / 10);
	ck_assert_int_le(retries, questions / 10 + 10);
}
END_TEST

TCase *
case_endpoint(void)
{
	TCase *t = tcase_create("endpoint");
	tcase_add_test(t, after_failures_in_a_row_nobody_asks_for_a_while);
	tcase_add_test(t, only_so_many_are_open_at_once);
	tcase_add_test(t, who_says_when_to_come_back_is_left_alone_until_then);
	tcase_add_test(t, retries_are_a_tenth_of_the_questions);
	return t;
}
