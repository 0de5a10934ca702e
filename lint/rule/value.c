/*
 * What facts are worth in an expression: figures as exact intervals in base
 * units, dates as intervals of days.  Constant time.
 */
#include "rule.h"

/* The days that a date can mean. */
static bool
date_bounds(const struct calendar_date *d, int32_t *first, int32_t *last)
{
	int from = 1, to = 12;

	switch ((enum precision)d->precision) {
	case PRECISION_YEAR:
		break;
	case PRECISION_QUARTER:
		from = d->month;
		to = d->month + 2;
		break;
	case PRECISION_MONTH:
	case PRECISION_DAY:
		from = to = d->month;
		break;
	}
	if (!day_valid(d->year, from, 1) || !day_valid(d->year, to, 1))
		return false;
	*first = day_number(d->year, from, 1);
	*last = day_number(d->year, to, month_days(d->year, to));
	if (d->precision != PRECISION_DAY)
		return true;
	if (!day_valid(d->year, d->month, d->day))
		return false;
	*first = *last = day_number(d->year, d->month, d->day);
	return true;
}

struct value
value_of_dates(struct number_pool *pool, const struct calendar_date *from,
	       const struct calendar_date *to)
{
	struct value v = {.type = VALUE_DATE, .number = number_unknown()};
	int32_t first, last, unused;

	/* Only a single date has a year, a month and a day to ask for. */
	if (from == to)
		v.date = *from;
	if (!date_bounds(from, &first, &last) || !date_bounds(to, &unused, &last))
		return v;
	/* A reversed range is a finding of its own, not an interval. */
	if (first <= last)
		v.number = number_of_interval(pool,
					      (struct interval){{first, 0}, {last, 0}, 0, 0, 0, 0});
	return v;
}

const struct number *
number_of_lexeme(struct number_pool *pool, const struct lexicon *lx, const struct lexeme *l,
		 bool truncated, unit_id *unit)
{
	struct interval i = truncated ? lexeme_truncated(l) : lexeme_interval(l);
	const struct number *n = number_of_interval(pool, i);
	const struct unit *u = l->unit ? lexicon_unit(lx, l->unit) : NULL;

	*unit = u && l->kind != KIND_PERCENT && l->kind != KIND_RATIO ? u->base : 0;
	if (u && u->base != l->unit)
		n = number_binary(pool, NUMBER_MUL, n, number_of_decimal(pool, u->factor));
	return n;
}

struct value
value_of_figure(const struct facts *f, const struct lexeme *l, const struct number *n, unit_id unit)
{
	return (struct value){
		.type = VALUE_NUMBER,
		.number = n,
		.unit = unit,
		.text = doc_slice(f->doc, l->number),
		.free = l->kind == KIND_BARE, /* 45 of the 60 schools */
	};
}

struct value
value_of_lexeme(struct number_pool *pool, const struct facts *f, const struct lexeme *l,
		bool truncated)
{
	unit_id unit;

	if (l->kind == KIND_DATE)
		return value_of_dates(pool, &l->from, l->is_date_range ? &l->to : &l->from);
	const struct number *n = number_of_lexeme(pool, f->lexicon, l, truncated, &unit);
	return value_of_figure(f, l, n, unit);
}
