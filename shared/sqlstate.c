#include "sqlstate.h"

#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "buffer.h"
#include "conn.h"
#include "ctx.h"
#include "log.h"
#include "pool.h"

enum { FULL_S = 60 };

enum treatment { PLAIN, FIELD, COLUMN, REFERENCE, QUOTA, FULL, AWAY, FAILOVER, REPREPARE };

/* state: a whole SQLSTATE or the beginning of one; the first row that fits counts. */
/* clang-format off */
static const struct rule {
	const char *state;
	enum error error;
	enum message message;
	enum treatment treatment;
} rules[] = {
	{ "AS401", ERR_UNAUTHENTICATED, MSG_BAD_TOKEN,         PLAIN },
	{ "AS402", ERR_LIMITED,         MSG_QUOTA,             QUOTA },
	{ "AS403", ERR_FORBIDDEN,       MSG_FORBIDDEN,         PLAIN },
	{ "AS404", ERR_NOT_FOUND,       MSG_NOT_FOUND,         PLAIN },
	{ "AS409", ERR_CONFLICT,        MSG_ILLEGAL_MOVE,      PLAIN },
	{ "AS410", ERR_OVER,            MSG_OVER,              PLAIN },
	{ "AS429", ERR_LIMITED,         MSG_QUEUE_FULL,        PLAIN },
	{ "AS412", ERR_CONFLICT,        MSG_NOTHING_TO_SEND,   FIELD },
	{ "23505", ERR_CONFLICT,        MSG_TAKEN,             FIELD },
	{ "23P01", ERR_CONFLICT,        MSG_TAKEN,             FIELD },
	{ "23503", ERR_INVALID,         MSG_UNKNOWN_REFERENCE, REFERENCE },
	{ "23001", ERR_CONFLICT,        MSG_IN_USE,            PLAIN },
	{ "23514", ERR_INVALID,         MSG_CONSTRAINT,        FIELD },
	{ "23502", ERR_INVALID,         MSG_REQUIRED,          COLUMN },
	{ "22",    ERR_INVALID,         MSG_BAD_REQUEST,       PLAIN },
	{ "40001", ERR_RETRY,           MSG_UNAVAILABLE,       PLAIN },
	{ "40P01", ERR_RETRY,           MSG_UNAVAILABLE,       PLAIN },
	{ "26000", ERR_RETRY,           MSG_UNAVAILABLE,       REPREPARE },
	{ "0A000", ERR_RETRY,           MSG_UNAVAILABLE,       REPREPARE },
	{ "42P05", ERR_RETRY,           MSG_UNAVAILABLE,       REPREPARE },
	{ "55P03", ERR_UNAVAILABLE,     MSG_UNAVAILABLE,       PLAIN },
	{ "57014", ERR_UNAVAILABLE,     MSG_UNAVAILABLE,       PLAIN },
	{ "25006", ERR_RETRY,           MSG_UNAVAILABLE,       FAILOVER },
	{ "57P",   ERR_UNAVAILABLE,     MSG_UNAVAILABLE,       AWAY },
	{ "08",    ERR_UNAVAILABLE,     MSG_UNAVAILABLE,       AWAY },
	{ "53",    ERR_UNAVAILABLE,     MSG_UNAVAILABLE,       FULL },
	{ "",      ERR_INTERNAL,        MSG_INTERNAL,          PLAIN },
};
/* clang-format on */

static const struct rule *
find(const char *state)
{
	const struct rule *r = rules;
	while (strncmp(state, r->state, strlen(r->state)) != 0)
		r++;
	return r;
}

static size_t
cut_suffix(const char *text, size_t len)
{
	static const char *const suffixes[] = { "_fkey", "_key", "_check", "_move", NULL };
	for (const char *const *s = suffixes; *s != NULL; s++) {
		size_t n = strlen(*s);
		if (len >= n && memcmp(text + len - n, *s, n) == 0)
			return len - n;
	}
	return len;
}

/* prospects_organisation_id_icp_id_fkey of table prospects is about column icp_id. */
static const char *
column_of(struct ctx *ctx, const char *constraint, const char *table)
{
	static const char tenant[] = "organisation_id_";
	size_t n = strlen(table);
	if (strncmp(constraint, table, n) != 0)
		return "";
	constraint += n + (constraint[n] == '_');
	if (strncmp(constraint, tenant, sizeof(tenant) - 1) == 0)
		constraint += sizeof(tenant) - 1;
	return arena_copy(&ctx->arena, constraint, cut_suffix(constraint, strlen(constraint)));
}

static const char *
pointer_to(struct ctx *ctx, const char *column)
{
	struct buffer b = { .arena = &ctx->arena };
	if (*column == '\0' || strcmp(column, "key") == 0)
		return "";
	buffer_camel(&b, column);
	b.text[b.len - 1] = '\0';
	return arena_printf(&ctx->arena, "/%s", b.text + 1);
}

static void
fail_at(struct ctx *ctx, enum error error, enum message message, const char *column)
{
	const char *pointer = pointer_to(ctx, column);
	enum message summary = error == ERR_CONFLICT ? MSG_CONFLICT : MSG_INVALID;
	fail(ctx, error, summary);
	fail_field(ctx, pointer, message, NULL);
}

static const char *
diag(const PGresult *r, int code)
{
	const char *text = PQresultErrorField(r, code);
	return text == NULL ? "" : text;
}

/* Our own functions say what the plan allows, and in how many seconds the next month begins. */
static void
fail_quota(struct ctx *ctx, const PGresult *result)
{
	const char *limit = diag(result, PG_DIAG_MESSAGE_DETAIL);
	fail_retry(ctx, ERR_LIMITED, MSG_QUOTA,
		   strtol(diag(result, PG_DIAG_MESSAGE_HINT), NULL, 10));
	ctx->args[0] = arena_copy(&ctx->arena, limit, strlen(limit));
}

bool
sqlstate_is_loss(const PGresult *result)
{
	const char *state = diag(result, PG_DIAG_SQLSTATE);
	return *state == '\0' || find(state)->treatment == AWAY;
}

void
sqlstate_fail(struct ctx *ctx, struct conn *c, const PGresult *result, int deleting)
{
	const char *state = diag(result, PG_DIAG_SQLSTATE);
	const char *constraint = diag(result, PG_DIAG_CONSTRAINT_NAME);
	const struct rule *r = find(state);
	bool ours =
	    r->error == ERR_INTERNAL || r->error == ERR_UNAVAILABLE || r->error == ERR_RETRY;
	if (r->error == ERR_INTERNAL || r->message == MSG_BAD_REQUEST ||
	    r->error == ERR_UNAVAILABLE)
		log_line(r->error == ERR_INTERNAL ? LOG_ERROR : LOG_WARN, "sql_error", "request_id",
			 ctx->request_id, "sqlstate", state, "constraint", constraint, "said",
			 ours ? diag(result, PG_DIAG_MESSAGE_PRIMARY) : NULL, NULL);
	c->discard |= r->treatment == FULL || r->treatment == FAILOVER || r->treatment == REPREPARE;
	if (r->treatment == FAILOVER)
		pool_discard_idle(region_pool(ctx->region));
	if (r->treatment == REFERENCE && deleting)
		fail(ctx, ERR_CONFLICT, MSG_IN_USE);
	else if (r->treatment == FIELD || r->treatment == REFERENCE)
		fail_at(ctx, r->error, r->message,
			column_of(ctx, constraint, diag(result, PG_DIAG_TABLE_NAME)));
	else if (r->treatment == QUOTA)
		fail_quota(ctx, result);
	else if (r->treatment == COLUMN)
		fail_at(ctx, r->error, r->message, diag(result, PG_DIAG_COLUMN_NAME));
	else if (r->error == ERR_UNAVAILABLE || r->error == ERR_LIMITED)
		fail_retry(ctx, r->error, r->message, r->error == ERR_LIMITED ? FULL_S : 1);
	else
		fail(ctx, r->error, r->message);
}
