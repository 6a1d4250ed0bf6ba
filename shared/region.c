#include "region.h"

#include <string.h>

#include "config.h"
#include "pool.h"

static const char *const names[REGIONS] = { "eu", "us", "ca", "global" };
static const char *urls[REGIONS];
static struct pool *pools[REGIONS];

const char *
region_name(enum region r)
{
	return names[r];
}

enum region
region_find(const char *name)
{
	for (int r = 0; r < REGION_GLOBAL; r++)
		if (strcmp(names[r], name) == 0)
			return (enum region)r;
	return REGIONS;
}

static struct pool *
shared_pool(enum region r)
{
	for (int other = 0; other < (int)r; other++)
		if (strcmp(urls[other], urls[r]) == 0)
			return pools[other];
	return NULL;
}

void
region_init(const struct config *config)
{
	for (int r = 0; r < REGIONS; r++) {
		const char *own = r == REGION_GLOBAL ? "" : config->database_url_region[r];
		urls[r] = *own == '\0' ? config->database_url : own;
		pools[r] = shared_pool((enum region)r);
		if (pools[r] == NULL)
			pools[r] = pool_open(urls[r], config);
	}
}

void
region_release(void)
{
	for (int r = 0; r < REGIONS; r++) {
		if (pools[r] != NULL && shared_pool((enum region)r) == NULL)
			pool_close(pools[r]);
	}
	memset(pools, 0, sizeof(pools));
}

bool
region_is_first(enum region r)
{
	return shared_pool(r) == NULL;
}

const char *
region_url(enum region r)
{
	return urls[r];
}

struct pool *
region_pool(enum region r)
{
	return pools[r];
}
