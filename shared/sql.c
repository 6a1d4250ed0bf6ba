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
	buffer_printf(&s->text, "$%d::%s", s->count, cast);
}

struct stmt
sql_stmt(const struct sql *s)
{
	return (struct stmt){ s->text.text, s->count, s->params };
}
