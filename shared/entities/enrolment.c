#include <stddef.h>

#include "entities.h"

static const char *const status_labels[] = { "pending", "active",       "completed", "replied",
					     "bounced", "unsubscribed", "stopped",   NULL };
static const struct enumeration statuses = { "enrolment_status", status_labels };

/* clang-format off */
static const struct column columns[] = {
	{ "campaign_id",  T_UUID, CREATE | REQUIRED | FILTER, .ref = "campaigns", .doc = "Campaign" },
	{ "prospect_id",  T_UUID, CREATE | REQUIRED | FILTER, .ref = "prospects", .doc = "Prospect" },
	{ "status",       T_ENUM, WRITE | FILTER, .labels = &statuses, .doc = "How far it is" },
	{ "current_step", T_INT,  0, 0, 100, .doc = "Position of the last step sent" },
	{ "next_send_at", T_TIME, NULLABLE | SORT, .doc = "When the next step is due" },
	{ NULL },
};
/* clang-format on */

const struct entity entity_enrolment = {
	.name = "enrolment",
	.path = "enrolments",
	.table = "campaign_prospects",
	.doc = "Prospects enrolled in campaigns.",
	.columns = columns,
	.operations = OP_ALL,
	.read = ROLE_VIEWER,
	.write = ROLE_MEMBER,
	.remove = ROLE_MEMBER,
};
