/*
 * Inside of the kinds "calendar" and "period": how dates compare, and the words around them.
 */
#ifndef DATES_H
#define DATES_H

#include "check.h"

/* Year, month and day, and there is such a day. */
bool date_is_day(const struct calendar_date *d);

/* -1 before, 1 after; 0 when they share the year, month or day that both know. */
int date_order(const struct calendar_date *a, const struct calendar_date *b);

/* The text around s inside its sentence: at most `left` bytes before and
 * `right` behind, at character boundaries.  Bounded, so that a sentence of
 * any length is cheap. */
struct span date_window(const struct check *c, uint32_t sentence, struct span s, uint32_t left,
			uint32_t right);

/* The clause around s inside that window: up to the nearest mark each way. */
struct span date_clause(const struct check *c, uint32_t sentence, struct span s);

/* Does a word of the list stand in this stretch?  NULL lists hold none. */
bool has_word(const struct check *c, const struct word_list *words, struct span s);

/* Is s made of listed words and spaces only (with `marks` also of commas, colons
 * and brackets), with at least one word or opening bracket among them? */
bool is_made_of(const struct check *c, const struct word_list *words, struct span s, bool marks);

#endif
