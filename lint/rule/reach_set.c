/*
 * The rows of facts of a set of patterns as tables of bits (reach.h).  Made once for each set, in
 * time and memory of the links of the longest row, times patterns.
 */
#include "reach.h"

#include <string.h>

enum {
	EXACT = 256, /* bytes; shorter distances are taken together by fours */
	EXACT_BITS = 8,
	BY_FOURS = EXACT / 4
};

/* Behind those, each power of two has four classes. */
size_t
distance_class(uint32_t bytes)
{
	if (bytes < EXACT)
		return bytes / 4;
	unsigned power = 31 - (unsigned)__builtin_clz(bytes);
	size_t class = BY_FOURS + (power - EXACT_BITS) * 4 + (bytes >> (power - 2) & 3);
	return class < DISTANCE_CLASSES ? class : DISTANCE_CLASSES - 1;
}

static void
rows_alloc(struct arena *a, uint64_t **rows, size_t count, size_t width)
{
	uint64_t *all = arena_array(a, count * width, sizeof *all);
	for (size_t i = 0; i < count; i++)
		rows[i] = all + i * width;
}

/* Sets a bit in those rows that a set names. */
static void
add_rows(uint64_t **rows, uint64_t set, size_t word, uint64_t bit)
{
	for (; set; set &= set - 1)
		rows[__builtin_ctzll(set)][word] |= bit;
}

static void
add_link(struct reach_set *s, const struct fact_link *l, size_t word, uint64_t bit)
{
	const uint64_t kinds = (UINT64_C(1) << KIND_COUNT_OF_KINDS) - 1;
	const uint64_t gaps = (UINT64_C(1) << GAP_BITS) - 1;

	add_rows(s->kinds, l->kinds & kinds, word, bit);
	add_rows(s->barred, ~(uint64_t)l->between & gaps, word, bit);
	add_rows(s->asked, l->must & gaps, word, bit);
	if (!l->must)
		s->any_gap[word] |= bit;
	s->least[distance_class(l->least)][word] |= bit;
	s->most[distance_class(l->most)][word] |= bit;
}

/* Adds a link that may have the edges of two sets on one side, one way or the other, to the words
 * of those that are barred and of those that are right. */
static void
add_edges(uint64_t **rows, struct edge_set first, struct edge_set second, size_t barred,
	  size_t right, uint64_t bit)
{
	for (unsigned i = 0; i < EDGES; i++) {
		if (!edge_in(first, (uint8_t)i))
			rows[i][barred] |= bit;
		if (edge_in(second, (uint8_t)i))
			rows[i][right] |= bit;
	}
}

static void
add_edges_of(struct arena *a, struct reach_set *s, const struct fact_link *l, size_t word,
	     uint64_t bit)
{
	if (edge_pair_is_all(&l->edges[0]))
		return;
	if (!s->edges) {
		rows_alloc(a, s->before, EDGES, 2 * s->width);
		rows_alloc(a, s->behind, EDGES, 2 * s->width);
		s->edges = true;
	}
	size_t right = s->width + word;
	add_edges(s->before, l->edges[0].before, l->edges[1].before, word, right, bit);
	add_edges(s->behind, l->edges[0].behind, l->edges[1].behind, word, right, bit);
}

/* From links whose bound is of a class to those that it lets have that distance. */
static void
bounds_spread(struct reach_set *s)
{
	for (size_t i = 1; i < DISTANCE_CLASSES; i++)
		for (size_t k = 0; k < s->width; k++) {
			s->least[i][k] |= s->least[i - 1][k];
			s->most[DISTANCE_CLASSES - 1 - i][k] |= s->most[DISTANCE_CLASSES - i][k];
		}
}

static void
rows_of_set(struct arena *a, struct reach_set *s, size_t within)
{
	rows_alloc(a, &s->unlinked, 1, s->words);
	rows_alloc(a, &s->last, 1, s->width);
	rows_alloc(a, &s->any_gap, 1, s->width + s->words); /* none of those behind */
	rows_alloc(a, s->kinds, KIND_COUNT_OF_KINDS, s->width);
	rows_alloc(a, s->least, DISTANCE_CLASSES, s->width);
	rows_alloc(a, s->most, DISTANCE_CLASSES, s->width);
	rows_alloc(a, s->barred, GAP_BITS, s->width);
	rows_alloc(a, s->asked, GAP_BITS, s->width);
	if (within)
		rows_alloc(a, &s->within, 1, s->width);
}

static void
add_pattern(struct arena *a, struct reach_set *s, size_t number, bool within)
{
	const struct pattern *p = s->patterns[number];
	uint64_t bit = UINT64_C(1) << number % 64;

	for (size_t k = 0; k < p->link_count; k++) {
		size_t word = k * s->words + number / 64;
		add_link(s, &p->links[k], word, bit);
		add_edges_of(a, s, &p->links[k], word, bit);
		if (within)
			s->within[word] |= bit;
	}
	if (p->link_count)
		s->last[(p->link_count - 1) * s->words + number / 64] |= bit;
	else
		s->unlinked[number / 64] |= bit;
}

const struct reach_set *
reach_set_new(struct arena *a, const struct pattern *const *patterns, size_t count, size_t within)
{
	struct reach_set *s = arena_alloc(a, sizeof *s);
	size_t links = 0;

	for (size_t i = 0; i < count; i++)
		if (patterns[i] && patterns[i]->link_count > links)
			links = patterns[i]->link_count;
	s->patterns = patterns;
	s->count = count;
	s->words = (count / 64 / WIDE_WORDS + 1) * WIDE_WORDS;
	s->width = links * s->words;
	rows_of_set(a, s, within);
	for (size_t i = 0; i < count; i++)
		if (patterns[i])
			add_pattern(a, s, i, i < within);
	bounds_spread(s);
	return s;
}
