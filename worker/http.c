#include "http.h"

#include <curl/curl.h>
#include <pthread.h>
#include <stdatomic.h>
#include <string.h>
#include <sys/socket.h>

#include "../shared/buffer.h"
#include "../shared/clock.h"
#include "address.h"

enum { CONNECT_MS = 3000, IDLE_MS = 1000, SLOW_BYTES = 1, SLOW_S = 30, KEPT_MOST = 256 };

/* One call: made by its thread, driven by ours, waited for by its thread. */
struct exchange {
	struct exchange *next;
	const struct http_call *call;
	struct http_answer *answer;
	struct buffer body;
	CURL *easy;
	bool refused, too_large, done;
};

static CURLM *multi;
static pthread_t thread;
static atomic_bool stopping;
static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;
static pthread_cond_t ended = PTHREAD_COND_INITIALIZER;
static struct exchange *waiting, *running;

static curl_socket_t
open_socket(void *arg, curlsocktype purpose, struct curl_sockaddr *a)
{
	struct exchange *x = arg;
	bool tls = strncmp(x->call->url, "https:", 6) == 0;
	enum address_kind kind = address_kind(&a->addr);
	(void)purpose;
	if (kind == ADDRESS_RESERVED || (kind == ADDRESS_PRIVATE && !x->call->private_too) ||
	    (kind == ADDRESS_PUBLIC && !tls)) {
		x->refused = true;
		return CURL_SOCKET_BAD;
	}
	return socket(a->family, a->socktype | SOCK_CLOEXEC, a->protocol);
}

static size_t
receive(char *bytes, size_t size, size_t count, void *arg)
{
	struct exchange *x = arg;
	size_t len = size * count;
	if (x->body.len + len > x->call->answer_most) {
		x->too_large = true;
		return 0;
	}
	buffer_add(&x->body, bytes, len);
	return len;
}

static struct curl_slist *
list_headers(const char *const *headers)
{
	struct curl_slist *list = NULL;
	/* No waiting for "100 Continue". */
	list = curl_slist_append(list, "Expect:");
	for (; *headers != NULL; headers++)
		list = curl_slist_append(list, *headers);
	return list;
}

/* One option that a libcurl without it refuses would leave a hole: all or nothing. */
static bool
set_options(CURL *e, struct exchange *x, struct curl_slist *headers)
{
	const struct http_call *c = x->call;
	const char *schemes = c->private_too ? "http,https" : "https";
	return curl_easy_setopt(e, CURLOPT_PROTOCOLS_STR, schemes) == CURLE_OK &&
	       curl_easy_setopt(e, CURLOPT_URL, c->url) == CURLE_OK &&
	       curl_easy_setopt(e, CURLOPT_FOLLOWLOCATION, 0L) == CURLE_OK &&
	       curl_easy_setopt(e, CURLOPT_PROXY, "") == CURLE_OK &&
	       curl_easy_setopt(e, CURLOPT_OPENSOCKETFUNCTION, open_socket) == CURLE_OK &&
	       curl_easy_setopt(e, CURLOPT_OPENSOCKETDATA, x) == CURLE_OK &&
	       (*c->ca_file == '\0' ||
		curl_easy_setopt(e, CURLOPT_CAINFO, c->ca_file) == CURLE_OK) &&
	       curl_easy_setopt(e, CURLOPT_SSL_VERIFYPEER, 1L) == CURLE_OK &&
	       curl_easy_setopt(e, CURLOPT_SSL_VERIFYHOST, 2L) == CURLE_OK &&
	       curl_easy_setopt(e, CURLOPT_SSLVERSION, (long)CURL_SSLVERSION_TLSv1_2) == CURLE_OK &&
	       curl_easy_setopt(e, CURLOPT_HTTP_VERSION, (long)CURL_HTTP_VERSION_2TLS) ==
		   CURLE_OK &&
	       curl_easy_setopt(e, CURLOPT_NOSIGNAL, 1L) == CURLE_OK &&
	       curl_easy_setopt(e, CURLOPT_CONNECTTIMEOUT_MS, (long)CONNECT_MS) == CURLE_OK &&
	       curl_easy_setopt(e, CURLOPT_TIMEOUT_MS, (long)c->timeout_ms) == CURLE_OK &&
	       curl_easy_setopt(e, CURLOPT_TCP_KEEPALIVE, 1L) == CURLE_OK &&
	       curl_easy_setopt(e, CURLOPT_HTTPHEADER, headers) == CURLE_OK &&
	       curl_easy_setopt(e, CURLOPT_POSTFIELDS, c->body) == CURLE_OK &&
	       curl_easy_setopt(e, CURLOPT_POSTFIELDSIZE, (long)strlen(c->body)) == CURLE_OK &&
	       curl_easy_setopt(e, CURLOPT_WRITEFUNCTION, receive) == CURLE_OK &&
	       curl_easy_setopt(e, CURLOPT_WRITEDATA, x) == CURLE_OK &&
	       curl_easy_setopt(e, CURLOPT_PRIVATE, x) == CURLE_OK;
}

static enum http_failure
failure_of(const struct exchange *x, CURLcode code)
{
	if (x->refused || code == CURLE_UNSUPPORTED_PROTOCOL || code == CURLE_URL_MALFORMAT)
		return HTTP_REFUSED;
	if (x->too_large)
		return HTTP_TOO_LARGE;
	return code == CURLE_OK                   ? HTTP_FINE
	       : code == CURLE_OPERATION_TIMEDOUT ? HTTP_TIMEOUT
						  : HTTP_UNREACHABLE;
}

static void
note_answer(struct exchange *x, CURLcode code)
{
	struct http_answer *a = x->answer;
	curl_off_t retry_after = 0;
	a->failure = failure_of(x, code);
	a->why = x->refused ? "address not allowed" : curl_easy_strerror(code);
	curl_easy_getinfo(x->easy, CURLINFO_RESPONSE_CODE, &a->status);
	curl_easy_getinfo(x->easy, CURLINFO_RETRY_AFTER, &retry_after);
	a->retry_after_s = retry_after;
	a->body = x->body.text;
	a->len = x->body.len;
}

/* Takes a call out of the driver's hands and wakes who waits for it. */
static void
end(struct exchange *x, CURLcode code)
{
	curl_multi_remove_handle(multi, x->easy);
	note_answer(x, code);
	pthread_mutex_lock(&lock);
	struct exchange **at = &running;
	while (*at != x)
		at = &(*at)->next;
	*at = x->next;
	x->done = true;
	pthread_cond_broadcast(&ended);
	pthread_mutex_unlock(&lock);
}

static void
begin_waiting(void)
{
	pthread_mutex_lock(&lock);
	struct exchange *new = waiting;
	waiting = NULL;
	for (struct exchange *x = new, *next; x != NULL; x = next) {
		next = x->next;
		x->next = running;
		running = x;
	}
	pthread_mutex_unlock(&lock);
	/* Only this thread takes from the list, so it can be walked without the lock. */
	for (struct exchange *x = running, *next; x != NULL && new != NULL; x = next) {
		next = x->next;
		bool last = x == new;
		if (curl_multi_add_handle(multi, x->easy) != CURLM_OK)
			end(x, CURLE_FAILED_INIT);
		if (last)
			break;
	}
}

static void
end_finished(void)
{
	int left;
	for (CURLMsg *m; (m = curl_multi_info_read(multi, &left)) != NULL;) {
		struct exchange *x = NULL;
		CURLcode code = m->data.result;
		if (m->msg != CURLMSG_DONE)
			continue;
		curl_easy_getinfo(m->easy_handle, CURLINFO_PRIVATE, (char **)&x);
		end(x, code);
	}
}

static void *
drive(void *arg)
{
	int open;
	(void)arg;
	while (!atomic_load(&stopping)) {
		begin_waiting();
		curl_multi_perform(multi, &open);
		end_finished();
		curl_multi_poll(multi, NULL, 0, IDLE_MS, NULL);
	}
	begin_waiting();
	while (running != NULL)
		end(running, CURLE_ABORTED_BY_CALLBACK);
	return NULL;
}

bool
http_start(void)
{
	if (curl_global_init(CURL_GLOBAL_DEFAULT) != CURLE_OK)
		return false;
	multi = curl_multi_init();
	/* Else it keeps four for each call of the moment: as the last of many ends, most are
	 * closed. */
	return multi != NULL &&
	       curl_multi_setopt(multi, CURLMOPT_MAXCONNECTS, KEPT_MOST) == CURLM_OK &&
	       pthread_create(&thread, NULL, drive, NULL) == 0;
}

void
http_stop(void)
{
	atomic_store(&stopping, true);
	curl_multi_wakeup(multi);
	pthread_join(thread, NULL);
	curl_multi_cleanup(multi);
	curl_global_cleanup();
}

static void
exchange(struct exchange *x)
{
	pthread_mutex_lock(&lock);
	x->next = waiting;
	waiting = x;
	pthread_mutex_unlock(&lock);
	curl_multi_wakeup(multi);
	pthread_mutex_lock(&lock);
	while (!x->done)
		pthread_cond_wait(&ended, &lock);
	pthread_mutex_unlock(&lock);
}

void
http_post(struct arena *arena, const struct http_call *call, struct http_answer *answer)
{
	struct exchange x = { .call = call, .answer = answer, .body = { .arena = arena } };
	struct curl_slist *headers = list_headers(call->headers);
	int64_t started = clock_ms();
	*answer = (struct http_answer){ .failure = HTTP_UNREACHABLE, .why = "out of memory" };
	x.easy = curl_easy_init();
	if (x.easy != NULL && headers != NULL && set_options(x.easy, &x, headers))
		exchange(&x);
	if (x.easy != NULL)
		curl_easy_cleanup(x.easy);
	curl_slist_free_all(headers);
	answer->ms = clock_ms() - started;
}
