#include "entities.h"

/* clang-format off */
static const struct column columns[] = {
	{ "user_id",      T_UUID, FILTER, .ref = "users", .doc = "Whose" },
	{ "last_seen_at", T_TIME, 0, .doc = "Last use, to the minute" },
	{ "expires_at",   T_TIME, 0, .doc = "Ends then at the latest" },
	{ "ended_at",     T_TIME, NULLABLE, .doc = "When it ended" },
	{ "end_reason",   T_TEXT, NULLABLE, 1, 40, .doc = "Why it ended" },
	{ "user_agent",   T_TEXT, NULLABLE, 1, 300, .doc = "Program that logged in" },
	{ "address",      T_TEXT, NULLABLE, 1, 45, .doc = "Address it logged in from" },
	{ NULL },
};
/* clang-format on */

const struct entity entity_session = {
	.name = "session",
	.path = "sessions",
	.table = "sessions",
	.doc = "Log-ins of the organisation's users. Everybody's own are under /auth/sessions.",
	.columns = columns,
	.operations = OP_LIST | OP_GET,
	.traits = HARD,
	.read = ROLE_ADMIN,
};
