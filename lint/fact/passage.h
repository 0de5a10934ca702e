/*
 * Passages that stand twice in a report.  Shingles are sampled (shingle.h), and
 * each that stands earlier is grown to its greatest length.
 * Passages are compared word by word: a Han character, a run of Latin letters
 * or a run of digits, which are all alike; spaces and punctuation do not count.
 */
#ifndef PASSAGE_H
#define PASSAGE_H

#include "../doc/doc.h"

struct passage {
	struct span first, later; /* of doc.text; they never overlap */
	bool exact; /* the digits are the same too, but for numbers of items and notes */
	bool form;  /* most of it stands `form` times or more */
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
 * Time linear in the size.  In arena a. */
void passages_find(struct arena *a, const struct doc *d, const struct passage_limits *limits,
		   struct passages *out);

#endif
