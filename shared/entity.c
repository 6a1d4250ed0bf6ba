#include "entity.h"

#include <ctype.h>
#include <stddef.h>
#include <string.h>

#include "entities/entities.h"

/* In the order of documentation. Checklist: sql/, and tests hold this list against the catalogue.
 */
const struct entity *const entities[] = {
	&entity_organisation,  &entity_user,     &entity_invitation, &entity_session,
	&entity_api_key,       &entity_icp,      &entity_prospect,   &entity_sequence,
	&entity_step,          &entity_campaign, &entity_enrolment,  &entity_message,
	&entity_message_event, &entity_activity, &entity_insight,    &entity_plan,
	&entity_subscription,  &entity_usage,    &entity_audit,      NULL,
};

#define ID                                                                                         \
	{                                                                                          \
		"id", T_UUID, FILTER, .doc = "Time-ordered UUID"                                   \
	}
#define CREATED                                                                                    \
	{                                                                                          \
		"created_at", T_TIME, FILTER | SORT, .doc = "When it was made"                     \
	}

static const struct column soft[] = {
	ID,
	CREATED,
	{ "updated_at", T_TIME, FILTER | SORT,
	  .doc = "When it last changed; ETag is made from it" },
	{ "deleted_at", T_TIME, NULLABLE,
	  .doc = "When it was deleted; it is purged after the organisation's retention" },
	{ NULL },
};
static const struct column hard[] = {
	ID,
	CREATED,
	{ "updated_at", T_TIME, .doc = "When it last changed" },
	{ NULL },
};
static const struct column append_only[] = { ID, CREATED, { NULL } };

const struct entity *
entity_find(const char *path)
{
	for (const struct entity *const *e = entities; *e != NULL; e++)
		if (strcmp((*e)->path, path) == 0)
			return *e;
	return NULL;
}

const struct column *
entity_common(const struct entity *e)
{
	return (e->traits & APPEND_ONLY) != 0 ? append_only : (e->traits & HARD) != 0 ? hard : soft;
}

static int
length(const struct column *c)
{
	int n = 0;
	while (c[n].name != NULL)
		n++;
	return n;
}

int
entity_width(const struct entity *e)
{
	return length(entity_common(e)) + length(e->columns);
}

const struct column *
entity_column(const struct entity *e, int i)
{
	int common = length(entity_common(e));
	return i < common ? &entity_common(e)[i] : &e->columns[i - common];
}

uint64_t
entity_all(const struct entity *e)
{
	return (UINT64_C(1) << entity_width(e)) - 1;
}

bool
column_is(const struct column *c, const char *name)
{
	const char *p = c->name;
	for (; *p != '\0' && *name != '\0'; p++, name++) {
		if (*p == '_')
			p++;
		if (p > c->name && p[-1] == '_' ? toupper((unsigned char)*p) != *name : *p != *name)
			return false;
	}
	return *p == '\0' && *name == '\0';
}

const struct column *
entity_column_find(const struct entity *e, const char *name, int *number)
{
	for (int i = 0; i < entity_width(e); i++) {
		const struct column *c = entity_column(e, i);
		if (!column_is(c, name))
			continue;
		if (number != NULL)
			*number = i;
		return c;
	}
	return NULL;
}
