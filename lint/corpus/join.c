/*
 * Claims of one thing at one time by one agency, from all reports: figures must meet, and what a later
 * report says of a change must fit the figure that it starts from.  Cost: pairs of such claims, which are few; the
 * caller bounds a group.
 */
#include "join.h"

#include <stdlib.h>

/* The keys of the kind "claim", in the order of its table: check_claim.c. */
enum { KEY_SCOPE, KEY_COMPARE };

/* How two claims stand to one another. */
enum meeting {
	MEETING_HOLDS,
	MEETING_UNKNOWN, /* only if a whole number was rounded, or not to be decided */
	MEETING_CUT,	 /* only if a figure was cut off, not rounded */
	MEETING_FAILS
};

/* ---- figures ------------------------------------------------------------------------------ */

/* A rounded figure read as cut off: from its middle, which was printed, away from zero. */
static struct interval
cut_off(struct interval i)
{
	if (i.lo.exponent != i.hi.exponent || decimal_cmp(i.lo, i.hi) == 0)
		return i;
	int64_t half = (i.hi.mantissa - i.lo.mantissa) / 2;

	if (i.lo.mantissa + half < 0) {
		i.hi.mantissa = i.lo.mantissa + half;
		i.lo.mantissa -= half;
		i.lo_open = true;
	} else {
		i.lo.mantissa += half;
		i.hi.mantissa += half;
		i.hi_open = true;
	}
	return i;
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

static bool
meet(struct join *j, struct interval a, struct interval b)
{
	number_pool_reset(j->pool);
	const struct number *x = number_of_interval(j->pool, a);
	const struct number *y = number_of_interval(j->pool, b);
	return number_compare(NUMBER_MEETS, x, y) != TRUTH_FAILS;
}

static enum meeting
figures_meet(struct join *j, const struct claim *a, const struct claim *b)
{
	if (meet(j, a->value, b->value))
		return MEETING_HOLDS;
	if (meet(j, coarse(a->value), b->value) || meet(j, a->value, coarse(b->value)))
		return MEETING_UNKNOWN;
	if (meet(j, cut_off(a->value), b->value) || meet(j, a->value, cut_off(b->value)))
		return MEETING_CUT;
	return MEETING_FAILS;
}

/* ---- changes --------------------------------------------------------------------------------- */

/* What a change from `before` to `now` is, as the claim's sort has it; unknown from zero on. */
static const struct number *
change_between(struct join *j, enum claim_sort sort, struct interval before, struct interval now)
{
	const struct number *x = number_of_interval(j->pool, before);
	const struct number *y = number_of_interval(j->pool, now);
	const struct number *by = number_binary(j->pool, NUMBER_SUB, y, x);

	return sort == CLAIM_RATE ? number_binary(j->pool, NUMBER_DIV, by, x) : by;
}

/* A rate is tried as now = before (1 + rate): an interval is not divided by one that it hangs on. */
static enum truth
rate_fits(struct join *j, struct interval rate, struct interval before, struct interval now)
{
	const struct number *one = number_of_int(j->pool, 1);
	const struct number *factor =
		number_binary(j->pool, NUMBER_ADD, one, number_of_interval(j->pool, rate));
	const struct number *then =
		number_binary(j->pool, NUMBER_MUL, factor, number_of_interval(j->pool, before));

	return number_compare(NUMBER_MEETS, then, number_of_interval(j->pool, now));
}

static enum truth
change_fits(struct join *j, const struct claim *c, struct interval value, struct interval before)
{
	number_pool_reset(j->pool);
	if (c->sort == CLAIM_RATE)
		return rate_fits(j, value, before, c->figure);
	const struct number *by = change_between(j, CLAIM_DIFFERENCE, before, c->figure);
	if (c->sort == CLAIM_DIFFERENCE)
		return number_compare(NUMBER_MEETS, by, number_of_interval(j->pool, value));
	const struct number *zero = number_of_int(j->pool, 0);
	enum number_rel rel = value.lo.mantissa > 0   ? NUMBER_GT
			      : value.lo.mantissa < 0 ? NUMBER_LT
						      : NUMBER_EQ;
	return number_compare(rel, by, zero);
}

static enum meeting
change_meets(struct join *j, const struct claim *c, const struct claim *figure)
{
	struct interval before = figure->value;

	if (c->sort == CLAIM_RATE && before.lo.mantissa <= 0)
		return MEETING_UNKNOWN;
	if (change_fits(j, c, c->value, before) != TRUTH_FAILS)
		return MEETING_HOLDS;
	if (c->sort != CLAIM_DIRECTION &&
	    change_fits(j, c, cut_off(c->value), before) != TRUTH_FAILS)
		return MEETING_CUT;
	struct claim rounded = *c;
	rounded.figure = coarse(c->figure);
	if (change_fits(j, &rounded, coarse(c->value), coarse(before)) != TRUTH_FAILS)
		return MEETING_UNKNOWN;
	return MEETING_FAILS;
}

/* A figure as printed without its unit. */
static struct str
printed(struct str text)
{
	size_t to = text.len;

	while (to && !is_digit(text.at[to - 1]))
		to--;
	return str_sub(text, 0, to);
}

/* Digits behind the point of a figure as printed. */
static int
printed_places(struct str text)
{
	size_t point = str_find(text, STR("."));
	int places = 0;

	for (size_t i = point == SIZE_MAX ? text.len : point + 1;
	     i < text.len && is_digit(text.at[i]); i++)
		places++;
	return places;
}

struct str
claim_print_like(struct join *j, const struct claim *c, const struct number *n)
{
	int places = printed_places(c->text);
	/* the last printed place stands for 10^exponent, half of it for one less */
	bool exact = decimal_cmp(c->value.lo, c->value.hi) == 0;
	int scale = c->value.lo.exponent + (exact ? 0 : 1) + places;
	struct str digits = number_print(j->arena, n, places, -scale);

	return str_printf(j->arena, "%.*s%.*s", STR_FMT(digits),
			  STR_FMT(str_sub(c->text, printed(c->text).len, c->text.len)));
}

bool
claim_slip(struct str a, struct str b)
{
	return digits_slip(printed(a), printed(b));
}

/* The recomputed change as the report would print it: 876.75万元, 1.05%. */
static struct str
print_change(struct join *j, const struct claim *c, struct interval before)
{
	if (c->sort == CLAIM_DIRECTION)
		return (struct str){0};
	number_pool_reset(j->pool);
	const struct number *by = change_between(j, c->sort, before, c->figure);
	if (c->value.hi.mantissa < 0)
		by = number_neg(j->pool, by); /* a fall by 5 % is printed as 5 % */
	return claim_print_like(j, c, by);
}

/* Digits of a printed figure between its first and its last that is not 0: how hard it is to agree
 * with it by chance. */
static unsigned
significant(struct str text)
{
	unsigned digits = 0, zeros = 0;

	for (size_t i = 0; i < text.len; i++) {
		if (!is_digit(text.at[i]))
			continue;
		zeros = text.at[i] == '0' ? zeros + (digits > 0) : 0;
		digits += digits > 0 || text.at[i] != '0';
	}
	return digits - zeros;
}

/* ---- what is found ---------------------------------------------------------------------------- */

static void
add_value(struct cross_finding *f, const char *name, struct str value)
{
	if (f->value_count < CROSS_VALUES)
		f->values[f->value_count++] = (struct operand){str_of(name), value};
}

struct str
claim_period(const struct join *j, const struct claim *c)
{
	int year, month, day, year_to, month_to, day_to;
	struct arena *a = j->arena;

	day_split(c->from, &year, &month, &day);
	day_split(c->to, &year_to, &month_to, &day_to);
	if (year == year_to && month == 1 && day == 1 && month_to == 12 && day_to == 31)
		return str_printf(a, "%d", year);
	return str_printf(a, "%d-%02d-%02d/%d-%02d-%02d", year, month, day, year_to, month_to,
			  day_to);
}

static bool
rule_compares(const struct rulebook *rb, const struct rule *r, const char *compare)
{
	return rule_is_of(rb, r, "claim") && r->level != LEVEL_OFF &&
	       str_eq(r->values[KEY_COMPARE].string, str_of(compare));
}

bool
join_asks(const struct rulebook *rb, const char *compare)
{
	for (size_t i = 0; i < rb->rule_count; i++)
		if (rule_compares(rb, &rb->rules[i], compare))
			return true;
	return false;
}

void
join_tell(struct join *j, const char *compare, uint64_t rule, struct cross_finding *f)
{
	for (size_t i = 0; i < j->rulebook->rule_count; i++) {
		const struct rule *r = &j->rulebook->rules[i];
		bool named = rule && rule_is_of(j->rulebook, r, "claim") && r->level != LEVEL_OFF &&
			     hash_bytes(r->id.at, r->id.len, 0) == rule;
		if (!named && (rule || !rule_compares(j->rulebook, r, compare)))
			continue;
		f->rule = (uint32_t)i;
		j->found(j->self, f);
		return;
	}
}

/* Both times are the reports' own, or one report speaks of another's time. */
static const char *
compare_of(const struct join *j, const struct claim *a, const struct claim *b)
{
	const struct report_info *x = &j->reports[a->report], *y = &j->reports[b->report];

	return x->from == a->from && x->to == a->to && y->from == b->from && y->to == b->to
		       ? "figure"
		       : "restated";
}

static struct cross_finding
finding_of(const struct join *j, const struct claim *later, const struct claim *earlier,
	   enum meeting meeting)
{
	struct cross_finding f = {.at = {later->report, later->span},
				  .others = {{earlier->report, earlier->span}},
				  .other_count = 1,
				  .truncated = meeting == MEETING_CUT};
	bool kinds_differ = j->reports[later->report].kind != j->reports[earlier->report].kind;
	bool doubted = kinds_differ || ((later->marks | earlier->marks) & CLAIM_DOUBTS);

	f.lowered = (unsigned)f.truncated + (unsigned)doubted;
	f.ground = later->marks & earlier->marks & CLAIM_MEASURE ? GROUND_MEASURE : GROUND_WORDS;
	f.digits = later->sort == CLAIM_DIRECTION ? 0 : significant(later->text);
	add_value(&f, "subject", later->label);
	add_value(&f, "figure", later->text);
	add_value(&f, "other", earlier->text);
	return f;
}

/* One that is only a bound is no figure to be set against another. */
static bool
is_bounded(const struct interval *i)
{
	return !i->lo_unbounded && !i->hi_unbounded;
}

void
claim_compare(struct join *j, struct arena *a, struct cross_finding *f, const struct claim *stated,
	      const struct number *ought)
{
	const struct interval *i = &stated->value;
	bool exact = decimal_cmp(i->lo, i->hi) == 0;
	struct decimal d;

	if (stated->sort == CLAIM_DIRECTION || !is_bounded(i) || i->lo.exponent != i->hi.exponent)
		return;
	/* a rounded figure has half a unit of its last place on either side */
	int last = i->lo.exponent + !exact;
	struct str printed = number_print(j->arena, number_of_interval(j->pool, *i), 0, -last);
	if (!decimal_read(printed, &d))
		return;
	d.exponent = last;
	f->discrepancy = discrepancy_of(a, j->pool, d, exact, ought);
}

static void
tell_figures(struct join *j, const struct claim *later, const struct claim *earlier,
	     enum meeting meeting)
{
	struct cross_finding f = finding_of(j, later, earlier, meeting);

	f.slip = claim_slip(later->text, earlier->text);
	number_pool_reset(j->pool);
	if (is_bounded(&earlier->value))
		claim_compare(j, j->arena, &f, later, number_of_interval(j->pool, earlier->value));
	add_value(&f, "period", claim_period(j, later));
	join_tell(j, compare_of(j, later, earlier), later->rule ? later->rule : earlier->rule, &f);
}

static void
tell_change(struct join *j, const struct claim *c, const struct claim *figure, enum meeting meeting)
{
	struct cross_finding f = finding_of(j, c, figure, meeting);
	struct str calc = print_change(j, c, figure->value);

	f.slip = claim_slip(c->text, calc);
	number_pool_reset(j->pool);
	if (is_bounded(&figure->value) && is_bounded(&c->figure))
		claim_compare(j, j->arena, &f, c,
			      change_between(j, c->sort, figure->value, c->figure));
	add_value(&f, "period", claim_period(j, c));
	add_value(&f, "now", c->other);
	add_value(&f, "calc", calc);
	join_tell(j, c->sort == CLAIM_DIRECTION ? "direction" : "change", c->rule, &f);
}

/* ---- a group ------------------------------------------------------------------------------------ */

static int
by_time(const void *p, const void *q)
{
	const struct claim *x = p, *y = q;

	if (x->sort != y->sort)
		return x->sort < y->sort ? -1 : 1;
	if (x->told != y->told)
		return x->told < y->told ? -1 : 1;
	if (x->report != y->report)
		return x->report < y->report ? -1 : 1;
	return x->span.from < y->span.from ? -1 : x->span.from > y->span.from;
}

static bool
same_report(const struct join *j, const struct claim *a, const struct claim *b)
{
	return a->report == b->report ||
	       j->reports[a->report].content == j->reports[b->report].content;
}

static void
note(struct join *j, const struct claim *a, const struct claim *b, enum meeting meeting)
{
	enum { EVIDENCE_LEAST = 2 };
	bool agree = meeting == MEETING_HOLDS;

	if (meeting == MEETING_UNKNOWN) {
		j->stats.unknown++;
		return;
	}
	j->stats.proved += agree;
	j->stats.compared++;
	if (j->compared)
		j->compared(j->watcher, a, b, agree);
	/* one digit, and a rise or fall, agree by chance */
	bool chance = significant(b->text) < EVIDENCE_LEAST ||
		      (a->sort == CLAIM_DIRECTION && a->value.lo.mantissa);
	if (chance && agree)
		return;
	j->noted(j->noter, a->report, b->report, agree);
}

/* A figure against those of the reports before it: one that it meets is enough. */
static void
judge_figure(struct join *j, const struct claim *claims, size_t i)
{
	const struct claim *later = &claims[i], *other = NULL;
	enum meeting best = MEETING_FAILS;

	for (size_t k = i; k-- > 0;) {
		if (same_report(j, later, &claims[k]))
			continue;
		enum meeting now = figures_meet(j, later, &claims[k]);
		if (other && now >= best)
			continue;
		best = now;
		other = &claims[k];
	}
	if (!other)
		return;
	note(j, later, other, best);
	if (best == MEETING_CUT || best == MEETING_FAILS)
		tell_figures(j, later, other, best);
}

/* A change against the figures of the time that it starts from: one that bears it out is enough. */
static void
judge_change(struct join *j, const struct claim *c, const struct claim *figures, size_t count)
{
	const struct claim *other = NULL;
	enum meeting best = MEETING_FAILS;

	for (size_t k = 0; k < count; k++) {
		if (same_report(j, c, &figures[k]))
			continue;
		enum meeting now = change_meets(j, c, &figures[k]);
		if (other && now >= best)
			continue;
		best = now;
		other = &figures[k];
	}
	if (!other)
		return;
	note(j, c, other, best);
	if (best == MEETING_CUT || best == MEETING_FAILS)
		tell_change(j, c, other, best);
}

void
join_group(struct join *j, struct claim *claims, size_t count)
{
	size_t figures = 0;

	for (size_t i = 0; i < count; i++)
		claims[i].told = j->reports[claims[i].report].to;
	qsort(claims, count, sizeof *claims, by_time);
	while (figures < count && claims[figures].sort == CLAIM_FIGURE)
		figures++;
	for (size_t i = 1; i < figures; i++)
		judge_figure(j, claims, i);
	for (size_t i = figures; i < count; i++)
		judge_change(j, &claims[i], claims, figures);
}

/* ---- when all has been compared -------------------------------------------------------------------- */

bool
join_stands(const struct agreements *all, struct cross_finding *f)
{
	struct agreement a = agreements_of(all, f->at.report, f->others[0].report);

	if (f->ground == GROUND_ITSELF)
		return true;
	if (f->ground == GROUND_MEASURE) {
		f->lowered += a.differ > 2 && a.agree < a.differ;
		return true;
	}
	if (a.agree >= 2 && a.agree >= a.differ)
		return true;
	/* the fewer digits, the more figures are one slip apart */
	f->lowered++;
	if (!f->digits)
		return a.agree && a.agree >= a.differ;
	return f->slip && a.differ <= 1 + a.agree && f->digits >= (a.agree ? 3 : 4);
}
