/*
 * Lines: the folded text cut at its line ends, each line trimmed and measured
 * once.  In: reader.folded.  Out: reader.lines, blank lines and form feeds as
 * flags of the line that follows.  Cost: one pass, sixteen bytes at a time.
 */
#include "../base/wide.h"
#include "doc_internal.h"

enum {
	MEASURED_BYTES = 384, /* longer lines are paragraphs, whatever their width */
	NUMERIC_BYTES = 160
};

const uint8_t ascii_marks[128] = {
	['.'] = MARK_END,	  ['!'] = MARK_END,	['?'] = MARK_END,
	[';'] = MARK_SEMICOLON,	  [':'] = MARK_COLON,	[','] = MARK_COMMA,
	['-'] = MARK_DASH,	  ['%'] = MARK_PERCENT, ['('] = MARK_ROUND,
	[')'] = MARK_ROUND_CLOSE, ['['] = MARK_SQUARE,	[']'] = MARK_SQUARE_CLOSE,
	[' '] = MARK_SPACE,	  ['\t'] = MARK_SPACE,	['"'] = MARK_OTHER,
	['\''] = MARK_OTHER,	  ['/'] = MARK_OTHER,	['+'] = MARK_OTHER,
	['='] = MARK_OTHER,	  ['|'] = MARK_OTHER,	['*'] = MARK_OTHER,
	['#'] = MARK_OTHER,	  ['>'] = MARK_OTHER,	['<'] = MARK_OTHER,
	['~'] = MARK_OTHER,	  ['_'] = MARK_OTHER,
};

/* By the last byte of E2 80 xx, E3 80 xx, EF BC xx. */
const uint8_t general_marks[64] = {
	[0x13] = MARK_DASH,	   /* – */
	[0x14] = MARK_DASH,	   /* — */
	[0x15] = MARK_DASH,	   /* ― */
	[0x18] = MARK_QUOTE,	   /* ‘ */
	[0x19] = MARK_QUOTE_CLOSE, /* ’ */
	[0x1C] = MARK_QUOTE,	   /* “ */
	[0x1D] = MARK_QUOTE_CLOSE, /* ” */
	[0x22] = MARK_BULLET,	   /* • */
	[0x26] = MARK_ELLIPSIS,	   /* … */
	[0x30] = MARK_PERCENT,	   /* ‰ */
};

const uint8_t cjk_marks[64] = {
	[0x01] = MARK_COMMA,	    /* 、 */
	[0x02] = MARK_END,	    /* 。 */
	[0x08] = MARK_TITLE,	    /* 〈 */
	[0x09] = MARK_TITLE_CLOSE,  /* 〉 */
	[0x0A] = MARK_TITLE,	    /* 《 */
	[0x0B] = MARK_TITLE_CLOSE,  /* 》 */
	[0x0C] = MARK_SQUARE,	    /* 「 */
	[0x0D] = MARK_SQUARE_CLOSE, /* 」 */
	[0x0E] = MARK_SQUARE,	    /* 『 */
	[0x0F] = MARK_SQUARE_CLOSE, /* 』 */
	[0x10] = MARK_SQUARE,	    /* 【 */
	[0x11] = MARK_SQUARE_CLOSE, /* 】 */
	[0x14] = MARK_SQUARE,	    /* 〔 */
	[0x15] = MARK_SQUARE_CLOSE, /* 〕 */
};

const uint8_t fullwidth_marks[64] = {
	[0x01] = MARK_END,	    /* ！ */
	[0x05] = MARK_PERCENT,	    /* ％ */
	[0x08] = MARK_ROUND,	    /* （ */
	[0x09] = MARK_ROUND_CLOSE,  /* ） */
	[0x0C] = MARK_COMMA,	    /* ， */
	[0x0D] = MARK_DASH,	    /* － */
	[0x1A] = MARK_COLON,	    /* ： */
	[0x1B] = MARK_SEMICOLON,    /* ； */
	[0x1F] = MARK_END,	    /* ？ */
	[0x3B] = MARK_SQUARE,	    /* ［ */
	[0x3D] = MARK_SQUARE_CLOSE, /* ］ */
};

uint32_t
char_before(const char *text, uint32_t at)
{
	do
		at--;
	while (((unsigned char)text[at] & 0xC0) == 0x80);
	return at;
}

enum { WINDOW = 2 * WIDE };

/* Of the bytes of a window, a bit each, the first the lowest. */
struct window {
	uint64_t spaces, tabs, others; /* others: no ASCII */
};

/* The first n bytes at p as a window, no more than it has.  So many can be read. */
WIDE_INLINE struct window
window_at(const char *p, size_t n, size_t readable, struct wide_ops ops)
{
	const uint64_t first = ~UINT64_C(0) >> (WINDOW - n);
	char bytes[WINDOW];
	wide a, b;

	if (readable < WINDOW) {
		memset(bytes, 0, sizeof bytes);
		p = memcpy(bytes, p, n);
	}
	wide_load(&a, p);
	wide_load(&b, p + WIDE);
	const wide spaces_a = (wide)(a == ' '), spaces_b = (wide)(b == ' ');
	const wide tabs_a = (wide)(a == '\t'), tabs_b = (wide)(b == '\t');
	return (struct window){
		first & (ops.bits(&spaces_a) | (uint64_t)ops.bits(&spaces_b) << WIDE),
		first & (ops.bits(&tabs_a) | (uint64_t)ops.bits(&tabs_b) << WIDE),
		first & (ops.bits(&a) | (uint64_t)ops.bits(&b) << WIDE)};
}

/* What is known of a line up to a place. */
struct measured {
	uint64_t spaces, tabs, gaps; /* of the window before; of all */
	size_t others;
	int cells;
};

/* Goes on with the first n bytes at p, no more than a window has. */
WIDE_INLINE void
measure_window(struct measured *m, const char *p, size_t n, size_t readable, struct wide_ops ops)
{
	const struct window w = window_at(p, n, readable, ops);
	const uint64_t two = (w.spaces << 1 | m->spaces >> (WINDOW - 1)) &
			     (w.spaces << 2 | m->spaces >> (WINDOW - 2));
	uint64_t behind = (w.tabs << 1 | m->tabs >> (WINDOW - 1)) |
			  (two & (w.spaces << 3 | m->spaces >> (WINDOW - 3)));

	behind &= ~(w.spaces | w.tabs) & ~UINT64_C(0) >> (WINDOW - n);
	m->others += (size_t)__builtin_popcountll(w.others);
	m->cells += __builtin_popcountll(behind);
	m->gaps |= w.tabs | (w.spaces & two);
	m->spaces = w.spaces;
	m->tabs = w.tabs;
}

/* Width, whether three spaces or a tab stand inside, and whether what is no space does so behind
 * such often enough; how many bytes are no ASCII.  So many bytes can be read from p on. */
WIDE_INLINE size_t
measure_width(struct line *l, const char *p, size_t n, size_t readable, struct wide_ops ops)
{
	struct measured m = {.cells = 1};

	/* most lines are no longer than this one: it costs less where nothing stands before it */
	measure_window(&m, p, n < WINDOW ? n : WINDOW, readable, ops);
	for (size_t i = WINDOW; i < n; i += WINDOW)
		measure_window(&m, p + i, n - i < WINDOW ? n - i : WINDOW, readable - i, ops);
	l->width = (uint16_t)(n - m.others + m.others * 2 / 3);
	if (m.gaps)
		l->flags |= m.cells < CELLS_SURE ? LINE_GAP : LINE_GAP | LINE_CELLS;
	return m.others;
}

/* What may stand between figures. */
static const bool figure_signs[128] = {
	[' '] = true, ['\t'] = true, ['.'] = true, [','] = true, ['%'] = true,
	['-'] = true, ['+'] = true,  ['('] = true, [')'] = true, ['/'] = true,
	[':'] = true, ['|'] = true,  ['*'] = true,
};

/* Of ASCII alone. */
static bool
is_numeric(const char *p, size_t n)
{
	size_t digits = 0;
	for (size_t i = 0; i < n; i++) {
		if (is_digit(p[i]))
			digits++;
		else if (!figure_signs[(unsigned char)p[i]])
			return false;
	}
	return digits > 0;
}

/* The mark of a line that ends in `last`, which closes, at `at`. */
static enum mark
closed_mark(const char *text, uint32_t from, uint32_t at, enum mark last)
{
	enum mark m = last;
	for (int i = 0; i < 3 && at > from && (mark_closes(m) || text[at] == '"'); i++) {
		at = char_before(text, at);
		m = mark_at(text + at);
	}
	return m == MARK_END ? m : last;
}

/* The last mark of the line; quotation marks and brackets behind an end mark
 * belong to it. */
static inline enum mark
tail_mark(const char *text, uint32_t from, uint32_t to)
{
	uint32_t at = (unsigned char)text[to - 1] < 0x80 ? to - 1 : char_before(text, to);
	enum mark last = mark_at(text + at);
	return mark_closes(last) || text[at] == '"' ? closed_mark(text, from, at, last) : last;
}

static void
measure_enumerator(struct reader *r, struct line *l)
{
	struct enumerator e;
	bool unsure = false;
	l->mark = 0;
	if (r->folded.at[l->from] == '|')
		return; /* a row of a table */
	if (!enumerator_at(r->lx, r->folded.at, l->from, l->to, true, &e, &unsure))
		return;
	l->mark = (uint16_t)(e.span.to - l->from);
	l->style = (uint8_t)e.style;
	l->number = e.number;
	if (unsure)
		l->flags |= LINE_UNSURE;
}

/* Measures a line of which no more is known than its ends. */
WIDE_INLINE void
measure(struct reader *r, struct line *l, struct wide_ops ops)
{
	const char *p = r->folded.at + l->from;
	size_t n = l->to - l->from, others = 0;
	if (n > MEASURED_BYTES) {
		l->flags |= LINE_LONG;
		l->width = MEASURED_BYTES;
	} else {
		others = measure_width(l, p, n, r->folded.len - l->from, ops);
	}
	l->head = (uint8_t)mark_at(p);
	l->tail = (uint8_t)tail_mark(r->folded.at, l->from, l->to);
	if (n <= NUMERIC_BYTES && !others && !is_letter(*p) && is_numeric(p, n))
		l->flags |= LINE_NUMERIC;
	measure_enumerator(r, l);
}

void
line_measure(struct reader *r, struct line *l)
{
	const unsigned changeable = LINE_GAP | LINE_CELLS | LINE_NUMERIC | LINE_UNSURE | LINE_LONG;
	l->flags = (uint16_t)(l->flags & ~changeable);
	l->mark = 0;
	if (l->from < l->to)
		measure(r, l, wide_plain);
}

/* Emphasis around the start of a line hides what it begins with. */
static void
skip_emphasis(struct reader *r, struct line *l)
{
	const char *t = r->folded.at;
	l->flags |= LINE_MARKUP;
	if (l->to - l->from < 5 || t[l->from] != '*' || t[l->from + 1] != '*')
		return;
	if (t[l->from + 2] == '*' || t[l->from + 2] == ' ')
		return;
	l->from += 2;
	if (t[l->to - 1] == '*' && t[l->to - 2] == '*') {
		l->to -= 2;
		if (!memchr(t + l->from, '*', l->to - l->from))
			l->flags |= LINE_BOLD;
	}
}

static bool
is_blank(char c)
{
	return c == ' ' || c == '\t';
}

/* Adds the line [from, to) unless it is blank. */
WIDE_INLINE bool
line_add(struct reader *r, uint32_t from, uint32_t to, bool stars, unsigned before,
	 struct wide_ops ops)
{
	const char *t = r->folded.at;
	uint32_t indent = 0;
	for (; from < to && is_blank(t[from]); from++)
		indent = t[from] == ' ' ? indent + 1 : (indent / 8 + 1) * 8;
	while (to > from && is_blank(t[to - 1]))
		to--;
	if (from == to)
		return false;
	struct line *l = &r->lines[r->count++];
	*l = (struct line){.from = from, .to = to, .flags = (uint16_t)before};
	l->indent = (uint16_t)(indent > 1000 ? 1000 : indent);
	if (stars && memchr(t + from, '*', to - from))
		skip_emphasis(r, l);
	measure(r, l, ops);
	return true;
}

/* Two stars anywhere?  Most reports have none. */
static bool
has_stars(struct str s)
{
	const char *p = s.at, *end = s.at + s.len;
	while ((p = memchr(p, '*', (size_t)(end - p)))) {
		if (p + 1 < end && p[1] == '*')
			return true;
		p++;
	}
	return false;
}

WIDE_INLINE void
lines_add(struct reader *r, const struct text_lines *all, bool stars, struct wide_ops ops)
{
	unsigned before = 0;
	for (size_t i = 0; i < all->count; i++) {
		uint32_t to = all->starts[i + 1] - 1;
		bool feed = all->feeds && to < r->folded.len && r->folded.at[to] == '\f';
		if (line_add(r, all->starts[i], to, stars, before, ops))
			before = 0;
		else if (!feed)
			before |= LINE_BLANK_BEFORE;
		if (feed)
			before |= LINE_PAGE_BEFORE;
	}
}

WIDE_AVX2 static void
lines_add_avx2(struct reader *r, const struct text_lines *all, bool stars)
{
	lines_add(r, all, stars, wide_avx2);
}

void
lines_read(struct reader *r)
{
	const struct text_lines all = text_lines(r->arena, r->doc->source, &r->folded);
	const bool stars = all.stars && has_stars((struct str){r->folded.at, r->folded.len});
	r->feeds = all.feeds;
	/* line_add writes the whole of what it takes */
	r->lines = arena_alloc_raw(r->arena, all.count * sizeof *r->lines);
	if (machine_has_avx2())
		lines_add_avx2(r, &all, stars);
	else
		lines_add(r, &all, stars, wide_plain);
}

enum {
	END_MARKS = 1u << MARK_END,
	COMMA_MARKS = 1u << MARK_COMMA | 1u << MARK_SEMICOLON,
	MARKS = END_MARKS | COMMA_MARKS | 1u << MARK_COLON
};

/* Is it a mark of running text?  A Latin one counts only before a space; 3.5 and 1,000 are figures.
 * 、 stands in names and headings too. */
static inline bool
counts_as_mark(const char *t, uint32_t at, uint32_t to)
{
	return (unsigned char)t[at] < 0x80 ? at + 1 == to || t[at + 1] == ' '
					   : char3(t + at) != CHAR_PAUSE;
}

/* The bytes that one of MARKS begins with; no other character has them but as its first, either. */
static inline lanes
mark_leads(lanes x)
{
	return (lanes)(x == '!') | (lanes)(x == ',') | (lanes)(x == '.') | (lanes)(x - ':' < 2) |
	       (lanes)(x == '?') | (lanes)(x == 0xE3) | (lanes)(x == 0xEF);
}

/* Those of the marks of `set` (bits, of MARKS) that stand in the line behind its enumerator; of
 * several the first, or, with `all`, each. */
static unsigned
marks_of(const struct reader *r, const struct line *l, unsigned set, bool all)
{
	const char *t = r->folded.at;
	unsigned found = 0;
	for (uint32_t at = l->from + l->mark; at < l->to && (all || !found); at += LANES) {
		const uint32_t left = l->to - at;
		lanes x = r->folded.len - at < LANES ? lanes_of_first(t + at, left)
						     : lanes_at(t + at);
		uint32_t bits = lane_bits(mark_leads(x));
		if (left < LANES)
			bits &= (1u << left) - 1;
		for (; bits && (all || !found); bits &= bits - 1) {
			uint32_t i = at + (uint32_t)__builtin_ctz(bits);
			unsigned mark = 1u << mark_at(t + i) & set;
			found |= mark && counts_as_mark(t, i, l->to) ? mark : 0;
		}
	}
	return found;
}

bool
line_has_end(const struct reader *r, const struct line *l)
{
	return marks_of(r, l, END_MARKS, false);
}

bool
line_has_comma(const struct reader *r, const struct line *l)
{
	return marks_of(r, l, COMMA_MARKS, false);
}

struct line_marks
line_marks(const struct reader *r, const struct line *l)
{
	unsigned found = marks_of(r, l, END_MARKS | COMMA_MARKS, true);
	return (struct line_marks){found & END_MARKS, found & COMMA_MARKS};
}

bool
line_is_bare(const struct reader *r, const struct line *l)
{
	return l->width <= 100 && !marks_of(r, l, MARKS, false);
}
