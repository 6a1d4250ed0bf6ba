/* Running one job, and what becomes of it. */
#ifndef RUN_H
#define RUN_H

#include "broker.h"
#include "task.h"

struct verdict {
	enum outcome outcome;
	int64_t delay_s;
	enum message why; /* MSG_NONE: nothing went wrong */
	/* RETRY, DEAD: with what Sidekiq wants to know of the failure; LATER: as it was. */
	const char *payload;
};

/*
 * Runs the job and records what became of it in PostgreSQL. The payload of the verdict lives in the
 * context. What a job failed of is never more than an error's name: no value of a row gets into
 * Redis.
 */
struct verdict run_task(struct ctx *, struct task *);

/* Whether a job that fails with this error will not be tried again. */
bool task_is_lost(const struct task *, enum error);

/* For a job IN_STEPS: queues, in its last transaction, that it is done. */
void task_finish(struct ctx *, struct task *);

#endif
