/*
 * Redis as the worker uses it. Each function is one round trip. False (or NULL) means that Redis
 * could not be reached: nothing is lost by that, for PostgreSQL knows every job.
 */
#ifndef BROKER_H
#define BROKER_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct arena;

enum { OWNER_TEXT = 120, EPOCH_TEXT = 41 };

/* A job to hand out. due "": now; else Unix seconds. */
struct delivery {
	const char *payload, *queue, *due;
};
/* `lag_ms`: how long the oldest of them had been due. */
bool broker_push(const char *region, int64_t lag_ms, const struct delivery *, int count)
    __attribute__((warn_unused_result));

/* LATER: not now, and no failure of the job's. BACK: to the head of its queue. DROP: over already.
 */
enum outcome { DONE, RETRY, DEAD, LATER, BACK, DROP };

/* The end of a job in hand. Nothing happens when it is in other hands by now. */
struct settlement {
	const char *jid, *owner, *queue;
	enum outcome outcome;
	const char *payload; /* RETRY, DEAD: the new one */
	int64_t delay_s;     /* RETRY, LATER */
	int64_t ran_ms;
};

enum { EXCHANGE_MOST = 16 };

/* What is asked for: as many jobs as there are owners. */
struct wanted {
	const char *const *queues; /* "queue:<name>", in the order to look */
	int queue_count;
	char (*owners)[OWNER_TEXT];
	int count; /* 0 to EXCHANGE_MOST */
	int64_t lease_s, organisation_most;
};

/* Settles jobs (EXCHANGE_MOST at most), then takes others, as many as there are to have: payloads
 * to be freed, in the order of the owners. Returns their number, or -1. */
int broker_exchange(const struct settlement *, int count, const struct wanted *,
		    char *payloads[EXCHANGE_MOST]);

/* Prolongs the leases of jobs in hand. */
struct holding {
	const char *jid, *owner;
};
bool broker_renew(const struct holding *, int count, int64_t lease_s);

/* Takes jobs away from holders that are gone. `buried` gets the ids of those that were lost too
 * often. */
struct reaped {
	int64_t count;
	const char **buried;
	int buried_count;
};
bool broker_reap(struct arena *, int crashes_most, struct reaped *);

/* Moves what is due from schedule and retries to the queues. */
bool broker_move(int64_t *moved);

/* Sidekiq's heartbeat; `working` are pairs of thread and JSON. *signal: "TSTP", "TERM", "TTIN" or
 * NULL, in the arena. */
struct beat {
	const char *identity, *info;
	int busy, quiet;
	int64_t rtt_us, rss_kib;
	const char **working;
	int working_count;
};
bool broker_beat(struct arena *, const struct beat *, const char **signal);
void broker_leave(const char *identity);

/*
 * Which Redis this is, in `now`: changes when it was restarted or has forgotten everything. `seen`
 * is what broker_reconciled() last said for the region; "" when Redis has forgotten that too.
 */
struct epoch {
	char now[2 * EPOCH_TEXT], seen[2 * EPOCH_TEXT];
};
bool broker_epoch(const char *region, struct epoch *) __attribute__((warn_unused_result));
bool broker_reconciled(const char *region, const char *now);

/* Ids that Redis holds: `live` of jobs that will run, then `dead`. */
struct inventory {
	const char **jids;
	size_t live, dead;
};
bool broker_inventory(struct arena *, struct inventory *) __attribute__((warn_unused_result));

#endif
