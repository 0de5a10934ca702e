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

/* Is x a percentage behind a figure of the unit of that before `share`, in the same words? */
static bool
is_told_alike(const struct attempt *a, const struct fact *x, const struct fact *share,
	      struct str words)
{
	return fact_base_unit(a->check, x - 1) == fact_base_unit(a->check, share - 1) &&
	       str_eq(words_between(a->check->facts, x), words);
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
		    !is_told_alike(a, other, share, words) ||
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

/* Figures with shares in the same words, added up. */
struct mates {
	const struct number *parts, *shares;
	size_t count;
};

/* Those of sentences [from, to); as many as are looked at. */
static struct mates
mates_sum(const struct attempt *a, const struct fact *share, uint32_t from, uint32_t to)
{
	const struct facts *f = a->check->facts;
	struct number_pool *pool = a->check->pool;
	const struct lexicon *lx = a->check->rulebook->lexicon;
	const struct number *none = number_of_int(pool, 0);
	struct str words = words_between(f, share);
	struct mates sum = {none, none, 0};
	uint32_t end = f->sentences[to - 1].to;

	for (uint32_t i = f->sentences[from].from + 1; i < end && sum.count < AROUND; i++) {
		const struct fact *x = &f->at[i];
		unit_id unit;
		if (!is_told_alike(a, x, share, words))
			continue;
		sum.parts = number_binary(pool, NUMBER_ADD, sum.parts,
					  number_of_lexeme(pool, lx, &x[-1].lex, false, &unit));
		sum.shares = number_binary(pool, NUMBER_ADD, sum.shares,
					   number_of_lexeme(pool, lx, &x->lex, false, &unit));
		sum.count++;
	}
	return sum;
}

/* Do they make all, and the share, or it cut off, comes out of their sum? */
static bool
sum_explains(const struct attempt *a, const struct fact *share, const struct mates *sum)
{
	struct number_pool *pool = a->check->pool;
	const struct lexicon *lx = a->check->rulebook->lexicon;
	unit_id unit;

	if (sum->count < 2 ||
	    number_compare(NUMBER_MEETS, sum->shares, number_of_int(pool, 1)) != TRUTH_HOLDS)
		return false;
	const struct number *calc =
		number_binary(pool, NUMBER_DIV,
			      number_of_lexeme(pool, lx, &share[-1].lex, false, &unit), sum->parts);
	for (int cut = 0; cut < 2; cut++)
		if (number_compare(NUMBER_MEETS,
				   number_of_lexeme(pool, lx, &share->lex, cut, &unit),
				   calc) == TRUTH_HOLDS)
			return true;
	return false;
}

/* Is every operand that was chosen one of the parts, or told behind the share?  A whole that stands
 * before them may itself be wrong. */
static bool
names_no_whole(const struct attempt *a, const struct fact *share, size_t fixed)
{
	for (size_t i = fixed; i < a->bound_count; i++) {
		const struct bound *b = &a->bound[i];
		if (b->fact_count != 1 ||
		    (b->facts[0]->skeleton < share->skeleton && !is_mates_part(a, b->facts[0])))
			return false;
	}
	return true;
}

bool
share_is_of_mates(const struct attempt *a, size_t fixed)
{
	const struct fact *share = pointed_share(a);
	uint32_t from, to;

	if (!share || !names_no_whole(a, share, fixed))
		return false;
	struct mates sum = mates_sum(a, share, share->sentence, share->sentence + 1);
	if (sum_explains(a, share, &sum))
		return true;
	doc_paragraph(a->check->doc, share->sentence, &from, &to);
	sum = mates_sum(a, share, from, to);
	return sum_explains(a, share, &sum);
}
