/*
 * Rows of a stretch for the kind "parts": a whole and its parts, each with the same things
 * counted (受理12件，审结9件。其中，市本级受理7件，审结5件；区县受理5件，审结4件).  A column of them that adds
 * up shows that the rows are a whole and its parts; one beside it that does not is wrong.
 * Two figures side by side need no names of their own: 62起88人。其中，甲42起60人，乙20起28人.
 * Cost: quadratic in the figures of one stretch, which are at most FIGURES_MAX.
 */
#include <string.h>

#include "near.h"
#include "parts_evidence.h"

enum {
	ROWS_LEAST = 3,
	ROWS_MAX = 16,
	CHAINS_MAX = 32,
	LABEL_BYTES = 6,  /* of the end of two labels, to be of one column */
	NOUN_BYTES = 4,	  /* of an English word that may be a noun */
	TOTAL_DIGITS = 2, /* of a total that says something */
	PROOF_DIGITS = 5  /* of the totals that add up and of the wrong one together */
};

struct part_lists {
	struct part_list *at;
	size_t len, cap;
};

/* The figures of one column, from row to row. */
struct chain {
	const struct figure *at[ROWS_MAX];
	size_t count;
};

struct chains {
	struct chain at[CHAINS_MAX];
	size_t count;
};

static struct str
first_word(struct str s)
{
	return str_sub(s, 0, str_find(s, STR(" ")));
}

/* Do they count one thing: by the end of the Chinese words before them, or by the English noun
 * behind, which may be their unit? */
static bool
of_one_column(const struct figure *a, const struct figure *b, bool latin)
{
	if (a->unit != b->unit)
		return false;
	if (latin)
		return a->unit ? a->fact->lex.kind == KIND_COUNT
			       : first_word(a->right).len >= NOUN_BYTES &&
					 str_eq(first_word(a->right), first_word(b->right));
	size_t n = labels_common_end(a->label, b->label);
	return n >= LABEL_BYTES && (unsigned char)a->label.at[a->label.len - n] >= 0x80;
}

static bool
in_chain(const struct chains *chains, const struct figure *g)
{
	for (size_t i = 0; i < chains->count; i++)
		for (size_t k = 0; k < chains->at[i].count; k++)
			if (chains->at[i].at[k] == g)
				return true;
	return false;
}

/* Figures that count one thing each, as often as there are rows. */
static void
chains_read(const struct figures *f, bool latin, struct chains *out)
{
	const struct figure *end = f->at + f->count;

	out->count = 0;
	for (const struct figure *g = f->at; g < end && out->count < CHAINS_MAX; g++) {
		struct chain *chain = &out->at[out->count];
		if (!figure_may_stand(g) || in_chain(out, g))
			continue;
		chain->count = 0;
		for (const struct figure *x = g; x < end && chain->count < ROWS_MAX; x++)
			if (x == g || (figure_may_stand(x) && of_one_column(g, x, latin)))
				chain->at[chain->count++] = x;
		out->count += chain->count >= ROWS_LEAST;
	}
}

/* Does each row of one end before the next row of the other begins? */
static bool
are_beside(const struct chain *a, const struct chain *b)
{
	if (a->count != b->count)
		return false;
	for (size_t i = 0; i + 1 < a->count; i++)
		if (a->at[i] >= b->at[i + 1] || b->at[i] >= a->at[i + 1])
			return false;
	return true;
}

/* The one figure of a unit in [from, to); NULL when there is none, or another. */
static const struct figure *
only_one(const struct figure *from, const struct figure *to, unit_id unit)
{
	const struct figure *found = NULL;

	for (; from < to; from++) {
		if (from->unit != unit || !figure_may_stand(from))
			continue;
		if (found)
			return NULL;
		found = from;
	}
	return found;
}

/* A column without a name of its own, right before one that has it: 小学9所，学位7200个. */
static bool
nameless_read(const struct figures *f, const struct chain *named, struct chain *out)
{
	const struct figure *first = named->at[0];

	if (first == f->at || first[-1].fact->sentence != first->fact->sentence)
		return false;
	for (out->count = 0; out->count < named->count; out->count++) {
		size_t k = out->count;
		out->at[k] = only_one(k ? named->at[k - 1] + 1 : first - 1, named->at[k],
				      first[-1].unit);
		if (!out->at[k])
			return false;
	}
	const struct figure *last = named->at[named->count - 1];
	for (const struct figure *g = last + 1; g < f->at + f->count; g++)
		if (g->unit == first[-1].unit && g->fact->sentence == last->fact->sentence)
			return false; /* a row without the named one: 其他7个 */
	return true;
}

/* The columns that stand beside `anchor`, itself the first. */
static size_t
columns_find(const struct figures *f, const struct chains *chains, size_t anchor,
	     struct chain *columns)
{
	size_t n = 0;

	columns[n++] = chains->at[anchor];
	for (size_t i = 0; i < chains->count; i++)
		if (i != anchor && are_beside(&chains->at[anchor], &chains->at[i]))
			columns[n++] = chains->at[i];
	n += nameless_read(f, &chains->at[anchor], &columns[n]) &&
	     !in_chain(chains, columns[n].at[0]);
	return n;
}

static bool
adds_up(struct check *c, const struct chain *column)
{
	return number_compare(NUMBER_MEETS, parts_sum(c, column->at + 1, column->count - 1),
			      figure_number(c, column->at[0])) == TRUTH_HOLDS;
}

/* Are the parts more than the total, and do words among them or behind say that one thing may be
 * in two (20件由市区共同受理)? */
static bool
overlaps(struct check *c, const struct parts_words *w, const struct figures *f,
	 const struct chain *column)
{
	bool said = phrase_holds(w->overlap, f->rest);

	for (const struct figure *g = column->at[1]; g < f->at + f->count && !said; g++)
		said = phrase_holds(w->overlap, g->gap);
	return said && number_compare(NUMBER_LE, parts_sum(c, column->at + 1, column->count - 1),
				      figure_number(c, column->at[0])) == TRUTH_FAILS;
}

/* Is it one slip of the pen from adding up? */
static bool
is_wrong(struct check *c, const struct parts_words *w, const struct figures *f,
	 const struct chain *column)
{
	const struct figure *total = column->at[0], *const *parts = column->at + 1;
	size_t count = column->count - 1;

	return !overlaps(c, w, f, column) && !parts_are_vague(c, total, parts, count) &&
	       !parts_are_rounded(c, total, parts, count) &&
	       !parts_gap_stated(c, f, total, parts, count) &&
	       parts_slipped(c, total, parts, count);
}

static void
take(struct part_list *list, const struct chain *column)
{
	list->form = LIST_ROWS;
	list->total = column->at[0];
	list->count = list->first = column->count - 1;
	for (size_t i = 0; i < list->count; i++)
		list->parts[i] = column->at[i + 1];
}

/* The one column that is wrong, where the others show that it is to add up. */
static bool
columns_judge(struct check *c, const struct parts_words *w, const struct figures *f,
	      const struct chain *columns, size_t count, struct part_list *out)
{
	const struct chain *wrong = NULL;
	int64_t proof = 0;
	bool shown = false;

	for (size_t i = 0; i < count; i++) {
		int64_t digits = figure_digits(c, columns[i].at[0]);
		bool holds = adds_up(c, &columns[i]);
		if (!holds && (wrong || digits < TOTAL_DIGITS))
			return false;
		if (!holds)
			wrong = &columns[i];
		if (digits >= TOTAL_DIGITS)
			proof += digits;
		shown |= holds && digits >= TOTAL_DIGITS;
	}
	if (!wrong || !shown || proof < PROOF_DIGITS || !is_wrong(c, w, f, wrong))
		return false;
	take(out, wrong);
	return true;
}

/* ---- two figures side by side ------------------------------------------------------- */

enum {
	PAIR_BYTES = 12,    /* between the two */
	TOTALS_BYTES = 45,  /* between their totals */
	PAIR_ROWS = 2,	    /* of a list, at least */
	PAIRS_BACK = 8,	    /* of the same units before a list that may be its total */
	PAIR_FACTS = 40,    /* looked at for them */
	PAIR_DIGITS_TWO = 5 /* of both totals of two rows; of more rows one less */
};

/* Do words join two figures into a pair: 12起8人, 12起、死亡8人? */
static bool
joins_pair(struct str gap)
{
	return gap.len <= PAIR_BYTES && str_find(gap, STR("，")) == SIZE_MAX &&
	       str_find(gap, STR("；")) == SIZE_MAX && str_find(gap, STR("）")) == SIZE_MAX &&
	       str_find(gap, STR("（")) == SIZE_MAX;
}

/* Do figure g, which has a name, and the one behind it make a pair? */
static bool
is_pair(const struct figures *f, const struct figure *g)
{
	return g + 1 < f->at + f->count && g->label.len >= LABEL_BYTES && !g->change && !g->plan &&
	       !g[1].change && !g[1].opens && g->unit != g[1].unit && g->depth == g[1].depth &&
	       g->fact->lex.kind == KIND_COUNT && !g->is_part && joins_pair(g[1].gap);
}

/* The pairs in a row that begin with figure g, which are of one sentence; the first figures are
 * put into one column, the second ones into the other, behind their totals. */
static size_t
pairs_take(const struct parts_words *w, const struct figures *f, const struct figure *g,
	   struct chain columns[2])
{
	const struct figure *first = g;

	columns[0].count = columns[1].count = 1;
	for (; g < f->at + f->count && columns[0].count < ROWS_MAX && is_pair(f, g); g += 2) {
		if (g->unit != first->unit || g[1].unit != first[1].unit ||
		    g->depth != first->depth ||
		    (g > first && (g->opens || g->colon || phrase_holds(w->of_which, g->gap))))
			break; /* 共12起8人，其中甲7起5人、乙5起3人: the first is the total */
		columns[0].at[columns[0].count++] = g;
		columns[1].at[columns[1].count++] = g + 1;
	}
	/* a row without one of the two: 甲9个、金额18万元，乙12个、金额33万元，其他8个 */
	for (const struct figure *x = g; x < f->at + f->count && !x->opens; x++)
		if ((x->unit == first->unit || x->unit == first[1].unit) &&
		    x->depth == first->depth && figure_may_stand(x) && x->group == g[-1].group)
			columns[0].count = 1;
	return (size_t)(g - first) / 2;
}

/* Do fact x and the one behind it look like a pair that the others could be the parts of?  *beside:
 * they are one, rather than in two clauses. */
static bool
may_be_totals(const struct check *c, const struct fact *x, const struct chain columns[2],
	      bool *beside)
{
	const struct facts *f = c->facts;

	if (x->sentence != x[1].sentence || x->lex.is_range || x[1].lex.is_range ||
	    fact_base_unit(c, x) != columns[0].at[1]->unit ||
	    fact_base_unit(c, x + 1) != columns[1].at[1]->unit)
		return false;
	struct str gap = skeleton_slice(f, fact_end(x), x[1].skeleton);
	*beside = joins_pair(gap);
	return gap.len <= TOTALS_BYTES && str_find(gap, STR("；")) == SIZE_MAX;
}

/* Judges the two columns with their totals: the one that is wrong, the other holding; `holds`: both
 * do.  Others than the nearest ones take a digit more. */
static const struct chain *
pair_judge(struct check *c, const struct parts_words *w, const struct figures *f,
	   const struct chain columns[2], bool nearest, bool *holds)
{
	bool one = adds_up(c, &columns[0]), two = adds_up(c, &columns[1]);
	const struct chain *wrong = one ? &columns[1] : &columns[0], *right = &columns[one ? 0 : 1];
	int64_t least = PAIR_DIGITS_TWO + !nearest - (columns[0].count > PAIR_ROWS + 1);

	*holds = one && two;
	if (one == two || figure_digits(c, right->at[0]) < TOTAL_DIGITS ||
	    figure_digits(c, wrong->at[0]) + figure_digits(c, right->at[0]) < least ||
	    !is_wrong(c, w, f, wrong))
		return NULL;
	return wrong;
}

/* The totals of a list of pairs are the ones nearest before it that make one column come out. */
static bool
pairs_judge(struct check *c, const struct parts_words *w, const struct figures *f,
	    struct chain columns[2], struct part_list *out)
{
	const struct fact *all = c->facts->at;
	size_t first = (size_t)(columns[0].at[1]->fact - all);
	size_t end = first > PAIR_FACTS ? first - PAIR_FACTS : 0;
	struct figure *totals = arena_array(c->arena, 2, sizeof *totals);
	bool found = false;
	size_t seen = 0;

	for (size_t i = first; i > end + 1 && seen < PAIRS_BACK; i--) {
		const struct fact *x = &all[i - 2];
		bool beside;
		if (!may_be_totals(c, x, columns, &beside))
			continue;
		struct figure now[2] = {{.fact = x, .unit = columns[0].at[1]->unit},
					{.fact = x + 1, .unit = columns[1].at[1]->unit}};
		bool holds;
		columns[0].at[0] = &now[0];
		columns[1].at[0] = &now[1];
		const struct chain *wrong = pair_judge(c, w, f, columns, !seen && beside, &holds);
		if (holds)
			return false;
		if (wrong && !found) {
			memcpy(totals, now, sizeof now);
			take(out, wrong);
			out->total = &totals[wrong - columns];
			found = true;
		}
		seen++;
	}
	return found;
}

/* The lists of pairs. */
static void
pair_lists(struct check *c, const struct parts_words *w, const struct figures *f,
	   struct part_lists *wrong)
{
	struct chain columns[2];
	struct part_list list = {0};

	for (const struct figure *g = f->at, *end = g + f->count; g < end; g++) {
		if (!is_pair(f, g))
			continue;
		size_t n = pairs_take(w, f, g, columns);
		if (columns[0].count > PAIR_ROWS && pairs_judge(c, w, f, columns, &list))
			*VEC_PUSH(c->arena, wrong) = list;
		g += 2 * n - 1;
	}
}

size_t
row_lists(struct check *c, const struct parts_words *w, const struct figures *f,
	  const struct part_list **out)
{
	struct chain columns[CHAINS_MAX + 1];
	struct chains chains;
	struct part_list list = {0};
	struct part_lists wrong = {0};

	chains_read(f, w->latin, &chains);
	for (size_t i = 0; i < chains.count; i++) {
		size_t count = columns_find(f, &chains, i, columns);
		if (count > 1 && columns_judge(c, w, f, columns, count, &list))
			*VEC_PUSH(c->arena, &wrong) = list;
	}
	if (!w->latin && !wrong.len)
		pair_lists(c, w, f, &wrong);
	*out = wrong.at;
	return wrong.len;
}
