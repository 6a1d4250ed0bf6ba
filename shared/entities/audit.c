#include <stddef.h>

#include "entities.h"

static const char *const action_labels[] = {
	"insert", "update", "delete", "restore", "purge", NULL
};
static const struct enumeration actions = { "audit_action", action_labels };

/* clang-format off */
static const struct column columns[] = {
	{ "actor_id",   T_UUID, NULLABLE | FILTER, .doc = "User or API key; null: the system" },
	{ "session_id", T_UUID, NULLABLE, .doc = "Session it was done in" },
	{ "request_id", T_TEXT, NULLABLE, 1, 64, .doc = "Request it was done by" },
	{ "address",    T_TEXT, NULLABLE, 1, 45, .doc = "Client address" },
	{ "action",     T_ENUM, FILTER, .labels = &actions, .doc = "What was done" },
	{ "entity",     T_TEXT, FILTER, 1, 63, .doc = "Table" },
	{ "entity_id",  T_UUID, FILTER, .doc = "Row" },
	{ "old",        T_JSON, NULLABLE, .doc = "Changed values before, by column" },
	{ "new",        T_JSON, NULLABLE, .doc = "Changed values after, by column" },
	{ NULL },
};
/* clang-format on */

const struct entity entity_audit = {
	.name = "auditEntry",
	.path = "audit-log",
	.table = "audit_log",
	.doc = "Who changed what. Can be read only.",
	.columns = columns,
	.operations = OP_LIST | OP_GET,
	.traits = APPEND_ONLY,
	.read = ROLE_ADMIN,
};
