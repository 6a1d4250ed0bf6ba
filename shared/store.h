/*
 * Statements about the rows of an entity. Each function queues on the context's transaction and
 * returns the number of the result; the caller flushes or commits. Which rows there are is the
 * tenant's: row-level security sees to it.
 */
#ifndef STORE_H
#define STORE_H

#include <stdbool.h>
#include <stdint.h>

#include "entity.h"
#include "query.h"
#include "validate.h"

/* What a single-row statement returns: the selected columns in order, then updated_at (or
 * created_at) for the ETag, then id. */

/* A row by id. Not found: no row. */
int store_get(struct ctx *, const struct entity *, const char *id, uint64_t select, enum deleted);

/* Inserts. Absent columns get their defaults. */
int store_insert(struct ctx *, const struct entity *, const struct values *);

/* Updates a live row. `version` (see store_version) NULL: whatever it is now. No row: not there, or
 * of another version. */
int store_update(struct ctx *, const struct entity *, const char *id, const char *version,
		 const struct values *);

/* Marks a live row as deleted. */
int store_delete(struct ctx *, const struct entity *, const char *id, const char *version);

/* Takes the mark away. No row when it was not deleted. */
int store_restore(struct ctx *, const struct entity *, const char *id);

/* Removes a row, deleted or not, and what depends on it. */
int store_purge(struct ctx *, const struct entity *, const char *id);

/* Removes rows deleted more than `days` days ago, at most `limit`; the result has the number of
 * rows. */
int store_purge_old(struct ctx *, const struct entity *, int64_t days, int64_t limit);

/* How many rows store_purge_old would remove in the end. */
int store_count_old(struct ctx *, const struct entity *, int64_t days);

/* Many rows at once, by ids in PostgreSQL's array input. The result holds the ids that were
 * changed. */
int store_update_many(struct ctx *, const struct entity *, const char *ids, const struct values *);
int store_delete_many(struct ctx *, const struct entity *, const char *ids);
int store_restore_many(struct ctx *, const struct entity *, const char *ids);

/* Ids of rows that a query's filters find, at most `most`, locked. */
int store_matching(struct ctx *, const struct query *, int64_t most);

/* A page: selected columns, then the sort column and id as text, for the cursor. One row more than
 * the limit is asked for, to tell whether there is a next page. `total`: see total_queue. */
struct store_page {
	int rows, total;
};
struct store_page store_list(struct ctx *, const struct query *);

/* The version of a row from its updated_at cell, as the client sees it in ETag; NULL when the cell
 * is none. */
const char *store_version(struct ctx *, const char *updated_at);

/* Whether `text` could be a version. */
bool store_is_version(const char *text);

#endif
