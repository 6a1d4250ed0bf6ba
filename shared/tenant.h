/* Entering a tenant: the first statement of every transaction that touches its rows. */
#ifndef TENANT_H
#define TENANT_H

#include <stdbool.h>

#include "bytes.h"
#include "ctx.h"

/* How a caller proved who they are. */
struct credential {
	enum { NOBODY, SESSION, API_KEY } kind;
	enum region region;
	char organisation[UUID_LEN + 1], user[UUID_LEN + 1], session[UUID_LEN + 1]; /* SESSION */
	char key[UUID_LEN + 1], key_hash[HASH_HEX];                                 /* API_KEY */
};

/*
 * Queues entering the tenant and the check that the session or key is alive and its role at least
 * `least`. What follows in the pipeline runs only when it succeeds; ERR_UNAUTHENTICATED or
 * ERR_FORBIDDEN otherwise.
 */
void tenant_enter(struct ctx *, const struct credential *, enum role least);

/* After a flush or commit: puts role, locale and organisation into the context. */
void tenant_entered(struct ctx *);

/* Queues entering a tenant without a check: after a password was verified, or for an organisation
 * being made. */
void tenant_assume(struct ctx *, const char *organisation, const char *actor);

#endif
