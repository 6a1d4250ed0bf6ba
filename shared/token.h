/*
 * Tokens: access tokens are JWTs (RFC 7519) signed with EdDSA (RFC 8037), verified as RFC 8725
 * asks; refresh tokens, API keys and invitations are opaque, with an id to find them by and a
 * 256-bit secret of which only a hash is stored.
 */
#ifndef TOKEN_H
#define TOKEN_H

#include <stdbool.h>
#include <stdint.h>

#include "tenant.h"

struct buffer;
struct config;

enum {
	TOKEN_ID_TEXT = 22, /* base64url characters of a UUID */
	TOKEN_OPAQUE =
	    4 + 2 + 1 + TOKEN_ID_TEXT + 1 + SECRET_TEXT + 1, /* "asr_eu_<id>_<secret>" with NUL */
};

/* Reads ASA_TOKEN_KEYS. False after a line on standard error. */
bool token_init(const struct config *) __attribute__((warn_unused_result));

/* Writes an access token for the session. */
void token_write(struct ctx *, struct buffer *, const struct credential *);

/*
 * Verifies an access token and fills the credential. Accepted: exactly alg EdDSA, typ at+jwt and a
 * kid of ours in the header; our issuer and audience; exp in the future, nbf not; all claims
 * present and well-formed. Anything else: false, nothing is said about why.
 */
bool token_verify(struct ctx *, const char *token, struct credential *)
    __attribute__((warn_unused_result));

/* The public keys as a JWK set (RFC 7517). */
void token_jwks(struct buffer *);

/* What an opaque token is for; the first letters of its text. */
enum opaque_kind { OPAQUE_REFRESH, OPAQUE_KEY, OPAQUE_INVITATION };

struct opaque {
	enum region region;
	unsigned char id_bytes[16];
	char id[UUID_LEN + 1]; /* the same as text */
	unsigned char secret[SECRET_LEN];
};

/* A new one for the row `id`. */
void opaque_make(struct opaque *, enum region, const char *id);

/* The one that follows a refresh token: the same for everybody who presents that token, guessable
 * by nobody without ASA_REFRESH_KEY. */
void opaque_successor(const struct config *, const struct opaque *, struct opaque *out);

void opaque_write(enum opaque_kind, const struct opaque *, char out[TOKEN_OPAQUE]);
bool opaque_read(enum opaque_kind, const char *text, struct opaque *)
    __attribute__((warn_unused_result));

/* The hash that is stored, as bytea input. */
void opaque_hash(const struct opaque *, char out[HASH_HEX]);

#endif
