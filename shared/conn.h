/* One PostgreSQL connection and the statements prepared on it. */
#ifndef CONN_H
#define CONN_H

#include <stdbool.h>
#include <stdint.h>

#include <libpq-fe.h>

struct config;

/* What schema_version() must answer; raised by each change to sql/ that the programs depend on. */
#define SCHEMA_VERSION "7"

enum { CONN_SLOTS = 256, CONN_DIGEST = 16 };

struct conn {
	PGconn *pg;
	int64_t born_ms, expires_ms, idle_since_ms;
	bool prepares; /* false behind PgBouncer in transaction mode */
	bool discard;  /* to be closed when it is given back */
	struct {
		bool used;
		unsigned char digest[CONN_DIGEST];
	} slots[CONN_SLOTS]; /* prepared statement "s<slot>" has this digest */
};

enum conn_failure {
	CONN_FINE,
	CONN_DOWN,    /* not reachable, or starting up: try again */
	CONN_REFUSED, /* reachable, but not to be used: role with too much power, schema missing or
			 of another version */
};

/*
 * Connects within 2 s and checks what the connection may do. NULL after logging why, with *failure
 * set. Time zone, encoding and time-outs are set by start-up options; a pooler that drops them
 * needs them set on the role.
 */
struct conn *conn_open(const char *url, const struct config *, enum conn_failure *failure);

void conn_close(struct conn *);

/* A look at the socket without waiting: false when the server has gone. */
bool conn_alive(struct conn *) __attribute__((warn_unused_result));

/* Whether it may go back to the pool: no transaction, no pipeline, not marked, not too old. */
bool conn_reusable(const struct conn *, int64_t now_ms);

/*
 * A copy of `url` (malloc) without the parameters that Prisma puts there and libpq refuses: schema,
 * connection_limit, pool_timeout, pgbouncer, connect_timeout, socket_timeout.
 */
char *conn_url(const char *url);

#endif
