/*
 * Passages that two reports share.  Fingerprints of all reports, sorted, give groups of places that
 * may read alike; a group gives pairs of places; the pairs of two reports are grown to the
 * longest runs that both have, by comparing the texts.
 *
 *     winnow -> (sorted by hash) -> pair_group -> (sorted by the two reports) -> shared_grow
 */
#ifndef SHARED_H
#define SHARED_H

#include "winnow.h"

/* ---- pairs.c: which places are compared ------------------------------------------------ */

/* What is known of a report before it is read again. */
struct shared_report {
	uint64_t agency;  /* its hash; 0: not known, and an agency of its own */
	uint64_t content; /* hash: a report that is there twice shares nothing with itself */
	int32_t to;	  /* the last day of its time; reports without one come first */
};

struct shared_place {
	uint32_t report; /* its number */
	uint32_t at;	 /* in doc.text */
};

/* The most agencies that a passage can be compared between. */
enum { PAIR_GENRE_MOST = 32 };

struct pairing {
	struct shared_report *reports; /* by number; not changed */
	/* What stands in the reports of more agencies belongs to the genre: it is counted, and only
	 * reports of the same agency are compared. */
	uint32_t genre;
	void (*pair)(void *self, struct shared_place first, struct shared_place later);
	void *self;
	uint64_t groups, genre_groups; /* counts: hashes of two reports or more; of them, genre */
};

/* Gives the pairs of a group, places with one hash: every report with the one before it of its
 * agency, and the first reports of the agencies with one another.  `places` is
 * put into another order.  Cost: n log n, and at most genre * genre pairs besides n. */
void pair_group(struct pairing *p, struct shared_place *places, size_t count);

/* Is report a the earlier one?  By their time, then by their number. */
bool shared_before(const struct shared_report *reports, uint32_t a, uint32_t b);

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

#endif
