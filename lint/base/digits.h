/*
 * Digits eight at a time: how many bytes in a row are some, and what they are
 * together, without a branch for each.
 */
#ifndef DIGITS_H
#define DIGITS_H

#include <endian.h>
#include <stdint.h>
#include <string.h>

enum { EIGHT = 8 };

/* The EIGHT bytes at p, the first of them the lowest. */
static inline uint64_t
eight_at(const char *p)
{
	uint64_t x;

	memcpy(&x, p, EIGHT);
	return le64toh(x);
}

/* What the first n of EIGHT digits are, 1 at least: a byte each, then pairs, of which every other
 * one counts so much that two products make all four. */
static inline uint32_t
digits_value(uint64_t x, uint32_t n)
{
	const uint64_t pairs = 0x000000FF000000FF;
	const uint64_t first = 100 | UINT64_C(1000000) << 32, second = 1 | UINT64_C(10000) << 32;

	x = (x & 0x0F0F0F0F0F0F0F0F) << 8 * (EIGHT - n); /* zeros before the first */
	x = x * 10 + (x >> 8);
	return (uint32_t)(((x & pairs) * first + (x >> 16 & pairs) * second) >> 32);
}

/* How many of them, from the first on, are digits. */
static inline uint32_t
digits_leading(uint64_t x)
{
	const uint64_t high = 0x8080808080808080, other = x ^ 0x3030303030303030;
	const uint64_t stop = (((other & ~high) + 0x7676767676767676) | other) & high;

	return stop ? (uint32_t)__builtin_ctzll(stop) / 8 : EIGHT;
}

#endif
