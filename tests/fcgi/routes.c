#include <string.h>

#include "../../fcgi/request.h"
#include "../../fcgi/routes.h"
#include "../suite.h"

static bool
finds(const char *method, const char *path, struct request *r)
{
	*r = (struct request){ .ctx = suite_ctx(), .method = method, .path = path };
	return route_find(r);
}

START_TEST(no_route_is_open_by_mistake)
{
	for (const struct route *r = routes; r->method != NULL; r++) {
		ck_assert_msg(r->role != ROLE_NONE || r->operation != 0, "%s %s has no role",
			      r->method, r->path);
		ck_assert_msg(r->answer != NULL, "%s %s has no handler", r->method, r->path);
		ck_assert_msg(r->role == ROLE_PUBLIC || r->ask != NULL, "%s %s asks nothing",
			      r->method, r->path);
		for (const struct entity *const *e = entities; r->operation != 0 && *e != NULL; e++)
			if (route_applies(r, *e))
				ck_assert_msg(route_role(r, *e) >= ROLE_VIEWER, "%s %s of %s",
					      r->method, r->path, (*e)->path);
	}
}
END_TEST

START_TEST(paths_are_matched_whole)
{
	struct request r;
	ck_assert(finds("GET", "/api/v1/prospects", &r));
	ck_assert_str_eq(r.entity->path, "prospects");
	suite_end(&r.ctx);
	ck_assert(finds("PATCH", "/api/v1/prospects/x", &r));
	ck_assert_str_eq(r.id, "x");
	suite_end(&r.ctx);
	ck_assert(finds("HEAD", "/api/v1/auth/me", &r));
	suite_end(&r.ctx);
	static const char *const nowhere[] = { "/",
					       "",
					       "/api/v1",
					       "/api/v1/",
					       "/api/v1/prospects/",
					       "/api/v1/prospects/x/",
					       "/api/v1/prospectsx",
					       "/api/v1/prospects/x/restore/y",
					       "/api/v1/x",
					       "api/v1/prospects" };
	for (size_t i = 0; i < sizeof(nowhere) / sizeof(nowhere[0]); i++) {
		ck_assert_msg(!finds("GET", nowhere[i], &r), "%s", nowhere[i]);
		ck_assert_int_eq(r.ctx.error, ERR_NOT_FOUND);
		suite_end(&r.ctx);
	}
}
END_TEST

START_TEST(a_wrong_method_names_the_right_ones)
{
	struct request r;
	ck_assert(!finds("PUT", "/api/v1/prospects/x", &r));
	ck_assert_int_eq(r.ctx.error, ERR_METHOD);
	ck_assert_str_eq(r.ctx.args[0], "GET, PATCH, DELETE");
	suite_end(&r.ctx);
}
END_TEST

TCase *
case_routes(void)
{
	TCase *t = tcase_create("routes");
	tcase_add_test(t, no_route_is_open_by_mistake);
	tcase_add_test(t, paths_are_matched_whole);
	tcase_add_test(t, a_wrong_method_names_the_right_ones);
	return t;
}
