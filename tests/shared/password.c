#include <string.h>

#include "../../shared/password.h"
#include "../suite.h"

START_TEST(a_hash_fits_its_password_only)
{
	struct ctx ctx = suite_ctx();
	char hash[PASSWORD_HASH];
	bool matches;
	ck_assert(password_hash(&ctx, "right password", hash));
	ck_assert(password_verify(&ctx, "right password", hash, &matches) && matches);
	ck_assert(password_verify(&ctx, "wrong password", hash, &matches) && !matches);
	ck_assert(password_verify(&ctx, "nobody has this password", NULL, &matches) && !matches);
	ck_assert(!password_outdated(&ctx, hash));
	struct config raised = suite_config;
	raised.hash_ops++;
	ctx.config = &raised;
	ck_assert(password_outdated(&ctx, hash));
	suite_end(&ctx);
}
END_TEST

START_TEST(only_length_and_commonness_are_judged)
{
	static const char *const good[] = { "aaaaaaaab", "ééééééééé",
					    "correct horse battery staple" };
	static const char *const bad[] = { "", "1234567", "password", "PassWord123" };
	for (size_t i = 0; i < sizeof(good) / sizeof(good[0]); i++) {
		struct ctx ctx = suite_ctx();
		ck_assert_msg(password_acceptable(&ctx, good[i], "/p"), "%s", good[i]);
		suite_end(&ctx);
	}
	for (size_t i = 0; i < sizeof(bad) / sizeof(bad[0]); i++) {
		struct ctx ctx = suite_ctx();
		ck_assert_msg(!password_acceptable(&ctx, bad[i], "/p"), "%s", bad[i]);
		suite_end(&ctx);
	}
}
END_TEST

TCase *
case_password(void)
{
	TCase *t = tcase_create("password");
	tcase_add_test(t, a_hash_fits_its_password_only);
	tcase_add_test(t, only_length_and_commonness_are_judged);
	return t;
}
