/* Demo data in JSON files: one organisation a file. */
#ifndef SEED_FILE_H
#define SEED_FILE_H

#include <stdbool.h>

struct config;

/*
 * Inserts the organisation of a file with everything in it, in one transaction of its region. An
 * organisation whose slug is there already is left alone, so seeding twice changes nothing. False
 * after one line on standard error.
 *
 * The file: {"organisation": {…, "region": "eu"}, "users": […], "icps": […], …}; a collection is
 * named as in the API. "ref" gives a row a name, and "@name" as a value stands for the id of that
 * row. "ago" as a value of a time is written "-3d" or "+2h".
 */
bool seed_file(const struct config *, const char *path) __attribute__((warn_unused_result));

#endif
