/*
 * Access tokens that were verified a while ago. An Ed25519 signature costs 60 microseconds to
 * check, a fifth of a whole read, and a client sends the same token until it expires. What is kept
 * is bounded: a slot for each of SLOTS digests, the newest wins. That a session has ended is not
 * seen here but in the database, by tenant_enter(), in each request.
 */
#ifndef TOKEN_CACHE_H
#define TOKEN_CACHE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct credential;

/* Forgets all, for the keys are others now. Before there are threads. */
void token_cache_clear(void);

/* True when just this text was verified and has not expired at `now` (seconds of Unix time). */
bool token_cache_find(const char *token, size_t len, int64_t now, struct credential *)
    __attribute__((warn_unused_result));

/* Keeps what a verified token says, until `expires`. */
void token_cache_keep(const char *token, size_t len, int64_t expires, const struct credential *);

#endif
