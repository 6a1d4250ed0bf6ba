#include "endpoint.h"

#include <pthread.h>

#include "../../shared/clock.h"

enum { BUDGET_MOST = 100, BUDGET_EACH = 1, BUDGET_RETRY = 10, FULL_MS = 1000 };

static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;
static struct {
	int failures; /* in a row */
	int64_t open, closed_until_ms, pause_ms, spent;
} endpoints[REGIONS];

int64_t
endpoint_enter(enum region r, int64_t at_once)
{
	int64_t wait = 0, now = clock_ms();
	pthread_mutex_lock(&lock);
	bool probing = endpoints[r].failures >= FAILURES_MOST && endpoints[r].open > 0;
	if (endpoints[r].closed_until_ms > now)
		wait = endpoints[r].closed_until_ms - now;
	else if (probing || endpoints[r].open >= at_once)
		wait = FULL_MS;
	else
		endpoints[r].open++;
	if (wait == 0 && endpoints[r].spent > 0)
		endpoints[r].spent -= BUDGET_EACH;
	pthread_mutex_unlock(&lock);
	return wait;
}

static void
note_failure(enum region r)
{
	if (++endpoints[r].failures < FAILURES_MOST)
		return;
	int64_t pause = endpoints[r].pause_ms * 2;
	pause = pause < PAUSE_LEAST_MS  ? PAUSE_LEAST_MS
		: pause > PAUSE_MOST_MS ? PAUSE_MOST_MS
					: pause;
	endpoints[r].pause_ms = pause;
	endpoints[r].closed_until_ms = clock_ms() + pause / 2 + clock_jitter(pause / 2);
}

void
endpoint_leave(enum region r, enum endpoint_news news, int64_t pause_s)
{
	pthread_mutex_lock(&lock);
	endpoints[r].open--;
	switch (news) {
	case ENDPOINT_FINE:
		endpoints[r].failures = 0;
		endpoints[r].pause_ms = 0;
		break;
	case ENDPOINT_FAILED:
		note_failure(r);
		break;
	case ENDPOINT_BUSY:
		endpoints[r].closed_until_ms = clock_ms() + pause_s * 1000;
		break;
	}
	pthread_mutex_unlock(&lock);
}

bool
endpoint_may_retry(enum region r)
{
	pthread_mutex_lock(&lock);
	bool may = endpoints[r].spent + BUDGET_RETRY <= BUDGET_MOST;
	if (may)
		endpoints[r].spent += BUDGET_RETRY;
	pthread_mutex_unlock(&lock);
	return may;
}
