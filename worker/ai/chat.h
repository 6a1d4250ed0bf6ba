/* The text of chat completions, as OpenAI's API and those after it have it: what is sent, what
 * comes back. */
#ifndef CHAT_H
#define CHAT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "provider.h"

struct buffer;

/* What is asked in one question to a model. */
struct chat {
	const char *system, *schema;
	const char *reply, *faults; /* of a first answer that is to be repaired; NULL: none */
};

/* The body of a request. The facts stand between tags that nobody who wrote them can know. */
const char *chat_request(struct ctx *, const struct question *, const struct chat *);

/* What a model said: valid as long as the context. */
struct chat_reply {
	const char *text;              /* NULL: it refused */
	bool cut;                      /* it had more to say */
	int64_t tokens_in, tokens_out; /* -1: not told */
};

/* Reads the body of a response. False when it is none; nothing is recorded in the context. */
bool chat_response(struct ctx *, const char *body, size_t len, struct chat_reply *)
    __attribute__((warn_unused_result));

#endif
