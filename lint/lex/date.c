/*
 * Dates in digits and numerals: year first, or month first without a year,
 * parts of a year, and ranges of them; English ones are month.c's.  In: where
 * a number, numeral or month name stands.  Out: one lexeme for the whole.
 * What is written is kept, possible or not.  Costs what it reads.
 */
#include "lexicon_internal.h"

#include <string.h>

enum {
	YEAR_FIRST = 1000,
	YEAR_LAST = 2999,
	PLAIN_FIRST = 1900, /* years that need no word in 1990-2012 */
	PLAIN_LAST = 2099,
	MONTH_MOST = 99
};

/* A number and the word behind it, perhaps spaced. */
static bool
number_and_word(const struct scan *s, uint32_t at, enum root root, uint32_t digits, int *value,
		uint32_t *to)
{
	uint32_t behind, written;

	return figure_small(s, at, digits, value, &behind, &written) &&
	       scan_word(s, root, scan_space(s, behind), to) >= 0;
}

static void
set_parts(struct written *w, int value)
{
	w->to = w->from;
	w->from.month = (int8_t)(value / 16);
	w->to.month = (int8_t)(value % 16);
	w->from.precision = w->to.precision = PRECISION_MONTH;
	w->range = true;
}

/* A dash or word between the ends of a range, perhaps spaced. */
static bool
range_word(const struct scan *s, uint32_t at, uint32_t *to)
{
	if (scan_word(s, ROOT_RANGE, scan_space(s, at), to) < 0)
		return false;
	*to = scan_space(s, *to);
	return true;
}

/* 5日 behind a month, or the first day of 5至8日. */
static void
read_day(const struct scan *s, struct written *w)
{
	uint32_t at = scan_space(s, w->end), behind, to, written, next;
	int day, last;

	if (!figure_small(s, at, 2, &day, &behind, &written))
		return;
	if (scan_word(s, ROOT_DAY, scan_space(s, behind), &to) >= 0) {
		w->from.day = (int8_t)day;
		w->from.precision = PRECISION_DAY;
		w->end = to;
		return;
	}
	if (!range_word(s, behind, &next) || !number_and_word(s, next, ROOT_DAY, 2, &last, &to))
		return;
	w->from.day = (int8_t)day;
	w->from.precision = PRECISION_DAY;
	w->to = w->from;
	w->to.day = (int8_t)last;
	w->range = true;
	w->end = to;
}

/* 3月, 3月5日, 1-9月 at `at`. */
static bool
read_month(const struct scan *s, uint32_t at, struct written *w)
{
	uint32_t behind, to, written, next;
	int month, last;

	if (!figure_small(s, at, 2, &month, &behind, &written))
		return false;
	if (scan_word(s, ROOT_MONTH, scan_space(s, behind), &to) >= 0) {
		if (month > MONTH_MOST)
			return false;
		w->from.month = (int8_t)month;
		w->from.precision = PRECISION_MONTH;
		w->end = to;
		read_day(s, w);
		return true;
	}
	if (month < 1 || month > 12 || !range_word(s, behind, &next) ||
	    !number_and_word(s, next, ROOT_MONTH, 2, &last, &to) || last > MONTH_MOST)
		return false;
	w->from.month = (int8_t)month;
	w->from.precision = PRECISION_MONTH;
	w->to = w->from;
	w->to.month = (int8_t)last;
	w->range = true;
	w->end = to;
	/* 7月3日 may stand behind: 6-7月3日 is none of ours */
	return true;
}

/* Behind a year: its part, its month, or nothing. */
static void
read_in_year(const struct scan *s, struct written *w)
{
	uint32_t at = scan_space(s, w->end), to;
	int part = scan_word(s, ROOT_PART, at, &to);

	if (part >= 0) {
		set_parts(w, part);
		w->end = to;
		return;
	}
	struct written month = *w;
	if (read_month(s, at, &month))
		*w = month;
}

/* ---- digits with marks ----------------------------------------------------------- */

/* 2020-03-05, 2020/3/5, 2020.3.5; with two numbers 2020-03. */
static bool
read_marked(const struct scan *s, uint32_t year, uint32_t at, struct written *w)
{
	char mark = scan_byte(s, at);
	int month, day;
	uint32_t to, end, digits, more;

	(void)year;
	if ((mark != '-' && mark != '/' && mark != '.') || !is_digit(scan_byte(s, at + 1)) ||
	    !figure_small(s, at + 1, 2, &month, &to, &digits) || month < 1 || month > 12)
		return false;
	w->from.month = (int8_t)month;
	w->from.precision = PRECISION_MONTH;
	w->end = to;
	if (scan_byte(s, to) != mark || !is_digit(scan_byte(s, to + 1)))
		/* 2020.10 and 2019/20 are other things, 2011-12 a year of accounts */
		return mark == '-' && digits == 2 && !is_letter(scan_byte(s, to)) &&
		       month != (w->from.year + 1) % 100;
	if (!figure_small(s, to + 1, 2, &day, &end, &more) || day < 1 || day > 31 ||
	    is_digit(scan_byte(s, end)) ||
	    (scan_byte(s, end) == '.' && is_digit(scan_byte(s, end + 1))))
		return false;
	w->from.day = (int8_t)day;
	w->from.precision = PRECISION_DAY;
	w->end = end;
	return true;
}

/* The dash or slash between a year and two digits. */
static uint32_t
split_mark(const struct scan *s, uint32_t at)
{
	static const char dash[] = "\xE2\x80\x93";
	char mark = scan_byte(s, at);

	if (mark == '/' || mark == '-')
		return at + 1;
	return s->end - at > 3 && !memcmp(s->text + at, dash, 3) ? at + 3 : at;
}

/* 2012/13, 2011-12: a year that ends in the next one; 1966-69: several years.
 * 2010-12 is a month, unless it stands among Latin words. */
static bool
read_split_year(const struct scan *s, uint32_t year, uint32_t at, struct written *w)
{
	uint32_t next = at < s->end ? split_mark(s, at) : at, to, digits;
	int last, first = w->from.year % 100;

	if (next == at || !is_digit(scan_byte(s, next)) ||
	    !figure_small(s, next, 2, &last, &to, &digits) || digits != 2)
		return false;
	bool follows = last == (first + 1) % 100;
	bool later = scan_byte(s, at) != '/' && last > first &&
		     (last > 12 || date_bare_year(s, year, to));
	if ((!follows && !later) || scan_byte(s, to) == '-' || scan_byte(s, to) == '/')
		return false;
	w->to = w->from;
	w->to.year = (int16_t)(w->from.year - first + last + (last < first ? 100 : 0));
	w->range = true;
	w->end = to;
	scan_word(s, ROOT_YEAR, scan_space(s, to), &w->end);
	return true;
}

/* Two numbers that are years without the word: by their size, or by what stands around. */
static bool
are_years(const struct scan *s, uint32_t from, uint32_t to, int first, int last)
{
	uint32_t next;

	if (date_bare_year(s, from, to))
		return true;
	return first >= PLAIN_FIRST && last > first && last <= PLAIN_LAST &&
	       scan_word(s, ROOT_UNIT, scan_space(s, to), &next) < 0 &&
	       !is_letter(scan_byte(s, to)) && scan_byte(s, from + 4) != ' ';
}

/* 2019-2021年, 2019至2021年, 2010–2014. */
static bool
read_year_range(const struct scan *s, uint32_t first, uint32_t at, struct written *w)
{
	uint32_t next, to, digits, end;
	int year;

	if (!range_word(s, at, &next) || !figure_small(s, next, 4, &year, &to, &digits) ||
	    digits != 4 || year < YEAR_FIRST || year > YEAR_LAST)
		return false;
	end = to;
	if (scan_word(s, ROOT_YEAR, scan_space(s, to), &end) < 0 &&
	    !are_years(s, first, to, w->from.year, year))
		return false;
	/* 2019-2021年3月 begins with a year and ends with a month */
	struct written last = {.from = {.year = (int16_t)year}, .end = end};
	if (end > to)
		read_in_year(s, &last);
	if (last.range)
		last.from = last.to;
	w->to = last.from;
	w->range = true;
	w->end = last.end;
	return true;
}

/* ---- one date ---------------------------------------------------------------------- */

/* What follows a year without its word; w is changed only when it is read. */
static bool
read_year_tail(const struct scan *s, uint32_t year, uint32_t at, struct written *w)
{
	static bool (*const tails[])(const struct scan *s, uint32_t year, uint32_t at,
				     struct written *w) = {read_split_year, read_marked,
							   read_year_range};

	for (size_t i = 0; i < sizeof tails / sizeof *tails; i++) {
		struct written other = *w;
		if (tails[i](s, year, at, &other)) {
			*w = other;
			return true;
		}
	}
	return false;
}

/* A date that begins with a year of four digits. */
static bool
read_year_first(const struct scan *s, uint32_t at, struct written *w)
{
	int year;
	uint32_t to, digits, end;

	if (!figure_small(s, at, 4, &year, &to, &digits) || digits != 4 || year < YEAR_FIRST ||
	    year > YEAR_LAST)
		return false;
	w->from = (struct calendar_date){.year = (int16_t)year, .precision = PRECISION_YEAR};
	w->end = to;
	if (scan_word(s, ROOT_YEAR, scan_space(s, to), &end) >= 0) {
		w->end = end;
		read_in_year(s, w);
		return true;
	}
	if (read_year_tail(s, at, to, w))
		return true;
	if (!date_bare_year(s, at, to))
		return false;
	/* 2014 Q1 */
	int part = scan_word(s, ROOT_PART, scan_space(s, to), &end);
	if (part >= 0) {
		set_parts(w, part);
		w->end = end;
	}
	return true;
}

/* 上半年, 第一季度, 前三季度 without a year. */
static bool
read_part_alone(const struct scan *s, uint32_t at, struct written *w)
{
	struct span span;
	uint32_t from;
	int part = scan_anchored(s, ROOT_PART_FIXED, at, &span);

	if (part < 0)
		return false;
	w->begin = span.from;
	w->end = span.to;
	if (scan_word_back(s, ROOT_CUMULATIVE_BACK, span.from, &from) >= 0) {
		w->begin = from;
		part = 16 + part % 16;
	}
	set_parts(w, part);
	return true;
}

/* Four digits that are no year: the number is none, or they stand between Han words
 * or marks none of which makes them one. */
static bool
is_no_year(const struct scan *s, uint32_t at, struct side behind)
{
	const uint64_t follow = ROOT_BIT(ROOT_YEAR) | ROOT_BIT(ROOT_RANGE);
	char thousands = s->text[at];

	if (thousands < '0' + YEAR_FIRST / 1000 || thousands > '0' + YEAR_LAST / 1000)
		return true;
	if (behind.cp < CJK_FIRST || behind.roots & follow)
		return false;
	struct side before = side_before(s, at);
	return before.cp >= CJK_FIRST && !(before.roots & ROOT_BIT(ROOT_YEAR_BACK));
}

/* So many digits at `at` that what stands beside them, or how many they are, makes neither a
 * year, a month nor a day: by far the most. */
static inline bool
are_no_date(const struct scan *s, uint32_t at, uint32_t digits, struct side behind)
{
	const uint64_t follow = ROOT_BIT(ROOT_MONTH) | ROOT_BIT(ROOT_RANGE) | ROOT_BIT(ROOT_OF) |
				ROOT_BIT(ROOT_ORDINAL_SUFFIX);

	if (digits > 2)
		return digits != 4 || is_no_year(s, at, behind);
	return behind.cp != ' ' && !(behind.roots & follow);
}

/* Nor words that begin like no month. */
static bool
is_no_date(const struct scan *s, uint32_t at)
{
	char first = scan_byte(s, at);
	uint32_t to = at;

	/* a part of a year, or a month with its capital */
	if (is_letter(first))
		return !roots_have(s->lx, ROOT_BIT(ROOT_PART), (unsigned char)first) &&
		       (first & 0x20 ||
			!roots_have(s->lx, ROOT_BIT(ROOT_MONTH_NAME), (unsigned char)first));
	while (to - at < 5 && is_digit(scan_byte(s, to)))
		to++;
	return to > at && are_no_date(s, at, to - at, side_at(s, to));
}

/* Numerals are a year when they are four, and a month before its word or that of a range. */
static bool
numerals_are_no_date(const struct scan *s, const struct figure *f, struct side behind)
{
	const uint64_t follow = ROOT_BIT(ROOT_MONTH) | ROOT_BIT(ROOT_RANGE);

	if (behind.cp == ' ')
		behind = side_at(s, behind.at);
	return !(f->positional && f->digits == 4) && !(behind.roots & follow);
}

bool
date_may_begin(const struct scan *s, const struct figure *f, const struct sides *beside)
{
	const uint32_t first = f->from + f->leading;
	const bool none =
		f->numerals ? numerals_are_no_date(s, f, beside->behind)
			    : are_no_date(s, f->from, f->leading,
					  first == f->to ? beside->behind : side_at(s, first));

	return !none || may_be_anchored(s, ROOT_PART_FIXED, f->from);
}

static bool
read_one(const struct scan *s, uint32_t at, struct written *w)
{
	uint32_t from;

	*w = (struct written){.begin = at, .end = at};
	if (is_no_date(s, at))
		return read_part_alone(s, at, w);
	if (scan_word_back(s, ROOT_FISCAL_BACK, scan_space_back(s, at), &from) >= 0)
		w->begin = from;
	if (read_year_first(s, at, w))
		return true;
	*w = (struct written){.begin = at, .end = at};
	if (is_letter(scan_byte(s, at)) || is_digit(scan_byte(s, at))) {
		if (date_english(s, at, w))
			return true;
		*w = (struct written){.begin = at, .end = at};
	}
	return read_part_alone(s, at, w) || read_month(s, at, w);
}

/* ---- ranges -------------------------------------------------------------------------- */

/* The end of a range may leave out what it shares with the beginning. */
static bool
read_end(const struct scan *s, uint32_t at, const struct written *first, struct written *w)
{
	int day;
	uint32_t to;

	if (first->from.day && number_and_word(s, at, ROOT_DAY, 2, &day, &to)) {
		*w = (struct written){.from = {.day = (int8_t)day, .precision = PRECISION_DAY},
				      .end = to};
		w->from.month = first->from.month;
		return true;
	}
	return read_one(s, at, w);
}

/* Does the month of b lie before that of a, so that its year is the next? */
static bool
wraps(const struct calendar_date *a, const struct calendar_date *b)
{
	return b->month < a->month;
}

static void
share_year(struct calendar_date *from, struct calendar_date *to)
{
	if (to->year == 0 && from->year && to->month)
		to->year = (int16_t)(from->year + (wraps(from, to) ? 1 : 0));
	else if (from->year == 0 && to->year && from->month && to->month)
		from->year = (int16_t)(to->year - (wraps(from, to) ? 1 : 0));
}

static void
read_range(const struct scan *s, struct written *w)
{
	struct written last;
	uint32_t next;

	if (w->range || !range_word(s, w->end, &next) || !read_end(s, next, w, &last))
		return;
	/* A year or month cannot end what began with a day, nor the other way round. */
	if (!last.range && last.from.precision != w->from.precision)
		return;
	w->to = last.range ? last.to : last.from;
	w->range = true;
	w->end = last.end;
	share_year(&w->from, &w->to);
}

int
date_weekday(const struct scan *s, uint32_t from, uint32_t to)
{
	uint32_t at = scan_space(s, to), unused, next;
	uint32_t cp = scan_cp(s, at, &next);

	if (cp == '(' || cp == 0xFF08 || cp == ',')
		at = scan_space(s, next);
	int day = scan_word(s, ROOT_WEEKDAY, at, &unused);
	if (day > 0)
		return day;
	at = scan_space_back(s, from);
	cp = scan_cp_before(s, at, &next);
	if (cp == ',' || cp == 0xFF0C)
		at = next;
	day = scan_word_back(s, ROOT_WEEKDAY_BACK, at, &unused);
	return day > 0 ? day : 0;
}

bool
date_at(const struct scan *s, uint32_t at, struct lexeme *out)
{
	struct written w;

	if (!read_one(s, at, &w))
		return false;
	read_range(s, &w);
	if (!w.range) {
		w.to = w.from;
		w.from.weekday = w.to.weekday =
			w.from.day ? (int8_t)date_weekday(s, w.begin, w.end) : 0;
	}
	*out = (struct lexeme){
		.kind = KIND_DATE,
		.span = {w.begin, w.end},
		.number = {w.begin, w.end},
		.from = w.from,
		.to = w.to,
		.is_date_range = w.range,
	};
	return true;
}

struct str
date_print(struct arena *a, const struct calendar_date *d)
{
	bool month = d->month && d->precision != PRECISION_YEAR;
	bool day = d->day && d->precision == PRECISION_DAY;

	if (month && d->precision == PRECISION_QUARTER)
		return str_printf(a, "%04d-Q%d", d->year, (d->month - 1) / 3 + 1);
	if (d->year && day)
		return str_printf(a, "%04d-%02d-%02d", d->year, d->month, d->day);
	if (d->year && month)
		return str_printf(a, "%04d-%02d", d->year, d->month);
	if (d->year)
		return str_printf(a, "%04d", d->year);
	return str_printf(a, "--%02d-%02d", d->month, d->day);
}
