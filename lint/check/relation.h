/*
 * Inside of the kind "relation": operands, their values, and how one match
 * of a rule is tried.  Used by check_relation.c, relation_*.c and claim.c
 * only.
 */
#ifndef RELATION_H
#define RELATION_H

#include "check.h"

/* Of n digits some 10 n figures are a digit changed or two swapped away, of 10^n: fewer digits than
 * these meet some figure of a choice by chance, and for a digit dropped or added one more is wanted. */
enum {
	SLIP_DIGITS = 3,
	SLIP_DIGITS_SIDED = 2, /* of a choice that a sibling holds with */
};
enum { NEARBY_PARAGRAPHS = 6 }; /* of SCOPE_NEARBY */
enum { FAILURES_KEPT = 96, SIBLINGS_MAX = 16, CANDIDATES_MAX = 64 };

/* A named operand: what a capture of `match` or an `also` stands for. */
struct bound {
	struct str name;
	const struct fact *const *facts; /* of an `also` with one fact: of `one` */
	const struct fact *one;
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
	size_t sure;	     /* so many of the first have no slip: share_has_mate */
	uint32_t computing;  /* bit per let that is being computed: guards recursion */
	bool by_chance;	     /* operands were chosen among several: some slip fits by chance */
	bool sided;	     /* ... but a sibling holds with one of them: shorter figures count */
	bool exact;	     /* operands are what is printed, whatever was rounded */
	struct str truncate; /* this operand is read as cut off, not rounded */
	struct str replace;  /* this operand has the value below instead (one slip of the pen) */
	struct decimal replacement;
	bool replaced_by_range; /* by all figures up to the one below, as precise as these */
	struct decimal replacement_to;
	struct finding *proposed; /* slips that hold are proposed for it, and sought on; or NULL */
	struct bound bound[OPERANDS_MAX]; /* last: not zeroed */
};

/* What a try of one choice of operands came to. */
enum outcome { OUTCOME_UNKNOWN, OUTCOME_SKIPPED, OUTCOME_HOLDS, OUTCOME_TRUNCATED, OUTCOME_FAILS };

/* What an operand of a name was, where a relation of this unit held. */
struct sibling {
	struct str name;
	const struct fact *fact;
	const struct rule *rule;
	struct span match; /* of the skeleton */
};

/* The choices of operands with which an attempt failed, as many as could be named. */
struct failures {
	size_t fixed; /* operands of the match; those of `also` follow */
	struct bound also[ALSO_MAX];
	size_t also_count;
	const struct fact *one[FAILURES_KEPT][ALSO_MAX]; /* of each; lists are as above */
	size_t count;
	bool truncated;
};

/* One unit, and what the attempts there leave to those that follow. */
struct unit_run {
	struct check *check;
	const struct relation_literals *literals;
	const struct reached *reached; /* what the matcher found there */
	uint32_t sentence;	       /* its first */
	struct span unit;	       /* of the skeleton */
	size_t first, number;	       /* of the rule at work, in its scope; of the scope's first in
					* what was found */
	struct sibling siblings[SIBLINGS_MAX];
	size_t sibling_count;
	/* Where the rule at work failed: tried again when the unit's other matches are known,
	 * because siblings behind count as well. */
	uint32_t doubtful[SIBLINGS_MAX];
	size_t doubtful_count;
	bool again;
};

/* A rule that matched in a unit: so it does whatever its figures are worth. */
struct matched {
	enum scope scope;
	uint32_t rule;	   /* number in its scope */
	uint32_t sentence; /* first of the unit */
	struct span unit;  /* of the skeleton */
};
/* All of them. */
struct relation_matches {
	bool by_unit; /* those of a unit stand together, by their rules */
	VEC(struct matched) all;
};

/* ---- check_relation.c ---- */

/* Tries a rule with a pattern, run->number, in a unit: all its matches. */
void unit_try(struct unit_run *run, const struct rule *r);

/* ---- relation_units.c ---- */

/* Tries rules with patterns in every unit of their scope in which they can match. */
struct relation_sets;
void units_run(struct check *c, struct relation_sets *sets);

/* ---- relation_gate.c ---- */

/* The literals of the sentences of a report, as far as they were read.  In its arena. */
struct relation_literals *relation_literals_new(const struct check *c);
/* Can p match in a piece of a sentence, by the literals that its matches hold?  Also when they
 * were not read. */
bool relation_literals_may_hold(const struct relation_literals *l, uint32_t sentence,
				struct span piece, const struct pattern *p);

/* ---- relation_said.c ---- */

/* Do words of the skeleton hold two Chinese characters or more in a row, beside u->plain, that name
 * no figure before them: of what their match is reckoned from, or, with u->anywhere or where it
 * holds none before them, of the paragraph? */
bool words_are_unsaid(const struct attempt *a, struct span words, const struct unless *u);

/* ---- relation_mates.c ---- */

/* Stands the percentage that `point` names right behind a figure as another one of its paragraph
 * does, in the same words, and are both in one proportion?  Then they are shares of one whole,
 * which the report may not tell, and neither the figure nor the percentage has a slip. */
bool share_has_mate(const struct attempt *a);
/* Is a figure told with a percentage of its own in the same words?  Where the share has a mate, that
 * figure is one of the parts, and no whole with a slip in it. */
bool is_mates_part(const struct attempt *a, const struct fact *x);

/* Is the percentage that `point` names the share that its figure has of the sum of all figures of
 * its sentence or paragraph that are told with shares in the same words, and do these make all?
 * Then their sum is the whole, which the report may not tell, unless an operand from number `fixed`
 * on is told before them. */
bool share_is_of_mates(const struct attempt *a, size_t fixed);

/* Could two figures with these shares be parts of one whole? */
bool in_proportion(struct check *c, const struct lexeme *part, const struct lexeme *share,
		   const struct lexeme *other, const struct lexeme *others_share);

/* ---- relation_value.c ---- */

/* The operand of this name, or NULL. */
const struct bound *attempt_bound(const struct attempt *a, struct str name);
/* Is a fact one of the operands? */
bool attempt_binds(const struct attempt *a, const struct fact *x);
/* The value of a name: operand, let, built-in or measure. */
struct value attempt_value(struct attempt *a, struct str name);
/* Of a condition, with the operands as they are. */
enum truth attempt_truth(struct attempt *a, const struct expr *e);
/* `when` and `expect` with the operands as they are. */
enum outcome attempt_judge(struct attempt *a);
/* The percentage that `point` names; NULL where it names none.  It lies between 0 and 100, and its
 * digits say more than those of other figures. */
const struct lexeme *attempt_percent(const struct attempt *a);
/* Fills f->stated and f->recomputed, where `point` names one figure that `expect` compares with
 * something, or `calc` says what it ought to be. */
void attempt_compare(struct attempt *a, struct finding *f);
/* A name as a message prints it; the format behind the colon is the kind to
 * print as ("percent") and perhaps decimals ("percent1"). */
struct str attempt_print(struct attempt *a, struct str name, struct str format);

/* The number of a fact in base units, and its base unit in *unit. */
const struct number *fact_number(struct check *c, const struct fact *x, bool truncated,
				 unit_id *unit);

/* ---- relation_slip.c ---- */

/* Would `expect` hold if one digit slip in one operand were put right?  A
 * sign that the relation was meant; by_chance asks for figures of some length. */
bool attempt_slipped(struct attempt *a);
/* Proposes every such slip; of a figure that is cut off, those that round it. */
void attempt_propose(struct attempt *a, struct finding *f);

/* ---- relation_aside.c ---- */

/* Would `expect` hold if a figure that stands behind, or for a percentage in the sentence, and is
 * no operand were taken into account?  A sign that the figures are right. */
bool attempt_explained(struct attempt *a);

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
	size_t scope, count; /* the next scope; the facts that were found */
	struct candidate found[CANDIDATES_MAX];
	const struct fact *told[CANDIDATES_MAX];
};
void attempt_effort(struct attempt *a, unsigned effort);
void candidates_begin(struct candidates *c, struct attempt *a, const struct also *also,
		      const struct fact *sibling);
/* The next ones, at least one; NULL when there are no more.  Good as long as c. */
const struct fact *const *candidates_next(struct candidates *c, size_t *count);
/* All that are left, in the arena. */
const struct fact *const *candidates_all(struct candidates *c, size_t *count);
/* What is reckoned as the effort of a rule: a fact looked at is 1, this for what takes longer. */
enum { EFFORT_LABEL = 8, EFFORT_CHOICE = 16 };
/* Has this rule had so many facts of the report looked at that no more are? */
bool candidates_exhausted(const struct attempt *a);

/* ---- relation_report.c ---- */

/* What a sibling of this unit was explained by under a name; NULL. */
const struct fact *sibling_named(const struct unit_run *run, struct str name);
/* Has the rule a let of this name? */
bool attempt_has_let(const struct attempt *a, struct str name);
/* Marks all facts of the operands as part of a decided relation. */
void attempt_took_part(struct attempt *a, bool holds);
/* Speaks of a failed attempt at its level, naming the choice of operands for
 * which there is evidence: a slip of the pen, or siblings that read alike and
 * hold with one of its operands.  What has siblings and was not tried again
 * yet is put among the doubtful ones instead. */
void attempt_tell(struct unit_run *run, struct attempt *a, const struct failures *f);

#endif
