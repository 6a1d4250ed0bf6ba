/*
 * HTTP requests of the worker: many at once, all driven by one thread with libcurl's multi
 * interface, which keeps connections alive and speaks HTTP/2 where it is offered. Redirects are
 * not followed, proxies of the environment not used, certificates always verified.
 */
#ifndef HTTP_H
#define HTTP_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct arena;

struct http_call {
	const char *url;
	const char *const *headers; /* "Name: value", ending with NULL */
	const char *body;
	int64_t timeout_ms;  /* of everything; connecting may take 3 s of it */
	size_t answer_most;  /* bytes of the answer's body */
	bool private_too;    /* also to private addresses, and there by http */
	const char *ca_file; /* "": the system's */
};

enum http_failure {
	HTTP_FINE,
	HTTP_UNREACHABLE, /* no connection, no TLS, or cut before the answer was whole */
	HTTP_TIMEOUT,
	HTTP_TOO_LARGE,
	HTTP_REFUSED, /* by ourselves: an address or a scheme that is not allowed */
};

struct http_answer {
	enum http_failure failure;
	const char *why; /* of a failure, for the log; never what was sent or received */
	long status;
	int64_t retry_after_s; /* 0: not said */
	const char *body;      /* in the arena */
	size_t len;
	int64_t ms;
};

/* Starts the thread; before any other uses it. */
bool http_start(void) __attribute__((warn_unused_result));

/* Ends it; calls that are open fail. */
void http_stop(void);

/* Sends a POST and waits for its end, however many other threads do the same. */
void http_post(struct arena *, const struct http_call *, struct http_answer *);

#endif
