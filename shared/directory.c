#include "directory.h"

#include <string.h>

#include "bytes.h"
#include "config.h"
#include "retry.h"
#include "tx.h"

static const char find_sql[] =
    "SELECT region, organisation_id FROM directory WHERE email_hash = $1::bytea";
static const char claim_sql[] =
    "INSERT INTO directory (email_hash, region, organisation_id) VALUES ($1::bytea, $2::region, "
    "$3::uuid)"
    " ON CONFLICT (email_hash) DO UPDATE SET region = excluded.region,"
    " organisation_id = excluded.organisation_id, created_at = now()"
    " WHERE directory.region = $4::region AND directory.organisation_id = $5::uuid"
    " AND ($6::boolean OR directory.created_at < now() - interval '15 seconds') RETURNING region";
static const char taken_sql[] = "SELECT gate.email_taken($1)";

struct entry {
	char hash[HASH_HEX];
	const char *email, *organisation;
	enum region region;
	enum region old_region; /* REGIONS: no entry */
	char old_organisation[UUID_LEN + 1];
	bool done;
};

static void
hash_email(const struct config *c, const char *email, char out[HASH_HEX])
{
	unsigned char hash[HASH_LEN];
	bytes_hash(email, strlen(email), c->directory_key, hash);
	bytes_to_bytea(hash, out);
}

static bool
find(struct ctx *ctx, void *arg)
{
	struct entry *e = arg;
	const char *const params[] = { e->hash };
	int n = tx_queue(ctx, (struct stmt){ find_sql, 1, params });
	if (!tx_commit(ctx))
		return false;
	e->old_region = REGIONS;
	if (tx_rows(ctx, n) == 1) {
		e->old_region = region_find(tx_cell(ctx, n, 0, 0));
		memcpy(e->old_organisation, tx_cell(ctx, n, 0, 1), sizeof(e->old_organisation));
	}
	return true;
}

static bool
run_in(struct ctx *ctx, enum region region, bool safe, bool (*body)(struct ctx *, void *),
       struct entry *e)
{
	enum region here = ctx->region;
	ctx->region = region;
	bool fine = retry_tx(ctx, safe, body, e);
	tx_end(ctx);
	ctx->region = here;
	return fine;
}

bool
directory_find(struct ctx *ctx, const char *email, enum region *region)
{
	struct entry e = { .email = email };
	hash_email(ctx->config, email, e.hash);
	if (!run_in(ctx, REGION_GLOBAL, true, find, &e))
		return false;
	*region = e.old_region;
	return true;
}

static bool
is_taken(struct ctx *ctx, void *arg)
{
	struct entry *e = arg;
	const char *const params[] = { e->email };
	int n = tx_queue(ctx, (struct stmt){ taken_sql, 1, params });
	if (!tx_commit(ctx))
		return false;
	e->done = *tx_cell(ctx, n, 0, 0) == 't';
	return true;
}

/*
 * Inserts, or replaces the very entry that was looked at: whoever is quicker wins, nobody
 * overwrites. An entry in another database may belong to a registration that is still running, so
 * it is left alone for longer than one can take; within one database the unique index on users
 * decides.
 */
static bool
claim(struct ctx *ctx, void *arg)
{
	struct entry *e = arg;
	bool fresh = e->old_region == REGIONS;
	bool same = !fresh && region_pool(e->old_region) == region_pool(e->region);
	const char *const params[] = { e->hash,
				       region_name(e->region),
				       e->organisation,
				       fresh ? NULL : region_name(e->old_region),
				       fresh ? NULL : e->old_organisation,
				       same ? "true" : "false" };
	int n = tx_queue(ctx, (struct stmt){ claim_sql, 6, params });
	if (!tx_commit(ctx))
		return false;
	e->done = tx_rows(ctx, n) == 1;
	return true;
}

static bool
taken(struct ctx *ctx, const char *pointer)
{
	fail(ctx, ERR_CONFLICT, MSG_CONFLICT);
	return fail_field(ctx, pointer, MSG_TAKEN, NULL);
}

bool
directory_claim(struct ctx *ctx, const char *email, enum region region, const char *organisation,
		const char *pointer)
{
	struct entry e = { .email = email, .region = region, .organisation = organisation };
	hash_email(ctx->config, email, e.hash);
	if (!run_in(ctx, REGION_GLOBAL, true, find, &e))
		return false;
	if (e.old_region != REGIONS) {
		if (!run_in(ctx, e.old_region, true, is_taken, &e))
			return false;
		if (e.done)
			return taken(ctx, pointer);
	}
	if (!run_in(ctx, REGION_GLOBAL, false, claim, &e))
		return false;
	return e.done || taken(ctx, pointer);
}
