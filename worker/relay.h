/*
 * One thread for each database: hands what waits in PostgreSQL to Redis, makes the jobs of
 * recurring slots, and sees to it that Redis and PostgreSQL mean the same.
 */
#ifndef RELAY_H
#define RELAY_H

#include <stdbool.h>

#include "../shared/region.h"

struct config;

bool relay_start(const struct config *) __attribute__((warn_unused_result));
void relay_stop(void);

/* A job of this region has ended, so its organisation's share has room. */
void relay_wake(enum region);

/* Compare with Redis soon. */
void relay_reconcile(void);

#endif
