/* Doubling growth inside the arena: the old text is left behind, which the arena's reset makes
 * free. */
#include "buffer.h"

#include <ctype.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include "arena.h"

enum { FIRST_SIZE = 256, SHORT_TEXT = 64 };

static void
reserve(struct buffer *b, size_t more)
{
	if (b->size - b->len > more)
		return;
	size_t size = b->size < FIRST_SIZE ? FIRST_SIZE : b->size;
	while (size - b->len <= more)
		size *= 2;
	char *text = arena_alloc(b->arena, size);
	if (b->len > 0)
		memcpy(text, b->text, b->len);
	b->text = text;
	b->size = size;
}

void
buffer_add(struct buffer *b, const char *text, size_t len)
{
	reserve(b, len);
	memcpy(b->text + b->len, text, len);
	b->len += len;
	b->text[b->len] = '\0';
}

void
buffer_puts(struct buffer *b, const char *text)
{
	buffer_add(b, text, strlen(text));
}

void
buffer_putc(struct buffer *b, char c)
{
	reserve(b, 1);
	b->text[b->len++] = c;
	b->text[b->len] = '\0';
}

/* Mostly there is room; where there is not, it is printed again. */
void
buffer_printf(struct buffer *b, const char *format, ...)
{
	va_list ap, again;
	reserve(b, SHORT_TEXT);
	va_start(ap, format);
	va_copy(again, ap);
	int len = vsnprintf(b->text + b->len, b->size - b->len, format, ap);
	va_end(ap);
	if (len > 0 && (size_t)len >= b->size - b->len) {
		reserve(b, (size_t)len);
		vsnprintf(b->text + b->len, (size_t)len + 1, format, again);
	}
	if (len > 0)
		b->len += (size_t)len;
	va_end(again);
}

static const char *
escape(unsigned char c)
{
	switch (c) {
	case '"':
		return "\\\"";
	case '\\':
		return "\\\\";
	case '\n':
		return "\\n";
	case '\r':
		return "\\r";
	case '\t':
		return "\\t";
	default:
		return NULL;
	}
}

void
buffer_json(struct buffer *b, const char *text)
{
	buffer_putc(b, '"');
	const char *from = text;
	for (const char *p = text; *p != '\0'; p++) {
		unsigned char c = (unsigned char)*p;
		if (c >= 0x20 && c != '"' && c != '\\' && c != 0x7f)
			continue;
		buffer_add(b, from, (size_t)(p - from));
		from = p + 1;
		if (escape(c) != NULL)
			buffer_puts(b, escape(c));
		else
			buffer_printf(b, "\\u%04x", c);
	}
	buffer_puts(b, from);
	buffer_putc(b, '"');
}

void
buffer_comma(struct buffer *b)
{
	if (b->len > 0 && strchr("{[,:", b->text[b->len - 1]) == NULL)
		buffer_putc(b, ',');
}

void
buffer_element(struct buffer *b, const char *text)
{
	if (text == NULL) {
		buffer_puts(b, "NULL");
		return;
	}
	buffer_putc(b, '"');
	for (; *text != '\0'; text++) {
		if (*text == '"' || *text == '\\')
			buffer_putc(b, '\\');
		buffer_putc(b, *text);
	}
	buffer_putc(b, '"');
}

void
buffer_key(struct buffer *b, const char *name)
{
	buffer_comma(b);
	buffer_json(b, name);
	buffer_putc(b, ':');
}

void
buffer_camel(struct buffer *b, const char *name)
{
	reserve(b, strlen(name) + 2);
	char *to = b->text + b->len;
	*to++ = '"';
	for (const char *p = name; *p != '\0'; p++) {
		if (p[0] == '_' && p[1] != '\0')
			*to++ = (char)toupper((unsigned char)*++p);
		else
			*to++ = *p;
	}
	*to++ = '"';
	*to = '\0';
	b->len = (size_t)(to - b->text);
}
