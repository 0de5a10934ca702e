/*
 * Identities that a table prints in its heads, its labels or its notes, held against its
 * figures.  A law whose lines cannot all be told apart is left alone, and so is one that
 * nothing in the table bears out, but for one slip of the pen.
 * Cost: linear in the cells for each formula, of which FORMULAS_MOST are looked at.
 */
#include "table.h"

enum {
	FORMULAS_MOST = 40,
	NOTES_BEHIND = 4,
	BRACKET_LONGEST = 60,
	LARGE_ALONE = 100,
	HOLDS_LEAST = 3
};

struct printed {
	struct check *c;
	const struct rule *rule;
	const struct table_words *words;
	const struct sheet *s;
	struct line_name *column; /* names of columns, NAME_NONE without; NULL: not read so far */
	uint32_t judged;
};

/* ---- names of columns -------------------------------------------------------------- */

/* What is in the outermost brackets that end s: 合计（（一）+（二））. */
static struct str
widest_bracket(struct str s)
{
	if (!str_ends(s, STR("）")) && !str_ends(s, STR(")")))
		return (struct str){0};
	size_t plain = str_find(s, STR("(")), wide = str_find(s, STR("（"));
	size_t open = plain < wide ? plain : wide;
	size_t skip = open == wide ? strlen("（") : 1;

	if (open == SIZE_MAX || s.len - open > BRACKET_LONGEST)
		return (struct str){0};
	if (str_ends(s, STR("）")))
		return str_sub(s, open + skip, s.len - strlen("）"));
	return str_ends(s, STR(")")) ? str_sub(s, open + skip, s.len - 1) : (struct str){0};
}

static bool
is_head(const struct sheet *s, uint32_t row)
{
	return !row_has_figures(s, row) || row == s->names_row;
}

/* A cell of the head that may hold a formula, or name a column. */
static bool
is_short(struct str text)
{
	return text.len <= 2 * BRACKET_LONGEST;
}

/* Reads the name of a column from a cell of the head. */
static void
head_read(struct printed *p, const struct cell *x)
{
	struct str text = doc_slice(p->c->doc, x->span);
	uint32_t column = is_short(text) ? sheet_column_of(p->s, x) : GRID_NONE;
	struct line_name name;
	struct formula f;

	if (column == GRID_NONE)
		return;
	bool found = formula_find(p->c, p->words, text, &f);
	if (found && f.left == 1)
		p->column[column] = f.name[0];
	else if (!found && (name_read(p->c, p->words, text, &name) ||
			    name_read(p->c, p->words, last_bracket(text), &name)))
		p->column[column] = name;
}

/* The names of all columns, when a formula first asks for one. */
static void
names_read(struct printed *p)
{
	const struct grid *g = p->s->grid;

	if (p->column)
		return;
	p->column = arena_array(p->c->arena, g->column_count, sizeof *p->column);
	for (uint32_t r = 0; r < g->row_count; r++)
		for (uint32_t i = g->rows[r].from; is_head(p->s, r) && i < g->rows[r].to; i++)
			head_read(p, &g->cells[i]);
}

/* ---- which line is meant --------------------------------------------------------------- */

static enum name_kind
kind_of_style(enum style style)
{
	static const enum name_kind kinds[STYLE_COUNT] = {
		[STYLE_HAN_COMMA] = NAME_HAN,	    [STYLE_HAN_PAREN] = NAME_HAN,
		[STYLE_ARABIC_DOT] = NAME_DIGITS,   [STYLE_ARABIC_COMMA] = NAME_DIGITS,
		[STYLE_ARABIC_PAREN] = NAME_DIGITS, [STYLE_ARABIC_CLOSE] = NAME_DIGITS,
		[STYLE_CIRCLED] = NAME_CIRCLED,	    [STYLE_LETTER_PAREN] = NAME_LETTER,
		[STYLE_LETTER_DOT] = NAME_LETTER,
	};

	return kinds[style];
}

/* The number of a row under its style: of a letter the letter. */
static uint32_t
number_of(const struct enumerator *e)
{
	return kind_of_style(e->style) == NAME_LETTER ? 'A' + e->number - 1 : e->number;
}

static bool
is_numbered(const struct sheet *s, uint32_t r, struct line_name name)
{
	const struct grid_row *row = &s->grid->rows[r];
	uint32_t number = 0;

	if (name.kind != NAME_DIGITS)
		return false;
	if (s->names_column != GRID_NONE) {
		const struct cell *x = grid_cell(s->grid, r, s->names_column);
		return x && x->mantissa == (int64_t)name.number;
	}
	if (!row->code.len || row->code.len > 3)
		return false;
	for (size_t i = 0; i < row->code.len; i++)
		number = number * 10 + (uint32_t)(row->code.at[i] - '0');
	return number == name.number;
}

/* The one row of [from, to) that has this name under this style, or by its running
 * number with STYLE_COUNT; GRID_NONE for none or several. */
static uint32_t
row_named(const struct sheet *s, uint32_t from, uint32_t to, enum style style,
	  struct line_name name)
{
	uint32_t found = GRID_NONE;

	for (uint32_t r = from; r < to; r++) {
		const struct grid_row *row = &s->grid->rows[r];
		bool is = style == STYLE_COUNT ? is_numbered(s, r, name)
					       : row->mark.span.to && row->mark.style == style &&
							 number_of(&row->mark) == name.number;
		if (!is || !row->figures)
			continue;
		if (found != GRID_NONE)
			return GRID_NONE;
		found = r;
	}
	return found;
}

/* An item without figures of its own is the last total before the next item. */
static uint32_t
closing_total(const struct sheet *s, enum style style, struct line_name name)
{
	uint32_t found = GRID_NONE;
	bool inside = false;

	for (uint32_t r = 0; r < s->grid->row_count; r++) {
		const struct grid_row *row = &s->grid->rows[r];
		if (row->mark.span.to && row->mark.style == style) {
			if (row->mark.number > name.number)
				break;
			inside = row->mark.number + 1 >= name.number;
			found = GRID_NONE;
		} else if (inside && s->total[r]) {
			found = r;
		}
	}
	return found;
}

/* The outermost style of the table's rows that counts as names of this kind. */
static enum style
outermost(const struct sheet *s, enum name_kind kind)
{
	enum style style = STYLE_COUNT;

	for (uint32_t r = 0; r < s->grid->row_count; r++) {
		const struct enumerator *e = &s->grid->rows[r].mark;
		if (e->span.to && e->style < style && kind_of_style(e->style) == kind)
			style = e->style;
	}
	return style;
}

/* One past the rows below `row` that are set under it. */
static uint32_t
family_end(const struct sheet *s, uint32_t row)
{
	const struct enumerator *e = &s->grid->rows[row].mark;
	uint32_t r = row + 1;

	if (!e->span.to)
		return row;
	while (r < s->grid->row_count &&
	       (!s->grid->rows[r].mark.span.to || s->grid->rows[r].mark.style > e->style))
		r++;
	return r;
}

/* The row that a formula in row `home` means, GRID_NONE when it cannot be told.  A note
 * has no home. */
static uint32_t
row_meant(const struct sheet *s, uint32_t home, struct line_name name)
{
	uint32_t rows = s->grid->row_count, row = GRID_NONE;

	if (home != GRID_NONE)
		for (int style = 0; style < STYLE_COUNT && row == GRID_NONE; style++)
			if (kind_of_style((enum style)style) == name.kind)
				row = row_named(s, home + 1, family_end(s, home), (enum style)style,
						name);
	if (row == GRID_NONE)
		row = row_named(s, 0, rows, STYLE_COUNT, name);
	enum style style = outermost(s, name.kind);
	if (row == GRID_NONE && style != STYLE_COUNT)
		row = row_named(s, 0, rows, style, name);
	if (row == GRID_NONE && style != STYLE_COUNT)
		row = closing_total(s, style, name);
	return row;
}

static uint32_t
column_meant(const struct printed *p, struct line_name name)
{
	uint32_t found = GRID_NONE;

	for (uint32_t k = 0; k < p->s->grid->column_count; k++) {
		if (p->column[k].kind != name.kind || p->column[k].number != name.number)
			continue;
		if (found != GRID_NONE)
			return GRID_NONE;
		found = k;
	}
	return found;
}

/* ---- a law against the figures ------------------------------------------------------------ */

/* Lines of a formula: rows, or columns. */
struct bound {
	uint32_t line[FORMULA_TERMS + 1];
	bool minus[FORMULA_TERMS + 1];
	uint32_t left, count;
	bool columns;
	struct str text;
};

static bool
outcome_of(const struct printed *p, const struct bound *b, uint32_t item, struct balance *out,
	   enum sum_outcome *outcome)
{
	const struct sheet *s = p->s;

	*out = (struct balance){.left = b->left, .count = b->count};
	if (b->columns ? s->rate_row[item] : s->rate[item])
		return false;
	for (uint32_t i = 0; i < b->count; i++) {
		out->at[i] =
			b->columns ? sheet_at(s, item, b->line[i]) : sheet_at(s, b->line[i], item);
		out->minus[i] = b->minus[i];
	}
	*outcome = balance_try(p->c, s, out);
	return *outcome != SUM_NONE;
}

static void
law_judge(struct printed *p, const struct bound *b)
{
	uint32_t items = b->columns ? p->s->grid->row_count : p->s->grid->column_count;
	struct tally tally = {0};
	struct balance balance;
	enum sum_outcome outcome;
	uint32_t weak = 0, held = 0;

	if (p->judged++ >= FORMULAS_MOST)
		return;
	for (uint32_t i = 0; i < items; i++)
		if (outcome_of(p, b, i, &balance, &outcome)) {
			tally_add(&tally, p->s, balance.at[0], outcome);
			weak += outcome == SUM_WEAK;
			held += outcome == SUM_WEAK || outcome == SUM_PROOF;
		}
	uint32_t holds = tally.proofs + weak, bad = tally.slips + tally.fails;
	for (uint32_t i = 0; i < items; i++) {
		if (!outcome_of(p, b, i, &balance, &outcome))
			continue;
		bool large = sheet_digits(p->s, balance.at[0]) >= LARGE_ALONE;
		bool alone = !holds && bad == 1 && large;
		bool sure = outcome == SUM_FAILS && tally.proofs > 1 && bad * 2 <= holds;
		/* small figures: what nearly every line keeps is kept by intent */
		sure |= outcome >= SUM_SLIP && held >= HOLDS_LEAST && bad * 3 <= held;
		if (outcome == SUM_PROOF || outcome == SUM_WEAK)
			balance_proved(p->c, p->rule, p->s, &balance, "the table's printed law");
		else if (sure || (outcome == SUM_SLIP && (alone || (tally.proofs && bad <= holds))))
			balance_report(p->c, p->rule, p->s, &balance, b->text, true);
		else
			balance_unknown(p->c, p->rule, p->s, &balance);
	}
}

static void
bound_add(struct bound *b, uint32_t line, bool minus)
{
	b->line[b->count] = line;
	b->minus[b->count++] = minus;
}

/* Lines for names.  `home` is the row that prints the formula, or whose total it is. */
static bool
rows_bind(const struct printed *p, const struct formula *f, uint32_t home, struct bound *out)
{
	*out = (struct bound){.left = f->left, .text = f->text};
	if (!f->left) {
		bound_add(out, home, false);
		out->left = 1;
	}
	for (uint32_t i = 0; i < f->count; i++) {
		bool self = i == 0 && f->left == 1 && home != GRID_NONE;
		uint32_t row = self ? home : row_meant(p->s, home, f->name[i]);
		if (row == GRID_NONE || (i >= f->left && row == out->line[0]))
			return false;
		bound_add(out, row, f->minus[i]);
	}
	return true;
}

static bool
columns_bind(struct printed *p, const struct formula *f, struct bound *out)
{
	names_read(p);
	*out = (struct bound){.left = f->left, .columns = true, .text = f->text};
	for (uint32_t i = 0; i < f->count; i++) {
		uint32_t column = column_meant(p, f->name[i]);
		if (column == GRID_NONE)
			return false;
		bound_add(out, column, f->minus[i]);
	}
	return true;
}

/* ---- where laws are printed ------------------------------------------------------------------ */

/* Is there an equals sign in a stretch of the report?  Few tables have one, few reports any. */
static bool
equals_within(const struct printed *p, uint32_t from, uint32_t to)
{
	const struct word_places *equals = &p->words->equals_at;
	const struct str until = {p->c->doc->text.at, to};

	for (size_t i = places_from(equals, from); i < equals->count && equals->at[i] < to; i++)
		if (words_at(p->words->equals, until, equals->at[i]) >= 0)
			return true;
	return false;
}

static inline bool
any_equals(const struct printed *p, uint32_t from, uint32_t to)
{
	return p->words->equals_at.count && equals_within(p, from, to);
}

/* The same of words of the report, where they were not put together from several places. */
static bool
may_hold_equals(const struct printed *p, struct str s)
{
	const struct text *text = &p->c->doc->text;
	uintptr_t at = (uintptr_t)s.at - (uintptr_t)text->at;

	return s.len && (at >= text->len || any_equals(p, (uint32_t)at, (uint32_t)(at + s.len)));
}

/* The formulas of the head. */
static void
heads_judge(struct printed *p)
{
	const struct grid *g = p->s->grid;
	VEC(struct formula) found = {0};
	struct formula f;
	struct bound b;

	for (uint32_t r = 0; r < g->row_count; r++)
		for (uint32_t i = g->rows[r].from;
		     is_head(p->s, r) && i < g->rows[r].to && found.len < FORMULAS_MOST; i++) {
			struct str text = doc_slice(p->c->doc, g->cells[i].span);
			if (is_short(text) && sheet_column_of(p->s, &g->cells[i]) != GRID_NONE &&
			    formula_find(p->c, p->words, text, &f))
				*VEC_PUSH(p->c->arena, &found) = f;
		}
	for (size_t i = 0; i < found.len; i++)
		if (columns_bind(p, &found.at[i], &b))
			law_judge(p, &b);
}

/* （1-6）: two digits with nothing but a minus between them. */
static bool
is_range(const struct formula *f)
{
	return f->count == 2 && f->minus[1] && f->name[0].kind == NAME_DIGITS &&
	       memchr(f->text.at, '-', f->text.len);
}

static void
label_judge(struct printed *p, uint32_t row)
{
	struct str label = p->s->grid->rows[row].label;
	struct formula f;
	struct bound b;

	bool found = may_hold_equals(p, label) && formula_find(p->c, p->words, label, &f);
	struct str sum = found ? (struct str){0} : widest_bracket(label);
	if (sum.len)
		found = formula_sum_read(p->c, p->words, sum, &f) && !is_range(&f);
	if (found && rows_bind(p, &f, row, &b))
		law_judge(p, &b);
}

static void
note_judge(struct printed *p, struct str note)
{
	struct formula f;
	struct bound b;

	if (!may_hold_equals(p, note) || !formula_find(p->c, p->words, note, &f))
		return;
	if (f.columns ? columns_bind(p, &f, &b) : rows_bind(p, &f, GRID_NONE, &b))
		law_judge(p, &b);
}

/* The title, words between the rows, where these hold one, and the sentences right below. */
static void
notes_judge(struct printed *p, bool equals)
{
	const struct doc *d = p->c->doc;
	const struct grid *g = p->s->grid;
	const struct table *t = &d->tables[g->table];
	uint32_t end = t->first_block + t->block_count;

	note_judge(p, g->title);
	if (!p->words->equals_at.count)
		return;
	for (uint32_t r = 0; r < g->row_count && equals; r++)
		for (uint32_t i = g->rows[r].from; !g->rows[r].figures && i < g->rows[r].to; i++)
			note_judge(p, doc_slice(d, g->cells[i].span));
	for (uint32_t k = end; k < end + NOTES_BEHIND && k < d->block_count; k++) {
		const struct block *x = &d->blocks[k];
		if (!any_equals(p, x->span.from, x->span.to))
			continue;
		for (uint32_t i = 0; i < x->sentence_count; i++) {
			struct span sentence = d->sentences[x->first_sentence + i].span;
			if (any_equals(p, sentence.from, sentence.to))
				note_judge(p, doc_slice(d, sentence));
		}
	}
}

void
table_printed(struct check *c, const struct rule *r, const struct table_words *w,
	      const struct sheet *s)
{
	struct printed p = {c, r, w, s, NULL, 0};
	const struct grid *g = s->grid;
	const struct block *blocks = c->doc->blocks;
	bool equals = any_equals(&p, blocks[g->rows[0].block].span.from,
				 blocks[g->rows[g->row_count - 1].block].span.to);

	if (equals)
		heads_judge(&p);
	/* a label of Han alone has no bracket, and no equals sign where it is wordless */
	for (uint32_t row = 0; row < s->grid->row_count; row++)
		if (row_has_figures(s, row) && ~s->row[row] & (ROW_HAN | ROW_WORDLESS) &&
		    row != s->names_row)
			label_judge(&p, row);
	notes_judge(&p, equals);
}
