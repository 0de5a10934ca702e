/*
 * Pairs.  A group is put in order of agencies, kinds and time; then every report has its agency's
 * report of the kind before it beside it, and the first of each run of one agency is that agency's first.
 */
#include "shared.h"

#include <stdlib.h>

enum { PLACES = 2 /* of one report that are looked at */ };

bool
shared_before(const struct report_info *reports, uint32_t a, uint32_t b)
{
	if (reports[a].to != reports[b].to)
		return reports[a].to < reports[b].to;
	return a < b;
}

static int
place_order(const void *a, const void *b, void *pairing)
{
	const struct shared_place *x = a, *y = b;
	const struct report_info *r = ((const struct pairing *)pairing)->reports;
	uint64_t p = r[x->report].agency, q = r[y->report].agency;

	if (x->report == y->report)
		return (x->at > y->at) - (x->at < y->at);
	if (p != q)
		return p < q ? -1 : 1;
	if (r[x->report].kind != r[y->report].kind)
		return r[x->report].kind < r[y->report].kind ? -1 : 1;
	return shared_before(r, x->report, y->report) ? -1 : 1;
}

/* Where the places of the report of place i end. */
static size_t
report_end(const struct shared_place *places, size_t i, size_t count)
{
	size_t end = i + 1;

	while (end < count && places[end].report == places[i].report)
		end++;
	return end;
}

static void
pair_reports(const struct pairing *p, const struct shared_place *one,
	     const struct shared_place *other, const struct shared_place *end)
{
	const struct report_info *r = p->reports;

	if (r[one->report].content == r[other->report].content)
		return;
	if (!shared_before(r, one->report, other->report)) {
		const struct shared_place *swap = one;
		one = other;
		other = swap;
	}
	for (size_t i = 0; i < PLACES && one + i < end && one[i].report == one->report; i++)
		for (size_t k = 0;
		     k < PLACES && other + k < end && other[k].report == other->report; k++)
			if (beside_agree(one[i].beside, other[k].beside) &&
			    (!p->exact || one[i].numbers == other[k].numbers))
				p->pair(p->self, one[i], other[k]);
}

static bool
same_agency(const struct pairing *p, uint32_t a, uint32_t b)
{
	return p->reports[a].agency && p->reports[a].agency == p->reports[b].agency;
}

/* Pairs within agencies.  firsts: where the places of the first report of each begin, up to `most`.
 * How many agencies there are. */
static size_t
pair_agencies(const struct pairing *p, struct shared_place *places, size_t count, size_t *firsts,
	      size_t most)
{
	size_t agencies = 0, before = 0;

	for (size_t i = 0, end; i < count; before = i, i = end) {
		end = report_end(places, i, count);
		if (i > 0 && same_agency(p, places[before].report, places[i].report)) {
			if (p->reports[places[before].report].kind ==
			    p->reports[places[i].report].kind)
				pair_reports(p, &places[before], &places[i], places + count);
			continue;
		}
		if (agencies < most)
			firsts[agencies] = i;
		agencies++;
	}
	return agencies;
}

void
pair_group(struct pairing *p, struct shared_place *places, size_t count)
{
	size_t firsts[PAIR_GENRE_MOST];

	qsort_r(places, count, sizeof *places, place_order, p);
	if (count < 2 || places[0].report == places[count - 1].report)
		return;
	size_t agencies = pair_agencies(p, places, count, firsts, PAIR_GENRE_MOST);

	p->groups++;
	if (agencies > p->genre || agencies > PAIR_GENRE_MOST) {
		p->genre_groups++;
		return;
	}
	for (size_t i = 0; i < agencies; i++)
		for (size_t k = i + 1; k < agencies; k++)
			pair_reports(p, &places[firsts[i]], &places[firsts[k]], places + count);
}
