/*
 * The maps of a text (struct lex_map).  In: the text and what marks its reader wants.  Out: a bit a
 * byte of all that the lexer and the passes behind it look for, from one pass over the bytes and
 * one over the words of the maps.
 */
#include <string.h>

#include "../base/byte_map.h"
#include "../base/wide.h"
#include "lexicon_internal.h"

/* Four words of a map, so that the settling takes a quarter of the instructions. */
typedef uint64_t four_words __attribute__((vector_size(4 * sizeof(uint64_t))));
enum { FOUR = 4 };

/* The words at p; to another, by pointer (base/wide.h). */
WIDE_INLINE void
four_at(four_words *x, const uint64_t *p)
{
	memcpy(x, p, sizeof *x);
}

/* What a pause must stand before to be a mark, and the marks that may be doubled: of the words from i
 * on. */
WIDE_INLINE void
marks_at(const struct byte_maps *m, size_t i, four_words *opening, four_words *marks)
{
	four_words first, others, chosen, apart, rest;

	four_at(&first, m->first + i);
	four_at(&others, m->others + i);
	four_at(&chosen, m->chosen + i);
	four_at(&apart, m->apart + i);
	four_at(&rest, m->rest + i);
	*opening = first | others | chosen;
	*marks = (apart | rest) & ~chosen;
}

/* Settles the marks, of which .rest are all but the pauses: .rest then are those of lex_map, .apart
 * the doubled ones; and adds to .first the first letter of each word.  What stands in front of something
 * does so by the length of a character of three bytes, into which bits of the next word come.  Words
 * behind the text, and that of the letters before it: zero. */
WIDE_INLINE void
settle(const struct byte_maps *m, size_t words)
{
	for (size_t i = 0; i < words; i += FOUR) {
		four_words opening, opening_next, marks, marks_next, letters, letters_before;
		four_words first, pauses, rest;

		marks_at(m, i, &opening, &marks);
		marks_at(m, i + 1, &opening_next, &marks_next);
		four_at(&first, m->first + i);
		four_at(&pauses, m->apart + i);
		four_at(&rest, m->rest + i);
		four_at(&letters, m->letters + i);
		four_at(&letters_before, m->letters + i - 1);
		rest |= pauses & (opening >> TRIPLE | opening_next << (BYTE_MAP_WORD - TRIPLE));
		marks &= marks >> TRIPLE | marks_next << (BYTE_MAP_WORD - TRIPLE);
		first |= letters & ~(letters << 1 | letters_before >> (BYTE_MAP_WORD - 1));
		memcpy(m->rest + i, &rest, sizeof rest);
		memcpy(m->apart + i, &marks, sizeof marks);
		memcpy(m->first + i, &first, sizeof first);
	}
}

WIDE_AVX2 static void
settle_avx2(const struct byte_maps *m, size_t words)
{
	settle(m, words);
}

/* Room for a map, with zeroes before and behind what byte_map_all writes. */
static uint64_t *
map_new(struct arena *a, size_t words)
{
	uint64_t *map = arena_alloc_raw(a, (1 + words + 2 * FOUR) * sizeof *map);

	*map++ = 0;
	memset(map + words, 0, 2 * FOUR * sizeof *map);
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
		.chosen = MARK_BUCKETS - 1,
		.set = &bytes,
		.bytes = {.first = 1u << BYTE_SIGN,
			  .second = ((1u << MARK_BUCKETS) - 1) | 3u << BYTE_BRACKET,
			  .others = BYTE_SPACE},
	};
	size_t words = byte_map_words(len);
	struct byte_maps maps = {map_new(a, words), map_new(a, words), map_new(a, words),
				 map_new(a, words), map_new(a, words), map_new(a, words)};

	byte_map_all(text, len, &plan, maps);
	if (machine_has_avx2())
		settle_avx2(&maps, words);
	else
		settle(&maps, words);
	return (struct lex_map){.facts = maps.first,
				.spaces = maps.others,
				.letters = maps.letters,
				.marks = maps.rest,
				.brackets = maps.chosen,
				.doubled = maps.apart};
}
