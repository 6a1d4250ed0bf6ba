#include <stddef.h>

#include "entities.h"

static const char *const direction_labels[] = { "outbound", "inbound", NULL };
static const char *const status_labels[] = { "draft",   "queued", "sent",     "delivered",
					     "bounced", "failed", "received", NULL };
static const struct enumeration directions = { "message_direction", direction_labels };
static const struct enumeration statuses = { "message_status", status_labels };

/* clang-format off */
static const struct column columns[] = {
	{ "prospect_id",  T_UUID,     CREATE | REQUIRED | FILTER, .ref = "prospects", .doc = "To or from whom" },
	{ "campaign_id",  T_UUID,     CREATE | NULLABLE | FILTER, .ref = "campaigns", .doc = "Campaign it is part of" },
	{ "enrolment_id", T_UUID,     CREATE | NULLABLE | FILTER, .ref = "campaign_prospects", .doc = "Enrolment it is part of" },
	{ "step_id",      T_UUID,     CREATE | NULLABLE | FILTER, .ref = "sequence_steps", .doc = "Step it was made from" },
	{ "direction",    T_ENUM,     CREATE | FILTER, .labels = &directions, .doc = "To the prospect, or from" },
	{ "status",       T_ENUM,     FILTER, .labels = &statuses, .doc = "Set by the sender" },
	{ "from_email",   T_EMAIL,    WRITE | NULLABLE, 3, 254, .doc = "Sender" },
	{ "to_email",     T_EMAIL,    WRITE | NULLABLE, 3, 254, .doc = "Recipient" },
	{ "subject",      T_TEXT,     WRITE | NULLABLE, 1, 300, .doc = "Subject" },
	{ "body",         T_LONGTEXT, WRITE | REQUIRED, 1, 20000, .doc = "Text" },
	{ "scheduled_at", T_TIME,     WRITE | NULLABLE | SORT, .doc = "To be sent then" },
	{ "sent_at",      T_TIME,     NULLABLE | SORT, .doc = "When it was sent" },
	{ NULL },
};
/* clang-format on */

const struct entity entity_message = {
	.name = "message",
	.path = "messages",
	.table = "messages",
	.doc = "E-mails to and from prospects.",
	.columns = columns,
	.operations = OP_ALL,
	.read = ROLE_VIEWER,
	.write = ROLE_MEMBER,
	.remove = ROLE_MEMBER,
};
