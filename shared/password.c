/*
 * Each hash takes ASA_HASH_MEMORY_KIB and a core for tens of milliseconds. So only a few run at
 * once and the others wait, for a bounded time; else a burst of log-ins would take the memory and
 * starve every other request.
 */
#include "password.h"

#include <pthread.h>
#include <sodium.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "clock.h"
#include "config.h"
#include "ctx.h"

static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;
static pthread_cond_t turn;
static int64_t running;
static char dummy[PASSWORD_HASH];

static char *common_text;
static char **common;
static size_t common_count;

static int
compare(const void *a, const void *b)
{
	return strcmp(*(char *const *)a, *(char *const *)b);
}

static bool
read_file(const char *path)
{
	FILE *f = fopen(path, "r");
	if (f == NULL)
		return false;
	long size = fseek(f, 0, SEEK_END) == 0 ? ftell(f) : -1;
	rewind(f);
	common_text = size < 0 ? NULL : calloc(1, (size_t)size + 1);
	bool fine = common_text != NULL && fread(common_text, 1, (size_t)size, f) == (size_t)size;
	fclose(f);
	return fine;
}

static bool
load_common(const char *path)
{
	if (!read_file(path)) {
		fprintf(stderr, "ASA_PASSWORD_FILE: can not read %s\n", path);
		return false;
	}
	size_t lines = 1;
	for (const char *p = common_text; *p != '\0'; p++)
		lines += *p == '\n';
	common = calloc(lines, sizeof(char *));
	if (common == NULL)
		return false;
	char *rest;
	for (char *line = strtok_r(common_text, "\n", &rest); line != NULL;
	     line = strtok_r(NULL, "\n", &rest))
		common[common_count++] = line;
	qsort(common, common_count, sizeof(char *), compare);
	return true;
}

static bool
compute(const struct config *c, const char *password, char out[PASSWORD_HASH])
{
	return crypto_pwhash_str(out, password, strlen(password), (unsigned long long)c->hash_ops,
				 (size_t)c->hash_memory_kib * 1024) == 0;
}

bool
password_init(const struct config *c)
{
	pthread_condattr_t attr;
	pthread_condattr_init(&attr);
	pthread_condattr_setclock(&attr, CLOCK_MONOTONIC);
	pthread_cond_init(&turn, &attr);
	pthread_condattr_destroy(&attr);
	if (!load_common(c->password_file))
		return false;
	if (compute(c, "nobody has this password", dummy))
		return true;
	fputs("ASA_HASH_MEMORY_KIB: not enough memory, or out of libsodium's bounds\n", stderr);
	return false;
}

void
password_release(void)
{
	free(common);
	free(common_text);
	common = NULL;
	common_text = NULL;
	common_count = 0;
	pthread_cond_destroy(&turn);
}

bool
password_acceptable(struct ctx *ctx, const char *password, const char *pointer)
{
	size_t len = 0;
	char lower[4 * PASSWORD_MOST + 1] = "", *key = lower;
	for (const char *p = password; *p != '\0'; p++)
		len += ((unsigned char)*p & 0xc0) != 0x80;
	if (len < PASSWORD_LEAST)
		return fail_field(ctx, pointer, MSG_TOO_SHORT, "8");
	if (len > PASSWORD_MOST || strlen(password) >= sizeof(lower))
		return fail_field(ctx, pointer, MSG_TOO_LONG, "128");
	for (size_t i = 0; password[i] != '\0'; i++)
		lower[i] = password[i] >= 'A' && password[i] <= 'Z' ? (char)(password[i] + 32)
								    : password[i];
	bool found = bsearch(&key, common, common_count, sizeof(char *), compare) != NULL;
	sodium_memzero(lower, sizeof(lower));
	return !found || fail_field(ctx, pointer, MSG_COMMON_PASSWORD, NULL);
}

static bool
take_turn(struct ctx *ctx)
{
	int64_t until = clock_ms() + ctx->config->hash_wait_ms;
	struct timespec deadline = { .tv_sec = until / 1000, .tv_nsec = until % 1000 * 1000000 };
	int late = 0;
	pthread_mutex_lock(&lock);
	while (running >= ctx->config->hash_parallel && late == 0)
		late = pthread_cond_timedwait(&turn, &lock, &deadline);
	bool ours = running < ctx->config->hash_parallel;
	running += ours;
	pthread_mutex_unlock(&lock);
	return ours || fail_retry(ctx, ERR_UNAVAILABLE, MSG_UNAVAILABLE, 2);
}

static void
end_turn(void)
{
	pthread_mutex_lock(&lock);
	running--;
	pthread_cond_signal(&turn);
	pthread_mutex_unlock(&lock);
}

bool
password_hash(struct ctx *ctx, const char *password, char out[PASSWORD_HASH])
{
	if (!take_turn(ctx))
		return false;
	bool fine = compute(ctx->config, password, out);
	end_turn();
	return fine || fail_retry(ctx, ERR_UNAVAILABLE, MSG_UNAVAILABLE, 2);
}

bool
password_verify(struct ctx *ctx, const char *password, const char *hash, bool *matches)
{
	*matches = false;
	if (!take_turn(ctx))
		return false;
	bool equal =
	    crypto_pwhash_str_verify(hash == NULL ? dummy : hash, password, strlen(password)) == 0;
	end_turn();
	*matches = equal && hash != NULL;
	return true;
}

bool
password_outdated(const struct ctx *ctx, const char *hash)
{
	return crypto_pwhash_str_needs_rehash(hash, (unsigned long long)ctx->config->hash_ops,
					      (size_t)ctx->config->hash_memory_kib * 1024) != 0;
}
