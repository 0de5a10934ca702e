/*
 * Many reports against one another.  What outlives a report is its *yield*: one byte string of
 * records.  The records of all reports are sorted, those of one thing stand together
 * and are judged, and what does not agree becomes findings of the later report.
 *
 *     yield_make (a report, in any thread) -> across_add (in input order) -> across_join
 *     -> across_next (per report) -> across_report (findings, like any other)
 */
#ifndef CORPUS_H
#define CORPUS_H

#include "../check/check.h"

/* ---- identity.c: whose report, of what kind, on which time -------------------------- */

struct identity {
	struct str agency; /* normalised; empty: not known, and nothing is compared */
	struct str
		kind; /* 部门决算, annual report: a word of the list report-kinds; may be empty */
	int32_t from, to; /* days since 1970-01-01; from > to: not known */
};
/* In order of weight: the configuration, a line 预算单位：…, the title, the signature.  In arena
 * a.  Looks at the title and the first blocks only. */
void identity_of(struct arena *a, const struct lexicon *lx, const struct doc *d,
		 struct identity *out);
static inline bool
identity_known(const struct identity *i)
{
	return i->agency.len && i->from <= i->to;
}

/* ---- claim.c, claim_*.c: what a report says that another may say, too --------------- */

enum claim_sort {
	CLAIM_FIGURE,	  /* the thing is so much */
	CLAIM_RATE,	  /* it is larger by this part of what it was */
	CLAIM_DIFFERENCE, /* it is larger by so much */
	CLAIM_DIRECTION	  /* it rose, fell, or stayed: value above, below or 0 */
};

/* Why two figures of one thing may differ and both be right. */
enum {
	CLAIM_MEASURE = 1,     /* a rule names the thing; else its own words do */
	CLAIM_CELL = 2,	       /* from a table */
	CLAIM_PRELIMINARY = 4, /* 快报, preliminary */
	CLAIM_CONSTANT = 8,    /* 可比价, in real terms */
	CLAIM_REVISED = 16,    /* 口径调整, revised, restated */
	CLAIM_ADDS = 32,       /* a count or an amount: those of parts make the whole's */
	CLAIM_DOUBTS = CLAIM_PRELIMINARY | CLAIM_CONSTANT | CLAIM_REVISED
};

struct claim {
	uint64_t thing; /* with its unit and scope: the same for the same thing */
	int32_t from,
		to; /* days of the time that it is said of; of a change, the time compared with */
	uint64_t agency; /* hash of its name */
	enum claim_sort sort;
	uint32_t report;	  /* its number; set by across_add */
	int32_t told;		  /* the last day of the report's own time; set by the join */
	int32_t new_from, new_to; /* of a change: the time that it leads to */
	uint64_t rule;		  /* hash of the id of the one that found it; 0: none did */
	unsigned marks;		  /* CLAIM_ */
	struct span span;	  /* of doc.text: the figure, or the words of a direction */
	struct interval value;	  /* in base units; a rate as a part, 0.0105 */
	struct interval figure;	  /* of a change: what it led to */
	struct str label;	  /* of the thing, for people */
	struct str text;	  /* the figure as printed */
	struct str other;	  /* of a change: the figure that it led to, as printed */
};

/* All claims of one report whose identity is known, in order of the text.  In c->arena. */
struct claim_list {
	VEC(struct claim) all;
};
void claims_read(struct check *c, const struct identity *of, struct claim_list *out);

void claim_record(struct buf *to, const struct claim *c);
/* False for a record that is none; texts are slices of it. */
bool claim_read(struct str record, struct claim *out);

/* ---- across.c ------------------------------------------------------------------------ */

/* Is a rule on that compares reports? */
bool across_wanted(const struct rulebook *rb);

/* What a report leaves for others: records, each behind its length in four bytes; what it says of
 * itself comes first.  In c->arena. */
struct str yield_make(struct check *c);

struct across;
/* `oom` does not return.  The rulebook must live as long. */
struct across *across_new(const struct rulebook *rb, void (*oom)(void));
void across_free(struct across *x);
/* Who is told of every two claims that are compared, and whether they agree. */
void across_watch(struct across *x,
		  void (*compared)(void *self, const struct claim *later, const struct claim *other,
				   bool agree),
		  void *self);
/* The yield of the next report; empty for one that was not read.  Gives its number: 0, 1, 2, … */
uint32_t across_add(struct across *x, struct str yield);
/* Gives reports again, by their numbers. */
struct sharing_reader {
	/* A thread's own reader; both may be NULL: it is `self`. */
	void *(*begin)(void *self);
	void (*end)(void *self, void *reader);
	/* A report; NULL when it cannot be read as it was any more.  What it gave before may go with
	 * the next call but one. */
	const struct facts *(*read)(void *reader, uint32_t report);
	/* Is told of a report that could not be given, in the calling thread, perhaps more than once;
	 * may be NULL. */
	void (*lost)(void *self, uint32_t report);
	void *self;
};
struct shared_passage;
/* Who is told of every passage that two reports share, by their numbers, the earlier one first. */
struct sharing_watcher {
	/* Appends what is to be kept of it; in any thread. */
	void (*passage)(void *self, struct buf *out, uint32_t earlier, uint32_t later,
			const struct doc *earlier_doc, const struct doc *later_doc,
			const struct shared_passage *p);
	/* What was appended for two reports; in the calling thread, in order of the later ones. */
	void (*deliver)(void *self, uint32_t later, struct str kept);
	void *self;
};
void across_watch_shared(struct across *x, struct sharing_watcher watcher);
/* All were added: compares them, and the texts of those that may share a passage, with so many
 * threads; what is found does not depend on their number.  Claims can be watched with one only. */
void across_join(struct across *x, size_t threads, const struct sharing_reader *reader);

/* A place in a report, by its number. */
struct cross_place {
	uint32_t report;
	struct span span;
};
enum { CROSS_VALUES = 8, CROSS_PLACES = 16 };
/* Why a finding may be told: for itself; as a measure's, whatever else the two reports say; only
 * when they agree in other things. */
enum cross_ground { GROUND_ITSELF, GROUND_MEASURE, GROUND_WORDS };
/* A finding to be: what does not agree with what stands elsewhere. */
struct cross_finding {
	uint32_t rule;	  /* index in the rulebook */
	unsigned lowered; /* levels below the rule's */
	bool truncated;
	enum cross_ground ground;
	bool slip;	 /* one slip of the pen explains it */
	unsigned digits; /* that count, of the figure */
	struct cross_place at;
	struct cross_place others[CROSS_PLACES];
	size_t other_count;
	struct operand values[CROSS_VALUES];
	size_t value_count;
	struct discrepancy discrepancy; /* as of struct finding */
};
/* As a record, keyed by its place. */
void cross_record(struct buf *to, const struct cross_finding *f);
/* False for a record that is none; texts are slices of it. */
bool cross_read(struct str record, struct cross_finding *out);

/* The next report with such findings, in order of their numbers; false after the last.  In arena a. */
bool across_next(struct across *x, struct arena *a, uint32_t *report,
		 const struct cross_finding **findings, size_t *count);

/* Makes them findings of c, whose doc is the report: rules by their id in c's rulebook, sorted,
 * without what is suppressed.  `doc` gives another report; NULL when it cannot be read any more, and the finding is left
 * out.  How many were. */
size_t across_report(struct check *c, const struct rulebook *rb,
		     const struct cross_finding *findings, size_t count,
		     const struct doc *(*doc)(void *self, uint32_t report), void *self);

/* Why reports could not be compared, or not to the end (a full disk); NULL: they were. */
const char *across_error(const struct across *x);

/* The hash of a report's text when it was compared. */
uint64_t across_content(const struct across *x, uint32_t report);

struct across_stats {
	uint64_t claims;   /* that reports made */
	uint64_t proved;   /* pairs that agree */
	uint64_t compared; /* pairs that were decided */
	uint64_t unknown;  /* pairs that could not be decided */
	uint64_t passages; /* that two reports share */
	uint64_t genre;	   /* fingerprints of passages that too many agencies share */
};
struct across_stats across_stats(const struct across *x);

#endif
