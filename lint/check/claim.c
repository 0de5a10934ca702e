/*
 * Claims: which measure a figure states, told by the words right before it
 * (办结 31208 宗, 申请共 31520 宗).  Made once a report when a rule asks for
 * measures.  Cost: a look at the two bytes before each figure; the names of
 * measures are compared only where one of them ends in those.
 */
#include "claim.h"

#include "near.h"

enum { PERIOD_REACH = 300 /* bytes before a figure that may name its year */ };

enum { ENDS = 64 * 64 };

struct claims {
	const struct fact **at; /* by measure, each in order of the text */
	uint32_t *from;		/* of a measure's first in `at`; one more than measures */
};

/* While claims are made. */
struct claim_maker {
	struct check *check;
	const struct word_list *negation, *copula, *other_period;
	uint64_t ends[ENDS / 64]; /* a bit for each pair of bytes that ends a name */
	VEC(struct claim {
		const struct fact *fact;
		uint32_t measure;
	})
	found;
};

static size_t
end_of(unsigned char before, unsigned char last)
{
	return (size_t)(before & 63) << 6 | (last & 63);
}

static void
note_name(struct claim_maker *m, struct str name)
{
	unsigned char last = name.len ? (unsigned char)name.at[name.len - 1] : 0;

	if (name.len > 1) {
		size_t end = end_of((unsigned char)name.at[name.len - 2], last);
		m->ends[end >> 6] |= UINT64_C(1) << (end & 63);
	}
	for (size_t before = 0; name.len == 1 && before < 64; before++)
		m->ends[before] |= UINT64_C(1) << (last & 63);
}

static bool
may_end_here(const struct claim_maker *m, struct str s)
{
	if (s.len < 2)
		return s.len == 1;
	size_t end = end_of((unsigned char)s.at[s.len - 2], (unsigned char)s.at[s.len - 1]);

	return m->ends[end >> 6] >> (end & 63) & 1;
}

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
measure_of(const struct claim_maker *maker, const struct fact *x)
{
	const struct check *c = maker->check;
	const struct measure *best = NULL;
	struct str ahead = text_ahead(c, x, maker->copula);
	size_t longest = 0;

	if (!may_end_here(maker, ahead))
		return NULL;
	for (size_t i = 0; i < c->rulebook->measure_count; i++) {
		const struct measure *m = &c->rulebook->measures[i];
		for (size_t k = 0; k < m->name_count; k++) {
			size_t len = m->names[k].len;
			if (len <= longest || !str_ends(ahead, m->names[k]) || !unit_fits(c, m, x))
				continue;
			longest = len;
			best = maker->negation && words_before(maker->negation, ahead,
							       ahead.len - len) >= 0
				       ? NULL
				       : m;
		}
	}
	return best;
}

/* Does the sentence speak of another year before the figure? */
static bool
other_period(const struct claim_maker *maker, const struct fact *x)
{
	const struct check *c = maker->check;
	const struct word_list *words = maker->other_period;
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

static void
claim_look(struct claim_maker *maker, const struct fact *x)
{
	if (!(KIND_BIT(x->lex.kind) & KINDS_QUANTITY) || x->lex.is_range ||
	    x->lex.qualifier != QUALIFIER_NONE)
		return;
	const struct measure *m = measure_of(maker, x);
	if (m && !other_period(maker, x))
		*VEC_PUSH(maker->check->arena, &maker->found) =
			(struct claim){x, (uint32_t)(m - maker->check->rulebook->measures)};
}

/* The claims that were found, by measure. */
static const struct claims *
claims_sort(const struct claim_maker *maker)
{
	struct arena *arena = maker->check->arena;
	size_t measures = maker->check->rulebook->measure_count;
	struct claims *claims = arena_alloc(arena, sizeof *claims);
	uint32_t *next = arena_array(arena, measures + 1, sizeof *next);

	claims->at = arena_array(arena, maker->found.len + 1, sizeof *claims->at);
	claims->from = arena_array(arena, measures + 1, sizeof *claims->from);
	for (size_t i = 0; i < maker->found.len; i++)
		claims->from[maker->found.at[i].measure + 1]++;
	for (size_t i = 0; i < measures; i++)
		claims->from[i + 1] += claims->from[i];
	for (size_t i = 0; i < maker->found.len; i++) {
		uint32_t m = maker->found.at[i].measure;
		claims->at[claims->from[m] + next[m]++] = maker->found.at[i].fact;
	}
	return claims;
}

static const struct claims *
claims_make(struct check *c)
{
	const struct lexicon *lx = c->rulebook->lexicon;
	struct claim_maker maker = {
		.check = c,
		.negation = lexicon_words(lx, STR("negation")),
		.copula = lexicon_words(lx, STR("copula")),
		.other_period = lexicon_words(lx, STR("other-period")),
	};

	for (size_t i = 0; i < c->rulebook->measure_count; i++)
		for (size_t k = 0; k < c->rulebook->measures[i].name_count; k++)
			note_name(&maker, c->rulebook->measures[i].names[k]);
	const struct span facts = check_facts(c);
	for (uint32_t i = facts.from; i < facts.to; i++)
		claim_look(&maker, &c->facts->at[i]);
	return claims_sort(&maker);
}

const struct fact *const *
claims_of(struct check *c, const struct measure *m, size_t *count)
{
	size_t i = (size_t)(m - c->rulebook->measures);

	if (!c->claims)
		c->claims = claims_make(c);
	*count = c->claims->from[i + 1] - c->claims->from[i];
	return (const struct fact *const *)(c->claims->at + c->claims->from[i]);
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
