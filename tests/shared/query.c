#include <string.h>

#include "../../shared/entities/entities.h"
#include "../../shared/params.h"
#include "../../shared/query.h"
#include "../suite.h"

static bool
read_list(struct ctx *ctx, const char *text, struct query *q)
{
	struct params p;
	return params_parse(ctx, text, &p) && query_read(ctx, &entity_prospect, PART_LIST, &p, q);
}

START_TEST(a_cursor_comes_back_as_it_was_made)
{
	struct ctx ctx = suite_ctx();
	struct query q, again;
	ck_assert(read_list(&ctx, "sortBy=lastName&sortOrder=desc", &q));
	const char *cursor =
	    query_cursor(&ctx, &q, "O|Brien", "0190aaaa-bbbb-7ccc-8ddd-eeeeeeeeeeee");
	ck_assert(read_list(
	    &ctx, arena_printf(&ctx.arena, "sortBy=lastName&sortOrder=desc&cursor=%s", cursor),
	    &again));
	ck_assert_str_eq(again.after_value, "O|Brien");
	ck_assert_str_eq(again.after_id, "0190aaaa-bbbb-7ccc-8ddd-eeeeeeeeeeee");
	cursor = query_cursor(&ctx, &q, NULL, "0190aaaa-bbbb-7ccc-8ddd-eeeeeeeeeeee");
	ck_assert(read_list(
	    &ctx, arena_printf(&ctx.arena, "sortBy=lastName&sortOrder=desc&cursor=%s", cursor),
	    &again));
	ck_assert_ptr_null(again.after_value);
	suite_end(&ctx);
}
END_TEST

START_TEST(a_tampered_cursor_is_refused)
{
	struct ctx ctx = suite_ctx();
	struct query q, again;
	ck_assert(read_list(&ctx, "sortBy=score", &q));
	const char *bad[] = { query_cursor(&ctx, &q, "x", "0190aaaa-bbbb-7ccc-8ddd-eeeeeeeeeeee"),
			      query_cursor(&ctx, &q, "1", "nobody"),
			      query_cursor(&ctx, &q, NULL, "0190aaaa-bbbb-7ccc-8ddd-eeeeeeeeeeee"),
			      "AAAA", "!" };
	for (size_t i = 0; i < sizeof(bad) / sizeof(bad[0]); i++) {
		ck_assert_msg(!read_list(&ctx,
					 arena_printf(&ctx.arena, "sortBy=score&cursor=%s", bad[i]),
					 &again),
			      "%zu", i);
		ctx_clear(&ctx);
	}
	suite_end(&ctx);
}
END_TEST

TCase *
case_query(void)
{
	TCase *t = tcase_create("query");
	tcase_add_test(t, a_cursor_comes_back_as_it_was_made);
	tcase_add_test(t, a_tampered_cursor_is_refused);
	return t;
}
