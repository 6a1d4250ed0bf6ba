/* Whether Redis still has what PostgreSQL gave it, and what to do where it has not. */
#ifndef RECONCILE_H
#define RECONCILE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct ctx;

/* What one region remembers between two comparisons. */
struct reconciler {
	int64_t compared_ms;
	char **missing; /* ids that were not in Redis at the last comparison, sorted */
	size_t missing_count;
};

/*
 * To be called each second. When Redis was restarted or has forgotten, every job that it no longer
 * has waits again. Otherwise, four times a minute or when `now`: a job that was missing twice in
 * the same Redis was deleted there by an operator, and one among the dead was buried there.
 */
void reconcile(struct ctx *, struct reconciler *, bool now);
void reconcile_release(struct reconciler *);

#endif
