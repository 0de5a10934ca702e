/*
 * Claims of one thing, from all reports: figures of one time must meet.  Cost: pairs of the claims of one
 * time, which are few; the caller bounds a group.
 */
#include "join.h"

#include <stdlib.h>

/* The keys of the kind "claim", in the order of its table: check_claim.c. */
enum { KEY_SCOPE, KEY_COMPARE };

static const char *const compare_names[COMPARES] = {
	[COMPARE_FIGURE] = "figure",
	[COMPARE_RESTATED] = "restated",
};

/* ---- figures ------------------------------------------------------------------------------ */

/* A rounded figure read as cut off: from its middle, which was printed, up. */
static struct interval
cut_off(struct interval i)
{
	if (i.lo.exponent != i.hi.exponent || decimal_cmp(i.lo, i.hi) == 0)
		return i;
	int64_t width = i.hi.mantissa - i.lo.mantissa;

	i.lo.mantissa += width / 2;
	i.hi.mantissa = i.lo.mantissa + width;
	i.hi_open = true;
	return i;
}

static bool
meet(struct join *j, struct interval a, struct interval b)
{
	number_pool_reset(j->pool);
	const struct number *x = number_of_interval(j->pool, a);
	const struct number *y = number_of_interval(j->pool, b);
	return number_compare(NUMBER_MEETS, x, y) != TRUTH_FAILS;
}

/* A whole number that ends in zeros may have been rounded there: 5200 of 5206. */
static struct interval
coarse(struct interval i)
{
	struct decimal d = i.lo;
	int zeros = 0;

	if (decimal_cmp(i.lo, i.hi) != 0)
		return i;
	while (d.mantissa && d.mantissa % 10 == 0) {
		d.mantissa /= 10;
		d.exponent++;
		zeros++;
	}
	if (zeros < 2 || __builtin_mul_overflow(d.mantissa, 10, &d.mantissa))
		return i;
	d.exponent--;
	i.lo = i.hi = d;
	i.lo.mantissa -= 5;
	i.hi.mantissa += 5;
	return i;
}

/* How two figures of one thing stand to one another. */
enum meeting { MEETING_HOLDS, MEETING_COARSE, MEETING_CUT, MEETING_FAILS };

static enum meeting
figures_meet(struct join *j, const struct claim *a, const struct claim *b)
{
	if (meet(j, a->value, b->value))
		return MEETING_HOLDS;
	if (meet(j, coarse(a->value), coarse(b->value)))
		return MEETING_COARSE;
	if (meet(j, cut_off(a->value), b->value) || meet(j, a->value, cut_off(b->value)))
		return MEETING_CUT;
	return MEETING_FAILS;
}

/* ---- what is found ---------------------------------------------------------------------------- */

static void
add_value(struct cross_finding *f, const char *name, struct str value)
{
	if (f->value_count < CROSS_VALUES)
		f->values[f->value_count++] = (struct operand){str_of(name), value};
}

/* Both times are the reports' own, or one report speaks of another's time. */
static enum compare
compare_of(const struct join *j, const struct claim *a, const struct claim *b)
{
	const struct report_info *x = &j->reports[a->report], *y = &j->reports[b->report];

	return x->from == a->from && x->to == a->to && y->from == b->from && y->to == b->to
		       ? COMPARE_FIGURE
		       : COMPARE_RESTATED;
}

static struct str
period_text(struct arena *a, int32_t from, int32_t to)
{
	int year, month, day, year_to, month_to, day_to;

	day_split(from, &year, &month, &day);
	day_split(to, &year_to, &month_to, &day_to);
	if (year == year_to && month == 1 && day == 1 && month_to == 12 && day_to == 31)
		return str_printf(a, "%d", year);
	return str_printf(a, "%d-%02d-%02d/%d-%02d-%02d", year, month, day, year_to, month_to,
			  day_to);
}

static void
tell(struct join *j, enum compare compare, struct cross_finding *f)
{
	for (size_t i = 0; i < j->rulebook->rule_count; i++) {
		const struct rule *r = &j->rulebook->rules[i];
		if (!rule_is_of(j->rulebook, r, "claim") || r->level == LEVEL_OFF ||
		    !str_eq(r->values[KEY_COMPARE].string, str_of(compare_names[compare])))
			continue;
		f->rule = (uint32_t)i;
		j->found(j->self, f);
	}
}

static void
tell_figures(struct join *j, const struct claim *later, const struct claim *earlier, bool cut)
{
	struct cross_finding f = {.at = {later->report, later->span},
				  .others = {{earlier->report, earlier->span}},
				  .other_count = 1,
				  .truncated = cut};
	bool kinds_differ = j->reports[later->report].kind != j->reports[earlier->report].kind;

	bool doubted = kinds_differ || ((later->marks | earlier->marks) & CLAIM_DOUBTS);
	f.lowered = (unsigned)cut + (unsigned)doubted;
	add_value(&f, "subject", later->label);
	add_value(&f, "figure", later->text);
	add_value(&f, "other", earlier->text);
	add_value(&f, "period", period_text(j->arena, later->from, later->to));
	tell(j, compare_of(j, later, earlier), &f);
}

/* ---- a group ------------------------------------------------------------------------------------ */

static int
by_time(const void *p, const void *q)
{
	const struct claim *x = p, *y = q;

	if (x->from != y->from)
		return x->from < y->from ? -1 : 1;
	if (x->to != y->to)
		return x->to < y->to ? -1 : 1;
	if (x->sort != y->sort)
		return x->sort < y->sort ? -1 : 1;
	if (x->told != y->told)
		return x->told < y->told ? -1 : 1;
	if (x->report != y->report)
		return x->report < y->report ? -1 : 1;
	return x->span.from < y->span.from ? -1 : x->span.from > y->span.from;
}

/* A figure against those of the reports before it: one that it meets is enough. */
static void
judge_figure(struct join *j, const struct claim *claims, size_t i)
{
	const struct claim *later = &claims[i], *odd = NULL;
	enum meeting best = MEETING_FAILS;

	for (size_t k = i; k-- > 0;) {
		if (j->reports[claims[k].report].content == j->reports[later->report].content)
			continue;
		enum meeting now = figures_meet(j, later, &claims[k]);
		if (!odd || now < best)
			best = now;
		odd = odd ? odd : &claims[k];
	}
	if (!odd)
		return;
	j->stats.proved += best == MEETING_HOLDS;
	j->stats.unknown += best == MEETING_COARSE;
	if (best == MEETING_CUT || best == MEETING_FAILS)
		tell_figures(j, later, odd, best == MEETING_CUT);
}

void
join_group(struct join *j, struct claim *claims, size_t count)
{
	for (size_t i = 0; i < count; i++)
		claims[i].told = j->reports[claims[i].report].to;
	qsort(claims, count, sizeof *claims, by_time);
	for (size_t from = 0, to; from < count; from = to) {
		for (to = from + 1; to < count && claims[to].from == claims[from].from &&
				    claims[to].to == claims[from].to &&
				    claims[to].sort == claims[from].sort;)
			to++;
		for (size_t i = 1; claims[from].sort == CLAIM_FIGURE && i < to - from; i++)
			judge_figure(j, claims + from, i);
	}
}
