/* SQL text from literals and declared names only; every value is a parameter. */
#ifndef SQL_H
#define SQL_H

#include <stdbool.h>

#include "buffer.h"
#include "tx.h"

struct sql {
	struct buffer text;
	int count;
	bool as_array; /* the values are elements of one parameter, an array: see sql_array */
	const char *params[TX_MOST_PARAMS];
};

/* Only a string literal compiles: user text can't get here. */
#define sql_lit(s, literal) buffer_puts(&(s)->text, "" literal)

/* A table, column, type or function name from the entity tables: a constant of this program. */
void sql_name(struct sql *, const char *name);

/* $n::cast, with the value as parameter n. */
void sql_param(struct sql *, const char *value, const char *cast);

/* The values as one parameter, in PostgreSQL's array input. */
const char *sql_array(const struct sql *);

/* The finished statement, valid as long as the arena. */
struct stmt sql_stmt(const struct sql *);

#endif
