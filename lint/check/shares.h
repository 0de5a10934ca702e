/*
 * Inside of the kind "shares": figures with their shares, and the wholes that may explain
 * them.  Used by check_shares.c and shares_*.c only.
 */
#ifndef SHARES_H
#define SHARES_H

#include "check.h"

enum {
	PAIRS_MOST = 32,
	WHOLES_NEAR = 24, /* of the paragraph */
	WHOLES_MOST = 32  /* a bit each in struct pair */
};

/* A figure and the share that it is said to be. */
struct pair {
	const struct fact *part, *share;
	uint32_t wholes; /* bit per whole that explains it */
	bool dated;	 /* a date stands between the pair before it and this one */
};

struct shares {
	struct check *check;
	const struct rule *rule;
	const struct word_list *cue, *join, *except, *within, *earlier, *other, *moved, *named,
		*until, *sum;
	struct pair pair[PAIRS_MOST]; /* of one list, or one paragraph */
	uint32_t count;
	const struct fact *whole[WHOLES_MOST];
	uint32_t whole_count;
	uint32_t near_count; /* wholes below it stand in the paragraph */
	bool far;	     /* the whole report is looked at, too */
	uint32_t from, to;   /* the sentences that the pairs stand in: a paragraph, or ... */
	bool items;	     /* ... one that leads on and its items, which are read as one */
	/* The sentences that hold a figure and a percentage, and those that were passed. */
	const uint32_t *told;
	uint32_t told_count, passed;
};

/* A figure with another digit in one place: begun with all zero. */
struct slip {
	int64_t place; /* the power of ten that differs */
	int64_t digit; /* what stands there now */
	struct lexeme with;
};

/* Are two pairs of one sentence, or of items that are read as one? */
static inline bool
shares_together(const struct shares *s, const struct pair *a, const struct pair *b)
{
	return s->items || a->share->sentence == b->share->sentence;
}

/* Does a sentence hold a figure and a percentage? */
static inline bool
shares_in(const struct sentence_facts *s)
{
	return (s->kinds & KIND_BIT(KIND_PERCENT)) && (s->kinds & KINDS_NUMBER);
}

/* The first of those, or with `far` of all, from sentence i on; `end` behind the last.  To be asked
 * in order. */
static inline uint32_t
shares_next(struct shares *s, uint32_t i, uint32_t end)
{
	if (s->far)
		return i;
	while (s->passed < s->told_count && s->told[s->passed] < i)
		s->passed++;
	return s->passed < s->told_count ? s->told[s->passed] : end;
}

/* Sets from, to and items to the stretch that sentence i is in: its paragraph, with the items that
 * it leads on to. */
void shares_stretch(struct shares *s, uint32_t i);

/* Is a figure told exactly, neither as a range nor as about, more than or less than it? */
bool shares_plain(const struct fact *x);
/* A plain figure that may be a part or a whole. */
bool shares_figure(const struct fact *x);
/* A plain percentage. */
bool shares_share(const struct fact *x);
/* The skeleton behind fact i, up to the next one or the end of the sentence. */
struct str shares_gap(const struct facts *f, size_t i);
/* May one be a part of the other?  What has no unit counts anything. */
bool shares_alike(const struct check *c, const struct fact *a, const struct fact *b);
/* The number that a figure prints, or, `truncated`, was cut off from. */
const struct number *shares_value(const struct shares *s, const struct lexeme *l, bool truncated);
/* Is the share what the part is of the whole, as they are printed, or, `truncated`, cut off? */
bool shares_make(const struct shares *s, const struct lexeme *part, const struct lexeme *whole,
		 const struct lexeme *share, bool truncated);
/* Moves to the next other digit of a printed figure; false behind the last. */
bool shares_slip(const struct lexeme *printed, struct slip *slip);
/* Tells of a share that is not what its part is of the whole; of a whole that none of the
 * shares is of, while another digit in it makes all of them right.  Without a whole, of a part or
 * a share that keeps the parts of its sentence, which make `sum`, from being 100 per cent. */
void shares_report(const struct shares *s, const struct pair *p, const struct fact *whole,
		   const struct number *sum, bool truncated);

/* Does another digit in the part or the share, as `slipped` says, make the pair hold? */
bool shares_slipped(const struct shares *s, const struct pair *p, const struct fact *whole,
		    const struct fact *slipped);

/* The whole of a pair that no figure explains, where the words behind it say that it was named (a
 * share of all, of these): the greatest figure of the paragraph, when one digit parts the pair
 * from it; NULL. */
const struct fact *shares_named(const struct shares *s, const struct pair *p);

/* How many shares follow one another from fact `first` of a sentence on. */
uint32_t shares_in_row(const struct shares *s, const struct sentence_facts *sentence,
		       uint32_t first);
/* Takes the n figures of one unit before the n shares in a row that begin with fact `first`; a bound
 * may stand before each: 60—69岁47人，70—79岁32人，80岁以上14人.  False: they are not theirs. */
bool shares_take_list(struct shares *s, const struct sentence_facts *sentence, uint32_t first,
		      uint32_t n);
/* Takes the figures each with its share beside it of facts [from, to), which are a paragraph;
 * PAIRS_MOST at most. */
void shares_take_pairs(struct shares *s, uint32_t from, uint32_t to);

/* Where figures of the paragraph do not explain all pairs, adds those of the report that
 * explain two for sure.  True when nothing explains any of them but
 * another digit in the figure before them: that is told, and nothing is left to judge. */
bool shares_far(struct shares *s);

/* Judges the pairs that were taken; `listed`: they are those of a list, and not of a paragraph. */
void shares_judge(struct shares *s, bool listed);

/* Takes and judges the pairs of each paragraph that are told in the same words: each share stands
 * right behind its figure, and between them are words that begin with one of `cue` and end with
 * one of `until`, the same for all of a set, of which there are two at least. */
void shares_run_same(struct shares *s);

/* Judges pairs told in the same words that no figure explains: where all but one are in one
 * proportion and another digit puts that one right, it is told.  True when it was. */
bool shares_judge_ratio(const struct shares *s);

/* Judges a list that no figure explains: its parts may be all of the whole.  Two shares that come
 * out of their sum show it, and so do shares that make all. */
void shares_judge_sum(const struct shares *s);

#endif
