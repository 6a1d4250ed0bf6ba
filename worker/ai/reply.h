/* The form of every provider's answer: one table, from which its JSON Schema comes too. */
#ifndef REPLY_H
#define REPLY_H

#include <stdbool.h>
#include <stddef.h>

#include "../../shared/entity.h"

struct ctx;
struct json_object;

enum { REPLY_MOST = 12 }; /* insights in an answer */

/* What an insight about a subject may be; NULL for a subject that is none. */
const struct entity *reply_entity(const char *subject);

/* The JSON Schema of an answer about a subject, in OpenAI's strict subset. */
const char *reply_schema(struct ctx *, const char *subject);

/*
 * Holds an answer against the form and gives it as the array that insights_store() takes: links and
 * addresses taken out of its texts, references to profiles made names when the facts have them. An
 * answer that says anything more than the form allows is refused as a whole: false after fail(),
 * with a field error for each fault.
 */
bool reply_read(struct ctx *, const char *subject, const char *text, size_t len,
		struct json_object *facts, const char **insights)
    __attribute__((warn_unused_result));

#endif
