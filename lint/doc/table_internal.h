/*
 * Inside of the recovery of tables: cells.c cuts rows, halves.c tells tables side by side,
 * columns.c finds what stands under one another, grid_rows.c reads rows and labels, and grid.c
 * puts them and heads together.
 */
#ifndef TABLE_INTERNAL_H
#define TABLE_INTERNAL_H

#include "doc_internal.h"

enum {
	CODE_DIGITS = 3,      /* the least that a code beside its label has */
	CHAR_YEAR = 0xE5B9B4, /* 年 */
	COLUMNS_MAX = 1024    /* more are not looked at */
};

/* A row while its table is read. */
struct table_row {
	uint32_t block;
	struct span span;
	uint32_t from, to; /* cells */
	uint32_t indent;   /* columns before the first */
	uint32_t column;   /* characters before its span */
	uint32_t words;	   /* so many of its cells are CELL_TEXT */
	uint32_t codes;	   /* so many are digits alone, and words stand right behind them */
	char mark;	   /* what rules it; NUL: spaces lay it out */
	bool straight;	   /* behind these come all its words, and then all its other cells */
	bool page;	   /* a page begins with it */
	bool blank;	   /* blank lines stand before it */
	bool head;	   /* markup says that it is the head of a table */
	bool figure;	   /* some cell is no words */
};

/* Words that were asked about before: the heads of a report's tables are much the same. */
enum { UNIT_MEMOS = 64, HEAD_MEMOS = 16 };
struct words_memo {
	struct str words; /* of doc.text */
	bool holds;	  /* what was asked */
};

struct table_reader {
	struct reader *reader;
	struct words_memo units[UNIT_MEMOS], heads[HEAD_MEMOS];
	VEC(struct cell) cells;
	VEC(struct table_row) rows;
	bool ruled;	     /* by pipes or tabs: a cell's place is its number */
	bool figures_lead;   /* some row begins with a figure */
	uint32_t odd_end;    /* see grid.odd_end; of all its rows */
	uint32_t begin, end; /* rows of the table that is put together */
};

static inline bool
cell_is_figure(const struct cell *c)
{
	return c->kind != CELL_TEXT;
}

static inline bool
cell_is_digits(const struct cell *c)
{
	return c->kind == CELL_NUMBER && c->whole;
}

static inline bool
cell_is_year(const struct cell *c)
{
	return cell_is_digits(c) && c->span.to - c->span.from == 4 && c->mantissa >= 1900 &&
	       c->mantissa <= 2100;
}

/* cells.c */
/* Cuts the rows, of which their spans, columns and marks are known, into cells. */
void cells_read(struct table_reader *t);
/* cell_figure.c */
/* The kind of what is neither words of wide characters nor a figure at a glance; what it says. */
enum cell_kind cell_other(const char *text, struct cell *c, bool behind_figure);

/* halves.c */
struct halves {
	uint32_t edge; /* where the right one begins; UINT32_MAX without */
	bool twin;     /* shown by a head that stands twice */
};
/* The halves of rows [from, to), a page; `known`: those of the page before. */
void halves_find(const struct table_reader *t, uint32_t from, uint32_t to, struct halves *known);

/* columns.c */

/* A stretch of one half of a table whose layout does not change: columns by place. */
struct column_range {
	uint32_t left, right; /* of all its figures */
	uint32_t edge;	      /* the right edge of most */
};
struct columns {
	VEC(struct column_range) at; /* from left to right */
	/* Which of them a figure is of: by its right edge, or where rows are ruled by its left one;
	 * so many places have one.  NULL without columns. */
	uint32_t *of, places;
	bool ruled;
	bool apart; /* none begins before the one to its left ends */
};

/* Printed tables line up by characters, typed ones by what is seen, where a wide
 * character takes two columns: takes the one by which fewer edges differ. */
void widths_choose(struct table_reader *t);
/* The cells before the first words of a row that are digits alone: how many of those in
 * `half`; the first is *first. */
uint32_t leading_digits(const struct table_reader *t, const struct table_row *row, struct span half,
			uint32_t *first);
/* Where codes and running numbers stand before labels: cells whose left edge is in
 * [*left, *right) and that begin their half. */
void codes_find(const struct table_reader *t, uint32_t from, uint32_t to, struct span half,
		struct span *place);
/* Groups the figures of rows [from, to) within `half` (characters) by place.  `codes`: place of
 * codes. */
struct columns columns_find(const struct table_reader *t, uint32_t from, uint32_t to,
			    struct span half, struct span codes);
/* Which of the columns `known` each of `found` continues: map[i], rising; false when it
 * cannot be told. */
bool columns_match(const struct columns *known, const struct columns *found, uint32_t *map);

/* The rows of a grid while they are put together. */
struct rows_placed {
	struct grid_row *rows;
	size_t count;
	const struct cell *cells;
	uint32_t *at, columns; /* grid.at and grid.column_count */
};
/* Moves the figures of a row to another one. */
void figures_move(const struct rows_placed *p, size_t from, size_t to);

/* fragments.c: a row whose code, words and figures are printed one below the other, between blank
 * lines, is put together: what belongs to a later line is moved to the first of them. */
void fragments_join(const struct table_reader *t, const struct rows_placed *p);
/* Adds the words of a label that goes on, with a space between Latin ones. */
void append_words(struct arena *a, struct str *label, struct str more);

/* grid.c: puts the rows [begin, end) together; `like` has title and unit. */
void grids_make(struct table_reader *t, struct grid *like);

#endif
