/*
 * Inside of the corpus layer: the claims of all reports, joined.  They are parted by their thing, so
 * that parts can be joined by several threads; what comes of a part does not depend on the others.
 * Memory: the sorters, and for each part that is joined one group.
 */
#ifndef JOINING_H
#define JOINING_H

#include "agencies.h"
#include "join.h"

enum { JOINING_PARTS = 32 };

struct joining;

/* `oom` does not return; the rulebook must live as long. */
struct joining *joining_new(const struct rulebook *rb, void (*oom)(void));
void joining_free(struct joining *g); /* NULL is allowed */

/* Takes a claim's record of a report; the claims of a report may come in any order. */
void joining_add(struct joining *g, struct str record, uint32_t report);

/* Who is told of what is found, in the thread that joins; and of every two claims that are
 * compared (may be NULL): then one thread alone joins. */
struct joining_sink {
	void (*found)(void *self, const struct cross_finding *f);
	void *self;
	void (*compared)(void *self, const struct claim *later, const struct claim *other,
			 bool agree);
	void *watcher;
};

/* All were added.  `agencies` must live as long as g; NULL where no rule asks for sums. */
void joining_begin(struct joining *g, const struct report_info *reports,
		   const struct agencies *agencies, size_t count, const struct joining_sink *sink);
/* Joins a part within about `memory` bytes: each of them once, in any thread and at any time between
 * begin and finish. */
void joining_part(struct joining *g, size_t part, size_t memory);
/* In one thread: what only all parts together tell. */
void joining_finish(struct joining *g);

/* Of those that were compared. */
struct across_stats joining_stats(const struct joining *g);
/* How often reports agree; whole after joining_finish. */
const struct agreements *joining_agreements(const struct joining *g);
/* Why not all could be joined (a full disk); NULL: they were. */
const char *joining_error(const struct joining *g);

#endif
