/* Passwords: Argon2id by libsodium, a bounded number of hashes at once. */
#ifndef PASSWORD_H
#define PASSWORD_H

#include <stdbool.h>

struct config;
struct ctx;

enum { PASSWORD_HASH = 128, PASSWORD_LEAST = 8, PASSWORD_MOST = 128 };

/* Reads the list of common passwords and makes the dummy hash. False after a line on standard
 * error. */
bool password_init(const struct config *) __attribute__((warn_unused_result));
void password_release(void);

/* 8 to 128 characters and not among the common ones; otherwise a field error at `pointer`. */
bool password_acceptable(struct ctx *, const char *password, const char *pointer)
    __attribute__((warn_unused_result));

/* Hashes. Waits for its turn; ERR_UNAVAILABLE when that takes longer than ASA_HASH_WAIT_MS. */
bool password_hash(struct ctx *, const char *password, char out[PASSWORD_HASH])
    __attribute__((warn_unused_result));

/*
 * Sets *matches. `hash` NULL costs the same and never matches, so that nobody can tell an unknown
 * account by the clock. False only when the turn did not come.
 */
bool password_verify(struct ctx *, const char *password, const char *hash, bool *matches)
    __attribute__((warn_unused_result));

/* Whether the hash was made with other limits than are set now. */
bool password_outdated(const struct ctx *, const char *hash);

#endif
