#include "tenant.h"

#include <stdio.h>
#include <string.h>

#include "tx.h"

static const char enter_sql[] = "SELECT role, locale, platform_admin, $1::uuid"
				" FROM gate.enter($1::uuid, $2::uuid, $3::uuid, $4::user_role, "
				"$5::boolean, $6::text, $7::text)";
static const char enter_key_sql[] =
    "SELECT role, locale, platform_admin, organisation_id"
    " FROM gate.enter_key($1::uuid, $2::bytea, $3::user_role, $4::boolean, $5::text, $6::text)";
static const char assume_sql[] =
    "SELECT set_config('asa.organisation', $1, true), set_config('asa.actor', $2, true),"
    " set_config('asa.session', '', true), set_config('asa.request', $3, true),"
    " set_config('asa.address', $4, true)";

int
tenant_enter(struct ctx *ctx, const struct credential *c, enum role least)
{
	const char *platform = least == ROLE_PLATFORM ? "true" : "false";
	const char *role = least == ROLE_PLATFORM ? "viewer" : role_name(least);
	snprintf(ctx->actor, sizeof(ctx->actor), "%s", c->kind == API_KEY ? c->key : c->user);
	snprintf(ctx->session, sizeof(ctx->session), "%s", c->session);
	if (c->kind == API_KEY) {
		const char *const params[] = { c->key,   c->key_hash,     role,
					       platform, ctx->request_id, ctx->address };
		return tx_queue(ctx, (struct stmt){ enter_key_sql, 6, params });
	}
	const char *const params[] = { c->organisation, c->user,         c->session,  role,
				       platform,        ctx->request_id, ctx->address };
	return tx_queue(ctx, (struct stmt){ enter_sql, 7, params });
}

void
tenant_entered(struct ctx *ctx, int number)
{
	ctx->role = role_find(tx_cell(ctx, number, 0, 0));
	ctx->locale = locale_find(tx_cell(ctx, number, 0, 1));
	ctx->platform_admin = *tx_cell(ctx, number, 0, 2) == 't';
	snprintf(ctx->organisation, sizeof(ctx->organisation), "%s", tx_cell(ctx, number, 0, 3));
}

void
tenant_assume(struct ctx *ctx, const char *organisation, const char *actor)
{
	const char *const params[] = { organisation, actor == NULL ? "" : actor, ctx->request_id,
				       ctx->address };
	tx_queue(ctx, (struct stmt){ assume_sql, 4, params });
}
