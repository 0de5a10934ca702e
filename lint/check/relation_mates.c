/*
 * Is a share, for which a rule finds no whole, one of several that are told in the same words and in
 * one proportion: 处级126人，占总数的12.6%；科级386人，占总数的38.6%?  The whole need not be told then.
 * In goes a match of a relation; constant time but for the figures of the paragraph around it.
 */
#include "near.h"
#include "relation.h"

enum { GAP_BYTES = 60, AROUND = 64, SURE_SHARE = 100, OWN_SHARE = 10 };
enum {
	SHORT_MATES = 2, /* that a share of one digit needs */
	SURE_WEIGHT = 2	 /* of a mate: as much as two that have two digits */
};

static bool
is_plain(const struct fact *x, uint32_t kinds)
{
	return KIND_BIT(x->lex.kind) & kinds && !x->lex.is_range &&
	       x->lex.qualifier == QUALIFIER_NONE && x->lex.value.mantissa > 0;
}

/* The words between a figure and the percentage behind it; empty where these are none. */
static struct str
words_between(const struct facts *f, const struct fact *share)
{
	const struct fact *part = share - 1;

	if (share == f->at || part->sentence != share->sentence || !is_plain(part, KINDS_NUMBER) ||
	    !is_plain(share, KIND_BIT(KIND_PERCENT)) ||
	    share->skeleton > fact_end(part) + GAP_BYTES)
		return (struct str){0};
	return skeleton_slice(f, fact_end(part), share->skeleton);
}

bool
in_proportion(struct check *c, const struct lexeme *part, const struct lexeme *share,
	      const struct lexeme *other, const struct lexeme *others_share)
{
	const struct lexicon *lx = c->rulebook->lexicon;
	unit_id unit;
	const struct number *one = number_binary(
		c->pool, NUMBER_MUL, number_of_lexeme(c->pool, lx, part, false, &unit),
		number_of_lexeme(c->pool, lx, others_share, false, &unit));
	const struct number *two = number_binary(
		c->pool, NUMBER_MUL, number_of_lexeme(c->pool, lx, other, false, &unit),
		number_of_lexeme(c->pool, lx, share, false, &unit));

	return number_compare(NUMBER_MEETS, one, two) == TRUTH_HOLDS;
}

/* The percentage that `point` names, or NULL where it is none that stands behind a figure. */
static const struct fact *
pointed_share(const struct attempt *a)
{
	const struct bound *b = attempt_bound(a, a->rule->point);
	const struct fact *share = b && b->fact_count == 1 ? b->facts[0] : NULL;

	return share && a->rule->also_count && words_between(a->check->facts, share).len ? share
											 : NULL;
}

bool
share_has_mate(const struct attempt *a)
{
	const struct facts *f = a->check->facts;
	const struct fact *share = pointed_share(a);
	uint32_t from, to;

	if (!share)
		return false;
	struct str words = words_between(f, share);
	size_t mates = share->lex.value.mantissa < OWN_SHARE ? SHORT_MATES : 1;
	size_t wanted = mates * SURE_WEIGHT;
	doc_paragraph(a->check->doc, share->sentence, &from, &to);
	size_t at = (size_t)(share - f->at), end = f->sentences[to - 1].to;
	size_t first = f->sentences[from].from + 1;
	for (size_t i = at > first + AROUND ? at - AROUND : first; i < end && i < at + AROUND;
	     i++) {
		const struct fact *other = &f->at[i];
		if (other->lex.value.mantissa < OWN_SHARE ||
		    !decimal_cmp(other->lex.value, share->lex.value) ||
		    fact_base_unit(a->check, other - 1) != fact_base_unit(a->check, share - 1))
			continue;
		if (!str_eq(words_between(f, other), words) ||
		    !in_proportion(a->check, &share[-1].lex, &share->lex, &other[-1].lex,
				   &other->lex))
			continue;
		size_t weight = other->lex.value.mantissa < SURE_SHARE ? 1 : SURE_WEIGHT;
		if (weight >= wanted)
			return true;
		wanted -= weight;
	}
	return false;
}

bool
is_mates_part(const struct attempt *a, const struct fact *x)
{
	const struct facts *f = a->check->facts;
	const struct fact *share = pointed_share(a);

	return share && x + 1 < f->at + f->count &&
	       str_eq(words_between(f, x + 1), words_between(f, share));
}
