#include <stdlib.h>

#include "../validate.h"
#include "entities.h"

static const char *const status_labels[] = { "draft", "active", "archived", NULL };
static const struct enumeration statuses = { "icp_status", status_labels };

/* clang-format off */
static const struct column columns[] = {
	{ "name",             T_TEXT,     WRITE | REQUIRED | SORT, 1, 200, .doc = "Name" },
	{ "description",      T_LONGTEXT, WRITE | NULLABLE, 0, 5000, .doc = "Who they are and why they buy" },
	{ "status",           T_ENUM,     WRITE | FILTER, .labels = &statuses, .doc = "Draft, in use, or put away" },
	{ "industries",       T_LIST,     WRITE, 0, 50, .doc = "Industries that fit" },
	{ "countries",        T_LIST,     WRITE, 0, 50, .doc = "ISO 3166-1 codes of countries that fit" },
	{ "job_titles",       T_LIST,     WRITE, 0, 50, .doc = "Job titles that fit" },
	{ "keywords",         T_LIST,     WRITE, 0, 50, .doc = "Words that tell a good prospect" },
	{ "company_size_min", T_INT,      WRITE | NULLABLE, 1, 10000000, .doc = "Employees at least" },
	{ "company_size_max", T_INT,      WRITE | NULLABLE, 1, 10000000, .doc = "Employees at most" },
	{ "weight_industry",     T_INT, WRITE, 0, 100, .doc = "What a fitting industry counts among the criteria that are set; 0: nothing" },
	{ "weight_country",      T_INT, WRITE, 0, 100, .doc = "... a fitting country" },
	{ "weight_job_title",    T_INT, WRITE, 0, 100, .doc = "... a fitting job title" },
	{ "weight_keywords",     T_INT, WRITE, 0, 100, .doc = "... a keyword that is found" },
	{ "weight_company_size", T_INT, WRITE, 0, 100, .doc = "... a fitting size" },
	{ NULL },
};
/* clang-format on */

static bool
check(struct ctx *ctx, const struct values *v, bool update)
{
	const char *min = values_get(v, "company_size_min"),
		   *max = values_get(v, "company_size_max");
	(void)update;
	if (min == NULL || max == NULL || atoll(min) <= atoll(max))
		return true;
	return fail_field(ctx, "/companySizeMax", MSG_TOO_SMALL, "companySizeMin");
}

const struct entity entity_icp = {
	.name = "icp",
	.path = "icps",
	.table = "icps",
	.doc = "Ideal customer profiles.",
	.columns = columns,
	.operations = OP_ALL,
	.read = ROLE_VIEWER,
	.write = ROLE_MEMBER,
	.remove = ROLE_MEMBER,
	.search = "gate.search_icps",
	.check = check,
};
