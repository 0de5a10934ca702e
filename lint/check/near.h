/*
 * What stands around a figure, as several checks ask it.
 */
#ifndef NEAR_H
#define NEAR_H

#include "check.h"

/* The skeleton of a fact's sentence before it, without spaces and words of
 * `copula` at its end (may be NULL): 申请共 -> 申请. */
struct str text_ahead(const struct check *c, const struct fact *x, const struct word_list *copula);
/* The unit that a fact's unit converts to; 0 without one. */
unit_id fact_base_unit(const struct check *c, const struct fact *x);
/* value_index.c: the facts that may have the value of one, itself among them, in their order: the
 * first, and what comes behind one of them; NULL: no more.  Others are between them. */
const struct fact *value_first(struct check *c, const struct fact *x);
const struct fact *value_next(const struct check *c, const struct fact *at);
/* Do the rows of two figures (their sentences, or what stands there behind a semicolon) open in
 * words that end alike but begin with another name: 东湖区完成投资, 西湖区完成投资?  Words that a label
 * does without (全市, 本年) make no other name.  Then the figures are of other things. */
bool rows_differ(const struct check *c, const struct fact *a, const struct fact *b);
/* The digits, with `places` decimals, in which a number of base units would be stated where `like` is:
 * in 万元, in million, in 吨.  Of numbers, not of percentages. */
struct str print_as_stated(struct check *c, const struct lexeme *like, const struct number *n,
			   int places);
/* The text behind the last of these marks; all of it without one. */
struct str behind_marks(struct str s, const char *const *marks, size_t count);
/* Does a bullet stand before a block?  It is not in doc.text. */
bool block_is_bullet(const struct doc *doc, uint32_t block);
/* ASCII digits in s. */
size_t count_digits(struct str s);
/* The digits of a number without the zeros at either end, which tell nothing. */
size_t digits_inside_zeros(struct str number);
/* The digits of a number up to the zeros at its end, which may only round it. */
size_t digits_before_zeros(struct str number);

#endif
