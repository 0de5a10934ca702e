/* What a figure was read as, in words. */
#include "options.h"

struct str
fact_value_text(struct arena *a, const struct lexeme *l)
{
	if (l->kind == KIND_DATE && !l->is_date_range)
		return date_print(a, &l->from);
	if (l->kind == KIND_DATE)
		return str_printf(a, "%.*s..%.*s", STR_FMT(date_print(a, &l->from)),
				  STR_FMT(date_print(a, &l->to)));
	if (l->is_range)
		return str_printf(a, "%.*s..%.*s", STR_FMT(decimal_print(a, l->value)),
				  STR_FMT(decimal_print(a, l->upper)));
	return decimal_print(a, l->value);
}

struct str
fact_interval_text(struct arena *a, const struct lexeme *l)
{
	if (l->kind == KIND_DATE || l->kind == KIND_NAME)
		return (struct str){0};
	struct interval i = lexeme_interval(l);
	struct str lo = i.lo_unbounded ? STR("-inf") : decimal_print(a, i.lo);
	struct str hi = i.hi_unbounded ? STR("inf") : decimal_print(a, i.hi);
	if (!i.lo_unbounded && !i.hi_unbounded && decimal_cmp(i.lo, i.hi) == 0)
		return str_printf(a, "= %.*s", STR_FMT(lo));
	return str_printf(a, "%c%.*s, %.*s%c", i.lo_open || i.lo_unbounded ? '(' : '[', STR_FMT(lo),
			  STR_FMT(hi), i.hi_open || i.hi_unbounded ? ')' : ']');
}
