/* Clauses that statements about the rows of an entity have in common. */
#ifndef CLAUSE_H
#define CLAUSE_H

#include <stdint.h>

#include "query.h"
#include "sql.h"

/* The names of the selected columns. */
void clause_columns(struct sql *, const struct entity *, uint64_t select);

/* " AND deleted_at IS NULL" or what else is wanted; nothing where rows are not marked. */
void clause_deleted(struct sql *, const struct entity *, enum deleted);

/* " FROM … WHERE …": the filters of a list. */
void clause_where(struct sql *, const struct query *);

/* Behind the cursor, if there is one. */
void clause_after(struct sql *, const struct query *);

void clause_order(struct sql *, const struct query *);
void clause_limit(struct ctx *, struct sql *, int64_t limit, int64_t offset);

#endif
