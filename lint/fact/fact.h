/*
 * The facts of one report in order of the text: quantities and dates with
 * their labels, and the skeleton that rules match on.
 */
#ifndef FACT_H
#define FACT_H

#include "../doc/doc.h"

enum { SKELETON_FACT_BYTES = 3 /* of the character that stands for a fact in a skeleton */ };

struct fact {
	struct lexeme lex; /* spans in doc.text; yearless dates have their year filled in */
	uint32_t sentence;
	uint32_t skeleton;  /* offset of its character in facts.skeleton */
	bool year_inferred; /* the year of a date was taken from the context */
	bool quoted;	    /* inside quotation marks or 《》 */
	bool bracketed;	    /* inside round or square brackets */
};

/* What the fact layer adds to a sentence. */
struct sentence_facts {
	uint32_t from, to;    /* facts[from..to) */
	struct span skeleton; /* bytes of facts.skeleton */
	kind_set kinds;	      /* of its facts */
};

/* The words that say what a quantity counts, left and right of it, cut at the
 * clause and at neighbouring facts, balanced brackets taken out,
 * with verbs and particles dropped (`[label]` in the language files). */
struct label {
	struct str left, right; /* normalised; either may be empty */
};

/* A figure whose digits do not stand in front of its unit (change.h), and where that is. */
struct fact_behind {
	const struct fact *fact; /* NULL: none */
	struct span unit;
};

enum { FACT_PAGE = 64 };
struct fact_page {
	uint64_t begins;
	uint32_t before;
};

struct facts {
	const struct doc *doc;
	const struct lexicon *lexicon;
	const struct fact *at;
	size_t count;
	const uint32_t *dates; /* which of them are dates, in order */
	size_t date_count;
	/* By FACT_PAGE bytes of the skeleton: which of them begin a fact, a bit each, and how many
	 * facts stand before; read by facts_within. */
	const struct fact_page *pages;
	/* The skeleton: folded text of all sentences, each ended by "\n", in which
	 * every fact is one private-use character and a space beside a CJK
	 * character or between a fact and CJK is dropped. */
	const char *skeleton;
	uint32_t skeleton_len;
	const struct run *runs; /* skeleton offset -> doc.text offset, as in text.h */
	size_t run_count;
	const struct sentence_facts *sentences; /* parallel to doc.sentences */
	/* Word lists that shape labels, and the labels that were asked for so far (parallel to at;
	 * made by fact_label, in the arena of the facts). */
	const struct word_list *label_drop, *label_cut, *label_keep;
	struct label *labels;
	struct arena *arena;
	/* A number too long to be read, first of them; for a message. */
	struct span too_long;
	struct fact_behind behind;
};

/* Reads all facts of a document.  Time linear in the size.  In arena a. */
void facts_read(struct arena *a, const struct lexicon *lx, const struct doc *d, struct facts *out);

/* The fact whose skeleton character stands at this offset; NULL if none. */
const struct fact *facts_at(const struct facts *f, uint32_t skeleton_offset);
/* Where a stretch of the skeleton stands in doc.text. */
struct span facts_text(const struct facts *f, struct span skeleton);
/* Facts with skeleton offsets in [s.from, s.to): index range. */
void facts_within(const struct facts *f, struct span s, uint32_t *from, uint32_t *to);

/* Where the character that stands for x ends in the skeleton. */
static inline uint32_t
fact_end(const struct fact *x)
{
	return x->skeleton + SKELETON_FACT_BYTES;
}

/* The bytes [from, to) of the skeleton; empty where `to` is not behind `from`. */
static inline struct str
skeleton_slice(const struct facts *f, uint32_t from, uint32_t to)
{
	return (struct str){f->skeleton + from, from < to ? to - from : 0};
}

/* That of a sentence, by its index. */
static inline struct str
sentence_skeleton(const struct facts *f, uint32_t sentence)
{
	const struct span s = f->sentences[sentence].skeleton;

	return skeleton_slice(f, s.from, s.to);
}

/* ---- label.c -------------------------------------------------------------- */

/* Made on demand, once a fact, in the arena of f; of a fact that is none of f's, in arena a. */
struct label fact_label(struct arena *a, const struct facts *f, const struct fact *x);
/* Its left side alone, in arena a, for half the cost where that is all that is asked for. */
struct str fact_label_left(struct arena *a, const struct facts *f, const struct fact *x);
/* What the left side begins with, perhaps with more behind it than belongs to the label, for half the
 * cost again. */
struct str fact_label_head(struct arena *a, const struct facts *f, const struct fact *x);

/* One string of left and right, for display and comparison. */
struct str label_join(struct arena *a, struct label l);
/* Do two labels name the same thing (equal after normalising)? */
bool label_same(struct label a, struct label b);
/* Could `whole` be what `part` is a part of: contained, named by its last words, or a bigram
 * overlap (Dice 1945) of at least 3/5? */
bool label_alike(struct label a, struct label b);

struct interval fact_interval(const struct fact *x);
/* The figure as the report prints it, digits to unit. */
struct str fact_text(const struct facts *f, const struct fact *x);
/* What stands behind its digits: 万元. */
struct str fact_unit_text(const struct facts *f, const struct fact *x);

#endif
