#include "handle_access.h"

#include <string.h>

#include "../shared/clock.h"
#include "../shared/config.h"
#include "../shared/entities/entities.h"
#include "../shared/store.h"
#include "../shared/token.h"
#include "../shared/tx.h"
#include "handle_entity.h"
#include "request.h"
#include "response.h"

static const struct column invitation_columns[] = {
	{ "token", T_TEXT, .doc = "For the invitation link; shown only here" }, { NULL }
};
static const struct column api_key_columns[] = {
	{ "key", T_TEXT, .doc = "For the Authorization header; shown only here" }, { NULL }
};
const struct entity output_invitation = { .name = "invitationWithToken",
					  .columns = invitation_columns };
const struct entity output_api_key = { .name = "apiKeyWithSecret", .columns = api_key_columns };

/* Columns that only we write. */
static const struct column id_column = { "id", T_UUID }, invited_by = { "invited_by", T_UUID },
			   created_by = { "created_by", T_UUID },
			   expires_at = { "expires_at", T_TIME }, prefix = { "prefix", T_TEXT },
			   token_hash = { "token_hash", T_BYTES },
			   key_hash = { "key_hash", T_BYTES };

/* Nobody gives away more than they have. Known only after the tenant was entered. */
static bool
check_role(struct request *r)
{
	const char *wanted = values_get(&r->values, "role");
	if (!tx_flush(&r->ctx))
		return false;
	tenant_entered(&r->ctx);
	if (wanted == NULL || role_find(wanted) <= r->ctx.role)
		return true;
	fail(&r->ctx, ERR_FORBIDDEN, MSG_ROLE_TOO_HIGH);
	return fail_field(&r->ctx, "/role", MSG_ROLE_TOO_HIGH, NULL);
}

/* A new secret for a new row, and the row's id, by which it is found again. */
static void
make_secret(struct request *r, enum opaque_kind kind, const struct column *hash_column,
	    char text[TOKEN_OPAQUE])
{
	struct opaque o;
	char *id = arena_alloc(&r->ctx.arena, UUID_LEN + 1),
	     *hash = arena_alloc(&r->ctx.arena, HASH_HEX);
	uuid_v7(id);
	opaque_make(&o, r->ctx.region, id);
	opaque_write(kind, &o, text);
	opaque_hash(&o, hash);
	values_set(&r->values, &id_column, id);
	values_set(&r->values, hash_column, hash);
}

/* Puts the secret into the row that create_answer wrote. */
static bool
answer_with(struct request *r, const char *member)
{
	struct buffer *b = &r->response.body;
	if (!create_answer(r))
		return false;
	b->len--;
	buffer_key(b, member);
	buffer_json(b, r->secret);
	buffer_putc(b, '}');
	response_header(r, "Cache-Control", "no-store");
	return true;
}

bool
invitation_ask(struct request *r)
{
	char *text = arena_alloc(&r->ctx.arena, TOKEN_OPAQUE);
	if (!check_role(r))
		return false;
	make_secret(r, OPAQUE_INVITATION, &token_hash, text);
	values_set(&r->values, &invited_by, r->ctx.session[0] == '\0' ? NULL : r->ctx.actor);
	char *until = arena_alloc(&r->ctx.arena, 24);
	clock_format(clock_unix() + r->ctx.config->invitation_ttl_s, until);
	values_set(&r->values, &expires_at, until);
	r->secret = text;
	return create_ask(r);
}

bool
invitation_answer(struct request *r)
{
	return answer_with(r, "token");
}

bool
api_key_ask(struct request *r)
{
	enum { SHOWN = 4 + 3 + 8 };
	char *text = arena_alloc(&r->ctx.arena, TOKEN_OPAQUE);
	if (!check_role(r))
		return false;
	if (strcmp(values_get(&r->values, "role"), "owner") == 0)
		return fail_field(&r->ctx, "/role", MSG_ONE_OF, "viewer, member, admin");
	make_secret(r, OPAQUE_KEY, &key_hash, text);
	values_set(&r->values, &created_by, r->ctx.session[0] == '\0' ? NULL : r->ctx.actor);
	values_set(&r->values, &prefix, arena_copy(&r->ctx.arena, text, SHOWN));
	r->secret = text;
	return create_ask(r);
}

bool
api_key_answer(struct request *r)
{
	return answer_with(r, "key");
}
