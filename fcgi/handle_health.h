/* Is it alive, can it work, what has it done. */
#ifndef HANDLE_HEALTH_H
#define HANDLE_HEALTH_H

#include <stdbool.h>

struct request;

/* 200 while the process answers. */
bool live_answer(struct request *);

/* 200, or 503 when a region's database or Redis does not answer; the schema version is checked with
 * every connection. */
bool health_answer(struct request *);

/* Prometheus text (exposition format 0.0.4), of all processes together. */
bool metrics_answer(struct request *);

/* The OpenAPI document. */
bool openapi_answer(struct request *);

#endif
