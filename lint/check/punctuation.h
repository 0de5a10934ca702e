/*
 * Where punctuation stands, for the kinds that read nothing else: one pass
 * over the text for all of them.
 */
#ifndef PUNCTUATION_H
#define PUNCTUATION_H

#include "check.h"

/* Offsets in doc.text by rising place. */
struct places {
	const uint32_t *at;
	size_t count;
};
struct punctuation {
	/* Where brackets and quotation marks may stand: what begins as they do if they are wide, but
	 * for the stops and commas, and those of ASCII (with Y, _ and DEL). */
	struct places brackets;
	/* Where two stops or commas may stand side by side; of the second one. */
	struct places doubled;
};

/* That of the report; read when it is first asked for, and kept. */
const struct punctuation *punctuation_of(struct check *c);

/* Those in a stretch, taken from the beginning of `left`, which those before it leave.  Stretches
 * are to be asked for by rising place. */
struct places places_take(struct places *left, struct span s);

#endif
