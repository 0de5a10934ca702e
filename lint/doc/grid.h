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
	union {
		uint32_t column; /* of its grid; GRID_NONE: label, code or head */
		uint32_t wide;	 /* before it has one: wide characters of its row before its end */
	};
	uint8_t kind; /* enum cell_kind */
	uint8_t decimals;
	bool percent : 1; /* printed with % */
	bool whole : 1;	  /* digits alone, as codes are */
	bool commas : 1;  /* printed with commas */
	bool ragged : 1;  /* these may part other digits than thousands */
	uint8_t unused : 4;
	int64_t mantissa;
};

#define GRID_NONE UINT32_MAX

struct grid_row {
	uint32_t block;
	uint32_t from, to; /* cells, from left to right */
	struct str
		label; /* the words before its figures, wrapped lines put together; may be empty */
	struct str unit;	/* a cell of its own behind the label: 万人; may be empty */
	struct str code;	/* digits before the label; may be empty */
	struct enumerator mark; /* of the label; span.to is 0 without */
	bool blank;		/* blank lines stand before it */
	uint32_t figures;	/* cells with a column */
	uint32_t indent;	/* of the label */
};

struct grid_column {
	struct str head; /* what stands over it, from top to bottom */
	uint32_t left, right;
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
	/* In rows of this block and behind it all cells are figures of digits, of which commas part
	 * thousands at most, or begin with a wide character: no words of Latin letters, 12,34, dashes. */
	uint32_t odd_end;
};

/* The cell of a row and column; NULL where nothing is printed. */
static inline const struct cell *
grid_cell(const struct grid *g, uint32_t row, uint32_t column)
{
	uint32_t i = g->at[(size_t)row * g->column_count + column];
	return i == GRID_NONE ? NULL : &g->cells[i];
}

/* What a figure says that is a whole cell goes to *out, no more; false when it is none. */
bool cell_figure(struct str text, struct cell *out);

/* Places for cells that `count` grids have, rows times columns of each. */
static inline size_t
grid_places(const struct grid *grids, size_t count)
{
	size_t n = 0;

	for (size_t i = 0; i < count; i++)
		n += (size_t)grids[i].row_count * grids[i].column_count;
	return n;
}

/* ---- meaning.c: what a grid's words say of its figures ------------------------------- */

enum row_role {
	ROW_ITEM,
	ROW_TOTAL,
	ROW_SUBTOTAL,
	ROW_OF_WHICH, /* 其中：a part of the row above that does not make it up alone */
	ROW_LESS,     /* 减：taken away */
	ROW_GROUP,    /* words without figures that the rows below belong to */
	ROW_NOTE,     /* a note or source at the end */
	ROW_HEAD,     /* words over the columns, and numbers of columns */
	ROW_ROLES
};
enum column_kind {
	COLUMN_AMOUNT, /* figures of the table's unit */
	COLUMN_SHARE,
	COLUMN_CHANGE, /* against another column's time; in percent or in the unit */
	COLUMN_RATE,   /* another ratio: completion, average, index */
	COLUMN_RANK,
	COLUMN_YEAR,   /* years that name rows */
	COLUMN_NUMBER, /* counts the rows */
	COLUMN_KINDS
};
enum { YEAR_NONE = 0, POWER_NONE = INT8_MIN };

struct row_meaning {
	enum row_role role;
	uint32_t level;	 /* 0: outermost; by codes, else enumerators, else indents */
	uint32_t parent; /* the row it is a part of by code, enumerator or indent; GRID_NONE */
};
struct column_meaning {
	enum column_kind kind;
	int year;	 /* that the head names, 本年 and 上年 too; YEAR_NONE */
	struct str unit; /* of this column, from its head; else empty */
};

/* Says what words say, proves nothing: a column is a share because its head says so, a row a
 * total because its label does.  A rule that needs certainty tries the figures. */
struct grid_meaning {
	const struct row_meaning *rows;
	const struct column_meaning *columns;
	int year;	  /* of the title; else the report's; YEAR_NONE */
	int power;	  /* of ten, of the unit: 4 for 万元, 3 in thousands; POWER_NONE */
	uint32_t ragged;  /* rows with figures that have fewer than most have */
	uint32_t unnamed; /* rows with figures and no words or code */
};

struct doc;
/* In arena a.  Linear in rows and columns. */
void grid_meaning_read(struct arena *a, const struct lexicon *lx, const struct doc *d,
		       const struct grid *g, struct grid_meaning *out);

#endif
