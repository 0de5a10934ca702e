/*
 * Looking up bytes in two tables of sixteen, as vectors do with one
 * instruction each.  Which code runs is asked of the processor once a text.
 */
#include "byte_map.h"

#include <assert.h>
#include <stdbool.h>
#include <string.h>

#if defined __x86_64__
#include <immintrin.h>
#endif

void
byte_set_add(struct byte_set *set, unsigned char byte, unsigned bucket)
{
	assert(bucket < BYTE_BUCKETS);
	set->low[byte & 15] |= (uint8_t)(1u << bucket);
	set->high[byte >> 4] |= (uint8_t)(1u << bucket);
}

void
byte_set_rows(struct byte_set *set, const char *bytes, unsigned *bucket)
{
	for (unsigned row = 0; row < 16; row++) {
		bool any = false;
		for (const char *p = bytes; *p; p++) {
			if ((unsigned char)*p >> 4 != row)
				continue;
			byte_set_add(set, (unsigned char)*p, *bucket);
			any = true;
		}
		*bucket += any;
	}
}

void
byte_map_make_plain(const char *text, size_t len, const struct byte_set *set, uint64_t *map)
{
	memset(map, 0, byte_map_words(len) * sizeof *map);
	for (size_t i = 0; i < len; i++)
		map[i / BYTE_MAP_WORD] |=
			(uint64_t)(byte_set_buckets(set, (unsigned char)text[i]) != 0)
			<< i % BYTE_MAP_WORD;
}

void
byte_map_split_plain(const char *text, size_t len, const struct byte_set *set, unsigned buckets,
		     uint64_t *in, uint64_t *others)
{
	memset(in, 0, byte_map_words(len) * sizeof *in);
	memset(others, 0, byte_map_words(len) * sizeof *others);
	for (size_t i = 0; i < len; i++) {
		unsigned found = byte_set_buckets(set, (unsigned char)text[i]);
		uint64_t bit = UINT64_C(1) << i % BYTE_MAP_WORD;
		if (found & buckets)
			in[i / BYTE_MAP_WORD] |= bit;
		if (found & ~buckets)
			others[i / BYTE_MAP_WORD] |= bit;
	}
}

void
byte_map_triples_plain(const char *text, size_t len, const struct byte_set set[TRIPLE],
		       uint64_t *map)
{
	memset(map, 0, byte_map_words(len) * sizeof *map);
	for (size_t i = 0; i < len; i++) {
		unsigned buckets = ~0u;
		for (size_t k = 0; k < TRIPLE; k++)
			buckets &= byte_set_buckets(&set[k],
						    i + k < len ? (unsigned char)text[i + k] : 0);
		map[i / BYTE_MAP_WORD] |= (uint64_t)(buckets != 0) << i % BYTE_MAP_WORD;
	}
}

#if defined __x86_64__
/* The tables of a set, each twice: the instruction looks up within sixteen bytes. */
struct wide_set {
	__m256i low, high;
};

static inline __attribute__((target("avx2"))) struct wide_set
wide_set_of(const struct byte_set *set)
{
	__m128i low, high;

	memcpy(&low, set->low, sizeof low);
	memcpy(&high, set->high, sizeof high);
	return (struct wide_set){_mm256_broadcastsi128_si256(low),
				 _mm256_broadcastsi128_si256(high)};
}

/* The buckets of the 32 bytes at p. */
static inline __attribute__((target("avx2"))) __m256i
wide_buckets(const struct wide_set *set, const char *p)
{
	const __m256i half = _mm256_set1_epi8(15);
	__m256i x;

	memcpy(&x, p, sizeof x);
	__m256i high = _mm256_and_si256(_mm256_srli_epi16(x, 4), half);
	return _mm256_and_si256(_mm256_shuffle_epi8(set->low, _mm256_and_si256(x, half)),
				_mm256_shuffle_epi8(set->high, high));
}

/* One bit for each of 32 bytes that is in no bucket. */
static inline __attribute__((target("avx2"))) uint32_t
wide_misses(__m256i buckets)
{
	return (uint32_t)_mm256_movemask_epi8(_mm256_cmpeq_epi8(buckets, _mm256_setzero_si256()));
}

static inline __attribute__((target("avx2"))) uint64_t
wide_word(const struct wide_set *set, const char *p)
{
	uint64_t second = wide_misses(wide_buckets(set, p + 32));

	return ~(wide_misses(wide_buckets(set, p)) | second << 32);
}

static __attribute__((target("avx2"))) void
make_wide(const char *text, size_t len, const struct byte_set *set, uint64_t *map)
{
	const struct wide_set wide = wide_set_of(set);
	size_t at = 0;

	for (; len - at >= BYTE_MAP_WORD; at += BYTE_MAP_WORD)
		*map++ = wide_word(&wide, text + at);
	byte_map_make_plain(text + at, len - at, set, map);
}

static __attribute__((target("avx2"))) void
split_wide(const char *text, size_t len, const struct byte_set *set, unsigned buckets, uint64_t *in,
	   uint64_t *others)
{
	const struct wide_set wide = wide_set_of(set);
	const __m256i mask = _mm256_set1_epi8((char)buckets);
	size_t at = 0;

	for (; len - at >= BYTE_MAP_WORD; at += BYTE_MAP_WORD) {
		__m256i a = wide_buckets(&wide, text + at);
		__m256i b = wide_buckets(&wide, text + at + 32);
		uint64_t in_b = wide_misses(_mm256_and_si256(b, mask));
		uint64_t others_b = wide_misses(_mm256_andnot_si256(mask, b));
		*in++ = ~(wide_misses(_mm256_and_si256(a, mask)) | in_b << 32);
		*others++ = ~(wide_misses(_mm256_andnot_si256(mask, a)) | others_b << 32);
	}
	byte_map_split_plain(text + at, len - at, set, buckets, in, others);
}

static inline __attribute__((target("avx2"))) __m256i
triple_buckets(const struct wide_set wide[TRIPLE], const char *p)
{
	return _mm256_and_si256(
		_mm256_and_si256(wide_buckets(&wide[0], p), wide_buckets(&wide[1], p + 1)),
		wide_buckets(&wide[2], p + 2));
}

static __attribute__((target("avx2"))) void
triples_wide(const char *text, size_t len, const struct byte_set set[TRIPLE], uint64_t *map)
{
	const struct wide_set wide[TRIPLE] = {wide_set_of(&set[0]), wide_set_of(&set[1]),
					      wide_set_of(&set[2])};
	size_t at = 0;

	for (; len - at >= BYTE_MAP_WORD + TRIPLE - 1; at += BYTE_MAP_WORD) {
		uint64_t second = wide_misses(triple_buckets(wide, text + at + 32));
		*map++ = ~(wide_misses(triple_buckets(wide, text + at)) | second << 32);
	}
	byte_map_triples_plain(text + at, len - at, set, map);
}
#endif

void
byte_map_make(const char *text, size_t len, const struct byte_set *set, uint64_t *map)
{
#if defined __x86_64__
	if (__builtin_cpu_supports("avx2")) {
		make_wide(text, len, set, map);
		return;
	}
#endif
	byte_map_make_plain(text, len, set, map);
}

void
byte_map_split(const char *text, size_t len, const struct byte_set *set, unsigned buckets,
	       uint64_t *in, uint64_t *others)
{
#if defined __x86_64__
	if (__builtin_cpu_supports("avx2")) {
		split_wide(text, len, set, buckets, in, others);
		return;
	}
#endif
	byte_map_split_plain(text, len, set, buckets, in, others);
}

void
byte_map_triples(const char *text, size_t len, const struct byte_set set[TRIPLE], uint64_t *map)
{
#if defined __x86_64__
	if (__builtin_cpu_supports("avx2")) {
		triples_wide(text, len, set, map);
		return;
	}
#endif
	byte_map_triples_plain(text, len, set, map);
}
