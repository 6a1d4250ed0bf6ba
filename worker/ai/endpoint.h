/*
 * How a region's language model fares, as this process sees it: a circuit breaker (Nygard, "Release
 * It!"), a budget of retries, and how many questions are open.
 */
#ifndef ENDPOINT_H
#define ENDPOINT_H

#include <stdbool.h>
#include <stdint.h>

#include "../../shared/region.h"

/* After this many failures in a row nobody asks for a while; then one does, to find out. */
enum { FAILURES_MOST = 5, PAUSE_LEAST_MS = 5000, PAUSE_MOST_MS = 300000 };

enum endpoint_news {
	ENDPOINT_FINE, /* it answered, whatever it said */
	ENDPOINT_FAILED,
	ENDPOINT_BUSY, /* it said when to come back */
};

/* May a question be asked now, with fewer than `at_once` open? 0: yes, and endpoint_leave() must
 * follow. Otherwise milliseconds after which to ask again. */
int64_t endpoint_enter(enum region, int64_t at_once) __attribute__((warn_unused_result));

/* What became of it. `pause_s`: of ENDPOINT_BUSY. */
void endpoint_leave(enum region, enum endpoint_news, int64_t pause_s);

/* Whether a failed question may be sent again at once: one in ten may, so that a failing endpoint
 * is not asked twice as much. Takes from the budget. */
bool endpoint_may_retry(enum region) __attribute__((warn_unused_result));

#endif
