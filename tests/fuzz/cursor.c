/* A cursor: what decodes must be written again the same. */
#include <stdlib.h>
#include <string.h>

#include "../../shared/entities/entities.h"
#include "../../shared/params.h"
#include "../../shared/query.h"
#include "fuzz.h"

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct ctx ctx = fuzz_ctx();
	struct params p = { .count = 2,
			    .name = { "sortBy", "cursor" },
			    .value = { "lastName", fuzz_text(&ctx, data, size) } };
	struct query q;
	if (query_read(&ctx, &entity_prospect, PART_LIST, &p, &q) && q.after_id != NULL &&
	    strcmp(query_cursor(&ctx, &q, q.after_value, q.after_id), p.value[1]) != 0)
		abort();
	fuzz_end(&ctx);
	return 0;
}
