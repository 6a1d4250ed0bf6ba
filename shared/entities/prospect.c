#include "entities.h"

static const char *const status_labels[] = { "new",          "contacted",   "engaged",
					     "qualified",    "unqualified", "customer",
					     "unsubscribed", NULL };
static const char *const source_labels[] = { "manual",  "import", "api", "referral",
					     "website", "event",  NULL };
static const struct enumeration statuses = { "prospect_status", status_labels };
static const struct enumeration sources = { "prospect_source", source_labels };

/* clang-format off */
static const struct column columns[] = {
	{ "icp_id",            T_UUID,     WRITE | NULLABLE | FILTER, .ref = "icps", .doc = "Profile it is measured against" },
	{ "owner_id",          T_UUID,     WRITE | NULLABLE | FILTER, .ref = "users", .doc = "User who looks after it" },
	{ "email",             T_EMAIL,    WRITE | REQUIRED | FILTER, 3, 254, .doc = "Address; unique in the organisation" },
	{ "first_name",        T_TEXT,     WRITE | NULLABLE, 1, 100, .doc = "First name" },
	{ "last_name",         T_TEXT,     WRITE | NULLABLE | SORT, 1, 100, .doc = "Last name" },
	{ "company",           T_TEXT,     WRITE | NULLABLE | FILTER | SORT, 1, 200, .doc = "Employer" },
	{ "domain",            T_DOMAIN,   WRITE | NULLABLE | FILTER, 1, 253, .doc = "The employer's domain" },
	{ "job_title",         T_TEXT,     WRITE | NULLABLE, 1, 200, .doc = "Job title" },
	{ "phone",             T_TEXT,     WRITE | NULLABLE, 1, 40, .doc = "Telephone number" },
	{ "linkedin_url",      T_URL,      WRITE | NULLABLE, 1, 500, .doc = "LinkedIn profile" },
	{ "industry",          T_TEXT,     WRITE | NULLABLE | FILTER, 1, 100, .doc = "Industry" },
	{ "company_size",      T_INT,      WRITE | NULLABLE | FILTER, 1, 10000000, .doc = "Employees" },
	{ "country",           T_COUNTRY,  WRITE | NULLABLE | FILTER, 2, 2, .doc = "ISO 3166-1 alpha-2" },
	{ "city",              T_TEXT,     WRITE | NULLABLE, 1, 100, .doc = "City" },
	{ "locale",            T_ENUM,     WRITE | NULLABLE, .labels = &enum_locale, .doc = "Language to write in" },
	{ "status",            T_ENUM,     WRITE | FILTER, .labels = &statuses, .doc = "How far the relation is" },
	{ "source",            T_ENUM,     WRITE | FILTER, .labels = &sources, .doc = "Where it came from" },
	{ "score",             T_INT,      FILTER | SORT, 0, 100, .doc = "Fit with the profile, written by the scorer" },
	{ "score_reasons",     T_JSON,     NULLABLE, .doc = "Why, written by the scorer" },
	{ "tags",              T_LIST,     WRITE, 0, 50, .doc = "Free labels" },
	{ "notes",             T_LONGTEXT, WRITE | NULLABLE, 0, 10000, .doc = "Notes" },
	{ "last_contacted_at", T_TIME,     WRITE | NULLABLE | SORT, .doc = "Last contact" },
	{ NULL },
};
/* clang-format on */

const struct entity entity_prospect = {
	.name = "prospect",
	.path = "prospects",
	.table = "prospects",
	.doc = "People the team may sell to.",
	.columns = columns,
	.operations = OP_ALL,
	.read = ROLE_VIEWER,
	.write = ROLE_MEMBER,
	.remove = ROLE_MEMBER,
	.search = "gate.search_prospects",
	.tags = "gate.prospects_tags",
};
