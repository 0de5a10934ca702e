/*
 * Figures of the running text against the tables: a figure behind the name of a row is
 * one of the row's figures.  Speaks when it is none of them, in any table that has such a
 * row, but one slip of the pen from one.
 * Cost: linear in the rows, and in TEXT_BACK bytes before each figure.
 */
#include <ctype.h>

#include "table_said.h"

enum {
	TEXT_BACK = 240,  /* bytes before a figure in which its name stands */
	FIGURES_MOST = 64 /* of a sentence that are looked at */
};

/* ---- a figure and a cell ------------------------------------------------------------------ */

/* The power of ten of the unit of a row, and that of one of its cells: else of its column, or of
 * its table. */
static int
row_power(const struct named_rows *n, const struct named_row *row)
{
	const struct grid_row *r = &row->sheet->grid->rows[row->row];

	return unit_power(n->c, r->unit.len ? r->unit : last_bracket(r->label));
}

static int
power_at(const struct named_rows *n, const struct sheet *s, uint32_t column, int of_row)
{
	int power = of_row;

	if (power == POWER_UNKNOWN)
		power = unit_power(n->c, last_bracket(s->grid->columns[column].head));
	return power == POWER_UNKNOWN ? s->power : power;
}

/* What the digits of a cell of this power would be in the text's unit, with as many decimals as
 * the figure and without a sign, which a text says in words; false when it cannot be told.  A
 * table without a unit has the text's. */
static bool
as_text(const struct sheet *s, size_t at, int power, const struct fact *x, int64_t *out, bool *cut)
{
	int64_t v = s->value[at] < 0 ? -s->value[at] : s->value[at];
	int drop = s->places - x->lex.decimals;

	if (x->lex.kind != KIND_PERCENT)
		drop += power == POWER_UNKNOWN ? 0 : x->lex.scale - power;
	for (; drop < 0; drop++)
		if (__builtin_mul_overflow(v, 10, &v))
			return false;
	*cut = drop > 0 && v % 10;
	for (; drop > 0; drop--) {
		int64_t last = v % 10;
		v = v / 10 + (drop == 1 && last >= 5);
	}
	*out = v;
	return true;
}

/* ---- a figure and its rows ------------------------------------------------------------------ */

/* Rates stand in columns of rates; there only, when they are printed with a sign. */
static bool
may_be(const struct sheet *s, uint32_t column, const struct fact *x)
{
	return x->lex.kind == KIND_PERCENT ? s->rate[column] : !s->rate[column];
}

/* A figure of the text, and its digits as one whole number, with the sign that it may have. */
struct said {
	const struct fact *fact;
	struct str printed;
	int64_t digits;
};

/* Is what a cell would be in the text one slip from what the text says? */
static bool
is_slip(const struct named_rows *n, const struct said *x, int64_t cell)
{
	const struct decimal d = {cell, -x->fact->lex.decimals};

	uint64_t digits = (uint64_t)(x->digits < 0 ? -x->digits : x->digits);

	return digits_may_slip(digits, (uint64_t)cell) &&
	       digits_slip_retold(x->printed, decimal_print(n->c->arena, d));
}

/* One more or less in the last place: what was rounded may have been cut off. */
static bool
is_next(const struct said *x, int64_t cell)
{
	return x->digits - cell == 1 || cell - x->digits == 1;
}

/* Is a cell what parts two others of its row?  A change in numbers stands under the head of one in
 * per cent. */
static bool
parts_two(const struct sheet *s, uint32_t row, uint32_t column)
{
	enum { LOOK = 24 /* columns */ };
	const int64_t *v = &s->value[sheet_at(s, row, 0)];

	for (uint32_t i = 0; i < s->grid->column_count && i < LOOK; i++)
		for (uint32_t k = 0; k < i; k++)
			if (i != column && k != column &&
			    (v[i] - v[k] == v[column] || v[k] - v[i] == v[column]))
				return true;
	return false;
}

static void
row_compare(const struct named_rows *n, const struct named_row *row, const struct said *x,
	    struct verdict *v)
{
	const struct sheet *s = row->sheet;
	int of_row = row_power(n, row);

	for (uint32_t k = 0; k < s->grid->column_count && !v->equal; k++) {
		size_t at = sheet_at(s, row->row, k);
		if (s->state[at] != SHEET_FIGURE || !may_be(s, k, x->fact) ||
		    (x->fact->lex.kind == KIND_PERCENT && parts_two(s, row->row, k)))
			continue;
		int power = power_at(n, s, k, of_row);
		int64_t cell = 0;
		bool cut = false, told = as_text(s, at, power, x->fact, &cell, &cut);
		v->equal = told && cell == x->digits;
		/* zero is a slip of nothing, and of another unit nobody can say */
		bool sure = s->value[at] != 0 &&
			    (power != POWER_UNKNOWN || x->fact->lex.decimals == s->decimals[at]);
		bool meant = v->total.len && sure && s->total[row->row];
		if (meant && (!v->sheet || str_ends(s->grid->rows[row->row].label, v->total))) {
			v->sheet = s;
			v->at = at;
			v->cell = told ? cell : 0;
		}
		bool slip = !v->equal && sure && told && !(cut && is_next(x, cell)) &&
			    is_slip(n, x, cell);
		if (v->equal || (slip && !v->slip)) {
			v->slip = !v->equal;
			v->sheet = s;
			v->at = at;
			v->cell = cell;
		}
		if (slip && k < COLUMNS_SEEN && v->sheet == s)
			v->slips |= UINT32_C(1) << k;
	}
}

/* Is what begins at `at` a name of its own, and not the end of a longer one
 * (规模以上|工业)? */
static bool
stands_alone(const struct named_rows *n, struct str text, size_t at)
{
	if (at == 0 || words_before(n->words_of->lead, text, at) >= 0)
		return true;
	size_t last = utf8_back(text.at, at);
	unsigned char lead = (unsigned char)text.at[last];
	return lead < 0x80 ? !isalnum(lead) : lead == 0xE2 || lead == 0xE3 || lead == 0xEF;
}

/* Does a semicolon end in s behind `least`? */
static bool
has_semicolon(struct str s, size_t least)
{
	const char *wide = "；";
	const size_t last = strlen(wide) - 1;

	for (size_t at = least; at < s.len; at++)
		if (s.at[at] == ';' ||
		    (s.at[at] == wide[last] && at >= last && !memcmp(s.at + at - last, wide, last)))
			return true;
	return false;
}

/* Where a name may stand before a figure at `end` of its sentence; the text before the last
 * figure, which ends at `done`, was looked at already. */
static size_t
least_before(size_t end, size_t done)
{
	size_t least = end > TEXT_BACK ? end - TEXT_BACK : 0;

	return least > done ? least : done;
}

/* How much of a sentence was searched for names, and the last that ends there. */
struct searched {
	size_t to, end;
	int name; /* negative: none */
};

/* The name of a row that stands nearest before the figure in its sentence; the longest
 * of those that end there. */
static int
name_before(const struct named_rows *n, struct str before, struct searched *done)
{
	size_t end = before.len, least = least_before(end, done->to);
	int word = words_back(&n->names, before, least, &end);

	if (word < 0 && done->name >= 0 && done->end + TEXT_BACK > before.len) {
		word = done->name;
		end = done->end;
	}
	*done = (struct searched){before.len, end, word};
	if (word >= 0 && !has_semicolon(before, end - 1) &&
	    stands_alone(n, before, end - n->names.words[word].len))
		return word;
	return -1;
}

static bool
may_speak(const struct fact *x)
{
	kind_set kinds = KINDS_NUMBER | KIND_BIT(KIND_PERCENT);

	return KIND_BIT(x->lex.kind) & kinds && !x->lex.numerals && !x->lex.is_range &&
	       x->lex.qualifier == QUALIFIER_NONE && !x->quoted;
}

static void
report(const struct named_rows *n, const struct fact *x, const struct verdict *v)
{
	struct check *c = n->c;
	struct str cell = doc_slice(c->doc, sheet_span(v->sheet, v->at));
	const struct message_value values[] = {
		{"total", fact_text(c->facts, x)},
		{"place", sheet_place(c, v->sheet, v->at)},
		{"parts", v->sheet->grid->title},
		{"sum", cell},
		{NULL, {0}},
	};
	const struct related related = {.span = sheet_span(v->sheet, v->at),
					.message = sheet_place(c, v->sheet, v->at)};
	struct finding *f = finding_add(c, n->rule, x->lex.span, values, &related, 1);

	if (!v->slip && f->level > LEVEL_NOTE)
		f->level--; /* nothing shows that the same is meant but the title */
	sheet_cell(c, n->rule, v->sheet, v->at, CELL_FAILS);
	suspect(v->sheet, v->at);
	finding_operand(c, f, "figure", doc_slice(c->doc, x->lex.number));
	finding_operand(c, f, "cell", cell);
	if (v->cell)
		finding_compare_printed(c, f, x, v->cell);
	propose_either(c, f, x->lex.number, sheet_span(v->sheet, v->at));
}

/* `before` without spaces and what links a name and its figure (为). */
static size_t
link_begin(const struct named_rows *n, struct str before)
{
	size_t end = before.len;

	for (;;) {
		while (end > 0 && before.at[end - 1] == ' ')
			end--;
		int word = words_before(n->words_of->is, before, end);
		if (word < 0)
			return end;
		end -= n->words_of->is->words[word].len;
	}
}

/* Does a name stand right before its figure, but for what links them? */
static bool
is_linked(const struct named_rows *n, struct str before, struct str name)
{
	return str_ends(str_sub(before, 0, link_begin(n, before)), name);
}

/* Is it how much the figure of the name moved (减少63万元, 63 more than)? */
static bool
is_move(const struct named_rows *n, const struct fact *x, struct str before)
{
	const struct word_list *more = lexicon_words(n->c->rulebook->lexicon, STR("table-more"));
	struct str text = {n->c->doc->text.at, n->c->doc->text.len};

	if (words_at(more, text, x->lex.span.to) >= 0)
		return true;
	return x->lex.kind != KIND_PERCENT &&
	       words_before(n->words_of->moved, before, link_begin(n, before)) >= 0;
}

/* 38.64亿元（含上划中央）: does a bracket right behind the figure say how else it was counted? */
static bool
is_otherwise(const struct named_rows *n, const struct fact *x)
{
	enum { BRACKET_BYTES = 60 };
	const struct text *t = &n->c->doc->text;
	struct str rest = str_trim((struct str){t->at + x->lex.span.to, t->len - x->lex.span.to});
	size_t where, end;

	if (!str_starts(rest, STR("（")) && !str_starts(rest, STR("(")))
		return false;
	rest = str_sub(rest, 0, rest.len < BRACKET_BYTES ? rest.len : BRACKET_BYTES);
	end = str_find(rest, str_starts(rest, STR("(")) ? STR(")") : STR("）"));
	rest = str_sub(rest, 0, end < rest.len ? end : rest.len);
	return words_in(n->words_of->otherwise, rest, &where) >= 0;
}

/* The word for a total that stands alone between a title and the figure; empty without. */
static struct str
total_word(const struct named_rows *n, struct str before, int name)
{
	const struct str *word = &n->names.words[name];
	size_t end = link_begin(n, before);

	int total = words_before(n->words_of->total, before, end);
	if (total < 0)
		return (struct str){0};
	struct str found = n->words_of->total->words[total];
	bool alone = str_ends(str_sub(before, 0, end - found.len), *word);
	return alone ? found : (struct str){0};
}

/* Compares a figure with the rows of the name in `before` it. */
static struct compared
figure_compare(const struct named_rows *n, const struct fact *x, struct str before, int name)
{
	struct compared out = {.fact = x, .name = -1};
	struct said said = {.fact = x, .printed = doc_slice(n->c->doc, x->lex.number)};
	struct decimal digits;
	uint32_t first = GRID_NONE;

	if (is_otherwise(n, x) || !decimal_read(said.printed, &digits))
		return out;
	out.name = name;
	said.digits = digits.mantissa;
	const struct name_rows *rows = names_find(n, n->names.words[out.name]);
	first = rows->count ? rows->first : GRID_NONE;
	out.rows = rows->count;
	struct str name_words = n->names.words[name];
	bool head = rows->count && n->rows.at[first].head;
	if (out.rows > 0)
		out.linked = (head || memchr(name_words.at, ' ', name_words.len)) &&
			     is_linked(n, before, name_words);
	if (head && !out.linked)
		out.rows = 0; /* what stands over a figure is also said of others */
	if (out.rows > 0)
		out.verdict.total = total_word(n, before, out.name);
	for (uint32_t r = first, k = 0;
	     out.rows && r != GRID_NONE && k < ROWS_MOST && !out.verdict.equal; k++) {
		row_compare(n, &n->rows.at[r], &said, &out.verdict);
		r = n->rows.at[r].next;
	}
	if (!out.verdict.equal && out.rows && is_move(n, x, before))
		out.verdict = (struct verdict){.equal = false};
	return out;
}

bool
sentence_is_other_year(const struct check *c, uint32_t sentence)
{
	const struct facts *f = c->facts;
	int year = c->doc->period_from.year;

	for (uint32_t k = f->sentences[sentence].from; k < f->sentences[sentence].to; k++)
		if (f->at[k].lex.kind == KIND_DATE &&
		    (!year || (f->at[k].lex.from.year && f->at[k].lex.from.year != year)))
			return true;
	return false;
}

/* Compares the figures of sentence `i`, as many as FIGURES_MOST. */
static void
sentence_compare(const struct named_rows *n, uint32_t i)
{
	struct check *c = n->c;
	const struct sentence_facts *sf = &c->facts->sentences[i];
	uint32_t start = c->doc->sentences[i].span.from;
	struct compared all[FIGURES_MOST];
	struct searched done = {0, 0, -1};
	size_t count = 0;

	for (uint32_t k = sf->from; k < sf->to && k - sf->from < FIGURES_MOST; k++) {
		const struct fact *x = &c->facts->at[k];
		struct str before = doc_slice(c->doc, (struct span){start, x->lex.span.from});
		int name = may_speak(x) ? name_before(n, before, &done) : -1;
		if (name >= 0)
			all[count++] = figure_compare(n, x, before, name);
	}
	for (size_t k = 0; k < count; k++) {
		struct compared *x = &all[k];
		if (x->verdict.equal) {
			check_took_part(c, n->rule, x->fact, true);
			sheet_cell(c, n->rule, x->verdict.sheet, x->verdict.at, CELL_HOLDS);
			check_proved(c, n->rule, x->fact->lex.span, "stands in a table too");
			continue;
		}
		if (x->name < 0)
			continue;
		if (x->verdict.total.len && !x->verdict.slip && x->verdict.sheet &&
		    !sentence_is_other_year(c, i) &&
		    !units_differ(c, x->fact, x->verdict.sheet, x->verdict.at)) {
			report(n, x->fact, &x->verdict);
			continue;
		}
		if (x->verdict.slip && slip_is_meant(n, all, count, x)) {
			check_took_part(c, n->rule, x->fact, false);
			report(n, x->fact, &x->verdict);
		}
	}
}

/* May a name stand before one of the figures of sentence `i`?  All that stands before the last of them
 * is asked of, as far back as from the first. */
static bool
may_name(const struct named_rows *n, uint32_t i)
{
	const struct check *c = n->c;
	const struct sentence_facts *sf = &c->facts->sentences[i];
	const uint32_t start = c->doc->sentences[i].span.from;
	size_t first = 0, last = 0;

	for (uint32_t k = sf->from; k < sf->to && k - sf->from < FIGURES_MOST; k++) {
		const struct fact *x = &c->facts->at[k];
		if (!may_speak(x))
			continue;
		last = x->lex.span.from - start;
		first = first ? first : last;
	}
	return names_may_end(n, doc_slice(c->doc, c->doc->sentences[i].span),
			     least_before(first, 0), last);
}

void
table_text(struct check *c, const struct rule *r, const struct table_words *w,
	   const struct sheet *sheets, size_t count)
{
	struct named_rows n = {.c = c, .rule = r, .words_of = w};
	const struct span sentences = check_sentences(c);
	VEC(uint32_t) named = {0};

	names_begin(&n, sheets, count);
	for (uint32_t i = sentences.from; i < sentences.to; i++)
		if (c->facts->sentences[i].from < c->facts->sentences[i].to && may_name(&n, i))
			*VEC_PUSH(c->arena, &named) = i;
	if (!named.len)
		return;
	names_read(&n);
	for (size_t i = 0; i < named.len && n.rows.len; i++)
		sentence_compare(&n, named.at[i]);
}
