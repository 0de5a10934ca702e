/*
 * Enumerators as text: how one is printed, and whether one stands in a
 * stretch.  For the check of numbering and the count of items.
 */
#ifndef NUMBERING_H
#define NUMBERING_H

#include "check.h"

/* `三、`, `（3）`, `第三章` ... in arena a. */
struct str enumerator_printed(struct arena *a, enum style style, uint32_t number);

/* Chinese numerals up to 99, larger numbers and 0 in digits; in arena a. */
struct str numeral_printed(struct arena *a, uint32_t number);

/* Does this number stand in the stretch, in this style or one that reads like
 * it, wherever in a line?  path and depth: of STYLE_DECIMAL. */
bool enumerator_stands(const struct doc *d, struct span in, enum style style, uint32_t number,
		       const uint32_t path[6], uint8_t depth);

#endif
