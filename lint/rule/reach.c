/*
 * What of the rows of facts of patterns stands in a stretch (reach.h).  From the last fact of
 * the stretch to the first, each one is taken for every link of every pattern that is of its kind,
 * and that is the last of its row or has one behind, at its distance and with nothing between that
 * it does not allow, that can be the link behind it.
 */
#include "reach.h"

#include <string.h>

enum {
	WINDOW_FACTS = 64, /* of one window: what is asked for again stays cheap */
	WINDOW_GAP = 48,   /* bytes; windows no further apart are one */
	STEPS = 32	   /* facts of which all is remembered */
};
#define GAP_UNKNOWN (UINT32_C(1) << 31)
_Static_assert(STEPS > GAP_FACTS + 1, "the last fact that is looked at from one is remembered");

/* ---- memory ------------------------------------------------------------------ */

void
reach_forget(struct reach *r)
{
	r->read.facts = NULL;
	r->gaps->facts = NULL;
}

static void
rows_reserve(struct reach *r, const struct reach_set *s, size_t count)
{
	size_t fixed = 4 * s->words + (STEPS + 3) * s->width, need = fixed + count * s->words;

	if (need > r->room) {
		r->room = 2 * need;
		r->any = arena_alloc_raw(r->arena, r->room * sizeof *r->any);
	}
	r->in_part = r->any + s->words;
	r->steps = r->in_part + s->words;
	r->seen = r->steps + STEPS * s->width;
	r->met = r->seen + s->width;
	r->open = r->met + s->width + s->words;
	r->read.opens = r->open + s->width + s->words;
}

void
gaps_reserve(struct arena *a, struct gaps *g, const struct facts *f)
{
	if (g->facts == f)
		return;
	if (f->count > g->room) {
		g->room = 2 * f->count;
		g->at = arena_alloc_raw(a, g->room * sizeof *g->at);
	}
	for (size_t i = 0; i < f->count; i++)
		g->at[i] = GAP_UNKNOWN;
	g->facts = f;
}

gap_set
gaps_behind(struct gaps *g, const struct fact *x)
{
	gap_set *gap = &g->at[x - g->facts->at];
	uint32_t from = fact_end(x);

	if (*gap == GAP_UNKNOWN)
		*gap = gap_of_text((struct str){g->facts->skeleton + from, x[1].skeleton - from});
	return *gap;
}

/* ---- rows ------------------------------------------------------------------------- */

/* Adds bits to those at p. */
WIDE_INLINE void
row_add(uint64_t *p, const wide *x)
{
	wide sum;

	wide_load(&sum, p);
	sum |= *x;
	wide_store(p, &sum);
}

/* Takes bits out of those at p. */
WIDE_INLINE void
row_remove(uint64_t *p, const wide *x)
{
	wide rest;

	wide_load(&rest, p);
	rest &= ~*x;
	wide_store(p, &rest);
}

/* ---- joins ------------------------------------------------------------------------ */

/* The links that the i-th fact can be, with what must follow them. */
static inline uint64_t *
links_here(const struct reach *r, size_t i)
{
	return r->steps + i % STEPS * r->read.set->width;
}

/* So many words hold all links that a fact can be with so many before it. */
static inline size_t
links_end(const struct reach_set *s, size_t before)
{
	size_t end = (before + 1) * s->words;

	return end < s->width ? end : s->width;
}

/* Takes out links that a gap bars, and notes those that it gives what they ask for. */
WIDE_INLINE void
pass_marks(struct reach *r, gap_set marks, size_t end)
{
	const struct reach_set *s = r->read.set;

	for (; marks; marks &= marks - 1) {
		const uint64_t *barred = s->barred[__builtin_ctz(marks)];
		const uint64_t *asked = s->asked[__builtin_ctz(marks)];
		for (size_t k = s->words; k < end; k += WIDE_WORDS) {
			wide x;
			wide_load(&x, barred + k);
			row_remove(r->open + k, &x);
			wide_load(&x, asked + k);
			row_add(r->met + k, &x);
		}
	}
}

/* A sentence ends: takes out the links of patterns that go no further. */
WIDE_INLINE void
pass_end(const struct reach *r, uint64_t *links, size_t from, size_t end)
{
	for (size_t k = from; k < end; k += WIDE_WORDS) {
		wide x;
		wide_load(&x, r->read.set->within + k);
		row_remove(links + k, &x);
	}
}

/* Does a sentence end in front of the i-th fact, for patterns that go no further? */
static inline bool
ends_before(const struct reach *r, size_t i)
{
	return r->read.set->within && r->read.at[i].sentence != r->read.at[i - 1].sentence;
}

/* Adds the links behind which the fact `next`, so many bytes away, can be the next one. */
WIDE_INLINE bool
join_near(struct reach *r, uint64_t *here, size_t next, uint32_t distance, size_t end,
	  struct wide_ops ops)
{
	const struct reach_set *s = r->read.set;
	const uint64_t *there = links_here(r, next);
	size_t class = distance_class(distance);
	const uint64_t *leasts = s->least[class], *mosts = s->most[class];
	wide any = {0};

	uint64_t *opens = r->open, *to = here - s->words;
	const uint64_t *mets = r->met;
	for (size_t k = s->words; k < end; k += WIDE_WORDS) {
		wide open, most, least, met, that;
		wide_load(&open, opens + k);
		wide_load(&most, mosts + k);
		wide_load(&least, leasts + k);
		wide_load(&met, mets + k);
		wide_load(&that, there + k);
		open &= most;
		wide_store(opens + k, &open);
		any |= open;
		open &= least & met & that;
		row_add(to + k, &open);
	}
	return wide_any(&any, ops);
}

/* The same, when what stands between is not looked at, of all facts that were read. */
WIDE_INLINE void
join_far(struct reach *r, uint64_t *here, uint32_t distance, size_t end)
{
	const struct reach_set *s = r->read.set;
	const uint64_t *mosts = s->most[distance_class(distance)];

	for (size_t k = s->words; k < end; k += WIDE_WORDS) {
		wide open, most, seen;
		wide_load(&open, r->open + k);
		wide_load(&most, mosts + k);
		wide_load(&seen, r->seen + k);
		open &= most & seen;
		row_add(here + k - s->words, &open);
	}
}

/* Looks for the links behind those that the i-th fact could be by itself. */
WIDE_INLINE void
join_behind(struct reach *r, size_t i, uint64_t *here, size_t end, struct wide_ops ops)
{
	const struct reach_set *s = r->read.set;
	gap_set marks = 0;

	for (size_t next = i + 1; next < r->read.count; next++) {
		uint32_t distance = r->read.at[next].skeleton - fact_end(&r->read.at[i]);
		if (next - i > GAP_FACTS || distance > GAP_BYTES) {
			join_far(r, here, distance, end);
			return;
		}
		gap_set more = gaps_behind(r->gaps, &r->read.at[next - 1]);
		if (next > i + 1)
			more |= KIND_BIT(r->read.at[next - 1].lex.kind);
		pass_marks(r, more & ~marks, end);
		marks |= more;
		if (ends_before(r, next))
			pass_end(r, r->open, s->words, end);
		if (!join_near(r, here, next, distance, end, ops))
			return;
	}
}

/* Reads, of `end` words of links, those that the i-th fact can be by its kind and by what stands right
 * beside it; and what may follow them. */
WIDE_INLINE void
read_fits(struct reach *r, size_t i, uint64_t *here, size_t end)
{
	const struct reach_set *s = r->read.set;
	const struct facts *f = r->read.facts;
	const struct fact *x = &r->read.at[i];
	uint8_t before = EDGE_UNKNOWN, behind = EDGE_UNKNOWN;

	if (s->edges) {
		before = edge_before(f->skeleton, x->skeleton);
		behind = edge_behind(f->skeleton, fact_end(x), f->skeleton_len);
	}
	bool known = before != EDGE_UNKNOWN && behind != EDGE_UNKNOWN;
	const uint64_t *front = known ? s->before[before] : s->last, *right = front + s->width;
	const uint64_t *back = known ? s->behind[behind] : s->last, *back_right = back + s->width;
	const uint64_t *kinds = s->kinds[x->lex.kind], *lasts = s->last;
	const uint64_t *any_gap = s->any_gap + s->words;
	uint64_t *open = r->open + s->words, *mets = r->met + s->words;
	for (size_t k = 0; k < end; k += WIDE_WORDS) {
		wide fits, last, one, other, met;
		wide_load(&fits, kinds + k);
		if (known) {
			wide_load(&one, front + k);
			wide_load(&other, back + k);
			const wide first = ~(one | other);
			wide_load(&one, right + k);
			wide_load(&other, back_right + k);
			fits &= first | (one & other);
		}
		wide_store(open + k, &fits);
		wide_load(&last, lasts + k);
		fits &= last;
		wide_store(here + k, &fits);
		wide_load(&met, any_gap + k);
		wide_store(mets + k, &met);
	}
}

WIDE_INLINE void
read_fact(struct reach *r, size_t i, struct wide_ops ops)
{
	const struct reach_set *s = r->read.set;
	uint64_t *here = links_here(r, i);
	size_t end = links_end(s, i);

	read_fits(r, i, here, end);
	if (i + 1 < r->read.count && s->width > s->words) {
		if (ends_before(r, i + 1))
			pass_end(r, r->seen, 0, s->width);
		join_behind(r, i, here, links_end(s, i + 1), ops);
	}
	uint64_t *seen = r->seen, *opens = r->read.opens + i * s->words, *any = r->any;
	for (size_t k = 0; k < end; k += WIDE_WORDS) {
		wide x;
		wide_load(&x, here + k);
		row_add(seen + k, &x);
	}
	for (size_t k = 0; k < s->words; k += WIDE_WORDS) {
		wide x;
		wide_load(&x, here + k);
		wide_store(opens + k, &x);
		row_add(any + k, &x);
	}
}

static void
read_rows(struct reach *r)
{
	for (size_t i = r->read.count; i-- > 0;)
		read_fact(r, i, wide_plain);
}

WIDE_AVX2 static void
read_rows_avx2(struct reach *r)
{
	for (size_t i = r->read.count; i-- > 0;)
		read_fact(r, i, wide_avx2);
}

void
reach_read(struct reach *r, const struct reach_set *s, const struct facts *f, struct span where)
{
	uint32_t from, to;

	if (r->read.facts == f && r->read.set == s && r->read.where.from == where.from &&
	    r->read.where.to == where.to)
		return;
	facts_within(f, where, &from, &to);
	r->read.facts = f;
	r->read.set = s;
	r->read.one = NULL;
	r->read.where = where;
	r->read.at = f->at + from;
	r->read.count = s->width ? to - from : 0;
	r->read.words = s->words;
	rows_reserve(r, s, r->read.count);
	gaps_reserve(r->arena, r->gaps, f);
	memcpy(r->any, s->unlinked, s->words * sizeof *r->any);
	memset(r->seen, 0, s->width * sizeof *r->seen);
	if (machine_has_avx2())
		read_rows_avx2(r);
	else
		read_rows(r);
}

void
reached_within(const struct reached *r, struct span part, size_t *from, size_t *to)
{
	uint32_t first, end, before = (uint32_t)(r->at - r->facts->at);

	*from = *to = 0;
	if (!r->count)
		return;
	facts_within(r->facts, part, &first, &end);
	*from = first - before;
	*to = end - before;
}

const uint64_t *
reach_part(struct reach *r, struct span part)
{
	size_t words = r->read.words, from, to;

	reached_within(&r->read, part, &from, &to);
	memcpy(r->in_part, r->read.set->unlinked, words * sizeof *r->in_part);
	for (size_t k = from * words; k < to * words; k += words)
		for (size_t i = 0; i < words; i++)
			r->in_part[i] |= r->read.opens[k + i];
	return r->in_part;
}

/* ---- windows ------------------------------------------------------------------- */

/* Where a match in `in` begins whose row begins with this fact; false if that is before it. */
static bool
begins(const struct fact_link *first, struct span in, const struct fact *x, struct span *out)
{
	if (x->skeleton < in.from || x->skeleton - in.from < first->least)
		return false;
	*out = (struct span){
		.from = x->skeleton - in.from > first->most ? x->skeleton - first->most : in.from,
		.to = x->skeleton - first->least,
	};
	return true;
}

/* The first fact from an offset on, by its index. */
static size_t
first_from(const struct reached *r, uint32_t offset)
{
	uint32_t from, to;

	if (offset <= r->where.from || !r->count || r->at->skeleton >= offset)
		return 0;
	facts_within(r->facts, (struct span){offset, r->where.to}, &from, &to);
	return from - (size_t)(r->at - r->facts->at);
}

bool
reach_window(const struct reached *r, const struct pattern *p, size_t number, struct span in,
	     uint32_t from, struct span *out)
{
	const struct fact_link *first = &p->links[0];
	struct span s = {0};
	size_t i = first_from(r, from), seen = 0;

	for (; i < r->count; i++)
		if (opens_row(r, number, i) && begins(first, in, &r->at[i], &s) && s.to >= from)
			break;
	if (i >= r->count)
		return false;
	*out = (struct span){s.from > from ? s.from : from, s.to};
	while (++i < r->count && ++seen < WINDOW_FACTS)
		if (opens_row(r, number, i) && begins(first, in, &r->at[i], &s)) {
			if (s.from > out->to + WINDOW_GAP)
				break;
			out->to = s.to;
		}
	return true;
}
