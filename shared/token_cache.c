#include "token_cache.h"

#include <pthread.h>
#include <sodium.h>
#include <string.h>

#include "tenant.h"

enum { SLOTS = 2048, DIGEST = 32 };

static struct {
	unsigned char digest[DIGEST];
	int64_t expires; /* 0: empty */
	struct credential who;
} slots[SLOTS];

static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;
/* Random, so that nobody can tell which tokens push each other out. */
static unsigned char hash_key[crypto_generichash_KEYBYTES];

/* Fills the digest, of the whole text with its signature; returns its slot. */
static size_t
slot_of(const char *token, size_t len, unsigned char digest[DIGEST])
{
	crypto_generichash(digest, DIGEST, (const unsigned char *)token, len, hash_key,
			   sizeof(hash_key));
	return (digest[0] | (size_t)digest[1] << 8) % SLOTS;
}

void
token_cache_clear(void)
{
	pthread_mutex_lock(&lock);
	sodium_memzero(slots, sizeof(slots));
	randombytes_buf(hash_key, sizeof(hash_key));
	pthread_mutex_unlock(&lock);
}

bool
token_cache_find(const char *token, size_t len, int64_t now, struct credential *who)
{
	unsigned char digest[DIGEST];
	size_t i = slot_of(token, len, digest);
	pthread_mutex_lock(&lock);
	bool found = slots[i].expires > now && memcmp(slots[i].digest, digest, DIGEST) == 0;
	if (found)
		*who = slots[i].who;
	pthread_mutex_unlock(&lock);
	return found;
}

void
token_cache_keep(const char *token, size_t len, int64_t expires, const struct credential *who)
{
	unsigned char digest[DIGEST];
	size_t i = slot_of(token, len, digest);
	pthread_mutex_lock(&lock);
	memcpy(slots[i].digest, digest, DIGEST);
	slots[i].expires = expires;
	slots[i].who = *who;
	pthread_mutex_unlock(&lock);
}
