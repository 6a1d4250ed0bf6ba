/* Verbs that ask the worker for something. */
#ifndef HANDLE_WORK_H
#define HANDLE_WORK_H

#include <stdbool.h>

#include "../shared/entity.h"

struct request;

/* Has the prospects that a profile concerns scored again. 404; 429 with too much waiting already.
 */
bool score_ask(struct request *);

/* Has insights about the row made. 404; 429 when the plan is used up, until the next month. */
bool insights_ask(struct request *);

/* 202, and whether it was queued. */
bool work_answer(struct request *);

extern const struct entity output_work;

#endif
