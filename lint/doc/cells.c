/*
 * Rows of tables cut into cells.  In: a row's text.  Out: its cells with their
 * places and figures.  Pipes and tabs cut where they stand; in a row laid out by
 * spaces two spaces do, and one beside a figure.  One pass over the row.
 */
#include "cell_glance.h"
#include "table_internal.h"

enum {
	TAB_STOP = 8,
	WINDOW = 64,	   /* bytes that are looked at together */
	UNIT_LONGEST = 12, /* bytes: 平方公里 */
	SPACED_GAP = 4
};

/* Bytes of a dash or minus sign at p; 0 if none stands there. */
static uint32_t
dash_len(const char *p, uint32_t left)
{
	if (left && *p == '-')
		return 1;
	if (left < 3 || (unsigned char)*p != 0xE2)
		return 0;
	return !memcmp(p, "−", 3) || !memcmp(p, "–", 3) || !memcmp(p, "—", 3) ? 3 : 0;
}

/* Passes over digits, which are put behind those of *mantissa, where more than a figure has wrap;
 * over one more than that at most, since each space of a row may ask again. */
static inline uint32_t
digits_end(const char *t, uint32_t at, uint32_t to, uint64_t *mantissa)
{
	uint64_t m = *mantissa;

	to = to - at > DECIMAL_DIGITS ? at + DECIMAL_DIGITS + 1 : to;
	for (unsigned digit; at < to && (digit = (unsigned char)t[at] - (unsigned)'0') < 10; at++)
		m = m * 10 + digit;
	*mantissa = m;
	return at;
}

/* May what stands at `at` part the digits from `from` on from those behind it: a comma, a point,
 * or a space between thousands? */
static inline bool
parts_digits(const char *t, uint32_t from, uint32_t at, uint32_t to)
{
	enum { GROUP = 3 };

	if (t[at] == '.' || t[at] == ',')
		return true;
	if (t[at] != ' ' || at - from > GROUP || to - at <= GROUP)
		return false;
	for (uint32_t i = at + 1; i <= at + GROUP; i++)
		if (!is_digit(t[i]))
			return false;
	return at + GROUP + 1 == to || !is_digit(t[at + GROUP + 1]);
}

/* Is all of a cell, or but for a % at its end, a figure of digits with one point among them at
 * most, as nearly all are? */
static inline bool
is_plain_figure(const char *t, uint32_t at, uint32_t to, struct cell *out)
{
	enum { POINT_AND_SIGNS = 3 };
	const char *const end = t + to - (to > at && t[to - 1] == '%');
	const char *const from = t + at + (t + at < end && t[at] == '-');
	const char *p = from, *point = end;
	uint64_t mantissa = 0;
	unsigned digit;

	if (from == end || to - at > DECIMAL_DIGITS + POINT_AND_SIGNS)
		return false;
	for (; p < end && (digit = (unsigned char)*p - (unsigned)'0') < 10; p++)
		mantissa = mantissa * 10 + digit;
	if (p > from && end - p > 1 && *p == '.')
		for (point = p++; p < end && (digit = (unsigned char)*p - (unsigned)'0') < 10; p++)
			mantissa = mantissa * 10 + digit;
	if (p < end || end - from - (point < end) > DECIMAL_DIGITS)
		return false;
	out->whole = point == end && from == t + at;
	out->commas = out->ragged = false;
	out->decimals = (uint8_t)(point < end ? end - point - 1 : 0);
	out->mantissa = from > t + at ? -(int64_t)mantissa : (int64_t)mantissa;
	out->percent = end < t + to;
	return true;
}

/* Is there an arrow at p, which says that a figure is a rise (up) or a fall? */
static bool
is_arrow(const char *p, uint32_t left, const char *arrow)
{
	return left > 3 && !memcmp(p, arrow, 3);
}

/* Bytes that a figure at `at` takes, with its sign and %; 0 if none begins there.  A comma, a
 * space between thousands or one point stands between digits. */
static __attribute__((noinline)) uint32_t
figure_len(const char *t, uint32_t at, uint32_t to, struct cell *out)
{
	enum { MOST_BYTES = 2 * DECIMAL_DIGITS }; /* a mark behind each digit */
	uint32_t sign = 0, from = at, i, group, point = 0, commas = 0;
	uint64_t mantissa = 0;

	if (at < to && !is_digit(t[at])) {
		sign = is_arrow(t + at, to - at, "↓") ? 3 : dash_len(t + at, to - at);
		from += sign ? sign : is_arrow(t + at, to - at, "↑") ? 3 : t[at] == '+';
	}
	i = digits_end(t, from, to, &mantissa);
	if (i == from)
		return 0;
	group = from;
	while (!point && i - from <= MOST_BYTES && i + 1 < to && is_digit(t[i + 1]) &&
	       parts_digits(t, group, i, to)) {
		if (t[i] == '.')
			point = i;
		else
			commas++;
		group = i + 1;
		i = digits_end(t, group, to, &mantissa);
	}
	uint32_t digits = i - from - commas - (point > 0);
	if (digits > DECIMAL_DIGITS)
		return 0;
	out->whole = digits == i - at;
	out->commas = out->ragged = commas > 0;
	out->decimals = (uint8_t)(point ? i - point - 1 : 0);
	out->mantissa = sign ? -(int64_t)mantissa : (int64_t)mantissa;
	out->percent = i < to && t[i] == '%';
	return i + out->percent - at;
}

/* Is all of [from, to) a figure, however long? */
static __attribute__((noinline)) bool
is_long_figure(const char *t, uint32_t from, uint32_t to, struct cell *out)
{
	if (is_plain_figure(t, from, to, out))
		return true;
	uint32_t n = figure_len(t, from, to, out);
	return n && n == to - from;
}

/* The same, of most at a glance.  What it says goes to *out.  So many bytes of t can be read. */
static inline bool
is_figure(const char *t, uint32_t from, uint32_t to, uint32_t readable, struct cell *out)
{
	if (from == to || is_letter(t[from]) || is_wide(t[from]))
		return false;
	if (to - from <= LANES && readable - from >= GLANCE_BYTES &&
	    figure_glance(t, from, to, out))
		return true;
	return is_long_figure(t, from, to, out);
}

bool
cell_figure(struct str text, struct cell *out)
{
	return is_long_figure(text.at, 0, (uint32_t)text.len, out);
}

static bool
is_empty_mark(const char *t, uint32_t from, uint32_t to)
{
	if (from == to)
		return false;
	for (uint32_t i = from; i < to;) {
		uint32_t n = dash_len(t + i, to - i);
		if (!n && t[i] != '.' && t[i] != '/' && t[i] != ':')
			return false;
		i += n ? n : 1;
	}
	return true;
}

/* `..` and `:` are what statistics print for a figure that they do not give. */
static bool
is_hidden_mark(const char *t, uint32_t from, uint32_t to)
{
	bool hidden = from < to && (t[from] == ':' || to - from > 1);

	for (uint32_t i = from; i < to && hidden; i++)
		hidden = t[i] == t[from] && (t[i] == '.' || t[i] == ':');
	return hidden;
}

/* The kind of what is neither words nor a figure at a glance. */
static __attribute__((noinline)) uint8_t
other_kind(struct table_reader *r, struct cell *c)
{
	const char *t = r->reader->doc->text.at;

	r->odd = true;
	if (is_long_figure(t, c->span.from, c->span.to, c))
		return CELL_NUMBER;
	if (is_hidden_mark(t, c->span.from, c->span.to))
		return CELL_HIDDEN;
	return is_empty_mark(t, c->span.from, c->span.to) ? CELL_EMPTY : CELL_TEXT;
}

/* ---- columns laid out by spaces --------------------------------------------- */

struct cutter {
	struct table_reader *t;
	const char *text;
	uint32_t from, to;		    /* the row */
	uint32_t readable;		    /* bytes of the text, behind the row too */
	uint32_t glances;		    /* figures before this byte are told at a glance */
	struct cell *first, *next, *room;   /* cells of the row; where room for more ends */
	uint32_t counted, characters, wide; /* characters before the byte `counted` */
	enum { GROUPED_UNKNOWN, GROUPED_NOT, GROUPED } grouped; /* one space parts thousands */
};

/* The bytes from `at` on that are `mark`, a bit each, as many as a word has; none behind the
 * text. */
static inline uint64_t
marks_at(const struct cutter *c, uint32_t at, char mark)
{
	if (c->readable - at < WINDOW) {
		uint64_t bits = 0;
		for (uint32_t i = at; i < c->to; i++)
			bits |= (uint64_t)(c->text[i] == mark) << (i - at);
		return bits;
	}
	const char *const p = c->text + at;
	const lanes sought = (lanes){0} + (uint8_t)mark;
	return four_lane_bits((lanes)(lanes_at(p) == sought),
			      (lanes)(lanes_at(p + LANES) == sought),
			      (lanes)(lanes_at(p + 2 * LANES) == sought),
			      (lanes)(lanes_at(p + 3 * LANES) == sought));
}

/* Where bits stand in a row, from left to right. */
struct places {
	uint64_t bits, last; /* of the bytes from `at` on, those not yet given; the marks there */
	uint32_t at;
};

static inline struct places
places_begin(const struct cutter *c, char mark)
{
	uint64_t marks = marks_at(c, c->from, mark);

	return (struct places){marks, marks, c->from};
}

/* The next byte of the row that is `mark`; its end without. */
static inline uint32_t
mark_next(const struct cutter *c, struct places *p, char mark)
{
	while (!p->bits) {
		p->at += WINDOW;
		if (p->at >= c->to)
			return c->to;
		p->bits = marks_at(c, p->at, mark);
	}
	uint32_t at = p->at + (uint32_t)__builtin_ctzll(p->bits);
	p->bits &= p->bits - 1;
	return at < c->to ? at : c->to;
}

/* Where spaces begin among other bytes, these among spaces: the next such place in turn. */
static inline uint32_t
edge_next(const struct cutter *c, struct places *p)
{
	while (!p->bits) {
		p->at += WINDOW;
		if (p->at >= c->to)
			return c->to;
		uint64_t spaces = marks_at(c, p->at, ' ');
		p->bits = spaces ^ (spaces << 1 | p->last >> (WINDOW - 1));
		p->last = spaces;
	}
	uint32_t at = p->at + (uint32_t)__builtin_ctzll(p->bits);
	p->bits &= p->bits - 1;
	return at < c->to ? at : c->to;
}

/* Counts the characters among the first n of the LANES bytes at c->counted. */
static void
count_lanes(struct cutter *c, uint32_t n)
{
	lanes bytes = lanes_first(c->text + c->counted, n);

	c->counted += n;
	c->characters += n;
	if (!lane_bits(bytes))
		return;
	/* a comparison that holds is -1 */
	c->characters -= lanes_sum(-(lanes)((bytes & 0xC0) == 0x80));
	c->wide += lanes_sum(-(lanes)(bytes >= (uint8_t)WIDE_LEAD));
}

/* Counts the characters before byte `at`. */
static void
pass_words(struct cutter *c, uint32_t at)
{
	while (c->counted < at && c->readable - c->counted >= LANES)
		count_lanes(c, at - c->counted < LANES ? at - c->counted : LANES);
	for (; c->counted < at; c->counted++) {
		c->characters += ((unsigned char)c->text[c->counted] & 0xC0) != 0x80;
		c->wide += is_wide(c->text[c->counted]);
	}
}

/* The same where only ASCII stands before it. */
static inline void
pass_ascii(struct cutter *c, uint32_t at)
{
	c->characters += at - c->counted;
	c->counted = at;
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
	struct cell x;

	for (uint32_t at = c->from; at < c->to; at = spaces_end(c, end)) {
		bool spaced = false;
		for (end = token_end(c, at); end + 1 < c->to && c->text[end + 1] != ' ';
		     end = token_end(c, end + 1))
			spaced = true;
		if (spaced && is_figure(c->text, at, end, c->readable, &x))
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
	struct cell x;

	if (!is_figure(c->text, from, to, c->readable, &x))
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
	struct cell before, after;
	uint32_t end = token_end(c, gap + 1);
	bool is_before = is_figure(c->text, cell, gap, c->readable, &before);
	bool is_after = is_figure(c->text, gap + 1, end, c->readable, &after);

	if (is_before && is_after)
		return !is_grouped(c, cell, end);
	if (is_before && !is_wide(c->text[gap + 1]))
		return false;
	if (is_before && !before.whole) /* but 9.00 万元 */
		return end - gap > UNIT_LONGEST;
	if (is_before)
		return gap - cell >= CODE_DIGITS &&
		       (gap - cell > 4 || !char3_is(c->text + gap + 1, CHAR_YEAR));
	bool closes = end == c->to || (end + 1 < c->to && c->text[end + 1] == ' ') ||
		      is_figure(c->text, end + 1, token_end(c, end + 1), c->readable, &before);
	bool sure = is_after && (!after.whole || is_wide(c->text[char_before(c->text, gap)]));
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
	if (!last->spaced && last->span.to - shortest != char_len(c->text[shortest]))
		return false;
	/* the head of two tables side by side (款  款) is no word */
	if (to - from == last->span.to - last->span.from &&
	    !memcmp(c->text + from, c->text + last->span.from, to - from))
		return false;
	return from - last->span.to <= SPACED_GAP || (to == c->to && last == c->first);
}

static __attribute__((noinline)) void
cells_grow(struct cutter *c)
{
	struct table_reader *t = c->t;
	const ptrdiff_t first = c->first - t->cells.at, next = c->next - t->cells.at;

	t->cells.at = vec_grow(t->reader->arena, t->cells.at, (size_t)next, &t->cells.cap,
			       sizeof *t->cells.at);
	c->first = t->cells.at + first;
	c->next = t->cells.at + next;
	c->room = t->cells.at + t->cells.cap;
}

/* Where the next cell goes; it is one when c->next goes on. */
static inline struct cell *
cell_begin(struct cutter *c, uint32_t from, uint32_t to, uint32_t left)
{
	if (c->next == c->room)
		cells_grow(c);
	*c->next = (struct cell){
		.span = {from, to}, .left = left, .right = left + 1, .column = GRID_NONE};
	return c->next;
}

static inline void
cell_finish(const struct cutter *c, struct cell *x)
{
	x->right = c->characters;
	x->wide = c->wide;
}

/* Adds what is a figure at a glance, and nothing else; between the last cell and it are spaces
 * alone, here as in add_other. */
static inline __attribute__((always_inline)) bool
add_figure(struct cutter *c, uint32_t from, uint32_t to)
{
	pass_ascii(c, from);
	struct cell *x = cell_begin(c, from, to, c->characters);

	if (!figure_read(c->text, c->glances, x))
		return false;
	c->next++;
	pass_ascii(c, to);
	cell_finish(c, x);
	return true;
}

static void
add_other(struct cutter *c, uint32_t from, uint32_t to)
{
	pass_ascii(c, from);
	struct cell *x = cell_begin(c, from, to, c->characters);

	c->next++;
	/* words, nearly always: nothing else begins with such a character */
	if (!is_wide(c->text[from]))
		x->kind = other_kind(c->t, x);
	pass_words(c, to);
	cell_finish(c, x);
}

static void
add_piece(struct cutter *c, uint32_t from, uint32_t to)
{
	uint32_t label = from;

	if (is_wide(c->text[from])) {
		if (!continues_word(c, from, to)) {
			add_other(c, from, to);
			return;
		}
		struct cell *last = c->next - 1;
		last->span.to = to;
		pass_words(c, to);
		cell_finish(c, last);
		last->spaced = true;
		return;
	}
	if (add_figure(c, from, to))
		return;
	if (is_digit(c->text[from]))
		label = glued_code(c, from, to);
	if (label > from && !add_figure(c, from, label))
		add_other(c, from, label);
	add_other(c, label, to);
}

static void
cut_by_spaces(struct cutter *c)
{
	struct places edges = places_begin(c, ' ');
	uint32_t cell = c->from, at, end;

	edges.bits ^= edges.last << 1;
	for (;; cell = end) {
		do {
			at = edge_next(c, &edges);
			end = at < c->to ? edge_next(c, &edges) : at;
		} while (at > cell && end - at == 1 && !parts_at(c, cell, at));
		if (at > cell)
			add_piece(c, cell, at);
		if (at == c->to)
			return;
	}
}

/* ---- pipes and tabs -------------------------------------------------------------- */

/* Every cell of a row that is cut by a mark, empty ones too: a cell's place is its
 * number. */
static void
cut_by_mark(struct cutter *c, char mark, uint32_t place)
{
	struct places marks = places_begin(c, mark);
	const char *const t = c->text;
	uint32_t from = c->from;

	if (mark == '|' && from < c->to && t[from] == mark)
		from = mark_next(c, &marks, mark) + 1;
	for (uint32_t at; from <= c->to; from = at + 1, place++) {
		at = mark_next(c, &marks, mark);
		uint32_t a = from, b = at;
		/* one space on each side or none, nearly always */
		if (a < b)
			a += t[a] == ' ';
		if (a < b)
			b -= t[b - 1] == ' ';
		while (a < b && t[a] == ' ')
			a++;
		while (b > a && t[b - 1] == ' ')
			b--;
		if (b == a)
			continue;
		struct cell *x = cell_begin(c, a, b, place);
		c->next++;
		if (!is_wide(t[a]) && !figure_read(t, c->glances, x))
			x->kind = other_kind(c->t, x);
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

static uint32_t
glances_end(const struct text *t)
{
	return t->len >= GLANCE_BYTES ? (uint32_t)t->len - GLANCE_BYTES + 1 : 0;
}

void
cells_read(struct table_reader *t, uint32_t block, char mark)
{
	const struct reader *r = t->reader;
	struct span row = r->blocks.at[block].span;
	struct cutter c = {.t = t,
			   .text = r->doc->text.at,
			   .from = row.from,
			   .to = row.to,
			   .readable = r->doc->text.len,
			   .glances = glances_end(&r->doc->text),
			   .next = t->cells.at + t->cells.len,
			   .room = t->cells.at + t->cells.cap,
			   .counted = row.from};

	c.first = c.next;
	c.characters = r->lines[r->block_lines.at[block].first].indent;
	if (mark)
		cut_by_mark(&c, mark, mark == '|' ? 0 : c.characters / TAB_STOP);
	else
		cut_by_spaces(&c);
	if (!is_border(&c))
		t->cells.len = (size_t)(c.next - t->cells.at);
}
