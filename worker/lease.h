/*
 * The thread that keeps Redis in order: prolongs the leases of jobs in hand, takes jobs away from
 * workers that are gone, moves what is due to the queues, and shows this process to Sidekiq's UI.
 * It never waits for PostgreSQL, so that a slow database costs no lease.
 */
#ifndef LEASE_H
#define LEASE_H

#include <stdbool.h>
#include <stdint.h>

struct config;

/* `queues` is shown to Sidekiq's UI. */
bool lease_start(const struct config *, const char *identity, const char *queues)
    __attribute__((warn_unused_result));

/* Ends the thread and takes the process out of Redis. */
void lease_stop(void);

/* When the thread last went round, by clock_ms(): for the watchdog. */
int64_t lease_last_round_ms(void);

/* Gives back every job that is still in hand. For the end, when threads no longer matter. */
void lease_hand_back(void);

#endif
