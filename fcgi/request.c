#include "request.h"

#include <ctype.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "../shared/config.h"
#include "../shared/json.h"
#include "../shared/queue.h"
#include "routes.h"

enum { READ_SIZE = 16 * 1024, PATH_MOST = 512 };

/* nginx 1.22 passes a repeated header as a repeated parameter; which one counts must not be a
 * matter of luck. */
static const char *const single_headers[] = { "HTTP_AUTHORIZATION",  "HTTP_CONTENT_TYPE",
					      "HTTP_CONTENT_LENGTH", "HTTP_IDEMPOTENCY_KEY",
					      "HTTP_IF_MATCH",       "HTTP_IF_NONE_MATCH",
					      "HTTP_X_REQUEST_ID",   NULL };

static const char *
value_of(const char *entry, const char *name)
{
	size_t len = strlen(name);
	return strncmp(entry, name, len) == 0 && entry[len] == '=' ? entry + len + 1 : NULL;
}

const char *
request_param(const struct request *r, const char *name)
{
	for (char **e = r->env; e != NULL && *e != NULL; e++) {
		const char *value = value_of(*e, name);
		if (value != NULL)
			return *value == '\0' ? NULL : value;
	}
	return NULL;
}

static bool
headers_are_single(struct request *r)
{
	for (const char *const *h = single_headers; *h != NULL; h++) {
		int seen = 0;
		for (char **e = r->env; *e != NULL; e++)
			seen += value_of(*e, *h) != NULL;
		if (seen > 1)
			return fail_with(&r->ctx, ERR_INVALID, MSG_DUPLICATE_HEADER,
					 *h + sizeof("HTTP_") - 1);
	}
	return true;
}

static void
take_request_id(struct request *r)
{
	const char *sent = request_param(r, "HTTP_X_REQUEST_ID");
	size_t len = sent == NULL ? 0 : strlen(sent);
	bool fine = len > 0 && len < sizeof(r->ctx.request_id);
	for (size_t i = 0; fine && i < len; i++)
		fine = isalnum((unsigned char)sent[i]) || strchr("._-", sent[i]) != NULL;
	if (fine)
		memcpy(r->ctx.request_id, sent, len + 1);
	else
		uuid_v7(r->ctx.request_id);
}

/* The path as the client sent it: no id needs an escape, so one is a mistake or an attack. */
static bool
take_path(struct request *r)
{
	const char *uri = request_param(r, "REQUEST_URI");
	size_t len = uri == NULL ? 0 : strcspn(uri, "?");
	if (len == 0 || len > PATH_MOST || memchr(uri, '%', len) != NULL)
		return fail(&r->ctx, ERR_NOT_FOUND, MSG_NOT_FOUND);
	r->path = arena_copy(&r->ctx.arena, uri, len);
	r->query_string = uri[len] == '?' ? uri + len + 1 : "";
	return true;
}

static bool
take_body(struct request *r, int (*read_body)(void *, char *, int), void *from)
{
	size_t most = (size_t)r->ctx.config->max_body;
	const char *announced = request_param(r, "CONTENT_LENGTH");
	struct buffer b = { .arena = &r->ctx.arena };
	char chunk[READ_SIZE];
	bool fits = announced == NULL || strtoull(announced, NULL, 10) <= most;
	for (int n; (n = read_body(from, chunk, sizeof(chunk))) > 0;) {
		fits = fits && b.len + (size_t)n <= most;
		if (fits)
			buffer_add(&b, chunk, (size_t)n);
	}
	if (!fits)
		return fail(&r->ctx, ERR_TOO_LARGE, MSG_TOO_LARGE);
	if (announced != NULL && strtoull(announced, NULL, 10) != b.len)
		return fail_with(&r->ctx, ERR_INVALID, MSG_BAD_HEADER, "Content-Length");
	r->body = b.text;
	r->body_len = b.len;
	return true;
}

bool
request_read(struct request *r, char **env, int (*read_body)(void *, char *, int), void *from)
{
	r->env = env;
	take_request_id(r);
	snprintf(r->ctx.address, sizeof(r->ctx.address), "%s",
		 request_param(r, "REMOTE_ADDR") == NULL ? "" : request_param(r, "REMOTE_ADDR"));
	r->ctx.locale = locale_negotiate(request_param(r, "HTTP_ACCEPT_LANGUAGE"));
	r->ctx.region = region_find(r->ctx.config->default_region);
	r->method = request_param(r, "REQUEST_METHOD");
	if (r->method == NULL)
		r->method = "";
	r->response.headers.arena = r->response.body.arena = &r->ctx.arena;
	bool body = take_body(r, read_body, from);
	return body && headers_are_single(r) && take_path(r);
}

static bool
is_json(const char *content_type)
{
	static const char json[] = "application/json";
	size_t len = sizeof(json) - 1;
	return content_type != NULL && strncasecmp(content_type, json, len) == 0 &&
	       (content_type[len] == '\0' || content_type[len] == ';' || content_type[len] == ' ');
}

static bool
prepare_body(struct request *r)
{
	const struct route *route = r->route;
	const struct entity *input = route->input != NULL ? route->input : r->entity;
	bool update = route->operation == OP_UPDATE;
	if ((route->flags & BODY) == 0)
		return true;
	if (r->body_len > 0 && !is_json(request_param(r, "CONTENT_TYPE")))
		return fail(&r->ctx, ERR_MEDIA_TYPE, MSG_MEDIA_TYPE);
	if (!json_parse(&r->ctx, r->body == NULL ? "" : r->body, r->body_len, &r->json))
		return false;
	return (route->flags & RAW_BODY) != 0 ||
	       validate(&r->ctx, input, r->json, update, "", &r->values);
}

static bool
is_id(const struct request *r)
{
	bool job = strstr(r->route->path, "{jid}") != NULL;
	return job ? strlen(r->id) == JID_LEN && strspn(r->id, "0123456789abcdef") == JID_LEN
		   : uuid_is(r->id);
}

bool
request_prepare(struct request *r)
{
	static const struct column none[] = { { NULL } };
	static const struct entity nothing = { .columns = none, .traits = APPEND_ONLY };
	if (r->id != NULL && !is_id(r))
		return fail(&r->ctx, ERR_NOT_FOUND, MSG_NOT_FOUND);
	bool query = params_parse(&r->ctx, r->query_string, &r->params) &&
		     ((r->route->flags & RAW_QUERY) != 0 ||
		      query_read(&r->ctx, r->entity == NULL ? &nothing : r->entity, r->route->parts,
				 &r->params, &r->query));
	return prepare_body(r) && query;
}
