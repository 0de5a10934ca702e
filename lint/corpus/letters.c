/* Letters.  One pass over the bytes; nearly all characters of Chinese text take the first branch. */
#include "letters.h"

enum { TRIPLE = 3 }; /* bytes of a Han character */

/* Full-width punctuation, dashes, enclosed numbers and the marks of Latin-1. */
static inline bool
is_mark(const unsigned char *p)
{
	return p[0] == 0xE2 || (p[0] == 0xE3 && p[1] == 0x80) || (p[0] == 0xEF && p[1] >= 0xBC) ||
	       p[0] == 0xC2;
}

/* Where the number ends that begins at `at`: digits, with a point or a comma between two. */
static uint32_t
number_end(const unsigned char *p, uint32_t at, uint32_t end, uint32_t *digits)
{
	*digits = 0;
	while (at < end) {
		if (is_digit(p[at]))
			++*digits;
		else if ((p[at] != '.' && p[at] != ',') || at + 1 == end || !is_digit(p[at + 1]))
			break;
		at++;
	}
	return at;
}

static inline uint32_t
value_of(const unsigned char *p, uint32_t bytes)
{
	uint32_t value = p[0];

	for (uint32_t i = 1; i < bytes; i++)
		value = value << 8 | p[i];
	return value;
}

/* The three bytes at p as a number; a fourth is read. */
static inline uint32_t
han_value(const unsigned char *p)
{
	uint32_t x;

	memcpy(&x, p, sizeof x);
#if __BYTE_ORDER__ == __ORDER_LITTLE_ENDIAN__
	x = __builtin_bswap32(x);
#endif
	return x >> 8;
}

size_t
letters_read(const struct doc *d, struct span in, struct letter *out)
{
	const unsigned char *p = (const unsigned char *)d->text.at;
	/* Four bytes are there from before it on: the last character of a text has none behind it. */
	const uint32_t whole = in.to < d->text.len || !in.to ? in.to : in.to - 1;
	struct letter *next = out;
	uint32_t weight = 0, at = in.from, digits;

	while (at < in.to) {
		while (at + TRIPLE <= whole && (unsigned char)(p[at] - 0xE4) <= 5) {
			*next++ = (struct letter){han_value(p + at), at, weight++};
			at += TRIPLE;
		}
		if (at >= in.to)
			break;
		unsigned char b = p[at];

		if (b >= 0x80) {
			uint32_t bytes = letter_bytes(b);
			if (!is_mark(p + at))
				*next++ = (struct letter){value_of(p + at, bytes), at, weight++};
			at += bytes;
		} else if (is_letter(b)) {
			*next++ = (struct letter){b, at++, weight++};
		} else if (is_digit(b)) {
			*next++ = (struct letter){LETTER_NUMBER, at, weight};
			at = number_end(p, at, in.to, &digits);
			weight += digits;
		} else {
			at++;
		}
	}
	*next = (struct letter){0, in.to, weight};
	return (size_t)(next - out);
}

uint32_t
letter_end(const struct doc *d, const struct letter *l)
{
	const unsigned char *p = (const unsigned char *)d->text.at;
	uint32_t digits;

	if (l->value == LETTER_NUMBER)
		return number_end(p, l->at, d->text.len, &digits);
	return l->at + letter_bytes(p[l->at]);
}
