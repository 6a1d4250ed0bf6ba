#include <sodium.h>
#include <stdio.h>
#include <string.h>

#include "../../shared/buffer.h"
#include "../../shared/bytes.h"
#include "../../shared/clock.h"
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

/* A JWT of any header and claims, rightly signed with the key that suite_config names first. */
static bool
is_accepted(const char *head, const char *claims)
{
	struct ctx ctx = suite_ctx();
	struct credential who;
	unsigned char seed[CONFIG_KEY], public[crypto_sign_PUBLICKEYBYTES],
	    secret[crypto_sign_SECRETKEYBYTES], signature[crypto_sign_BYTES];
	char hex[65] = "", head64[400], claims64[1000], signature64[100], text[1400], token[1600];
	memcpy(hex, strchr(suite_config.token_keys, ':') + 1, 64);
	ck_assert(config_key(hex, seed));
	crypto_sign_seed_keypair(public, secret, seed);
	bytes_to_base64((const unsigned char *)head, strlen(head), head64);
	bytes_to_base64((const unsigned char *)claims, strlen(claims), claims64);
	snprintf(text, sizeof(text), "%s.%s", head64, claims64);
	crypto_sign_detached(signature, NULL, (const unsigned char *)text, strlen(text), secret);
	bytes_to_base64(signature, sizeof(signature), signature64);
	snprintf(token, sizeof(token), "%s.%s", text, signature64);
	bool accepted = token_verify(&ctx, token, &who);
	suite_end(&ctx);
	return accepted;
}

#define GOOD_HEAD "{\"alg\":\"EdDSA\",\"typ\":\"at+jwt\",\"kid\":\"dev-1\"}"
#define GOOD_ID "0190aaaa-bbbb-7ccc-8ddd-eeeeeeeeeeee"

START_TEST(a_header_has_three_members_and_no_other)
{
	static const char *const bad[] = {
		"{}",
		"[]",
		"1",
		"{\"alg\":\"EdDSA\",\"typ\":\"at+jwt\"}",
		"{\"alg\":\"EdDSA\",\"typ\":\"at+jwt\",\"kid\":1}",
		"{\"alg\":\"EdDSA\",\"typ\":\"at+jwt\",\"kid\":\"other\"}",
		"{\"alg\":\"EdDSA\",\"typ\":\"JWT\",\"kid\":\"dev-1\"}",
		"{\"alg\":\"none\",\"typ\":\"at+jwt\",\"kid\":\"dev-1\"}",
		"{\"alg\":\"EdDSA\",\"typ\":\"at+jwt\",\"kid\":\"dev-1\",\"crit\":[]}",
	};
	char claims[500];
	snprintf(claims, sizeof(claims),
		 "{\"iss\":\"%s\",\"aud\":\"%s\",\"iat\":1,\"nbf\":1,\"exp\":9999999999,"
		 "\"reg\":\"eu\",\"sub\":\"" GOOD_ID "\",\"org\":\"" GOOD_ID "\",\"sid\":\"" GOOD_ID
		 "\"}",
		 suite_config.token_issuer, suite_config.token_audience);
	ck_assert(is_accepted(GOOD_HEAD, claims));
	for (size_t i = 0; i < sizeof(bad) / sizeof(bad[0]); i++)
		ck_assert_msg(!is_accepted(bad[i], claims), "%s", bad[i]);
	ck_assert(!is_accepted(GOOD_HEAD, "not an object"));
}
END_TEST

START_TEST(each_claim_is_looked_at)
{
	static const struct {
		const char *name, *good, *bad[4];
	} claims[] = {
		{ "iss", "\"ai-sales-agent\"", { "\"other\"", "1" } },
		{ "aud", "\"ai-sales-agent-api\"", { "\"other\"", "[\"ai-sales-agent-api\"]" } },
		{ "exp", "9999999999", { "1", "\"9999999999\"", "9999999999.5" } },
		{ "nbf", "1", { "9999999999", "\"1\"" } },
		{ "iat", "1", { "9999999999", "null" } },
		{ "reg", "\"eu\"", { "\"xx\"", "\"global\"", "1" } },
		{ "sub", "\"" GOOD_ID "\"", { "\"\"", "1" } },
		{ "org", "\"" GOOD_ID "\"", { "\"x\"", "{}" } },
		{ "sid", "\"" GOOD_ID "\"", { "\"" GOOD_ID "0\"", "[]" } },
	};
	enum { CLAIMS = sizeof(claims) / sizeof(claims[0]), MISSING = 4 };
	for (size_t wrong = 0; wrong < CLAIMS; wrong++)
		for (int way = 0; way <= MISSING; way++) {
			struct ctx ctx = suite_ctx();
			struct buffer b = { .arena = &ctx.arena };
			const char *bad = way == MISSING ? NULL : claims[wrong].bad[way];
			buffer_putc(&b, '{');
			for (size_t i = 0; i < CLAIMS; i++) {
				if (i == wrong && bad == NULL)
					continue;
				buffer_comma(&b);
				buffer_printf(&b, "\"%s\":%s", claims[i].name,
					      i == wrong ? bad : claims[i].good);
			}
			buffer_putc(&b, '}');
			ck_assert_msg(!is_accepted(GOOD_HEAD, b.text), "%s", b.text);
			suite_end(&ctx);
		}
}
END_TEST

START_TEST(what_is_no_jwt_at_all_is_refused)
{
	static const char *const bad[] = {
		"",         ".",         "..",        "...",           "a", "a.b", "a.b.c",
		"e30.e30.", "e30.e30.!", ".e30.AAAA", "\xff.\xff.\xff"
	};
	struct ctx ctx = suite_ctx();
	struct credential who;
	char oversized[3000];
	memset(oversized, 'a', sizeof(oversized) - 1);
	oversized[sizeof(oversized) - 1] = '\0';
	oversized[1000] = oversized[2000] = '.';
	ck_assert(!token_verify(&ctx, oversized, &who));
	for (size_t i = 0; i < sizeof(bad) / sizeof(bad[0]); i++)
		ck_assert_msg(!token_verify(&ctx, bad[i], &who), "%s", bad[i]);
	suite_end(&ctx);
}
END_TEST

#define SEED "0101010101010101010101010101010101010101010101010101010101010101"

/* Keys are read into the process, so the suite's are read again afterwards. */
START_TEST(keys_that_are_none_stop_the_start)
{
	static const char *const bad[] = {
		"x",
		":" SEED,
		"k:abc",
		"k:" SEED "00",
		"k:x101010101010101010101010101010101010101010101010101010101010101",
		"k k:" SEED,
		"k\x7f:" SEED,
		"k\":" SEED,
		"a-name-of-more-than-thirty-two-bytes:" SEED,
		"a:" SEED ",b",
		"1:" SEED ",2:" SEED ",3:" SEED ",4:" SEED ",5:" SEED ",6:" SEED ",7:" SEED
		",8:" SEED ",9:" SEED,
	};
	for (size_t i = 0; i < sizeof(bad) / sizeof(bad[0]); i++) {
		struct config c = suite_config;
		c.token_keys = bad[i];
		ck_assert_msg(!token_init(&c), "%s", bad[i]);
	}
	struct config two = suite_config;
	two.token_keys = "a:" SEED ",b:" SEED;
	ck_assert(token_init(&two));
	ck_assert(token_init(&suite_config));
}
END_TEST

START_TEST(an_old_key_still_verifies_and_a_forgotten_one_does_not)
{
	struct ctx ctx = suite_ctx();
	struct buffer b = { .arena = &ctx.arena }, jwks = b;
	struct credential who = { .kind = SESSION, .region = REGION_EU }, again;
	struct config rotated = suite_config, forgotten = suite_config;
	uuid_v7(who.user);
	uuid_v7(who.organisation);
	uuid_v7(who.session);
	token_write(&ctx, &b, &who);
	rotated.token_keys = arena_printf(&ctx.arena, "new:" SEED ",%s", suite_config.token_keys);
	ck_assert(token_init(&rotated));
	ck_assert(token_verify(&ctx, b.text, &again));
	token_jwks(&jwks);
	ck_assert_ptr_nonnull(strstr(jwks.text, "\"kid\":\"new\""));
	ck_assert_ptr_nonnull(strstr(jwks.text, "\"kid\":\"dev-1\""));
	forgotten.token_keys = "new:" SEED;
	ck_assert(token_init(&forgotten));
	ck_assert(!token_verify(&ctx, b.text, &again));
	ck_assert(token_init(&suite_config));
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
	ck_assert(!opaque_read(OPAQUE_KEY, "asa_eu_", &again));
}
END_TEST

START_TEST(an_opaque_token_is_right_in_every_character_or_none_of_ours)
{
	/* prefix, region, first underscore, id, second underscore, secret */
	static const size_t places[] = { 0, 5, 6, 7, 7 + TOKEN_ID_TEXT, 8 + TOKEN_ID_TEXT };
	struct opaque o;
	char id[UUID_LEN + 1], text[TOKEN_OPAQUE];
	uuid_v7(id);
	opaque_make(&o, REGION_US, id);
	opaque_write(OPAQUE_KEY, &o, text);
	for (size_t i = 0; i < sizeof(places) / sizeof(places[0]); i++) {
		char kept = text[places[i]];
		text[places[i]] = '!';
		ck_assert_msg(!opaque_read(OPAQUE_KEY, text, &o), "%zu", places[i]);
		text[places[i]] = kept;
	}
	ck_assert(opaque_read(OPAQUE_KEY, text, &o));
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
	tcase_add_test(t, a_header_has_three_members_and_no_other);
	tcase_add_test(t, each_claim_is_looked_at);
	tcase_add_test(t, what_is_no_jwt_at_all_is_refused);
	tcase_add_test(t, keys_that_are_none_stop_the_start);
	tcase_add_test(t, an_old_key_still_verifies_and_a_forgotten_one_does_not);
	tcase_add_test(t, opaque_tokens_come_back);
	tcase_add_test(t, an_opaque_token_is_right_in_every_character_or_none_of_ours);
	tcase_add_test(t, a_successor_is_the_same_for_everybody_and_no_other);
	return t;
}
