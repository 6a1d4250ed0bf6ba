/*
 * The tenant's check, the handler's statements and the commit go out together: one round trip. Only
 * a POST with an Idempotency-Key takes more, because its answer is stored in the transaction that
 * it describes.
 */
#include "dispatch.h"

#include <stdbool.h>
#include <string.h>

#include "../shared/retry.h"
#include "../shared/tx.h"
#include "auth.h"
#include "idempotency.h"
#include "problem.h"
#include "request.h"
#include "response.h"
#include "routes.h"

static bool
answer_once(struct request *r)
{
	if (!r->route->ask(r))
		return false;
	if (!tx_commit(&r->ctx))
		return false;
	tenant_entered(&r->ctx);
	return r->route->answer(r);
}

static bool
answer_repeatably(struct request *r, const char *key)
{
	bool replayed;
	if (!tx_flush(&r->ctx))
		return false;
	tenant_entered(&r->ctx);
	if (!idempotency_claim(r, key, &replayed))
		return false;
	if (replayed)
		return true;
	if (!r->route->ask(r) || !tx_flush(&r->ctx) || !r->route->answer(r))
		return false;
	idempotency_store(r, key);
	return true;
}

/* May run more than once: see retry_tx. */
static bool
in_tenant(struct ctx *ctx, void *arg)
{
	struct request *r = arg;
	const char *key =
	    (r->route->flags & CHANGES) != 0 ? request_param(r, "HTTP_IDEMPOTENCY_KEY") : NULL;
	response_reset(r);
	tenant_enter(ctx, &r->who, route_role(r->route, r->entity));
	return key != NULL ? answer_repeatably(r, key) : answer_once(r);
}

static bool
only_enter(struct ctx *ctx, void *arg)
{
	struct request *r = arg;
	tenant_enter(ctx, &r->who, route_role(r->route, r->entity));
	if (!tx_commit(ctx))
		return false;
	tenant_entered(ctx);
	return true;
}

/* Who may not come in at all is told just that, whatever else is wrong with the request. */
static void
refuse(struct request *r)
{
	struct ctx *ctx = &r->ctx;
	enum error error = ctx->error;
	enum message message = ctx->message;
	const char *arg = ctx->args[0];
	struct field_error *fields = ctx->fields;
	ctx_clear(ctx);
	if (!retry_tx(ctx, true, only_enter, r))
		return;
	ctx->fields = fields;
	fail_with(ctx, error, message, arg);
}

static bool
handle(struct request *r)
{
	if (!route_find(r) || !auth_check(r))
		return false;
	bool public = route_role(r->route, r->entity) == ROLE_PUBLIC;
	if (!request_prepare(r)) {
		if (!public)
			refuse(r);
		return false;
	}
	if (public)
		return r->route->answer(r);
	bool safe = strcmp(r->route->method, "GET") == 0;
	return retry_tx(&r->ctx, safe, in_tenant, r);
}

void
dispatch(struct request *r)
{
	if (!ctx_ok(&r->ctx) || !handle(r))
		problem_write(r);
	tx_end(&r->ctx);
}
