/* Every route: method, path, who may, what it takes, who handles it. */
#ifndef ROUTES_H
#define ROUTES_H

#include <stdbool.h>

#include "../shared/entity.h"

struct request;

/* What a route takes and gives. Without a flag: no body, status 200, one JSON object. */
enum route_flags {
	BODY = 1,        /* takes a JSON object, held against `input` or the entity */
	RAW_BODY = 2,    /* ... which the handler reads itself */
	RAW_QUERY = 4,   /* the handler reads the query parameters itself */
	CREATED = 8,     /* answers 201 */
	NO_CONTENT = 16, /* answers 204 */
	MANY = 32,       /* answers a list */
	HIDDEN = 64,     /* not in the OpenAPI document */
	ACCEPTED = 256,  /* answers 202: done later */
	CHANGES = 128,   /* a POST that may carry an Idempotency-Key */
};

struct route {
	const char *method;
	const char *path; /* {entity}, {id} and {jid} (a job's id) stand for one segment each */
	enum role role; /* for a route about no entity in particular; otherwise of the operation */
	unsigned operation; /* OP_…: exists for the entities that allow it */
	unsigned parts;     /* PART_…: query parameters it takes */
	unsigned flags;
	bool (*ask)(struct request *);    /* queues statements inside the tenant; NULL: none */
	bool (*answer)(struct request *); /* writes the response from their results */
	const struct entity *entity;      /* what it is about when the path does not say */
	const struct entity *input;       /* shape of the body when it is not the entity's */
	const struct entity *output;      /* shape of the answer when it is not the entity's */
	const char *move;                 /* status that POST …/{id}/<verb> moves to */
	const char *id, *doc; /* operationId; for a generic route the entity's name is added */
};

/* Ends with a NULL method. More special paths stand first. */
extern const struct route routes[];

/*
 * Finds the route of r->method and r->path and fills r->route, r->entity and r->id. ERR_NOT_FOUND,
 * or ERR_METHOD with the allowed methods as argument.
 */
bool route_find(struct request *) __attribute__((warn_unused_result));

/* The least role for a route and the entity it is used on. */
enum role route_role(const struct route *, const struct entity *);

/* Whether the entity has this route. */
bool route_applies(const struct route *, const struct entity *);

#endif
