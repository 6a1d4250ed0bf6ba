/* From a request that was read to a response that can be sent. */
#ifndef DISPATCH_H
#define DISPATCH_H

struct request;

/* Routes, authenticates, validates and runs the handler in its transaction; writes the answer or
 * the problem. */
void dispatch(struct request *);

#endif
