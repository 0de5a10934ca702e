/*
 * Inside of the corpus layer: what the files claim*.c share while the claims of one report are made.
 */
#ifndef CLAIM_INTERNAL_H
#define CLAIM_INTERNAL_H

#include "corpus.h"
#include "record.h"

/* A stretch of days, ends included. */
struct days {
	int32_t from, to;
};

struct measured {
	const struct fact *fact;
	const struct measure *measure;
};

/* Lists whose words are looked for in sentences, all in one pass. */
enum claim_words {
	WORDS_SPANS,
	WORDS_FORECAST,
	WORDS_TARGETS,
	WORDS_TOGETHER,
	WORDS_OTHER_TIMES,
	WORDS_LAST_YEAR,
	WORDS_PRELIMINARY,
	WORDS_REVISED,
	WORDS_CONSTANT,
	WORDS_SCOPES,
	WORDS_COUNT /* behind them those that say in which direction, of rules */
};
static inline uint32_t
words_bit(size_t list)
{
	return list < WORD_LISTS ? UINT32_C(1) << list : 0;
}

struct claim_sentence {
	bool told;	   /* is it of the report's own time? */
	bool read;	   /* its words: */
	uint32_t from, to; /* of claim_maker.hits */
	uint32_t lists;	   /* words_bit of those that have a word in it */
};

/* What stands before a figure in its sentence. */
struct figure_words {
	const struct fact *fact;
	uint32_t from, clause; /* of the skeleton: where what is looked at, and its clause, begin */
	uint32_t before, inside; /* words_bit of the lists that have a word there */
};

/* What is known of a figure: which thing, of which days. */
struct figure_told {
	bool thing_asked, thing_told, days_asked, days_told;
	unsigned marks; /* CLAIM_ */
	uint64_t thing;
	struct str label;
	struct days days;
};

/* A rule whose pattern finds changes. */
struct change_rule {
	const struct rule *rule;
	const struct word_list *words; /* without one of them it cannot match; may be NULL */
	size_t list;		       /* of claim_rules.lists; WORD_LISTS: it is not among them */
};

/* What claims are read with, for a rulebook and languages. */
struct claim_rules {
	const struct word_list *generic, *empty, *scopes, *wholes, *spans, *target, *last_year;
	const struct word_list *this_year, *compared, *volumes;
	struct word_lists lists;
	VEC(struct change_rule) changes;
	const struct reach_set *reach; /* of their patterns, by their order */
};

struct claim_maker {
	struct check *check;
	const struct identity *of;
	struct claim_list *out;
	uint64_t agency;
	struct str scope;	       /* of the whole report: 部门, 预算 */
	VEC(struct measured) measured; /* figures of measures, in the order of the text */
	const struct claim_rules *rules;
	struct word_hits hits; /* of the sentences that were read */
	struct claim_sentence *sentences;
	struct figure_told *figures; /* by fact */
	struct figure_words words;   /* of the figure that was asked for last */
};

/* ---- claim.c ---- */

/* The key under which claims of one thing meet. */
uint64_t thing_hash(struct str thing, struct str unit, struct str scope);
/* An interval in base units of x's unit; false when it is too large. */
bool claim_interval(const struct claim_maker *m, const struct fact *x, struct interval *out);
/* The name of the unit in which figures of x's kind are compared. */
struct str claim_unit(const struct claim_maker *m, const struct fact *x);
/* The same days, so many years later. */
struct days days_moved(struct days d, int years);
/* The days of a date of year, quarter or month precision; false for others. */
bool days_of_date(const struct lexeme *date, struct days *out);
/* Words of `scopes`, in order of the text, as one string: behind `before`, or the ones that stand
 * in s. */
enum { SCOPES_KEPT = 4 };
struct scope_words {
	struct buf out;
	int found[SCOPES_KEPT];
	int count;
};
void scope_add(const struct claim_maker *m, struct scope_words *to, int word);
struct str scope_of(const struct claim_maker *m, struct str s);
/* Is what is left of a label without generic words long enough to name one thing? */
bool label_specific(const struct claim_maker *m, struct str label);

/* ---- claim_text.c: figures in sentences ---- */

/* Calls with every figure of running text that says what something was, and of which days; what
 * others are is told by thing_of. */
void text_claims(struct claim_maker *m);
/* What a figure is of: a measure, or its own words.  False when these may be of anything. */
bool thing_of(struct claim_maker *m, const struct fact *x, struct claim *out);
/* Of which days a figure speaks; false when it is not sure. */
bool figure_days(struct claim_maker *m, const struct fact *x, struct days *out);
/* Which sentences are about the report's own time or one that they name: no plan, no span of
 * years.  Sets `told` of all. */
void claim_sentences(struct claim_maker *m);
/* A sentence, its words read. */
const struct claim_sentence *sentence_words(struct claim_maker *m, uint32_t sentence);

/* ---- claim_change.c: changes and earlier figures, as patterns of rules find them ---- */
/* The rules for the report's languages, also those that are off: what they find is not told, but shows
 * how the reports agree.  Adds their words to the lists.  In arena a. */
void change_rules(struct claim_rules *r, struct arena *a, const struct check *c);
void change_claims(struct claim_maker *m);

/* ---- claim_table.c ---- */
void table_claims(struct claim_maker *m);

#endif
