/* hiredis contexts are not shared between threads, and one that has failed is dead: it is thrown
 * away. */
#include "redis.h"

#include <hiredis/hiredis.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "clock.h"
#include "config.h"
#include "log.h"

enum { TIMEOUT_MS = 200, REST_MS = 1000 };

enum { SCRIPTS_MOST = 24, DIGEST_LEN = 40 };

/* What Redis calls a script, once it has it; "" before. */
struct script {
	const char *text;
	char digest[DIGEST_LEN + 1];
};
static _Thread_local struct script scripts[SCRIPTS_MOST];
static _Thread_local int script_count;

static char host[256], path[256];
static int port;

static _Thread_local redisContext *connection;
static _Thread_local int64_t rest_until_ms, patience_ms = TIMEOUT_MS;

bool
redis_init(const struct config *c)
{
	const char *url = c->redis_url;
	*host = *path = '\0';
	port = 6379;
	if (strncmp(url, "unix://", 7) == 0 && strlen(url + 7) < sizeof(path)) {
		snprintf(path, sizeof(path), "%s", url + 7);
		return true;
	}
	size_t len = strncmp(url, "redis://", 8) == 0 ? strcspn(url + 8, ":/") : 0;
	if (len > 0 && len < sizeof(host)) {
		memcpy(host, url + 8, len);
		host[len] = '\0';
		if (url[8 + len] == ':')
			port = atoi(url + 8 + len + 1);
		if (port > 0 && port < 65536)
			return true;
	}
	fputs("REDIS_URL: must be redis://host[:port] or unix:///path\n", stderr);
	return false;
}

void
redis_close(void)
{
	if (connection != NULL)
		redisFree(connection);
	connection = NULL;
}

static bool
give_up(const char *why)
{
	log_line(LOG_WARN, "redis_down", "reason", why, NULL);
	redis_close();
	rest_until_ms = clock_ms() + REST_MS;
	return false;
}

static bool
connected(void)
{
	struct timeval timeout = { .tv_sec = patience_ms / 1000,
				   .tv_usec = patience_ms % 1000 * 1000 };
	if (connection != NULL)
		return true;
	if (clock_ms() < rest_until_ms)
		return false;
	connection = *path != '\0' ? redisConnectUnixWithTimeout(path, timeout)
				   : redisConnectWithTimeout(host, port, timeout);
	if (connection == NULL || connection->err != 0)
		return give_up(connection == NULL ? "out of memory" : connection->errstr);
	redisSetTimeout(connection, timeout);
	return true;
}

/* Arguments go by length, never as a format. NULL when Redis is down. One retry: the server may
 * have closed an idle connection. */
static redisReply *
command(int argc, const char **argv)
{
	for (int attempt = 0; attempt < 2; attempt++) {
		bool fresh = connection == NULL;
		if (!connected())
			return NULL;
		redisReply *reply = redisCommandArgv(connection, argc, argv, NULL);
		if (reply != NULL)
			return reply;
		if (fresh) {
			give_up(connection->errstr);
			return NULL;
		}
		redis_close();
	}
	return NULL;
}

static void
log_error(redisReply *r)
{
	log_line(LOG_ERROR, "redis_error", "reason", r->str, NULL);
	freeReplyObject(r);
}

/* Has Redis keep the script. */
static bool
load(struct script *s)
{
	const char *argv[] = { "SCRIPT", "LOAD", s->text };
	redisReply *r = command(3, argv);
	if (r == NULL)
		return false;
	if (r->type != REDIS_REPLY_STRING || r->len != DIGEST_LEN) {
		log_error(r);
		return false;
	}
	memcpy(s->digest, r->str, DIGEST_LEN + 1);
	freeReplyObject(r);
	return true;
}

/* The place of a script in this thread's table; one that is not known yet takes the next. */
static struct script *
find(const char *text)
{
	int i = 0;
	while (i < script_count && scripts[i].text != text)
		i++;
	if (i == SCRIPTS_MOST)
		i = 0;
	if (i == script_count)
		script_count++;
	if (scripts[i].text != text)
		scripts[i] = (struct script){ .text = text };
	return &scripts[i];
}

struct redisReply *
redis_eval(const char *text, int key_count, int argc, const char *const *argv)
{
	char number[12];
	struct script *s = find(text);
	const char **all = malloc(((size_t)argc + 3) * sizeof(*all));
	redisReply *r = NULL;
	if (all == NULL)
		return NULL;
	snprintf(number, sizeof(number), "%d", key_count);
	all[0] = "EVALSHA";
	all[1] = s->digest;
	all[2] = number;
	if (argc > 0)
		memcpy(all + 3, argv, (size_t)argc * sizeof(*all));
	for (int attempt = 0; attempt < 2; attempt++) {
		if (*s->digest == '\0' && !load(s))
			break;
		r = command(argc + 3, all);
		/* Forgotten (SCRIPT FLUSH, a restart, a fail-over): nothing was run. */
		if (r == NULL || r->type != REDIS_REPLY_ERROR ||
		    strncmp(r->str, "NOSCRIPT", 8) != 0)
			break;
		*s->digest = '\0';
		freeReplyObject(r);
		r = NULL;
	}
	free(all);
	if (r == NULL || r->type != REDIS_REPLY_ERROR)
		return r;
	log_error(r);
	return NULL;
}

bool
redis_script(const char *text, const char *key, int64_t argument, int64_t out[2])
{
	char number[24];
	const char *argv[] = { key, number };
	snprintf(number, sizeof(number), "%lld", (long long)argument);
	redisReply *r = redis_eval(text, 1, 2, argv);
	bool fine = r != NULL && r->type == REDIS_REPLY_ARRAY && r->elements == 2;
	for (size_t i = 0; fine && i < 2; i++) {
		fine = r->element[i]->type == REDIS_REPLY_INTEGER;
		out[i] = r->element[i]->integer;
	}
	redis_free(r);
	return fine;
}

void
redis_free(struct redisReply *r)
{
	if (r != NULL)
		freeReplyObject(r);
}

void
redis_set_patience(int64_t ms)
{
	patience_ms = ms;
}

bool
redis_run_id(char out[41])
{
	static const char label[] = "run_id:";
	const char *argv[] = { "INFO", "server" };
	redisReply *r = command(2, argv);
	const char *at = r == NULL || r->str == NULL ? NULL : strstr(r->str, label);
	if (at != NULL)
		snprintf(out, 41, "%.40s", at + sizeof(label) - 1);
	redis_free(r);
	return at != NULL;
}

bool
redis_delete(const char *key)
{
	const char *argv[] = { "DEL", key };
	redisReply *r = command(2, argv);
	bool fine = r != NULL && r->type == REDIS_REPLY_INTEGER;
	if (r != NULL)
		freeReplyObject(r);
	return fine;
}

bool
redis_healthy(void)
{
	int64_t out[2];
	return redis_script("redis.call('SET', KEYS[1], ARGV[1], 'PX', 1000) return {1, 1}",
			    "asa:health", 1, out);
}
