/*
 * Where words may begin in a text: a map of it by their first three bytes.
 * Cost: the words with each other, once; then less than one instruction a byte of the text.
 */
#include "../base/byte_map.h"
#include "lex.h"

/* A bucket is a product: short words, behind which anything may stand, and ASCII are put together with
 * none but their like. */
static unsigned
bucket_of(struct str word, size_t number)
{
	enum { SHORT, ASCII, OTHERS };

	if (word.len < TRIPLE)
		return SHORT;
	if ((unsigned char)word.at[0] < 0x80)
		return ASCII;
	return OTHERS + (unsigned)(number % (BYTE_BUCKETS - OTHERS));
}

/* Puts what a word begins with, whatever stands behind a short one, into a bucket. */
static void
start_add(struct byte_set set[TRIPLE], struct str word, unsigned bucket)
{
	for (size_t k = 0; k < TRIPLE; k++) {
		if (k < word.len)
			byte_set_add(&set[k], (unsigned char)word.at[k], bucket);
		else
			byte_set_fill(&set[k], bucket);
	}
}

/* What a word begins with, as one number; 0 of one without bytes. */
static uint32_t
start_of(struct str word)
{
	uint32_t out = 0;

	for (size_t k = 0; k < TRIPLE && k < word.len; k++)
		out |= (uint32_t)(unsigned char)word.at[k] << 8 * k | UINT32_C(1) << (24 + k);
	return out;
}

const uint64_t *
words_map(struct arena *a, const struct str *words, size_t count, struct str text)
{
	struct byte_set set[TRIPLE] = {{{0}, {0}}};
	uint64_t *map = arena_alloc_raw(a, byte_map_words(text.len) * sizeof *map);
	uint32_t *starts = arena_alloc_raw(a, count * sizeof *starts);
	size_t n = 0;

	for (size_t i = 0; i < count; i++) {
		size_t seen = 0;
		starts[n] = start_of(words[i]);
		while (starts[seen] != starts[n])
			seen++;
		if (seen < n || !starts[n])
			continue;
		start_add(set, words[i], bucket_of(words[i], n));
		n++;
	}
	byte_map_triples(text.at, text.len, set, map);
	return map;
}
