#include <string.h>

#include "../store.h"
#include "../tx.h"
#include "../validate.h"
#include "entities.h"

static const char *const status_labels[] = { "active", "disabled", NULL };
static const struct enumeration statuses = { "user_status", status_labels };

/* clang-format off */
static const struct column columns[] = {
	{ "email",          T_EMAIL, FILTER | SORT,              3, 254, .doc = "Address to log in with" },
	{ "name",           T_TEXT,  WRITE | SORT,               1, 200, .doc = "Name" },
	{ "role",           T_ENUM,  WRITE | FILTER, .labels = &enum_role, .doc = "What the user may do" },
	{ "status",         T_ENUM,  WRITE | FILTER, .labels = &statuses, .doc = "A disabled user is logged out at once" },
	{ "locale",         T_ENUM,  WRITE | NULLABLE, .labels = &enum_locale, .doc = "Language; null: the organisation's" },
	{ "platform_admin", T_BOOL,  0, .doc = "May use the cross-tenant operations" },
	{ "last_login_at",  T_TIME,  NULLABLE, .doc = "Last log-in" },
	{ NULL },
};
/* clang-format on */

/* Locks the organisation's owners, so that two of them can't step down at the same moment. */
static const char owners_sql[] = "SELECT id, role FROM users WHERE organisation_id = "
				 "current_tenant() AND deleted_at IS NULL AND status = 'active'"
				 " AND (role = 'owner' OR id = $1::uuid) ORDER BY id FOR UPDATE";
static const char target_sql[] =
    "SELECT role FROM users WHERE organisation_id = current_tenant() AND id = $1::uuid";

static bool
loses_owner(enum operations op, const struct values *v)
{
	const char *role = v == NULL ? NULL : values_get(v, "role");
	const char *status = v == NULL ? NULL : values_get(v, "status");
	return op == OP_DELETE || (role != NULL && strcmp(role, "owner") != 0) ||
	       (status != NULL && strcmp(status, "active") != 0);
}

/* Nobody touches a user of a higher role, or gives a role above their own; the last active owner
 * stays one. */
static bool
before(struct ctx *ctx, enum operations op, const char *id, const struct values *v)
{
	const char *const params[] = { id };
	int owners = tx_queue(ctx, (struct stmt){ owners_sql, 1, params });
	int target = tx_queue(ctx, (struct stmt){ target_sql, 1, params });
	if (!tx_flush(ctx))
		return false;
	if (tx_rows(ctx, target) == 0)
		return true; /* the statement that follows answers "not found" */
	enum role now = role_find(tx_cell(ctx, target, 0, 0));
	const char *wanted = v == NULL ? NULL : values_get(v, "role");
	if (now > ctx->role || (wanted != NULL && role_find(wanted) > ctx->role)) {
		fail(ctx, ERR_FORBIDDEN, MSG_ROLE_TOO_HIGH);
		return fail_field(ctx, "/role", MSG_ROLE_TOO_HIGH, NULL);
	}
	int others = 0;
	for (int i = 0; i < tx_rows(ctx, owners); i++)
		others += strcmp(tx_cell(ctx, owners, i, 1), "owner") == 0 &&
			  strcmp(tx_cell(ctx, owners, i, 0), id) != 0;
	if (now == ROLE_OWNER && others == 0 && loses_owner(op, v))
		return fail(ctx, ERR_CONFLICT, MSG_LAST_OWNER);
	return true;
}

const struct entity entity_user = {
	.name = "user",
	.path = "users",
	.table = "users",
	.doc = "People of the organisation. They come in by registration or invitation.",
	.columns = columns,
	.operations = OP_LIST | OP_GET | OP_UPDATE | OP_DELETE | OP_RESTORE,
	.read = ROLE_VIEWER,
	.write = ROLE_ADMIN,
	.remove = ROLE_ADMIN,
	.before = before,
};
