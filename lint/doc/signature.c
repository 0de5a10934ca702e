/*
 * What the report says of itself: title, agency, period, and when it was
 * signed.  In: blocks and headings.  Out: those fields of doc; the last lines
 * that sign get kind BLOCK_SIGNATURE.  Looks at the first and the last blocks
 * only, and says nothing where two readings are possible.
 */
#include "../base/byte_map.h"
#include "doc_internal.h"

enum {
	TOP_BLOCKS = 8, /* under the title, where a date may stand */
	END_BLOCKS = 8,
	FIRST_PARAGRAPHS = 3,
	SIGNATURE_BYTES = 120,
	WORD_BYTES = 96,  /* no word of a date is longer */
	YEAR_NUMERALS = 4 /* 二〇二〇 */
};

/* The first date in a span of the text that is read off what begins before `last`; false when
 * there is none. */
static bool
find_date_before(const struct reader *r, struct span s, uint32_t last, struct lexeme *out)
{
	const char *t = r->doc->text.at;
	uint32_t at = s.from;
	while ((at = lex_next_of(r->lx, &r->doc->map, t, at, s.to)) < last) {
		uint32_t next = at + 1;
		if (lex_fact(r->lx, t, s.from, at, s.to, out, &next)) {
			if (out->kind == KIND_DATE)
				return true;
			next = out->span.to > next ? out->span.to : next;
		}
		at = next;
	}
	return false;
}

static bool
find_date(const struct reader *r, struct span s, struct lexeme *out)
{
	return find_date_before(r, s, s.to, out);
}

/* Does a span begin with a date?  A word before its figures belongs to it. */
static bool
begins_with_date(const struct reader *r, struct span s, struct lexeme *out)
{
	uint32_t last = s.to - s.from > WORD_BYTES ? s.from + WORD_BYTES : s.to;
	return find_date_before(r, s, last, out) && out->span.from == s.from;
}

/* Is s a full date, in brackets perhaps, and nothing else? */
static bool
is_date_alone(const struct reader *r, struct span s, struct lexeme *out)
{
	const char *t = r->doc->text.at;
	while (s.from < s.to && (mark_at(t + s.from) == MARK_ROUND || t[s.from] == ' '))
		s.from += char_len(t[s.from]);
	while (s.to > s.from) {
		uint32_t at = char_before(t, s.to);
		if (mark_at(t + at) != MARK_ROUND_CLOSE && t[at] != ' ')
			break;
		s.to = at;
	}
	if (s.to - s.from > SIGNATURE_BYTES || !find_date(r, s, out))
		return false;
	return out->span.from == s.from && out->span.to == s.to && !out->is_date_range &&
	       out->from.year &&
	       (out->from.precision == PRECISION_DAY || out->from.precision == PRECISION_MONTH);
}

static bool
is_organisation(const struct reader *r, struct span s)
{
	struct str name = str_trim(text_slice(&r->doc->text, s));
	if (!r->organisations || name.len < 6 || name.len > SIGNATURE_BYTES ||
	    words_before(r->organisations, name, name.len) < 0)
		return false;
	for (size_t i = 0; i < name.len; i += char_len(name.at[i])) {
		enum mark m = mark_at(name.at + i);
		if (is_digit(name.at[i]) || m == MARK_END || m == MARK_COMMA || m == MARK_COLON ||
		    m == MARK_SEMICOLON)
			return false;
	}
	return true;
}

static struct span
trimmed(const struct reader *r, struct span s)
{
	const char *t = r->doc->text.at;
	while (s.from < s.to && t[s.from] == ' ')
		s.from++;
	while (s.to > s.from && t[s.to - 1] == ' ')
		s.to--;
	return s;
}

/* ---- title and agency ------------------------------------------------------ */

static size_t
title_block(const struct reader *r)
{
	size_t i = 0;
	while (i < r->blocks.len && i < 2 * TOP_BLOCKS && r->blocks.at[i].kind != BLOCK_TITLE)
		i++;
	return i < r->blocks.len && r->blocks.at[i].kind == BLOCK_TITLE ? i : SIZE_MAX;
}

/* True: there is a date in it, the first in *date. */
static bool
read_title(struct reader *r, size_t title, struct lexeme *date)
{
	struct span s = r->blocks.at[title].span;
	const struct enumerator *place = block_opener(r, title);
	if (place)
		s.from = place->span.to;
	r->doc->title = s = trimmed(r, s);
	/* the agency stands before the year: 东莞市公安局 2020 年度… */
	if (!find_date(r, s, date))
		return false;
	struct span before = trimmed(r, (struct span){s.from, date->span.from});
	if (is_organisation(r, before))
		r->doc->agency = before;
	return true;
}

/* ---- period ------------------------------------------------------------------ */

static struct calendar_date
date_of_day(int32_t number)
{
	int year, month, day;
	day_split(number, &year, &month, &day);
	return (struct calendar_date){(int16_t)year, (int8_t)month, (int8_t)day, 0, PRECISION_DAY};
}

/* First and last day of a date of year or month precision. */
static bool
date_bounds(struct calendar_date d, struct calendar_date *from, struct calendar_date *to)
{
	bool month = d.precision == PRECISION_MONTH && d.month >= 1 && d.month <= 12;
	if (!d.year || (d.precision != PRECISION_YEAR && !month))
		return false;
	*from = *to = d;
	from->month = month ? d.month : 1;
	to->month = month ? d.month : 12;
	from->day = 1;
	to->day = (int8_t)month_days(d.year, to->month);
	from->precision = to->precision = PRECISION_DAY;
	return true;
}

static bool
period_of(const struct reader *r, const struct lexeme *date, uint32_t start)
{
	struct doc *d = r->doc;
	struct calendar_date unused;
	const struct word_list *year_to = lexicon_words(r->lx, STR("year-ending"));
	struct str before = {d->text.at + start, date->span.from - start};
	before = str_trim(before);
	if (year_to && before.len && words_before(year_to, before, before.len) >= 0) {
		struct calendar_date end = date->from;
		if (!end.year || !end.month)
			return false;
		if (!end.day)
			end.day = (int8_t)month_days(end.year, end.month);
		if (!day_valid(end.year, end.month, end.day))
			return false;
		int32_t last = day_number(end.year, end.month, end.day);
		d->period_to = date_of_day(last);
		d->period_from =
			date_of_day(last -
				    (day_valid(end.year - 1, end.month, end.day)
					     ? last - day_number(end.year - 1, end.month, end.day)
					     : 365) +
				    1);
		return true;
	}
	if (date->is_date_range)
		return date_bounds(date->from, &d->period_from, &unused) &&
		       date_bounds(date->to, &unused, &d->period_to);
	return date_bounds(date->from, &d->period_from, &d->period_to);
}

static bool
holds_digits(struct str s, int year)
{
	const char digits[] = {(char)('0' + year / 1000), (char)('0' + year / 100 % 10),
			       (char)('0' + year / 10 % 10), (char)('0' + year % 10)};
	return str_find(s, (struct str){digits, sizeof digits}) != SIZE_MAX;
}

/* May a date of this year stand in a span?  It has it, or where it lasts into the next one that, in
 * digits; or in numerals, four of which stand behind one another, each with its bit in the map. */
static bool
may_hold_year(const struct reader *r, struct span s, int year)
{
	const struct doc *d = r->doc;
	const struct str text = text_slice(&d->text, s);
	uint32_t at, last = 0, numerals = 0;
	if (holds_digits(text, year) || holds_digits(text, year + 1))
		return true;
	for (struct byte_map_walk w = byte_map_walk(d->map.facts, s.from, s.to);
	     byte_map_step(&w, &at) && numerals < YEAR_NUMERALS; last = at)
		numerals = at - last == TRIPLE ? numerals + 1 : 1;
	return numerals >= YEAR_NUMERALS;
}

/* A day in the lines under the title that delivers the report: of year `year`,
 * in its first months. */
static bool
delivered_in(const struct reader *r, size_t title, int16_t year)
{
	for (size_t i = title + 1; i < r->blocks.len && i <= title + TOP_BLOCKS; i++) {
		struct lexeme date;
		struct span s = r->blocks.at[i].span;
		if (s.to - s.from > SIGNATURE_BYTES || !may_hold_year(r, s, year) ||
		    !find_date(r, s, &date))
			continue;
		if (date.from.precision == PRECISION_DAY && date.from.year == year &&
		    date.from.month <= 4)
			return true;
	}
	return false;
}

/* The one period that a title names, whose first date is `date`; none when it names two. */
static void
period_from_title(struct reader *r, size_t title, const struct lexeme *date)
{
	struct doc *d = r->doc;
	struct lexeme other;
	struct span rest = {date->span.to, d->title.to};
	if (find_date(r, rest, &other) && other.from.year != date->from.year)
		return;
	/* 2025年政府工作报告 given in January 2025 reports on 2024 */
	const struct word_list *given = lexicon_words(r->lx, STR("year-given"));
	struct str text = text_slice(&d->text, d->title);
	if (date->from.precision == PRECISION_YEAR && !date->is_date_range &&
	    ((given && words_before(given, text, text.len) >= 0) ||
	     delivered_in(r, title, date->from.year)))
		return;
	if (period_of(r, date, d->title.from))
		d->period_span = date->span;
	else
		d->period_from = d->period_to = (struct calendar_date){0};
}

/* The year that the first paragraphs begin with, when it is one. */
static void
period_from_text(struct reader *r)
{
	struct doc *d = r->doc;
	struct lexeme found = {.kind = KIND_NONE}, date;
	unsigned paragraphs = 0;
	for (size_t i = 0; i < r->blocks.len && paragraphs < FIRST_PARAGRAPHS; i++) {
		const struct block *b = &r->blocks.at[i];
		const struct line *last = &r->lines[r->block_lines.at[i].last];
		if (b->kind != BLOCK_PARAGRAPH || last->tail != MARK_END)
			continue;
		paragraphs++;
		const struct enumerator *e = block_opener(r, i);
		uint32_t start = e ? e->span.to : b->span.from;
		if (!begins_with_date(r, (struct span){start, b->span.to}, &date) ||
		    date.is_date_range || date.from.precision != PRECISION_YEAR)
			continue;
		if (found.kind == KIND_DATE && found.from.year != date.from.year)
			return;
		found = date;
	}
	if (found.kind == KIND_DATE && date_bounds(found.from, &d->period_from, &d->period_to))
		d->period_span = found.span;
}

/* ---- signature ---------------------------------------------------------------- */

static void
set_signing(struct reader *r, const struct lexeme *date)
{
	if (r->doc->signing.year)
		return;
	r->doc->signing = date->from;
	r->doc->signing_span = date->span;
}

/* One block of the signature, or not: a date, an organisation, or both. */
static bool
read_signature(struct reader *r, size_t i)
{
	struct block *b = &r->blocks.at[i];
	struct span s = b->span;
	struct lexeme date;
	if (s.to - s.from > SIGNATURE_BYTES ||
	    (b->kind != BLOCK_PARAGRAPH && b->kind != BLOCK_HEADING))
		return false;
	if (is_date_alone(r, s, &date)) {
		set_signing(r, &date);
	} else if (is_organisation(r, s)) {
		if (!r->doc->agency.to)
			r->doc->agency = trimmed(r, s);
	} else if (find_date(r, s, &date) && date.span.to == s.to &&
		   is_organisation(r, (struct span){s.from, date.span.from}) &&
		   is_date_alone(r, (struct span){date.span.from, s.to}, &date)) {
		set_signing(r, &date);
	} else {
		return false;
	}
	b->kind = BLOCK_SIGNATURE;
	return true;
}

static void
read_end(struct reader *r)
{
	size_t seen = 0;
	for (size_t i = r->blocks.len; i-- > 1 && seen < END_BLOCKS; seen++) {
		const struct line *last = &r->lines[r->block_lines.at[i].last];
		if (r->blocks.at[i].kind == BLOCK_TITLE || r->blocks.at[i].kind == BLOCK_TABLE_ROW)
			break;
		if (!read_signature(r, i) && last->tail == MARK_END)
			break;
	}
}

/* Lines between the title and the first running text. */
static void
read_top(struct reader *r, size_t title)
{
	for (size_t i = title + 1; i < r->blocks.len && i <= title + TOP_BLOCKS; i++) {
		const struct line *l = &r->lines[r->block_lines.at[i].first];
		if (r->blocks.at[i].kind != BLOCK_PARAGRAPH || l->mark || l->tail == MARK_END ||
		    l->flags & LINE_LONG)
			break;
		read_signature(r, i);
	}
}

void
identity_read(struct reader *r)
{
	size_t title = title_block(r);
	if (title != SIZE_MAX) {
		struct lexeme date;
		if (read_title(r, title, &date))
			period_from_title(r, title, &date);
		read_top(r, title);
	}
	read_end(r);
	if (!r->doc->period_from.year)
		period_from_text(r);
}
