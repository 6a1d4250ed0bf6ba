#include "fuzz.h"

#include <sodium.h>
#include <stdlib.h>

#include "../../shared/token.h"

/* Fixed, so that an input found once fails again. */
static const struct config config = {
	.token_keys = "k:0101010101010101010101010101010101010101010101010101010101010101",
	.token_issuer = "i",
	.token_audience = "a",
	.access_ttl_s = 900,
	.max_body = 1 << 20,
	.default_region = "eu",
};

struct ctx
fuzz_ctx(void)
{
	static int ready;
	if (!ready && (sodium_init() < 0 || !token_init(&config)))
		abort();
	ready = 1;
	return (struct ctx){ .config = &config };
}

void
fuzz_end(struct ctx *ctx)
{
	ctx_end(ctx);
	arena_release(&ctx->arena);
}

char *
fuzz_text(struct ctx *ctx, const uint8_t *data, size_t size)
{
	return arena_copy(&ctx->arena, (const char *)data, size);
}
