/*
 * How the lines of a report are broken: at a fixed width (print) or at the end
 * of every paragraph.  In: classified lines.  Out: reader.layout.  The wrap
 * width is the mode of the right edges of long lines; a line is full at 85 %
 * of it; the base indent is the smallest that a tenth of the full lines have.
 * Two passes over the lines, none over the text.
 */
#include "doc_internal.h"

enum {
	LONG_WIDTH = 40, /* columns from which a line says something about the wrap */
	WIDEST = 220,	 /* no print is wider */
	MODE_WINDOW = 5,
	LEAST_LINES = 4,
	INDENTS = 64
};

struct edges {
	uint32_t at[WIDEST + MODE_WINDOW + 1]; /* long lines by right edge */
	uint32_t narrow;		       /* those within WIDEST */
	uint32_t all;			       /* with the wider ones */
};

static uint32_t
right_edge(const struct line *l)
{
	return (uint32_t)l->indent + l->width;
}

static bool
is_text(const struct line *l)
{
	return l->kind == LINE_TEXT;
}

static void
edges_count(const struct reader *r, struct edges *e)
{
	for (uint32_t i = 0; i < r->count; i++) {
		const struct line *l = &r->lines[i];
		if (!is_text(l) || l->width < LONG_WIDTH)
			continue;
		e->all++;
		if (!(l->flags & LINE_LONG) && right_edge(l) <= WIDEST) {
			e->narrow++;
			e->at[right_edge(l)]++;
		}
	}
}

/* Lines whose right edge lies beyond `edge`. */
static uint32_t
edges_beyond(const struct edges *e, uint32_t edge)
{
	uint32_t n = e->all - e->narrow;
	for (uint32_t i = edge + 1; i <= WIDEST; i++)
		n += e->at[i];
	return n;
}

/* Justified print: a quarter of the long lines end within a few columns, and
 * hardly any go beyond. */
static uint32_t
wrap_by_mode(const struct edges *e)
{
	uint32_t best = 0, best_count = 0, n = 0;
	if (e->narrow < LEAST_LINES)
		return 0;
	for (uint32_t k = 0; k < MODE_WINDOW - 1; k++)
		n += e->at[LONG_WIDTH + k];
	for (uint32_t i = LONG_WIDTH; i + MODE_WINDOW <= WIDEST; n -= e->at[i++]) {
		n += e->at[i + MODE_WINDOW - 1];
		if (n > best_count) {
			best_count = n;
			best = i + MODE_WINDOW - 1;
		}
	}
	if (best_count < LEAST_LINES || best_count * 4 < e->all)
		return 0;
	return edges_beyond(e, best + 4) * 7 <= e->all ? best : 0;
}

/* Ragged print: hardly a line beyond some edge, most of them near it. */
static uint32_t
wrap_by_edge(const struct edges *e)
{
	uint32_t edge = WIDEST;
	if (e->narrow < 2 * LEAST_LINES || (e->all - e->narrow) * 20 > e->all)
		return 0;
	while (edge > LONG_WIDTH && edges_beyond(e, edge - 1) * 33 < e->all)
		edge--;
	uint32_t near = edges_beyond(e, edge * 7 / 10);
	return edge <= 140 && near * 5 >= e->all * 3 ? edge : 0;
}

static uint16_t
base_indent(const struct reader *r)
{
	uint32_t by_indent[INDENTS] = {0}, full = 0;
	for (uint32_t i = 0; i < r->count; i++) {
		const struct line *l = &r->lines[i];
		if (is_text(l) && right_edge(l) >= r->layout.full && l->indent < INDENTS) {
			by_indent[l->indent]++;
			full++;
		}
	}
	for (uint16_t i = 0; i < INDENTS; i++)
		if (by_indent[i] * 10 >= full && by_indent[i])
			return i;
	return 0;
}

/* The smallest indent that a tenth of the lines have that end a sentence. */
void
prose_indent_measure(struct reader *r)
{
	uint32_t by_indent[INDENTS] = {0}, all = 0;
	for (uint32_t i = 0; i < r->count; i++) {
		const struct line *l = &r->lines[i];
		if (l->kind == LINE_TEXT && l->tail == MARK_END && l->indent < INDENTS) {
			by_indent[l->indent]++;
			all++;
		}
	}
	for (uint16_t i = 0; i < INDENTS; i++) {
		if (by_indent[i] && by_indent[i] * 10 >= all) {
			r->layout.prose = i;
			return;
		}
	}
}

static bool
ends_sentence(const struct line *l)
{
	return l->tail == MARK_END || l->tail == MARK_SEMICOLON || l->tail == MARK_COLON;
}

/* How paragraphs begin and whether blank lines mean anything. */
static void
measure_starts(struct reader *r)
{
	struct layout *y = &r->layout;
	uint32_t starts = 0, indented = 0, after_blank = 0, cut = 0, cut_blank = 0;
	uint32_t prose = 0, open = 0;
	for (uint32_t i = 0; i + 1 < r->count; i++) {
		const struct line *l = &r->lines[i], *next = l + 1;
		if (!is_text(l) || !is_text(next))
			continue;
		bool full = y->wrap && right_edge(l) >= y->full;
		bool blank = next->flags & LINE_BLANK_BEFORE;
		if (l->tail == MARK_END && !full) {
			starts++;
			indented += next->indent >= y->base + 2;
			after_blank += blank;
		} else if (full && !ends_sentence(l)) {
			cut++;
			cut_blank += blank;
		}
		if (l->width >= 2 * LONG_WIDTH) {
			prose++;
			open += !ends_sentence(l) && !full;
		}
	}
	y->indents = indented * 5 >= starts * 3 && starts;
	y->blanks = after_blank * 5 >= starts * 3 && starts;
	y->double_spaced = cut_blank * 3 > cut;
	y->careless = open * 5 > prose * 2 && open > 4;
}

void
layout_measure(struct reader *r)
{
	struct edges e = {0};
	edges_count(r, &e);
	uint32_t wrap = wrap_by_mode(&e);
	if (!wrap)
		wrap = wrap_by_edge(&e);
	r->layout.wrap = (uint16_t)wrap;
	r->layout.full = (uint16_t)(wrap * 85 / 100);
	r->layout.base = wrap ? base_indent(r) : 0;
	measure_starts(r);
}
