/*
 * Inside of relation_units.c: the rules of a scope as sets of bits, and which of them the facts and
 * the literals of a unit let in.
 */
#ifndef RELATION_SETS_H
#define RELATION_SETS_H

#include "relation.h"

enum { FITS = 64 /* slots; a report has few sets of kinds */ };

/* The rules that fit a set of kinds of facts, a bit each. */
struct fit {
	bool known;
	kind_set kinds;
	uint64_t *rules;
};

/* The rules of one scope in the order of the rulebook, and sets of them as
 * rows of `words` words. */
struct scoped {
	const struct rule **rules;
	const struct reach_set *rows; /* of their patterns */
	size_t count, words;
	size_t gates; /* so many literal gates at most that one of them has */
	/* For each gate a set: the rules that have none.  A row of such sets per literal: those
	 * that it lets in.  Room for a row. */
	uint64_t *open, *by_literal, *room;
	uint64_t *wanted; /* a set per literal: the rules one of whose gates it opens */
	uint64_t *plain;  /* rules that need no fact */
	uint64_t *placed; /* rules whose literals are looked for in all of a report */
	uint64_t *set;	  /* those that are tried in a unit */
	bool always;	  /* is one of them open and plain? */
	struct fit fits[FITS];
};

struct relation_sets {
	struct arena *arena; /* of these sets */
	/* What they were made for. */
	const struct rulebook *rulebook;
	const struct rule **rules;
	size_t count;
	struct scoped scopes[SCOPE_CAPTURE + 1];
	bool placed; /* has a rule literals that are looked for in all of a report? */
};

/* One unit. */
struct stretch {
	uint32_t sentence; /* its first */
	struct span skeleton;
	kind_set kinds;
};

static inline void
add_rules(uint64_t *set, const uint64_t *other, size_t words)
{
	for (size_t i = 0; i < words; i++)
		set[i] |= other[i];
}

static inline bool
is_empty(const uint64_t *set, size_t words)
{
	for (size_t i = 0; i < words; i++)
		if (set[i])
			return false;
	return true;
}

static inline const struct pattern *
pattern_of(const struct scoped *s, size_t rule)
{
	return s->rules[rule]->match;
}

/* The rules that a literal gates, with the gates of this index; those of the next follow. */
static inline uint64_t *
gated_by(const struct scoped *s, size_t gate, size_t literal)
{
	return s->by_literal + (literal * s->gates + gate) * s->words;
}

/* The rules one of whose gates a literal opens. */
static inline uint64_t *
wanted_by(const struct scoped *s, size_t literal)
{
	return s->wanted + literal * s->words;
}

/* ---- relation_sets.c ---- */

/* The sets for the rules of a report, as they are kept or anew. */
struct relation_sets *relation_sets_for(struct check *c, const struct rule *const *rules,
					size_t count);
/* The rules that fit these kinds; reckoned once for each set of kinds. */
const uint64_t *relation_sets_fitting(const struct relation_sets *all, struct scoped *s,
				      kind_set kinds);

/* ---- relation_gate.c ---- */

/* Takes out of a set the rules whose literals are not in a unit, or not where they must be.
 * What is read of a sentence is kept for the stretches that hold it. */
void keep_gated(struct relation_literals *l, const struct scoped *s, const struct stretch *unit,
		uint64_t *set);

#endif
