/*
 * Signatures of figures for the kind "same" (same.h).  Words count by their Han characters alone.
 * Cost: linear in the bytes before and behind a figure that are looked at, a few dozen.
 */
#include "../base/digits.h"
#include "same.h"

#include <string.h>

enum { NOUN_REACH = 60 /* bytes before a figure that may hold its noun */ };

size_t
same_digits(const struct check *c, const struct fact *x, char out[DIGITS_MAX])
{
	struct str s = doc_slice(c->doc, x->lex.number);
	size_t n = 0;

	for (size_t i = 0; i < s.len && n < DIGITS_MAX; i++)
		if (is_digit(s.at[i]))
			out[n++] = s.at[i];
	return n;
}

/* Does a Han character begin at `at`?  Nearly all are told by their first two bytes: those of U+4000
 * on but for U+4DC0 to U+4DFF are, those below U+3000, facts and U+FC00 to U+FFFF are not. */
static inline bool
is_han_at(const char *s, size_t at)
{
	const unsigned char *p = (const unsigned char *)s + at;

	if (is_han_lead((char)p[0]) && !(p[0] == 0xE4 && p[1] == 0xB7))
		return true;
	if (p[0] < 0xE3 || p[0] == 0xEE || (p[0] == 0xEF && p[1] >= 0xB0))
		return false;
	return cp_is_han(utf8_next(s, &at));
}

/* 1 if this is one of U+4E00 to U+9FFF, as nearly all Han characters are, otherwise 0: a number, for
 * several answers to be put together without a branch. */
static inline unsigned
is_frequent_han(const char *s)
{
	unsigned lead = (unsigned)(unsigned char)s[0] << 8 | (unsigned char)s[1];

	return lead - 0xE4B8 <= 0xE9BF - 0xE4B8;
}

/* Are the first WORDS_BYTES of s Han characters?  Nearly always they are frequent ones, or the first is
 * none. */
static bool
is_plain_han(const char *s)
{
	_Static_assert(WORDS_BYTES == 12, "four are looked at together");
	if (is_frequent_han(s) & is_frequent_han(s + 3) & is_frequent_han(s + 6) &
	    is_frequent_han(s + 9))
		return true;
	for (size_t at = 0; at < WORDS_BYTES;) {
		if (!is_han_at(s, at))
			return false;
		at += (unsigned char)s[at] < 0xF0 ? 3 : 4;
	}
	return true;
}

/* The noun right behind a figure (97项行政许可事项); empty where none stands. */
static struct str
noun_behind(const struct check *c, const struct fact *x)
{
	uint32_t end = c->facts->sentences[x->sentence].skeleton.to;
	uint32_t from = fact_end(x);

	if (from < end && is_han_at(c->facts->skeleton, from))
		return (struct str){c->facts->skeleton + from, end - from};
	return (struct str){0};
}

/* A bit for the first two characters of a noun, without the first bytes of the first and the last
 * of the second; Fibonacci hashing. */
static uint32_t
noun_bit(const char *s)
{
	uint32_t x;

	memcpy(&x, s + 1, sizeof x);
	return x * UINT32_C(0x9E3779B1) >> (32 - NOUN_BITS_LOG);
}

void
nouns_read(const struct check *c, struct nouns *out)
{
	const struct facts *f = c->facts;

	for (size_t i = 0; i < f->count; i++) {
		struct str noun = noun_behind(c, &f->at[i]);
		if (noun.len >= WORDS_BYTES && is_plain_han(noun.at)) {
			uint32_t bit = noun_bit(noun.at);
			out->bits[bit / 64] |= UINT64_C(1) << (bit % 64);
		}
	}
}

/* The noun that is counted: right behind the figure, or, where nothing stands there, right
 * before it (行政许可事项97项).  Only nouns that stand behind some figure are looked for. */
static struct str
noun_of(const struct check *c, const struct nouns *nouns, const struct fact *x)
{
	struct str noun = noun_behind(c, x);
	uint32_t from = c->facts->sentences[x->sentence].skeleton.from;
	uint64_t found = 0;

	if (noun.len)
		return noun;
	if (x->skeleton - from > NOUN_REACH)
		from = x->skeleton - NOUN_REACH;
	const char *s = c->facts->skeleton;
	while (from < x->skeleton && ((unsigned char)s[from] & 0xC0) == 0x80)
		from++; /* whole characters only */
	for (uint32_t at = from; at + WORDS_BYTES <= x->skeleton;) {
		uint32_t bit = noun_bit(s + at);

		found |= nouns->bits[bit / 64] >> bit % 64 & ((unsigned char)s[at] >= 0xE4);
		at += (unsigned char)s[at] < 0x80 ? 1 : 3;
	}
	return found ? fact_label_head(c->arena, c->facts, x) : noun;
}

bool
same_noun_holds(const struct check *c, const struct fact *x)
{
	return noun_behind(c, x).len || fact_label_left(c->arena, c->facts, x).len >= WORDS_BYTES;
}

/* The digits of a figure as a number, and how many; fewer than DIGITS_MAX, else just so many. */
static uint64_t
digits_number(const struct check *c, const struct fact *x, size_t *n)
{
	const struct span s = x->lex.number;
	char d[DIGITS_MAX];
	uint64_t number = 0;

	if (s.to - s.from <= EIGHT && c->doc->text.len - s.from >= EIGHT) {
		uint64_t eight = eight_at(c->doc->text.at + s.from);

		*n = s.to - s.from;
		if (digits_leading(eight) >= *n) /* as most are written */
			return digits_value(eight, (uint32_t)*n);
	}
	*n = same_digits(c, x, d);
	for (size_t i = 0; i < *n; i++)
		number = number * 10 + (uint64_t)(d[i] - '0');
	return number;
}

/* The digits are read as numbers with as many. */
size_t
digit_signatures(const struct check *c, const struct fact *x, size_t least, uint64_t seed,
		 uint64_t out[SIGNATURES_MAX])
{
	const uint64_t odd = UINT64_C(0x9E3779B97F4A7C15); /* Fibonacci hashing */
	size_t n, count = 0;
	uint64_t behind = 0, unit = 1; /* of the digit that is left out */

	if (x->lex.number.to - x->lex.number.from < least)
		return 0;
	uint64_t ahead = digits_number(c, x, &n);
	if (n < least || n == DIGITS_MAX)
		return 0;
	seed = seed << 8 | n;
	out[count++] = (ahead * odd ^ seed) * odd;
	for (size_t i = 0; i < n; i++, unit *= 10) {
		uint64_t digit = ahead % 10;

		ahead /= 10;
		out[count++] = ((ahead * unit + behind) * odd ^ (seed - 1)) * odd;
		behind += digit * unit;
	}
	return count;
}

size_t
same_signatures(const struct check *c, enum by by, const struct nouns *nouns,
		const struct stated *x, uint64_t out[SIGNATURES_MAX])
{
	struct str words = x->ahead;

	if (by == BY_DIGITS)
		return digit_signatures(c, x->fact, DIGITS_LONG, x->seed, out);
	if (by == BY_LABEL)
		words = str_sub(words, words.len > WORDS_BYTES ? words.len - WORDS_BYTES : 0,
				words.len);
	else
		words = str_sub(noun_of(c, nouns, x->fact), 0, WORDS_BYTES);
	/* Whole characters only: Han takes three bytes each. */
	if (words.len < WORDS_BYTES || !is_plain_han(words.at))
		return 0;
	out[0] = hash_bytes(words.at, words.len, x->seed);
	return 1;
}
