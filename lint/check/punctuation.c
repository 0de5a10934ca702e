/* Where marks stand (punctuation.h).  A word of the maps at a time. */
#include "punctuation.h"

#include "../base/byte_map.h"
#include "../base/lanes.h"

/* Adds the bits of a word of a map, whose first byte stands at `at`. */
static void
places_add(struct arena *a, struct places *p, size_t at, uint64_t bits)
{
	for (; bits; bits &= bits - 1)
		*VEC_PUSH(a, &p->list) = (uint32_t)at + (uint32_t)__builtin_ctzll(bits);
}

/* Adds the bits of a word of doc.map.brackets, each to its list. */
static void
marks_add(struct check *c, struct punctuation *p, size_t at, uint64_t bits)
{
	for (; bits; bits &= bits - 1) {
		uint32_t mark = (uint32_t)at + (uint32_t)__builtin_ctzll(bits);
		unsigned char byte = (unsigned char)c->doc->text.at[mark];
		struct places *list = byte == 0xC3 ? &p->crosses : &p->marks;

		*VEC_PUSH(c->arena, &list->list) = mark;
	}
}

const struct punctuation *
punctuation_of(struct check *c)
{
	const struct doc *d = c->doc;
	const struct lex_map map = d->map;
	const size_t words = byte_map_words(d->text.len);
	uint64_t letter = 0, x = 0; /* 1: the byte before is one */

	if (c->punctuation)
		return c->punctuation;
	struct punctuation *p = arena_alloc(c->arena, sizeof *p);

	for (size_t i = 0; i < words; i++) {
		const uint64_t letters = map.letters[i];
		const uint64_t brackets = map.brackets[i], doubled = map.doubled[i];
		const size_t at = i * BYTE_MAP_WORD;

		if (!(brackets | doubled | letters | letter)) /* as in most */
			continue;
		if (brackets)
			marks_add(c, p, at, brackets);
		if (doubled)
			places_add(c->arena, &p->doubled, at, doubled);
		if (!(letters | letter))
			continue;
		uint64_t xs = lanes_word(d->text.at, at, d->text.len, 'X');

		places_add(c->arena, &p->blanks, at, map.spaces[i] & (letters << 1 | letter));
		places_add(c->arena, &p->xs, at, xs & (xs << 1 | x));
		letter = letters >> (BYTE_MAP_WORD - 1);
		x = xs >> (BYTE_MAP_WORD - 1);
	}
	c->punctuation = p;
	return p;
}
