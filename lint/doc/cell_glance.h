/*
 * Figures of the cells of tables, told from sixteen bytes at once.  Most cells are figures, and
 * most of those have eight digits at most and one point among them.
 */
#ifndef CELL_GLANCE_H
#define CELL_GLANCE_H

#include "../base/digits.h"
#include "../base/wide.h"
#include "table_internal.h"

enum { GLANCE_BYTES = LANES + EIGHT /* that can be read from a cell on */ };

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

/* Are n bytes with such marks among them digits that commas part, and one point? */
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

/* What the `count` digits are that these lanes begin with, EIGHT at most, each as its value; behind
 * the one before so many `decimals`, if any, one lane is left out.  On any machine, and with AVX2. */
typedef uint32_t short_value(lanes digits, uint32_t count, uint32_t decimals);

static inline uint32_t
short_value_plain(lanes digits, uint32_t count, uint32_t decimals)
{
	char bytes[LANES];
	uint64_t eight;

	memcpy(bytes, &digits, sizeof bytes);
	eight = eight_at(bytes);
	if (decimals) {
		const uint64_t first = (UINT64_C(1) << 8 * (count - decimals)) - 1;
		eight = (eight & first) | (eight_at(bytes + 1) & ~first);
	}
	return digits_value(eight, count);
}

#if defined __x86_64__
static inline WIDE_AVX2 uint32_t
short_value_avx2(lanes digits, uint32_t count, uint32_t decimals)
{
	/* from `count` on: which byte each of EIGHT digits is, so that the last is the eighth; less
	 * than 0 is none.  From `decimals` on: one further where it is behind the point. */
	static const int8_t nth[2 * EIGHT] = {-8, -7, -6, -5, -4, -3, -2, -1,
					      0,  1,  2,  3,  4,  5,  6,  7};
	static const int8_t point[2 * EIGHT] = {0, 0, 0, 0, 0, 0, 0, 0, 1, 1, 1, 1, 1, 1, 1, 1};
	__m128i order = _mm_loadl_epi64((const __m128i *)(const void *)(nth + count));

	if (decimals)
		order = _mm_add_epi8(
			order, _mm_loadl_epi64((const __m128i *)(const void *)(point + decimals)));
	const __m128i eight = _mm_shuffle_epi8((__m128i)digits, order);
	const __m128i pairs = _mm_maddubs_epi16(eight, _mm_set1_epi16(10 | 1 << 8));
	const __m128i fours = _mm_madd_epi16(pairs, _mm_set1_epi32(100 | 1 << 16));
	const __m128i all =
		_mm_madd_epi16(_mm_packus_epi32(fours, fours), _mm_set1_epi32(10000 | 1 << 16));

	return (uint32_t)_mm_cvtsi128_si32(all);
}
#else
#define short_value_avx2 short_value_plain
#endif

static inline int64_t
with_minus(int64_t value, uint32_t minus)
{
	return (value ^ -(int64_t)minus) + minus;
}

/* The bytes of a cell of LANES at most: those that are digits as their values, of the others zero and
 * a bit each. */
struct cell_bytes {
	lanes digits;
	uint32_t others, count;
};

static inline __attribute__((always_inline)) struct cell_bytes
cell_bytes_of(const char *t, uint32_t at, uint32_t to)
{
	const lanes values = lanes_at(t + at) - '0', digits = (lanes)(values < 10);
	const uint32_t n = to - at;

	return (struct cell_bytes){values & digits, ~lane_bits(digits) & ((1U << n) - 1), n};
}

/* Is it digits alone, EIGHT at most? */
static inline bool
is_eight_digits(const struct cell_bytes *x)
{
	return !x->others && x->count - 1 < EIGHT;
}

/* Is such a cell a figure of EIGHT digits at most, its sign counted as one, with one point among
 * them or none, a minus before and a % behind? */
static inline __attribute__((always_inline)) bool
figure_short(const char *t, uint32_t at, uint32_t to, const struct cell_bytes *x,
	     short_value *value, struct glance *out)
{
	const uint32_t percent = t[to - 1] == '%', minus = t[at] == '-';
	const uint32_t end = x->count - percent;
	const uint32_t marks = x->others & ~minus & ((1U << end) - 1);
	uint32_t count = end, decimals = 0;

	if (marks) {
		const uint32_t point = (uint32_t)__builtin_ctz(marks);
		count--;
		decimals = count - point;
		if (marks & (marks - 1) || t[at + point] != '.' || point == minus || !decimals)
			return false;
	}
	if (count <= minus || count > EIGHT)
		return false;
	*out = (struct glance){.mantissa = with_minus(value(x->digits, count, decimals), minus),
			       .decimals = decimals,
			       .percent = percent,
			       .whole = !marks && !minus};
	return true;
}

/* The same with commas, and in any number of pieces. */
static inline bool
figure_long(const char *t, uint32_t at, uint32_t to, const struct cell_bytes *x, struct glance *out)
{
	const uint32_t percent = t[to - 1] == '%', minus = t[at] == '-';
	const uint32_t n = x->count - percent - minus, marks = x->others >> minus & ((1U << n) - 1);

	if (!is_pieces(t + at + minus, n, marks, out))
		return false;
	out->whole = !marks && !minus;
	out->percent = percent;
	out->mantissa = with_minus(out->mantissa, minus);
	return true;
}

/* Is it one of both?  False says nothing.  GLANCE_BYTES can be read from `at` on. */
static inline bool
figure_glance(const char *t, uint32_t at, uint32_t to, struct glance *out)
{
	const struct cell_bytes x = cell_bytes_of(t, at, to);

	return figure_short(t, at, to, &x, short_value_plain, out) ||
	       figure_long(t, at, to, &x, out);
}

#endif
