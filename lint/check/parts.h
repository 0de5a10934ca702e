/*
 * Inside of the kind "parts": the figures of a stretch of sentences with what
 * stands between them, and lists of parts with their total.  Used by
 * check_parts.c and the files parts_*.c only.
 */
#ifndef PARTS_H
#define PARTS_H

#include "check.h"

enum { FIGURES_MAX = 256, PARTS_MAX = 64, ROWS_FIGURES = 6 };

/* A figure that may be a part or a total. */
struct figure {
	const struct fact *fact, *before; /* the one before it in its sentence; NULL: none */
	struct str gap;	  /* skeleton between the figure before (or the start) and this */
	struct str label; /* the end of the gap, behind its last mark */
	struct str right; /* behind it, up to the next mark or figure; of Latin text only */
	uint32_t block;	  /* of the document */
	uint32_t depth;	  /* open round brackets around it */
	uint32_t group;	  /* semicolons and ends of sentences before it */
	unit_id unit;	  /* that its own converts to */
	bool opens;	  /* the first of its sentence */
	bool change;	  /* an amount of change, an average: no part and no total */
	bool changing;	  /* its label has a word of change, that may be none */
	bool plan;	  /* of a budget that a result is compared with */
	bool is_part;	  /* of a list that was found before */
	bool colon;	  /* the gap has a colon, or an ASCII semicolon, in its own sentence */
};

/* May it be a part or a total outside brackets? */
static inline bool
figure_may_stand(const struct figure *g)
{
	return !g->change && !g->plan && !g->depth;
}

struct figures {
	struct figure at[FIGURES_MAX];
	size_t count;
	bool bullets;	   /* every block behind the first is an item (struct stretch) */
	struct str rest;   /* skeleton behind the last one, to its sentence's end */
	struct str beyond; /* the text of the next sentence of its paragraph; empty without */
};

/* Sentences [from, to) that are read together: a paragraph, with the list
 * items and the 其中 that follow it. */
struct stretch {
	uint32_t from, to;
	uint32_t last_block;
	bool items;   /* some blocks are numbered items behind the first */
	bool bullets; /* those behind the first are items that begin with a figure */
};

/* How a list was introduced. */
enum list_form {
	LIST_OF_WHICH, /* 100件，其中甲60件、乙40件 */
	LIST_OF_WHOLE, /* Of the 100, 60 stayed and 40 left: at the head of a sentence */
	LIST_BRACKET,  /* 100件（甲60件、乙40件） */
	LIST_COMPLETE, /* 100件，分为甲60件、乙40件 */
	LIST_COLON,    /* 100 in all; 60 in the north and 40 in the south */
	LIST_BARE,     /* 100件，受理60件、不予受理40件: only complementary labels */
	LIST_CLOSING,  /* 甲60件、乙40件，合计100件 */
	LIST_ROWS, /* 受理9件，审结7件。甲受理5件，审结4件；乙受理4件，审结3件: one column of it */
	LIST_ITEMS /* 共100件。1.甲…60件…；2.乙…40件… : one figure of each item */
};

struct part_list {
	enum list_form form;
	const struct figure *total;
	const struct figure *parts[PARTS_MAX];
	size_t count;	 /* all that may be parts */
	size_t first;	 /* of them, those of the first group, outside nested brackets */
	size_t from, to; /* the figures that it was taken from; none of a list of other forms */
	bool read;     /* its words were (part_list_read); without that, none of these are known: */
	bool against;  /* they say that it is not exhaustive */
	bool overlaps; /* they say that one thing may be in two of its parts */
	bool has_rest; /* a clause behind it tells the rest, whose figure is not told */
	bool one_more; /* a clause behind it tells of one */
	bool each; /* one of its figures stands for several parts: 中央、省级各600万元 */
	bool bracketed;
	bool nested;   /* a part has parts of its own, which were passed over */
	bool parallel; /* a list in another unit beside it makes its total (parts_judge) */
};

/* The words of a rule of this kind; every list may be NULL. */
struct parts_words {
	const struct word_list *of_which, *exhaustive, *total, *other, *against, *overlap, *change,
		*except, *reached, *plan, *alike, *whole, *opens, *out_of, *join, *came_of,
		*outcome, *each, *came_in, *fell, *wider, *grade, *counted, *one;
	const struct word_pairs *complements; /* leave nothing out */
	const struct word_pairs *halves;      /* often do, and there may be a third */
	int64_t min_digits;  /* of a total, for one slip of the pen to be evidence */
	int64_t latin;	     /* 1: for text in Latin letters; 0: for all other */
	int64_t bare_digits; /* of a figure without a unit, to be a part */
};

/* The next stretch, of those that begin with a block of doc.prose from the one of index *next on,
 * which is moved behind it, and before block `end`; false: no more.  Only stretches with two
 * figures are given. */
bool stretch_next(struct check *c, const struct parts_words *w, uint32_t end, size_t *next,
		  struct stretch *out);
/* Can the stretch hold a list that tells anything?  One part alone does so only where one that is
 * `above` its total is looked for.  A cheap test before figures_read. */
bool may_hold_list(struct check *c, const struct parts_words *w, const struct stretch *s,
		   bool above);
/* Reads its figures. */
void figures_read(struct check *c, const struct parts_words *w, const struct stretch *s,
		  struct figures *out);
/* Are figures read alike with these words, but for what figures_again does? */
bool figures_alike(const struct parts_words *w, const struct parts_words *other);
/* Makes of figures, read with words that are alike, what these read. */
void figures_again(const struct parts_words *w, struct figures *f);

/* The words of a gap that may open a list with the figure behind it: they stand close. */
static inline struct str
gap_opener(struct str gap)
{
	enum { OPENER_BYTES = 96 };

	return str_sub(gap, gap.len > OPENER_BYTES ? gap.len - OPENER_BYTES : 0, gap.len);
}

/* The lists of a stretch, one after the other: *at starts at 0; false at the end.  `above`: only
 * those whose parts could be told to be more than their total (may_be_above). */
bool part_list_next(const struct parts_words *w, const struct figures *f, bool above, size_t *at,
		    struct part_list *out);
/* 主办96件，会办20件，其余为独办: does a clause right behind the last figure tell the rest, whose figure is
 * not told? */
bool parts_tell_rest(const struct parts_words *w, const struct figures *f);
/* Reads what the words around the parts of such a list say, unless that was done.  Most lists are
 * explained by their figures alone, and are not asked. */
void part_list_read(const struct parts_words *w, const struct figures *f, struct part_list *list);
/* The same for lists over numbered items. */
bool item_list_next(struct check *c, const struct parts_words *w, const struct figures *f,
		    size_t *at, struct part_list *out);

/* The columns that do not add up, of rows that count the same things where the other columns show
 * that the first row is the whole of the others: how many, each a list in *out, in c's arena. */
size_t row_lists(struct check *c, const struct parts_words *w, const struct figures *f,
		 const struct part_list **out);

/* The next list of bullets one of whose columns does not make the figure before the list that it
 * should, in c's arena; its lead stands in blocks [*block, end), and *block is moved behind it;
 * false: no more.  Of Latin text. */
bool column_list_next(struct check *c, const struct parts_words *w, uint32_t *block, uint32_t end,
		      struct part_list *out);

enum parts_verdict {
	PARTS_EXPLAINED, /* some natural choice of the parts makes the total */
	PARTS_SILENT,	 /* nothing shows that the list was meant to be complete */
	PARTS_WRONG,	 /* complete, and does not make the total */
	PARTS_ABOVE	 /* the parts are more than the total */
};

/* What far_list_next goes by in one stretch, and from one to the next. */
struct far_lists {
	size_t at;		  /* the figure to go on with: 0 in each stretch */
	const struct fact *whole; /* that another list makes; NULL */
};

/* The next list that has no total beside it but says that it is all, with the figure before it
 * that it makes, or, PARTS_WRONG, would make but for a slip; in *total.  PARTS_SILENT: no more. */
enum parts_verdict far_list_next(struct check *c, const struct parts_words *w,
				 const struct figures *f, struct far_lists *far,
				 struct part_list *out, struct figure *total);

/* The next list that is a sentence of its own, of Latin text, with the figure before it that it
 * would make but for a slip as its total. */
bool next_list_next(struct check *c, const struct parts_words *w, const struct figures *f,
		    size_t *at, struct part_list *out);

/* Does a label speak of a total?  A single character does so at its ends only: 共12件, 收入共;
 * 公共 is another word. */
bool names_total(const struct parts_words *w, struct str label);
/* Do two labels name complementary halves of one thing (同意, 不同意)? */
bool labels_complement(const struct parts_words *w, const struct figure *a, const struct figure *b);

/* Judges a list.  `chosen` gets the parts that the verdict is about, and
 * `sum` what they make, printed like the total. */
enum parts_verdict parts_judge(struct check *c, const struct parts_words *w,
			       const struct figures *f, struct part_list *list,
			       const struct figure **chosen, size_t *chosen_count, struct str *sum,
			       const char **why);

/* Could the verdict on a list be PARTS_ABOVE, whatever its words say?  Costs much less than
 * parts_judge. */
bool parts_may_be_above(struct check *c, const struct part_list *list);

/* Proposes for a finding what one slip of the pen in the total or in a part would put right. */
void parts_propose(struct check *c, struct finding *f, const struct figure *total,
		   const struct figure *const *parts, size_t count);

#endif
