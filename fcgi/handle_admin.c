#include "handle_admin.h"

#include <string.h>

#include "../shared/entities/entities.h"
#include "../shared/row.h"
#include "../shared/tx.h"
#include "handle_entity.h"
#include "request.h"
#include "routes.h"

/* Queues a call of a function of schema gate that returns organisations. */
static int
ask_organisations(struct request *r, const char *call, const char *first, const char *second)
{
	struct buffer sql = { .arena = &r->ctx.arena };
	const char *const params[] = { first, second };
	buffer_puts(&sql, "SELECT ");
	for (int i = 0; i < entity_width(&entity_organisation); i++)
		buffer_printf(&sql, "%s, ", entity_column(&entity_organisation, i)->name);
	buffer_printf(&sql, "updated_at, id FROM gate.%s", call);
	return tx_queue(&r->ctx, (struct stmt){ sql.text, 2, params });
}

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
	r->asked[0] =
	    ask_organisations(r, "platform_organisations($1::uuid, $2::integer)", after, limit);
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
	r->asked[0] = ask_organisations(r, "platform_set_status($1::uuid, $2::organisation_status)",
					r->id, r->route->move);
	return true;
}

bool
admin_hold_ask(struct request *r)
{
	r->asked[0] =
	    ask_organisations(r, "platform_set_hold($1::uuid, $2::boolean)", r->id, r->route->move);
	return true;
}

bool
admin_status_answer(struct request *r)
{
	return write_row(r, r->asked[0]);
}
