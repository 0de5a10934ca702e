/*
 * Columns of rates: a share of a total, one column over another, growth against
 * another column; and the same for rows.  Nobody says what a rate is of; three of
 * the table's own figures that come out show it, and one that does not is a finding
 * when a slip of the pen explains it and no other law that the table bears out does.
 * Cost: lines cubed, of at most WIDTH_MOST; nearly every law is given up after three
 * items.
 */
#include "table.h"

/* Products of three figures of a sheet fit in it. */
__extension__ typedef __int128 wide;

enum {
	WIDTH_MOST = 16,
	LEARN_ITEMS = 1000,
	WHOLES_MOST = 8,
	RIVALS_MOST = 16,
	SEEN_MOST = 16,
	PROOFS_MANY = 6,
	NARROW = 6,
	FAILS_EARLY = 2,
	SLACK_NEAR = 2, /* halves of a unit: what is no failure yet */
	SHIFTS = 5
};

/* Powers of ten that a rate may be multiplied by. */
static const int shifts[SHIFTS] = {2, 0, 4, 5, 3};

/* What a figure of line `part` is put over. */
enum base_form {
	OVER_LINE,  /* that of line `base` */
	OVER_ITEM,  /* item `base` of its own line: the whole of shares */
	OVER_BEFORE /* the one before it in its line */
};

/* What the rate says of the quotient: itself, what it is above one, or below. */
enum rate_form { RATE_PLAIN, RATE_GROWTH, RATE_DECLINE };

/* Line `rate` is line `part` over a base, times a power of ten. */
struct rate_law {
	uint32_t rate, part, base;
	enum base_form over;
	enum rate_form form;
	int shift;
	uint32_t proofs, digits, fails, negatives;
	int64_t seen[SEEN_MOST]; /* rates that were proofs: one counts once */
	uint32_t seen_count;
};

/* The cells that a law joins for one item. */
struct rate_cells {
	size_t rate, part, base;
};

enum rate_outcome { RATE_NONE, RATE_HOLDS, RATE_NEAR, RATE_FAILS };

static struct rate_cells
cells_of(const struct view *v, const struct rate_law *l, uint32_t item)
{
	size_t part = view_at(v, l->part, item), base = part;

	switch (l->over) {
	case OVER_LINE:
		base = view_at(v, l->base, item);
		break;
	case OVER_ITEM:
		base = view_at(v, l->part, l->base);
		break;
	case OVER_BEFORE:
		base = view_at(v, l->part, item_before(v, l->part, item));
		break;
	}
	return (struct rate_cells){view_at(v, l->rate, item), part, base};
}

/* ---- one item -------------------------------------------------------------------- */

/* Twice a figure, as the range that its digits may mean. */
struct range {
	wide low, high;
};

/* `slack` half units of its last place to both sides. */
static struct range
range_of(const struct sheet *s, size_t at, int64_t value, int slack)
{
	const struct cell *x = &s->grid->cells[s->grid->at[at]];
	int64_t half = ten_to(s->places - x->decimals) * slack;

	return (struct range){2 * (wide)value - half, 2 * (wide)value + half};
}

/* Rounded figures have half a unit; whole ones may count something, and have none. */
static int
slack_at(const struct sheet *s, size_t at)
{
	return s->rounded || s->grid->cells[s->grid->at[at]].decimals > 0;
}

/* Does rate meet part / base * 10^shift, less one for growth? */
static bool
meets(const struct sheet *s, const struct rate_law *l, struct range rate, struct range part,
      struct range base)
{
	wide one = 2 * (wide)ten_to(s->places), up = ten_to(l->shift);
	wide low = rate.low, high = rate.high;

	if (l->form != RATE_PLAIN) {
		bool down = l->form == RATE_DECLINE;
		low = one * 100 + (down ? -rate.high : rate.low);
		high = one * 100 + (down ? -rate.low : rate.high);
	}
	/* a / b <= c as a <= c * b: base is above zero */
	wide least = part.low >= 0 ? base.high : base.low;
	wide most = part.high >= 0 ? base.low : base.high;

	return part.low * up * one <= high * least && part.high * up * one >= low * most;
}

/* `nearly`: though the rate be cut, and whole figures rounded after all. */
static bool
comes_out(const struct sheet *s, const struct rate_law *l, const struct rate_cells *x,
	  const int64_t value[3], bool nearly)
{
	struct range rate = range_of(s, x->rate, value[0], nearly ? SLACK_NEAR : 1);
	struct range part = range_of(s, x->part, value[1], nearly || slack_at(s, x->part));
	struct range base = range_of(s, x->base, value[2], nearly || slack_at(s, x->base));

	return base.low > 0 && meets(s, l, rate, part, base);
}

/* Most fail, by more than twice the slack. */
static enum rate_outcome
rate_try(const struct sheet *s, const struct rate_law *l, const struct rate_cells *x)
{
	const int64_t value[3] = {s->value[x->rate], s->value[x->part], s->value[x->base]};

	if (x->part == x->base || s->state[x->rate] != SHEET_FIGURE ||
	    s->state[x->part] != SHEET_FIGURE || s->state[x->base] != SHEET_FIGURE || value[2] <= 0)
		return RATE_NONE;
	if (!comes_out(s, l, x, value, true))
		return RATE_FAILS;
	return comes_out(s, l, x, value, false) ? RATE_HOLDS : RATE_NEAR;
}

/* ---- what cannot come out -------------------------------------------------------------- */

enum { LOG_ONE = 1 << 16, LOG_ERROR = 256, LOG_FAR = 1 << 28 };

/* Between which bounds the logarithm of a range lies, to base 2 in parts of LOG_ONE. */
struct logs {
	int32_t low, high;
};

/* The logarithms of a sheet's figures, and of the powers of ten: what they rule out need
 * not be multiplied. */
struct figure_logs {
	struct logs *rate, *operand; /* of each cell, in either place */
	struct logs power[SHIFTS];
};

/* The logarithm of a number above zero, LOG_ERROR too much or too little at most: a
 * cubic of the mantissa through the powers of two. */
static int32_t
log_near(wide number)
{
	uint64_t x = (uint64_t)number;
	int exponent = 63 - __builtin_clzll(x);
	int64_t f = (int64_t)(x << (63 - exponent) >> 47) - LOG_ONE;
	int64_t bow = (f * (LOG_ONE - f)) >> 16;

	return (int32_t)(exponent * LOG_ONE + f + ((bow * (28180 - ((11816 * f) >> 16))) >> 16));
}

static struct logs
logs_of(struct range r)
{
	if (r.high <= 0 || r.high > INT64_MAX)
		return (struct logs){-LOG_FAR, LOG_FAR};
	return (struct logs){r.low > 0 ? log_near(r.low) - LOG_ERROR : -LOG_FAR,
			     log_near(r.high) + LOG_ERROR};
}

static void
figure_logs_make(struct check *c, const struct sheet *s, struct figure_logs *out)
{
	size_t count = (size_t)s->grid->row_count * s->grid->column_count;

	out->rate = arena_alloc_raw(c->arena, count * sizeof *out->rate);
	out->operand = arena_alloc_raw(c->arena, count * sizeof *out->operand);
	for (size_t at = 0; at < count; at++) {
		if (s->state[at] != SHEET_FIGURE)
			continue;
		out->rate[at] = logs_of(range_of(s, at, s->value[at], SLACK_NEAR));
		out->operand[at] = logs_of(range_of(s, at, s->value[at], 1));
	}
	for (size_t i = 0; i < SHIFTS; i++) {
		wide power = 2 * (wide)ten_to(s->places) * ten_to(shifts[i]);
		out->power[i] = logs_of((struct range){power, power});
	}
}

/* The powers of ten, a bit each, with which one line over another may make a third: none
 * of the others is borne out by one of the three items that are asked first. */
static unsigned
shifts_open(const struct view *v, const struct figure_logs *logs, struct rate_law law)
{
	const struct sheet *s = v->s;
	unsigned open = 0, all = (1U << SHIFTS) - 1;
	uint32_t tried = 0;

	for (uint32_t i = 0; i < v->items && i < LEARN_ITEMS && tried <= FAILS_EARLY; i++) {
		struct rate_cells x = {view_at(v, law.rate, i), view_at(v, law.part, i),
				       view_at(v, law.base, i)};
		const int64_t value[3] = {s->value[x.rate], s->value[x.part], s->value[x.base]};
		if (s->state[x.rate] != SHEET_FIGURE || s->state[x.part] != SHEET_FIGURE ||
		    s->state[x.base] != SHEET_FIGURE || value[2] <= 0)
			continue;
		const struct logs *rate = &logs->rate[x.rate], *base = &logs->operand[x.base];
		const struct logs *part = &logs->operand[x.part];
		int32_t low = rate->low + base->low - part->high;
		int32_t high = rate->high + base->high - part->low;
		tried++;
		for (unsigned k = 0; k < SHIFTS; k++) {
			law.shift = shifts[k];
			if (low <= logs->power[k].high && high >= logs->power[k].low &&
			    comes_out(s, &law, &x, value, true))
				open |= 1U << k;
		}
		if (open == all)
			break;
	}
	return open;
}

/* ---- learning ------------------------------------------------------------------------ */

/* Digits that a rate has behind its first one; 0 for one that anything makes. */
static uint32_t
weight(const struct sheet *s, size_t at)
{
	const struct cell *x = &s->grid->cells[s->grid->at[at]];
	int64_t v = x->mantissa < 0 ? -x->mantissa : x->mantissa;
	uint32_t n = 0;

	if (v == 100 * ten_to(x->decimals))
		return 0;
	for (; v >= 10; v /= 10)
		n++;
	return n;
}

static void
proof_add(struct rate_law *l, const struct sheet *s, size_t at)
{
	uint32_t digits = weight(s, at);

	if (!digits)
		return;
	for (uint32_t i = 0; i < l->seen_count; i++)
		if (l->seen[i] == s->value[at])
			return;
	if (l->seen_count < SEEN_MOST)
		l->seen[l->seen_count++] = s->value[at];
	l->proofs++;
	l->digits += digits;
	l->negatives += s->value[at] < 0;
}

static void
law_try(const struct view *v, struct rate_law *l)
{
	for (uint32_t i = 0; i < v->items && i < LEARN_ITEMS; i++) {
		struct rate_cells x = cells_of(v, l, i);
		enum rate_outcome outcome = rate_try(v->s, l, &x);
		if (outcome == RATE_HOLDS)
			proof_add(l, v->s, x.rate);
		l->fails += outcome == RATE_FAILS;
		if (l->fails > FAILS_EARLY && l->fails * 2 > l->proofs)
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
};

static int64_t
score(const struct rate_law *l)
{
	return (int64_t)l->proofs - 2 * (int64_t)l->fails;
}

static void
choice_add(const struct view *v, struct choice *choice, struct rate_law law)
{
	law_try(v, &law);
	if (law.proofs < 1 || law.fails > law.proofs)
		return;
	if (is_law(v, &law) && (!choice->found || score(&law) > score(&choice->best))) {
		choice->best = law;
		choice->found = true;
	}
	if (choice->rivals < RIVALS_MOST)
		choice->rival[choice->rivals++] = law;
}

/* Items that may be the whole of shares: totals, and those whose share is all. */
static uint32_t
wholes_find(const struct view *v, uint32_t rate, uint32_t *items)
{
	uint32_t n = 0;

	for (uint32_t i = 0; i < v->items && n < WHOLES_MOST; i++) {
		size_t at = view_at(v, rate, i);
		bool all = v->s->state[at] == SHEET_FIGURE &&
			   v->s->value[at] == 100 * ten_to(v->s->places);
		if (all || (v->turned ? v->s->sums[i] : v->s->total[i]))
			items[n++] = i;
	}
	return n;
}

/* Over another line, in all the forms that a rate may have. */
static void
choose_line(const struct view *v, const struct figure_logs *logs, struct rate_law law,
	    struct choice *out)
{
	unsigned open = shifts_open(v, logs, law);

	for (unsigned i = 0; open; i++, open >>= 1) {
		law.shift = shifts[i];
		if (open & 1)
			choice_add(v, out, law);
	}
	law.shift = 2;
	for (int form = RATE_GROWTH; form <= RATE_DECLINE; form++) {
		law.form = (enum rate_form)form;
		if (line_is_rate(v, law.rate))
			choice_add(v, out, law);
	}
}

static void
choose(const struct view *v, const struct figure_logs *logs, uint32_t rate, struct choice *out)
{
	uint32_t wholes[WHOLES_MOST], n = wholes_find(v, rate, wholes);

	for (uint32_t part = 0; part < v->lines; part++) {
		struct rate_law law = {.rate = rate, .part = part, .shift = 2};
		if (part == rate || line_is_rate(v, part))
			continue;
		law.over = OVER_ITEM;
		for (uint32_t i = 0; i < n; i++) {
			law.base = wholes[i];
			choice_add(v, out, law);
		}
		law.over = OVER_BEFORE;
		law.form = RATE_GROWTH;
		if (line_is_rate(v, rate))
			choice_add(v, out, law);
		law.over = OVER_LINE;
		law.form = RATE_PLAIN;
		for (law.base = 0; law.base < v->lines; law.base++)
			if (law.base != rate && law.base != part && !line_is_rate(v, law.base))
				choose_line(v, logs, law, out);
	}
}

/* ---- an item that does not come out ----------------------------------------------------- */

/* Does another law explain the rate? */
static bool
is_explained(const struct view *v, const struct choice *choice, uint32_t item)
{
	for (uint32_t i = 0; i < choice->rivals; i++) {
		const struct rate_law *l = &choice->rival[i];
		struct rate_cells x = cells_of(v, l, item);
		if (l->proofs * 2 >= choice->best.proofs && rate_try(v->s, l, &x) == RATE_HOLDS)
			return true;
	}
	return false;
}

/* part / base as the rate would be printed. */
static int64_t
rate_of(const struct sheet *s, const struct rate_law *l, const struct rate_cells *x)
{
	const struct cell *cell = &s->grid->cells[s->grid->at[x->rate]];
	int64_t unit = ten_to(s->places - cell->decimals);
	wide base = s->value[x->base];
	wide part = s->value[x->part] - (l->form == RATE_PLAIN ? 0 : base);

	part = l->form == RATE_DECLINE ? -part : part;
	wide up = part * ten_to(l->shift) * ten_to(cell->decimals);
	wide half = up < 0 ? -base : base;
	wide value = (2 * up + half) / (2 * base) * unit;

	return value > INT64_MAX || value < INT64_MIN ? 0 : (int64_t)value;
}

/* One item, and the one of its three cells that may be a slip. */
struct slip {
	const struct view *v;
	const struct rate_law *law;
	struct rate_cells cells;
	int which;
};

/* The figure of the cell in question, of these digits. */
static bool
slip_value(const struct slip *slip, int64_t mantissa, int64_t *out)
{
	const struct sheet *s = slip->v->s;
	const size_t at[3] = {slip->cells.rate, slip->cells.part, slip->cells.base};
	const struct cell *cell = &s->grid->cells[s->grid->at[at[slip->which]]];

	if (__builtin_mul_overflow(mantissa, ten_to(s->places - cell->decimals), out) ||
	    *out > INT64_MAX / 4096)
		return false;
	*out = cell->mantissa < 0 ? -*out : *out;
	return true;
}

static bool
fits_item(void *self, int64_t mantissa)
{
	const struct slip *slip = self;
	const struct sheet *s = slip->v->s;
	const struct rate_cells *x = &slip->cells;
	int64_t value[3] = {s->value[x->rate], s->value[x->part], s->value[x->base]};

	return slip_value(slip, mantissa, &value[slip->which]) &&
	       comes_out(s, slip->law, x, value, false);
}

/* Would the item come out with a slip of the pen in one of its cells put right? */
static bool
is_slip(const struct view *v, const struct rate_law *l, const struct rate_cells *x, int which)
{
	const size_t at[3] = {x->rate, x->part, x->base};
	struct slip slip = {v, l, *x, which};

	return slips_try(doc_slice(v->c->doc, sheet_span(v->s, at[which])), fits_item, &slip);
}

/* Would all items come out with another whole, and different rates among them? */
static bool
fits_all(void *self, int64_t mantissa)
{
	const struct slip *slip = self;
	const struct view *v = slip->v;
	struct rate_law seen = {.proofs = 0};

	for (uint32_t i = 0; i < v->items; i++) {
		struct rate_cells x = cells_of(v, slip->law, i);
		int64_t value[3] = {v->s->value[x.rate], v->s->value[x.part]};
		if (x.part == x.base || rate_try(v->s, slip->law, &x) == RATE_NONE)
			continue;
		if (!slip_value(slip, mantissa, &value[2]) ||
		    !comes_out(v->s, slip->law, &x, value, false))
			return false;
		proof_add(&seen, v->s, x.rate);
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
		if (is_slip(v, l, x, i))
			suspect(s, at[i]);
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
	struct rate_cells x = cells_of(v, l, item);
	enum rate_outcome outcome = rate_try(s, l, &x);

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
	bool sure = turned_sign || is_slip(v, l, &x, 0);
	bool maybe = is_slip(v, l, &x, 1) || is_slip(v, l, &x, 2);
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

/* Shares of a whole that is wrong itself: none comes out, and all do when one slip in
 * the whole is put right. */
static void
whole_judge(const struct view *v, uint32_t rate)
{
	uint32_t wholes[WHOLES_MOST], n = wholes_find(v, rate, wholes);

	for (uint32_t part = 0; part < v->lines; part++)
		for (uint32_t i = 0; i < n && !line_is_rate(v, part); i++) {
			struct rate_law law = {.rate = rate,
					       .part = part,
					       .over = OVER_ITEM,
					       .base = wholes[i],
					       .shift = 2};
			struct slip slip = {v, &law, cells_of(v, &law, wholes[i]), 2};
			size_t whole = slip.cells.base;
			if (!is_named(v, &law) || v->s->state[whole] != SHEET_FIGURE ||
			    !slips_try(doc_slice(v->c->doc, sheet_span(v->s, whole)), fits_all,
				       &slip))
				continue;
			for (uint32_t k = 0; k < v->items; k++) {
				struct rate_cells x = cells_of(v, &law, k);
				if (rate_try(v->s, &law, &x) != RATE_FAILS)
					continue;
				report(v, &law, &x, rate_of(v->s, &law, &x), true);
				return;
			}
		}
}

static void
view_judge(const struct view *v, const struct figure_logs *logs)
{
	if (v->lines < 2 || v->lines > WIDTH_MOST || v->items < 2)
		return;
	for (uint32_t rate = 0; rate < v->lines; rate++) {
		/* a price or a mean without a word for it: in a column of a narrow table */
		if (!line_is_rate(v, rate) && (v->turned || v->lines > NARROW))
			continue;
		struct choice choice = {.rivals = 0};
		choose(v, logs, rate, &choice);
		for (uint32_t i = 0; i < v->items && choice.found; i++)
			item_judge(v, &choice, i);
		if (!choice.found)
			whole_judge(v, rate);
	}
}

void
table_rates(struct check *c, const struct rule *r, const struct table_words *w,
	    const struct sheet *s)
{
	uint32_t columns = s->grid->column_count, rows = s->grid->row_count;
	struct figure_logs logs;

	figure_logs_make(c, s, &logs);
	view_judge(&(struct view){c, r, w, s, false, columns, rows}, &logs);
	view_judge(&(struct view){c, r, w, s, true, rows, columns}, &logs);
}
