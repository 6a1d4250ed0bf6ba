/* A JSON object held against an entity. */
#ifndef VALIDATE_H
#define VALIDATE_H

#include <stdbool.h>

#include "entity.h"

struct ctx;
struct json_object;

enum { VALUES_MOST = 64 };

/* Columns with the parameters to write: checked, in PostgreSQL's text format, NULL for null. */
struct values {
	int count;
	const struct column *column[VALUES_MOST];
	const char *text[VALUES_MOST];
};

/*
 * Checks every member of `body` and returns what may be written. All that is wrong is recorded,
 * each with the pointer `at` +
 * "/member": unknown and read-only members, wrong types, bounds, missing required ones (unless
 * `update`), and what the entity's own check finds.
 */
bool validate(struct ctx *, const struct entity *, struct json_object *body, bool update,
	      const char *at, struct values *) __attribute__((warn_unused_result));

/* The value of a column; NULL when absent or null. */
const char *values_get(const struct values *, const char *column);
bool values_has(const struct values *, const char *column);

/* Adds a value of our own: the name is that of a column in SQL, whatever its flags. */
void values_set(struct values *, const struct column *, const char *text);

#endif
