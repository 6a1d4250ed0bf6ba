#include <stddef.h>

#include "entities.h"

static const char *const status_labels[] = { "trialing", "active", "past_due", "cancelled", NULL };
static const struct enumeration statuses = { "subscription_status", status_labels };

/* clang-format off */
static const struct column columns[] = {
	{ "plan",                 T_ENUM, WRITE, .labels = &enum_plan, .doc = "Plan" },
	{ "status",               T_ENUM, 0, .labels = &statuses, .doc = "Set by billing" },
	{ "trial_ends_at",        T_TIME, NULLABLE, .doc = "The trial ends then" },
	{ "current_period_start", T_TIME, 0, .doc = "Paid from" },
	{ "current_period_end",   T_TIME, 0, .doc = "Paid until" },
	{ NULL },
};
/* clang-format on */

const struct entity entity_subscription = {
	.name = "subscription",
	.path = "subscriptions",
	.table = "subscriptions",
	.doc = "The plan the organisation is on: one live row.",
	.columns = columns,
	.operations = OP_LIST | OP_GET | OP_UPDATE,
	.read = ROLE_ADMIN,
	.write = ROLE_OWNER,
};
