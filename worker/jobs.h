/* The table of jobs: what the worker can do. */
#ifndef JOBS_H
#define JOBS_H

#include "task.h"

enum { JOBS_MOST = 64 };

/* Maintenance, each in its own file. */
bool job_sessions_expire(struct ctx *, struct task *);
bool job_idempotency_expire(struct ctx *, struct task *);
bool job_jobs_prune(struct ctx *, struct task *);
bool job_audit_expire(struct ctx *, struct task *);
bool job_prospects_score(struct ctx *, struct task *);
bool job_retention_purge(struct ctx *, struct task *);
bool job_insights_generate(struct ctx *, struct task *);

#endif
