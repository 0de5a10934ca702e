/*
 * A column of ranks against the column that it ranks, and the rate of a total that lies
 * outside the rates of its parts.  The ranks show themselves what they rank, and in which
 * order; the parts show in another column that nothing is left out.
 * Cost: items squared for each column beside ranks, of ITEMS_MOST.
 */
#include "table.h"

enum { ITEMS_LEAST = 5, ITEMS_SURE = 8, ITEMS_MOST = 200 };

/* ---- ranks ------------------------------------------------------------------------- */

/* Rows with a rank and a figure. */
struct ranking {
	uint32_t row[ITEMS_MOST];
	int64_t rank[ITEMS_MOST], value[ITEMS_MOST];
	uint32_t count;
};

static bool
ranking_read(const struct sheet *s, uint32_t ranks, uint32_t column, struct ranking *out)
{
	out->count = 0;
	for (uint32_t r = 0; r < s->grid->row_count; r++) {
		const struct cell *x = grid_cell(s->grid, r, ranks);
		size_t at = sheet_at(s, r, column);
		if (!x || s->state[at] != SHEET_FIGURE || s->total[r])
			continue;
		if (x->kind != CELL_NUMBER || !x->whole || x->mantissa < 1 ||
		    out->count == ITEMS_MOST)
			return false;
		out->row[out->count] = r;
		out->rank[out->count] = x->mantissa;
		out->value[out->count++] = s->value[at];
	}
	return out->count >= ITEMS_LEAST;
}

/* Do rows i and k stand in the order of their ranks?  `up`: the lowest is first. */
static bool
in_order(const struct ranking *x, uint32_t i, uint32_t k, bool up)
{
	int64_t d = up ? x->value[i] - x->value[k] : x->value[k] - x->value[i];

	if (x->rank[i] == x->rank[k])
		return d == 0;
	return d == 0 || (d < 0) == (x->rank[i] < x->rank[k]);
}

/* How many others row i is out of order with. */
static uint32_t
clashes(const struct ranking *x, uint32_t i, bool up)
{
	uint32_t n = 0;

	for (uint32_t k = 0; k < x->count; k++)
		n += k != i && !in_order(x, i, k, up);
	return n;
}

enum order { ORDER_NONE, ORDER_HOLDS, ORDER_BUT_ONE };

/* Do the ranks follow the figures, but for one row *odd? */
static enum order
order_of(const struct ranking *x, bool up, uint32_t *odd)
{
	uint32_t pairs = 0, most = 0;

	for (uint32_t i = 0; i < x->count; i++) {
		uint32_t n = clashes(x, i, up);
		pairs += n;
		if (n > most) {
			most = n;
			*odd = i;
		}
	}
	if (pairs == 0)
		return ORDER_HOLDS;
	return pairs == 2 * most ? ORDER_BUT_ONE : ORDER_NONE;
}

/* The rank that the row's figure would have: one more than those before it. */
static int64_t
should_be(const struct ranking *x, uint32_t odd, bool up)
{
	int64_t rank = 1;

	for (uint32_t k = 0; k < x->count; k++)
		rank += up ? x->value[k] < x->value[odd] : x->value[k] > x->value[odd];
	return rank;
}

/* Are the other ranks 1 to n, each once, with only this one missing? */
static bool
leaves_gap(const struct ranking *x, uint32_t odd, int64_t rank)
{
	bool seen[ITEMS_MOST + 1] = {false};

	for (uint32_t k = 0; k < x->count; k++) {
		if (k == odd)
			continue;
		if (x->rank[k] > (int64_t)x->count || seen[x->rank[k]])
			return false;
		seen[x->rank[k]] = true;
	}
	return rank <= (int64_t)x->count && !seen[rank];
}

static void
rank_report(struct check *c, const struct rule *r, const struct sheet *s, const struct ranking *x,
	    uint32_t odd, const uint32_t columns[2], int64_t rank, bool gap)
{
	const struct cell *cell = grid_cell(s->grid, x->row[odd], columns[0]);
	const struct grid_row *row = &s->grid->rows[x->row[odd]];
	size_t at = sheet_at(s, x->row[odd], columns[1]);
	struct str printed = doc_slice(c->doc, cell->span);
	const struct message_value values[] = {
		{"total", printed},
		{"place", place_named(c, row->label.len ? row->label : row->code,
				      s->grid->columns[columns[0]].head)},
		{"parts", doc_slice(c->doc, sheet_span(s, at))},
		{"sum", str_printf(c->arena, "%lld", (long long)rank)},
		{NULL, {0}},
	};
	/* where every rank is there once, it is the figure that is odd */
	const struct related figure = {.span = sheet_span(s, at), .message = sheet_place(c, s, at)};
	const struct related ranked = {.span = cell->span, .message = values[1].value};
	struct finding *f = finding_add(c, r, gap ? cell->span : figure.span, values,
					gap ? &figure : &ranked, 1);

	sheet_cell(c, r, s, at, CELL_FAILS);
	suspect(s, at);
	if (gap)
		f->discrepancy =
			discrepancy_of(c->arena, c->pool, (struct decimal){x->rank[odd], 0}, true,
				       number_of_int(c->pool, rank));
	finding_operand(c, f, "rank", printed);
	finding_operand(c, f, "figure", values[2].value);
}

/* Column `ranks` against the figures of another.  True: it ranks them. */
static bool
ranking_judge(struct check *c, const struct rule *r, const struct sheet *s, uint32_t ranks,
	      uint32_t column, struct ranking *x, bool tell)
{
	uint32_t odd = 0;

	if (!ranking_read(s, ranks, column, x))
		return false;
	for (int up = 0; up < 2; up++) {
		enum order order = order_of(x, up, &odd);
		for (uint32_t i = odd; i < x->count && should_be(x, odd, up) == x->rank[odd]; i++)
			if (clashes(x, i, up) == clashes(x, odd, up))
				odd = i; /* of two with one rank, the other is right */
		int64_t rank = should_be(x, odd, up);
		bool gap = leaves_gap(x, odd, rank), alone = s->grid->column_count == 2;
		bool sure = x->count >= ITEMS_SURE || gap || alone;
		if (order == ORDER_HOLDS) {
			for (uint32_t i = 0; i < x->count; i++)
				sheet_cell(c, r, s, sheet_at(s, x->row[i], ranks), CELL_HOLDS);
			check_proved(
				c, r,
				s->grid->cells[s->grid->at[sheet_at(s, x->row[0], column)]].span,
				"the ranks follow the figures");
			return true;
		}
		if (tell && order == ORDER_BUT_ONE && sure && rank != x->rank[odd]) {
			rank_report(c, r, s, x, odd, (const uint32_t[]){ranks, column}, rank, gap);
			return true;
		}
	}
	return false;
}

void
table_ranks(struct check *c, const struct rule *r, const struct table_words *w,
	    const struct sheet *s)
{
	struct ranking *x = NULL; /* large, and rarely wanted */
	size_t at;

	for (uint32_t k = 0; k < s->grid->column_count; k++) {
		bool known = false;
		if (!s->heads[k].ranks || phrase_in(w->rank, s->grid->columns[k].head, &at) < 0)
			continue;
		if (!x)
			x = arena_alloc_raw(c->arena, sizeof *x);
		/* what the ranks follow as they are, then the columns to the left */
		for (uint32_t i = 0; i < s->grid->column_count && !known; i++)
			known = i != k && ranking_judge(c, r, s, k, i, x, false);
		for (uint32_t i = k; i-- > 0 && !known;)
			known = ranking_judge(c, r, s, k, i, x, true);
	}
}

/* ---- rates of totals --------------------------------------------------------------------- */

/* A rate that is the mean of its parts: printed with %, and no share of a whole. */
static bool
may_be_mean(const struct sheet *s, const struct row_set *set, uint32_t column, int64_t *least,
	    int64_t *most)
{
	size_t total = sheet_at(s, set->total, column);
	const struct cell *x = grid_cell(s->grid, set->total, column);
	int64_t sum = 0;

	if (!x || s->state[total] != SHEET_FIGURE || !s->rate[column])
		return false;
	for (uint32_t i = 0; i < set->count; i++) {
		size_t at = sheet_at(s, set->row[i], column);
		if (s->state[at] != SHEET_FIGURE ||
		    s->grid->cells[s->grid->at[at]].percent != x->percent)
			return false;
		*least = i == 0 || s->value[at] < *least ? s->value[at] : *least;
		*most = i == 0 || s->value[at] > *most ? s->value[at] : *most;
		sum += s->value[at];
	}
	int64_t gap = sum - s->value[total];
	/* shares, and contributions, add up */
	return x->percent && s->value[total] != 100 * ten_to(s->places) &&
	       (gap > set->count || gap < -(int64_t)set->count);
}

static void
pooled_report(struct check *c, const struct rule *r, const struct sheet *s,
	      const struct row_set *set, uint32_t column, const int64_t range[2])
{
	size_t at = sheet_at(s, set->total, column);
	struct related related[TERMS_MAX];
	const struct message_value values[] = {
		{"total", doc_slice(c->doc, sheet_span(s, at))},
		{"place", sheet_place(c, s, at)},
		{"parts", sheet_print(c, s, at, range[0])},
		{"sum", sheet_print(c, s, at, range[1])},
		{NULL, {0}},
	};

	for (uint32_t i = 0; i < set->count; i++) {
		size_t part = sheet_at(s, set->row[i], column);
		related[i] = (struct related){.span = sheet_span(s, part),
					      .message = sheet_place(c, s, part)};
	}
	struct finding *f = finding_add(c, r, sheet_span(s, at), values, related, set->count);
	suspect(s, at);
	finding_operand(c, f, "rate", values[0].value);
}

/* Has the row a rate that is printed with %? */
static bool
has_rate(const struct sheet *s, uint32_t row)
{
	for (uint32_t k = 0; k < s->grid->column_count; k++) {
		const struct cell *x = s->rate[k] ? grid_cell(s->grid, row, k) : NULL;
		if (x && x->percent)
			return true;
	}
	return false;
}

void
table_pooled(struct check *c, const struct rule *r, const struct sheet *s)
{
	struct row_set set;
	struct tally tally;

	for (uint32_t row = 0; row < s->grid->row_count && s->percents; row++) {
		tally = (struct tally){0};
		if (!s->total[row] || !has_rate(s, row) || !row_set_find(c, s, row, &set, &tally) ||
		    !tally.proofs || tally.fails + tally.slips)
			continue;
		for (uint32_t k = 0; k < s->grid->column_count; k++) {
			int64_t range[2] = {0, 0};
			if (!may_be_mean(s, &set, k, &range[0], &range[1]))
				continue;
			int64_t rate = s->value[sheet_at(s, row, k)];
			if (rate < range[0] || rate > range[1])
				pooled_report(c, r, s, &set, k, range);
			else
				check_proved(c, r, sheet_span(s, sheet_at(s, row, k)),
					     "within the rates of its parts");
		}
	}
}
