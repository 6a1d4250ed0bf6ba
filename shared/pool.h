/* A bounded pool of connections to one database, for many threads. */
#ifndef POOL_H
#define POOL_H

#include <stdbool.h>
#include <stdint.h>

struct config;
struct conn;
struct pool;

enum pool_failure {
	POOL_FINE,
	POOL_BUSY,    /* every connection was out for as long as we may wait */
	POOL_DOWN,    /* no connection could be made */
	POOL_REFUSED, /* one could, but must not be used; see conn.h */
};

struct pool_stats {
	int64_t size, open, in_use, waiting;      /* now */
	int64_t connects, connect_failures, busy; /* since the start */
};

/* Makes no connection yet. `url` must stay valid. Exits when there is no memory. */
struct pool *pool_open(const char *url, const struct config *);

/* Closes idle connections and frees the pool. None may be out. */
void pool_close(struct pool *);

/*
 * A connection that was alive a moment ago; the last one given back first. Waits in order of
 * arrival for at most ASA_POOL_WAIT_MS. NULL with *failure set. After a failed attempt to connect,
 * callers fail at once until a back-off of at most half a second has passed.
 */
struct conn *pool_get(struct pool *, enum pool_failure *failure);

/* Gives it back; closed instead when it is not in the state in which it was handed out, or too old.
 */
void pool_put(struct pool *, struct conn *);

/* Closes every idle connection: after a failover they all lead to a server that is no longer the
 * primary. */
void pool_discard_idle(struct pool *);

struct pool_stats pool_stats(struct pool *);

#endif
