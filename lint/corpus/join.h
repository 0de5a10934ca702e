/* Inside of the corpus layer: the judgement of claims of one thing, and how two reports agree. */
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

/* ---- agreement.c: how often two reports agree ------------------------------------------ */

struct agreement {
	uint64_t pair; /* of numbers of reports; 0: none */
	uint32_t agree, differ;
};
struct agreements {
	struct agreement *at; /* a hash table, from malloc */
	size_t count, room;
};
/* Notes one comparison of two different reports.  False without memory. */
bool agreements_note(struct agreements *all, uint32_t a, uint32_t b, bool agree);
struct agreement agreements_of(const struct agreements *all, uint32_t a, uint32_t b);
void agreements_free(struct agreements *all);

/* ---- join.c -------------------------------------------------------------------------------- */

struct join {
	const struct rulebook *rulebook;
	const struct report_info *reports; /* by number */
	struct number_pool *pool;
	struct arena *arena; /* for one group */
	struct across_stats stats;
	/* Is told of every comparison of two different reports. */
	void (*noted)(void *self, uint32_t a, uint32_t b, bool agree);
	void *noter;
	void (*compared)(void *self, const struct claim *later, const struct claim *other,
			 bool agree); /* NULL: nobody is told */
	void *watcher;
	void (*found)(void *self, const struct cross_finding *f);
	void *self;
};

/* Judges all claims of one thing, time and agency, in any order. */
void join_group(struct join *j, struct claim *claims, size_t count);

/* Is a rule on that compares so? */
bool join_asks(const struct rulebook *rb, const char *compare);
/* Hands on a finding of the rule with this hash of its id, or (0) of the first that compares so. */
void join_tell(struct join *j, const char *compare, uint64_t rule, struct cross_finding *f);
/* A number as the report prints the claim's figure: with its decimals, scale and unit. */
struct str claim_print_like(struct join *j, const struct claim *c, const struct number *n);
/* Are two printed figures one slip of the pen apart? */
bool claim_slip(struct str a, struct str b);
/* Fills f->discrepancy with a claim's figure, and what it ought to be; nothing for a direction, or
 * where one of them is only a bound.  Texts are in arena a. */
void claim_compare(struct join *j, struct arena *a, struct cross_finding *f,
		   const struct claim *stated, const struct number *ought);
/* 2024, or the first and the last day. */
struct str claim_period(const struct join *j, const struct claim *c);

/* What is left of a finding when all has been compared: false when the two reports hardly ever agree, so
 * that they are no pair; else perhaps lower. */
bool join_stands(const struct agreements *all, struct cross_finding *f);

#endif
