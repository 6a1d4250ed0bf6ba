/* Runs every suite in one process: the database of the test servers is shared, and sanitizers see
 * everything. */
#include <sodium.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "../shared/account.h"
#include "../shared/log.h"
#include "../shared/password.h"
#include "../shared/redis.h"
#include "../shared/region.h"
#include "../shared/tenant.h"
#include "../shared/token.h"
#include "../shared/tx.h"
#include "suite.h"

struct config suite_config;

struct ctx
suite_ctx(void)
{
	return (struct ctx){ .config = &suite_config, .region = REGION_EU };
}

void
suite_end(struct ctx *ctx)
{
	ctx_end(ctx);
	arena_release(&ctx->arena);
}

struct login
suite_login(void)
{
	struct ctx ctx = suite_ctx();
	struct login login;
	char id[UUID_LEN + 1], email[80];
	uuid_v7(id);
	snprintf(email, sizeof(email), "%s@unit.example", id);
	const struct registration r = { .organisation_name = "Unit",
					.name = "Unit",
					.email = email,
					.password = "correct horse battery",
					.region = REGION_EU };
	ck_assert(account_register(&ctx, &r, &login));
	suite_end(&ctx);
	return login;
}

void
suite_enter_new_tenant(struct ctx *ctx, char id[UUID_LEN + 1])
{
	uuid_v7(id);
	tenant_assume(ctx, id, NULL);
	const char *const params[] = { id };
	tx_queue(ctx, (struct stmt){ "INSERT INTO organisations (id, name, slug, region) VALUES "
				     "(current_tenant(), 'Unit test',"
				     " 'unit-' || $1::text, 'eu')",
				     1, params });
}

int
main(void)
{
	static TCase *(*const cases[])(
	    void) = { case_arena,   case_buffer,   case_clock,     case_uuid,        case_bytes,
		      case_message, case_config,   case_json,      case_log,         case_params,
		      case_query,   case_type,     case_token,     case_token_cache, case_password,
		      case_conn,    case_pool,     case_retry,     case_tx,          case_session,
		      case_account, case_store,    case_agreement, case_dispatch,    case_routes,
		      case_address, case_endpoint, case_reply,     case_rules };
	if (sodium_init() < 0 || !config_read(&suite_config, stderr) ||
	    !token_init(&suite_config) || !password_init(&suite_config) ||
	    !redis_init(&suite_config))
		return 1;
	log_init("unit", LOG_ERROR, 0);
	region_init(&suite_config);
	Suite *suite = suite_create("unit");
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++)
		suite_add_tcase(suite, cases[i]());
	SRunner *runner = srunner_create(suite);
	srunner_set_fork_status(runner, CK_NOFORK);
	srunner_run_all(runner, CK_NORMAL);
	int failed = srunner_ntests_failed(runner);
	srunner_free(runner);
	region_release();
	password_release();
	redis_close();
	return failed == 0 ? EXIT_SUCCESS : EXIT_FAILURE;
}
