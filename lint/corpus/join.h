/* Inside of the corpus layer: the judgement of claims of one thing. */
#ifndef JOIN_H
#define JOIN_H

#include "corpus.h"

/* What is kept of every report in memory. */
struct report_info {
	uint64_t content; /* hash: the same report twice contradicts nothing */
	uint64_t kind;	  /* hash of its kind; 0: not known */
	uint64_t agency;  /* hash of its agency; 0: not known */
	int32_t from, to; /* its time */
};

struct join {
	const struct rulebook *rulebook;
	const struct report_info *reports; /* by number */
	struct number_pool *pool;
	struct arena *arena; /* for one group */
	struct across_stats stats;
	void (*found)(void *self, const struct cross_finding *f);
	void *self;
};

/* What a rule of the kind "claim" compares. */
enum compare { COMPARE_FIGURE, COMPARE_RESTATED, COMPARES };

/* Judges all claims of one subject, in any order. */
void join_group(struct join *j, struct claim *claims, size_t count);

#endif
