/*
 * Whether a figure of the text that is one slip of the pen from a cell is meant for it: how many
 * digits say so, what else its sentence agrees with in the table, and what speaks against it.
 * Cost: the figures of a sentence for each slip.
 */
#include "../base/rational.h"
#include "near.h"
#include "table_said.h"

enum {
	DIGITS_ALONE = 4,  /* that one slip is evidence for, without more */
	DIGITS_LINKED = 3, /* ... where nothing but a word like is stands between name and figure */
	DIGITS_PROVED = 2  /* ... where the sentence agrees with the row otherwise */
};

/* ---- what speaks for it ---------------------------------------------------------------- */

/* Does the sentence agree with a row of this name in another figure? */
static bool
is_borne_out(const struct compared *all, size_t count, int name)
{
	for (size_t i = 0; i < count; i++)
		if (all[i].name == name && all[i].verdict.equal)
			return true;
	return false;
}

/* Is the cell that x is one slip from told by a figure before it in the sentence?  Then x is another
 * thing by the same name: 收入28.6亿元，其中客票收入26.6亿元.  One behind it may be a part that is all:
 * 收入合计28.6亿元，其中拨款收入28.6亿元. */
static bool
is_told_before(const struct compared *all, const struct compared *x)
{
	for (const struct compared *other = all; other < x; other++)
		if (other->verdict.equal && other->verdict.sheet == x->verdict.sheet &&
		    other->verdict.at == x->verdict.at)
			return true;
	return false;
}

/* Does the sentence give two other figures of one column, in which the row is one slip away?  That
 * column is the one that is meant, then. */
static bool
is_in_column(const struct compared *all, size_t count, struct compared *x)
{
	struct verdict *v = &x->verdict;
	uint32_t seen = 0;

	for (size_t i = 0; v->slips && i < count; i++) {
		const struct verdict *other = &all[i].verdict;
		if (!other->equal || other->sheet != v->sheet)
			continue;
		uint32_t column = (uint32_t)(other->at % v->sheet->grid->column_count);
		uint32_t bit = column < COLUMNS_SEEN ? UINT32_C(1) << column : 0;
		if (seen & bit & v->slips) {
			v->at -= v->at % v->sheet->grid->column_count;
			v->at += column;
			v->cell = 0;
			return true;
		}
		seen |= bit;
	}
	return false;
}

/* Does a date of another year stand before a figure, in its sentence? */
static bool
is_of_other_year(const struct check *c, const struct fact *x)
{
	for (const struct fact *k = x; k-- > c->facts->at && k->sentence == x->sentence;)
		if (k->lex.kind == KIND_DATE && k->lex.from.year &&
		    k->lex.from.year != c->doc->period_from.year)
			return true;
	return false;
}

/* Does its sentence speak of what is planned or expected? */
static bool
is_planned(const struct check *c, uint32_t sentence)
{
	struct str text = doc_slice(c->doc, c->doc->sentences[sentence].span);
	const struct lexicon *lx = c->rulebook->lexicon;

	return words_hold(lexicon_words(lx, STR("plan")), text) ||
	       words_hold(lexicon_words(lx, STR("forecast")), text) ||
	       words_hold(lexicon_words(lx, STR("claim-targets")), text);
}

/* ---- what speaks against it ------------------------------------------------------------ */

/* The unit that is all of these words, or stands behind their last colon (单位：件), as the one it
 * converts to; 0 without. */
static unit_id
base_unit(const struct check *c, struct str words)
{
	static const char *const colons[] = {"：", ":"};
	struct fact x = {0};
	uint32_t next;
	struct str unit = behind_marks(words, colons, sizeof colons / sizeof *colons);
	struct str one = str_printf(c->arena, "1%.*s", STR_FMT(str_trim(unit)));

	if (!lex_fact(c->rulebook->lexicon, one.at, 0, 0, (uint32_t)one.len, &x.lex, &next) ||
	    !(KINDS_NUMBER & KIND_BIT(x.lex.kind)) || next != one.len)
		return 0;
	return fact_base_unit(c, &x);
}

bool
units_differ(const struct check *c, const struct fact *x, const struct sheet *s, size_t at)
{
	const struct grid *g = s->grid;
	const struct grid_row *row = &g->rows[at / g->column_count];
	const struct str told[] = {row->unit, last_bracket(row->label),
				   last_bracket(g->columns[at % g->column_count].head), g->unit};
	const unit_id said = KINDS_NUMBER & KIND_BIT(x->lex.kind) ? fact_base_unit(c, x) : 0;
	bool differ = false;

	/* any of them may be it: a bracket behind a label often is none (一般公共服务（类）) */
	for (size_t i = 0; said && i < sizeof told / sizeof *told; i++) {
		unit_id unit = told[i].len ? base_unit(c, told[i]) : 0;
		if (unit == said)
			return false;
		differ |= unit != 0;
	}
	return differ;
}

/* Do figures right behind (step 1) or before x (-1) in its sentence, of its unit, make it exactly? */
static bool
parts_make(const struct check *c, const struct fact *x, int step)
{
	const struct facts *f = c->facts;
	const struct fact *from = f->at + f->sentences[x->sentence].from;
	const struct fact *to = f->at + f->sentences[x->sentence].to;
	struct rational whole, sum, part;
	size_t count = 0;
	int order = -1;

	rational_init(&whole);
	rational_init(&sum);
	rational_init(&part);
	rational_set_decimal(&whole, x->lex.value);
	for (const struct fact *i = x + step; i >= from && i < to && order < 0; i += step) {
		if (i->lex.kind != x->lex.kind || i->lex.unit != x->lex.unit || i->lex.is_range)
			continue;
		rational_set_decimal(&part, i->lex.value);
		rational_add(&sum, &sum, &part);
		count++;
		order = rational_cmp(&sum, &whole);
	}
	rational_clear(&whole);
	rational_clear(&sum);
	rational_clear(&part);
	return order == 0 && count > 1;
}

/* Are two dates, or ranges of them, of the same months? */
static bool
months_equal(const struct calendar_date *from, const struct calendar_date *to,
	     const struct calendar_date *other_from, const struct calendar_date *other_to)
{
	return from->month == other_from->month && to->month == other_to->month;
}

/* Does the head over a cell name a part of a year (一季度), and neither the sentence nor the report
 * the same one? */
static bool
is_of_other_part(const struct check *c, const struct fact *x, struct str head)
{
	const struct lexicon *lx = c->rulebook->lexicon;
	const struct sentence_facts *s = &c->facts->sentences[x->sentence];
	const struct doc *d = c->doc;
	const uint32_t end = (uint32_t)head.len;
	struct lexeme l = {0};
	bool part = false, named = false;
	uint32_t at = 0;

	while (!part && (at = lex_next(lx, head.at, at, end)) < end)
		part = lex_fact(lx, head.at, 0, at, end, &l, &at) && l.kind == KIND_DATE &&
		       l.from.month;
	for (uint32_t i = s->from; part && i < s->to; i++) {
		const struct lexeme *k = &c->facts->at[i].lex;
		named |= k->kind == KIND_DATE && months_equal(&l.from, &l.to, &k->from, &k->to);
	}
	return part && !named && !months_equal(&l.from, &l.to, &d->period_from, &d->period_to);
}

/* Does something tell that another thing is meant than the cell? */
static bool
is_doubtful(const struct named_rows *n, const struct compared *x)
{
	const struct check *c = n->c;
	const struct sheet *s = x->verdict.sheet;
	const struct grid *g = s->grid;

	return units_differ(c, x->fact, s, x->verdict.at) || parts_make(c, x->fact, 1) ||
	       parts_make(c, x->fact, -1) ||
	       is_of_other_part(c, x->fact, g->columns[x->verdict.at % g->column_count].head) ||
	       is_told_otherwise(n, x, false);
}

/* The digits of a figure that one slip from its row is evidence for; more than any has where that is
 * none. */
static size_t
digits_enough(const struct named_rows *n, const struct compared *all, size_t count,
	      struct compared *x)
{
	const struct check *c = n->c;

	if (is_borne_out(all, count, x->name) || is_in_column(all, count, x))
		return is_told_otherwise(n, x, true) ? SIZE_MAX : DIGITS_PROVED;
	if (is_doubtful(n, x))
		return SIZE_MAX;
	return x->linked && !is_of_other_year(c, x->fact) && !is_planned(c, x->fact->sentence)
		       ? DIGITS_LINKED
		       : DIGITS_ALONE;
}

bool
slip_is_meant(const struct named_rows *n, const struct compared *all, size_t count,
	      struct compared *x)
{
	size_t enough = digits_enough(n, all, count, x);

	return x->rows <= ROWS_MOST && !is_told_before(all, x) &&
	       digits_inside_zeros(doc_slice(n->c->doc, x->fact->lex.number)) >= enough;
}
