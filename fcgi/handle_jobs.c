#include "handle_jobs.h"

#include <string.h>

#include "../shared/tx.h"
#include "request.h"
#include "routes.h"

static const char *const state_labels[] = { "pending", "dispatched", "running",     "done",
					    "dead",    "cancelled",  "unconfirmed", NULL };
static const struct enumeration states = { "job_state", state_labels };

/* clang-format off */
static const struct column queue_columns[] = {
	{ "queue",      T_TEXT, .doc = "Its name" },
	{ "pending",    T_INT,  .doc = "Jobs not yet handed to Redis" },
	{ "dispatched", T_INT,  .doc = "Jobs in Redis, due now or later" },
	{ "running",    T_INT,  .doc = "Jobs of several steps that were begun" },
	{ "dead",       T_INT,  .doc = "Jobs that were given up" },
	{ "oldest_s",   T_INT,  .doc = "Seconds that the oldest due job waits" },
	{ NULL },
};
static const struct column job_columns[] = {
	{ "jid",             T_TEXT, .doc = "24 hexadecimal digits" },
	{ "class",           T_TEXT, .doc = "What is to be done" },
	{ "queue",           T_TEXT, .doc = "Where it waits" },
	{ "state",           T_ENUM, .labels = &states, .doc = "How far it is" },
	{ "attempts",        T_INT,  .doc = "Failures so far" },
	{ "last_error",      T_TEXT, NULLABLE, .doc = "Code of the last failure" },
	{ "organisation_id", T_UUID, NULLABLE, .doc = "Whose it is; null: the product's" },
	{ "request_id",      T_TEXT, NULLABLE, .doc = "Of the request that asked for it" },
	{ "run_at",          T_TIME, .doc = "When it is due" },
	{ "created_at",      T_TIME, .doc = "When it was asked for" },
	{ "finished_at",     T_TIME, NULLABLE, .doc = "When it ended" },
	{ NULL },
};
/* clang-format on */
const struct entity output_queue = { .name = "queue", .columns = queue_columns };
const struct entity output_job = { .name = "job", .columns = job_columns };

#define JOB_COLUMNS                                                                                \
	"jid, class, queue, state, attempts, last_error, organisation_id, request_id, run_at, "    \
	"created_at, finished_at"

static const char queues_sql[] =
    "SELECT queue, pending, dispatched, running, dead, oldest_s FROM gate.platform_queues()";
static const char jobs_sql[] =
    "SELECT " JOB_COLUMNS " FROM gate.platform_jobs($1::job_state, $2, $3::integer)";
static const char job_sql[] = "SELECT " JOB_COLUMNS " FROM gate.platform_job($1, $2::job_state)";

/* One row as an object; columns are in the order of the statement. */
static void
write_object(struct request *r, const struct column *columns, int row)
{
	struct buffer *b = &r->response.body;
	buffer_putc(b, '{');
	for (int i = 0; columns[i].name != NULL; i++) {
		buffer_comma(b);
		buffer_camel(b, columns[i].name);
		buffer_putc(b, ':');
		type_to_json(b, columns[i].type, tx_cell(&r->ctx, r->asked[0], row, i));
	}
	buffer_putc(b, '}');
}

static bool
write_list(struct request *r, const struct column *columns)
{
	struct buffer *b = &r->response.body;
	buffer_puts(b, "{\"data\":[");
	for (int i = 0; i < tx_rows(&r->ctx, r->asked[0]); i++) {
		buffer_comma(b);
		write_object(r, columns, i);
	}
	buffer_puts(b, "]}");
	return true;
}

bool
queues_ask(struct request *r)
{
	r->asked[0] = tx_queue(&r->ctx, (struct stmt){ queues_sql, 0, NULL });
	return true;
}

bool
queues_answer(struct request *r)
{
	return write_list(r, queue_columns);
}

bool
jobs_ask(struct request *r)
{
	static const struct column state = { "state", T_ENUM, .labels = &states },
				   after = { "after", T_TEXT, .min = 1, .max = 24 },
				   limit = { "limit", T_INT, .min = 1, .max = LIMIT_MOST };
	static const struct column *const known[] = { &state, &after, &limit };
	const char *params[] = { NULL, NULL, "20" };
	for (int i = 0; i < r->params.count; i++) {
		const char *name = r->params.name[i];
		const char *pointer = arena_printf(&r->ctx.arena, "?%.100s", name);
		size_t k = 0;
		while (k < 3 && strcmp(known[k]->name, name) != 0)
			k++;
		if (k == 3)
			return fail_field(&r->ctx, pointer, MSG_UNKNOWN_PARAMETER, NULL);
		if (!type_from_text(&r->ctx, known[k], r->params.value[i], pointer, &params[k]))
			return false;
	}
	r->asked[0] = tx_queue(&r->ctx, (struct stmt){ jobs_sql, 3, params });
	return true;
}

bool
jobs_answer(struct request *r)
{
	return write_list(r, job_columns);
}

bool
job_ask(struct request *r)
{
	const char *const params[] = { r->id, r->route->move };
	r->asked[0] = tx_queue(&r->ctx, (struct stmt){ job_sql, 2, params });
	return true;
}

bool
job_answer(struct request *r)
{
	if (tx_rows(&r->ctx, r->asked[0]) == 0)
		return fail(&r->ctx, ERR_NOT_FOUND, MSG_NOT_FOUND);
	write_object(r, job_columns, 0);
	return true;
}
