/*
 * Where threads say what became of a job and get the next. One of those that wait talks with Redis,
 * for itself and for all others: so an idle process asks 20 times a second, however many threads it
 * has, and a busy one needs one round trip for a job, or less.
 */
#ifndef EXCHANGE_H
#define EXCHANGE_H

#include <pthread.h>
#include <stdbool.h>

#include "broker.h"

struct config;

/* A thread's place. Zeroed but for `settled`, which is true, before its first job. */
struct seat {
	struct settlement
	    last; /* what became of the last job; its texts live until the next call */
	bool settled;
	char *payload; /* the next job, to be freed by the thread; NULL: none */
	char owner[OWNER_TEXT];
	pthread_cond_t called;
};

/* Before any thread: others wake them. */
void exchange_init(void);
void seat_init(struct seat *);

/* Settles the last job unless it is settled, then waits for another. False when it is time to stop.
 */
bool exchange(const struct config *, struct seat *);

/* Something may have come into a queue. */
void exchange_wake(void);

/* Claim nothing more; `quiet` can only be followed by the end. */
void exchange_quiet(void);

#endif
