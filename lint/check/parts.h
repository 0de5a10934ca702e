/*
 * Inside of the kind "parts": the figures of a sentence with what stands
 * between them, and lists of parts with their total.  Used by check_parts.c
 * and parts_judge.c only.
 */
#ifndef PARTS_H
#define PARTS_H

#include "check.h"

enum { FIGURES_MAX = 256, PARTS_MAX = 64 };

/* A figure that may be a part or a total. */
struct figure {
	const struct fact *fact;
	struct str gap; /* skeleton between the figure before (or the sentence's start) and this */
	struct str label; /* the end of the gap, behind its last mark */
	uint32_t depth;	  /* open round brackets around it */
	uint32_t group;	  /* semicolons before it */
	bool change;	  /* an amount of change, an average: no part and no total */
};

struct figures {
	struct figure at[FIGURES_MAX];
	size_t count;
	struct str rest; /* skeleton behind the last one */
};

/* How a list was introduced. */
enum list_form {
	LIST_OF_WHICH, /* 100件，其中甲60件、乙40件 */
	LIST_BRACKET,  /* 100件（甲60件、乙40件） */
	LIST_COMPLETE, /* 100件，分为甲60件、乙40件 */
	LIST_BARE,     /* 100件，受理60件、不予受理40件: only complementary labels */
	LIST_CLOSING   /* 甲60件、乙40件，合计100件 */
};

struct part_list {
	enum list_form form;
	const struct figure *total;
	const struct figure *parts[PARTS_MAX];
	size_t count; /* all that may be parts */
	size_t first; /* of them, those of the first group, outside nested brackets */
	bool against; /* its words say that it is not exhaustive */
	bool bracketed;
};

/* The words of a rule of this kind; every list may be NULL. */
struct parts_words {
	const struct word_list *of_which, *exhaustive, *total, *other, *against, *change;
	const struct word_pairs *complements;
	int64_t min_digits;
};

/* Can sentence s hold a list at all?  A cheap test before figures_read. */
bool may_hold_list(struct check *c, const struct parts_words *w, uint32_t s);

/* Reads the figures of sentence s. */
void figures_read(struct check *c, const struct parts_words *w, uint32_t s, struct figures *out);

/* The lists of a sentence, one after the other: *at starts at 0; false at the end. */
bool part_list_next(struct check *c, const struct parts_words *w, const struct figures *f,
		    size_t *at, struct part_list *out);

/* Do two labels name complementary halves of one thing (同意, 不同意)? */
bool labels_complement(const struct parts_words *w, struct str a, struct str b);

enum parts_verdict {
	PARTS_EXPLAINED, /* some natural choice of the parts makes the total */
	PARTS_SILENT,	 /* nothing shows that the list was meant to be complete */
	PARTS_WRONG,	 /* complete, and does not make the total */
	PARTS_ABOVE	 /* the parts are more than the total */
};

/* Judges a list.  `chosen` gets the parts that the verdict is about, and
 * `sum` what they make, printed like the total. */
enum parts_verdict parts_judge(struct check *c, const struct parts_words *w,
			       const struct figures *f, const struct part_list *list,
			       const struct figure **chosen, size_t *chosen_count, struct str *sum,
			       const char **why);

#endif
