/* Access tokens and opaque tokens: whatever is accepted without our key is a forgery. */
#include <stdlib.h>
#include <string.h>

#include "../../shared/token.h"
#include "fuzz.h"

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct ctx ctx = fuzz_ctx();
	struct credential who = { 0 };
	struct opaque o;
	char again[TOKEN_OPAQUE];
	const char *text = fuzz_text(&ctx, data, size);
	if (token_verify(&ctx, text, &who))
		abort();
	if (opaque_read(OPAQUE_KEY, text, &o)) {
		opaque_write(OPAQUE_KEY, &o, again);
		if (strcmp(text, again) != 0)
			abort();
	}
	fuzz_end(&ctx);
	return 0;
}
