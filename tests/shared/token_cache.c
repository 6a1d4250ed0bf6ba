#include <stdio.h>
#include <string.h>

#include "../../shared/clock.h"
#include "../../shared/tenant.h"
#include "../../shared/token_cache.h"
#include "../suite.h"

enum { NOW = 1000, MANY = 100000 };

static bool
is_kept(const char *token, int64_t now)
{
	struct credential who;
	return token_cache_find(token, strlen(token), now, &who);
}

static void
keep(const char *token, int64_t expires)
{
	struct credential who = { .kind = SESSION, .region = REGION_CA, .user = "someone" };
	token_cache_keep(token, strlen(token), expires, &who);
}

START_TEST(what_was_verified_is_known_with_what_it_says)
{
	struct credential who = { 0 };
	token_cache_clear();
	keep("a.b.c", NOW + 1);
	ck_assert(token_cache_find("a.b.c", 5, NOW, &who));
	ck_assert_int_eq(who.kind, SESSION);
	ck_assert_int_eq(who.region, REGION_CA);
	ck_assert_str_eq(who.user, "someone");
}
END_TEST

START_TEST(another_text_is_not_known)
{
	token_cache_clear();
	ck_assert(!is_kept("", NOW));
	keep("a.b.c", NOW + 1);
	ck_assert(!is_kept("a.b.d", NOW));
	ck_assert(!is_kept("a.b.", NOW));
	ck_assert(!is_kept("a.b.cc", NOW));
}
END_TEST

START_TEST(it_ends_with_the_token)
{
	token_cache_clear();
	keep("a.b.c", NOW + 1);
	ck_assert(is_kept("a.b.c", NOW));
	ck_assert(!is_kept("a.b.c", NOW + 1));
}
END_TEST

START_TEST(it_ends_with_the_keys)
{
	token_cache_clear();
	keep("a.b.c", NOW + 1);
	token_cache_clear();
	ck_assert(!is_kept("a.b.c", NOW));
}
END_TEST

START_TEST(it_holds_the_newest_of_any_number)
{
	char token[32];
	int kept = 0;
	token_cache_clear();
	for (int i = 0; i < MANY; i++) {
		snprintf(token, sizeof(token), "a.%d.c", i);
		keep(token, NOW + 1);
		ck_assert(is_kept(token, NOW));
	}
	for (int i = 0; i < MANY; i++) {
		snprintf(token, sizeof(token), "a.%d.c", i);
		kept += is_kept(token, NOW);
	}
	ck_assert_int_gt(kept, 0);
	ck_assert_int_le(kept, 2048);
}
END_TEST

TCase *
case_token_cache(void)
{
	TCase *t = tcase_create("token cache");
	tcase_add_test(t, what_was_verified_is_known_with_what_it_says);
	tcase_add_test(t, another_text_is_not_known);
	tcase_add_test(t, it_ends_with_the_token);
	tcase_add_test(t, it_ends_with_the_keys);
	tcase_add_test(t, it_holds_the_newest_of_any_number);
	return t;
}
