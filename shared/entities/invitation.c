#include "entities.h"

/* clang-format off */
static const struct column columns[] = {
	{ "email",            T_EMAIL, CREATE | REQUIRED, 3, 254, .doc = "Whom to invite" },
	{ "role",             T_ENUM,  CREATE, .labels = &enum_role, .doc = "The role the user will have; member by default" },
	{ "invited_by",       T_UUID,  NULLABLE, .ref = "users", .doc = "Who invited" },
	{ "expires_at",       T_TIME,  0, .doc = "The link works until then" },
	{ "accepted_at",      T_TIME,  NULLABLE, .doc = "When it was accepted" },
	{ "accepted_user_id", T_UUID,  NULLABLE, .ref = "users", .doc = "The user it became" },
	{ NULL },
};
/* clang-format on */

const struct entity entity_invitation = {
	.name = "invitation",
	.path = "invitations",
	.table = "invitations",
	.doc = "Links by which a user comes into the organisation. Deleting one revokes it.",
	.columns = columns,
	.operations = OP_LIST | OP_GET | OP_CREATE | OP_DELETE,
	.traits = IN_PIECES,
	.read = ROLE_ADMIN,
	.write = ROLE_ADMIN,
	.remove = ROLE_ADMIN,
};
