#include "../../fcgi/dispatch.h"

#include <stdio.h>
#include <string.h>

#include "../../fcgi/request.h"
#include "../faults.h"
#include "../suite.h"

/* What a client sends; `authorization` is made once for the suite. */
struct sent {
	const char *method, *uri, *key, *body;
	size_t read;
	int status;        /* of the answer */
	char answer[4000]; /* its body */
};

static char authorization[2000];

static void
setup(void)
{
	struct ctx ctx = suite_ctx();
	struct login login = suite_login();
	struct buffer token = { .arena = &ctx.arena };
	token_write(&ctx, &token, &login.who);
	snprintf(authorization, sizeof(authorization), "HTTP_AUTHORIZATION=Bearer %s", token.text);
	suite_end(&ctx);
}

static int
read_body(void *from, char *to, int most)
{
	struct sent *s = from;
	size_t n = strlen(s->body) - s->read;
	n = n < (size_t)most ? n : (size_t)most;
	memcpy(to, s->body + s->read, n);
	s->read += n;
	return (int)n;
}

/* Sends it, and gives back the context's verdict as the sweep wants it. */
static bool
send(struct ctx *ctx, void *arg)
{
	struct sent *s = arg;
	char method[40], uri[200], key[100];
	snprintf(method, sizeof(method), "REQUEST_METHOD=%s", s->method);
	snprintf(uri, sizeof(uri), "REQUEST_URI=%s", s->uri);
	snprintf(key, sizeof(key), "HTTP_IDEMPOTENCY_KEY=%s", s->key == NULL ? "" : s->key);
	char *env[] = {
		method, uri, key, authorization, (char[]){ "CONTENT_TYPE=application/json" }, NULL
	};
	struct request r = { .ctx = *ctx };
	s->read = 0;
	(void)!request_read(&r, env, read_body, s);
	dispatch(&r);
	s->status = r.response.status == 0 ? 200 : r.response.status;
	snprintf(s->answer, sizeof(s->answer), "%s", r.response.body.text);
	*ctx = r.ctx;
	return s->status < 300;
}

static void
answer(struct sent *s)
{
	struct ctx ctx = suite_ctx();
	send(&ctx, s);
	suite_end(&ctx);
}

static struct sent
list_of(const char *uri)
{
	return (struct sent){ .method = "GET", .uri = uri, .body = "" };
}

START_TEST(a_read_that_fails_at_any_step_can_be_repeated)
{
	struct sent s = list_of("/api/v1/prospects");
	ck_assert_int_ge(faults_sweep(send, &s), 2);
	ck_assert_ptr_nonnull(strstr(s.answer, "\"total\":0"));
}
END_TEST

START_TEST(a_write_that_fails_at_any_step_changes_nothing_and_can_be_repeated)
{
	struct sent s = { "POST", "/api/v1/prospects", NULL, "{\"email\":\"a@b.example\"}" };
	struct sent all = list_of("/api/v1/prospects");
	ck_assert_int_ge(faults_sweep(send, &s), 2);
	ck_assert_int_eq(s.status, 201);
	answer(&all);
	ck_assert_ptr_nonnull(strstr(all.answer, "\"total\":1"));
}
END_TEST

START_TEST(a_write_with_a_key_that_fails_at_any_step_changes_nothing_and_can_be_repeated)
{
	struct sent s = { "POST", "/api/v1/prospects", "key-1", "{\"email\":\"a@b.example\"}" };
	struct sent all = list_of("/api/v1/prospects"), again = s;
	ck_assert_int_ge(faults_sweep(send, &s), 4);
	ck_assert_int_eq(s.status, 201);
	answer(&again);
	ck_assert_str_eq(again.answer, s.answer);
	answer(&all);
	ck_assert_ptr_nonnull(strstr(all.answer, "\"total\":1"));
}
END_TEST

START_TEST(a_refused_write_with_a_key_is_not_remembered)
{
	struct sent s = {
		"POST", "/api/v1/activities", "key-2",
		"{\"subject\":\"x\",\"prospectId\":\"01900000-0000-7000-8000-000000000000\"}"
	};
	answer(&s);
	ck_assert_int_eq(s.status, 400);
	s.body = "{\"subject\":\"x\"}";
	answer(&s);
	ck_assert_int_eq(s.status, 201);
	s.body = "{\"subject\":\"y\"}";
	answer(&s);
	ck_assert_int_eq(s.status, 422);
}
END_TEST

START_TEST(what_is_not_there_is_not_remembered_either)
{
	static const char pause[] = "/api/v1/campaigns/01900000-0000-7000-8000-000000000000/pause";
	static const char reorder[] =
	    "/api/v1/sequences/01900000-0000-7000-8000-000000000000/reorder";
	struct sent s = { "POST", pause, "key-3", "" };
	answer(&s);
	ck_assert_int_eq(s.status, 404);
	s = (struct sent){ "POST", reorder, "key-3", "{\"steps\":[]}" };
	answer(&s);
	ck_assert_int_eq(s.status, 404);
}
END_TEST

START_TEST(who_may_not_come_in_is_told_that_before_anything_else)
{
	struct sent s = { "POST", "/api/v1/prospects", NULL, "{" };
	answer(&s);
	ck_assert_int_eq(s.status, 400);
	snprintf(authorization + strlen(authorization) - 8, 9, "AAAAAAAA");
	answer(&s);
	ck_assert_int_eq(s.status, 401);
}
END_TEST

START_TEST(while_nobody_can_be_checked_a_wrong_request_is_unavailable_too)
{
	struct sent s = { "POST", "/api/v1/prospects", NULL, "{" };
	for (int n = 1; n <= 2; n++) {
		struct ctx ctx = suite_ctx();
		faults_at(n);
		ck_assert(!send(&ctx, &s));
		ck_assert(faults_struck());
		ck_assert_int_eq(s.status, 503);
		suite_end(&ctx);
	}
	answer(&s);
	ck_assert_int_eq(s.status, 400);
}
END_TEST

TCase *
case_dispatch(void)
{
	TCase *t = tcase_create("dispatch");
	tcase_add_checked_fixture(t, setup, NULL);
	tcase_add_checked_fixture(t, faults_setup, faults_teardown);
	tcase_add_test(t, a_read_that_fails_at_any_step_can_be_repeated);
	tcase_add_test(t, a_write_that_fails_at_any_step_changes_nothing_and_can_be_repeated);
	tcase_add_test(
	    t, a_write_with_a_key_that_fails_at_any_step_changes_nothing_and_can_be_repeated);
	tcase_add_test(t, a_refused_write_with_a_key_is_not_remembered);
	tcase_add_test(t, what_is_not_there_is_not_remembered_either);
	tcase_add_test(t, who_may_not_come_in_is_told_that_before_anything_else);
	tcase_add_test(t, while_nobody_can_be_checked_a_wrong_request_is_unavailable_too);
	return t;
}
