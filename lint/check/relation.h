/*
 * Inside of the kind "relation": operands, their values, and how one match
 * of a rule is tried.  Used by check_relation.c, relation_*.c and claim.c
 * only.
 */
#ifndef RELATION_H
#define RELATION_H

#include "check.h"

enum { FAILURES_KEPT = 96, SIBLINGS_MAX = 8 };

/* A named operand: what a capture of `match` or an `also` stands for. */
struct bound {
	struct str name;
	const struct fact *const *facts;
	size_t fact_count;
	bool list; /* its value is a list, whatever its length */
	bool word; /* a word with a sign, or a stretch of text */
	int sign;
	struct span text; /* of doc.text, when no fact tells its place */
};

/* One try of one rule: its operands so far and where it is tried. */
struct attempt {
	struct check *check;
	const struct rule *rule;
	uint32_t sentence;	   /* first of the unit */
	struct span unit;	   /* of the skeleton: the clause, sentence, paragraph ... */
	const struct match *match; /* NULL for a rule without one */
	struct match *found;	   /* room for it */
	size_t bound_count;
	uint32_t computing;  /* bit per let that is being computed: guards recursion */
	struct str truncate; /* this operand is read as cut off, not rounded */
	struct str replace;  /* this operand has the value below instead (one slip of the pen) */
	struct decimal replacement;
	struct bound bound[OPERANDS_MAX]; /* last: not zeroed */
};

/* What a try of one choice of operands came to. */
enum outcome { OUTCOME_UNKNOWN, OUTCOME_SKIPPED, OUTCOME_HOLDS, OUTCOME_TRUNCATED, OUTCOME_FAILS };

/* What an operand of a name was, where a relation of this unit held. */
struct sibling {
	struct str name;
	const struct fact *fact;
};

/* A failed attempt, with the choices of operands that could be named. */
struct pending {
	struct attempt attempt;
	/* For each failed choice, what the operands behind `fixed` stand for. */
	const struct fact *const *failures[FAILURES_KEPT][ALSO_MAX];
	size_t fixed, failure_count;
	bool truncated;
	struct pending *next;
};

struct unit_run {
	struct check *check;
	struct sibling siblings[SIBLINGS_MAX];
	size_t sibling_count;
	struct pending *pending, **last;
};

/* ---- check_relation.c ---- */

/* A unit in which rules are tried, in the order of the rulebook. */
void unit_begin(struct unit_run *run, struct check *c);
/* Tries a rule with a pattern: all its matches.  `sentence` is the first of the unit. */
void unit_try(struct unit_run *run, const struct rule *r, uint32_t sentence, struct span unit);
/* Tells what failed. */
void unit_end(struct unit_run *run);

/* ---- relation_units.c ---- */

/* Tries rules with patterns in every unit of their scope in which they can match. */
void units_run(struct check *c, const struct rule *const *rules, size_t count);

/* ---- relation_value.c ---- */

/* The operand of this name, or NULL. */
const struct bound *attempt_bound(const struct attempt *a, struct str name);
/* The value of a name: operand, let, built-in or measure. */
struct value attempt_value(struct attempt *a, struct str name);
/* `when` and `expect` with the operands as they are. */
enum outcome attempt_judge(struct attempt *a);
/* Would `expect` hold if one digit slip in one operand were put right?  A
 * sign that the relation was meant. */
bool attempt_slipped(struct attempt *a);
/* A name as a message prints it; the format behind the colon is the kind to
 * print as ("percent") and perhaps decimals ("percent1"). */
struct str attempt_print(struct attempt *a, struct str name, struct str format);

/* The number of a fact in base units, and its base unit in *unit. */
const struct number *fact_number(struct check *c, const struct fact *x, bool truncated,
				 unit_id *unit);

/* ---- relation_join.c ---- */

/* A fact that may take the place of an `also`. */
struct candidate {
	const struct fact *fact;
	uint32_t distance; /* bytes of skeleton from the match */
};

/* The facts that may take the place of `also`: a sibling's operand, if it fits, then those
 * of the first scope, nearest first, then those that the second scope adds, and so on.
 * A scope is gone through when it is asked for.  The operands of the attempt must be
 * then what they were in the beginning. */
struct candidates {
	struct attempt *a;
	const struct also *also;
	const struct capture *capture;
	const struct fact *sibling; /* NULL: none, or it does not fit */
	bool sibling_told;
	size_t scope; /* the next one */
	VEC(struct candidate) found;
};
void candidates_begin(struct candidates *c, struct attempt *a, const struct also *also,
		      const struct fact *sibling);
/* The next ones, at least one; NULL when there are no more.  In the arena. */
const struct fact *const *candidates_next(struct candidates *c, size_t *count);
/* All that are left. */
const struct fact *const *candidates_all(struct candidates *c, size_t *count);

/* ---- relation_report.c ---- */

/* What a sibling of this unit was explained by under a name; NULL. */
const struct fact *sibling_named(const struct unit_run *run, struct str name);
/* Marks all facts of the operands as part of a decided relation. */
void attempt_took_part(struct attempt *a);
/* Speaks of a failed attempt at its level, naming the choice of operands for
 * which there is evidence. */
void pending_settle(struct pending *p);

#endif
