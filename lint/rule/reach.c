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
	/* Between two of a row; what stands in longer gaps is not looked at. */
	GAP_FACTS = 16,
	GAP_BYTES = 240,
	STEPS = 32 /* facts of which all is remembered */
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
	size_t fixed = s->words + (STEPS + 4) * s->width, need = fixed + count * s->words;

	if (need > r->room) {
		r->room = 2 * need;
		r->any = arena_alloc_raw(r->arena, r->room * sizeof *r->any);
	}
	r->steps = r->any + s->words;
	r->seen = r->steps + STEPS * s->width;
	r->open = r->seen + s->width;
	r->met = r->open + s->width;
	r->fits = r->met + s->width;
	r->read.opens = r->fits + s->width;
}

/* Room for what stands between the facts of a report, none of it known. */
static void
gaps_reserve(struct reach *r, const struct facts *f)
{
	struct gaps *g = r->gaps;

	if (g->facts == f)
		return;
	if (f->count > g->room) {
		g->room = 2 * f->count;
		g->at = arena_alloc_raw(r->arena, g->room * sizeof *g->at);
	}
	for (size_t i = 0; i < f->count; i++)
		g->at[i] = GAP_UNKNOWN;
	g->facts = f;
}

/* ---- one fact after another ---------------------------------------------------- */

/* What stands between the i-th fact of the stretch and the next one. */
static gap_set
gap_behind(const struct reach *r, size_t i)
{
	const struct fact *x = &r->read.at[i];
	gap_set *gap = &r->gaps->at[x - r->read.facts->at];
	uint32_t from = fact_end(x);

	if (*gap == GAP_UNKNOWN)
		*gap = gap_of_text(
			(struct str){r->read.facts->skeleton + from, x[1].skeleton - from});
	return *gap;
}

/* The links that the i-th fact can be, with what must follow them. */
static uint64_t *
links_here(const struct reach *r, size_t i)
{
	return r->steps + i % STEPS * r->read.set->width;
}

/* So many words hold all links that a fact can be with so many before it. */
static size_t
links_end(const struct reach_set *s, size_t before)
{
	size_t end = (before + 1) * s->words;

	return end < s->width ? end : s->width;
}

/* Takes out links that a gap bars, and notes those that it gives what they ask for. */
static void
pass_marks(struct reach *r, gap_set marks, size_t end)
{
	const struct reach_set *s = r->read.set;

	for (; marks; marks &= marks - 1) {
		const uint64_t *barred = s->barred[__builtin_ctz(marks)];
		const uint64_t *asked = s->asked[__builtin_ctz(marks)];
		for (size_t k = s->words; k < end; k++) {
			r->open[k] &= ~barred[k];
			r->met[k] |= asked[k];
		}
	}
}

/* Adds the links behind which the fact `next`, so many bytes away, can be the next one. */
static bool
join_near(struct reach *r, uint64_t *here, size_t next, uint32_t distance, size_t end)
{
	const struct reach_set *s = r->read.set;
	const uint64_t *there = links_here(r, next);
	const uint64_t *least = s->least[distance_class(distance)];
	const uint64_t *most = s->most[distance_class(distance)];
	uint64_t open = 0;

	for (size_t k = s->words; k < end; k++) {
		r->open[k] &= most[k];
		open |= r->open[k];
		here[k - s->words] |= r->open[k] & least[k] & r->met[k] & there[k];
	}
	return open;
}

/* The same, when what stands between is not looked at, of all facts that were read. */
static void
join_far(struct reach *r, uint64_t *here, uint32_t distance, size_t end)
{
	const struct reach_set *s = r->read.set;
	const uint64_t *most = s->most[distance_class(distance)];

	for (size_t k = s->words; k < end; k++)
		here[k - s->words] |= r->open[k] & most[k] & r->seen[k];
}

/* Looks for the links behind those that the i-th fact could be by itself. */
static void
join_behind(struct reach *r, size_t i, const uint64_t *fits, uint64_t *here)
{
	const struct reach_set *s = r->read.set;
	size_t end = links_end(s, i + 1);
	gap_set marks = 0;

	if (i + 1 >= r->read.count || end <= s->words)
		return;
	for (size_t k = s->words; k < end; k++) {
		r->open[k] = fits[k - s->words];
		r->met[k] = s->any_gap[k];
	}
	for (size_t next = i + 1; next < r->read.count; next++) {
		uint32_t distance = r->read.at[next].skeleton - fact_end(&r->read.at[i]);
		if (next - i > GAP_FACTS || distance > GAP_BYTES) {
			join_far(r, here, distance, end);
			return;
		}
		gap_set more = gap_behind(r, next - 1);
		if (next > i + 1)
			more |= KIND_BIT(r->read.at[next - 1].lex.kind);
		pass_marks(r, more & ~marks, end);
		marks |= more;
		if (!join_near(r, here, next, distance, end))
			return;
	}
}

/* The links that the i-th fact can be by its kind and by what stands right beside it. */
static const uint64_t *
links_fitting(const struct reach *r, size_t i, size_t end)
{
	const struct reach_set *s = r->read.set;
	const struct fact *x = &r->read.at[i];
	const uint64_t *kinds = s->kinds[x->lex.kind];

	if (!s->edges)
		return kinds;
	uint8_t before = edge_before(r->read.facts->skeleton, x->skeleton);
	uint8_t behind =
		edge_behind(r->read.facts->skeleton, fact_end(x), r->read.facts->skeleton_len);
	if (before == EDGE_UNKNOWN || behind == EDGE_UNKNOWN)
		return kinds;
	const struct edge_links *front = s->before[before], *back = s->behind[behind];
	for (size_t k = 0; k < end; k++)
		r->fits[k] = kinds[k] & (~(front[k].barred | back[k].barred) |
					 (front[k].right & back[k].right));
	return r->fits;
}

static void
read_fact(struct reach *r, size_t i)
{
	const struct reach_set *s = r->read.set;
	uint64_t *here = links_here(r, i), *opens = r->read.opens + i * s->words;
	size_t end = links_end(s, i);
	const uint64_t *fits = links_fitting(r, i, end);

	for (size_t k = 0; k < end; k++)
		here[k] = fits[k] & s->last[k];
	join_behind(r, i, fits, here);
	for (size_t k = 0; k < end; k++)
		r->seen[k] |= here[k];
	for (size_t k = 0; k < s->words; k++)
		r->any[k] |= opens[k] = here[k];
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
	r->read.where = where;
	r->read.at = f->at + from;
	r->read.count = s->width ? to - from : 0;
	rows_reserve(r, s, r->read.count);
	gaps_reserve(r, f);
	memcpy(r->any, s->unlinked, s->words * sizeof *r->any);
	memset(r->seen, 0, s->width * sizeof *r->seen);
	for (size_t i = r->read.count; i-- > 0;)
		read_fact(r, i);
}

/* ---- windows ------------------------------------------------------------------- */

static bool
opens_row(const struct reached *r, size_t number, size_t i)
{
	return r->opens[i * r->set->words + number / 64] >> number % 64 & 1;
}

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
reach_window(const struct reached *r, size_t number, struct span in, uint32_t from,
	     struct span *out)
{
	const struct fact_link *first = &r->set->patterns[number]->links[0];
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
