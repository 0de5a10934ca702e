/*
 * The figures of a sheet as numbers of sixteen bits, column by column (table_low.h).
 * Cost: linear in the cells.
 */
#include "table_low.h"

/* Returns how many figures are above zero. */
static uint32_t
column_read(const struct sheet *s, uint32_t column, uint16_t *low, uint16_t *figured)
{
	const uint32_t rows = s->grid->row_count, columns = s->grid->column_count;
	const int64_t *value = s->value + column;
	const uint8_t *state = s->state + column;
	uint32_t above = 0;

	for (uint32_t r = 0; r < rows; r++, value += columns, state += columns) {
		low[r] = (uint16_t)*value;
		figured[r] = (uint16_t) - (*state == SHEET_FIGURE);
		above += *value > 0;
	}
	value = s->value + column;
	for (uint32_t r = 0; r < rows && s->last_place != 1; r++, value += columns)
		low[r] = (uint16_t)(*value / s->last_place);
	return above;
}

void
lows_read(struct check *c, struct sheet *s)
{
	const uint32_t columns = s->grid->column_count;
	const uint32_t steps = (s->grid->row_count + LOW_LANES - 1) / LOW_LANES;
	const size_t n = (size_t)steps * LOW_LANES * columns;
	uint16_t *low = arena_alloc_raw(c->arena, (2 * n + LOW_BEHIND) * sizeof *low);

	uint32_t *above = arena_alloc_raw(c->arena, columns * sizeof *above);
	const pair_lanes none = {0};

	s->low_rows = steps * LOW_LANES;
	for (uint32_t k = 0; k < columns && steps; k++) {
		size_t first = (size_t)k * s->low_rows, last = first + s->low_rows - LOW_LANES;
		/* the rows that it has are written over this */
		memcpy(low + last, &none, sizeof none);
		memcpy(low + n + last, &none, sizeof none);
		above[k] = column_read(s, k, low + first, low + n + first);
	}
	s->above_zero = above;
	memset(low + 2 * n, 0, LOW_BEHIND * sizeof *low);
	s->low = low;
	s->figured = low + n;
}
