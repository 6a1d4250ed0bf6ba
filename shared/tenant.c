#include "tenant.h"

#include <stdio.h>
#include <string.h>

#include "tx.h"

/* Sets the tenant that the signed token names, and then looks for the session under row-level
 * security. LATERAL and OFFSET make it this order; in another there would be no row, so no way in.
 * The settings are one row always, so that the condition is asked when no session is found. */
static const char session_sql[] =
    "SELECT c.role, c.locale, c.platform_admin, t.organisation FROM ("
    "SELECT set_config('asa.organisation', $1, true)::uuid AS organisation,"
    " set_config('asa.actor', $2, true), set_config('asa.session', $3, true),"
    " set_config('asa.request', $4, true), set_config('asa.address', $5, true) OFFSET 0) AS t"
    " LEFT JOIN LATERAL ("
    "SELECT u.role, coalesce(u.locale, o.locale) AS locale, u.platform_admin, s.last_seen_at"
    " FROM sessions s JOIN users u ON u.organisation_id = s.organisation_id AND u.id = s.user_id"
    " JOIN organisations o ON o.id = s.organisation_id"
    " WHERE s.organisation_id = t.organisation AND s.user_id = $2::uuid AND s.id = $3::uuid"
    " AND s.ended_at IS NULL AND s.expires_at > now()"
    " AND u.status = 'active' AND u.deleted_at IS NULL"
    " AND o.status = 'active' AND o.deleted_at IS NULL) AS c ON true"
    " WHERE CASE WHEN c.role IS NULL THEN refuse('AS401', 'session is over')"
    " WHEN c.role < $6::user_role OR ($7::boolean AND NOT c.platform_admin)"
    " THEN refuse('AS403', 'the role is not enough')"
    " WHEN c.last_seen_at < now() - interval '1 minute' THEN session_seen($3::uuid)"
    " ELSE true END";
static const char enter_key_sql[] =
    "SELECT role, locale, platform_admin, organisation_id"
    " FROM gate.enter_key($1::uuid, $2::bytea, $3::user_role, $4::boolean, $5::text, $6::text)";
static const char assume_sql[] =
    "SELECT set_config('asa.organisation', $1, true), set_config('asa.actor', $2, true),"
    " set_config('asa.session', '', true), set_config('asa.request', $3, true),"
    " set_config('asa.address', $4, true)";

void
tenant_enter(struct ctx *ctx, const struct credential *c, enum role least)
{
	const char *platform = least == ROLE_PLATFORM ? "true" : "false";
	const char *role = least == ROLE_PLATFORM ? "viewer" : role_name(least);
	snprintf(ctx->actor, sizeof(ctx->actor), "%s", c->kind == API_KEY ? c->key : c->user);
	snprintf(ctx->session, sizeof(ctx->session), "%s", c->session);
	if (c->kind == API_KEY) {
		const char *const params[] = { c->key,   c->key_hash,     role,
					       platform, ctx->request_id, ctx->address };
		ctx->entered = tx_queue(ctx, (struct stmt){ enter_key_sql, 6, params });
		return;
	}
	const char *const params[] = { c->organisation, c->user, c->session, ctx->request_id,
				       ctx->address,    role,    platform };
	ctx->entered = tx_queue(ctx, (struct stmt){ session_sql, 7, params });
}

void
tenant_entered(struct ctx *ctx)
{
	ctx->role = role_find(tx_cell(ctx, ctx->entered, 0, 0));
	ctx->locale = locale_find(tx_cell(ctx, ctx->entered, 0, 1));
	ctx->platform_admin = *tx_cell(ctx, ctx->entered, 0, 2) == 't';
	snprintf(ctx->organisation, sizeof(ctx->organisation), "%s",
		 tx_cell(ctx, ctx->entered, 0, 3));
}

void
tenant_assume(struct ctx *ctx, const char *organisation, const char *actor)
{
	const char *const params[] = { organisation, actor == NULL ? "" : actor, ctx->request_id,
				       ctx->address };
	tx_queue(ctx, (struct stmt){ assume_sql, 4, params });
}
