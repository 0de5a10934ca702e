/*
 * Lines to blocks: soft breaks are undone.  In: classified lines and their
 * layout.  Out: doc.text, reader.blocks with the lines each came from, and
 * reader.breaks.  Whether two lines belong together is decided by the end of
 * the one and the start of the other alone; one pass.
 */
#include "doc_internal.h"

enum { LATIN_WIDTH = 40 }; /* a sentence that a small letter goes on with is this long */

/* The last number seen of every style, to tell an enumerator from a figure. */
struct sequence {
	uint32_t last[STYLE_COUNT];
};

static void
sequence_note(struct sequence *s, const struct line *l)
{
	if (!l->mark)
		return;
	s->last[l->style] = l->number;
	for (uint32_t i = l->style + 1u; i < STYLE_COUNT; i++)
		if (i != STYLE_ARTICLE && i != STYLE_ARABIC_DOT && i != STYLE_ARABIC_COMMA)
			s->last[i] = 0;
}

/* An item 1 needs an item 2 among the next lines of its style. */
static bool
is_followed(const struct reader *r, uint32_t i)
{
	const struct line *l = &r->lines[i];
	for (uint32_t k = i + 1; k < r->count && k < i + 60; k++) {
		const struct line *next = &r->lines[k];
		if (next->kind == LINE_TEXT && next->mark && next->style == l->style)
			return next->number == l->number + 1;
	}
	return false;
}

/* Does the enumerator of line i continue its list? */
static bool
continues_list(const struct reader *r, const struct sequence *s, uint32_t i)
{
	const struct line *l = &r->lines[i];
	uint32_t last = s->last[l->style];
	if (l->flags & LINE_UNSURE)
		return l->number == 1 ? is_followed(r, i) : last && l->number == last + 1;
	return l->number == 1 || l->number == last + 1;
}

/* Is the enumerator that opens a block one at all?  `第二十条第一项` refers to an
 * article of some law, 4.48 p.m. is a time of day, when nothing before leads there. */
static bool
is_believed(const struct reader *r, const struct sequence *s, uint32_t i)
{
	const struct line *l = &r->lines[i];
	uint32_t last = s->last[l->style];
	if (l->style == STYLE_ARTICLE || l->style == STYLE_DECIMAL)
		return l->number == 1 || (last && l->number <= last + 3);
	return !(l->flags & LINE_UNSURE) || continues_list(r, s, i);
}

/* A line that holds only the end mark of the line before counts as full too. */
static bool
is_full(const struct reader *r, const struct line *l)
{
	return r->layout.wrap && ((uint32_t)l->indent + l->width >= r->layout.full ||
				  (l->width <= 2 && l->head == MARK_END));
}

static bool
is_indented(const struct reader *r, const struct line *l)
{
	return l->indent >= r->layout.base + 2;
}

/* Is the line running text rather than a heading: long, or with a mark of a
 * sentence inside? */
static bool
is_prose(const struct reader *r, const struct line *l)
{
	if (l->mark && !line_has_end(r, l))
		return false;
	return l->flags & LINE_LONG || l->width >= 120 ||
	       (l->width >= 50 && (line_has_comma(r, l) || line_has_end(r, l)));
}

/* Does the line end in a word that another must follow? */
static bool
wants_more(const struct reader *r, const struct line *l)
{
	struct str s = line_text(r, l);
	int word = r->continues ? words_before(r->continues, s, s.len) : -1;
	if (word < 0)
		return false;
	size_t at = s.len - r->continues->words[word].len;
	return at == 0 || !is_letter(s.at[at]) || !is_letter(s.at[at - 1]);
}

static bool
is_latin(const struct reader *r, uint32_t at)
{
	return is_letter(r->folded.at[at]);
}

/* Lines that nothing but their meaning joins: a sentence that stops in the
 * middle before a line that cannot begin one. */
static bool
joins_by_sense(const struct reader *r, const struct line *a, const struct line *b)
{
	const char *t = r->folded.at;
	if (is_indented(r, b) || b->head == MARK_DASH || b->head == MARK_BULLET)
		return false;
	if (is_latin(r, b->from))
		return is_lower(t[b->from]) && a->width >= LATIN_WIDTH &&
		       (a->tail == MARK_NONE || a->tail == MARK_COMMA);
	if (r->layout.careless || !is_prose(r, a))
		return false;
	return b->tail == MARK_END || is_prose(r, b);
}

/* In print a full line goes on in the next one. */
static bool
joins_by_width(const struct reader *r, const struct line *a, const struct line *b)
{
	bool blank = b->flags & LINE_BLANK_BEFORE;
	if (!is_full(r, a) || (is_indented(r, b) && b->indent > a->indent))
		return false;
	if (a->tail != MARK_END && a->tail != MARK_SEMICOLON && a->tail != MARK_COLON)
		return true;
	if (is_indented(r, b) || b->head == MARK_DASH)
		return false;
	if (r->layout.indents)
		return !blank || r->layout.double_spaced;
	if (a->tail == MARK_COLON || blank)
		return false;
	/* nothing shows where paragraphs begin: the last line of one is seldom
	 * full to the very edge */
	return r->layout.blanks ? !r->layout.double_spaced
				: (uint32_t)a->indent + a->width + 3 >= r->layout.wrap;
}

/* Markdown paragraphs go on up to a blank line; Han authors often leave it out
 * and end the line with the sentence. */
static bool
joins_by_markdown(const struct reader *r, const struct line *a, const struct line *b)
{
	const char *t = r->folded.at;
	if (b->flags & LINE_BLANK_BEFORE || a->tail == MARK_COLON)
		return false;
	bool latin = (unsigned char)t[a->to - 1] < 0x80 && (unsigned char)t[b->from] < 0x80;
	return latin || (a->tail != MARK_END && a->tail != MARK_SEMICOLON && is_prose(r, a));
}

/* Does line a end inside a figure that line b goes on with: `PM2.` before `5）`? */
static bool
splits_figure(const struct reader *r, const struct line *a, const struct line *b)
{
	const char *t = r->folded.at;
	return r->wide && a->to - a->from > 2 && (t[a->to - 1] == '.' || t[a->to - 1] == ',') &&
	       is_digit(t[a->to - 2]) && is_digit(t[b->from]) && is_full(r, a);
}

/* Line b starts with an enumerator: does it stand in the middle of a's
 * sentence all the same? */
static bool
joins_enumerated(const struct reader *r, const struct sequence *s, const struct line *a,
		 const struct line *b)
{
	uint32_t i = (uint32_t)(b - r->lines);
	bool split = splits_figure(r, a, b);
	bool open = split ||
		    (a->tail != MARK_END && a->tail != MARK_SEMICOLON && a->tail != MARK_COLON);
	bool blank = b->flags & LINE_BLANK_BEFORE && !r->layout.double_spaced;
	if (mark_opens(a->tail) && !is_indented(r, b))
		return true;
	if (b->flags & LINE_UNSURE)
		return !continues_list(r, s, i) && open &&
		       (is_full(r, a) || joins_by_sense(r, a, b));
	if (!open || is_indented(r, b) || blank)
		return false;
	if (continues_list(r, s, i))
		return is_full(r, a) && is_prose(r, a) && (split || wants_more(r, a));
	return is_full(r, a) || (a->tail == MARK_COMMA && is_prose(r, a));
}

/* May the two stand in one block at all? */
static bool
may_join(const struct line *a, const struct line *b)
{
	if (a->kind == LINE_TITLE)
		return b->kind == LINE_TITLE;
	return a->kind == LINE_TEXT && b->kind == LINE_TEXT && !(b->flags & LINE_STARTS) &&
	       !(a->flags & (LINE_ENDS | LINE_BOLD));
}

static bool
joins(const struct reader *r, const struct sequence *s, const struct line *a, const struct line *b)
{
	if (!may_join(a, b))
		return false;
	if (a->kind == LINE_TITLE)
		return true;
	if (b->flags & LINE_NUMERIC && !(b->flags & LINE_BLANK_BEFORE))
		return a->tail <= MARK_SPACE && is_prose(r, a);
	if (a->flags & LINE_NUMERIC && a->tail <= MARK_SPACE && !b->mark)
		return !(b->flags & LINE_BLANK_BEFORE);
	if (b->mark)
		return joins_enumerated(r, s, a, b);
	if (splits_figure(r, a, b))
		return !is_indented(r, b);
	if (a->mark && a->mark == a->to - a->from)
		return true; /* an enumerator set apart from its text */
	if (b->head == MARK_COMMA || b->head == MARK_END || b->head == MARK_SEMICOLON ||
	    b->head == MARK_COLON || b->head == MARK_PERCENT || mark_closes(b->head))
		return a->tail != MARK_END || mark_closes(b->head);
	if (b->head == MARK_BULLET)
		return false;
	if (a->tail == MARK_COMMA || mark_opens(a->tail))
		return !(b->head == MARK_DASH && is_indented(r, b));
	if (joins_by_width(r, a, b) || (r->markdown && joins_by_markdown(r, a, b)))
		return true;
	if (a->tail == MARK_END || a->tail == MARK_SEMICOLON || a->tail == MARK_COLON)
		return false;
	if (wants_more(r, a) && is_prose(r, a) && !is_indented(r, b))
		return true;
	return joins_by_sense(r, a, b);
}

/* ---- writing ------------------------------------------------------------- */

struct writer {
	struct reader *r;
	struct text_builder b;
	struct span held; /* piece of the folded text that was not appended yet */
	uint32_t last;	  /* line written last, or DOC_NONE */
	bool page;	  /* furniture or a form feed since */
	struct sequence sequence;
};

static void
writer_flush(struct writer *w)
{
	if (w->held.from < w->held.to)
		text_builder_piece(&w->b, w->held);
	w->held = (struct span){0, 0};
}

/* Where the next byte will stand in doc.text. */
static uint32_t
writer_at(const struct writer *w)
{
	return (uint32_t)w->b.bytes.len + (w->held.to - w->held.from);
}

/* Writes a line up to `to`. */
static void
write_line(struct writer *w, const struct line *l, uint32_t to)
{
	if (l->flags & LINE_MARKUP) {
		struct line cut = *l;
		cut.to = to;
		writer_flush(w);
		inline_append(w->r, &cut, &w->b);
	} else if (w->held.to == l->from && w->held.from < w->held.to) {
		w->held.to = to;
	} else {
		writer_flush(w);
		w->held = (struct span){l->from, to};
	}
}

/* The end of a block: the line end of the source itself, where it follows at
 * once, so that whole stretches are appended in one piece. */
static void
write_block_end(struct writer *w, uint32_t at)
{
	const struct text *t = &w->r->folded;
	if (w->held.from < w->held.to && w->held.to == at && at < t->len && t->at[at] == '\n') {
		w->held.to++;
		return;
	}
	writer_flush(w);
	text_builder_literal(&w->b, STR("\n"), at < t->len ? at : t->len - 1);
}

/* Between two joined lines: nothing beside Han or after a hyphen, else a space. */
static void
write_joint(struct writer *w, const struct line *a, const struct line *b)
{
	const char *t = w->r->folded.at;
	char last = t[a->to - 1], first = t[b->from], lead = t[char_before(t, a->to)];
	bool quotes = w->r->wide && ((unsigned char)lead == 0xE2 || (unsigned char)first == 0xE2);
	if (is_wide(first) || is_wide(lead) || quotes)
		return;
	if (last == '-' && a->to - a->from > 1 && is_letter(t[a->to - 2]))
		return;
	if (is_digit(last) && (first == '.' || first == ',' || first == '%'))
		return;
	if (w->r->wide && is_digit(first) &&
	    (is_digit(last) || is_letter(last) || splits_figure(w->r, a, b)))
		return;
	writer_flush(w);
	text_builder_literal(&w->b, STR(" "), a->to);
}

/* The end of a line: a hyphen that only broke the word goes with the break. */
static uint32_t
end_without_hyphen(const struct reader *r, const struct line *l, const struct line *next)
{
	const char *t = r->folded.at;
	bool breaks = next && l->to - l->from > 2 && t[l->to - 1] == '-' &&
		      is_lower(t[l->to - 2]) && is_lower(t[next->from]);
	return l->to - breaks;
}

static const enum block_kind block_kinds[] = {
	[LINE_ROW] = BLOCK_TABLE_ROW,	[LINE_CONTENTS] = BLOCK_CONTENTS,
	[LINE_CAPTION] = BLOCK_CAPTION, [LINE_TITLE] = BLOCK_TITLE,
	[LINE_HEADING] = BLOCK_HEADING, [LINE_CODE] = BLOCK_CODE,
	[LINE_TEXT] = BLOCK_PARAGRAPH,	[LINE_FURNITURE] = BLOCK_PARAGRAPH,
};

static void
block_close(struct writer *w)
{
	struct reader *r = w->r;
	if (!r->blocks.len)
		return;
	struct block *b = &r->blocks.at[r->blocks.len - 1];
	b->span.to = writer_at(w);
	write_block_end(w, r->lines[w->last].to);
}

/* blocks_read made room. */
static inline void
block_add(struct reader *r, const struct line *l, uint32_t from, uint32_t i)
{
	r->blocks.at[r->blocks.len++] = (struct block){.kind = block_kinds[l->kind],
						       .span = {from, 0},
						       .enumerator = DOC_NONE,
						       .heading = DOC_NONE,
						       .level = l->level,
						       .table = DOC_NONE};
	r->block_lines.at[r->block_lines.len++] = (struct block_lines){i, i};
}

static void
block_open(struct writer *w, uint32_t i)
{
	struct reader *r = w->r;
	struct line *l = &r->lines[i];
	block_add(r, l, writer_at(w), i);
	if (l->mark && !is_believed(r, &w->sequence, i))
		l->mark = 0;
	if (l->kind == LINE_TEXT || l->kind == LINE_HEADING)
		sequence_note(&w->sequence, l);
}

static void
break_add(struct writer *w, const struct line *l)
{
	struct soft_break *k = VEC_PUSH(w->r->arena, &w->r->breaks);
	k->at = writer_at(w);
	bool blank = l->flags & LINE_BLANK_BEFORE && !w->r->layout.double_spaced;
	k->page = w->page || blank || (l->flags & LINE_PAGE_BEFORE);
}

/* The first line from i on that is not furniture. */
static uint32_t
next_line(struct writer *w, uint32_t i)
{
	w->page = false;
	for (; i < w->r->count && w->r->lines[i].kind == LINE_FURNITURE; i++)
		w->page = true;
	return i;
}

/* Is line l a row that stands right behind what is held, and is written as it is? */
static inline bool
follows_as_row(const struct writer *w, const struct line *l)
{
	return l->kind == LINE_ROW && l->from == w->held.to + 1 && !l->mark &&
	       !(l->flags & LINE_MARKUP) && w->r->folded.at[w->held.to] == '\n';
}

/* Most rows of a table follow one another so, and nothing is joined to one: writes those from line i
 * on that do behind a row; returns the first that does not. */
static uint32_t
rows_write(struct writer *w, uint32_t i)
{
	struct reader *r = w->r;
	const uint32_t shift = (uint32_t)w->b.bytes.len - w->held.from;
	if (w->held.from == w->held.to)
		return i;
	for (; i < r->count && follows_as_row(w, &r->lines[i]); i++) {
		r->blocks.at[r->blocks.len - 1].span.to = w->held.to + shift;
		block_add(r, &r->lines[i], w->held.to + 1 + shift, i);
		w->held.to = r->lines[i].to;
		w->last = i;
	}
	return i;
}

void
blocks_read(struct reader *r)
{
	struct writer w = {.r = r, .last = DOC_NONE};
	text_builder_init(&w.b, r->arena, &r->folded);
	/* never more blocks than lines */
	r->blocks.at = arena_alloc_raw(r->arena, r->count * sizeof *r->blocks.at);
	r->block_lines.at = arena_alloc_raw(r->arena, r->count * sizeof *r->block_lines.at);
	r->blocks.cap = r->block_lines.cap = r->count;
	uint32_t next = next_line(&w, 0);
	bool joined = false;
	while (next < r->count) {
		uint32_t i = next;
		struct line *l = &r->lines[i];
		if (joined) {
			write_joint(&w, &r->lines[w.last], l);
			break_add(&w, l);
		} else {
			block_close(&w);
			block_open(&w, i);
		}
		next = next_line(&w, i + 1);
		joined = next < r->count && joins(r, &w.sequence, l, &r->lines[next]);
		write_line(&w, l, end_without_hyphen(r, l, joined ? &r->lines[next] : NULL));
		r->block_lines.at[r->block_lines.len - 1].last = i;
		w.last = i;
		if (l->kind == LINE_ROW && (i = rows_write(&w, next)) > next)
			next = next_line(&w, i);
	}
	block_close(&w);
	writer_flush(&w);
	text_builder_finish(&w.b, &r->doc->text);
}
