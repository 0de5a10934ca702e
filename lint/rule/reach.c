/*
 * Where matches can begin (reach.h).  From the last fact of the row to the
 * first, each fact of the stretch is marked that can stand at that place and
 * has one that is marked at its distance behind it.  Cost: the facts of the
 * stretch times those of the row, in bytes of text nothing.
 */
#include "reach.h"

#include <stdlib.h>
#include <string.h>

enum {
	WINDOW_FACTS = 64, /* of one window: what is asked for again stays cheap */
	WINDOW_GAP = 48,   /* bytes; windows no further apart are one */
	/* Between two of a row; what stands in longer gaps is not looked at. */
	GAP_FACTS = 16,
	GAP_BYTES = 240
};
#define GAP_UNKNOWN (UINT32_C(1) << 31)

void
reach_forget(struct reach *r)
{
	r->facts = NULL;
}

void
reach_free(struct reach *r)
{
	free(r->opens);
	free(r->gaps);
	r->opens = NULL;
	r->gaps = NULL;
	r->room = r->gaps_room = 0;
}

static bool
reserve(struct reach *r, size_t count)
{
	if (count <= r->room)
		return true;
	size_t room = count < 32 ? 64 : 2 * count;
	free(r->opens);
	r->opens = malloc(2 * room);
	r->room = r->opens ? room : 0;
	return r->opens != NULL;
}

static bool
stands(const struct fact_link *l, const struct fact *x)
{
	return l->kinds & KIND_BIT(x->lex.kind);
}

/* Room for what stands between the facts of a report, none of it known. */
static bool
gaps_reserve(struct reach *r, size_t count)
{
	if (count > r->gaps_room) {
		free(r->gaps);
		r->gaps = malloc(2 * count * sizeof *r->gaps);
		r->gaps_room = r->gaps ? 2 * count : 0;
	}
	for (size_t i = 0; r->gaps && i < count; i++)
		r->gaps[i] = GAP_UNKNOWN;
	return r->gaps || !count;
}

/* What stands between the i-th fact of the stretch and the next one. */
static gap_set
gap_behind(const struct reach *r, size_t i)
{
	const struct fact *x = &r->at[i];
	gap_set *gap = &r->gaps[x - r->facts->at];
	uint32_t from = x->skeleton + SKELETON_FACT_BYTES;

	if (*gap == GAP_UNKNOWN)
		*gap = gap_of_text((struct str){r->facts->skeleton + from, x[1].skeleton - from});
	return *gap;
}

/* What stands between two facts of the stretch. */
static gap_set
gap_between(const struct reach *r, size_t i, size_t next)
{
	gap_set all = gap_behind(r, i);

	while (++i < next)
		all |= KIND_BIT(r->at[i].lex.kind) | gap_behind(r, i);
	return all;
}

/* Can the link behind fact i be a fact of `behind` from `next` on, by what stands between?  Also
 * when that is too far away for anybody to look. */
static bool
gap_fits(const struct reach *r, const struct fact_link *l, size_t i, size_t next,
	 const bool *behind)
{
	uint32_t end = r->at[i].skeleton + SKELETON_FACT_BYTES;

	for (; next < r->count && r->at[next].skeleton - end <= l->most; next++) {
		bool far = next - i > GAP_FACTS || r->at[next].skeleton - end > GAP_BYTES;
		if (far || (l->between == GAP_ALL && !l->must))
			return true;
		gap_set gap = gap_between(r, i, next);
		if (gap & ~l->between)
			return false;
		if (behind[next] && (!l->must || gap & l->must))
			return true;
	}
	return false;
}

/* Marks in `to` the facts of the kinds of l that have one of `behind` at the distance
 * that `next` allows, with nothing between that it does not allow.  Whether there is any. */
static bool
mark_before(const struct reach *r, const struct fact_link *l, const struct fact_link *next,
	    const bool *behind, bool *to)
{
	size_t i = r->count, k = r->count;
	size_t nearest = r->count; /* of those far enough behind */
	bool any = false;

	while (i-- > 0) {
		const struct fact *x = &r->at[i];
		uint32_t end = x->skeleton + SKELETON_FACT_BYTES;
		to[i] = false;
		if (!stands(l, x))
			continue;
		for (; k > 0 && r->at[k - 1].skeleton >= end &&
		       r->at[k - 1].skeleton - end >= next->least;
		     k--)
			if (behind[k - 1])
				nearest = k - 1;
		to[i] = gap_fits(r, next, i, nearest, behind);
		any |= to[i];
	}
	return any;
}

/* Marks the facts with which a whole row of p begins. */
static void
mark_rows(struct reach *r, const struct pattern *p)
{
	bool *marks = r->opens, *other = r->opens + r->room;
	bool any = false;

	r->any = false;
	if (r->count < p->link_count)
		return;
	for (size_t i = 0; i < r->count; i++) {
		marks[i] = stands(&p->links[p->link_count - 1], &r->at[i]);
		any |= marks[i];
	}
	for (size_t k = p->link_count - 1; any && k > 0; k--) {
		any = mark_before(r, &p->links[k - 1], &p->links[k], marks, other);
		bool *swap = marks;
		marks = other;
		other = swap;
	}
	r->any = any;
	if (any && marks != r->opens)
		memcpy(r->opens, marks, r->count * sizeof *marks);
}

static bool
reach_make(struct reach *r, const struct pattern *p, const struct facts *f, struct span where)
{
	if (r->facts != f && !gaps_reserve(r, f->count))
		return false;
	/* The rules of a stretch are tried one after another. */
	if (r->facts != f || r->where.from != where.from || r->where.to != where.to) {
		uint32_t from, to;
		facts_within(f, where, &from, &to);
		r->at = f->at + from;
		r->count = to - from;
	}
	r->facts = f;
	r->pattern = p;
	r->where = where;
	r->next = 0;
	r->last_from = where.from;
	if (!reserve(r, r->count))
		return false;
	mark_rows(r, p);
	return true;
}

/* Where a match begins whose row begins with this fact; false if that is before the stretch. */
static bool
begins(const struct reach *r, const struct fact *x, struct span *out)
{
	const struct fact_link *first = &r->pattern->links[0];
	uint32_t before = x->skeleton - r->where.from;

	if (before < first->least)
		return false;
	*out = (struct span){
		.from = before > first->most ? x->skeleton - first->most : r->where.from,
		.to = x->skeleton - first->least,
	};
	return true;
}

static bool
is_known(const struct reach *r, const struct pattern *p, const struct facts *f, struct span where,
	 uint32_t from)
{
	return from > where.from && r->facts == f && r->pattern == p &&
	       r->where.from == where.from && r->where.to == where.to && from >= r->last_from;
}

bool
reach_any(struct reach *r, const struct pattern *p, const struct facts *f, struct span where)
{
	return !p->link_count || !reach_make(r, p, f, where) || r->any;
}

bool
reach_window(struct reach *r, const struct pattern *p, const struct facts *f, struct span where,
	     uint32_t from, struct span *out)
{
	struct span s = {0};
	size_t i, seen = 0;

	if (!is_known(r, p, f, where, from) && !reach_make(r, p, f, where)) {
		*out = (struct span){from, where.to};
		return from <= where.to;
	}
	r->last_from = from;
	if (!r->any)
		return false;
	for (i = r->next; i < r->count; i++)
		if (r->opens[i] && begins(r, &r->at[i], &s) && s.to >= from)
			break;
	r->next = i;
	if (i == r->count)
		return false;
	*out = (struct span){s.from > from ? s.from : from, s.to};
	while (++i < r->count && ++seen < WINDOW_FACTS)
		if (r->opens[i] && begins(r, &r->at[i], &s)) {
			if (s.from > out->to + WINDOW_GAP)
				break;
			out->to = s.to;
		}
	return true;
}
