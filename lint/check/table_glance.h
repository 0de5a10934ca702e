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
	HALVES = WIDTH_MOST / SIDE
};

/* One item: the figures of all lines in units of the sheet's last place, modulo 2^16, in
 * which a sum that is right is right too.  They stand there twice, one behind the other; what
 * stands behind that is anything. */
struct glance {
	uint32_t item;
	uint32_t figured; /* a bit for each line with a figure */
	bool behind_rate; /* items of rates stand between it and the last one */
	uint16_t value[2 * WIDTH_MOST];
	uint16_t figure[WIDTH_MOST]; /* all bits where there is one */
};

/* Runs of neighbours by their first line, a bit each: whether some signs may make nothing of
 * four of them, and of five.  All of them take part in proofs. */
struct windows {
	uint32_t four, five;
};

struct glances {
	struct glance at[GLANCES + 1];
	uint32_t count, width;		/* lines in each */
	uint16_t fails_most;		/* that a law may have among GLANCES of them */
	uint16_t room[WINDOW_MOST + 1]; /* that so many figures may be apart, in units */
	uint32_t lines; /* bits of those with a figure: others take part in no proof */
	/* What they leave open.  For each line the ones behind it, a bit each, that may make a
	 * third with it in so many items that it is a law. */
	uint32_t others[WIDTH_MOST];
	bool any_others;
	/* the lines of which some other may be what they are more than the item before */
	uint32_t steps;
	struct windows windows;
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
 * when it fails in the first three. */
void glances_read(const struct view *v, struct glances *out);
/* What they leave open: done when they are read. */
void glances_judge(struct glances *g);

/* The lines that may be the sum of two; and those that may be what a line is more than the item
 * before. */
uint32_t wholes_open(const struct glances *g, uint32_t one, uint32_t other);
uint32_t steps_open(const struct view *v, const struct glances *g, uint32_t line);

/* Which signs may make nothing of `count` neighbours: bit s stands for those of which the
 * line k before the last but one has a minus where bit k of s is set. */
uint32_t signs_open(const struct glances *g, uint32_t from, uint32_t count);

#endif
