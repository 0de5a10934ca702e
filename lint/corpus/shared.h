/*
 * Passages that two reports share.  Fingerprints of all reports, sorted, give groups of places that
 * may read alike; a group gives pairs of places; the pairs of two reports are grown to the
 * longest runs that both have, by comparing the texts.
 *
 *     winnow -> (sorted by hash) -> pair_group -> (sorted by the two reports) -> shared_grow
 */
#ifndef SHARED_H
#define SHARED_H

#include "join.h"
#include "winnow.h"

/* ---- pairs.c: which places are compared ------------------------------------------------ */

/* The most agencies that a passage can be compared between. */
enum { PAIR_GENRE_MOST = 32 };

struct shared_place {
	uint32_t report; /* its number */
	uint32_t at;	 /* in doc.text */
	struct beside beside;
	uint8_t numbers;
};

struct pairing {
	const struct report_info *reports; /* by number */
	bool exact; /* only places whose numbers are the same, but for years */
	/* What stands in the reports of more agencies belongs to the genre: it is counted, and only
	 * reports of the same agency are compared. */
	uint32_t genre;
	void (*pair)(void *self, struct shared_place first, struct shared_place later);
	void *self;
	uint64_t groups, genre_groups; /* hashes of two reports or more; of them, genre */
};

/* Gives the pairs of a group, places with one hash: every report with the one before it of its
 * agency and kind, and the first reports of the agencies with one another.  `places` is
 * put into another order.  Cost: n log n, and at most genre * genre pairs besides n. */
void pair_group(struct pairing *p, struct shared_place *places, size_t count);

/* Is report a the earlier one?  By their time, then by their number. */
bool shared_before(const struct report_info *reports, uint32_t a, uint32_t b);

/* ---- shared.c: the texts are compared ---------------------------------------------------- */

/* Where letters begin that may be the same in both. */
struct shared_hit {
	uint32_t first, later;
};

/* A run of letters that stands in both reports, as long as it can be, in one paragraph each. */
struct shared_passage {
	struct span first, later;
	uint32_t characters; /* of the later one, letters and digits */
	uint32_t numbers;    /* in it */
	uint32_t changed;    /* of them, those that are not the same in both */
	/* The longest piece of it without a changed number; all of it if there is none. */
	struct span exact_first, exact_later;
	uint32_t exact_characters;
};
struct shared_passages {
	VEC(struct shared_passage) all; /* in the order of the hits that they came from */
};

/* Grows hits, sorted by place in the later report, to all passages of WINNOW_SHARED characters or
 * more.  A hit that is none is passed over.  In arena a. */
void shared_grow(struct arena *a, const struct doc *first, const struct doc *later,
		 const struct shared_hit *hits, size_t count, struct shared_passages *out);

/* ---- judge.c: what is worth telling ------------------------------------------------------- */

/* The rules of the kind "shared" that are on. */
struct shared_rules {
	VEC(const struct rule *) figures, passages; /* by what they report */
	uint32_t least; /* characters: the least length of passages of two agencies */
};
void shared_rules_of(struct arena *a, const struct rulebook *rb, struct shared_rules *out);
/* How many agencies may share what is told: of `agencies` in all. */
uint32_t shared_genre(const struct shared_rules *rules, size_t agencies);

/* Two reports, read again, the earlier one first. */
struct shared_pair {
	const struct facts *first, *later;
	uint32_t first_report, later_report;
	const struct report_info *reports;
};
/* Can any rule tell anything of these two?  Of reports whose agency or kind nobody knows, none can. */
bool shared_comparable(const struct shared_rules *rules, const struct report_info *first,
		       const struct report_info *later);
/* Gives the findings of the passages of a pair to `found`; of passages that overlap, the
 * longest, and of all the PAIR_TOLD longest.  In arena a. */
enum { PAIR_TOLD = 20 };
void shared_judge(struct arena *a, const struct shared_rules *rules, const struct shared_pair *pair,
		  const struct shared_passages *passages,
		  void (*found)(void *self, const struct cross_finding *f), void *self);

/* ---- sharing.c: all reports ---------------------------------------------------------------- */

/* Where passages of all reports meet. */
struct sharing;
/* NULL when no rule asks; `oom` does not return. */
struct sharing *sharing_new(const struct rulebook *rb, void (*oom)(void));
void sharing_free(struct sharing *s);

/* The record of a report's fingerprints, and the same given to the others under its number. */
void sharing_record(struct arena *a, const struct doc *d, struct buf *out);
void sharing_add(struct sharing *s, struct str record, uint32_t report);

void sharing_watch(struct sharing *s, struct sharing_watcher watcher);

struct sharing_stats {
	uint64_t passages; /* found in the reports that were compared, of any length */
	uint64_t genre;	   /* fingerprints that too many agencies share */
	uint64_t crowded;  /* fingerprints that stand too often to be looked at */
};
/* All were added: begin, then pair for each of the parts (several of them at once, in any threads),
 * when all are done sort for each of them in the same way, then compare. */
enum { SHARING_PARTS = 32 };
void sharing_begin(struct sharing *s, const struct report_info *reports, size_t count,
		   size_t agencies);
void sharing_pair(struct sharing *s, size_t part, size_t memory); /* bytes, about */
void sharing_sort(struct sharing *s, size_t part);

/* Who is given findings, as records (cross_record), in the calling thread and in an order that does
 * not depend on the number of threads. */
struct sharing_sink {
	void (*found)(void *self, struct str record);
	void *self;
};
/* Compares the texts.  NULL, or why it could not be done to the end (a full disk), which lives as
 * long as s. */
const char *sharing_compare(struct sharing *s, size_t threads, const struct sharing_reader *reader,
			    const struct sharing_sink *sink);
struct sharing_stats sharing_stats(const struct sharing *s);

#endif
