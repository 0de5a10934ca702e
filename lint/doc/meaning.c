/*
 * What a grid's words say of its figures: years, units, what rows and columns are, which row
 * belongs to which.  In: a grid, the word lists table-*.  Out: a struct grid_meaning.
 * Linear in rows and columns.
 */
#include "doc_internal.h"

enum { YEAR_FIRST = 1900, YEAR_LAST = 2099, YEAR_DIGITS = 4, LEVELS_MOST = 32, COLUMNS_SEEN = 64 };

struct meaning_reader {
	struct arena *arena;
	const struct lexicon *lx;
	const struct doc *doc;
	const struct grid *grid;
	const struct word_list *total, *subtotal, *of_which, *less, *note;
	const struct word_list *share, *growth, *rate, *rank, *this_year, *last_year, *all;
	struct row_meaning *rows;
	struct column_meaning *columns;
};

/* ---- years and units ---------------------------------------------------------------- */

/* The last year that stands in s, by itself: 2024年, FY2024, 2023-24 is 2023. */
static int
year_in(struct str s)
{
	int found = YEAR_NONE;

	for (size_t i = 0, n; i < s.len; i += n) {
		for (n = 0; i + n < s.len && is_digit(s.at[i + n]);)
			n++;
		int year = 0;
		for (size_t k = 0; k < n && n == YEAR_DIGITS; k++)
			year = year * 10 + (s.at[i + k] - '0');
		if (year >= YEAR_FIRST && year <= YEAR_LAST)
			found = year;
		n = n ? n : 1;
	}
	return found;
}

/* The power of ten of the first unit or scale in the words over a table: 单位：万元, in thousands,
 * $ millions. */
static int
power_in(const struct meaning_reader *m, struct str unit)
{
	static const char *const colons[] = {"：", ":"};
	size_t colon;

	for (size_t i = 0; i < sizeof colons / sizeof *colons; i++)
		if ((colon = str_find(unit, str_of(colons[i]))) != SIZE_MAX)
			unit = str_sub(unit, colon + strlen(colons[i]), unit.len);
	for (size_t at = 0; at < unit.len; utf8_next(unit.at, &at)) {
		struct lexeme l = {0};
		uint32_t next;
		if (at > 0 && is_letter(unit.at[at]) && is_letter(unit.at[at - 1]))
			continue;
		struct str rest = str_sub(unit, at, unit.len);
		struct str one = str_printf(m->arena, is_letter(rest.at[0]) ? "1 %.*s" : "1%.*s",
					    STR_FMT(rest));
		if (lex_fact(m->lx, one.at, 0, 0, (uint32_t)one.len, &l, &next) &&
		    l.span.to > l.number.to && (l.unit || l.scale))
			return l.scale;
	}
	return POWER_NONE;
}

/* What stands in the bracket that ends a head: 增长（%）; empty without. */
static struct str
unit_of_head(struct str head)
{
	size_t close = str_ends(head, STR("）")) ? 3 : str_ends(head, STR(")")) ? 1 : 0;

	for (size_t at = close ? head.len - close : 0; at > 0;) {
		size_t before = utf8_back(head.at, at);
		struct str c = str_sub(head, before, at);
		if (str_eq(c, STR("(")) || str_eq(c, STR("（")))
			return str_trim(str_sub(head, at, head.len - close));
		at = before;
	}
	return (struct str){0};
}

/* ---- columns --------------------------------------------------------------------------- */

/* Do the whole figures of a column go 1 2 3, or are they years, one a row? */
static bool
is_series(const struct grid *g, uint32_t column, bool years)
{
	enum { ROWS_LEAST = 3 };
	int64_t last = 0;
	uint32_t rows = 0;

	for (uint32_t r = 0; r < g->row_count; r++) {
		const struct cell *c = grid_cell(g, r, column);
		if (!c)
			continue;
		if (c->kind != CELL_NUMBER || !c->whole)
			return false;
		bool fits = years ? c->mantissa >= YEAR_FIRST && c->mantissa <= YEAR_LAST
				  : c->mantissa == last + 1;
		if (!fits)
			return false;
		last = c->mantissa;
		rows++;
	}
	return rows >= ROWS_LEAST;
}

static enum column_kind
kind_of(const struct meaning_reader *m, uint32_t column)
{
	struct str head = m->grid->columns[column].head;

	if (is_series(m->grid, column, false))
		return COLUMN_NUMBER;
	if (!head.len && is_series(m->grid, column, true))
		return COLUMN_YEAR;
	if (phrase_holds(m->rank, head))
		return COLUMN_RANK;
	if (phrase_holds(m->share, head))
		return COLUMN_SHARE;
	if (phrase_holds(m->growth, head))
		return COLUMN_CHANGE;
	if (phrase_holds(m->rate, head))
		return COLUMN_RATE;
	for (uint32_t r = 0; r < m->grid->row_count; r++) {
		const struct cell *c = grid_cell(m->grid, r, column);
		if (c && c->kind == CELL_NUMBER && c->percent)
			return COLUMN_RATE;
	}
	return COLUMN_AMOUNT;
}

static int
year_of_column(const struct meaning_reader *m, struct str head, int year)
{
	int named = year_in(head);

	if (named != YEAR_NONE || year == YEAR_NONE)
		return named;
	if (words_hold(m->last_year, head))
		return year - 1;
	return words_hold(m->this_year, head) ? year : YEAR_NONE;
}

/* ---- rows ------------------------------------------------------------------------------- */

/* Is a name one of these words and nothing else? */
static bool
is_word_of(const struct word_list *list, struct str name)
{
	int word = words_at(list, name, 0);

	return word >= 0 && list->words[word].len == name.len;
}

static enum row_role
role_of(const struct meaning_reader *m, const struct grid_row *row, bool figures_before,
	bool figures_behind)
{
	struct str name = str_trim(str_sub(row->label, row->mark.span.to, row->label.len));
	struct str close = str_unspaced(m->arena, name);

	if (!figures_before && !row->figures)
		return figures_behind && row->mark.span.to ? ROW_GROUP : ROW_HEAD;
	if (!row->figures && (!figures_behind || words_at(m->note, name, 0) >= 0))
		return words_at(m->note, name, 0) >= 0 ? ROW_NOTE : ROW_ITEM;
	if (words_at(m->less, name, 0) >= 0)
		return ROW_LESS;
	if (words_at(m->of_which, name, 0) >= 0)
		return ROW_OF_WHICH;
	if (words_hold(m->subtotal, close))
		return ROW_SUBTOTAL;
	if (row->figures && !row->code.len &&
	    (words_hold(m->total, name) || (close.at != name.at && words_hold(m->total, close)) ||
	     is_word_of(m->all, name)))
		return ROW_TOTAL;
	return ROW_ITEM;
}

static void
roles_read(struct meaning_reader *m)
{
	const struct grid *g = m->grid;
	uint32_t last = 0, seen = 0;

	for (uint32_t r = 0; r < g->row_count; r++)
		if (g->rows[r].figures)
			last = r;
	for (uint32_t r = 0; r < g->row_count; r++) {
		m->rows[r].parent = GRID_NONE;
		m->rows[r].role = role_of(m, &g->rows[r], seen > 0, r < last);
		seen += g->rows[r].figures;
	}
}

/* How deep a row lies, of what tells it in this table; the deeper, the larger. */
enum depth_by { BY_CODE, BY_MARK, BY_INDENT };

static enum depth_by
depth_choose(const struct grid *g)
{
	uint32_t figured = 0, codes = 0, marks = 0;

	for (uint32_t r = 0; r < g->row_count; r++) {
		figured += g->rows[r].figures > 0;
		codes += g->rows[r].figures && g->rows[r].code.len;
		marks += g->rows[r].mark.span.to > 0;
	}
	if (codes * 2 > figured)
		return BY_CODE;
	return marks * 3 > figured ? BY_MARK : BY_INDENT;
}

/* UINT32_MAX: it has no depth of its own, and lies one deeper than the last that has. */
static uint32_t
depth_of(const struct grid_row *row, enum depth_by by)
{
	switch (by) {
	case BY_CODE:
		return row->code.len ? (uint32_t)row->code.len : UINT32_MAX;
	case BY_MARK:
		return row->mark.span.to ? (uint32_t)row->mark.style * 8 + row->mark.depth
					 : UINT32_MAX;
	case BY_INDENT:
		break;
	}
	return row->indent;
}

struct ancestry {
	uint32_t row[LEVELS_MOST], depth[LEVELS_MOST], count;
};

/* Puts a row under the last ones that lie less deep. */
static void
place_row(struct meaning_reader *m, struct ancestry *above, uint32_t r, enum depth_by by)
{
	const struct grid_row *row = &m->grid->rows[r];
	uint32_t depth = depth_of(row, by);

	if (m->rows[r].role == ROW_TOTAL)
		above->count = 0;
	while (depth != UINT32_MAX && above->count && above->depth[above->count - 1] >= depth)
		above->count--;
	/* a code belongs to the one that it begins with */
	while (by == BY_CODE && above->count &&
	       !str_starts(row->code, m->grid->rows[above->row[above->count - 1]].code) &&
	       row->code.len)
		above->count--;
	m->rows[r].level = above->count;
	if (above->count)
		m->rows[r].parent = above->row[above->count - 1];
	if (depth != UINT32_MAX && above->count < LEVELS_MOST && m->rows[r].role != ROW_TOTAL) {
		above->row[above->count] = r;
		above->depth[above->count++] = depth;
	}
}

/* 其中 without a depth of its own belongs to the row right before. */
static void
levels_read(struct meaning_reader *m)
{
	struct ancestry above = {.count = 0};
	enum depth_by by = depth_choose(m->grid);

	for (uint32_t r = 0; r < m->grid->row_count; r++) {
		const struct grid_row *row = &m->grid->rows[r];
		if (m->rows[r].role == ROW_HEAD || m->rows[r].role == ROW_NOTE ||
		    (!row->label.len && !row->code.len))
			continue;
		place_row(m, &above, r, by);
		if (m->rows[r].role == ROW_OF_WHICH && m->rows[r].parent == GRID_NONE && r > 0) {
			m->rows[r].parent = r - 1;
			m->rows[r].level = m->rows[r - 1].level + 1;
		}
	}
}

/* ---- the whole ----------------------------------------------------------------------------- */

static void
completeness_read(const struct grid *g, struct grid_meaning *out)
{
	uint32_t count[COLUMNS_SEEN + 1] = {0}, most = 0;

	for (uint32_t r = 0; r < g->row_count; r++) {
		const struct grid_row *row = &g->rows[r];
		uint32_t n = row->figures < COLUMNS_SEEN ? row->figures : COLUMNS_SEEN;
		out->unnamed += row->figures && !row->label.len && !row->code.len;
		count[n]++;
	}
	for (uint32_t n = 1; n <= COLUMNS_SEEN; n++)
		most = count[n] > count[most] || !most ? n : most;
	for (uint32_t n = 1; n < most; n++)
		out->ragged += count[n];
}

static void
words_read(struct meaning_reader *m)
{
	const struct {
		const struct word_list **list;
		struct str name;
	} lists[] = {
		{&m->total, STR("table-total")},	 {&m->subtotal, STR("table-subtotal")},
		{&m->of_which, STR("table-of-which")},	 {&m->less, STR("table-less")},
		{&m->note, STR("table-note")},		 {&m->share, STR("table-share")},
		{&m->growth, STR("table-growth")},	 {&m->rate, STR("table-rate")},
		{&m->rank, STR("table-rank")},		 {&m->this_year, STR("table-this-year")},
		{&m->last_year, STR("table-last-year")}, {&m->all, STR("table-all")},
	};

	for (size_t i = 0; i < sizeof lists / sizeof *lists; i++)
		*lists[i].list = lexicon_words(m->lx, lists[i].name);
}

void
grid_meaning_read(struct arena *a, const struct lexicon *lx, const struct doc *d,
		  const struct grid *g, struct grid_meaning *out)
{
	struct meaning_reader m = {.arena = a, .lx = lx, .doc = d, .grid = g};

	*out = (struct grid_meaning){.year = year_in(g->title)};
	words_read(&m);
	m.rows = arena_array(a, g->row_count + 1, sizeof *m.rows);
	m.columns = arena_array(a, g->column_count + 1, sizeof *m.columns);
	if (out->year == YEAR_NONE)
		out->year = d->period_from.year;
	out->power = power_in(&m, g->unit);
	for (uint32_t k = 0; k < g->column_count; k++) {
		struct str head = g->columns[k].head;
		m.columns[k] = (struct column_meaning){
			kind_of(&m, k), year_of_column(&m, head, out->year), unit_of_head(head)};
	}
	roles_read(&m);
	levels_read(&m);
	completeness_read(g, out);
	out->rows = m.rows;
	out->columns = m.columns;
}
