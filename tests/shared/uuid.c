#include <string.h>

#include "../suite.h"

START_TEST(versions_and_variant)
{
	char id[UUID_LEN + 1];
	for (int i = 0; i < 1000; i++) {
		uuid_v7(id);
		ck_assert(uuid_is(id));
		ck_assert_int_eq(id[14], '7');
		ck_assert_ptr_nonnull(strchr("89ab", id[19]));
	}
}
END_TEST

START_TEST(later_ones_sort_behind)
{
	char first[UUID_LEN + 1], second[UUID_LEN + 1];
	uuid_v7(first);
	uuid_v7(second);
	ck_assert_int_le(memcmp(first, second, 13), 0);
}
END_TEST

START_TEST(only_the_canonical_form_is_one)
{
	static const char *const bad[] = { "",
					   "0190aaaa-bbbb-7ccc-8ddd-eeeeeeeeeee",
					   "0190aaaa-bbbb-7ccc-8ddd-eeeeeeeeeeeee",
					   "0190AAAA-bbbb-7ccc-8ddd-eeeeeeeeeeee",
					   "0190aaaabbbb-7ccc-8ddd-eeeeeeeeeeeee",
					   "0190aaaa-bbbb-7ccc-8ddd-eeeeeeeeeeeg",
					   "{190aaaa-bbbb-7ccc-8ddd-eeeeeeeeeeee" };
	unsigned char bytes[16];
	char again[UUID_LEN + 1];
	for (size_t i = 0; i < sizeof(bad) / sizeof(bad[0]); i++)
		ck_assert_msg(!uuid_is(bad[i]), "%s", bad[i]);
	ck_assert(uuid_parse("0190aaaa-bbbb-7ccc-8ddd-eeeeeeeeeeee", bytes));
	uuid_format(bytes, again);
	ck_assert_str_eq(again, "0190aaaa-bbbb-7ccc-8ddd-eeeeeeeeeeee");
}
END_TEST

TCase *
case_uuid(void)
{
	TCase *t = tcase_create("uuid");
	tcase_add_test(t, versions_and_variant);
	tcase_add_test(t, later_ones_sort_behind);
	tcase_add_test(t, only_the_canonical_form_is_one);
	return t;
}
