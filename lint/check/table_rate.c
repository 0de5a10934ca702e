/*
 * Columns of rates: a share of a total, one column over another, growth against
 * another column; and the same for rows.  Nobody says what a rate is of; three of
 * the table's own figures that come out show it, and one that does not is a finding
 * when a slip of the pen explains it and no other law that the table bears out does.
 * Cost: lines cubed, of at most WIDTH_MOST; nearly every law is given up by a glance at the
 * logarithms of three items.
 */
#include "table_rate_glance.h"

enum { WHOLES_MOST = 8, RIVALS_MOST = 16, PROOFS_MANY = 6 };

/* ---- learning ------------------------------------------------------------------------ */

/* Is it the growth of what is told at constant prices?  The figures, at those of their years,
 * do not make it. */
static bool
is_of_volume(const struct view *v, const struct rate_law *l, const struct rate_cells *x)
{
	const struct grid *g = v->s->grid;
	size_t at;

	return l->form != RATE_PLAIN &&
	       (words_in(v->words->volumes, g->rows[x->part / g->column_count].label, &at) >= 0 ||
		words_in(v->words->volumes, g->columns[x->part % g->column_count].head, &at) >= 0);
}

/* rate_try, where the figures ought to make the rate. */
static enum rate_outcome
outcome_of(const struct view *v, const struct rate_law *l, const struct rate_cells *x)
{
	enum rate_outcome outcome = rate_try(v->s, l, x);

	return outcome == RATE_FAILS && is_of_volume(v, l, x) ? RATE_NONE : outcome;
}

/* The first items in which a line has a figure, from first to last. */
struct figured {
	uint32_t count;
	uint16_t item[LEARN_ITEMS];
};

static void
figured_read(const struct view *v, uint32_t line, struct figured *out)
{
	out->count = 0;
	for (uint32_t i = 0; i < v->items && i < LEARN_ITEMS; i++)
		if (v->s->state[view_at(v, line, i)] == SHEET_FIGURE)
			out->item[out->count++] = (uint16_t)i;
}

/* How the items in which the rate has a figure come out goes to *outcomes, for a law that is not
 * given up. */
static void
law_try(const struct view *v, struct rate_law *l, const struct figured *rates,
	uint8_t outcomes[LEARN_ITEMS])
{
	const struct rate_lines lines = rate_lines_of(v, l);

	for (uint32_t k = 0; k < rates->count; k++) {
		uint32_t i = rates->item[k];
		struct rate_cells x = rate_cells_at(v, l, &lines, i);
		enum rate_outcome outcome = outcome_of(v, l, &x);
		outcomes[i] = (uint8_t)outcome;
		if (outcome == RATE_HOLDS)
			rate_proof_add(l, v->s, x.rate);
		l->fails += outcome == RATE_FAILS;
		if (l->fails > RATE_FAILS_EARLY && l->fails * 2 > l->proofs)
			break;
	}
}

/* Does the head of the rates say that they are this law's? */
static bool
is_named(const struct view *v, const struct rate_law *l)
{
	const struct word_list *list = l->over == OVER_ITEM	? v->words->share
				       : l->form == RATE_GROWTH ? v->words->growth
								: v->words->completion;
	struct str head =
		v->turned ? v->s->grid->rows[l->rate].label : v->s->grid->columns[l->rate].head;
	size_t at;

	return l->form != RATE_DECLINE && words_in(list, head, &at) >= 0;
}

/* Three different rates that come out prove a law; of a head that says what its rates
 * are, fewer. */
static bool
is_law(const struct view *v, const struct rate_law *l)
{
	enum { PROOFS = 3, DIGITS = 8, PROOFS_FEW = 2, DIGITS_MANY = 6 };

	if (l->fails * 3 > l->proofs && (l->fails > 1 || l->proofs >= PROOFS))
		return false;
	bool rate = line_is_rate(v, l->rate);
	if (l->proofs < PROOFS)
		return (rate && l->proofs == PROOFS_FEW && l->digits >= DIGITS_MANY) ||
		       (is_named(v, l) && l->proofs + (l->over == OVER_ITEM) >= PROOFS_FEW);
	/* of a column that is no rate by its head more could come out by accident */
	return rate || l->digits >= DIGITS;
}

/* The law that most items bear out, and others that some do. */
struct choice {
	struct rate_law best;
	struct rate_law rival[RIVALS_MOST];
	uint32_t rivals;
	bool found;
	uint32_t whole[WHOLES_MOST], wholes; /* items that may be the whole of shares */
	uint8_t outcome[2][LEARN_ITEMS];     /* enum rate_outcome, by the best law and the last */
	int of_best;			     /* which of the two */
	struct figured rates;
};

static int64_t
score(const struct rate_law *l)
{
	return (int64_t)l->proofs - 2 * (int64_t)l->fails;
}

/* Tries a law of which nothing was counted so far. */
static void
choice_add(const struct view *v, struct choice *choice, const struct rate_law *untried)
{
	struct rate_law law = *untried;

	law_try(v, &law, &choice->rates, choice->outcome[!choice->of_best]);
	if (law.proofs < 1 || law.fails > law.proofs)
		return;
	if (is_law(v, &law) && (!choice->found || score(&law) > score(&choice->best))) {
		choice->best = law;
		choice->found = true;
		choice->of_best = !choice->of_best;
	}
	if (choice->rivals < RIVALS_MOST)
		choice->rival[choice->rivals++] = law;
}

/* Items that may be the whole of shares: totals, and those whose share is all. */
static uint32_t
wholes_find(const struct view *v, uint32_t rate, uint32_t *items)
{
	int64_t whole = 100 * ten_to(v->s->places);
	uint32_t n = 0;

	for (uint32_t i = 0; i < v->items && n < WHOLES_MOST; i++) {
		size_t at = view_at(v, rate, i);
		bool all = v->s->value[at] == whole && v->s->state[at] == SHEET_FIGURE;
		if (all || (v->turned ? v->s->heads[i].sums : v->s->total[i]))
			items[n++] = i;
	}
	return n;
}

/* Of a line, over its wholes and what stands before. */
static void
choose_own(const struct view *v, const struct rate_glances *g, struct rate_law *law,
	   struct choice *out)
{
	law->shift = rate_shifts[0];
	law->form = RATE_PLAIN;
	law->over = OVER_ITEM;
	for (uint32_t i = 0; i < out->wholes; i++) {
		law->base = out->whole[i];
		if (rate_may_be_percent(v, g, law))
			choice_add(v, out, law);
	}
	law->over = OVER_BEFORE;
	law->form = RATE_GROWTH;
	if (line_is_rate(v, law->rate) && rate_may_be_percent(v, g, law))
		choice_add(v, out, law);
}

/* Of a line over the others, in all the forms that a rate may have. */
static void
choose_others(const struct view *v, const struct rate_glances *g, struct rate_law *law,
	      struct choice *out)
{
	uint32_t open[RATE_FORMS][SHIFTS] = {0}, any = 0;
	int forms = line_is_rate(v, law->rate) ? RATE_FORMS : RATE_PLAIN + 1;

	law->over = OVER_LINE;
	for (int form = 0; form < forms; form++) {
		law->form = (enum rate_form)form;
		any |= rate_bases_open(g, law, form == RATE_PLAIN ? SHIFTS : 1, open[form]);
	}
	for (; any; any &= any - 1) {
		law->base = (uint32_t)__builtin_ctz(any);
		for (int form = 0; form < forms; form++)
			for (int i = 0; i < SHIFTS; i++) {
				law->form = (enum rate_form)form;
				law->shift = rate_shifts[i];
				if (open[form][i] >> law->base & 1)
					choice_add(v, out, law);
			}
	}
}

static void
choose(const struct view *v, const struct rate_glances *g, uint32_t rate, struct choice *out)
{
	out->found = false;
	out->rivals = 0;
	out->of_best = 0;
	out->wholes = wholes_find(v, rate, out->whole);
	figured_read(v, rate, &out->rates);
	for (int i = 0; i < 2; i++)
		memset(out->outcome[i], RATE_NONE, v->items < LEARN_ITEMS ? v->items : LEARN_ITEMS);
	struct rate_law law = {.rate = rate};
	for (uint32_t parts = g->bases & ~(1U << rate); parts; parts &= parts - 1) {
		law.part = (uint32_t)__builtin_ctz(parts);
		choose_own(v, g, &law, out);
		choose_others(v, g, &law, out);
	}
}

/* ---- an item that does not come out ----------------------------------------------------- */

/* Does another law explain the rate? */
static bool
is_explained(const struct view *v, const struct choice *choice, uint32_t item)
{
	for (uint32_t i = 0; i < choice->rivals; i++) {
		const struct rate_law *l = &choice->rival[i];
		struct rate_cells x = rate_cells_of(v, l, item);
		if (l->proofs * 2 >= choice->best.proofs && rate_try(v->s, l, &x) == RATE_HOLDS)
			return true;
	}
	return false;
}

/* Would all items come out with another whole, and different rates among them? */
static bool
fits_all(void *self, int64_t mantissa)
{
	const struct rate_slip *slip = self;
	const struct view *v = slip->v;
	struct rate_law seen = {.proofs = 0};

	for (uint32_t i = 0; i < v->items; i++) {
		struct rate_cells x = rate_cells_of(v, slip->law, i);
		int64_t value[3] = {v->s->value[x.rate], v->s->value[x.part]};
		if (x.part == x.base || rate_try(v->s, slip->law, &x) == RATE_NONE)
			continue;
		if (!rate_slip_value(slip, mantissa, &value[2]) ||
		    !rate_comes_out(v->s, slip->law, &x, value, false))
			return false;
		rate_proof_add(&seen, v->s, x.rate);
	}
	return seen.proofs > 1;
}

static struct str
formula(const struct view *v, const struct rate_law *l, const struct rate_cells *x)
{
	struct check *c = v->c;
	struct str part = doc_slice(c->doc, sheet_span(v->s, x->part));
	struct str base = doc_slice(c->doc, sheet_span(v->s, x->base));
	const char *one = l->form == RATE_DECLINE ? "1 - " : "";

	return str_printf(c->arena, "%s%.*s / %.*s%s", one, STR_FMT(part), STR_FMT(base),
			  l->form == RATE_GROWTH ? " - 1" : "");
}

static void
report(const struct view *v, const struct rate_law *l, const struct rate_cells *x, int64_t should,
       bool sure)
{
	struct check *c = v->c;
	const struct sheet *s = v->s;
	const size_t at[3] = {x->rate, x->part, x->base};
	struct str printed = doc_slice(c->doc, sheet_span(s, x->rate));
	struct str sum = sheet_print(c, s, x->rate, should);
	const struct message_value values[] = {
		{"total", printed},
		{"place", sheet_place(c, s, x->rate)},
		{"parts", formula(v, l, x)},
		{"sum",
		 str_ends(printed, STR("%")) ? str_printf(c->arena, "%.*s%%", STR_FMT(sum)) : sum},
		{NULL, {0}},
	};
	struct related related[2];

	for (int i = 0; i < 2; i++)
		related[i] = (struct related){.span = sheet_span(s, at[i + 1]),
					      .message = sheet_place(c, s, at[i + 1])};
	struct finding *f = finding_add(c, v->rule, sheet_span(s, x->rate), values, related, 2);
	if (!sure && f->level > LEVEL_NOTE)
		f->level--; /* the rate is no slip; an operand may be */
	for (int i = 0; i < 3; i++)
		if (rate_is_slip(v, l, x, i)) {
			suspect(s, at[i]);
			rate_propose(v, f, l, x, i);
		}
	sheet_compare(c, f, s, x->rate, should);
	finding_operand(c, f, "rate", printed);
	finding_operand(c, f, "part", doc_slice(c->doc, related[0].span));
	finding_operand(c, f, "base", doc_slice(c->doc, related[1].span));
}

static void
cells_mark(const struct view *v, const struct rate_cells *x, enum cell_outcome outcome)
{
	sheet_cell(v->c, v->rule, v->s, x->rate, outcome);
	sheet_cell(v->c, v->rule, v->s, x->part, outcome);
	sheet_cell(v->c, v->rule, v->s, x->base, outcome);
}

static void
item_judge(const struct view *v, const struct choice *choice, uint32_t item)
{
	const struct rate_law *l = &choice->best;
	const struct sheet *s = v->s;
	struct rate_cells x = rate_cells_of(v, l, item);
	enum rate_outcome outcome =
		item < LEARN_ITEMS ? choice->outcome[choice->of_best][item] : outcome_of(v, l, &x);

	if (outcome == RATE_HOLDS || outcome == RATE_NEAR)
		cells_mark(v, &x, outcome == RATE_HOLDS ? CELL_HOLDS : CELL_UNKNOWN);
	if (outcome == RATE_HOLDS)
		check_proved(v->c, v->rule, sheet_span(s, x.rate), "the table's own law");
	else if (outcome == RATE_NEAR)
		check_unknown(v->c, v->rule, sheet_span(s, x.rate), UNKNOWN_EVIDENCE);
	if (outcome != RATE_FAILS || is_explained(v, choice, item))
		return;
	int64_t should = rate_of(s, l, &x);
	bool turned_sign = l->negatives && should == -s->value[x.rate];
	bool sure = turned_sign || rate_is_slip(v, l, &x, 0);
	bool maybe = rate_is_slip(v, l, &x, 1) || rate_is_slip(v, l, &x, 2);
	/* under a head that names it, and with proofs enough, one exception is a slip or
	 * a figure of another table */
	bool lone = l->fails == 1 && l->proofs >= PROOFS_MANY / (is_named(v, l) ? 2 : 1);
	bool tell = sure || lone ||
		    (maybe && (l->fails * 3 <= l->proofs || (l->fails == 1 && is_named(v, l))));
	cells_mark(v, &x, tell ? CELL_FAILS : CELL_UNKNOWN);
	if (tell)
		report(v, l, &x, should, sure);
	else
		check_unknown(v->c, v->rule, sheet_span(s, x.rate), UNKNOWN_EVIDENCE);
}

/* All items of the law that was chosen; most come out, which as a rule is only counted. */
static void
items_judge(const struct view *v, const struct choice *choice)
{
	const uint8_t *outcomes = choice->outcome[choice->of_best];
	const bool counted = sheet_is_counted(v->c, v->rule);
	const struct cells_held cells = sheet_cells_held(v->s);
	const struct rate_lines lines = rate_lines_of(v, &choice->best);

	for (uint32_t i = 0; i < v->items; i++) {
		const uint8_t outcome = i < LEARN_ITEMS ? outcomes[i] : RATE_FAILS;
		if (outcome == RATE_NONE)
			continue;
		if (!counted || outcome != RATE_HOLDS) {
			item_judge(v, choice, i);
			continue;
		}
		const struct rate_cells x = rate_cells_at(v, &choice->best, &lines, i);
		cell_holds(cells, x.rate);
		cell_holds(cells, x.part);
		cell_holds(cells, x.base);
		v->c->stats.proved++;
	}
}

/* Shares of a whole that is wrong itself: none comes out, and all do when one slip in
 * the whole is put right. */
static void
whole_judge(const struct view *v, const struct choice *choice, uint32_t rate)
{
	const uint32_t *wholes = choice->whole, n = choice->wholes;

	if (!n || !is_named(v, &(struct rate_law){.rate = rate, .over = OVER_ITEM}))
		return;
	for (uint32_t part = 0; part < v->lines; part++)
		for (uint32_t i = 0; i < n && !line_is_rate(v, part); i++) {
			struct rate_law law = {.rate = rate,
					       .part = part,
					       .over = OVER_ITEM,
					       .base = wholes[i],
					       .shift = 2};
			struct rate_slip slip = {v, &law, rate_cells_of(v, &law, wholes[i]), 2};
			size_t whole = slip.cells.base;
			if (v->s->state[whole] != SHEET_FIGURE ||
			    !slips_try(doc_slice(v->c->doc, sheet_span(v->s, whole)), fits_all,
				       &slip))
				continue;
			for (uint32_t k = 0; k < v->items; k++) {
				struct rate_cells x = rate_cells_of(v, &law, k);
				if (rate_try(v->s, &law, &x) != RATE_FAILS)
					continue;
				report(v, &law, &x, rate_of(v->s, &law, &x), true);
				return;
			}
		}
}

static bool
line_has_figure(const struct view *v, uint32_t line)
{
	for (uint32_t i = 0; i < v->items; i++)
		if (v->s->state[view_at(v, line, i)] == SHEET_FIGURE)
			return true;
	return false;
}

/* May the line hold rates?  A column that is added up with others does not, whatever its head says. */
static bool
may_be_rate(const struct view *v, uint32_t line)
{
	bool amount = !v->turned && v->s->summed[line];

	return ((line_is_rate(v, line) && !amount) || rate_may_be_price(v, line)) &&
	       line_has_figure(v, line);
}

static void
view_judge(const struct view *v)
{
	struct rate_glances glances;

	glances.count = 0;
	if (v->lines < 2 || v->lines > WIDTH_MOST || v->items < 2)
		return;
	for (uint32_t rate = 0; rate < v->lines; rate++) {
		if (!may_be_rate(v, rate))
			continue;
		if (!glances.count)
			rate_glances_read(v, &glances);
		struct choice choice;
		choose(v, &glances, rate, &choice);
		if (choice.found)
			items_judge(v, &choice);
		if (!choice.found)
			whole_judge(v, &choice, rate);
	}
}

void
table_rates(struct check *c, const struct rule *r, const struct table_words *w,
	    const struct sheet *s)
{
	uint32_t columns = s->grid->column_count, rows = s->grid->row_count;

	view_judge(&(struct view){c, r, w, s, false, columns, rows});
	if (s->any_rate_row)
		view_judge(&(struct view){c, r, w, s, true, rows, columns});
}
