#include "handle_admin.h"

#include <string.h>

#include "../shared/entities/entities.h"
#include "../shared/row.h"
#include "../shared/tx.h"
#include "handle_entity.h"
#include "request.h"
#include "routes.h"

#define ORGANISATION_COLUMNS                                                                       \
	"id, created_at, updated_at, deleted_at, name, slug, domain, region, locale, timezone, "   \
	"status, retention_days, "                                                                 \
	"legal_hold"

static const char list_sql[] =
    "SELECT " ORGANISATION_COLUMNS " FROM gate.platform_organisations($1::uuid, $2::integer)";
static const char status_sql[] =
    "SELECT " ORGANISATION_COLUMNS
    ", updated_at, id FROM gate.platform_set_status($1::uuid, $2::organisation_status)";

static const char hold_sql[] =
    "SELECT " ORGANISATION_COLUMNS
    ", updated_at, id FROM gate.platform_set_hold($1::uuid, $2::boolean)";

static bool
read_parameter(struct request *r, const char *name, const char *value, const char **after,
	       const char **limit)
{
	static const struct column id = { "after", T_UUID },
				   number = { "limit", T_INT, .min = 1, .max = LIMIT_MOST };
	if (strcmp(name, "after") == 0)
		return type_from_text(&r->ctx, &id, value, "?after", after);
	if (strcmp(name, "limit") == 0)
		return type_from_text(&r->ctx, &number, value, "?limit", limit);
	return fail_field(&r->ctx, arena_printf(&r->ctx.arena, "?%.100s", name),
			  MSG_UNKNOWN_PARAMETER, NULL);
}

bool
admin_list_ask(struct request *r)
{
	const char *after = NULL, *limit = "20";
	for (int i = 0; i < r->params.count; i++)
		if (!read_parameter(r, r->params.name[i], r->params.value[i], &after, &limit))
			return false;
	const char *const params[] = { after, limit };
	r->asked[0] = tx_queue(&r->ctx, (struct stmt){ list_sql, 2, params });
	return true;
}

bool
admin_list_answer(struct request *r)
{
	struct buffer *b = &r->response.body;
	uint64_t all = entity_all(&entity_organisation);
	buffer_puts(b, "{\"data\":[");
	for (int i = 0; i < tx_rows(&r->ctx, r->asked[0]); i++) {
		buffer_comma(b);
		row_to_json(b, &r->ctx, &entity_organisation, all, r->asked[0], i);
	}
	buffer_puts(b, "]}");
	return true;
}

bool
admin_status_ask(struct request *r)
{
	const char *const params[] = { r->id, r->route->move };
	r->asked[0] = tx_queue(&r->ctx, (struct stmt){ status_sql, 2, params });
	return true;
}

bool
admin_hold_ask(struct request *r)
{
	const char *const params[] = { r->id, r->route->move };
	r->asked[0] = tx_queue(&r->ctx, (struct stmt){ hold_sql, 2, params });
	return true;
}

bool
admin_status_answer(struct request *r)
{
	return write_row(r, r->asked[0]);
}
