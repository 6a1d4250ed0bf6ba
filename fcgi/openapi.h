/* The OpenAPI 3.1 document, derived from entities and routes. */
#ifndef OPENAPI_H
#define OPENAPI_H

struct buffer;

void openapi_write(struct buffer *);

#endif
