/* Who asks: the Authorization header. */
#ifndef AUTH_H
#define AUTH_H

#include <stdbool.h>

struct request;

/*
 * Fills r->who from "Authorization: Bearer" with an access token or an API key, and the region from
 * it. A route for everybody needs none. Whether session or key is still alive, and the role, is
 * found out with the first statement: see tenant_enter.
 */
bool auth_check(struct request *) __attribute__((warn_unused_result));

#endif
