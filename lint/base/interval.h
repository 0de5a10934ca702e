/* Inside of the interval numbers: interval.c and number_print.c only. */
#ifndef INTERVAL_H
#define INTERVAL_H

#include "rational.h"

enum { EXPONENT_MAX = 64 };

struct number {
	struct rational lo, hi;
	bool lo_open, hi_open;
	bool lo_unbounded, hi_unbounded;
	bool unknown;
};

extern const struct number unknown_number;

/* A number to be filled in; NULL without memory (the result is then unknown). */
struct number *number_fresh(struct number_pool *p);

#endif
