/*
 * What the kinds about dates share: order, and the words that
 * stand near a date.  Every look around is bounded.
 */
#include "dates.h"

enum { WINDOW_BYTES = 180 };

bool
date_is_day(const struct calendar_date *d)
{
	return d->month && d->day && day_valid(d->year, d->month, d->day);
}

static int
order(int a, int b)
{
	return (a > b) - (a < b);
}

int
date_order(const struct calendar_date *a, const struct calendar_date *b)
{
	int result = a->year && b->year ? order(a->year, b->year) : 0;

	if (!a->year || !b->year || result || !a->month || !b->month)
		return result;
	if (a->precision == PRECISION_QUARTER || b->precision == PRECISION_QUARTER)
		return 0;
	result = order(a->month, b->month);
	return result || !a->day || !b->day ? result : order(a->day, b->day);
}

/* ---- words around ---- */

static bool
inside_character(const struct check *c, uint32_t at)
{
	return at < c->doc->text.len && ((unsigned char)c->doc->text.at[at] & 0xC0) == 0x80;
}

struct span
date_window(const struct check *c, uint32_t sentence, struct span s, uint32_t left, uint32_t right)
{
	struct span in = c->doc->sentences[sentence].span;
	struct span out = {s.from > in.from + left ? s.from - left : in.from,
			   in.to > s.to + right ? s.to + right : in.to};

	while (out.from < s.from && inside_character(c, out.from))
		out.from++;
	while (out.to > s.to && inside_character(c, out.to))
		out.to--;
	return out;
}

/* Length of a mark at `at`; 0 if none.  `ends_clause`: only those that end one. */
static uint32_t
mark_length(struct str s, size_t at, bool ends_clause)
{
	size_t next = at;

	/* Most bytes begin no mark: they are told without decoding. */
	unsigned char first = (unsigned char)s.at[at];
	if (first >= 0x80 && first != 0xE3 && first != 0xEF)
		return 0;
	switch (utf8_next(s.at, &next)) {
	case ',':
	case ';':
	case ':':
	case '\n':
	case 0xFF0C: /* ， */
	case 0xFF1B: /* ； */
	case 0xFF1A: /* ： */
	case 0x3002: /* 。 */
	case 0xFF01: /* ！ */
	case 0xFF1F: /* ？ */
		return (uint32_t)(next - at);
	case '(':
	case ')':
	case ' ':
	case 0xFF08: /* （ */
	case 0xFF09: /* ） */
	case 0x3001: /* 、 */
		return ends_clause ? 0 : (uint32_t)(next - at);
	default:
		return 0;
	}
}

struct span
date_clause(const struct check *c, uint32_t sentence, struct span s)
{
	struct span w = date_window(c, sentence, s, WINDOW_BYTES, WINDOW_BYTES);
	struct str text = doc_slice(c->doc, w);
	struct span out = w;
	uint32_t len;

	for (uint32_t at = w.from; at < s.from; at++)
		if ((len = mark_length(text, at - w.from, true)) && at + len <= s.from)
			out.from = at + len;
	for (uint32_t at = s.to; at < w.to; at++)
		if (mark_length(text, at - w.from, true)) {
			out.to = at;
			break;
		}
	return out;
}

/* Length of the listed word at `at`, a Latin one only as a whole word. */
static size_t
word_length(const struct word_list *words, struct str s, size_t at)
{
	int i = words ? words_at(words, s, at) : -1;

	if (i < 0)
		return 0;
	size_t len = words->words[i].len, end = at + len;
	if (is_letter(s.at[at]) && at > 0 && is_letter(s.at[at - 1]))
		return 0;
	if (len && is_letter(s.at[end - 1]) && end < s.len && is_letter(s.at[end]))
		return 0;
	return len;
}

bool
has_word(const struct check *c, const struct word_list *words, struct span s)
{
	struct str text = doc_slice(c->doc, s);

	for (size_t at = 0; words && at < text.len; utf8_next(text.at, &at))
		if (word_length(words, text, at))
			return true;
	return false;
}

bool
is_made_of(const struct check *c, const struct word_list *words, struct span s, bool marks)
{
	struct str text = str_trim(doc_slice(c->doc, s));
	bool told = false;

	for (size_t at = 0, len; at < text.len; at += len) {
		len = word_length(words, text, at);
		told |= len || str_starts(str_sub(text, at, text.len), STR("（")) ||
			text.at[at] == '(';
		if (!len && (marks || text.at[at] == ' '))
			len = mark_length(text, at, false);
		if (!len)
			return false;
	}
	return told;
}
