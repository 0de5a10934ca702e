/*
 * Sums of members against their summary.  Cost: one sort of the reports by name, and for each thing one
 * of its figures.
 */
#include "sums.h"

#include <stdlib.h>

enum {
	DEPTH_MOST = 8, /* a province, its cities, their districts ... */
	MEMBERS_LEAST = 2,
	FAILURES_KEPT = 64, /* of one family: one with more proves nothing */
	PROOFS_LEAST = 2
};

static const uint32_t NONE = UINT32_MAX; /* no index */

/* A sum that does not come out, until its family has proved itself. */
struct failure {
	struct cross_finding finding;
	struct failure *next;
};

struct family {
	uint32_t whole, members;
	uint32_t holds, fails, kept;
	struct failure *failures; /* `kept` of them */
};

struct sums {
	struct arena *arena;
	uint32_t *whole_of;  /* by report: family that it is a member of; NONE */
	uint32_t *family_of; /* by report: family that it is the whole of; NONE */
	VEC(struct family) families;
};

/* ---- families ---------------------------------------------------------------------------------- */

/* A report as families are sought: of one company are those whose office is the same, and the
 * names go on from one another.  Sixteen bytes, as there may be millions. */
struct named {
	const char *name; /* of its agency */
	uint32_t report;
	uint16_t place, len; /* the name up to its office, and all of it */
};

static struct str
place_name(const struct named *x)
{
	return (struct str){x->name, x->place};
}

static struct str
office(const struct named *x)
{
	return (struct str){x->name + x->place, (size_t)x->len - x->place};
}

static int
company_order(const struct report_info *reports, const struct named *p, const struct named *q)
{
	const struct report_info *x = &reports[p->report], *y = &reports[q->report];

	if (x->from != y->from)
		return x->from < y->from ? -1 : 1;
	if (x->to != y->to)
		return x->to < y->to ? -1 : 1;
	if (x->kind != y->kind)
		return x->kind < y->kind ? -1 : 1;
	return str_cmp(office(p), office(q));
}

static int
by_name(const void *p, const void *q, void *reports)
{
	const struct named *x = p, *y = q;
	int order = company_order(reports, x, y);

	order = order ? order : str_cmp(place_name(x), place_name(y));
	if (order)
		return order;
	return (x->report > y->report) - (x->report < y->report);
}

static void
add_member(struct sums *s, uint32_t whole, uint32_t member)
{
	uint32_t *family = &s->family_of[whole];

	if (s->whole_of[member] != NONE)
		return;
	if (*family == NONE) {
		*family = (uint32_t)s->families.len;
		*VEC_PUSH(s->arena, &s->families) = (struct family){.whole = whole};
	}
	s->whole_of[member] = *family;
	s->families.at[*family].members++;
}

/* In the order of names a member stands behind the name that it goes on from; of two reports
 * of one agency only the first counts. */
static void
families_find(struct sums *s, const struct report_info *reports, struct named *all, size_t count)
{
	const struct named *above[DEPTH_MOST];
	size_t depth = 0;

	if (count)
		qsort_r(all, count, sizeof *all, by_name, (void *)(uintptr_t)reports);
	for (size_t i = 0; i < count; i++) {
		const struct named *x = &all[i];
		struct str name = place_name(x);
		if (depth && company_order(reports, above[0], x))
			depth = 0;
		while (depth && !str_starts(name, place_name(above[depth - 1])))
			depth--;
		if (depth && str_eq(name, place_name(above[depth - 1])))
			continue;
		if (depth)
			add_member(s, above[depth - 1]->report, x->report);
		if (depth < DEPTH_MOST)
			above[depth++] = x;
	}
}

/* 某省甲市文化局: the place, before its office. */
static size_t
place_length(const struct lexicon *lx, struct str name)
{
	const struct word_list *offices = lexicon_words(lx, STR("organisations"));
	const struct word_list *ends = lexicon_words(lx, STR("place-ends"));
	int word = offices ? words_before(offices, name, name.len) : -1;
	size_t to = word < 0 ? name.len : name.len - offices->words[word].len;

	for (size_t at = to; ends && at > 0; at = utf8_back(name.at, at))
		if (words_before(ends, name, at) >= 0)
			return at;
	return to;
}

/* The reports that may be of a family; how many.  `all` has room for `count`. */
static size_t
find_named(struct named *all, const struct lexicon *lx, const struct report_info *reports,
	   const struct agencies *agencies, size_t count)
{
	size_t known = 0;

	for (size_t i = 0; i < count; i++) {
		const struct report_info *r = &reports[i];
		struct str name = agencies_name(agencies, r->agency);
		if (name.len && name.len <= UINT16_MAX && r->from <= r->to && r->kind)
			all[known++] = (struct named){name.at, (uint32_t)i,
						      (uint16_t)place_length(lx, name),
						      (uint16_t)name.len};
	}
	return known;
}

struct sums *
sums_new(struct arena *a, struct arena *scratch, const struct lexicon *lx,
	 const struct report_info *reports, const struct agencies *agencies, size_t count)
{
	struct sums *s = arena_alloc(a, sizeof *s);
	struct named *all = arena_array(scratch, count + 1, sizeof *all);

	*s = (struct sums){.arena = a,
			   .whole_of = arena_array(a, count + 1, sizeof *s->whole_of),
			   .family_of = arena_array(a, count + 1, sizeof *s->family_of)};
	for (size_t i = 0; i < count; i++)
		s->whole_of[i] = s->family_of[i] = NONE;
	size_t known = find_named(all, lx, reports, agencies, count);
	/* 某省文化局 and 某省甲市文化局, then 某市文化局 and 某市文化局图书馆 */
	families_find(s, reports, all, known);
	for (size_t i = 0; i < known; i++)
		all[i].place = all[i].len;
	families_find(s, reports, all, known);
	return s->families.len ? s : NULL;
}

struct sums *
sums_part(struct arena *a, const struct sums *s)
{
	struct sums *part = arena_alloc(a, sizeof *part);

	*part = *s;
	part->arena = a;
	memset(&part->families, 0, sizeof part->families);
	for (size_t i = 0; i < s->families.len; i++)
		*VEC_PUSH(a, &part->families) = (struct family){
			.whole = s->families.at[i].whole, .members = s->families.at[i].members};
	return part;
}

void
sums_add(struct sums *s, const struct sums *part)
{
	for (size_t i = 0; i < s->families.len; i++) {
		struct family *f = &s->families.at[i];
		const struct family *more = &part->families.at[i];
		f->holds += more->holds;
		f->fails += more->fails;
		for (struct failure *x = more->failures; x && f->kept < FAILURES_KEPT;
		     x = x->next) {
			struct failure *copy = arena_alloc(s->arena, sizeof *copy);
			*copy = (struct failure){x->finding, f->failures};
			f->failures = copy;
			f->kept++;
		}
	}
}

bool
sums_wants(const struct sums *s, uint32_t report)
{
	return s->whole_of[report] != NONE || s->family_of[report] != NONE;
}

/* ---- one thing --------------------------------------------------------------------------------- */

static struct str
kept(struct sums *s, struct str text)
{
	return str_copy(s->arena, text);
}

/* The members' figures, and what they make. */
struct sum {
	const struct claim *whole;
	const struct number *total;
	struct cross_place places[CROSS_PLACES];
	uint32_t members, not_zero;
};

static void
note_failure(struct sums *s, struct join *j, struct family *f, const struct sum *sum)
{
	const struct claim *w = sum->whole;

	f->fails++;
	if (f->kept == FAILURES_KEPT)
		return;
	f->kept++;
	struct failure *x = arena_alloc(s->arena, sizeof *x);
	struct cross_finding *c = &x->finding;
	*c = (struct cross_finding){.at = {w->report, w->span}};
	c->other_count = sum->members < CROSS_PLACES ? sum->members : CROSS_PLACES;
	memcpy(c->others, sum->places, c->other_count * sizeof *c->others);
	struct str calc = claim_print_like(j, w, sum->total);
	c->slip = claim_slip(w->text, calc);
	claim_compare(j, s->arena, c, w, sum->total);
	const struct operand values[] = {
		{STR("subject"), kept(s, w->label)},
		{STR("figure"), kept(s, w->text)},
		{STR("calc"), kept(s, calc)},
		{STR("count"), str_printf(s->arena, "%u", sum->members)},
		{STR("period"), kept(s, claim_period(j, w))},
	};
	for (size_t i = 0; i < sizeof values / sizeof *values; i++)
		c->values[c->value_count++] = values[i];
	x->next = f->failures;
	f->failures = x;
}

static void
judge_sum(struct sums *s, struct join *j, struct family *f, const struct sum *sum)
{
	if (sum->members != f->members || sum->not_zero < MEMBERS_LEAST)
		return;
	j->stats.compared++;
	const struct number *whole = number_of_interval(j->pool, sum->whole->value);
	if (number_compare(NUMBER_MEETS, sum->total, whole) != TRUTH_FAILS) {
		f->holds++;
		j->stats.proved++;
	} else {
		note_failure(s, j, f, sum);
	}
}

/* A figure and the family that it is a part of. */
struct part {
	uint32_t family;
	const struct claim *claim;
};

static int
by_family(const void *p, const void *q)
{
	const struct part *x = p, *y = q;

	if (x->family != y->family)
		return x->family < y->family ? -1 : 1;
	return (x->claim->report > y->claim->report) - (x->claim->report < y->claim->report);
}

/* The first part of a family, or behind where it would be. */
static size_t
first_of(const struct part *parts, size_t count, uint32_t family)
{
	size_t low = 0, high = count;

	while (low < high) {
		size_t middle = low + (high - low) / 2;
		if (parts[middle].family < family)
			low = middle + 1;
		else
			high = middle;
	}
	return low;
}

static struct sum
sum_up(struct join *j, const struct claim *whole, const struct part *parts, size_t count)
{
	struct sum sum = {.whole = whole};

	number_pool_reset(j->pool);
	sum.total = number_of_int(j->pool, 0);
	for (size_t i = 0; i < count && parts[i].family == parts[0].family; i++) {
		const struct claim *c = parts[i].claim;
		sum.total = number_binary(j->pool, NUMBER_ADD, sum.total,
					  number_of_interval(j->pool, c->value));
		if (sum.members < CROSS_PLACES)
			sum.places[sum.members] = (struct cross_place){c->report, c->span};
		sum.members++;
		sum.not_zero += c->value.hi.mantissa != 0;
	}
	return sum;
}

void
sums_thing(struct sums *s, struct join *j, const struct claim *claims, size_t count)
{
	struct part *parts = arena_array(j->arena, count, sizeof *parts);

	for (size_t i = 0; i < count; i++)
		parts[i] = (struct part){s->whole_of[claims[i].report], &claims[i]};
	if (count)
		qsort(parts, count, sizeof *parts, by_family);
	for (size_t i = 0; i < count; i++) {
		uint32_t index = s->family_of[claims[i].report];
		if (index == NONE)
			continue;
		size_t first = first_of(parts, count, index);
		if (first == count || parts[first].family != index)
			continue;
		struct sum sum = sum_up(j, &claims[i], parts + first, count - first);
		judge_sum(s, j, &s->families.at[index], &sum);
	}
}

void
sums_finish(struct sums *s, struct join *j)
{
	for (size_t i = 0; i < s->families.len; i++) {
		const struct family *f = &s->families.at[i];
		for (struct failure *x = f->failures; x; x = x->next) {
			bool proved = f->holds >= PROOFS_LEAST && f->fails * 2 <= f->holds;
			if (!proved && (!f->holds || !x->finding.slip || f->fails > f->holds))
				continue;
			x->finding.lowered = !proved;
			join_tell(j, "sum", 0, &x->finding);
		}
	}
}
