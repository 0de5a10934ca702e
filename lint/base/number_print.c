/*
 * Rounding and printing of interval numbers, half away from zero.  Only for
 * what people read; no decision rests on a printed number.
 */
#include "interval.h"

#include <stdlib.h>

/* The midpoint, or the one bound that there is; false when there is none. */
static bool
middle(const struct number *n, mpq_t out)
{
	if (n->unknown || (n->lo_unbounded && n->hi_unbounded))
		return false;
	if (n->lo_unbounded) {
		rational_get(out, &n->hi);
	} else if (n->hi_unbounded) {
		rational_get(out, &n->lo);
	} else {
		mpq_t hi;
		mpq_init(hi);
		rational_get(hi, &n->hi);
		rational_get(out, &n->lo);
		mpq_add(out, out, hi);
		mpq_div_2exp(out, out, 1);
		mpq_clear(hi);
	}
	return true;
}

/* q * 10^shift, rounded half away from zero, as an integer. */
static void
round_scaled(mpz_t out, mpq_t q, long shift)
{
	mpz_t ten;

	mpz_init(ten);
	mpz_ui_pow_ui(ten, 10, (unsigned long)(shift < 0 ? -shift : shift));
	mpz_ptr target = shift < 0 ? mpq_denref(q) : mpq_numref(q);
	mpz_mul(target, target, ten);
	mpz_clear(ten);
	int sign = mpz_sgn(mpq_numref(q));
	mpz_abs(mpq_numref(q), mpq_numref(q));
	/* floor((2 n + d) / 2 d) */
	mpz_mul_2exp(mpq_numref(q), mpq_numref(q), 1);
	mpz_add(mpq_numref(q), mpq_numref(q), mpq_denref(q));
	mpz_mul_2exp(mpq_denref(q), mpq_denref(q), 1);
	mpz_fdiv_q(out, mpq_numref(q), mpq_denref(q));
	if (sign < 0)
		mpz_neg(out, out);
}

static void
round_bound(struct rational *to, const struct rational *from, int places)
{
	mpq_t q;
	mpz_t whole, ten;

	mpq_init(q);
	mpz_inits(whole, ten, (mpz_ptr)NULL);
	rational_get(q, from);
	round_scaled(whole, q, places);
	mpz_ui_pow_ui(ten, 10, (unsigned long)(places < 0 ? -places : places));
	mpq_set_z(q, whole);
	if (places < 0)
		mpz_mul(mpq_numref(q), mpq_numref(q), ten);
	else
		mpz_set(mpq_denref(q), ten);
	mpq_canonicalize(q);
	rational_set_big(to, q);
	mpz_clears(whole, ten, (mpz_ptr)NULL);
	mpq_clear(q);
}

const struct number *
number_round(struct number_pool *p, const struct number *a, int places)
{
	struct number *n = a->unknown || abs(places) > EXPONENT_MAX ? NULL : number_fresh(p);

	if (!n)
		return &unknown_number;
	n->lo_unbounded = a->lo_unbounded;
	n->hi_unbounded = a->hi_unbounded;
	if (!n->lo_unbounded)
		round_bound(&n->lo, &a->lo, places);
	if (!n->hi_unbounded)
		round_bound(&n->hi, &a->hi, places);
	return n;
}

struct str
number_print(struct arena *out, const struct number *n, int places, int shift)
{
	mpq_t q;
	mpz_t z;
	struct buf text = {.arena = out};

	if (places < 0 || places > EXPONENT_MAX)
		places = 0;
	if (abs(shift) > EXPONENT_MAX)
		return STR("?");
	mpq_init(q);
	if (!middle(n, q)) {
		mpq_clear(q);
		return STR("?");
	}
	mpz_init(z);
	round_scaled(z, q, (long)places + shift);
	mpq_clear(q);
	char *digits = arena_alloc_raw(out, mpz_sizeinbase(z, 10) + 2);
	mpz_get_str(digits, 10, z);
	mpz_clear(z);
	struct str s = str_of(digits);
	if (s.at[0] == '-') {
		buf_char(&text, '-');
		s = str_sub(s, 1, s.len);
	}
	size_t fraction = (size_t)places;
	size_t whole = s.len > fraction ? s.len - fraction : 0;
	buf_add(&text, whole ? str_sub(s, 0, whole) : STR("0"));
	if (fraction) {
		buf_char(&text, '.');
		for (size_t i = s.len; i < fraction; i++)
			buf_char(&text, '0');
		buf_add(&text, str_sub(s, whole, s.len));
	}
	return buf_str(&text);
}

struct str
number_plain(struct arena *out, const struct number *n, int places)
{
	struct str s = number_print(out, n, places, 0);

	if (str_eq(s, STR("?")))
		return (struct str){0};
	if (places <= 0)
		return s;
	while (s.len && s.at[s.len - 1] == '0')
		s.len--;
	if (s.len && s.at[s.len - 1] == '.')
		s.len--;
	return s;
}
