/* UUIDs (RFC 9562). */
#ifndef UUID_H
#define UUID_H

#include <stdbool.h>

enum { UUID_LEN = 36 };

/* A new version 7 UUID as text with NUL. */
void uuid_v7(char out[UUID_LEN + 1]);

/* Whether `text` is a UUID in its canonical form: lower-case hexadecimal, hyphens in place. */
bool uuid_is(const char *text);

/* The 16 bytes of a canonical UUID; false when it is none. */
bool uuid_parse(const char *text, unsigned char out[16]) __attribute__((warn_unused_result));

void uuid_format(const unsigned char bytes[16], char out[UUID_LEN + 1]);

#endif
