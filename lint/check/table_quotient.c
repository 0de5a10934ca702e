/*
 * One item of a law of rates: what three figures may mean as they are printed, whether one over
 * another makes the third, and which of them may be a slip of the pen.
 * Cost: a few products for an item.
 */
#include "table_rate.h"

/* ---- what three figures may mean ------------------------------------------------- */

/* Rounded figures have half a unit; whole ones may count something, and have none, or only
 * `nearly` where nothing says so. */
static int
slack_at(const struct sheet *s, size_t at, bool nearly)
{
	return s->rounded || s->decimals[at] > 0 || (nearly && !sheet_counted(s, at));
}

/* Does rate meet part / base * 10^shift, less one for growth? */
static inline bool
meets(const struct sheet *s, const struct rate_law *l, struct range rate, struct range part,
      struct range base)
{
	/* PLACES_MOST of them fit; products of two are wide */
	const int64_t scale = 2 * ten_to(s->places) * ten_to(l->shift);

	rate = quotient_of(s, l->form, rate);
	/* a / b <= c as a <= c * b: base is above zero */
	const int64_t least = part.low >= 0 ? base.high : base.low;
	const int64_t most = part.high >= 0 ? base.low : base.high;

	return (wide)part.low * scale <= (wide)rate.high * least &&
	       (wide)part.high * scale >= (wide)rate.low * most;
}

static inline __attribute__((always_inline)) bool
comes_out(const struct sheet *s, const struct rate_law *l, const struct rate_cells *x,
	  const int64_t value[3], bool nearly)
{
	struct range rate = range_of(s, x->rate, value[0], nearly ? RATE_SLACK_NEAR : 1);
	struct range part = range_of(s, x->part, value[1], slack_at(s, x->part, nearly));
	struct range base = range_of(s, x->base, value[2], slack_at(s, x->base, nearly));

	return base.low > 0 && meets(s, l, rate, part, base);
}

bool
rate_comes_out(const struct sheet *s, const struct rate_law *l, const struct rate_cells *x,
	       const int64_t value[3], bool nearly)
{
	return comes_out(s, l, x, value, nearly);
}

/* What comes out does so nearly, too. */
enum rate_outcome
rate_try(const struct sheet *s, const struct rate_law *l, const struct rate_cells *x)
{
	const int64_t value[3] = {s->value[x->rate], s->value[x->part], s->value[x->base]};

	if (x->part == x->base || s->state[x->rate] != SHEET_FIGURE ||
	    s->state[x->part] != SHEET_FIGURE || value[2] <= 0)
		return RATE_NONE;
	for (int nearly = 0; nearly < 2; nearly++)
		if (comes_out(s, l, x, value, nearly))
			return nearly ? RATE_NEAR : RATE_HOLDS;
	return RATE_FAILS;
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
	const int64_t v = sheet_digits(s, at);

	return v == 100 * ten_to(s->decimals[at]) ? 0 : tens_in((uint64_t)v);
}

void
rate_proof_add(struct rate_law *l, const struct sheet *s, size_t at)
{
	const int64_t value = s->value[at];
	const uint64_t bit = UINT64_C(1) << (value & 63);
	const uint32_t digits = weight(s, at), seen = l->seen_bits & bit ? l->seen_count : 0;

	if (!digits)
		return;
	for (uint32_t i = 0; i < seen; i++)
		if (l->seen[i] == value)
			return;
	if (l->seen_count < SEEN_MOST) {
		l->seen[l->seen_count++] = value;
		l->seen_bits |= bit;
	}
	l->proofs++;
	l->digits += digits;
	l->negatives += value < 0;
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
