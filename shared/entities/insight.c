#include <stddef.h>

#include "entities.h"

static const char *const kind_labels[] = {
	"fit", "buying_signal", "next_action", "opening_line", "performance", "pipeline", NULL
};
static const char *const status_labels[] = { "new", "accepted", "dismissed", "failed", NULL };
static const struct enumeration kinds = { "insight_kind", kind_labels };
static const struct enumeration statuses = { "insight_status", status_labels };

/* clang-format off */
static const struct column columns[] = {
	{ "prospect_id",    T_UUID,     NULLABLE | FILTER, .ref = "prospects", .doc = "Prospect it is about" },
	{ "campaign_id",    T_UUID,     NULLABLE | FILTER, .ref = "campaigns", .doc = "Campaign it is about" },
	{ "generation_id",  T_UUID,     NULLABLE, .doc = "What was made together; tokens, cost and latency are those of all of it" },
	{ "kind",           T_ENUM,     FILTER, .labels = &kinds, .doc = "What it says" },
	{ "status",         T_ENUM,     FILTER, .labels = &statuses, .doc = "Moved by /accept and /dismiss; failed: the text says why" },
	{ "title",          T_TEXT,     0, 1, 300, .doc = "In one line" },
	{ "body",           T_LONGTEXT, 0, 1, 10000, .doc = "In full" },
	{ "data",           T_JSON,     NULLABLE, .doc = "Structured details" },
	{ "score",          T_INT,      NULLABLE | SORT, 0, 100, .doc = "Score it gives" },
	{ "confidence",     T_INT,      NULLABLE, 0, 100, .doc = "Percent" },
	{ "provider",       T_TEXT,     0, 1, 100, .doc = "Who made it: rules (built in), or the endpoint of a language model" },
	{ "model",          T_TEXT,     NULLABLE, 1, 100, .doc = "Model that made it" },
	{ "prompt_version", T_TEXT,     NULLABLE, 1, 40, .doc = "Prompt it was made with" },
	{ "tokens_in",      T_INT,      NULLABLE, 0, 2147483647, .doc = "Tokens sent" },
	{ "tokens_out",     T_INT,      NULLABLE, 0, 2147483647, .doc = "Tokens received" },
	{ "cost_micros",    T_INT,      NULLABLE, 0, 9007199254740991, .doc = "Millionths of a US dollar" },
	{ "latency_ms",     T_INT,      NULLABLE, 0, 2147483647, .doc = "Milliseconds it took" },
	{ NULL },
};
/* clang-format on */

const struct entity entity_insight = {
	.name = "insight",
	.path = "insights",
	.table = "ai_insights",
	.doc = "What the AI, or the built-in rules, noticed.",
	.columns = columns,
	.operations = OP_LIST | OP_GET | OP_DELETE,
	.read = ROLE_VIEWER,
	.write = ROLE_MEMBER,
	.remove = ROLE_MEMBER,
};
