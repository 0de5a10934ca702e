/*
 * The rules that apply to a report: those of its rulebook that are on, for its languages, kind by
 * kind, and what a kind makes of its own.  Made once and kept from report to report.
 */
#ifndef APPLYING_H
#define APPLYING_H

#include "check.h"

struct relation_sets;
struct claim_rules;

struct applying {
	/* what they are of */
	const struct rulebook *rulebook;
	uint32_t languages;
	struct arena *arena;	/* of what follows */
	const struct rule **at; /* by kind, and of each as they stand in the rulebook */
	size_t *end; /* of a kind, behind its last; it begins where the one before ends */
	struct relation_sets *relation;	  /* relation_sets.h; NULL: not made yet */
	const struct claim_rules *claims; /* the layer above has its own; NULL: not made yet */
};

/* Those of the report, as they were kept or anew. */
struct applying *rules_applying(struct check *c);

#endif
