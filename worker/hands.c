#include "hands.h"

#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "../shared/arena.h"
#include "../shared/clock.h"

static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;
static struct hand hands[HANDS_MOST];
static char me[OWNER_TEXT - 40];
static int64_t claims;

void
hands_init(const char *identity)
{
	snprintf(me, sizeof(me), "%s", identity);
}

void
hands_owner(char out[OWNER_TEXT])
{
	pthread_mutex_lock(&lock);
	snprintf(out, OWNER_TEXT, "%s:%lld", me, (long long)++claims);
	pthread_mutex_unlock(&lock);
}

void
hands_take(int thread, const char *owner, const struct task *t, int64_t limit_s)
{
	struct hand *h = &hands[thread];
	pthread_mutex_lock(&lock);
	h->busy = true;
	snprintf(h->owner, sizeof(h->owner), "%s", owner);
	snprintf(h->jid, sizeof(h->jid), "%s", t->jid);
	snprintf(h->queue, sizeof(h->queue), "%s", t->queue);
	h->payload = strdup(t->payload);
	h->deadline_ms = clock_ms() + limit_s * 1000;
	h->since_unix = clock_unix();
	pthread_mutex_unlock(&lock);
}

void
hands_empty(int thread)
{
	pthread_mutex_lock(&lock);
	free(hands[thread].payload);
	hands[thread] = (struct hand){ 0 };
	pthread_mutex_unlock(&lock);
}

int
hands_copy(struct arena *arena, struct hand out[HANDS_MOST], bool in_time_only)
{
	int n = 0;
	int64_t now = clock_ms();
	pthread_mutex_lock(&lock);
	for (int i = 0; i < HANDS_MOST; i++) {
		if (!hands[i].busy || (in_time_only && now > hands[i].deadline_ms))
			continue;
		out[n] = hands[i];
		out[n].payload = hands[i].payload == NULL ? NULL
							  : arena_copy(arena, hands[i].payload,
								       strlen(hands[i].payload));
		n++;
	}
	pthread_mutex_unlock(&lock);
	return n;
}
