/*
 * Shingles: short stretches of the paragraphs by which copies are recognised.
 * Which are taken is told by a few of their own bytes, so that copies are
 * sampled alike (Manber, "Finding similar files in a large file system", 1994;
 * cheaper here than winnowing, which hashes every one).
 */
#ifndef SHINGLE_H
#define SHINGLE_H

#include "../doc/doc.h"

enum {
	/* One place in so many is sampled: of copies of 50 characters one in a
	 * thousand is missed. */
	SHINGLE_SAMPLE = 6,
	/* Bytes of one, without digits, blanks and ASCII marks, that begins with a Han
	 * character; of one that begins with a letter. */
	SHINGLE_HAN = 24,
	SHINGLE_LATIN = 48,
};

struct shingle {
	uint32_t hash;
	uint32_t at;	/* in doc.text, where it begins */
	uint32_t group; /* index + 1 in groups; 0: it stands once */
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
	VEC(struct shingle) all;
	VEC(struct shingle_group) groups;
	VEC(struct shingle_repeat) repeats;
};

/* Samples the paragraphs of d: the first start of each and one start in SHINGLE_SAMPLE.  Time
 * linear in the size; memory 12 bytes a shingle and up to 16 for the table.  In arena a. */
void shingles_read(struct arena *a, const struct doc *d, struct shingles *out);

/* How often its hash stands in the report. */
static inline uint32_t
shingle_count(const struct shingles *s, uint32_t shingle)
{
	uint32_t group = s->all.at[shingle].group;

	return group ? s->groups.at[group - 1].count : 1;
}

#endif
