/*
 * Inside of the kind "same": check_same.c and same_sentence.c only.
 */
#ifndef SAME_H
#define SAME_H

#include "check.h"

/* Sentences that stand twice with one figure changed. */
void same_sentences(struct check *c, const struct rule *r);
/* A finding at the odd one of two figures that were meant to be one. */
void same_report(struct check *c, const struct rule *r, const struct fact *odd,
		 const struct fact *other);

#endif
