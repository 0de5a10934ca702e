/*
 * Exact rationals, two words wide while they fit.  The figures of a report
 * and what rules make of them nearly always do; what does not goes on in GMP,
 * with the same results.  Used by interval.c and number_print.c only.
 */
#ifndef RATIONAL_H
#define RATIONAL_H

#include "base.h"

#include <gmp.h>

/* numerator / denominator, not always in lowest terms; with denominator 0 the value is `big`.
 * A numerator is never INT64_MIN. */
struct rational {
	int64_t numerator, denominator;
	mpq_t big; /* always initialised */
};

void rational_init(struct rational *r);
void rational_clear(struct rational *r);

void rational_set(struct rational *to, const struct rational *from);
void rational_set_int(struct rational *to, int64_t n);
/* mantissa * 10^exponent; any exponent, so it is for the caller to bound it. */
void rational_set_decimal(struct rational *to, struct decimal d);
/* From a canonical GMP number. */
void rational_set_big(struct rational *to, mpq_srcptr q);
void rational_get(mpq_ptr to, const struct rational *from);

/* The result may be one of the operands; a divisor must not be zero. */
void rational_add(struct rational *to, const struct rational *a, const struct rational *b);
void rational_mul(struct rational *to, const struct rational *a, const struct rational *b);
void rational_div(struct rational *to, const struct rational *a, const struct rational *b);
void rational_neg(struct rational *to, const struct rational *a);

int rational_sign(const struct rational *r); /* -1, 0, 1 */
int rational_cmp(const struct rational *a, const struct rational *b);
/* Is there a whole number z with from <= z <= to (open: < instead)? */
bool rational_whole_between(const struct rational *from, bool from_open, const struct rational *to,
			    bool to_open);

#endif
