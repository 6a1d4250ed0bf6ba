/* A JSON body, held against an entity. */
#include "../../shared/entities/entities.h"
#include "../../shared/json.h"
#include "../../shared/validate.h"
#include "fuzz.h"

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct ctx ctx = fuzz_ctx();
	struct json_object *o;
	struct values v;
	if (json_parse(&ctx, fuzz_text(&ctx, data, size), size, &o))
		(void)!validate(&ctx, &entity_prospect, o, false, "", &v);
	fuzz_end(&ctx);
	return 0;
}
