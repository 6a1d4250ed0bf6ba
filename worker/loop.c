#include "loop.h"

#include <pthread.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "../shared/clock.h"
#include "../shared/config.h"
#include "../shared/log.h"
#include "../shared/redis.h"
#include "exchange.h"
#include "hands.h"
#include "relay.h"
#include "run.h"

enum { PATIENCE_MS = 2000, UNKNOWN_LIMIT_S = 60 };

static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;
static pthread_cond_t ended;
static int running;

static void
log_attempt(const struct task *t, const struct verdict *v, int64_t ms)
{
	static const char *const outcomes[] = {
		[DONE] = "done",   [RETRY] = "retry", [DEAD] = "dead",
		[LATER] = "later", [BACK] = "back",   [DROP] = "over"
	};
	char took[24];
	snprintf(took, sizeof(took), "%lld", (long long)ms);
	log_line(v->outcome == DEAD    ? LOG_ERROR
		 : v->outcome == RETRY ? LOG_WARN
				       : LOG_INFO,
		 "job", "jid", t->jid, "class", t->class, "queue", t->queue, "outcome",
		 outcomes[v->outcome], "why", v->why == MSG_NONE ? NULL : message_code(v->why),
		 "ms", took, "region", region_name(t->region), "organisation",
		 *t->organisation == '\0' ? NULL : t->organisation, "request_id",
		 *t->request_id == '\0' ? NULL : t->request_id, NULL);
}

/* What it returns is valid until the context ends. */
static struct settlement
work_on(struct ctx *ctx, int thread, const char *owner, const char *payload)
{
	struct task *t = arena_alloc(&ctx->arena, sizeof(*t));
	struct verdict v = { .outcome = DEAD, .why = MSG_BAD_JSON, .payload = payload };
	int64_t started = clock_ms();
	bool readable = task_read(ctx, payload, t);
	hands_take(thread, owner, t, t->job == NULL ? UNKNOWN_LIMIT_S : t->job->limit_s);
	if (readable)
		v = run_task(ctx, t);
	int64_t ran_ms = clock_ms() - started;
	hands_empty(thread);
	relay_wake(t->region);
	log_attempt(t, &v, ran_ms);
	owner = arena_copy(&ctx->arena, owner, strlen(owner));
	return (
	    struct settlement){ t->jid, owner, t->queue, v.outcome, v.payload, v.delay_s, ran_ms };
}

/* The texts of a settlement live in the context and the payload, until the next job is there. */
static void *
work(void *arg)
{
	static atomic_int numbers;
	struct ctx ctx = { .config = arg };
	int thread = atomic_fetch_add(&numbers, 1);
	struct seat seat;
	char *payload = NULL;
	redis_set_patience(PATIENCE_MS);
	seat_init(&seat);
	while (exchange(ctx.config, &seat)) {
		ctx_end(&ctx);
		free(payload);
		payload = seat.payload;
		seat.last = work_on(&ctx, thread, seat.owner, payload);
		seat.settled = false;
	}
	ctx_end(&ctx);
	free(payload);
	arena_release(&ctx.arena);
	redis_close();
	pthread_mutex_lock(&lock);
	running--;
	pthread_cond_broadcast(&ended);
	pthread_mutex_unlock(&lock);
	return NULL;
}

bool
loop_start(const struct config *config, int threads)
{
	pthread_condattr_t attr;
	pthread_t thread;
	pthread_condattr_init(&attr);
	pthread_condattr_setclock(&attr, CLOCK_MONOTONIC);
	pthread_cond_init(&ended, &attr);
	pthread_condattr_destroy(&attr);
	for (int i = 0; i < threads && i < HANDS_MOST; i++) {
		if (pthread_create(&thread, NULL, work, (void *)(uintptr_t)config) != 0)
			return false;
		pthread_detach(thread);
		pthread_mutex_lock(&lock);
		running++;
		pthread_mutex_unlock(&lock);
	}
	return true;
}

bool
loop_join(int ms)
{
	int64_t until = clock_ms() + ms;
	struct timespec deadline = { .tv_sec = until / 1000, .tv_nsec = until % 1000 * 1000000 };
	int late = 0;
	pthread_mutex_lock(&lock);
	while (running > 0 && late == 0)
		late = pthread_cond_timedwait(&ended, &lock, &deadline);
	bool all = running == 0;
	pthread_mutex_unlock(&lock);
	return all;
}
