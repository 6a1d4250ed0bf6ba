#include <stddef.h>

#include "entities.h"

static const char *const kind_labels[] = { "note", "call",          "email", "meeting",
					   "task", "status_change", NULL };
static const struct enumeration kinds = { "activity_kind", kind_labels };

/* clang-format off */
static const struct column columns[] = {
	{ "prospect_id",  T_UUID,     WRITE | NULLABLE | FILTER, .ref = "prospects", .doc = "Prospect it is about" },
	{ "campaign_id",  T_UUID,     WRITE | NULLABLE | FILTER, .ref = "campaigns", .doc = "Campaign it is about" },
	{ "user_id",      T_UUID,     WRITE | NULLABLE | FILTER, .ref = "users", .doc = "Who did it or is to do it" },
	{ "kind",         T_ENUM,     WRITE | FILTER, .labels = &kinds, .doc = "What it is" },
	{ "subject",      T_TEXT,     WRITE | REQUIRED, 1, 300, .doc = "Subject" },
	{ "body",         T_LONGTEXT, WRITE | NULLABLE, 0, 10000, .doc = "Text" },
	{ "occurred_at",  T_TIME,     WRITE | SORT, .doc = "When it happened" },
	{ "due_at",       T_TIME,     WRITE | NULLABLE | SORT, .doc = "A task is due then" },
	{ "completed_at", T_TIME,     WRITE | NULLABLE, .doc = "A task was done then" },
	{ NULL },
};
/* clang-format on */

const struct entity entity_activity = {
	.name = "activity",
	.path = "activities",
	.table = "activities",
	.doc = "Calls, meetings, notes and tasks.",
	.columns = columns,
	.operations = OP_ALL,
	.read = ROLE_VIEWER,
	.write = ROLE_MEMBER,
	.remove = ROLE_MEMBER,
};
