/*
 * Inside of the kind "parts": arithmetic on lists of parts, and what shows that
 * a list was meant to be complete.  Used by parts_judge.c.
 */
#ifndef PARTS_EVIDENCE_H
#define PARTS_EVIDENCE_H

#include "parts.h"

enum { TOTALS_BACK = 400 }; /* facts that are looked at before a list for its total */

enum parts_strength { STRENGTH_WEAK, STRENGTH_MEDIUM, STRENGTH_STRONG };

/* What a figure says, in base units. */
const struct number *figure_number(struct check *c, const struct figure *g);
/* Its digits that say something: not the zeros that round a whole number. */
int64_t figure_digits(const struct check *c, const struct figure *g);

const struct number *parts_sum(struct check *c, const struct figure *const *parts, size_t count);
/* The same printed like the total, with the decimals of the parts. */
struct str parts_print_sum(struct check *c, const struct figure *total,
			   const struct figure *const *parts, size_t count);
/* Would one slip of the pen, put right in the total or a part, make the sum come out? */
bool parts_slipped(struct check *c, const struct figure *total, const struct figure *const *parts,
		   size_t count);
/* Is one of them only about right, or in words? */
bool parts_are_vague(const struct check *c, const struct figure *total,
		     const struct figure *const *parts, size_t count);
/* Does a figure behind the parts name what they lack: …；其他收入6亿元。公营收入2亿元也包括在内?
 * Or one in brackets what they count twice: 高中12所（含完全中学2所）? */
bool parts_gap_stated(struct check *c, const struct figures *f, const struct figure *total,
		      const struct figure *const *parts, size_t count);
/* Is the gap between total and sum one in the last place of one of them? */
bool parts_are_rounded(struct check *c, const struct figure *total,
		       const struct figure *const *parts, size_t count);
/* May a list that begins with this part be found above its total, by its form and its total? */
bool may_be_above(const struct check *c, const struct part_list *list, const struct figure *first);
/* Are they one or together more than the total, of one thing by their labels? */
bool parts_are_above(struct check *c, const struct part_list *list,
		     const struct figure *const *parts, size_t count);

/* Why a list that does not make its total must be complete; NULL when nothing shows it. */
const char *parts_evidence(struct check *c, const struct parts_words *w,
			   const struct part_list *list, const struct figure *const *parts,
			   size_t count);

/* ---- parts_strength.c: by the words ---- */

/* How many bytes, of whole characters, two labels have in common at their end. */
size_t labels_common_end(struct str a, struct str b);
/* Do at least so many bytes at the end of each label stand at the end of the next, and is neither
 * of the two the end of the other? */
bool labels_alike(const struct figure *const *parts, size_t count, size_t bytes);
/* Three parts or more with nothing but a comma of enumeration, or before the last a word that
 * joins, and a short name between them. */
bool parts_are_enumerated(const struct parts_words *w, const struct figure *const *parts,
			  size_t count);
/* Are they more than two of kinds that often are all there is? */
bool parts_are_halves(const struct parts_words *w, const struct figure *const *parts, size_t count);
/* What speaks for a complete list, besides the figures; *why says it. */
enum parts_strength parts_strength(const struct parts_words *w, const struct part_list *list,
				   const struct figure *const *parts, size_t count,
				   const char **why);

#endif
