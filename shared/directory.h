/* The one thing that is known in every region: which region an e-mail address belongs to. Holds
 * keyed hashes only. */
#ifndef DIRECTORY_H
#define DIRECTORY_H

#include <stdbool.h>

#include "ctx.h"

/* The region of an address; *region is REGIONS when it is unknown. */
bool directory_find(struct ctx *, const char *email, enum region *region)
    __attribute__((warn_unused_result));

/*
 * Claims an address for an organisation. An entry whose region has no live user behind it any more
 * is taken over, so nothing needs to be cleaned up when a user is deleted or a registration fails
 * half-way. ERR_CONFLICT at `pointer` when it is taken.
 */
bool directory_claim(struct ctx *, const char *email, enum region, const char *organisation,
		     const char *pointer) __attribute__((warn_unused_result));

#endif
