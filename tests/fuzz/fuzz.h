/* What every fuzz target needs: a context with settings, and the input as text. */
#ifndef FUZZ_H
#define FUZZ_H

#include <stddef.h>
#include <stdint.h>

#include "../../shared/config.h"
#include "../../shared/ctx.h"

/* One input of libFuzzer. */
int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

/* A context; made anew for each input, released with fuzz_end. */
struct ctx fuzz_ctx(void);
void fuzz_end(struct ctx *);

/* The input as text: it ends at its first NUL. */
char *fuzz_text(struct ctx *, const uint8_t *data, size_t size);

#endif
