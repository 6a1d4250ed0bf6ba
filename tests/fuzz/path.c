/* The path of a request, through reading and routing. */
#include <string.h>

#include "../../fcgi/request.h"
#include "../../fcgi/routes.h"
#include "fuzz.h"

static int
no_body(void *from, char *to, int most)
{
	(void)from;
	(void)to;
	(void)most;
	return 0;
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct request r = { .ctx = fuzz_ctx() };
	char *uri = arena_printf(&r.ctx.arena, "REQUEST_URI=/%s", fuzz_text(&r.ctx, data, size));
	char method[] = "REQUEST_METHOD=GET";
	char *env[] = { method, uri, NULL };
	if (request_read(&r, env, no_body, NULL) && route_find(&r))
		(void)!request_prepare(&r);
	fuzz_end(&r.ctx);
	return 0;
}
