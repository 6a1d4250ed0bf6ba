/* JSON Schemas and query parameters of entities, for the OpenAPI document. */
#ifndef SCHEMA_H
#define SCHEMA_H

#include "../shared/entity.h"

struct buffer;

/* The query parameters that PART_… of an entity mean, as parameter objects with commas between. */
void schema_query(struct buffer *, const struct entity *, unsigned parts);

/* The "components" member: schemas, parameters, responses, security. */
void schema_components(struct buffer *);

#endif
