/*
 * What is below the space in a text: line ends, tabs, form feeds, and what no
 * report has.  One pass, 64 bytes a step; those who look for line ends then go
 * from bit to bit.
 */
#include "../base/byte_map.h"
#include "../base/wide.h"
#include "text_internal.h"

/* The word of the map of the BYTE_MAP_WORD bytes at p; adds those that are NUL and those that are
 * stars to lanes. */
WIDE_INLINE uint64_t
low_word(const char *p, wide *nul, wide *star, struct wide_ops ops)
{
	wide a, b;

	wide_load(&a, p);
	wide_load(&b, p + WIDE);
	*nul |= (wide)(a == 0) | (wide)(b == 0);
	*star |= (wide)(a == '*') | (wide)(b == '*');
	a = (wide)(a < ' ');
	b = (wide)(b < ' ');
	return ops.bits(&a) | (uint64_t)ops.bits(&b) << WIDE;
}

WIDE_INLINE void
low_pass(struct str s, uint64_t *map, struct low_bytes *low, struct wide_ops ops)
{
	char tail[BYTE_MAP_WORD];
	wide nul = {0}, star = {0};
	size_t at = 0;

	for (; s.len - at >= BYTE_MAP_WORD; at += BYTE_MAP_WORD) {
		*map = low_word(s.at + at, &nul, &star, ops);
		low->count += (size_t)__builtin_popcountll(*map++);
	}
	memset(tail, ' ', sizeof tail);
	if (at < s.len)
		memcpy(tail, s.at + at, s.len - at);
	*map = low_word(tail, &nul, &star, ops);
	low->count += (size_t)__builtin_popcountll(*map);
	low->nul = ops.bits(&nul) != 0;
	low->star = ops.bits(&star) != 0;
}

WIDE_AVX2 static void
low_pass_avx2(struct str s, uint64_t *map, struct low_bytes *low)
{
	low_pass(s, map, low, wide_avx2);
}

struct low_bytes
low_bytes_find(struct arena *a, struct str s)
{
	uint64_t *map = arena_alloc_raw(a, byte_map_words(s.len) * sizeof *map);
	struct low_bytes low = {.map = map};

	if (machine_has_avx2())
		low_pass_avx2(s, map, &low);
	else
		low_pass(s, map, &low, wide_plain);
	return low;
}

struct low_bytes
text_low(struct arena *a, const struct source *s, const struct text *t)
{
	const struct run *r = t->runs;
	bool same = t->run_count == 1 && !r->unit && !r->source && t->len == s->utf8.len;

	return same ? s->low : low_bytes_find(a, (struct str){t->at, t->len});
}
