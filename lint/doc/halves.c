/*
 * Two tables side by side (收入 | 支出).  In: rows with their cells.  Out: where the right one
 * begins.  Labels behind figures show it, or a head that stands twice over labels.
 * Linear in the cells.
 */
#include "table_internal.h"

enum {
	CODE_REACH = 10,
	WIDEST = 1024 /* columns that are looked at for a gap */,
	TWIN_ROWS = 16,
	SHIFT_MOST = 8 /* from page to page */
};

/* ---- labels behind figures ---------------------------------------------------------- */

/* Does the cell begin with an enumerator? */
static bool
is_item(const struct table_reader *t, const struct cell *c)
{
	struct enumerator e;
	bool unsure;
	return enumerator_at(t->reader->lx, t->reader->doc->text.at, c->span.from, c->span.to, true,
			     &e, &unsure) &&
	       e.span.to < c->span.to;
}

/* The label `at` with the codes before it (302 01 办公费); one figure at least is none of
 * them. */
static const struct cell *
code_before(const struct table_reader *t, uint32_t figure, uint32_t at)
{
	while (at > figure + 1 && t->cells.at[at - 1].kind == CELL_NUMBER &&
	       t->cells.at[at - 1].whole)
		at--;
	return &t->cells.at[at];
}

/* Left edge of the label that begins behind a figure in this row: label, figures, label
 * again, or behind another that is an item too; UINT32_MAX without. */
static uint32_t
second_label(const struct table_reader *t, const struct table_row *row)
{
	const struct cell *const cells = t->cells.at;
	uint32_t label = row->from, i, figure;

	if (row->straight && row->words < 2)
		return UINT32_MAX;
	while (label < row->to && cells[label].kind != CELL_TEXT)
		label++;
	figure = label + 1;
	const bool item =
		figure < row->to && !cell_is_figure(&cells[figure]) && is_item(t, &cells[label]);
	for (; figure < row->to && !cell_is_figure(&cells[figure]); figure++)
		if (item && is_item(t, &cells[figure]))
			return cells[figure].left;
	for (i = figure + 1; i < row->to; i++)
		if (cells[i].kind == CELL_TEXT)
			return code_before(t, figure, i)->left;
	return UINT32_MAX;
}

/* The left edge of the right half again, where codes stand before its labels in rows that
 * have no left half. */
static uint32_t
widen(const struct table_reader *t, uint32_t from, uint32_t to, uint32_t edge)
{
	uint32_t least = edge;

	for (uint32_t i = from; i < to; i++) {
		const struct table_row *row = &t->rows.at[i];
		const struct cell *c = &t->cells.at[row->from];
		if (row->to - row->from > 1 && cell_is_digits(c) && c->left + CODE_REACH >= edge &&
		    c[1].kind == CELL_TEXT && c[1].left >= edge && c->left < least)
			least = c->left;
	}
	return least;
}

static uint32_t
labelled_edge(const struct table_reader *t, uint32_t from, uint32_t to)
{
	uint32_t rows = 0, figures_behind = 0, items = 0, least = UINT32_MAX, figured = 0;

	for (uint32_t i = from; i < to; i++) {
		const struct table_row *row = &t->rows.at[i];
		uint32_t at = second_label(t, row);
		figured += row->figure;
		if (at == UINT32_MAX)
			continue;
		rows++;
		least = at < least ? at : least;
		const struct cell *last = &t->cells.at[row->to - 1];
		figures_behind += cell_is_figure(last);
		items += last->left != at ? !cell_is_figure(last) && cell_is_digits(last - 1)
					  : is_item(t, last);
	}
	/* a column of remarks is no half: figures stand behind the labels of one, or they have
	 * codes and enumerators of their own */
	bool half = figures_behind && (figures_behind + items) * 2 >= rows;
	if (rows < 2 || rows * 4 < figured || !half)
		return UINT32_MAX;
	return widen(t, from, to, least);
}

/* ---- a head that stands twice --------------------------------------------------------- */

/* The cell of a head that is its first one again (项目 决算数 项目 合计); GRID_NONE when there is
 * none, or there are several. */
static uint32_t
twin_find(const struct table_reader *t, const struct table_row *row)
{
	const struct text *text = &t->reader->doc->text;
	uint32_t twin = GRID_NONE;

	if (row->figure || row->to - row->from < 3 || row->to - row->from > TWIN_ROWS)
		return GRID_NONE;
	for (uint32_t i = row->from + 1; i < row->to; i++) {
		if (!str_eq(text_slice(text, t->cells.at[row->from].span),
			    text_slice(text, t->cells.at[i].span)))
			continue;
		if (twin != GRID_NONE || i == row->from + 1)
			return GRID_NONE;
		twin = i;
	}
	return twin;
}

/* The end, in `place`, of the first gap that no cell of the rows reaches into, or of the widest;
 * UINT32_MAX without. */
static uint32_t
gap_find(const struct table_reader *t, uint32_t from, uint32_t to, struct span place, bool widest)
{
	bool taken[WIDEST] = {false};
	uint32_t best = UINT32_MAX, most = 0;

	if (place.to >= WIDEST)
		return UINT32_MAX;
	for (uint32_t i = t->rows.at[from].from; i < t->rows.at[to - 1].to; i++)
		for (uint32_t k = t->cells.at[i].left; k < t->cells.at[i].right && k < WIDEST; k++)
			taken[k] = true;
	for (uint32_t at = place.from, end; at < place.to; at = end + 1) {
		for (end = at; end < WIDEST && !taken[end];)
			end++;
		if (end - at <= most || end >= place.to)
			continue;
		most = end - at;
		best = end;
		if (!widest)
			break;
	}
	return best;
}

/* Are there words on both sides of `edge`? */
static bool
has_labels(const struct table_reader *t, uint32_t from, uint32_t to, uint32_t edge)
{
	enum { ROWS_LEAST = 3 };
	uint32_t left = 0, right = 0;

	for (uint32_t r = from; r < to; r++) {
		bool l = false, x = false;
		for (uint32_t i = t->rows.at[r].from; i < t->rows.at[r].to; i++) {
			const struct cell *c = &t->cells.at[i];
			bool word = c->kind == CELL_TEXT;
			l |= word && c->left < edge;
			x |= word && c->left >= edge;
		}
		left += l;
		right += x;
	}
	return left >= ROWS_LEAST && right >= ROWS_LEAST;
}

static uint32_t
twin_edge(const struct table_reader *t, uint32_t from, uint32_t to)
{
	for (uint32_t r = from; r + 1 < to && r - from < TWIN_ROWS; r++) {
		uint32_t twin = twin_find(t, &t->rows.at[r]);
		if (twin == GRID_NONE)
			continue;
		const struct cell *left = &t->cells.at[twin - 1], *right = left + 1;
		struct span place = {(left->left + left->right) / 2, right->right};
		uint32_t edge = gap_find(t, r, to, place, false);
		return edge != UINT32_MAX && has_labels(t, r + 1, to, edge) ? edge : UINT32_MAX;
	}
	return UINT32_MAX;
}

/* On the page behind one whose halves part at `edge`. */
static uint32_t
twin_go_on(const struct table_reader *t, uint32_t from, uint32_t to, uint32_t edge)
{
	struct span place = {edge > SHIFT_MOST ? edge - SHIFT_MOST : 0, edge + SHIFT_MOST};
	uint32_t found = gap_find(t, from, to, place, true);

	return found != UINT32_MAX && has_labels(t, from, to, found) ? found : UINT32_MAX;
}

/* ---- both ------------------------------------------------------------------------------- */

void
halves_find(const struct table_reader *t, uint32_t from, uint32_t to, struct halves *known)
{
	uint32_t edge = twin_edge(t, from, to);

	if (edge == UINT32_MAX && known->twin)
		edge = twin_go_on(t, from, to, known->edge);
	known->twin = edge != UINT32_MAX;
	if (edge == UINT32_MAX)
		edge = labelled_edge(t, from, to);
	known->edge = edge != UINT32_MAX ? edge : known->edge;
}
