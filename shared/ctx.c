#include "ctx.h"

#include <string.h>

#include "tx.h"

enum { MOST_FIELDS = 64 };

static const char *const role_names[] = {
	[ROLE_NONE] = "none",         [ROLE_PUBLIC] = "public", [ROLE_VIEWER] = "viewer",
	[ROLE_MEMBER] = "member",     [ROLE_ADMIN] = "admin",   [ROLE_OWNER] = "owner",
	[ROLE_PLATFORM] = "platform",
};

bool
fail(struct ctx *ctx, enum error error, enum message message)
{
	return fail_with(ctx, error, message, NULL);
}

bool
fail_with(struct ctx *ctx, enum error error, enum message message, const char *arg)
{
	if (ctx->error != ERR_NONE)
		return false;
	ctx->error = error;
	ctx->message = message;
	ctx->args[0] = arg == NULL ? NULL : arena_copy(&ctx->arena, arg, strlen(arg));
	return false;
}

bool
fail_retry(struct ctx *ctx, enum error error, enum message message, long retry_after_s)
{
	if (ctx->error == ERR_NONE)
		ctx->retry_after_s = retry_after_s;
	return fail_with(ctx, error, message, arena_printf(&ctx->arena, "%ld", retry_after_s));
}

bool
fail_field(struct ctx *ctx, const char *pointer, enum message message, const char *arg)
{
	struct field_error **at = &ctx->fields;
	int count = 0;
	for (; *at != NULL; at = &(*at)->next)
		count++;
	if (count < MOST_FIELDS) {
		struct field_error *f = arena_alloc(&ctx->arena, sizeof(*f));
		f->pointer = arena_copy(&ctx->arena, pointer, strlen(pointer));
		f->message = message;
		f->args[0] = arg == NULL ? NULL : arena_copy(&ctx->arena, arg, strlen(arg));
		*at = f;
	}
	return fail(ctx, ERR_INVALID, MSG_INVALID);
}

bool
ctx_ok(const struct ctx *ctx)
{
	return ctx->error == ERR_NONE;
}

void
ctx_clear(struct ctx *ctx)
{
	ctx->error = ERR_NONE;
	ctx->message = MSG_NONE;
	ctx->args[0] = ctx->args[1] = NULL;
	ctx->fields = NULL;
	ctx->retry_after_s = 0;
}

void
ctx_end(struct ctx *ctx)
{
	tx_end(ctx);
	arena_reset(&ctx->arena);
	*ctx = (struct ctx){ .arena = ctx->arena, .config = ctx->config };
}

const char *
role_name(enum role role)
{
	return role_names[role];
}

enum role
role_find(const char *name)
{
	for (int r = ROLE_VIEWER; r <= ROLE_OWNER; r++)
		if (strcmp(role_names[r], name) == 0)
			return (enum role)r;
	return ROLE_NONE;
}
