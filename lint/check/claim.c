/*
 * Claims: which measure a figure states, told by the words right before it
 * (办结 31208 宗, 申请共 31520 宗).  Made once a report when a rule asks for
 * measures.  Cost: figures times names of measures, on the few bytes before
 * a figure.
 */
#include "claim.h"

#include "near.h"

enum { PERIOD_REACH = 300 /* bytes before a figure that may name its year */ };

struct claims {
	const struct measure **of; /* parallel to facts.at; NULL: none */
};

static bool
unit_fits(const struct check *c, const struct measure *m, const struct fact *x)
{
	unit_id base = fact_base_unit(c, x);

	for (size_t i = 0; i < m->unit_count; i++)
		if (m->units[i] == x->lex.unit || m->units[i] == base)
			return true;
	return m->unit_count == 0;
}

static const struct measure *
measure_of(const struct check *c, const struct fact *x)
{
	const struct word_list *negation = lexicon_words(c->rulebook->lexicon, STR("negation"));
	const struct measure *best = NULL;
	const struct word_list *copula = lexicon_words(c->rulebook->lexicon, STR("copula"));
	struct str ahead = text_ahead(c, x, copula);
	size_t longest = 0;

	for (size_t i = 0; i < c->rulebook->measure_count; i++) {
		const struct measure *m = &c->rulebook->measures[i];
		for (size_t k = 0; k < m->name_count; k++) {
			size_t len = m->names[k].len;
			if (len <= longest || !str_ends(ahead, m->names[k]) || !unit_fits(c, m, x))
				continue;
			longest = len;
			best = negation && words_before(negation, ahead, ahead.len - len) >= 0
				       ? NULL
				       : m;
		}
	}
	return best;
}

/* Does the sentence speak of another year before the figure? */
static bool
other_period(const struct check *c, const struct fact *x)
{
	const struct word_list *words = lexicon_words(c->rulebook->lexicon, STR("other-period"));
	const struct sentence_facts *s = &c->facts->sentences[x->sentence];
	uint32_t from = s->skeleton.from;

	if (x->skeleton - from > PERIOD_REACH)
		from = x->skeleton - PERIOD_REACH;
	struct str before = {c->facts->skeleton + from, x->skeleton - from};
	size_t where;

	if (words && words_in(words, before, &where) >= 0)
		return true;
	for (uint32_t i = s->from; i < s->to; i++) {
		const struct fact *d = &c->facts->at[i];
		if (d->lex.kind == KIND_DATE && d->skeleton < x->skeleton && d->lex.from.year &&
		    c->doc->period_from.year && d->lex.from.year != c->doc->period_from.year)
			return true;
	}
	return false;
}

static const struct claims *
claims_make(struct check *c)
{
	struct claims *claims = arena_alloc(c->arena, sizeof *claims);

	claims->of = arena_array(c->arena, c->facts->count + 1, sizeof *claims->of);
	for (size_t i = 0; i < c->facts->count; i++) {
		const struct fact *x = &c->facts->at[i];
		if (!(KIND_BIT(x->lex.kind) & KINDS_QUANTITY) || x->lex.is_range ||
		    x->lex.qualifier != QUALIFIER_NONE)
			continue;
		const struct measure *m = measure_of(c, x);
		if (m && !other_period(c, x))
			claims->of[i] = m;
	}
	return claims;
}

static const struct measure *
claim_measure(struct check *c, const struct fact *x)
{
	if (!c->rulebook->measure_count)
		return NULL;
	if (!c->claims)
		c->claims = claims_make(c);
	return c->claims->of[x - c->facts->at];
}

const struct fact *const *
claims_of(struct check *c, const struct measure *m, size_t *count)
{
	VEC(const struct fact *) found = {0};

	for (size_t i = 0; i < c->facts->count; i++)
		if (claim_measure(c, &c->facts->at[i]) == m)
			*VEC_PUSH(c->arena, &found) = &c->facts->at[i];
	*count = found.len;
	return found.at;
}

bool
claims_meet(struct check *c, const struct fact *a, const struct fact *b)
{
	unit_id u, v;
	const struct number *x = fact_number(c, a, false, &u);
	const struct number *y = fact_number(c, b, false, &v);

	return u != v || number_compare(NUMBER_MEETS, x, y) != TRUTH_FAILS;
}

const struct fact *
claim_single(struct check *c, const struct measure *m)
{
	size_t count;
	const struct fact *const *found = claims_of(c, m, &count);

	for (size_t i = 1; i < count; i++)
		if (!claims_meet(c, found[0], found[i]))
			return NULL;
	return count ? found[0] : NULL;
}
