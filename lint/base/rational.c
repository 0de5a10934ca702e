/*
 * Exact rationals, two words wide while they fit (rational.h).  Every step on
 * words is checked for overflow; products of two words are compared in twice
 * the width, so nothing is ever rounded.  Constant time on words, GMP's
 * otherwise.
 */
#include "rational.h"

__extension__ typedef __int128 wide;

void
rational_init(struct rational *r)
{
	r->numerator = 0;
	r->denominator = 1;
	mpq_init(r->big);
}

void
rational_clear(struct rational *r)
{
	mpq_clear(r->big);
}

static bool
is_small(const struct rational *r)
{
	return r->denominator != 0;
}

void
rational_get(mpq_ptr to, const struct rational *from)
{
	if (is_small(from)) {
		mpq_set_si(to, from->numerator, (unsigned long)from->denominator);
		mpq_canonicalize(to);
	} else {
		mpq_set(to, from->big);
	}
}

void
rational_set(struct rational *to, const struct rational *from)
{
	to->numerator = from->numerator;
	to->denominator = from->denominator;
	if (!is_small(from) && to != from)
		mpq_set(to->big, from->big);
}

void
rational_set_int(struct rational *to, int64_t n)
{
	rational_set_decimal(to, (struct decimal){n, 0});
}

void
rational_set_big(struct rational *to, mpq_srcptr q)
{
	to->denominator = 0;
	mpq_set(to->big, q);
}

static void
set_decimal_big(struct rational *to, struct decimal d)
{
	unsigned long power = (unsigned long)(d.exponent < 0 ? -(int64_t)d.exponent : d.exponent);
	mpz_t ten;

	to->denominator = 0;
	mpz_init(ten);
	mpz_ui_pow_ui(ten, 10, power);
	mpq_set_si(to->big, d.mantissa, 1);
	if (d.exponent < 0)
		mpz_set(mpq_denref(to->big), ten);
	else
		mpz_mul(mpq_numref(to->big), mpq_numref(to->big), ten);
	mpq_canonicalize(to->big);
	mpz_clear(ten);
}

void
rational_set_decimal(struct rational *to, struct decimal d)
{
	static const int64_t tens[] = {
		1,	  10,	     100,	 1000,	      10000,	    100000,	   1000000,
		10000000, 100000000, 1000000000, 10000000000, 100000000000, 1000000000000,
	};
	enum { TENS = sizeof tens / sizeof *tens };

	if (d.mantissa == INT64_MIN || d.exponent >= TENS || d.exponent <= -TENS) {
		set_decimal_big(to, d);
	} else if (d.exponent <= 0) {
		to->numerator = d.mantissa;
		to->denominator = tens[-d.exponent];
	} else if (__builtin_mul_overflow(d.mantissa, tens[d.exponent], &to->numerator) ||
		   to->numerator == INT64_MIN) {
		set_decimal_big(to, d);
	} else {
		to->denominator = 1;
	}
}

/* ---- arithmetic ------------------------------------------------------------ */

static uint64_t
magnitude(int64_t n)
{
	return n < 0 ? 0 - (uint64_t)n : (uint64_t)n;
}

static uint64_t
common_divisor(uint64_t a, uint64_t b)
{
	while (b) {
		uint64_t rest = a % b;
		a = b;
		b = rest;
	}
	return a;
}

/* Sets n/d, d above zero, if both fit; in lowest terms only when they would not otherwise. */
static bool
set_wide(struct rational *to, wide n, wide d)
{
	const wide most = INT64_MAX;

	if (n > most || n < -most || d > most)
		return false;
	to->numerator = (int64_t)n;
	to->denominator = (int64_t)d;
	return true;
}

/* Divides out what numerator and denominator share. */
static struct rational
lowest(const struct rational *r)
{
	uint64_t n = magnitude(r->numerator), d = (uint64_t)r->denominator;
	int64_t by = (int64_t)common_divisor(d, n);

	return (struct rational){.numerator = r->numerator / by,
				 .denominator = r->denominator / by};
}

static bool
add_small(struct rational *to, const struct rational *a, const struct rational *b)
{
	int64_t sum;

	if (a->denominator == b->denominator &&
	    !__builtin_add_overflow(a->numerator, b->numerator, &sum) && sum != INT64_MIN) {
		to->numerator = sum;
		to->denominator = a->denominator;
		return true;
	}
	/* Each product is below 2^126: their sum fits. */
	wide n = (wide)a->numerator * b->denominator + (wide)b->numerator * a->denominator;
	return set_wide(to, n, (wide)a->denominator * b->denominator);
}

static bool
mul_small(struct rational *to, const struct rational *a, const struct rational *b)
{
	return set_wide(to, (wide)a->numerator * b->numerator,
			(wide)a->denominator * b->denominator);
}

typedef bool step_on_words(struct rational *to, const struct rational *a, const struct rational *b);
typedef void step_in_gmp(mpq_ptr to, mpq_srcptr a, mpq_srcptr b);

/* On words as they are, then in lowest terms, then in GMP. */
static void
step(struct rational *to, const struct rational *a, const struct rational *b, step_on_words *small,
     step_in_gmp *big)
{
	mpq_t x, y;

	if (is_small(a) && is_small(b)) {
		if (small(to, a, b))
			return;
		struct rational p = lowest(a), q = lowest(b);
		if (small(to, &p, &q))
			return;
	}
	mpq_inits(x, y, (mpq_ptr)NULL);
	rational_get(x, a);
	rational_get(y, b);
	big(to->big, x, y);
	to->denominator = 0;
	mpq_clears(x, y, (mpq_ptr)NULL);
}

static void
add_big(mpq_ptr to, mpq_srcptr a, mpq_srcptr b)
{
	mpq_add(to, a, b);
}

static void
mul_big(mpq_ptr to, mpq_srcptr a, mpq_srcptr b)
{
	mpq_mul(to, a, b);
}

static void
div_big(mpq_ptr to, mpq_srcptr a, mpq_srcptr b)
{
	mpq_div(to, a, b);
}

void
rational_add(struct rational *to, const struct rational *a, const struct rational *b)
{
	step(to, a, b, add_small, add_big);
}

void
rational_mul(struct rational *to, const struct rational *a, const struct rational *b)
{
	step(to, a, b, mul_small, mul_big);
}

void
rational_div(struct rational *to, const struct rational *a, const struct rational *b)
{
	if (!is_small(b)) {
		step(to, a, b, mul_small, div_big);
		return;
	}
	struct rational inverse = {
		.numerator = b->numerator < 0 ? -b->denominator : b->denominator,
		.denominator = (int64_t)magnitude(b->numerator),
	};
	step(to, a, &inverse, mul_small, mul_big);
}

void
rational_neg(struct rational *to, const struct rational *a)
{
	to->numerator = -a->numerator;
	to->denominator = a->denominator;
	if (!is_small(a))
		mpq_neg(to->big, a->big);
}

/* ---- comparison ------------------------------------------------------------- */

int
rational_sign(const struct rational *r)
{
	if (!is_small(r))
		return mpq_sgn(r->big);
	return (r->numerator > 0) - (r->numerator < 0);
}

int
rational_cmp(const struct rational *a, const struct rational *b)
{
	if (is_small(a) && is_small(b)) {
		wide x = (wide)a->numerator * b->denominator;
		wide y = (wide)b->numerator * a->denominator;
		return (x > y) - (x < y);
	}
	mpq_t x, y;
	mpq_inits(x, y, (mpq_ptr)NULL);
	rational_get(x, a);
	rational_get(y, b);
	int order = mpq_cmp(x, y);
	mpq_clears(x, y, (mpq_ptr)NULL);
	return (order > 0) - (order < 0);
}

/* The least whole number that is not below r. */
static int64_t
ceiling(const struct rational *r)
{
	int64_t whole = r->numerator / r->denominator;

	return whole + (r->numerator % r->denominator > 0);
}

bool
rational_whole_between(const struct rational *from, bool from_open, const struct rational *to,
		       bool to_open)
{
	struct rational least = {.denominator = 1};

	rational_init(&least);
	if (is_small(from)) {
		least.numerator = ceiling(from);
	} else {
		least.denominator = 0;
		mpz_cdiv_q(mpq_numref(least.big), mpq_numref(from->big), mpq_denref(from->big));
	}
	if (from_open && rational_cmp(from, &least) == 0) {
		const struct rational one = {.numerator = 1, .denominator = 1};
		rational_add(&least, &least, &one);
	}
	int order = rational_cmp(to, &least);
	rational_clear(&least);
	return order > 0 || (order == 0 && !to_open);
}
