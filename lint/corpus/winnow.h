/*
 * Fingerprints by which passages that reports share are found: of the hashes of all stretches of
 * WINNOW_GRAM letters, the least of every window (Schleimer, Wilkerson and Aiken, "Winnowing: local
 * algorithms for document fingerprinting", 2003).
 *
 * What is guaranteed: two paragraphs that share a run of WINNOW_SHARED characters or more, with at
 * least WINNOW_GRAM letters in it (letters.h: a number is one, whatever it is), have a
 * fingerprint in common that lies in the run; the run counts as shared with other numbers in it,
 * too.  Windows are measured in characters, hashes made of letters, so that it holds for copies
 * whose numbers were kept and for those in which they have become longer or shorter.
 */
#ifndef WINNOW_H
#define WINNOW_H

#include "letters.h"

enum {
	WINNOW_SHARED = 32, /* characters: w + k - 1 of the paper */
	WINNOW_GRAM = 12,   /* letters: its k */
};

struct fingerprint {
	uint64_t hash;
	uint32_t at; /* in doc.text, where the stretch begins */
};

struct fingerprints {
	/* By place; of a paragraph of more than 64 KiB, a few stand twice and out of order. */
	VEC(struct fingerprint) all;
};

/* The fingerprints of all paragraphs of d: two in (WINNOW_SHARED - WINNOW_GRAM + 2) characters.
 * Time linear in the size.  In arena a. */
void winnow(struct arena *a, const struct doc *d, struct fingerprints *out);

#endif
