#include "row.h"

#include "buffer.h"
#include "tx.h"

int
row_width(uint64_t select)
{
	return __builtin_popcountll(select);
}

void
row_to_json(struct buffer *b, struct ctx *ctx, const struct entity *e, uint64_t select, int number,
	    int row)
{
	int cell = 0, width = entity_width(e);
	buffer_putc(b, '{');
	for (int i = 0; i < width; i++) {
		const struct column *c = entity_column(e, i);
		if ((select >> i & 1) == 0)
			continue;
		buffer_comma(b);
		buffer_camel(b, c->name);
		buffer_putc(b, ':');
		type_to_json(b, c->type, tx_cell(ctx, number, row, cell++));
	}
	buffer_putc(b, '}');
}
