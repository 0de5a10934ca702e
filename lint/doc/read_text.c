/*
 * Plain text: the little markup that people leave in it.  In: measured lines.
 * Out: lines that begin with # are headings; rules and lone bullets are gone.
 */
#include "doc_internal.h"

bool
line_read_heading(struct reader *r, struct line *l)
{
	const char *t = r->folded.at;
	uint32_t at = l->from;
	while (at < l->to && t[at] == '#')
		at++;
	uint32_t level = at - l->from;
	if (level == 0 || level > 6 || at == l->to || t[at] != ' ')
		return false;
	while (at < l->to && t[at] == ' ')
		at++;
	while (l->to > at && (t[l->to - 1] == '#' || t[l->to - 1] == ' '))
		l->to--;
	if (at == l->to)
		return false;
	l->from = at;
	l->kind = LINE_HEADING;
	l->level = (uint8_t)level;
	line_measure(r, l);
	return true;
}

static inline bool
is_rule_sign(char c)
{
	return c == '-' || c == '=' || c == '*' || c == '_' || c == '~' || c == '#' || c == '.';
}

/* Nothing but one sign, three times or more: ----- ***** ===== */
static bool
is_rule(struct str s)
{
	size_t signs = 0;
	if (s.len < 3 || !is_rule_sign(s.at[0]))
		return false;
	for (size_t i = 0; i < s.len; i++) {
		if (s.at[i] == s.at[0])
			signs++;
		else if (s.at[i] != ' ')
			return false;
	}
	return signs >= 3;
}

bool
line_read_rule(struct reader *r, uint32_t i)
{
	struct line *l = &r->lines[i];
	struct str s = line_text(r, l);
	bool bullet = s.len <= 3 && (l->head == MARK_BULLET || l->head == MARK_DASH);
	if (!bullet && !is_rule(s))
		return false;
	l->kind = LINE_FURNITURE;
	if (i + 1 < r->count)
		r->lines[i + 1].flags |= (uint16_t)(LINE_STARTS | (l->flags & LINE_BLANK_BEFORE));
	return true;
}

void
text_classify(struct reader *r)
{
	for (uint32_t i = 0; i < r->count; i++) {
		struct line *l = &r->lines[i];
		if (r->pragma.len && directive_read_pragma(r, i))
			continue;
		/* all markup begins with a sign or a bullet */
		if (l->head != MARK_BULLET && !is_rule_sign(r->folded.at[l->from]))
			continue;
		if (line_read_heading(r, l) || line_read_rule(r, i))
			continue;
		if (l->head == MARK_BULLET)
			l->flags |= LINE_STARTS;
	}
}
