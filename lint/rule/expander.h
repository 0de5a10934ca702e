/*
 * A pattern while it is expanded (pattern.c), and what its pieces need of that (pieces.c).
 */
#ifndef EXPANDER_H
#define EXPANDER_H

#include "rule_internal.h"

enum { REGEX_MAX = 1 << 20 };

/* What is expanded: a pattern, or a piece of one, while which what holds it waits. */
struct stretch {
	const struct rule_file *file;
	const struct toml_node *node;
	struct str source;
	size_t at;
	uint32_t floor;		     /* groups that were open when it began */
	struct str piece;	     /* its name; empty: it is the pattern */
	const struct stretch *outer; /* what waits; NULL: it is the pattern */
	size_t depth;		     /* how many wait */
};

/* Pairs of offsets: from `regex` on, the expanded pattern stands for the
 * source from `source` on. */
struct pattern_map {
	uint32_t regex, source;
};

struct expander {
	struct loader *l;
	struct stretch in;
	struct buf out;
	VEC(struct capture) captures;
	VEC(struct pattern_map) map;
	uint32_t groups; /* opened so far */
	uint32_t open;	 /* not yet closed */
	bool alternatives;
	bool failed;
	/* the run of literal text being read, without escapes */
	struct buf run;
	size_t run_from; /* source */
};

#define PATTERN_ERROR(x, offset, ...)                                                              \
	((x)->failed = true,                                                                       \
	 complain((x)->l->complaints, load_offset_place((x)->l, (x)->in.node, (offset)),           \
		  __VA_ARGS__))

/* ---- pattern.c ----------------------------------------------------------------- */

/* Expands the source from `at` on. */
void expand_all(struct expander *x);

/* ---- pieces.c ------------------------------------------------------------------ */

/* {#name}, which ends at `end`: the piece, as a group of its own unless it is all there is. */
void expand_piece(struct expander *x, struct str name, size_t end);

#endif
