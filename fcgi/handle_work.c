#include "handle_work.h"

#include <inttypes.h>

#include "../shared/config.h"
#include "../shared/entities/entities.h"
#include "../shared/queue.h"
#include "../shared/store.h"
#include "../shared/tx.h"
#include "request.h"

static const struct column columns[] = {
	{ "queued", T_BOOL, .doc = "False when the same was asked for already and still waits" },
	{ NULL },
};
const struct entity output_work = { .name = "work", .columns = columns };

bool
score_ask(struct request *r)
{
	struct ctx *ctx = &r->ctx;
	int icp = store_get(ctx, &entity_icp, r->id, 1, DELETED_NOT);
	if (!tx_flush(ctx))
		return false;
	if (tx_rows(ctx, icp) == 0)
		return fail(ctx, ERR_NOT_FOUND, MSG_NOT_FOUND);
	const struct work w = {
		.class = "prospects.score",
		.queue = "default",
		.arguments = arena_printf(&ctx->arena, "[\"%s\"]", r->id),
		.unique_key = arena_printf(&ctx->arena, "prospects.score %s", r->id),
	};
	r->asked[0] = queue_add(ctx, &w);
	return true;
}

bool
insights_ask(struct request *r)
{
	struct ctx *ctx = &r->ctx;
	const char *const params[] = { r->entity->name, r->id,
				       arena_printf(&ctx->arena, "%" PRId64,
						    ctx->config->jobs_waiting) };
	static const char sql[] = "SELECT insight_ask($1, $2::uuid, $3::integer)";
	r->asked[0] = tx_queue(ctx, (struct stmt){ sql, 3, params });
	return true;
}

bool
work_answer(struct request *r)
{
	bool queued = tx_cell(&r->ctx, r->asked[0], 0, 0) != NULL;
	buffer_printf(&r->response.body, "{\"queued\":%s}", queued ? "true" : "false");
	r->response.status = 202;
	return true;
}
