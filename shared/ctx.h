/* Who asks, with which means, and what went wrong: passed down through every call of a request or
 * job. */
#ifndef CTX_H
#define CTX_H

#include <stdbool.h>

#include "arena.h"
#include "message.h"
#include "region.h"
#include "uuid.h"

struct config;
struct tx;

/* In rising order of power; the first is "nobody", so that what names no role is closed. */
enum role {
	ROLE_NONE,
	ROLE_PUBLIC,
	ROLE_VIEWER,
	ROLE_MEMBER,
	ROLE_ADMIN,
	ROLE_OWNER,
	ROLE_PLATFORM
};

enum error {
	ERR_NONE,
	ERR_INVALID,         /* the caller sent something wrong */
	ERR_UNAUTHENTICATED, /* who is it? */
	ERR_FORBIDDEN,       /* known, but may not */
	ERR_NOT_FOUND,       /* not there, or not theirs */
	ERR_CONFLICT,        /* against what is there */
	ERR_STALE,           /* changed since it was read */
	ERR_LIMITED,         /* too often; retry_after_s says when */
	ERR_TOO_LARGE,
	ERR_MEDIA_TYPE,
	ERR_METHOD,
	ERR_OVER,        /* done or cancelled before */
	ERR_MISMATCH,    /* well-formed, but not with what came before */
	ERR_RETRY,       /* serialization failure: the whole transaction may run again */
	ERR_UNAVAILABLE, /* a server we need is not there */
	ERR_INTERNAL,
};

/* One thing wrong with one field. pointer: RFC 6901 into the body, or "?name" for a query
 * parameter. */
struct field_error {
	struct field_error *next;
	const char *pointer;
	enum message message;
	const char *args[2];
};

struct ctx {
	struct arena arena;
	const struct config *config;
	struct tx *tx;
	int entered; /* the result of tenant_enter */
	enum region region;
	enum locale locale;
	enum role role;      /* known once the tenant is entered */
	bool platform_admin; /* as above */
	char organisation[UUID_LEN + 1], actor[UUID_LEN + 1], session[UUID_LEN + 1];
	char request_id[65], address[46];
	enum error error;
	enum message message;
	const char *args[2];
	struct field_error *fields;
	long retry_after_s;
};

/* Records what went wrong and returns false, so that `return fail(…)` ends a function. The first
 * failure is kept. */
bool fail(struct ctx *, enum error, enum message);
bool fail_with(struct ctx *, enum error, enum message, const char *arg);

/* ERR_LIMITED or ERR_UNAVAILABLE with the seconds after which a new attempt makes sense. */
bool fail_retry(struct ctx *, enum error, enum message, long retry_after_s);

/* Records one more faulty field (64 at most) under ERR_INVALID, or under the error already set.
 * Strings are copied. */
bool fail_field(struct ctx *, const char *pointer, enum message, const char *arg);

/* Whether nothing has failed. */
bool ctx_ok(const struct ctx *);

/* Forgets what failed: before a retry. */
void ctx_clear(struct ctx *);

/* Rolls back what is open, gives the connection back and resets the arena. Keeps arena and config
 * only. */
void ctx_end(struct ctx *);

/* "viewer", "member", "admin", "owner". */
const char *role_name(enum role);
/* ROLE_NONE when `name` is no role of a user. */
enum role role_find(const char *name);

#endif
