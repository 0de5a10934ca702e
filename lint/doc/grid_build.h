/* A grid while it is put together: grid_rows.c reads its rows, grid.c all else. */
#ifndef GRID_BUILD_H
#define GRID_BUILD_H

#include "table_internal.h"

enum { CELLS_WIDEST = 256 };

struct builder {
	struct table_reader *t;
	struct span half; /* characters */
	VEC(struct grid_row) rows;
	struct columns columns;
	struct columns found; /* of the page that is read */
	struct span codes;    /* their place on it */
	uint32_t *at;	      /* grid.at of the rows; NULL until all pages are read, if several */
	uint32_t *spare;      /* what is written instead of a row of it */
	uint32_t figured;     /* rows with figures */
	bool loose;	      /* some row with figures or a code has no words */
	bool blank;	      /* blank lines stand before the next row of this half */
};

static inline struct str
cell_text(const struct builder *b, const struct cell *c)
{
	return text_slice(&b->t->reader->doc->text, c->span);
}

/* Adds what stands of rows [from, to), a page, in the half. */
void rows_add(struct builder *b, uint32_t from, uint32_t to);
/* Puts together what belongs to one row, and was not printed in one. */
void rows_mend(struct builder *b, const struct rows_placed *p);
/* The enumerators of their labels. */
void marks_read(struct builder *b);

#endif
