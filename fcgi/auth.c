#include "auth.h"

#include <stdio.h>
#include <string.h>
#include <strings.h>

#include "../shared/token.h"
#include "request.h"
#include "routes.h"

static bool
is_api_key(struct request *r, const char *text)
{
	struct opaque key;
	if (!opaque_read(OPAQUE_KEY, text, &key))
		return false;
	r->who = (struct credential){ .kind = API_KEY, .region = key.region };
	snprintf(r->who.key, sizeof(r->who.key), "%s", key.id);
	opaque_hash(&key, r->who.key_hash);
	return true;
}

bool
auth_check(struct request *r)
{
	const char *header = request_param(r, "HTTP_AUTHORIZATION");
	if (route_role(r->route, r->entity) == ROLE_PUBLIC)
		return true;
	if (header == NULL || strncasecmp(header, "Bearer ", 7) != 0)
		return fail(&r->ctx, ERR_UNAUTHENTICATED, MSG_UNAUTHENTICATED);
	if (!is_api_key(r, header + 7) && !token_verify(&r->ctx, header + 7, &r->who))
		return fail(&r->ctx, ERR_UNAUTHENTICATED, MSG_BAD_TOKEN);
	r->ctx.region = r->who.region;
	return true;
}
