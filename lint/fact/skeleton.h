/*
 * Inside of the fact layer: how the skeleton is written while facts are read,
 * sentence by sentence.  Used by fact.c, skeleton.c and tests only.
 */
#ifndef SKELETON_H
#define SKELETON_H

#include "fact.h"

/* Bytes of one fact in the skeleton: every private-use character has three. */
enum { SKELETON_FACT = 3 };

struct skeleton_writer {
	struct arena *arena;
	const char *text;	/* doc.text */
	uint32_t len;		/* of it */
	uint32_t space;		/* the first white space from where one was last looked for */
	const uint64_t *spaces; /* a map of those that must be looked at */
	struct buf out;
	VEC(struct run) runs;
	uint32_t next;	  /* the text offset that would go on one to one */
	bool loose;	  /* the next byte needs a run of its own */
	bool begun;	  /* something stands in this sentence */
	struct span last; /* what was written last, text or a fact */
	struct span gap;  /* white space not yet written */
};

/* map: of the text.  Room for the text and `sentences` line ends at first. */
void skeleton_begin(struct skeleton_writer *w, struct arena *a, struct str text,
		    const struct lex_map *map, size_t sentences);
void skeleton_sentence(struct skeleton_writer *w);
/* Text without facts; stretches come in order. */
void skeleton_text(struct skeleton_writer *w, struct span s);
/* One fact; returns the offset of its character. */
uint32_t skeleton_fact(struct skeleton_writer *w, struct span s, enum kind kind);
/* Ends the sentence with "\n". */
void skeleton_end(struct skeleton_writer *w);
/* A whole sentence without facts. */
void skeleton_plain(struct skeleton_writer *w, struct span s);
/* Puts zeroes behind the whole: the machine code of a pattern looks at sixteen bytes at a time. */
void skeleton_pad(struct skeleton_writer *w);

/* facts.pages, in arena a. */
const struct fact_page *skeleton_pages(struct arena *a, const struct fact *facts, size_t count,
				       uint32_t skeleton_len);

#endif
