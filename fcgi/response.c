#include "response.h"

#include <string.h>

#include "request.h"

void
response_header(struct request *r, const char *name, const char *value)
{
	for (const char *p = value; *p != '\0'; p++)
		if ((unsigned char)*p < 0x20 || *p == 0x7f)
			return;
	buffer_printf(&r->response.headers, "%s: %s\r\n", name, value);
}

void
response_reset(struct request *r)
{
	r->response.status = 0;
	r->response.content_type = NULL;
	r->response.headers.len = r->response.body.len = 0;
}

const char *
response_head(struct request *r)
{
	struct response *a = &r->response;
	struct buffer b = { .arena = &r->ctx.arena };
	int status = a->status == 0 ? 200 : a->status;
	buffer_printf(&b, "Status: %d\r\n", status);
	if (a->body.len > 0)
		buffer_printf(&b, "Content-Type: %s\r\n",
			      a->content_type == NULL ? "application/json" : a->content_type);
	if (status != 204 && status != 304)
		buffer_printf(&b, "Content-Length: %zu\r\n", a->body.len);
	buffer_printf(&b, "X-Request-Id: %s\r\n", r->ctx.request_id);
	if (a->headers.len > 0)
		buffer_add(&b, a->headers.text, a->headers.len);
	buffer_puts(&b, "\r\n");
	return b.text;
}
