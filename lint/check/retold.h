/*
 * Inside of the kind "retold": the words that say what a figure of Latin prose counts.
 * retold_words.c reads them, retold_alike.c compares them; check_retold.c asks both of figures that
 * are told again, retold_share.c of shares.
 */
#ifndef RETOLD_H
#define RETOLD_H

#include "near.h"

enum {
	RETOLD_WORDS = 12,    /* of one figure that say something */
	RETOLD_WORD_LEAST = 3 /* letters of one that names something */
};

/* The word lists of a rule. */
struct retold_lists {
	const struct word_list *plain; /* say nothing of what is counted */
	const struct word_list *stops; /* end what belongs to a figure */
	const struct word_list
		*earlier; /* of them, those before a figure that another is set against */
	const struct word_list *apart; /* of a clause that is not of the plain figure */
	const struct word_list *basis; /* likewise, wherever they stand up to the next figure */
	const struct word_list *made;  /* before a figure that is a part of what stands behind it */
	const struct word_list *verbs; /* end the name of what a share is of */
	const struct word_list *limits;		/* narrow what is named, and stand in no name */
	const struct word_list *places;		/* open a sentence that is of a part of all */
	const struct word_list *spans;		/* of what went on for some time */
	const struct word_list *past, *present; /* verbs right before a figure */
	int year;	 /* the report's, which figures without one are of; 0: not known */
	bool year_shown; /* by its period, or by two dates */
};

/* A figure and what stands around it. */
struct told {
	const struct fact *fact;
	struct str words[RETOLD_WORDS]; /* the nearest ones, of the skeleton, as written */
	size_t count, behind;		/* the first ones stand behind the figure */
	struct span around; /* of facts.skeleton: from the figure before it to the one behind it */
	int year;	    /* that it is of; 0: none is named */
	struct str tag;	    /* level 2, region 5: the numeral of its name; empty without */
	uint32_t day;	    /* the month, and the day, that it is of; 0: none is named */
	bool earlier;	    /* another figure is set against it */
	bool moved;	    /* something changed by it */
	int tense;	    /* of the verb right before it: -1 past, 1 present, 0 none */
};

/* ---- retold_words.c: what is said of a figure --------------------------------------- */

/* May a figure be told of something: is it a plain number of running text? */
bool may_be_told(const struct check *c, const struct fact *x);
/* Reads the words of x, which is none of a table's, and what else is told of it, into all of *out.
 * These point into the text and the facts of the report and live as long. */
void told_read(const struct check *c, const struct retold_lists *lists, const struct fact *x,
	       struct told *out);
/* Does a mark that parts clauses stand at this byte of s (at < s.len)? */
bool word_ends(struct str s, size_t at);
/* The next word of s, of Latin letters with what joins them, from *at on, which is moved behind it;
 * empty: no more. */
struct str latin_word(struct str s, size_t *at);
/* Is a word one of a list, whatever its case? */
bool is_listed(const struct word_list *list, struct str word);
/* Is a word what was done: settled? */
bool is_deed(struct str word);

/* ---- retold_alike.c: do two figures count the same? ---------------------------------- */

/* Finds the year that the report is of: that of its period, else the one that it names most often. */
void told_year_find(const struct check *c, struct retold_lists *lists);

/* Do a and b, as told_read() gave them, count the same, as far as their words go: does each say
 * nothing that is not said around the other, but for one word of what was done, and have they more
 * words than that in common?  Their values and units are not looked at. */
bool told_alike(const struct check *c, const struct retold_lists *lists, const struct told *a,
		const struct told *b);
/* Is a figure told of what is named (its words those of the name, the rest as told_read() gave it),
 * and of its time?  How many words it has that the name has not; from RETOLD_WORDS on: it is none.
 */
size_t told_names(const struct check *c, const struct retold_lists *lists,
		  const struct told *figure, const struct told *name);
/* Are two numbers of one unit?  Counts and numbers without a unit are. */
bool told_alike_unit(const struct check *c, const struct fact *a, const struct fact *b);

/* ---- retold_share.c ------------------------------------------------------------------ */

/* Compares the shares of what is named with their wholes, and reports by rule r those that do not
 * come out. */
void retold_shares(struct check *c, const struct rule *r, const struct retold_lists *lists);

#endif
