#include <string.h>

#include "../../shared/buffer.h"
#include "../../shared/token.h"
#include "../suite.h"

START_TEST(what_we_write_we_verify)
{
	struct ctx ctx = suite_ctx();
	struct buffer b = { .arena = &ctx.arena };
	struct credential who = { .kind = SESSION, .region = REGION_CA }, again = { 0 };
	uuid_v7(who.user);
	uuid_v7(who.organisation);
	uuid_v7(who.session);
	token_write(&ctx, &b, &who);
	ck_assert(token_verify(&ctx, b.text, &again));
	ck_assert_str_eq(again.session, who.session);
	ck_assert_int_eq(again.region, REGION_CA);
	for (size_t i = 0; i < b.len; i++) {
		char kept = b.text[i];
		b.text[i] = kept == 'A' ? 'B' : 'A';
		ck_assert_msg(!token_verify(&ctx, b.text, &again), "character %zu changed", i);
		b.text[i] = kept;
	}
	suite_end(&ctx);
}
END_TEST

START_TEST(opaque_tokens_come_back)
{
	struct opaque o, again;
	char id[UUID_LEN + 1], text[TOKEN_OPAQUE];
	uuid_v7(id);
	opaque_make(&o, REGION_US, id);
	opaque_write(OPAQUE_KEY, &o, text);
	ck_assert(opaque_read(OPAQUE_KEY, text, &again));
	ck_assert_str_eq(again.id, id);
	ck_assert_mem_eq(again.secret, o.secret, SECRET_LEN);
	ck_assert(!opaque_read(OPAQUE_REFRESH, text, &again));
	text[5] = 'x';
	ck_assert(!opaque_read(OPAQUE_KEY, text, &again));
	ck_assert(!opaque_read(OPAQUE_KEY, "asa_eu_", &again));
}
END_TEST

START_TEST(a_successor_is_the_same_for_everybody_and_no_other)
{
	struct opaque o, first, second;
	char id[UUID_LEN + 1];
	uuid_v7(id);
	opaque_make(&o, REGION_EU, id);
	opaque_successor(&suite_config, &o, &first);
	opaque_successor(&suite_config, &o, &second);
	ck_assert_mem_eq(first.secret, second.secret, SECRET_LEN);
	ck_assert_mem_ne(first.secret, o.secret, SECRET_LEN);
	opaque_successor(&suite_config, &first, &second);
	ck_assert_mem_ne(first.secret, second.secret, SECRET_LEN);
}
END_TEST

TCase *
case_token(void)
{
	TCase *t = tcase_create("token");
	tcase_add_test(t, what_we_write_we_verify);
	tcase_add_test(t, opaque_tokens_come_back);
	tcase_add_test(t, a_successor_is_the_same_for_everybody_and_no_other);
	return t;
}
