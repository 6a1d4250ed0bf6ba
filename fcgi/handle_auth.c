#include "handle_auth.h"

#include <stdio.h>
#include <string.h>

#include "../shared/account.h"
#include "../shared/config.h"
#include "../shared/entities/entities.h"
#include "../shared/row.h"
#include "../shared/store.h"
#include "../shared/tx.h"
#include "request.h"
#include "response.h"

/* clang-format off */
static const struct column register_columns[] = {
	{ "organisation_name", T_TEXT,  WRITE | REQUIRED, 1, 200, .doc = "Name of the organisation" },
	{ "name",              T_TEXT,  WRITE | REQUIRED, 1, 200, .doc = "Name of its owner" },
	{ "email",             T_EMAIL, WRITE | REQUIRED, 3, 254, .doc = "Address to log in with" },
	{ "password",          T_TEXT,  WRITE | REQUIRED, 8, 128, .doc = "8 to 128 characters, not a common one" },
	{ "region",            T_ENUM,  WRITE, .labels = &enum_region, .doc = "Where the data lives; can not be changed" },
	{ "locale",            T_ENUM,  WRITE, .labels = &enum_locale, .doc = "Language" },
	{ NULL },
};
static const struct column login_columns[] = {
	{ "email",    T_EMAIL, WRITE | REQUIRED, 3, 254, .doc = "Address" },
	{ "password", T_TEXT,  WRITE | REQUIRED, 0, 128, .doc = "Password" },
	{ NULL },
};
static const struct column refresh_columns[] = {
	{ "refresh_token", T_TEXT, WRITE | REQUIRED, 1, 200, .doc = "The refresh token got last" },
	{ NULL },
};
static const struct column accept_columns[] = {
	{ "token",    T_TEXT, WRITE | REQUIRED, 1, 200, .doc = "From the invitation" },
	{ "name",     T_TEXT, WRITE | REQUIRED, 1, 200, .doc = "Name" },
	{ "password", T_TEXT, WRITE | REQUIRED, 8, 128, .doc = "8 to 128 characters, not a common one" },
	{ NULL },
};
static const struct column password_columns[] = {
	{ "current_password", T_TEXT, WRITE | REQUIRED, 0, 128, .doc = "The password until now" },
	{ "new_password",     T_TEXT, WRITE | REQUIRED, 8, 128, .doc = "8 to 128 characters, not a common one" },
	{ NULL },
};
static const struct column token_columns[] = {
	{ "access_token",  T_TEXT, .doc = "JWT for the Authorization header" },
	{ "refresh_token", T_TEXT, .doc = "Exchange it at /auth/refresh before the access token expires" },
	{ "token_type",    T_TEXT, .doc = "Bearer" },
	{ "expires_in",    T_INT,  .doc = "Seconds the access token is valid" },
	{ NULL },
};
static const struct column me_columns[] = {
	{ "id",              T_UUID,  .doc = "User" },
	{ "email",           T_EMAIL, .doc = "Address" },
	{ "name",            T_TEXT,  .doc = "Name" },
	{ "role",            T_ENUM,  .labels = &enum_role, .doc = "Role" },
	{ "locale",          T_ENUM,  .labels = &enum_locale, .doc = "Language in use" },
	{ "platform_admin",  T_BOOL,  .doc = "May use the cross-tenant operations" },
	{ "organisation_id", T_UUID,  .doc = "Organisation" },
	{ "organisation_name", T_TEXT, .doc = "Its name" },
	{ "region",          T_ENUM,  .labels = &enum_region, .doc = "Where its data lives" },
	{ "session_id",      T_UUID,  .doc = "This session" },
	{ NULL },
};
/* clang-format on */
const struct entity input_register = { .name = "registration", .columns = register_columns };
const struct entity input_login = { .name = "login", .columns = login_columns };
const struct entity input_refresh = { .name = "refresh", .columns = refresh_columns };
const struct entity input_accept = { .name = "acceptance", .columns = accept_columns };
const struct entity input_password = { .name = "passwordChange", .columns = password_columns };
const struct entity output_tokens = { .name = "tokens", .columns = token_columns };
const struct entity output_me = { .name = "me", .columns = me_columns };

static const char *
agent(const struct request *r)
{
	const char *sent = request_param(r, "HTTP_USER_AGENT");
	return sent != NULL && utf8_is(sent) ? sent : NULL;
}

static bool
write_tokens(struct request *r, bool in, const struct login *login, int status)
{
	struct buffer *b = &r->response.body;
	if (!in)
		return false;
	buffer_puts(b, "{\"accessToken\":\"");
	token_write(&r->ctx, b, &login->who);
	buffer_printf(b, "\",\"refreshToken\":\"%s\",\"tokenType\":\"Bearer\",\"expiresIn\":%lld}",
		      login->refresh, (long long)r->ctx.config->access_ttl_s);
	r->response.status = status;
	response_header(r, "Cache-Control", "no-store");
	return true;
}

bool
register_answer(struct request *r)
{
	struct login login;
	const char *region = values_get(&r->values, "region"),
		   *locale = values_get(&r->values, "locale");
	const struct registration registration = {
		.organisation_name = values_get(&r->values, "organisation_name"),
		.name = values_get(&r->values, "name"),
		.email = values_get(&r->values, "email"),
		.password = values_get(&r->values, "password"),
		.agent = agent(r),
		.region = region_find(region == NULL ? r->ctx.config->default_region : region),
		.locale = locale_find(locale == NULL ? r->ctx.config->default_locale : locale),
	};
	return write_tokens(r, account_register(&r->ctx, &registration, &login), &login, 201);
}

bool
login_answer(struct request *r)
{
	struct login login;
	bool in = account_login(&r->ctx, values_get(&r->values, "email"),
				values_get(&r->values, "password"), agent(r), &login);
	return write_tokens(r, in, &login, 200);
}

bool
refresh_answer(struct request *r)
{
	struct login login;
	bool in = session_refresh(&r->ctx, values_get(&r->values, "refresh_token"), &login);
	return write_tokens(r, in, &login, 200);
}

bool
accept_answer(struct request *r)
{
	struct login login;
	bool in =
	    account_accept(&r->ctx, values_get(&r->values, "token"), values_get(&r->values, "name"),
			   values_get(&r->values, "password"), agent(r), &login);
	return write_tokens(r, in, &login, 201);
}

static const char me_sql[] =
    "SELECT u.id, u.email, u.name, u.role, coalesce(u.locale, o.locale), u.platform_admin,"
    " o.id, o.name, o.region, $2::uuid FROM users u JOIN organisations o ON o.id = "
    "u.organisation_id"
    " WHERE u.id = $1::uuid";

bool
me_ask(struct request *r)
{
	const char *const params[] = { r->ctx.actor,
				       r->ctx.session[0] == '\0' ? NULL : r->ctx.session };
	r->asked[0] = tx_queue(&r->ctx, (struct stmt){ me_sql, 2, params });
	return true;
}

bool
me_answer(struct request *r)
{
	struct buffer *b = &r->response.body;
	/* An API key is nobody. */
	if (tx_rows(&r->ctx, r->asked[0]) == 0)
		return fail(&r->ctx, ERR_FORBIDDEN, MSG_FORBIDDEN);
	buffer_putc(b, '{');
	for (int i = 0; me_columns[i].name != NULL; i++) {
		buffer_comma(b);
		buffer_camel(b, me_columns[i].name);
		buffer_putc(b, ':');
		type_to_json(b, me_columns[i].type, tx_cell(&r->ctx, r->asked[0], 0, i));
	}
	buffer_putc(b, '}');
	return true;
}

bool
logout_ask(struct request *r)
{
	if (r->ctx.session[0] == '\0')
		return fail(&r->ctx, ERR_FORBIDDEN, MSG_FORBIDDEN);
	session_end(&r->ctx, r->ctx.actor, r->ctx.session, NULL, "logged out");
	return true;
}

bool
no_content_answer(struct request *r)
{
	r->response.status = 204;
	return true;
}

static const char sessions_sql[] = "SELECT id, created_at, updated_at, user_id, last_seen_at, "
				   "expires_at, ended_at, end_reason, user_agent, address"
				   " FROM sessions WHERE user_id = $1::uuid AND ended_at IS NULL "
				   "AND expires_at > now() ORDER BY created_at DESC LIMIT 200";

bool
sessions_ask(struct request *r)
{
	const char *const params[] = { r->ctx.actor };
	r->asked[0] = tx_queue(&r->ctx, (struct stmt){ sessions_sql, 1, params });
	return true;
}

bool
sessions_answer(struct request *r)
{
	struct buffer *b = &r->response.body;
	uint64_t all = entity_all(&entity_session);
	buffer_puts(b, "{\"data\":[");
	for (int i = 0; i < tx_rows(&r->ctx, r->asked[0]); i++) {
		buffer_comma(b);
		row_to_json(b, &r->ctx, &entity_session, all, r->asked[0], i);
	}
	buffer_puts(b, "]}");
	return true;
}

bool
session_delete_ask(struct request *r)
{
	r->asked[0] = session_end(&r->ctx, r->ctx.actor, r->id, NULL, "revoked");
	return true;
}

bool
session_delete_answer(struct request *r)
{
	if (tx_rows(&r->ctx, r->asked[0]) == 0)
		return fail(&r->ctx, ERR_NOT_FOUND, MSG_NOT_FOUND);
	return no_content_answer(r);
}

bool
sessions_delete_ask(struct request *r)
{
	session_end(&r->ctx, r->ctx.actor, NULL, r->ctx.session[0] == '\0' ? NULL : r->ctx.session,
		    "revoked");
	return true;
}

bool
password_ask(struct request *r)
{
	return account_change_password(&r->ctx, values_get(&r->values, "current_password"),
				       values_get(&r->values, "new_password"));
}

bool
jwks_answer(struct request *r)
{
	token_jwks(&r->response.body);
	response_header(r, "Cache-Control", "public, max-age=300");
	return true;
}
