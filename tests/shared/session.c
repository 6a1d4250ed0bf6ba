#include "../../shared/session.h"

#include <string.h>

#include "../../shared/clock.h"
#include "../faults.h"
#include "../suite.h"

struct presented {
	const char *token;
	const struct config *config;
	struct login got;
};

static bool
refresh(struct ctx *ctx, void *arg)
{
	struct presented *p = arg;
	if (p->config != NULL)
		ctx->config = p->config;
	return session_refresh(ctx, p->token, &p->got);
}

static bool
is_refreshed(struct presented *p)
{
	struct ctx ctx = suite_ctx();
	bool fine = refresh(&ctx, p);
	ck_assert_int_eq(ctx.error, fine ? ERR_NONE : ERR_UNAUTHENTICATED);
	suite_end(&ctx);
	return fine;
}

START_TEST(a_refresh_that_fails_at_any_step_can_be_repeated)
{
	struct login login = suite_login();
	struct presented p = { .token = login.refresh };
	ck_assert_int_ge(faults_sweep(refresh, &p), 2);
	ck_assert_str_eq(p.got.who.session, login.who.session);
	ck_assert_str_eq(p.got.who.user, login.who.user);
	ck_assert_str_ne(p.got.refresh, login.refresh);
}
END_TEST

START_TEST(within_the_grace_everybody_gets_the_same_successor)
{
	struct login login = suite_login();
	struct presented first = { .token = login.refresh }, second = first;
	ck_assert(is_refreshed(&first));
	ck_assert(is_refreshed(&second));
	ck_assert_str_eq(first.got.refresh, second.got.refresh);
}
END_TEST

START_TEST(reuse_after_the_grace_ends_the_family)
{
	struct config strict = suite_config;
	struct login login = suite_login();
	strict.refresh_grace_s = 0;
	struct presented old = { .token = login.refresh, .config = &strict }, new = old;
	ck_assert(is_refreshed(&old));
	new.token = old.got.refresh;
	clock_sleep_ms(5); /* the grace is 0 s, and the clock must have moved */
	ck_assert(!is_refreshed(&old));
	ck_assert(!is_refreshed(&new));
}
END_TEST

START_TEST(what_is_no_token_of_ours_is_refused)
{
	struct opaque stranger;
	char id[UUID_LEN + 1], text[TOKEN_OPAQUE];
	uuid_v7(id);
	opaque_make(&stranger, REGION_EU, id);
	opaque_write(OPAQUE_REFRESH, &stranger, text);
	ck_assert(!is_refreshed(&(struct presented){ .token = text }));
	ck_assert(!is_refreshed(&(struct presented){ .token = "" }));
}
END_TEST

struct cleaned {
	long ended, deleted;
	const struct config *config;
};

static bool
clean(struct ctx *ctx, void *arg)
{
	struct cleaned *c = arg;
	if (c->config != NULL)
		ctx->config = c->config;
	return session_clean_up(ctx, 1000000, &c->ended, &c->deleted);
}

START_TEST(sessions_past_their_idle_limit_are_ended_and_stay_so)
{
	struct config impatient = suite_config;
	struct cleaned c = { .config = &impatient };
	struct login login = suite_login();
	impatient.session_idle_s = 0;
	struct presented p = { .token = login.refresh };
	bool alive = true;
	/* What an attempt that failed has locked is skipped until its connection is gone. */
	for (int i = 0; alive && i < 200; i++) {
		ck_assert_int_ge(faults_sweep(clean, &c), 2);
		alive = is_refreshed(&p);
		clock_sleep_ms(alive ? 10 : 0);
	}
	ck_assert(!alive);
	ck_assert(!is_refreshed(&p));
}
END_TEST

TCase *
case_session(void)
{
	TCase *t = tcase_create("session");
	tcase_add_checked_fixture(t, faults_setup, faults_teardown);
	tcase_add_test(t, a_refresh_that_fails_at_any_step_can_be_repeated);
	tcase_add_test(t, within_the_grace_everybody_gets_the_same_successor);
	tcase_add_test(t, reuse_after_the_grace_ends_the_family);
	tcase_add_test(t, what_is_no_token_of_ours_is_refused);
	tcase_add_test(t, sessions_past_their_idle_limit_are_ended_and_stay_so);
	return t;
}
