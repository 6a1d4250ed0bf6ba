#include <string.h>

#include "../../shared/clock.h"
#include "../suite.h"

START_TEST(times_of_postgresql_are_read)
{
	int64_t micros;
	ck_assert(clock_parse_pg("1970-01-01 00:00:01.5+00", &micros));
	ck_assert_int_eq(micros, 1500000);
	ck_assert(clock_parse_pg("2026-11-23 18:10:56.123456+00", &micros));
	ck_assert_int_eq(micros, 1795457456123456);
	ck_assert(!clock_parse_pg("2026-11-23 18:10:56+02", &micros));
	ck_assert(!clock_parse_pg("infinity", &micros));
	ck_assert(!clock_parse_pg("", &micros));
}
END_TEST

START_TEST(rfc_3339_is_checked)
{
	static const char *const good[] = { "2026-01-31T23:59:59Z", "2024-02-29T00:00:00+02:00",
					    "2026-01-01t00:00:00.123456789z",
					    "2026-01-01T00:00:00-15:59" };
	static const char *const bad[] = { "2026-02-29T00:00:00Z",
					   "2026-13-01T00:00:00Z",
					   "2026-01-01T24:00:00Z",
					   "2026-01-01T00:60:00Z",
					   "2026-01-01T00:00:60Z",
					   "2026-01-01T00:00:00",
					   "2026-01-01 00:00:00Z",
					   "2026-01-01T00:00:00.Z",
					   "2026-01-01T00:00:00Zx",
					   "26-01-01T00:00:00Z",
					   "2026-01-01T00:00:00+0200",
					   "",
					   "2026",
					   "0000-01-01T00:00:00Z" };
	for (size_t i = 0; i < sizeof(good) / sizeof(good[0]); i++)
		ck_assert_msg(clock_is_rfc3339(good[i]), "%s", good[i]);
	for (size_t i = 0; i < sizeof(bad) / sizeof(bad[0]); i++)
		ck_assert_msg(!clock_is_rfc3339(bad[i]), "%s", bad[i]);
}
END_TEST

START_TEST(jitter_stays_in_bounds)
{
	for (int i = 0; i < 1000; i++) {
		int64_t n = clock_jitter(7);
		ck_assert(n >= 0 && n < 7);
	}
	ck_assert_int_eq(clock_jitter(0), 0);
}
END_TEST

TCase *
case_clock(void)
{
	TCase *t = tcase_create("clock");
	tcase_add_test(t, times_of_postgresql_are_read);
	tcase_add_test(t, rfc_3339_is_checked);
	tcase_add_test(t, jitter_stays_in_bounds);
	return t;
}
