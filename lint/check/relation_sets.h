/*
 * Inside of the kind "relation": the rules of a scope as sets of bits, and which of them the facts
 * and the literals of a unit let in.  Used by check_relation.c, relation_units.c, relation_sets.c,
 * relation_gate.c and relation_focus.c only.
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

/* Rules that a literal lets in by one of their gates: of a word of their set, and where that word is
 * in a row of sets, one for each gate. */
struct opened {
	uint32_t word;
	uint16_t gate, of;
	uint64_t rules;
};

/* The rules of one scope in the order of the rulebook, and sets of them as
 * rows of `words` words. */
struct scoped {
	const struct rule **rules;
	/* Of their patterns, perhaps with others in front: the numbers of these begin at `first`, a
	 * multiple of 64. */
	const struct reach_set *rows;
	size_t first;
	size_t count, words;
	size_t gates; /* so many literal gates at most that one of them has */
	/* For each gate a set, in a row: the rules that have none.  Room for a row. */
	uint64_t *open, *room;
	/* By literal, which of the sets in let_in is that of the rules that it lets in by one of their
	 * gates; each takes so many words, a multiple of WIDE_WORDS. */
	const uint16_t *row_of;
	const uint64_t *let_in;
	size_t row;
	/* What each literal opens is from an index on, which is here; it ends where that of the
	 * next one begins. */
	const uint32_t *opened_from;
	const struct opened *opened;
	uint64_t *plain;    /* rules that need no fact */
	uint64_t *unplaced; /* rules whose literals are not looked for in all of a report */
	uint64_t *set;	    /* those that are tried in a unit; zero up to `row` words */
	uint64_t *named;    /* rules that name a measure, whose figure stands anywhere */
	bool always;	    /* is one of them open and plain? */
	struct fit fits[FITS];
};

struct relation_sets {
	struct arena *arena; /* of these sets */
	const struct rulebook *rulebook;
	const struct rule **identities; /* rules without a pattern: between measures */
	size_t identity_count;
	struct scoped scopes[SCOPE_CAPTURE + 1];
	bool placed; /* has a rule literals that are looked for in all of a report? */
};

/* One unit. */
struct stretch {
	uint32_t sentence; /* its first */
	struct span skeleton;
	struct span around; /* the stretch whose facts are read for it */
	kind_set kinds;
};

static inline bool
is_empty(const uint64_t *set, size_t words)
{
	for (size_t i = 0; i < words; i++)
		if (set[i])
			return false;
	return true;
}

static inline void
add_rule(uint64_t *set, size_t i)
{
	set[i / 64] |= UINT64_C(1) << i % 64;
}

static inline const struct pattern *
pattern_of(const struct scoped *s, size_t rule)
{
	return s->rules[rule]->match;
}

/* What a literal opens begins here, what the one before it does ends. */
static inline const struct opened *
opened_by(const struct scoped *s, size_t literal)
{
	return s->opened + s->opened_from[literal];
}

/* ---- relation_sets.c ---- */

/* The sets for the rules of this kind that apply to a report, as they are kept or anew. */
struct relation_sets *relation_sets_for(struct check *c, const struct rule *const *rules,
					size_t count);
/* The rules that fit these kinds; reckoned once for each set of kinds. */
const uint64_t *relation_sets_fitting(const struct relation_sets *all, struct scoped *s,
				      kind_set kinds);

/* ---- relation_focus.c ---- */

/* Which rules a figure can bear on from outside of a unit: by how far their operands may stand. */
struct relation_focus;
/* For the focus of c, in its arena. */
struct relation_focus *relation_focus_new(const struct check *c, const struct relation_sets *all);
/* Does the figure bear on a rule where it matched? */
bool relation_focus_concerns(const struct relation_focus *f, const struct matched *m);

/* ---- relation_gate.c ---- */

/* Takes out of a set the rules whose literals are not in a unit, or not where they must be.
 * What is read of a sentence is kept for the stretches that hold it. */
void keep_gated(struct relation_literals *l, const struct scoped *s, const struct stretch *unit,
		uint64_t *set);

#endif
