/* What a client wants of a list: filters, order, page, fields. */
#ifndef QUERY_H
#define QUERY_H

#include <stdbool.h>
#include <stdint.h>

#include "entity.h"

struct params;

enum {
	FILTERS_MOST = 24,
	LIMIT_DEFAULT = 20,
	LIMIT_MOST = 200,
	PAGE_MOST = 1000000,
	IN_MOST = 200
};

enum filter_op { OP_EQ, OP_NE, OP_GT, OP_GTE, OP_LT, OP_LTE, OP_IN, OP_NULL };

struct filter {
	const struct column *column;
	enum filter_op op;
	const char *value; /* a parameter; for OP_IN an array; for OP_NULL "true" or "false" */
};

enum deleted { DELETED_NOT, DELETED_ONLY, DELETED_TOO };

/* Whether a list says how many rows it has: see total.h. By cursor none, unless it is asked for. */
enum total { TOTAL_EXACT, TOTAL_ESTIMATE, TOTAL_NONE, TOTAL_BOUNDED };

struct query {
	const struct entity *entity;
	uint64_t select; /* bit i: column i */
	enum deleted deleted;
	int64_t page, limit;
	const struct column *sort;
	bool descending;
	bool keyset; /* by cursor */
	enum total total;
	const char *after_value,
	    *after_id; /* where the cursor stands; after_id NULL: at the beginning */
	const char *q, *tag;
	int filter_count;
	struct filter filters[FILTERS_MOST];
};

/* Parts of the query string that a route understands. */
enum query_parts {
	PART_SELECT = 1,
	PART_FILTER = 2,
	PART_PAGE = 4,
	PART_DELETED = 8,
	PART_LIST = 15
};

/* Reads parameters; every faulty one is recorded as "?name". */
bool query_read(struct ctx *, const struct entity *, unsigned parts, const struct params *,
		struct query *) __attribute__((warn_unused_result));

/* The cursor behind a row: opaque to the client, checked when it comes back. `value` NULL when the
 * sort column is null. */
const char *query_cursor(struct ctx *, const struct query *, const char *value, const char *id);

#endif
