#include "session.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "config.h"
#include "log.h"
#include "retry.h"
#include "tx.h"

static const char open_sql[] = "INSERT INTO sessions (organisation_id, id, user_id, refresh_hash, "
			       "expires_at, user_agent, address)"
			       " VALUES ($1::uuid, $2::uuid, $3::uuid, $4::bytea, now() + interval "
			       "'1 second' * $5::bigint, left($6::text, 300), "
			       "left($7::text, 45))";
static const char login_at_sql[] =
    "UPDATE users SET last_login_at = now() WHERE organisation_id = $1::uuid AND id = $2::uuid";
static const char refresh_sql[] =
    "SELECT outcome, organisation_id, user_id FROM gate.session_refresh("
    "$1::uuid, $2::bytea, $3::bytea, interval '1 second' * $4::bigint, $5, $6)";
static const char end_sql[] =
    "UPDATE sessions SET ended_at = now(), end_reason = $4 WHERE user_id = $1::uuid"
    " AND ended_at IS NULL AND ($2::uuid IS NULL OR id = $2::uuid)"
    " AND ($3::uuid IS NULL OR id <> $3::uuid) RETURNING id";
static const char clean_sql[] =
    "SELECT ended, deleted FROM gate.sessions_expire(interval '1 second' * $1::bigint,"
    " interval '30 days', $2::integer)";

void
session_open(struct ctx *ctx, const char *organisation, const char *user, const char *agent,
	     struct login *out)
{
	struct opaque token;
	char hash[HASH_HEX];
	out->who = (struct credential){ .kind = SESSION, .region = ctx->region };
	uuid_v7(out->who.session);
	snprintf(out->who.organisation, sizeof(out->who.organisation), "%s", organisation);
	snprintf(out->who.user, sizeof(out->who.user), "%s", user);
	opaque_make(&token, ctx->region, out->who.session);
	opaque_write(OPAQUE_REFRESH, &token, out->refresh);
	opaque_hash(&token, hash);
	const char *ttl = arena_printf(&ctx->arena, "%" PRId64, ctx->config->session_ttl_s);
	const char *const params[] = { organisation, out->who.session, user, hash, ttl,
				       agent,        ctx->address };
	tx_queue(ctx, (struct stmt){ open_sql, 7, params });
	const char *const user_params[] = { organisation, user };
	tx_queue(ctx, (struct stmt){ login_at_sql, 2, user_params });
}

struct exchange {
	struct opaque presented, successor;
	struct login *login;
	bool valid;
};

static bool
exchange(struct ctx *ctx, void *arg)
{
	struct exchange *x = arg;
	char old_hash[HASH_HEX], new_hash[HASH_HEX];
	opaque_hash(&x->presented, old_hash);
	opaque_hash(&x->successor, new_hash);
	const char *grace = arena_printf(&ctx->arena, "%" PRId64, ctx->config->refresh_grace_s);
	const char *const params[] = { x->presented.id, old_hash,        new_hash,
				       grace,           ctx->request_id, ctx->address };
	int n = tx_queue(ctx, (struct stmt){ refresh_sql, 6, params });
	if (!tx_commit(ctx))
		return false;
	const char *outcome = tx_cell(ctx, n, 0, 0);
	x->valid = strcmp(outcome, "rotated") == 0 || strcmp(outcome, "grace") == 0;
	if (!x->valid) {
		if (strcmp(outcome, "reused") == 0)
			log_line(LOG_WARN, "refresh_token_reused", "request_id", ctx->request_id,
				 "session", x->presented.id, NULL);
		return true;
	}
	struct credential *who = &x->login->who;
	*who = (struct credential){ .kind = SESSION, .region = ctx->region };
	snprintf(who->organisation, sizeof(who->organisation), "%s", tx_cell(ctx, n, 0, 1));
	snprintf(who->user, sizeof(who->user), "%s", tx_cell(ctx, n, 0, 2));
	snprintf(who->session, sizeof(who->session), "%s", x->presented.id);
	return true;
}

bool
session_refresh(struct ctx *ctx, const char *token, struct login *out)
{
	struct exchange x = { .login = out };
	if (!opaque_read(OPAQUE_REFRESH, token, &x.presented))
		return fail(ctx, ERR_UNAUTHENTICATED, MSG_BAD_TOKEN);
	opaque_successor(ctx->config, &x.presented, &x.successor);
	ctx->region = x.presented.region;
	/* Safe to run twice: presented again, the token is in its grace and gives the same
	 * successor. */
	if (!retry_tx(ctx, true, exchange, &x))
		return false;
	opaque_write(OPAQUE_REFRESH, &x.successor, out->refresh);
	if (!x.valid)
		return fail(ctx, ERR_UNAUTHENTICATED, MSG_BAD_TOKEN);
	return true;
}

int
session_end(struct ctx *ctx, const char *user, const char *session, const char *except,
	    const char *reason)
{
	const char *const params[] = { user, session, except, reason };
	return tx_queue(ctx, (struct stmt){ end_sql, 4, params });
}

struct clean {
	int limit;
	long ended, deleted;
};

static bool
clean(struct ctx *ctx, void *arg)
{
	struct clean *c = arg;
	const char *const params[] = { arena_printf(&ctx->arena, "%" PRId64,
						    ctx->config->session_idle_s),
				       arena_printf(&ctx->arena, "%d", c->limit) };
	int n = tx_queue(ctx, (struct stmt){ clean_sql, 2, params });
	if (!tx_commit(ctx))
		return false;
	c->ended = atol(tx_cell(ctx, n, 0, 0));
	c->deleted = atol(tx_cell(ctx, n, 0, 1));
	return true;
}

bool
session_clean_up(struct ctx *ctx, int limit, long *ended, long *deleted)
{
	struct clean c = { .limit = limit };
	bool fine = retry_tx(ctx, true, clean, &c);
	*ended = c.ended;
	*deleted = c.deleted;
	return fine;
}
