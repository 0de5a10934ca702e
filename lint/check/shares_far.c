/*
 * The kind "shares", where the figures of the paragraph do not explain its shares: wholes
 * elsewhere in the report, and a whole with a slip in it.
 * Cost: the figures of the report times the shares of such a paragraph, in whole numbers; few
 * get as far as exact ones.
 */
#include "shares.h"

__extension__ typedef __int128 wide;

enum { SHARE_LEAST = 10, DIGITS_SURE = 3, FIGURES_MOST = 4096 };

/* Could the share be what the part is of the whole, give or take a quarter of it or one in its
 * last place?  Whole numbers say so quickly. */
static bool
is_near(const struct pair *p, const struct fact *whole)
{
	const struct decimal a = p->part->lex.value, s = p->share->lex.value, w = whole->lex.value;
	int gap = a.exponent - s.exponent - w.exponent;
	wide part = a.mantissa, made = (wide)s.mantissa * w.mantissa;

	if (gap < -DECIMAL_DIGITS || gap > DECIMAL_DIGITS)
		return false;
	part *= gap > 0 ? ten_to(gap) : 1;
	made *= gap < 0 ? ten_to(-gap) : 1;
	wide room = made / 4 + made / s.mantissa;
	return part >= made - room && part <= made + room;
}

/* The pairs that a whole explains, a bit each; 0 unless two different shares of two digits or
 * more are among them: many a figure is 4 per cent of another. */
static uint32_t
explained_pairs(const struct shares *s, const struct fact *whole)
{
	int64_t first = 0;
	uint32_t bits = 0;
	bool sure = false;

	for (uint32_t i = 0; i < s->count; i++) {
		const struct pair *p = &s->pair[i];
		int64_t share = p->share->lex.value.mantissa;
		if (p->part == whole || share <= 0 || !is_near(p, whole) ||
		    !shares_make(s, &p->part->lex, &whole->lex, &p->share->lex, false))
			continue;
		bits |= UINT32_C(1) << i;
		if (share < SHARE_LEAST)
			continue;
		sure |= first && first != share;
		first = share;
	}
	return sure ? bits : 0;
}

static bool
is_known(const struct shares *s, const struct fact *whole)
{
	for (uint32_t w = 0; w < s->whole_count; w++)
		if (!decimal_cmp(s->whole[w]->lex.value, whole->lex.value))
			return true;
	return false;
}

/* Adds the wholes of the report that explain enough. */
static void
add_wholes(struct shares *s)
{
	const struct check *c = s->check;

	for (size_t i = 0; i < c->facts->count && i < FIGURES_MOST; i++) {
		const struct fact *x = &c->facts->at[i];
		if (s->whole_count == WHOLES_MOST)
			return;
		if (!shares_figure(x) || x->lex.value.mantissa < ten_to(DIGITS_SURE - 1) ||
		    !shares_alike(c, s->pair[0].part, x))
			continue;
		uint32_t bits = explained_pairs(s, x);
		if (!bits || is_known(s, x))
			continue;
		for (uint32_t k = 0; k < s->count; k++)
			if (bits >> k & 1)
				s->pair[k].wholes |= UINT32_C(1) << s->whole_count;
		s->whole[s->whole_count++] = x;
	}
}

/* Does another digit in the whole make all the shares right? */
static bool
slip_explains_all(const struct shares *s, const struct fact *whole)
{
	struct slip slip = {0};
	uint32_t i;

	while (shares_slip(&whole->lex, &slip)) {
		number_pool_reset(s->check->pool);
		for (i = 0; i < s->count; i++)
			if (!shares_make(s, &s->pair[i].part->lex, &slip.with,
					 &s->pair[i].share->lex, false))
				break;
		if (i == s->count)
			return true;
	}
	return false;
}

/* The figure right before the first pair, of its paragraph, which all parts may be parts of. */
static const struct fact *
whole_before(const struct shares *s)
{
	const struct check *c = s->check;
	const struct pair *p = &s->pair[0];
	const struct fact *x = p->part < p->share ? p->part : p->share;

	while (x-- > c->facts->at && x->sentence >= s->from)
		if (shares_figure(x) && shares_alike(c, p->part, x))
			return x;
	return NULL;
}

/* ---- shares that make 100 per cent ---------------------------------------------------- */

/* What the parts make, one of them read as `part`. */
static const struct number *
set_sum(const struct shares *s, const struct pair *set, uint32_t count, uint32_t changed,
	const struct lexeme *part)
{
	const struct number *sum = number_of_int(s->check->pool, 0);

	for (uint32_t i = 0; i < count; i++)
		sum = number_binary(
			s->check->pool, NUMBER_ADD, sum,
			shares_value(s, i == changed && part ? part : &set[i].part->lex, false));
	return sum;
}

/* Do all shares hold when `part`, or a share where it is NULL, is read with another digit,
 * and the parts make the whole? */
static bool
set_holds(const struct shares *s, const struct pair *set, uint32_t count, uint32_t changed,
	  const struct lexeme *part, const struct lexeme *share)
{
	struct number_pool *pool = s->check->pool;
	const struct number *whole = set_sum(s, set, count, changed, part);

	for (uint32_t i = 0; i < count; i++) {
		const struct lexeme *p = i == changed && part ? part : &set[i].part->lex;
		const struct lexeme *q = i == changed && share ? share : &set[i].share->lex;
		const struct number *calc =
			number_binary(pool, NUMBER_DIV, shares_value(s, p, false), whole);
		if (number_compare(NUMBER_MEETS, shares_value(s, q, false), calc) != TRUTH_HOLDS)
			return false;
	}
	return true;
}

/* Of two pairs a share of two digits fits by chance. */
static bool
may_fit_by_chance(const struct pair *set, uint32_t count, uint32_t i)
{
	return count == 2 && set[!i].share->lex.value.mantissa < ten_to(DIGITS_SURE - 1);
}

/* The one pair of the set whose part or share, read with another digit, makes the whole set
 * hold; count where there is none, or more than one. */
static uint32_t
slipped_of_set(const struct shares *s, const struct pair *set, uint32_t count)
{
	uint32_t found = count;

	for (uint32_t i = 0; i < count; i++)
		for (int which = 0; which < 2; which++) {
			struct slip slip = {0};
			const struct lexeme *l = which ? &set[i].share->lex : &set[i].part->lex;
			bool holds = false;
			if (which && may_fit_by_chance(set, count, i))
				continue;
			while (!holds && shares_slip(l, &slip)) {
				number_pool_reset(s->check->pool);
				holds = set_holds(s, set, count, i, which ? NULL : &slip.with,
						  which ? &slip.with : NULL);
			}
			if (holds && found != count && found != i)
				return count;
			if (holds)
				found = i;
		}
	return found;
}

/* Judges the pairs of one sentence as a set: does one other digit make all parts together 100
 * per cent? */
static void
set_judge(struct shares *s, const struct pair *set, uint32_t count)
{
	if (count < 2)
		return;
	for (uint32_t i = 0; i < count; i++)
		if (set[i].wholes || set[i].part->lex.value.mantissa < SHARE_LEAST)
			return;
	if (set_holds(s, set, count, count, NULL, NULL))
		return;
	uint32_t i = slipped_of_set(s, set, count);
	if (i == count)
		return;
	shares_report(s, &set[i], NULL, set_sum(s, set, count, count, NULL), false);
}

/* Judges the sets of one sentence each that nothing else explains. */
static void
sets_judge(struct shares *s)
{
	for (uint32_t i = 0, k; i < s->count; i = k) {
		for (k = i + 1; k < s->count; k++)
			if (!shares_together(s, &s->pair[k], &s->pair[i]))
				break;
		set_judge(s, &s->pair[i], k - i);
	}
}

/* ---- wholes that are named --------------------------------------------------------------- */

/* Do the words behind the pair say that its whole was named? */
static bool
is_named(const struct shares *s, const struct pair *p)
{
	const struct facts *f = s->check->facts;
	const struct fact *last = p->share > p->part ? p->share : p->part;
	struct str text = {f->skeleton, f->sentences[last->sentence].skeleton.to};
	uint32_t behind = fact_end(last);

	if (behind < text.len && text.at[behind] == ')')
		behind++;
	if (words_at(s->named, text, behind) >= 0)
		return true;
	/* 68 percent of all deaths (232) */
	return p->share < p->part && words_at(s->named, text, fact_end(p->share)) >= 0;
}

const struct fact *
shares_named(const struct shares *s, const struct pair *p)
{
	const struct check *c = s->check;
	const struct fact *best = NULL;

	if (p->share->lex.value.mantissa < SHARE_LEAST || !is_named(s, p))
		return NULL;
	for (uint32_t i = 0; i < c->facts->count && i < FIGURES_MOST; i++) {
		const struct fact *x = &c->facts->at[i];
		if (x == p->part || !shares_figure(x) || !shares_alike(c, p->part, x))
			continue;
		if (is_near(p, x) && shares_make(s, &p->part->lex, &x->lex, &p->share->lex, false))
			return NULL;
		if (x->sentence >= s->from && x->sentence < s->to &&
		    x->sentence <= p->share->sentence &&
		    (!best || decimal_cmp(x->lex.value, best->lex.value) > 0))
			best = x;
	}
	if (!best || decimal_cmp(best->lex.value, p->part->lex.value) <= 0 ||
	    best->lex.value.mantissa < SHARE_LEAST)
		return NULL;
	return shares_slipped(s, p, best, p->part) || shares_slipped(s, p, best, p->share) ? best
											   : NULL;
}

bool
shares_far(struct shares *s)
{
	uint32_t explained = 0;

	for (uint32_t i = 0; i < s->count; i++)
		explained += s->pair[i].wholes != 0;
	if (explained == s->count)
		return false;
	add_wholes(s);
	for (uint32_t i = explained = 0; i < s->count; i++)
		explained += s->pair[i].wholes != 0;
	const struct fact *whole = explained ? NULL : whole_before(s);
	if (whole && whole->lex.value.mantissa >= ten_to(DIGITS_SURE - 1) &&
	    slip_explains_all(s, whole)) {
		shares_report(s, &s->pair[0], whole, NULL, false);
		return true;
	}
	sets_judge(s);
	return false;
}
