#include "command.h"

#include <json-c/json.h>
#include <stdbool.h>
#include <stdio.h>
#include <string.h>

#include "../shared/config.h"
#include "../shared/pool.h"
#include "../shared/retry.h"
#include "../shared/tx.h"
#include "jobs.h"

/* A statement on every database, and how its rows are shown. */
struct inquiry {
	const char *sql, *argument;
	long rows;
};

static const char list_sql[] =
    "SELECT jid, state, queue, class, attempts, to_char(run_at, 'YYYY-MM-DD HH24:MI:SS'),"
    " coalesce(last_error, '') FROM jobs WHERE $1::job_state IS NULL OR state = $1::job_state"
    " ORDER BY id DESC LIMIT 100";
static const char show_sql[] = "SELECT k || ': ' || coalesce(v, '') FROM jobs j, LATERAL "
			       "jsonb_each_text(to_jsonb(j)) AS e (k, "
			       "v) WHERE jid = $1";
/* The worker hears of it by NOTIFY, as of a new job. */
static const char retry_sql[] =
    "WITH again AS (UPDATE jobs SET state = 'pending', run_at = now(), finished_at = NULL WHERE "
    "jid = "
    "$1 AND state NOT IN ('done', 'running') RETURNING jid) SELECT 'waits again: ' || jid, "
    "pg_notify('job_new', '') FROM again";
static const char discard_sql[] = "UPDATE jobs SET state = 'cancelled', finished_at = "
				  "clock_timestamp() WHERE jid = $1 AND state NOT "
				  "IN ('done', 'cancelled') RETURNING 'cancelled: ' || jid";

static bool
inquire(struct ctx *ctx, void *arg)
{
	struct inquiry *q = arg;
	const char *const params[] = { q->argument };
	int n = tx_queue(ctx, (struct stmt){ q->sql, 1, params });
	if (!tx_commit(ctx))
		return false;
	for (int row = 0; row < tx_rows(ctx, n); row++, q->rows++)
		for (int c = 0; c < PQnfields(tx_result(ctx, n)); c++) {
			const char *cell = tx_cell(ctx, n, row, c);
			if (cell != NULL && *cell != '\0')
				printf("%s%s", c == 0 ? "" : "  ", cell);
			if (c == PQnfields(tx_result(ctx, n)) - 1)
				putchar('\n');
		}
	return true;
}

/* On every database. Returns the exit status. */
static int
everywhere(const struct config *config, struct inquiry *q, bool must_find)
{
	struct ctx ctx = { .config = config };
	int status = 0;
	for (int r = 0; r < REGIONS; r++) {
		ctx.region = (enum region)r;
		if (region_is_first((enum region)r) && !retry_tx(&ctx, false, inquire, q)) {
			fprintf(stderr, "asa-worker: region %s: %s\n", region_name((enum region)r),
				message_code(ctx.message));
			status = 1;
		}
		ctx_end(&ctx);
	}
	arena_release(&ctx.arena);
	if (must_find && q->rows == 0) {
		fputs("asa-worker: there is no such job, or not in a state for this\n", stderr);
		return 1;
	}
	return status;
}

static int
usage(void)
{
	fputs("asa-worker: wrong arguments (try --help)\n", stderr);
	return 2;
}

static int
jobs_command(const struct config *config, int argc, char **argv)
{
	static const struct {
		const char *name, *sql;
	} commands[] = { { "show", show_sql }, { "retry", retry_sql }, { "discard", discard_sql } };
	const char *name = argc > 2 ? argv[2] : "";
	if (strcmp(name, "list") == 0 && argc <= 4) {
		struct inquiry q = { list_sql, argc == 4 ? argv[3] : NULL, 0 };
		return everywhere(config, &q, false);
	}
	for (size_t i = 0; i < sizeof(commands) / sizeof(commands[0]); i++)
		if (strcmp(name, commands[i].name) == 0 && argc == 4) {
			struct inquiry q = { commands[i].sql, argv[3], 0 };
			return everywhere(config, &q, true);
		}
	return usage();
}

/* Here and now, beside the queue: for recurring jobs, which can be repeated at any time. */
static int
run_command(const struct config *config, const char *name, bool dry_run)
{
	struct task t = { .job = job_find(name), .dry_run = dry_run };
	int status = 0;
	if (t.job == NULL || t.job->mode != IN_STEPS) {
		fprintf(stderr, "asa-worker: there is no job %s that can be run here\n", name);
		return 2;
	}
	if (dry_run && t.job->run != job_retention_purge) {
		fprintf(stderr, "asa-worker: %s has no dry run\n", name);
		return 2;
	}
	struct ctx ctx = { .config = config };
	snprintf(t.class, sizeof(t.class), "%s", name);
	for (int r = 0; r < REGIONS; r++) {
		ctx.region = t.region = (enum region)r;
		if (region_is_first((enum region)r) && !t.job->run(&ctx, &t)) {
			fprintf(stderr, "asa-worker: region %s: %s\n", region_name((enum region)r),
				message_code(ctx.message));
			status = 1;
		}
		ctx_end(&ctx);
	}
	arena_release(&ctx.arena);
	return status;
}

int
command_run(const struct config *config, int argc, char **argv)
{
	if (strcmp(argv[1], "jobs") == 0)
		return jobs_command(config, argc, argv);
	bool dry = argc == 4 && strcmp(argv[3], "--dry-run") == 0;
	if (strcmp(argv[1], "run") == 0 && (argc == 3 || dry))
		return run_command(config, argv[2], dry);
	return usage();
}
