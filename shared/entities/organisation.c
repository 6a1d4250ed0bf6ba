#include "entities.h"

static const char *const status_labels[] = { "active", "suspended", NULL };
static const struct enumeration statuses = { "organisation_status", status_labels };

/* clang-format off */
static const struct column columns[] = {
	{ "name",           T_TEXT,     WRITE | REQUIRED,  1, 200, .doc = "Name" },
	{ "slug",           T_SLUG,     WRITE,             1, 63,  .doc = "Short name for URLs" },
	{ "domain",         T_DOMAIN,   WRITE | NULLABLE,  1, 253, .doc = "The organisation's own mail domain" },
	{ "region",         T_ENUM,     0, .labels = &enum_region, .doc = "Where its data lives" },
	{ "locale",         T_ENUM,     WRITE, .labels = &enum_locale, .doc = "Language of users who chose none" },
	{ "timezone",       T_TIMEZONE, WRITE,             1, 64,  .doc = "IANA time zone" },
	{ "status",         T_ENUM,     0, .labels = &statuses, .doc = "Set by the platform" },
	{ "auto_insights",  T_BOOL,     WRITE, .doc = "Whether changes that matter ask for insights by themselves" },
	{ "retention_days", T_INT,      WRITE,             1, 3650, .doc = "Days that deleted rows are kept" },
	{ "legal_hold",     T_BOOL,     0, .doc = "While true nothing is purged; set by the platform" },
	{ NULL },
};
/* clang-format on */

const struct entity entity_organisation = {
	.name = "organisation",
	.path = "organisations",
	.table = "organisations",
	.doc = "The caller's own organisation. Others are not visible.",
	.columns = columns,
	.operations = OP_LIST | OP_GET | OP_UPDATE,
	.traits = IS_TENANT,
	.read = ROLE_VIEWER,
	.write = ROLE_OWNER,
};
