/*
 * Whichever process answers /metrics must speak for all. So counters live in a mapped file and are
 * added to atomically; what only a process itself knows it publishes in a slot under its process
 * id, and slots of processes that are gone are taken over.
 */
#include "metrics.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdatomic.h>
#include <stdio.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

#include "../shared/buffer.h"
#include "../shared/config.h"
#include "../shared/pool.h"
#include "../shared/region.h"
#include "../shared/retry.h"
#include "../shared/tx.h"
#include "routes.h"

enum { ROUTES_MOST = 64, CLASSES = 6, BUCKETS = 10, SLOTS = 64, LAYOUT = 1 };

static const int64_t bounds_ms[BUCKETS - 1] = { 1, 2, 5, 10, 25, 50, 100, 500, 1000 };

/* What a process publishes about itself: gauges now, counters since its start. */
struct slot {
	atomic_int pid, threads;
	atomic_llong round_trips, retries, pool_open, pool_in_use, pool_waiting, pool_busy,
	    connects, connect_failures;
};

struct shared {
	atomic_llong layout;
	atomic_llong requests[ROUTES_MOST + 1][CLASSES];
	atomic_llong buckets[BUCKETS], sum_ms, accept_failures;
	struct slot slots[SLOTS];
};

static struct shared *shared;
static struct slot *mine;

static bool
is_gone(int pid)
{
	return pid != 0 && kill(pid, 0) < 0 && errno == ESRCH;
}

static void
take_slot(void)
{
	for (int i = 0; i < SLOTS && mine == NULL; i++) {
		struct slot *s = &shared->slots[i];
		int pid = atomic_load(&s->pid);
		if ((pid == 0 || is_gone(pid)) &&
		    atomic_compare_exchange_strong(&s->pid, &pid, getpid()))
			mine = s;
	}
	if (mine != NULL)
		atomic_store(&mine->threads, 0);
}

bool
metrics_init(const struct config *c)
{
	char path[512];
	snprintf(path, sizeof(path), "%s/metrics", c->state_dir);
	int fd = open(path, O_RDWR | O_CREAT | O_CLOEXEC, 0600);
	if (fd < 0 || ftruncate(fd, sizeof(struct shared)) < 0) {
		fprintf(stderr, "ASA_STATE_DIR: can not write %s: %s\n", path, strerror(errno));
		return false;
	}
	void *p = mmap(NULL, sizeof(struct shared), PROT_READ | PROT_WRITE, MAP_SHARED, fd, 0);
	close(fd);
	if (p == MAP_FAILED)
		return false;
	shared = p;
	take_slot();
	return true;
}

void
metrics_request(int route, int status, int64_t ms)
{
	int bucket = 0, class = status / 100;
	if (shared == NULL)
		return;
	if (route < 0 || route >= ROUTES_MOST)
		route = ROUTES_MOST;
	while (bucket < BUCKETS - 1 && ms > bounds_ms[bucket])
		bucket++;
	atomic_fetch_add(&shared->requests[route][class >= 1 && class < CLASSES ? class : 5], 1);
	atomic_fetch_add(&shared->buckets[bucket], 1);
	atomic_fetch_add(&shared->sum_ms, ms);
	metrics_publish();
}

void
metrics_accept_failed(void)
{
	if (shared != NULL)
		atomic_fetch_add(&shared->accept_failures, 1);
}

void
metrics_threads(int change)
{
	if (mine != NULL)
		atomic_fetch_add(&mine->threads, change);
}

void
metrics_publish(void)
{
	struct pool_stats sum = { 0 };
	if (mine == NULL)
		return;
	for (int r = 0; r < REGIONS; r++) {
		if (!region_is_first((enum region)r) || region_pool((enum region)r) == NULL)
			continue;
		struct pool_stats s = pool_stats(region_pool((enum region)r));
		sum.open += s.open;
		sum.in_use += s.in_use;
		sum.waiting += s.waiting;
		sum.busy += s.busy;
		sum.connects += s.connects;
		sum.connect_failures += s.connect_failures;
	}
	atomic_store(&mine->round_trips, tx_round_trips());
	atomic_store(&mine->retries, retry_count());
	atomic_store(&mine->pool_open, sum.open);
	atomic_store(&mine->pool_in_use, sum.in_use);
	atomic_store(&mine->pool_waiting, sum.waiting);
	atomic_store(&mine->pool_busy, sum.busy);
	atomic_store(&mine->connects, sum.connects);
	atomic_store(&mine->connect_failures, sum.connect_failures);
}

static void
write_requests(struct buffer *b)
{
	buffer_puts(b, "# HELP asa_requests_total Requests by route and class of status.\n# TYPE "
		       "asa_requests_total counter\n");
	for (int i = 0; i <= ROUTES_MOST; i++) {
		for (int class = 1; class < CLASSES; class ++) {
			long long n = atomic_load(&shared->requests[i][class]);
			if (n == 0)
				continue;
			const struct route *route = i == ROUTES_MOST ? NULL : &routes[i];
			buffer_printf(
			    b,
			    "asa_requests_total{method=\"%s\",route=\"%s\",status=\"%dxx\"} %lld\n",
			    route == NULL ? "" : route->method, route == NULL ? "" : route->path,
			    class, n);
		}
	}
}

static void
write_histogram(struct buffer *b)
{
	long long sum = 0;
	buffer_puts(b, "# HELP asa_request_seconds Time in the handler.\n# TYPE "
		       "asa_request_seconds histogram\n");
	for (int i = 0; i < BUCKETS; i++) {
		sum += atomic_load(&shared->buckets[i]);
		if (i < BUCKETS - 1)
			buffer_printf(b, "asa_request_seconds_bucket{le=\"%g\"} %lld\n",
				      (double)bounds_ms[i] / 1000, sum);
		else
			buffer_printf(b, "asa_request_seconds_bucket{le=\"+Inf\"} %lld\n", sum);
	}
	buffer_printf(b, "asa_request_seconds_sum %g\nasa_request_seconds_count %lld\n",
		      (double)atomic_load(&shared->sum_ms) / 1000, sum);
}

/* name, type, help, where in the slot. Counters are of the processes that run now: they start again
 * with each. */
#define AT(member) offsetof(struct slot, member)
static const struct {
	const char *name, *type, *help;
	size_t at;
} published[] = {
	{ "asa_db_round_trips_total", "counter", "Round trips to PostgreSQL.", AT(round_trips) },
	{ "asa_tx_retries_total", "counter", "Transactions run again.", AT(retries) },
	{ "asa_pool_open", "gauge", "Connections to PostgreSQL.", AT(pool_open) },
	{ "asa_pool_in_use", "gauge", "Connections in use.", AT(pool_in_use) },
	{ "asa_pool_waiting", "gauge", "Requests waiting for a connection.", AT(pool_waiting) },
	{ "asa_pool_busy_total", "counter", "Requests that got no connection in time.",
	  AT(pool_busy) },
	{ "asa_pool_connects_total", "counter", "Connections made.", AT(connects) },
	{ "asa_pool_connect_failures_total", "counter", "Connections that could not be made.",
	  AT(connect_failures) },
};

static void
write_published(struct buffer *b)
{
	for (size_t i = 0; i < sizeof(published) / sizeof(published[0]); i++) {
		long long sum = 0;
		for (int s = 0; s < SLOTS; s++) {
			int pid = atomic_load(&shared->slots[s].pid);
			if (pid != 0 && !is_gone(pid))
				sum +=
				    atomic_load((atomic_llong *)(void *)((char *)&shared->slots[s] +
									 published[i].at));
		}
		buffer_printf(b, "# HELP %s %s\n# TYPE %s %s\n%s %lld\n", published[i].name,
			      published[i].help, published[i].name, published[i].type,
			      published[i].name, sum);
	}
}

static void
write_processes(struct buffer *b)
{
	int processes = 0, threads = 0;
	for (int s = 0; s < SLOTS; s++) {
		int pid = atomic_load(&shared->slots[s].pid);
		if (pid == 0 || is_gone(pid))
			continue;
		processes++;
		threads += atomic_load(&shared->slots[s].threads);
	}
	buffer_printf(
	    b, "# HELP asa_processes Processes.\n# TYPE asa_processes gauge\nasa_processes %d\n",
	    processes);
	buffer_printf(
	    b, "# HELP asa_threads Threads that serve.\n# TYPE asa_threads gauge\nasa_threads %d\n",
	    threads);
	buffer_printf(b,
		      "# HELP asa_accept_failures_total Accepts that failed.\n# TYPE "
		      "asa_accept_failures_total counter\n"
		      "asa_accept_failures_total %lld\n",
		      (long long)atomic_load(&shared->accept_failures));
}

void
metrics_write(struct buffer *b)
{
	if (shared == NULL)
		return;
	metrics_publish();
	write_requests(b);
	write_histogram(b);
	write_published(b);
	write_processes(b);
}
