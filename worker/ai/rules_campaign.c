/* What the rules say of a campaign. */
#include <json-c/json.h>
#include <string.h>

#include "provider.h"
#include "rules.h"

/* Fewer messages than this show nothing about a step. */
enum { STEP_LEAST = 20 };

static int64_t
member(struct json_object *o, const char *name)
{
	return json_object_get_int64(json_object_object_get(o, name));
}

static int
confidence(int64_t sent)
{
	return sent < 30 ? 30 : sent < 100 ? 60 : 90;
}

static void
say_step(struct rules *r, struct json_object *step, enum phrase title)
{
	int64_t sent = member(step, "sent");
	const char *subject = json_object_get_string(json_object_object_get(step, "subject"));
	rules_add(r, &(struct finding){
			 "performance",
			 title,
			 (enum phrase)(title + 1),
			 { number(r, member(step, "position")), subject == NULL ? "" : subject,
			   number(r, percent(member(step, "replied"), sent)), number(r, sent) },
			 NULL,
			 -1,
			 confidence(sent),
			 "steps.replied" });
}

static void
say_steps(struct rules *r)
{
	struct json_object *steps = fact_list(r, "steps"), *best = NULL, *worst = NULL;
	for (size_t i = 0; i < json_object_array_length(steps); i++) {
		struct json_object *s = json_object_array_get_idx(steps, i);
		if (member(s, "sent") < STEP_LEAST)
			continue;
		/* Compared as fractions: replied / sent. */
		if (best == NULL || member(s, "replied") * member(best, "sent") >
					member(best, "replied") * member(s, "sent"))
			best = s;
		if (worst == NULL || member(s, "replied") * member(worst, "sent") <
					 member(worst, "replied") * member(s, "sent"))
			worst = s;
	}
	if (best == NULL || best == worst)
		return;
	say_step(r, best, SAY_BEST_STEP);
	say_step(r, worst, SAY_WEAKEST_STEP);
}

static int64_t
longest(const struct rules *r)
{
	struct json_object *steps = fact_list(r, "steps");
	int64_t most = 0;
	for (size_t i = 0; i < json_object_array_length(steps); i++) {
		int64_t words = member(json_object_array_get_idx(steps, i), "words");
		most = words > most ? words : most;
	}
	return most;
}

/* The first that applies: what keeps messages from arriving, from being opened, from being
 * answered. */
static void
say_change(struct rules *r, int64_t sent)
{
	int64_t bounced = percent(fact(r, "totals", "bounced"), sent);
	int64_t left = percent(fact(r, "totals", "left"), sent);
	int64_t opened = percent(fact(r, "totals", "opened"), sent);
	int64_t replied = percent(fact(r, "totals", "replied"), sent);
	struct finding f = { "next_action",
			     SAY_SCALE,
			     SAY_SCALE_BODY,
			     { number(r, replied), number(r, fact(r, "campaign", "dailyLimit")) },
			     NULL,
			     -1,
			     confidence(sent),
			     "totals.replied" };
	if (bounced > 2)
		f = (struct finding){
			"next_action", SAY_CLEAN, SAY_CLEAN_BODY,   { number(r, bounced) },
			NULL,          -1,        confidence(sent), "totals.bounced"
		};
	else if (left > 1)
		f = (struct finding){ "next_action",       SAY_NARROW,   SAY_NARROW_BODY,
				      { number(r, left) }, NULL,         -1,
				      confidence(sent),    "totals.left" };
	else if (opened < 20)
		f = (struct finding){ "next_action",         SAY_SUBJECT,    SAY_SUBJECT_BODY,
				      { number(r, opened) }, NULL,           -1,
				      confidence(sent),      "totals.opened" };
	else if (replied < 3)
		f = (struct finding){ "next_action",
				      SAY_QUESTION,
				      SAY_QUESTION_BODY,
				      { number(r, opened), number(r, replied),
					number(r, longest(r)) },
				      NULL,
				      -1,
				      confidence(sent),
				      "totals.replied" };
	rules_add(r, &f);
}

void
rules_campaign(struct rules *r)
{
	int64_t sent = fact(r, "totals", "sent"),
		replied = percent(fact(r, "totals", "replied"), sent);
	if (sent <= 0) {
		rules_add(r, &(struct finding){ "performance",
						SAY_NOT_SENT,
						SAY_NOT_SENT_BODY,
						{ number(r, fact_sum(r, "enrolled")) },
						NULL,
						-1,
						90,
						"totals.sent" });
		rules_add(r, &(struct finding){ "next_action",
						SAY_START,
						SAY_START_BODY,
						{ NULL },
						NULL,
						-1,
						60,
						"campaign.status" });
		return;
	}
	/* One answer to ten messages is as good as it gets. */
	rules_add(r, &(struct finding){ "performance",
					SAY_REPLIES,
					SAY_REPLIES_BODY,
					{ number(r, sent),
					  number(r, percent(fact(r, "totals", "opened"), sent)),
					  number(r, replied),
					  number(r, percent(fact(r, "otherCampaigns", "replied"),
							    fact(r, "otherCampaigns", "sent"))) },
					NULL,
					replied > 10 ? 100 : replied * 10,
					confidence(sent),
					"totals" });
	say_steps(r);
	say_change(r, sent);
}
