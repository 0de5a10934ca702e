/*
 * The lines of a text, by what is below the space in it: line ends, and where there are
 * others but tabs, which few reports have, these.  One pass, 64 bytes a step, and one over its
 * map.
 */
#include "../base/byte_map.h"
#include "../base/wide.h"
#include "text_internal.h"

/* Of BYTE_MAP_WORD bytes those that are line feeds, and those that are below the space. */
struct low_words {
	uint64_t feeds, low;
};

/* Those at p; adds those that are low but neither line feeds nor tabs, and those that are stars,
 * to lanes. */
WIDE_INLINE struct low_words
low_words(const char *p, wide *odd, wide *star, struct wide_ops ops)
{
	wide a, b;

	wide_load(&a, p);
	wide_load(&b, p + WIDE);
	wide feeds_a = (wide)(a == '\n'), feeds_b = (wide)(b == '\n');
	wide low_a = (wide)(a < ' '), low_b = (wide)(b < ' ');
	*odd |= (low_a & ~(feeds_a | (wide)(a == '\t'))) | (low_b & ~(feeds_b | (wide)(b == '\t')));
	*star |= (wide)(a == '*') | (wide)(b == '*');
	return (struct low_words){ops.bits(&feeds_a) | (uint64_t)ops.bits(&feeds_b) << WIDE,
				  ops.bits(&low_a) | (uint64_t)ops.bits(&low_b) << WIDE};
}

/* The map of line feeds, or of `all` that is low. */
WIDE_INLINE void
low_pass(struct str s, bool all, uint64_t *map, struct low_bytes *low, struct wide_ops ops)
{
	char tail[BYTE_MAP_WORD];
	wide odd = {0}, star = {0};
	size_t at = 0, count = 0;

	for (; s.len - at >= BYTE_MAP_WORD; at += BYTE_MAP_WORD) {
		struct low_words words = low_words(s.at + at, &odd, &star, ops);
		*map = all ? words.low : words.feeds;
		count += (size_t)__builtin_popcountll(*map++);
	}
	memset(tail, ' ', sizeof tail);
	if (at < s.len)
		memcpy(tail, s.at + at, s.len - at);
	struct low_words words = low_words(tail, &odd, &star, ops);
	*map = all ? words.low : words.feeds;
	low->count = count + (size_t)__builtin_popcountll(*map);
	low->odd = ops.bits(&odd) != 0;
	low->star = ops.bits(&star) != 0;
}

WIDE_AVX2 static void
feeds_avx2(struct str s, uint64_t *map, struct low_bytes *low)
{
	low_pass(s, false, map, low, wide_avx2);
}

struct low_bytes
low_bytes_find(struct arena *a, struct str s)
{
	uint64_t *map = arena_alloc_raw(a, byte_map_words(s.len) * sizeof *map);
	struct low_bytes low = {.map = map};

	if (machine_has_avx2())
		feeds_avx2(s, map, &low);
	else
		low_pass(s, false, map, &low, wide_plain);
	if (low.odd)
		low_pass(s, true, map, &low, wide_plain);
	return low;
}

/* Does the byte at `at` of those that are low end a line?  Of CRLF only the second one does.
 * Form feeds end lines of print, not of a source. */
static bool
ends_line(struct str s, size_t at, bool print)
{
	char c = s.at[at];

	return c == '\n' || (c == '\r' && !(at + 1 < s.len && s.at[at + 1] == '\n')) ||
	       (c == '\f' && print);
}

/* Appends where the lines behind the feeds of one word of the map begin, `from` behind the first of
 * its bytes.  Most have two at most, which costs no branch. */
WIDE_INLINE uint32_t *
word_lines(uint32_t *to, uint64_t bits, uint32_t from)
{
	const uint64_t none = UINT64_C(1) << (BYTE_MAP_WORD - 1);
	const int n = __builtin_popcountll(bits);

	to[0] = from + (uint32_t)__builtin_ctzll(bits | none);
	bits &= bits - 1;
	to[1] = from + (uint32_t)__builtin_ctzll(bits | none);
	bits &= bits - 1;
	for (int i = 2; i < n; i++, bits &= bits - 1)
		to[i] = from + (uint32_t)__builtin_ctzll(bits);
	return to + n;
}

/* Those of a whole map. */
WIDE_INLINE uint32_t *
map_lines(uint32_t *to, const uint64_t *map, size_t words)
{
	for (size_t i = 0; i < words; i++)
		to = word_lines(to, map[i], (uint32_t)(i * BYTE_MAP_WORD) + 1);
	return to;
}

WIDE_AVX2 static uint32_t *
map_lines_avx2(uint32_t *to, const uint64_t *map, size_t words)
{
	return map_lines(to, map, words);
}

size_t
lines_find(struct arena *a, struct str s, const struct low_bytes *low, bool print,
	   const uint32_t **starts)
{
	enum { BEYOND = 2 }; /* what word_lines writes behind the last one, and the end */
	uint32_t *all = arena_alloc_raw(a, (low->count + 1 + BEYOND) * sizeof *all), *to = all, at;

	*to++ = 0;
	if (!low->odd) {
		to = machine_has_avx2() ? map_lines_avx2(to, low->map, byte_map_words(s.len))
					: map_lines(to, low->map, byte_map_words(s.len));
	} else {
		for (struct byte_map_walk w = byte_map_walk(low->map, 0, (uint32_t)s.len);
		     byte_map_step(&w, &at);)
			if (ends_line(s, at, print))
				*to++ = at + 1;
	}
	if (to == all + 1 || to[-1] < s.len)
		*to++ = (uint32_t)s.len + 1;
	*starts = all;
	return (size_t)(to - all) - 1;
}

struct text_lines
text_lines(struct arena *a, const struct source *s, const struct text *t)
{
	const struct run *r = t->runs;
	const struct str text = {t->at, t->len};
	bool same = t->run_count == 1 && !r->unit && !r->source && t->len == s->utf8.len;
	struct low_bytes low = same ? s->low : low_bytes_find(a, text);
	struct text_lines out = {.feeds = low.odd, .stars = low.star};

	if (same && !low.odd) {
		out.starts = s->lines;
		out.count = s->line_count;
	} else {
		out.count = lines_find(a, text, &low, true, &out.starts);
	}
	return out;
}
