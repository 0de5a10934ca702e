/*
 * What the program that is built and run while the program is built (embed.c) has of its own.
 */
#ifndef EMBED_H
#define EMBED_H

#include "../check/check.h"

/* A rulebook that was made of packed files, and what its files point to besides. */
struct made {
	struct rulebook *rulebook;
	struct str texts;
	const uint32_t *numbers;
	size_t number_count;
	const struct packed *packed; /* both */
};

/* Writes the rulebook as C on standard output: `embedded_rulebook`, whose pointers lead into itself,
 * `texts` and `numbers`.  `other` is the same rulebook made once more, of copies.  Arena and kinds of both
 * are forgotten for that, and are NULL in what is written.  Ends the program when a rulebook points at
 * what both share: a part of the program, or what is in the arena `around` them. */
void image_write(const struct made *one, const struct made *other, const struct arena *around);

#endif
