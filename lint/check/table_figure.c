/*
 * How the figures of a column are printed: one that is no number (1,23,456; 12.3.4;
 * 3235.), and one with other decimals than all the rest.
 * Cost: linear in the cells.
 */
#include <ctype.h>

#include "table.h"

enum { COLUMN_LEAST = 3, DIGITS_MOST = 18 };

/* ---- digits that make no number --------------------------------------------------- */

/* A sign and a per cent sign are none of the digits. */
static struct str
digits_of(struct str s)
{
	if (s.len && (s.at[0] == '-' || s.at[0] == '+'))
		s = str_sub(s, 1, s.len);
	if (str_ends(s, STR("%")))
		s = str_sub(s, 0, s.len - 1);
	return s;
}

/* A group of digits that ends before a comma or the point: of three, but for the first. */
static bool
is_group(size_t digits, bool first)
{
	return first ? digits > 0 && digits <= 3 : digits == 3;
}

bool
cell_is_malformed(const struct check *c, const struct cell *x)
{
	struct str s = doc_slice(c->doc, x->span);
	size_t digits = 0, group = 0;
	bool comma = false, point = false, wrong = false;

	/* nothing but commas can be wrong in what has been read as a figure, and words are none */
	if ((x->kind == CELL_NUMBER && !x->commas) || (s.len && (unsigned char)*s.at >= 0x80))
		return false;
	s = digits_of(s);
	for (size_t i = 0; i < s.len; i++) {
		if (is_digit(s.at[i])) {
			digits++;
			group++;
			continue;
		}
		if (s.at[i] == ',')
			wrong |= point || !is_group(group, !comma);
		else if (s.at[i] == '.')
			wrong |= point || i == 0 || (comma && !is_group(group, false));
		else
			return false;
		comma |= s.at[i] == ',';
		point |= s.at[i] == '.';
		group = 0;
	}
	/* nothing behind the point, or a last group that is none */
	wrong |= point ? group == 0 : comma && !is_group(group, false);
	return wrong && digits > 1 && digits <= DIGITS_MOST;
}

/* Figures of each column that are well formed, and the others. */
struct column_forms {
	uint32_t good, bad;
	const struct cell *last; /* that is bad */
};

/* The row of a cell: where it is printed, but for figures that were found to be another row's. */
static uint32_t
row_of(const struct grid *g, const struct cell *x)
{
	const uint32_t at = (uint32_t)(x - g->cells);
	uint32_t printed = 0;

	for (uint32_t r = 0; r < g->row_count; r++) {
		if (x->column != GRID_NONE && grid_cell(g, r, x->column) == x)
			return r;
		if (at >= g->rows[r].from && at < g->rows[r].to)
			printed = r;
	}
	return printed;
}

static void
report(struct check *c, const struct rule *r, const struct sheet *s, const struct cell *x,
       uint32_t column)
{
	const struct grid_row *row = &s->grid->rows[row_of(s->grid, x)];
	struct str printed = doc_slice(c->doc, x->span);
	struct str head = s->grid->columns[column].head;
	const struct message_value values[] = {
		{"total", printed},
		{"place", place_named(c, row->label.len ? row->label : row->code, head)},
		{NULL, {0}},
	};
	struct finding *f = finding_add(c, r, x->span, values, NULL, 0);

	finding_operand(c, f, "figure", printed);
}

void
table_malformed(struct check *c, const struct rule *r, const struct sheet *s)
{
	const struct grid *g = s->grid;

	if (!s->malformed)
		return;
	struct column_forms *forms = arena_array(c->arena, g->column_count, sizeof *forms);
	for (uint32_t row = 0; row < g->row_count; row++)
		for (uint32_t i = g->rows[row].from; i < g->rows[row].to; i++) {
			const struct cell *x = &g->cells[i];
			uint32_t column = x->kind == CELL_EMPTY || x->kind == CELL_HIDDEN
						  ? GRID_NONE
						  : sheet_column_of(s, x);
			if (column == GRID_NONE)
				continue;
			if (cell_is_malformed(c, x)) {
				forms[column].bad++;
				forms[column].last = x;
			} else {
				forms[column].good += x->kind == CELL_NUMBER;
			}
		}
	for (uint32_t k = 0; k < g->column_count; k++)
		if (forms[k].bad == 1 && forms[k].good >= COLUMN_LEAST)
			report(c, r, s, forms[k].last, k);
}

/* ---- decimals ------------------------------------------------------------------------ */

/* The one figure of a column that has other decimals than all others, which have some;
 * NULL without.  Zero and whole hundreds are often written short. */
static const struct cell *
odd_decimals(const struct sheet *s, uint32_t column)
{
	enum { ALIKE_LEAST = 8 };
	const struct cell *first = NULL, *odd = NULL;
	uint32_t alike = 0, others = 0;

	for (uint32_t r = 0; r < s->grid->row_count; r++) {
		const struct cell *x = grid_cell(s->grid, r, column);
		if (!x || s->state[sheet_at(s, r, column)] != SHEET_FIGURE || x->mantissa == 0 ||
		    (x->decimals == 0 && x->mantissa % 100 == 0))
			continue;
		if (!first || x->decimals == first->decimals) {
			first = first ? first : x;
			alike++;
			continue;
		}
		odd = x;
		others++;
	}
	return others == 1 && alike >= ALIKE_LEAST && first->decimals > 0 ? odd : NULL;
}

void
table_decimals(struct check *c, const struct rule *r, const struct sheet *s)
{
	if (s->last_place == 1)
		return; /* no figure has fewer decimals than another */
	for (uint32_t k = 0; k < s->grid->column_count; k++) {
		const struct cell *odd = odd_decimals(s, k);
		if (odd)
			report(c, r, s, odd, k);
	}
}
