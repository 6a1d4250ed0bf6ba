#include "program.h"

#include <sodium.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "config.h"
#include "ctx.h"
#include "log.h"
#include "pool.h"
#include "retry.h"
#include "tx.h"
#include "version.h"

int
program_argument(int argc, char **argv, const char *name, void (*help)(void))
{
	if (argc == 2 && strcmp(argv[1], "--version") == 0) {
		printf("%s %s\n", name, PRODUCT_VERSION);
		return 0;
	}
	if (argc == 2 && strcmp(argv[1], "--help") == 0) {
		help();
		return 0;
	}
	fprintf(stderr, "%s: unknown argument %s (try --help)\n", name, argv[1]);
	return 2;
}

static enum log_level
level_of(const char *name)
{
	static const char *const names[] = { "debug", "info", "warn", "error" };
	for (int i = 0; i < 4; i++)
		if (strcmp(names[i], name) == 0)
			return (enum log_level)i;
	return LOG_INFO;
}

bool
program_start(const char *name, struct config *c)
{
	if (sodium_init() < 0) {
		fprintf(stderr, "%s: libsodium can not be initialised\n", name);
		return false;
	}
	if (!config_read(c, stderr))
		return false;
	log_init(name, level_of(c->log_level), strcmp(c->log_format, "json") == 0);
	return true;
}

static bool
count_well_known(struct ctx *ctx, void *arg)
{
	int n = tx_queue(ctx, (struct stmt){ "SELECT gate.well_known_accounts()", 0, NULL });
	if (!tx_commit(ctx))
		return false;
	*(bool *)arg = strcmp(tx_cell(ctx, n, 0, 0), "0") != 0;
	return true;
}

static bool
is_fit(struct ctx *ctx, enum region region, bool must_answer)
{
	enum pool_failure failure;
	bool well_known = false;
	struct pool *pool = region_pool(region);
	struct conn *c = pool_get(pool, &failure);
	if (c == NULL) {
		bool fatal = failure == POOL_REFUSED || must_answer;
		if (fatal)
			fprintf(stderr, "the database of region %s %s\n", region_name(region),
				failure == POOL_REFUSED ? "must not be used: see the reason above"
							: "does not answer");
		return !fatal;
	}
	pool_put(pool, c);
	ctx->region = region;
	if (config_is_development(ctx->config) ||
	    !retry_tx(ctx, true, count_well_known, &well_known))
		return true;
	if (well_known)
		fputs("an account of the seed with a published password is active: delete it, or "
		      "set ASA_ENV=development\n",
		      stderr);
	return !well_known;
}

bool
program_databases_fit(const struct config *config, bool must_answer)
{
	struct ctx ctx = { .config = config };
	bool fit = true;
	for (int r = 0; r < REGIONS && fit; r++) {
		fit = is_fit(&ctx, (enum region)r, must_answer);
		ctx_end(&ctx);
	}
	arena_release(&ctx.arena);
	return fit;
}
