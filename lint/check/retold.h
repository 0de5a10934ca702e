/*
 * Inside of the kind "retold": the words that say what a figure of Latin prose counts.  Used by
 * check_retold.c, which compares figures, and retold_words.c, which reads the words.
 */
#ifndef RETOLD_H
#define RETOLD_H

#include "near.h"

enum { RETOLD_WORDS = 12 /* of one figure that say something */ };

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
	const struct word_list *limits; /* narrow what is named, and stand in no name */
	const struct word_list *places; /* open a sentence that is of a part of all */
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
};

/* Reads the words of x; x itself is none of a table's. */
void told_read(const struct check *c, const struct retold_lists *lists, const struct fact *x,
	       struct told *out);
/* Do two figures count the same, as far as their words go: does each say nothing that is not said
 * around the other, and do they have a word in common? */
bool told_alike(const struct check *c, const struct retold_lists *lists, const struct told *a,
		const struct told *b);
/* Is a figure told of what is named, and of its time?  How many words it has that the name has not;
 * RETOLD_WORDS: it is none. */
size_t told_names(const struct check *c, const struct retold_lists *lists,
		  const struct told *figure, const struct told *name);
/* May a figure be told of something: is it a plain number of running text? */
bool may_be_told(const struct check *c, const struct fact *x);
/* Are two numbers of one unit?  Counts and numbers without a unit are. */
bool told_alike_unit(const struct check *c, const struct fact *a, const struct fact *b);
/* retold_share.c: shares of what is named. */
void retold_shares(struct check *c, const struct rule *r, const struct retold_lists *lists);
/* Does a mark that parts clauses stand at this byte? */
bool word_ends(struct str s, size_t at);
/* Are two words forms of one: complaint, complaints; receive, received?  Whatever their case. */
bool words_akin(struct str a, struct str b);
/* The next word of s, of Latin letters with what joins them, from *at on; empty: no more. */
struct str latin_word(struct str s, size_t *at);
/* Is a word one of a list, whatever its case? */
bool is_listed(const struct word_list *list, struct str word);

#endif
