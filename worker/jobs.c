#include "jobs.h"

#include <stddef.h>

/* name, what it does, how it keeps its promise, queue, tries, seconds, at once over all workers. */
/* clang-format off */
const struct job jobs[] = {
	{ "sessions.expire",    job_sessions_expire,    IN_STEPS, "low", 5, .limit_s = 300,  .at_once = 1 },
	{ "idempotency.expire", job_idempotency_expire, IN_STEPS, "low", 5, .limit_s = 300,  .at_once = 1 },
	{ "jobs.prune",         job_jobs_prune,         IN_STEPS, "low", 5, .limit_s = 300,  .at_once = 1 },
	{ "audit.expire",       job_audit_expire,       IN_STEPS, "low", 5, .limit_s = 3600, .at_once = 1 },
	{ "prospects.score",    job_prospects_score,    IN_STEPS, "default", 10, .limit_s = 600 },
	{ "insights.generate",  job_insights_generate,  IN_STEPS, "insights", 8, .limit_s = 600 },
	{ "retention.purge",    job_retention_purge,    IN_STEPS, "low", 5, .limit_s = 3600, .at_once = 1 },
	{ NULL },
};
/* clang-format on */
