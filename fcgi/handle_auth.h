/* /auth: registration, log-in, tokens, the caller's own sessions and password. */
#ifndef HANDLE_AUTH_H
#define HANDLE_AUTH_H

#include <stdbool.h>

#include "../shared/entity.h"

struct request;

extern const struct entity input_register, input_login, input_refresh, input_accept, input_password,
    output_tokens, output_me;

/* 201 with tokens; 400, 409 when the address is taken, 429. */
bool register_answer(struct request *);
/* 200 with tokens; 401 for whatever is wrong, 429. */
bool login_answer(struct request *);
/* 200 with tokens; 401. */
bool refresh_answer(struct request *);
/* 201 with tokens; 401 for an invitation that is not valid (any more). */
bool accept_answer(struct request *);

/* 200: user, organisation, role. */
bool me_ask(struct request *);
bool me_answer(struct request *);

/* 204: the session of the access token ends. */
bool logout_ask(struct request *);
/* 200: the caller's sessions. */
bool sessions_ask(struct request *);
bool sessions_answer(struct request *);
/* 204: a session of the caller ends; 404. */
bool session_delete_ask(struct request *);
bool session_delete_answer(struct request *);
/* 204: all other sessions of the caller end. */
bool sessions_delete_ask(struct request *);

/* 204; 400 at /currentPassword. Every other session ends. */
bool password_ask(struct request *);

/* 204 without looking at any result. */
bool no_content_answer(struct request *);

/* 200: the public keys. */
bool jwks_answer(struct request *);

#endif
