#include "schema.h"

#include <inttypes.h>
#include <string.h>

#include "../shared/arena.h"
#include "../shared/buffer.h"
#include "../shared/query.h"
#include "routes.h"

static void
add_bounds(struct buffer *b, const struct column *c)
{
	const struct type_row *row = type_row(c->type);
	if (c->min == 0 && c->max == 0)
		return;
	const char *min = row->characters     ? "minLength"
			  : c->type == T_LIST ? "minItems"
					      : "minimum";
	const char *max = row->characters     ? "maxLength"
			  : c->type == T_LIST ? "maxItems"
					      : "maximum";
	buffer_key(b, min);
	buffer_printf(b, "%" PRId64, c->min);
	buffer_key(b, max);
	buffer_printf(b, "%" PRId64, c->max);
}

static void
add_labels(struct buffer *b, const struct column *c, bool null)
{
	buffer_key(b, "enum");
	buffer_putc(b, '[');
	for (const char *const *l = c->labels->labels; *l != NULL; l++) {
		buffer_comma(b);
		buffer_json(b, *l);
	}
	buffer_puts(b, null ? ",null]" : "]");
}

static void
add_type(struct buffer *b, const struct column *c, bool null)
{
	const struct type_row *row = type_row(c->type);
	buffer_key(b, "type");
	if (null)
		buffer_printf(b, "[\"%s\",\"null\"]", row->json);
	else
		buffer_json(b, row->json);
	if (row->format != NULL) {
		buffer_key(b, "format");
		buffer_json(b, row->format);
	}
	if (c->type == T_ENUM)
		add_labels(b, c, null);
	if (c->type == T_LIST)
		buffer_puts(b,
			    ",\"items\":{\"type\":\"string\",\"minLength\":1,\"maxLength\":100}");
	add_bounds(b, c);
}

static void
add_property(struct buffer *b, const struct column *c)
{
	buffer_comma(b);
	buffer_camel(b, c->name);
	buffer_puts(b, ":{");
	add_type(b, c, (c->flags & NULLABLE) != 0);
	if (c->doc != NULL) {
		buffer_key(b, "description");
		buffer_json(b, c->doc);
	}
	buffer_putc(b, '}');
}

static void
open_schema(struct buffer *b, const char *name, const char *suffix)
{
	buffer_key(b, arena_printf(b->arena, "%s%s", name, suffix));
	buffer_puts(b, "{\"type\":\"object\",\"properties\":{");
}

static void
add_properties(struct buffer *b, const struct column *columns)
{
	for (const struct column *c = columns; c->name != NULL; c++)
		add_property(b, c);
}

/* A row of `base` (NULL: none) with `more` columns (NULL: none). */
static void
add_output(struct buffer *b, const struct entity *base, const struct column *more, const char *name)
{
	open_schema(b, name, "");
	if (base != NULL) {
		add_properties(b, entity_common(base));
		add_properties(b, base->columns);
	}
	if (more != NULL)
		add_properties(b, more);
	buffer_puts(b, "},\"additionalProperties\":false}");
}

static void
add_required(struct buffer *b, const struct column *columns)
{
	buffer_key(b, "required");
	buffer_putc(b, '[');
	for (const struct column *c = columns; c->name != NULL; c++) {
		if ((c->flags & REQUIRED) == 0)
			continue;
		buffer_comma(b);
		buffer_camel(b, c->name);
	}
	buffer_putc(b, ']');
}

static void
add_input(struct buffer *b, const struct entity *e, unsigned writable, const char *suffix,
	  bool required)
{
	open_schema(b, e->name, suffix);
	for (const struct column *c = e->columns; c->name != NULL; c++)
		if ((c->flags & writable) != 0)
			add_property(b, c);
	buffer_puts(b, "},\"additionalProperties\":false");
	if (required)
		add_required(b, e->columns);
	buffer_putc(b, '}');
}

static void
add_page(struct buffer *b, const char *name, bool paged)
{
	open_schema(b, name, paged ? "Page" : "List");
	buffer_printf(
	    b, "\"data\":{\"type\":\"array\",\"items\":{\"$ref\":\"#/components/schemas/%s\"}}",
	    name);
	if (paged)
		buffer_puts(b, ",\"pagination\":{\"$ref\":\"#/components/schemas/Pagination\"}");
	buffer_printf(b, "},\"required\":[\"data\"%s],\"additionalProperties\":false}",
		      paged ? ",\"pagination\"" : "");
}

static void
add_bulk(struct buffer *b, const struct entity *e)
{
	open_schema(b, e->name, "Bulk");
	buffer_printf(b,
		      "\"operation\":{\"type\":\"string\",\"enum\":[\"create\",\"update\","
		      "\"delete\",\"restore\"]},"
		      "\"items\":{\"type\":\"array\",\"minItems\":1,\"maxItems\":1000,\"items\":{"
		      "\"$ref\":\"#/components/schemas/"
		      "%sCreate\"}},"
		      "\"ids\":{\"type\":\"array\",\"minItems\":1,\"maxItems\":1000,\"items\":{"
		      "\"type\":\"string\",\"format\":\"uuid\"}},"
		      "\"set\":{\"$ref\":\"#/components/schemas/%sUpdate\"}",
		      e->name, e->name);
	buffer_puts(b, "},\"required\":[\"operation\"],\"additionalProperties\":false}");
}

static bool
has_special_create(const struct entity *e)
{
	return (e->traits & IN_PIECES) != 0;
}

static void
add_entity(struct buffer *b, const struct entity *e)
{
	add_output(b, e, NULL, e->name);
	if ((e->operations & OP_LIST) != 0)
		add_page(b, e->name, true);
	if ((e->operations & OP_CREATE) != 0 || has_special_create(e))
		add_input(b, e, WRITE | CREATE, "Create", true);
	if ((e->operations & OP_UPDATE) != 0)
		add_input(b, e, WRITE, "Update", false);
	if ((e->operations & OP_BULK) != 0)
		add_bulk(b, e);
}

/* Whether an earlier route has used the same shape. */
static bool
is_first(const struct route *route, size_t member)
{
	const struct entity *shape =
	    *(const struct entity *const *)(const void *)((const char *)route + member);
	for (const struct route *r = routes; r != route; r++)
		if (*(const struct entity *const *)(const void *)((const char *)r + member) ==
		    shape)
			return false;
	return shape != NULL;
}

static bool
is_entity(const struct entity *e)
{
	for (const struct entity *const *x = entities; *x != NULL; x++)
		if (*x == e)
			return true;
	return false;
}

static void
add_shapes(struct buffer *b)
{
	for (const struct route *r = routes; r->method != NULL; r++) {
		if (is_first(r, offsetof(struct route, input)))
			add_input(b, r->input, WRITE | CREATE, "Input", true);
		if (!is_first(r, offsetof(struct route, output)))
			continue;
		if (!is_entity(r->output))
			add_output(b, r->entity, r->output->columns, r->output->name);
		if ((r->flags & MANY) != 0)
			add_page(b, r->output->name, false);
	}
}

static const char fixed_schemas[] =
    "\"Pagination\":{\"type\":\"object\",\"properties\":{\"page\":{\"type\":\"integer\"},\"limit\":"
    "{\"type\":\"integer\"},"
    "\"total\":{\"type\":\"integer\"},\"totalIsEstimate\":{\"type\":\"boolean\"},\"totalPages\":{"
    "\"type\":\"integer\"},\"hasNext\":{\"type\":"
    "\"boolean\"},"
    "\"hasPrev\":{\"type\":\"boolean\"},\"nextCursor\":{\"type\":[\"string\",\"null\"]}},"
    "\"required\":[\"limit\",\"hasNext\",\"hasPrev\",\"nextCursor\"],\"additionalProperties\":"
    "false},"
    "\"BulkResult\":{\"type\":\"object\",\"properties\":{\"data\":{\"type\":\"array\",\"items\":{"
    "\"type\":\"object\","
    "\"properties\":"
    "{\"id\":{\"type\":\"string\",\"format\":\"uuid\"},\"status\":{\"type\":\"string\",\"enum\":["
    "\"created\",\"updated\","
    "\"deleted\","
    "\"restored\",\"not_found\"]}},\"required\":[\"id\",\"status\"],\"additionalProperties\":false}"
    "}},\"required\":[\"data\"],"
    "\"additionalProperties\":false},"
    "\"Problem\":{\"type\":\"object\",\"description\":\"RFC "
    "9457\",\"properties\":{\"type\":{\"type\":\"string\"},"
    "\"status\":{\"type\":\"integer\"},\"code\":{\"type\":\"string\"},\"title\":{\"type\":"
    "\"string\"},"
    "\"requestId\":{\"type\":\"string\"},\"errors\":{\"type\":\"array\",\"items\":{\"type\":"
    "\"object\",\"properties\":{"
    "\"pointer\":{\"type\":\"string\",\"description\":\"RFC 6901, into the "
    "body\"},\"parameter\":{\"type\":\"string\"},"
    "\"code\":{\"type\":\"string\"},\"detail\":{\"type\":\"string\"}},\"required\":[\"code\","
    "\"detail\"]}}},"
    "\"required\":[\"type\",\"status\",\"title\"]}";

static const char parameters[] =
    "{\"IdempotencyKey\":{\"name\":\"Idempotency-Key\",\"in\":\"header\",\"description\":\"The "
    "same answer for 24 hours\","
    "\"schema\":{\"type\":\"string\",\"minLength\":1,\"maxLength\":255}},"
    "\"IfMatch\":{\"name\":\"If-Match\",\"in\":\"header\",\"description\":\"ETag of the row that "
    "was "
    "read\",\"schema\":{\"type\":\"string\"}},"
    "\"IfNoneMatch\":{\"name\":\"If-None-Match\",\"in\":\"header\",\"description\":\"ETag of the "
    "row that is "
    "known\",\"schema\":{\"type\":\"string\"}},"
    "\"Permanent\":{\"name\":\"permanent\",\"in\":\"query\",\"description\":\"Remove it for good "
    "(admin)\",\"schema\":{\"type\":\"boolean\"}},"
    "\"After\":{\"name\":\"after\",\"in\":\"query\",\"description\":\"Id of the last one "
    "seen\",\"schema\":{\"type\":\"string\",\"format\":\"uuid\"}},"
    "\"Limit\":{\"name\":\"limit\",\"in\":\"query\",\"schema\":{\"type\":\"integer\",\"minimum\":1,"
    "\"maximum\":200,\"default\":"
    "20}}}";

/* Names of responses and what they mean. */
static const struct {
	const char *name, *description;
} responses[] = {
	{ "Invalid", "Something in the request is wrong; errors says what" },
	{ "Unauthenticated", "No credentials, or they are not valid any more" },
	{ "Forbidden", "The role does not allow it" },
	{ "NotFound", "Not there, or another tenant's" },
	{ "Conflict", "Against what is there" },
	{ "Stale", "Changed since it was read" },
	{ "Mismatch", "Too many rows, or an Idempotency-Key that belongs to another request" },
	{ "Limited", "Too often; Retry-After says when" },
	{ "Unavailable", "Busy or restarting; Retry-After says when" },
};

static void
add_responses(struct buffer *b)
{
	buffer_key(b, "responses");
	buffer_putc(b, '{');
	for (size_t i = 0; i < sizeof(responses) / sizeof(responses[0]); i++) {
		buffer_key(b, responses[i].name);
		buffer_puts(b, "{\"description\":");
		buffer_json(b, responses[i].description);
		buffer_puts(b,
			    ",\"content\":{\"application/problem+json\":{\"schema\":{\"$ref\":\"#/"
			    "components/schemas/Problem\"}}}}");
	}
	buffer_putc(b, '}');
}

void
schema_components(struct buffer *b)
{
	buffer_key(b, "components");
	buffer_puts(b, "{\"securitySchemes\":{\"bearer\":{\"type\":\"http\",\"scheme\":\"bearer\","
		       "\"description\":\"An access token or "
		       "an API key\"}},\"schemas\":{");
	for (const struct entity *const *e = entities; *e != NULL; e++)
		add_entity(b, *e);
	add_shapes(b);
	buffer_comma(b);
	buffer_puts(b, fixed_schemas);
	buffer_putc(b, '}');
	add_responses(b);
	buffer_key(b, "parameters");
	buffer_puts(b, parameters);
	buffer_putc(b, '}');
}

static void
open_parameter(struct buffer *b, const char *name, const char *doc)
{
	buffer_comma(b);
	buffer_puts(b, "{\"name\":");
	buffer_json(b, name);
	buffer_puts(b, ",\"in\":\"query\",\"description\":");
	buffer_json(b, doc);
	buffer_puts(b, ",\"schema\":{");
}

static void
add_filters(struct buffer *b, const struct entity *e)
{
	for (int i = 0; i < entity_width(e); i++) {
		const struct column *c = entity_column(e, i);
		struct buffer name = { .arena = b->arena };
		if ((c->flags & FILTER) == 0)
			continue;
		buffer_camel(&name, c->name);
		name.text[name.len - 1] = '\0';
		open_parameter(b, name.text + 1,
			       "Equals; also [ne], [in], [null] and, for numbers and times, [gt], "
			       "[gte], [lt], [lte]");
		add_type(b, c, false);
		buffer_puts(b, "}}");
	}
	if (e->search != NULL) {
		open_parameter(b, "q", "Words that all must begin a word of the row");
		buffer_puts(b, "\"type\":\"string\",\"minLength\":2,\"maxLength\":100}}");
	}
	if (e->tags != NULL) {
		open_parameter(b, "tags[has]", "Has this tag");
		buffer_puts(b, "\"type\":\"string\",\"minLength\":1,\"maxLength\":100}}");
	}
}

static void
add_paging(struct buffer *b, const struct entity *e)
{
	open_parameter(b, "page", "Page, from 1");
	buffer_puts(b, "\"type\":\"integer\",\"minimum\":1,\"maximum\":1000000}}");
	open_parameter(b, "limit", "Rows of a page");
	buffer_puts(b, "\"type\":\"integer\",\"minimum\":1,\"maximum\":200,\"default\":20}}");
	open_parameter(b, "cursor", "nextCursor of the page before; empty to begin");
	buffer_puts(b, "\"type\":\"string\",\"maxLength\":1024}}");
	open_parameter(b, "total",
		       "How the total is found; when absent, up to 10,000 are counted and more are "
		       "estimated, and by cursor none");
	buffer_puts(b, "\"type\":\"string\",\"enum\":[\"exact\",\"estimate\",\"none\"]}}");
	open_parameter(b, "sortBy", "Order; createdAt, newest first, when absent");
	buffer_puts(b, "\"type\":\"string\",\"enum\":[");
	for (int i = 0; i < entity_width(e); i++) {
		if ((entity_column(e, i)->flags & SORT) == 0)
			continue;
		buffer_comma(b);
		buffer_camel(b, entity_column(e, i)->name);
	}
	buffer_puts(b, "]}}");
	open_parameter(b, "sortOrder", "Direction");
	buffer_puts(b, "\"type\":\"string\",\"enum\":[\"asc\",\"desc\"]}}");
}

void
schema_query(struct buffer *b, const struct entity *e, unsigned parts)
{
	if ((parts & PART_PAGE) != 0)
		add_paging(b, e);
	if ((parts & PART_SELECT) != 0) {
		open_parameter(b, "select", "Fields wanted, with commas between");
		buffer_puts(b, "\"type\":\"string\",\"maxLength\":1000}}");
	}
	if ((parts & PART_DELETED) != 0 && (e->traits & (HARD | APPEND_ONLY)) == 0) {
		open_parameter(b, "deleted", "Deleted rows");
		buffer_puts(b, "\"type\":\"string\",\"enum\":[\"not\",\"only\",\"include\"]}}");
	}
	if ((parts & PART_FILTER) != 0)
		add_filters(b, e);
}
