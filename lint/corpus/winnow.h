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
	WINNOW_GRAM = 16,   /* letters: its k; a phrase as long that all use is the genre's */
};

/* What stands on either side of a stretch, for telling apart runs that are too short: of the next 4, 8,
 * 12 and 16 letters a hash each, in four bits, the lowest of the nearest letters.  BESIDE_ANY: they
 * tell nothing, since a number is among them, or there are such long ones in the stretch that the run
 * may end with it; BESIDE_NONE: the paragraph has not so many. */
enum { WINNOW_BESIDE = 4, BESIDE_BLOCKS = 4, BESIDE_BITS = 4, BESIDE_ANY = 0, BESIDE_NONE = 15 };
struct beside {
	uint16_t left, right;
};

struct fingerprint {
	uint64_t hash;
	uint32_t at; /* in doc.text, where the stretch begins */
	struct beside beside;
	uint8_t numbers; /* a hash of its numbers that are no years (1900 to 2099) */
};

/* How many blocks may be the same on one side of two stretches with one hash. */
static inline unsigned
beside_common(unsigned a, unsigned b)
{
	enum { MASK = (1 << BESIDE_BITS) - 1 };
	unsigned count = 0;

	for (; count < BESIDE_BLOCKS; count++, a >>= BESIDE_BITS, b >>= BESIDE_BITS) {
		unsigned x = a & MASK, y = b & MASK;
		bool any = x == BESIDE_ANY || y == BESIDE_ANY;
		if (x == BESIDE_NONE || y == BESIDE_NONE || (x != y && !any))
			break;
	}
	return count;
}

/* Can two stretches with one hash lie in a run of WINNOW_SHARED characters?  Of the letters that
 * it has besides, three fewer than a block may be too few for one on either side. */
static inline bool
beside_agree(struct beside a, struct beside b)
{
	enum { REST = WINNOW_SHARED - WINNOW_GRAM - 2 * (WINNOW_BESIDE - 1) };

	return beside_common(a.left, b.left) + beside_common(a.right, b.right) >=
	       (REST + WINNOW_BESIDE - 1) / WINNOW_BESIDE;
}

struct fingerprints {
	/* By place; of a paragraph of more than 64 KiB, a few stand twice and out of order. */
	VEC(struct fingerprint) all;
};

/* The fingerprints of all paragraphs of d: two in (WINNOW_SHARED - WINNOW_GRAM + 2) characters.
 * Time linear in the size.  In arena a. */
void winnow(struct arena *a, const struct doc *d, struct fingerprints *out);

#endif
