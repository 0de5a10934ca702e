/*
 * A row or column of a table whose figures stand together in a paragraph of the text, all but one,
 * in whose place the text has a figure that is one slip of the pen away.  Names need not agree:
 * 城镇职工养老 | 186.42 | 213.74 | 195.83, and 参加城镇职工基本养老保险人数为186.42万人，收入213.47亿元，支出
 * 195.83亿元.
 * Only figures of three digits that say something, and none that stands elsewhere.
 * Cost: a look for each cell; for each line of which a figure stands in the text, its figures times
 * those of the paragraph, until STEPS_MOST are spent.
 */
#include "near.h"
#include "table.h"

enum {
	DIGITS_LEAST = 3,
	DIGITS_SURE = 4,  /* of a figure that one sign of its place is enough for */
	DIGITS_ALONE = 6, /* of the only figure that a line and a paragraph share */
	SHARED_LEAST = 2, /* figures of a line in the paragraph */
	LINE_MOST = 32,	  /* figures of a line */
	STANDINGS_MOST = 4,
	HEAD_LEAST = 6, /* bytes of a name that says something */
	REACH_BYTES = 60,
	STEPS_MOST = 1 << 22 /* figures that are looked at for lines, in one report */
};

/* A figure of the text by its digits. */
struct digits {
	int64_t value;	  /* without zeros at its end */
	uint32_t fact;	  /* its number; they stand in order */
	uint32_t block;	  /* of the document */
	uint32_t earlier; /* index + 1 of the one before with this hash; 0: none */
	int decimals;	  /* that it is printed with */
	bool in_table;	  /* a cell has the same digits; told of the last such figure */
};

/* A cell has up to so many zeros at its end, that a figure of the text may have or not, or it can be
 * divided by 64. */
enum { FILTER_BITS = 16, FILTER_ZEROS = 5, FILTER_REST = 63 };

struct beside {
	struct check *c;
	const struct rule *rule;
	VEC(struct digits) all;
	uint32_t *heads, mask;
	/* by their last bits: all of them, with and without zeros at the end, and below zero */
	uint64_t filter[(1 << FILTER_BITS) / 64];
	uint32_t steps; /* that were taken; bounded */
};

/* The figures of a line that tell something. */
struct line {
	size_t at[LINE_MOST]; /* of the sheet */
	int64_t value[LINE_MOST];
	const struct digits *last[LINE_MOST]; /* that stands in the text; NULL where none does */
	bool shared[LINE_MOST];		      /* in the paragraph at hand */
	uint32_t count, shared_count;
};

static int64_t
stripped(int64_t v)
{
	while (v && v % 10 == 0)
		v /= 10;
	return v;
}

/* Of a cell; 0 without a figure.  How it is scaled matters not. */
static inline int64_t
cell_digits(const struct sheet *s, size_t at)
{
	return stripped(s->value[at] < 0 ? -s->value[at] : s->value[at]);
}

static bool
has_digits(int64_t v, int n)
{
	return v >= ten_to(n - 1);
}

static uint32_t
slot(const struct beside *b, int64_t value)
{
	const uint64_t odd = UINT64_C(0x9E3779B97F4A7C15);

	return (uint32_t)((uint64_t)value * odd >> 32) & b->mask;
}

/* The digits of a figure as they are printed.  Those of its value are, where it has the exponent that
 * they give it: nothing was added to them then (个半). */
static bool
digits_read(const struct beside *b, const struct fact *x, int64_t *digits)
{
	enum { PERCENT_PLACES = 2 };
	const int places = x->lex.decimals + (x->lex.kind == KIND_PERCENT ? PERCENT_PLACES : 0);
	struct decimal d = x->lex.value;

	if (d.exponent != x->lex.scale - places &&
	    !decimal_read(doc_slice(b->c->doc, x->lex.number), &d))
		return false;
	*digits = d.mantissa < 0 ? -d.mantissa : d.mantissa;
	return true;
}

static bool
is_telling(const struct beside *b, const struct fact *x, int64_t *value)
{
	if (!((KINDS_NUMBER | KIND_BIT(KIND_PERCENT)) & KIND_BIT(x->lex.kind)) || x->lex.is_range ||
	    x->lex.numerals || x->lex.qualifier != QUALIFIER_NONE || x->quoted ||
	    !digits_read(b, x, value))
		return false;
	*value = stripped(*value);
	return has_digits(*value, DIGITS_LEAST);
}

/* ---- what stands where --------------------------------------------------------------------- */

static void
text_read(struct beside *b)
{
	const struct check *c = b->c;

	for (uint32_t i = 0; i < c->facts->count; i++) {
		const struct fact *x = &c->facts->at[i];
		uint32_t block = c->doc->sentences[x->sentence].block;
		enum block_kind kind = c->doc->blocks[block].kind;
		int64_t value;
		if ((kind == BLOCK_PARAGRAPH || kind == BLOCK_HEADING) && is_telling(b, x, &value))
			*VEC_PUSH(c->arena, &b->all) =
				(struct digits){value, i, block, 0, x->lex.decimals, false};
	}
}

static void
filter_add(struct beside *b, uint64_t value)
{
	uint16_t bit = (uint16_t)value;

	b->filter[bit / 64] |= UINT64_C(1) << bit % 64;
}

static void
link_all(struct beside *b)
{
	size_t room = hash_room(b->all.len);

	b->mask = (uint32_t)(room - 1);
	b->heads = arena_array(b->c->arena, room, sizeof *b->heads);
	for (uint32_t i = 0; i < b->all.len; i++) {
		uint64_t digits = (uint64_t)b->all.at[i].value;
		uint32_t *head = &b->heads[slot(b, b->all.at[i].value)];
		for (int zeros = 0; zeros <= FILTER_ZEROS; zeros++, digits *= 10) {
			filter_add(b, digits);
			filter_add(b, -digits);
		}
		b->all.at[i].earlier = *head;
		*head = i + 1;
	}
}

/* The last figure of the text with these digits, or of those before *x; NULL without.  Its
 * in_table is that of all of them. */
static struct digits *
standing(const struct beside *b, int64_t value, const struct digits *x)
{
	uint32_t i = x ? x->earlier : b->heads[slot(b, value)];

	while (i && b->all.at[i - 1].value != value)
		i = b->all.at[i - 1].earlier;
	return i ? &b->all.at[i - 1] : NULL;
}

/* May a figure of the text have the digits of a cell, without zeros at its end?  Few cells need more
 * than this look. */
static inline bool
may_stand(const uint64_t *filter, int64_t cell)
{
	const uint16_t bit = (uint16_t)cell;
	const bool rest = cell && !(cell & FILTER_REST);

	return (filter[bit / 64] >> bit % 64 & 1) | rest;
}

/* Figures of a line that stand in the text, and whether they may be enough of it for a paragraph: two,
 * or a long one. */
enum { HIT = 1, HITS_ENOUGH = 2 };

static bool
hit_add(uint8_t *hits, bool alone)
{
	*hits = alone || *hits ? HITS_ENOUGH : HIT;
	return *hits == HITS_ENOUGH;
}

/* Notes which figures of the text stand in this table, and hits in its rows and columns; are they
 * enough in one? */
static bool
cells_find(struct beside *b, const struct sheet *s, uint8_t *rows, uint8_t *columns)
{
	const int64_t least = ten_to(DIGITS_LEAST - 1), *values = s->value;
	const size_t width = s->grid->column_count, n = width * s->grid->row_count;
	bool enough = false;

	for (size_t at = 0; at < n; at++) {
		if (!may_stand(b->filter, values[at]))
			continue;
		int64_t value = cell_digits(s, at);
		struct digits *x = value < least ? NULL : standing(b, value, NULL);
		if (!x)
			continue;
		bool alone = has_digits(value, DIGITS_ALONE);
		enough |= hit_add(&rows[at / width], alone);
		enough |= hit_add(&columns[at % width], alone);
		x->in_table = true;
	}
	return enough;
}

/* Has a cell the digits of this figure of the text? */
static bool
stands_in_table(const struct beside *b, int64_t value)
{
	const struct digits *x = standing(b, value, NULL);
	return x && x->in_table;
}

/* ---- a line and a paragraph ------------------------------------------------------------------ */

/* Are the units of a figure and a cell the same, as far as both are told? */
static bool
units_agree(const struct beside *b, const struct sheet *s, size_t at, const struct fact *x)
{
	const struct grid_row *row = &s->grid->rows[at / s->grid->column_count];
	uint32_t column = (uint32_t)(at % s->grid->column_count);
	bool rate = s->rate[column];
	int power = unit_power(b->c, row->unit.len ? row->unit : last_bracket(row->label));

	if ((x->lex.kind == KIND_PERCENT) != rate)
		return false;
	if (power == POWER_UNKNOWN)
		power = unit_power(b->c, last_bracket(s->grid->columns[column].head));
	if (power == POWER_UNKNOWN)
		power = s->power;
	return rate || power == POWER_UNKNOWN || power == x->lex.scale;
}

/* Do the words before x hold the name over or before the cell? */
static bool
is_named(const struct beside *b, const struct view *v, size_t at, const struct fact *x)
{
	const struct sheet *s = v->s;
	struct str name = v->turned ? s->grid->columns[at % s->grid->column_count].head
				    : s->grid->rows[at / s->grid->column_count].label;
	size_t bracket = str_find(name, STR("（"));
	uint32_t from = b->c->facts->sentences[x->sentence].skeleton.from, to = x->skeleton;

	name = str_trim(str_sub(name, 0, bracket));
	if (name.len < HEAD_LEAST)
		return false;
	from = to - from > REACH_BYTES ? to - REACH_BYTES : from;
	return str_find(skeleton_slice(b->c->facts, from, to), name) != SIZE_MAX;
}

/* Is the fact next to x that tells something, on either side, the figure of the line next to item
 * k on that side? */
static bool
is_placed(const struct beside *b, const struct line *l, uint32_t k, uint32_t x)
{
	const struct facts *f = b->c->facts;
	uint32_t block = b->c->doc->sentences[f->at[x].sentence].block;

	for (int step = -1; step <= 1; step += 2) {
		int64_t value = 0;
		uint32_t i = x, other = k + (uint32_t)step;
		do
			i += (uint32_t)step;
		while (i < f->count && b->c->doc->sentences[f->at[i].sentence].block == block &&
		       !is_telling(b, &f->at[i], &value));
		if (i < f->count && b->c->doc->sentences[f->at[i].sentence].block == block &&
		    other < l->count && l->shared[other] && l->value[other] == value)
			return true;
	}
	return false;
}

static void
report(const struct beside *b, const struct sheet *s, size_t at, const struct fact *x)
{
	struct check *c = b->c;
	struct str cell = doc_slice(c->doc, sheet_span(s, at));
	struct str place = sheet_place(c, s, at);
	const struct message_value values[] = {
		{"total", fact_text(c->facts, x)},
		{"place", place},
		{"sum", cell},
		{NULL, {0}},
	};
	const struct related related = {.span = sheet_span(s, at), .message = place};
	struct finding *f = finding_add(c, b->rule, x->lex.span, values, &related, 1);

	sheet_cell(c, b->rule, s, at, CELL_FAILS);
	suspect(s, at);
	finding_operand(c, f, "figure", doc_slice(c->doc, x->lex.number));
	finding_operand(c, f, "cell", cell);
	propose_either(c, f, x->lex.number, sheet_span(s, at));
	check_took_part(c, b->rule, x, false);
}

/* Is a figure in the place of item k of the line, and one slip from it? */
static bool
is_slip_of(const struct beside *b, const struct view *v, const struct line *l, uint32_t k,
	   const struct digits *d)
{
	const struct fact *x = &b->c->facts->at[d->fact];

	if (stands_in_table(b, d->value) || !units_agree(b, v->s, l->at[k], x) ||
	    !digits_slip_retold(doc_slice(b->c->doc, x->lex.number),
				doc_slice(b->c->doc, sheet_span(v->s, l->at[k]))))
		return false;
	bool placed = is_placed(b, l, k, d->fact), named = is_named(b, v, l->at[k], x);
	bool sure = has_digits(l->value[k], DIGITS_SURE);
	return l->shared_count < SHARED_LEAST ? named && sure
	       : sure			      ? placed || named
					      : placed && named;
}

/* Compares a line with the paragraph that holds this figure, and enough of the line's. */
static void
paragraph_compare(struct beside *b, const struct view *v, struct line *l, const struct digits *in)
{
	const struct digits *from = in, *to = in + 1, *end = b->all.at + b->all.len;
	const struct digits *found = NULL;
	size_t cell = 0;

	while (from > b->all.at && from[-1].block == in->block)
		from--;
	while (to < end && to->block == in->block)
		to++;
	b->steps += (uint32_t)(to - from);
	for (uint32_t k = 0; k < l->count; k++) {
		if (l->shared[k] || l->last[k])
			continue;
		const int decimals = v->s->decimals[l->at[k]];
		b->steps += (uint32_t)(to - from);
		for (const struct digits *x = from; x < to; x++) {
			if (x->decimals != decimals || !is_slip_of(b, v, l, k, x))
				continue;
			if (found)
				return; /* either may be meant */
			found = x;
			cell = l->at[k];
		}
	}
	if (found)
		report(b, v->s, cell, &b->c->facts->at[found->fact]);
}

/* Marks the figures of the line that stand in the block.  Are they enough? */
static bool
share(struct beside *b, struct line *l, uint32_t block)
{
	bool alone = false;

	l->shared_count = 0;
	for (uint32_t k = 0; k < l->count; k++) {
		l->shared[k] = false;
		const struct digits *x = l->last[k];
		for (; x && x->block > block; b->steps++)
			x = standing(b, l->value[k], x);
		l->shared[k] = x && x->block == block;
		l->shared_count += l->shared[k];
		alone |= l->shared[k] && has_digits(l->value[k], DIGITS_ALONE);
	}
	return alone || l->shared_count >= SHARED_LEAST;
}

static void
line_read(const struct beside *b, const struct view *v, uint32_t line, struct line *out)
{
	out->count = 0;
	for (uint32_t i = 0; i < v->items && out->count < LINE_MOST; i++) {
		size_t at = view_at(v, line, i);
		int64_t value = cell_digits(v->s, at);
		if (!has_digits(value, DIGITS_LEAST))
			continue;
		out->at[out->count] = at;
		out->last[out->count] =
			may_stand(b->filter, value) ? standing(b, value, NULL) : NULL;
		out->value[out->count++] = value;
	}
}

/* Looks at each paragraph in which a figure of the line stands, once. */
static void
line_compare(struct beside *b, const struct view *v, uint32_t line)
{
	struct line l;
	uint32_t seen[LINE_MOST * STANDINGS_MOST], seen_count = 0;

	line_read(b, v, line, &l);
	for (uint32_t k = 0; k < l.count && l.count >= SHARED_LEAST; k++) {
		const struct digits *x = l.last[k];
		for (uint32_t n = 0; n < STANDINGS_MOST && x; n++, x = standing(b, l.value[k], x)) {
			uint32_t block = x->block, j = 0;
			while (j < seen_count && seen[j] != block)
				j++;
			if (j < seen_count)
				continue;
			seen[seen_count++] = block;
			if (b->steps < STEPS_MOST && share(b, &l, block))
				paragraph_compare(b, v, &l, x);
		}
	}
}

/* The lines of a sheet of which enough stands in the text. */
static void
sheet_lines_compare(struct beside *b, const struct sheet *s, const uint8_t *hits)
{
	const struct grid *g = s->grid;
	struct view v = {.c = b->c, .rule = b->rule, .s = s};

	for (int turned = 1; turned >= 0; turned--, hits += v.lines) {
		v.turned = turned;
		v.lines = turned ? g->row_count : g->column_count;
		v.items = turned ? g->column_count : g->row_count;
		for (uint32_t line = 0; line < v.lines; line++)
			if (hits[line] == HITS_ENOUGH)
				line_compare(b, &v, line);
	}
}

void
table_beside(struct check *c, const struct rule *r, const struct sheet *sheets, size_t count)
{
	struct beside b = {.c = c, .rule = r};
	/* of the rows, then columns, of a sheet; NULL where no line has enough of them */
	uint8_t **hits = arena_array(c->arena, count, sizeof *hits);

	text_read(&b);
	if (!b.all.len)
		return;
	link_all(&b);
	for (size_t i = 0; i < count; i++) {
		uint32_t rows = sheets[i].grid->row_count, columns = sheets[i].grid->column_count;
		hits[i] = arena_array(c->arena, (size_t)rows + columns, sizeof *hits[i]);
		if (!cells_find(&b, &sheets[i], hits[i], hits[i] + rows))
			hits[i] = NULL;
	}
	for (size_t i = 0; i < count; i++)
		if (hits[i])
			sheet_lines_compare(&b, &sheets[i], hits[i]);
}
