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
#include "broker.h"
#include "hands.h"
#include "relay.h"
#include "run.h"

enum { IDLE_MS = 50, DOWN_MS = 250, PATIENCE_MS = 2000, UNKNOWN_LIMIT_S = 60 };

static struct {
	char key[64]; /* queue:<name> */
	int weight;
} queues[QUEUES_MOST];
static int queue_count;

static pthread_mutex_t turn = PTHREAD_MUTEX_INITIALIZER;
static pthread_cond_t wake, handed, ended;
static atomic_bool quiet;
static int running;
/* Threads without a job, whether one of them asks Redis, and what was claimed for them. */
static int idle;
static bool looking, woken;
static struct {
	char *payload;
	char owner[OWNER_TEXT];
} ready[CLAIM_MOST];
static int ready_count;

bool
loop_queues(const char *text)
{
	queue_count = 0;
	for (const char *p = text; *p != '\0'; p += *p == ',') {
		size_t len = strcspn(p, ",:");
		if (queue_count == QUEUES_MOST || len == 0 || len > 40)
			break;
		snprintf(queues[queue_count].key, sizeof(queues[0].key), "queue:%.*s", (int)len, p);
		p += len;
		char *end = (char *)(uintptr_t)p;
		long weight = *p == ':' ? strtol(p + 1, &end, 10) : 1;
		p = end;
		if (weight < 1 || weight > 1000 || (*p != '\0' && *p != ','))
			break;
		queues[queue_count++].weight = (int)weight;
		if (*p == '\0')
			return true;
	}
	fputs("--queues: must be names with weights from 1 to 1000: critical:6,default:3\n",
	      stderr);
	return false;
}

/* A random order in which a queue of twice the weight comes first twice as often. */
static void
draw_order(const char *order[QUEUES_MOST])
{
	bool drawn[QUEUES_MOST] = { false };
	int64_t total = 0;
	for (int i = 0; i < queue_count; i++)
		total += queues[i].weight;
	for (int n = 0; n < queue_count; n++) {
		int64_t left = clock_jitter(total);
		for (int i = 0; i < queue_count; i++) {
			if (drawn[i] || (left -= queues[i].weight) >= 0)
				continue;
			drawn[i] = true;
			total -= queues[i].weight;
			order[n] = queues[i].key;
			break;
		}
	}
}

static void
wait_ms(int64_t ms)
{
	int64_t until = clock_ms() + ms;
	struct timespec deadline = { .tv_sec = until / 1000, .tv_nsec = until % 1000 * 1000000 };
	pthread_cond_timedwait(&wake, &turn, &deadline);
}

/* Asks Redis for as many jobs as threads wait for one. Called with the lock, let go meanwhile. */
static void
look(const struct config *config)
{
	const char *order[QUEUES_MOST];
	char owners[CLAIM_MOST][OWNER_TEXT], *payloads[CLAIM_MOST];
	struct wanted w = { order,           queue_count,
			    owners,          idle < CLAIM_MOST ? idle : CLAIM_MOST,
			    config->lease_s, config->jobs_at_once };
	draw_order(order);
	woken = false;
	for (int i = 0; i < w.count; i++)
		hands_owner(owners[i]);
	pthread_mutex_unlock(&turn);
	int taken = broker_claim(&w, payloads);
	pthread_mutex_lock(&turn);
	for (int i = 0; i < taken; i++) {
		ready[ready_count].payload = payloads[i];
		memcpy(ready[ready_count++].owner, owners[i], OWNER_TEXT);
	}
	/* What came while Redis was asked may not wait. */
	if (taken <= 0 && !woken && !atomic_load(&quiet))
		wait_ms(taken < 0 ? DOWN_MS : IDLE_MS);
}

/*
 * Waits for a job; NULL when it is time to stop. One thread looks, for itself and for all others
 * that wait: so an idle process asks Redis 20 times a second, and a busy one seldom asks for one
 * job only, however many threads it has.
 */
static char *
fetch(const struct config *config, char owner[OWNER_TEXT])
{
	char *payload = NULL;
	pthread_mutex_lock(&turn);
	idle++;
	while (ready_count == 0 && !atomic_load(&quiet)) {
		if (looking) {
			pthread_cond_wait(&handed, &turn);
			continue;
		}
		looking = true;
		look(config);
		looking = false;
		pthread_cond_broadcast(&handed);
	}
	idle--;
	if (ready_count > 0) {
		payload = ready[--ready_count].payload;
		memcpy(owner, ready[ready_count].owner, OWNER_TEXT);
	}
	/* Whoever still waits must look for itself now. */
	pthread_cond_signal(&handed);
	pthread_mutex_unlock(&turn);
	return payload;
}

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

static void
work_on(struct ctx *ctx, int thread, const char *owner, const char *payload)
{
	struct task t;
	struct verdict v = { .outcome = DEAD, .why = MSG_BAD_JSON, .payload = payload };
	int64_t started = clock_ms();
	bool readable = task_read(ctx, payload, &t);
	hands_take(thread, owner, &t, t.job == NULL ? UNKNOWN_LIMIT_S : t.job->limit_s);
	if (readable)
		v = run_task(ctx, &t);
	struct settlement s = {
		t.jid, owner, t.queue, v.outcome, v.payload, v.delay_s, clock_ms() - started
	};
	broker_settle(&s);
	hands_empty(thread);
	relay_wake();
	log_attempt(&t, &v, clock_ms() - started);
}

static void *
work(void *arg)
{
	static atomic_int numbers;
	struct ctx ctx = { .config = arg };
	char owner[OWNER_TEXT];
	int thread = atomic_fetch_add(&numbers, 1);
	char *payload;
	redis_set_patience(PATIENCE_MS);
	while ((payload = fetch(ctx.config, owner)) != NULL) {
		work_on(&ctx, thread, owner, payload);
		ctx_end(&ctx);
		free(payload);
	}
	arena_release(&ctx.arena);
	redis_close();
	pthread_mutex_lock(&turn);
	running--;
	pthread_cond_broadcast(&ended);
	pthread_mutex_unlock(&turn);
	return NULL;
}

void
loop_init(void)
{
	pthread_condattr_t attr;
	pthread_condattr_init(&attr);
	pthread_condattr_setclock(&attr, CLOCK_MONOTONIC);
	pthread_cond_init(&wake, &attr);
	pthread_cond_init(&handed, &attr);
	pthread_cond_init(&ended, &attr);
	pthread_condattr_destroy(&attr);
}

bool
loop_start(const struct config *config, int threads)
{
	pthread_t thread;
	for (int i = 0; i < threads && i < HANDS_MOST; i++) {
		if (pthread_create(&thread, NULL, work, (void *)(uintptr_t)config) != 0)
			return false;
		pthread_detach(thread);
		pthread_mutex_lock(&turn);
		running++;
		pthread_mutex_unlock(&turn);
	}
	return true;
}

void
loop_wake(void)
{
	pthread_mutex_lock(&turn);
	woken = true;
	pthread_cond_broadcast(&wake);
	pthread_mutex_unlock(&turn);
}

void
loop_quiet(void)
{
	atomic_store(&quiet, true);
	pthread_mutex_lock(&turn);
	pthread_cond_broadcast(&wake);
	pthread_cond_broadcast(&handed);
	pthread_mutex_unlock(&turn);
}

bool
loop_join(int ms)
{
	int64_t until = clock_ms() + ms;
	struct timespec deadline = { .tv_sec = until / 1000, .tv_nsec = until % 1000 * 1000000 };
	int late = 0;
	pthread_mutex_lock(&turn);
	while (running > 0 && late == 0)
		late = pthread_cond_timedwait(&ended, &turn, &deadline);
	bool all = running == 0;
	pthread_mutex_unlock(&turn);
	return all;
}
