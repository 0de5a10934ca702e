/*
 * Dates in English words, and years that only their neighbours tell: 5 May
 * 2016, May 5, 2016, May 2016, March to May 2014, in 2014, mid-2013.
 */
#include "lexicon_internal.h"

enum { BARE_FIRST = 1800, BARE_LAST = 2099 };

/* Letters before `at`, past a space and a mark. */
static bool
letters_before(const struct scan *s, uint32_t at)
{
	at = scan_space_back(s, at);
	char c = scan_before(s, at);
	if (c == ',' || c == '(' || c == '"' || c == ':')
		at = scan_space_back(s, at - 1);
	return is_letter(scan_before(s, at));
}

bool
date_bare_year(const struct scan *s, uint32_t at, uint32_t to)
{
	uint32_t next, from;
	int year = 0;

	for (uint32_t i = at; i < to && is_digit(s->text[i]); i++)
		year = year * 10 + (s->text[i] - '0');
	if (year < BARE_FIRST || year > BARE_LAST || is_letter(scan_byte(s, to)))
		return false;
	if (scan_word_back(s, ROOT_YEAR_BACK, scan_space_back(s, at), &from) >= 0)
		return true;
	if (scan_word_back(s, ROOT_QUALIFIER_BACK, scan_space_back(s, at), &from) >= 0 ||
	    scan_word_back(s, ROOT_CURRENCY_BACK, at, &from) >= 0)
		return false;
	/* A unit behind makes it a figure; among Han it is one too. */
	if (scan_word(s, ROOT_UNIT, scan_space(s, to), &next) >= 0 ||
	    scan_word(s, ROOT_SCALE, scan_space(s, to), &next) >= 0)
		return false;
	/* 641,300 (2021: 577,750) */
	if (scan_before(s, at) == '(' && scan_byte(s, to) == ':')
		return true;
	return letters_before(s, at) || is_letter(scan_byte(s, scan_space(s, to)));
}

static bool
is_capital(char c)
{
	return c >= 'A' && c <= 'Z';
}

/* The name of a month at `at`, with a capital. */
static int
month_name(const struct scan *s, uint32_t at, uint32_t *to, bool *is_word)
{
	int month = is_capital(scan_byte(s, at)) ? scan_word(s, ROOT_MONTH_NAME, at, to) : -1;

	if (month < 0)
		return 0;
	*is_word = month & MONTH_AMBIGUOUS;
	if (scan_byte(s, *to) == '.')
		*to += 1;
	return month & (MONTH_AMBIGUOUS - 1);
}

/* A day of one or two digits, perhaps with its suffix: 5, 5th. */
static bool
day_number_at(const struct scan *s, uint32_t at, int *day, uint32_t *to)
{
	uint32_t digits;

	if (!is_digit(scan_byte(s, at)) || !figure_small(s, at, 2, day, to, &digits))
		return false;
	scan_word(s, ROOT_ORDINAL_SUFFIX, *to, to);
	return !is_letter(scan_byte(s, *to)) && !is_digit(scan_byte(s, *to));
}

/* A year behind a month or a day, with or without a comma. */
static bool
year_behind(const struct scan *s, uint32_t at, int *year, uint32_t *to)
{
	uint32_t digits, from = scan_byte(s, at) == ',' ? at + 1 : at;

	from = scan_space(s, from);
	return from > at && is_digit(scan_byte(s, from)) &&
	       figure_small(s, from, 4, year, to, &digits) && digits == 4 && *year >= BARE_FIRST &&
	       *year <= BARE_LAST && !is_letter(scan_byte(s, *to));
}

static void
take_year(const struct scan *s, struct written *w)
{
	int year;
	uint32_t to;

	if (!year_behind(s, w->end, &year, &to))
		return;
	w->from.year = (int16_t)year;
	w->end = to;
}

/* 5 May 2016, 1 to 10 April 2022. */
static bool
read_day_first(const struct scan *s, uint32_t at, struct written *w)
{
	int day, last = 0, month;
	uint32_t to, next, month_to;
	bool is_word;

	if (!day_number_at(s, at, &day, &to))
		return false;
	next = scan_space(s, to);
	if (scan_word(s, ROOT_RANGE, next, &month_to) >= 0 &&
	    day_number_at(s, scan_space(s, month_to), &last, &next))
		next = scan_space(s, next);
	else
		last = 0;
	if (scan_word(s, ROOT_OF, next, &month_to) >= 0)
		next = scan_space(s, month_to);
	month = month_name(s, next, &month_to, &is_word);
	if (!month || next == to)
		return false;
	w->from = (struct calendar_date){
		.month = (int8_t)month, .day = (int8_t)day, .precision = PRECISION_DAY};
	w->end = month_to;
	take_year(s, w);
	if (last) {
		w->to = w->from;
		w->to.day = (int8_t)last;
		w->range = true;
	}
	return true;
}

/* Behind a month: a day, and the year. */
static void
read_after_month(const struct scan *s, struct written *w)
{
	int day, last, year;
	uint32_t to, next;

	if (year_behind(s, w->end, &year, &to)) {
		take_year(s, w);
		return;
	}
	if (scan_byte(s, w->end) != ' ' || !day_number_at(s, w->end + 1, &day, &to) || day < 1 ||
	    day > 31)
		return;
	w->from.day = (int8_t)day;
	w->from.precision = PRECISION_DAY;
	w->end = to;
	if (scan_word(s, ROOT_RANGE, scan_space(s, to), &next) >= 0 &&
	    day_number_at(s, scan_space(s, next), &last, &to)) {
		w->end = to;
		take_year(s, w);
		w->to = w->from;
		w->to.day = (int8_t)last;
		w->range = true;
		return;
	}
	take_year(s, w);
}

/* Is a lone month meant, and not a verb? */
static bool
stands_as_month(const struct scan *s, uint32_t at)
{
	uint32_t from;

	return scan_word_back(s, ROOT_MONTH_BACK, scan_space_back(s, at), &from) >= 0;
}

/* March to May 2014: the first month takes its year from the second. */
static bool
begins_range(const struct scan *s, uint32_t end)
{
	uint32_t next, to;
	bool is_word;

	return scan_word(s, ROOT_RANGE, scan_space(s, end), &next) >= 0 &&
	       month_name(s, scan_space(s, next), &to, &is_word);
}

bool
date_english(const struct scan *s, uint32_t at, struct written *w)
{
	uint32_t to, next;
	bool is_word;

	if (is_digit(scan_byte(s, at)))
		return read_day_first(s, at, w);
	int part = scan_word(s, ROOT_PART, at, &to), year;
	if (part >= 0 && year_behind(s, to, &year, &next)) {
		struct calendar_date d = {.year = (int16_t)year, .precision = PRECISION_MONTH};
		w->from = w->to = d;
		w->from.month = (int8_t)(part / 16);
		w->to.month = (int8_t)(part % 16);
		w->range = true;
		w->end = next;
		return true;
	}
	int month = month_name(s, at, &to, &is_word);
	if (!month)
		return false;
	w->from = (struct calendar_date){.month = (int8_t)month, .precision = PRECISION_MONTH};
	w->end = to;
	read_after_month(s, w);
	if (!w->from.year && !w->from.day && is_word && !begins_range(s, w->end) &&
	    !stands_as_month(s, at))
		return false;
	/* The stop of "Sept." ends a sentence where nothing follows. */
	if (!w->from.year && !w->from.day && s->text[w->end - 1] == '.')
		w->end--;
	return true;
}
