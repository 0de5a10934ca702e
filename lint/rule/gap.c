/*
 * What stands between two facts, or may stand there: punctuation marks, and kinds of facts.
 * Most rules stay within a clause, [^。；，]{0,20}, or pass over no fact; told from a few
 * marks, a match that would have to do otherwise need not be looked for.
 */
#include "rule_internal.h"

#include <string.h>

/* Each has the bit of its place, from MARKS_FROM on. */
static const char marks[][4] = {"，", "。", "；", "、", "：", "（", "）",
				"\n", ",",  ".",  ";",	":",  "(",  ")"};
enum { MARKS = sizeof marks / sizeof *marks, MARKS_FROM = 16, ASCII_FROM = 7 };
_Static_assert((int)KIND_COUNT_OF_KINDS <= MARKS_FROM && MARKS_FROM + MARKS < 31, "all have bits");

/* The places of those of one byte. */
static const uint8_t ascii_marks[128] = {
	['\n'] = ASCII_FROM,	[','] = ASCII_FROM + 1, ['.'] = ASCII_FROM + 2,
	[';'] = ASCII_FROM + 3, [':'] = ASCII_FROM + 4, ['('] = ASCII_FROM + 5,
	[')'] = ASCII_FROM + 6,
};

static gap_set
mark_bit(size_t place)
{
	return (gap_set)1 << (MARKS_FROM + place);
}

/* The bit of a character, or 0. */
static gap_set
gap_of_character(struct str c)
{
	for (size_t i = 0; i < MARKS; i++)
		if (str_eq(c, str_of(marks[i])))
			return mark_bit(i);
	return 0;
}

/* The same of a full-width one; those of EF BC by their last byte. */
static gap_set
gap_of_wide(const unsigned char *c)
{
	static const uint8_t places[64] = {
		[0x8C & 0x3F] = 1, [0x9B & 0x3F] = 3, [0x9A & 0x3F] = 5,
		[0x88 & 0x3F] = 6, [0x89 & 0x3F] = 7,
	};
	uint8_t place = 0;

	if (c[0] == 0xEF && c[1] == 0xBC)
		place = places[c[2] & 0x3F];
	else if (c[0] == 0xE3 && c[1] == 0x80)
		place = c[2] == 0x82 ? 2 : c[2] == 0x81 ? 4 : 0;
	return place ? mark_bit(place - 1u) : 0;
}

gap_set
gap_of_text(struct str text)
{
	gap_set found = 0;

	for (size_t at = 0; at < text.len;) {
		unsigned char c = (unsigned char)text.at[at];
		if (c >= 0xE4 && c <= 0xE9) { /* nearly all Han characters */
			at += 3;
			continue;
		}
		if (c < 0x80) {
			/* Of most characters nothing is noted: they are no marks. */
			found |= ascii_marks[c] ? mark_bit(ascii_marks[c]) : 0;
			at++;
			continue;
		}
		if (text.len - at >= 3)
			found |= gap_of_wide((const unsigned char *)text.at + at);
		at += c < 0xC0 ? 1 : c < 0xE0 ? 2 : c < 0xF0 ? 3 : 4;
	}
	return found;
}

uint32_t
gap_least(gap_set set)
{
	uint32_t least = set & (((gap_set)1 << MARKS_FROM) - 1) ? SKELETON_FACT_BYTES : 0;

	for (size_t i = 0; i < MARKS; i++) {
		uint32_t bytes = (uint32_t)strlen(marks[i]);
		if (set >> (MARKS_FROM + i) & 1 && (!least || bytes < least))
			least = bytes;
	}
	return least;
}

static bool
is_plain(struct str c)
{
	return c.len == 1 && (is_letter((unsigned char)c.at[0]) || is_digit(c.at[0]));
}

/* All that the class does not rule out for sure. */
gap_set
gap_of_class(struct str text, gap_set *must)
{
	bool negated = text.len > 1 && text.at[1] == '^', sure = true, only = !negated;
	gap_set listed = 0;
	struct str before = {0};

	for (size_t at = negated ? 2 : 1; at + 1 < text.len;) {
		size_t from = at;
		utf8_next(text.at, &at);
		struct str c = str_sub(text, from, at);
		struct str rest = str_sub(text, at, text.len);
		gap_set one = 0;
		if (c.at[0] == '[' && rest.at[0] == ':') {
			size_t close = str_find(rest, STR(":]"));
			at += close == SIZE_MAX ? 0 : close + 2;
			sure = false;
		} else if (c.at[0] == '\\') {
			if (str_starts(rest, STR("p{Han}")))
				at += strlen("p{Han}");
			else
				utf8_next(text.at, &at);
			sure &= str_starts(rest, STR("p{Han}"));
		} else if (c.at[0] == '-' && before.len && rest.len > 1) {
			sure &= is_plain(before) && is_plain(str_sub(rest, 0, 1));
		} else {
			size_t start = 0;
			one = kind_of_character(utf8_next(c.at, &start));
			one = one ? one : gap_of_character(c);
			listed |= one;
		}
		only = only && one;
		before = c;
	}
	*must = only ? listed : 0;
	if (negated)
		return GAP_ALL & ~listed;
	return sure ? listed : GAP_ALL;
}
