/*
 * Rows of tables cut into cells.  In: a row's text.  Out: its cells with their
 * places and figures.  Pipes and tabs cut where they stand; in a row laid out by
 * spaces two spaces do, and one beside a figure.  One pass over the row.
 */
#include "cell_glance.h"

enum {
	CELLS_MOST = 1024 * 1024, /* of one table; what follows is not read */
	TAB_STOP = 8,
	WINDOW = 2 * WIDE,	       /* bytes that are looked at together */
	WINDOW_CELLS = WINDOW / 2 + 2, /* that can end in these, and one before */
	UNIT_LONGEST = 12,	       /* bytes: 平方公里 */
	SPACED_GAP = 4
};

struct cutter {
	struct table_reader *t;
	const char *text;
	uint32_t from, to; /* the row */
	uint32_t readable; /* bytes of the text, behind the row too */
	uint32_t glances;  /* figures before this byte can be told at a glance */
	uint32_t longest;  /* bytes of those of the row; 0 where it does not end before that byte */
	struct cell *first, *next, *room; /* cells of the row; where room for more ends */
	struct table_row *row;		  /* what is counted of them */
	uint32_t shift;			  /* characters less bytes of the line so far; wraps */
	uint32_t wide;			  /* wide characters so far */
	bool spaced; /* the last cell is words with spaces between characters */
	enum { GROUPED_UNKNOWN, GROUPED_NOT, GROUPED } grouped; /* one space parts thousands */
};

/* How a row is cut on any machine, and on one with AVX2. */
struct cut_ops {
	uint32_t (*bits)(const wide *x);
	short_value *value;
};
static const struct cut_ops cut_plain = {wide_bits_plain, short_value_plain};
#if defined __x86_64__
static const struct cut_ops cut_avx2 = {wide_bits_avx2, short_value_avx2};
#endif

/* The same where the text ends. */
static __attribute__((noinline)) uint64_t
last_marks(const struct cutter *c, uint32_t at, char mark)
{
	uint64_t bits = 0;

	for (uint32_t i = at; i < c->to; i++)
		bits |= (uint64_t)(c->text[i] == mark) << (i - at);
	return bits;
}

/* The bytes of the row from `at` on that are `mark`, a bit each, as many as a word has. */
WIDE_INLINE uint64_t
marks_at(const struct cutter *c, uint32_t at, char mark, struct cut_ops ops)
{
	wide low, high;

	if (c->readable - at < WINDOW)
		return last_marks(c, at, mark);
	wide_load(&low, c->text + at);
	wide_load(&high, c->text + at + WIDE);
	low = (wide)(low == (uint8_t)mark);
	high = (wide)(high == (uint8_t)mark);
	const uint64_t bits = ops.bits(&low) | (uint64_t)ops.bits(&high) << WIDE;
	return c->to - at < WINDOW ? bits & ((UINT64_C(1) << (c->to - at)) - 1) : bits;
}

/* ---- cells ------------------------------------------------------------------------ */

/* Makes room for the cells of a window. */
static __attribute__((noinline)) void
cells_grow(struct cutter *c)
{
	struct table_reader *t = c->t;
	const ptrdiff_t first = c->first - t->cells.at, next = c->next - t->cells.at;

	while (t->cells.cap - (size_t)next < WINDOW_CELLS)
		t->cells.at = vec_grow(t->reader->arena, t->cells.at, (size_t)next, &t->cells.cap,
				       sizeof *t->cells.at);
	c->first = t->cells.at + first;
	c->next = t->cells.at + next;
	c->room = t->cells.at + t->cells.cap;
}

static inline void
window_begin(struct cutter *c)
{
	if (c->room - c->next < WINDOW_CELLS)
		cells_grow(c);
}

/* Where words stand behind other cells: are these digits alone, which may be a code?  Else they do
 * not stand before all figures of their row. */
static __attribute__((noinline)) void
words_behind(struct cutter *c)
{
	uint32_t n = (uint32_t)(c->next - c->first);

	for (uint32_t i = 0; i < n; i++)
		if (c->row->words || !cell_is_digits(&c->first[i])) {
			c->row->straight = false;
			return;
		}
	c->row->codes = n;
}

static inline void
words_count(struct cutter *c)
{
	if ((uint32_t)(c->next - c->first) != c->row->codes + c->row->words)
		words_behind(c);
	c->row->words++;
}

static inline void
put_figure(struct cutter *c, struct span s, uint32_t left, uint32_t right, const struct glance *g)
{
	*c->next++ = (struct cell){.span = s,
				   .left = left,
				   .right = right,
				   .wide = c->wide,
				   .kind = CELL_NUMBER,
				   .decimals = (uint8_t)g->decimals,
				   .percent = g->percent,
				   .whole = g->whole,
				   .commas = g->commas,
				   .ragged = g->ragged,
				   .mantissa = g->mantissa};
}

static __attribute__((noinline)) bool
add_long(struct cutter *c, struct span s, uint32_t left, uint32_t right)
{
	const struct cell_bytes x = cell_bytes_of(c->text, s.from, s.to);
	struct glance g;

	if (!figure_long(c->text, s.from, s.to, &x, &g))
		return false;
	if (g.ragged)
		c->t->odd_end = c->row->block + 1;
	put_figure(c, s, left, right, &g);
	return true;
}

/* Is [from, to) a figure at a glance?  Then it is the next cell. */
WIDE_INLINE bool
add_figure(struct cutter *c, struct span s, uint32_t left, uint32_t right, struct cut_ops ops)
{
	struct glance g;

	if (s.to - s.from > c->longest)
		return false;
	const struct cell_bytes x = cell_bytes_of(c->text, s.from, s.to);
	if (is_eight_digits(&x)) {
		g = (struct glance){.mantissa = ops.value(x.digits, x.count, 0), .whole = true};
		put_figure(c, s, left, right, &g);
		return true;
	}
	if (!figure_short(c->text, s.from, s.to, &x, ops.value, &g))
		return add_long(c, s, left, right);
	put_figure(c, s, left, right, &g);
	return true;
}

/* The next cell is words. */
static inline void
add_words(struct cutter *c, struct span s, uint32_t left, uint32_t right)
{
	words_count(c);
	*c->next++ = (struct cell){
		.span = s, .left = left, .right = right, .wide = c->wide, .kind = CELL_TEXT};
}

/* The next cell is neither a figure at a glance nor does it begin like words of wide characters. */
static __attribute__((noinline)) void
add_other(struct cutter *c, struct span s, uint32_t left, uint32_t right)
{
	*c->next = (struct cell){.span = s, .left = left, .right = right, .wide = c->wide};
	const bool behind_figure = c->next > c->first && c->next[-1].kind == CELL_NUMBER;
	c->next->kind = (uint8_t)cell_other(c->text, c->next, behind_figure);
	c->t->odd_end = c->row->block + 1;
	if (c->next->kind == CELL_TEXT)
		words_count(c);
	c->next++;
}

/* ---- columns laid out by spaces --------------------------------------------- */

/* Is all of [from, to) a figure, of digits alone (*whole)? */
static bool
is_figure(const struct cutter *c, uint32_t from, uint32_t to, bool *whole)
{
	struct glance g;
	struct cell x;
	const char *const t = c->text;

	if (from == to || is_letter(t[from]) || is_wide(t[from]))
		return false;
	if (to - from <= LANES && c->readable - from >= GLANCE_BYTES &&
	    figure_glance(t, from, to, &g)) {
		*whole = g.whole;
		return true;
	}
	if (!cell_figure((struct str){t + from, to - from}, &x))
		return false;
	*whole = x.whole;
	return true;
}

static inline uint32_t
token_end(const struct cutter *c, uint32_t at)
{
	return at < c->to ? lanes_find(c->text, at, c->to, ' ') : c->to;
}

/* The first that is no space. */
static uint32_t
spaces_end(const struct cutter *c, uint32_t at)
{
	return at < c->to ? lanes_skip(c->text, at, c->to, ' ') : at;
}

/* Are there two figures or more whose thousands one space parts, and nothing else that could be
 * figures one space apart? */
static bool
groups_thousands(const struct cutter *c)
{
	uint32_t end, figures = 0;
	bool whole;

	for (uint32_t at = c->from; at < c->to; at = spaces_end(c, end)) {
		bool spaced = false;
		for (end = token_end(c, at); end + 1 < c->to && c->text[end + 1] != ' ';
		     end = token_end(c, end + 1))
			spaced = true;
		if (spaced && is_figure(c, at, end, &whole))
			figures++;
		else if (spaced && is_digit(c->text[at]))
			return false;
	}
	return figures > 1;
}

/* Does one space in [from, to) part the thousands of a figure?  It does so in the whole row. */
static bool
is_grouped(struct cutter *c, uint32_t from, uint32_t to)
{
	bool whole;

	if (!is_figure(c, from, to, &whole))
		return false;
	if (c->grouped == GROUPED_UNKNOWN)
		c->grouped = groups_thousands(c) ? GROUPED : GROUPED_NOT;
	return c->grouped == GROUPED;
}

/* Does the one space at `gap` part two cells?  Between figures it does, where no thousands are
 * parted so; behind a
 * code; and before a figure that ends its cell, unless it may be a part of the words
 * (Under 25). */
static bool
parts_at(struct cutter *c, uint32_t cell, uint32_t gap)
{
	bool before, after; /* digits alone */
	uint32_t end = token_end(c, gap + 1);
	bool is_before = is_figure(c, cell, gap, &before);
	bool is_after = is_figure(c, gap + 1, end, &after);

	if (is_before && is_after)
		return !is_grouped(c, cell, end);
	if (is_before && !is_wide(c->text[gap + 1]))
		return false;
	if (is_before && !before) /* but 9.00 万元 */
		return end - gap > UNIT_LONGEST;
	if (is_before)
		return gap - cell >= CODE_DIGITS &&
		       (gap - cell > 4 || !char3_is(c->text + gap + 1, CHAR_YEAR));
	bool closes = end == c->to || (end + 1 < c->to && c->text[end + 1] == ' ') ||
		      is_figure(c, end + 1, token_end(c, end + 1), &before);
	bool sure = is_after && (!after || is_wide(c->text[char_before(c->text, gap)]));
	return is_after && sure && closes;
}

/* A code written at its label: 2010301行政运行. */
static uint32_t
glued_code(const struct cutter *c, uint32_t from, uint32_t to)
{
	uint32_t i = from;

	if (to - from <= LANES && c->readable - from >= LANES)
		i += lanes_leading(lane_bits((lanes)(lanes_at(c->text + from) - '0' < 10)));
	else
		while (i < to && is_digit(c->text[i]))
			i++;
	bool code = i < to && is_wide(c->text[i]) && i - from >= CODE_DIGITS && i - from <= 9 &&
		    !char3_is(c->text + i, CHAR_YEAR);
	return code ? i : from;
}

/* A wide character set apart from those before it (合    计) is no cell of its own: when the row
 * holds nothing else, or little stands between. */
static bool
continues_word(const struct cutter *c, uint32_t from, uint32_t to)
{
	const struct cell *const last = c->next - 1;

	if (c->next == c->first || last->kind != CELL_TEXT || to - from != char_len(c->text[from]))
		return false;
	uint32_t shortest = last->span.from + (c->text[last->span.from] == '#');
	if (!c->spaced && last->span.to - shortest != char_len(c->text[shortest]))
		return false;
	/* the head of two tables side by side (款  款) is no word */
	if (to - from == last->span.to - last->span.from &&
	    !memcmp(c->text + from, c->text + last->span.from, to - from))
		return false;
	return from - last->span.to <= SPACED_GAP || (to == c->to && last == c->first);
}

/* Counts the characters of words. */
static inline void
pass_words(struct cutter *c, uint32_t at, uint32_t to)
{
	enum { LANES_MOST = 16 }; /* that sums of lanes can hold */

	while (at < to && c->readable - at >= LANES) {
		lanes leads = {0}, others = {0};
		for (int i = 0; i < LANES_MOST && at < to && c->readable - at >= LANES; i++) {
			const uint32_t n = to - at < LANES ? to - at : LANES;
			const lanes bytes = lanes_first(c->text + at, n);
			/* a comparison that holds is -1 */
			leads -= (lanes)(bytes >= (uint8_t)WIDE_LEAD);
			others -= (lanes)((bytes & 0xC0) == 0x80);
			at += n;
		}
		c->wide += lanes_sum(leads);
		c->shift -= lanes_sum(others);
	}
	for (; at < to; at++) {
		c->shift -= ((unsigned char)c->text[at] & 0xC0) == 0x80;
		c->wide += is_wide(c->text[at]);
	}
}

/* Adds the code that is written at its label, if there is one.  Gives where the label begins. */
static __attribute__((noinline)) uint32_t
add_code(struct cutter *c, uint32_t from, uint32_t to)
{
	const uint32_t label = glued_code(c, from, to);
	const struct span code = {from, label};

	if (label > from && !add_figure(c, code, from + c->shift, label + c->shift, cut_plain))
		add_other(c, code, from + c->shift, label + c->shift);
	return label;
}

/* Adds what is no figure at a glance, or puts it to the words before it. */
static __attribute__((noinline)) void
add_label(struct cutter *c, uint32_t from, uint32_t to)
{
	if (is_digit(c->text[from]))
		from = add_code(c, from, to);
	const struct span s = {from, to};
	const uint32_t left = from + c->shift;
	const bool words = is_wide(c->text[from]);

	c->spaced = words && continues_word(c, from, to);
	pass_words(c, from, to);
	if (c->spaced) {
		struct cell *last = c->next - 1;
		last->span.to = to;
		last->right = to + c->shift;
		last->wide = c->wide;
	} else if (words) {
		add_words(c, s, left, to + c->shift);
	} else {
		add_other(c, s, left, to + c->shift);
	}
}

/* Where spaces begin among other bytes, these among spaces; the row ends among them. */
struct edges {
	uint64_t bits, last; /* of the bytes from `at` on, those not yet given; the spaces there */
	uint32_t at;
};

WIDE_INLINE uint64_t
spaces_at(const struct cutter *c, uint32_t at, struct cut_ops ops)
{
	uint64_t spaces = marks_at(c, at, ' ', ops);

	return c->to - at < WINDOW ? spaces | ~UINT64_C(0) << (c->to - at) : spaces;
}

/* The next edge in turn; the row's end without. */
WIDE_INLINE uint32_t
edge_next(struct cutter *c, struct edges *e, struct cut_ops ops)
{
	while (!e->bits) {
		e->at += WINDOW;
		if (e->at > c->to)
			return c->to;
		window_begin(c);
		uint64_t spaces = spaces_at(c, e->at, ops);
		e->bits = spaces ^ (spaces << 1 | e->last >> (WINDOW - 1));
		e->last = spaces;
	}
	uint32_t at = e->at + (uint32_t)__builtin_ctzll(e->bits);
	e->bits &= e->bits - 1;
	return at;
}

/* The cell [cell, at), if it is not empty. */
WIDE_INLINE void
add_laid(struct cutter *c, uint32_t cell, uint32_t at, struct cut_ops ops)
{
	const struct span s = {cell, at};

	if (at > cell &&
	    (is_wide(c->text[cell]) || !add_figure(c, s, cell + c->shift, at + c->shift, ops)))
		add_label(c, cell, at);
}

WIDE_INLINE void
cut_by_spaces(struct cutter *c, struct cut_ops ops)
{
	const uint64_t spaces = spaces_at(c, c->from, ops);
	struct edges edges = {spaces ^ spaces << 1, spaces, c->from};
	uint32_t cell = c->from, at;

	window_begin(c);
	while ((at = edge_next(c, &edges, ops)) < c->to) {
		const uint32_t end = edge_next(c, &edges, ops);
		if (end - at == 1 && at > cell && !parts_at(c, cell, at))
			continue;
		add_laid(c, cell, at, ops);
		cell = end;
	}
	add_laid(c, cell, at, ops);
}

/* ---- pipes and tabs -------------------------------------------------------------- */

/* A cell whose place is its number. */
WIDE_INLINE void
add_placed(struct cutter *c, struct span s, uint32_t place, struct cut_ops ops)
{
	if (is_wide(c->text[s.from]))
		add_words(c, s, place, place + 1);
	else if (!add_figure(c, s, place, place + 1, ops))
		add_other(c, s, place, place + 1);
}

/* The cell between two marks that are further apart than a window, if it is not empty. */
static __attribute__((noinline)) void
add_long_cell(struct cutter *c, struct span s, uint32_t place)
{
	while (s.from < s.to && c->text[s.from] == ' ')
		s.from++;
	while (s.from < s.to && c->text[s.to - 1] == ' ')
		s.to--;
	if (s.from < s.to)
		add_placed(c, s, place, cut_plain);
}

/* The number of the bit behind the highest that is set; some is. */
static inline uint32_t
bit_behind(uint64_t bits)
{
	return 1 + ((WINDOW - 1) ^ (uint32_t)__builtin_clzll(bits)); /* one instruction */
}

WIDE_INLINE void
cut_by_mark(struct cutter *c, char mark, uint32_t place, struct cut_ops ops)
{
	uint32_t at = c->from + (mark == '|' && c->from < c->to && c->text[c->from] == mark);

	/* no cell stands behind the last one */
	if (mark == '|' && c->to > at && c->text[c->to - 1] == mark)
		c->to--;
	while (at <= c->to) { /* a cell begins there */
		uint64_t marks = marks_at(c, at, mark, ops);
		const uint64_t spaces = marks_at(c, at, ' ', ops);
		if (c->to - at < WINDOW) /* the end of the row, too */
			marks |= UINT64_C(1) << (c->to - at);
		uint64_t words = ~(marks | spaces); /* not passed yet */
		window_begin(c);
		if (!marks) {
			const uint32_t to = lanes_find(c->text, at + WINDOW, c->to, mark);
			add_long_cell(c, (struct span){at, to}, place++);
			at = to + 1;
			continue;
		}
		const uint32_t next = at + bit_behind(marks);
		for (; marks; marks &= marks - 1, place++) {
			const uint64_t passed = marks ^ (marks - 1), cell = words & passed;
			words &= ~passed;
			if (!cell)
				continue;
			const uint32_t from = at + (uint32_t)__builtin_ctzll(cell);
			const uint32_t to = at + bit_behind(cell);
			add_placed(c, (struct span){from, to}, place, ops);
		}
		at = next;
	}
}

/* |---|:--:| */
static bool
is_border(const struct cutter *c)
{
	for (const struct cell *x = c->first; x < c->next; x++)
		if (x->kind != CELL_EMPTY)
			return false;
	return true;
}

WIDE_INLINE void
cut_row(struct cutter *c, struct table_row *row, struct cut_ops ops)
{
	c->row = row;
	c->from = row->span.from;
	c->to = row->span.to;
	c->first = c->next;
	c->shift = row->column - row->span.from;
	c->longest = c->to <= c->glances ? LANES : 0;
	c->wide = 0;
	c->spaced = false;
	c->grouped = GROUPED_UNKNOWN;
	row->straight = true;
	if (row->mark)
		cut_by_mark(c, row->mark, row->mark == '|' ? 0 : row->column / TAB_STOP, ops);
	else
		cut_by_spaces(c, ops);
}

/* Where the cells of each row stand, and what they are. */
WIDE_INLINE void
cut_rows(struct cutter *c, struct cut_ops ops)
{
	struct table_reader *const t = c->t;

	for (size_t i = 0; i < t->rows.len; i++) {
		struct table_row *row = &t->rows.at[i];
		row->from = (uint32_t)(c->next - t->cells.at);
		if (row->from < CELLS_MOST)
			cut_row(c, row, ops);
		if (row->from < CELLS_MOST && is_border(c))
			c->next = c->first;
		row->to = (uint32_t)(c->next - t->cells.at);
		row->figure = row->to - row->from > row->words;
		if (row->figure && cell_is_figure(c->first))
			t->figures_lead = true;
	}
}

#if defined __x86_64__
static WIDE_AVX2 void
cut_with_avx2(struct cutter *c)
{
	cut_rows(c, cut_avx2);
}
#endif

static uint32_t
glances_end(const struct text *t)
{
	return t->len >= GLANCE_BYTES ? (uint32_t)t->len - GLANCE_BYTES + 1 : 0;
}

void
cells_read(struct table_reader *t)
{
	const struct text *const text = &t->reader->doc->text;
	struct cutter c = {.t = t,
			   .text = text->at,
			   .readable = (uint32_t)text->len,
			   .glances = glances_end(text),
			   .next = t->cells.at + t->cells.len,
			   .room = t->cells.at + t->cells.cap};

#if defined __x86_64__
	if (machine_has_avx2())
		cut_with_avx2(&c);
	else
#endif
		cut_rows(&c, cut_plain);
	t->cells.len = (size_t)(c.next - t->cells.at);
}
