/*
 * One file a kind of check, one table that lists them; findings.  A check
 * reads the document and its facts and adds findings; it changes neither.
 */
#ifndef CHECK_H
#define CHECK_H

#include "../rule/rule.h"
#include "discrepancy.h"

struct related {
	const struct doc *doc; /* that it stands in; NULL: the finding's own */
	struct span span;      /* of its doc.text */
	struct str message;    /* "the whole", "also stands here"; may be empty */
};

static inline const struct doc *
related_doc(const struct doc *own, const struct related *x)
{
	return x->doc ? x->doc : own;
}

/* What may stand in place of a stretch of doc.text, written as the source is. */
struct edit {
	struct span span;
	struct str text;
};

/* An edit that may put a finding right; which one does is for who tries them to say. */
struct proposal {
	struct edit edit;
	struct str digits; /* of a figure: the same as doc.text would have it; else empty */
	bool figure;	   /* a relation more is to hold then */
	bool coarse;	   /* or finer: a figure with other decimals than are printed */
	bool safe;	   /* cannot be wrong */
};

struct operand {
	struct str name;
	struct str value; /* in canonical form: 31520, 0.155, 2022-08-26 */
};

/* Why a finding is shown that a suppression would leave out. */
struct suppressed_by {
	bool inside; /* the report says it, else a configuration */
	struct str reason;
};

struct finding {
	const struct rule *rule;
	enum level level; /* rule->level, or one less for a truncated figure */
	bool truncated;
	struct span span; /* primary, of doc.text */
	const struct related *related;
	size_t related_count;
	const struct operand *operands;
	size_t operand_count;
	struct str message;	    /* in the language of the run */
	struct proposal *proposals; /* when the check proposes; at most PROPOSALS_MAX */
	size_t proposal_count;
	bool unproposed;	  /* there are more, or some that cannot be written */
	const struct edit *edits; /* of the proposal that is right; none when that is not known */
	size_t edit_count;
	bool edit_safe;
	struct str edit_title;
	struct discrepancy
		discrepancy;  /* where a figure is set against what the others make of it */
	uint64_t fingerprint; /* rule, operands, sentence with its figures masked, occurrence */
	uint64_t kin;	      /* rule and masked sentence: the same when a figure was changed */
	const struct suppressed_by *suppressed; /* NULL: nothing suppresses it */
};

/* Why a relation could not be decided. */
enum unknown_reason {
	UNKNOWN_MISSING,  /* an operand does not stand in the report */
	UNKNOWN_UNIT,	  /* an operand has another unit */
	UNKNOWN_ZERO,	  /* a divisor may be zero */
	UNKNOWN_EVIDENCE, /* it does not come out, but nothing shows that it was meant */
	UNKNOWN_LIMIT,	  /* a pattern, or the choice of operands, was given up at a limit */
	UNKNOWN_OTHER,
	UNKNOWN_REASONS
};

/* What one report gave besides findings. */
struct check_stats {
	uint64_t numbers;		   /* quantities and dates read */
	uint64_t related;		   /* of them, in at least one relation that was decided */
	uint64_t proved;		   /* relations that hold */
	uint64_t unknown[UNKNOWN_REASONS]; /* relations that could not be decided */
	uint64_t limits;		   /* matches given up at a limit */
	uint64_t cells;			   /* figures in cells of tables */
	uint64_t cells_related;		   /* of them, in at least one relation that was decided */
	uint64_t cells_unknown;		   /* of the others, in one that could not be */
	uint64_t claims;		   /* of a run: what reports say that others may say, too */
	uint64_t claims_compared;	   /* pairs of them that were decided ... */
	uint64_t claims_agree;		   /* ... and agree; these are proved, too */
};

/* A fact that took part in a relation. */
struct involved {
	uint32_t fact;
	bool holds;
	const struct rule *rule;
};

/* How a relation came out that a cell of a table is in. */
enum cell_outcome { CELL_HOLDS, CELL_FAILS, CELL_UNKNOWN };
struct cell_involved {
	uint32_t at; /* where it begins in doc.text */
	enum cell_outcome outcome;
	const struct rule *rule;
};

/* One step of `reportlint trace`; `span` is of doc.text. */
struct trace {
	const struct rule *only; /* the rule that is traced */
	void (*step)(void *self, struct span span, const char *step, struct str text);
	void *self;
};

/* A suppression that does not stand in the report, but is for it. */
struct outside_suppression {
	struct str rule; /* a selector */
	struct str text; /* that the block of the finding must hold, but for spaces; empty: any */
	struct str reason;
};

struct suppressions;

/* What is looked at when one figure is another one: a part of the report around it, and in it only
 * what that figure may bear on.  What else there is, says before and after the same. */
struct focus {
	const struct fact *fact; /* NULL: a cell of a table, and all of the report is looked at */
	struct span facts, sentences; /* indices; of a fact, one sentence at least */
};

/* Everything a check may use. */
struct check {
	struct arena *arena;
	struct number_pool *pool;
	/* For what the facts are worth, which is kept while the rules run; NULL: it is not. */
	struct number_pool *kept;
	const struct rulebook *rulebook;
	struct matcher *matcher;
	const struct doc *doc;
	const struct facts *facts;
	enum message_language language;
	const struct trace *trace; /* NULL unless traced */
	const struct focus *focus; /* NULL: all of the report is looked at */
	VEC(struct finding) findings;
	struct check_stats stats;
	const struct rule *limited; /* the first whose pattern was given up at a limit */
	uint64_t *took_part;	    /* bit per fact */
	bool keeps_involved;	    /* is `involved` asked for? */
	bool proposes;		    /* are proposals? */
	VEC(struct involved) involved;
	uint8_t *cell_marks; /* of all cells of doc.grids, CELL_ bits; NULL: no tables */
	VEC(struct cell_involved) cells_involved;
	const struct outside_suppression *outside;
	size_t outside_count;
	bool *outside_used;   /* by outside suppression: it suppressed something */
	bool show_suppressed; /* with what suppresses them, and nothing about suppressions */
	uint64_t suppressed;  /* findings that are left out */
	const struct suppressions *suppressions; /* of the kind suppression: suppress.h */
	unsigned doubts;	 /* enum doubt: why what is being tried is unknown */
	uint64_t steps;		 /* of the kind relation: about a microsecond each, counted */
	uint32_t slips_tried;	 /* spellings, by the kind relation; bounded */
	uint32_t slips_proposed; /* findings of it for which they were; bounded */
	uint64_t *effort;	 /* by rule, of the kind relation in choosing operands; bounded */
	struct attempt *spare;	 /* of the kind relation: memory to use again; relation.h */
	struct worth *worth;	 /* by fact, as far as it was asked for; of fact_number */
	struct kept_rules *kept_rules; /* from report to report; NULL: made anew */
	struct applying *applying;     /* rules that do: applying.h */
	/* Of the kind relation: which rules matched where, noted when it proposes; with a focus, of
	 * the report as it is: what is tried again. */
	struct relation_matches *matches;
	const struct value_index *values;      /* made when first asked for; near.h */
	const struct punctuation *punctuation; /* made when first asked for; punctuation.h */
	const struct claims *claims; /* made when a rule first asks for a measure; claim.h */
};

/* applying.c: which rules apply, and which can match where.  They are found for a report and are
 * good for those with the same rulebook and languages.  To be freed before the rulebooks.  NULL
 * without memory; oom is called when there is none later. */
struct kept_rules *kept_rules_new(void (*oom)(void));
void kept_rules_free(struct kept_rules *k);
/* To be called when levels of rules were changed. */
void kept_rules_forget(struct kept_rules *k);
/* Is the rule on, and for a report in these languages? */
bool check_applies(const struct check *c, const struct rule *r);

/* A kind of check.  `run` is called once per rule of this kind and report,
 * or, when run_all is set, once per report for all its rules together.  The `last` ones run when
 * the findings of the others are settled.  One that compares reports has neither.  Those that do not
 * judge figures say the same whatever digits stand in one: they judge words, marks, dates and order. */
struct check_kind {
	struct kind_spec spec;
	void (*run)(struct check *c, const struct rule *r);
	void (*run_all)(struct check *c, const struct rule *const *rules, size_t count);
	bool last;
	bool judges;	   /* what figures are worth, in the text ... */
	bool judges_cells; /* ... and in tables */
};
extern const struct check_kind *const check_kinds[];
extern const size_t check_kind_count;

/* cells.c: what became of the figures in tables.  cells_begin makes room for the marks of all
 * grids, one behind the other, in c's arena; cells_count adds them to c's stats. */
enum {
	CELL_IS_FIGURE = 1 << 0,
	CELL_DECIDED = 1 << 1,	/* in a relation that was decided */
	CELL_UNDECIDED = 1 << 2 /* in one that could not be */
};
void cells_begin(struct check *c);
void cells_count(struct check *c);
/* Notes in which relation a figure is, for a list of them; `cell`: where it begins in doc.text. */
void check_cell_involved(struct check *c, const struct rule *r, uint32_t cell,
			 enum cell_outcome outcome);

/* Is any rule on that a selector takes and that looks at a report alone? */
bool check_asks(const struct check *c, struct str selector);

/* Runs all rules of the rulebook that are not off; findings come sorted by
 * place, then rule, without doubles and what is suppressed.  With a focus, only what a figure of
 * another worth may bear on. */
void check_document(struct check *c);
/* The facts, the sentences and the blocks that are looked at. */
struct span check_facts(const struct check *c);
struct span check_dates(const struct check *c); /* of facts.dates */
struct span check_blocks(const struct check *c);
struct span check_prose(const struct check *c); /* of doc.prose */
struct span check_sentences(const struct check *c);

/* A piece of the text with the characters that the source has (text_written). */
struct str check_written(const struct check *c, struct str piece);

/* ---- finding.c -------------------------------------------------------------- */

/* Names a message can use, as printed. */
struct message_value {
	const char *name;
	struct str value;
};

/* Adds a finding with the rule's message rendered from `values` (ended by a
 * NULL name).  related and operands are copied.  Returns it, for changes. */
struct finding *finding_add(struct check *c, const struct rule *r, struct span span,
			    const struct message_value *values, const struct related *related,
			    size_t related_count);
/* What it says holds only of a figure that was cut off, not rounded: one level lower, and its
 * message says so. */
void finding_cut(struct check *c, struct finding *f);
/* An operand for the fingerprint and for writers. */
void finding_operand(struct check *c, struct finding *f, const char *name, struct str value);
/* Fills f->discrepancy: a figure, and what it ought to be in its base unit.  Nothing for a date, a
 * range, or a figure that is only about right, and for a number that is not known. */
void finding_compare(struct check *c, struct finding *f, const struct lexeme *stated,
		     const struct number *ought);
/* The same for a figure that ought to be what another says. */
void finding_compare_facts(struct check *c, struct finding *f, const struct fact *stated,
			   const struct fact *other);
/* The same for so many of its last printed place: 12345 for 1,234.5. */
void finding_compare_printed(struct check *c, struct finding *f, const struct fact *stated,
			     int64_t mantissa);

/* ---- suggest.c: what would put a finding right; nothing unless the check proposes ---- */

enum { PROPOSALS_MAX = 48 };

/* Other words in place of a stretch; those that stand there already are no proposal. */
void propose_text(struct check *c, struct finding *f, struct span span, struct str text, bool safe);
/* The figure that a stretch holds, its digits and what stands among them, as "1234.5": printed with
 * the separators and in the width that the source has there.  A sign before it stays. */
void propose_figure(struct check *c, struct finding *f, struct span span, struct str digits);
/* The same for a whole number of the figure's last printed place: 12345 for 1,234.5. */
void propose_mantissa(struct check *c, struct finding *f, struct span span, int64_t mantissa);
/* The figure of one in the place of another's, and the other way round; nothing for the finding
 * where these are not one slip of the pen apart, or would be printed with other decimals. */
void propose_either(struct check *c, struct finding *f, struct span one, struct span other);
/* A count in place of one that is printed in digits or in Chinese numerals, if it is near. */
void propose_count(struct check *c, struct finding *f, const struct fact *x, uint32_t count);

/* All relations that could not be decided. */
uint64_t check_unknown_count(const struct check_stats *s);
/* Adds the counts of one report to those of many. */
void check_stats_add(struct check_stats *to, const struct check_stats *s);

/* Notes that this fact stands in a relation that was decided. */
void check_took_part(struct check *c, const struct rule *r, const struct fact *x, bool holds);
/* Counts a relation that holds, or could not be decided and why; tells a trace. */
void check_unknown(struct check *c, const struct rule *r, struct span span,
		   enum unknown_reason reason);

/* Is anybody told of the steps of this rule?  Asked before a step that costs something. */
static inline bool
check_traced(const struct check *c, const struct rule *r)
{
	return c->trace && c->trace->only == r;
}

/* Says a step when this rule is traced; free otherwise. */
void check_trace(struct check *c, const struct rule *r, struct span span, const char *step,
		 const char *format, ...) __attribute__((format(printf, 5, 6)));

/* Counts a relation that comes out.  There are many of them. */
static inline void
check_proved(struct check *c, const struct rule *r, struct span span, const char *why)
{
	c->stats.proved++;
	if (check_traced(c, r))
		check_trace(c, r, span, "proved", "%s", why);
}

/* The kinds' own entry points: one file each. */
#define CHECK_KIND(name) extern const struct check_kind check_##name
CHECK_KIND(relation);
CHECK_KIND(parts);
CHECK_KIND(same);
CHECK_KIND(malformed);
CHECK_KIND(restated);
CHECK_KIND(together);
CHECK_KIND(retold);
CHECK_KIND(headline);
CHECK_KIND(items);
CHECK_KIND(numbering);
CHECK_KIND(reference);
CHECK_KIND(duplicate);
CHECK_KIND(pairs);
CHECK_KIND(doubled);
CHECK_KIND(terms);
CHECK_KIND(calendar);
CHECK_KIND(period);
CHECK_KIND(measure);
CHECK_KIND(table);
CHECK_KIND(shares);
CHECK_KIND(suppression);
CHECK_KIND(claim);
CHECK_KIND(shared);
#undef CHECK_KIND

#endif
