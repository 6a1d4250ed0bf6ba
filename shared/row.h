/* A row of a result as JSON. */
#ifndef ROW_H
#define ROW_H

#include <stdint.h>

#include "entity.h"

struct buffer;

/* Writes row `row` of result `number`, whose first columns are those selected, in order. */
void row_to_json(struct buffer *, struct ctx *, const struct entity *, uint64_t select, int number,
		 int row);

/* How many columns are selected: the cell behind them is the first extra one. */
int row_width(uint64_t select);

#endif
