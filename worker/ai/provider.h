/* Who makes insights: the built-in rules, or a language model behind an endpoint. */
#ifndef PROVIDER_H
#define PROVIDER_H

#include <stdbool.h>
#include <stdint.h>

#include "../../shared/ctx.h"

struct json_object;

/* What insights are wanted of. The facts are all that a provider gets to know: see insight_facts()
 * in sql/. */
struct question {
	const char *subject; /* prospect, campaign, organisation */
	const char *facts;   /* a JSON object, as text and read */
	struct json_object *json;
	enum locale locale;
	enum region region;
	const char *jid; /* of the job, the same at each attempt */
};

/* What was made, and what it took; the latter is also told when it failed. */
struct generation {
	const char *insights; /* a JSON array that reply_read() has passed */
	const char *provider, *model, *prompt_version;
	int64_t tokens_in, tokens_out, cost_micros, latency_ms;
};

/* Makes insights. False after fail(); what it holds lives in the context. */
bool rules_generate(struct ctx *, const struct question *, struct generation *)
    __attribute__((warn_unused_result));
bool model_generate(struct ctx *, const struct question *, struct generation *)
    __attribute__((warn_unused_result));

#endif
