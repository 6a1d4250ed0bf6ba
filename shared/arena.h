/* Memory of one request or job: allocated piecemeal, released at once. */
#ifndef ARENA_H
#define ARENA_H

#include <stddef.h>

struct arena {
	struct arena_chunk *chunk;
	struct arena_deferred *deferred;
	size_t used; /* bytes handed out since the last reset */
};

/* Memory of `size` bytes, zeroed and aligned for any type. Never NULL: the process aborts when the
 * system has none. */
void *arena_alloc(struct arena *, size_t size)
    __attribute__((malloc, alloc_size(2), returns_nonnull));

/* A copy of `len` bytes of `text` with a terminating NUL. */
char *arena_copy(struct arena *, const char *text, size_t len);

char *arena_printf(struct arena *, const char *format, ...) __attribute__((format(printf, 2, 3)));

/* Has `release(what)` called at the next reset, last deferred first: for what a library allocated.
 */
void arena_defer(struct arena *, void (*release)(void *), void *what);

/* Releases everything but one chunk, which is kept for the next request. */
void arena_reset(struct arena *);

/* Releases everything. */
void arena_release(struct arena *);

#endif
