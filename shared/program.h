/* What every program of the product does when it starts. */
#ifndef PROGRAM_H
#define PROGRAM_H

#include <stdbool.h>

struct config;

/* Answers --help and --version, and anything else with one line on standard error. Returns the exit
 * status. */
int program_argument(int argc, char **argv, const char *name, void (*help)(void));

/* Initialises libsodium, the settings and the log. False after one line on standard error. */
bool program_start(const char *name, struct config *) __attribute__((warn_unused_result));

/*
 * Connects once to every database. False after one line on standard error when one must not be used
 * (superuser, owner, schema of another version), or when outside development an account still has a
 * published password. A database that is down is waited for later, unless `must_answer`.
 */
bool program_databases_fit(const struct config *, bool must_answer)
    __attribute__((warn_unused_result));

#endif
