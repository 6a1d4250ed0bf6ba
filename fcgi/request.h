/* One request: what came in, what is known about it, and the answer being built. */
#ifndef REQUEST_H
#define REQUEST_H

#include <stdbool.h>
#include <stddef.h>

#include "../shared/buffer.h"
#include "../shared/ctx.h"
#include "../shared/params.h"
#include "../shared/query.h"
#include "../shared/tenant.h"
#include "../shared/validate.h"

struct json_object;
struct route;

struct response {
	int status;
	const char *content_type; /* NULL: application/json */
	struct buffer headers;    /* whole lines, each with CRLF */
	struct buffer body;
};

struct request {
	struct ctx ctx;
	char **env; /* the FastCGI parameters */
	const struct route *route;
	const struct entity *entity; /* of the path or the route; NULL when it is about none */
	const char *method, *path, *query_string, *id;
	char *body;
	size_t body_len;
	struct credential who;
	struct json_object *json;
	struct params params;
	struct query query;
	struct values values;
	int asked[4];       /* numbers of results, from ask to answer */
	const char *secret; /* made by ask, shown by answer */
	struct response response;
};

/*
 * Takes method, path, headers and request id from the FastCGI parameters. Fails on what can't be
 * trusted: a header twice that must be single, an encoded path, a body longer than announced or
 * allowed. `read_body` gets the next bytes; it is called to the end in any case, since a body left
 * unread breaks the connection.
 */
bool request_read(struct request *, char **env, int (*read_body)(void *from, char *to, int most),
		  void *from) __attribute__((warn_unused_result));

/* A FastCGI parameter; NULL when absent or empty. Headers are HTTP_<NAME>. */
const char *request_param(const struct request *, const char *name);

/*
 * Holds query string and body against what the route takes: fills params, query, json and values.
 * ERR_NOT_FOUND for an id that can be none.
 */
bool request_prepare(struct request *) __attribute__((warn_unused_result));

#endif
