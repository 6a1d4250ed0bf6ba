/* The query string of a list, and the SQL that it becomes. */
#include <stdlib.h>

#include "../../shared/entities/entities.h"
#include "../../shared/params.h"
#include "../../shared/query.h"
#include "fuzz.h"

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct ctx ctx = fuzz_ctx();
	struct params p;
	struct query q;
	if (params_parse(&ctx, fuzz_text(&ctx, data, size), &p) &&
	    query_read(&ctx, &entity_prospect, PART_LIST, &p, &q) &&
	    (q.limit < 1 || q.limit > LIMIT_MOST))
		abort();
	fuzz_end(&ctx);
	return 0;
}
