/* Redis, one connection a thread, never waited for long. */
#ifndef REDIS_H
#define REDIS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct config;
struct redisReply;

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

/*
 * Runs a Lua script with `key_count` keys, then arguments, `argc` in all. The reply is freed with
 * redis_free(). NULL when Redis can't be reached in time or the script failed. `script` must stay
 * where it is: the text is sent once, then its digest, and the text again when Redis has forgotten
 * it (SCRIPT FLUSH, a restart).
 */
struct redisReply *redis_eval(const char *script, int key_count, int argc, const char *const *argv);
void redis_free(struct redisReply *);

/* How long this thread waits for Redis, from its next connection on: 200 ms unless said. */
void redis_set_patience(int64_t ms);

/* Redis's run_id, which changes when it is restarted; false when it can't be reached. */
bool redis_run_id(char out[41]) __attribute__((warn_unused_result));

bool redis_delete(const char *key);

/* A round trip through a script, not only a PING: a server that can't write is not healthy. */
bool redis_healthy(void);

#endif
