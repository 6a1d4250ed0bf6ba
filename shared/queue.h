/* Asking for work: a job is a row, written in the transaction that makes it necessary. */
#ifndef QUEUE_H
#define QUEUE_H

#include <stdint.h>

struct ctx;

enum { JID_LEN = 24 }; /* lower-case hexadecimal digits of a job's id */

struct work {
	const char *class; /* of worker/jobs.c */
	const char *queue;
	const char
	    *arguments; /* a JSON array of identifiers: never personal data, tokens, prompts */
	const char *unique_key; /* at most one job with it waits; NULL: any number */
	int64_t delay_s;
};

/*
 * Queues the statement that adds a job of the current tenant; its result is the job's id, or NULL
 * when one with the same key waits already. ERR_LIMITED when the tenant has ASA_JOBS_WAITING jobs
 * waiting. The worker hears of it at the commit.
 */
int queue_add(struct ctx *, const struct work *);

#endif
