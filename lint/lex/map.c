/*
 * The maps of a text (struct lex_map).  In: the text and what marks its reader wants.  Out: a bit a
 * byte of all that the lexer and the passes behind it look for, from one pass over the bytes and
 * one over the words of the maps.
 */
#include <string.h>

#include "../base/byte_map.h"
#include "lexicon_internal.h"

/* Adds to a map the first letter of each word of a map of letters. */
static void
add_first_letters(uint64_t *map, const uint64_t *letters, size_t words)
{
	uint64_t before = 0;

	for (size_t i = 0; i < words; i++) {
		if (letters[i])
			map[i] |= letters[i] & ~(letters[i] << 1 | before);
		before = letters[i] >> 63;
	}
}

/* Two words of a map, so that the settling of marks takes half the instructions. */
typedef uint64_t word_pair __attribute__((vector_size(2 * sizeof(uint64_t))));
enum { PAIR = 2 };

static inline word_pair
pair_at(const uint64_t *map, size_t i)
{
	word_pair x;

	memcpy(&x, map + i, sizeof x);
	return x;
}

/* The bits that stand in front of those of a map, by the length of a character of three bytes;
 * next: the words of the map from the one behind on. */
static inline word_pair
before_bits(word_pair bits, word_pair next)
{
	return bits >> TRIPLE | next << (BYTE_MAP_WORD - TRIPLE);
}

/* What a pause must stand before to be a mark. */
static inline word_pair
opening_bits(const struct byte_maps *m, size_t i)
{
	return pair_at(m->first, i) | pair_at(m->others, i) | pair_at(m->chosen, i);
}

static inline word_pair
mark_bits(const struct byte_maps *m, size_t i)
{
	return (pair_at(m->apart, i) | pair_at(m->rest, i)) & ~pair_at(m->chosen, i);
}

/* Settles the marks, of which .rest are all but the pauses and some brackets: .rest then are those
 * of lex_map, .apart the doubled ones.  Words behind the text: zero. */
static void
settle_marks(const struct byte_maps *m, size_t words)
{
	for (size_t i = 0; i < words; i += PAIR) {
		word_pair pauses = pair_at(m->apart, i);
		word_pair opened = before_bits(opening_bits(m, i), opening_bits(m, i + 1));
		word_pair marks = mark_bits(m, i);
		word_pair doubled = marks & before_bits(marks, mark_bits(m, i + 1));
		word_pair rest = pair_at(m->rest, i) | pair_at(m->chosen, i) | (pauses & opened);

		memcpy(m->rest + i, &rest, sizeof rest);
		memcpy(m->apart + i, &doubled, sizeof doubled);
	}
}

/* Room for a map, with zeroes behind what byte_map_all writes. */
static uint64_t *
map_new(struct arena *a, size_t words)
{
	uint64_t *map = arena_alloc_raw(a, (words + 2 * PAIR) * sizeof *map);

	memset(map + words, 0, 2 * PAIR * sizeof *map);
	return map;
}

/* The bytes that the lexer wants in a map, with those of its caller. */
static struct byte_set
join_bytes(const struct byte_set *own, const struct byte_set *marks)
{
	struct byte_set both = *own;

	for (unsigned half = 0; half < 16; half++) {
		both.low[half] |= marks->low[half];
		both.high[half] |= marks->high[half];
	}
	return both;
}

struct lex_map
lex_map(const struct lexicon *lx, struct arena *a, const char *text, size_t len,
	const struct lex_marks *marks)
{
	const struct byte_set bytes = join_bytes(&lx->tables->bytes, marks->bytes);
	const struct byte_plan plan = {
		.first = &lx->tables->signs,
		.second = marks->chars,
		.chosen = marks->brackets,
		.set = &bytes,
		.bytes = {.first = 1u << BYTE_SIGN,
			  .rest = (1u << (MARK_BUCKETS - 1)) - 1,
			  .chosen = 1u << (MARK_BUCKETS - 1) | 3u << BYTE_BRACKET,
			  .others = 3u << BYTE_SPACE},
	};
	size_t words = byte_map_words(len);
	struct byte_maps maps = {map_new(a, words), map_new(a, words), map_new(a, words),
				 map_new(a, words), map_new(a, words), map_new(a, words)};

	byte_map_all(text, len, &plan, maps);
	settle_marks(&maps, words);
	add_first_letters(maps.first, maps.letters, words);
	return (struct lex_map){.facts = maps.first,
				.spaces = maps.others,
				.letters = maps.letters,
				.marks = maps.rest,
				.brackets = maps.chosen,
				.doubled = maps.apart};
}
