/*
 * Lines: the folded text cut at its line ends, each line trimmed and measured
 * once.  In: reader.folded.  Out: reader.lines, blank lines and form feeds as
 * flags of the line that follows.  Cost: one pass, sixteen bytes at a time.
 */
#include "../base/byte_map.h"
#include "../base/lanes.h"
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

enum { WINDOW = 4 * LANES };

/* Of the bytes of a window, a bit each, the first the lowest. */
struct window {
	uint64_t spaces, tabs, others; /* others: no ASCII */
};

/* The first n bytes at p as a window, no more than it has.  So many can be read. */
static inline struct window
window_at(const char *p, size_t n, size_t readable)
{
	const uint64_t first = ~UINT64_C(0) >> (WINDOW - n);
	char bytes[WINDOW];

	if (readable < WINDOW) {
		memset(bytes, 0, sizeof bytes);
		p = memcpy(bytes, p, n);
	}
	const lanes a = lanes_at(p), b = lanes_at(p + LANES), c = lanes_at(p + 2 * LANES),
		    d = lanes_at(p + 3 * LANES);
	return (struct window){first & four_lane_bits((lanes)(a == ' '), (lanes)(b == ' '),
						      (lanes)(c == ' '), (lanes)(d == ' ')),
			       first & four_lane_bits((lanes)(a == '\t'), (lanes)(b == '\t'),
						      (lanes)(c == '\t'), (lanes)(d == '\t')),
			       first & four_lane_bits(a, b, c, d)};
}

/* Width, whether three spaces or a tab stand inside, and whether what is no space does so behind
 * such often enough.  So many bytes can be read from p on. */
static void
measure_width(struct line *l, const char *p, size_t n, size_t readable)
{
	uint64_t spaces = 0, tabs = 0, gaps = 0; /* of the window before; of all */
	size_t others = 0;
	unsigned cells = 1;

	for (size_t i = 0; i < n; i += WINDOW) {
		size_t here = n - i < WINDOW ? n - i : WINDOW;
		struct window w = window_at(p + i, here, readable - i);
		uint64_t two = (w.spaces << 1 | spaces >> (WINDOW - 1)) &
			       (w.spaces << 2 | spaces >> (WINDOW - 2));
		uint64_t gap = w.tabs | (w.spaces & two);
		others += bits_count(w.others);
		gaps |= gap;
		if (gaps) {
			uint64_t behind = (w.tabs << 1 | tabs >> (WINDOW - 1)) |
					  (two & (w.spaces << 3 | spaces >> (WINDOW - 3)));
			behind &= ~(w.spaces | w.tabs) & ~UINT64_C(0) >> (WINDOW - here);
			for (; behind && cells < CELLS_SURE; cells++)
				behind &= behind - 1;
		}
		spaces = w.spaces;
		tabs = w.tabs;
	}
	l->width = (uint16_t)(n - others + others * 2 / 3);
	if (gaps)
		l->flags |= cells < CELLS_SURE ? LINE_GAP : LINE_GAP | LINE_CELLS;
}

/* What may stand between figures. */
static const bool figure_signs[128] = {
	[' '] = true, ['\t'] = true, ['.'] = true, [','] = true, ['%'] = true,
	['-'] = true, ['+'] = true,  ['('] = true, [')'] = true, ['/'] = true,
	[':'] = true, ['|'] = true,  ['*'] = true,
};

static bool
is_numeric(const char *p, size_t n)
{
	size_t digits = 0;
	for (size_t i = 0; i < n; i++) {
		if (is_digit(p[i]))
			digits++;
		else if ((unsigned char)p[i] >= 0x80 || !figure_signs[(unsigned char)p[i]])
			return false;
	}
	return digits > 0;
}

/* The last mark of the line; quotation marks and brackets behind an end mark
 * belong to it. */
static enum mark
tail_mark(const char *text, uint32_t from, uint32_t to)
{
	uint32_t at = char_before(text, to);
	enum mark last = mark_at(text + at), m = last;
	for (int i = 0; i < 3 && at > from && (mark_closes(m) || text[at] == '"'); i++) {
		at = char_before(text, at);
		m = mark_at(text + at);
	}
	return m == MARK_END ? m : last;
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

void
line_measure(struct reader *r, struct line *l)
{
	const char *p = r->folded.at + l->from;
	size_t n = l->to - l->from;
	const unsigned changeable = LINE_GAP | LINE_CELLS | LINE_NUMERIC | LINE_UNSURE | LINE_LONG;
	l->flags = (uint16_t)(l->flags & ~changeable);
	l->mark = 0;
	if (n == 0)
		return;
	if (n > MEASURED_BYTES) {
		l->flags |= LINE_LONG;
		l->width = MEASURED_BYTES;
	} else {
		measure_width(l, p, n, r->folded.len - l->from);
	}
	l->head = (uint8_t)mark_at(p);
	l->tail = (uint8_t)tail_mark(r->folded.at, l->from, l->to);
	if (n <= NUMERIC_BYTES && (unsigned char)*p < 0x80 && !is_letter(*p) && is_numeric(p, n))
		l->flags |= LINE_NUMERIC;
	measure_enumerator(r, l);
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

/* Adds the line [from, to) unless it is blank. */
static bool
line_add(struct reader *r, uint32_t from, uint32_t to, bool stars, unsigned before)
{
	const char *t = r->folded.at;
	uint32_t indent = 0;
	for (; from < to && (t[from] == ' ' || t[from] == '\t'); from++)
		indent = t[from] == ' ' ? indent + 1 : (indent / 8 + 1) * 8;
	while (to > from && (t[to - 1] == ' ' || t[to - 1] == '\t'))
		to--;
	if (from == to)
		return false;
	if (r->count == r->line_cap)
		r->lines = vec_grow(r->arena, r->lines, r->count, &r->line_cap, sizeof *r->lines);
	struct line *l = &r->lines[r->count++];
	*l = (struct line){.from = from, .to = to, .flags = (uint16_t)before};
	l->indent = (uint16_t)(indent > 1000 ? 1000 : indent);
	if (stars && memchr(t + from, '*', to - from))
		skip_emphasis(r, l);
	line_measure(r, l);
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

/* The next line end or form feed, or where the text ends. */
static uint32_t
next_end(struct byte_map_walk *w, const char *t)
{
	uint32_t at;
	while (byte_map_step(w, &at))
		if (t[at] == '\n' || t[at] == '\f')
			return at;
	return w->to;
}

void
lines_read(struct reader *r)
{
	const struct str s = {r->folded.at, r->folded.len};
	const struct low_bytes low = text_low(r->arena, r->doc->source, &r->folded);
	const bool stars = low.star && has_stars(s);
	/* seldom more than in the source; line_add writes the whole of what it takes */
	r->line_cap = r->doc->source->line_count;
	r->lines = arena_alloc_raw(r->arena, r->line_cap * sizeof *r->lines);
	unsigned before = 0;
	struct byte_map_walk w = byte_map_walk(low.map, 0, r->folded.len);
	for (uint32_t from = 0, at; from < r->folded.len; from = at + 1) {
		at = next_end(&w, s.at);
		bool feed = at < r->folded.len && s.at[at] == '\f';
		if (line_add(r, from, at, stars, before))
			before = 0;
		else if (!feed)
			before |= LINE_BLANK_BEFORE;
		if (feed)
			before |= LINE_PAGE_BEFORE;
	}
}

/* Those of the marks of `set` (bits) that stand in the line behind its enumerator; of several
 * the first, or, with `all`, each. */
static unsigned
marks_of(const struct reader *r, const struct line *l, unsigned set, bool all)
{
	const char *t = r->folded.at;
	unsigned found = 0;
	for (uint32_t i = l->from + l->mark; i < l->to; i += char_len(t[i])) {
		enum mark m = mark_at(t + i);
		if (!(set >> m & 1))
			continue;
		/* a Latin mark counts only before a space; 3.5 and 1,000 are figures.
		 * 、 stands in names and headings too. */
		if ((unsigned char)t[i] < 0x80 ? i + 1 < l->to && t[i + 1] != ' '
					       : char3(t + i) == CHAR_PAUSE)
			continue;
		found |= 1u << m;
		if (!all)
			break;
	}
	return found;
}

enum {
	END_MARKS = 1u << MARK_END,
	COMMA_MARKS = 1u << MARK_COMMA | 1u << MARK_SEMICOLON,
	MARKS = END_MARKS | COMMA_MARKS | 1u << MARK_COLON
};

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
