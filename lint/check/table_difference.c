/*
 * Sums with a minus in them: a change between two columns, or between a line and the one
 * before it, and what comes in, goes out and is left.  The same for rows.  Nobody says
 * which columns; the table shows it in most of its rows.
 * Cost: lines cubed, of at most WIDTH_MOST; nearly every law is given up by a glance at
 * three items (table_glance.c).
 */
#include "table_glance.h"

enum {
	LEARN_ITEMS = 1000,
	LAWS_MOST = 24,
	PROOFS_MANY = 6 /* after which one exception needs no slip */
};

/* Lines whose signed figures make nothing; the first is pointed at.  Of one line: it is
 * what line[1] is more than the item before. */
struct law {
	uint32_t line[WINDOW_MOST];
	bool minus[WINDOW_MOST];
	uint32_t count;
	bool before; /* line[0] = line[1] less line[1] of the item before */
	bool plain;  /* known to be one that another law looks for: see is_plain */
	uint32_t mask;
	struct tally tally;
};

struct laws {
	struct law at[LAWS_MOST];
	uint32_t count;
	uint8_t outcome[LAWS_MOST][LEARN_ITEMS]; /* enum sum_outcome of the items that were tried */
};

/* The equation of a law, and the places of its lines in the first item. */
struct equation {
	struct balance balance;
	size_t first[WINDOW_MOST], step; /* from item to item */
	int64_t minus[WINDOW_MOST];	 /* all bits where a line has one, on one side of it all */
	bool plain; /* no item is left out of it for what its cells are, or looks at another */
};

static void
equation_begin(const struct view *v, const struct law *l, struct equation *out)
{
	struct balance *b = &out->balance;

	/* the rest of it is not looked at */
	b->left = 1;
	b->count = l->before ? 3 : l->count;
	b->minus[0] = b->minus[1] = false;
	b->minus[2] = true;
	/* line[0] = the others, whose signs turn when its own is the same as theirs */
	for (uint32_t i = 1; i < l->count && !l->before; i++)
		b->minus[i] = l->minus[i] == l->minus[0];
	for (uint32_t i = 0; i < l->count; i++)
		out->first[i] = view_at(v, l->line[i], 0);
	out->step = v->turned ? 1 : v->s->grid->column_count;
	for (uint32_t i = 0; i < l->count; i++)
		out->minus[i] = -(int64_t)l->minus[i];
	out->plain = !l->before && !v->s->percents;
}

/* The places of one item; false where there is none. */
static inline bool
equation_at(const struct view *v, const struct law *l, uint32_t item, struct equation *e)
{
	size_t *at = e->balance.at;

	if (item_is_rate(v, item))
		return false;
	for (uint32_t i = 0; i < l->count; i++)
		at[i] = e->first[i] + item * e->step;
	if (l->before) {
		uint32_t last = item_before(v, l->line[1], item);
		at[2] = view_at(v, l->line[1], last);
		return last != item && v->s->state[at[1]] == SHEET_FIGURE;
	}
	for (uint32_t i = 0; i < l->count && v->s->percents; i++)
		if (is_odd_rate(v->s, at[i]))
			return false;
	return true;
}

/* ---- learning ----------------------------------------------------------------------- */

/* Small changes say less each; of a column that is named one, or in a narrow table,
 * where few laws are tried, three are enough. */
static bool
is_law(const struct view *v, const struct law *l)
{
	enum { PROOFS = 3, LINES_FEW = 6, HELD = 4 };
	const struct tally *t = &l->tally;
	bool named = line_is_rate(v, l->line[0]);
	bool narrow = v->lines <= LINES_FEW || named;

	if (named && narrow && t->digits && t->held >= HELD && t->fails * HELD <= t->held)
		return true; /* +7, -4, +9: a column of small changes */
	return tally_is_law(t) ||
	       (narrow && t->proofs >= PROOFS && t->digits >= PROOFS && t->fails * 3 <= t->proofs);
}

/* Is every figure of an item there, and do they make nothing to the last place? */
static inline bool
comes_out(const struct sheet *s, const struct equation *e, uint32_t count, uint32_t item)
{
	int64_t made = 0;

	for (uint32_t i = 0; i < count; i++) {
		const int64_t value = s->value[e->first[i] + item * e->step];
		if (!value)
			return false;
		made += (value ^ e->minus[i]) - e->minus[i];
	}
	return made == 0;
}

/* How an item comes out; of a proof, the lines that are not zero in it go to *seen. */
static enum sum_outcome
item_try(const struct view *v, const struct law *l, uint32_t item, struct equation *e,
	 uint32_t *seen)
{
	const struct balance *b = &e->balance;

	if (e->plain && !item_is_rate(v, item) && comes_out(v->s, e, l->count, item)) {
		*seen |= (1U << l->count) - 1;
		return SUM_PROOF;
	}
	if (!equation_at(v, l, item, e))
		return SUM_NONE;
	enum sum_outcome outcome = balance_holds(v->s, b);
	for (uint32_t k = 0; k < b->count && outcome == SUM_PROOF; k++)
		*seen |= (uint32_t)(v->s->value[b->at[k]] != 0) << k;
	return outcome;
}

/* Counts items [from, to) in the tally of a law. */
static void
items_weigh(const struct view *v, struct law *l, struct equation *e, const uint8_t *outcomes,
	    uint32_t from, uint32_t to)
{
	for (uint32_t i = from; i < to; i++)
		if (outcomes[i] == SUM_FAILS)
			l->tally.fails++;
		else if (outcomes[i] == SUM_PROOF && equation_at(v, l, i, e))
			tally_balance(&l->tally, v->s, &e->balance, SUM_PROOF);
}

/* Each line must have taken part in a proof: a blank one has any sign.  What proofs weigh, when
 * there are enough of them, matters only if some item fails. */
static bool
law_try(const struct view *v, struct law *l, uint8_t outcomes[LEARN_ITEMS])
{
	const uint32_t items = v->items < LEARN_ITEMS ? v->items : LEARN_ITEMS;
	struct equation e;
	uint32_t seen = 0, weighed = 0;
	bool enough = false;

	equation_begin(v, l, &e);
	for (uint32_t i = 0; i < items; i++) {
		const enum sum_outcome outcome = item_try(v, l, i, &e, &seen);
		outcomes[i] = (uint8_t)outcome;
		if (outcome != SUM_FAILS && (enough || outcome != SUM_PROOF))
			continue;
		items_weigh(v, l, &e, outcomes, weighed, i + 1);
		weighed = i + 1;
		if (l->tally.fails > FAILS_EARLY && l->tally.fails * 3 > l->tally.proofs)
			return false;
		enough = !l->tally.fails && tally_is_law(&l->tally);
	}
	return seen == (1U << e.balance.count) - 1 && is_law(v, l);
}

/* A law over the lines of another, and more, says nothing new. */
static bool
is_known(const struct laws *laws, uint32_t mask)
{
	for (uint32_t i = 0; i < laws->count; i++)
		if ((laws->at[i].mask & mask) == laws->at[i].mask)
			return true;
	return false;
}

/* Is it a plain sum that ends beside its parts, which another law looks for? */
static bool
is_plain(const struct view *v, const struct law *l)
{
	uint32_t minus = 0, low = v->lines, high = 0, odd = 0;

	for (uint32_t i = 0; i < l->count; i++) {
		minus += l->minus[i];
		low = l->line[i] < low ? l->line[i] : low;
		high = l->line[i] > high ? l->line[i] : high;
		if (line_is_rate(v, l->line[i]))
			return false;
	}
	if (l->before || v->turned || (minus != 1 && minus != l->count - 1))
		return false;
	for (uint32_t i = 0; i < l->count; i++)
		if (l->minus[i] == (minus == 1))
			odd = l->line[i];
	return high - low + 1 == l->count && (odd == low || odd == high);
}

/* Does the sheet know it as what makes a column of its neighbours? */
static bool
is_row_law(const struct view *v, const struct law *l)
{
	uint32_t columns = 0;

	for (uint32_t i = 0; i < l->count && !v->turned; i++) {
		const struct row_law *known = &v->s->row_law[l->line[i]];
		columns = ((1U << known->to) - (1U << known->from)) | 1U << known->total;
		if (known->to && columns == l->mask)
			return is_plain(v, l);
	}
	return false;
}

static void
laws_add(const struct view *v, struct laws *laws, struct law l)
{
	if (laws->count == LAWS_MOST || is_known(laws, l.mask))
		return;
	l.plain = is_row_law(v, &l);
	if (l.plain || law_try(v, &l, laws->outcome[laws->count]))
		laws->at[laws->count++] = l;
}

/* Three lines that may be whole = one + other: one of them, those that the other may be, and of each
 * of these the lines that the whole may be. */
struct triples {
	uint32_t others;
	uint16_t wholes[WIDTH_MOST]; /* where there is such another */
};

static void
wholes_add(const struct view *v, struct triples all[WIDTH_MOST], uint32_t whole, struct laws *laws)
{
	for (uint32_t one = 0; one < v->lines; one++)
		for (uint32_t left = all[one].others; left; left &= left - 1) {
			uint32_t other = (uint32_t)__builtin_ctz(left);
			bool swap = line_is_rate(v, one) && !line_is_rate(v, other);
			uint32_t change = swap ? one : other, base = swap ? other : one;
			if (!(all[one].wholes[other] >> whole & 1) ||
			    line_is_rate(v, base) != line_is_rate(v, whole))
				continue;
			struct law l = {.line = {change, whole, base},
					.minus = {false, true, false},
					.count = 3,
					.mask = 1U << whole | 1U << one | 1U << other};
			laws_add(v, laws, l);
		}
}

/* whole = one + other, of any three lines; the change is pointed at, or the last one. */
static void
triples_find(const struct view *v, const struct glances *g, struct laws *laws)
{
	struct triples all[WIDTH_MOST];
	uint32_t any = 0;

	for (uint32_t one = 0; one < v->lines && g->any_others; one++) {
		all[one].others = 0;
		for (uint32_t left = g->others[one]; left; left &= left - 1) {
			uint32_t other = (uint32_t)__builtin_ctz(left);
			uint32_t wholes = wholes_open(g, one, other);
			all[one].wholes[other] = (uint16_t)wholes;
			all[one].others |= (uint32_t)(wholes != 0) << other;
			any |= wholes;
		}
	}
	for (uint32_t left = any; left; left &= left - 1)
		wholes_add(v, all, (uint32_t)__builtin_ctz(left), laws);
}

/* line = another less the one before it in that other line. */
static void
steps_find(const struct view *v, const struct glances *g, struct laws *laws)
{
	uint32_t changes[WIDTH_MOST], any = 0;
	const uint32_t lines = g->steps;

	for (uint32_t line = 0; lines >> line; line++)
		any |= changes[line] = lines >> line & 1 ? steps_open(v, g, line) : 0;
	for (uint32_t change = 0; any >> change; change++)
		for (uint32_t line = 0; lines >> line; line++)
			if (changes[line] >> change & 1)
				laws_add(v, laws,
					 (struct law){.line = {change, line},
						      .count = 2,
						      .before = true,
						      .mask = 1U << change | 1U << line});
}

static void
window_add(const struct view *v, uint32_t from, uint32_t count, uint32_t signs, struct laws *laws)
{
	struct law l = {.count = count};

	/* the last one is pointed at */
	for (uint32_t i = 0; i < count; i++) {
		uint32_t line = from + count - 1 - i;
		l.line[i] = line;
		l.minus[i] = i > 0 && signs >> (i - 1) & 1;
		l.mask |= 1U << line;
	}
	laws_add(v, laws, l);
}

/* Neighbours with any signs but all the same. */
static void
windows_find(const struct view *v, const struct glances *g, struct laws *laws)
{
	const struct windows may = g->windows;

	if (!(may.four | may.five))
		return;
	for (uint32_t count = 4; count <= WINDOW_MOST; count++)
		for (uint32_t runs = count == 4 ? may.four : may.five; runs; runs &= runs - 1) {
			uint32_t from = (uint32_t)__builtin_ctz(runs);
			uint32_t open = signs_open(g, from, count);
			for (uint32_t left = open; left; left &= left - 1)
				window_add(v, from, count, (uint32_t)__builtin_ctz(left), laws);
		}
}

/* ---- judging ---------------------------------------------------------------------------- */

/* An item of a law without others before it that holds, where that is only counted. */
static void
item_holds(const struct view *v, const struct equation *e, uint32_t item)
{
	const struct cells_held cells = sheet_cells_held(v->s);
	const uint32_t count = e->balance.count;

	for (uint32_t i = 0; i < count; i++)
		cell_holds(cells, e->first[i] + item * e->step);
	v->c->stats.proved++;
}

/* An item that was tried; `outcome`: how it came out, SUM_FAILS for those that were not. */
static void
item_judge(const struct view *v, const struct law *l, struct equation *e, uint32_t item,
	   enum sum_outcome outcome)
{
	const struct balance *b = &e->balance;

	if (!equation_at(v, l, item, e))
		return;
	if (outcome == SUM_FAILS)
		outcome = balance_try(v->c, v->s, b);
	bool lone = outcome == SUM_FAILS && l->tally.fails == 1 && l->tally.proofs >= PROOFS_MANY;
	if (outcome == SUM_NONE)
		return;
	if (outcome == SUM_PROOF || outcome == SUM_WEAK)
		balance_proved(v->c, v->rule, v->s, b, "the table's own law");
	else if (outcome == SUM_SLIP || lone)
		balance_report(v->c, v->rule, v->s, b, STR(""), outcome == SUM_SLIP);
	else
		balance_unknown(v->c, v->rule, v->s, b);
}

/* `outcomes`: of the items that were tried. */
static void
law_judge(const struct view *v, const struct law *l, const uint8_t outcomes[LEARN_ITEMS])
{
	struct equation e;
	bool counted;

	equation_begin(v, l, &e);
	counted = !l->before && sheet_is_counted(v->c, v->rule);
	for (uint32_t i = 0; i < v->items; i++) {
		const uint8_t outcome = i < LEARN_ITEMS ? outcomes[i] : SUM_FAILS;
		if (counted && (outcome == SUM_PROOF || outcome == SUM_WEAK))
			item_holds(v, &e, i);
		else if (outcome != SUM_NONE)
			item_judge(v, l, &e, i, (enum sum_outcome)outcome);
	}
}

static void
view_judge(const struct view *v)
{
	struct laws laws;
	struct glances glances;

	if (v->lines < 2 || v->lines > WIDTH_MOST || v->items < 2)
		return;
	laws.count = 0;
	glances_read(v, &glances);
	triples_find(v, &glances, &laws);
	steps_find(v, &glances, &laws);
	windows_find(v, &glances, &laws);
	for (uint32_t i = 0; i < laws.count; i++)
		if (!laws.at[i].plain && !is_plain(v, &laws.at[i]))
			law_judge(v, &laws.at[i], laws.outcome[i]);
}

void
table_differences(struct check *c, const struct rule *r, const struct sheet *sheets, size_t count)
{
	for (size_t i = 0; i < count; i++) {
		const struct sheet *s = &sheets[i];
		uint32_t columns = s->grid->column_count, rows = s->grid->row_count;
		view_judge(&(struct view){c, r, NULL, s, false, columns, rows});
		view_judge(&(struct view){c, r, NULL, s, true, rows, columns});
	}
}
