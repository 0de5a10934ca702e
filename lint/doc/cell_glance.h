/*
 * Figures of the cells of tables, told from sixteen bytes at once.  Most cells are figures, and
 * most of those have eight digits at most and one point among them.
 */
#ifndef CELL_GLANCE_H
#define CELL_GLANCE_H

#include "../base/lanes.h"
#include "table_internal.h"

enum { EIGHT = 8, GLANCE_BYTES = LANES + EIGHT /* that can be read from a cell on */ };

/* The EIGHT bytes at p, the first of them the lowest. */
static inline uint64_t
eight_at(const char *p)
{
	uint64_t x;

	memcpy(&x, p, EIGHT);
#if __BYTE_ORDER__ == __ORDER_BIG_ENDIAN__
	x = __builtin_bswap64(x);
#endif
	return x;
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

/* Do commas, and behind them the point or the end, a bit each, stand every three digits? */
static inline bool
parts_thousands(uint32_t marks)
{
	const uint32_t low = (uint32_t)__builtin_ctz(marks);
	const uint32_t high = 31 - (uint32_t)__builtin_clz(marks);

	return low <= 3 && marks >> low == (0x11111 & ((2U << (high - low)) - 1));
}

/* What a figure says that is told at a glance. */
struct glance {
	int64_t mantissa;
	uint32_t decimals;
	bool percent, whole, commas, ragged;
};

/* figure_glance behind the sign, of n bytes with such marks among them: in any number of pieces. */
static __attribute__((noinline)) bool
is_pieces(const char *p, uint32_t n, uint32_t marks, struct glance *out)
{
	uint32_t others = marks, from = 0, point = n, end;
	bool commas = false;

	out->mantissa = 0;
	for (;; from = end + 1, others &= others - 1) {
		end = others ? (uint32_t)__builtin_ctz(others) : n;
		if (end - from - 1 >= EIGHT)
			return false;
		out->mantissa = out->mantissa * ten_to((int)(end - from)) +
				digits_value(eight_at(p + from), end - from);
		if (!others)
			break;
		if (p[end] == '.' && !(others & (others - 1)))
			point = end + 1;
		else if (p[end] == ',')
			commas = true;
		else
			return false;
	}
	out->commas = commas;
	out->ragged = commas && !parts_thousands(marks | 1U << (point < n ? point - 1 : n));
	out->decimals = n - point;
	return true;
}

/* The same of EIGHT digits at most, with one point among them or none, as nearly all are. */
static inline bool
is_short(const char *p, uint32_t n, uint32_t marks, struct glance *out)
{
	uint64_t digits = eight_at(p);
	uint32_t count = n, decimals = 0;

	if (marks) {
		const uint32_t point = (uint32_t)__builtin_ctz(marks);
		decimals = n - point - 1;
		count--;
		if (marks & (marks - 1) || p[point] != '.' || !point || !decimals || count > EIGHT)
			return false;
		const uint64_t first = (UINT64_C(1) << 8 * point) - 1;
		digits = (digits & first) | (eight_at(p + 1) & ~first);
	}
	if (count - 1 >= EIGHT)
		return false;
	*out = (struct glance){.mantissa = digits_value(digits, count), .decimals = decimals};
	return true;
}

/* Is a cell of LANES bytes at most a figure of digits, with commas and one point between them, a
 * minus before and a % behind?  False says nothing.  GLANCE_BYTES can be read from `at` on. */
static inline __attribute__((always_inline)) bool
figure_glance(const char *t, uint32_t at, uint32_t to, struct glance *out)
{
	const uint32_t percent = t[to - 1] == '%', sign = t[at] == '-';
	const char *const p = t + at + sign;
	const uint32_t n = to - at - percent - sign;
	const uint32_t digits = lane_bits((lanes)(lanes_at(p) - '0' < 10));
	const uint32_t marks = ~digits & ((1U << n) - 1);

	if (!is_short(p, n, marks, out)) {
		struct glance pieces; /* so that only this one need lie in memory */
		if (!is_pieces(p, n, marks, &pieces))
			return false;
		*out = pieces;
	}
	out->whole = !marks && !sign;
	out->percent = percent;
	out->mantissa = sign ? -out->mantissa : out->mantissa;
	return true;
}

#endif
