/*
 * Identities between rows that stand apart: opening + in = out + closing, and totals of
 * two halves that balance.  The columns of the table prove an identity.
 * Cost: columns times a few combinations of at most FLOW_ROWS rows.
 */
#include "table.h"

enum { FLOW_ROWS_LEAST = 4, FLOW_ROWS = 6 };

/* Rows that may stand in an identity: the items of the outermost style, and totals. */
static uint32_t
flow_rows(const struct sheet *s, uint32_t *rows)
{
	enum style style = STYLE_COUNT;
	uint32_t n = 0;

	if (!s->any_marks && s->totals < FLOW_ROWS_LEAST)
		return 0;
	for (uint32_t i = 0; i < s->grid->row_count; i++) {
		const struct grid_row *row = &s->grid->rows[i];
		if (row->mark.span.to && row->mark.style < style)
			style = row->mark.style;
	}
	for (uint32_t i = 0; i < s->grid->row_count; i++) {
		const struct grid_row *row = &s->grid->rows[i];
		bool item = row->mark.span.to && row->mark.style == style;
		if (!row->figures || !(item || s->total[i]))
			continue;
		if (n == FLOW_ROWS)
			return 0;
		rows[n++] = i;
	}
	return n;
}

/* a + b = c + d, of four rows; the outcome in one column. */
static enum sum_outcome
flow_try(struct check *c, const struct sheet *s, const uint32_t *row, uint32_t column,
	 struct balance *out)
{
	uint32_t zeros = 0;

	*out = (struct balance){.left = 2, .count = 4};
	for (int i = 0; i < 4; i++) {
		out->at[i] = sheet_at(s, row[i], column);
		zeros += s->value[out->at[i]] == 0;
	}
	enum sum_outcome outcome = s->rate[column] ? SUM_NONE : balance_try(c, s, out);
	if (outcome == SUM_WEAK && zeros > 2)
		return SUM_NONE;
	/* rows that hardly change from column to column balance by rounding alone */
	bool holds = outcome == SUM_PROOF || outcome == SUM_WEAK;
	return holds && balance_gap(s, out) != 0 ? SUM_NEAR : outcome;
}

static void
flow_judge(struct check *c, const struct rule *r, const struct sheet *s, const uint32_t *row)
{
	enum { PROOFS_LEAST = 3 };
	struct tally tally = {0};
	struct balance b;

	for (uint32_t k = 0; k < s->grid->column_count; k++) {
		enum sum_outcome outcome = flow_try(c, s, row, k, &b);
		tally_add(&tally, s, b.at[0], outcome);
	}
	if (tally.proofs < PROOFS_LEAST - (tally.slips > 0) || !tally_is_law(&tally))
		return;
	for (uint32_t k = 0; k < s->grid->column_count; k++) {
		enum sum_outcome outcome = flow_try(c, s, row, k, &b);
		if (outcome == SUM_SLIP)
			balance_report(c, r, s, &b, STR(""), true);
		else if (outcome == SUM_PROOF || outcome == SUM_WEAK)
			balance_proved(c, r, s, &b, "the table's own law");
	}
}

void
table_flows(struct check *c, const struct rule *r, const struct sheet *s)
{
	uint32_t rows[FLOW_ROWS], n = flow_rows(s, rows);

	/* every pair on the left against every pair on the right, once */
	for (uint32_t a = 0; a < n; a++)
		for (uint32_t b = a + 1; b < n; b++)
			for (uint32_t x = a + 1; x < n; x++)
				for (uint32_t y = x + 1; y < n; y++) {
					const uint32_t row[4] = {rows[a], rows[b], rows[x],
								 rows[y]};
					if (x != b && y != b)
						flow_judge(c, r, s, row);
				}
}

/* ---- two halves --------------------------------------------------------------------- */

/* The last row that is a total, with its only figure in the first column. */
static bool
last_total(const struct sheet *s, uint32_t *row)
{
	for (uint32_t i = s->grid->row_count; i-- > 0;)
		if (s->total[i]) {
			*row = i;
			return s->grid->column_count > 0 &&
			       s->state[sheet_at(s, i, 0)] == SHEET_FIGURE;
		}
	return false;
}

static void
side_judge(struct check *c, const struct rule *r, const struct sheet *a, const struct sheet *b)
{
	uint32_t p, q;

	if (!last_total(a, &p) || !last_total(b, &q) ||
	    a->grid->rows[p].block != b->grid->rows[q].block || a->places != b->places)
		return;
	size_t x = sheet_at(a, p, 0), y = sheet_at(b, q, 0);
	if (a->value[x] == b->value[y]) {
		sheet_cell(c, r, a, x, CELL_HOLDS);
		sheet_cell(c, r, b, y, CELL_HOLDS);
		check_proved(c, r, sheet_span(b, y), "both halves balance");
		return;
	}
	struct str left = doc_slice(c->doc, sheet_span(a, x)),
		   right = doc_slice(c->doc, sheet_span(b, y));
	if (!digits_slip(left, right))
		return;
	const struct message_value values[] = {
		{"total", right},
		{"place", sheet_place(c, b, y)},
		{"parts", sheet_place(c, a, x)},
		{"sum", left},
		{NULL, {0}},
	};
	const struct related related = {.span = sheet_span(a, x), .message = sheet_place(c, a, x)};
	struct finding *f = finding_add(c, r, sheet_span(b, y), values, &related, 1);
	sheet_cell(c, r, a, x, CELL_FAILS);
	sheet_cell(c, r, b, y, CELL_FAILS);
	suspect(a, x);
	suspect(b, y);
	finding_operand(c, f, "left", left);
	finding_operand(c, f, "right", right);
	sheet_compare(c, f, b, y, a->value[x]);
	propose_either(c, f, sheet_span(a, x), sheet_span(b, y));
}

void
table_sides(struct check *c, const struct rule *r, const struct sheet *sheets, size_t count)
{
	for (size_t i = 0; i < count; i++) {
		const uint32_t partner = sheets[i].grid->partner;
		if (!sheets[i].grid->left_half || partner == GRID_NONE)
			continue;
		/* in order of their grids, of which some have no sheet */
		size_t k = partner < count ? partner + 1 : count;
		while (k > 0 && sheets[k - 1].grid > &c->doc->grids[partner])
			k--;
		if (k > 0 && sheets[k - 1].grid == &c->doc->grids[partner])
			side_judge(c, r, &sheets[i], &sheets[k - 1]);
	}
}
