/* The threads that run jobs. */
#ifndef LOOP_H
#define LOOP_H

#include <stdbool.h>

struct config;

/* After exchange_init(). */
bool loop_start(const struct config *, int threads) __attribute__((warn_unused_result));

/* Whether every thread has come to its end within `ms` milliseconds after exchange_quiet(). */
bool loop_join(int ms);

#endif
