/* Counters of all processes, in memory that they share through a file. */
#ifndef METRICS_H
#define METRICS_H

#include <stdbool.h>
#include <stdint.h>

struct buffer;
struct config;

/* Maps ASA_STATE_DIR/metrics. False after a line on standard error. Without it, nothing is counted.
 */
bool metrics_init(const struct config *) __attribute__((warn_unused_result));

/* Counts one request: index of its route (-1: none), status, milliseconds. */
void metrics_request(int route, int status, int64_t ms);

/* Counts an accept that failed, and says how many threads serve (+1, -1). */
void metrics_accept_failed(void);
void metrics_threads(int change);

/* Copies this process's counters of round trips, retries and the pools into its slot. */
void metrics_publish(void);

void metrics_write(struct buffer *);

#endif
