/*
 * Inside of the law "rates": which laws a glance at the logarithms of the first items rules out, for
 * all bases at once.  Used by table_rate.c, which finds the laws, and table_rate_glance.c.
 */
#ifndef TABLE_RATE_GLANCE_H
#define TABLE_RATE_GLANCE_H

#include "../base/lanes.h"
#include "table_rate.h"

enum { WIDTH_MOST = 16, LEARN_ITEMS = 1000, RATE_FAILS_EARLY = 2, SHIFTS = 5 };

/* Powers of ten that a rate may be multiplied by; per cent first. */
extern const int rate_shifts[SHIFTS];

/* one more: the first item has none before it */
enum { GLANCES = RATE_FAILS_EARLY + 2 };
typedef int32_t log_lanes
	__attribute__((vector_size(GLANCES * sizeof(int32_t)))); /* a glance each */
struct log_bounds {
	log_lanes low, high;
};

/* Between which bounds the logarithm of what a figure may mean lies: of products that are equal
 * the sums meet.  A part over a base makes a rate only if rate + base - part meets the power. */
struct logs {
	int32_t low, high;
};

/* The first items: the logarithms of what their lines have, as rates and as operands; where they
 * have a figure, and one above zero, all bits. */
struct rate_glances {
	uint32_t item[GLANCES];
	log_lanes items; /* the same */
	uint32_t count;
	uint32_t bases;		   /* a bit for each line that may be one */
	uint8_t forms[WIDTH_MOST]; /* that a line may have as a rate: the first of enum rate_form */
	int32_t fails_most;	   /* that a law may have among them */
	log_lanes figure[WIDTH_MOST], above[WIDTH_MOST];
	struct log_bounds operand[WIDTH_MOST], rate[WIDTH_MOST][RATE_FORMS];
	struct logs power[SHIFTS];
};

/* The first items with figures.  A law fails no more often than it is proved, and is given up
 * when it fails three times, and more often than half. */
void rate_glances_read(const struct view *v, struct rate_glances *out);
/* The bases, a bit each, over which the part of a law may make its rate with each of the first
 * `shift_count` powers of ten; gives all bits of them. */
uint32_t rate_bases_open(const struct rate_glances *g, const struct rate_law *l, int shift_count,
			 uint32_t open[SHIFTS]);
/* May part over one item of its line, or over the one before, make hundredths? */
bool rate_may_be_percent(const struct view *v, const struct rate_glances *g,
			 const struct rate_law *l);

/* A price or a mean without a word for it stands in a column of a narrow table, that is added up
 * with no other. */
static inline bool
rate_may_be_price(const struct view *v, uint32_t line)
{
	return !v->turned && v->lines <= SUMMED_ASKED && !v->s->summed[line];
}

#endif
