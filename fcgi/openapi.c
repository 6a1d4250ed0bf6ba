/* Paths first, route by route; then the schemas that they refer to, entity by entity. */
#include "openapi.h"

#include <inttypes.h>
#include <string.h>

#include "../shared/arena.h"
#include "../shared/buffer.h"
#include "../shared/query.h"
#include "../shared/version.h"
#include "routes.h"
#include "schema.h"

static void
pair(struct buffer *b, const char *key, const char *value)
{
	buffer_key(b, key);
	buffer_json(b, value);
}

static void
add_ref(struct buffer *b, const char *key, const char *kind, const char *name, const char *suffix)
{
	buffer_key(b, key);
	buffer_printf(b, "{\"$ref\":\"#/components/%s/%s%s\"}", kind, name, suffix);
}

/* The path with the entity filled in; {id} is OpenAPI's own notation. */
static const char *
path_of(struct arena *a, const struct route *route, const struct entity *e)
{
	const char *at = strstr(route->path, "{entity}");
	if (at == NULL)
		return route->path;
	return arena_printf(a, "%.*s%s%s", (int)(at - route->path), route->path, e->path,
			    at + sizeof("{entity}") - 1);
}

static void
add_path_parameters(struct buffer *b, const struct route *route)
{
	if (strstr(route->path, "{jid}") != NULL)
		buffer_puts(b, "{\"name\":\"jid\",\"in\":\"path\",\"required\":true,\"schema\":{"
			       "\"type\":\"string\",\"pattern\":\"^[0-9a-f]{24}$\"}}");
	if (strstr(route->path, "{id}") != NULL)
		buffer_puts(b, "{\"name\":\"id\",\"in\":\"path\",\"required\":true,\"schema\":{"
			       "\"type\":\"string\",\"format\":\"uuid\"}}");
}

static void
add_header_parameter(struct buffer *b, const char *name)
{
	buffer_comma(b);
	buffer_printf(b, "{\"$ref\":\"#/components/parameters/%s\"}", name);
}

static void
add_parameters(struct buffer *b, const struct route *route, const struct entity *e)
{
	buffer_key(b, "parameters");
	buffer_putc(b, '[');
	add_path_parameters(b, route);
	if (e != NULL)
		schema_query(b, e, route->parts);
	if ((route->flags & CHANGES) != 0)
		add_header_parameter(b, "IdempotencyKey");
	if ((route->operation & (OP_UPDATE | OP_DELETE)) != 0 ||
	    (route->move != NULL && route->role != ROLE_PLATFORM))
		add_header_parameter(b, "IfMatch");
	if ((route->operation & OP_GET) != 0)
		add_header_parameter(b, "IfNoneMatch");
	if ((route->operation & OP_DELETE) != 0)
		add_header_parameter(b, "Permanent");
	if (route->role == ROLE_PLATFORM && (route->flags & RAW_QUERY) != 0) {
		add_header_parameter(b, "After");
		add_header_parameter(b, "Limit");
	}
	buffer_putc(b, ']');
}

static void
add_json_content(struct buffer *b, const char *schema, const char *suffix)
{
	buffer_key(b, "content");
	buffer_puts(b, "{\"application/json\":{");
	add_ref(b, "schema", "schemas", schema, suffix);
	buffer_puts(b, "}}");
}

static void
add_body(struct buffer *b, const struct route *route, const struct entity *e)
{
	if ((route->flags & BODY) == 0)
		return;
	buffer_key(b, "requestBody");
	buffer_puts(b, "{\"required\":true");
	if ((route->flags & RAW_BODY) != 0)
		add_json_content(b, e->name, "Bulk");
	else if (route->input != NULL)
		add_json_content(b, route->input->name, "Input");
	else
		add_json_content(b, e->name, route->operation == OP_UPDATE ? "Update" : "Create");
	buffer_putc(b, '}');
}

static void
add_success(struct buffer *b, const struct route *route, const struct entity *e)
{
	const struct entity *shape = route->output != NULL ? route->output : e;
	bool paged = route->operation == OP_LIST, none = (route->flags & NO_CONTENT) != 0;
	const char *status = none                             ? "204"
			     : (route->flags & CREATED) != 0  ? "201"
			     : (route->flags & ACCEPTED) != 0 ? "202"
							      : "200";
	buffer_key(b, status);
	buffer_puts(b, "{\"description\":\"Done\"");
	if (none)
		;
	else if ((route->flags & RAW_BODY) != 0)
		add_json_content(b, "BulkResult", "");
	else
		add_json_content(b, shape->name,
				 paged                        ? "Page"
				 : (route->flags & MANY) != 0 ? "List"
							      : "");
	buffer_putc(b, '}');
}

static void
add_problem(struct buffer *b, const char *status, const char *name)
{
	add_ref(b, status, "responses", name, "");
}

static void
add_responses(struct buffer *b, const struct route *route, const struct entity *e)
{
	bool public = route_role(route, e) == ROLE_PUBLIC, one = strstr(route->path, "id}") != NULL;
	bool writes = strcmp(route->method, "GET") != 0;
	buffer_key(b, "responses");
	buffer_putc(b, '{');
	add_success(b, route, e);
	if (route->operation == OP_GET)
		buffer_puts(b, ",\"304\":{\"description\":\"Not changed\"}");
	add_problem(b, "400", "Invalid");
	add_problem(b, "401", "Unauthenticated");
	if (!public || strcmp(route->id, "register") == 0)
		add_problem(b, "403", "Forbidden");
	if (one)
		add_problem(b, "404", "NotFound");
	if (writes)
		add_problem(b, "409", "Conflict");
	if ((route->operation & (OP_UPDATE | OP_DELETE)) != 0 || route->move != NULL)
		add_problem(b, "412", "Stale");
	if ((route->flags & CHANGES) != 0)
		add_problem(b, "422", "Mismatch");
	add_problem(b, "429", "Limited");
	add_problem(b, "503", "Unavailable");
	buffer_putc(b, '}');
}

static void
add_operation(struct buffer *b, const struct route *route, const struct entity *e)
{
	bool generic = route->operation != 0;
	const char *lower = strcmp(route->method, "GET") == 0     ? "get"
			    : strcmp(route->method, "POST") == 0  ? "post"
			    : strcmp(route->method, "PATCH") == 0 ? "patch"
								  : "delete";
	buffer_key(b, lower);
	buffer_putc(b, '{');
	pair(b, "operationId",
	     !generic ? route->id : arena_printf(b->arena, "%s_%s", route->id, e->name));
	pair(b, "summary", route->doc);
	pair(b, "description",
	     arena_printf(b->arena, "Least role: %s.", role_name(route_role(route, e))));
	buffer_key(b, "tags");
	buffer_puts(b, "[");
	buffer_json(b, strstr(route->path, "/auth/") != NULL    ? "auth"
		       : strstr(route->path, "/admin/") != NULL ? "admin"
								: e->path);
	buffer_puts(b, "]");
	if (route_role(route, e) == ROLE_PUBLIC)
		buffer_puts(b, ",\"security\":[]");
	add_parameters(b, route, e);
	add_body(b, route, e);
	add_responses(b, route, e);
	buffer_putc(b, '}');
}

/* Whether an earlier route has the same path: its methods belong together. */
static bool
is_repeated(struct arena *a, const struct route *route, const struct entity *e)
{
	const char *path = path_of(a, route, e);
	for (const struct route *r = routes; r != route; r++) {
		if ((r->flags & HIDDEN) != 0)
			continue;
		if (r->operation == 0
			? strcmp(r->path, path) == 0
			: e != NULL && route_applies(r, e) && strcmp(path_of(a, r, e), path) == 0)
			return true;
	}
	return false;
}

static void
add_path(struct buffer *b, const struct route *route, const struct entity *e)
{
	const char *path = path_of(b->arena, route, e);
	if (is_repeated(b->arena, route, e))
		return;
	buffer_key(b, path);
	buffer_putc(b, '{');
	for (const struct route *r = route; r->method != NULL; r++) {
		if (r->operation == 0 && strcmp(r->path, path) == 0)
			add_operation(b, r, r->entity);
		for (const struct entity *const *x = entities; r->operation != 0 && *x != NULL; x++)
			if (route_applies(r, *x) && strcmp(path_of(b->arena, r, *x), path) == 0)
				add_operation(b, r, *x);
	}
	buffer_putc(b, '}');
}

static void
add_paths(struct buffer *b)
{
	buffer_key(b, "paths");
	buffer_putc(b, '{');
	for (const struct route *r = routes; r->method != NULL; r++) {
		if ((r->flags & HIDDEN) != 0)
			continue;
		if (r->operation == 0)
			add_path(b, r, r->entity);
		for (const struct entity *const *e = entities; r->operation != 0 && *e != NULL; e++)
			if (route_applies(r, *e))
				add_path(b, r, *e);
	}
	buffer_putc(b, '}');
}

static void
add_tags(struct buffer *b)
{
	buffer_key(b, "tags");
	buffer_puts(b, "[{\"name\":\"auth\",\"description\":\"Registration, log-in, tokens and the "
		       "caller's own sessions.\"},"
		       "{\"name\":\"admin\",\"description\":\"What the platform administrator may "
		       "do across tenants.\"}");
	for (const struct entity *const *e = entities; *e != NULL; e++) {
		buffer_puts(b, ",{");
		pair(b, "name", (*e)->path);
		pair(b, "description", (*e)->doc);
		buffer_putc(b, '}');
	}
	buffer_putc(b, ']');
}

void
openapi_write(struct buffer *b)
{
	buffer_puts(b,
		    "{\"openapi\":\"3.1.0\",\"info\":{\"title\":\"AI Sales Agent\",\"version\":");
	buffer_json(b, PRODUCT_VERSION);
	buffer_puts(b, ",\"description\":\"The API of an outbound-sales team. Every list can be "
		       "filtered, sorted and paged; "
		       "every error is a problem document (RFC "
		       "9457).\",\"license\":{\"name\":\"MIT\","
		       "\"identifier\":\"MIT\"}},\"servers\":[{\"url\":\"/"
		       "\"}],\"security\":[{\"bearer\":[]}]");
	add_tags(b);
	add_paths(b);
	schema_components(b);
	buffer_putc(b, '}');
}
