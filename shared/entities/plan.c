#include <stddef.h>

#include "entities.h"

/* clang-format off */
static const struct column columns[] = {
	{ "code",                   T_ENUM,     0, .labels = &enum_plan, .doc = "Plan" },
	{ "name",                   T_TEXT,     0, 1, 100, .doc = "Name" },
	{ "price_cents",            T_INT,      0, 0, 2147483647, .doc = "A month, in hundredths of the currency" },
	{ "currency",               T_CURRENCY, 0, 3, 3, .doc = "ISO 4217" },
	{ "max_users",              T_INT,      0, 1, 2147483647, .doc = "Users at most" },
	{ "max_prospects",          T_INT,      0, 1, 2147483647, .doc = "Prospects at most" },
	{ "max_messages_per_month", T_INT,      0, 1, 2147483647, .doc = "Messages a month at most" },
	{ "max_insights_per_month", T_INT,      0, 1, 2147483647, .doc = "Generations of insights a month at most" },
	{ "max_ai_tokens_per_month", T_INT,    0, 1, 9007199254740991, .doc = "Tokens of a language model a month at most" },
	{ NULL },
};
/* clang-format on */

const struct entity entity_plan = {
	.name = "plan",
	.path = "plans",
	.table = "plans",
	.doc = "Plans that can be subscribed to.",
	.columns = columns,
	.operations = OP_LIST | OP_GET,
	.traits = HARD | SHARED,
	.read = ROLE_VIEWER,
};
