/*
 * What follows a number: a scale, an odd word, a unit.  In: the number.  Out:
 * the lexeme with kind, value and unit.  Costs a few trie steps.
 */
#include "lexicon_internal.h"

struct suffix {
	uint32_t to; /* behind all of it; the number's end when there is none */
	int scale;   /* power of ten; 0 without */
	unit_id unit;
	bool odd;
	struct span odd_span;
	bool half;	     /* and a half */
	bool compound;	     /* a unit per another that no file lists */
	struct decimal more; /* what 1亿2000万 adds to its first part */
};

/* A word that only begins like one of those looked for here stands at `at`. */
static bool
is_guarded(const struct scan *s, uint32_t at, uint32_t to)
{
	uint32_t guard_to;

	return scan_word(s, ROOT_GUARD, at, &guard_to) >= 0 && guard_to > to;
}

/* The word at `at`, where a character stands. */
static inline int
word_with(const struct scan *s, enum root root, uint32_t at, struct side first, uint32_t *to)
{
	if (!(first.roots & ROOT_BIT(root)))
		return -1;
	int value = scan_word_from(s, root, first.cp, first.at, to);
	return value >= 0 && first.roots & ROOT_BIT(ROOT_GUARD) && is_guarded(s, at, *to) ? -1
											  : value;
}

static inline int
word_here(const struct scan *s, enum root root, uint32_t at, uint32_t *to)
{
	return word_with(s, root, at, side_at(s, at), to);
}

/* Past one space, or the hyphen of 5-year. */
static uint32_t
past_gap(const struct scan *s, uint32_t at)
{
	char c = scan_byte(s, at);

	if (c == ' ')
		return at + 1;
	return c == '-' && is_letter(scan_byte(s, at + 1)) ? at + 1 : at;
}

/* At `at`, where a character stands. */
static inline bool
take_unit_with(const struct scan *s, uint32_t at, struct side first, struct suffix *x)
{
	uint32_t to;
	int id = word_with(s, ROOT_UNIT, at, first, &to);

	if (id < 0)
		return false;
	x->unit = (unit_id)id;
	x->to = to;
	return true;
}

static bool
take_unit(const struct scan *s, struct suffix *x)
{
	uint32_t at = past_gap(s, x->to);

	return take_unit_with(s, at, side_at(s, at), x);
}

static bool
take_scale(const struct scan *s, struct suffix *x)
{
	uint32_t at = past_gap(s, x->to), to, unit_to;
	int power = word_here(s, ROOT_SCALE, at, &to);

	if (power < 0)
		return false;
	/* 千米 is a unit, not a scale and another */
	if (scan_word(s, ROOT_UNIT, at, &unit_to) >= 0 && unit_to > to)
		return false;
	x->scale += power;
	x->to = to;
	return true;
}

/* 1亿2000万: a second number with a smaller scale, whole as the first. */
static void
take_more(const struct scan *s, const struct figure *f, struct suffix *x)
{
	struct figure second;
	struct suffix rest;

	if (x->scale != 8 || f->decimals || !is_digit(scan_byte(s, x->to)) ||
	    !figure_read(s, x->to, &second) || second.decimals || second.digits > 4)
		return;
	rest = (struct suffix){.to = second.to};
	if (!take_scale(s, &rest) || rest.scale != 4)
		return;
	x->more = second.value;
	x->to = rest.to;
}

/* m, bn: behind a currency sign, or where a unit follows. */
static bool
take_short_scale(const struct scan *s, struct suffix *x, bool money)
{
	uint32_t at = scan_space(s, x->to), to, unit_to;
	int power = scan_word(s, ROOT_SHORT_SCALE, at, &to);

	if (power < 0)
		return false;
	if (!money && (scan_byte(s, to) != ' ' || scan_word(s, ROOT_UNIT, to + 1, &unit_to) < 0))
		return false;
	x->scale += power;
	x->to = to;
	return true;
}

/* An odd word counts before a scale or unit, and behind a round number. */
static void
take_odd(const struct scan *s, struct suffix *x, bool round)
{
	uint32_t at = scan_space(s, x->to), to, unused;

	if (x->odd || word_here(s, ROOT_ODD, at, &to) < 0)
		return;
	uint32_t next = past_gap(s, to);
	if (!x->unit && !round && word_here(s, ROOT_UNIT, next, &unused) < 0 &&
	    word_here(s, ROOT_SCALE, next, &unused) < 0)
		return;
	x->odd = true;
	x->odd_span = (struct span){at, to};
	x->to = to;
}

/* "/平方公里": a unit of what is listed with its slash is longer; this is for others. */
static void
take_per(const struct scan *s, struct suffix *x)
{
	if (!x->unit || scan_byte(s, x->to) != '/')
		return;
	struct suffix per = {.to = x->to + 1};
	while (take_scale(s, &per))
		;
	if (!take_unit(s, &per))
		return;
	x->to = per.to;
	x->compound = true;
}

/* Does nothing but a unit stand behind the number, if anything does? */
static bool
is_unit_next(struct side behind)
{
	const uint64_t others = ROOT_BIT(ROOT_ODD) | ROOT_BIT(ROOT_SCALE) |
				ROOT_BIT(ROOT_SHORT_SCALE) | ROOT_BIT(ROOT_HALF_UNIT);

	return behind.cp != ' ' && behind.cp != '-' && !(behind.roots & others);
}

/* Scales, odd words and halves between the number and its unit.  True: the
 * unit was read with them. */
static bool
read_scale(const struct scan *s, const struct figure *f, bool money, struct suffix *x)
{
	bool whole = !f->decimals, round = f->scale || (f->value.mantissa % 10 == 0 && whole);
	uint32_t to;

	take_odd(s, x, round);
	while (x->scale <= 12 && take_scale(s, x))
		round = true;
	take_more(s, f, x);
	if (!x->scale)
		take_short_scale(s, x, money);
	take_odd(s, x, round);
	if (!whole || scan_word(s, ROOT_HALF_UNIT, x->to, &to) < 0)
		return false;
	struct suffix half = *x;
	half.to = to;
	if (!take_unit(s, &half))
		return false;
	half.half = true;
	*x = half;
	return true;
}

/* What may stand behind a unit. */
static inline void
read_behind_unit(const struct scan *s, const struct figure *f, struct suffix *x)
{
	struct side behind = side_at(s, x->to);
	uint32_t to;

	if (behind.cp == '/') {
		take_per(s, x);
		behind = side_at(s, x->to);
	}
	if (behind.roots & ROOT_BIT(ROOT_HALF_AFTER) && !f->decimals &&
	    scan_word(s, ROOT_HALF_AFTER, x->to, &to) >= 0 &&
	    str_eq(lexicon_unit(s->lx, x->unit)->dimension, STR("time"))) {
		x->half = true;
		x->to = to;
		behind = side_at(s, to);
	}
	if (behind.cp == ' ')
		behind = side_at(s, behind.at);
	if (behind.roots & ROOT_BIT(ROOT_ODD))
		take_odd(s, x, false);
}

static inline void
read_suffix(const struct scan *s, const struct figure *f, struct side behind, bool money,
	    struct suffix *x)
{
	*x = (struct suffix){.to = f->to};
	if (is_unit_next(behind) ? take_unit_with(s, x->to, behind, x)
				 : !read_scale(s, f, money, x) && take_unit(s, x))
		read_behind_unit(s, f, x);
}

/* Twice, four times, eight times: a number of doublings as a ratio. */
static bool
doublings(struct decimal *value)
{
	if (value->exponent || value->mantissa < 1 || value->mantissa > 20)
		return false;
	value->mantissa = (int64_t)1 << value->mantissa;
	return true;
}

static bool
set_value(const struct unit *u, struct lexeme *l)
{
	struct decimal value;

	if (u->kind == KIND_RATIO && str_eq(u->dimension, STR("doublings")))
		return doublings(&l->value);
	if (u->kind != KIND_PERCENT && u->kind != KIND_RATIO)
		return true;
	if (!decimal_times(l->value, u->factor, &value))
		return false;
	l->value = value;
	return true;
}

/* Money, lengths and shares are rounded where they are printed whole; counts,
 * days and ages are not. */
static bool
rounds(enum kind kind, const struct unit *u)
{
	switch (kind) {
	case KIND_PERCENT:
	case KIND_POINT:
	case KIND_AMOUNT:
		return true;
	case KIND_RATIO:
		return !str_eq(u->dimension, STR("doublings"));
	case KIND_MEASURE:
		return u->dimension.len && !str_eq(u->dimension, STR("time")) &&
		       !str_eq(u->dimension, STR("age"));
	case KIND_NONE:
	case KIND_COUNT:
	case KIND_ORDINAL:
	case KIND_SCORE:
	case KIND_BARE:
	case KIND_DATE:
	case KIND_NAME:
	case KIND_COUNT_OF_KINDS:
		break;
	}
	return false;
}

static bool
add_half(struct lexeme *l)
{
	if (l->value.exponent || l->value.mantissa > INT32_MAX)
		return false;
	l->value = (struct decimal){l->value.mantissa * 10 + 5, -1};
	l->decimals = 1;
	return true;
}

/* The value with its second part, in units of ten thousand. */
static bool
add_more(struct lexeme *l, struct decimal more)
{
	int64_t whole;

	if (__builtin_mul_overflow(l->value.mantissa, 10000, &whole) ||
	    __builtin_add_overflow(whole, more.mantissa, &l->value.mantissa))
		return false;
	l->value.exponent -= 4;
	l->scale = (int8_t)(l->scale - 4);
	return true;
}

/* The currency sign before a figure, and its start. */
static unit_id
currency_before(const struct scan *s, struct side before, uint32_t *from)
{
	if (before.cp == ' ')
		before = side_before(s, before.at);
	if (!(before.roots & ROOT_BIT(ROOT_CURRENCY_BACK)))
		return 0;
	int id = scan_word_back_from(s, ROOT_CURRENCY_BACK, before.cp, before.at, from);

	return id > 0 ? (unit_id)id : 0;
}

/* Of a quantity with such a unit, or with none. */
static enum kind
kind_of(const struct unit *u, unit_id id, bool compound)
{
	if (compound)
		return KIND_MEASURE;
	return id ? u->kind : KIND_BARE;
}

bool
quantity_finish(const struct scan *s, const struct figure *f, const struct sides *beside,
		struct lexeme *l)
{
	struct suffix x;
	uint32_t from = f->from;
	unit_id money = currency_before(s, beside->before, &from);

	read_suffix(s, f, beside->behind, money != 0, &x);
	*l = (struct lexeme){
		.span = {from, x.to},
		.number = {f->from, f->to},
		.value = f->value,
		.decimals = f->decimals,
		.scale = (int8_t)(f->scale + x.scale),
		.numerals = f->numerals,
		.unit = x.compound	   ? 0
			: money && !x.unit ? money
					   : x.unit,
	};
	/* 一亿一千多万: the scale belongs to the last part only */
	if (f->numerals && x.scale && f->value.mantissa >= 10000)
		return false;
	l->value.exponent += x.scale;
	if (x.more.mantissa && !add_more(l, x.more))
		return false;
	if (x.half && !add_half(l))
		return false;
	if (x.odd) {
		l->qualifier = QUALIFIER_ODD;
		l->qualifier_span = x.odd_span;
		if (x.odd_span.to == x.to)
			l->span.to = x.odd_span.from;
	}
	const struct unit *u = lexicon_unit(s->lx, l->unit);
	l->kind = kind_of(u, l->unit, x.compound);
	l->rounded = l->decimals || l->scale || rounds(l->kind, u);
	return !l->unit || set_value(u, l);
}
