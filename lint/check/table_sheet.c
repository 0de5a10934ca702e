/*
 * Grids as sheets: what their words say of their rows and columns, and where a cell stands.  Their
 * figures are read in table_cells.c.  Cost: linear in the cells.
 */
#include "table_label.h"
#include "table_low.h"

#include "char.h"

/* Columns of rates: by their heads, or a % in them; `mixed` where not all figures have it. */
static void
rates_read(const struct sheet *s, bool *rate, bool *mixed)
{
	const struct grid *g = s->grid;

	for (uint32_t r = 0; r < g->row_count && s->percents; r++)
		for (uint32_t k = 0; k < g->column_count; k++) {
			const struct cell *x = grid_cell(g, r, k);
			rate[k] |= x && x->percent;
			mixed[k] |= x && x->kind == CELL_NUMBER && !x->percent;
		}
	for (uint32_t k = 0; k < g->column_count; k++)
		mixed[k] = mixed[k] && rate[k];
	for (uint32_t k = 0; k < g->column_count; k++)
		rate[k] = rate[k] || s->heads[k].rate;
}

/* Is the first figure of a row printed with %? */
static bool
begins_with_rate(const struct sheet *s, uint32_t row)
{
	for (uint32_t k = 0; k < s->grid->column_count; k++) {
		const struct cell *x = grid_cell(s->grid, row, k);
		if (x && x->kind == CELL_NUMBER)
			return x->percent;
	}
	return false;
}

/* The scale of one thing of a unit that has `front` bytes before its figure: £1 million. */
static int
scale_behind(const struct check *c, struct str unit, size_t front)
{
	struct lexeme l = {0};
	uint32_t next;
	struct str one = str_printf(c->arena, "%.*s1%.*s", (int)front, unit.at,
				    (int)(unit.len - front), unit.at + front);

	return lex_fact(c->rulebook->lexicon, one.at, 0, (uint32_t)front, (uint32_t)one.len, &l,
			&next) &&
			       l.kind == KIND_AMOUNT
		       ? l.scale
		       : 0;
}

/* The power of a unit whose mark stands before its figures: £ million, EUR billion, £000, and
 * those words at the end of others (Table 2. Grants, £ thousand). */
static int
power_of_money(const struct check *c, struct str unit)
{
	enum { MARK_BYTES = 5, LONGEST = 120, THOUSAND = 3 };
	const struct word_list *money = lexicon_words(c->rulebook->lexicon, STR("table-money"));
	struct str zeros = STR("000");

	if (unit.len > LONGEST || !words_hold(money, unit))
		return POWER_UNKNOWN;
	for (size_t at = 0, last = unit.len; at < unit.len; last = at, utf8_next(unit.at, &at)) {
		struct str rest = str_sub(unit, at, unit.len);
		if (str_starts(rest, zeros) && last < at && !is_digit(unit.at[last]))
			return THOUSAND;
		if (at > 0 && is_letter(unit.at[at - 1]))
			continue;
		for (size_t front = 0; front < rest.len && front <= MARK_BYTES;
		     utf8_next(rest.at, &front)) {
			int scale = front ? scale_behind(c, rest, front) : 0;
			if (scale > 0)
				return scale;
		}
	}
	return POWER_UNKNOWN;
}

int
unit_power(const struct check *c, struct str unit)
{
	struct lexeme l = {0};
	uint32_t next;

	if (!unit.len)
		return POWER_UNKNOWN;
	const struct str name = str_trim(unit);
	const uint32_t len = 1 + (uint32_t)name.len;
	char *one = arena_alloc_raw(c->arena, len);
	*one = '1';
	memcpy(one + 1, name.at, name.len);
	if (lex_fact(c->rulebook->lexicon, one, 0, 0, len, &l, &next) &&
	    KIND_BIT(l.kind) & KINDS_NUMBER && l.unit)
		return l.scale;
	return power_of_money(c, unit);
}

/* Of the unit that stands over a table, behind the last colon: 单位：万元. */
static int
table_power(const struct check *c, struct str unit)
{
	static const char *const colons[] = {"：", ":"};

	for (size_t at = unit.len; at > 0;) {
		at = utf8_back(unit.at, at);
		for (int i = 0; i < 2; i++)
			if (str_starts(str_sub(unit, at, unit.len), str_of(colons[i])))
				return unit_power(c,
						  str_sub(unit, at + strlen(colons[i]), unit.len));
	}
	return power_of_money(c, unit);
}

enum { BRACKET_LONGEST = 60, SHEETS_BACK = 8 /* that are looked at for the same words */ };

struct str
last_bracket(struct str s)
{
	static const char *const marks[][2] = {{"(", ")"}, {"（", "）"}};
	enum { WIDE_LAST = 0x89 }; /* byte of the second of the wide ones */

	if (!s.len || (s.at[s.len - 1] != ')' && (unsigned char)s.at[s.len - 1] != WIDE_LAST))
		return (struct str){0};
	for (size_t i = 0; i < sizeof marks / sizeof *marks; i++) {
		struct str open = str_of(marks[i][0]), close = str_of(marks[i][1]);
		if (!str_ends(s, close))
			continue;
		for (size_t at = s.len - close.len; at > 0 && s.len - at < BRACKET_LONGEST;) {
			at = utf8_back(s.at, at);
			if (str_starts(str_sub(s, at, s.len), open))
				return str_trim(str_sub(s, at + open.len, s.len - close.len));
		}
	}
	return (struct str){0};
}

/* Is such a word all that the line of the unit says behind its colon?  单位：件 */
static bool
unit_counts(const struct table_words *w, struct str unit)
{
	static const char *const colons[] = {"：", ":"};
	size_t from = 0, at;

	for (size_t i = 0; i < sizeof colons / sizeof *colons; i++)
		if ((at = str_find(unit, str_of(colons[i]))) != SIZE_MAX && !from)
			from = at + strlen(colons[i]);
	while (from < unit.len && unit.at[from] == ' ')
		from++;
	int word = w->counts ? words_at(w->counts, unit, from) : -1;
	if (word < 0)
		return false;
	at = from + w->counts->words[word].len;
	return at >= unit.len || !char_is_han(char_at(unit.at, (uint32_t)at, (uint32_t)unit.len));
}

/* Columns whose figures count things.  The unit says so; without one each head for its column,
 * or the labels for all, where no head speaks of money. */
static void
counts_read(struct sheet *s, bool *counted)
{
	const struct grid *g = s->grid;
	bool money = s->rounded, labels = false;

	for (uint32_t i = 0; i < g->column_count; i++) {
		money |= s->heads[i].money;
		counted[i] = !s->rounded && s->heads[i].counts;
	}
	for (uint32_t i = 0; i < g->row_count && !money && !g->unit.len; i++)
		labels |= s->label[i]->words & LABEL_COUNTS;
	if (money || !(g->unit.len ? s->unit_counts : labels))
		return;
	for (uint32_t i = 0; i < g->column_count; i++)
		counted[i] = true;
}

/* Does another sheet have the same words over its columns? */
static bool
has_heads_of(const struct sheet *s, const struct sheet *last)
{
	const struct grid *g = s->grid;

	if (last->grid->column_count != g->column_count)
		return false;
	for (uint32_t i = 0; i < g->column_count; i++)
		if (!str_eq(g->columns[i].head, last->grid->columns[i].head))
			return false;
	return true;
}

/* What the words over the columns say, as a rule the same as over those of one of the last of the
 * `before` sheets that stand before s. */
static void
heads_read(struct check *c, const struct table_words *w, size_t before, struct sheet *s)
{
	const struct word_list *moved =
		lexicon_words(c->rulebook->lexicon, STR("table-moved-amount"));
	const struct grid *g = s->grid;
	size_t at;

	for (size_t i = 1; i <= before && i <= SHEETS_BACK; i++)
		if (has_heads_of(s, s - i)) {
			s->heads = (s - i)->heads;
			return;
		}
	struct head_words *heads = arena_alloc_raw(c->arena, g->column_count * sizeof *heads);
	for (uint32_t i = 0; i < g->column_count; i++) {
		struct str head = g->columns[i].head, unit = last_bracket(head);
		heads[i] = (struct head_words){
			.rate = phrase_holds(w->rate, head) && !phrase_holds(moved, head),
			.sums = words_before(w->total, head, head.len) >= 0,
			.counts = names_counted(w, head) || (unit.len && names_counted(w, unit)),
			.money = unit.len && words_in(w->money, unit, &at) >= 0,
			.ranks = word_starts_in(w->ranks, head),
		};
	}
	s->heads = heads;
}

/* What rows are, most of it by their labels. */
static void
rows_read(struct row_labels *labels, struct sheet *s)
{
	struct arena *a = labels->c->arena;
	const size_t rows = s->grid->row_count;
	const struct row_label **label = arena_alloc_raw(a, rows * sizeof *label);
	bool *rate_row = arena_alloc_raw(a, 4 * rows * sizeof *rate_row);
	bool *total = rate_row + rows, *less = total + rows, *of_which = less + rows;
	uint8_t *row = arena_alloc_raw(a, rows * sizeof *row);
	uint32_t last = UINT32_MAX; /* indent */
	uint8_t any = 0;	    /* of the words of labels */

	for (uint32_t i = 0; i < rows; i++) {
		const struct grid_row *x = &s->grid->rows[i];
		const struct row_label *l = row_label_read(labels, x);
		const uint8_t words = l->words;
		const bool figures = x->figures > 0, code = x->code.len > 0,
			   named = x->label.len > 0;
		if (figures && code && (!s->code || x->code.len < s->code))
			s->code = x->code.len;
		any |= words;
		label[i] = l;
		row[i] = (uint8_t)(figures * ROW_FIGURES | code * ROW_CODE | named * ROW_LABEL |
				   l->row);
		rate_row[i] = words & LABEL_RATE;
		less[i] = words & LABEL_LESS;
		of_which[i] = words & LABEL_OF_WHICH;
		total[i] = figures & !code & ((words & LABEL_TOTAL) != 0);
		s->totals += total[i];
		s->any_marks |= x->mark.span.to != 0;
		if (figures || named) {
			s->any_deeper |= x->indent > last;
			last = x->indent;
		}
	}
	for (uint32_t i = 0; i < rows && s->percents; i++)
		rate_row[i] |= begins_with_rate(s, i);
	s->any_rate_row = any & LABEL_RATE || s->percents;
	s->any_less = any & LABEL_LESS;
	s->any_of_which = any & LABEL_OF_WHICH;
	s->label = label;
	s->row = row;
	s->rate_row = rate_row;
	s->less = less;
	s->of_which = of_which;
	s->total = total;
}

static void
roles_read(struct row_labels *labels, const struct sheet *like, size_t before, struct sheet *s)
{
	struct check *c = labels->c;
	const struct table_words *w = labels->words;
	const struct grid *g = s->grid;
	const size_t columns = g->column_count;
	bool *rate = arena_array(c->arena, 3 * columns, sizeof *rate);
	bool *counted = rate + columns, *mixed = counted + columns;
	size_t at;

	heads_read(c, w, before, s);
	rates_read(s, rate, mixed);
	rows_read(labels, s);
	s->rate = rate;
	s->mixed = mixed;
	s->rounded = like ? like->rounded : words_in(w->money, g->unit, &at) >= 0;
	s->unit_counts = like ? like->unit_counts : unit_counts(w, g->unit);
	s->power = like ? like->power : table_power(c, g->unit);
	s->hundredths = s->rounded && s->power == 0;
	counts_read(s, counted);
	s->counted = counted;
}

/* One of the last sheets that has this unit: a report has few units.  NULL without. */
static const struct sheet *
same_unit(const struct sheet *sheets, size_t count, struct str unit)
{
	for (size_t i = count; i-- > 0 && count - i <= SHEETS_BACK;)
		if (str_eq(sheets[i].grid->unit, unit))
			return &sheets[i];
	return NULL;
}

const struct sheet *
sheets_read(struct check *c, const struct table_words *w, struct suspicions *suspicions,
	    size_t *count)
{
	const struct doc *d = c->doc;
	struct sheet *sheets = arena_alloc_raw(c->arena, d->grid_count * sizeof *sheets);
	struct row_labels labels = row_labels_begin(c, w);
	uint8_t *marks = c->cell_marks;
	size_t n = 0;

	for (size_t i = 0; i < d->grid_count; i++) {
		const struct grid *g = &d->grids[i];
		struct sheet *s = &sheets[n];
		*s = (struct sheet){.grid = g, .marks = marks, .suspicions = suspicions};
		marks += (size_t)g->row_count * g->column_count;
		if (!sheet_figures_read(c, s))
			continue;
		roles_read(&labels, same_unit(sheets, n, g->unit), n, s);
		row_laws_find(c, s);
		n++;
	}
	*count = n;
	return sheets;
}

/* ---- places of cells ----------------------------------------------------------------- */

uint32_t
sheet_column_of(const struct sheet *s, const struct cell *x)
{
	uint32_t best = GRID_NONE, most = 0;

	if (x->column != GRID_NONE)
		return x->column;
	for (uint32_t k = 0; k < s->grid->column_count; k++) {
		const struct grid_column *g = &s->grid->columns[k];
		uint32_t from = x->left > g->left ? x->left : g->left;
		uint32_t to = x->right < g->right ? x->right : g->right;
		if (to > from && to - from > most) {
			most = to - from;
			best = k;
		}
	}
	return best;
}

struct str
place_named(struct check *c, struct str label, struct str head)
{
	bool zh = c->language == MESSAGE_ZH;

	if (!label.len && head.len)
		return str_printf(c->arena, zh ? "“%.*s”列" : "column %.*s", STR_FMT(head));
	if (!head.len)
		return str_printf(c->arena, zh ? "“%.*s”行" : "row %.*s", STR_FMT(label));
	return str_printf(c->arena, zh ? "“%.*s”行“%.*s”列" : "row %.*s, column %.*s",
			  STR_FMT(label), STR_FMT(head));
}

struct str
sheet_place(struct check *c, const struct sheet *s, size_t at)
{
	uint32_t columns = s->grid->column_count;
	const struct grid_row *row = &s->grid->rows[at / columns];
	struct str head = s->grid->columns[at % columns].head;
	struct str label = row->label.len ? row->label : row->code;

	return place_named(c, label, columns == 1 && label.len ? (struct str){0} : head);
}
