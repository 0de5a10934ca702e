/*
 * Characters for the checks that read doc.text one by one: decoding without a
 * call, on text that is known to be valid UTF-8.
 */
#ifndef CHECK_CHAR_H
#define CHECK_CHAR_H

#include <stdbool.h>
#include <stdint.h>

/* Bytes of the character that starts with this byte. */
static inline uint32_t
char_len(unsigned char first)
{
	return first < 0x80 ? 1 : first < 0xE0 ? 2 : first < 0xF0 ? 3 : 4;
}

/* The code point at *at, which moves behind it. */
static inline uint32_t
char_next(const char *s, uint32_t *at)
{
	const unsigned char *p = (const unsigned char *)s + *at;

	if ((p[0] & 0xF0) == 0xE0) { /* as Han */
		*at += 3;
		return (p[0] & 0xFu) << 12 | (p[1] & 0x3Fu) << 6 | (p[2] & 0x3Fu);
	}
	*at += char_len(p[0]);
	if (p[0] < 0x80)
		return p[0];
	if (p[0] < 0xE0)
		return (p[0] & 0x1Fu) << 6 | (p[1] & 0x3Fu);
	return (p[0] & 7u) << 18 | (p[1] & 0x3Fu) << 12 | (p[2] & 0x3Fu) << 6 | (p[3] & 0x3Fu);
}

/* The start of the character that ends before `at` (at > floor). */
static inline uint32_t
char_back(const char *s, uint32_t at, uint32_t floor)
{
	do
		at--;
	while (at > floor && ((unsigned char)s[at] & 0xC0) == 0x80);
	return at;
}

/* The code point before `at`, 0 at the floor. */
static inline uint32_t
char_before(const char *s, uint32_t at, uint32_t floor)
{
	if (at <= floor)
		return 0;
	at = char_back(s, at, floor);
	return char_next(s, &at);
}

/* The code point at `at`, 0 at the end. */
static inline uint32_t
char_at(const char *s, uint32_t at, uint32_t end)
{
	return at < end ? char_next(s, &at) : 0;
}

static inline bool
char_is_han(uint32_t c)
{
	return (c >= 0x4E00 && c <= 0x9FFF) || (c >= 0x3400 && c <= 0x4DBF) ||
	       (c >= 0xF900 && c <= 0xFAFF) || (c >= 0x20000 && c <= 0x3FFFF);
}

static inline bool
char_is_digit(uint32_t c)
{
	return c >= '0' && c <= '9';
}

static inline bool
char_is_latin(uint32_t c)
{
	return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= 0xC0 && c <= 0x24F);
}

#endif
