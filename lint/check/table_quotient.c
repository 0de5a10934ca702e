/*
 * One item of a law of rates: what three figures may mean as they are printed, whether one over
 * another makes the third, and which of them may be a slip of the pen.
 * Cost: a few products for an item; the logarithms rule out without any.
 */
#include "table_rate.h"

enum { SLACK_NEAR = 2 /* halves of a unit: what is no failure yet */ };

struct rate_cells
rate_cells_of(const struct view *v, const struct rate_law *l, uint32_t item)
{
	size_t part = view_at(v, l->part, item), base = part;

	switch (l->over) {
	case OVER_LINE:
		base = view_at(v, l->base, item);
		break;
	case OVER_ITEM:
		base = view_at(v, l->part, l->base);
		break;
	case OVER_BEFORE:
		base = view_at(v, l->part, item_before(v, l->part, item));
		break;
	}
	return (struct rate_cells){view_at(v, l->rate, item), part, base};
}

/* ---- what three figures may mean ------------------------------------------------- */

/* Twice a figure, as the range that its digits may mean: of figures of a sheet, which are so small
 * that it fits. */
struct range {
	int64_t low, high;
};

/* `slack` half units of its last place to both sides. */
static struct range
range_of(const struct sheet *s, size_t at, int64_t value, int slack)
{
	int64_t half = ten_to(s->places - s->decimals[at]) * slack;

	return (struct range){2 * value - half, 2 * value + half};
}

/* Rounded figures have half a unit; whole ones may count something, and have none, or only
 * `nearly` where nothing says so. */
static int
slack_at(const struct sheet *s, size_t at, bool nearly)
{
	return s->rounded || s->decimals[at] > 0 || (nearly && !sheet_counted(s, at));
}

/* The quotient, in hundredths but for a plain one, that a rate speaks of. */
static struct range
quotient_of(const struct sheet *s, enum rate_form form, struct range rate)
{
	int64_t all = 200 * ten_to(s->places);

	switch (form) {
	case RATE_GROWTH:
		return (struct range){all + rate.low, all + rate.high};
	case RATE_DECLINE:
		return (struct range){all - rate.high, all - rate.low};
	case RATE_PLAIN:
	case RATE_FORMS:
		break;
	}
	return rate;
}

/* Does rate meet part / base * 10^shift, less one for growth? */
static bool
meets(const struct sheet *s, const struct rate_law *l, struct range rate, struct range part,
      struct range base)
{
	wide one = 2 * (wide)ten_to(s->places), up = ten_to(l->shift);

	rate = quotient_of(s, l->form, rate);
	/* a / b <= c as a <= c * b: base is above zero */
	wide least = part.low >= 0 ? base.high : base.low;
	wide most = part.high >= 0 ? base.low : base.high;
	wide scale = one * up;

	return part.low * scale <= rate.high * least && part.high * scale >= rate.low * most;
}

bool
rate_comes_out(const struct sheet *s, const struct rate_law *l, const struct rate_cells *x,
	       const int64_t value[3], bool nearly)
{
	struct range rate = range_of(s, x->rate, value[0], nearly ? SLACK_NEAR : 1);
	struct range part = range_of(s, x->part, value[1], slack_at(s, x->part, nearly));
	struct range base = range_of(s, x->base, value[2], slack_at(s, x->base, nearly));

	return base.low > 0 && meets(s, l, rate, part, base);
}

/* What comes out does so nearly, too. */
enum rate_outcome
rate_try(const struct sheet *s, const struct rate_law *l, const struct rate_cells *x)
{
	const int64_t value[3] = {s->value[x->rate], s->value[x->part], s->value[x->base]};

	if (x->part == x->base || s->state[x->rate] != SHEET_FIGURE ||
	    s->state[x->part] != SHEET_FIGURE || s->state[x->base] != SHEET_FIGURE || value[2] <= 0)
		return RATE_NONE;
	if (rate_comes_out(s, l, x, value, false))
		return RATE_HOLDS;
	return rate_comes_out(s, l, x, value, true) ? RATE_NEAR : RATE_FAILS;
}

int64_t
rate_of(const struct sheet *s, const struct rate_law *l, const struct rate_cells *x)
{
	const struct cell *cell = &s->grid->cells[s->grid->at[x->rate]];
	int64_t unit = ten_to(s->places - cell->decimals);
	wide base = s->value[x->base];
	wide part = s->value[x->part] - (l->form == RATE_PLAIN ? 0 : base);

	part = l->form == RATE_DECLINE ? -part : part;
	wide up = part * ten_to(l->shift) * ten_to(cell->decimals);
	wide half = up < 0 ? -base : base;
	wide value = (2 * up + half) / (2 * base) * unit;

	return value > INT64_MAX || value < INT64_MIN ? 0 : (int64_t)value;
}

/* ---- proofs -------------------------------------------------------------------------- */

/* Digits that a rate has behind its first one; 0 for one that anything makes. */
static uint32_t
weight(const struct sheet *s, size_t at)
{
	const struct cell *x = &s->grid->cells[s->grid->at[at]];
	int64_t v = x->mantissa < 0 ? -x->mantissa : x->mantissa;

	return v == 100 * ten_to(x->decimals) ? 0 : tens_in((uint64_t)v);
}

void
rate_proof_add(struct rate_law *l, const struct sheet *s, size_t at)
{
	uint32_t digits = weight(s, at);

	if (!digits)
		return;
	for (uint32_t i = 0; i < l->seen_count; i++)
		if (l->seen[i] == s->value[at])
			return;
	if (l->seen_count < SEEN_MOST)
		l->seen[l->seen_count++] = s->value[at];
	l->proofs++;
	l->digits += digits;
	l->negatives += s->value[at] < 0;
}

/* ---- slips --------------------------------------------------------------------------- */

bool
rate_slip_value(const struct rate_slip *slip, int64_t mantissa, int64_t *out)
{
	const struct sheet *s = slip->v->s;
	const size_t at[3] = {slip->cells.rate, slip->cells.part, slip->cells.base};
	const struct cell *cell = &s->grid->cells[s->grid->at[at[slip->which]]];

	if (__builtin_mul_overflow(mantissa, ten_to(s->places - cell->decimals), out) ||
	    *out > INT64_MAX / 4096)
		return false;
	*out = cell->mantissa < 0 ? -*out : *out;
	return true;
}

static bool
fits_item(void *self, int64_t mantissa)
{
	const struct rate_slip *slip = self;
	const struct sheet *s = slip->v->s;
	const struct rate_cells *x = &slip->cells;
	int64_t value[3] = {s->value[x->rate], s->value[x->part], s->value[x->base]};

	return rate_slip_value(slip, mantissa, &value[slip->which]) &&
	       rate_comes_out(s, slip->law, x, value, false);
}

bool
rate_is_slip(const struct view *v, const struct rate_law *l, const struct rate_cells *x, int which)
{
	const size_t at[3] = {x->rate, x->part, x->base};
	struct rate_slip slip = {v, l, *x, which};

	return slips_try(doc_slice(v->c->doc, sheet_span(v->s, at[which])), fits_item, &slip);
}

/* Slips that put an item right are proposed, every one of them. */
struct proposing {
	struct rate_slip slip;
	struct finding *finding;
	struct span cell;
};

static bool
propose_fitting(void *self, int64_t mantissa)
{
	struct proposing *p = self;

	if (fits_item(&p->slip, mantissa))
		propose_mantissa(p->slip.v->c, p->finding, p->cell, mantissa);
	return false;
}

void
rate_propose(const struct view *v, struct finding *f, const struct rate_law *l,
	     const struct rate_cells *x, int which)
{
	const size_t at[3] = {x->rate, x->part, x->base};
	struct proposing p = {{v, l, *x, which}, f, sheet_span(v->s, at[which])};

	if (v->c->proposes)
		slips_try(doc_slice(v->c->doc, p.cell), propose_fitting, &p);
}

/* ---- what cannot come out -------------------------------------------------------------- */

/* LOG_SIGN: of what is below zero, so that it meets nothing above */
enum { LOG_ONE = 1 << 16, LOG_ERROR = 256, LOG_SIGN = 1 << 27, LOG_FAR = 1 << 28 };

/* The logarithm of a number above zero, LOG_ERROR too much or too little at most: a
 * cubic of the mantissa through the powers of two. */
static int32_t
log_near(int64_t number)
{
	uint64_t x = (uint64_t)number;
	int exponent = 63 - __builtin_clzll(x);
	int64_t f = (int64_t)(x << (63 - exponent) >> 47) - LOG_ONE;
	int64_t bow = (f * (LOG_ONE - f)) >> 16;

	return (int32_t)(exponent * LOG_ONE + f + ((bow * (28180 - ((11816 * f) >> 16))) >> 16));
}

static struct logs
logs_of(struct range r)
{
	int32_t sign = 0;

	if (r.high < 0) {
		r = (struct range){-r.high, -r.low};
		sign = LOG_SIGN;
	}
	if (r.low <= 0)
		return (struct logs){-LOG_FAR, LOG_FAR};
	return (struct logs){sign + log_near(r.low) - LOG_ERROR,
			     sign + log_near(r.high) + LOG_ERROR};
}

struct logs
logs_of_operand(const struct sheet *s, size_t at)
{
	return logs_of(range_of(s, at, s->value[at], 1));
}

struct logs
logs_of_rate(const struct sheet *s, size_t at, enum rate_form form)
{
	return logs_of(quotient_of(s, form, range_of(s, at, s->value[at], SLACK_NEAR)));
}

struct logs
logs_of_shift(const struct sheet *s, int shift)
{
	int64_t power = 2 * ten_to(s->places) * ten_to(shift);

	return logs_of((struct range){power, power});
}
