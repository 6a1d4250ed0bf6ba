#include "handle_move.h"

#include <json-c/json.h>
#include <string.h>

#include "../shared/entities/entities.h"
#include "../shared/row.h"
#include "../shared/store.h"
#include "../shared/tx.h"
#include "handle_entity.h"
#include "request.h"
#include "routes.h"

enum { STEPS_MOST = 100 };

static const struct column reorder_columns[] = {
	{ "steps", T_LIST, WRITE | REQUIRED, 0, STEPS_MOST,
	  .doc = "Ids of all steps, in the order they shall have" },
	{ NULL },
};
const struct entity input_reorder = { .name = "stepOrder", .columns = reorder_columns };

bool
move_ask(struct request *r)
{
	values_set(&r->values, entity_column_find(r->entity, "status", NULL), r->route->move);
	return update_ask(r);
}

static const char lock_sql[] =
    "SELECT id FROM email_sequences WHERE id = $1::uuid AND deleted_at IS NULL FOR UPDATE";
/* One statement, so that the deferrable constraint sees only the end; and only a complete list
 * changes anything. */
static const char reorder_sql[] =
    "UPDATE sequence_steps s SET position = o.position FROM unnest($2::uuid[]) WITH ORDINALITY AS "
    "o (id, position)"
    " WHERE s.sequence_id = $1::uuid AND s.id = o.id AND s.deleted_at IS NULL"
    " AND (SELECT array_agg(x.id ORDER BY x.id) FROM sequence_steps x WHERE x.sequence_id = "
    "$1::uuid AND x.deleted_at IS NULL)"
    " = (SELECT array_agg(y ORDER BY y) FROM unnest($2::uuid[]) AS y) RETURNING s.id";

static bool
are_ids(struct request *r)
{
	struct json_object *steps;
	bool fine = json_object_object_get_ex(r->json, "steps", &steps);
	for (size_t i = 0; fine && i < json_object_array_length(steps); i++)
		if (!uuid_is(json_object_get_string(json_object_array_get_idx(steps, i))))
			fine = fail_field(&r->ctx, arena_printf(&r->ctx.arena, "/steps/%zu", i),
					  MSG_TYPE, "a UUID");
	return fine;
}

bool
reorder_ask(struct request *r)
{
	const char *const params[] = { r->id, values_get(&r->values, "steps") };
	if (!are_ids(r))
		return false;
	int locked = tx_queue(&r->ctx, (struct stmt){ lock_sql, 1, params });
	int ordered = tx_queue(&r->ctx, (struct stmt){ reorder_sql, 2, params });
	if (!tx_flush(&r->ctx))
		return false;
	if (tx_rows(&r->ctx, locked) == 0)
		return fail(&r->ctx, ERR_NOT_FOUND, MSG_NOT_FOUND);
	if (tx_rows(&r->ctx, ordered) == 0)
		return fail_field(&r->ctx, "/steps", MSG_SAME_STEPS, NULL);
	struct query q = {
		.entity = &entity_step,
		.select = entity_all(&entity_step),
		.limit = STEPS_MOST,
		.sort = entity_column_find(&entity_step, "position", NULL),
		.keyset = true,
		.filters = { { entity_column_find(&entity_step, "sequenceId", NULL), OP_EQ,
			       r->id } },
		.filter_count = 1,
	};
	r->asked[0] = store_list(&r->ctx, &q).rows;
	return true;
}

bool
reorder_answer(struct request *r)
{
	struct buffer *b = &r->response.body;
	uint64_t all = entity_all(&entity_step);
	buffer_puts(b, "{\"data\":[");
	for (int i = 0; i < tx_rows(&r->ctx, r->asked[0]); i++) {
		buffer_comma(b);
		row_to_json(b, &r->ctx, &entity_step, all, r->asked[0], i);
	}
	buffer_puts(b, "]}");
	return true;
}
