/*
 * Where matches of a pattern can begin: told by the facts of a stretch alone,
 * from the row of facts that every match holds (rule.h, fact_link).  Used by
 * matcher.c only, which owns one and keeps its memory from stretch to stretch.
 */
#ifndef REACH_H
#define REACH_H

#include "rule_internal.h"

struct reach {
	/* what it was made for */
	const struct facts *facts;
	const struct pattern *pattern;
	struct span where;
	const struct fact *at; /* the facts of the stretch */
	size_t count;
	bool any;    /* is one of them marked below? */
	size_t next; /* a window that is asked for next holds none before this one's */
	uint32_t last_from;
	/* A flag per fact: a whole row of facts begins with it; then room for as many. */
	bool *opens;
	size_t room;   /* of both; owned */
	gap_set *gaps; /* behind each fact of the report, as far as it was asked for; owned */
	size_t gaps_room;
};

/* The first window at or after `from`: a match of p that begins in `where` at or after
 * `from` begins in `out`, ends included, or behind it.  False when there is none.  Linear in the
 * facts of the stretch for all its windows together, when `from` rises. */
bool reach_window(struct reach *r, const struct pattern *p, const struct facts *f,
		  struct span where, uint32_t from, struct span *out);
/* Does a row of facts of p stand in `where`? */
bool reach_any(struct reach *r, const struct pattern *p, const struct facts *f, struct span where);
void reach_forget(struct reach *r); /* another report comes */
void reach_free(struct reach *r);   /* what it owns */

#endif
