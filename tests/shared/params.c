#include <string.h>

#include "../../shared/params.h"
#include "../suite.h"

START_TEST(parameters_are_split_and_decoded)
{
	struct ctx ctx = suite_ctx();
	struct params p;
	ck_assert(params_parse(&ctx, "a=1&b%5Bgte%5D=x+y&&c&d=%C3%A9=", &p));
	ck_assert_int_eq(p.count, 4);
	ck_assert_str_eq(p.name[1], "b[gte]");
	ck_assert_str_eq(p.value[1], "x y");
	ck_assert_str_eq(p.value[2], "");
	ck_assert_str_eq(p.value[3], "é=");
	suite_end(&ctx);
}
END_TEST

START_TEST(broken_encoding_and_repetition_are_refused)
{
	static const char *const bad[] = { "a=%",      "a=%4",        "a=%zz", "a=%00",  "a=%ff",
					   "a=%C0%80", "a=%ED%A0%80", "%=1",   "a=1&a=2" };
	for (size_t i = 0; i < sizeof(bad) / sizeof(bad[0]); i++) {
		struct ctx ctx = suite_ctx();
		struct params p;
		ck_assert_msg(!params_parse(&ctx, bad[i], &p), "%s", bad[i]);
		suite_end(&ctx);
	}
}
END_TEST

START_TEST(utf_8_is_checked)
{
	ck_assert(utf8_is("aé€😀"));
	ck_assert(!utf8_is("\xf4\x90\x80\x80"));
	ck_assert(!utf8_is("\xe2\x82"));
	ck_assert(!utf8_is("\x80"));
}
END_TEST

TCase *
case_params(void)
{
	TCase *t = tcase_create("params");
	tcase_add_test(t, parameters_are_split_and_decoded);
	tcase_add_test(t, broken_encoding_and_repetition_are_refused);
	tcase_add_test(t, utf_8_is_checked);
	return t;
}
