/*
 * The outline: which blocks are headings, at what level, and what each heads.
 * In: blocks and the lines they came from.  Out: block.kind, .level, .heading,
 * .section_end, and the enumerator that opens each block.  A style of
 * enumerator has the level at which it was first nested.  One pass with a
 * stack of open headings, no deeper than there are styles.
 */
#include "doc_internal.h"

enum {
	HEADING_WIDTH = 100,
	ITEM_HEADING_WIDTH = 64, /* Arabic numbers head short lines only */
	PLAIN_WIDTH = 50,
	SENTENCE_HEADING_WIDTH = 56,
	LATIN_HEADING_WIDTH = 90,
	STACK = 64,
	RANK_STEP = 8 /* ranks a style; DECIMAL takes one a depth */
};

static const struct line *
first_line(const struct reader *r, size_t i)
{
	return &r->lines[r->block_lines.at[i].first];
}

static const struct line *
last_line(const struct reader *r, size_t i)
{
	return &r->lines[r->block_lines.at[i].last];
}

/* ---- opening enumerators -------------------------------------------------- */

/* What was read at the head of a line opens its block, too, where nothing was joined to the line or
 * taken out; of two styles, which most headings have, it is no more than a number. */
static bool
opener_is_marked(const struct reader *r, size_t i, struct enumerator *e)
{
	const struct line *l = first_line(r, i);
	const uint32_t from = r->blocks.at[i].span.from;
	if (last_line(r, i) != l || l->flags & LINE_MARKUP ||
	    (l->style != STYLE_HAN_COMMA && l->style != STYLE_HAN_PAREN))
		return false;
	*e = (struct enumerator){.span = {from, from + l->mark},
				 .style = (enum style)l->style,
				 .number = l->number,
				 .depth = 1};
	return true;
}

/* The enumerator at the head of a block whose first line has one. */
static bool
opener_read(const struct reader *r, size_t i, struct enumerator *e)
{
	const struct span s = r->blocks.at[i].span;
	bool unsure;
	return opener_is_marked(r, i, e) ||
	       enumerator_at(r->lx, r->doc->text.at, s.from, s.to, true, e, &unsure);
}

static void
openers_read(struct reader *r)
{
	for (size_t i = 0; i < r->blocks.len; i++) {
		struct block *b = &r->blocks.at[i];
		if (b->kind != BLOCK_PARAGRAPH && b->kind != BLOCK_HEADING &&
		    b->kind != BLOCK_TITLE)
			continue;
		if (!first_line(r, i)->mark)
			continue;
		struct enumerator e = {0};
		if (!opener_read(r, i, &e) || e.span.to >= b->span.to)
			continue;
		b->enumerator = (uint32_t)r->openers.len;
		*VEC_PUSH(r->arena, &r->openers) = e;
	}
}

/* ---- is it a heading? ------------------------------------------------------- */

static bool
same_style(const struct reader *r, size_t i, size_t k)
{
	const struct enumerator *a = block_opener(r, i), *b = block_opener(r, k);
	return a && b && a->style == b->style && a->depth == b->depth;
}

/* The marks inside one line behind its enumerator, not at its end. */
static struct line_marks
marks_inside(const struct reader *r, const struct line *l)
{
	struct line inner = *l;
	inner.from += l->mark;
	inner.mark = 0;
	while (inner.to > inner.from) {
		uint32_t at = char_before(r->folded.at, inner.to);
		enum mark m = mark_at(r->folded.at + at);
		if (m != MARK_END && m != MARK_COLON)
			break;
		inner.to = at;
	}
	return line_marks(r, &inner);
}

/* `（一）依法实施情况。` on a line of its own heads what follows. */
static bool
is_sentence_heading(const struct reader *r, size_t i, struct line_marks m)
{
	const struct line *l = first_line(r, i);
	enum style s = block_opener(r, i)->style;
	return (s == STYLE_HAN_COMMA || s == STYLE_HAN_PAREN) && !m.comma &&
	       l->width <= SENTENCE_HEADING_WIDTH && i + 1 < r->blocks.len &&
	       r->blocks.at[i + 1].kind == BLOCK_PARAGRAPH && !same_style(r, i, i + 1) &&
	       (i == 0 || !same_style(r, i, i - 1));
}

static bool
is_numbered_heading(const struct reader *r, size_t i)
{
	const struct line *l = first_line(r, i);
	enum style s = block_opener(r, i)->style;
	bool han = s == STYLE_HAN_COMMA || s == STYLE_HAN_PAREN;
	if (r->block_lines.at[i].last != r->block_lines.at[i].first || l->flags & LINE_LONG)
		return false;
	if (s == STYLE_ARTICLE || s > STYLE_ARABIC_PAREN || l->mark == l->to - l->from ||
	    l->width > (s < STYLE_DECIMAL ? HEADING_WIDTH : ITEM_HEADING_WIDTH))
		return false;
	struct line_marks m = marks_inside(r, l);
	if (m.end || l->tail == MARK_SEMICOLON || l->tail == MARK_COMMA)
		return false;
	if (s <= STYLE_SECTION || s == STYLE_HAN_COMMA)
		return l->tail != MARK_END || is_sentence_heading(r, i, m);
	if (l->tail == MARK_END)
		return is_sentence_heading(r, i, m);
	if (m.comma && !han)
		return false;
	/* items of one list follow one another; a heading has something under it */
	return i + 1 < r->blocks.len && !same_style(r, i, i + 1) &&
	       r->blocks.at[i + 1].kind != BLOCK_SIGNATURE;
}

static bool
ends_sentence(const struct line *l)
{
	return l->tail == MARK_END || l->tail == MARK_SEMICOLON || l->tail == MARK_COLON;
}

/* Running text, or a numbered line, that an unnumbered heading can stand over. */
static bool
can_be_headed(const struct reader *r, size_t i)
{
	if (i >= r->blocks.len)
		return false;
	const struct line *l = last_line(r, i);
	enum block_kind k = r->blocks.at[i].kind;
	if (k == BLOCK_HEADING)
		return true;
	return k == BLOCK_PARAGRAPH &&
	       (block_opener(r, i) || ends_sentence(l) || l->width > PLAIN_WIDTH);
}

/* `基本情况` alone on its line, behind the end of a sentence. */
static bool
is_plain_heading(const struct reader *r, size_t i)
{
	const struct line *l = first_line(r, i);
	if (r->block_lines.at[i].last != r->block_lines.at[i].first || i == 0)
		return false;
	bool latin = is_letter(r->folded.at[l->from]);
	if (l->width < 4 || l->width > (latin ? LATIN_HEADING_WIDTH : PLAIN_WIDTH) ||
	    l->head == MARK_DASH || l->head == MARK_BULLET || is_digit(r->folded.at[l->from + 1]))
		return false;
	if (l->flags & LINE_BOLD)
		return !ends_sentence(l) && i + 1 < r->blocks.len;
	if (r->markdown || ends_sentence(l) || !line_is_bare(r, l) || (l->flags & LINE_STARTS))
		return false;
	enum block_kind before = r->blocks.at[i - 1].kind;
	bool clear = before != BLOCK_PARAGRAPH || ends_sentence(last_line(r, i - 1));
	return clear && before != BLOCK_CONTENTS && can_be_headed(r, i + 1);
}

static void
headings_mark(struct reader *r)
{
	bool title = r->title_first == DOC_NONE;
	for (size_t i = 0; i < r->blocks.len; i++) {
		struct block *b = &r->blocks.at[i];
		title = title || b->kind == BLOCK_TITLE;
		if (b->kind != BLOCK_PARAGRAPH)
			continue;
		if (block_opener(r, i) ? is_numbered_heading(r, i)
				       : title && is_plain_heading(r, i))
			b->kind = BLOCK_HEADING;
	}
}

/* ---- levels ---------------------------------------------------------------- */

struct open_heading {
	uint32_t block;
	uint32_t rank; /* 0 for markup */
	uint8_t level;
};

struct outline {
	struct reader *r;
	struct open_heading stack[STACK];
	uint32_t depth;
};

/* Outer styles have lower ranks. */
static uint32_t
rank_of(const struct enumerator *e)
{
	uint32_t depth = e->depth < RANK_STEP ? e->depth : RANK_STEP - 1u;
	if (e->style == STYLE_DECIMAL)
		return (STYLE_ARABIC_DOT + 1u) * RANK_STEP + depth;
	return (e->style + 1u) * RANK_STEP;
}

static void
outline_pop(struct outline *o, uint32_t end)
{
	o->depth--;
	o->r->blocks.at[o->stack[o->depth].block].section_end = end;
}

static uint32_t
outline_top(const struct outline *o)
{
	return o->depth ? o->stack[o->depth - 1].block : DOC_NONE;
}

static void
outline_push(struct outline *o, uint32_t block, uint32_t rank, uint8_t markup)
{
	struct block *b = &o->r->blocks.at[block];
	while (o->depth) {
		const struct open_heading *top = &o->stack[o->depth - 1];
		bool inside = markup ? top->rank == 0 && top->level < markup : top->rank < rank;
		if (inside && o->depth < STACK)
			break;
		outline_pop(o, block);
	}
	uint8_t above = o->depth ? o->stack[o->depth - 1].level : 0;
	b->heading = outline_top(o);
	b->level = markup ? markup : (uint8_t)(above + 1);
	o->stack[o->depth++] = (struct open_heading){block, rank, b->level};
}

/* An unnumbered heading stands just above the style that follows it, or
 * below all when running text does. */
static uint32_t
plain_rank(const struct reader *r, size_t i)
{
	const struct enumerator *next = block_opener(r, i + 1);
	if (next && r->blocks.at[i + 1].kind == BLOCK_HEADING)
		return rank_of(next) - 1;
	return (STYLE_COUNT + 1u) * RANK_STEP;
}

void
outline_read(struct reader *r)
{
	struct outline o = {.r = r};
	openers_read(r);
	headings_mark(r);
	r->doc->first_heading = (uint32_t)r->blocks.len;
	uint32_t top = DOC_NONE;
	for (size_t i = 0; i < r->blocks.len; i++) {
		struct block *b = &r->blocks.at[i];
		if (b->kind != BLOCK_HEADING) {
			b->heading = top;
			continue;
		}
		if (r->doc->first_heading == r->blocks.len)
			r->doc->first_heading = (uint32_t)i;
		const struct enumerator *e = block_opener(r, i);
		uint32_t rank = e ? rank_of(e) : plain_rank(r, i);
		outline_push(&o, (uint32_t)i, b->level ? 0 : rank, b->level);
		top = outline_top(&o);
	}
	while (o.depth)
		outline_pop(&o, (uint32_t)r->blocks.len);
}
