/* The threads that run jobs. */
#ifndef LOOP_H
#define LOOP_H

#include <stdbool.h>

struct config;

enum { QUEUES_MOST = 32 };

/* Reads "critical:6,default:3,low:1": queues with their weights. False after a line on standard
 * error. */
bool loop_queues(const char *text) __attribute__((warn_unused_result));

/* Before any thread: others wake it. */
void loop_init(void);

bool loop_start(const struct config *, int threads) __attribute__((warn_unused_result));

/* Something may have come into a queue. */
void loop_wake(void);

/* Claim nothing more; `quiet` can only be followed by the end. */
void loop_quiet(void);

/* Whether every thread has come to its end within `ms` milliseconds after loop_quiet(). */
bool loop_join(int ms);

#endif
