/* Kinds of values: how each is checked, cast, printed and documented. */
#ifndef TYPE_H
#define TYPE_H

#include <stdbool.h>

struct buffer;
struct column;
struct ctx;
struct json_object;

enum type {
	T_UUID,
	T_TEXT,     /* one line */
	T_LONGTEXT, /* lines and tabs allowed */
	T_EMAIL,    /* RFC 5321 mailbox in lower case; sent in any case */
	T_DOMAIN,
	T_URL, /* http or https */
	T_SLUG,
	T_COUNTRY,  /* ISO 3166-1 alpha-2 */
	T_CURRENCY, /* ISO 4217 */
	T_TIMEZONE, /* IANA name */
	T_INT,
	T_BOOL,
	T_TIME, /* RFC 3339 */
	T_ENUM,
	T_LIST,  /* texts */
	T_JSON,  /* whatever we wrote: read-only */
	T_BYTES, /* a hash: never read or shown */
	TYPES
};

struct type_row {
	const char *json, *format;    /* type and format in JSON Schema */
	const char *cast;             /* PostgreSQL type of a parameter; NULL: the enum's own */
	const char *expected;         /* what a person is told */
	bool (*is)(const char *text); /* NULL: any text */
	bool quoted;                  /* printed as a JSON string */
	bool characters;              /* min and max count characters */
};

const struct type_row *type_row(enum type);

/* PostgreSQL type that a parameter for this column is cast to. */
const char *type_cast(const struct column *);

/*
 * Checks a JSON value against the column and returns it as a parameter (NULL for JSON null). On
 * failure records the field error at `pointer` and returns false.
 */
bool type_from_json(struct ctx *, const struct column *, struct json_object *, const char *pointer,
		    const char **param) __attribute__((warn_unused_result));

/* The same for text from a query string; the pointer is "?name". */
bool type_from_text(struct ctx *, const struct column *, const char *text, const char *pointer,
		    const char **param) __attribute__((warn_unused_result));

/* Prints a cell in PostgreSQL's text format as JSON. NULL gives null. */
void type_to_json(struct buffer *, enum type, const char *cell);

#endif
