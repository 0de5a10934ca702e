/*
 * Exact rational intervals, for expressions.  A pool hands numbers out in
 * chunks and keeps their storage over resets, so that a reset costs nothing.
 */
#include "interval.h"

#include <stdlib.h>

enum { CHUNK = 64 };

struct chunk {
	struct chunk *next;
	struct number at[CHUNK];
};

struct number_pool {
	struct chunk *first, *current;
	size_t used; /* of the current chunk */
};

const struct number unknown_number = {.unknown = true};

const struct number *
number_unknown(void)
{
	return &unknown_number;
}

bool
number_is_unknown(const struct number *n)
{
	return n->unknown;
}

bool
number_is_exact(const struct number *n)
{
	return !n->unknown && !n->lo_unbounded && !n->hi_unbounded && !n->lo_open && !n->hi_open &&
	       rational_cmp(&n->lo, &n->hi) == 0;
}

static void
number_init(struct number *n)
{
	rational_init(&n->lo);
	rational_init(&n->hi);
}

static void
number_clear(struct number *n)
{
	rational_clear(&n->lo);
	rational_clear(&n->hi);
}

static struct chunk *
chunk_new(void)
{
	struct chunk *c = malloc(sizeof *c);

	for (size_t i = 0; c && i < CHUNK; i++)
		number_init(&c->at[i]);
	if (c)
		c->next = NULL;
	return c;
}

struct number_pool *
number_pool_new(void)
{
	struct number_pool *p = calloc(1, sizeof *p);

	if (!p)
		return NULL;
	p->first = p->current = chunk_new();
	if (!p->first) {
		free(p);
		return NULL;
	}
	return p;
}

void
number_pool_reset(struct number_pool *p)
{
	p->current = p->first;
	p->used = 0;
}

void
number_pool_free(struct number_pool *p)
{
	if (!p)
		return;
	for (struct chunk *c = p->first; c;) {
		struct chunk *next = c->next;
		for (size_t i = 0; i < CHUNK; i++)
			number_clear(&c->at[i]);
		free(c);
		c = next;
	}
	free(p);
}

struct number *
number_fresh(struct number_pool *p)
{
	if (p->used == CHUNK) {
		if (!p->current->next)
			p->current->next = chunk_new();
		if (!p->current->next)
			return NULL;
		p->current = p->current->next;
		p->used = 0;
	}
	struct number *n = &p->current->at[p->used++];
	n->lo_open = n->hi_open = n->lo_unbounded = n->hi_unbounded = n->unknown = false;
	return n;
}

static bool
set_decimal(struct rational *q, struct decimal d)
{
	if (d.exponent > EXPONENT_MAX || d.exponent < -EXPONENT_MAX)
		return false;
	rational_set_decimal(q, d);
	return true;
}

/* Both ends of a number that is one point. */
static const struct number *
number_of_point(struct number *n, struct decimal d)
{
	if (!set_decimal(&n->lo, d))
		return &unknown_number;
	rational_set(&n->hi, &n->lo);
	return n;
}

const struct number *
number_of_interval(struct number_pool *p, struct interval i)
{
	struct number *n = number_fresh(p);

	if (n && i.lo.mantissa == i.hi.mantissa && i.lo.exponent == i.hi.exponent &&
	    !(i.lo_open | i.hi_open | i.lo_unbounded | i.hi_unbounded))
		return number_of_point(n, i.lo);
	if (!n || (!i.lo_unbounded && !set_decimal(&n->lo, i.lo)) ||
	    (!i.hi_unbounded && !set_decimal(&n->hi, i.hi)))
		return &unknown_number;
	n->lo_open = i.lo_open;
	n->hi_open = i.hi_open;
	n->lo_unbounded = i.lo_unbounded;
	n->hi_unbounded = i.hi_unbounded;
	if (!n->lo_unbounded && !n->hi_unbounded && rational_cmp(&n->lo, &n->hi) > 0)
		return &unknown_number;
	return n;
}

const struct number *
number_of_decimal(struct number_pool *p, struct decimal value)
{
	return number_of_interval(p, (struct interval){.lo = value, .hi = value});
}

const struct number *
number_of_int(struct number_pool *p, int64_t value)
{
	return number_of_decimal(p, (struct decimal){value, 0});
}

/* ---- arithmetic ------------------------------------------------------------ */

static const struct number *
add(struct number_pool *p, const struct number *a, const struct number *b)
{
	struct number *n = number_fresh(p);

	if (!n)
		return &unknown_number;
	n->lo_unbounded = a->lo_unbounded || b->lo_unbounded;
	n->hi_unbounded = a->hi_unbounded || b->hi_unbounded;
	n->lo_open = a->lo_open || b->lo_open;
	n->hi_open = a->hi_open || b->hi_open;
	if (!n->lo_unbounded)
		rational_add(&n->lo, &a->lo, &b->lo);
	if (!n->hi_unbounded)
		rational_add(&n->hi, &a->hi, &b->hi);
	return n;
}

const struct number *
number_neg(struct number_pool *p, const struct number *a)
{
	struct number *n = a->unknown ? NULL : number_fresh(p);

	if (!n)
		return &unknown_number;
	if (!a->hi_unbounded)
		rational_neg(&n->lo, &a->hi);
	if (!a->lo_unbounded)
		rational_neg(&n->hi, &a->lo);
	n->lo_open = a->hi_open;
	n->hi_open = a->lo_open;
	n->lo_unbounded = a->hi_unbounded;
	n->hi_unbounded = a->lo_unbounded;
	return n;
}

/* -1 below, 1 above or at zero, 0 on both sides. */
static int
side(const struct number *a)
{
	if (!a->lo_unbounded && rational_sign(&a->lo) >= 0)
		return 1;
	if (!a->hi_unbounded && rational_sign(&a->hi) <= 0)
		return -1;
	return 0;
}

/* An end of an interval: a rational, or infinity with a sign. */
struct end {
	const struct rational *q;
	int infinite; /* -1, 0, 1 */
	bool open;
};

static struct end
low_end(const struct number *n)
{
	return (struct end){&n->lo, n->lo_unbounded ? -1 : 0, n->lo_unbounded || n->lo_open};
}

static struct end
high_end(const struct number *n)
{
	return (struct end){&n->hi, n->hi_unbounded ? 1 : 0, n->hi_unbounded || n->hi_open};
}

static int
end_sign(struct end e)
{
	return e.infinite ? e.infinite : rational_sign(e.q);
}

static int
end_cmp(struct end x, struct end y)
{
	if (x.infinite || y.infinite)
		return x.infinite - y.infinite;
	return rational_cmp(x.q, y.q);
}

/* The product of two ends, its value in q. */
static struct end
end_product(struct end x, struct end y, struct rational *q)
{
	int sign = end_sign(x) * end_sign(y);
	struct end z = {.q = q, .open = x.open || y.open};

	if (!sign) {
		/* Zero times anything is zero: reached as soon as the zero is. */
		rational_set_int(q, 0);
		z.open = (end_sign(x) || x.open) && (end_sign(y) || y.open);
	} else if (x.infinite || y.infinite) {
		z.infinite = sign;
	} else {
		rational_mul(q, x.q, y.q);
	}
	return z;
}

static void
set_ends(struct number *n, struct end lo, struct end hi)
{
	n->lo_unbounded = lo.infinite != 0;
	n->hi_unbounded = hi.infinite != 0;
	n->lo_open = lo.open && !n->lo_unbounded;
	n->hi_open = hi.open && !n->hi_unbounded;
	if (!n->lo_unbounded)
		rational_set(&n->lo, lo.q);
	if (!n->hi_unbounded)
		rational_set(&n->hi, hi.q);
}

/* Bounded, with both ends above zero: what nearly all figures are. */
static bool
is_plain(const struct number *a)
{
	return !a->lo_unbounded && !a->hi_unbounded && rational_sign(&a->lo) > 0;
}

static const struct number *
multiply_plain(struct number_pool *p, const struct number *a, const struct number *b)
{
	struct number *n = number_fresh(p);

	if (!n)
		return &unknown_number;
	rational_mul(&n->lo, &a->lo, &b->lo);
	rational_mul(&n->hi, &a->hi, &b->hi);
	n->lo_open = a->lo_open || b->lo_open;
	n->hi_open = a->hi_open || b->hi_open;
	return n;
}

static const struct number *
divide_plain(struct number_pool *p, const struct number *a, const struct number *b)
{
	struct number *n = number_fresh(p);

	if (!n)
		return &unknown_number;
	rational_div(&n->lo, &a->lo, &b->hi);
	rational_div(&n->hi, &a->hi, &b->lo);
	n->lo_open = a->lo_open || b->hi_open;
	n->hi_open = a->hi_open || b->lo_open;
	return n;
}

static const struct number *
multiply(struct number_pool *p, const struct number *a, const struct number *b)
{
	if (is_plain(a) && is_plain(b))
		return multiply_plain(p, a, b);
	const struct end x[2] = {low_end(a), high_end(a)}, y[2] = {low_end(b), high_end(b)};
	struct number *n = number_fresh(p);
	struct end lo = {.infinite = 1, .open = true}, hi = {.infinite = -1, .open = true};
	struct rational q[4];

	if (!n)
		return &unknown_number;
	for (size_t i = 0; i < 4; i++) {
		rational_init(&q[i]);
		struct end z = end_product(x[i / 2], y[i % 2], &q[i]);
		int low = end_cmp(z, lo), high = end_cmp(z, hi);
		if (low < 0 || (low == 0 && !z.open))
			lo = z;
		if (high > 0 || (high == 0 && !z.open))
			hi = z;
	}
	set_ends(n, lo, hi);
	for (size_t i = 0; i < 4; i++)
		rational_clear(&q[i]);
	return n;
}

static bool
holds_zero(const struct number *a)
{
	/* An open bound at zero still makes quotients run away. */
	return end_sign(low_end(a)) <= 0 && end_sign(high_end(a)) >= 0;
}

static bool
end_invert(struct rational *to, struct end e)
{
	static const struct rational one = {.numerator = 1, .denominator = 1};

	if (e.infinite)
		rational_set_int(to, 0);
	else
		rational_div(to, &one, e.q);
	return e.open;
}

static const struct number *
divide(struct number_pool *p, const struct number *a, const struct number *b)
{
	if (is_plain(a) && is_plain(b))
		return divide_plain(p, a, b);
	struct number *n = holds_zero(b) ? NULL : number_fresh(p);

	if (!n)
		return &unknown_number;
	n->lo_open = end_invert(&n->lo, high_end(b));
	n->hi_open = end_invert(&n->hi, low_end(b));
	return multiply(p, a, n);
}

/* The minimum (sign -1) or maximum (sign 1) of two intervals. */
static const struct number *
extreme(struct number_pool *p, const struct number *a, const struct number *b, int sign)
{
	struct end lo = low_end(a), hi = high_end(a), l = low_end(b), h = high_end(b);
	struct number *n = number_fresh(p);
	int low = end_cmp(l, lo) * sign, high = end_cmp(h, hi) * sign;

	if (!n)
		return &unknown_number;
	/* Of equal ends the outer one of a minimum is reached when either is,
	 * the inner one only when both are; a maximum mirrors that. */
	if (low > 0 || (low == 0 && l.open == (sign > 0)))
		lo = l;
	if (high > 0 || (high == 0 && h.open == (sign < 0)))
		hi = h;
	set_ends(n, lo, hi);
	return n;
}

const struct number *
number_binary(struct number_pool *p, enum number_op op, const struct number *a,
	      const struct number *b)
{
	if (a->unknown || b->unknown)
		return &unknown_number;
	switch (op) {
	case NUMBER_ADD:
		return add(p, a, b);
	case NUMBER_SUB:
		b = number_neg(p, b);
		return b->unknown ? b : add(p, a, b);
	case NUMBER_MUL:
		return multiply(p, a, b);
	case NUMBER_DIV:
		return divide(p, a, b);
	case NUMBER_MIN:
		return extreme(p, a, b, -1);
	case NUMBER_MAX:
		return extreme(p, a, b, 1);
	}
	return &unknown_number;
}

const struct number *
number_abs(struct number_pool *p, const struct number *a)
{
	if (a->unknown || side(a) == 1)
		return a;
	const struct number *negative = number_neg(p, a);
	if (side(a) == -1 || negative->unknown)
		return negative;
	struct number *n = number_fresh(p);
	if (!n)
		return &unknown_number;
	const struct number *far = extreme(p, a, negative, 1);
	rational_set_int(&n->lo, 0);
	n->hi_unbounded = far->hi_unbounded;
	n->hi_open = far->hi_open;
	if (!n->hi_unbounded)
		rational_set(&n->hi, &far->hi);
	return n;
}

const struct number *
number_hull(struct number_pool *p, const struct number *a, const struct number *b)
{
	struct number *n = a->unknown || b->unknown ? NULL : number_fresh(p);

	if (!n)
		return &unknown_number;
	set_ends(n, low_end(a), high_end(b));
	return n;
}

/* ---- comparison ------------------------------------------------------------- */

/* Can some x in a be < (or, with `or_equal`, <=) some y in b? */
static bool
can_be_less(const struct number *a, const struct number *b, bool or_equal)
{
	if (a->lo_unbounded || b->hi_unbounded)
		return true;
	int order = rational_cmp(&a->lo, &b->hi);

	return order < 0 || (order == 0 && or_equal && !a->lo_open && !b->hi_open);
}

enum truth
number_compare(enum number_rel rel, const struct number *a, const struct number *b)
{
	bool holds = false;

	if (a->unknown || b->unknown)
		return TRUTH_UNKNOWN;
	switch (rel) {
	case NUMBER_MEETS:
	case NUMBER_EQ:
		holds = can_be_less(a, b, true) && can_be_less(b, a, true);
		break;
	case NUMBER_NE:
		holds = !(number_is_exact(a) && number_is_exact(b) &&
			  rational_cmp(&a->lo, &b->lo) == 0);
		break;
	case NUMBER_LT:
		holds = can_be_less(a, b, false);
		break;
	case NUMBER_LE:
		holds = can_be_less(a, b, true);
		break;
	case NUMBER_GT:
		holds = can_be_less(b, a, false);
		break;
	case NUMBER_GE:
		holds = can_be_less(b, a, true);
		break;
	}
	return holds ? TRUTH_HOLDS : TRUTH_FAILS;
}

enum truth
number_holds_integer(const struct number *a)
{
	if (a->unknown)
		return TRUTH_UNKNOWN;
	if (a->lo_unbounded || a->hi_unbounded)
		return TRUTH_HOLDS;
	return rational_whole_between(&a->lo, a->lo_open, &a->hi, a->hi_open) ? TRUTH_HOLDS
									      : TRUTH_FAILS;
}
