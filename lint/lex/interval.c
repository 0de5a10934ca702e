/*
 * What the printed digits of a lexeme can mean (design, "Facts"): half a unit
 * of the last printed place to both sides when the figure is rounded, the
 * figure itself when it is exact, a half-line or more where a qualifier says
 * so.  Constant time.
 */
#include "lexicon_internal.h"

enum { EXACT_FROM = 900000000 }; /* times 10^9: mantissas too long to be widened */

static bool
is_long(struct decimal d)
{
	int64_t limit = (int64_t)EXACT_FROM * 1000000000;

	return d.mantissa > limit || d.mantissa < -limit;
}

/* d + tenths/10 of a unit of its last place. */
static struct decimal
moved(struct decimal d, int tenths)
{
	if (is_long(d))
		return d;
	return (struct decimal){d.mantissa * 10 + tenths, d.exponent - 1};
}

static struct decimal
upper_end(const struct lexeme *l)
{
	return l->is_range ? l->upper : l->value;
}

/* One unit of the last digit that is not zero more. */
static struct decimal
odd_end(struct decimal d)
{
	while (d.mantissa && d.mantissa % 10 == 0) {
		d.mantissa /= 10;
		d.exponent++;
	}
	d.mantissa++;
	return d;
}

/* A vague figure: a unit of its only digit (about 8: 7 to 9), else a tenth of it, to either side. */
static struct decimal
vague_end(struct decimal d, int direction)
{
	while (d.mantissa && d.mantissa % 10 == 0) {
		d.mantissa /= 10;
		d.exponent++;
	}
	if (d.mantissa > -10 && d.mantissa < 10)
		return (struct decimal){d.mantissa + direction, d.exponent};
	if (is_long(d))
		d = (struct decimal){d.mantissa / 100, d.exponent + 2};
	int64_t away = d.mantissa < 0 ? -direction : direction;
	return (struct decimal){d.mantissa * (10 + away), d.exponent - 1};
}

/* Amounts are not below zero unless they are said to be. */
static void
open_below(struct interval *i)
{
	if (i->hi.mantissa < 0)
		i->lo_unbounded = true;
	else
		i->lo = (struct decimal){0, 0};
}

struct interval
lexeme_interval(const struct lexeme *l)
{
	struct interval i = {.lo = l->value, .hi = upper_end(l)};

	switch (l->qualifier) {
	case QUALIFIER_NONE:
		/* 0万元 is nothing at all; 0.0% may be a little. */
		if (l->rounded && (l->value.mantissa || l->decimals || l->is_range)) {
			i.lo = moved(i.lo, -5);
			i.hi = moved(i.hi, 5);
		}
		break;
	case QUALIFIER_ABOUT:
		i.lo = vague_end(i.lo, -1);
		i.hi = vague_end(i.hi, 1);
		break;
	case QUALIFIER_AT_LEAST:
		i.hi_unbounded = true;
		break;
	case QUALIFIER_MORE_THAN:
		i.hi_unbounded = i.lo_open = true;
		break;
	case QUALIFIER_AT_MOST:
		open_below(&i);
		break;
	case QUALIFIER_LESS_THAN:
		open_below(&i);
		i.hi_open = true;
		break;
	case QUALIFIER_ODD:
		i.hi = odd_end(i.hi);
		i.hi_open = true;
		break;
	}
	return i;
}

struct interval
lexeme_truncated(const struct lexeme *l)
{
	struct interval i = {.lo = l->value, .hi = upper_end(l)};

	if (!l->rounded || l->qualifier != QUALIFIER_NONE)
		return lexeme_interval(l);
	if (is_long(i.hi))
		return i;
	if (l->value.mantissa < 0) {
		i.lo = moved(i.lo, -10);
		i.lo_open = true;
	} else {
		i.hi = moved(i.hi, 10);
		i.hi_open = true;
	}
	return i;
}
