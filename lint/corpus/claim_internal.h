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

struct claim_maker {
	struct check *check;
	const struct identity *of;
	struct claim_list *out;
	uint64_t agency;
	struct str scope;	       /* of the whole report: 部门, 预算 */
	VEC(struct measured) measured; /* figures of measures, in the order of the text */
	bool marked;		       /* marks are those of a sentence: */
	uint32_t marked_sentence;
	unsigned marks;
	bool *told; /* by sentence: is it of the report's own time? */
	const struct word_list *generic, *empty, *scopes, *wholes, *spans, *forecast, *target,
		*last_year, *this_year;
	const struct word_list *other_period, *compared, *together, *preliminary, *revised;
	const struct word_list *constant, *volumes;
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
/* The words of `scopes` that stand in s, as one string. */
struct str scope_of(const struct claim_maker *m, struct str before, struct str s);
/* Is what is left of a label without generic words long enough to name one thing? */
bool label_specific(const struct claim_maker *m, struct str label);

/* ---- claim_text.c: figures in sentences ---- */

/* Calls with every figure of running text that says what something was, and of which days; what
 * others are is told by thing_of. */
void text_claims(struct claim_maker *m);
/* What a figure is of: a measure, or its own words.  False when these may be of anything. */
bool thing_of(struct claim_maker *m, const struct fact *x, struct claim *out);
/* Of which days a figure speaks; false when it is not sure. */
bool figure_days(const struct claim_maker *m, const struct fact *x, struct days *out);
/* Which sentences are about the report's own time or one that they name: no plan, no span of
 * years.  Sets m->told. */
void claim_sentences(struct claim_maker *m);

/* ---- claim_change.c: changes and earlier figures, as patterns of rules find them ---- */
void change_claims(struct claim_maker *m);

/* ---- claim_table.c ---- */
void table_claims(struct claim_maker *m);

#endif
