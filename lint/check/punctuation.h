/*
 * Where marks and a few other things stand, for the kinds that read nothing else: listed from the
 * maps of the text (doc.map) for all of them at once.
 */
#ifndef PUNCTUATION_H
#define PUNCTUATION_H

#include "check.h"

/* Places in doc.text, by rising offset. */
struct places {
	VEC(uint32_t) list;
};

struct punctuation {
	struct places marks;   /* brackets and quotation marks, and a few others */
	struct places doubled; /* a wide mark before another, and a few others */
	struct places crosses; /* the first of two ×, and a few others that begin as it does */
	struct places xs;      /* X behind X */
	struct places blanks;  /* white space right behind a Latin letter */
};

/* That of the report; read when it is first asked for, and kept. */
const struct punctuation *punctuation_of(struct check *c);

/* The next place within a stretch, in *at; false when there is none.  *next: where to go on, 0 to
 * begin with; stretches are asked in order. */
static inline bool
place_next(const struct places *p, size_t *next, struct span in, uint32_t *at)
{
	while (*next < p->list.len && p->list.at[*next] < in.from)
		++*next;
	if (*next == p->list.len || p->list.at[*next] >= in.to)
		return false;
	*at = p->list.at[(*next)++];
	return true;
}

/* The first block, from `block` on, before the end of which there is one at which place_next goes on;
 * doc.block_count without.  Few blocks have any. */
static inline uint32_t
place_block(const struct doc *d, const struct places *p, size_t next, uint32_t block)
{
	if (next == p->list.len)
		return (uint32_t)d->block_count;
	const uint32_t at = p->list.at[next];
	while (block < d->block_count && d->blocks[block].span.to <= at)
		block++;
	return block;
}

/* Is there one before `to` at which place_next goes on?  Few blocks have any. */
static inline bool
place_before(const struct places *p, size_t next, uint32_t to)
{
	return next < p->list.len && p->list.at[next] < to;
}

#endif
