/* One loop finds the route, and when only the method is wrong, the methods that would be right. */
#include <stdio.h>
#include <string.h>

#include "request.h"
#include "routes.h"

static const struct {
	unsigned operations;
	size_t role;
} needs[] = {
	{ OP_LIST | OP_GET, offsetof(struct entity, read) },
	{ OP_CREATE | OP_UPDATE | OP_BULK, offsetof(struct entity, write) },
	{ OP_DELETE | OP_RESTORE, offsetof(struct entity, remove) },
};

enum role
route_role(const struct route *route, const struct entity *e)
{
	if (route->role != ROLE_NONE || e == NULL)
		return route->role;
	for (size_t i = 0; i < sizeof(needs) / sizeof(needs[0]); i++)
		if ((route->operation & needs[i].operations) != 0)
			return *(const enum role *)(const void *)((const char *)e + needs[i].role);
	return ROLE_NONE;
}

bool
route_applies(const struct route *route, const struct entity *e)
{
	bool special = (e->traits & IN_PIECES) != 0 && route->operation == OP_CREATE;
	return (route->operation & e->operations) != 0 && !special;
}

static size_t
segment(const char *p)
{
	return strcspn(p, "/");
}

/* Fills entity and id as the pattern says. */
static bool
matches(struct request *r, const struct route *route)
{
	const char *pattern = route->path, *path = r->path;
	r->entity = route->entity;
	r->id = NULL;
	while (*pattern == '/' && *path == '/') {
		size_t want = segment(++pattern), have = segment(++path);
		char *text = arena_copy(&r->ctx.arena, path, have);
		if (strncmp(pattern, "{entity}", want) == 0 && want > 2)
			r->entity = entity_find(text);
		else if ((strncmp(pattern, "{id}", want) == 0 ||
			  strncmp(pattern, "{jid}", want) == 0) &&
			 want > 2)
			r->id = text;
		else if (want != have || strncmp(pattern, path, want) != 0)
			return false;
		if (have == 0 && want != 0)
			return false;
		pattern += want;
		path += have;
	}
	if (*pattern != '\0' || *path != '\0')
		return false;
	return route->operation == 0 || (r->entity != NULL && route_applies(route, r->entity));
}

bool
route_find(struct request *r)
{
	struct buffer allowed = { .arena = &r->ctx.arena };
	const char *method = strcmp(r->method, "HEAD") == 0 ? "GET" : r->method;
	for (const struct route *route = routes; route->method != NULL; route++) {
		if (!matches(r, route))
			continue;
		if (strcmp(route->method, method) == 0) {
			r->route = route;
			return true;
		}
		if (allowed.len == 0 || strstr(allowed.text, route->method) == NULL) {
			buffer_puts(&allowed, allowed.len == 0 ? "" : ", ");
			buffer_puts(&allowed, route->method);
		}
	}
	r->entity = NULL;
	r->id = NULL;
	if (allowed.len == 0)
		return fail(&r->ctx, ERR_NOT_FOUND, MSG_NOT_FOUND);
	return fail_with(&r->ctx, ERR_METHOD, MSG_METHOD, allowed.text);
}
