/*
 * How many rows a list has. Counting costs as much as there are rows, so by default no more than
 * TOTAL_BOUND are counted; what is beyond is PostgreSQL's own estimate, and the answer says so.
 */
#ifndef TOTAL_H
#define TOTAL_H

#include "query.h"

#define TOTAL_BOUND "10000"

/* Queues the question; the result has one row: the number, and whether it is an estimate. -1 when
 * none is wanted. */
int total_queue(struct ctx *, const struct query *);

#endif
