/*
 * Between the files of the kind "items": a list as it stands in a sentence,
 * and how many things it may be said to name.
 */
#ifndef ITEMS_H
#define ITEMS_H

#include "check.h"

enum { ITEMS_MAX = 128, GAP_BYTES = 48 /* from the number to what opens its list */ };

/* A list between separators.  Names may hold a separator themselves, and an
 * item may count twice by its own words, so what it names is a range. */
struct item_list {
	struct span items[ITEMS_MAX];
	uint32_t count;
	uint32_t least, most;
	bool open;     /* 等: it names examples */
	bool doubtful; /* too long, brackets that do not close, figures in it */
};

struct item_words {
	const struct word_list *intro;	 /* words that open a list */
	const struct word_list *more;	 /* words that say there are more */
	const struct word_list *join;	 /* words that join the last two items */
	const struct word_list *total;	 /* words before a number that counts all */
	const struct word_list *which;	 /* words that open a part of the whole */
	const struct word_list *except;	 /* words that make a list no list of things */
	const struct word_list *verbs;	 /* words in the last item that end a list before it */
	const struct word_list *governs; /* words before the number that take it as object */
};

/* One rule at work. */
struct items {
	struct check *c;
	const struct rule *rule;
	struct item_words words;
};

/* The ways in which a list goes with its number: one file each, but for groups. */
void items_after(struct items *it, const struct fact *x);
void items_groups(struct items *it, const struct fact *x);
void items_before(struct items *it, const struct fact *x);
void items_series(struct items *it, const struct fact *x);

/* A finding at x: `items` things are listed, from the first to the last. */
void items_report(struct items *it, const struct fact *x, struct span first, struct span last,
		  uint32_t items);
/* Is the stated number one of least..most?  Then the relation is proved. */
bool items_agree(struct items *it, const struct fact *x, uint32_t least, uint32_t most);
/* Does one of the `except` words stand in s? */
bool items_excepted(const struct items *it, struct span s);
/* Does no other figure stand between x and `at`? */
bool items_alone(const struct items *it, const struct fact *x, uint32_t at);
/* Are all items short enough to be names? */
bool items_plain(const struct item_list *l);
/* Where a list behind x must have ended; 0: too far to look. */
uint32_t items_end(const struct items *it, const struct fact *x);

/* Splits `in` at a separator that stands outside brackets and quotation
 * marks.  separator: one character, U+3001 or ',' or ';' or U+FF1B. */
void items_split(const struct check *c, const struct item_words *w, struct span in,
		 uint32_t separator, uint32_t sentence, struct item_list *out);

/* The first of these characters (0 ends them) outside brackets at or after
 * `from`; `to` if none. */
uint32_t items_until(const struct doc *d, uint32_t from, uint32_t to, const uint32_t *stops);

#endif
