/*
 * What of the row of facts of one pattern stands in a stretch (reach.h): as in reach.c, but for the
 * links as they are, as their tables would cost more than the few stretches that are looked at.
 */
#include "reach.h"

/* Can a fact be this link, by its kind and by what stands right beside it? */
static bool
link_fits(const struct fact_link *l, const struct facts *f, const struct fact *x)
{
	if (!(l->kinds & KIND_BIT(x->lex.kind)))
		return false;
	if (edge_pair_is_all(&l->edges[0]))
		return true;
	uint8_t before = edge_before(f->skeleton, x->skeleton);
	uint8_t behind = edge_behind(f->skeleton, fact_end(x), f->skeleton_len);
	if (before == EDGE_UNKNOWN || behind == EDGE_UNKNOWN)
		return true;
	for (size_t i = 0; i < EDGE_PAIRS; i++)
		if (edge_in(l->edges[i].before, before) && edge_in(l->edges[i].behind, behind))
			return true;
	return false;
}

/* Can one of the facts behind the i-th be link k, at its distance and with nothing between that it
 * does not allow?  `seen`: the links that those can be, with what must follow them. */
static bool
goes_on(const struct reach *r, size_t i, size_t k, uint64_t seen)
{
	const struct reached *read = &r->read;
	const struct fact_link *l = &read->one->links[k];
	gap_set marks = 0;

	if (!(seen >> k & 1))
		return false;
	for (size_t next = i + 1; next < read->count; next++) {
		uint32_t distance = read->at[next].skeleton - fact_end(&read->at[i]);
		if (distance > l->most)
			return false;
		if (next - i > GAP_FACTS || distance > GAP_BYTES)
			return true;
		marks |= gaps_behind(r->gaps, &read->at[next - 1]);
		if (next > i + 1)
			marks |= KIND_BIT(read->at[next - 1].lex.kind);
		if (marks & ~l->between)
			return false;
		if (distance >= l->least && (!l->must || marks & l->must) &&
		    read->opens[next] >> k & 1)
			return true;
	}
	return false;
}

static void
room_reserve(struct reach *r, size_t count)
{
	if (count > r->room) {
		r->room = 2 * count;
		r->any = arena_alloc_raw(r->arena, r->room * sizeof *r->any);
	}
	r->read.opens = r->any;
	r->read.words = 1;
}

void
reach_read_one(struct reach *r, const struct pattern *p, const struct facts *f, struct span where)
{
	struct reached *read = &r->read;
	uint64_t seen = 0;
	uint32_t from, to;

	if (read->facts == f && read->one == p && read->where.from == where.from &&
	    read->where.to == where.to)
		return;
	facts_within(f, where, &from, &to);
	*read = (struct reached){
		.facts = f, .one = p, .where = where, .at = f->at + from, .count = to - from};
	room_reserve(r, read->count);
	gaps_reserve(r->arena, r->gaps, f);
	for (size_t i = read->count; i-- > 0;) {
		uint64_t here = 0;
		for (size_t k = 0; k < p->link_count && k <= i; k++)
			if ((k + 1 == p->link_count || goes_on(r, i, k + 1, seen)) &&
			    link_fits(&p->links[k], f, &read->at[i]))
				here |= UINT64_C(1) << k;
		seen |= read->opens[i] = here;
	}
}
