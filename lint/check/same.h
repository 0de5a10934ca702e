/*
 * Inside of the kind "same": by which signatures figures meet.  Used by check_same.c and
 * check_retold.c, which compare those that do, and same_signature.c.
 */
#ifndef SAME_H
#define SAME_H

#include "check.h"

enum {
	WORDS_BYTES = 12, /* of words that tell something: four Han characters */
	DIGITS_LONG = 4,  /* so many of a figure do */
	DIGITS_MAX = 16,
	SIGNATURES_MAX = DIGITS_MAX + 1,
	NOUN_BITS_LOG = 12,
	NOUN_BITS = 1 << NOUN_BITS_LOG
};

/* A figure that may be restated, with what every rule asks of it. */
struct stated {
	const struct fact *fact;
	struct str ahead; /* text_ahead */
	uint64_t seed;	  /* of its signatures: two that are one thing have the same */
};

/* What must agree. */
enum by { BY_LABEL, BY_NOUN, BY_DIGITS };

/* Beginnings of nouns that stand right behind figures, by their hashes. */
struct nouns {
	uint64_t bits[NOUN_BITS / 64];
};
/* Adds those of a report. */
void nouns_read(const struct check *c, struct nouns *out);

/* The hashes under which a figure meets another that may be the same: of the words before it, of the
 * noun that it counts, `nouns` being those of the report (not read otherwise), or of its digits and
 * of these with each one left out.  How many; none for a figure with too little of that. */
size_t same_signatures(const struct check *c, enum by by, const struct nouns *nouns,
		       const struct stated *x, uint64_t out[SIGNATURES_MAX]);
/* Is its noun so long as the signature takes it to be?  That is not asked at first, as most have one
 * that no other figure has. */
bool same_noun_holds(const struct check *c, const struct fact *x);

/* The digits of a figure as printed, without what stands among them; how many, DIGITS_MAX at most. */
size_t same_digits(const struct check *c, const struct fact *x, char out[DIGITS_MAX]);

/* The hashes of its digits and of these with each one left out, with those of `seed` among them: two
 * figures that are one slip of the pen apart have one in common.  How many; none for a figure with
 * less than `least` digits. */
size_t digit_signatures(const struct check *c, const struct fact *x, size_t least, uint64_t seed,
			uint64_t out[SIGNATURES_MAX]);

#endif
