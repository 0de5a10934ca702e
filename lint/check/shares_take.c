/*
 * The kind "shares", the pairs that stand in the text: n figures and the n shares behind them, or
 * figures each with its share beside it.  What is no share, or no part of the whole of the others
 * (a change, a part of another time), is left out.
 * Cost: linear in the facts that are looked at.
 */
#include "near.h"
#include "shares.h"

#include <string.h>

enum {
	CUE_BYTES = 60,	   /* of the words between figures and shares */
	BESIDE_BYTES = 36, /* between a figure and its share */
	BEHIND_BYTES = 30  /* behind shares */
};

/* ---- one after the other ------------------------------------------------------------ */

static bool
only_joins(const struct word_list *join, struct str gap)
{
	for (size_t at = 0; at < gap.len;) {
		int word = words_at(join, gap, at);
		if (word < 0)
			return false;
		at += join->words[word].len;
	}
	return gap.len > 0;
}

uint32_t
shares_in_row(const struct shares *s, const struct sentence_facts *sentence, uint32_t first)
{
	const struct facts *f = s->check->facts;
	uint32_t n = 0;

	while (first + n < sentence->to && shares_share(&f->at[first + n]) &&
	       (!n || only_joins(s->join, shares_gap(f, first + n - 1))))
		n++;
	return n;
}

/* Do words say that shares [first, first + n) are those of the figures before them? */
static bool
is_cued(const struct shares *s, uint32_t first, uint32_t n)
{
	const struct facts *f = s->check->facts;
	struct str before = shares_gap(f, first - 1), behind = shares_gap(f, first + n - 1);
	size_t where;

	behind = str_sub(behind, 0, behind.len < BEHIND_BYTES ? behind.len : BEHIND_BYTES);
	if (before.len > CUE_BYTES || (s->other && (words_in(s->other, before, &where) >= 0 ||
						    words_in(s->other, behind, &where) >= 0)))
		return false;
	return words_in(s->cue, before, &where) >= 0 ||
	       (words_in(s->cue, behind, &where) >= 0 && where <= 2);
}

/* 5人、15人和20人，合计40人，分别占…: is the figure before the shares what the list comes to? */
static bool
is_summed_up(const struct shares *s, const struct sentence_facts *sentence, uint32_t first)
{
	const struct facts *f = s->check->facts;
	size_t where;

	return s->sum && first > sentence->from + 2 && shares_figure(&f->at[first - 2]) &&
	       shares_alike(s->check, &f->at[first - 1], &f->at[first - 2]) &&
	       words_in(s->sum, shares_gap(f, first - 2), &where) >= 0;
}

bool
shares_take_list(struct shares *s, const struct sentence_facts *sentence, uint32_t first,
		 uint32_t n)
{
	const struct fact *at = s->check->facts->at, *last = &at[first - 1];
	uint32_t i = first, left = n;

	if (n > PAIRS_MOST || first < sentence->from + n || !is_cued(s, first, n) ||
	    !shares_figure(last))
		return false;
	if (is_summed_up(s, sentence, first)) {
		i--;
		last--;
	}
	while (left && i > sentence->from) {
		const struct fact *part = &at[--i];
		if (shares_figure(part) && shares_alike(s->check, last, part)) {
			left--;
			s->pair[left] = (struct pair){part, &at[first + left], 0, false};
		} else if (shares_plain(part) || part[1].lex.kind != last->lex.kind) {
			return false;
		}
	}
	s->count = n;
	return !left;
}

/* ---- each beside its figure ------------------------------------------------------------ */

/* Is the gap between a figure and a share, in either order, one that makes them a pair?  Words may
 * stand before the cue, no marks: 1,508 were granted (84%). */
static bool
is_beside(const struct shares *s, struct str gap)
{
	static const char marks[] = ".,;:()";
	int word = gap.len <= BESIDE_BYTES ? words_before(s->cue, gap, gap.len) : -1;

	if (word < 0)
		return false;
	for (size_t i = 0; i < gap.len - s->cue->words[word].len; i++)
		if (strchr(marks, gap.at[i]) || (unsigned char)gap.at[i] >= 0x80)
			return false;
	return true;
}

/* Does a word behind a pair, whose second fact is that, say that it is none: 41 (56%) more, 56% (41
 * with the annex)? */
static bool
is_excepted(const struct shares *s, size_t second)
{
	struct str behind = shares_gap(s->check->facts, second);
	size_t where;

	behind = str_sub(behind, 0, behind.len < BEHIND_BYTES ? behind.len : BEHIND_BYTES);
	return s->except && words_in(s->except, behind, &where) >= 0 && where <= 4;
}

/* rose by 38,000 (0.3%): does a word right before a figure say that it is a change? */
static bool
is_moved(const struct shares *s, const struct fact *x)
{
	struct str ahead = text_ahead(s->check, x, NULL);

	return s->moved && words_before(s->moved, ahead, ahead.len) >= 0;
}

/* Is fact i the whole of the figure before it: 1,650 of 1,780 (93%)? */
static bool
is_whole(const struct shares *s, uint32_t i)
{
	const struct facts *f = s->check->facts;

	if (!s->within || !i || !shares_figure(&f->at[i - 1]) ||
	    f->at[i - 1].sentence != f->at[i].sentence)
		return false;
	struct str gap = shares_gap(f, i - 1);
	for (size_t k = 0; k < s->within->count; k++)
		if (str_eq(gap, s->within->words[k]))
			return true;
	return false;
}

/* Do words between two facts of one sentence say that the second is of another time? */
static bool
is_earlier(const struct shares *s, uint32_t i)
{
	const struct fact *at = s->check->facts->at;
	size_t where;

	return s->earlier && i && at[i - 1].sentence == at[i].sentence &&
	       words_in(s->earlier, shares_gap(s->check->facts, i - 1), &where) >= 0;
}

/* (2,336, 43%): two figures alone in a bracket. */
static bool
is_bracketed_pair(const struct facts *f, uint32_t i)
{
	struct str gap = shares_gap(f, i);
	uint32_t end = fact_end(&f->at[i + 1]);

	return (str_eq(gap, STR(", ")) || str_eq(gap, STR("; "))) && f->at[i].skeleton &&
	       f->skeleton[f->at[i].skeleton - 1] == '(' && f->skeleton[end] == ')';
}

/* Does a date stand between two facts of one sentence? */
static bool
has_date(const struct fact *from, const struct fact *to)
{
	for (const struct fact *x = from; from && x < to; x++)
		if (x->lex.kind == KIND_DATE && x->sentence == to->sentence)
			return true;
	return false;
}

/* Is a figure a change, too, that stands behind one in the same sentence: births rose by 38 (4.1%) and
 * deaths by 12 (2.6%), or 12 (2.6%)?  A semicolon begins something else. */
static bool
goes_on_moving(const struct shares *s, const struct fact *moved, const struct fact *x)
{
	if (!moved || moved->sentence != x->sentence)
		return false;
	struct str between = {s->check->facts->skeleton + moved->skeleton,
			      x->skeleton - moved->skeleton};
	return str_find(between, STR(";")) == SIZE_MAX;
}

void
shares_take_pairs(struct shares *s, uint32_t from, uint32_t to)
{
	const struct facts *f = s->check->facts;
	const struct fact *last = NULL, *moved = NULL;

	s->count = 0;
	for (uint32_t i = from; i + 1 < to && s->count < PAIRS_MOST; i++) {
		const struct fact *a = &f->at[i], *b = a + 1;
		bool first = shares_figure(a) && shares_share(b);
		if ((!first && !(shares_share(a) && shares_figure(b))) ||
		    a->sentence != b->sentence ||
		    (!is_beside(s, shares_gap(f, i)) && !is_bracketed_pair(f, i)) ||
		    is_excepted(s, i + 1) || (first && is_whole(s, i)))
			continue;
		if (first && (is_moved(s, a) || goes_on_moving(s, moved, a))) {
			moved = a;
			continue;
		}
		s->pair[s->count++] =
			(struct pair){first ? a : b, first ? b : a, 0,
				      s->count && (has_date(last, a) || is_earlier(s, i))};
		last = b;
		i++;
	}
}
