/*
 * Inside of the app layer: suggestions put into the bytes of a report, and what that changes.
 */
#ifndef FIX_H
#define FIX_H

#include "app.h"

/* A stretch of bytes, of the report as it was or of an edit. */
struct piece {
	struct str bytes;
	bool fresh; /* of an edit */
};

struct fixing {
	struct arena *arena;
	struct str original, now;
	VEC(struct piece) pieces; /* make up `now` */
	uint64_t count;		  /* edits so far */
};

/* ---- fix.c ---- */

/* Begins with a report as it is; the bytes must outlive f. */
void fixing_begin(struct fixing *f, struct arena *a, struct str bytes);
/* Puts in the suggestions of findings of f->now, linted as r: those that are safe, or all.  Of two
 * that overlap the first counts; what is suppressed, and what cannot be written in the report's
 * encoding, stays.  All other bytes are kept.  Gives how many edits were made. */
size_t fixing_apply(struct fixing *f, const struct lint_result *r, const struct finding *findings,
		    size_t count, bool unsafe);

/* ---- diff.c ---- */

/* What changed since the beginning, as `patch -p1` and `git apply` take it; nothing when nothing
 * did.  Lines are ended by LF, whatever the encoding. */
void fixing_diff(const struct fixing *f, struct str path, FILE *to);

#endif
