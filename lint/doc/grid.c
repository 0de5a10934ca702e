/*
 * One table put together: pages to one grid, halves side by side to two, heads to their
 * columns.  In: rows with their cells.  Out: grids.
 */
#include "grid_build.h"

enum { HEAD_ROWS = 12, HEAD_GAP = 8, CELLS_MOST = 4 * 1024 * 1024, HEADS_MOST = 64 };

/* ---- columns ------------------------------------------------------------------------ */

/* The rows so far get the columns that `map` makes of theirs. */
static void
columns_move(struct builder *b, const uint32_t *map)
{
	for (size_t r = 0; r < b->rows.len; r++)
		for (uint32_t i = b->rows.at[r].from; i < b->rows.at[r].to; i++) {
			struct cell *c = &b->t->cells.at[i];
			if (c->column != GRID_NONE)
				c->column = map[c->column];
		}
}

/* The columns of a page are made those of the pages before it, or these those of the page.  False:
 * they cannot be matched. */
static bool
page_match(struct builder *b)
{
	struct columns *const found = &b->found;

	if (!found->at.len)
		return true;
	if (!b->columns.at.len) {
		b->columns = *found;
		return true;
	}
	size_t most = found->at.len > b->columns.at.len ? found->at.len : b->columns.at.len;
	uint32_t *map = arena_array(b->t->reader->arena, most + 1, sizeof *map);
	if (columns_match(&b->columns, found, map)) {
		for (uint32_t i = 0; i < found->places; i++)
			if (found->of[i] != GRID_NONE)
				found->of[i] = map[found->of[i]];
		return true;
	}
	if (!columns_match(found, &b->columns, map))
		return false;
	columns_move(b, map);
	b->columns = *found;
	return true;
}

/* Columns between a cell and a column; 0 when one stands over the other. */
static uint32_t
gap_between(const struct cell *c, const struct column_range *range)
{
	if (c->left >= range->right)
		return c->left - range->right + 1;
	return c->right <= range->left ? range->left - c->right + 1 : 0;
}

/* Twice the distance of their middles. */
static uint32_t
off_centre(const struct cell *c, const struct column_range *range)
{
	uint32_t a = c->left + c->right, b = range->left + range->right;
	return a > b ? a - b : b - a;
}

/* Of the columns from `from` on, which no cell to the left of this one stands over, the
 * nearest; GRID_NONE when all are far. */
static uint32_t
nearest_column(const struct builder *b, const struct cell *c, uint32_t from)
{
	uint32_t best = GRID_NONE;

	for (uint32_t i = from; i < b->columns.at.len; i++) {
		const struct column_range *range = &b->columns.at.at[i];
		if (gap_between(c, range) <= HEAD_GAP &&
		    (best == GRID_NONE ||
		     off_centre(c, range) < off_centre(c, &b->columns.at.at[best])))
			best = i;
	}
	return best;
}

/* Where the cells of a row of the head go on, which come from left to right. */
struct head_walk {
	uint32_t over; /* the columns before it end before the next cell begins */
	uint32_t free; /* the first for a cell that stands over none */
};

/* Adds a cell of the head to the columns that it stands over. */
static void
head_add(struct builder *b, struct grid_column *out, const struct cell *c, struct head_walk *w)
{
	struct arena *const a = b->t->reader->arena;
	const struct column_range *const range = b->columns.at.at;
	const uint32_t count = (uint32_t)b->columns.at.len, free = w->free;

	while (w->over < count && range[w->over].right <= c->left)
		w->over++;
	for (uint32_t i = w->over; i < count; i++) {
		if (range[i].left < c->right) {
			append_words(a, &out[i].head, cell_text(b, c));
			w->free = i + 1 > w->free ? i + 1 : w->free;
		} else if (b->columns.apart) {
			break;
		}
	}
	if (w->free > free || b->t->ruled)
		return;
	uint32_t near = nearest_column(b, c, free);
	if (near == GRID_NONE)
		return;
	append_words(a, &out[near].head, cell_text(b, c));
	w->free = near + 1;
}

/* The words over the columns, from top to bottom, until the first row with figures. */
static void
heads_read(struct builder *b, const struct grid *g, struct grid_column *out)
{
	for (size_t i = 0; i < b->rows.len && i < HEAD_ROWS; i++) {
		const struct grid_row *row = &b->rows.at[i];
		struct head_walk walk = {0, 0};
		if (row->to == row->from + 1 &&
		    str_eq(cell_text(b, &b->t->cells.at[row->from]), g->title))
			continue;
		if ((row->figures && row->label.len) || row->to - row->from > CELLS_WIDEST)
			break;
		for (uint32_t k = row->from; k < row->to; k++)
			if (b->t->cells.at[k].kind == CELL_TEXT)
				head_add(b, out, &b->t->cells.at[k], &walk);
	}
}

/* Years alone in the first row with figures are heads: | Ward | 2022 | 2023 |. */
static void
years_to_heads(struct builder *b, const struct rows_placed *p)
{
	for (size_t i = 0; i < b->rows.len && i < HEAD_ROWS; i++) {
		struct grid_row *row = &b->rows.at[i];
		uint32_t years = 0;
		if (!row->figures)
			continue;
		for (uint32_t k = row->from; k < row->to; k++) {
			const struct cell *c = &b->t->cells.at[k];
			years += c->column != GRID_NONE && cell_is_year(c);
		}
		if (years != row->figures || (years < 2 && b->columns.at.len > 1))
			return;
		for (uint32_t k = row->from; k < row->to; k++) {
			struct cell *c = &b->t->cells.at[k];
			if (c->column == GRID_NONE)
				continue;
			p->at[i * p->columns + c->column] = GRID_NONE;
			c->kind = CELL_TEXT;
			c->column = GRID_NONE;
		}
		row->figures = 0;
		return;
	}
}

/* ---- a grid --------------------------------------------------------------------------- */

/* Room for grid.at of so many rows, all GRID_NONE; NULL where they are too many. */
static uint32_t *
places_room(const struct builder *b, size_t rows)
{
	const size_t places = rows * b->columns.at.len;

	if (b->columns.at.len > COLUMNS_MAX || places > CELLS_MOST)
		return NULL;
	return memset(arena_alloc_raw(b->t->reader->arena, (places + 1) * sizeof(uint32_t)), 0xFF,
		      places * sizeof(uint32_t));
}

/* The same of the rows as they are, when all pages are read. */
static void
places_read(struct builder *b)
{
	const size_t columns = b->columns.at.len;
	const struct cell *const cells = b->t->cells.at;

	b->at = places_room(b, b->rows.len);
	for (size_t r = 0; r < b->rows.len; r++) {
		const struct grid_row *row = &b->rows.at[r];
		for (uint32_t i = row->from; row->figures && i < row->to; i++)
			if (cells[i].column != GRID_NONE)
				b->at[r * columns + cells[i].column] = i;
	}
}

static void
grid_fill(struct builder *b, struct grid *g)
{
	struct arena *a = b->t->reader->arena;
	uint32_t columns = (uint32_t)b->columns.at.len;
	struct grid_column *out = arena_array(a, columns, sizeof *out);

	if (!b->at)
		places_read(b);
	const struct rows_placed p = {b->rows.at, b->rows.len, b->t->cells.at, b->at, columns};
	if (b->loose)
		rows_mend(b, &p);
	marks_read(b);
	years_to_heads(b, &p);
	g->rows = b->rows.at;
	g->row_count = (uint32_t)b->rows.len;
	g->cells = b->t->cells.at;
	g->columns = out;
	g->column_count = columns;
	g->at = p.at;
	for (uint32_t c = 0; c < columns; c++) {
		out[c].left = b->columns.at.at[c].left;
		out[c].right = b->columns.at.at[c].right;
	}
	if (columns <= HEADS_MOST)
		heads_read(b, g, out);
}

/* The page of row `from` ends before this row. */
static uint32_t
page_end(const struct table_reader *t, uint32_t from)
{
	uint32_t to = from + 1;

	if (t->ruled)
		return t->end;
	while (to < t->end && !t->rows.at[to].page)
		to++;
	return to;
}

static bool
is_worth(const struct builder *b)
{
	return (b->figured > 1 || (b->figured == 1 && b->columns.at.len > 3)) &&
	       b->columns.at.len <= COLUMNS_MAX && b->rows.len * b->columns.at.len <= CELLS_MOST;
}

/* Does a ruled table begin with a column of figures?  Where no row has words the first figures
 * name their rows only when they count them. */
static bool
begins_with_figures(const struct table_reader *t, uint32_t from, uint32_t to)
{
	uint32_t rows = 0, counted = 0;
	int64_t last = 0;

	for (uint32_t r = from; r < to; r++) {
		const struct table_row *row = &t->rows.at[r];
		if (row->words && row->figure)
			return false;
		if (!row->figure)
			continue;
		const struct cell *first = &t->cells.at[row->from];
		counted += rows > 0 && first->whole && first->mantissa == last + 1;
		last = first->mantissa;
		rows++;
	}
	return rows == 1 || counted + 1 < rows;
}

/* The rows [from, to), a page. */
static void
page_read(struct builder *b, uint32_t from, uint32_t to)
{
	const struct table_reader *t = b->t;

	if (!b->rows.len && to == t->end)
		b->at = places_room(b, to - from);
	if (!b->at)
		b->spare = arena_alloc_raw(t->reader->arena, b->columns.at.len * sizeof *b->spare);
	rows_add(b, from, to);
}

/* One half of the rows from *at on, page by page, as long as the columns match; `edges`: where
 * the right one begins in each row, NULL where it does so in none.  *at: where to go on.  False: it has too few
 * figures for a table. */
static bool
half_read(struct table_reader *t, const uint32_t *edges, uint32_t *at, struct grid *g)
{
	struct builder b = {.t = t};
	uint32_t first = *at;

	b.rows.cap = page_end(t, first) - first;
	b.rows.at = arena_alloc_raw(t->reader->arena, b.rows.cap * sizeof *b.rows.at);
	while (*at < t->end) {
		uint32_t to = page_end(t, *at);
		uint32_t edge = edges ? edges[*at - t->begin] : UINT32_MAX;
		b.half = g->left_half ? (struct span){0, edge} : (struct span){edge, UINT32_MAX};
		codes_find(t, *at, to, b.half, &b.codes);
		if (t->ruled && b.codes.to == 0 && !begins_with_figures(t, *at, to))
			b.codes = (struct span){0, 1};
		b.found = columns_find(t, *at, to, b.half, b.codes);
		if (!page_match(&b))
			break;
		page_read(&b, *at, to);
		*at = to;
	}
	if (!is_worth(&b))
		return false;
	grid_fill(&b, g);
	return true;
}

/* Where the right half begins in each row: as its page shows, or the page before; UINT32_MAX:
 * nowhere.  NULL: it does so in none, as where rows are ruled. */
static const uint32_t *
halves_read(struct table_reader *t)
{
	struct halves halves = {.edge = UINT32_MAX};
	uint32_t *edges;
	bool any = false;

	if (t->ruled)
		return NULL;
	edges = arena_alloc_raw(t->reader->arena, (t->end - t->begin) * sizeof *edges);
	for (uint32_t at = t->begin, to; at < t->end; at = to) {
		to = page_end(t, at);
		halves_find(t, at, to, &halves);
		any |= halves.edge != UINT32_MAX;
		for (uint32_t r = at; r < to; r++)
			edges[r - t->begin] = halves.edge;
	}
	return any ? edges : NULL;
}

static void
half_grids(struct table_reader *t, struct grid *like, const uint32_t *edges)
{
	struct reader *r = t->reader;

	for (uint32_t at = t->begin; at < t->end;) {
		struct grid g = *like;
		uint32_t first = at;
		bool found = half_read(t, edges, &at, &g);
		if (at == first)
			at = page_end(t, at);
		if (found)
			*VEC_PUSH(r->arena, &r->grids) = g;
	}
}

/* Halves that begin in the same rows know one another. */
static void
halves_link(struct reader *r, size_t first, size_t middle)
{
	for (size_t i = first; i < middle; i++)
		for (size_t k = middle; k < r->grids.len; k++) {
			struct grid *a = &r->grids.at[i], *b = &r->grids.at[k];
			if (a->rows[0].block > b->rows[b->row_count - 1].block ||
			    b->rows[0].block > a->rows[a->row_count - 1].block)
				continue;
			a->partner = (uint32_t)k;
			b->partner = (uint32_t)i;
		}
}

void
grids_make(struct table_reader *t, struct grid *like)
{
	struct reader *r = t->reader;
	const size_t grids = r->grids.len;
	const uint32_t *const edges = halves_read(t);

	like->partner = GRID_NONE;
	like->left_half = true;
	like->odd_end = t->odd_end;
	half_grids(t, like, edges);
	if (!edges)
		return;
	size_t middle = r->grids.len;
	like->left_half = false;
	half_grids(t, like, edges);
	halves_link(r, grids, middle);
}
