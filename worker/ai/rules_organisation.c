/* What the rules say of an organisation's pipeline. */
#include "provider.h"
#include "rules.h"

static int64_t
at_most(int64_t n, int64_t most)
{
	return n < most ? n : most;
}

/* Of a count by status; what is not there is none. */
static int64_t
count(const struct rules *r, const char *group, const char *status)
{
	int64_t n = fact(r, group, status);
	return n < 0 ? 0 : n;
}

static int64_t
health(const struct rules *r, int64_t hot, int64_t bounced)
{
	int64_t score = 100;
	score -= count(r, "campaigns", "active") == 0 ? 10 : 0;
	score -= bounced > 2 ? 10 : 0;
	score -= fact(r, NULL, "newIn30Days") == 0 ? 10 : 0;
	score -= at_most(percent(fact(r, NULL, "waiting"), hot) * 3 / 10, 30);
	score -= at_most(fact(r, NULL, "overdueTasks") * 2, 20);
	return score;
}

static void
advise(struct rules *r, enum phrase title, int64_t first, int64_t second, const char *reason)
{
	/* A text stands behind its title in the table. */
	rules_add(r, &(struct finding){ "next_action",
					title,
					(enum phrase)(title + 1),
					{ number(r, first), number(r, second) },
					NULL,
					-1,
					80,
					reason });
}

void
rules_organisation(struct rules *r)
{
	int64_t hot = count(r, "prospects", "engaged") + count(r, "prospects", "qualified");
	int64_t sent = fact(r, "last30Days", "sent");
	int64_t bounced = percent(fact(r, "last30Days", "bounced"), sent);
	int64_t score = health(r, hot, bounced), waiting = fact(r, NULL, "waiting");
	int64_t uncontacted = fact(r, NULL, "fitUncontacted"),
		overdue = fact(r, NULL, "overdueTasks");
	struct finding f = { "pipeline",
			     SAY_PIPELINE,
			     SAY_PIPELINE_BODY,
			     { number(r, fact_sum(r, "prospects")), number(r, hot),
			       number(r, count(r, "prospects", "customer")),
			       number(r, fact(r, NULL, "newIn30Days")), number(r, score) },
			     NULL,
			     score,
			     80,
			     "prospects" };
	rules_add(r, &f);
	if (waiting > 0)
		advise(r, SAY_WAITING, waiting, 0, "waiting");
	if (uncontacted > 0)
		advise(r, SAY_UNCONTACTED, uncontacted, 0, "fitUncontacted");
	if (overdue > 0)
		advise(r, SAY_OVERDUE, overdue, 0, "overdueTasks");
	if (count(r, "campaigns", "active") == 0)
		advise(r, SAY_NO_CAMPAIGN, count(r, "campaigns", "draft"), 0, "campaigns");
	if (bounced > 2)
		advise(r, SAY_BOUNCES, bounced, 0, "last30Days.bounced");
	if (waiting + uncontacted + overdue == 0 && bounced <= 2)
		advise(r, SAY_KEEP_ON, sent, fact(r, "last30Days", "received"), "last30Days");
}
