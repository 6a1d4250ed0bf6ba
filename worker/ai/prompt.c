#include "prompt.h"

#include <errno.h>
#include <sodium.h>
#include <stdio.h>
#include <string.h>

#include "../../shared/config.h"
#include "../../shared/log.h"

enum { SIZE = 16384, HASH = 16 };

static FILE *
open_prompt(const struct config *c, const char *subject, enum locale l, char path[512])
{
	snprintf(path, 512, "%s/%s/%s.txt", c->ai_prompts, locale_name(l), subject);
	return fopen(path, "re");
}

bool
prompts_exist(const struct config *c)
{
	static const char *const subjects[] = { "prospect", "campaign", "organisation" };
	char path[512];
	for (int l = 0; l < LOCALES; l++)
		for (int s = 0; s < 3; s++) {
			FILE *f = open_prompt(c, subjects[s], (enum locale)l, path);
			if (f == NULL) {
				fprintf(stderr, "ASA_AI_PROMPTS: %s: %s\n", path, strerror(errno));
				return false;
			}
			fclose(f);
		}
	return true;
}

static const char *
version_of(struct ctx *ctx, const char *subject, enum locale l, const char *text, size_t len)
{
	unsigned char hash[HASH];
	char hex[2 * HASH + 1];
	crypto_generichash(hash, sizeof(hash), (const unsigned char *)text, len, NULL, 0);
	sodium_bin2hex(hex, sizeof(hex), hash, sizeof(hash));
	return arena_printf(&ctx->arena, "%s/%s/%.8s", locale_name(l), subject, hex);
}

bool
prompt_read(struct ctx *ctx, const char *subject, enum locale l, const char **text,
	    const char **version)
{
	char path[512], *read = arena_alloc(&ctx->arena, SIZE);
	FILE *f = open_prompt(ctx->config, subject, l, path);
	size_t len = f == NULL ? 0 : fread(read, 1, SIZE - 1, f);
	if (f != NULL)
		fclose(f);
	if (len == 0) {
		log_line(LOG_ERROR, "prompt_missing", "path", path, NULL);
		return fail(ctx, ERR_INTERNAL, MSG_INTERNAL);
	}
	*text = read;
	*version = version_of(ctx, subject, l, read, len);
	return true;
}
