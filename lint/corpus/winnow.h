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

/* What stands on either side of a stretch, for telling apart runs that are too short: of the next 4, 8
 * and 12 letters a hash each, the lowest bits of the nearest ones; BESIDE_NONE: the paragraph has not
 * so many.  Above them is one of the two bits of how many must be the same in a run of WINNOW_SHARED
 * characters that holds the stretch: the more the numbers weigh, the fewer. */
enum { WINNOW_BESIDE = 4, BESIDE_BLOCKS = 3, BESIDE_BITS = 5, BESIDE_NONE = 0 };
enum { BESIDE_NEED = BESIDE_BLOCKS * BESIDE_BITS }; /* the shift of that bit */
struct beside {
	uint16_t left, right; /* right has the higher bit */
};

struct fingerprint {
	uint64_t hash;
	uint32_t at; /* in doc.text, where the stretch begins */
	struct beside beside;
	uint8_t numbers; /* a hash of its numbers that are no years (1900 to 2099) */
};

/* How many blocks are the same on one side of two stretches with one hash. */
static inline unsigned
beside_common(unsigned a, unsigned b)
{
	enum { MASK = (1 << BESIDE_BITS) - 1 };
	unsigned count = 0;

	for (; count < BESIDE_BLOCKS; count++, a >>= BESIDE_BITS, b >>= BESIDE_BITS)
		if ((a & MASK) == BESIDE_NONE || (a & MASK) != (b & MASK))
			break;
	return count;
}

static inline unsigned
beside_need(struct beside b)
{
	return (unsigned)(b.left >> BESIDE_NEED | b.right >> BESIDE_NEED << 1);
}

/* Can two stretches with one hash lie in a run that has WINNOW_SHARED characters in one of the texts? */
static inline bool
beside_agree(struct beside a, struct beside b)
{
	unsigned need = beside_need(a) < beside_need(b) ? beside_need(a) : beside_need(b);

	return beside_common(a.left, b.left) + beside_common(a.right, b.right) >= need;
}

struct fingerprints {
	/* By place; of a paragraph of more than 64 KiB, a few stand twice and out of order. */
	VEC(struct fingerprint) all;
};

/* The fingerprints of all paragraphs of d: two in (WINNOW_SHARED - WINNOW_GRAM + 2) characters.
 * Time linear in the size.  In arena a. */
void winnow(struct arena *a, const struct doc *d, struct fingerprints *out);

#endif
