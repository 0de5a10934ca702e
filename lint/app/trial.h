/*
 * What a report would say with an edit, for suggest.c.
 */
#ifndef TRIAL_H
#define TRIAL_H

#include "../fact/change.h"
#include "app.h"

/* What a run gave. */
struct outcome {
	const uint32_t *by_rule; /* findings */
	uint32_t findings;
	uint64_t proved;
};

/* A piece of the report that was tried with an edit; one of no text and no bytes: without. */
struct tried {
	struct ospan piece;
	struct edit edit;
	uint32_t fact; /* the one that was another, a cell, or DOC_NONE: tried as a text */
	struct outcome outcome;
	bool ok;
};

/* Where proposals are tried, for one report. */
struct bench {
	struct worker *worker;
	const struct lint_result *result;
	const struct lint_options *options;
	uint64_t work, work_whole; /* done so far, and what one run over the report is */
	bool spent;		   /* something was not tried */
	VEC(struct tried) tried;
	struct outcome whole;  /* of the report as it is */
	struct change *change; /* of its facts; NULL before the first */
	char *text;	       /* what is tried, in room for `room` bytes */
	size_t room;
};

/* The same text in the same place? */
bool edit_eq(const struct edit *a, const struct edit *b);
/* For proposals of r, which w made with options o; all of them must live as long as b, and so does
 * what is tried, in the memory of w's results. */
void bench_begin(struct bench *b, struct worker *w, const struct lint_result *r,
		 const struct lint_options *o);
/* Where proposals for a finding are tried: whole lines around all of its places, all of a short
 * report.  False when these lie too far apart. */
bool bench_window(const struct bench *b, const struct finding *f, struct ospan *out);
/* Is there work left for so many tries of a piece, if it is like the report? */
bool bench_can_try(const struct bench *b, struct ospan piece, size_t tries);
/* What a piece comes to without an edit and with one.  Of what the edit cannot bear on, both may
 * leave out the same.  False when nothing can be told. */
bool bench_try(struct bench *b, struct ospan piece, const struct proposal *p,
	       struct outcome *before, struct outcome *after);

#endif
