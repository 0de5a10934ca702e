/*
 * Which patterns can match in a stretch, and where their matches can begin: told by the facts
 * of the stretch alone, from the row of facts that every match of a pattern holds (rule.h,
 * fact_link).  The patterns of a set are looked at all together, a bit each.  Used by
 * matcher.c only, in whose arena is what is read here; it is kept from stretch to stretch.
 */
#ifndef REACH_H
#define REACH_H

#include "rule_internal.h"

#include "../base/wide.h"

enum {
	/* Between two facts of a row; what stands in longer gaps is not looked at. */
	GAP_FACTS = 16,
	GAP_BYTES = 240,
};

/* What stands behind each fact of a report, as far as it was asked for. */
struct gaps {
	const struct facts *facts; /* NULL: of none */
	gap_set *at;
	size_t room;
};

/* The facts of a stretch, as the patterns of a set, or one pattern, can have them. */
struct reached {
	const struct facts *facts; /* NULL: nothing was read */
	const struct reach_set *set;
	const struct pattern *one; /* or NULL */
	struct span where;
	const struct fact *at; /* the facts of the stretch */
	size_t count;
	/* For each a row of so many words: the patterns whose row of facts it can open. */
	uint64_t *opens;
	size_t words;
};

/* Can the i-th fact open the row of the pattern with this number? */
static inline bool
opens_row(const struct reached *r, size_t number, size_t i)
{
	return r->opens[i * r->words + number / 64] >> number % 64 & 1;
}

/* The stretch that was read last, and room for the next one. */
struct reach {
	struct arena *arena;
	struct gaps *gaps;
	struct reached read;
	/* Rows of bits, one a pattern of the set (rule.h): those that reach, and those that do in a
	 * part.  Then what is reckoned of the last few facts, of all together and of the one at work
	 * (reach.c).  In one piece with what each fact opens. */
	uint64_t *any, *in_part, *steps, *seen, *met, *open;
	size_t room; /* words of it */
};

/* Reads the stretch, unless it is known.  Cost: a few facts behind each fact, times links of
 * the longest row, times words of a row of bits. */
void reach_read(struct reach *r, const struct reach_set *s, const struct facts *f,
		struct span where);
/* The same for one pattern, which has links: its number is 0. */
void reach_read_one(struct reach *r, const struct pattern *p, const struct facts *f,
		    struct span where);
/* Its facts in a part of the stretch, by their index. */
void reached_within(const struct reached *r, struct span part, size_t *from, size_t *to);
/* The patterns that reach in a part of what was read. */
const uint64_t *reach_part(struct reach *r, struct span part);
/* The first window at or after `from`: a match of p, a pattern by its number in the set, that
 * begins in `in`, a piece of the stretch, at or after `from`, begins in `out`, ends included, or
 * behind it.  False when there is none. */
bool reach_window(const struct reached *r, const struct pattern *p, size_t number, struct span in,
		  uint32_t from, struct span *out);
void reach_forget(struct reach *r); /* another report comes */

/* Room for what stands between the facts of a report, none of it known, unless it is that of which
 * some is. */
void gaps_reserve(struct arena *a, struct gaps *g, const struct facts *f);
/* What stands between a fact and the next one. */
gap_set gaps_behind(struct gaps *g, const struct fact *x);

/* ---- reach_set.c ---- */

/* Distances in bytes, taken together the more the longer they are; the last class holds all
 * that are longer still. */
enum { DISTANCE_CLASSES = 96, GAP_BITS = 32 };
size_t distance_class(uint32_t bytes);

/* Links of patterns are bits, too: of link k of all patterns there are `words` words, a multiple of
 * WIDE_WORDS, those of the next one follow, `width` words in all.  A pattern without links reaches
 * anywhere. */
struct reach_set {
	const struct pattern *const *patterns; /* `count` of them; NULL: that number is of none */
	size_t count, words, width;
	uint64_t *unlinked; /* patterns: those without links; `words` words */
	/* Links: the last one of a pattern; those before which anything may stand, as far as
	 * something must. */
	uint64_t *last, *any_gap;
	/* And those that can be a fact of this kind; that can be so far behind the one before,
	 * at least or at most; that a gap with this mark bars; that ask for one with it. */
	uint64_t *kinds[KIND_COUNT_OF_KINDS];
	uint64_t *least[DISTANCE_CLASSES], *most[DISTANCE_CLASSES];
	uint64_t *barred[GAP_BITS], *asked[GAP_BITS];
	uint64_t *within; /* or of a pattern whose facts all stand in one sentence; NULL: none is */
	/* By the edge beside their fact on that side: those that it bars (rule.h) in the first of
	 * two ways, and behind all of them those for which it is right in the second. */
	uint64_t *before[EDGES], *behind[EDGES];
	bool edges; /* does any edge bar one? Else there are no such rows */
};

#endif
