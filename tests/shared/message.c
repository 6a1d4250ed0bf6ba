#include <string.h>

#include "../../shared/buffer.h"
#include "../../shared/type.h"
#include "../suite.h"

START_TEST(no_message_lacks_a_language)
{
	for (int m = 1; m < MESSAGES; m++) {
		ck_assert_msg(message_code((enum message)m) != NULL, "message %d has no code", m);
		for (int l = 0; l < LOCALES; l++) {
			const char *text = message_text((enum message)m, (enum locale)l);
			ck_assert_msg(text != NULL && *text != '\0', "%s in %s",
				      message_code((enum message)m), locale_name((enum locale)l));
			ck_assert_int_eq(strstr(text, "{0}") == NULL,
					 strstr(message_text((enum message)m, LOCALE_EN), "{0}") ==
					     NULL);
		}
		for (int other = 1; other < m; other++)
			ck_assert_str_ne(message_code((enum message)m),
					 message_code((enum message)other));
	}
}
END_TEST

START_TEST(the_best_language_is_chosen)
{
	ck_assert_int_eq(locale_negotiate(NULL), LOCALE_EN);
	ck_assert_int_eq(locale_negotiate(""), LOCALE_EN);
	ck_assert_int_eq(locale_negotiate("fr"), LOCALE_FR);
	ck_assert_int_eq(locale_negotiate("de-DE, fr-CA;q=0.8, en;q=0.5"), LOCALE_FR);
	ck_assert_int_eq(locale_negotiate("en;q=0.4,fr;q=0.3"), LOCALE_EN);
	ck_assert_int_eq(locale_negotiate("frx, xx"), LOCALE_EN);
}
END_TEST

START_TEST(arguments_are_filled_in)
{
	struct ctx ctx = suite_ctx();
	struct buffer b = { .arena = &ctx.arena };
	const char *const args[2] = { "7", NULL };
	message_write(&b, MSG_TOO_LONG, LOCALE_FR, args);
	ck_assert_str_eq(b.text, "Au plus 7 caractères.");
	suite_end(&ctx);
}
END_TEST

START_TEST(what_a_value_must_be_is_said_in_each_language)
{
	static const char *const elsewhere[] = { "an array" }; /* of handle_bulk.c */
	for (int l = 0; l < LOCALES; l++) {
		for (int i = 0; i < TYPES; i++)
			ck_assert_ptr_nonnull(
			    message_value(type_row((enum type)i)->expected, (enum locale)l));
		ck_assert_ptr_nonnull(message_value(elsewhere[0], (enum locale)l));
	}
	struct ctx ctx = suite_ctx();
	struct buffer b = { .arena = &ctx.arena };
	const char *const args[2] = { type_row(T_EMAIL)->expected, NULL };
	message_write(&b, MSG_TYPE, LOCALE_FR, args);
	ck_assert_str_eq(b.text, "Attendu : une adresse e-mail.");
	suite_end(&ctx);
}
END_TEST

TCase *
case_message(void)
{
	TCase *t = tcase_create("message");
	tcase_add_test(t, no_message_lacks_a_language);
	tcase_add_test(t, the_best_language_is_chosen);
	tcase_add_test(t, arguments_are_filled_in);
	tcase_add_test(t, what_a_value_must_be_is_said_in_each_language);
	return t;
}
