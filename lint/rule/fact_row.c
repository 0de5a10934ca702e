/*
 * Rows of facts: which facts every match of a pattern begins with, and how many bytes
 * may stand between them, and which.  What has no bound is UNBOUNDED and stays so.
 */
#include "rule_internal.h"

#include <string.h>

uint32_t
bound_sum(uint32_t a, uint32_t b)
{
	return a > UNBOUNDED - b ? UNBOUNDED : a + b;
}

uint32_t
bound_times(uint32_t a, uint32_t b)
{
	return b && a > UNBOUNDED / b ? UNBOUNDED : a * b;
}

/* What must stand somewhere, when this and that must. */
static gap_set
must_both(gap_set a, gap_set b)
{
	if (!a || !b)
		return a | b;
	return __builtin_popcount(a) <= __builtin_popcount(b) ? a : b;
}

/* When this or that must. */
static gap_set
must_either(gap_set a, gap_set b)
{
	return a && b ? a | b : 0;
}

void
row_add_bytes(struct arena *a, struct fact_row *r, struct bytes b)
{
	r->rest.head = edge_join(a, r->rest.head, b.head, EDGE_BEHIND);
	r->rest.tail = edge_join(a, b.tail, r->rest.tail, EDGE_BEFORE);
	r->rest.least = bound_sum(r->rest.least, b.least);
	r->rest.most = bound_sum(r->rest.most, b.most);
	r->rest.characters = bound_sum(r->rest.characters, b.characters);
	r->rest.what |= b.what;
	r->rest.must = must_both(r->rest.must, b.must);
}

struct bytes
row_behind(struct arena *a, const struct fact_row *r, size_t count)
{
	struct bytes all = r->rest;

	if (count < r->count) {
		all.head = edge_join(a, r->heads[count], &edge_anything, EDGE_BEHIND);
		all.head = all.head ? all.head : &edge_anything;
		all.tail = edge_join(a, r->rest.tail, &edge_anything, EDGE_BEFORE);
	}
	for (size_t i = count; i < r->count; i++) {
		const struct fact_link *l = &r->links[i];
		all.least = bound_sum(all.least, bound_sum(l->least, SKELETON_FACT_BYTES));
		all.most = bound_sum(all.most, bound_sum(l->most, SKELETON_FACT_BYTES));
		all.characters = bound_sum(all.characters, bound_sum(r->characters[i], 1));
		all.what |= l->between | l->kinds;
		all.must = must_both(all.must, l->must);
	}
	return all;
}

static void
row_cut(struct arena *a, struct fact_row *r, size_t count)
{
	r->rest = row_behind(a, r, count);
	r->count = count;
}

void
row_append(struct arena *a, struct fact_row *to, const struct fact_row *r)
{
	for (size_t i = 0; i < r->count; i++) {
		if (to->count == FACT_LINKS_MAX) {
			row_add_bytes(a, to, row_behind(a, r, i));
			return;
		}
		to->heads[to->count] = edge_join(a, to->rest.head, r->heads[i], EDGE_BEHIND);
		to->tails[to->count] = edge_join(a, r->tails[i], to->rest.tail, EDGE_BEFORE);
		to->ways[to->count] = r->ways[i];
		to->characters[to->count] = bound_sum(to->rest.characters, r->characters[i]);
		to->links[to->count++] = (struct fact_link){
			.kinds = r->links[i].kinds,
			.between = to->rest.what | r->links[i].between,
			.must = must_both(to->rest.must, r->links[i].must),
			.least = bound_sum(to->rest.least, r->links[i].least),
			.most = bound_sum(to->rest.most, r->links[i].most),
		};
		to->rest = (struct bytes){0};
	}
	row_add_bytes(a, to, r->rest);
}

/* What stands beside the i-th fact, as far as the texts around it say. */
static struct edge_pair
pair_of(struct arena *a, const struct fact_row *r, size_t i)
{
	const struct edge_texts *head = i + 1 < r->count ? r->heads[i + 1] : r->rest.head;
	const struct edge_texts *tail = r->tails[i];

	/* What is beyond a gap that is known as a whole is a fact, or not of the row. */
	head = edge_join(a, head, &edge_anything, EDGE_BEHIND);
	tail = edge_join(a, tail, &edge_anything, EDGE_BEFORE);
	return (struct edge_pair){edge_set_of(tail, EDGE_BEFORE), edge_set_of(head, EDGE_BEHIND)};
}

static struct edge_set
set_both(struct edge_set x, struct edge_set y)
{
	return (struct edge_set){x.spaced & y.spaced, x.direct & y.direct};
}

/* The same, of alternatives in the row each for itself. */
static struct edge_ways
ways_of(struct arena *a, const struct fact_row *r, size_t i)
{
	struct edge_pair all = pair_of(a, r, i);
	struct edge_ways ways = r->ways[i];

	if (!ways.count || edge_ways_open(&ways))
		return (struct edge_ways){.at = {all}, .count = 1};
	for (size_t k = 0; k < ways.count; k++) {
		ways.at[k].before = set_both(ways.at[k].before, all.before);
		ways.at[k].behind = set_both(ways.at[k].behind, all.behind);
	}
	return ways;
}

void
row_join(struct arena *a, struct fact_row *to, struct fact_row r)
{
	row_cut(a, to, to->count < r.count ? to->count : r.count);
	row_cut(a, &r, to->count);
	for (size_t i = 0; i < r.count; i++) {
		struct edge_ways one = ways_of(a, to, i), other = ways_of(a, &r, i);
		edge_ways_join(&one, &other);
		to->ways[i] = one;
	}
	for (size_t i = 0; i < r.count; i++) {
		struct fact_link *l = &to->links[i];
		l->kinds |= r.links[i].kinds;
		l->between |= r.links[i].between;
		l->must = must_either(l->must, r.links[i].must);
		to->heads[i] = edge_either(a, to->heads[i], r.heads[i]);
		to->tails[i] = edge_either(a, to->tails[i], r.tails[i]);
		if (r.characters[i] < to->characters[i])
			to->characters[i] = r.characters[i];
		l->least = l->least < r.links[i].least ? l->least : r.links[i].least;
		l->most = l->most > r.links[i].most ? l->most : r.links[i].most;
	}
	to->rest.least = to->rest.least < r.rest.least ? to->rest.least : r.rest.least;
	to->rest.most = to->rest.most > r.rest.most ? to->rest.most : r.rest.most;
	if (r.rest.characters < to->rest.characters)
		to->rest.characters = r.rest.characters;
	to->rest.what |= r.rest.what;
	to->rest.must = must_either(to->rest.must, r.rest.must);
	to->rest.head = edge_either(a, to->rest.head, r.rest.head);
	to->rest.tail = edge_either(a, to->rest.tail, r.rest.tail);
}

/* Once or not at all, or more often. */
static void
edges_repeat(struct arena *a, struct bytes *once, uint32_t most)
{
	if (most != 1) {
		once->head = edge_open(a, once->head);
		once->tail = edge_open(a, once->tail);
	}
	once->head = edge_either(a, NULL, once->head);
	once->tail = edge_either(a, NULL, once->tail);
}

void
row_repeat(struct arena *a, struct fact_row *r, uint32_t least, uint32_t most)
{
	if (least == 1 && most == 1)
		return;
	struct bytes once = row_behind(a, r, 0);

	edges_repeat(a, &once, most);
	if (!least) {
		*r = (struct fact_row){.rest = {.most = bound_times(once.most, most),
						.what = once.what,
						.head = once.head,
						.tail = once.tail}};
		return;
	}
	once.characters = bound_times(once.characters, least - 1);
	once.must = 0;
	once.least = bound_times(once.least, least - 1);
	once.most = most == UNBOUNDED && once.most ? UNBOUNDED : bound_times(once.most, most - 1);
	row_add_bytes(a, r, once);
}

void
row_finish(struct arena *a, struct fact_row *r)
{
	for (size_t i = 0; i < r->count; i++) {
		struct edge_ways ways = ways_of(a, r, i);
		if (edge_ways_open(&ways))
			ways.at[0] = ways.at[1] =
				(struct edge_pair){.before = {UINT64_MAX, UINT64_MAX},
						   .behind = {UINT64_MAX, UINT64_MAX}};
		memcpy(r->links[i].edges, ways.at, sizeof r->links[i].edges);
	}
}
