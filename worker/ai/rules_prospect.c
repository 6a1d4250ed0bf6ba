/* What the rules say of a prospect. */
#include <json-c/json.h>
#include <string.h>

#include "provider.h"
#include "rules.h"

static const struct {
	const char *criterion;
	enum phrase word;
} criteria[] = { { "industry", SAY_INDUSTRY },
		 { "country", SAY_COUNTRY },
		 { "jobTitle", SAY_JOB_TITLE },
		 { "keywords", SAY_KEYWORDS },
		 { "companySize", SAY_COMPANY_SIZE } };

static const char *
word_of(const struct rules *r, const char *criterion)
{
	for (size_t i = 0; i < sizeof(criteria) / sizeof(*criteria); i++)
		if (strcmp(criteria[i].criterion, criterion) == 0)
			return phrase(criteria[i].word, r->question->locale);
	return criterion;
}

/* The criteria of a profile that are met, or those that are not, as a list in words. */
static const char *
list_criteria(const struct rules *r, struct json_object *list, bool met)
{
	struct buffer b = { .arena = &r->ctx->arena };
	for (size_t i = 0; i < json_object_array_length(list); i++) {
		struct json_object *c = json_object_array_get_idx(list, i);
		if (json_object_get_boolean(json_object_object_get(c, "matched")) != met)
			continue;
		if (b.len > 0)
			buffer_puts(&b, ", ");
		buffer_puts(
		    &b, word_of(r, json_object_get_string(json_object_object_get(c, "criterion"))));
	}
	return b.len > 0 ? b.text : phrase(SAY_NONE, r->question->locale);
}

/* The more is known of a prospect, the surer is how well it fits. */
static int
confidence(const struct rules *r)
{
	int known = 0;
	known += fact_text(r, "prospect", "industry") != NULL;
	known += fact_text(r, "prospect", "country") != NULL;
	known += fact_text(r, "prospect", "jobTitle") != NULL;
	known += fact_text(r, "prospect", "companySize") != NULL;
	return 20 + 20 * known;
}

/* Returns the best score, or -1 without a profile. */
static int64_t
say_fits(struct rules *r)
{
	struct json_object *profiles = fact_list(r, "profiles");
	int64_t best = -1;
	for (size_t i = 0; i < json_object_array_length(profiles) && i < 6; i++) {
		struct json_object *p = json_object_array_get_idx(profiles, i);
		struct json_object *list = json_object_object_get(p, "criteria");
		int64_t score = json_object_get_int64(json_object_object_get(p, "score"));
		const char *met = list_criteria(r, list, true);
		best = score > best ? score : best;
		rules_add(r, &(struct finding){
				 "fit",
				 SAY_FIT,
				 SAY_FIT_BODY,
				 { json_object_get_string(json_object_object_get(p, "name")),
				   number(r, score), met, list_criteria(r, list, false) },
				 json_object_get_string(json_object_object_get(p, "ref")),
				 score,
				 confidence(r),
				 met });
	}
	return best;
}

static void
say_signals(struct rules *r)
{
	int64_t received = fact(r, "messages", "received"),
		clicked = fact(r, "reactions", "clicked");
	int64_t opened = fact(r, "reactions", "opened"), met = fact(r, "activities", "meetings");
	if (received > 0)
		rules_add(
		    r, &(struct finding){ "buying_signal",
					  SAY_WROTE,
					  SAY_WROTE_BODY,
					  { number(r, received),
					    number(r, fact(r, "messages", "daysSinceReceived")) },
					  NULL,
					  90,
					  90,
					  "messages.received" });
	if (clicked > 0)
		rules_add(
		    r, &(struct finding){ "buying_signal",
					  SAY_CLICKED,
					  SAY_CLICKED_BODY,
					  { number(r, clicked),
					    number(r, fact(r, "reactions", "daysSinceClicked")) },
					  NULL,
					  70,
					  80,
					  "reactions.clicked" });
	if (opened >= 3)
		rules_add(r, &(struct finding){ "buying_signal",
						SAY_OPENED,
						SAY_OPENED_BODY,
						{ number(r, opened) },
						NULL,
						50,
						50,
						"reactions.opened" });
	if (met > 0)
		rules_add(r, &(struct finding){ "buying_signal",
						SAY_MET,
						SAY_MET_BODY,
						{ number(r, met) },
						NULL,
						80,
						90,
						"activities.meetings" });
}

static void
advise(struct rules *r, enum phrase title, int64_t arg, int sure, const char *reason)
{
	/* A text stands behind its title in the table. */
	rules_add(r, &(struct finding){ "next_action",
					title,
					(enum phrase)(title + 1),
					{ number(r, arg) },
					NULL,
					-1,
					sure,
					reason });
}

/* The first that applies. */
static void
say_next_action(struct rules *r, int64_t fit)
{
	const char *status = fact_text(r, "prospect", "status");
	int64_t sent = fact(r, "messages", "sent"), bounced = fact(r, "reactions", "bounced");
	int64_t heard = fact(r, "messages", "daysSinceReceived");
	int64_t wrote = fact(r, "messages", "daysSinceSent");
	int64_t contacted = fact(r, "prospect", "daysSinceContacted");
	int64_t tasks = fact(r, "activities", "openTasks");
	if (strcmp(status, "unsubscribed") == 0)
		advise(r, SAY_DO_NOT_CONTACT, 0, 100, "prospect.status");
	else if (strcmp(status, "customer") == 0)
		advise(r, SAY_CUSTOMER, 0, 70, "prospect.status");
	else if (bounced > 0)
		advise(r, SAY_FIND_ADDRESS, bounced, 90, "reactions.bounced");
	else if (heard >= 0 && (wrote < 0 || wrote > heard))
		advise(r, SAY_ANSWER, heard, 90, "messages.daysSinceReceived");
	else if (strcmp(status, "qualified") == 0 && fact(r, "activities", "meetings") == 0)
		advise(r, SAY_MEETING, 0, 80, "prospect.status");
	else if (tasks > 0)
		advise(r, SAY_TASK, tasks, 70, "activities.openTasks");
	else if (sent == 0 && fit >= 0 && fit < 30)
		advise(r, SAY_PUT_ASIDE, fit, 60, "profiles.score");
	else if (sent == 0 && fact(r, NULL, "campaigns") == 0)
		advise(r, SAY_ENROL, fit < 0 ? 0 : fit, 60, "messages.sent");
	else if (sent >= 3 && fact(r, "reactions", "opened") == 0)
		advise(r, SAY_CALL, sent, 60, "reactions.opened");
	else if (contacted > 30)
		advise(r, SAY_FOLLOW_UP, contacted, 70, "prospect.daysSinceContacted");
	else
		advise(r, SAY_WAIT, sent < 0 ? 0 : sent, 50, "messages.sent");
}

/* In the prospect's language, not the reader's; and of nothing but what is known. */
static void
say_openings(struct rules *r)
{
	struct question in_theirs = *r->question;
	const struct question *ours = r->question;
	const char *company = fact_text(r, "prospect", "company"),
		   *title = fact_text(r, "prospect", "jobTitle");
	const char *industry = fact_text(r, "prospect", "industry");
	enum locale l = locale_find(fact_text(r, "prospect", "language"));
	in_theirs.locale = l == LOCALES ? ours->locale : l;
	struct finding f = {
		"opening_line", SAY_OPENING, SAY_OPENING_PLAIN, { NULL }, NULL, -1, 40, NULL
	};
	r->question = &in_theirs;
	if (company != NULL && title != NULL) {
		f.body = SAY_OPENING_ROLE;
		f.args[0] = title;
		f.args[1] = company;
		f.reason = "prospect.jobTitle";
		rules_add(r, &f);
	}
	if (company != NULL && industry != NULL) {
		f.body = SAY_OPENING_INDUSTRY;
		f.args[0] = industry;
		f.args[1] = company;
		f.reason = "prospect.industry";
		rules_add(r, &f);
	}
	if (company == NULL || (title == NULL && industry == NULL))
		rules_add(r, &f);
	r->question = ours;
}

void
rules_prospect(struct rules *r)
{
	int64_t fit = say_fits(r);
	say_signals(r);
	say_next_action(r, fit);
	if (strcmp(fact_text(r, "prospect", "status"), "unsubscribed") != 0)
		say_openings(r);
}
