/*
 * The kind "calendar": dates that the calendar refuses, weekdays that do not
 * fit their date, ranges that end before they begin, durations that do not
 * match the ends they are stated with, years that are none of ours.  One pass
 * over the facts; a rule reports one of the five.
 */
#include "dates.h"

/* Keys, in the order of calendar_keys. */
enum { KEY_REPORT, KEY_BETWEEN, KEY_LEAD, KEY_EXCEPT, KEY_TIES };

enum { GAP_BYTES = 60, YEARS_MOST = 60 };

static struct finding *
report(struct check *c, const struct rule *r, const struct fact *x,
       const struct message_value *values)
{
	struct finding *f = finding_add(c, r, x->lex.span, values, NULL, 0);

	finding_operand(c, f, "date", date_print(c->arena, &x->lex.from));
	if (x->lex.is_date_range)
		finding_operand(c, f, "end", date_print(c->arena, &x->lex.to));
	check_took_part(c, r, x, false);
	return f;
}

/* ---- impossible dates ---- */

/* The days of the date's month; 29 for a February whose year is not written. */
static int
days_of_month(const struct calendar_date *d, bool inferred)
{
	if (!d->month)
		return 31;
	return month_days(d->year && !inferred ? d->year : 2000, d->month);
}

static bool
has_numerals(const struct check *c, const struct fact *x)
{
	char first = doc_slice(c->doc, x->lex.number).at[0];

	return (unsigned char)first >= 0x80;
}

static void
check_possible(struct check *c, const struct rule *r, const struct fact *x,
	       const struct calendar_date *d)
{
	struct calendar_date last = *d;

	if (d->precision == PRECISION_QUARTER)
		return;
	/* 一、二两月份: numerals run together are no month at all. */
	if (d->month > 12 && has_numerals(c, x))
		return;
	if (d->month > 12) {
		last.month = 12;
		last.day = 31;
	} else {
		last.day = (int8_t)days_of_month(d, x->year_inferred);
		if (d->day <= last.day)
			return;
	}
	if (x->year_inferred)
		last.year = 0;
	const struct message_value values[] = {
		{"date", fact_text(c->facts, x)},
		{"last", date_print(c->arena, &last)},
		{0},
	};
	report(c, r, x, values);
}

static void
check_impossible(struct check *c, const struct rule *r, const struct fact *x)
{
	check_possible(c, r, x, &x->lex.from);
	if (x->lex.is_date_range)
		check_possible(c, r, x, &x->lex.to);
}

/* ---- years far off ---- */

enum { FAR_FIRST = 2200, FAR_LENGTH = 3000, MONTHS = 12 };

/* 8024年: too far off to be read as a date, too long and too exact for a length of time. */
static bool
is_length_for_year(const struct check *c, const struct fact *x)
{
	const struct lexeme *l = &x->lex;
	const struct unit *u = lexicon_unit(c->rulebook->lexicon, l->unit);
	const struct str digits = doc_slice(c->doc, l->number);

	return digits.len == 4 && l->value.mantissa >= FAR_LENGTH && l->value.mantissa % 10 &&
	       l->value.exponent == 0 && str_eq(u->dimension, STR("time")) &&
	       decimal_cmp(u->factor, (struct decimal){MONTHS, 0}) == 0 && !l->is_range &&
	       !l->scale && l->qualifier == QUALIFIER_NONE;
}

static void
report_far(struct check *c, const struct rule *r, const struct fact *x)
{
	const struct message_value values[] = {{"date", fact_text(c->facts, x)}, {0}};

	if (!has_word(c, r->values[KEY_EXCEPT].words, date_clause(c, x->sentence, x->lex.span)))
		finding_add(c, r, x->lex.span, values, NULL, 0);
}

/* A year of another millennium, but for one that ends a century: models reach that far. */
static void
check_far(struct check *c, const struct rule *r, const struct fact *x)
{
	int year = x->lex.from.year > x->lex.to.year ? x->lex.from.year : x->lex.to.year;

	if (!x->year_inferred && year >= FAR_FIRST && year % 100 != 0)
		report_far(c, r, x);
}

/* A length of time that may be meant for one. */
static void
check_far_lengths(struct check *c, const struct rule *r)
{
	const struct span facts = check_facts(c);

	for (uint32_t i = facts.from; i < facts.to; i++) {
		const struct fact *x = &c->facts->at[i];
		if (x->lex.kind == KIND_MEASURE && is_length_for_year(c, x))
			report_far(c, r, x);
	}
}

/* ---- weekdays ---- */

static const char *const weekday_names[MESSAGE_LANGUAGES][8] = {
	[MESSAGE_EN] = {"", "Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday",
			"Sunday"},
	[MESSAGE_ZH] = {"", "星期一", "星期二", "星期三", "星期四", "星期五", "星期六", "星期日"},
};

static bool
weekday_fits(const struct calendar_date *d, int year)
{
	return day_valid(year, d->month, d->day) &&
	       day_weekday(day_number(year, d->month, d->day)) == d->weekday;
}

/* An inferred year may be one off, so its neighbours count too. */
static bool
weekday_right(const struct fact *x)
{
	const struct calendar_date *d = &x->lex.from;

	if (weekday_fits(d, d->year))
		return true;
	return x->year_inferred && (weekday_fits(d, d->year - 1) || weekday_fits(d, d->year + 1));
}

/* Proposes the weekday of the date, where the one that is written stands beside it by its whole
 * name, or by its last character behind another word for week. */
static void
propose_weekday(struct check *c, struct finding *f, const struct fact *x, int actual)
{
	enum { BESIDE = 24 };
	int stated = x->lex.from.weekday;
	struct span all = c->doc->sentences[x->sentence].span, s = x->lex.span;
	struct span beside = {s.from - all.from > BESIDE ? s.from - BESIDE : all.from,
			      all.to - s.to > BESIDE ? s.to + BESIDE : all.to};

	for (int i = 0; i < 2 * MESSAGE_LANGUAGES; i++) {
		struct str old = str_of(weekday_names[i % MESSAGE_LANGUAGES][stated]);
		struct str right = str_of(weekday_names[i % MESSAGE_LANGUAGES][actual]);
		bool tail = i >= MESSAGE_LANGUAGES;
		if (tail && (unsigned char)old.at[0] < 0x80)
			continue;
		if (tail) {
			old = str_sub(old, old.len - 3, old.len);
			right = str_sub(right, right.len - 3, right.len);
		}
		struct span in = tail ? (struct span){s.to, beside.to} : beside;
		size_t at = str_find(doc_slice(c->doc, in), old);
		if (at == SIZE_MAX)
			continue;
		in.from += (uint32_t)at;
		in.to = in.from + (uint32_t)old.len;
		propose_text(c, f, in, right, false);
		return;
	}
}

static void
check_weekday(struct check *c, const struct rule *r, const struct fact *x)
{
	const struct calendar_date *d = &x->lex.from;

	if (x->lex.is_date_range || d->weekday < 1 || d->weekday > 7 || !date_is_day(d))
		return;
	check_took_part(c, r, x, weekday_right(x));
	if (weekday_right(x)) {
		check_proved(c, r, x->lex.span, "the weekday fits the date");
		return;
	}
	int actual = day_weekday(day_number(d->year, d->month, d->day));
	const struct message_value values[] = {
		{"date", date_print(c->arena, d)},
		{"stated", str_of(weekday_names[c->language][d->weekday])},
		{"actual", str_of(weekday_names[c->language][actual])},
		{0},
	};
	struct finding *f = report(c, r, x, values);
	if (c->proposes && !x->year_inferred)
		propose_weekday(c, f, x, actual);
}

/* ---- ranges ---- */

/* A range: one fact, or two dates with a word like 至 between them. */
struct range {
	const struct fact *first, *last; /* the same for one fact */
	struct calendar_date from, to;
	bool inferred; /* some year is not written */
	struct span span;
};

/* What stands between two facts of one sentence; false if it is long. */
static bool
gap_between(const struct fact *x, const struct fact *y, struct span *gap)
{
	*gap = (struct span){x->lex.span.to, y->lex.span.from};
	return x->sentence == y->sentence && gap->from <= gap->to &&
	       gap->to - gap->from <= GAP_BYTES;
}

static const struct fact *
next_fact(const struct check *c, const struct fact *x)
{
	return x + 1 < c->facts->at + c->facts->count ? x + 1 : NULL;
}

/* The range that begins with x, if one does. */
static bool
range_at(const struct check *c, const struct rule *r, const struct fact *x, struct range *out)
{
	const struct fact *y = next_fact(c, x);
	struct span gap;

	*out = (struct range){x, x, x->lex.from, x->lex.to, x->year_inferred, x->lex.span};
	if (x->lex.is_date_range)
		return true;
	if (!y || y->lex.kind != KIND_DATE || y->lex.is_date_range || !gap_between(x, y, &gap) ||
	    !is_made_of(c, r->values[KEY_BETWEEN].words, gap, false))
		return false;
	out->last = y;
	out->to = y->lex.from;
	out->inferred |= y->year_inferred;
	out->span.to = y->lex.span.to;
	return true;
}

/* Would another digit in one of two bare years bring them near each other, the first one first? */
static bool
digit_mends_years(int from, int to)
{
	for (int place = 1; place < 10000; place *= 10)
		for (int digit = 0; digit < 10; digit++) {
			int by_to = to + (digit - to / place % 10) * place - from;
			int by_from = to - from - (digit - from / place % 10) * place;

			if ((by_to >= 0 && by_to <= YEARS_MOST) ||
			    (by_from >= 0 && by_from <= YEARS_MOST))
				return true;
		}
	return false;
}

/* Without both years 9月至3月 goes on into the next year, but 5月20日至5月3日 does not; and of two bare
 * years that no slip explains one is a count: down 8% on 2012 to 1754. */
static bool
is_reversed(const struct range *g)
{
	if (!g->from.month && !g->to.month && g->from.year && g->to.year &&
	    !digit_mends_years(g->from.year, g->to.year))
		return false;
	if (!g->inferred && g->from.year && g->to.year)
		return date_order(&g->from, &g->to) > 0;
	return g->from.year == g->to.year && g->from.month && g->from.month == g->to.month &&
	       g->to.day && g->from.day > g->to.day;
}

static void
check_reversed(struct check *c, const struct rule *r, const struct fact *x)
{
	struct range g;

	if (!range_at(c, r, x, &g) || !is_reversed(&g) ||
	    has_word(c, r->values[KEY_EXCEPT].words, date_clause(c, x->sentence, g.span)))
		return;
	struct str from = date_print(c->arena, &g.from), to = date_print(c->arena, &g.to);
	const struct message_value values[] = {{"from", from}, {"to", to}, {0}};
	struct finding *f = finding_add(c, r, g.span, values, NULL, 0);
	finding_operand(c, f, "from", from);
	finding_operand(c, f, "to", to);
	check_took_part(c, r, g.first, false);
	check_took_part(c, r, g.last, false);
}

/* ---- durations ---- */

enum time_unit { TIME_NONE, TIME_DAY, TIME_WEEK, TIME_MONTH, TIME_YEAR };

static enum time_unit
time_unit_of(struct str s)
{
	static const struct {
		const char *name;
		enum time_unit unit;
	} names[] = {
		{"天", TIME_DAY},	{"日", TIME_DAY},     {"周", TIME_WEEK},
		{"个星期", TIME_WEEK},	{"星期", TIME_WEEK},  {"个月", TIME_MONTH},
		{"年", TIME_YEAR},	{"day", TIME_DAY},    {"days", TIME_DAY},
		{"week", TIME_WEEK},	{"weeks", TIME_WEEK}, {"month", TIME_MONTH},
		{"months", TIME_MONTH}, {"year", TIME_YEAR},  {"years", TIME_YEAR},
	};

	while (s.len && (s.at[0] == ' ' || s.at[0] == '-'))
		s = str_sub(s, 1, s.len);
	for (size_t i = 0; i < sizeof names / sizeof *names; i++)
		if (str_eq(s, str_of(names[i].name)))
			return names[i].unit;
	return TIME_NONE;
}

/* A range without years lies in one, which is no leap year. */
static struct range
with_year(struct range g)
{
	if (!g.from.year && !g.to.year && g.from.month && g.to.month)
		g.from.year = g.to.year = 2001;
	return g;
}

/* First and last day of a range; false when they are not known. */
static bool
range_days(const struct range *g, int32_t *first, int32_t *last)
{
	const struct calendar_date *from = &g->from, *to = &g->to;
	int first_month = from->month ? from->month : 1, last_month = to->month ? to->month : 12;

	if (!from->year || !to->year || first_month > 12 || last_month > 12 ||
	    from->precision == PRECISION_QUARTER || to->precision == PRECISION_QUARTER)
		return false;
	int first_day = from->day ? from->day : 1;
	int last_day = to->day ? to->day : month_days(to->year, last_month);
	if (!day_valid(from->year, first_month, first_day) ||
	    !day_valid(to->year, last_month, last_day))
		return false;
	*first = day_number(from->year, first_month, first_day);
	*last = day_number(to->year, last_month, last_day);
	return *last >= *first;
}

/* The least and the greatest figure that may be meant: counted with both
 * ends or without one, whole months and years or begun ones. */
static void
duration_bounds(const struct range *g, enum time_unit unit, int32_t days, int32_t *low,
		int32_t *high)
{
	int32_t years = g->to.year - g->from.year;
	int32_t months = years * 12 + g->to.month - g->from.month;

	*low = days - 1;
	*high = days;
	switch (unit) {
	case TIME_NONE:
	case TIME_DAY:
		break;
	case TIME_WEEK:
		*low = (days - 1) / 7;
		*high = (days + 6) / 7;
		break;
	case TIME_MONTH:
		*low = days / 31;
		*high = (g->to.month && g->from.month ? months : years * 12 + 11) + 1;
		break;
	case TIME_YEAR:
		*low = days / 366;
		*high = years + 1;
		break;
	}
}

static bool
interval_meets(struct interval i, int32_t low, int32_t high)
{
	struct decimal lo = {low, 0}, hi = {high, 0};

	if (!i.lo_unbounded) {
		int order = decimal_cmp(i.lo, hi);
		if (order > 0 || (order == 0 && i.lo_open))
			return false;
	}
	if (!i.hi_unbounded) {
		int order = decimal_cmp(i.hi, lo);
		if (order < 0 || (order == 0 && i.hi_open))
			return false;
	}
	return true;
}

/* Does a word such as 为期 stand right before the duration y? */
static bool
is_tied(const struct check *c, const struct rule *r, const struct fact *y)
{
	const struct word_list *ties = r->values[KEY_TIES].words;
	struct span before = date_window(c, y->sentence, y->lex.span, GAP_BYTES, 0);

	before.to = y->lex.span.from;
	struct str text = str_trim(doc_slice(c->doc, before));

	return ties && words_before(ties, text, text.len) >= 0;
}

/* Is y a duration with nothing but words of the list between it and the range? */
static bool
is_duration(const struct check *c, const struct rule *r, const struct range *g,
	    const struct fact *y, enum time_unit *unit)
{
	bool behind = y > g->last;
	struct span gap;

	if (!(KIND_BIT(y->lex.kind) & KINDS_QUANTITY) ||
	    !(behind ? gap_between(g->last, y, &gap) : gap_between(y, g->first, &gap)))
		return false;
	*unit = time_unit_of(fact_unit_text(c->facts, y));
	if (*unit == TIME_NONE)
		return false;
	if (behind && is_tied(c, r, y))
		return true;
	/* in 2021–22 (37 days): nobody counts whole years in days */
	if (!g->from.month && !g->to.month && (*unit == TIME_DAY || *unit == TIME_WEEK))
		return false;
	if (!is_made_of(c, r->values[KEY_LEAD].words, gap, true))
		return false;
	/* Before a range only 10天（3月1日至3月10日）says that the two belong together: the
	 * bracket holds nothing else. */
	struct str words = str_trim(doc_slice(c->doc, gap));
	const struct block *b = &c->doc->blocks[c->doc->sentences[y->sentence].block];
	struct str rest = str_trim(doc_slice(c->doc, (struct span){g->span.to, b->span.to}));
	struct span ahead = date_window(c, y->sentence, y->lex.span, GAP_BYTES, 0);
	ahead.to = y->lex.span.from;
	struct str before = str_trim(doc_slice(c->doc, ahead));
	if (!behind && r->values[KEY_EXCEPT].words &&
	    words_before(r->values[KEY_EXCEPT].words, before, before.len) >= 0)
		return false; /* 优良天数286天（1—11月） */
	bool opens = str_starts(words, STR("（")) || str_starts(words, STR("("));
	return behind || (opens && (str_starts(rest, STR("）")) || str_starts(rest, STR(")"))));
}

static const struct fact *
stated_duration(const struct check *c, const struct rule *r, const struct range *g,
		enum time_unit *unit)
{
	const struct fact *behind = next_fact(c, g->last);
	const struct fact *before = g->first > c->facts->at ? g->first - 1 : NULL;

	if (behind && is_duration(c, r, g, behind, unit))
		return behind;
	return before && is_duration(c, r, g, before, unit) ? before : NULL;
}

static void
report_duration(struct check *c, const struct rule *r, const struct range *g, const struct fact *y,
		int32_t days, enum time_unit unit)
{
	struct str duration = fact_text(c->facts, y);
	const struct message_value values[] = {
		{"range", doc_slice(c->doc, g->span)},
		{"duration", duration},
		{"days", str_printf(c->arena, "%d", (int)days)},
		{0},
	};
	struct related range = {.span = g->span};
	struct finding *f = finding_add(c, r, y->lex.span, values, &range, 1);

	finding_operand(c, f, "from", date_print(c->arena, &g->from));
	finding_operand(c, f, "to", date_print(c->arena, &g->to));
	finding_operand(c, f, "duration", duration);
	if (unit == TIME_DAY)
		finding_compare_printed(c, f, y, days);
	if (days > 0 && unit == TIME_DAY)
		propose_count(c, f, y, (uint32_t)days);
}

static void
check_duration(struct check *c, const struct rule *r, const struct fact *x)
{
	enum time_unit unit;
	int32_t first, last, low, high;
	struct range g;

	if (!range_at(c, r, x, &g))
		return;
	const struct fact *y = stated_duration(c, r, &g, &unit);
	if (!y)
		return;
	bool leap = !g.from.year && g.from.month <= 2 && g.to.month > 2;

	g = with_year(g);
	if (!range_days(&g, &first, &last)) {
		check_unknown(c, r, g.span, UNKNOWN_MISSING);
		return;
	}
	duration_bounds(&g, unit, last - first + 1, &low, &high);
	high += leap;
	bool holds = interval_meets(fact_interval(y), low, high);
	check_took_part(c, r, g.first, holds);
	check_took_part(c, r, g.last, holds);
	check_took_part(c, r, y, holds);
	if (holds)
		check_proved(c, r, y->lex.span, "the duration fits its ends");
	else
		report_duration(c, r, &g, y, last - first + 1, unit);
}

/* ---- the kind ---- */

static const struct {
	const char *name;
	void (*run)(struct check *c, const struct rule *r, const struct fact *x);
} reports[] = {
	{"impossible", check_impossible}, {"weekday", check_weekday}, {"reversed", check_reversed},
	{"duration", check_duration},	  {"far", check_far},
};

static void
run(struct check *c, const struct rule *r)
{
	const struct span dates = check_dates(c);

	for (size_t i = 0; i < sizeof reports / sizeof *reports; i++) {
		if (!str_eq(r->values[KEY_REPORT].string, str_of(reports[i].name)))
			continue;
		for (uint32_t k = dates.from; k < dates.to; k++)
			reports[i].run(c, r, &c->facts->at[c->facts->dates[k]]);
		if (reports[i].run == check_far)
			check_far_lengths(c, r);
	}
}

static const struct kind_key calendar_keys[] = {
	[KEY_REPORT] = {"report", KEY_STRING, true, "which of the five is reported",
			"impossible|weekday|reversed|duration|far"},
	[KEY_BETWEEN] = {"between", KEY_WORDS, false,
			 "words between two dates that make them a range", NULL},
	[KEY_LEAD] = {"lead", KEY_WORDS, false,
		      "words that may stand between a range and its duration", NULL},
	[KEY_EXCEPT] = {"except", KEY_WORDS, false,
			"words in the clause that make two dates a comparison, not a range, or a "
			"far year a length of time or a model",
			NULL},
	[KEY_TIES] = {"ties", KEY_WORDS, false,
		      "words right before a duration that tie it to the range in front, whatever "
		      "stands between",
		      NULL},
};

const struct check_kind check_calendar = {
	.spec =
		{
			.name = "calendar",
			.summary = "dates, weekdays, ranges and durations against the calendar",
			.keys = calendar_keys,
			.key_count = sizeof calendar_keys / sizeof *calendar_keys,
			.values = "date last stated actual from to range duration days",
		},
	.run = run,
	.judges = true,
};
