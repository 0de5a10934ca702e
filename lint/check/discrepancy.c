/*
 * What may have gone wrong between two figures: the first that explains it of rounding, a power of
 * ten, a slip of the pen, and nearly a power of ten.  In exact numbers.
 */
#include "discrepancy.h"

const char *const cause_names[CAUSE_ALL] = {
#define X(what, name) [CAUSE_##what] = name,
	CAUSES(X)
#undef X
};

enum { MORE_PLACES = 3, POWERS_MOST = 12 };

struct pair {
	struct number_pool *pool;
	const struct number *stated, *ought; /* points, without their signs */
	const struct number *gap;
};

static const struct number *
times(const struct pair *p, const struct number *n, struct decimal by)
{
	return number_binary(p->pool, NUMBER_MUL, n, number_of_decimal(p->pool, by));
}

static bool
at_most(const struct number *a, const struct number *b)
{
	return number_compare(NUMBER_LE, a, b) == TRUTH_HOLDS;
}

/* Is the one a power of ten times the other, to so many thousandths of it?  At most a tenth. */
static bool
is_power(const struct pair *p, int64_t thousandths)
{
	bool less = at_most(p->stated, p->ought);
	const struct number *small = less ? p->stated : p->ought;
	const struct number *large = less ? p->ought : p->stated;

	/* Most are of one size. */
	if (!at_most(times(p, small, (struct decimal){9, 0}), large))
		return false;
	const struct number *room = times(p, large, (struct decimal){thousandths, -3});
	for (int k = 1; k <= POWERS_MOST; k++) {
		const struct number *shifted = times(p, small, (struct decimal){1, k});
		const struct number *gap =
			number_abs(p->pool, number_binary(p->pool, NUMBER_SUB, large, shifted));
		if (at_most(gap, room))
			return true;
	}
	return false;
}

static enum discrepancy_cause
cause_of(struct arena *a, const struct pair *p, struct decimal stated, bool exact)
{
	enum { NEARLY = 5 };
	struct decimal last = {3, stated.exponent};
	int64_t digits = stated.mantissa < 0 ? -stated.mantissa : stated.mantissa;

	if (!exact &&
	    at_most(times(p, p->gap, (struct decimal){2, 0}), number_of_decimal(p->pool, last)))
		return CAUSE_ROUNDING;
	if (is_power(p, 0))
		return CAUSE_UNIT;
	if (digits_slip(str_printf(a, "%lld", (long long)digits),
			number_print(a, p->ought, 0, -stated.exponent)))
		return CAUSE_SLIP;
	return is_power(p, NEARLY) ? CAUSE_UNIT : CAUSE_OTHER;
}

static int
decade_of(const struct pair *p)
{
	const struct number *small = at_most(p->stated, p->ought) ? p->stated : p->ought;
	int k = DECADE_LEAST;

	while (k < DECADE_BEYOND && !at_most(p->gap, times(p, small, (struct decimal){1, k})))
		k++;
	return k;
}

struct discrepancy
discrepancy_of(struct arena *a, struct number_pool *pool, struct decimal stated, bool exact,
	       const struct number *ought)
{
	struct discrepancy out = {.cause = CAUSE_OTHER, .decade = DECADE_BEYOND};
	int places = stated.exponent < 0 ? -stated.exponent : 0;
	struct decimal point;

	out.recomputed = number_plain(a, ought, places + MORE_PLACES);
	if (!out.recomputed.len)
		return (struct discrepancy){.cause = CAUSE_NONE};
	out.stated = decimal_print(a, stated);
	if (!decimal_read(out.recomputed, &point) || (point.mantissa < 0) != (stated.mantissa < 0))
		return out;
	struct pair p = {.pool = pool,
			 .stated = number_abs(pool, number_of_decimal(pool, stated)),
			 .ought = number_abs(pool, number_of_decimal(pool, point))};
	p.gap = number_abs(pool, number_binary(pool, NUMBER_SUB, p.stated, p.ought));
	out.cause = cause_of(a, &p, stated, exact);
	out.decade = decade_of(&p);
	return out;
}
