/* Invitations and API keys: rows that come with a secret, which is shown once. */
#ifndef HANDLE_ACCESS_H
#define HANDLE_ACCESS_H

#include <stdbool.h>

#include "../shared/entity.h"

struct request;

/* The entity with the secret added. */
extern const struct entity output_invitation, output_api_key;

/* 201 with the token; 403 for a role above the caller's, 409 when an invitation for the address is
 * open. */
bool invitation_ask(struct request *);
bool invitation_answer(struct request *);

/* 201 with the key; 403 for a role above the caller's. */
bool api_key_ask(struct request *);
bool api_key_answer(struct request *);

#endif
