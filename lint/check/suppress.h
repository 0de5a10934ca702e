/*
 * Suppressions: findings that somebody has looked at and left as they are.  In: settled findings,
 * the directives of the report, and what a configuration says from outside.  Out: the findings that
 * are left, and which suppression was of use, for the kind that reports on them.
 */
#ifndef SUPPRESS_H
#define SUPPRESS_H

#include "check.h"

/* One name in the brackets of a directive. */
struct suppressed_name {
	struct str name;
	struct span span;
	const bool *marks; /* the rules that it takes, by index */
	bool known;	   /* there are any */
	bool asked;	   /* one of them is on in this run, for this report */
	bool used;
};

/* A directive, read: `ignore[NAMES] reason`, `ignore-begin[NAMES] reason`, `ignore-end`. */
struct suppression {
	struct span span;
	struct str wrong[MESSAGE_LANGUAGES]; /* why it cannot be read; empty: it can */
	bool ends;
	struct suppressed_name *names;
	size_t name_count;
	struct str reason; /* as the report has it; empty: there is none, and it is not in force */
	bool open;	   /* it begins a stretch that nothing ends */
	uint32_t from, to; /* blocks that it covers, end exclusive */
};

struct suppressions {
	struct suppression *at;
	size_t count;
};

/* Reads the directives of c->doc; nothing without any. */
void suppressions_read(struct check *c, struct suppressions *out);

/* Takes out of c->findings what is suppressed with a reason, by them or from outside, or, if that is
 * to be shown, says of it what suppresses it; counts it and notes what was of use. */
void findings_suppress(struct check *c, struct suppressions *all);

/* A space as it may stand anywhere in the text that an anchor names. */
static inline bool
suppress_space(char ch)
{
	return ch == ' ' || (ch >= '\t' && ch <= '\r');
}

#endif
