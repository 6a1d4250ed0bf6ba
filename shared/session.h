/* Sessions: log-ins, each the family of its refresh tokens. */
#ifndef SESSION_H
#define SESSION_H

#include <stdbool.h>

#include "token.h"

/* What a client gets when it has logged in or refreshed. */
struct login {
	struct credential who;
	char refresh[TOKEN_OPAQUE];
};

/*
 * Queues a new session of a user, in the transaction of a tenant that was entered or assumed.
 * `agent` may be NULL. Fills `login`.
 */
void session_open(struct ctx *, const char *organisation, const char *user, const char *agent,
		  struct login *);

/*
 * Exchanges a refresh token for its successor, in a transaction of its own. ERR_UNAUTHENTICATED
 * when it is not valid; when it was used before and the grace has passed, the session ends: one of
 * the two holders has stolen it.
 */
bool session_refresh(struct ctx *, const char *token, struct login *)
    __attribute__((warn_unused_result));

/* Queues the end of a session of `user`; `session` NULL: all but `except` (which may be NULL). The
 * result holds the ids that ended. */
int session_end(struct ctx *, const char *user, const char *session, const char *except,
		const char *reason);

/* Ends sessions past expiry or idle limit of every tenant in ctx->region and deletes those ended 30
 * days ago, `limit` of each at most. */
bool session_clean_up(struct ctx *, int limit, long *ended, long *deleted)
    __attribute__((warn_unused_result));

#endif
