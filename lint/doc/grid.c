/*
 * One table put together: pages to one grid, halves side by side to two, wrapped labels
 * to one, heads to their columns.  In: rows with their cells.  Out: grids.
 */
#include "table_internal.h"

enum {
	HEAD_ROWS = 12,
	HEAD_GAP = 8,
	CELLS_MOST = 4 * 1024 * 1024,
	HEADS_MOST = 64,
	CELLS_WIDEST = 256,
	PASSED_MOST = 6 /* rows between figures and their words */
};

struct builder {
	struct table_reader *t;
	struct span half; /* characters */
	VEC(struct grid_row) rows;
	struct columns columns;
	struct columns found; /* of the page that is read */
	struct span codes;    /* their place on it */
	uint32_t *at;	      /* grid.at of the rows; NULL until all pages are read, if several */
	uint32_t *spare;      /* what is written instead of a row of it */
	uint32_t figured;     /* rows with figures */
	bool loose;	      /* some row with figures or a code has no words */
	bool blank;	      /* blank lines stand before the next row of this half */
};

/* ---- rows ----------------------------------------------------------------------- */

static struct str
cell_text(const struct builder *b, const struct cell *c)
{
	return text_slice(&b->t->reader->doc->text, c->span);
}

void
append_words(struct arena *a, struct str *label, struct str more)
{
	struct buf buf = {.arena = a};

	if (!more.len)
		return;
	if (!label->len) {
		*label = more;
		return;
	}
	buf_add(&buf, *label);
	if ((unsigned char)label->at[label->len - 1] < 0x80 && (unsigned char)more.at[0] < 0x80)
		buf_char(&buf, ' ');
	buf_add(&buf, more);
	*label = buf_str(&buf);
}

/* The digits of a code that is printed in two cells (302 | 01), or in one. */
static struct str
digits_joined(struct arena *a, struct str code, struct str more)
{
	struct buf buf = {.arena = a};

	if (!code.len)
		return more;
	buf_add(&buf, code);
	buf_add(&buf, more);
	return buf_str(&buf);
}

/* Which memo is for a name: told from its first and its last bytes. */
static inline size_t
memo_of(struct str name)
{
	uint32_t first, last;

	if (name.len < sizeof first)
		return (unsigned char)*name.at % UNIT_MEMOS;
	memcpy(&first, name.at, sizeof first);
	memcpy(&last, name.at + name.len - sizeof last, sizeof last);
	return (first * UINT32_C(0x9E3779B1) ^ last * UINT32_C(0x85EBCA6B)) >> 16 &
	       (UNIT_MEMOS - 1);
}

/* lex_is_unit, of few names that tables have in common. */
static bool
is_unit(const struct builder *b, struct str name)
{
	/* it may begin with a wide space, or end with one: E3 80 80 */
	if (*name.at == '\xE3' || name.at[name.len - 1] == '\x80')
		name = str_trim(name);
	if (!lex_may_be_unit(b->t->reader->lx, name))
		return false;
	struct words_memo *memo = &b->t->units[memo_of(name)];
	if (!str_eq(memo->words, name))
		*memo = (struct words_memo){name, lex_is_unit(b->t->reader->lx, name)};
	return memo->holds;
}

static inline void
label_set(const struct builder *b, const struct table_row *from, struct grid_row *row,
	  const struct cell *c)
{
	row->label = cell_text(b, c);
	row->indent = c == &b->t->cells.at[from->from] ? from->indent : c->left;
}

/* The last words before the figures name the row, and a unit behind them is theirs. */
static void
label_add(const struct builder *b, const struct table_row *from, struct grid_row *row,
	  const struct cell *c)
{
	if (row->label.len && is_unit(b, cell_text(b, c)))
		row->unit = cell_text(b, c);
	else
		label_set(b, from, row, c);
}

/* Room for `count` more rows. */
static void
rows_room(struct builder *b, uint32_t count)
{
	while (b->rows.cap - b->rows.len < count)
		b->rows.at = vec_grow(b->t->reader->arena, b->rows.at, b->rows.len, &b->rows.cap,
				      sizeof *b->rows.at);
}

/* Those cells of a row that stand in the half go to *row. */
static inline void
row_cells(const struct builder *b, const struct table_row *from, struct grid_row *row)
{
	const struct cell *const cells = b->t->cells.at;

	row->from = from->from;
	row->to = from->to;
	while (row->from < row->to && cells[row->from].left < b->half.from)
		row->from++;
	while (row->from < row->to && cells[row->to - 1].left >= b->half.to)
		row->to--;
}

/* Of the cells [c, end) of a row the figures get their columns, and stand in `line` by these; gives
 * how many.  `ruled`: known where this is called. */
static inline __attribute__((always_inline)) uint32_t
figures_place(const struct builder *b, struct cell *c, const struct cell *end, uint32_t *line,
	      bool ruled)
{
	const uint32_t *const of = b->found.of;
	uint32_t figures = 0, i = (uint32_t)(c - b->t->cells.at);

	for (; c < end; c++, i++) {
		if (c->kind == CELL_TEXT) {
			c->column = GRID_NONE;
			continue;
		}
		c->column = of[ruled ? c->left + 1 : c->right];
		line[c->column] = i;
		figures++;
	}
	return figures;
}

static inline uint32_t
figures_read(const struct builder *b, struct cell *c, const struct cell *end, uint32_t *line)
{
	return b->found.ruled ? figures_place(b, c, end, line, true)
			      : figures_place(b, c, end, line, false);
}

static void
code_add(struct builder *b, struct grid_row *row, struct cell *c)
{
	c->column = GRID_NONE;
	if (c->kind == CELL_NUMBER && c->left >= b->codes.from && c->right <= b->codes.to)
		row->code = digits_joined(b->t->reader->arena, row->code, cell_text(b, c));
}

/* The digits that a row begins with, of which some are codes.  Gives the cell behind them. */
static struct cell *
digits_read(struct builder *b, struct grid_row *row, uint32_t *line)
{
	struct cell *c = b->t->cells.at + row->from, *const end = b->t->cells.at + row->to;

	for (; c < end && cell_is_digits(c); c++) {
		bool in_place = b->found.ruled
					? c->left < b->codes.to
					: c->left >= b->codes.from && c->right <= b->codes.to;
		if (in_place)
			code_add(b, row, c);
		else
			row->figures += figures_read(b, c, c + 1, line);
	}
	return c;
}

/* A row of a half in which no columns were found. */
static void
row_without_columns(struct builder *b, const struct table_row *from, struct grid_row *row)
{
	for (uint32_t i = row->from; i < row->to; i++) {
		struct cell *c = &b->t->cells.at[i];
		code_add(b, row, c);
		if (c->kind == CELL_TEXT)
			label_add(b, from, row, c);
	}
}

/* What stands in one half of a row: code, label, figures. */
static void
row_fill(struct builder *b, const struct table_row *from, struct grid_row *row)
{
	const struct cell *const end = b->t->cells.at + row->to;
	uint32_t *const line = b->at ? b->at + b->rows.len * b->columns.at.len : b->spare;
	struct cell *c = b->t->cells.at + row->from;

	if (!b->found.of) {
		row_without_columns(b, from, row);
		return;
	}
	if (b->codes.to)
		c = digits_read(b, row, line);
	if (!row->figures && c < end && c->kind == CELL_TEXT) {
		c->column = GRID_NONE;
		label_set(b, from, row, c);
		for (c++; c < end && c->kind == CELL_TEXT; c++) {
			c->column = GRID_NONE;
			label_add(b, from, row, c);
		}
	}
	row->figures += figures_read(b, c, end, line);
}

static void
row_add(struct builder *b, const struct table_row *from)
{
	struct grid_row *row = &b->rows.at[b->rows.len]; /* rows_room */

	/* as a whole it would be zeroed by an instruction that takes its time to start */
	row->block = from->block;
	row->blank = b->blank || from->blank || from->page;
	row->label = row->unit = row->code = (struct str){0};
	row->mark = (struct enumerator){0};
	row->figures = row->indent = 0;
	row_cells(b, from, row);
	b->blank = row->from == row->to && row->blank;
	if (row->from == row->to)
		return;
	row_fill(b, from, row);
	b->rows.len++;
	if (!row->label.len && row->figures && row->code.len == 4) {
		row->label = row->code; /* a year that heads its row */
		row->code = (struct str){0};
	}
	b->figured += row->figures > 0;
	b->loose |= !row->label.len && (row->figures || row->code.len);
}

/* A code alone in its row belongs to the words and figures right below. */
static void
codes_join(struct builder *b)
{
	for (size_t i = 0; i + 1 < b->rows.len; i++) {
		struct grid_row *row = &b->rows.at[i], *below = row + 1;
		if (!row->code.len || row->figures || row->label.len || below->code.len ||
		    !below->figures || !below->label.len)
			continue;
		below->code = row->code;
		row->code = (struct str){0};
	}
}

/* Is the column of some figure of row `a` taken in row `b`? */
static bool
collide(const struct builder *b, const struct grid_row *x, const struct grid_row *y)
{
	for (uint32_t i = x->from; i < x->to; i++)
		for (uint32_t k = y->from; k < y->to; k++)
			if (b->t->cells.at[i].column != GRID_NONE &&
			    b->t->cells.at[i].column == b->t->cells.at[k].column)
				return true;
	return false;
}

/* Is the label made of the names of codes alone (类 款 项)?  It stands over them. */
static bool
names_codes(const struct builder *b, const struct grid_row *row)
{
	const struct word_list *names = b->t->reader->code_names;
	size_t at = 0;

	if (!names || row->figures || row->code.len)
		return false;
	while (at < row->label.len) {
		int word = words_at(names, row->label, at);
		if (word < 0 && row->label.at[at] != ' ')
			return false;
		at += word < 0 ? 1 : names->words[word].len;
	}
	return row->label.len > 0;
}

/* The row below row i; rows without anything between them are passed over, and figures alone
 * that were printed a line too high as those of row i. */
static size_t
row_below(const struct builder *b, size_t i)
{
	size_t below = i + 1;

	for (; below + 1 < b->rows.len && !b->rows.at[below].blank && below - i < PASSED_MOST;
	     below++) {
		const struct grid_row *row = &b->rows.at[below];
		bool figures = row->figures && row->to - row->from <= CELLS_WIDEST &&
			       b->rows.at[i].to - b->rows.at[i].from <= CELLS_WIDEST;
		if (row->code.len || (row->label.len && !names_codes(b, row)) ||
		    (row->figures && (!figures || collide(b, &b->rows.at[i], row))))
			break;
	}
	return below;
}

void
figures_move(const struct rows_placed *p, size_t from, size_t to)
{
	const struct grid_row *row = &p->rows[from];

	for (uint32_t k = row->from; k < row->to; k++) {
		const uint32_t column = p->cells[k].column;
		if (column == GRID_NONE)
			continue;
		p->at[to * p->columns + column] = k;
		p->at[from * p->columns + column] = GRID_NONE;
	}
}

/* Figures that were printed a line too high belong to the words right below, where their
 * columns are free. */
static void
figures_drop(struct builder *b, const struct rows_placed *p)
{
	for (size_t i = 0; i + 1 < b->rows.len; i++) {
		struct grid_row *row = &b->rows.at[i];
		if (!row->figures || row->label.len || row->code.len ||
		    row->to - row->from > CELLS_WIDEST)
			continue;
		size_t home = row_below(b, i);
		struct grid_row *below = &b->rows.at[home];
		/* words above that may be the first half of a label; those of a head are not, nor
		 * where the row below lacks just these figures */
		bool above =
			i > 0 && !row->blank && (row - 1)->label.len && !(row - 1)->figures &&
			!below->figures &&
			b->t->cells.at[(row - 1)->to - 1].left < b->t->cells.at[row->from].left;
		if (below->blank || above || !below->label.len ||
		    below->to - below->from > CELLS_WIDEST || collide(b, row, below))
			continue;
		figures_move(p, i, home);
		below->figures += row->figures;
		row->figures = 0;
	}
}

/* A code or figures without words take the words of the rows right above and below
 * that have nothing else: a label wrapped around its figures. */
static void
labels_join(struct builder *b)
{
	struct arena *a = b->t->reader->arena;

	for (size_t i = 0; i < b->rows.len; i++) {
		struct grid_row *row = &b->rows.at[i];
		if (row->label.len || !(row->figures || row->code.len))
			continue;
		struct grid_row *above = i > 0 ? row - 1 : NULL;
		struct grid_row *below = i + 1 < b->rows.len ? row + 1 : NULL;
		/* where lines are ruled, several words above are a head */
		bool wraps = above && !above->figures && !above->code.len && above->label.len &&
			     (!b->t->ruled || above->to == above->from + 1);
		struct str label = wraps ? above->label : (struct str){0};
		if (wraps)
			above->label = (struct str){0};
		if (below && !below->figures && !below->code.len && (wraps || row->code.len)) {
			append_words(a, &label, below->label);
			below->label = (struct str){0};
		}
		row->label = label;
	}
}

static void
marks_read(struct builder *b)
{
	for (size_t i = 0; i < b->rows.len; i++) {
		struct grid_row *row = &b->rows.at[i];
		bool unsure;
		if (row->label.len &&
		    !enumerator_at(b->t->reader->lx, row->label.at, 0, (uint32_t)row->label.len,
				   true, &row->mark, &unsure))
			row->mark.span = (struct span){0, 0};
	}
}

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

/* Does one stand over the other? */
static inline bool
stands_over(const struct cell *c, const struct column_range *range)
{
	return c->left < range->right && range->left < c->right;
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

/* Adds a cell of the head to the columns that it stands over.  Gives the first column
 * that is free for the next cell of its row. */
static uint32_t
head_add(struct builder *b, struct grid_column *out, const struct cell *c, uint32_t from)
{
	struct arena *a = b->t->reader->arena;
	uint32_t next = from;

	for (uint32_t i = 0; i < b->columns.at.len; i++)
		if (stands_over(c, &b->columns.at.at[i])) {
			append_words(a, &out[i].head, cell_text(b, c));
			next = i + 1 > next ? i + 1 : next;
		}
	if (next > from || b->t->ruled)
		return next;
	uint32_t near = nearest_column(b, c, from);
	if (near == GRID_NONE)
		return from;
	append_words(a, &out[near].head, cell_text(b, c));
	return near + 1;
}

/* The words over the columns, from top to bottom, until the first row with figures. */
static void
heads_read(struct builder *b, const struct grid *g, struct grid_column *out)
{
	for (size_t i = 0; i < b->rows.len && i < HEAD_ROWS; i++) {
		const struct grid_row *row = &b->rows.at[i];
		uint32_t free = 0;
		if (row->to == row->from + 1 &&
		    str_eq(cell_text(b, &b->t->cells.at[row->from]), g->title))
			continue;
		if ((row->figures && row->label.len) || row->to - row->from > CELLS_WIDEST)
			break;
		for (uint32_t k = row->from; k < row->to; k++)
			if (b->t->cells.at[k].kind == CELL_TEXT)
				free = head_add(b, out, &b->t->cells.at[k], free);
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

/* Puts together what belongs to one row, and was not printed in one. */
static void
rows_mend(struct builder *b, const struct rows_placed *p)
{
	if (!b->t->ruled)
		fragments_join(b->t, p);
	figures_drop(b, p);
	codes_join(b);
	labels_join(b);
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
	rows_room(b, to - from);
	for (uint32_t r = from; r < to; r++)
		row_add(b, &t->rows.at[r]);
}

/* One half of the rows from *at on, page by page, as long as the columns match; `edges`: where
 * the right one begins in each row.  *at: where to go on.  False: it has too few
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
		uint32_t edge = edges[*at - t->begin];
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
 * nowhere.  False: it does so in none. */
static bool
halves_read(struct table_reader *t, uint32_t *edges)
{
	struct halves halves = {.edge = UINT32_MAX};
	bool any = false;

	for (uint32_t at = t->begin, to; at < t->end; at = to) {
		to = page_end(t, at);
		if (!t->ruled)
			halves_find(t, at, to, &halves);
		any |= halves.edge != UINT32_MAX;
		for (uint32_t r = at; r < to; r++)
			edges[r - t->begin] = halves.edge;
	}
	return any;
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
	size_t grids = r->grids.len, rows = t->end - t->begin;
	uint32_t *edges = arena_alloc_raw(r->arena, rows * sizeof *edges);
	bool halves = halves_read(t, edges);

	like->partner = GRID_NONE;
	like->left_half = true;
	like->odd = t->odd;
	half_grids(t, like, edges);
	if (!halves)
		return;
	size_t middle = r->grids.len;
	like->left_half = false;
	half_grids(t, like, edges);
	halves_link(r, grids, middle);
}
