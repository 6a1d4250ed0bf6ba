#include "lease.h"

#include <inttypes.h>
#include <pthread.h>
#include <signal.h>
#include <stdatomic.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "../shared/buffer.h"
#include "../shared/clock.h"
#include "../shared/config.h"
#include "../shared/log.h"
#include "../shared/redis.h"
#include "broker.h"
#include "exchange.h"
#include "hands.h"
#include "relay.h"

enum {
	ROUND_MS = 250,
	REAP_MS = 2000,
	BEAT_MS = 5000,
	RENEWALS = 3, /* in the time of one lease */
	CRASHES_MOST = 3,
	PATIENCE_MS = 1000,
};

static struct {
	const struct config *config;
	const char *identity, *queues;
	pthread_t thread;
	atomic_bool stop, quiet;
	atomic_llong round_ms;
	int64_t started_unix, renewed_ms, reaped_ms, beaten_ms, rtt_us;
} keeper;

static void
renew(struct arena *arena)
{
	struct hand hands[HANDS_MOST];
	struct holding holdings[HANDS_MOST];
	int n = hands_copy(arena, hands, true);
	for (int i = 0; i < n; i++)
		holdings[i] = (struct holding){ hands[i].jid, hands[i].owner };
	if (n > 0)
		broker_renew(holdings, n, keeper.config->lease_s);
}

static void
reap(struct arena *arena)
{
	struct reaped r;
	char count[24];
	if (!broker_reap(arena, CRASHES_MOST, &r) || r.count == 0)
		return;
	snprintf(count, sizeof(count), "%" PRId64, r.count);
	log_line(LOG_WARN, "leases_reaped", "count", count, NULL);
	for (int i = 0; i < r.buried_count; i++)
		log_line(LOG_ERROR, "job_buried", "jid", r.buried[i], "reason",
			 "its worker was lost three times", NULL);
	if (r.buried_count > 0)
		relay_reconcile();
	exchange_wake();
}

static int64_t
rss_kib(void)
{
	long pages = 0;
	FILE *f = fopen("/proc/self/statm", "r");
	if (f == NULL)
		return 0;
	if (fscanf(f, "%*s %ld", &pages) != 1)
		pages = 0;
	fclose(f);
	return pages * (sysconf(_SC_PAGESIZE) / 1024);
}

static const char *
info(struct arena *arena)
{
	struct buffer b = { .arena = arena };
	char host[65] = "";
	gethostname(host, sizeof(host) - 1);
	buffer_puts(&b, "{\"hostname\":");
	buffer_json(&b, host);
	buffer_printf(&b, ",\"started_at\":%lld,\"pid\":%d,\"tag\":\"asa\",\"concurrency\":%d,",
		      (long long)keeper.started_unix, getpid(), (int)keeper.config->worker_threads);
	buffer_puts(&b, "\"queues\":[");
	for (const char *p = keeper.queues; *p != '\0';
	     p += strcspn(p, ",") + (strchr(p, ',') != NULL))
		buffer_printf(&b, "%s\"%.*s\"", p == keeper.queues ? "" : ",",
			      (int)strcspn(p, ",:"), p);
	buffer_puts(&b, "],\"labels\":[],\"identity\":");
	buffer_json(&b, keeper.identity);
	buffer_putc(&b, '}');
	return b.text;
}

static const char *
working_on(struct arena *arena, const struct hand *h)
{
	struct buffer b = { .arena = arena };
	buffer_puts(&b, "{\"queue\":");
	buffer_json(&b, h->queue);
	buffer_printf(&b, ",\"run_at\":%lld,\"payload\":", (long long)h->since_unix);
	buffer_json(&b, h->payload);
	buffer_putc(&b, '}');
	return b.text;
}

/* What Sidekiq's UI can ask of a process. */
static void
obey(const char *signal)
{
	if (strcmp(signal, "TSTP") == 0) {
		log_line(LOG_INFO, "quiet", NULL);
		atomic_store(&keeper.quiet, true);
		exchange_quiet();
	} else if (strcmp(signal, "TERM") == 0) {
		kill(getpid(), SIGTERM);
	}
}

static void
beat(struct arena *arena)
{
	struct hand hands[HANDS_MOST];
	int n = hands_copy(arena, hands, false);
	const char *signal, **working = arena_alloc(arena, 2 * (size_t)(n + 1) * sizeof(char *));
	for (int i = 0; i < n; i++) {
		working[2 * i] = strrchr(hands[i].owner, ':') + 1;
		working[2 * i + 1] = working_on(arena, &hands[i]);
	}
	struct beat b = { keeper.identity, info(arena), n,       atomic_load(&keeper.quiet),
			  keeper.rtt_us,   rss_kib(),   working, 2 * n };
	int64_t started = clock_ms();
	if (broker_beat(arena, &b, &signal) && signal != NULL)
		obey(signal);
	keeper.rtt_us = (clock_ms() - started) * 1000;
}

static bool
is_due(int64_t *last, int64_t period_ms)
{
	int64_t now = clock_ms();
	if (*last != 0 && now - *last < period_ms)
		return false;
	*last = now;
	return true;
}

static void
go_round(struct arena *arena)
{
	int64_t moved;
	if (is_due(&keeper.renewed_ms, keeper.config->lease_s * 1000 / RENEWALS))
		renew(arena);
	if (broker_move(&moved) && moved > 0)
		exchange_wake();
	if (is_due(&keeper.reaped_ms, REAP_MS))
		reap(arena);
	if (is_due(&keeper.beaten_ms, BEAT_MS))
		beat(arena);
	atomic_store(&keeper.round_ms, clock_ms());
}

static void *
keep(void *arg)
{
	struct arena arena = { 0 };
	(void)arg;
	redis_set_patience(PATIENCE_MS);
	while (!atomic_load(&keeper.stop)) {
		go_round(&arena);
		arena_reset(&arena);
		clock_sleep_ms(ROUND_MS);
	}
	broker_leave(keeper.identity);
	arena_release(&arena);
	redis_close();
	return NULL;
}

bool
lease_start(const struct config *config, const char *identity, const char *queues)
{
	keeper.config = config;
	keeper.identity = identity;
	keeper.queues = queues;
	keeper.started_unix = clock_unix();
	atomic_store(&keeper.round_ms, clock_ms());
	return pthread_create(&keeper.thread, NULL, keep, NULL) == 0;
}

void
lease_stop(void)
{
	atomic_store(&keeper.stop, true);
	pthread_join(keeper.thread, NULL);
}

int64_t
lease_last_round_ms(void)
{
	return atomic_load(&keeper.round_ms);
}

void
lease_hand_back(void)
{
	struct arena arena = { 0 };
	struct hand hands[HANDS_MOST];
	int n = hands_copy(&arena, hands, false);
	for (int i = 0; i < n; i++) {
		struct settlement s = { .jid = hands[i].jid,
					.owner = hands[i].owner,
					.queue = hands[i].queue,
					.outcome = BACK };
		broker_exchange(&s, 1, &(struct wanted){ 0 }, NULL);
		log_line(LOG_WARN, "job_handed_back", "jid", hands[i].jid, NULL);
	}
	arena_release(&arena);
	redis_close();
}
