/* Coming in: registration, invitation, log-in, and the password. Each function runs its own
 * transactions. */
#ifndef ACCOUNT_H
#define ACCOUNT_H

#include <stdbool.h>

#include "session.h"

struct registration {
	const char *organisation_name, *name, *email, *password, *agent;
	enum region region;
	enum locale locale;
};

/* An organisation, its owner, a trial subscription and a first session, in one transaction.
 * ERR_CONFLICT when the address is taken. */
bool account_register(struct ctx *, const struct registration *, struct login *)
    __attribute__((warn_unused_result));

/*
 * Logs in. An unknown address, a wrong password and a disabled user give the same
 * ERR_UNAUTHENTICATED at the same cost; too many attempts ERR_LIMITED.
 */
bool account_login(struct ctx *, const char *email, const char *password, const char *agent,
		   struct login *) __attribute__((warn_unused_result));

/* Turns an invitation into a user of its organisation, and logs in. */
bool account_accept(struct ctx *, const char *token, const char *name, const char *password,
		    const char *agent, struct login *) __attribute__((warn_unused_result));

/*
 * Inside the tenant's transaction: checks the current password of ctx->actor, sets the new one,
 * ends every other session. A field error at /currentPassword when it is wrong.
 */
bool account_change_password(struct ctx *, const char *current, const char *password)
    __attribute__((warn_unused_result));

#endif
