#include "../../../worker/ai/reply.h"

#include <json-c/json.h>
#include <string.h>

#include "../../../shared/json.h"
#include "../../suite.h"

#define ITEM(more)                                                                                 \
	"{\"kind\":\"fit\",\"title\":\"T\",\"body\":\"B\",\"profile\":\"P1\",\"score\":5,"         \
	"\"confidence\":50,\"reasons\":[]" more "}"

static bool
read_reply(struct ctx *ctx, const char *text, const char **out)
{
	static const char facts[] = "{\"profiles\":[{\"ref\":\"P1\",\"name\":\"Makers\"}]}";
	struct json_object *json;
	ck_assert(json_parse(ctx, facts, strlen(facts), &json));
	return reply_read(ctx, "prospect", text, strlen(text), json, out);
}

START_TEST(every_kind_of_an_insight_is_one_that_the_table_of_insights_knows)
{
	static const char *const subjects[] = { "prospect", "campaign", "organisation" };
	const struct column *kinds = entity_column_find(entity_find("insights"), "kind", NULL);
	for (int s = 0; s < 3; s++)
		for (const char *const *l = reply_entity(subjects[s])->columns[0].labels->labels;
		     *l != NULL; l++) {
			const char *const *known = kinds->labels->labels;
			while (*known != NULL && strcmp(*known, *l) != 0)
				known++;
			ck_assert_msg(*known != NULL, "%s", *l);
		}
	ck_assert_ptr_null(reply_entity("user"));
}
END_TEST

START_TEST(a_reference_to_a_profile_becomes_its_name)
{
	struct ctx ctx = suite_ctx();
	const char *out;
	ck_assert(read_reply(&ctx, "{\"insights\":[" ITEM("") "]}", &out));
	ck_assert_str_eq(out, "[{\"kind\":\"fit\",\"score\":5,\"confidence\":50,\"title\":\"T\","
			      "\"body\":\"B\",\"data\":{\"reasons\":[],\"profile\":\"Makers\"}}]");
	suite_end(&ctx);
}
END_TEST

START_TEST(all_that_is_wrong_is_told_at_once)
{
	struct ctx ctx = suite_ctx();
	const char *out;
	int faults = 0;
	ck_assert(!read_reply(&ctx,
			      "{\"insights\":[{\"kind\":\"pipeline\",\"title\":\"\",\"body\":7,"
			      "\"profile\":null,\"score\":-1,\"confidence\":101,\"reasons\":\"x\","
			      "\"send\":true}]}",
			      &out));
	for (const struct field_error *f = ctx.fields; f != NULL; f = f->next)
		faults++;
	ck_assert_int_eq(faults, 7);
	suite_end(&ctx);
}
END_TEST

/* What text of a prospect might make a model say: it must not get through as a way out. */
START_TEST(an_answer_admits_no_action)
{
	static const char *const corpus[] = {
		"{\"insights\":[" ITEM("") "],\"tool_calls\":[{\"name\":\"send\"}]}",
		"{\"insights\":[" ITEM(
		    ",\"organisationId\":\"0190aaaa-bbbb-7ccc-8ddd-eeeeeeeeeeee\"") "]}",
		"{\"insights\":[" ITEM(",\"status\":\"accepted\"") "]}",
		"{\"insights\":[" ITEM(",\"score\":1") "]}",
		"{\"insights\":[" ITEM("") "]} {}",
		"{\"insights\":{}}",
		"[]",
		"SELECT 1",
		"",
	};
	for (size_t i = 0; i < sizeof(corpus) / sizeof(*corpus); i++) {
		struct ctx ctx = suite_ctx();
		const char *out;
		ck_assert_msg(!read_reply(&ctx, corpus[i], &out), "%s", corpus[i]);
		ck_assert(!ctx_ok(&ctx));
		suite_end(&ctx);
	}
}
END_TEST

START_TEST(links_and_addresses_are_taken_out)
{
	struct ctx ctx = suite_ctx();
	const char *out;
	ck_assert(read_reply(
	    &ctx,
	    "{\"insights\":[{\"kind\":\"opening_line\",\"title\":\"See www.evil.example\","
	    "\"body\":\"Open (HTTPS://evil.example/?x=1)\\nor javascript://a, ask x@y.example.\","
	    "\"profile\":\"P9\",\"score\":null,\"confidence\":1,\"reasons\":[\"http://a.b\"]}]}",
	    &out));
	ck_assert_str_eq(out, "[{\"kind\":\"opening_line\",\"score\":null,\"confidence\":1,"
			      "\"title\":\"See […]\",\"body\":\"Open […]\\nor […] ask […]\","
			      "\"data\":{\"reasons\":[\"[…]\"]}}]");
	suite_end(&ctx);
}
END_TEST

START_TEST(the_schema_says_what_the_table_says)
{
	struct ctx ctx = suite_ctx();
	struct json_object *schema;
	const char *text = reply_schema(&ctx, "campaign");
	ck_assert(json_parse(&ctx, text, strlen(text), &schema));
	ck_assert_ptr_nonnull(strstr(text, "\"enum\":[\"performance\",\"next_action\"]"));
	ck_assert_ptr_nonnull(strstr(text, "\"score\":{\"type\":[\"integer\",\"null\"]"));
	ck_assert_ptr_nonnull(strstr(text, "\"required\":[\"kind\",\"title\",\"body\",\"profile\","
					   "\"score\",\"confidence\",\"reasons\"]"));
	suite_end(&ctx);
}
END_TEST

TCase *
case_reply(void)
{
	TCase *t = tcase_create("reply");
	tcase_add_test(t, every_kind_of_an_insight_is_one_that_the_table_of_insights_knows);
	tcase_add_test(t, a_reference_to_a_profile_becomes_its_name);
	tcase_add_test(t, all_that_is_wrong_is_told_at_once);
	tcase_add_test(t, an_answer_admits_no_action);
	tcase_add_test(t, links_and_addresses_are_taken_out);
	tcase_add_test(t, the_schema_says_what_the_table_says);
	return t;
}
