/* One job in a worker's hand, and the table of jobs that there are. */
#ifndef TASK_H
#define TASK_H

#include <stdbool.h>
#include <stdint.h>

#include "../shared/ctx.h"
#include "../shared/queue.h"

struct json_object;

/*
 * How a job keeps its promise to be done once:
 * - IN_ONE: all of its effect is in one transaction, which also says that it is done.
 * - IN_STEPS: it takes several transactions or has effects outside. It is claimed first; each step
 *   can be repeated; the last says that it is done.
 */
enum job_mode { IN_ONE, IN_STEPS };

/* What is known of a job when it runs. */
struct task {
	const struct job *job; /* NULL: we know none of this name */
	const char *payload;   /* as Redis holds it */
	struct json_object *json;
	char jid[JID_LEN + 1], class[101], queue[41];
	char organisation[UUID_LEN + 1]; /* "": the product's own */
	char request_id[65];             /* of the request that asked for it */
	enum region region;
	int64_t deadline_ms;
	int64_t fence;
	bool finished; /* IN_STEPS: its last step has said so */
	bool dry_run;
};

struct job {
	const char *name;
	/* The context is in the job's region, and inside its organisation when it has one. Queues
	 * statements in IN_ONE's transaction, which the caller commits; has no transaction open in
	 * IN_STEPS. False after fail(): ERR_RETRY, ERR_UNAVAILABLE, ERR_LIMITED and ERR_INTERNAL
	 * are tried again, anything else is final. */
	bool (*run)(struct ctx *, struct task *);
	enum job_mode mode;
	const char *queue;
	int tries;   /* in all, the first included */
	int limit_s; /* after which its lease is no longer renewed */
	int at_once; /* of this job, over all workers; 0: no limit */
};

/* Every job there is, ending with a NULL name. */
extern const struct job jobs[];

/* NULL when there is none. */
const struct job *job_find(const char *name);

/* Reads a payload. False when it is no job; what it holds dies with the context. */
bool task_read(struct ctx *, const char *payload, struct task *)
    __attribute__((warn_unused_result));

/* How often it has failed before. */
int64_t task_failures(const struct task *);

/* An argument as text; NULL when there is none. Arguments are identifiers. */
const char *task_argument(const struct task *, int number);

#endif
