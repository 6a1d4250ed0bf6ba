/* The answer: built whole, sent once. */
#ifndef RESPONSE_H
#define RESPONSE_H

struct request;

/* Adds a header line. A value with a control character is left out rather than split the response.
 */
void response_header(struct request *, const char *name, const char *value);

/* Forgets what was built: before a retry or an error. */
void response_reset(struct request *);

/* The header block that goes before the body, as CGI has it (RFC 3875), in the arena. */
const char *response_head(struct request *);

#endif
