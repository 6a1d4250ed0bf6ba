#include <string.h>

#include "../../shared/buffer.h"
#include "../../shared/entity.h"
#include "../suite.h"

static bool
takes(enum type type, const char *text)
{
	struct ctx ctx = suite_ctx();
	const struct column c = { .name = "x", .type = type, .min = 1, .max = 254 };
	const char *param;
	bool fine = type_from_text(&ctx, &c, text, "/x", &param);
	suite_end(&ctx);
	return fine;
}

START_TEST(each_type_takes_its_own)
{
	static const struct {
		enum type type;
		const char *good[4], *bad[9];
	} cases[] = {
		{ T_EMAIL,
		  { "a@b.example", "A.B+c@D-e.example" },
		  { "a", "@b.example", "a@b", "a@.example", "a b@c.example", "a..b@c.example",
		    ".a@b.example", "a@b_c.example", "é@b.example" } },
		{ T_DOMAIN,
		  { "a.example", "x-1.b.example" },
		  { "a", "-a.example", "a-.example", "a..example", "a.example.",
		    "http://a.example" } },
		{ T_URL,
		  { "https://a.example/x?y=1", "http://a" },
		  { "ftp://a", "javascript:alert(1)", "https://", "https:// a", "https://a\"b",
		    "//a" } },
		{ T_SLUG, { "a", "a-b1" }, { "A", "-a", "a-", "a b", "a_b" } },
		{ T_COUNTRY, { "FR" }, { "fr", "F", "FRA", "F1" } },
		{ T_TIMEZONE,
		  { "Europe/Paris", "UTC", "Etc/GMT+1" },
		  { "Europe Paris", "'x'", "1" } },
		{ T_INT,
		  { "1", "254" },
		  { "0", "255", "1.0", " 1", "+1", "0x1", "", "9223372036854775808" } },
		{ T_BOOL, { "true", "false" }, { "True", "1", "" } },
		{ T_TEXT, { "x", "é" }, { "", "  ", "a\nb", "\x7f" } },
		{ T_LONGTEXT, { "a\nb\tc" }, { "\x01" } },
	};
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		for (const char *const *g = cases[i].good; g < cases[i].good + 4 && *g != NULL; g++)
			ck_assert_msg(takes(cases[i].type, *g), "type %d: %s", cases[i].type, *g);
		for (const char *const *b = cases[i].bad; b < cases[i].bad + 9 && *b != NULL; b++)
			ck_assert_msg(!takes(cases[i].type, *b), "type %d: %s", cases[i].type, *b);
	}
}
END_TEST

START_TEST(cells_are_printed_as_json)
{
	struct ctx ctx = suite_ctx();
	struct buffer b = { .arena = &ctx.arena };
	type_to_json(&b, T_TIME, "2026-11-23 18:10:56.5+00");
	type_to_json(&b, T_BOOL, "t");
	type_to_json(&b, T_INT, "7");
	type_to_json(&b, T_TEXT, "a\"");
	type_to_json(&b, T_LIST, "[\"x\"]");
	type_to_json(&b, T_TEXT, NULL);
	ck_assert_str_eq(b.text, "\"2026-11-23T18:10:56.5Z\"true7\"a\\\"\"[\"x\"]null");
	suite_end(&ctx);
}
END_TEST

TCase *
case_type(void)
{
	TCase *t = tcase_create("type");
	tcase_add_test(t, each_type_takes_its_own);
	tcase_add_test(t, cells_are_printed_as_json);
	return t;
}
