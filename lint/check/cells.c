/*
 * What became of the figures in tables: in which relations they are, and whether those were
 * decided.  A byte of marks for each cell of a grid, and a list when it is asked for.
 */
#include "../base/lanes.h"
#include "check.h"

/* Whole lanes, the last of them blank at the end. */
void
cells_begin(struct check *c)
{
	size_t room = (grid_places(c->doc->grids, c->doc->grid_count) + LANES - 1) / LANES * LANES;

	c->cell_marks = arena_array(c->arena, room, sizeof *c->cell_marks);
}

void
check_cell_involved(struct check *c, const struct rule *r, uint32_t cell, enum cell_outcome outcome)
{
	*VEC_PUSH(c->arena, &c->cells_involved) = (struct cell_involved){cell, outcome, r};
}

void
cells_count(struct check *c)
{
	const size_t n = grid_places(c->doc->grids, c->doc->grid_count);

	for (size_t i = 0; i < n; i += LANES) {
		lanes x = lanes_at(c->cell_marks + i);
		lanes undecided = (lanes)((x & (CELL_DECIDED | CELL_UNDECIDED)) == CELL_UNDECIDED);
		c->stats.cells += lanes_sum((lanes)((x & CELL_IS_FIGURE) != 0) & 1);
		c->stats.cells_related += lanes_sum((lanes)((x & CELL_DECIDED) != 0) & 1);
		c->stats.cells_unknown += lanes_sum(undecided & 1);
	}
}
