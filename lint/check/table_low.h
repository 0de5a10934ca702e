/*
 * A sheet's figures as numbers of sixteen bits, column by column: what many rows of them rule out
 * at once.  They are in units of the sheet's last place, modulo 2^16, in which a sum that is right
 * is right too; one that is wrong is seldom taken for right, and then tried exactly.
 * Used by files table_*.c only.
 */
#ifndef TABLE_LOW_H
#define TABLE_LOW_H

#include "../base/lanes.h"
#include "table.h"

enum {
	LOW_LANES = sizeof(pair_lanes) / sizeof(uint16_t), /* rows of one step */
	LOW_BEHIND = 24 /* numbers behind the last column that can be read */
};

/* The rows of a column from `row` on, a step of them. */
static inline pair_lanes
lows_at(const struct sheet *s, uint32_t column, uint32_t row)
{
	return pair_lanes_at(s->low + (size_t)column * s->low_rows + row);
}

/* All bits in the rows with a figure. */
static inline pair_lanes
figured_at(const struct sheet *s, uint32_t column, uint32_t row)
{
	return pair_lanes_at(s->figured + (size_t)column * s->low_rows + row);
}

/* What `figures` of them may be apart: half a unit of rounding for each, and what cutting them to
 * units took away. */
static inline uint16_t
low_room(const struct sheet *s, uint32_t figures)
{
	return (uint16_t)(figures / 2 + (s->last_place == 1 ? 0 : figures));
}

/* Lanes that are no further from zero than `room`; and the others. */
static inline pair_lanes
lows_near(pair_lanes apart, uint16_t room)
{
	return (pair_lanes)(apart + room <= (pair_lanes){0} + (uint16_t)(2 * room));
}

static inline pair_lanes
lows_far(pair_lanes apart, uint16_t room)
{
	return ~lows_near(apart, room);
}

/* How many lanes have all bits; the others have none. */
static inline uint32_t
lows_count(pair_lanes mask)
{
	return lanes_sum((lanes)(mask & 1));
}

/* table_cells.c: the figures of a sheet, in all that it has of them; false where they have no common
 * scale. */
bool sheet_figures_read(struct check *c, struct sheet *s);

#endif
