/* How often something may be tried: counted in Redis for all processes, in this process while Redis
 * is down. */
#ifndef RATELIMIT_H
#define RATELIMIT_H

#include <stdbool.h>

struct ctx;

/*
 * Counts an attempt to log in to `account` from ctx->address (an IPv6 address counts as its /64).
 * ERR_LIMITED with the seconds left when the pair, the account, or the address has had too many in
 * the window. Only keyed hashes leave the process.
 */
bool ratelimit_login(struct ctx *, const char *account) __attribute__((warn_unused_result));

/* Forgets the attempts of the pair: it has logged in. */
void ratelimit_succeeded(struct ctx *, const char *account);

/* Counts a registration, refresh or acceptance from ctx->address. */
bool ratelimit_address(struct ctx *) __attribute__((warn_unused_result));

#endif
