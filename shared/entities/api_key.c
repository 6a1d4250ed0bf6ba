#include "entities.h"

/* clang-format off */
static const struct column columns[] = {
	{ "name",         T_TEXT, CREATE | REQUIRED | SORT, 1, 100, .doc = "What it is for" },
	{ "prefix",       T_TEXT, 0, 1, 40, .doc = "Beginning of the key, to recognise it by" },
	{ "role",         T_ENUM, CREATE | REQUIRED, .labels = &enum_role, .doc = "What it may do; not owner" },
	{ "created_by",   T_UUID, NULLABLE, .ref = "users", .doc = "Who made it" },
	{ "expires_at",   T_TIME, CREATE | NULLABLE, .doc = "Null: never" },
	{ "last_used_at", T_TIME, NULLABLE, .doc = "Last use, to the minute" },
	{ NULL },
};
/* clang-format on */

const struct entity entity_api_key = {
	.name = "apiKey",
	.path = "api-keys",
	.table = "api_keys",
	.doc = "Keys for programs. The key itself is shown once, in the answer that creates it. "
	       "Deleting one revokes it.",
	.columns = columns,
	.operations = OP_LIST | OP_GET | OP_CREATE | OP_DELETE,
	.traits = IN_PIECES,
	.read = ROLE_ADMIN,
	.write = ROLE_ADMIN,
	.remove = ROLE_ADMIN,
};
