/*
 * Shingles: short stretches of the paragraphs by which copies are recognised.
 * Those are taken whose rank, told by a few of their own bytes, is a local
 * maximum, so that copies are sampled alike and nowhere thinly (Bjørner, Blass,
 * Gurevich, "Content-dependent chunking for differential compression, the local
 * maximum approach", 2010).
 */
#ifndef SHINGLE_H
#define SHINGLE_H

#include "../doc/doc.h"

enum {
	/* Sampled is a start whose rank, told by a few of its own bytes, is above that of any
	 * other within so many bytes: one Han character in eleven.  So none is far from the next:
	 * of copies of 50 characters all but one in two hundred have two in the same places. */
	SHINGLE_REACH = 15,
	/* Bytes of one, without digits, blanks and ASCII marks, that begins with a Han
	 * character; of one that begins with a letter. */
	SHINGLE_HAN = 24,
	SHINGLE_LATIN = 48,
};

/* The shingles of one hash, when there are two or more. */
struct shingle_group {
	uint32_t first;	 /* where the first begins */
	uint32_t latest; /* and the last */
	uint32_t count;
};

/* A shingle that stood before. */
struct shingle_repeat {
	uint32_t shingle; /* its index */
	uint32_t at;
	uint32_t first, earlier; /* where the first of its hash and the one before begin */
};

/* All by place in the text. */
struct shingles {
	size_t bytes; /* of the paragraphs of the report */
	size_t count;
	uint32_t *starts;   /* of each, where it begins in doc.text */
	uint32_t *group_of; /* its index + 1 in groups; 0: it stands once */
	VEC(struct shingle_group) groups;
	VEC(struct shingle_repeat) repeats;
};

/* Samples the paragraphs of d: the first start of each and those that are
 * sampled.  Time linear in the size; memory up to some 40 bytes a shingle.  In arena a. */
void shingles_read(struct arena *a, const struct doc *d, struct shingles *out);

/* How often its hash stands in the report. */
static inline uint32_t
shingle_count(const struct shingles *s, uint32_t shingle)
{
	uint32_t group = s->group_of[shingle];

	return group ? s->groups.at[group - 1].count : 1;
}

#endif
