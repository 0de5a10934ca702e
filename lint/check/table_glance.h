/*
 * Inside of the law "differences": which sums a glance at the first items of a sheet rules out,
 * for many lines at once.  Used by table_difference.c, which finds the laws, and table_glance.c.
 */
#ifndef TABLE_GLANCE_H
#define TABLE_GLANCE_H

#include "table_low.h"

enum {
	WIDTH_MOST = 16,
	FAILS_EARLY = 2,
	WINDOW_MOST = 5 /* neighbours that make one equation */
};

enum {
	GLANCES = FAILS_EARLY + 1, /* and one, for the item before the first */
	SIDE = LOW_LANES,
	HALVES = WIDTH_MOST / SIDE,
	/* what rounding, and the cutting of figures to units, may put a sum apart, in units */
	ROOM = WINDOW_MOST / 2 + WINDOW_MOST,
	PADDED = WIDTH_MOST + WINDOW_MOST, /* a run that begins with the last line can be read */
	BUCKET_BITS = 10,
	BUCKETS = 1 << BUCKET_BITS
};

/* One item: the figures of all lines in units of the sheet's last place, modulo 2^16, in
 * which a sum that is right is right too.  Behind the last line anything stands, PADDED in all. */
struct glance {
	uint32_t item;
	bool behind_rate;		/* items of rates stand between it and the last one */
	bool full;			/* every line of `lines` has a figure */
	const uint16_t *value, *figure; /* all bits where there is one; of the sheet, or these: */
	uint16_t own_value[PADDED], own_figure[PADDED];
};

struct glances {
	struct glance at[GLANCES + 1];
	uint32_t count;
	uint16_t fails_most;	  /* that a law may have among GLANCES of them */
	uint32_t lines;		  /* bits of those with a figure: others take part in no proof */
	uint32_t halves;	  /* that hold lines */
	bool full;		  /* the first ones are, of which a law must hold in one */
	uint16_t out[WIDTH_MOST]; /* fails of lines to begin with: the others are out at once */
	/* 1: what may be the figure of a line, in a glance that is full; all 0 before they are read */
	uint8_t made[GLANCES + 1][BUCKETS];
};

/* A column of percentages is no item of rows that are added. */
static inline bool
item_is_rate(const struct view *v, uint32_t item)
{
	return v->turned && v->s->rate[item];
}

/* Is a figure one with % in a column of others?  Of 52, -14, 4.2% the last is a rate, which is no
 * difference. */
static inline bool
is_odd_rate(const struct sheet *s, size_t at)
{
	uint32_t columns = s->grid->column_count, column = (uint32_t)(at % columns);

	return s->percents && s->mixed[column] && s->state[at] == SHEET_FIGURE &&
	       grid_cell(s->grid, (uint32_t)(at / columns), column)->percent;
}

/* The first items with figures.  A law fails once for three proofs at most, and is given up
 * when it fails in the first three.  When they are done with, glances_clear makes room for others. */
void glances_read(const struct view *v, struct glances *out);
void glances_clear(struct glances *g);

/* For each of `lines` lines the ones behind it, a bit each, that may make a third with it in so many
 * items that it is a law; and the lines that may be the sum of two such. */
void others_open(const struct glances *g, uint32_t lines, uint32_t open[WIDTH_MOST]);
uint32_t wholes_open(const struct glances *g, uint32_t one, uint32_t other);
/* The lines of which some other may be what they are more than the item before; and those that
 * may be so for one. */
uint32_t steps_may(const struct view *v, const struct glances *g);
uint32_t steps_open(const struct view *v, const struct glances *g, uint32_t line);

/* Runs of neighbours by their first line, a bit each: whether some signs may make nothing of
 * four of them, and of five.  All of them take part in proofs. */
struct windows {
	uint32_t four, five;
};
struct windows windows_open(const struct glances *g);
/* Which signs may make nothing of `count` neighbours: bit s stands for those of which the
 * line k before the last but one has a minus where bit k of s is set. */
uint32_t signs_open(const struct glances *g, uint32_t from, uint32_t count);

#endif
