#include "faults.h"

#include <stddef.h>

#include "../shared/password.h"
#include "../shared/tx.h"
#include "suite.h"

static int left;
static int64_t retries;
static void (*meanwhile)(void *);
static void *meanwhile_arg;

void
faults_at(int n)
{
	left = n;
	meanwhile = NULL;
}

void
faults_setup(void)
{
	retries = suite_config.retries;
	suite_config.retries = 0;
}

void
faults_teardown(void)
{
	faults_at(0);
	suite_config.retries = retries;
}

bool
faults_struck(void)
{
	return left == 0;
}

void
faults_meanwhile(int n, void (*action)(void *), void *arg)
{
	left = n;
	meanwhile = action;
	meanwhile_arg = arg;
}

/* True when this step goes on. */
static bool
step(void)
{
	void (*action)(void *) = meanwhile;
	if (left == 0 || --left > 0)
		return true;
	meanwhile = NULL;
	if (action != NULL)
		action(meanwhile_arg);
	return action != NULL;
}

static bool
step_of(struct ctx *ctx)
{
	return step() || fail_retry(ctx, ERR_UNAVAILABLE, MSG_UNAVAILABLE, 1);
}

/* What the linker calls these functions when it wraps them (ld(1), --wrap). */
bool __real_tx_open(struct ctx *);
int __real_PQsendFlushRequest(PGconn *);
int __real_PQpipelineSync(PGconn *);
bool __real_password_hash(struct ctx *, const char *, char[PASSWORD_HASH]);
bool __real_password_verify(struct ctx *, const char *, const char *, bool *);
bool __wrap_tx_open(struct ctx *);
int __wrap_PQsendFlushRequest(PGconn *);
int __wrap_PQpipelineSync(PGconn *);
bool __wrap_password_hash(struct ctx *, const char *, char[PASSWORD_HASH]);
bool __wrap_password_verify(struct ctx *, const char *, const char *, bool *);

bool
__wrap_tx_open(struct ctx *ctx)
{
	return step_of(ctx) && __real_tx_open(ctx);
}

int
__wrap_PQsendFlushRequest(PGconn *pg)
{
	return step() ? __real_PQsendFlushRequest(pg) : 0;
}

int
__wrap_PQpipelineSync(PGconn *pg)
{
	return step() ? __real_PQpipelineSync(pg) : 0;
}

bool
__wrap_password_hash(struct ctx *ctx, const char *password, char out[PASSWORD_HASH])
{
	return step_of(ctx) && __real_password_hash(ctx, password, out);
}

bool
__wrap_password_verify(struct ctx *ctx, const char *password, const char *hash, bool *matches)
{
	return step_of(ctx) && __real_password_verify(ctx, password, hash, matches);
}

int
faults_sweep(bool (*call)(struct ctx *, void *), void *arg)
{
	for (int n = 1;; n++) {
		struct ctx ctx = suite_ctx();
		faults_at(n);
		bool fine = call(&ctx, arg), struck = faults_struck();
		faults_at(0);
		ck_assert_int_eq(fine, !struck);
		ck_assert_int_eq(ctx.error, struck ? ERR_UNAVAILABLE : ERR_NONE);
		suite_end(&ctx);
		if (fine)
			return n - 1;
	}
}
