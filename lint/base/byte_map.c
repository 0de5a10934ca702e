/*
 * Looking up bytes in two tables of sixteen, as vectors do with one
 * instruction each.  Which code runs is asked of the processor once a text.
 */
#include "byte_map.h"
#include "base.h"
#include "machine.h"
#include "wide_set.h"

#include <string.h>

#define LAST_BUCKET (1u << (BYTE_BUCKETS - 1))

void
byte_set_rows(struct byte_set *set, const char *bytes, unsigned *bucket)
{
	uint8_t taken[16] = {0}; /* by a row of equal high halves: its bucket + 1 */

	for (const char *p = bytes; *p; p++) {
		uint8_t *row = &taken[(unsigned char)*p >> 4];
		if (!*row) {
			++*bucket;
			*row = (uint8_t)*bucket;
		}
		byte_set_add(set, (unsigned char)*p, *row - 1u);
	}
}

/* The buckets that hold the three bytes at i, zero behind the text. */
static unsigned
triple_buckets(const char *text, size_t len, size_t i, const struct byte_set set[TRIPLE])
{
	unsigned buckets = ~0u;

	for (size_t k = 0; k < TRIPLE; k++)
		buckets &= byte_set_buckets(&set[k], i + k < len ? (unsigned char)text[i + k] : 0);
	return buckets;
}

/* Sets the bit of a byte if some bucket is told of it. */
static void
note_buckets(uint64_t *map, size_t i, unsigned buckets)
{
	map[i / BYTE_MAP_WORD] |= (uint64_t)(buckets != 0) << i % BYTE_MAP_WORD;
}

void
byte_map_triples_plain(const char *text, size_t len, const struct byte_set set[TRIPLE],
		       uint64_t *map)
{
	memset(map, 0, byte_map_words(len) * sizeof *map);
	for (size_t i = 0; i < len; i++)
		note_buckets(map, i, triple_buckets(text, len, i, set));
}

/* The buckets that hold the character at i. */
static unsigned
char_buckets(const char *text, size_t len, size_t i, const struct char_set *set)
{
	const unsigned char *s = (const unsigned char *)text + i;

	if (len - i < TRIPLE || s[0] >> 4 != 0xE)
		return 0;
	return set->first[s[0] & 15] & set->second[s[1] & 15] & set->third[s[2] & 15] &
	       set->high[char_high(s[1], s[2])];
}

void
byte_map_all_plain(const char *text, size_t len, const struct byte_plan *plan,
		   struct byte_maps maps)
{
	uint64_t *const all[] = {maps.first,  maps.apart,  maps.rest,
				 maps.chosen, maps.others, maps.letters};

	for (size_t i = 0; i < sizeof all / sizeof *all; i++)
		memset(all[i], 0, byte_map_words(len) * sizeof **all);
	for (size_t i = 0; i < len; i++) {
		unsigned byte = byte_set_buckets(plan->set, (unsigned char)text[i]);
		unsigned apart = char_buckets(text, len, i, plan->second);
		unsigned second = apart | (byte & plan->bytes.second);

		note_buckets(maps.first, i,
			     char_buckets(text, len, i, plan->first) | (byte & plan->bytes.first));
		note_buckets(maps.apart, i, apart & LAST_BUCKET);
		note_buckets(maps.rest, i, second & ~LAST_BUCKET);
		note_buckets(maps.chosen, i, (second & ~LAST_BUCKET) >> plan->chosen);
		note_buckets(maps.others, i, byte >> plan->bytes.others);
		note_buckets(maps.letters, i, is_letter(text[i]));
	}
}

#if defined __x86_64__
/* The last bytes of a text, fewer than a step takes, with zeroes behind them; how many. */
enum { TAIL_MOST = BYTE_MAP_WORD + TRIPLE - 2, TAIL_ROOM = 3 * BYTE_MAP_WORD };
struct tail {
	char text[TAIL_ROOM];
	size_t len;
};

static inline void
tail_take(struct tail *tail, const char *text, size_t len)
{
	assert(len <= TAIL_MOST);
	memset(tail->text, 0, sizeof tail->text);
	memcpy(tail->text, text, len);
	tail->len = len;
}

/* The bits of a word of the map of a tail, from `at` on, that stand in it. */
static inline uint64_t
tail_bits(const struct tail *tail, size_t at)
{
	size_t left = tail->len - at;

	return left < BYTE_MAP_WORD ? (UINT64_C(1) << left) - 1 : ~UINT64_C(0);
}

static inline __attribute__((target("avx2"))) struct wide_pair
triples_pair(const struct wide_set wide[TRIPLE], const char *p)
{
	struct wide_bytes a = wide_bytes_at(p), b = wide_bytes_at(p + 32);
	struct wide_pair found = pair_buckets(&wide[0], &a, &b);

	a = wide_bytes_at(p + 1);
	b = wide_bytes_at(p + 33);
	found = pair_and(found, pair_buckets(&wide[1], &a, &b));
	a = wide_bytes_at(p + 2);
	b = wide_bytes_at(p + 34);
	found = pair_and(found, pair_buckets(&wide[2], &a, &b));
	return found;
}

static __attribute__((target("avx2"))) void
triples_wide(const char *text, size_t len, const struct byte_set set[TRIPLE], uint64_t *map)
{
	const struct wide_set wide[TRIPLE] = {wide_set_of(&set[0]), wide_set_of(&set[1]),
					      wide_set_of(&set[2])};
	size_t at = 0;

	for (; len - at >= BYTE_MAP_WORD + TRIPLE - 1; at += BYTE_MAP_WORD)
		*map++ = pair_word(triples_pair(wide, text + at));
	struct tail tail;
	tail_take(&tail, text + at, len - at);
	for (at = 0; at <= tail.len; at += BYTE_MAP_WORD)
		*map++ = pair_word(triples_pair(wide, tail.text + at)) & tail_bits(&tail, at);
}

/* The tables of characters, each twice. */
struct wide_char_set {
	__m256i first, second, third, high;
};

static inline __attribute__((target("avx2"))) struct wide_char_set
wide_char_set_of(const struct char_set *set)
{
	return (struct wide_char_set){table_twice(set->first), table_twice(set->second),
				      table_twice(set->third), table_twice(set->high)};
}

/* By what the characters at 32 bytes are looked up in the tables of first bytes: from 0x70 on, and
 * from 0x80 where the byte is none of E0 to EF: that finds nothing. */
static inline __attribute__((target("avx2"))) __m256i
wide_firsts(const char *p)
{
	return _mm256_adds_epu8(_mm256_sub_epi8(wide_at(p), _mm256_set1_epi8((char)0xE0)),
				_mm256_set1_epi8(0x70));
}

static inline __attribute__((target("avx2"))) __m256i
wide_lows(const char *p)
{
	return _mm256_and_si256(wide_at(p), _mm256_set1_epi8(15));
}

/* char_high. */
static inline __attribute__((target("avx2"))) __m256i
wide_highs(const char *p)
{
	__m256i second = _mm256_srli_epi16(wide_at(p + 1), 4);
	__m256i third = _mm256_srli_epi16(wide_at(p + 2), 2);

	return _mm256_or_si256(_mm256_and_si256(second, _mm256_set1_epi8(3)),
			       _mm256_and_si256(third, _mm256_set1_epi8(12)));
}

/* The buckets of two sets that hold the characters at 64 bytes.  What is looked up is worked out once
 * for both, and one after the other: all together would not fit into the registers. */
struct wide_found {
	struct wide_pair first, second;
};

static inline __attribute__((target("avx2"))) struct wide_found
chars_found(const struct wide_char_set *first, const struct wide_char_set *second, const char *p)
{
	__m256i a = wide_firsts(p), b = wide_firsts(p + 32);
	struct wide_found found = {pair_lookup(&first->first, a, b),
				   pair_lookup(&second->first, a, b)};

	a = wide_lows(p + 1);
	b = wide_lows(p + 33);
	found.first = pair_and(found.first, pair_lookup(&first->second, a, b));
	found.second = pair_and(found.second, pair_lookup(&second->second, a, b));
	a = wide_lows(p + 2);
	b = wide_lows(p + 34);
	found.first = pair_and(found.first, pair_lookup(&first->third, a, b));
	found.second = pair_and(found.second, pair_lookup(&second->third, a, b));
	a = wide_highs(p);
	b = wide_highs(p + 32);
	found.first = pair_and(found.first, pair_lookup(&first->high, a, b));
	found.second = pair_and(found.second, pair_lookup(&second->high, a, b));
	return found;
}

/* Those of 32 bytes that are ASCII letters: all ones.  Compared with sign (base/wide.h). */
static inline __attribute__((target("avx2"))) __m256i
wide_letters(__m256i x)
{
	x = _mm256_add_epi8(_mm256_or_si256(x, _mm256_set1_epi8(0x20)),
			    _mm256_set1_epi8(INT8_MAX - 'z'));
	return _mm256_cmpgt_epi8(x, _mm256_set1_epi8(INT8_MAX - 'z' + 'a' - 1));
}

struct wide_plan {
	struct wide_char_set first, second;
	struct wide_set set;
	/* what is added makes the highest bit of any bucket from the first of these on */
	__m256i chosen, others;
	__m256i with_first, with_second;
};

/* What is added for that. */
static inline __attribute__((target("avx2"))) __m256i
wide_from(unsigned bucket)
{
	return _mm256_set1_epi8((char)(0x80 - (1u << bucket)));
}

static inline __attribute__((target("avx2"))) uint64_t
pair_word_from(struct wide_pair x, __m256i added)
{
	return highest_word(
		(struct wide_pair){_mm256_adds_epu8(x.a, added), _mm256_adds_epu8(x.b, added)});
}

static inline __attribute__((target("avx2"), always_inline)) void
map_word(const struct wide_plan *plan, const char *p, const struct byte_maps *maps)
{
	struct wide_found found = chars_found(&plan->first, &plan->second, p);
	struct wide_bytes x = wide_bytes_at(p), y = wide_bytes_at(p + 32);
	struct wide_pair set = pair_buckets(&plan->set, &x, &y);
	struct wide_pair second = pair_or(found.second, pair_in(set, plan->with_second));

	*maps->first = pair_word(pair_or(found.first, pair_in(set, plan->with_first)));
	*maps->others = pair_word_from(set, plan->others);
	*maps->apart = highest_word(second);
	second = pair_in(second, _mm256_set1_epi8((char)~LAST_BUCKET));
	*maps->rest = pair_word(second);
	*maps->chosen = pair_word_from(second, plan->chosen);
	*maps->letters = highest_word(
		(struct wide_pair){wide_letters(wide_at(p)), wide_letters(wide_at(p + 32))});
}

static inline struct byte_maps
maps_next(struct byte_maps maps)
{
	return (struct byte_maps){maps.first + 1,  maps.apart + 1,  maps.rest + 1,
				  maps.chosen + 1, maps.others + 1, maps.letters + 1};
}

/* Leaves in a word of each map no more than these bits. */
static inline void
maps_cut(const struct byte_maps *maps, uint64_t bits)
{
	*maps->first &= bits;
	*maps->apart &= bits;
	*maps->rest &= bits;
	*maps->chosen &= bits;
	*maps->others &= bits;
	*maps->letters &= bits;
}

static __attribute__((target("avx2"))) void
all_wide(const char *text, size_t len, const struct byte_plan *plan, struct byte_maps maps)
{
	const struct wide_plan wide = {
		.first = wide_char_set_of(plan->first),
		.second = wide_char_set_of(plan->second),
		.set = wide_set_of(plan->set),
		.chosen = wide_from(plan->chosen),
		.others = wide_from(plan->bytes.others),
		.with_first = _mm256_set1_epi8((char)plan->bytes.first),
		.with_second = _mm256_set1_epi8((char)plan->bytes.second),
	};
	size_t at = 0;

	for (; len - at >= BYTE_MAP_WORD + TRIPLE - 1; at += BYTE_MAP_WORD) {
		map_word(&wide, text + at, &maps);
		maps = maps_next(maps);
	}
	struct tail tail;
	tail_take(&tail, text + at, len - at);
	for (at = 0; at <= tail.len; at += BYTE_MAP_WORD) {
		map_word(&wide, tail.text + at, &maps);
		maps_cut(&maps, tail_bits(&tail, at));
		maps = maps_next(maps);
	}
}
#endif

void
byte_map_triples(const char *text, size_t len, const struct byte_set set[TRIPLE], uint64_t *map)
{
#if defined __x86_64__
	if (machine_has_avx2()) {
		triples_wide(text, len, set, map);
		return;
	}
#endif
	byte_map_triples_plain(text, len, set, map);
}

void
byte_map_all(const char *text, size_t len, const struct byte_plan *plan, struct byte_maps maps)
{
#if defined __x86_64__
	if (machine_has_avx2()) {
		all_wide(text, len, plan, maps);
		return;
	}
#endif
	byte_map_all_plain(text, len, plan, maps);
}
