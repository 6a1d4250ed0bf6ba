/* Recurring jobs: one table, and PostgreSQL to see that each slot has one job. No cron, no leader.
 */
#ifndef SCHEDULE_H
#define SCHEDULE_H

struct ctx;

/* Either an interval, counted from 1970 UTC, or a local time of day with its IANA zone. */
struct recurring {
	const char *job;   /* of jobs[] */
	const char *every; /* PostgreSQL interval, or NULL */
	const char *at, *zone;
};

/* Ends with a NULL job. */
extern const struct recurring schedule[];

/* Makes the jobs whose slot has come, in the context's region. Missed slots are one. */
void schedule_tick(struct ctx *);

#endif
