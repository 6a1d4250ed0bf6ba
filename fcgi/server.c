/*
 * libfcgi's traps, and what is done about each:
 * - SIGTERM only sets a flag while accept() goes on blocking: so threads wait for a connection or
 *   for the stop in epoll. One thread waits for signals. EPOLLEXCLUSIVE wakes one thread, not all.
 * - its accept() fails for want of descriptors and FCGX_Accept_r returns, and its reads have no
 *   time-out: so we accept, set time-outs, and hand it the connection.
 * - a body left unread breaks the connection: request_read reads to the end always.
 * - closing shuts the connection down and waits up to 2 s for nginx to close first, lest what was
 *   sent be lost with what was not read: all was read, so it is closed at once (FCGX_Detach).
 */
#include "server.h"

#include <errno.h>
#include <fcgiapp.h>
#include <fcntl.h>
#include <pthread.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/eventfd.h>
#include <sys/socket.h>
#include <sys/time.h>
#include <unistd.h>

#include "../shared/clock.h"
#include "../shared/config.h"
#include "../shared/log.h"
#include "../shared/redis.h"
#include "dispatch.h"
#include "metrics.h"
#include "request.h"
#include "response.h"
#include "routes.h"

enum { LISTENER = 0, THREADS_MOST = 256, PAUSE_MS = 50, SOCKET_TIMEOUT_S = 5 };

static int stop_fd; /* readable from the moment we are to stop */

static int
read_stdin(void *from, char *to, int most)
{
	return FCGX_GetStr(to, most, from);
}

static void
set_timeouts(int fd)
{
	struct timeval t = { .tv_sec = SOCKET_TIMEOUT_S };
	setsockopt(fd, SOL_SOCKET, SO_RCVTIMEO, &t, sizeof(t));
	setsockopt(fd, SOL_SOCKET, SO_SNDTIMEO, &t, sizeof(t));
}

static void
send_response(struct request *r, FCGX_Stream *out)
{
	const char *head = response_head(r);
	FCGX_PutStr(head, (int)strlen(head), out);
	if (r->response.body.len > 0 && strcmp(r->method, "HEAD") != 0)
		FCGX_PutStr(r->response.body.text, (int)r->response.body.len, out);
}

static void
log_request(const struct request *r, int64_t ms)
{
	char status[12], took[24];
	snprintf(status, sizeof(status), "%d", r->response.status == 0 ? 200 : r->response.status);
	snprintf(took, sizeof(took), "%lld", (long long)ms);
	/* The route, not the path: ids in query strings could be anything. */
	log_line(LOG_INFO, "request", "request_id", r->ctx.request_id, "method",
		 r->route == NULL ? NULL : r->route->method, "route",
		 r->route == NULL ? NULL : r->route->path, "entity",
		 r->entity == NULL ? NULL : r->entity->path, "status", status, "ms", took,
		 "organisation", r->ctx.organisation[0] == '\0' ? NULL : r->ctx.organisation,
		 "actor", r->ctx.actor[0] == '\0' ? NULL : r->ctx.actor, NULL);
}

static void
serve(struct request *r, FCGX_Request *fcgi)
{
	int64_t started = clock_ms();
	(void)!request_read(r, fcgi->envp, read_stdin,
			    fcgi->in); /* dispatch answers what it found wrong */
	dispatch(r);
	send_response(r, fcgi->out);
	FCGX_Detach(fcgi);
	FCGX_Finish_r(fcgi);
	int64_t ms = clock_ms() - started;
	metrics_request(r->route == NULL ? -1 : (int)(r->route - routes),
			r->response.status == 0 ? 200 : r->response.status, ms);
	log_request(r, ms);
}

static int
open_epoll(void)
{
	int fd = epoll_create1(EPOLL_CLOEXEC);
	struct epoll_event connection = { .events = EPOLLIN | EPOLLEXCLUSIVE, .data.fd = LISTENER };
	struct epoll_event stop = { .events = EPOLLIN, .data.fd = stop_fd };
	if (fd < 0 || epoll_ctl(fd, EPOLL_CTL_ADD, LISTENER, &connection) < 0 ||
	    epoll_ctl(fd, EPOLL_CTL_ADD, stop_fd, &stop) < 0) {
		log_line(LOG_ERROR, "epoll_failed", "reason", strerror(errno), NULL);
		exit(1);
	}
	return fd;
}

/* False when it is time to stop. */
static bool
wait_for_connection(int epoll)
{
	struct epoll_event events[2];
	int n = epoll_wait(epoll, events, 2, -1);
	for (int i = 0; i < n; i++)
		if (events[i].data.fd == stop_fd)
			return false;
	return true;
}

/*
 * True when `fcgi` holds a request. FCGX_Accept_r goes on with an open connection that is to be
 * kept, and accepts one itself only without: which fails, for it was given no socket to do so.
 */
static bool
accept_request(FCGX_Request *fcgi)
{
	int fd = accept4(LISTENER, NULL, NULL, SOCK_CLOEXEC);
	if (fd >= 0) {
		set_timeouts(fd);
		fcgi->ipcFd = fd;
		fcgi->keepConnection = 1;
		return FCGX_Accept_r(fcgi) == 0;
	}
	if (errno == EAGAIN) /* another thread was quicker */
		return false;
	metrics_accept_failed();
	log_line(LOG_WARN, "accept_failed", "reason", strerror(errno), NULL);
	clock_sleep_ms(PAUSE_MS);
	return false;
}

static void *
work(void *arg)
{
	const struct config *config = arg;
	struct request r = { .ctx.config = config };
	FCGX_Request fcgi;
	int epoll = open_epoll();
	FCGX_InitRequest(&fcgi, LISTENER, 0);
	fcgi.listen_sock = -1;
	metrics_threads(1);
	while (wait_for_connection(epoll)) {
		if (!accept_request(&fcgi))
			continue;
		serve(&r, &fcgi);
		if (fcgi.ipcFd >= 0) /* the peer asked to keep it: we do not */
			FCGX_Free(&fcgi, 1);
		ctx_end(&r.ctx);
		r = (struct request){ .ctx = r.ctx };
	}
	metrics_threads(-1);
	FCGX_Free(&fcgi, 1);
	arena_release(&r.ctx.arena);
	redis_close();
	close(epoll);
	return NULL;
}

static void
stop_signals(sigset_t *set)
{
	sigemptyset(set);
	sigaddset(set, SIGTERM);
	sigaddset(set, SIGINT);
	sigaddset(set, SIGHUP);
	sigaddset(set, SIGQUIT); /* what multiwatch 1.0 sends when it is told to send TERM */
}

void
server_block_signals(void)
{
	sigset_t set;
	stop_signals(&set);
	pthread_sigmask(SIG_BLOCK, &set, NULL);
	signal(SIGPIPE, SIG_IGN);
}

static void
wait_for_stop(void)
{
	sigset_t set;
	int signal;
	stop_signals(&set);
	while (sigwait(&set, &signal) != 0)
		continue;
}

static int
start(pthread_t *threads, const struct config *config)
{
	int n = 0;
	while (n < config->threads &&
	       pthread_create(&threads[n], NULL, work, (void *)(uintptr_t)config) == 0)
		n++;
	return n;
}

static bool
open_socket(void)
{
	stop_fd = eventfd(0, EFD_CLOEXEC);
	return stop_fd >= 0 && !FCGX_IsCGI() && FCGX_Init() == 0 &&
	       fcntl(LISTENER, F_SETFL, fcntl(LISTENER, F_GETFL) | O_NONBLOCK) == 0;
}

int
server_run(const struct config *config)
{
	pthread_t threads[THREADS_MOST];
	if (!open_socket()) {
		fputs("asa-fcgi: descriptor 0 is no FastCGI socket; start it with spawn-fcgi\n",
		      stderr);
		return 1;
	}
	int n = start(threads, config);
	if (n == 0)
		return 1;
	log_line(LOG_INFO, "started", NULL);
	wait_for_stop();
	eventfd_write(stop_fd, 1);
	for (int i = 0; i < n; i++)
		pthread_join(threads[i], NULL);
	log_line(LOG_INFO, "stopped", NULL);
	return 0;
}
