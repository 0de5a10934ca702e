/*
 * How far a figure is from what it ought to be, for pictures and programs: two plain decimals, and
 * which mistake of a writer is the likeliest between them.  No finding rests on it.
 */
#ifndef DISCREPANCY_H
#define DISCREPANCY_H

#include "../base/base.h"

/* X(what, its name for programs) */
#define CAUSES(X)                                                                                  \
	X(NONE, "")                                                                                \
	X(ROUNDING, "rounding") /* at most one and a half of the last printed place */             \
	X(SLIP, "slip")		/* one digit changed, two swapped, one dropped or added */         \
	X(UNIT, "unit")		/* a power of ten */                                               \
	X(OTHER, "other")
enum discrepancy_cause {
#define X(what, name) CAUSE_##what,
	CAUSES(X)
#undef X
		CAUSE_ALL
};
extern const char *const cause_names[CAUSE_ALL];

/* The larger one is larger by at most 10^decade of the smaller one. */
enum { DECADE_LEAST = -3, DECADE_BEYOND = 2 /* more than ten times */ };

struct discrepancy {
	/* Without 万 or million: the figure that is contradicted, and what the others make of it; both
	 * are empty where there is no such pair. */
	struct str stated, recomputed;
	enum discrepancy_cause cause;
	int decade;
};

/* `stated` has the exponent of its last printed place; `exact`: whoever wrote it counted, and rounded
 * nothing.  Of an interval that it ought to be the middle counts, with three places more than are
 * printed.  Empty where that is not known.  Texts are in arena a. */
struct discrepancy discrepancy_of(struct arena *a, struct number_pool *pool, struct decimal stated,
				  bool exact, const struct number *ought);

#endif
