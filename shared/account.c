#include "account.h"

#include <stdio.h>
#include <string.h>

#include "buffer.h"
#include "config.h"
#include "directory.h"
#include "password.h"
#include "ratelimit.h"
#include "retry.h"
#include "tx.h"

static const char organisation_sql[] = "INSERT INTO organisations (id, name, slug, region, locale) "
				       "VALUES (current_tenant(), $1, $2, $3::region, $4::locale)";
static const char user_sql[] =
    "INSERT INTO users (organisation_id, id, email, name, role, password_hash)"
    " VALUES (current_tenant(), $1::uuid, $2, $3, $4::user_role, $5)";
static const char subscription_sql[] =
    "INSERT INTO subscriptions (organisation_id, plan, status, trial_ends_at, current_period_end)"
    " VALUES (current_tenant(), 'trial', 'trialing', now() + interval '14 days', now() + interval "
    "'14 days')";
static const char login_sql[] =
    "SELECT organisation_id, id, password_hash, well_known FROM gate.login($1)";
static const char rehash_sql[] = "UPDATE users SET password_hash = $2 WHERE id = $1::uuid";
static const char change_sql[] =
    "UPDATE users SET password_hash = $2, well_known = false WHERE id = $1::uuid";
static const char invitation_sql[] =
    "SELECT organisation_id, email, role FROM gate.invitation($1::uuid, $2::bytea)";
static const char accepted_sql[] =
    "UPDATE invitations SET accepted_at = now(), accepted_user_id = $2::uuid"
    " WHERE id = $1::uuid AND accepted_at IS NULL AND deleted_at IS NULL RETURNING id";
static const char current_hash_sql[] =
    "SELECT password_hash FROM users WHERE id = $1::uuid AND deleted_at IS NULL FOR UPDATE";

/* What a transaction about one account works on. */
struct account {
	const struct registration *registration;
	const char *email, *agent;
	char organisation[UUID_LEN + 1], user[UUID_LEN + 1];
	char hash[PASSWORD_HASH];
	struct opaque invitation;
	const char *name, *role;
	bool found, well_known, rehash;
	struct login *login;
};

/* "Acme & Söhne" becomes "acme-s-hne-3f2a9c": readable, and unique by the random end. */
static const char *
slug_of(struct ctx *ctx, const char *name, const char *id)
{
	struct buffer b = { .arena = &ctx->arena };
	for (; *name != '\0' && b.len < 40; name++) {
		char c = *name >= 'A' && *name <= 'Z' ? (char)(*name + 32) : *name;
		bool plain = (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9');
		if (plain || (b.len > 0 && b.text[b.len - 1] != '-'))
			buffer_putc(&b, plain ? c : '-');
	}
	if (b.len > 0 && b.text[b.len - 1] != '-')
		buffer_putc(&b, '-');
	buffer_puts(&b, id + UUID_LEN - 8);
	return b.text;
}

static bool
register_all(struct ctx *ctx, void *arg)
{
	struct account *a = arg;
	const struct registration *r = a->registration;
	const char *const organisation[] = { r->organisation_name,
					     slug_of(ctx, r->organisation_name, a->organisation),
					     region_name(r->region), locale_name(r->locale) };
	const char *const user[] = { a->user, r->email, r->name, "owner", a->hash };
	tenant_assume(ctx, a->organisation, a->user);
	tx_queue(ctx, (struct stmt){ organisation_sql, 4, organisation });
	tx_queue(ctx, (struct stmt){ user_sql, 5, user });
	tx_queue(ctx, (struct stmt){ subscription_sql, 0, NULL });
	session_open(ctx, a->organisation, a->user, a->agent, a->login);
	return true;
}

bool
account_register(struct ctx *ctx, const struct registration *r, struct login *login)
{
	struct account a = { .registration = r, .agent = r->agent, .login = login };
	if (!ctx->config->registration_open)
		return fail(ctx, ERR_FORBIDDEN, MSG_FORBIDDEN);
	if (!password_acceptable(ctx, r->password, "/password") || !ratelimit_address(ctx))
		return false;
	uuid_v7(a.organisation);
	uuid_v7(a.user);
	ctx->region = r->region;
	return password_hash(ctx, r->password, a.hash) &&
	       directory_claim(ctx, r->email, r->region, a.organisation, "/email") &&
	       retry_tx(ctx, false, register_all, &a);
}

static bool
look_up(struct ctx *ctx, void *arg)
{
	struct account *a = arg;
	const char *const params[] = { a->email };
	int n = tx_queue(ctx, (struct stmt){ login_sql, 1, params });
	if (!tx_commit(ctx))
		return false;
	a->found = tx_rows(ctx, n) == 1;
	if (!a->found)
		return true;
	snprintf(a->organisation, sizeof(a->organisation), "%s", tx_cell(ctx, n, 0, 0));
	snprintf(a->user, sizeof(a->user), "%s", tx_cell(ctx, n, 0, 1));
	snprintf(a->hash, sizeof(a->hash), "%s", tx_cell(ctx, n, 0, 2));
	a->well_known = *tx_cell(ctx, n, 0, 3) == 't';
	return true;
}

static bool
open_session(struct ctx *ctx, void *arg)
{
	struct account *a = arg;
	tenant_assume(ctx, a->organisation, a->user);
	if (a->rehash) {
		const char *const params[] = { a->user, a->hash };
		tx_queue(ctx, (struct stmt){ rehash_sql, 2, params });
	}
	session_open(ctx, a->organisation, a->user, a->agent, a->login);
	return true;
}

bool
account_login(struct ctx *ctx, const char *email, const char *password, const char *agent,
	      struct login *login)
{
	struct account a = { .email = email, .agent = agent, .login = login };
	enum region region;
	bool matches;
	if (!ratelimit_login(ctx, email) || !directory_find(ctx, email, &region))
		return false;
	/* An unknown address takes the same steps: look-up, hash. */
	ctx->region = region == REGIONS ? region_find(ctx->config->default_region) : region;
	if (!retry_tx(ctx, true, look_up, &a))
		return false;
	tx_end(ctx); /* hashing must not hold a connection */
	if (!password_verify(ctx, password, a.found ? a.hash : NULL, &matches))
		return false;
	if (!matches || (a.well_known && !config_is_development(ctx->config)))
		return fail(ctx, ERR_UNAUTHENTICATED, MSG_BAD_LOGIN);
	a.rehash = password_outdated(ctx, a.hash);
	if (a.rehash && !password_hash(ctx, password, a.hash))
		return false;
	ratelimit_succeeded(ctx, email);
	return retry_tx(ctx, false, open_session, &a);
}

static bool
find_invitation(struct ctx *ctx, void *arg)
{
	struct account *a = arg;
	char hash[HASH_HEX];
	opaque_hash(&a->invitation, hash);
	const char *const params[] = { a->invitation.id, hash };
	int n = tx_queue(ctx, (struct stmt){ invitation_sql, 2, params });
	if (!tx_commit(ctx))
		return false;
	if (tx_rows(ctx, n) == 0)
		return fail(ctx, ERR_UNAUTHENTICATED, MSG_BAD_TOKEN);
	snprintf(a->organisation, sizeof(a->organisation), "%s", tx_cell(ctx, n, 0, 0));
	a->email = tx_cell(ctx, n, 0, 1);
	a->role = tx_cell(ctx, n, 0, 2);
	return true;
}

static bool
accept(struct ctx *ctx, void *arg)
{
	struct account *a = arg;
	const char *const user[] = { a->user, a->email, a->name, a->role, a->hash };
	const char *const accepted[] = { a->invitation.id, a->user };
	tenant_assume(ctx, a->organisation, a->user);
	tx_queue(ctx, (struct stmt){ user_sql, 5, user });
	int n = tx_queue(ctx, (struct stmt){ accepted_sql, 2, accepted });
	session_open(ctx, a->organisation, a->user, a->agent, a->login);
	if (!tx_flush(ctx))
		return false;
	if (tx_rows(ctx, n) == 0)
		return fail(ctx, ERR_UNAUTHENTICATED, MSG_BAD_TOKEN);
	return true;
}

bool
account_accept(struct ctx *ctx, const char *token, const char *name, const char *password,
	       const char *agent, struct login *login)
{
	struct account a = { .agent = agent, .name = name, .login = login };
	if (!password_acceptable(ctx, password, "/password") || !ratelimit_address(ctx))
		return false;
	if (!opaque_read(OPAQUE_INVITATION, token, &a.invitation))
		return fail(ctx, ERR_UNAUTHENTICATED, MSG_BAD_TOKEN);
	ctx->region = a.invitation.region;
	uuid_v7(a.user);
	if (!retry_tx(ctx, true, find_invitation, &a))
		return false;
	tx_end(ctx);
	return password_hash(ctx, password, a.hash) &&
	       directory_claim(ctx, a.email, ctx->region, a.organisation, "/token") &&
	       retry_tx(ctx, false, accept, &a);
}

bool
account_change_password(struct ctx *ctx, const char *current, const char *password)
{
	char hash[PASSWORD_HASH];
	bool matches;
	const char *const who[] = { ctx->actor };
	if (!password_acceptable(ctx, password, "/newPassword"))
		return false;
	int n = tx_queue(ctx, (struct stmt){ current_hash_sql, 1, who });
	if (!tx_flush(ctx))
		return false;
	/* An API key is no user: nothing is found. */
	if (tx_rows(ctx, n) == 0)
		return fail(ctx, ERR_FORBIDDEN, MSG_FORBIDDEN);
	if (!password_verify(ctx, current, tx_cell(ctx, n, 0, 0), &matches))
		return false;
	if (!matches)
		return fail_field(ctx, "/currentPassword", MSG_WRONG_PASSWORD, NULL);
	if (!password_hash(ctx, password, hash))
		return false;
	const char *const params[] = { ctx->actor, hash };
	tx_queue(ctx, (struct stmt){ change_sql, 2, params });
	session_end(ctx, ctx->actor, NULL, ctx->session, "password changed");
	return true;
}
