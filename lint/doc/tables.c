/*
 * Where one table ends and the next begins among the rows of a report, and what stands
 * over it.  In: runs of row blocks.  Out: doc.grids.  A page may cut a table, and print
 * its head again.
 */
#include "../base/lanes.h"
#include "table_internal.h"

enum {
	HEAD_ROWS = 64, /* with the heads of tables without figures before it */
	CELLS_WIDEST = 256,
	GAP_BLOCKS = 8, /* between two runs of rows that are one table */
	TAB_COLUMNS = 8,
	STRAY_BYTES = 12, /* of a block that interrupts a table without ending it */
	ABOVE_BLOCKS = 6,
	TITLE_BYTES = 150,
	UNIT_BYTES = 90
};

static struct str
block_text(const struct reader *r, uint32_t block)
{
	return str_trim(text_slice(&r->doc->text, r->blocks.at[block].span));
}

/* 单位：万元 */
static bool
names_unit(const struct reader *r, struct str s)
{
	size_t at;

	return s.len <= UNIT_BYTES && r->table_units && words_in(r->table_units, s, &at) >= 0;
}

/* ---- rows ------------------------------------------------------------------------ */

/* Columns before a line in its source, where a wide space takes two. */
static uint32_t
indent_of(const struct reader *r, const struct line *l)
{
	uint32_t from = l->from;

	if (from == 0 || (r->folded.at[from - 1] != ' ' && r->folded.at[from - 1] != '\t'))
		return 0;
	/* as many bytes, but for tabs */
	if (l->indent <= from && lanes_skip(r->folded.at, from - l->indent, from, ' ') == from)
		from -= l->indent;
	while (from > 0 && (r->folded.at[from - 1] == ' ' || r->folded.at[from - 1] == '\t'))
		from--;
	if (from == l->from)
		return 0;
	struct ospan o = text_origin(&r->folded, (struct span){from, l->from});
	struct str s = str_sub(r->doc->source->utf8, o.from, o.to);
	uint32_t columns = lanes_skip(s.at, 0, (uint32_t)s.len, ' ');
	for (size_t at = columns; at < s.len;) {
		if ((unsigned char)s.at[at] < 0x80) {
			columns += s.at[at++] == '\t' ? TAB_COLUMNS : 1;
			continue;
		}
		columns += cp_is_cjk(utf8_next(s.at, &at)) ? 2 : 1;
	}
	return columns;
}

/* Earlier cells belong to grids now; those of the next table go behind them, where there is room
 * for more than a few. */
static void
cells_begin(struct table_reader *t)
{
	enum { ROOM_LEAST = 128, ROOM = 512 };

	t->cells.at = t->cells.len < t->cells.cap ? t->cells.at + t->cells.len : NULL;
	t->cells.cap -= t->cells.len;
	t->cells.len = 0;
	if (t->cells.cap >= ROOM_LEAST)
		return;
	t->cells.at = arena_alloc_raw(t->reader->arena, ROOM * sizeof *t->cells.at);
	t->cells.cap = ROOM;
}

static inline bool
has_byte(const char *text, struct span s, char byte)
{
	return s.from < s.to &&
	       (text[s.from] == byte || lanes_find(text, s.from, s.to, byte) < s.to);
}

static void
rows_read(struct table_reader *t, uint32_t first, uint32_t last)
{
	const struct reader *r = t->reader;
	const char *const text = r->doc->text.at;
	const struct span all = {r->blocks.at[first].span.from, r->blocks.at[last - 1].span.to};
	const bool pipes = memchr(text + all.from, '|', all.to - all.from) != NULL;
	const bool tabs = memchr(text + all.from, '\t', all.to - all.from) != NULL;
	bool page = false;

	cells_begin(t);
	t->rows.len = 0;
	t->ruled = t->figures_lead = false;
	t->odd_end = 0;
	for (uint32_t b = first; b < last; b++) {
		const struct line *line = &r->lines[r->block_lines.at[b].first];
		const unsigned flags = line->flags;
		page |= flags & LINE_PAGE_BEFORE && b > first;
		if (r->blocks.at[b].kind != BLOCK_TABLE_ROW)
			continue;
		const struct span s = r->blocks.at[b].span;
		struct table_row *row = VEC_PUSH(r->arena, &t->rows);
		row->block = b;
		row->span = s;
		row->column = line->indent;
		row->page = page;
		row->indent = indent_of(r, line);
		row->blank = flags & LINE_BLANK_BEFORE;
		row->head = flags & LINE_STARTS;
		if (pipes && has_byte(text, s, '|'))
			row->mark = '|';
		else if (tabs && has_byte(text, s, '\t'))
			row->mark = '\t';
		t->ruled |= row->mark != 0;
		page = false;
	}
	cells_read(t);
}

/* May a row name the unit of the figures below it?  Years over the columns are figures, too:
 * | £ thousand | 2018 | 2019 |; but figures to the end of the row are its own. */
static inline bool
row_may_name_unit(const struct table_reader *t, const struct table_row *row)
{
	const struct cell *const cells = t->cells.at, *const second = &cells[row->from + 1];
	const uint32_t n = row->to - row->from;

	if (!row->figure)
		return n > 0;
	return n > 1 && cell_is_digits(second) &&
	       (n == 2 || !cell_is_figure(&cells[row->to - 1]) || cell_is_year(second));
}

/* Is there the name of a unit in a head?  Those of a report are much the same. */
static bool
head_has_unit(struct table_reader *t, struct str head)
{
	const struct word_list *units = t->reader->table_units;
	struct words_memo *memo = &t->heads[head.len % HEAD_MEMOS];
	size_t at;

	if (!str_eq(memo->words, head))
		*memo = (struct words_memo){head, units && words_in(units, head, &at) >= 0};
	return memo->holds;
}

static bool
row_names_unit(struct table_reader *t, const struct table_row *row)
{
	const struct cell *const cells = t->cells.at;
	const struct text *const text = &t->reader->doc->text;
	const uint32_t to = row->figure ? row->from + 1 : row->to;

	if (!row_may_name_unit(t, row))
		return false;
	/* what the row has not no cell has */
	const struct span all = {cells[row->from].span.from, cells[to - 1].span.to};
	if (!head_has_unit(t, text_slice(text, all)))
		return false;
	for (uint32_t i = row->from; i < to; i++)
		if (names_unit(t->reader, text_slice(text, cells[i].span)))
			return true;
	return false;
}

/* ---- one cell a line ------------------------------------------------------------------ */

/* Rows of a table that was copied cell by cell: label, figures, label, figures.  The
 * cells up to the first label with a figure behind it are the head. */
static bool
is_vertical(const struct table_reader *t)
{
	enum { ROWS_LEAST = 6, WIDER = 16 /* one in so many may be */ };
	size_t labels = 0, figures = 0, wider = 0;

	for (size_t i = 0; i < t->rows.len && wider * WIDER < t->rows.len; i++) {
		const struct table_row *row = &t->rows.at[i];
		wider += row->to - row->from != 1;
		bool figure = row->figure;
		figures += figure;
		labels += figure && i > 0 && !(row - 1)->figure;
	}
	return labels >= ROWS_LEAST / 2 && figures >= ROWS_LEAST && figures >= labels &&
	       wider * WIDER < t->rows.len;
}

/* Cells of rows [first, last) get the places from `place` on. */
static void
place_cells(struct table_reader *t, uint32_t from, uint32_t to, uint32_t place)
{
	for (uint32_t i = from; i < to; i++, place++) {
		struct cell *c = &t->cells.at[i];
		c->left = place;
		c->right = place + 1;
	}
}

/* The cells of the next row are put behind those of a row. */
static void
row_extend(struct table_row *row, const struct table_row *next)
{
	row->to = next->to;
	row->words += next->words;
	row->figure |= next->figure;
	row->straight = false; /* or not known to be */
}

/* The rows of words that stand alone right before row `n` are the head of columns, as
 * many as it has cells: they become one row.  The rows that are left. */
static size_t
turn_head(struct table_reader *t, size_t n, uint32_t cells)
{
	size_t head = n;

	while (head > 0 && n - head < cells &&
	       t->rows.at[head - 1].to - t->rows.at[head - 1].from == 1 &&
	       !t->rows.at[head - 1].figure)
		head--;
	if (n - head < cells || cells < 2)
		return n;
	for (size_t i = head + 1; i < n; i++)
		row_extend(&t->rows.at[head], &t->rows.at[i]);
	place_cells(t, t->rows.at[head].from, t->rows.at[head].to, 0);
	return head + 1;
}

/* Puts the cells of a vertical table side by side: every label begins a row, its figures
 * stand in the columns one, two, ... */
static void
turn(struct table_reader *t)
{
	size_t n = 0;

	for (size_t i = 0, k; i < t->rows.len; i = k) {
		struct table_row row = t->rows.at[i];
		for (k = i + 1; k < t->rows.len && !t->rows.at[i].figure && t->rows.at[k].figure;
		     k++)
			row_extend(&row, &t->rows.at[k]);
		if (k > i + 1)
			n = turn_head(t, n, row.to - row.from);
		place_cells(t, row.from, row.to, 0);
		t->rows.at[n++] = row;
	}
	t->rows.len = n;
	t->ruled = true;
}

/* ---- where a table begins ------------------------------------------------------------ */

/* One past the last row of the head that begins at row `from`. */
static uint32_t
head_end(const struct table_reader *t, uint32_t from)
{
	uint32_t to = from;

	while (to < t->rows.len && to - from < HEAD_ROWS && !t->rows.at[to].figure &&
	       t->rows.at[to].to - t->rows.at[to].from <= CELLS_WIDEST)
		to++;
	return to;
}

/* Does the cell stand in the head [from, to) too? */
static bool
head_has(const struct table_reader *t, uint32_t from, uint32_t to, const struct cell *c)
{
	const char *const text = t->reader->doc->text.at;
	const uint32_t len = c->span.to - c->span.from;

	for (uint32_t r = from; r < to; r++)
		for (uint32_t i = t->rows.at[r].from; i < t->rows.at[r].to; i++) {
			const struct span s = t->cells.at[i].span;
			if (s.to - s.from == len &&
			    !memcmp(text + s.from, text + c->span.from, len))
				return true;
		}
	return false;
}

static bool
cell_mark(const struct table_reader *t, const struct cell *c, struct enumerator *e)
{
	const struct reader *r = t->reader;
	bool unsure;

	return c->kind == CELL_TEXT &&
	       enumerator_at(r->lx, r->doc->text.at, c->span.from, c->span.to, true, e, &unsure);
}

/* Does row `row` go on counting where the rows right before it stopped: 十四、 behind 十三、? */
static bool
counts_on(const struct table_reader *t, uint32_t row)
{
	enum { ROWS_BACK = 4 };
	const struct table_row *at = &t->rows.at[row];
	uint32_t least = row > ROWS_BACK ? row - ROWS_BACK : 0;
	struct enumerator e, before;

	if (at->from == at->to || !cell_mark(t, &t->cells.at[at->from], &e))
		return false;
	for (uint32_t r = least; r < row; r++) {
		const struct table_row *x = &t->rows.at[r];
		for (uint32_t i = x->from; i < x->to && i - x->from < CELLS_WIDEST; i++)
			if (cell_mark(t, &t->cells.at[i], &before) && before.style == e.style &&
			    before.number + 1 == e.number)
				return true;
	}
	return false;
}

/* Is the head [from, to) another than that of the table, which begins at row `table`? */
static bool
is_other_head(const struct table_reader *t, uint32_t table, uint32_t from, uint32_t to)
{
	uint32_t table_to = head_end(t, table), cells = 0, known = 0;

	for (uint32_t r = from; r < to; r++)
		for (uint32_t i = t->rows.at[r].from; i < t->rows.at[r].to; i++) {
			cells++;
			known += head_has(t, table, table_to, &t->cells.at[i]);
		}
	return cells > 3 && known * 2 < cells;
}

/* At a page, or a row that markup calls a head: does another table begin here than the one
 * that begins at row `table`?  A page prints heads of several rows again; one row may be a
 * part of the table. */
static bool
has_other_head(const struct table_reader *t, uint32_t table, uint32_t from)
{
	const bool head = t->rows.at[from].head && t->rows.at[from].blank;
	uint32_t to = head || t->rows.at[from].page ? head_end(t, from) : from;

	if (head)
		return to > from && is_other_head(t, table, from, from + 1);
	return to - from > 1 && !counts_on(t, from) && is_other_head(t, table, from, to);
}

/* The row that begins the next table behind row `table`. */
static uint32_t
next_table(struct table_reader *t, uint32_t table)
{
	bool figures = false;

	for (uint32_t i = table; i < t->rows.len; i++) {
		const struct table_row *row = &t->rows.at[i];
		figures |= row->figure;
		if (i == table || !figures)
			continue;
		if (has_other_head(t, table, i))
			return i;
		if (!row_may_name_unit(t, row) || !row_names_unit(t, row))
			continue;
		/* its title stands over it */
		while (i > table + 1 && !t->rows.at[i - 1].figure && !t->rows.at[i].page)
			i--;
		return i;
	}
	return (uint32_t)t->rows.len;
}

/* ---- what stands over a table ------------------------------------------------------------ */

static bool
is_title(struct str s)
{
	return s.len > 0 && s.len <= TITLE_BYTES;
}

/* Between its first rows, which end before row `to`: a unit that is no row, and the title alone
 * in the row before it. */
static void
unit_between(const struct table_reader *t, uint32_t to, struct grid *g)
{
	const struct reader *r = t->reader;
	uint32_t row = t->begin;

	for (uint32_t b = t->rows.at[row].block; to > row && b < t->rows.at[to - 1].block; b++) {
		while (row + 1 < to && t->rows.at[row + 1].block <= b)
			row++;
		if (r->blocks.at[b].kind == BLOCK_TABLE_ROW || !names_unit(r, block_text(r, b)))
			continue;
		g->unit = block_text(r, b);
		if (t->rows.at[row].to - t->rows.at[row].from == 1)
			g->title = block_text(r, t->rows.at[row].block);
		return;
	}
}

/* Among its own first rows: a title alone in its row, and the unit. */
static void
head_in_rows(struct table_reader *t, struct grid *g)
{
	const struct reader *r = t->reader;
	uint32_t to = head_end(t, t->begin);

	for (uint32_t i = t->begin; (i < to || i == t->begin) && i < t->end; i++) {
		const struct table_row *row = &t->rows.at[i];
		if (row_names_unit(t, row)) {
			g->unit = block_text(r, row->block);
			if (i > t->begin && t->rows.at[i - 1].to - t->rows.at[i - 1].from == 1)
				g->title = block_text(r, t->rows.at[i - 1].block);
			return;
		}
	}
	unit_between(t, to < t->end ? to : t->end, g);
}

static void
head_in_blocks(const struct table_reader *t, struct grid *g)
{
	const struct reader *r = t->reader;
	uint32_t block = t->rows.at[t->begin].block;

	for (uint32_t i = block; i-- > 0 && block - i <= ABOVE_BLOCKS;) {
		struct str s = block_text(r, i);
		if (r->blocks.at[i].kind == BLOCK_TABLE_ROW)
			return;
		if (names_unit(r, s)) {
			g->unit = g->unit.len ? g->unit : s;
		} else if (is_title(s) && !g->title.len) {
			g->title = s;
			return;
		}
	}
}

/* ---- runs ------------------------------------------------------------------------------------ */

/* Does the text stand over the table that begins with `block` too? */
static bool
stands_above(const struct reader *r, uint32_t block, struct str s)
{
	for (uint32_t i = block; i-- > 0 && block - i <= GAP_BLOCKS;) {
		const struct span other = r->blocks.at[i].span;
		if (other.to - other.from >= s.len && str_eq(block_text(r, i), s))
			return true;
	}
	return false;
}

/* Are the blocks between two runs of rows no more than a head printed again, or strays
 * of wrapped labels?  `block` begins the first run. */
static bool
is_one_table(const struct reader *r, uint32_t block, uint32_t from, uint32_t to)
{
	if (to - from > GAP_BLOCKS)
		return false;
	for (uint32_t i = from; i < to; i++) {
		struct str s = block_text(r, i);
		if (s.len > STRAY_BYTES && !stands_above(r, block, s))
			return false;
	}
	return true;
}

void
grids_read(struct reader *r)
{
	struct table_reader t = {.reader = r};

	for (size_t i = 0, k; i < r->tables.len; i = k) {
		uint32_t first = r->tables.at[i].first_block;
		uint32_t last = first + r->tables.at[i].block_count;
		for (k = i + 1;
		     k < r->tables.len && is_one_table(r, first, last, r->tables.at[k].first_block);
		     k++)
			last = r->tables.at[k].first_block + r->tables.at[k].block_count;
		rows_read(&t, first, last);
		if (is_vertical(&t))
			turn(&t);
		else
			widths_choose(&t);
		for (t.begin = 0; t.begin < t.rows.len; t.begin = t.end) {
			struct grid like = {.table = (uint32_t)i};
			t.end = next_table(&t, t.begin);
			head_in_rows(&t, &like);
			if (t.begin == 0 ||
			    t.rows.at[t.begin].block > t.rows.at[t.begin - 1].block + 1)
				head_in_blocks(&t, &like);
			grids_make(&t, &like);
		}
	}
}
