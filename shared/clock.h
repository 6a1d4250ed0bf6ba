/* Time, in the units that the rest of the program uses. */
#ifndef CLOCK_H
#define CLOCK_H

#include <stdbool.h>
#include <stdint.h>

/* Monotonic milliseconds: for durations and deadlines. */
int64_t clock_ms(void);

/* Unix time in seconds: for expiry. */
int64_t clock_unix(void);

/* Sleeps `ms` milliseconds; for back-off only. */
void clock_sleep_ms(int64_t ms);

/* A random number in [0, bound), for jitter. */
int64_t clock_jitter(int64_t bound);

/*
 * Reads PostgreSQL's ISO output in UTC ("2026-11-23 18:10:56.123456+00") as microseconds since
 * 1970. False when the text is anything else.
 */
bool clock_parse_pg(const char *text, int64_t *micros) __attribute__((warn_unused_result));

/* Unix time as RFC 3339 in UTC, with NUL. */
void clock_format(int64_t unix_s, char out[24]);

/* Checks an RFC 3339 date-time with an offset or Z. Calendar days and ranges are checked too. */
bool clock_is_rfc3339(const char *text);

#endif
