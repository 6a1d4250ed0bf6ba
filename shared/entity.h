/* What an entity is: its columns, and what a client may do with them. Declared in entities/, one a
 * file. */
#ifndef ENTITY_H
#define ENTITY_H

#include <stdbool.h>
#include <stdint.h>

#include "ctx.h"
#include "type.h"

struct values;

/* What a client may do with a column. Without a flag it is read-only and never null. */
enum column_flags {
	WRITE = 1,    /* may be sent at creation and in an update */
	CREATE = 2,   /* may be sent at creation only */
	REQUIRED = 4, /* must be sent at creation */
	NULLABLE = 8, /* may be null */
	FILTER = 16,  /* may be filtered by */
	SORT = 32,    /* may be sorted by */
};

/* A PostgreSQL enum type and its labels in the order of the type. */
struct enumeration {
	const char *type;
	const char *const *labels;
};

struct column {
	const char *name; /* snake_case, as in SQL; camelCase in JSON */
	enum type type;
	unsigned flags;
	int64_t min, max; /* characters of a text, value of a number, items of a list */
	const struct enumeration *labels; /* of T_ENUM */
	const char *ref;                  /* table it refers to */
	const char *doc;
};

/* What can be done with an entity through the API. Without a flag: nothing. */
enum operations {
	OP_LIST = 1,
	OP_GET = 2,
	OP_CREATE = 4,
	OP_UPDATE = 8,
	OP_DELETE = 16,
	OP_RESTORE = 32,
	OP_BULK = 64,
	OP_ALL = 127,
};

/* How an entity differs from "belongs to a tenant, is soft-deleted". */
enum traits {
	SHARED = 1,      /* the same for every tenant */
	IS_TENANT = 2,   /* its id is the organisation's */
	HARD = 4,        /* has no deleted_at */
	APPEND_ONLY = 8, /* has neither deleted_at nor updated_at */
	IN_PIECES = 16,  /* created by a route of its own that needs more than the row */
};

struct entity {
	const char *name; /* singular, in messages and schemas: "prospect" */
	const char *path; /* in URLs: "prospects" */
	const char *table;
	const char *doc;
	const struct column *columns; /* its own; the common ones come from entity_common() */
	unsigned operations, traits;
	enum role read, write, remove; /* least roles; remove is also needed to restore */
	const char *kept_by; /* query of rows without which retention must not go; NULL: none */
	const char *search;  /* gate function for q, or NULL */
	const char *tags;    /* gate function for tags[has], or NULL */
	const char *default_sort; /* NULL: created_at, newest first */
	/* What only several columns together can tell. `update`: an absent column keeps its value.
	 */
	bool (*check)(struct ctx *, const struct values *, bool update);
	/* Statements that must run in the same transaction, before the row is deleted, restored or
	 * updated. */
	bool (*before)(struct ctx *, enum operations, const char *id, const struct values *);
};

/* Every entity, ending with NULL, in the order of documentation. */
extern const struct entity *const entities[];

/* NULL when there is none with this path. */
const struct entity *entity_find(const char *path);

/* id, created_at and what else the traits say, ending with a NULL name. */
const struct column *entity_common(const struct entity *);

/* The common columns, then its own: 0 to entity_width() - 1. */
int entity_width(const struct entity *);
const struct column *entity_column(const struct entity *, int);

/* Every column, as a selection: bit i for column i. */
uint64_t entity_all(const struct entity *);

/* The column whose camelCase name is `name`; NULL when there is none. *number may be NULL. */
const struct column *entity_column_find(const struct entity *, const char *name, int *number);

/* Whether the column's JSON name is `name`. */
bool column_is(const struct column *, const char *name);

#endif
