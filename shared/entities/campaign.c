#include <stddef.h>

#include "entities.h"

static const char *const status_labels[] = { "draft",     "active",   "paused",
					     "completed", "archived", NULL };
static const struct enumeration statuses = { "campaign_status", status_labels };

/* clang-format off */
static const struct column columns[] = {
	{ "sequence_id", T_UUID,     WRITE | REQUIRED | FILTER, .ref = "email_sequences", .doc = "Sequence that is sent" },
	{ "icp_id",      T_UUID,     WRITE | NULLABLE | FILTER, .ref = "icps", .doc = "Profile it is aimed at" },
	{ "owner_id",    T_UUID,     WRITE | NULLABLE | FILTER, .ref = "users", .doc = "User who looks after it" },
	{ "name",        T_TEXT,     WRITE | REQUIRED | SORT, 1, 200, .doc = "Name" },
	{ "description", T_LONGTEXT, WRITE | NULLABLE, 0, 5000, .doc = "What it is for" },
	{ "status",      T_ENUM,     FILTER, .labels = &statuses, .doc = "Moved by /activate, /pause, /complete and /archive" },
	{ "from_name",   T_TEXT,     WRITE | NULLABLE, 1, 100, .doc = "Sender's name" },
	{ "from_email",  T_EMAIL,    WRITE | NULLABLE, 3, 254, .doc = "Sender's address" },
	{ "daily_limit", T_INT,      WRITE, 1, 100000, .doc = "Messages a day at most" },
	{ "starts_at",   T_TIME,     WRITE | NULLABLE | SORT, .doc = "Not before" },
	{ "ends_at",     T_TIME,     WRITE | NULLABLE, .doc = "Not after; later than startsAt" },
	{ NULL },
};
/* clang-format on */

const struct entity entity_campaign = {
	.name = "campaign",
	.path = "campaigns",
	.table = "campaigns",
	.doc = "Sequences run over prospects.",
	.columns = columns,
	.operations = OP_ALL,
	.read = ROLE_VIEWER,
	.write = ROLE_MEMBER,
	.remove = ROLE_MEMBER,
	.search = "gate.search_campaigns",
};
