/*
 * Rows whose code, words and figures are printed one below the other:
 *
 *	             262.33
 *	301   01
 *	      基本工资
 *
 * Blank lines part such rows.  In: the rows of a half.  Out: the first of each holds all, the
 * others are empty.  Only rows with a code are put together, and no figure meets another.  Linear.
 */
#include "table_internal.h"

enum { LINES_MOST = 8, CELLS_MOST = 32 };

/* The first code of a row; NULL without. */
static const struct cell *
code_of(const struct grid_row *row, const struct cell *cells)
{
	for (uint32_t i = row->from; row->code.len && i < row->to; i++)
		if (cells[i].kind == CELL_NUMBER && cells[i].column == GRID_NONE)
			return &cells[i];
	return NULL;
}

static bool
is_figures_alone(const struct grid_row *row)
{
	return row->figures && !row->label.len && !row->code.len;
}

/* A row whose words may go on above it is left alone: code or figures come first. */
static bool
opens_row(const struct grid_row *row)
{
	return is_figures_alone(row) || (row->code.len && !(row->label.len && row->figures));
}

/* Is it the words of a total, which has no code, or the figures right above them? */
static bool
is_total(const struct table_reader *t, const struct grid_row *rows, size_t count, size_t at)
{
	size_t found;

	if (is_figures_alone(&rows[at]) && at + 1 < count)
		at++;
	return rows[at].label.len && !rows[at].code.len && t->reader->table_totals &&
	       words_in(t->reader->table_totals, rows[at].label, &found) >= 0;
}

/* One past the last row that may be a line of the row that begins at `from`: up to a blank line,
 * a total, and the next code that stands no further to the right than the last. */
static size_t
fragment_end(const struct table_reader *t, const struct grid_row *rows, size_t count, size_t from)
{
	const struct cell *cells = t->cells.at;
	const struct cell *last = code_of(&rows[from], cells);
	size_t to = from + 1;

	for (; to < count && !rows[to].blank; to++) {
		const struct cell *code = code_of(&rows[to], cells);
		if (last && is_total(t, rows, count, to))
			return to;
		if (code && last && code->left <= last->left) {
			bool above = to > from + 1 && is_figures_alone(&rows[to - 1]);
			return above ? to - 1 : to;
		}
		last = code ? code : last;
	}
	return to;
}

/* Are they the lines of one row?  One at least is no row by itself, and every column has one
 * figure at most. */
static bool
is_one_row(const struct grid_row *rows, size_t from, size_t to, const struct cell *cells)
{
	uint32_t seen[CELLS_MOST], figures = 0, codes = 0, parts = 0;

	if (to - from < 2 || to - from > LINES_MOST)
		return false;
	for (size_t r = from; r < to; r++) {
		codes += rows[r].code.len > 0;
		parts += is_figures_alone(&rows[r]) || (rows[r].code.len && !rows[r].label.len);
		for (uint32_t i = rows[r].from; i < rows[r].to; i++) {
			if (cells[i].column == GRID_NONE)
				continue;
			for (uint32_t k = 0; k < figures; k++)
				if (seen[k] == cells[i].column)
					return false;
			if (figures == CELLS_MOST)
				return false;
			seen[figures++] = cells[i].column;
		}
	}
	return codes && parts;
}

/* Makes the rows [from, to) one: the first line with a code. */
static void
join(struct arena *a, const struct rows_placed *p, size_t from, size_t to)
{
	struct grid_row *const rows = p->rows;
	struct grid_row whole = {0};
	size_t home = from;

	while (!rows[home].code.len)
		home++;
	whole = rows[home];
	whole.figures = 0;
	whole.label = whole.code = (struct str){0};
	whole.blank = rows[from].blank;
	for (size_t r = from; r < to; r++) {
		struct grid_row *row = &rows[r];
		if (row->label.len && !whole.label.len)
			whole.indent = row->indent;
		append_words(a, &whole.label, row->label);
		whole.code = str_printf(a, "%.*s%.*s", STR_FMT(whole.code), STR_FMT(row->code));
		whole.figures += row->figures;
		if (r != home)
			figures_move(p, r, home);
		row->label = row->code = (struct str){0};
		row->figures = 0;
	}
	rows[home] = whole;
}

void
fragments_join(const struct table_reader *t, const struct rows_placed *p)
{
	struct grid_row *const rows = p->rows;
	const size_t count = p->count;
	bool opened = false; /* the lines since the last blank one began with a fragment */

	for (size_t from = 0, to; from < count; from = to) {
		to = fragment_end(t, rows, count, from);
		if (from == 0 || rows[from].blank)
			opened = opens_row(&rows[from]);
		if (opened && is_one_row(rows, from, to, p->cells))
			join(t->reader->arena, p, from, to);
	}
}
