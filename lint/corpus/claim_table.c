/*
 * Cells of tables that say what something was: the title of the table, the rows that a row is a part
 * of, its label and the head of the column, all to the letter, and the year of the column.  A
 * table without a title, a row without words, and columns of shares, ranks and changes say
 * nothing to another report.  Cost: linear in the cells.
 */
#include "claim_internal.h"

enum {
	CELLS_MOST = 2048, /* of one report */
	PARENTS_MOST = 4,
	TITLE_LEAST = 12 /* bytes */
};

/* Is there nothing to be taken out?  No white space, wide too, no digits, and no words of years:
 * most labels are so. */
static bool
is_plain(const struct claim_maker *m, struct str s)
{
	size_t where;

	for (size_t at = 0; at < s.len; at++)
		if ((unsigned char)s.at[at] <= ' ' || is_digit(s.at[at]))
			return false;
	return str_find(s, STR("\u3000")) == SIZE_MAX &&
	       words_in(m->rules->last_year, s, &where) < 0 &&
	       words_in(m->rules->this_year, s, &where) < 0;
}

/* Without white space, digits of years, and words that say which year. */
static struct str
words_plain(const struct claim_maker *m, struct str s)
{
	struct buf out = {.arena = m->check->arena};
	struct str year = STR("年度");

	if (is_plain(m, s))
		return s;
	for (size_t at = 0; at < s.len;) {
		size_t digits = at;
		while (digits < s.len && is_digit(s.at[digits]))
			digits++;
		int word = m->rules->last_year ? words_at(m->rules->last_year, s, at) : -1;
		if (digits - at == 4) {
			at = digits;
			struct str rest = str_sub(s, at, s.len);
			at += str_starts(rest, year)	    ? year.len
			      : str_starts(rest, STR("年")) ? 3u
							    : 0u;
			continue;
		}
		if (word >= 0) {
			at += m->rules->last_year->words[word].len;
			continue;
		}
		word = m->rules->this_year ? words_at(m->rules->this_year, s, at) : -1;
		if (word >= 0) {
			at += m->rules->this_year->words[word].len;
			continue;
		}
		size_t from = at;
		uint32_t cp = utf8_next(s.at, &at);
		if (cp > ' ' && cp != 0x3000)
			buf_add(&out, str_sub(s, from, at));
	}
	return buf_str(&out);
}

/* A column whose cells say something: its head, plain, and its days. */
struct column_words {
	bool speaks;
	struct str head;
	struct days days;
};

struct table_maker {
	struct claim_maker *m;
	const struct grid *grid;
	struct grid_meaning meaning;
	struct str title, unit;
	int power;
	const struct column_words *columns;
	struct buf thing, label; /* of a row, up to the head of a column */
};

/* Title and 一般公共服务支出>财政事务>行政运行; and, for people, title and label. */
static void
row_words(struct table_maker *t, uint32_t row)
{
	struct buf out = t->thing;
	const struct grid_row *r = &t->grid->rows[row];

	t->label.len = out.len = 0;
	buf_add(&t->label, t->title);
	buf_add(&t->label, STR(" | "));
	buf_add(&t->label, str_unspaced(t->m->check->arena, r->label));
	buf_add(&t->label, STR(" | "));
	buf_add(&out, t->title);
	buf_char(&out, '\n');
	buf_add(&out, r->code);
	buf_char(&out, '|');
	buf_add(&out, words_plain(t->m, str_sub(r->label, r->mark.span.to, r->label.len)));
	for (int i = 0; i < PARENTS_MOST; i++) {
		row = t->meaning.rows[row].parent;
		if (row == GRID_NONE)
			break;
		buf_char(&out, '<');
		buf_add(&out, words_plain(t->m, t->grid->rows[row].label));
	}
	buf_char(&out, '\n');
	t->thing = out;
}

/* What stands in a buffer, and a head behind it. */
static struct str
with_head(struct buf *words, struct str head)
{
	size_t len = words->len;

	buf_add(words, head);
	struct str out = buf_str(words);
	words->len = len;
	return out;
}

static struct interval
cell_interval(const struct cell *x, int power)
{
	struct decimal d = {x->mantissa, power - x->decimals};
	struct interval i = {.lo = d, .hi = d};

	if ((x->decimals || power) && x->mantissa && x->mantissa < INT64_MAX / 16 &&
	    x->mantissa > INT64_MIN / 16) {
		i.lo = (struct decimal){d.mantissa * 10 - 5, d.exponent - 1};
		i.hi = (struct decimal){d.mantissa * 10 + 5, d.exponent - 1};
	}
	return i;
}

static bool
column_days(const struct table_maker *t, uint32_t column, struct days *out)
{
	int year = t->meaning.columns[column].year;

	if (year == YEAR_NONE)
		year = t->meaning.year;
	*out = (struct days){t->m->of->from, t->m->of->to};
	if (year < 1 || year > 9999)
		return false;
	struct days whole = {day_number(year, 1, 1), day_number(year, 12, 31)};
	if (whole.to < out->from || whole.from > out->to)
		*out = whole;
	return true;
}

static void
add_cell(struct table_maker *t, uint32_t row, uint32_t column)
{
	const struct cell *x = grid_cell(t->grid, row, column);
	const struct column_words *words = &t->columns[column];
	struct arena *a = t->m->check->arena;

	if (!x || x->kind != CELL_NUMBER || x->percent || !words->speaks)
		return;
	struct claim c = {.from = words->days.from,
			  .to = words->days.to,
			  .marks = CLAIM_CELL | CLAIM_ADDS,
			  .span = x->span,
			  .value = cell_interval(x, t->power),
			  .text = doc_slice(t->m->check->doc, x->span)};
	c.thing = thing_hash(with_head(&t->thing, words->head), t->unit, t->m->scope);
	c.label = str_copy(a, with_head(&t->label, words->head));
	*VEC_PUSH(a, &t->m->out->all) = c;
}

static bool
row_speaks(const struct table_maker *t, uint32_t row)
{
	enum row_role role = t->meaning.rows[row].role;
	const struct grid_row *r = &t->grid->rows[row];

	return r->figures && role != ROW_HEAD && role != ROW_NOTE &&
	       str_trim(str_sub(r->label, r->mark.span.to, r->label.len)).len;
}

static void
grid_claims(struct claim_maker *m, const struct grid *g, size_t most)
{
	struct check *c = m->check;
	struct table_maker t = {.m = m, .grid = g, .title = words_plain(m, g->title)};

	if (t.title.len < TITLE_LEAST)
		return;
	grid_meaning_read(c->arena, c->rulebook->lexicon, c->doc, g, &t.meaning);
	t.unit = t.meaning.power == POWER_NONE ? g->unit : STR("cell");
	t.power = t.meaning.power == POWER_NONE ? 0 : t.meaning.power;
	t.thing.arena = t.label.arena = c->arena;
	struct column_words *columns = arena_array(c->arena, g->column_count + 1, sizeof *columns);
	for (uint32_t k = 0; k < g->column_count; k++) {
		columns[k].head = words_plain(m, g->columns[k].head);
		columns[k].speaks = t.meaning.columns[k].kind == COLUMN_AMOUNT &&
				    column_days(&t, k, &columns[k].days);
	}
	t.columns = columns;
	for (uint32_t r = 0; r < g->row_count && m->out->all.len < most; r++) {
		if (!row_speaks(&t, r))
			continue;
		row_words(&t, r);
		for (uint32_t k = 0; k < g->column_count; k++)
			add_cell(&t, r, k);
	}
}

void
table_claims(struct claim_maker *m)
{
	size_t most = m->out->all.len + CELLS_MOST;

	for (size_t i = 0; i < m->check->doc->grid_count; i++)
		grid_claims(m, &m->check->doc->grids[i], most);
}
