/* The suites of Check tests, and what several of them need. */
#ifndef SUITE_H
#define SUITE_H

#include <check.h>
#undef fail /* ours is in ctx.h */

#include "../shared/config.h"
#include "../shared/ctx.h"
#include "../shared/session.h"

/* One a file. */
TCase *case_account(void), *case_arena(void), *case_buffer(void), *case_clock(void),
    *case_uuid(void), *case_bytes(void), *case_message(void), *case_config(void), *case_json(void),
    *case_params(void), *case_query(void), *case_type(void), *case_token(void), *case_log(void),
    *case_token_cache(void), *case_password(void), *case_conn(void), *case_pool(void),
    *case_retry(void), *case_session(void), *case_tx(void), *case_store(void),
    *case_agreement(void), *case_dispatch(void), *case_routes(void), *case_address(void),
    *case_endpoint(void), *case_reply(void), *case_rules(void);

/* The settings of the test servers, read from the environment. */
extern struct config suite_config;

/* A context of these settings; release it with suite_end. */
struct ctx suite_ctx(void);
void suite_end(struct ctx *);

/* The log-in of a new account in the EU. */
struct login suite_login(void);

/* Makes an organisation in ctx->region and enters it for the transaction that is open. Its id is
 * copied to `id`. */
void suite_enter_new_tenant(struct ctx *, char id[UUID_LEN + 1]);

#endif
