/*
 * The figures of a sheet: as whole numbers of one scale, row by row, and as numbers of sixteen bits,
 * column by column (table_low.h).
 * Cost: linear in the cells.
 */
#include "table_low.h"

#define VALUE_LARGEST (INT64_MAX / 4096) /* TERMS_MAX of them can be added */
#define VALUE_LARGE (UINT64_C(1) << 50)	 /* less than that */

static bool
scale(int64_t mantissa, int places, int64_t *out)
{
	if (places > 0 && __builtin_mul_overflow(mantissa, ten_to(places), &mantissa))
		return false;
	*out = mantissa;
	return mantissa <= VALUE_LARGEST && mantissa >= -VALUE_LARGEST;
}

/* Does this row count the columns, 1 2 3?  It is the first that holds figures, at least
 * two, and each goes on where the last one stopped. */
static bool
counts_columns(const struct sheet *s, uint32_t row)
{
	uint32_t found = 0;
	int64_t first = 0;

	for (uint32_t k = 0; k < s->grid->column_count; k++) {
		const struct cell *x = grid_cell(s->grid, row, k);
		if (!x)
			continue;
		if (x->kind != CELL_NUMBER || !x->whole || x->mantissa < 1)
			return false;
		if (found++ == 0)
			first = x->mantissa - (int64_t)k;
		if (x->mantissa - (int64_t)k != first)
			return false;
	}
	return found > 1 && first >= 0 && first <= 2;
}

/* The row that counts the columns, GRID_NONE without.  With words before it, it may be a
 * row of small figures: then only a short one may be such. */
static uint32_t
names_row(const struct sheet *s)
{
	enum { LABEL_LONGEST = 6 }; /* bytes: 栏次 */

	for (uint32_t r = 0; r < s->grid->row_count; r++) {
		const struct grid_row *row = &s->grid->rows[r];
		if (!row->figures)
			continue;
		return row->label.len <= LABEL_LONGEST && counts_columns(s, r) ? r : GRID_NONE;
	}
	return GRID_NONE;
}

/* The column that counts the rows, 1 2 3, from one on without a gap; GRID_NONE without. */
static uint32_t
names_column(const struct sheet *s)
{
	enum { ROWS_LEAST = 3 };

	for (uint32_t k = 0; k < s->grid->column_count; k++) {
		int64_t last = 0;
		bool counts = true;
		for (uint32_t r = 0; r < s->grid->row_count && counts; r++) {
			const struct cell *x = grid_cell(s->grid, r, k);
			if (x)
				counts =
					x->kind == CELL_NUMBER && x->whole && x->mantissa == ++last;
		}
		if (counts && last >= ROWS_LEAST)
			return k;
	}
	return GRID_NONE;
}

/* Words among the figures that were meant for one: 12.1.40. */
static void
broken_read(const struct check *c, struct sheet *s, uint8_t *state)
{
	const struct grid *g = s->grid;

	for (uint32_t r = 0; r < g->row_count && g->rows[r].block < g->odd_end; r++)
		for (uint32_t i = g->rows[r].from, to = g->rows[r].to; i < to; i++) {
			const struct cell *x = &g->cells[i];
			if ((x->kind != CELL_TEXT && !x->ragged) || !cell_is_malformed(c, x))
				continue;
			s->malformed = true;
			if (x->kind != CELL_TEXT || !g->rows[r].figures)
				continue;
			uint32_t column = sheet_column_of(s, x);
			if (column == GRID_NONE || state[sheet_at(s, r, column)] != SHEET_BLANK)
				continue;
			state[sheet_at(s, r, column)] = SHEET_UNKNOWN;
			s->any_unknown = true;
		}
}

/* What the cells of a sheet hold, as far as scales go. */
struct extent {
	uint8_t any, all; /* bits of the decimals of some figure, and of each */
	uint8_t others;	  /* the most decimals of what is no figure */
	uint64_t size;	  /* from 2 * VALUE_LARGE on: some figure may be, as one whole number */
};

/* The arrays of a sheet, while they are written. */
struct figures {
	int64_t *value;
	uint8_t *state, *decimals;
	uint16_t *low, *figured;
	uint32_t *above, *count; /* figures of each column above zero, and all */
};

static void
figures_begin(struct check *c, struct sheet *s, struct figures *f)
{
	const size_t columns = s->grid->column_count, n = columns * s->grid->row_count;
	const uint32_t steps = (s->grid->row_count + LOW_LANES - 1) / LOW_LANES;
	const size_t lows = (size_t)steps * LOW_LANES * columns;

	f->value = arena_alloc_raw(c->arena, n * (sizeof *f->value + 2));
	f->state = (uint8_t *)(f->value + n);
	f->decimals = f->state + n;
	f->low = arena_alloc_raw(c->arena, (2 * lows + LOW_BEHIND) * sizeof *f->low);
	f->figured = f->low + lows;
	memset(f->figured + lows, 0, LOW_BEHIND * sizeof *f->low);
	f->above = arena_array(c->arena, 2 * columns, sizeof *f->above);
	f->count = f->above + columns;
	s->low_rows = steps * LOW_LANES;
	s->value = f->value;
	s->state = f->state;
	s->decimals = f->decimals;
	s->low = f->low;
	s->figured = f->figured;
	s->above_zero = f->above;
	s->figures = f->count;
}

/* What stands in a place without a figure. */
static enum sheet_state
state_of(const struct cell *x)
{
	static const uint8_t states[] = {[CELL_TEXT] = SHEET_DASH,
					 [CELL_NUMBER] = SHEET_FIGURE,
					 [CELL_EMPTY] = SHEET_DASH,
					 [CELL_HIDDEN] = SHEET_UNKNOWN};

	return x ? (enum sheet_state)states[x->kind] : SHEET_BLANK;
}

/* The first row with figures: what is above it heads the columns. */
static uint32_t
first_row(const struct grid *g)
{
	uint32_t row = 0;

	while (row < g->row_count && !g->rows[row].figures)
		row++;
	return row;
}

/* Each place from row `first` on has a figure so far; above it, and behind the rows, none has. */
static void
columns_begin(const struct sheet *s, const struct figures *f, uint32_t first)
{
	static const uint16_t full[2 * LOW_LANES] = {UINT16_MAX, UINT16_MAX, UINT16_MAX,
						     UINT16_MAX, UINT16_MAX, UINT16_MAX,
						     UINT16_MAX, UINT16_MAX};
	const uint32_t rows = s->grid->row_count, columns = s->grid->column_count;
	const pair_lanes none = {0};
	uint16_t *low = f->low, *figured = f->figured;

	memset(f->state, SHEET_FIGURE, (size_t)rows * columns);
	memset(figured, UINT8_MAX, (size_t)s->low_rows * columns * sizeof *figured);
	for (uint32_t k = 0; k < columns; k++, low += s->low_rows, figured += s->low_rows) {
		memcpy(low + s->low_rows - LOW_LANES, &none, sizeof none);
		memcpy(figured + s->low_rows - LOW_LANES, full + (s->low_rows - rows), sizeof none);
		for (size_t r = 0, at = k; r < first; r++, at += columns) {
			f->value[at] = low[r] = figured[r] = f->decimals[at] = 0;
			f->state[at] = SHEET_BLANK;
		}
		f->count[k] = rows - first;
	}
}

/* A place without a figure. */
static void
place_clear(struct sheet *s, const struct figures *f, uint32_t row, uint32_t column,
	    struct extent *out)
{
	const struct cell *const x = grid_cell(s->grid, row, column);
	const size_t at = sheet_at(s, row, column), low = (size_t)column * s->low_rows + row;
	const uint8_t decimals = x ? x->decimals : 0;

	f->value[at] = f->low[low] = f->figured[low] = 0;
	f->state[at] = (uint8_t)state_of(x);
	f->decimals[at] = decimals;
	f->count[column]--;
	s->any_unknown |= f->state[at] == SHEET_UNKNOWN;
	s->percents |= x && x->percent;
	out->others = decimals > out->others ? decimals : out->others;
}

/* Has each place from row `first` on a figure, as in nearly all tables? */
static bool
is_full(const struct grid *g, uint32_t first)
{
	const size_t places = (size_t)g->row_count * g->column_count;
	uint32_t others = 0;

	/* what is no words may be a dash */
	if (first == g->row_count || g->rows[first].block < g->odd_end)
		return false;
	/* and cells of rows above may have been moved down */
	const uint32_t from = g->rows[first].from;
	for (size_t i = (size_t)first * g->column_count; i < places; i++)
		others |= g->at[i] - from >= GRID_NONE - from;
	return !others;
}

/* Copies the figures of a column from row `first` on: digits as whole numbers, each of its own
 * scale.  `full`: known where this is called. */
static inline __attribute__((always_inline)) void
column_copy(struct sheet *s, const struct figures *f, uint32_t column, uint32_t first, bool full,
	    struct extent *out)
{
	const struct cell *const cells = s->grid->cells;
	const uint32_t rows = s->grid->row_count, columns = s->grid->column_count;
	const uint32_t *at = s->grid->at + column;
	int64_t *value = f->value + column;
	uint8_t *decimals = f->decimals + column;
	uint16_t *const low = f->low + (size_t)column * s->low_rows;
	uint32_t above = 0;
	uint8_t any = out->any, all = out->all;
	uint64_t size = out->size;
	bool percents = false;

	for (size_t r = first, i = r * columns; r < rows; r++, i += columns) {
		if (!full && (at[i] == GRID_NONE || cells[at[i]].kind != CELL_NUMBER)) {
			place_clear(s, f, (uint32_t)r, column, out);
			continue;
		}
		const struct cell *const x = &cells[at[i]];
		const int64_t mantissa = x->mantissa;
		const uint8_t places = x->decimals;
		percents |= x->percent;
		any |= places;
		all &= places;
		size |= (uint64_t)mantissa + VALUE_LARGE;
		above += (uint64_t)mantissa - 1 < INT64_MAX;
		value[i] = mantissa;
		decimals[i] = places;
		low[r] = (uint16_t)mantissa;
	}
	f->above[column] = above;
	out->any = any;
	out->all = all;
	out->size = size;
	s->percents |= percents;
}

static void
columns_copy(struct sheet *s, const struct figures *f, struct extent *out)
{
	const uint32_t columns = s->grid->column_count, first = first_row(s->grid);
	const bool full = is_full(s->grid, first);

	columns_begin(s, f, first);
	for (uint32_t k = 0; k < columns && full; k++)
		column_copy(s, f, k, first, true, out);
	for (uint32_t k = 0; k < columns && !full; k++)
		column_copy(s, f, k, first, false, out);
}

/* Notes which cells are figures. */
static void
marks_set(const struct sheet *s)
{
	const size_t n = (size_t)s->grid->row_count * s->grid->column_count;

	for (size_t i = 0; n >= LANES && i < n; i += LANES) {
		const size_t at = n - i < LANES ? n - LANES : i; /* some of the last ones again */
		lanes marks = lanes_at(s->marks + at);
		marks |= (lanes)(lanes_at(s->state + at) == SHEET_FIGURE) & CELL_IS_FIGURE;
		memcpy(s->marks + at, &marks, sizeof marks);
	}
	for (size_t i = 0; n < LANES && i < n; i++)
		s->marks[i] |= s->state[i] == SHEET_FIGURE ? CELL_IS_FIGURE : 0;
}

/* A cell that counts rows or columns holds nothing. */
static void
cell_blank(const struct sheet *s, const struct figures *f, uint32_t row, uint32_t column)
{
	const size_t at = sheet_at(s, row, column);
	const size_t low = (size_t)column * s->low_rows + row;

	f->above[column] -= f->value[at] > 0;
	f->count[column] -= f->state[at] == SHEET_FIGURE;
	f->low[low] = f->figured[low] = 0;
	f->value[at] = 0;
	f->state[at] = SHEET_BLANK;
}

/* What counts rows and columns is no figure. */
static void
names_read(struct sheet *s, const struct figures *f)
{
	s->names_row = names_row(s);
	for (uint32_t k = 0; k < s->grid->column_count && s->names_row != GRID_NONE; k++)
		cell_blank(s, f, s->names_row, k);
	s->names_column = names_column(s);
	for (uint32_t r = 0; r < s->grid->row_count && s->names_column != GRID_NONE; r++)
		cell_blank(s, f, r, s->names_column);
}

/* The most and the fewest decimals of a figure; nearly always they are the same. */
static void
decimals_read(const struct sheet *s, const struct extent *all, uint8_t *most, uint8_t *fewest)
{
	const size_t n = (size_t)s->grid->row_count * s->grid->column_count;
	const bool alike = all->any == all->all;

	*most = alike ? all->all : 0;
	*fewest = all->all;
	for (size_t i = 0; i < n && !alike; i++)
		if (s->state[i] == SHEET_FIGURE) {
			*most = s->decimals[i] > *most ? s->decimals[i] : *most;
			*fewest = s->decimals[i] < *fewest ? s->decimals[i] : *fewest;
		}
}

/* Brings a column to the scale of the sheet; false where it has none. */
static bool
column_scale(const struct sheet *s, const struct figures *f, uint32_t column)
{
	uint16_t *low = f->low + (size_t)column * s->low_rows;

	for (uint32_t r = 0; r < s->grid->row_count; r++) {
		const size_t i = sheet_at(s, r, column);
		if (f->state[i] == SHEET_FIGURE &&
		    !scale(f->value[i], s->places - f->decimals[i], &f->value[i]))
			return false;
		low[r] = (uint16_t)(f->value[i] / s->last_place);
	}
	return true;
}

bool
sheet_figures_read(struct check *c, struct sheet *s)
{
	const uint32_t columns = s->grid->column_count;
	struct extent all = {.all = UINT8_MAX};
	struct figures f;
	uint8_t most, fewest;

	figures_begin(c, s, &f);
	if (s->low_rows)
		columns_copy(s, &f, &all);
	marks_set(s);
	decimals_read(s, &all, &most, &fewest);
	s->places = most > all.others ? most : all.others;
	if (s->places > PLACES_MOST)
		return false;
	s->last_place = ten_to(fewest < s->places ? s->places - fewest : 0);
	for (uint32_t k = 0; k < columns && (s->last_place != 1 || all.size >= 2 * VALUE_LARGE);
	     k++)
		if (!column_scale(s, &f, k))
			return false;
	broken_read(c, s, f.state);
	names_read(s, &f);
	return true;
}
