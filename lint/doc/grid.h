/*
 * Tables as rows and columns of cells.  A table whose halves stand side by side
 * (收入 | 支出) is two grids that know one another.
 */
#ifndef GRID_H
#define GRID_H

#include "../lex/lex.h"

enum cell_kind {
	CELL_TEXT,   /* words: labels, heads of columns */
	CELL_NUMBER, /* a figure and nothing else */
	CELL_EMPTY,  /* a dash: nothing, said so */
	CELL_HIDDEN  /* dots or a colon: a figure that is not told */
};

struct cell {
	struct span span;     /* of doc.text */
	uint32_t left, right; /* columns from the line's start to its first, behind its last */
	uint32_t wide_left, wide_right; /* wide characters before those */
	uint32_t row;			/* of its grid */
	uint32_t column;		/* of its grid; GRID_NONE: label, code or head */
	enum cell_kind kind;
	uint8_t decimals;
	bool percent; /* printed with % */
	bool whole;   /* digits alone, as codes are */
	bool spaced;  /* a word with spaces between its characters */
	int64_t mantissa;
};

#define GRID_NONE UINT32_MAX

struct grid_row {
	uint32_t block;
	uint32_t from, to; /* cells, from left to right */
	struct str
		label; /* the words before its figures, wrapped lines put together; may be empty */
	struct str group;	/* other words before the label; may be empty */
	struct str code;	/* digits before the label; may be empty */
	struct enumerator mark; /* of the label; span.to is 0 without */
	bool blank;		/* blank lines stand before it */
	uint32_t figures;	/* cells with a column */
	uint32_t indent;	/* of the label */
};

struct grid_column {
	struct str head; /* what stands over it, from top to bottom */
	uint32_t left, right;
	bool percent;
};

struct grid {
	uint32_t table; /* of doc.tables */
	struct str title, unit;
	const struct grid_row *rows;
	uint32_t row_count;
	const struct grid_column *columns;
	uint32_t column_count;
	const struct cell *cells;
	/* [row * column_count + column]: index of a cell or GRID_NONE */
	const uint32_t *at;
	uint32_t partner; /* the other half of a table of two; GRID_NONE without */
	bool left_half;
};

/* The cell of a row and column; NULL where nothing is printed. */
static inline const struct cell *
grid_cell(const struct grid *g, uint32_t row, uint32_t column)
{
	uint32_t i = g->at[(size_t)row * g->column_count + column];
	return i == GRID_NONE ? NULL : &g->cells[i];
}

#endif
