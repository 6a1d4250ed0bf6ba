#include "../../shared/buffer.h"
#include "../suite.h"

START_TEST(json_strings_are_escaped)
{
	struct ctx ctx = suite_ctx();
	struct buffer b = { .arena = &ctx.arena };
	buffer_json(&b, "a\"b\\c\n\t\x01\x7f\xc3\xa9");
	ck_assert_str_eq(b.text, "\"a\\\"b\\\\c\\n\\t\\u0001\\u007f\xc3\xa9\"");
	suite_end(&ctx);
}
END_TEST

START_TEST(names_become_camel_case)
{
	struct ctx ctx = suite_ctx();
	struct buffer b = { .arena = &ctx.arena };
	buffer_camel(&b, "last_contacted_at");
	ck_assert_str_eq(b.text, "\"lastContactedAt\"");
	suite_end(&ctx);
}
END_TEST

START_TEST(commas_stand_between_members_only)
{
	struct ctx ctx = suite_ctx();
	struct buffer b = { .arena = &ctx.arena };
	buffer_putc(&b, '{');
	for (int i = 0; i < 1000; i++) {
		buffer_key(&b, "k");
		buffer_printf(&b, "%d", i % 10);
	}
	ck_assert_str_eq(arena_copy(&ctx.arena, b.text, 12), "{\"k\":0,\"k\":1");
	ck_assert_uint_eq(b.len, 1 + 1000 * 6 - 1);
	suite_end(&ctx);
}
END_TEST

TCase *
case_buffer(void)
{
	TCase *t = tcase_create("buffer");
	tcase_add_test(t, json_strings_are_escaped);
	tcase_add_test(t, names_become_camel_case);
	tcase_add_test(t, commas_stand_between_members_only);
	return t;
}
