#include <string.h>

#include "../../shared/json.h"
#include "../suite.h"

START_TEST(only_one_strict_object_is_taken)
{
	static const char *const bad[] = { "",
					   " ",
					   "{",
					   "[]",
					   "1",
					   "\"x\"",
					   "{} {}",
					   "{'a':1}",
					   "{\"a\":NaN}",
					   "{\"a\":Infinity}",
					   "{\"a\":1,}",
					   "{\"a\":1,\"a\":2}",
					   "{\"a\":{\"b\":1,\"b\":1}}",
					   "{\"a\":\"\\u0000\"}",
					   "{\"a\":\"\xff\"}",
					   "{/**/}" };
	struct json_object *o;
	for (size_t i = 0; i < sizeof(bad) / sizeof(bad[0]); i++) {
		struct ctx ctx = suite_ctx();
		ck_assert_msg(!json_parse(&ctx, bad[i], strlen(bad[i]), &o), "%s", bad[i]);
		ck_assert_int_eq(ctx.error, ERR_INVALID);
		suite_end(&ctx);
	}
}
END_TEST

START_TEST(what_looks_like_a_fault_but_is_none)
{
	static const char *const good[] = { "{}", " {\"a\" : \"x:y\"} \n", "{\"a\":\"it's \\\"N\"}",
					    "{\"a\":\"\\\\u0000\"}",
					    "{\"a\":[{\"b\":1},{\"b\":2}]}" };
	struct json_object *o;
	for (size_t i = 0; i < sizeof(good) / sizeof(good[0]); i++) {
		struct ctx ctx = suite_ctx();
		ck_assert_msg(json_parse(&ctx, good[i], strlen(good[i]), &o), "%s", good[i]);
		suite_end(&ctx);
	}
}
END_TEST

TCase *
case_json(void)
{
	TCase *t = tcase_create("json");
	tcase_add_test(t, only_one_strict_object_is_taken);
	tcase_add_test(t, what_looks_like_a_fault_but_is_none);
	return t;
}
