/*
 * COPY is the fastest way in, but it does not work on a table with row-level security. So rows are
 * copied into a temporary table and inserted from there, in one transaction, under the tenant's own
 * policies and with its audit rows.
 */
#include "bulk.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "../shared/account.h"
#include "../shared/config.h"
#include "../shared/conn.h"
#include "../shared/ctx.h"
#include "../shared/pool.h"
#include "../shared/tx.h"

static const char *const first_names[] = { "Anna", "Louis", "Emma",   "Hugo", "Chloé",
					   "Noah", "Léa",   "Olivia", "Théo", "Mia" };
static const char *const last_names[] = { "Martin", "Smith",  "Dubois",   "Johnson", "Lefèvre",
					  "Brown",  "Moreau", "Tremblay", "Garcia",  "Roy" };
static const char *const industries[] = { "software", "finance", "health", "retail", "energy" };
static const char *const countries[] = { "FR", "US", "CA", "DE", "BE" };
static const char *const statuses[] = { "new", "contacted", "engaged", "qualified", "unqualified" };
static const char *const titles[] = { "CEO", "CTO", "Head of Sales", "Directeur commercial",
				      "VP Marketing" };

static const char prepare_sql[] = "CREATE TEMPORARY TABLE incoming (email text, first_name text, "
				  "last_name text, company text, domain text, job_title text,"
				  " industry text, country text, company_size integer, status "
				  "prospect_status, score integer, tags text[]) ON COMMIT DROP";
static const char copy_sql[] = "COPY incoming FROM STDIN";
static const char insert_sql[] =
    "INSERT INTO prospects (organisation_id, email, first_name, last_name, company, domain, "
    "job_title, industry, country,"
    " company_size, status, score, tags) SELECT current_tenant(), * FROM incoming";

static bool
command(PGconn *pg, const char *sql, ExecStatusType wanted)
{
	PGresult *r = PQexec(pg, sql);
	bool fine = PQresultStatus(r) == wanted;
	if (!fine)
		fprintf(stderr, "asa-seed: %s", PQerrorMessage(pg));
	PQclear(r);
	return fine;
}

static int
format_row(char *line, size_t size, const char *tenant, long i)
{
	return snprintf(line, size,
			"p%ld@company-%ld.example\t%s\t%s\tCompany "
			"%ld\tcompany-%ld.example\t%s\t%s\t%s\t%ld\t%s\t%ld\t{%s,batch-%ld}\n",
			i, i % 5000, first_names[i % 10], last_names[i / 10 % 10], i % 5000,
			i % 5000, titles[i % 5], industries[i % 5], countries[i / 7 % 5],
			1 + i * 37 % 5000, statuses[i / 3 % 5], i * 13 % 101, tenant, i % 100);
}

static bool
copy_rows(PGconn *pg, const char *tenant, long rows)
{
	char line[512];
	if (!command(pg, copy_sql, PGRES_COPY_IN))
		return false;
	for (long i = 0; i < rows; i++)
		if (PQputCopyData(pg, line, format_row(line, sizeof(line), tenant, i)) != 1)
			return false;
	if (PQputCopyEnd(pg, NULL) != 1)
		return false;
	PGresult *r = PQgetResult(pg);
	bool fine = PQresultStatus(r) == PGRES_COMMAND_OK;
	for (; r != NULL; r = PQgetResult(pg))
		PQclear(r);
	return fine;
}

static bool
enter(PGconn *pg, const char *organisation)
{
	const char *const params[] = { organisation };
	PGresult *r = PQexecParams(pg, "SELECT set_config('asa.organisation', $1, true)", 1, NULL,
				   params, NULL, NULL, 0);
	bool fine = PQresultStatus(r) == PGRES_TUPLES_OK;
	PQclear(r);
	return fine;
}

static bool
load(struct ctx *ctx, const char *organisation, const char *tenant, long rows)
{
	enum pool_failure failure;
	struct conn *c = pool_get(region_pool(ctx->region), &failure);
	if (c == NULL)
		return false;
	PQsetnonblocking(c->pg, 0);
	bool fine = command(c->pg, "SET statement_timeout = 0", PGRES_COMMAND_OK) &&
		    command(c->pg, "BEGIN", PGRES_COMMAND_OK) && enter(c->pg, organisation) &&
		    command(c->pg, prepare_sql, PGRES_COMMAND_OK) &&
		    copy_rows(c->pg, tenant, rows) &&
		    command(c->pg, insert_sql, PGRES_COMMAND_OK) &&
		    command(c->pg, "COMMIT", PGRES_COMMAND_OK);
	c->discard = true;
	pool_put(region_pool(ctx->region), c);
	return fine;
}

static bool
make_tenant(struct ctx *ctx, long number, long rows)
{
	struct login login;
	const char *name = arena_printf(&ctx->arena, "load-%ld", number);
	const struct registration r = {
		.organisation_name = name,
		.name = name,
		.email = arena_printf(&ctx->arena, "%s@example.com", name),
		.password = "Load-test-1!",
		.region = region_find(ctx->config->default_region),
		.locale = LOCALE_EN,
	};
	snprintf(ctx->address, sizeof(ctx->address), "seed");
	if (!account_register(ctx, &r, &login) || !tx_commit(ctx))
		return ctx->error == ERR_CONFLICT;
	tx_end(ctx);
	printf("%s: %ld prospects\n", r.email, rows);
	return load(ctx, login.who.organisation, name, rows);
}

bool
seed_bulk(const struct config *config, long tenants, long rows)
{
	struct ctx ctx = { .config = config };
	bool fine = true;
	for (long i = 1; fine && i <= tenants; i++) {
		fine = make_tenant(&ctx, i, rows);
		if (!fine)
			fprintf(stderr, "asa-seed: tenant %ld could not be made: %s\n", i,
				message_text(ctx.message, LOCALE_EN));
		ctx_end(&ctx);
	}
	arena_release(&ctx.arena);
	return fine;
}
