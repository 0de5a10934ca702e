/*
 * The clauses of a sentence: see doc_clause_next.  A bracket that closes soon
 * holds no clause ends; each call looks at its clause once, and at what an
 * open bracket holds once more.
 */
#include "doc_internal.h"

enum { BRACKET_BYTES = 900 };

/* One past the mark that closes the bracket at `at`, or 0. */
static uint32_t
bracket_end(const char *t, uint32_t at, uint32_t to, enum mark open)
{
	enum mark close = (enum mark)(open + MARK_ROUND_CLOSE - MARK_ROUND);
	uint32_t limit = to - at > BRACKET_BYTES ? at + BRACKET_BYTES : to, depth = 0;
	while (at < limit) {
		enum mark m = mark_at(t + at);
		at += char_len(t[at]);
		if (m == open)
			depth++;
		else if (m == close && --depth == 0)
			return at;
	}
	return 0;
}

/* A comma or colon between two digits belongs to a figure. */
static bool
in_figure(const char *t, struct span s, uint32_t at)
{
	return at > s.from && at + 1 < s.to && is_digit(t[at - 1]) && is_digit(t[at + 1]);
}

static bool
ends_clause(const char *t, struct span s, uint32_t at, enum mark m)
{
	/* 、 separates the parts of one clause */
	if (m == MARK_COMMA)
		return char_len(t[at]) == 1 ? !in_figure(t, s, at) : char3(t + at) != CHAR_PAUSE;
	return m == MARK_SEMICOLON || (m == MARK_COLON && !in_figure(t, s, at));
}

bool
doc_clause_next(const struct doc *d, struct span sentence, uint32_t *at, struct span *clause)
{
	const char *t = d->text.at;
	uint32_t p = *at > sentence.from ? *at : sentence.from;
	while (p < sentence.to && t[p] == ' ')
		p++;
	if (p >= sentence.to)
		return false;
	clause->from = p;
	while (p < sentence.to) {
		enum mark m = mark_at(t + p);
		uint32_t next = p + char_len(t[p]);
		if (mark_opens(m)) {
			uint32_t end = bracket_end(t, p, sentence.to, m);
			next = end ? end : next;
		}
		bool ends = ends_clause(t, sentence, p, m);
		p = next;
		if (ends)
			break;
	}
	*at = clause->to = p;
	return true;
}
