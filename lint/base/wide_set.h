/*
 * Looking up 64 bytes in sets of bytes (byte_map.h), on machines with AVX2: two vectors at a time,
 * so that each table is loaded once for both.
 */
#ifndef WIDE_SET_H
#define WIDE_SET_H

#include "byte_map.h"

#include <string.h>

#if defined __x86_64__
#include <immintrin.h>

/* A table twice: the instruction looks up within sixteen bytes. */
static inline __attribute__((target("avx2"))) __m256i
table_twice(const uint8_t table[16])
{
	__m128i row;

	memcpy(&row, table, sizeof row);
	return _mm256_broadcastsi128_si256(row);
}

/* The tables of a set. */
struct wide_set {
	__m256i low, high;
};

static inline __attribute__((target("avx2"))) struct wide_set
wide_set_of(const struct byte_set *set)
{
	return (struct wide_set){table_twice(set->low), table_twice(set->high)};
}

/* The 32 bytes at p. */
static inline __attribute__((target("avx2"))) __m256i
wide_at(const char *p)
{
	__m256i x;

	memcpy(&x, p, sizeof x);
	return x;
}

/* The halves of the 32 bytes at p. */
struct wide_bytes {
	__m256i low, high;
};

static inline __attribute__((target("avx2"))) struct wide_bytes
wide_bytes_at(const char *p)
{
	const __m256i half = _mm256_set1_epi8(15), x = wide_at(p);

	return (struct wide_bytes){_mm256_and_si256(x, half),
				   _mm256_and_si256(_mm256_srli_epi16(x, 4), half)};
}

static inline __attribute__((target("avx2"))) __m256i
wide_buckets(const struct wide_set *set, const struct wide_bytes *b)
{
	return _mm256_and_si256(_mm256_shuffle_epi8(set->low, b->low),
				_mm256_shuffle_epi8(set->high, b->high));
}

/* The buckets of 64 bytes. */
struct wide_pair {
	__m256i a, b;
};

/* The same, worked out here: the compiler would put off what makes one of two, and run out of
 * registers. */
static inline __attribute__((target("avx2"))) __m256i
settled(__m256i x)
{
	__asm__("" : "+x"(x));
	return x;
}

static inline __attribute__((target("avx2"))) struct wide_pair
pair_buckets(const struct wide_set *set, const struct wide_bytes *a, const struct wide_bytes *b)
{
	return (struct wide_pair){settled(wide_buckets(set, a)), settled(wide_buckets(set, b))};
}

static inline __attribute__((target("avx2"))) struct wide_pair
pair_and(struct wide_pair x, struct wide_pair y)
{
	return (struct wide_pair){settled(_mm256_and_si256(x.a, y.a)),
				  settled(_mm256_and_si256(x.b, y.b))};
}

/* A word of those that are in the last bucket: a byte's highest bit. */
static inline __attribute__((target("avx2"))) uint64_t
highest_word(struct wide_pair x)
{
	return (uint32_t)_mm256_movemask_epi8(x.a) | (uint64_t)(uint32_t)_mm256_movemask_epi8(x.b)
							     << 32;
}

/* A word of a map: what is added to makes the highest bit of any. */
static inline __attribute__((target("avx2"))) uint64_t
pair_word(struct wide_pair x)
{
	const __m256i most = _mm256_set1_epi8(0x7F);

	return highest_word(
		(struct wide_pair){_mm256_adds_epu8(x.a, most), _mm256_adds_epu8(x.b, most)});
}

static inline __attribute__((target("avx2"))) struct wide_pair
pair_or(struct wide_pair x, struct wide_pair y)
{
	return (struct wide_pair){_mm256_or_si256(x.a, y.a), _mm256_or_si256(x.b, y.b)};
}

/* Of the buckets those that are among some, and those that are not. */
static inline __attribute__((target("avx2"))) struct wide_pair
pair_in(struct wide_pair x, __m256i buckets)
{
	return (struct wide_pair){_mm256_and_si256(x.a, buckets), _mm256_and_si256(x.b, buckets)};
}

static inline __attribute__((target("avx2"))) struct wide_pair
pair_lookup(const __m256i *table, __m256i a, __m256i b)
{
	return (struct wide_pair){_mm256_shuffle_epi8(*table, a), _mm256_shuffle_epi8(*table, b)};
}

#endif
#endif
