#include "sql.h"

#include <stdlib.h>

void
sql_name(struct sql *s, const char *name)
{
	buffer_puts(&s->text, name);
}

void
sql_param(struct sql *s, const char *value, const char *cast)
{
	if (s->count == TX_MOST_PARAMS)
		abort(); /* bounds of query.h and validate.h keep us far below */
	s->params[s->count++] = value;
	buffer_printf(&s->text, s->as_array ? "($1)[%d]::%s" : "$%d::%s", s->count, cast);
}

const char *
sql_array(const struct sql *s)
{
	struct buffer b = { .arena = s->text.arena };
	buffer_putc(&b, '{');
	for (int i = 0; i < s->count; i++) {
		if (i > 0)
			buffer_putc(&b, ',');
		buffer_element(&b, s->params[i]);
	}
	buffer_putc(&b, '}');
	return b.text;
}

struct stmt
sql_stmt(const struct sql *s)
{
	return (struct stmt){ s->text.text, s->count, s->params };
}
