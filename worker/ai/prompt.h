/* Prompts: a file for each subject in each language, worker/prompts/<language>/<subject>.txt. */
#ifndef PROMPT_H
#define PROMPT_H

#include <stdbool.h>

#include "../../shared/ctx.h"

/* Whether every prompt is there; a line on standard error for one that is not. */
bool prompts_exist(const struct config *);

/* Reads a prompt. Its version names language, subject and a hash of the text, so that it can't be
 * changed and keep its version. False after fail(). */
bool prompt_read(struct ctx *, const char *subject, enum locale, const char **text,
		 const char **version) __attribute__((warn_unused_result));

#endif
