#include <stddef.h>

#include "entities.h"

/* clang-format off */
static const struct column columns[] = {
	{ "starts_at",   T_TIME, 0, .doc = "The month it is about begins then (UTC)" },
	{ "insights",    T_INT,  0, 0, 2147483647, .doc = "Generations of insights" },
	{ "tokens_in",   T_INT,  0, 0, 9007199254740991, .doc = "Tokens sent to the model" },
	{ "tokens_out",  T_INT,  0, 0, 9007199254740991, .doc = "Tokens received from it" },
	{ "cost_micros", T_INT,  0, 0, 9007199254740991, .doc = "Millionths of a US dollar" },
	{ NULL },
};
/* clang-format on */

const struct entity entity_usage = {
	.name = "usage",
	.path = "usage",
	.table = "usage_months",
	.doc = "What the organisation has used of its plan, a row a month.",
	.columns = columns,
	.operations = OP_LIST | OP_GET,
	.traits = HARD,
	.read = ROLE_VIEWER,
};
