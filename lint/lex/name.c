/*
 * Digits that count nothing: document and telephone numbers, codes, versions,
 * times of day, addresses, numbered tables; and ordinals.  In: a number as
 * read.  Out: whether it is a name, and where the name ends.  A look back is
 * at most LOOK_BACK characters; a look ahead ends with the name.
 */
#include "lexicon_internal.h"

#include <string.h>

enum {
	MOBILE_DIGITS = 11,
	LONG_DIGITS = 12, /* longer whole numbers without a unit are no counts */
	EVENT_FIRST = 1990,
	EVENT_LAST = 2060,
	NUMBER_MOST = 99 /* of enumerators and footnotes */
};

/* Characters that tie digits into one name. */
static bool
ties(char c)
{
	switch (c) {
	case '-':
	case '.':
	case '/':
	case '_':
	case '+':
	case '*':
	case '@':
	case ':':
	case '=':
	case '&':
	case '?':
	case '#':
	case '%':
	case '~':
		return true;
	default:
		return false;
	}
}

/* What stands before a part of an address. */
static bool
leads_address(char c)
{
	return c == '@' || c == '=' || c == '&' || c == '?' || c == '#';
}

/* The end of the run of letters, digits and what ties them that `at` is in. */
static uint32_t
run_end(const struct scan *s, uint32_t at)
{
	for (;;) {
		char c = scan_byte(s, at), after = scan_byte(s, at + 1);
		if (is_digit(c) || is_letter(c))
			at++;
		else if (ties(c) && (is_digit(after) || is_letter(after)))
			at += 2;
		else
			return at;
	}
}

/* ---- before ------------------------------------------------------------------------ */

/* Is one of these the code point before `at`? */
static bool
opens(uint32_t cp)
{
	return cp == '[' || cp == '(' || cp == 0xFF08 || cp == 0xFF3B || cp == 0x3014 ||
	       cp == 0x3010;
}

static bool
closes(uint32_t cp)
{
	return cp == ']' || cp == ')' || cp == 0xFF09 || cp == 0xFF3D || cp == 0x3015 ||
	       cp == 0x3011;
}

/* 〔2020〕13号 from its year on. */
static bool
is_document(const struct scan *s, const struct figure *f, const struct sides *beside, uint32_t *to)
{
	uint32_t at, next, ordinal;

	if (f->digits != 4 || f->decimals || f->numerals || !opens(beside->before.cp) ||
	    !closes(beside->behind.cp))
		return false;
	at = scan_space(s, beside->behind.at);
	if (scan_word(s, ROOT_ORDINAL, at, &ordinal) >= 0)
		at = scan_space(s, ordinal);
	next = at;
	while (is_digit(scan_byte(s, next)) || scan_byte(s, next) == '-')
		next++;
	if (next == at)
		return false;
	at = scan_space(s, next);
	*to = scan_word(s, ROOT_NAME_AFTER, at, &at) >= 0 ? at : next;
	return true;
}

/* One in six of them (57), 29% (6): behind a word and a space, or a percentage, a bracket
 * holds a count; an item or a footnote is a small number, or stands close to its word. */
static bool
is_counted(const struct scan *s, const struct figure *f)
{
	enum { COUNT_LEAST = 10, SHARE_LEAST = 2, PERCENT_LETTERS = 4 };
	uint32_t open = scan_space_back(s, f->from) - 1;

	if (open < s->start + PERCENT_LETTERS || s->text[open] != '(' || s->text[open - 1] != ' ')
		return false;
	const char *before = s->text + open - 1;
	if (before[-1] == '%' || !memcmp(before - PERCENT_LETTERS, "cent", PERCENT_LETTERS))
		return f->value.mantissa >= SHARE_LEAST;
	return before[-1] >= 'a' && before[-1] <= 'z' && f->value.mantissa >= COUNT_LEAST;
}

/* (3), [12]: a footnote or an item.  `word`: past a space before the figure. */
static bool
is_bracketed(const struct scan *s, const struct figure *f, struct side word)
{
	if (!opens(word.cp) || !closes(side_past_space(s, f->to).cp) || f->decimals || f->commas ||
	    f->too_long || f->value.exponent || f->value.mantissa > NUMBER_MOST)
		return false;
	return !is_counted(s, f);
}

/* Is the text before `at` where an item may begin? */
static bool
at_item(const struct scan *s, uint32_t at)
{
	uint32_t from;

	while (scan_before(s, at) == ' ')
		at--;
	uint32_t cp = scan_cp_before(s, at, &from);
	return cp == 0 || cp == '\n' || cp == 0x3002 || cp == 0xFF1B || cp == 0xFF1A || cp == ';' ||
	       cp == ':';
}

/* Four digits and the word for a year. */
static bool
is_year(const struct scan *s, uint32_t at)
{
	uint32_t to, digits;
	int year;

	return is_digit(scan_byte(s, at)) && figure_small(s, at, 4, &year, &to, &digits) &&
	       digits == 4 && scan_word(s, ROOT_YEAR, scan_space(s, to), &to) >= 0;
}

/* `1.` and `1、` and `1)` where an item begins. */
static bool
is_item(const struct scan *s, const struct figure *f, struct side behind)
{
	const uint32_t next = behind.at;
	uint32_t after;

	/* 1.2020年 */
	if (f->decimals == 4 && f->digits <= 6 && is_year(s, f->to - 4) && at_item(s, f->from))
		return true;
	if (f->numerals || f->digits > 2 || f->decimals || !at_item(s, f->from))
		return false;
	uint32_t then = scan_cp(s, next, &after);
	switch (behind.cp) {
	case ')':
	case 0xFF09:
		return true;
	case '.':
	case 0xFF0E:
		return then == ' ' || cp_is_han(then) || opens(then) || then == 0x201C ||
		       then == 0x300A;
	case 0x3001:
		return is_year(s, next) || (cp_is_han(then) && !lexicon_numeral(s->lx, then));
	default:
		return false;
	}
}

/* An address, a code: letters, or what ties them, directly before. */
static bool
is_coded(const struct scan *s, uint32_t at, struct side before)
{
	const uint64_t ending = ROOT_BIT(ROOT_CURRENCY_BACK) | ROOT_BIT(ROOT_YEAR_BACK) |
				ROOT_BIT(ROOT_FISCAL_BACK);
	const char c = (char)before.cp;
	uint32_t from;

	if (before.roots & ending && (scan_word_back(s, ROOT_CURRENCY_BACK, at, &from) > 0 ||
				      scan_word_back(s, ROOT_YEAR_BACK, at, &from) >= 0 ||
				      scan_word_back(s, ROOT_FISCAL_BACK, at, &from) >= 0))
		return false;
	char ahead = scan_before(s, at - 1);
	if (is_letter(c) || leads_address(c))
		return true;
	/* COVID-19, and what is left of 5/3; but 1.2020年 */
	if (c == '.' && is_digit(ahead))
		return !is_year(s, at);
	return (ties(c) && is_letter(ahead)) || ahead == '/' ||
	       ((c == '/' || c == '+' || c == '*' || c == '_') && is_digit(ahead));
}

/* A word before the number that makes it a name: Table 3, 附件3, but 附件3份 and 科目3万元.  `word`:
 * its last character. */
static bool
is_titled(const struct scan *s, const struct figure *f, struct side word)
{
	uint32_t from, unused, to = scan_space(s, f->to);

	if (!(word.roots & ROOT_BIT(ROOT_NAME_BACK)))
		return false;
	int value = scan_word_back_from(s, ROOT_NAME_BACK, word.cp, word.at, &from);
	if (value < 0)
		return false;
	if (is_letter(s->text[from]))
		return value != NEEDS_CAPITAL || !(s->text[from] & 0x20);
	if (scan_word(s, ROOT_SCALE, to, &unused) >= 0)
		to = scan_space(s, unused);
	return scan_word(s, ROOT_UNIT, to, &unused) < 0;
}

/* previous year7, (Table 6a)5: the mark of a note directly behind. */
static bool
is_note_mark(const struct scan *s, const struct figure *f, uint32_t before)
{
	char behind = scan_byte(s, f->to);

	return ((before >= 'a' && before <= 'z') || before == ')') && f->digits <= 2 &&
	       !f->decimals && !f->commas && behind != '%' && !is_letter(behind);
}

/* aged between 16 and 74: the second number of the band is at *next. */
static bool
is_between(const struct scan *s, const struct figure *f, uint32_t at, uint32_t *next)
{
	uint32_t from;

	if (scan_word_back(s, ROOT_BETWEEN_BACK, scan_space_back(s, f->from), &from) < 0 ||
	    scan_word(s, ROOT_BETWEEN_AND, scan_space(s, at), next) < 0)
		return false;
	*next = scan_space(s, *next);
	return is_digit(scan_byte(s, *next));
}

/* FY 85, FY84/85: a year without its century. */
static bool
is_short_year(const struct scan *s, const struct figure *f, struct side word)
{
	uint32_t unused;

	return word.roots & ROOT_BIT(ROOT_FISCAL_BACK) && f->digits == 2 && !f->decimals &&
	       scan_word_back_from(s, ROOT_FISCAL_BACK, word.cp, word.at, &unused) >= 0;
}

/* Does a mark, a letter or the beginning before the figure make it a name?  `word`: past a space. */
static bool
is_marked(const struct scan *s, const struct figure *f, const struct sides *beside,
	  struct side word, uint32_t *to)
{
	const uint32_t before = beside->before.cp;

	if (is_document(s, f, beside, to) || is_note_mark(s, f, before))
		return true;
	if (before == 0xD7 || before == 0xB7 ||
	    (before && before < 0x80 && is_coded(s, f->from, beside->before))) {
		*to = run_end(s, f->to);
		return true;
	}
	if (!is_bracketed(s, f, word) && !is_item(s, f, beside->behind))
		return false;
	*to -= f->decimals;
	return true;
}

bool
name_before(const struct scan *s, const struct figure *f, const struct sides *beside, uint32_t *to)
{
	struct side word = beside->before;
	uint32_t next;

	if (word.cp == ' ')
		word = side_before(s, word.at);
	*to = f->to;
	if (f->numerals)
		return is_letter(s->text[f->from]) && is_titled(s, f, word);
	if (!is_quiet_before(beside->before.cp) && is_marked(s, f, beside, word, to))
		return true;
	if (!is_titled(s, f, word) && !is_short_year(s, f, word))
		return false;
	*to = run_end(s, f->to);
	/* aged 16 to 64; 拨打12345热线 */
	if (scan_word(s, ROOT_RANGE, scan_space(s, *to), &next) >= 0 &&
	    is_digit(scan_byte(s, scan_space(s, next))))
		*to = run_end(s, scan_space(s, next));
	else if (is_between(s, f, *to, &next))
		*to = run_end(s, next);
	else if (scan_word(s, ROOT_NAME_AFTER, *to, &next) >= 0)
		*to = next;
	return true;
}

/* ---- behind ------------------------------------------------------------------------- */

static int
two_digits(const struct scan *s, uint32_t at)
{
	if (!is_digit(scan_byte(s, at)) || !is_digit(scan_byte(s, at + 1)) ||
	    is_digit(scan_byte(s, at + 2)))
		return -1;
	return (s->text[at] - '0') * 10 + (s->text[at + 1] - '0');
}

/* 8:30, 08:30:05, and to 17:30 in one. */
static bool
is_clock(const struct scan *s, const struct figure *f, uint32_t *to)
{
	uint32_t at = f->to, next;
	int minutes;

	if (f->digits > 2 || f->decimals || f->value.mantissa > 24 || scan_byte(s, at) != ':')
		return false;
	minutes = two_digits(s, at + 1);
	if (minutes < 0 || minutes > 59)
		return false;
	at += 3;
	if (scan_byte(s, at) == ':' && two_digits(s, at + 1) >= 0)
		at += 3;
	*to = at;
	if (scan_word(s, ROOT_RANGE, scan_space(s, at), &next) >= 0) {
		struct figure last;
		if (is_digit(scan_byte(s, next)) && figure_read(s, next, &last))
			is_clock(s, &last, to);
	}
	return true;
}

/* Groups of digits with hyphens: 020-82662270, 400-810-1234. */
static bool
is_telephone(const struct scan *s, const struct figure *f, uint32_t *to)
{
	uint32_t groups = 1, digits = f->digits, at = f->to;

	if (f->decimals || f->commas)
		return false;
	while (scan_byte(s, at) == '-' && is_digit(scan_byte(s, at + 1))) {
		at++;
		groups++;
		while (is_digit(scan_byte(s, at))) {
			at++;
			digits++;
		}
	}
	*to = at;
	if (groups < 2 || is_letter(scan_byte(s, at)))
		return false;
	return groups > 2 || (f->padded && digits >= 10) ||
	       (digits - f->digits >= 7 && f->digits >= 3 && f->digits <= 4);
}

static bool
is_multiplied(uint32_t cp)
{
	return cp == 0xD7 || cp == 0xB7 || cp == '+' || cp == '*';
}

/* 7×24小时, 12·31, 5+2: digits on both sides of a mark. */
static bool
is_joined(const struct scan *s, const struct figure *f, uint32_t *to)
{
	uint32_t at = f->to, next;
	bool joined = false;

	while (is_multiplied(scan_cp(s, at, &next)) &&
	       (is_digit(scan_byte(s, next)) || is_letter(scan_byte(s, next)))) {
		joined = true;
		at = run_end(s, next);
	}
	if (!joined)
		return false;
	if (scan_word(s, ROOT_UNIT, at, &next) >= 0)
		at = next;
	*to = at;
	return true;
}

/* Letters directly behind: 5G, 3D, 4A, unless they are a unit or a scale. */
static bool
is_lettered(const struct scan *s, const struct figure *f, uint32_t *to)
{
	uint32_t next;

	if (!is_letter(scan_byte(s, f->to)) || scan_word(s, ROOT_UNIT, f->to, &next) >= 0 ||
	    scan_word(s, ROOT_SCALE, f->to, &next) >= 0 ||
	    scan_word(s, ROOT_SHORT_SCALE, f->to, &next) >= 0 ||
	    scan_word(s, ROOT_ORDINAL_SUFFIX, f->to, &next) >= 0)
		return false;
	*to = run_end(s, f->to);
	return true;
}

/* More than one point, a comma in a wrong place, a slash that is no fraction. */
static bool
is_malformed(const struct scan *s, const struct figure *f, uint32_t *to)
{
	char c = scan_byte(s, f->to), after = scan_byte(s, f->to + 1);

	if (!is_digit(after))
		return false;
	if ((c == '.' && f->decimals) || c == '/') {
		*to = run_end(s, f->to);
		return true;
	}
	if (c != ',')
		return false;
	uint32_t n = 1;
	while (is_digit(scan_byte(s, f->to + 1 + n)))
		n++;
	if (n < 4 || f->digits > 3)
		return false;
	*to = run_end(s, f->to + 1);
	return true;
}

/* Past the second number of 0—24时 and 3-5号. */
static uint32_t
past_second(const struct scan *s, uint32_t at)
{
	uint32_t next, end;

	if (scan_word(s, ROOT_RANGE, at, &next) < 0)
		return at;
	for (end = next; is_digit(scan_byte(s, end));)
		end++;
	return end > next ? end : at;
}

bool
name_after(const struct scan *s, const struct figure *f, uint32_t *to)
{
	uint32_t next, unit_to;

	if (!f->numerals && (is_clock(s, f, to) || is_telephone(s, f, to) || is_joined(s, f, to) ||
			     is_lettered(s, f, to) || is_malformed(s, f, to)))
		return true;
	uint32_t at = past_second(s, f->to);
	if (scan_word(s, ROOT_NAME_AFTER, scan_space(s, at), &next) < 0)
		return false;
	if (scan_word(s, ROOT_UNIT, scan_space(s, at), &unit_to) >= 0 && unit_to > next)
		return false;
	*to = next;
	return true;
}

/* 中国制造2025, 2025文化论坛: a year as a part of a name. */
static bool
is_event(const struct scan *s, const struct figure *f)
{
	uint32_t unused;

	if (f->digits != 4 || f->value.mantissa < EVENT_FIRST || f->value.mantissa > EVENT_LAST)
		return false;
	return cp_is_han(scan_cp(s, f->to, &unused)) ||
	       cp_is_han(scan_cp_before(s, f->from, &unused));
}

/* Is a Han character, or one of its marks, right beside a figure, or a space away? */
static bool
is_beside_han(const struct scan *s, const struct figure *f)
{
	uint32_t from = f->from, to = f->to, unused;

	from -= from > s->start && s->text[from - 1] == ' ';
	to += to < s->end && s->text[to] == ' ';
	return scan_cp(s, to, &unused) >= CJK_FIRST ||
	       scan_cp_before(s, from, &unused) >= CJK_FIRST;
}

bool
name_alone(const struct scan *s, const struct figure *f)
{
	uint32_t to = 0;

	if (f->numerals || f->decimals || f->commas)
		return false;
	if (f->padded || f->digits >= LONG_DIGITS || is_event(s, f))
		return true;
	if (f->digits == MOBILE_DIGITS && s->text[f->from] == '1' && s->text[f->from + 1] >= '3')
		return true;
	/* in Latin text 114 and 120 count something */
	return scan_word(s, ROOT_NUMBER, f->from, &to) >= 0 && to == f->to && is_beside_han(s, f);
}

/* ---- ordinals ------------------------------------------------------------------------ */

bool
ordinal_at(const struct scan *s, uint32_t at, struct lexeme *out)
{
	struct figure f;
	uint32_t behind, to;

	if (scan_word(s, ROOT_ORDINAL, at, &behind) < 0)
		return false;
	behind = scan_space(s, behind);
	if ((!is_digit(scan_byte(s, behind)) && (unsigned char)scan_byte(s, behind) < 0x80) ||
	    !figure_read(s, behind, &f) || f.bad || f.too_long || f.decimals)
		return false;
	*out = (struct lexeme){
		.kind = KIND_ORDINAL,
		.span = {at, f.to},
		.number = {f.from, f.to},
		.value = f.value,
		.numerals = f.numerals,
	};
	uint32_t next = scan_space(s, f.to);
	if (scan_word(s, ROOT_ORDINAL_NAME, next, &to) >= 0) {
		out->kind = KIND_NAME;
		out->span.to = to;
		return true;
	}
	int unit = scan_word(s, ROOT_UNIT, next, &to);
	if (unit > 0 && lexicon_unit(s->lx, (unit_id)unit)->kind == KIND_COUNT) {
		out->unit = (unit_id)unit;
		out->span.to = to;
	}
	return true;
}
