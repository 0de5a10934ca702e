/*
 * Directives: comments of a Markdown report that begin with `reportlint:` (or a colon as
 * Chinese is written with), and lines of a plain one
 * that begin with what a configuration has agreed on.  They are no text of the report; they are put
 * behind it, so that they have places, with the block that each stands in or
 * before.  A text without any costs one search; a plain one none.
 */
#include "doc_internal.h"

static const struct str marker = {"reportlint", 10};

/* Bytes of the marker and its colon that a text begins with; 0: it does not. */
static size_t
marker_length(struct str s)
{
	if (!str_starts(s, marker))
		return 0;
	s = str_sub(s, marker.len, s.len);
	return str_starts(s, STR(":"))	  ? marker.len + 1
	       : str_starts(s, STR("：")) ? marker.len + sizeof "：" - 1
					  : 0;
}

/* ---- while lines are classified ---- */

void
directive_line(struct reader *r, uint32_t i)
{
	struct line *l = &r->lines[i];
	l->kind = LINE_FURNITURE;
	if (i + 1 < r->count)
		r->lines[i + 1].flags |= (uint16_t)(LINE_STARTS | (l->flags & LINE_BLANK_BEFORE));
}

bool
directive_read_pragma(struct reader *r, uint32_t i)
{
	const struct line *l = &r->lines[i];
	struct str s = line_text(r, l);
	if (!str_starts(s, r->pragma))
		return false;
	*VEC_PUSH(r->arena, &r->directives) =
		(struct span){l->from + (uint32_t)r->pragma.len, l->to};
	directive_line(r, i);
	return true;
}

bool
directive_opens(struct str comment)
{
	size_t at = str_starts(comment, STR("<!--")) ? 4 : 0;
	while (at < comment.len && comment.at[at] == ' ')
		at++;
	return at >= 4 && marker_length(str_sub(comment, at, comment.len));
}

/* ---- when there are blocks ---- */

/* The `<!--` before a marker at `at`; false when something stands between, or it is quoted. */
static bool
is_comment(const struct text *t, uint32_t at)
{
	while (at > 0 && (t->at[at - 1] == ' ' || t->at[at - 1] == '\n'))
		at--;
	bool opens = at >= 4 && memcmp(t->at + at - 4, "<!--", 4) == 0;
	return opens && (at == 4 || t->at[at - 5] != '`');
}

static void
comments_find(struct reader *r)
{
	const struct text *t = &r->folded;
	struct str rest = {t->at, t->len};
	size_t at;
	while ((at = str_find(rest, marker)) != SIZE_MAX) {
		uint32_t from = (uint32_t)((size_t)(rest.at - t->at) + at);
		rest = str_sub(rest, at, rest.len);
		size_t head = marker_length(rest);
		rest = str_sub(rest, head ? head : marker.len, rest.len);
		if (!head || !is_comment(t, from))
			continue;
		size_t len = str_find(rest, STR("-->"));
		if (len == SIZE_MAX)
			return;
		uint32_t to = from + (uint32_t)(head + len);
		*VEC_PUSH(r->arena, &r->directives) = (struct span){from + (uint32_t)head, to};
		rest = str_sub(rest, len, rest.len);
	}
}

/* The text of a directive without the spaces around it. */
static struct span
trimmed(const struct text *t, struct span s)
{
	while (s.from < s.to && (t->at[s.from] == ' ' || t->at[s.from] == '\n'))
		s.from++;
	while (s.to > s.from && (t->at[s.to - 1] == ' ' || t->at[s.to - 1] == '\n'))
		s.to--;
	return s;
}

/* Where the last line of a block ends, with a comment that was cut off. */
static uint32_t
block_end(const struct reader *r, size_t block)
{
	const struct text *t = &r->folded;
	if (block >= r->blocks.len)
		return t->len;
	uint32_t to = r->lines[r->block_lines.at[block].last].to;
	const char *end = memchr(t->at + to, '\n', t->len - to);
	return end ? (uint32_t)(end - t->at) : t->len;
}

/* Puts another text behind doc.text, out of its length. */
static void
text_extend(struct reader *r, const struct text *more)
{
	struct text *t = &r->doc->text;
	char *at = arena_alloc_raw(r->arena, (size_t)t->len + more->len + 1);
	struct run *runs = arena_array(r->arena, t->run_count + more->run_count, sizeof *runs);
	memcpy(at, t->at, t->len);
	memcpy(at + t->len, more->at, more->len);
	at[t->len + more->len] = '\0';
	memcpy(runs, t->runs, t->run_count * sizeof *runs);
	for (size_t i = 0; i < more->run_count; i++) {
		runs[t->run_count + i] = more->runs[i];
		runs[t->run_count + i].text += t->len;
	}
	t->at = at;
	t->runs = runs;
	t->run_count += more->run_count;
}

void
directives_read(struct reader *r)
{
	struct text_builder b;
	struct text more;
	if (r->markdown)
		comments_find(r);
	if (!r->directives.len)
		return;
	struct directive *out = arena_array(r->arena, r->directives.len, sizeof *out);
	size_t count = 0;
	uint32_t block = 0, end = block_end(r, 0);
	text_builder_init(&b, r->arena, &r->folded);
	for (size_t i = 0; i < r->directives.len; i++) {
		struct span s = trimmed(&r->folded, r->directives.at[i]);
		while (block < r->blocks.len && end <= s.from)
			end = block_end(r, ++block);
		bool inside = block < r->blocks.len &&
			      r->lines[r->block_lines.at[block].first].from <= s.from;
		if (inside && r->blocks.at[block].kind == BLOCK_CODE)
			continue;
		uint32_t from = r->doc->text.len + (uint32_t)b.bytes.len;
		text_builder_piece(&b, s);
		out[count++] = (struct directive){
			{from, r->doc->text.len + (uint32_t)b.bytes.len}, block, inside};
	}
	text_builder_finish(&b, &more);
	text_extend(r, &more);
	r->doc->directives = out;
	r->doc->directive_count = count;
}
