/*
 * Ratios: 8.3∶41.4∶50.3, 1/3, 三分之一, 百分之十, two thirds, 半数.  In: where
 * the first number stands, as read.  Out: a lexeme without its qualifiers.
 * Fractions that no decimal holds are rounded to three digits behind those of
 * their denominator.  Costs what it reads.
 */
#include "lexicon_internal.h"

static bool
is_colon(const struct scan *s, uint32_t at, uint32_t *next)
{
	uint32_t cp = scan_cp(s, at, next);

	return cp == ':' || cp == 0x2236 || cp == 0xFF1A;
}

/* a + b in units of the last place of either. */
static bool
add_term(struct decimal *a, struct decimal b)
{
	while (a->exponent > b.exponent) {
		if (__builtin_mul_overflow(a->mantissa, 10, &a->mantissa))
			return false;
		a->exponent--;
	}
	while (b.exponent > a->exponent) {
		if (__builtin_mul_overflow(b.mantissa, 10, &b.mantissa))
			return false;
		b.exponent--;
	}
	return !__builtin_add_overflow(a->mantissa, b.mantissa, &a->mantissa);
}

/* 8.3∶41.4∶50.3, whose value is the sum of its terms; 3:7, whose value is its first. */
bool
ratio_chain(const struct scan *s, const struct figure *first, struct lexeme *l)
{
	struct figure f = *first;
	uint32_t next, to = f.to;
	struct decimal sum = f.value;
	int terms = 1;

	while (is_colon(s, to, &next) && is_digit(scan_byte(s, next)) && figure_read(s, next, &f)) {
		to = f.to;
		terms++;
		if (f.too_long || !add_term(&sum, f.value))
			return false;
	}
	if (to == first->to || is_letter(scan_byte(s, to)))
		return false;
	*l = (struct lexeme){
		.kind = KIND_RATIO,
		.span = {first->from, to},
		.number = {first->from, to},
		.value = terms > 2 ? sum : first->value,
		.decimals = first->decimals,
		.rounded = first->decimals > 0,
	};
	return true;
}

/* A fraction to three digits behind those of its denominator. */
static void
set_fraction(struct lexeme *l, int64_t numerator, int64_t denominator)
{
	int places = 3;

	for (int64_t d = denominator; d >= 10; d /= 10)
		places++;
	int64_t scaled = numerator * ten_to(places);
	l->value = (struct decimal){(2 * scaled + denominator) / (2 * denominator), -places};
	l->decimals = (uint8_t)places;
	l->rounded = true;
	l->kind = KIND_RATIO;
}

/* 1/3. */
bool
ratio_slash(const struct scan *s, const struct figure *f, struct lexeme *l)
{
	struct figure under;

	if (f->numerals || f->decimals || f->commas || f->digits > 3 ||
	    scan_byte(s, f->to) != '/' || !is_digit(scan_byte(s, f->to + 1)) ||
	    !figure_read(s, f->to + 1, &under) || under.decimals || under.digits > 4 ||
	    scan_byte(s, under.to) == '/' || is_letter(scan_byte(s, under.to)) ||
	    f->value.mantissa >= under.value.mantissa || f->value.mantissa < 1)
		return false;
	*l = (struct lexeme){.span = {f->from, under.to}, .number = {f->from, under.to}};
	set_fraction(l, f->value.mantissa, under.value.mantissa);
	return true;
}

/* Percent, permille: the denominator is a power of ten. */
static bool
ratio_decimal(const struct figure *f, int power, struct lexeme *l)
{
	l->value = f->value;
	l->value.exponent -= power;
	l->decimals = f->decimals;
	l->kind = KIND_PERCENT;
	l->rounded = true;
	return true;
}

/* 三分之一, 百分之十, 百分之5.2; the numerator stands behind. */
bool
ratio_words(const struct scan *s, uint32_t at, struct lexeme *l)
{
	struct figure under, over;
	uint32_t next;
	const struct numeral *n = lexicon_numeral(s->lx, scan_cp(s, at, &next));
	int power = n && n->digit < 0 && n->power > 1 ? n->power : 0;

	if (power) {
		under = (struct figure){.to = next};
	} else if (!n || n->half || !figure_read(s, at, &under) || under.bad || under.decimals ||
		   under.scale || under.value.mantissa < 2 || under.value.mantissa > 9999) {
		return false;
	}
	if (scan_word(s, ROOT_FRACTION, under.to, &next) < 0 || is_letter(scan_byte(s, next)) ||
	    !figure_read(s, next, &over) || over.bad || over.too_long || over.scale)
		return false;
	*l = (struct lexeme){
		.span = {at, over.to}, .number = {at, over.to}, .numerals = over.numerals};
	if (power)
		return ratio_decimal(&over, power, l);
	if (over.decimals || over.value.mantissa < 1 || over.value.mantissa > 9999)
		return false;
	set_fraction(l, over.value.mantissa, under.value.mantissa);
	return true;
}

/* one third, two-thirds. */
bool
ratio_english(const struct scan *s, const struct figure *f, struct lexeme *l)
{
	char c = scan_byte(s, f->to);
	uint32_t to;

	if (!f->numerals || (c != ' ' && c != '-'))
		return false;
	int under = scan_word(s, ROOT_DENOMINATOR, f->to + 1, &to);
	if (under < 2 || f->value.mantissa < 1 || f->value.mantissa >= under)
		return false;
	*l = (struct lexeme){.span = {f->from, to}, .number = {f->from, to}, .numerals = true};
	set_fraction(l, f->value.mantissa, under);
	return true;
}

/* 半数, 一半. */
bool
ratio_share(const struct scan *s, uint32_t at, struct lexeme *l)
{
	uint32_t to;
	int hundredths = scan_word(s, ROOT_SHARE, at, &to);

	if (hundredths < 0)
		return false;
	*l = (struct lexeme){
		.kind = KIND_RATIO,
		.span = {at, to},
		.number = {at, to},
		.value = {hundredths, -2},
		.decimals = 2,
		.numerals = true,
		.qualifier = QUALIFIER_ABOUT,
		.qualifier_span = {at, at},
	};
	return true;
}
