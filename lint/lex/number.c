/*
 * Numbers as they are written: digits with separators, Chinese numerals,
 * number words.  In: where one may begin.  Out: its value and extent, or that
 * it is none, and where to go on.  Time linear in the length read; a string of
 * digits is read once, however long.
 */
#include "lexicon_internal.h"

#include <string.h>

#include "../base/digits.h"

bool
decimal_times(struct decimal a, struct decimal b, struct decimal *out)
{
	out->exponent = a.exponent + b.exponent;
	return !__builtin_mul_overflow(a.mantissa, b.mantissa, &out->mantissa);
}

static bool
times_ten(int64_t *value, int power)
{
	while (power-- > 0)
		if (__builtin_mul_overflow(*value, 10, value))
			return false;
	return true;
}

/* ---- digits ------------------------------------------------------------------- */

/* Digits at `at`: how many. */
static uint32_t
digit_run(const struct scan *s, uint32_t at)
{
	uint32_t to = at;

	while (to < s->end && is_digit(s->text[to]))
		to++;
	return to - at;
}

/* A comma and three digits that do not begin a telephone number. */
static bool
is_thousand(const struct scan *s, uint32_t at)
{
	return scan_byte(s, at) == ',' && digit_run(s, at + 1) == 3 &&
	       !(scan_byte(s, at + 4) == '-' && digit_run(s, at + 5) > 3);
}

/* 10,20 and 30; 1,22, 23: does another number of a row follow? */
static bool
goes_on_as_row(const struct scan *s, uint32_t at)
{
	static const char *const joints[] = {", ", ",", " and ", " or ", " & ", " to ", "-"};

	for (size_t i = 0; i < sizeof joints / sizeof *joints; i++) {
		uint32_t n = (uint32_t)strlen(joints[i]);
		if (at + n < s->end && !memcmp(s->text + at, joints[i], n) &&
		    is_digit(s->text[at + n]))
			return true;
	}
	return false;
}

/* Digits of a last group that has one too few or too many (2,22; 8,3687), which is a
 * figure with a slip rather than two figures: in Latin text, and not in a row of numbers;
 * 0 where none stands. */
static uint32_t
slipped_group(const struct scan *s, uint32_t from, uint32_t at)
{
	uint32_t n = digit_run(s, at + 1), to = at + 1 + n;
	char before = from ? s->text[from - 1] : ' ', behind = scan_byte(s, to);
	bool money = before == '$' || (unsigned char)before == 0xA3 /* £ */;

	if ((n != 2 && n != 4) || (before != ' ' && before != '(' && !money) ||
	    (behind != ' ' && behind != '.' && behind != ')' && behind != ','))
		return 0;
	return goes_on_as_row(s, to) ? 0 : n;
}

/* The digits behind a comma that stands for the point (25,5%; 36,1-million; 5,40 million)
 * in Latin text: one or two before a sign or a scale that only a figure has; 0 without. */
static __attribute__((noinline)) uint32_t
comma_decimals(const struct scan *s, uint32_t from, uint32_t at)
{
	uint32_t n = digit_run(s, at + 1), to = at + 1 + n, unused;
	char before = from ? s->text[from - 1] : ' ', behind = scan_byte(s, to);

	if ((n != 1 && n != 2) || (before != ' ' && before != '('))
		return 0;
	if (behind == '%')
		return n;
	to += behind == ' ' || behind == '-';
	return is_letter(scan_byte(s, to)) && scan_word(s, ROOT_SCALE, to, &unused) >= 0 ? n : 0;
}

/* 1,24,099; 7,84,912: the length of the groups of two digits and the last one of three that
 * the Indian way of writing has behind the first one or two digits; 0 where they are none, or
 * more than a figure has: each pair of a long row asks. */
static uint32_t
indian_groups(const struct scan *s, uint32_t at)
{
	enum { GROUP = 3, MOST = DECIMAL_DIGITS / 2 * GROUP };
	uint32_t to = at;

	while (to - at < MOST && scan_byte(s, to) == ',' && digit_run(s, to + 1) == 2)
		to += GROUP;
	if (to == at || scan_byte(s, to) != ',' || digit_run(s, to + 1) != 3 ||
	    (scan_byte(s, to + 4) == ',' && digit_run(s, to + 5)))
		return 0;
	return to + 4 - at;
}

/* Does a word of Latin text stand right before a figure, or a mark that figures follow? */
static bool
follows_word(const struct scan *s, uint32_t at)
{
	char before = scan_before(s, at);

	if (before == '(' || before == '$')
		return true;
	if (before != ' ' || at < s->start + 2)
		return false;
	char last = s->text[at - 2];
	return is_letter(last) || last == ',' || last == ';' || last == ')';
}

/* 收案12 345件: does a Han character, or the mark of a list, stand right before a figure that is no
 * number of a table, an article or the like? */
static bool
follows_han(const struct scan *s, uint32_t at)
{
	uint32_t unused, cp = scan_cp_before(s, at, &unused);

	return cp == 0x3001 /* 、 */ || (cp_is_han(cp) && cp != 0x7B2C /* 第 */ &&
					 cp != 0x8868 /* 表 */ && cp != 0x56FE /* 图 */);
}

/* Does a Han character stand behind groups of digits and their decimals, or a unit set off by a
 * space? */
static bool
counts_han(const struct scan *s, uint32_t to)
{
	uint32_t decimals = scan_byte(s, to) == '.' ? digit_run(s, to + 1) : 0;

	if (decimals)
		to += 1 + decimals;
	uint32_t behind = scan_space(s, to), unused;

	return behind == to ? cp_is_han(scan_cp(s, to, &unused))
			    : scan_word(s, ROOT_UNIT, behind, &unused) >= 0 ||
				      scan_word(s, ROOT_SCALE, behind, &unused) >= 0;
}

/* 1 846 payments, 3 291 000 people (of which 1 772), 收案12 345件, 收案 12 345 件: the length of
 * groups of three digits behind spaces, between words; in a row of figures these are other
 * figures. */
static uint32_t
spaced_groups(const struct scan *s, uint32_t from, uint32_t at)
{
	uint32_t to = at;
	bool han = follows_han(s, scan_space_back(s, from));

	/* asked first: the figures of a row follow none, and each would look to its end */
	if (!han && !follows_word(s, from))
		return 0;
	while (scan_byte(s, to) == ' ' && digit_run(s, to + 1) == 3)
		to += 4;
	if (to == at)
		return 0;
	if (han)
		return counts_han(s, to) ? to - at : 0;
	char behind = scan_byte(s, to), next = scan_byte(s, to + 1);
	if (behind == ' ' ? is_letter(next) || next == '('
			  : behind == ')' || behind == '.' || behind == ',')
		return behind != ' ' && is_digit(next) ? 0 : to - at;
	return 0;
}

/* 34.亿元, $409. million: a point that a lost digit left behind.  At the head of a line,
 * or behind a mark, the figure numbers an item. */
static bool
ends_in_point(const struct scan *s, uint32_t from, uint32_t at)
{
	uint32_t unused, word = at + 1;

	if (scan_byte(s, at) != '.')
		return false;
	uint32_t before = scan_cp_before(s, from, &unused), behind = scan_cp(s, word, &unused);
	if (behind == '%' || cp_is_han(behind))
		return cp_is_han(before) &&
		       (behind == '%' || scan_word(s, ROOT_SCALE, word, &unused) >= 0);
	char letter = scan_byte(s, word + 1);
	return behind == ' ' && (before == ' ' || before == '$' || before == 0xA3 /* £ */) &&
	       letter >= 'a' && letter <= 'z' && scan_word(s, ROOT_SCALE, word + 1, &unused) >= 0;
}

/* As digit_run, of EIGHT digits at most; what they are. */
static inline uint32_t
eight_digits(const struct scan *s, uint32_t at, uint32_t *value)
{
	uint32_t n = 0;

	*value = 0;
	if (s->end - at >= EIGHT) {
		uint64_t eight = eight_at(s->text + at);

		n = digits_leading(eight);
		*value = n ? digits_value(eight, n) : 0;
		return n;
	}
	for (; is_digit(scan_byte(s, at + n)); n++)
		*value = *value * 10 + (uint32_t)(s->text[at + n] - '0');
	return n;
}

/* As digit_run; what they are, which wraps when there are too many. */
static inline uint32_t
first_digits(const struct scan *s, uint32_t at, uint64_t *value)
{
	uint32_t first, all = eight_digits(s, at, &first);

	*value = first;
	for (; all >= EIGHT && is_digit(scan_byte(s, at + all)); all++)
		*value = *value * 10 + (uint64_t)(s->text[at + all] - '0');
	return all;
}

/* The same, put behind the digits of *value. */
static uint32_t
take_digits(const struct scan *s, uint32_t at, uint64_t *value)
{
	uint64_t more;
	uint32_t n = first_digits(s, at, &more);

	if (n <= DECIMAL_DIGITS)
		*value = *value * (uint64_t)ten_to((int)n) + more;
	return n;
}

/* Takes the digits of `length` bytes, whatever parts them. */
static void
take_groups(const struct scan *s, uint32_t length, uint32_t *to, uint64_t *value, struct figure *f)
{
	for (uint32_t end = *to + length; *to < end; ++*to) {
		if (!is_digit(s->text[*to]))
			continue;
		*value = *value * 10 + (uint64_t)(s->text[*to] - '0');
		f->digits++;
	}
}

/* A figure whose first digits, n of them and read as such, end at `to`, where a point is, or a comma or a
 * space before another digit: apart, as most figures are these digits. */
static __attribute__((noinline)) void
figure_goes_on(const struct scan *s, uint32_t to, struct figure *f)
{
	const uint32_t at = f->from;
	uint64_t value = (uint64_t)f->value.mantissa;
	uint32_t n = f->leading;

	while (n <= 3 && !f->padded && is_thousand(s, to)) {
		take_digits(s, to + 1, &value);
		to += 4;
		f->digits += 3;
		f->commas = true;
	}
	bool plain = n <= 3 && !f->padded && !f->commas;
	uint32_t indian = plain && n <= 2 ? indian_groups(s, to) : 0;
	f->commas |= indian > 0;
	take_groups(s, indian, &to, &value, f);
	if (plain && !indian && scan_byte(s, to) == ' ')
		take_groups(s, spaced_groups(s, at, to), &to, &value, f);
	bool comma = n <= 3 && !f->padded && !indian && scan_byte(s, to) == ',';
	uint32_t decimals = comma && plain ? comma_decimals(s, at, to) : 0;
	uint32_t slipped = comma && !decimals ? slipped_group(s, at, to) : 0;
	if (slipped) {
		take_digits(s, to + 1, &value);
		to += 1 + slipped;
		f->digits += slipped;
		f->commas = true;
	}
	n = decimals || scan_byte(s, to) == '.' ? take_digits(s, to + 1, &value) : 0;
	if (n) {
		to += 1 + n;
		f->digits += n;
		f->decimals = n > UINT8_MAX ? UINT8_MAX : (uint8_t)n;
	}
	f->to = to;
	f->value = (struct decimal){(int64_t)value, -(int32_t)n};
	if (ends_in_point(s, at, to)) {
		f->to = to + 1;
		/* a decimal was meant: without it the figure is no vaguer, but another one */
		if (f->digits < DECIMAL_DIGITS) {
			f->decimals = 1;
			f->value = (struct decimal){f->value.mantissa * 10, -1};
		}
	}
}

static bool
figure_digits(const struct scan *s, uint32_t at, struct figure *f)
{
	uint64_t value;
	uint32_t n = first_digits(s, at, &value);
	char behind = scan_byte(s, at + n);

	*f = (struct figure){.from = at,
			     .to = at + n,
			     .value = {(int64_t)value, 0},
			     .digits = n,
			     .leading = n,
			     .padded = n > 1 && s->text[at] == '0'};
	if (behind == '.' ||
	    ((behind == ',' || behind == ' ') && is_digit(scan_byte(s, at + n + 1))))
		figure_goes_on(s, at + n, f);
	f->too_long = f->digits > DECIMAL_DIGITS;
	if (f->too_long)
		f->value = (struct decimal){0};
	return n > 0;
}

/* ---- numerals of one character --------------------------------------------------- */

struct sum {
	int64_t total, section; /* ... before and after the last great multiplier */
	int digit;		/* not yet multiplied; -1 */
	int small, great;	/* the last multipliers; great: 0 for none yet */
	int64_t digits;		/* all of them in a row */
	uint32_t digit_count;
	bool multiplied, zero;
};

/* A multiplier below ten thousand. */
static bool
sum_small(struct sum *m, int power)
{
	int64_t digit = m->digit;

	if (digit < 0) {
		/* Only ten needs no digit, and only at the head. */
		if (power != 1 || m->section != 0 || m->zero)
			return false;
		digit = 1;
	}
	if (m->small && power >= m->small)
		return false;
	m->section += digit * (power == 1 ? 10 : power == 2 ? 100 : 1000);
	m->digit = -1;
	m->small = power;
	return true;
}

static bool
sum_great(struct sum *m, int power)
{
	int64_t section = m->section + (m->digit > 0 ? m->digit : 0);
	bool above = m->great && power > m->great;

	if (above)
		section += m->total;
	if (section == 0 || !times_ten(&section, power))
		return false;
	if (above)
		m->total = section;
	else if (__builtin_add_overflow(m->total, section, &m->total))
		return false;
	m->section = 0;
	m->digit = -1;
	m->small = 0;
	m->great = power;
	m->zero = false;
	return true;
}

static bool
sum_digit(struct sum *m, int digit)
{
	if (m->digit_count >= DECIMAL_DIGITS)
		return false;
	m->digits = m->digits * 10 + digit;
	m->digit_count++;
	if (digit == 0) {
		m->zero = true;
		if (m->digit >= 0 && m->multiplied)
			return false;
		return true;
	}
	if (m->digit >= 0 && m->multiplied)
		return false;
	m->digit = digit;
	return true;
}

static bool
sum_take(struct sum *m, const struct numeral *n)
{
	if (n->digit >= 0)
		return sum_digit(m, n->digit);
	/* Digits in a row before a multiplier are a guess: four or five tens. */
	if (!m->multiplied && m->digit_count > 1)
		return false;
	m->multiplied = true;
	return n->power < 4 ? sum_small(m, n->power) : sum_great(m, n->power);
}

/* Closes the sum; false when it makes no number. */
static bool
sum_close(struct sum *m, struct figure *f)
{
	if (!m->multiplied) {
		f->positional = m->digit_count > 1;
		f->value.mantissa = m->digits;
		return true;
	}
	/* 三百五 is three hundred and fifty to some: no figure */
	if (m->digit > 0 && !m->zero && (m->small > 1 || (!m->small && m->great)))
		return false;
	int64_t rest = m->section + (m->digit > 0 ? m->digit : 0);
	if (rest == 0 && m->great) {
		f->scale = (int8_t)m->great;
		f->value.exponent = m->great;
		for (int i = 0; i < m->great; i++)
			m->total /= 10;
	}
	return !__builtin_add_overflow(m->total, rest, &f->value.mantissa);
}

/* Decimals in numerals behind a point. */
static void
read_point_of(const struct scan *s, struct figure *f)
{
	uint32_t at, next;

	if (f->scale || scan_word(s, ROOT_POINT, f->to, &at) < 0)
		return;
	struct decimal value = f->value;
	uint8_t decimals = 0;
	for (;; at = next) {
		const struct numeral *n = lexicon_numeral(s->lx, scan_cp(s, at, &next));
		if (!n || n->digit < 0 || decimals >= 8)
			break;
		if (__builtin_mul_overflow(value.mantissa, 10, &value.mantissa) ||
		    __builtin_add_overflow(value.mantissa, n->digit, &value.mantissa))
			return;
		value.exponent--;
		decimals++;
	}
	if (!decimals)
		return;
	f->value = value;
	f->decimals = decimals;
	f->to = at;
	f->positional = false;
}

static inline void
read_point(const struct scan *s, struct figure *f)
{
	if (side_at(s, f->to).roots & ROOT_BIT(ROOT_POINT))
		read_point_of(s, f);
}

static bool
figure_numerals(const struct scan *s, uint32_t at, struct figure *f)
{
	struct sum m = {.digit = -1};
	uint32_t next, after;
	const struct numeral *n = lexicon_numeral(s->lx, scan_cp(s, at, &next));

	*f = (struct figure){.from = at, .to = at, .numerals = true};
	if (!n)
		return false;
	if (n->half) {
		f->to = next;
		f->value = (struct decimal){5, -1};
		f->decimals = 1;
		f->digits = 1;
		return true;
	}
	const struct numeral *second = lexicon_numeral(s->lx, scan_cp(s, next, &after));
	if (n->digit >= 0 && (!second || second->half)) {
		f->to = next;
		f->value.mantissa = n->digit;
		f->digits = 1;
		read_point(s, f);
		return true;
	}
	while (n && !n->half) {
		f->bad = f->bad || !sum_take(&m, n);
		f->digits++;
		f->to = next;
		n = lexicon_numeral(s->lx, scan_cp(s, f->to, &next));
	}
	f->bad = f->bad || !sum_close(&m, f);
	if (!f->bad)
		read_point(s, f);
	return true;
}

/* ---- number words ------------------------------------------------------------------ */

/* The word at `at` (behind a space or hyphen when `goes_on`). */
static int
number_word(const struct scan *s, uint32_t at, bool goes_on, uint32_t *to)
{
	if (goes_on) {
		char c = scan_byte(s, at);
		if (c != ' ' && c != '-')
			return -1;
		at++;
	}
	return scan_word(s, ROOT_NUMBER_WORD, at, to);
}

static bool
figure_words(const struct scan *s, uint32_t at, struct figure *f)
{
	int64_t total = 0, section = 0;
	int last = WORD_POWER; /* what a plain word must be below */
	uint32_t to;

	*f = (struct figure){.from = at, .to = at, .numerals = true};
	for (bool first = true;; first = false) {
		uint32_t from = f->to, and_to;
		if (!first && last >= WORD_POWER && scan_byte(s, from) == ' ' &&
		    scan_word(s, ROOT_NUMBER_AND, from + 1, &and_to) >= 0)
			from = and_to;
		int word = number_word(s, from, !first, &to);
		if (word < 0)
			break;
		if (word >= WORD_POWER) {
			int power = word - WORD_POWER;
			if (section == 0 || !times_ten(&section, power))
				break;
			if (power > 2 && __builtin_add_overflow(total, section, &total))
				break;
			section = power > 2 ? 0 : section;
		} else {
			/* twenty-five, but neither five six nor ten five */
			if (last < WORD_POWER && (last < 20 || last % 10 || word > 9 || word == 0))
				break;
			section += word;
		}
		last = word;
		f->to = to;
		f->digits++;
	}
	f->value.mantissa = total + section;
	if (section == 0 && last > WORD_POWER + 2 && last < 2 * WORD_POWER) {
		f->scale = (int8_t)(last - WORD_POWER);
		f->value.exponent = f->scale;
		for (int i = 0; i < f->scale; i++)
			f->value.mantissa /= 10;
	}
	return f->to > at;
}

bool
figure_read(const struct scan *s, uint32_t at, struct figure *f)
{
	char c = scan_byte(s, at);

	if (is_digit(c))
		return figure_digits(s, at, f);
	if (is_letter(c))
		return figure_words(s, at, f);
	return figure_numerals(s, at, f);
}

_Static_assert((int)FIGURE_SMALL < (int)EIGHT, "eight_digits tells whether there are more");

static bool
is_numeral(const struct scan *s, uint32_t at)
{
	uint32_t next, cp = scan_cp(s, at, &next);

	return cp < CODE_POINTS && s->lx->tables->class[cp] & CLASS_NUMERAL;
}

bool
figure_small(const struct scan *s, uint32_t at, uint32_t digits, int *value, uint32_t *to,
	     uint32_t *written)
{
	struct figure f;

	if (is_digit(scan_byte(s, at))) {
		uint32_t sum, n = eight_digits(s, at, &sum);

		if (n > digits)
			return false;
		*value = (int)sum;
		*to = at + n;
		*written = n;
		return true;
	}
	if (!is_numeral(s, at) || !figure_numerals(s, at, &f) || f.bad || f.decimals ||
	    f.value.exponent || f.digits > 4 || f.value.mantissa > 9999)
		return false;
	*value = (int)f.value.mantissa;
	*to = f.to;
	*written = f.positional ? f.digits : 1;
	return true;
}
