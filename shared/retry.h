/*
 * Transactions that are run again when the database asks for it: a serialization failure, a
 * deadlock, a connection lost before the commit was sent.
 */
#ifndef RETRY_H
#define RETRY_H

#include <stdbool.h>
#include <stdint.h>

struct ctx;

/*
 * Runs `body` between tx_open and tx_commit, at most ASA_TX_RETRIES times again, with exponential
 * delay from ASA_TX_RETRY_DELAY_MS and jitter. Never again when it may have committed, unless
 * `repeatable`: it only reads. The body must be able to run twice. The transaction's results stay
 * readable until tx_end().
 */
bool retry_tx(struct ctx *, bool repeatable, bool (*body)(struct ctx *, void *), void *arg)
    __attribute__((warn_unused_result));

/* Transactions that this process has run again so far, for metrics. */
int64_t retry_count(void);

#endif
