/* Idempotency-Key: the answer to a POST is kept for 24 hours and given again. */
#ifndef IDEMPOTENCY_H
#define IDEMPOTENCY_H

#include <stdbool.h>

struct request;

/*
 * Claims the key for this request, inside the tenant's transaction; a request with the same key
 * waits here until the first has committed. *replayed: the stored answer was written to the
 * response. ERR_MISMATCH when the key belongs to another request.
 */
bool idempotency_claim(struct request *, const char *key, bool *replayed)
    __attribute__((warn_unused_result));

/* Queues storing the response under the claimed key. */
void idempotency_store(struct request *, const char *key);

#endif
