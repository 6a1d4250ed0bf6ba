/* Redis, one connection a thread, never waited for long. */
#ifndef REDIS_H
#define REDIS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct config;

/* Remembers where Redis is. False after a line on standard error when the URL is not
 * redis://host[:port] or unix:///path. */
bool redis_init(const struct config *) __attribute__((warn_unused_result));

/* Closes this thread's connection. */
void redis_close(void);

/*
 * Runs a Lua script with one key and one argument that answers an array of two integers. False when
 * Redis can't be reached within 200 ms; then no attempt is made for a second.
 */
bool redis_script(const char *script, const char *key, int64_t argument, int64_t out[2])
    __attribute__((warn_unused_result));

bool redis_delete(const char *key);

/* A round trip through a script, not only a PING: a server that can't write is not healthy. */
bool redis_healthy(void);

#endif
