#include <json-c/json.h>
#include <string.h>

#include "../../../worker/ai/phrases.h"
#include "../../../worker/ai/provider.h"
#include "../../suite.h"

/* A prospect of whom nothing is known, with what is told besides. */
#define FACTS(prospect, profiles, messages, reactions, activities, campaigns)                      \
	"{\"prospect\":{\"status\":\"new\",\"language\":\"en\"" prospect                           \
	"},\"profiles\":[" profiles "],\"messages\":{\"sent\":0,\"received\":0" messages           \
	"},\"reactions\":{\"opened\":0,\"clicked\":0,\"bounced\":0" reactions                      \
	"},\"activities\":{\"meetings\":0,\"openTasks\":0" activities "},\"campaigns\":" campaigns \
	"}"

static struct json_object *
generate(struct ctx *ctx, const char *subject, const char *facts, enum locale locale)
{
	struct question q = { .subject = subject, .facts = facts, .locale = locale };
	struct generation made = { .provider = NULL };
	struct json_object *list;
	/* Of two members with one name it keeps the last. */
	q.json = json_tokener_parse(facts);
	ck_assert_msg(q.json != NULL, "%s", facts);
	ck_assert(rules_generate(ctx, &q, &made));
	ck_assert_str_eq(made.provider, "rules");
	list = json_tokener_parse(made.insights);
	json_object_put(q.json);
	ck_assert_ptr_nonnull(list);
	return list;
}

static const char *
text_of(struct json_object *o, const char *name)
{
	return json_object_get_string(json_object_object_get(o, name));
}

/* The title of the advice. */
static void
advice_is(const char *facts, const char *title)
{
	struct ctx ctx = suite_ctx();
	struct json_object *list = generate(&ctx, "prospect", facts, LOCALE_EN);
	const char *found = "";
	for (size_t i = 0; i < json_object_array_length(list); i++) {
		struct json_object *o = json_object_array_get_idx(list, i);
		if (strcmp(text_of(o, "kind"), "next_action") == 0)
			found = text_of(o, "title");
	}
	ck_assert_str_eq(found, title);
	json_object_put(list);
	suite_end(&ctx);
}

START_TEST(no_phrase_lacks_a_language)
{
	for (int p = SAY_NOTHING + 1; p < PHRASES; p++)
		for (int l = 0; l < LOCALES; l++)
			for (int arg = 0; arg < 5; arg++) {
				char mark[4] = { '{', (char)('0' + arg), '}', '\0' };
				const char *text = phrase((enum phrase)p, (enum locale)l);
				ck_assert_msg(text != NULL && *text != '\0', "%d in %d", p, l);
				/* {1} is in one language when it is in the other. */
				ck_assert_int_eq(strstr(text, mark) == NULL,
						 strstr(phrase((enum phrase)p, LOCALE_EN), mark) ==
						     NULL);
			}
}
END_TEST

START_TEST(the_next_step_is_the_one_that_matters_most)
{
	advice_is(FACTS("", "", "", "", "", "0"), "Put into a campaign");
	advice_is(FACTS("", "", "", "", "", "1"), "Let it work");
	advice_is(FACTS("", "{\"ref\":\"P1\",\"name\":\"N\",\"score\":10,\"criteria\":[]}", "", "",
			"", "0"),
		  "Put aside");
	advice_is(FACTS("", "", ",\"sent\":3,\"daysSinceSent\":2", "", "", "0"),
		  "Try another channel");
	advice_is(FACTS(",\"daysSinceContacted\":31", "", ",\"sent\":1", ",\"opened\":1", "", "0"),
		  "Follow up");
	advice_is(FACTS("", "", "", "", ",\"openTasks\":2", "0"), "Do what is planned");
	advice_is(FACTS(",\"status\":\"qualified\"", "", "", "", "", "0"), "Propose a meeting");
	advice_is(FACTS(",\"status\":\"qualified\"", "",
			",\"received\":1,\"daysSinceReceived\":1,\"daysSinceSent\":4", "", "", "0"),
		  "Answer now");
	advice_is(FACTS("", "", ",\"received\":1,\"daysSinceReceived\":4,\"daysSinceSent\":1", "",
			"", "1"),
		  "Let it work");
	advice_is(
	    FACTS("", "", ",\"received\":1,\"daysSinceReceived\":1", ",\"bounced\":1", "", "0"),
	    "Find a working address");
	advice_is(FACTS(",\"status\":\"customer\"", "", "", "", "", "0"), "Ask how it goes");
	advice_is(FACTS(",\"status\":\"unsubscribed\"", "", "", "", "", "0"), "Do not contact");
}
END_TEST

START_TEST(who_has_unsubscribed_gets_no_opening_line)
{
	struct ctx ctx = suite_ctx();
	struct json_object *list =
	    generate(&ctx, "prospect", FACTS(",\"status\":\"unsubscribed\"", "", "", "", "", "0"),
		     LOCALE_FR);
	ck_assert_uint_eq(json_object_array_length(list), 1);
	ck_assert_str_eq(text_of(json_object_array_get_idx(list, 0), "title"), "Ne pas contacter");
	json_object_put(list);
	suite_end(&ctx);
}
END_TEST

START_TEST(a_healthy_pipeline_is_told_to_keep_on)
{
	static const char facts[] =
	    "{\"prospects\":{\"new\":5,\"qualified\":2},\"newIn30Days\":1,\"waiting\":0,"
	    "\"fitUncontacted\":0,\"campaigns\":{\"active\":1},\"last30Days\":{\"sent\":9,"
	    "\"received\":1,\"bounced\":0},\"overdueTasks\":0}";
	struct ctx ctx = suite_ctx();
	struct json_object *list = generate(&ctx, "organisation", facts, LOCALE_EN);
	ck_assert_uint_eq(json_object_array_length(list), 2);
	ck_assert_str_eq(text_of(json_object_array_get_idx(list, 0), "score"), "100");
	ck_assert_str_eq(text_of(json_object_array_get_idx(list, 1), "title"), "Keep on");
	json_object_put(list);
	suite_end(&ctx);
}
END_TEST

START_TEST(a_neglected_pipeline_is_told_everything)
{
	static const char facts[] =
	    "{\"prospects\":{\"engaged\":10},\"newIn30Days\":0,\"waiting\":10,"
	    "\"fitUncontacted\":3,\"campaigns\":{\"draft\":1},\"last30Days\":{\"sent\":100,"
	    "\"received\":0,\"bounced\":5},\"overdueTasks\":20}";
	struct ctx ctx = suite_ctx();
	struct json_object *list = generate(&ctx, "organisation", facts, LOCALE_EN);
	ck_assert_uint_eq(json_object_array_length(list), 6);
	/* 100 - 10 - 10 - 10 - 30 - 20 */
	ck_assert_str_eq(text_of(json_object_array_get_idx(list, 0), "score"), "20");
	json_object_put(list);
	suite_end(&ctx);
}
END_TEST

/* A campaign that has sent this much; of one step. */
#define CAMPAIGN(totals)                                                                           \
	"{\"campaign\":{\"dailyLimit\":200},\"enrolled\":{},\"totals\":{" totals                   \
	"},\"otherCampaigns\":{\"sent\":0,\"replied\":0},\"steps\":[{\"position\":1,\"words\":"    \
	"170,"                                                                                     \
	"\"sent\":100,\"replied\":1,\"subject\":null}]}"

START_TEST(what_keeps_a_campaign_from_answers_is_named)
{
	static const struct {
		const char *facts, *advice;
	} cases[] = {
		{ CAMPAIGN("\"sent\":100,\"opened\":60,\"replied\":1,\"bounced\":3,\"left\":5"),
		  "Clean the list" },
		{ CAMPAIGN("\"sent\":100,\"opened\":60,\"replied\":1,\"bounced\":2,\"left\":5"),
		  "Narrow the audience" },
		{ CAMPAIGN("\"sent\":100,\"opened\":10,\"replied\":1,\"bounced\":0,\"left\":0"),
		  "Change the subject line" },
		{ CAMPAIGN("\"sent\":100,\"opened\":60,\"replied\":2,\"bounced\":0,\"left\":0"),
		  "End with one question" },
		{ CAMPAIGN("\"sent\":100,\"opened\":60,\"replied\":3,\"bounced\":0,\"left\":0"),
		  "Do more of it" },
	};
	for (size_t i = 0; i < sizeof(cases) / sizeof(*cases); i++) {
		struct ctx ctx = suite_ctx();
		struct json_object *list = generate(&ctx, "campaign", cases[i].facts, LOCALE_EN);
		ck_assert_uint_eq(json_object_array_length(list), 2);
		ck_assert_str_eq(text_of(json_object_array_get_idx(list, 1), "title"),
				 cases[i].advice);
		json_object_put(list);
		suite_end(&ctx);
	}
}
END_TEST

TCase *
case_rules(void)
{
	TCase *t = tcase_create("rules");
	tcase_add_test(t, no_phrase_lacks_a_language);
	tcase_add_test(t, the_next_step_is_the_one_that_matters_most);
	tcase_add_test(t, who_has_unsubscribed_gets_no_opening_line);
	tcase_add_test(t, a_healthy_pipeline_is_told_to_keep_on);
	tcase_add_test(t, a_neglected_pipeline_is_told_everything);
	tcase_add_test(t, what_keeps_a_campaign_from_answers_is_named);
	return t;
}
