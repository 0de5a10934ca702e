/*
 * What stands under one another in a table laid out by spaces.  In: cells with their
 * places.  Out: halves, the place of codes, columns.  Figures of a column end at one
 * edge, give or take two characters; centred ones overlap.  Cost: n log n in the cells.
 */
#include <stdlib.h>

#include "table_internal.h"

enum { EDGE_SLACK = 2, SHIFT_MOST = 12, CODE_REACH = 10 };

static bool
in_half(const struct cell *c, struct span half)
{
	return c->left >= half.from && c->left < half.to;
}

static bool
is_figure(const struct cell *c)
{
	return c->kind != CELL_TEXT;
}

static bool
is_digits(const struct cell *c)
{
	return c->kind == CELL_NUMBER && c->whole;
}

/* ---- what a column is ----------------------------------------------------------------- */

enum { EDGES_MOST = 512 };

/* Distinct right edges of the figures, when wide characters count `width`. */
static uint32_t
edges_count(const struct table_reader *t, uint32_t width)
{
	uint64_t seen[EDGES_MOST / 64] = {0};
	uint32_t n = 0;

	for (size_t i = 0; i < t->cells.len; i++) {
		const struct cell *c = &t->cells.at[i];
		uint32_t edge = c->right + c->wide_right * (width - 1);
		if (!is_figure(c) || edge >= EDGES_MOST || seen[edge / 64] >> edge % 64 & 1)
			continue;
		seen[edge / 64] |= UINT64_C(1) << edge % 64;
		n++;
	}
	return n;
}

void
widths_choose(struct table_reader *t)
{
	if (t->ruled || edges_count(t, 1) <= edges_count(t, 2))
		return;
	for (size_t i = 0; i < t->cells.len; i++) {
		t->cells.at[i].left += t->cells.at[i].wide_left;
		t->cells.at[i].right += t->cells.at[i].wide_right;
	}
}

/* ---- halves --------------------------------------------------------------------- */

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
	bool label = false, item = false;
	uint32_t figure = GRID_NONE; /* the first behind the label */

	for (uint32_t i = row->from; i < row->to; i++) {
		const struct cell *c = &t->cells.at[i];
		if (c->kind == CELL_TEXT && figure != GRID_NONE)
			return code_before(t, figure, i)->left;
		if (c->kind == CELL_TEXT && label && item && is_item(t, c))
			return c->left;
		item |= c->kind == CELL_TEXT && !label && is_item(t, c);
		label |= c->kind == CELL_TEXT;
		if (figure == GRID_NONE && label && is_figure(c))
			figure = i;
	}
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
		if (row->to - row->from > 1 && is_digits(c) && c->left + CODE_REACH >= edge &&
		    c[1].kind == CELL_TEXT && c[1].left >= edge && c->left < least)
			least = c->left;
	}
	return least;
}

uint32_t
halves_find(const struct table_reader *t, uint32_t from, uint32_t to)
{
	uint32_t rows = 0, figures_behind = 0, items = 0, least = UINT32_MAX, figured = 0;

	for (uint32_t i = from; i < to; i++) {
		const struct table_row *row = &t->rows.at[i];
		uint32_t at = second_label(t, row);
		bool any = false;
		for (uint32_t k = row->from; k < row->to; k++)
			any |= is_figure(&t->cells.at[k]);
		figured += any;
		if (at == UINT32_MAX)
			continue;
		rows++;
		least = at < least ? at : least;
		const struct cell *last = &t->cells.at[row->to - 1];
		figures_behind += is_figure(last);
		items += last->left != at ? !is_figure(last) && is_digits(last - 1)
					  : is_item(t, last);
	}
	/* a column of remarks is no half: figures stand behind the labels of one, or they have
	 * codes and enumerators of their own */
	bool half = figures_behind && (figures_behind + items) * 2 >= rows;
	if (rows < 2 || rows * 4 < figured || !half)
		return UINT32_MAX;
	return widen(t, from, to, least);
}

/* ---- codes --------------------------------------------------------------------------- */

uint32_t
leading_digits(const struct table_reader *t, const struct table_row *row, struct span half,
	       uint32_t *first)
{
	uint32_t at = row->from, n = 0;

	while (at < row->to && !in_half(&t->cells.at[at], half))
		at++;
	for (*first = at; at < row->to && is_digits(&t->cells.at[at]); at++)
		n++;
	return n;
}

static bool
is_year(const struct cell *c)
{
	return c->whole && c->mantissa >= 1900 && c->mantissa < 2100;
}

void
codes_find(const struct table_reader *t, uint32_t from, uint32_t to, struct span half,
	   struct span *place)
{
	uint32_t codes = 0, years = 0, rows = 0, left = UINT32_MAX, right = 0, first;

	for (uint32_t i = from; i < to; i++) {
		const struct table_row *row = &t->rows.at[i];
		uint32_t n = leading_digits(t, row, half, &first);
		if (first == row->to)
			continue;
		rows++;
		if (!n)
			continue;
		const struct cell *c = &t->cells.at[first], *next = c + n;
		bool labelled = next < &t->cells.at[row->to - 1] + 1 && next->kind == CELL_TEXT &&
				in_half(next, half);
		codes += labelled;
		years += is_year(c);
		if (labelled || is_year(c)) {
			uint32_t end = labelled ? c[n - 1].right : c->right;
			left = c->left < left ? c->left : left;
			right = end > right ? end : right;
		}
	}
	*place = (struct span){0, 0};
	if (codes >= 2 || (years >= 2 && years * 2 > rows))
		*place = (struct span){left > 1 ? left - 1 : 0, right + 1};
}

/* ---- columns ------------------------------------------------------------------------- */

struct figure {
	uint32_t left, right, cell, row;
};

static int
by_right(const void *a, const void *b)
{
	const struct figure *x = a, *y = b;
	if (x->right != y->right)
		return x->right < y->right ? -1 : 1;
	return x->cell < y->cell ? -1 : x->cell > y->cell;
}

/* A column while it grows: figures [from, to) of the sorted ones. */
struct group {
	uint32_t from, to, left, right;
};

/* Do two groups have figures in one row? */
static bool
share_row(const struct figure *f, const struct group *a, const struct group *b, uint32_t *seen,
	  uint32_t stamp)
{
	for (uint32_t i = a->from; i < a->to; i++)
		seen[f[i].row] = stamp;
	for (uint32_t i = b->from; i < b->to; i++)
		if (seen[f[i].row] == stamp)
			return true;
	return false;
}

/* The right edge that most figures of a group have. */
static uint32_t
mode_edge(const struct figure *f, const struct group *g)
{
	uint32_t best = f[g->from].right, most = 0;

	for (uint32_t i = g->from, k; i < g->to; i = k) {
		for (k = i; k < g->to && f[k].right == f[i].right;)
			k++;
		if (k - i > most) {
			most = k - i;
			best = f[i].right;
		}
	}
	return best;
}

/* Groups of figures whose right edges are close; then neighbours that overlap and never
 * stand in one row are one. */
static uint32_t
group_figures(const struct table_reader *t, struct figure *f, uint32_t n, struct group *groups,
	      uint32_t *seen)
{
	uint32_t count = 0, kept = 0;

	for (uint32_t i = 0, k; i < n; i = k) {
		struct group g = {i, i, f[i].left, f[i].right};
		for (k = i; k < n && f[k].right - g.right <= (t->ruled ? 0 : EDGE_SLACK); k++) {
			g.left = f[k].left < g.left ? f[k].left : g.left;
			g.right = f[k].right;
		}
		g.to = k;
		groups[count++] = g;
		if (count > COLUMNS_MAX)
			return 0;
	}
	for (uint32_t i = 0; i < count; i++) {
		struct group *last = kept ? &groups[kept - 1] : NULL;
		if (last && groups[i].left < last->right &&
		    !share_row(f, last, &groups[i], seen, i + 1)) {
			last->to = groups[i].to;
			last->left = groups[i].left < last->left ? groups[i].left : last->left;
			last->right = groups[i].right;
		} else {
			groups[kept++] = groups[i];
		}
	}
	return kept;
}

struct columns
columns_find(struct table_reader *t, uint32_t from, uint32_t to, struct span half,
	     struct span codes)
{
	struct arena *a = t->reader->arena;
	VEC(struct figure) figures = {0};
	struct columns out = {0};

	for (uint32_t r = from; r < to; r++) {
		uint32_t first, digits = leading_digits(t, &t->rows.at[r], half, &first);
		for (uint32_t i = t->rows.at[r].from; i < t->rows.at[r].to; i++) {
			const struct cell *c = &t->cells.at[i];
			bool code = i >= first && i < first + digits && c->left >= codes.from &&
				    c->right <= codes.to;
			if (is_figure(c) && in_half(c, half) && !code)
				*VEC_PUSH(a, &figures) =
					(struct figure){c->left, c->right, i, r - from};
		}
	}
	if (!figures.len)
		return out;
	uint32_t n = (uint32_t)figures.len;
	qsort(figures.at, n, sizeof *figures.at, by_right);
	struct group *groups = arena_array(a, COLUMNS_MAX + 1, sizeof *groups);
	uint32_t *seen = arena_array(a, to - from, sizeof *seen);
	uint32_t count = group_figures(t, figures.at, n, groups, seen);
	for (uint32_t g = 0; g < count; g++) {
		*VEC_PUSH(a, &out.at) = (struct column_range){groups[g].left, groups[g].right,
							      mode_edge(figures.at, &groups[g])};
		for (uint32_t i = groups[g].from; i < groups[g].to; i++)
			t->cells.at[figures.at[i].cell].column = g;
	}
	return out;
}

/* ---- pages ------------------------------------------------------------------------------ */

static uint32_t
distance(uint32_t a, uint32_t b)
{
	return a > b ? a - b : b - a;
}

/* How far the columns lie from those of `known` that are nearest when all are moved by
 * `shift`, in rising order; UINT32_MAX when two would be one. */
static uint32_t
match_shifted(const struct columns *known, const struct columns *found, int32_t shift,
	      uint32_t *map)
{
	uint32_t k = 0, sum = 0;

	for (uint32_t i = 0; i < found->at.len; i++, k++) {
		uint32_t edge = (uint32_t)((int32_t)found->at.at[i].edge + shift);
		if (k >= known->at.len)
			return UINT32_MAX;
		while (k + 1 < known->at.len && distance(known->at.at[k + 1].edge, edge) <
							distance(known->at.at[k].edge, edge))
			k++;
		sum += distance(known->at.at[k].edge, edge);
		map[i] = k;
	}
	return sum;
}

bool
columns_match(const struct columns *known, const struct columns *found, uint32_t *map)
{
	uint32_t n = (uint32_t)found->at.len, best = UINT32_MAX;
	int32_t best_shift = 0;

	if (n == known->at.len) {
		for (uint32_t i = 0; i < n; i++)
			map[i] = i;
		return true;
	}
	if (n > known->at.len)
		return false;
	for (int32_t step = 0; step <= 2 * SHIFT_MOST; step++) {
		int32_t shift = step & 1 ? -(step + 1) / 2 : step / 2;
		uint32_t sum = match_shifted(known, found, shift, map);
		if (sum < best) {
			best = sum;
			best_shift = shift;
		}
	}
	return best <= n * EDGE_SLACK && match_shifted(known, found, best_shift, map) != UINT32_MAX;
}
