/* Regions: where an organisation's data lives, and the pool that leads there. */
#ifndef REGION_H
#define REGION_H

#include <stdbool.h>
#include <stddef.h>

struct config;
struct pool;

/* REGION_GLOBAL is the database of the directory. */
enum region { REGION_EU, REGION_US, REGION_CA, REGION_GLOBAL, REGIONS };

/* "eu", "us", "ca", "global". */
const char *region_name(enum region);

/* REGIONS when `name` is no region an organisation can live in. */
enum region region_find(const char *name);

/* Opens a pool for each distinct database URL. Call once, before threads start. */
void region_init(const struct config *);

/* Closes every pool. No connection may be out. */
void region_release(void);

/* Whether no region before it has the same database: for what is done once for each. */
bool region_is_first(enum region);

/* The URL of a region's database. */
const char *region_url(enum region);

/* The pool of a region. Regions that share a URL share a pool. */
struct pool *region_pool(enum region);

#endif
