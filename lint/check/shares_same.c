/*
 * The kind "shares", where the same words stand between each figure and its share: 咨询320件，占诉求量的
 * 50%；求助192件，占诉求量的30%.  They name one whole, which may stand anywhere under another name; where no
 * figure explains the shares, their figures are at least in one proportion.
 * Cost: SETS_MOST looks at the facts of a stretch; the square of the pairs that nothing explains.
 */
#include "relation.h"
#include "shares.h"

enum { GAP_BYTES = 60, SURE_SHARE = 100, PAIRS_LEAST = 4, SETS_MOST = 8 };

/* Sets of pairs of a stretch, facts [from, to), that are told in the same words. */
struct same_words {
	uint32_t from, to;
	uint32_t next;		     /* where to go on */
	struct str words[SETS_MOST]; /* of the sets before */
	uint32_t count;
};

/* Do the words between a figure and its share name a whole? */
static bool
names_whole(const struct shares *s, struct str gap)
{
	static const char *const marks[] = {"，", "、", "；", "：", "（", "）"};
	int word = gap.len <= GAP_BYTES ? words_at(s->cue, gap, 0) : -1;
	size_t where;

	if (word < 0)
		return false;
	struct str name = str_sub(gap, s->cue->words[word].len, gap.len);
	if (!name.len)
		return true;
	if (words_before(s->until, name, name.len) < 0 ||
	    (s->other && words_in(s->other, name, &where) >= 0))
		return false;
	for (size_t i = 0; i < sizeof marks / sizeof *marks; i++)
		if (str_find(name, str_of(marks[i])) != SIZE_MAX)
			return false;
	return true;
}

/* Are facts i and i + 1 a figure and its share? */
static bool
is_pair(const struct shares *s, uint32_t i)
{
	const struct fact *a = &s->check->facts->at[i];

	return shares_figure(a) && shares_share(a + 1) && a->sentence == a[1].sentence &&
	       names_whole(s, shares_gap(s->check->facts, i));
}

static bool
is_taken(const struct same_words *same, struct str gap)
{
	for (uint32_t i = 0; i < same->count; i++)
		if (str_eq(same->words[i], gap))
			return true;
	return false;
}

/* Takes the pairs from fact i on that the same words join. */
static void
set_take(struct shares *s, const struct same_words *same, uint32_t i)
{
	const struct facts *f = s->check->facts;
	const struct fact *first = &f->at[i];
	struct str words = shares_gap(f, i);

	s->count = 0;
	for (; i + 1 < same->to && s->count < PAIRS_MOST; i++)
		if (shares_share(&f->at[i + 1]) && str_eq(shares_gap(f, i), words) &&
		    is_pair(s, i) && shares_alike(s->check, first, &f->at[i]))
			s->pair[s->count++] = (struct pair){&f->at[i], &f->at[i + 1], 0, false};
}

/* Takes the pairs of the next set, two at least; false behind the last. */
static bool
same_next(struct shares *s, struct same_words *same)
{
	const struct facts *f = s->check->facts;

	for (uint32_t i = same->next > same->from ? same->next : same->from; i + 1 < same->to;
	     i++) {
		if (!shares_share(&f->at[i + 1]) || same->count == SETS_MOST || !is_pair(s, i) ||
		    is_taken(same, shares_gap(f, i)))
			continue;
		same->words[same->count++] = shares_gap(f, i);
		set_take(s, same, i);
		same->next = i + 1;
		if (s->count > 1)
			return true;
	}
	same->next = same->to;
	return false;
}

/* ---- in one proportion ------------------------------------------------------------------ */

/* With how many pairs but itself is pair i, its part and share read as these, in proportion? */
static uint32_t
agreeing(const struct shares *s, uint32_t i, const struct lexeme *part, const struct lexeme *share)
{
	uint32_t n = 0;

	number_pool_reset(s->check->pool);
	for (uint32_t k = 0; k < s->count; k++)
		n += k != i && in_proportion(s->check, part, share, &s->pair[k].part->lex,
					     &s->pair[k].share->lex);
	return n;
}

/* The only pair that two others or more disagree with, while these all agree; count without. */
static uint32_t
odd_pair(const struct shares *s)
{
	uint32_t odd = s->count, sure = 0;

	for (uint32_t i = 0; i < s->count; i++) {
		const struct pair *p = &s->pair[i];
		uint32_t n = agreeing(s, i, &p->part->lex, &p->share->lex);
		sure += p->share->lex.value.mantissa >= SURE_SHARE;
		if (n + 2 < s->count) {
			if (odd != s->count)
				return s->count;
			odd = i;
		}
	}
	for (uint32_t i = 0; odd < s->count && i < s->count; i++)
		for (uint32_t k = i + 1; k < s->count; k++)
			if (i != odd && k != odd &&
			    !in_proportion(s->check, &s->pair[i].part->lex, &s->pair[i].share->lex,
					   &s->pair[k].part->lex, &s->pair[k].share->lex))
				return s->count;
	return sure + 1 >= PAIRS_LEAST ? odd : s->count;
}

static bool
slip_mends(const struct shares *s, uint32_t i)
{
	const struct pair *p = &s->pair[i];
	struct slip part = {0}, share = {0};

	while (shares_slip(&p->part->lex, &part))
		if (agreeing(s, i, &part.with, &p->share->lex) + 1 == s->count)
			return true;
	while (shares_slip(&p->share->lex, &share))
		if (agreeing(s, i, &p->part->lex, &share.with) + 1 == s->count)
			return true;
	return false;
}

bool
shares_judge_ratio(const struct shares *s)
{
	uint32_t odd = s->count < PAIRS_LEAST ? s->count : odd_pair(s), best = odd == 0;

	if (odd == s->count || !slip_mends(s, odd))
		return false;
	for (uint32_t i = 0; i < s->count; i++)
		if (i != odd &&
		    s->pair[i].share->lex.value.mantissa > s->pair[best].share->lex.value.mantissa)
			best = i;
	number_pool_reset(s->check->pool);
	const struct number *whole = number_binary(
		s->check->pool, NUMBER_DIV, shares_value(s, &s->pair[best].part->lex, false),
		shares_value(s, &s->pair[best].share->lex, false));
	shares_report(s, &s->pair[odd], NULL, whole, false);
	return true;
}

/* ---- all of a report ------------------------------------------------------------------------ */

void
shares_run_same(struct shares *s)
{
	const struct facts *f = s->check->facts;
	const struct span sentences = check_sentences(s->check);

	for (uint32_t i = sentences.from; (i = shares_next(s, i, sentences.to)) < sentences.to;
	     i = s->to) {
		s->to = i + 1;
		if (!shares_in(&f->sentences[i]))
			continue;
		doc_paragraph(s->check->doc, i, &s->from, &s->to);
		struct same_words same = {.from = f->sentences[i].from,
					  .to = f->sentences[s->to - 1].to};
		while (same_next(s, &same))
			shares_judge(s, false);
	}
}
