/*
 * Text of a report for a terminal.  A report is untrusted: whatever could move
 * the cursor, change colours or turn the direction of writing is shown as a space.
 */
#include <uniwidth.h>

#include "out.h"

static bool
is_obeyed(uint32_t cp)
{
	return cp < 0x20 || (cp >= 0x7F && cp < 0xA0) || (cp >= 0x200B && cp <= 0x200F) ||
	       (cp >= 0x2028 && cp <= 0x202E) || (cp >= 0x2060 && cp <= 0x206F) || cp == 0xFEFF ||
	       (cp >= 0xE0000 && cp <= 0xE0FFF);
}

/* The table of well-formed byte sequences (Unicode 3.9): no overlong forms, no
 * surrogates, nothing past U+10FFFF. */
size_t
utf8_length(struct str s)
{
	unsigned char c = (unsigned char)s.at[0];
	size_t len = c < 0x80 ? 1 : c < 0xC2 ? 0 : c < 0xE0 ? 2 : c < 0xF0 ? 3 : c < 0xF5 ? 4 : 0;
	unsigned char least = c == 0xE0 ? 0xA0 : c == 0xF0 ? 0x90 : 0x80;
	unsigned char most = c == 0xED ? 0x9F : c == 0xF4 ? 0x8F : 0xBF;

	if (len > s.len)
		return 0;
	for (size_t i = 1; i < len; i++) {
		unsigned char next = (unsigned char)s.at[i];
		if (next < least || next > most)
			return 0;
		least = 0x80;
		most = 0xBF;
	}
	return len;
}

uint32_t
safe_next(struct str s, size_t *at, unsigned *cells)
{
	size_t len = utf8_length(str_sub(s, *at, s.len));
	uint32_t cp = '?';

	if (len)
		cp = utf8_next(s.at, at);
	else
		++*at;
	if (is_obeyed(cp))
		cp = ' ';
	int width = cp < 0x7F ? 1 : cp_is_han(cp) ? 2 : uc_width(cp, "UTF-8");
	*cells = width > 0 ? (unsigned)width : 0;
	return cp;
}

size_t
safe_width(struct str s)
{
	size_t width = 0;
	unsigned cells;

	for (size_t at = 0; at < s.len; width += cells)
		safe_next(s, &at, &cells);
	return width;
}

void
print_safely(FILE *to, struct str s)
{
	char bytes[4];
	unsigned cells;

	for (size_t at = 0; at < s.len;)
		fwrite(bytes, 1, utf8_put(bytes, safe_next(s, &at, &cells)), to);
}
