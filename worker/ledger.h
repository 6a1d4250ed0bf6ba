/*
 * The ledger of jobs in PostgreSQL: what makes an effect happen once. Each function queues one
 * statement on the context's transaction and returns the number of its result.
 */
#ifndef LEDGER_H
#define LEDGER_H

#include <stdbool.h>
#include <stdint.h>

struct ctx;
struct task;

/* Done, together with the effect in the same transaction. ERR_OVER when it was before. */
int ledger_done(struct ctx *, const struct task *);

/* Claimed; the result is the fence. ERR_OVER when it is done or cancelled. */
int ledger_claim(struct ctx *, const struct task *);

/* Done by whoever claimed it last; ERR_OVER to everybody else. */
int ledger_finish(struct ctx *, const struct task *);

/* One more failure; the result is how many, or NULL when the job is over. */
int ledger_failed(struct ctx *, const struct task *, const char *error, int64_t delay_s, bool dead);

#endif
