/*
 * Tables of contents.  In: lines.  Out: entries get kind LINE_CONTENTS.  An
 * entry has leader dots, or stands between the word for contents and the line
 * that repeats the first entry.  Cost: a look at the tail of every line, and
 * one walk of bounded length for each table.
 */
#include "../base/lanes.h"
#include "doc_internal.h"

enum { CONTENTS_LINES = 600, PAGE_CHARS = 12, LEADERS = 5 };

/* A line as it would stand in a table of contents and in the text alike:
 * without spaces, leaders and page number. */
static uint64_t
entry_key(const struct reader *r, const struct line *l)
{
	char key[300];
	size_t n = 0;
	const char *t = r->folded.at;
	uint32_t end = l->to;
	while (end > l->from) {
		uint32_t at = char_before(t, end);
		enum mark m = mark_at(t + at);
		if (!is_digit(t[at]) && m != MARK_SPACE && m != MARK_ELLIPSIS && t[at] != '.' &&
		    m != MARK_DASH)
			break;
		end = at;
	}
	for (uint32_t i = l->from; i < end && n < sizeof key; i++)
		if (t[i] != ' ' && t[i] != '\t')
			key[n++] = t[i];
	return n ? hash_bytes(key, n, 0) : 0;
}

/* ……… ..... ····· before the page number, which may stand in brackets. */
static __attribute__((noinline)) bool
stands_leader(const struct reader *r, const struct line *l)
{
	const char *t = r->folded.at;
	uint32_t at = l->to, leaders = 0, bytes = 0;
	for (int i = 0; i < PAGE_CHARS && at > l->from; i++) {
		if (is_digit(t[at - 1])) {
			at--;
			continue;
		}
		if (t[at - 1] == '.')
			break;
		uint32_t before = (unsigned char)t[at - 1] < 0x80 ? at - 1 : char_before(t, at);
		enum mark m = mark_at(t + before);
		if (m != MARK_SPACE && m != MARK_DASH && m != MARK_ROUND && m != MARK_ROUND_CLOSE)
			break;
		at = before;
	}
	/* a row of a table ends in a figure with decimals */
	if (at - l->from >= 2 && t[at - 1] == '.' && is_digit(t[at - 2]))
		return false;
	while (at > l->from && leaders < LEADERS) {
		uint32_t before = char_before(t, at);
		enum mark m = mark_at(t + before);
		const struct str leader = {t + before, at - before};
		if (t[before] != '.' && m != MARK_ELLIPSIS && !str_eq(leader, STR("·")))
			break;
		leaders++;
		bytes += at - before;
		at = before;
	}
	/* an ellipsis is two …, a full stop one dot */
	return leaders == LEADERS || (leaders >= 3 && bytes == 3 * leaders);
}

/* The same: what most lines end in is told at once. */
static inline bool
has_leader(const struct reader *r, const struct line *l)
{
	const char *const end = r->folded.at + l->to;

	if (l->to - l->from < LANES)
		return stands_leader(r, l);
	/* 。 or Han */
	if ((unsigned char)(end[-3] - 0xE3) <= 0xE9 - 0xE3)
		return false;
	/* fewer digits, spaces and brackets than a page number may have, behind ASCII that is no
	 * leader: a row of a table */
	const lanes x = lanes_at(end - LANES);
	const lanes page = lanes_within(x, '0', '9') | (lanes)(x == ' ') | (lanes)(x == '-') |
			   lanes_within(x, '(', ')');
	const int32_t n = (int32_t)lanes_trailing(lane_bits(page)) + 1;
	/* more of these are none, and so is what stands before the most that a number has */
	if (n > PAGE_CHARS + 1)
		return false;
	if (n <= PAGE_CHARS && (unsigned char)end[-n] < 0x80 &&
	    (end[-n] != '.' || is_digit(end[-n - 1])))
		return false;
	return stands_leader(r, l);
}

static bool
is_contents_title(const struct reader *r, const struct line *l)
{
	char word[40];
	size_t n = 0;
	const char *t = r->folded.at;
	if (l->width > 40 || !words_may_begin(r->contents_titles, line_text(r, l), 0))
		return false;
	for (uint32_t i = l->from; i < l->to; i++) {
		if (t[i] == ' ')
			continue;
		if (n == sizeof word)
			return false;
		word[n++] = t[i];
	}
	int found = words_at(r->contents_titles, (struct str){word, n}, 0);
	return found >= 0 && r->contents_titles->words[found].len == n;
}

/* Could the line be an entry: short, no sentence? */
static bool
may_be_entry(const struct reader *r, const struct line *l)
{
	return l->kind != LINE_FURNITURE && !(l->flags & LINE_LONG) && l->width <= 120 &&
	       l->tail != MARK_END && l->tail != MARK_COLON && l->tail != MARK_SEMICOLON &&
	       !line_has_end(r, l);
}

/* One past the last entry of the table whose title is line `title`. */
static uint32_t
contents_end(const struct reader *r, uint32_t title)
{
	uint32_t first = title + 1, limit = title + CONTENTS_LINES;
	uint32_t listed = first; /* one past the last line that looks like an entry by itself */
	if (first >= r->count)
		return first;
	uint64_t key = entry_key(r, &r->lines[first]);
	if (limit > r->count)
		limit = r->count;
	for (uint32_t i = first; i < limit; i++) {
		const struct line *l = &r->lines[i];
		if (i > first && key && entry_key(r, l) == key)
			return i;
		if (l->kind == LINE_FURNITURE)
			continue;
		if (!may_be_entry(r, l) && !has_leader(r, l))
			break;
		if ((l->mark && i == listed) || has_leader(r, l))
			listed = i + 1;
	}
	return listed;
}

void
contents_classify(struct reader *r)
{
	for (uint32_t i = 0; i < r->count; i++) {
		struct line *l = &r->lines[i];
		if (l->kind == LINE_FURNITURE)
			continue;
		if (has_leader(r, l)) {
			l->kind = LINE_CONTENTS;
		} else if (is_contents_title(r, l)) {
			uint32_t end = contents_end(r, i);
			for (uint32_t k = i; k < end; k++)
				if (r->lines[k].kind != LINE_FURNITURE)
					r->lines[k].kind = LINE_CONTENTS;
			i = end > i ? end - 1 : i;
		}
	}
}
