/*
 * Sixteen bytes at a time.  Vectors of GNU C, which compare and combine like
 * numbers; only how their lanes become bits is written for SSE2, and plainly for
 * other machines.
 */
#ifndef LANES_H
#define LANES_H

#include <stdbool.h>
#include <stdint.h>
#include <string.h>
#if defined __SSE2__
#include <emmintrin.h>
#endif

enum { LANES = 16, ALL_LANES = 0xFFFF /* the bits of all */ };
typedef uint8_t lanes __attribute__((vector_size(LANES)));
typedef int8_t signed_lanes __attribute__((vector_size(LANES)));
typedef uint16_t pair_lanes __attribute__((vector_size(LANES))); /* two bytes a lane */
typedef uint32_t quad_lanes __attribute__((vector_size(LANES))); /* four bytes a lane */

/* The LANES bytes at p, however they are aligned. */
static inline lanes
lanes_at(const void *p)
{
	lanes x;
	memcpy(&x, p, sizeof x);
	return x;
}

/* The eight numbers at p, however they are aligned. */
static inline pair_lanes
pair_lanes_at(const uint16_t *p)
{
	pair_lanes x;
	memcpy(&x, p, sizeof x);
	return x;
}

/* The first n bytes at p, fewer than LANES; zero behind them. */
static inline lanes
lanes_of_first(const void *p, size_t n)
{
	lanes x = {0};
	memcpy(&x, p, n);
	return x;
}

/* The first n of the LANES bytes at p, n at most LANES, all of which can be read; zero behind. */
static inline lanes
lanes_first(const void *p, size_t n)
{
	static const uint8_t mask[2 * LANES] = {
		0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF,
		0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF,
	};

	return lanes_at(p) & lanes_at(mask + LANES - n);
}

/* Is any bit set in the LANES bytes at p? */
static inline bool
lanes_any(const void *p)
{
	uint64_t words[2];

	memcpy(words, p, sizeof words);
	return (words[0] | words[1]) != 0;
}

/* Lanes that hold one of the bytes from first to last.  Compared with sign: without, processors take
 * one instruction more. */
static inline lanes
lanes_within(lanes x, uint8_t first, uint8_t last)
{
	return (lanes)((signed_lanes)(x + (uint8_t)(INT8_MAX - last)) >
		       (int8_t)(INT8_MAX - 1 - (last - first)));
}

/* Lanes that are ASCII letters. */
static inline lanes
lanes_letters(lanes x)
{
	return lanes_within(x | 0x20, 'a', 'z');
}

/* The sum of the lanes. */
static inline uint32_t
lanes_sum_plain(lanes x)
{
	uint32_t sum = 0;

	for (unsigned i = 0; i < LANES; i++)
		sum += x[i];
	return sum;
}

static inline uint32_t
lanes_sum(lanes x)
{
#if defined __SSE2__
	__m128i v;
	memcpy(&v, &x, sizeof v);
	v = _mm_sad_epu8(v, _mm_setzero_si128());
	return (uint32_t)_mm_cvtsi128_si32(v) + (uint32_t)_mm_extract_epi16(v, 4);
#else
	return lanes_sum_plain(x);
#endif
}

/* One bit a lane, its highest; the lowest is of the first lane. */
static inline uint32_t
lane_bits_plain(lanes m)
{
	uint32_t bits = 0;

	for (unsigned i = 0; i < LANES; i++)
		bits |= (uint32_t)(m[i] >> 7) << i;
	return bits;
}

static inline uint32_t
lane_bits(lanes m)
{
#if defined __SSE2__
	__m128i x;
	memcpy(&x, &m, sizeof x);
	return (uint32_t)_mm_movemask_epi8(x);
#else
	return lane_bits_plain(m);
#endif
}

/* One bit for each lane of a, then of b, whose lanes have all bits or none. */
static inline uint32_t
pair_lane_bits(pair_lanes a, pair_lanes b)
{
#if defined __SSE2__
	__m128i x, y;
	memcpy(&x, &a, sizeof x);
	memcpy(&y, &b, sizeof y);
	return (uint32_t)_mm_movemask_epi8(_mm_packs_epi16(x, y));
#else
	uint32_t bits = 0;

	for (unsigned i = 0; i < LANES / 2; i++)
		bits |= (a[i] & 1u) << i | (b[i] & 1u) << (i + LANES / 2);
	return bits;
#endif
}

/* lane_bits of four vectors, those of the first the lowest. */
static inline uint64_t
four_lane_bits(lanes a, lanes b, lanes c, lanes d)
{
	const uint32_t low = lane_bits(a) | lane_bits(b) << LANES;
	const uint32_t high = lane_bits(c) | lane_bits(d) << LANES;

	return low | (uint64_t)high << 2 * LANES;
}

/* So many lanes from the first on have a bit in lane_bits. */
static inline uint32_t
lanes_leading(uint32_t bits)
{
	return (uint32_t)__builtin_ctz(~bits);
}

/* So many from the last on backwards. */
static inline uint32_t
lanes_trailing(uint32_t bits)
{
	return (uint32_t)__builtin_clz(~(bits << (32 - LANES)));
}

/* The bytes of t[at, at + 64) that are c, a bit each; none at or behind `to`. */
static inline uint64_t
lanes_word(const char *t, size_t at, size_t to, char c)
{
	uint64_t bits = 0;

	for (unsigned i = 0; i < 64 && at + i < to; i += LANES) {
		size_t left = to - at - i;
		lanes x = left < LANES ? lanes_of_first(t + at + i, left) : lanes_at(t + at + i);
		bits |= (uint64_t)lane_bits((lanes)(x == (uint8_t)c)) << i;
	}
	return bits;
}

/* The first byte of t[at, to) that is c; to without. */
static inline uint32_t
lanes_find(const char *t, uint32_t at, uint32_t to, char c)
{
	for (; to - at >= LANES; at += LANES) {
		uint32_t bits = lane_bits((lanes)(lanes_at(t + at) == (uint8_t)c));
		if (bits)
			return at + (uint32_t)__builtin_ctz(bits);
	}
	while (at < to && t[at] != c)
		at++;
	return at;
}

/* The first that is another than c. */
static inline uint32_t
lanes_skip(const char *t, uint32_t at, uint32_t to, char c)
{
	for (; to - at >= LANES; at += LANES) {
		uint32_t bits = lane_bits((lanes)(lanes_at(t + at) != (uint8_t)c));
		if (bits)
			return at + (uint32_t)__builtin_ctz(bits);
	}
	while (at < to && t[at] == c)
		at++;
	return at;
}

#endif
