/*
 * Where marks stand, for the kinds that read nothing else: one pass over the
 * text for all of them.
 */
#ifndef PUNCTUATION_H
#define PUNCTUATION_H

#include "../base/byte_map.h"
#include "check.h"

/* Maps of doc.text: a bit a byte, set where such a thing begins; see byte_map_next. */
struct punctuation {
	/* Brackets and quotation marks, and a few others: all that begins as they do if they are
	 * wide, but for the stops and commas, and of ASCII also Y, _ and DEL. */
	uint64_t *marks;
	/* The second of two stops or commas side by side, and a few others. */
	uint64_t *doubled;
	/* Blanks right behind a Latin letter. */
	uint64_t *blanks;
	/* X and ×, and others that begin as × does. */
	uint64_t *fillers;
};

/* That of the report; read when it is first asked for, and kept. */
const struct punctuation *punctuation_of(struct check *c);

#endif
