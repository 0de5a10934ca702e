/*
 * The rows of a grid.  In: cut rows, and the columns of their figures.  Out: what each holds, code,
 * label and figures; wrapped labels put to one, and figures to the words that they belong to.
 */
#include "grid_build.h"

enum { PASSED_MOST = 6 /* rows between figures and their words */ };

/* ---- what stands in a row ----------------------------------------------------------- */

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

/* The last unit among the cells behind `first`, from the one before `c` back. */
static void
unit_set(const struct builder *b, struct grid_row *row, const struct cell *first,
	 const struct cell *c)
{
	while (--c > first && !row->unit.len)
		if (c->kind == CELL_TEXT && is_unit(b, cell_text(b, c)))
			row->unit = cell_text(b, c);
}

/* The same as label_add of each of the words [first, end).  A row of words alone, as the head of a
 * table is, has no figures that a unit could be of: that is left to units_read. */
static void
label_read(const struct builder *b, const struct table_row *from, struct grid_row *row,
	   const struct cell *first, const struct cell *end)
{
	const struct cell *last = end - 1;

	while (last > first && is_unit(b, cell_text(b, last)))
		last--;
	label_set(b, from, row, last);
	if (end < b->t->cells.at + row->to)
		unit_set(b, row, first, end);
}

/* The units of rows of words alone, which other rows' figures may be put to. */
static void
units_read(struct builder *b)
{
	const struct cell *const cells = b->t->cells.at;

	for (size_t i = 0; i < b->rows.len; i++) {
		struct grid_row *row = &b->rows.at[i];
		const struct cell *first = &cells[row->from];
		if (row->figures || !row->label.len)
			continue;
		while (first->kind != CELL_TEXT)
			first++;
		unit_set(b, row, first, &cells[row->to]);
	}
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
	if (b->half.from == 0 && b->half.to == UINT32_MAX)
		return;
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
		const struct cell *const first = c;
		for (; c < end && c->kind == CELL_TEXT; c++)
			c->column = GRID_NONE;
		label_read(b, from, row, first, c);
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

void
rows_add(struct builder *b, uint32_t from, uint32_t to)
{
	rows_room(b, to - from);
	for (uint32_t r = from; r < to; r++)
		row_add(b, &b->t->rows.at[r]);
}

/* ---- rows that were printed apart ------------------------------------------------------ */

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

void
rows_mend(struct builder *b, const struct rows_placed *p)
{
	units_read(b);
	if (!b->t->ruled)
		fragments_join(b->t, p);
	figures_drop(b, p);
	codes_join(b);
	labels_join(b);
}

void
marks_read(struct builder *b)
{
	const uint8_t *const classes = lexicon_classes(b->t->reader->lx);

	for (size_t i = 0; i < b->rows.len; i++) {
		struct grid_row *row = &b->rows.at[i];
		bool unsure;
		if (row->label.len && enumerator_may_begin(classes, row->label.at) &&
		    !enumerator_at(b->t->reader->lx, row->label.at, 0, (uint32_t)row->label.len,
				   true, &row->mark, &unsure))
			row->mark.span = (struct span){0, 0};
	}
}
