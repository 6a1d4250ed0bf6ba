/* What an SQLSTATE means to us. */
#ifndef SQLSTATE_H
#define SQLSTATE_H

#include <stdbool.h>

#include <libpq-fe.h>

struct ctx;
struct conn;

/* The server has gone, or said that it is going: no more comes on this connection. */
bool sqlstate_is_loss(const PGresult *);

/*
 * Turns a failed result into an error of the context: a field error where a constraint names the
 * column, ERR_RETRY where the transaction may run again, ERR_UNAVAILABLE where the server can't
 * serve now. A connection that is of no more use is marked. What the database said is logged
 * without the values it may quote. `deleting` tells a reference that blocks a deletion from one to
 * nothing.
 */
void sqlstate_fail(struct ctx *, struct conn *, const PGresult *, int deleting);

#endif
