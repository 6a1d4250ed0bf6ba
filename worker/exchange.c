#include "exchange.h"

#include <stdatomic.h>
#include <string.h>
#include <time.h>

#include "../shared/clock.h"
#include "../shared/config.h"
#include "hands.h"
#include "queues.h"

enum { IDLE_MS = 50, DOWN_MS = 250 };

static pthread_mutex_t turn = PTHREAD_MUTEX_INITIALIZER;
static pthread_cond_t wake;
static pthread_condattr_t monotonic;
static atomic_bool quiet;
/* Those that wait, who came first first; whether one of them talks with Redis, or is about to. */
static struct seat *waiting[HANDS_MOST];
static int waiting_count;
static bool looking, woken;

void
exchange_init(void)
{
	pthread_condattr_init(&monotonic);
	pthread_condattr_setclock(&monotonic, CLOCK_MONOTONIC);
	pthread_cond_init(&wake, &monotonic);
}

void
seat_init(struct seat *s)
{
	*s = (struct seat){ .settled = true };
	pthread_cond_init(&s->called, &monotonic);
}

static void
wait_ms(int64_t ms)
{
	int64_t until = clock_ms() + ms;
	struct timespec deadline = { .tv_sec = until / 1000, .tv_nsec = until % 1000 * 1000000 };
	pthread_cond_timedwait(&wake, &turn, &deadline);
}

/* Has what it came for. */
static bool
is_served(const struct seat *s)
{
	return s->settled && (s->payload != NULL || atomic_load(&quiet));
}

static int
endings(struct seat *out[EXCHANGE_MOST], struct settlement settlements[EXCHANGE_MOST])
{
	int n = 0;
	for (int i = 0; i < waiting_count && n < EXCHANGE_MOST; i++) {
		if (waiting[i]->settled)
			continue;
		out[n] = waiting[i];
		settlements[n++] = waiting[i]->last;
	}
	return n;
}

static int
jobs_wanted(void)
{
	int n = 0;
	for (int i = 0; i < waiting_count && n < EXCHANGE_MOST; i++)
		n += waiting[i]->payload == NULL;
	return atomic_load(&quiet) ? 0 : n;
}

/* Gives out what was claimed. There are at least as many seats without a job as when it was asked
 * for, for only this thread gives. */
static void
give(char *payloads[EXCHANGE_MOST], char owners[EXCHANGE_MOST][OWNER_TEXT], int count)
{
	for (int i = 0, given = 0; given < count && i < waiting_count; i++) {
		if (waiting[i]->payload != NULL)
			continue;
		waiting[i]->payload = payloads[given];
		memcpy(waiting[i]->owner, owners[given++], OWNER_TEXT);
	}
}

/*
 * Tells Redis what has ended, and asks for as many jobs as threads wait for one. A settlement that
 * Redis did not get is not repeated: the lease ends, and the ledger knows better than to run the
 * job again. Called with the lock, let go meanwhile.
 */
static void
look(const struct config *config)
{
	const char *order[QUEUES_MOST];
	char owners[EXCHANGE_MOST][OWNER_TEXT], *payloads[EXCHANGE_MOST];
	struct seat *ended[EXCHANGE_MOST];
	struct settlement settlements[EXCHANGE_MOST];
	struct wanted w = { order,         queues_draw(order), owners,
			    jobs_wanted(), config->lease_s,    config->jobs_at_once };
	int settling = endings(ended, settlements);
	woken = false;
	for (int i = 0; i < w.count; i++)
		hands_owner(owners[i]);
	pthread_mutex_unlock(&turn);
	int taken = broker_exchange(settlements, settling, &w, payloads);
	pthread_mutex_lock(&turn);
	for (int i = 0; i < settling; i++)
		ended[i]->settled = true;
	give(payloads, owners, taken);
	/* What came while Redis was asked may not wait. */
	if (taken <= 0 && settling == 0 && !woken && !atomic_load(&quiet))
		wait_ms(taken < 0 ? DOWN_MS : IDLE_MS);
}

/* Each that has what it came for is called, and one more, to look for the rest. */
static void
call(const struct seat *self)
{
	bool next = is_served(self);
	for (int i = 0; i < waiting_count; i++) {
		bool served = is_served(waiting[i]);
		if (waiting[i] != self && (served || next))
			pthread_cond_signal(&waiting[i]->called);
		next = next && served;
	}
}

static void
leave(const struct seat *s)
{
	int at = 0;
	while (waiting[at] != s)
		at++;
	waiting_count--;
	memmove(&waiting[at], &waiting[at + 1], (size_t)(waiting_count - at) * sizeof(*waiting));
}

bool
exchange(const struct config *config, struct seat *s)
{
	pthread_mutex_lock(&turn);
	s->payload = NULL;
	waiting[waiting_count++] = s;
	if (!s->settled) {
		woken = true;
		pthread_cond_signal(&wake);
	}
	while (!is_served(s)) {
		if (looking) {
			pthread_cond_wait(&s->called, &turn);
			continue;
		}
		looking = true;
		look(config);
		looking = false;
		call(s);
	}
	leave(s);
	pthread_mutex_unlock(&turn);
	return s->payload != NULL;
}

void
exchange_wake(void)
{
	pthread_mutex_lock(&turn);
	woken = true;
	pthread_cond_signal(&wake);
	pthread_mutex_unlock(&turn);
}

void
exchange_quiet(void)
{
	atomic_store(&quiet, true);
	pthread_mutex_lock(&turn);
	pthread_cond_signal(&wake);
	for (int i = 0; i < waiting_count; i++)
		pthread_cond_signal(&waiting[i]->called);
	pthread_mutex_unlock(&turn);
}
