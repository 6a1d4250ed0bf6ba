/* The worker's queues in Prometheus's text format, from what its scripts count in Redis. */
#ifndef METRICS_QUEUE_H
#define METRICS_QUEUE_H

struct buffer;

/* Adds nothing while Redis is down. Counters begin anew when Redis has forgotten, as Prometheus
 * expects of a restart. */
void metrics_queue_write(struct buffer *);

#endif
