/*
 * Markdown: the markup that makes blocks.  Headings (# and underlined), list
 * bullets, quotes, fenced code, comments, pipe tables, front matter.  In:
 * measured lines.  Out: their kinds; the marks themselves are cut off.  What
 * stands inside a line is inline.c's.  One pass.
 */
#include "../base/lanes.h"
#include "doc_internal.h"

struct markdown {
	struct reader *r;
	char fence;	/* the sign of the open fence, or 0 */
	bool comment;	/* inside <!-- --> */
	bool directive; /* this comment is one */
	bool front;	/* inside front matter */
};

static void
cut_head(struct markdown *m, struct line *l, uint32_t bytes)
{
	const char *t = m->r->folded.at;
	l->from += bytes;
	while (l->from < l->to && (t[l->from] == ' ' || t[l->from] == '\t'))
		l->from++;
	if (l->from == l->to)
		l->kind = LINE_FURNITURE;
	else
		line_measure(m->r, l);
}

/* A line of a comment, from byte `at` on; behind a directive's last a block begins. */
static void
read_comment(struct markdown *m, uint32_t i, size_t at)
{
	struct reader *r = m->r;
	struct line *l = &r->lines[i];
	m->comment = str_find(str_sub(line_text(r, l), at, SIZE_MAX), STR("-->")) == SIZE_MAX;
	l->kind = LINE_FURNITURE;
	if (m->directive && !m->comment)
		directive_line(r, i);
	else if (i + 1 < r->count)
		r->lines[i + 1].flags |= (uint16_t)(l->flags & LINE_BLANK_BEFORE);
}

/* A comment that opens within the line and does not close there goes on in the next. */
static void
read_open_comment(struct markdown *m, const struct line *l)
{
	struct str s = line_text(m->r, l);
	size_t at;
	while ((at = str_find(s, STR("<!--"))) != SIZE_MAX) {
		s = str_sub(s, at + 4, s.len);
		size_t end = str_find(s, STR("-->"));
		m->comment = end == SIZE_MAX;
		m->directive = false;
		if (m->comment)
			return;
		s = str_sub(s, end + 3, s.len);
	}
}

/* Could the line open a fence, a comment or front matter? */
static bool
may_enclose(struct str s)
{
	char c = s.len ? s.at[0] : '\0';
	return c == '`' || c == '~' || c == '-' || c == '<';
}

/* Lines inside a fence, a comment or front matter; true when l is one. */
static bool
read_enclosed(struct markdown *m, struct line *l, uint32_t i)
{
	struct str s = line_text(m->r, l);
	if (!m->comment && !m->fence && !m->front && !may_enclose(s))
		return false;
	bool fence = str_starts(s, STR("```")) || str_starts(s, STR("~~~"));
	if (m->comment) {
		read_comment(m, i, 0);
		return true;
	}
	if (m->fence || fence) {
		l->kind = fence ? LINE_FURNITURE : LINE_CODE;
		if (fence && (!m->fence || m->fence == s.at[0]))
			m->fence = m->fence ? 0 : s.at[0];
		return true;
	}
	if (m->front || (i == 0 && str_eq(s, STR("---")))) {
		bool border = str_eq(s, STR("---"));
		m->front = i == 0 || !border;
		l->kind = border ? LINE_FURNITURE : LINE_CODE;
		return true;
	}
	if (str_starts(s, STR("<!--"))) {
		m->directive = directive_opens(s);
		read_comment(m, i, 4);
		return true;
	}
	return false;
}

/* A row of dashes, colons and pipes under a table's head. */
static bool
is_separator(struct str s)
{
	bool pipe = false, dash = false;
	for (size_t i = 0; i < s.len; i++) {
		if (s.at[i] == '|')
			pipe = true;
		else if (s.at[i] == '-')
			dash = true;
		else if (s.at[i] != ':' && s.at[i] != ' ')
			return false;
	}
	return pipe && dash;
}

/* The rest of a table: lines with a pipe up to the next blank line. */
static void
read_rows(struct markdown *m, uint32_t separator)
{
	struct reader *r = m->r;
	r->lines[separator].kind = LINE_FURNITURE;
	if (separator > 0 && r->lines[separator - 1].kind == LINE_TEXT) {
		r->lines[separator - 1].kind = LINE_ROW;
		r->lines[separator - 1].flags |= LINE_STARTS;
	}
	for (uint32_t i = separator + 1; i < r->count; i++) {
		struct line *l = &r->lines[i];
		struct str s = line_text(r, l);
		if ((l->flags & LINE_BLANK_BEFORE) || !memchr(s.at, '|', s.len))
			break;
		l->kind = is_separator(s) ? LINE_FURNITURE : LINE_ROW;
	}
}

/* `===` or `---` right under a line of text makes it a heading. */
static bool
read_underline(struct markdown *m, struct line *l, uint32_t i)
{
	struct str s = line_text(m->r, l);
	if (i == 0 || (l->flags & LINE_BLANK_BEFORE) || l[-1].kind != LINE_TEXT)
		return false;
	if (s.len < 3 || (s.at[0] != '=' && s.at[0] != '-'))
		return false;
	for (size_t k = 0; k < s.len; k++)
		if (s.at[k] != s.at[0])
			return false;
	l[-1].kind = LINE_HEADING;
	l[-1].level = s.at[0] == '=' ? 1 : 2;
	l->kind = LINE_FURNITURE;
	return true;
}

/* Quotation marks and list bullets, in any number and order up to four. */
static void
read_containers(struct markdown *m, struct line *l)
{
	const char *t = m->r->folded.at;
	for (int depth = 0; depth < 4 && l->kind == LINE_TEXT; depth++) {
		char c = t[l->from];
		bool spaced = l->from + 1 == l->to || t[l->from + 1] == ' ';
		if (c == '>') {
			cut_head(m, l, 1);
		} else if ((c == '-' || c == '*' || c == '+') && spaced) {
			l->flags |= LINE_STARTS;
			cut_head(m, l, 1);
		} else {
			if (l->head == MARK_BULLET)
				l->flags |= LINE_STARTS;
			break;
		}
	}
}

/* `Key: value` before the first heading: one block a line. */
static bool
is_field(struct str s)
{
	size_t i = 0;
	while (i < s.len && i < 32 &&
	       (is_letter(s.at[i]) || is_digit(s.at[i]) || s.at[i] == ' ' || s.at[i] == '*'))
		i++;
	return i > 1 && i + 1 < s.len && s.at[i] == ':' &&
	       (s.at[i + 1] == ' ' || s.at[i + 1] == '*');
}

/* Does a sign of inline markup stand among these bytes: * < ` _ [ ] \ ? */
static bool
has_inline(lanes x)
{
	/* from [ to ` all but ^ */
	lanes marks = (lanes)(x - '[' <= '`' - '[') & ~(lanes)(x == '^');

	return lane_bits(marks | (lanes)(x == '*') | (lanes)(x == '<'));
}

static void
mark_inline(struct markdown *m, struct line *l)
{
	const char *p = m->r->folded.at + l->from;
	size_t n = l->to - l->from, i = 0;
	while (n - i >= LANES && !has_inline(lanes_at(p + i)))
		i += LANES;
	if (n - i >= LANES || has_inline(lanes_of_first(p + i, n - i)))
		l->flags |= LINE_MARKUP;
}

/* A comment at a line's end says nothing of how the line ends. */
static void
cut_comment(struct reader *r, struct line *l)
{
	struct str s = line_text(r, l);
	uint32_t at = l->to;
	if (s.len == 0 || s.at[s.len - 1] != '>' || !str_ends(s, STR("-->")))
		return;
	while (at > l->from &&
	       !str_starts((struct str){r->folded.at + at, l->to - at}, STR("<!--")))
		at--;
	while (at > l->from && r->folded.at[at - 1] == ' ')
		at--;
	if (at == l->from)
		return;
	l->to = at;
	line_measure(r, l);
}

/* Nothing but a comment is left of a line in a quotation or list. */
static bool
read_lone_comment(struct markdown *m, struct line *l, uint32_t i)
{
	struct str s = line_text(m->r, l);
	if (!str_starts(s, STR("<!--")) || str_find(s, STR("-->")) != s.len - 3)
		return false;
	m->directive = directive_opens(s);
	read_comment(m, i, 4);
	return true;
}

static void
read_line(struct markdown *m, struct line *l, uint32_t i, bool *head)
{
	struct reader *r = m->r;
	struct str s = line_text(r, l);
	if (read_enclosed(m, l, i) || read_underline(m, l, i))
		return;
	cut_comment(r, l);
	s = line_text(r, l);
	if (line_read_heading(r, l)) {
		*head = false;
	} else if (is_separator(s)) {
		read_rows(m, i);
	} else if (l->kind == LINE_TEXT && !line_read_rule(r, i)) {
		read_containers(m, l);
		if (l->kind == LINE_TEXT && read_lone_comment(m, l, i))
			return;
		if (*head && l->kind == LINE_TEXT && is_field(line_text(r, l)))
			l->flags |= LINE_STARTS | LINE_ENDS;
	}
}

void
markdown_classify(struct reader *r)
{
	struct markdown m = {.r = r};
	bool head = true;
	for (uint32_t i = 0; i < r->count; i++) {
		struct line *l = &r->lines[i];
		if (l->kind == LINE_TEXT)
			read_line(&m, l, i, &head);
		if (l->kind == LINE_FURNITURE)
			continue;
		mark_inline(&m, l);
		if ((l->flags & LINE_MARKUP) && l->kind != LINE_CODE)
			read_open_comment(&m, l);
	}
}
