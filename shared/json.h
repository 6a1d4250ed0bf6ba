/* JSON that comes in (RFC 8259), strictly. What goes out is written by buffer.h and row.h. */
#ifndef JSON_H
#define JSON_H

#include <stdbool.h>
#include <stddef.h>

struct ctx;
struct json_object;

/*
 * Parses `len` bytes that must be one JSON object. Refused with a precise error: anything behind
 * it, more than 32 levels, invalid UTF-8, a duplicate member, U+0000. The object lives as long as
 * the context's arena.
 */
bool json_parse(struct ctx *, const char *text, size_t len, struct json_object **out)
    __attribute__((warn_unused_result));

#endif
