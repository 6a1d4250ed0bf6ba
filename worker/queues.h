/* The queues that this process serves, and their weights. */
#ifndef QUEUES_H
#define QUEUES_H

#include <stdbool.h>

enum { QUEUES_MOST = 32 };

/* Reads "critical:6,default:3,low:1". False after a line on standard error. */
bool queues_read(const char *text) __attribute__((warn_unused_result));

/* "queue:<name>" of each, in a random order in which one of twice the weight comes first twice as
 * often. Returns how many. */
int queues_draw(const char *order[QUEUES_MOST]);

#endif
