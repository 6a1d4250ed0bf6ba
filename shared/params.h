/* The parameters of a query string (WHATWG URL, application/x-www-form-urlencoded). */
#ifndef PARAMS_H
#define PARAMS_H

#include <stdbool.h>
#include <stddef.h>

struct ctx;

enum { PARAMS_MOST = 64 };

struct params {
	int count;
	const char *name[PARAMS_MOST], *value[PARAMS_MOST];
};

/*
 * Splits and decodes. Refused: more than 64 parameters, one given twice, a percent sign without two
 * hexadecimal digits, NUL, and anything that is not UTF-8.
 */
bool params_parse(struct ctx *, const char *query_string, struct params *)
    __attribute__((warn_unused_result));

/* Whether `text` is valid UTF-8 (RFC 3629: no surrogates, nothing overlong). */
bool utf8_is(const char *text);

#endif
