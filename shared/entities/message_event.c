#include <stddef.h>

#include "entities.h"

static const char *const kind_labels[] = { "queued",       "sent",    "delivered", "opened",
					   "clicked",      "replied", "bounced",   "complained",
					   "unsubscribed", "failed",  NULL };
static const struct enumeration kinds = { "message_event_kind", kind_labels };

/* clang-format off */
static const struct column columns[] = {
	{ "message_id",  T_UUID, FILTER, .ref = "messages", .doc = "Message" },
	{ "kind",        T_ENUM, FILTER, .labels = &kinds, .doc = "What happened" },
	{ "occurred_at", T_TIME, SORT, .doc = "When" },
	{ "data",        T_JSON, NULLABLE, .doc = "Details" },
	{ NULL },
};
/* clang-format on */

const struct entity entity_message_event = {
	.name = "messageEvent",
	.path = "message-events",
	.table = "message_events",
	.doc = "What became of messages. Written by the system.",
	.columns = columns,
	.operations = OP_LIST | OP_GET,
	.traits = HARD,
	.read = ROLE_VIEWER,
};
