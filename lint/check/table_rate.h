/*
 * Inside of the law "rates": a rate is one figure over another, in one of a few forms.  Used by
 * table_rate.c, which finds laws, and table_quotient.c, which knows one item.
 */
#ifndef TABLE_RATE_H
#define TABLE_RATE_H

#include "table.h"

/* Products of three figures of a sheet fit in it. */
__extension__ typedef __int128 wide;

enum { SEEN_MOST = 16 };

/* What a figure of line `part` is put over. */
enum base_form {
	OVER_LINE,  /* that of line `base` */
	OVER_ITEM,  /* item `base` of its own line: the whole of shares */
	OVER_BEFORE /* the one before it in its line */
};

/* What the rate says of the quotient: itself, what it is above one, or below. */
enum rate_form { RATE_PLAIN, RATE_GROWTH, RATE_DECLINE, RATE_FORMS };

/* Line `rate` is line `part` over a base, times a power of ten. */
struct rate_law {
	uint32_t rate, part, base;
	enum base_form over;
	enum rate_form form;
	int shift;
	uint32_t proofs, digits, fails, negatives;
	int64_t seen[SEEN_MOST]; /* rates that were proofs: one counts once */
	uint32_t seen_count;
	uint64_t seen_bits; /* by their lowest bits: others are none of them */
};

/* The cells that a law joins for one item. */
struct rate_cells {
	size_t rate, part, base;
};

/* Where they are in the first item, and how far from item to item. */
struct rate_lines {
	struct rate_cells first;
	size_t step, base_step;
};
static inline struct rate_lines
rate_lines_of(const struct view *v, const struct rate_law *l)
{
	const bool item = l->over == OVER_ITEM;
	const size_t step = v->turned ? 1 : v->s->grid->column_count;

	return (struct rate_lines){{view_at(v, l->rate, 0), view_at(v, l->part, 0),
				    item ? view_at(v, l->part, l->base) : view_at(v, l->base, 0)},
				   step,
				   item ? 0 : step};
}
static inline struct rate_cells
rate_cells_at(const struct view *v, const struct rate_law *l, const struct rate_lines *x,
	      uint32_t item)
{
	return (struct rate_cells){x->first.rate + item * x->step, x->first.part + item * x->step,
				   l->over == OVER_BEFORE
					   ? view_at(v, l->part, item_before(v, l->part, item))
					   : x->first.base + item * x->base_step};
}
static inline struct rate_cells
rate_cells_of(const struct view *v, const struct rate_law *l, uint32_t item)
{
	const struct rate_lines x = rate_lines_of(v, l);

	return rate_cells_at(v, l, &x, item);
}

enum rate_outcome { RATE_NONE, RATE_HOLDS, RATE_NEAR, RATE_FAILS };
enum rate_outcome rate_try(const struct sheet *s, const struct rate_law *l,
			   const struct rate_cells *x);
/* part / base as the rate would be printed. */
int64_t rate_of(const struct sheet *s, const struct rate_law *l, const struct rate_cells *x);

/* Counts the rate in cell `at`, which comes out, as a proof of the law, unless one like it is, or
 * anything makes it. */
void rate_proof_add(struct rate_law *l, const struct sheet *s, size_t at);

/* One item, and the one of its three cells that may be a slip: 0 rate, 1 part, 2 base. */
struct rate_slip {
	const struct view *v;
	const struct rate_law *law;
	struct rate_cells cells;
	int which;
};
/* Would the item come out with a slip of the pen in that cell put right? */
bool rate_is_slip(const struct view *v, const struct rate_law *l, const struct rate_cells *x,
		  int which);
/* Proposes every such slip. */
void rate_propose(const struct view *v, struct finding *f, const struct rate_law *l,
		  const struct rate_cells *x, int which);
/* The figure of the cell in question, of these digits; false when it is too large. */
bool rate_slip_value(const struct rate_slip *slip, int64_t mantissa, int64_t *out);
/* Does the rate come out of these values of rate, part and base?  `nearly`: though the rate
 * be cut, and whole figures rounded after all. */
bool rate_comes_out(const struct sheet *s, const struct rate_law *l, const struct rate_cells *x,
		    const int64_t value[3], bool nearly);

/* Twice a figure, as the range that its digits may mean: of figures of a sheet, which are so small
 * that it fits. */
struct range {
	int64_t low, high;
};

/* `slack` half units of its last place to both sides. */
static inline struct range
range_of(const struct sheet *s, size_t at, int64_t value, int slack)
{
	/* as a rule all figures have the same decimals */
	int64_t half = s->last_place == 1 ? slack : ten_to(s->places - s->decimals[at]) * slack;

	return (struct range){2 * value - half, 2 * value + half};
}

/* The quotient, in hundredths but for a plain one, that a rate speaks of. */
static inline struct range
quotient_of(const struct sheet *s, enum rate_form form, struct range rate)
{
	int64_t all = 200 * ten_to(s->places);

	if (form == RATE_PLAIN)
		return rate;
	return form == RATE_GROWTH ? (struct range){all + rate.low, all + rate.high}
				   : (struct range){all - rate.high, all - rate.low};
}

enum { RATE_SLACK_NEAR = 2 /* halves of a unit: what is no failure yet */ };

#endif
