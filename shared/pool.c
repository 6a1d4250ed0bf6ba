/*
 * One mutex over a stack of idle connections and a queue of waiters. Connecting, checking and
 * closing happen outside it, for each can block. A place in the pool ("open") is held by whoever
 * has a connection or is about to make one, and handed to the first waiter with or without a
 * connection.
 */
#include "pool.h"

#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <time.h>

#include "clock.h"
#include "config.h"
#include "conn.h"

enum { BACKOFF_FIRST_MS = 20, BACKOFF_MOST_MS = 500 };

struct waiter {
	struct waiter *next;
	pthread_cond_t wake;
	bool served;
	struct conn *conn; /* NULL when served with an empty place */
};

struct pool {
	const char *url;
	const struct config *config;
	pthread_mutex_t lock;
	struct conn **idle;
	int64_t idle_count, open;
	struct waiter *first, **last;
	int64_t retry_at_ms, backoff_ms;
	enum conn_failure last_failure;
	struct pool_stats stats;
};

struct pool *
pool_open(const char *url, const struct config *config)
{
	struct pool *p = calloc(1, sizeof(*p));
	if (p != NULL)
		p->idle = calloc((size_t)config->pool_size, sizeof(struct conn *));
	if (p == NULL || p->idle == NULL) {
		fputs("out of memory\n", stderr);
		exit(1);
	}
	p->url = url;
	p->config = config;
	p->last = &p->first;
	pthread_mutex_init(&p->lock, NULL);
	return p;
}

void
pool_close(struct pool *p)
{
	pool_discard_idle(p);
	pthread_mutex_destroy(&p->lock);
	free(p->idle);
	free(p);
}

/* Under the lock: a place, with or without a connection, goes to the first waiter. False when
 * nobody waits. */
static bool
serve_waiter(struct pool *p, struct conn *c)
{
	struct waiter *w = p->first;
	if (w == NULL)
		return false;
	p->first = w->next;
	if (p->first == NULL)
		p->last = &p->first;
	w->served = true;
	w->conn = c;
	pthread_cond_signal(&w->wake);
	return true;
}

static void
free_place(struct pool *p)
{
	pthread_mutex_lock(&p->lock);
	if (!serve_waiter(p, NULL))
		p->open--;
	pthread_mutex_unlock(&p->lock);
}

static void
forget_waiter(struct pool *p, struct waiter *w)
{
	struct waiter **at = &p->first;
	while (*at != w)
		at = &(*at)->next;
	*at = w->next;
	if (p->last == &w->next)
		p->last = at;
}

/* Under the lock. True when served. */
static bool
wait_turn(struct pool *p, struct waiter *w)
{
	pthread_condattr_t attr;
	struct timespec deadline;
	int64_t until = clock_ms() + p->config->pool_wait_ms;
	deadline.tv_sec = until / 1000;
	deadline.tv_nsec = until % 1000 * 1000000;
	pthread_condattr_init(&attr);
	pthread_condattr_setclock(&attr, CLOCK_MONOTONIC);
	pthread_cond_init(&w->wake, &attr);
	pthread_condattr_destroy(&attr);
	*p->last = w;
	p->last = &w->next;
	p->stats.waiting++;
	while (!w->served && pthread_cond_timedwait(&w->wake, &p->lock, &deadline) == 0)
		continue;
	p->stats.waiting--;
	if (!w->served)
		forget_waiter(p, w);
	pthread_cond_destroy(&w->wake);
	return w->served;
}

/* A place in the pool, and an idle connection when there is one. */
static bool
take_place(struct pool *p, struct conn **c)
{
	struct waiter w = { .next = NULL };
	bool got = true;
	pthread_mutex_lock(&p->lock);
	if (p->idle_count > 0) {
		*c = p->idle[--p->idle_count];
	} else if (p->open < p->config->pool_size) {
		p->open++;
	} else {
		got = wait_turn(p, &w);
		*c = w.conn;
		p->stats.busy += !got;
	}
	pthread_mutex_unlock(&p->lock);
	return got;
}

static bool
in_backoff(struct pool *p, enum conn_failure *failure)
{
	pthread_mutex_lock(&p->lock);
	bool waiting = clock_ms() < p->retry_at_ms;
	*failure = p->last_failure;
	pthread_mutex_unlock(&p->lock);
	return waiting;
}

static void
note_attempt(struct pool *p, enum conn_failure failure)
{
	pthread_mutex_lock(&p->lock);
	p->last_failure = failure;
	if (failure == CONN_FINE) {
		p->stats.connects++;
		p->backoff_ms = 0;
		p->retry_at_ms = 0;
	} else {
		p->stats.connect_failures++;
		p->backoff_ms = p->backoff_ms == 0 ? BACKOFF_FIRST_MS : 2 * p->backoff_ms;
		if (p->backoff_ms > BACKOFF_MOST_MS)
			p->backoff_ms = BACKOFF_MOST_MS;
		p->retry_at_ms = clock_ms() + p->backoff_ms / 2 + clock_jitter(p->backoff_ms / 2);
	}
	pthread_mutex_unlock(&p->lock);
}

static struct conn *
connect_new(struct pool *p, enum pool_failure *failure)
{
	enum conn_failure why;
	struct conn *c = NULL;
	if (!in_backoff(p, &why)) {
		c = conn_open(p->url, p->config, &why);
		note_attempt(p, why);
	}
	*failure = c != NULL ? POOL_FINE : why == CONN_REFUSED ? POOL_REFUSED : POOL_DOWN;
	if (c == NULL)
		free_place(p);
	return c;
}

struct conn *
pool_get(struct pool *p, enum pool_failure *failure)
{
	struct conn *c = NULL;
	*failure = POOL_FINE;
	if (!take_place(p, &c)) {
		*failure = POOL_BUSY;
		return NULL;
	}
	/* Looking costs a system call; not looking would cost whoever writes on a dead connection a
	 * 503. */
	if (c != NULL &&
	    (clock_ms() - c->idle_since_ms > p->config->pool_idle_s * 1000 || !conn_alive(c))) {
		conn_close(c);
		c = NULL;
	}
	return c != NULL ? c : connect_new(p, failure);
}

void
pool_put(struct pool *p, struct conn *c)
{
	int64_t now = clock_ms();
	if (!conn_reusable(c, now)) {
		conn_close(c);
		free_place(p);
		return;
	}
	c->idle_since_ms = now;
	pthread_mutex_lock(&p->lock);
	if (!serve_waiter(p, c))
		p->idle[p->idle_count++] = c;
	pthread_mutex_unlock(&p->lock);
}

void
pool_discard_idle(struct pool *p)
{
	for (;;) {
		struct conn *c = NULL;
		pthread_mutex_lock(&p->lock);
		if (p->idle_count > 0)
			c = p->idle[--p->idle_count];
		pthread_mutex_unlock(&p->lock);
		if (c == NULL)
			return;
		conn_close(c);
		free_place(p);
	}
}

struct pool_stats
pool_stats(struct pool *p)
{
	pthread_mutex_lock(&p->lock);
	struct pool_stats s = p->stats;
	s.size = p->config->pool_size;
	s.open = p->open;
	s.in_use = p->open - p->idle_count;
	pthread_mutex_unlock(&p->lock);
	return s;
}
