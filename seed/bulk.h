/* A large synthetic tenant, for load tests. */
#ifndef SEED_BULK_H
#define SEED_BULK_H

#include <stdbool.h>

struct config;

/*
 * Makes `tenants` organisations with `rows` prospects each, in the default region:
 * load-1@example.com and so on, password "Load-test-1!". Those that are there already are left
 * alone. False after one line on standard error.
 */
bool seed_bulk(const struct config *, long tenants, long rows) __attribute__((warn_unused_result));

#endif
