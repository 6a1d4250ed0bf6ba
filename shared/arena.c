/*
 * Chunks in a list; allocation moves a pointer. A request that needs more than a chunk gets a chunk
 * of its own size. Nothing is freed singly, so error paths need no clean-up.
 */
#include "arena.h"

#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { CHUNK_SIZE = 64 * 1024, ALIGNMENT = 16, SHORT_TEXT = 256 };

struct arena_chunk {
	struct arena_chunk *next;
	size_t size, used;
	_Alignas(ALIGNMENT) unsigned char bytes[];
};

struct arena_deferred {
	struct arena_deferred *next;
	void (*release)(void *);
	void *what;
};

static void
out_of_memory(void)
{
	fputs("level=fatal event=out_of_memory\n", stderr);
	abort();
}

static struct arena_chunk *
chunk_new(struct arena_chunk *next, size_t size)
{
	if (size > SIZE_MAX - sizeof(struct arena_chunk))
		out_of_memory();
	struct arena_chunk *c = malloc(sizeof(*c) + size);
	if (c == NULL)
		out_of_memory();
	*c = (struct arena_chunk){ .next = next, .size = size };
	return c;
}

void *
arena_alloc(struct arena *a, size_t size)
{
	if (size > SIZE_MAX / 2)
		out_of_memory();
	size = (size + ALIGNMENT - 1) & ~(size_t)(ALIGNMENT - 1);
	if (a->chunk == NULL || a->chunk->size - a->chunk->used < size)
		a->chunk = chunk_new(a->chunk, size > CHUNK_SIZE ? size : CHUNK_SIZE);
	void *p = a->chunk->bytes + a->chunk->used;
	a->chunk->used += size;
	a->used += size;
	memset(p, 0, size);
	return p;
}

char *
arena_copy(struct arena *a, const char *text, size_t len)
{
	char *p = arena_alloc(a, len + 1);
	memcpy(p, text, len);
	return p;
}

/* What is short, as most is, is printed once. */
char *
arena_printf(struct arena *a, const char *format, ...)
{
	char text[SHORT_TEXT];
	va_list ap, again;
	va_start(ap, format);
	va_copy(again, ap);
	int len = vsnprintf(text, sizeof(text), format, ap);
	va_end(ap);
	if (len < 0)
		out_of_memory();
	char *p = arena_alloc(a, (size_t)len + 1);
	if ((size_t)len < sizeof(text))
		memcpy(p, text, (size_t)len);
	else
		vsnprintf(p, (size_t)len + 1, format, again);
	va_end(again);
	return p;
}

void
arena_defer(struct arena *a, void (*release)(void *), void *what)
{
	struct arena_deferred *d = arena_alloc(a, sizeof(*d));
	*d = (struct arena_deferred){ .next = a->deferred, .release = release, .what = what };
	a->deferred = d;
}

static void
run_deferred(struct arena *a)
{
	/* The list lives in the arena, so it ends before the chunks do. */
	for (struct arena_deferred *d = a->deferred; d != NULL; d = d->next)
		d->release(d->what);
	a->deferred = NULL;
}

void
arena_reset(struct arena *a)
{
	run_deferred(a);
	struct arena_chunk *keep = NULL;
	for (struct arena_chunk *c = a->chunk, *next; c != NULL; c = next) {
		next = c->next;
		if (keep == NULL && c->size == CHUNK_SIZE) {
			keep = c;
			c->used = 0;
			c->next = NULL;
		} else {
			free(c);
		}
	}
	a->chunk = keep;
	a->used = 0;
}

void
arena_release(struct arena *a)
{
	arena_reset(a);
	free(a->chunk);
	a->chunk = NULL;
}
