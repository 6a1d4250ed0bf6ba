#include "entities.h"

static const char *const status_labels[] = { "draft", "active", "archived", NULL };
static const struct enumeration statuses = { "sequence_status", status_labels };

/* clang-format off */
static const struct column columns[] = {
	{ "icp_id",      T_UUID,     WRITE | NULLABLE | FILTER, .ref = "icps", .doc = "Profile it is written for" },
	{ "name",        T_TEXT,     WRITE | REQUIRED | SORT, 1, 200, .doc = "Name" },
	{ "description", T_LONGTEXT, WRITE | NULLABLE, 0, 5000, .doc = "What it is for" },
	{ "locale",      T_ENUM,     WRITE | FILTER, .labels = &enum_locale, .doc = "Language it is written in" },
	{ "status",      T_ENUM,     WRITE | FILTER, .labels = &statuses, .doc = "Draft, in use, or put away" },
	{ NULL },
};
/* clang-format on */

const struct entity entity_sequence = {
	.name = "sequence",
	.path = "sequences",
	.table = "email_sequences",
	.doc = "Multi-step e-mail sequences. Their steps are under /sequence-steps.",
	.columns = columns,
	.operations = OP_ALL,
	.read = ROLE_VIEWER,
	.write = ROLE_MEMBER,
	.remove = ROLE_MEMBER,
	.kept_by =
	    "SELECT FROM campaigns c WHERE c.organisation_id = email_sequences.organisation_id"
	    " AND c.sequence_id = email_sequences.id",
	.search = "gate.search_email_sequences",
};
