/* Errors as problem details (RFC 9457). */
#ifndef PROBLEM_H
#define PROBLEM_H

#include "../shared/ctx.h"

struct request;

/* Replaces the response with the context's error, in the context's language. */
void problem_write(struct request *);

/* The HTTP status of an error. */
int problem_status(enum error);

#endif
