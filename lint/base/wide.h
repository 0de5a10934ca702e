/*
 * Thirty-two bytes at a time, for passes over a whole text.  As in lanes.h,
 * vectors of GNU C, which compare and combine like numbers; what those cannot
 * say is in struct wide_ops.  A pass is written once, as an inline function that
 * is given the operations, and compiled twice: for any machine, where a vector is
 * two of sixteen bytes, and for those with AVX2, where that takes half the
 * instructions.
 *
 *	WIDE_INLINE void pass(const char *text, struct wide_ops ops) { ... }
 *	WIDE_AVX2 static void pass_avx2(const char *text) { pass(text, wide_avx2); }
 *	if (machine_has_avx2()) pass_avx2(text); else pass(text, wide_plain);
 */
#ifndef WIDE_H
#define WIDE_H

#include "lanes.h"
#include "machine.h"
#if defined __x86_64__
#include <immintrin.h>
#endif

enum { WIDE = 2 * LANES, WIDE_WORDS = WIDE / 8 /* of 64 bits */ };
#define WIDE_ALL UINT32_MAX /* the bits of all */
typedef uint8_t wide __attribute__((vector_size(WIDE)));
typedef int8_t wide_signed __attribute__((vector_size(WIDE)));
typedef uint32_t wide_quads __attribute__((vector_size(WIDE))); /* four bytes a lane */

/* Must become part of each caller, for whatever machine that is compiled for. */
#define WIDE_INLINE static inline __attribute__((always_inline))

struct wide_ops {
	/* One bit a lane, its highest; the lowest is of the first lane. */
	uint32_t (*bits)(const wide *x);
	/* Makes each lane of x the greater of its own and y's. */
	void (*max)(wide *x, const wide *y);
	/* The least lane. */
	uint8_t (*least)(const wide *x);
};

static inline uint32_t
wide_bits_plain(const wide *x)
{
	lanes halves[2];

	memcpy(halves, x, sizeof halves);
	return lane_bits(halves[0]) | lane_bits(halves[1]) << LANES;
}

static inline void
wide_max_plain(wide *x, const wide *y)
{
	const wide greater = (wide)(*x > *y);

	*x = (*x & greater) | (*y & ~greater);
}

static inline uint8_t
wide_least_plain(const wide *x)
{
	uint8_t least = (*x)[0];

	for (unsigned i = 1; i < WIDE; i++)
		least = (*x)[i] < least ? (*x)[i] : least;
	return least;
}

static const struct wide_ops wide_plain = {wide_bits_plain, wide_max_plain, wide_least_plain};

#if defined __x86_64__
#define WIDE_AVX2 __attribute__((target("avx2,bmi,popcnt")))
static inline WIDE_AVX2 uint32_t
wide_bits_avx2(const wide *x)
{
	return (uint32_t)_mm256_movemask_epi8((__m256i)*x);
}

static inline WIDE_AVX2 void
wide_max_avx2(wide *x, const wide *y)
{
	*x = (wide)_mm256_max_epu8((__m256i)*x, (__m256i)*y);
}

static inline WIDE_AVX2 uint8_t
wide_least_avx2(const wide *x)
{
	__m128i least = _mm_min_epu8(_mm256_castsi256_si128((__m256i)*x),
				     _mm256_extracti128_si256((__m256i)*x, 1));

	least = _mm_minpos_epu16(_mm_min_epu8(least, _mm_srli_epi16(least, 8)));
	return (uint8_t)_mm_cvtsi128_si32(least);
}

static const struct wide_ops wide_avx2 = {wide_bits_avx2, wide_max_avx2, wide_least_avx2};
#else
#define WIDE_AVX2
static const struct wide_ops wide_avx2 = {wide_bits_plain, wide_max_plain, wide_least_plain};
#endif

/* Of two vectors, b behind a, the WIDE bytes that begin n behind the first; n is a constant. */
#define wide_across(a, b, n)                                                                       \
	__builtin_shufflevector((a), (b), WIDE_EIGHT(n), WIDE_EIGHT((n) + 8),                      \
				WIDE_EIGHT((n) + 16), WIDE_EIGHT((n) + 24))
#define WIDE_EIGHT(n) (n), (n) + 1, (n) + 2, (n) + 3, (n) + 4, (n) + 5, (n) + 6, (n) + 7

/* Lanes that hold one of the bytes from first to last, constants.  Compared with sign: without,
 * processors take one instruction more. */
#define wide_within(x, first, last)                                                                \
	((wide)((wide_signed)((x) + (uint8_t)(INT8_MAX - (last))) >                                \
		(int8_t)(INT8_MAX - 1 - ((last) - (first)))))

/* The WIDE bytes at p, however they are aligned.  By pointer, since how such a vector is passed
 * differs between machines. */
static inline void
wide_load(wide *x, const void *p)
{
	memcpy(x, p, sizeof *x);
}

static inline void
wide_store(void *p, const wide *x)
{
	memcpy(p, x, sizeof *x);
}

/* Is any bit set? */
WIDE_INLINE bool
wide_any(const wide *x, struct wide_ops ops)
{
	const wide none = (wide)(*x == 0);

	return ops.bits(&none) != WIDE_ALL;
}

#endif
