/*
 * Inside of the kind "table": a grid as whole numbers of one scale, sums tried on it,
 * and how one that fails is told.  Used by the files table_*.c and check_table.c only.
 */
#ifndef TABLE_H
#define TABLE_H

#include "check.h"

enum { SUMMED_ASKED = 6 /* columns of a table at most: see sheet.summed */ };
enum { TERMS_MAX = 128, POWER_UNKNOWN = INT32_MAX, PLACES_MOST = 6 /* decimals of a sheet */ };

/* What stands in a cell. */
enum sheet_state {
	SHEET_BLANK,
	SHEET_FIGURE,
	SHEET_DASH,
	SHEET_UNKNOWN /* digits that make no number, or a figure that is not told */
};

enum { TALLY_DIGITS = 5 /* of sums that are proofs: more are not counted */ };

/* How a sum came out in all the places where a law wants it. */
struct tally {
	uint32_t proofs, slips, fails;
	uint32_t digits; /* of the totals proved, less one each */
	uint32_t held;	 /* balances that come out, however small their figures */
};

/* Column `total` is the sum of columns [from, to). */
struct row_law {
	uint32_t total, from, to;
	struct tally tally;
	uint32_t held;		/* rows of several parts in which it holds, however small */
	uint32_t single;	/* of one part */
	uint32_t weak;		/* of these, in distinct figures */
	uint32_t covered;	/* columns that hold that part in several of them */
	const uint8_t *outcome; /* enum sum_outcome of the rows that were tried */
};

/* What is asked of most rows, and spares looks at them. */
enum {
	ROW_FIGURES = 1 << 0,
	ROW_CODE = 1 << 1,
	ROW_LABEL = 1 << 2,
	ROW_HAN = 1 << 3,     /* no label but of Han: no enumerator, spaces, brackets or figures */
	ROW_WORDLESS = 1 << 4 /* none of the words in it that table_words.any stands for */
};

/* What the words over a column say. */
struct head_words {
	bool rate;
	bool sums;   /* it ends in a word for a total */
	bool counts; /* it, or its bracket, names things that are counted one by one */
	bool money;  /* its bracket does, in rounded figures */
	bool ranks;  /* some word for ranks may stand in it */
};

struct sheet {
	const struct grid *grid;
	int places;		 /* decimals that every value is scaled to */
	const int64_t *value;	 /* [row * columns + column]; 0 where there is no figure */
	const uint8_t *state;	 /* enum sheet_state */
	const uint8_t *decimals; /* that a figure is printed with; 0 where there is none */
	uint8_t *marks;		 /* what became of each cell: part of check.cell_marks */
	int64_t last_place;	 /* of the figure with the fewest decimals: 100 for 1 of 1.00 */
	/* [column * low_rows + row], table_low.h: the values in units of last_place modulo 2^16, zero
	 * in what low_rows is more than there are rows; all bits where there is a figure */
	const uint16_t *low, *figured;
	uint32_t low_rows;
	const uint32_t *figures;    /* of each column */
	const uint32_t *above_zero; /* those of them that are */
	const bool *rate;	    /* columns of percentages: never summed */
	const bool *mixed;    /* columns in which some figures are printed with %, some without */
	const bool *rate_row; /* rows of rates, by their label or a % in each */
	const bool *total;    /* rows whose label says that they are a total */
	const bool *less;     /* rows that are taken away (减：) */
	const bool *of_which; /* rows that are a part of one above (其中) */
	/* is there such a row; one with an enumerator; one set deeper than the one before it? */
	bool any_rate_row, any_less, any_of_which, any_marks, any_deeper;
	uint32_t totals;		      /* rows that are one */
	const uint8_t *row;		      /* of each row, ROW_ bits */
	const struct row_label *const *label; /* of each row (table_label.h) */
	const struct head_words *heads;	      /* of each column */
	const struct row_law *row_law; /* of each column: the run that makes it; to is 0 without */
	/* Columns added up, or made, beyond doubt: by such a law and, of no more columns than
	 * SUMMED_ASKED, by one of any three. */
	const bool *summed;
	const bool *counted;   /* columns of things counted one by one: exact */
	uint32_t names_row;    /* that counts the columns, 1 2 3; GRID_NONE */
	uint32_t names_column; /* that counts the rows; GRID_NONE */
	size_t code;	       /* bytes of the shortest code of a row with figures; 0 without */
	int power;	       /* of ten, of its unit: 4 for 万元; POWER_UNKNOWN */
	bool rounded;	       /* by its unit, whole numbers are rounded too */
	bool percents;	       /* some cell is printed with % */
	bool any_unknown;      /* ... is SHEET_UNKNOWN */
	bool unit_counts;      /* its unit says that its figures count things */
	bool malformed;	 /* some cell holds digits that make no number, as table_figure.c says */
	bool hundredths; /* by its unit, two decimals are exact: money in its own unit */
	struct suspicions *suspicions;
};

/* Which cells a finding may be due to: one slip of the pen in it explains the failure.
 * A wrong figure breaks a row, a column and what other tables say; it is told once. */
enum { SUSPECTS_MOST = 8 };
struct suspicion {
	size_t finding;		      /* of check.findings */
	uint32_t cell[SUSPECTS_MOST]; /* where they begin in doc.text */
	uint32_t count;
};
struct suspicions {
	struct check *check;
	VEC(struct suspicion) all;
};

static inline size_t
sheet_at(const struct sheet *s, uint32_t row, uint32_t column)
{
	return (size_t)row * s->grid->column_count + column;
}

/* Where in the report words of a list stand, in order. */
struct word_places {
	const uint32_t *at;
	size_t count;
};

/* The number of the first that is not before `from`. */
static inline size_t
places_from(const struct word_places *p, uint32_t from)
{
	size_t low = 0, high = p->count;

	while (low < high) {
		size_t middle = low + (high - low) / 2;
		if (p->at[middle] < from)
			low = middle + 1;
		else
			high = middle;
	}
	return low;
}

/* The words of a rule of this kind; every list may be NULL. */
struct table_words {
	const struct word_list *total, *rate, *money, *counts, *lead;
	const struct word_list *share, *growth, *completion; /* over a column of rates */
	const struct word_list *volumes; /* what grows at constant prices, whatever is printed */
	const struct word_list *rank;
	const struct word_list *empty, *unused, *units; /* what is said of empty tables */
	const struct word_list *is;			/* between what is named and its figure */
	const struct word_list *moved;			/* before a figure that says by how much */
	const struct word_list *otherwise; /* in a bracket behind a figure: counted otherwise */
	const struct word_list *of_which, *title_front, *title_behind_number, *title_tail;
	const struct word_list *less; /* before the name of a row that is taken away */
	const struct word_list *equals, *plus, *minus, *line_column, *filler; /* of formulas */
	struct word_places equals_at, empty_at, unused_at;
	/* what the words total, rate and equals of all rules begin with */
	const struct word_starts *any;
	const struct word_starts *front; /* what the words less and of_which begin with */
	const struct word_starts *ranks; /* what the words rank of all rules begin with */
};

/* Places of a hash table for n things: a power of two, half of them free at least. */
static inline size_t
hash_room(size_t n)
{
	size_t room = 16;

	while (room < 2 * n)
		room *= 2;
	return room;
}

/* The digits of a cell as one whole number, without sign and point; 0 without a figure.  How
 * long a figure is as printed says how much an agreement with it proves. */
static inline int64_t
sheet_digits(const struct sheet *s, size_t at)
{
	int64_t v = s->value[at];

	/* as a rule all figures have the same decimals */
	if (s->last_place != 1 && s->state[at] == SHEET_FIGURE && s->decimals[at] != s->places)
		v = s->grid->cells[s->grid->at[at]].mantissa;
	return v < 0 ? -v : v;
}

static inline bool
sheet_counted(const struct sheet *s, size_t at)
{
	return s->counted[at % s->grid->column_count];
}

/* A sheet by columns, or turned: what is said of columns is said of rows. */
struct view {
	struct check *c;
	const struct rule *rule;
	const struct table_words *words;
	const struct sheet *s;
	bool turned;
	uint32_t lines, items;
};

static inline size_t
view_at(const struct view *v, uint32_t line, uint32_t item)
{
	return v->turned ? sheet_at(v->s, line, item) : sheet_at(v->s, item, line);
}

static inline bool
line_is_rate(const struct view *v, uint32_t line)
{
	return v->turned ? v->s->rate_row[line] : v->s->rate[line];
}

/* The last item before this one that has a figure in a line; the item itself without. */
static inline uint32_t
item_before(const struct view *v, uint32_t line, uint32_t item)
{
	for (uint32_t i = item; i-- > 0;)
		if (v->s->state[view_at(v, line, i)] == SHEET_FIGURE)
			return i;
	return item;
}

/* Rows or columns of a sheet that are to make a total: places of cells. */
struct sum {
	size_t total;
	size_t term[TERMS_MAX];
	bool minus[TERMS_MAX]; /* 减： */
	uint32_t count;
};

/* A sum without terms so far: the rest of it is not looked at. */
static inline void
sum_begin(struct sum *sum, size_t total)
{
	sum->total = total;
	sum->count = 0;
}

static inline void
sum_add(struct sum *sum, size_t term, bool minus)
{
	sum->minus[sum->count] = minus;
	sum->term[sum->count++] = term;
}

enum sum_outcome {
	SUM_NONE,  /* nothing to compare */
	SUM_WEAK,  /* holds, with a single term that is not zero */
	SUM_PROOF, /* holds with two */
	SUM_NEAR,  /* whole numbers that rounding may put apart */
	SUM_SLIP,  /* fails, and one slip of the pen explains it */
	SUM_FAILS
};

/* Two sides of an equation: cells [0, left) are as much as the others; the first one is
 * pointed at. */
struct balance {
	size_t at[TERMS_MAX];
	bool minus[TERMS_MAX];
	uint32_t left, count;
};

/* What rounding may put the sides of an equation apart: half a unit of the last printed
 * place for every figure that is not zero. */
struct slack {
	uint32_t figures; /* that are not zero */
	uint32_t printed; /* zeros too */
	uint32_t counted; /* of them, in columns of counts */
	int decimals;	  /* the most that any has */
};
enum slack_outcome {
	SLACK_EXACT,	/* there is no gap */
	SLACK_ROUNDED,	/* rounding explains it */
	SLACK_DOUBTFUL, /* it would, but whole numbers of this unit are counts */
	SLACK_NONE
};
static inline void
slack_add(struct slack *slack, const struct sheet *s, size_t at)
{
	if (s->state[at] != SHEET_FIGURE)
		return;
	int decimals = s->decimals[at];
	slack->decimals = decimals > slack->decimals ? decimals : slack->decimals;
	slack->figures += s->value[at] != 0;
	slack->printed++;
	slack->counted += sheet_counted(s, at);
}
enum slack_outcome slack_covers(const struct slack *slack, const struct sheet *s, int64_t gap);

/* table_nested.c: a row whose total stands before its parts, in a table of few rows. */
void table_nested(struct check *c, const struct rule *r, const struct sheet *s, uint32_t row,
		  uint32_t total);

/* table_sheet.c: all grids of the report that can be computed with; *count of them. */
const struct sheet *sheets_read(struct check *c, const struct table_words *w,
				struct suspicions *suspicions, size_t *count);
/* The power of ten of a unit, 4 for 万元; POWER_UNKNOWN. */
int unit_power(const struct check *c, struct str unit);
/* What stands in the brackets that end s; empty without. */
struct str last_bracket(struct str s);
/* The column that a cell, of words too, stands in or over most; GRID_NONE. */
uint32_t sheet_column_of(const struct sheet *s, const struct cell *x);
static inline struct span
sheet_span(const struct sheet *s, size_t at)
{
	return s->grid->cells[s->grid->at[at]].span;
}

/* Notes how a relation came out that cell `at` is in; nothing for one without a figure. */
static inline void
sheet_cell(struct check *c, const struct rule *r, const struct sheet *s, size_t at,
	   enum cell_outcome outcome)
{
	if (s->state[at] != SHEET_FIGURE)
		return;
	s->marks[at] |= outcome == CELL_UNKNOWN ? CELL_UNDECIDED : CELL_DECIDED;
	if (c->keeps_involved)
		check_cell_involved(c, r, sheet_span(s, at).from, outcome);
}
/* Is a relation that comes out only counted?  Nobody asks which rule looked at which cell, nor for a
 * trace. */
static inline bool
sheet_is_counted(const struct check *c, const struct rule *r)
{
	return !c->keeps_involved && !check_traced(c, r);
}

/* sheet_cell of cells that hold, where they are only counted. */
struct cells_held {
	uint8_t *marks;
	const uint8_t *state;
};
static inline struct cells_held
sheet_cells_held(const struct sheet *s)
{
	return (struct cells_held){s->marks, s->state};
}
static inline void
cell_holds(struct cells_held cells, size_t at)
{
	cells.marks[at] |= (uint8_t)((cells.state[at] == SHEET_FIGURE) * CELL_DECIDED);
}
/* "row 合计, column 2024", of a row and column by their words or of a cell. */
struct str place_named(struct check *c, struct str label, struct str head);
struct str sheet_place(struct check *c, const struct sheet *s, size_t at);

/* table_suspect.c: notes that the finding added last may be due to this cell; merges findings
 * that one wrong figure explains. */
void suspect(const struct sheet *s, size_t at);
void suspicions_merge(struct suspicions *all);

/* table_figure.c: digits, commas and points that make no number. */
bool cell_is_malformed(const struct check *c, const struct cell *x);

/* table_sum.c.  What the terms of a sum make, exactly. */
int64_t sum_of_terms(const struct sheet *s, const struct sum *sum);
enum sum_outcome sum_try(struct check *c, const struct sheet *s, const struct sum *sum);
/* `total`: the cell whose digits are the proof's. */
void tally_add(struct tally *t, const struct sheet *s, size_t total, enum sum_outcome outcome);
/* Has a law been proved so often that its exceptions are errors?  Two proofs of some
 * size, and few failures. */
bool tally_is_law(const struct tally *t);
/* A value of the sheet as cell `at` would print it. */
struct str sheet_print(struct check *c, const struct sheet *s, size_t at, int64_t value);
/* May two figures be one slip of the pen apart, by their digits as whole numbers?  Whether they
 * are, digits_slip tells of what is printed. */
bool digits_may_slip(uint64_t a, uint64_t b);
/* Is `should` one slip of the pen from what cell `at` prints?  Cheap where it is not. */
bool sheet_slipped(struct check *c, const struct sheet *s, size_t at, int64_t should);
/* Proposes that cell `at`, where that is one slip, prints `should`. */
void sheet_propose(struct check *c, struct finding *f, const struct sheet *s, size_t at,
		   int64_t should);
/* Fills f->discrepancy with the figure of cell `at`, as it is printed there, and what it ought to be. */
void sheet_compare(struct check *c, struct finding *f, const struct sheet *s, size_t at,
		   int64_t ought);
/* Tells that a sum fails, or, when it holds, that it was proved. */
void sum_report(struct check *c, const struct rule *r, const struct sheet *s, const struct sum *sum,
		enum sum_outcome outcome);

/* Notes that the sum of other cells, which are noted by whoever knows them, makes cell `total`. */
static inline void
sum_proved(struct check *c, const struct rule *r, const struct sheet *s, size_t total)
{
	sheet_cell(c, r, s, total, CELL_HOLDS);
	check_proved(c, r, sheet_span(s, total), "the table's own law");
}

static inline bool
row_has_figures(const struct sheet *s, uint32_t row)
{
	return s->row[row] & ROW_FIGURES;
}

/* A figure without words or code: nobody can say what it belongs to. */
static inline bool
row_is_orphan(const struct sheet *s, uint32_t row)
{
	return (s->row[row] & (ROW_FIGURES | ROW_LABEL | ROW_CODE)) == ROW_FIGURES;
}

/* The enumerator that a row begins with; NULL without. */
static inline const struct enumerator *
row_mark(const struct sheet *s, uint32_t row)
{
	const struct enumerator *e = &s->grid->rows[row].mark;

	return e->span.to ? e : NULL;
}

/* Rows that are to make row `total` in every column. */
struct row_set {
	uint32_t total;
	uint32_t row[TERMS_MAX];
	uint32_t count;
	bool unknown;		/* something among them cannot be placed */
	const uint8_t *outcome; /* enum sum_outcome of each column, once they were tried */
};
/* table_total.c.  A set without rows so far (the rest of it is not looked at), and a row more. */
void row_set_begin(struct row_set *set, uint32_t total);
void row_set_add(struct row_set *set, uint32_t row);
/* What a row that is named a total adds up: what most columns prove, counted in tally. */
bool row_set_find(struct check *c, const struct sheet *s, uint32_t row, struct row_set *best,
		  struct tally *tally);
/* How a set comes out in each column, added to `tally`; and what a law that was weighed so says of
 * it.  Where it has one proof only, one slip in a large figure is the second. */
void row_set_try(struct check *c, const struct sheet *s, struct row_set *set, struct tally *tally);
void row_set_report(struct check *c, const struct rule *r, const struct sheet *s,
		    struct row_set *set, const struct tally *tally);

/* table_balance.c.  How the two sides come out: a proof has three figures that are not
 * zero. */
enum sum_outcome balance_holds(const struct sheet *s, const struct balance *b);
/* The same; one that fails is told from one that a slip explains. */
enum sum_outcome balance_try(struct check *c, const struct sheet *s, const struct balance *b);
/* The left side less the right one. */
int64_t balance_gap(const struct sheet *s, const struct balance *b);
/* Counts what an equation proves: digits by which its sides might differ and do not. */
void tally_balance(struct tally *t, const struct sheet *s, const struct balance *b,
		   enum sum_outcome outcome);
/* Tells that they do not; `law` is why they should, for the message. */
void balance_report(struct check *c, const struct rule *r, const struct sheet *s,
		    const struct balance *b, struct str law, bool slip);
/* Tells that it holds, or that it cannot be told. */
void balance_proved(struct check *c, const struct rule *r, const struct sheet *s,
		    const struct balance *b, const char *why);
void balance_unknown(struct check *c, const struct rule *r, const struct sheet *s,
		     const struct balance *b);

/* table_slip.c.  Does some figure that is one slip from `printed` fit?  The digits come
 * as one whole number, without sign and point. */
bool slips_try(struct str printed, bool (*fits)(void *self, int64_t mantissa), void *self);

/* What a table calls a row or column: 3, 三, ③, C. */
enum name_kind { NAME_NONE, NAME_DIGITS, NAME_HAN, NAME_CIRCLED, NAME_LETTER };
struct line_name {
	enum name_kind kind;
	uint32_t number; /* of a letter: its capital */
};

enum { FORMULA_TERMS = 24 };
struct formula {
	struct line_name name[FORMULA_TERMS];
	bool minus[FORMULA_TERMS];
	uint32_t left, count; /* terms before the equals sign, and all */
	bool columns;	      /* it speaks of columns */
	struct str text;      /* as printed */
};

/* table_formula.c: is all of s a name?  Does s hold "1 = 2 + 3"?  Is all of it "1 + 2"
 * (left is 0)? */
bool name_read(struct check *c, const struct table_words *w, struct str s, struct line_name *out);
bool formula_find(struct check *c, const struct table_words *w, struct str s, struct formula *out);
bool formula_sum_read(struct check *c, const struct table_words *w, struct str s,
		      struct formula *out);

/* table_row.c: the laws of columns, into the sheet. */
void row_laws_find(struct check *c, struct sheet *s);

/* table_row.c, table_total.c, table_outline.c, table_flow.c, table_rate.c, table_difference.c,
 * table_restated.c: the laws */
void table_rows(struct check *c, const struct rule *r, const struct sheet *s);
void table_totals(struct check *c, const struct rule *r, const struct sheet *s);
void table_codes(struct check *c, const struct rule *r, const struct sheet *sheets, size_t count);
void table_items(struct check *c, const struct rule *r, const struct sheet *s);
void table_indents(struct check *c, const struct rule *r, const struct sheet *s);
void table_flows(struct check *c, const struct rule *r, const struct sheet *s);
void table_rates(struct check *c, const struct rule *r, const struct table_words *w,
		 const struct sheet *s);
void table_differences(struct check *c, const struct rule *r, const struct sheet *sheets,
		       size_t count);
void table_trees(struct check *c, const struct rule *r, const struct sheet *s);
void table_ranks(struct check *c, const struct rule *r, const struct table_words *w,
		 const struct sheet *s);
void table_pooled(struct check *c, const struct rule *r, const struct sheet *s);
void table_malformed(struct check *c, const struct rule *r, const struct sheet *s);
void table_decimals(struct check *c, const struct rule *r, const struct sheet *s);
void table_sides(struct check *c, const struct rule *r, const struct sheet *sheets, size_t count);
void table_restated(struct check *c, const struct rule *r, const struct sheet *sheets,
		    size_t count);

void table_printed(struct check *c, const struct rule *r, const struct table_words *w,
		   const struct sheet *s);
/* table_beside.c: lines of a table whose figures stand together in the text, but for one. */
void table_beside(struct check *c, const struct rule *r, const struct sheet *sheets, size_t count);
/* table_text.c: does the sentence speak of another year than the report's? */
bool sentence_is_other_year(const struct check *c, uint32_t sentence);
void table_empty(struct check *c, const struct rule *r, const struct table_words *w,
		 const struct sheet *sheets, size_t count);
void table_text(struct check *c, const struct rule *r, const struct table_words *w,
		const struct sheet *sheets, size_t count);

#endif
