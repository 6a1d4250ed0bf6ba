#include "problem.h"

#include <stdio.h>
#include <string.h>

#include "request.h"
#include "response.h"

/* error: status, and type of the problem under /problems/. */
/* clang-format off */
static const struct {
	int status;
	const char *type;
} problems[] = {
	[ERR_NONE]            = { 500, "internal" },
	[ERR_INVALID]         = { 400, "invalid" },
	[ERR_UNAUTHENTICATED] = { 401, "unauthenticated" },
	[ERR_FORBIDDEN]       = { 403, "forbidden" },
	[ERR_NOT_FOUND]       = { 404, "not-found" },
	[ERR_CONFLICT]        = { 409, "conflict" },
	[ERR_STALE]           = { 412, "stale" },
	[ERR_OVER]            = { 410, "over" },
	[ERR_LIMITED]         = { 429, "limited" },
	[ERR_TOO_LARGE]       = { 413, "too-large" },
	[ERR_MEDIA_TYPE]      = { 415, "media-type" },
	[ERR_METHOD]          = { 405, "method-not-allowed" },
	[ERR_MISMATCH]        = { 422, "mismatch" },
	[ERR_RETRY]           = { 503, "unavailable" },
	[ERR_UNAVAILABLE]     = { 503, "unavailable" },
	[ERR_INTERNAL]        = { 500, "internal" },
};
/* clang-format on */

int
problem_status(enum error e)
{
	return problems[e].status;
}

static void
add_message(struct request *r, const char *member, enum message m, const char *const args[2])
{
	struct buffer text = { .arena = &r->ctx.arena };
	message_write(&text, m, r->ctx.locale, args);
	buffer_key(&r->response.body, member);
	buffer_json(&r->response.body, text.text == NULL ? "" : text.text);
}

static void
add_fields(struct request *r)
{
	struct buffer *b = &r->response.body;
	buffer_key(b, "errors");
	buffer_putc(b, '[');
	for (const struct field_error *f = r->ctx.fields; f != NULL; f = f->next) {
		/* A query parameter has no place in the body, so it is named instead of pointed at.
		 */
		bool parameter = *f->pointer == '?';
		buffer_comma(b);
		buffer_putc(b, '{');
		buffer_key(b, parameter ? "parameter" : "pointer");
		buffer_json(b, parameter ? f->pointer + 1 : f->pointer);
		buffer_key(b, "code");
		buffer_json(b, message_code(f->message));
		add_message(r, "detail", f->message, f->args);
		buffer_putc(b, '}');
	}
	buffer_putc(b, ']');
}

static void
add_headers(struct request *r)
{
	char seconds[24];
	snprintf(seconds, sizeof(seconds), "%ld",
		 r->ctx.retry_after_s > 0 ? r->ctx.retry_after_s : 1);
	if (r->ctx.error == ERR_LIMITED || r->ctx.error == ERR_UNAVAILABLE ||
	    r->ctx.error == ERR_RETRY)
		response_header(r, "Retry-After", seconds);
	if (r->ctx.error == ERR_UNAUTHENTICATED)
		response_header(r, "WWW-Authenticate", "Bearer");
	if (r->ctx.error == ERR_METHOD && r->ctx.args[0] != NULL)
		response_header(r, "Allow", r->ctx.args[0]);
}

void
problem_write(struct request *r)
{
	struct buffer *b = &r->response.body;
	enum error e = r->ctx.error;
	enum message m = r->ctx.message == MSG_NONE ? MSG_INTERNAL : r->ctx.message;
	response_reset(r);
	r->response.status = problems[e].status;
	r->response.content_type = "application/problem+json";
	buffer_printf(b, "{\"type\":\"/problems/%s\",\"status\":%d", problems[e].type,
		      problems[e].status);
	buffer_key(b, "code");
	buffer_json(b, message_code(m));
	add_message(r, "title", m, r->ctx.args);
	buffer_key(b, "requestId");
	buffer_json(b, r->ctx.request_id);
	if (r->ctx.fields != NULL)
		add_fields(r);
	buffer_putc(b, '}');
	add_headers(r);
}
