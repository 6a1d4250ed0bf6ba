#include <string.h>

#include "../validate.h"
#include "entities.h"

static const char *const kind_labels[] = { "email", "call", "task", NULL };
static const struct enumeration kinds = { "step_kind", kind_labels };

/* clang-format off */
static const struct column columns[] = {
	{ "sequence_id", T_UUID,     CREATE | REQUIRED | FILTER, .ref = "email_sequences", .doc = "Sequence it belongs to" },
	{ "position",    T_INT,      WRITE | REQUIRED | SORT, 1, 100, .doc = "Place in the sequence, from 1" },
	{ "kind",        T_ENUM,     WRITE | FILTER, .labels = &kinds, .doc = "What is to be done" },
	{ "delay_hours", T_INT,      WRITE, 0, 8760, .doc = "Hours after the step before it" },
	{ "subject",     T_TEXT,     WRITE | NULLABLE, 1, 300, .doc = "Subject; required for an e-mail" },
	{ "body",        T_LONGTEXT, WRITE | REQUIRED, 1, 20000, .doc = "Template: {{firstName}}, {{company}} and the like are filled in" },
	{ NULL },
};
/* clang-format on */

/* Kind is e-mail unless said otherwise; an update that leaves the kind alone is judged by the
 * database. */
static bool
check(struct ctx *ctx, const struct values *v, bool update)
{
	const char *kind = values_get(v, "kind");
	bool email = kind == NULL ? !update : strcmp(kind, "email") == 0;
	bool given = values_has(v, "subject");
	if (!email || values_get(v, "subject") != NULL || (update && !given))
		return true;
	return fail_field(ctx, "/subject", MSG_REQUIRED, NULL);
}

const struct entity entity_step = {
	.name = "sequenceStep",
	.path = "sequence-steps",
	.table = "sequence_steps",
	.doc = "Steps of a sequence, in order of position.",
	.columns = columns,
	.operations = OP_ALL,
	.read = ROLE_VIEWER,
	.write = ROLE_MEMBER,
	.remove = ROLE_MEMBER,
	.check = check,
};
