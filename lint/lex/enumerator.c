/*
 * Enumerators: 一、 （一） 1. 1.2.3 （1） 1） ① 第一， 一是 第一章 II. (a) First,
 * In: where one may begin.  Out: its style, number and extent.  What may be a
 * decimal instead is said to be unsure; the caller decides by the sequence.
 * Costs what it reads, at most a few dozen characters.
 */
#include "lexicon_internal.h"

#include <string.h>

enum { NUMBER_DIGITS = 3, LONGEST_ROMAN = 8, HAN_MOST = 199, HAN_BYTES = 48, IS_MOST = 30 };

const char *const style_names[STYLE_COUNT] = {
#define STYLE_NAME(constant, name) name,
	STYLE_LIST(STYLE_NAME)
#undef STYLE_NAME
};

static bool
found(struct enumerator *e, enum style style, uint32_t number, uint32_t from, uint32_t to)
{
	e->span = (struct span){from, to};
	e->style = style;
	e->number = number;
	if (style != STYLE_DECIMAL)
		e->depth = 1;
	return true;
}

static bool
is_open(uint32_t cp)
{
	return cp == '(' || cp == 0xFF08;
}

static bool
is_close(uint32_t cp)
{
	return cp == ')' || cp == 0xFF09;
}

static bool
is_dot(uint32_t cp)
{
	return cp == '.' || cp == 0xFF0E;
}

static bool
is_comma(uint32_t cp)
{
	return cp == 0x3001;
}

/* A Chinese numeral that counts items.  Numerals in a row may be many, and each of their lines asks. */
static bool
han_number(const struct scan *s, uint32_t at, uint32_t *number, uint32_t *to)
{
	const uint32_t end = s->end - at < HAN_BYTES ? s->end : at + HAN_BYTES;
	const struct scan near = {s->lx, s->text, s->start, end};
	struct figure f;

	if ((unsigned char)scan_byte(s, at) < 0x80 || !figure_read(&near, at, &f) || f.bad ||
	    f.positional || f.decimals || f.scale || f.value.mantissa < 1 ||
	    f.value.mantissa > HAN_MOST)
		return false;
	*number = (uint32_t)f.value.mantissa;
	*to = f.to;
	return true;
}

static bool
arabic_number(const struct scan *s, uint32_t at, uint32_t *number, uint32_t *to)
{
	uint32_t written;
	int value;

	if (!is_digit(scan_byte(s, at)) ||
	    !figure_small(s, at, NUMBER_DIGITS, &value, to, &written))
		return false;
	*number = (uint32_t)value;
	return true;
}

/* ---- letters and Roman numbers ---------------------------------------------------- */

static uint32_t
roman_digit(char c)
{
	switch (c | 0x20) {
	case 'i':
		return 1;
	case 'v':
		return 5;
	case 'x':
		return 10;
	case 'l':
		return 50;
	default:
		return 0;
	}
}

/* A Roman number of one case; 0 if the run of letters is none. */
static uint32_t
roman_number(const struct scan *s, uint32_t at, uint32_t *to)
{
	uint32_t total = 0, last = 0, n = 0;
	char letter_case = scan_byte(s, at) & 0x20;

	while (is_letter(scan_byte(s, at + n))) {
		char c = s->text[at + n];
		uint32_t value = roman_digit(c);
		if (!value || (c & 0x20) != letter_case || ++n > LONGEST_ROMAN)
			return 0;
		total += value;
		if (value > last)
			total -= 2 * last;
		last = value;
	}
	*to = at + n;
	return total;
}

/* A single letter or a Roman number; sets .letter. */
static bool
letter_number(const struct scan *s, uint32_t at, struct enumerator *e, enum style *style,
	      enum style plain, uint32_t *to)
{
	char c = scan_byte(s, at);
	uint32_t roman;

	if (!is_letter(c))
		return false;
	roman = roman_number(s, at, to);
	if (roman && (*to > at + 1 || roman <= 10)) {
		e->letter = c & 0x20 ? 'i' : 'I';
		e->number = roman;
		*style = c & 0x20 ? plain : STYLE_ROMAN;
		return true;
	}
	if (is_letter(scan_byte(s, at + 1)))
		return false;
	e->letter = c & 0x20 ? 'a' : 'A';
	e->number = (uint32_t)((c | 0x20) - 'a') + 1;
	*style = plain;
	*to = at + 1;
	return true;
}

static bool
enumerator_letter(const struct scan *s, uint32_t at, struct enumerator *e)
{
	enum style style;
	uint32_t to, next, unused;
	int word = scan_word(s, ROOT_FIRST_WORD, at, &to);

	if (word > 0 && scan_byte(s, to) == ',')
		return found(e, STYLE_WORD, (uint32_t)word, at, to + 1);
	if (!letter_number(s, at, e, &style, STYLE_LETTER_DOT, &to))
		return false;
	uint32_t cp = scan_cp(s, to, &next);
	uint32_t then = scan_cp(s, next, &unused);
	if (is_close(cp))
		return found(e, STYLE_LETTER_PAREN, e->number, at, next);
	if (!is_dot(cp) && !is_comma(cp))
		return false;
	/* "e.g." and "U.K." go on in a letter */
	if (then && then != ' ' && then != '\n' && !cp_is_cjk(then))
		return false;
	return found(e, style, e->number, at, next);
}

/* ---- brackets ------------------------------------------------------------------------ */

static bool
enumerator_paren(const struct scan *s, uint32_t at, bool at_start, struct enumerator *e)
{
	enum style style = STYLE_ARABIC_PAREN;
	uint32_t in, to, number;

	scan_cp(s, at, &in);
	in = scan_space(s, in);
	if (arabic_number(s, in, &number, &to)) {
		style = STYLE_ARABIC_PAREN;
	} else if (at_start && han_number(s, in, &number, &to)) {
		style = STYLE_HAN_PAREN;
	} else if (at_start && letter_number(s, in, e, &style, STYLE_LETTER_PAREN, &to)) {
		number = e->number;
		style = STYLE_LETTER_PAREN;
	} else {
		return false;
	}
	if (!is_close(scan_cp(s, scan_space(s, to), &to)))
		return false;
	return found(e, style, number, at, to);
}

/* ---- one character ------------------------------------------------------------------- */

enum { SIGNS_FIRST = 0x2160, SIGNS_LAST = 0x3229 };
static const struct {
	uint32_t first, last;
	enum style style;
	bool inside; /* may stand inside a sentence */
} signs[] = {
	{0x2460, 0x2473, STYLE_CIRCLED, true}, /* circled 1 to 20 */
	{0x2474, 0x2487, STYLE_ARABIC_PAREN, true}, {0x2488, 0x249B, STYLE_ARABIC_DOT, false},
	{0x2776, 0x277F, STYLE_CIRCLED, true},	    {0x3220, 0x3229, STYLE_HAN_PAREN, false},
	{0x2160, 0x216B, STYLE_ROMAN, false},
};

static bool
enumerator_sign(const struct scan *s, uint32_t cp, uint32_t at, bool at_start, struct enumerator *e)
{
	uint32_t to, next;

	for (size_t i = 0; i < sizeof signs / sizeof *signs; i++) {
		if (cp < signs[i].first || cp > signs[i].last || (!at_start && !signs[i].inside))
			continue;
		scan_cp(s, at, &to);
		uint32_t mark = scan_cp(s, to, &next);
		if (is_dot(mark) || is_comma(mark))
			to = next;
		else if (signs[i].style == STYLE_ROMAN)
			return false;
		if (signs[i].style == STYLE_ROMAN)
			e->letter = 'I';
		return found(e, signs[i].style, cp - signs[i].first + 1, at, to);
	}
	return false;
}

/* ---- Chinese numerals ------------------------------------------------------------------- */

static bool
enumerator_ordinal(const struct scan *s, uint32_t at, bool at_start, struct enumerator *e)
{
	uint32_t in, to, number, next;

	if (scan_word(s, ROOT_ORDINAL, at, &in) < 0)
		return false;
	in = scan_space(s, in);
	if (!han_number(s, in, &number, &to) && !arabic_number(s, in, &number, &to))
		return false;
	uint32_t cp = scan_cp(s, to, &next);
	if (cp == 0xFF0C || is_comma(cp) || cp == ',')
		return found(e, STYLE_ORDINAL, number, at, next);
	int style = scan_word(s, ROOT_HEADING_WORD, scan_space(s, to), &to);
	if (!at_start || style < 0)
		return false;
	/* An article is cited more often than it is begun. */
	cp = scan_cp(s, to, &next);
	if (style == STYLE_ARTICLE && cp && cp != ' ' && cp != '\n' && cp != 0xFF08 && cp != 0x3010)
		return false;
	return found(e, (enum style)style, number, at, to);
}

static bool
enumerator_han(const struct scan *s, uint32_t at, bool at_start, struct enumerator *e, bool *unsure)
{
	uint32_t to, next, number, other;

	if (!han_number(s, at, &number, &to))
		return false;
	if (number <= IS_MOST && scan_word(s, ROOT_IS, to, &next) >= 0)
		return found(e, STYLE_HAN_IS, number, at, next);
	uint32_t cp = scan_cp(s, to, &next);
	if (!at_start || (!is_comma(cp) && !is_dot(cp)))
		return false;
	/* 一、二、三产业 is a list of numbers, 一、三产业 may be one */
	if (han_number(s, next, &other, &to)) {
		if (is_comma(scan_cp(s, to, &other)))
			return false;
		*unsure = to - next <= 3 && scan_word(s, ROOT_HEADING_WORD, to, &other) < 0;
	}
	return found(e, STYLE_HAN_COMMA, number, at, next);
}

/* ---- digits -------------------------------------------------------------------------------- */

/* What stands behind a number that may be the second part of a decimal. */
enum tail { TAIL_TEXT, TAIL_UNIT, TAIL_SCALE, TAIL_END };

static enum tail
tail_at(const struct scan *s, uint32_t at)
{
	uint32_t to, next, spaced = scan_space(s, at);
	uint32_t cp = scan_cp(s, spaced, &next);

	if (!cp || cp == '\n')
		return TAIL_END;
	if (scan_word(s, ROOT_SCALE, spaced, &to) >= 0)
		return TAIL_SCALE;
	if (scan_word(s, ROOT_UNIT, spaced, &to) >= 0)
		return TAIL_UNIT;
	if (cp_is_han(cp) || spaced > at || is_letter((char)cp))
		return TAIL_TEXT;
	return TAIL_END;
}

/* A year behind `1.`: four digits and its word. */
static bool
is_year(const struct scan *s, uint32_t at)
{
	uint32_t to, digits;
	int year;

	return is_digit(scan_byte(s, at)) && figure_small(s, at, 4, &year, &to, &digits) &&
	       digits == 4 && scan_word(s, ROOT_YEAR, scan_space(s, to), &to) >= 0;
}

/* 1.2, 1.2.3: reads on behind the first number. */
static bool
enumerator_decimal(const struct scan *s, uint32_t at, uint32_t dot, struct enumerator *e,
		   bool *unsure)
{
	uint32_t to = dot, number, next = dot + 1, first = e->path[0];

	e->depth = 1;
	while (scan_byte(s, to) == '.' && e->depth < 6 &&
	       arabic_number(s, to + 1, &number, &next) && !is_year(s, to + 1)) {
		e->path[e->depth++] = number;
		to = next;
	}
	if (e->depth == 1 || is_digit(scan_byte(s, to)))
		return false;
	enum tail tail = tail_at(s, to);
	if (e->depth == 2) {
		if (tail == TAIL_SCALE)
			return false;
		*unsure = tail != TAIL_TEXT;
		/* 3.10种: number 3 before a count */
		if (tail == TAIL_UNIT)
			return found(e, STYLE_ARABIC_DOT, first, at, dot + 1);
	}
	number = e->path[e->depth - 1];
	if (scan_byte(s, to) == '.' && !is_digit(scan_byte(s, to + 1)))
		to++;
	return found(e, STYLE_DECIMAL, number, at, to);
}

static bool
enumerator_digits(const struct scan *s, uint32_t at, bool at_start, struct enumerator *e,
		  bool *unsure)
{
	uint32_t to, next, number, other;

	if (!arabic_number(s, at, &number, &to))
		return false;
	uint32_t cp = scan_cp(s, to, &next);
	if (is_close(cp))
		return found(e, STYLE_ARABIC_CLOSE, number, at, next);
	if (!at_start)
		return false;
	e->path[0] = number;
	uint32_t then = scan_cp(s, next, &other);
	if (is_comma(cp)) {
		/* 1、2、3 and 5、10年 are lists; 1、2020年 is item 1 */
		if (arabic_number(s, next, &other, &to) && !is_year(s, next)) {
			if (is_comma(scan_cp(s, to, &other)))
				return false;
			*unsure = true;
		}
		return found(e, STYLE_ARABIC_COMMA, number, at, next);
	}
	if (!is_dot(cp))
		return false;
	if (is_digit((int)then) && !is_year(s, next)) {
		if (cp == '.')
			return enumerator_decimal(s, at, to, e, unsure);
		*unsure = true;
	}
	if (then && strchr(".,%)", then < 0x80 ? (int)then : 'x'))
		return false;
	return found(e, STYLE_ARABIC_DOT, number, at, next);
}

/* The one that begins with the character cp of such a class. */
static __attribute__((noinline)) bool
enumerator_with(const struct scan *s, uint32_t cp, unsigned class, bool at_start,
		struct enumerator *out, bool *unsure)
{
	const uint32_t at = s->start;

	*out = (struct enumerator){.depth = 1};
	if (class & CLASS_DIGIT)
		return enumerator_digits(s, at, at_start, out, unsure);
	if (is_open(cp))
		return enumerator_paren(s, at, at_start, out);
	if (class & CLASS_ORDINAL)
		return enumerator_ordinal(s, at, at_start, out);
	if (class & CLASS_NUMERAL)
		return enumerator_han(s, at, at_start, out, unsure);
	if (class & CLASS_LETTER)
		return at_start && enumerator_letter(s, at, out);
	return enumerator_sign(s, cp, at, at_start, out);
}

static __attribute__((noinline)) bool
enumerator_any(const struct lexicon *lx, const char *text, struct span in, bool at_start,
	       struct enumerator *out, bool *unsure)
{
	const struct scan s = {lx, text, in.from, in.to};
	uint32_t next, cp = scan_cp(&s, in.from, &next);
	unsigned class = cp < CODE_POINTS ? lx->tables->class[cp] : 0;

	if (!class && !is_open(cp) && (cp < SIGNS_FIRST || cp > SIGNS_LAST))
		return false;
	return enumerator_with(&s, cp, class, at_start, out, unsure);
}

bool
enumerator_at(const struct lexicon *lx, const char *text, uint32_t at, uint32_t end, bool at_start,
	      struct enumerator *out, bool *unsure)
{
	*unsure = false;
	if (at < end && !enumerator_may_begin(lx->tables->class, text + at))
		return false;
	return enumerator_any(lx, text, (struct span){at, end}, at_start, out, unsure);
}
