/*
 * Fixed windows. Three counts for a log-in: account and address together stop guessing; the account
 * alone, ten times as high, stops guessing from many addresses without letting one attacker lock
 * somebody out cheaply; the address alone stops trying many accounts. While Redis is down each
 * process counts for itself in a table of fixed size: the limit is then per process, never off.
 */
#include "ratelimit.h"

#include <arpa/inet.h>
#include <pthread.h>
#include <sodium.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include "bytes.h"
#include "clock.h"
#include "config.h"
#include "ctx.h"
#include "redis.h"

enum { SLOTS = 4096, KEY_TEXT = 80, WHOLE_ACCOUNT = 10 };

static const char count_script[] = "local n = redis.call('INCR', KEYS[1])"
				   " if n == 1 then redis.call('PEXPIRE', KEYS[1], ARGV[1]) end"
				   " return {n, redis.call('PTTL', KEYS[1])}";

static struct {
	int64_t count, ends_ms;
} local[SLOTS];
static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;

/* The address, or the first 64 bits of an IPv6 one: a household has a whole /64. */
static void
network_of(const char *address, char out[INET6_ADDRSTRLEN])
{
	struct in6_addr ip;
	snprintf(out, INET6_ADDRSTRLEN, "%s", address);
	if (inet_pton(AF_INET6, address, &ip) == 1) {
		memset(&ip.s6_addr[8], 0, 8);
		inet_ntop(AF_INET6, &ip, out, INET6_ADDRSTRLEN);
	}
}

static void
key_of(struct ctx *ctx, char kind, const char *account, const char *network, char out[KEY_TEXT])
{
	unsigned char hash[HASH_LEN];
	char text[400];
	int len = snprintf(text, sizeof(text), "%c|%s|%s", kind, account, network);
	bytes_hash(text, (size_t)len < sizeof(text) ? (size_t)len : sizeof(text) - 1,
		   ctx->config->directory_key, hash);
	memcpy(out, "asa:limit:", 10);
	bytes_to_base64(hash, 24, out + 10);
}

static void
count_locally(const char *key, int64_t window_ms, int64_t out[2])
{
	uint64_t digest = 0;
	int64_t now = clock_ms();
	for (const char *p = key; *p != '\0'; p++)
		digest = (digest ^ (unsigned char)*p) * UINT64_C(1099511628211);
	pthread_mutex_lock(&lock);
	size_t i = digest % SLOTS;
	/* A stranger in the slot shares its count: a wrong "too many" beats none. */
	if (local[i].ends_ms <= now) {
		local[i].count = 0;
		local[i].ends_ms = now + window_ms;
	}
	out[0] = ++local[i].count;
	out[1] = local[i].ends_ms - now;
	pthread_mutex_unlock(&lock);
}

static bool
count(struct ctx *ctx, const char *key, int64_t most)
{
	int64_t window_ms = ctx->config->login_window_s * 1000, out[2];
	if (!redis_script(count_script, key, window_ms, out))
		count_locally(key, window_ms, out);
	if (out[0] <= most)
		return true;
	return fail_retry(ctx, ERR_LIMITED, MSG_LIMITED, (long)(out[1] / 1000 + 1));
}

bool
ratelimit_login(struct ctx *ctx, const char *account)
{
	char network[INET6_ADDRSTRLEN], pair[KEY_TEXT], whole[KEY_TEXT];
	int64_t most = ctx->config->login_per_account;
	network_of(ctx->address, network);
	key_of(ctx, 'p', account, network, pair);
	key_of(ctx, 'a', account, "", whole);
	return ratelimit_address(ctx) && count(ctx, pair, most) &&
	       count(ctx, whole, WHOLE_ACCOUNT * most);
}

void
ratelimit_succeeded(struct ctx *ctx, const char *account)
{
	char network[INET6_ADDRSTRLEN], pair[KEY_TEXT];
	network_of(ctx->address, network);
	key_of(ctx, 'p', account, network, pair);
	redis_delete(pair);
}

bool
ratelimit_address(struct ctx *ctx)
{
	char network[INET6_ADDRSTRLEN], key[KEY_TEXT];
	network_of(ctx->address, network);
	key_of(ctx, 'n', "", network, key);
	return count(ctx, key, ctx->config->login_per_address);
}
