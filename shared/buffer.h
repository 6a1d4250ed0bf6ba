/* A growing string in an arena, and JSON and SQL text written into it. */
#ifndef BUFFER_H
#define BUFFER_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct arena;

/* `text` is NUL-terminated once anything was added; zero-initialise all but the arena. */
struct buffer {
	struct arena *arena;
	char *text;
	size_t len, size;
};

void buffer_add(struct buffer *, const char *text, size_t len);
void buffer_puts(struct buffer *, const char *text);
void buffer_putc(struct buffer *, char);
void buffer_printf(struct buffer *, const char *format, ...) __attribute__((format(printf, 2, 3)));

/* `text` as a JSON string with its quotes (RFC 8259, section 7). The text must be UTF-8. */
void buffer_json(struct buffer *, const char *text);

/* `text` as an element of PostgreSQL's array input, quoted; NULL for NULL. */
void buffer_element(struct buffer *, const char *text);

/* A JSON member name: the comma that may be due, the quoted name, the colon. */
void buffer_key(struct buffer *, const char *name);

/* `name` (snake_case) as a quoted camelCase JSON string. */
void buffer_camel(struct buffer *, const char *name);

/* A comma, unless what stands before opens a list or an object. */
void buffer_comma(struct buffer *);

#endif
