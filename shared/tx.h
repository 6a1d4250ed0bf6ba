/*
 * A transaction in libpq's pipeline mode: statements are queued, sent together, and answered
 * together, so that a whole transaction can cost one round trip.
 *
 * Nothing is ever begun: what stands between two Syncs of a pipeline is one implicit transaction,
 * which commits at the Sync or is rolled back as a whole. tx_flush() gets results without ending
 * it.
 */
#ifndef TX_H
#define TX_H

#include <stdbool.h>
#include <stdint.h>

#include <libpq-fe.h>

struct ctx;

enum { TX_MOST_PARAMS = 200 };

/* One SQL statement. `sql` is built from literals and column names only; every value is a
 * parameter, as text or NULL. */
struct stmt {
	const char *sql;
	int count;
	const char *const *params;
};

/* Takes a connection to ctx->region. Queues and sends nothing. */
bool tx_open(struct ctx *) __attribute__((warn_unused_result));

/* Queues a statement; the number is for tx_result(). A failure shows at the next flush or commit.
 */
int tx_queue(struct ctx *, struct stmt);

/* Sends what is queued and waits for all results: one round trip. The transaction stays open. */
bool tx_flush(struct ctx *) __attribute__((warn_unused_result));

/* As tx_flush, and commits, in the same round trip. */
bool tx_commit(struct ctx *) __attribute__((warn_unused_result));

/* The result of a statement, valid until the context ends. Only after a successful flush or commit.
 */
const PGresult *tx_result(struct ctx *, int number);

/* Cells of a result: "" and 0 rows are never an error here. NULL for SQL NULL. */
const char *tx_cell(struct ctx *, int number, int row, int column);
int tx_rows(struct ctx *, int number);

/* From here on, a foreign key that stops a statement means "in use". */
void tx_deleting(struct ctx *);

/* It only reads: a connection lost during the commit is ERR_RETRY too. */
void tx_repeatable(struct ctx *);

/* Rolls back what is not committed and gives the connection back. Harmless when none is open. */
void tx_end(struct ctx *);

/* Round trips of this process so far, for metrics and for the tests that count them. */
int64_t tx_round_trips(void);

#endif
