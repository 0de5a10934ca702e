/*
 * Passages that stand twice in a report.  Shingles are sampled by what they
 * begin with, so that copies are sampled alike (Manber, "Finding similar files
 * in a large file system", 1994; cheaper here than winnowing, which hashes
 * every one), and each that stands earlier is grown to its greatest length.
 * Passages are compared word by word: a Han character, a run of Latin letters
 * or a run of digits, which are all alike; spaces and punctuation do not count.
 */
#ifndef PASSAGE_H
#define PASSAGE_H

#include "../doc/doc.h"

enum {
	PASSAGE_WORDS = 8,  /* words of a shingle */
	PASSAGE_SAMPLE = 6, /* one place in so many is sampled: of passages of 50 characters one
			      * in a thousand is missed */
};

struct passage {
	struct span first, later; /* of doc.text; they never overlap */
	bool exact;		  /* the digits are the same too */
	bool form;		  /* most of it stands `form` times or more */
};

struct passages {
	const struct passage *at; /* by place of the later copy */
	size_t count;
	uint64_t bytes, repeated; /* of the paragraphs; of them, in a later copy */
};

/* From which length on, in bytes, a passage counts. */
struct passage_limits {
	uint32_t exact, exact_latin; /* with the same digits */
	uint32_t near, near_latin;   /* with others */
	uint32_t form;
};

/* Finds repeated passages.  Only paragraphs are read.  Of a passage whose
 * digits differ and that is too short for that, the exact pieces are given.
 * Time linear in the size; memory 24 bytes a sampled shingle.  In arena a. */
void passages_find(struct arena *a, const struct doc *d, const struct passage_limits *limits,
		   struct passages *out);

#endif
