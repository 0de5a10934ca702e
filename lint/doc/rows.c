/*
 * Rows of tables among the lines: pipes, tabs, columns laid out by spaces,
 * figures alone, one cell a line; and captions.  In: lines.  Out: LINE_ROW and
 * LINE_CAPTION.  A passing line between two rows belongs to the table.  Two
 * passes.
 */
#include "../base/lanes.h"
#include "doc_internal.h"

enum {
	CELL_GAP = 3,	   /* spaces between two cells */
	PROSE_CELL = 40,   /* bytes; a longer piece with an end mark is a sentence */
	STRETCH = 5,	   /* lines between two rows that may all be cells */
	LONG_STRETCH = 40, /* lines between two rows of which some may be */
	HEAD_LINES = 12,
	NEAR_LINES = 2, /* around a numbered cell */
	CAPTION_WIDTH = 160,
	CUT_WIDTH = 100, /* of a line whose sentence goes on behind a figure */
	CELL_WIDTH = 60,
	LABEL_WIDTH = 24,
	DEEP_INDENT = 8
};

/* The next space or tab of a line, or its end; so many bytes of t can be read. */
static inline uint32_t
next_gap(const char *t, uint32_t at, uint32_t to, uint32_t readable)
{
	for (; at < to && readable - at >= LANES; at += LANES) {
		lanes bytes = lanes_at(t + at);
		uint32_t bits = lane_bits((lanes)((bytes == ' ') | (bytes == '\t')));
		if (bits) {
			at += (uint32_t)__builtin_ctz(bits);
			return at < to ? at : to;
		}
	}
	if (at >= to)
		return to;
	while (at < to && t[at] != ' ' && t[at] != '\t')
		at++;
	return at;
}

/* Cells of a line with a gap, its enumerator not counted as one; CELLS_SURE at most are looked
 * for.  A word set with spaces between its characters (目    录) is one cell. */
static unsigned
count_cells(const struct reader *r, const struct line *l, bool *prose)
{
	const char *t = r->folded.at;
	uint32_t at = l->from + l->mark, cell = at;
	unsigned cells = 0, single = 0;
	while (at < l->to && t[at] == ' ')
		cell = ++at;
	for (; at <= l->to; at++) {
		at = next_gap(t, at, l->to, (uint32_t)r->folded.len);
		uint32_t end = at;
		if (at < l->to && t[at] != '\t') {
			end = lanes_skip(t, at, l->to, ' ');
			if (end - at < CELL_GAP)
				continue;
		}
		if (at > cell) {
			cells++;
			single += at - cell == char_len(t[cell]) && !is_digit(t[cell]);
			if (cells >= CELLS_SURE && single < cells)
				return cells;
			struct line piece = {.from = cell, .to = at};
			*prose |= at - cell > PROSE_CELL &&
				  (line_has_end(r, &piece) || line_has_comma(r, &piece));
		}
		at = end > at ? end - 1 : at;
		cell = at + 1;
	}
	return single == cells && cells <= CELLS_SURE ? 1 : cells;
}

/* Are there CELLS_SURE cells at least, of which the first is no single character? */
static bool
has_many_cells(const struct reader *r, const struct line *l)
{
	const char *t = r->folded.at + l->from;
	const char behind = t[char_len(*t)]; /* the line has more */

	return l->flags & LINE_CELLS && !l->mark &&
	       (is_digit(*t) || (behind != ' ' && behind != '\t'));
}

/* Does a sentence stop before this figure and go on behind it?  So a subscript
 * is set in text that was copied from print. */
static bool
cuts_sentence(const struct reader *r, const struct line *l)
{
	if (l == r->lines || l + 1 == r->lines + r->count)
		return false;
	const struct line *before = l - 1, *after = l + 1;
	return before->kind == LINE_TEXT && before->width >= CUT_WIDTH &&
	       before->tail <= MARK_SPACE && !(before->flags & LINE_GAP) &&
	       !(l->flags & LINE_BLANK_BEFORE) && !(after->flags & LINE_BLANK_BEFORE) &&
	       !after->mark && !(after->flags & (LINE_NUMERIC | LINE_GAP)) &&
	       after->head == MARK_NONE;
}

static bool
is_row(const struct reader *r, const struct line *l)
{
	const char *t = r->folded.at;
	bool item = l->mark && l->mark == l->to - l->from && l->style != STYLE_DECIMAL;
	if (l->flags & LINE_NUMERIC && l->tail != MARK_END)
		return !item && !cuts_sentence(r, l);
	if (t[l->from] == '|')
		return memchr(t + l->from + 1, '|', l->to - l->from - 1) != NULL;
	if (!(l->flags & LINE_GAP) || (l->flags & LINE_LONG))
		return false;
	if (has_many_cells(r, l))
		return true;
	bool prose = false;
	unsigned cells = count_cells(r, l, &prose);
	return cells > 2 ? !prose || cells >= CELLS_SURE : cells == 2 && !prose;
}

static bool
is_caption(const struct reader *r, const struct line *l)
{
	struct str s = line_text(r, l);
	if (!r->captions || l->width > CAPTION_WIDTH || l->tail == MARK_END)
		return false;
	int word = words_at(r->captions, s, 0);
	if (word < 0)
		return false;
	size_t at = r->captions->words[word].len;
	bool colon = mark_at(s.at + utf8_back(s.at, at)) == MARK_COLON ||
		     (at < s.len && mark_at(s.at + at) == MARK_COLON);
	if (colon)
		return l->width <= CELL_WIDTH;
	while (at < s.len && s.at[at] == ' ')
		at++;
	if (at == s.len || !is_digit(s.at[at]))
		return false;
	struct line_marks marks = line_marks(r, l);
	return !marks.end && !marks.comma;
}

/* Enumerated neighbours of one style: rows 一、 二、 三、 of a budget. */
static bool
rows_count_on(const struct reader *r, uint32_t i)
{
	const struct line *l = &r->lines[i];
	uint32_t from = i > NEAR_LINES ? i - NEAR_LINES : 0;
	uint32_t to = r->count - i > NEAR_LINES ? i + NEAR_LINES : r->count - 1;
	for (uint32_t k = from; k <= to; k++) {
		const struct line *other = &r->lines[k];
		if (k != i && other->mark && other->style == l->style &&
		    other->number + 1 - l->number <= 2)
			return true;
	}
	return false;
}

/* Far to the right of where text begins? */
static bool
is_deep(const struct reader *r, const struct line *l)
{
	return l->indent >= r->layout.prose + DEEP_INDENT;
}

/* Could this line, between two rows, be a cell? */
static bool
may_be_cell(const struct reader *r, uint32_t i)
{
	const struct line *l = &r->lines[i];
	bool colon = l->width <= LABEL_WIDTH && l->tail != MARK_COLON; /* 其中：男性 */
	if (l->kind != LINE_TEXT || l->width > CELL_WIDTH || l->tail == MARK_SEMICOLON)
		return false;
	if (!line_is_bare(r, l) && (!colon || line_has_end(r, l) || line_has_comma(r, l)))
		return false;
	if (!l->mark)
		return true;
	return (is_deep(r, l) && l->style > STYLE_SECTION) || (l->flags & LINE_GAP) ||
	       rows_count_on(r, i);
}

/* Lines between the rows `last` and `next` are cells when all could be; a
 * line far to the right, or one of a numbered run, is one in any case. */
static void
fill_stretch(struct reader *r, uint32_t last, uint32_t next)
{
	bool all = next - last - 1 <= STRETCH;
	for (uint32_t i = last + 1; i < next; i++) {
		if (r->lines[i].kind == LINE_TEXT && r->lines[i].tail == MARK_END)
			return;
		all = all && (r->lines[i].kind == LINE_FURNITURE || may_be_cell(r, i));
	}
	for (uint32_t i = last + 1; i < next; i++) {
		struct line *l = &r->lines[i];
		if (l->kind == LINE_TEXT &&
		    (all || ((is_deep(r, l) || l->mark) && may_be_cell(r, i))))
			l->kind = LINE_ROW;
	}
}

/* Heads of columns over the first row: far to the right, little text. */
static void
fill_heads(struct reader *r, uint32_t first)
{
	for (uint32_t i = first; i-- > 0 && first - i <= HEAD_LINES;) {
		struct line *l = &r->lines[i];
		if (l->kind == LINE_FURNITURE)
			continue;
		if (l->kind != LINE_TEXT || !is_deep(r, l) || !may_be_cell(r, i))
			break;
		l->kind = LINE_ROW;
	}
}

void
table_classify(struct reader *r)
{
	uint32_t last = DOC_NONE;
	for (uint32_t i = 0; i < r->count; i++) {
		struct line *l = &r->lines[i];
		if (l->kind == LINE_TEXT &&
		    (l->flags & (LINE_GAP | LINE_NUMERIC) || r->folded.at[l->from] == '|') &&
		    is_row(r, l))
			l->kind = LINE_ROW;
		else if (l->kind == LINE_TEXT && is_caption(r, l))
			l->kind = LINE_CAPTION;
		if (l->kind != LINE_ROW)
			continue;
		if (last != DOC_NONE && i - last > 1 && i - last <= LONG_STRETCH)
			fill_stretch(r, last, i);
		if (last == DOC_NONE || i - last > 1)
			fill_heads(r, i);
		last = i;
	}
}
