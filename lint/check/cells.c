/*
 * What became of the figures in tables: in which relations they are, and whether those were
 * decided.  A cell is known by where it begins in the text.  Two bits a byte of the text, and a
 * list when it is asked for.
 */
#include "check.h"

enum { WORD_BITS = 64 };

void
cells_begin(struct check *c)
{
	size_t words = c->doc->text.len / WORD_BITS + 1;

	c->cells_decided = arena_array(c->arena, words, sizeof *c->cells_decided);
	c->cells_undecided = arena_array(c->arena, words, sizeof *c->cells_undecided);
}

void
check_cell_involved(struct check *c, const struct rule *r, uint32_t cell, enum cell_outcome outcome)
{
	*VEC_PUSH(c->arena, &c->cells_involved) = (struct cell_involved){cell, outcome, r};
}

void
cells_count(struct check *c)
{
	for (size_t i = 0; i < c->doc->grid_count && c->cells_decided; i++) {
		const struct grid *g = &c->doc->grids[i];
		size_t count = (size_t)g->row_count * g->column_count;
		for (size_t k = 0; k < count; k++) {
			if (g->at[k] == GRID_NONE || g->cells[g->at[k]].kind != CELL_NUMBER)
				continue;
			uint32_t at = g->cells[g->at[k]].span.from;
			uint64_t bit = UINT64_C(1) << at % WORD_BITS;
			bool decided = c->cells_decided[at / WORD_BITS] & bit;
			bool undecided = c->cells_undecided[at / WORD_BITS] & bit;
			c->stats.cells++;
			c->stats.cells_related += decided;
			c->stats.cells_unknown += !decided & undecided;
		}
	}
}
