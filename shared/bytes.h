/* Secrets and hashes as bytes and as text. */
#ifndef BYTES_H
#define BYTES_H

#include <stdbool.h>
#include <stddef.h>

enum {
	HASH_LEN = 32,
	HASH_HEX = 2 + 2 * HASH_LEN + 1, /* PostgreSQL's bytea input: \x, digits, NUL */
	SECRET_LEN = 32,
	SECRET_TEXT = 43, /* base64url characters of SECRET_LEN bytes */
};

/* base64url without padding (RFC 4648, section 5). `out` holds 4 * ((len + 2) / 3) + 1 bytes. */
void bytes_to_base64(const unsigned char *bytes, size_t len, char *out);

/*
 * Strict: no padding, no other character, no set bits behind the last byte. True only when the text
 * stands for exactly `len` bytes.
 */
bool bytes_from_base64(const char *text, size_t text_len, unsigned char *out, size_t len)
    __attribute__((warn_unused_result));

/* BLAKE2b-256 of `len` bytes, keyed when `key` (32 bytes) is not NULL. */
void bytes_hash(const void *bytes, size_t len, const unsigned char *key,
		unsigned char out[HASH_LEN]);

/* A hash as bytea input. */
void bytes_to_bytea(const unsigned char hash[HASH_LEN], char out[HASH_HEX]);

#endif
