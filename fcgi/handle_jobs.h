/* What the platform administrator sees of the worker's queues, and can do to a job. */
#ifndef HANDLE_JOBS_H
#define HANDLE_JOBS_H

#include <stdbool.h>

#include "../shared/entity.h"

struct request;

bool queues_ask(struct request *);
bool queues_answer(struct request *);
bool jobs_ask(struct request *);
bool jobs_answer(struct request *);

/* One job; the route's `move` is the state it shall go to, NULL to look only. */
bool job_ask(struct request *);
bool job_answer(struct request *);

extern const struct entity output_queue, output_job;

#endif
