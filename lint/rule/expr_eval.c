/*
 * Expressions over exact intervals.  What cannot be known (an operand that
 * is not bound, two units, a divisor that may be zero) makes the whole
 * unknown, never an error.  Values live in the environment's arena and pool.
 */
#include "rule_internal.h"

static struct value eval(const struct expr_env *env, const struct expr_node *n);

static struct value
number_value(const struct number *n, unit_id unit, bool free)
{
	return (struct value){.type = VALUE_NUMBER, .number = n, .unit = unit, .free = free};
}

static struct value
unknown(void)
{
	return number_value(number_unknown(), 0, false);
}

static struct value
doubt(const struct expr_env *env, enum doubt why)
{
	if (env->doubts)
		*env->doubts |= why;
	return unknown();
}

static struct value
plain(const struct expr_env *env, int64_t n)
{
	return number_value(number_of_int(env->pool, n), 0, true);
}

static struct value
truth_value(enum truth t)
{
	return (struct value){.type = VALUE_TRUTH, .truth = t};
}

/* ---- arithmetic ------------------------------------------------------------------- */

/* The unit of both when they are added, compared, chosen from. */
static bool
unit_shared(const struct value *a, const struct value *b, unit_id *unit)
{
	*unit = a->free ? b->unit : a->unit;
	return a->free || b->free || a->unit == b->unit;
}

static bool
unit_of(enum number_op op, const struct value *a, const struct value *b, unit_id *unit)
{
	switch (op) {
	case NUMBER_MUL:
		*unit = a->unit ? a->unit : b->unit;
		return a->unit == 0 || b->unit == 0;
	case NUMBER_DIV:
		/* What goes with any unit divided by, or into, a count is pure; a literal
		 * (which has no text) divides any unit. */
		*unit = a->unit == b->unit || a->free || (b->free && b->text.len) ? 0 : a->unit;
		return b->unit == 0 || a->unit == b->unit || a->free;
	case NUMBER_ADD:
	case NUMBER_SUB:
	case NUMBER_MIN:
	case NUMBER_MAX:
		break;
	}
	return unit_shared(a, b, unit);
}

static struct value
arithmetic_dates(const struct expr_env *env, enum number_op op, const struct value *a,
		 const struct value *b)
{
	const struct number *n = number_binary(env->pool, op, a->number, b->number);
	struct value date = {.type = VALUE_DATE, .number = n};
	bool both = a->type == b->type;
	if (both && op == NUMBER_SUB)
		return number_value(n, 0, true);
	if (both && (op == NUMBER_MIN || op == NUMBER_MAX))
		return date;
	const struct value *other = a->type == VALUE_DATE ? b : a;
	bool shift = op == NUMBER_ADD || (op == NUMBER_SUB && a->type == VALUE_DATE);
	return shift && other->type == VALUE_NUMBER && other->free ? date : unknown();
}

static bool
is_numeric(const struct value *v)
{
	return v->type == VALUE_NUMBER || v->type == VALUE_LIST;
}

static bool
may_be_zero(const struct expr_env *env, const struct value *v)
{
	return v->type == VALUE_NUMBER && !number_is_unknown(v->number) &&
	       number_compare(NUMBER_MEETS, v->number, number_of_int(env->pool, 0)) == TRUTH_HOLDS;
}

static struct value
arithmetic(const struct expr_env *env, enum number_op op, struct value a, struct value b)
{
	unit_id unit;
	bool dates = (a.type == VALUE_DATE && b.type != VALUE_LIST) ||
		     (b.type == VALUE_DATE && a.type != VALUE_LIST);
	if (dates && a.type != VALUE_TEXT && a.type != VALUE_TRUTH && b.type != VALUE_TEXT &&
	    b.type != VALUE_TRUTH)
		return arithmetic_dates(env, op, &a, &b);
	if (!is_numeric(&a) || !is_numeric(&b))
		return unknown();
	if (!unit_of(op, &a, &b, &unit))
		return doubt(env, DOUBT_UNIT);
	if (op == NUMBER_DIV && may_be_zero(env, &b))
		return doubt(env, DOUBT_ZERO);
	bool free = a.free && b.free;
	if (a.type == VALUE_NUMBER && b.type == VALUE_NUMBER)
		return number_value(number_binary(env->pool, op, a.number, b.number), unit, free);
	if (a.type == VALUE_LIST && b.type == VALUE_LIST && a.count != b.count)
		return unknown();
	size_t n = a.type == VALUE_LIST ? a.count : b.count;
	const struct number **list = arena_array(env->arena, n, sizeof *list);
	for (size_t i = 0; i < n; i++)
		list[i] = number_binary(env->pool, op, a.type == VALUE_LIST ? a.list[i] : a.number,
					b.type == VALUE_LIST ? b.list[i] : b.number);
	return (struct value){
		.type = VALUE_LIST, .list = list, .count = n, .unit = unit, .free = free};
}

static struct value
negate(const struct expr_env *env, struct value v)
{
	if (v.type != VALUE_NUMBER && v.type != VALUE_LIST)
		return unknown();
	return arithmetic(env, NUMBER_SUB, plain(env, 0), v);
}

static enum truth
compare(const struct expr_env *env, enum number_rel rel, const struct value *a,
	const struct value *b)
{
	unit_id unit;
	if (a->type == VALUE_TEXT && b->type == VALUE_TEXT)
		return str_eq(a->text, b->text) == (rel == NUMBER_EQ) ? TRUTH_HOLDS : TRUTH_FAILS;
	bool dates = a->type == VALUE_DATE && b->type == VALUE_DATE;
	bool numbers = a->type == VALUE_NUMBER && b->type == VALUE_NUMBER;
	if (numbers && !unit_shared(a, b, &unit)) {
		doubt(env, DOUBT_UNIT);
		return TRUTH_UNKNOWN;
	}
	if (!dates && !numbers)
		return TRUTH_UNKNOWN;
	return number_compare(rel, a->number, b->number);
}

/* ---- logic: Kleene's three values --------------------------------------------------- */

static enum truth
truth_of(const struct value *v)
{
	return v->type == VALUE_TRUTH ? v->truth : TRUTH_UNKNOWN;
}

static enum truth
truth_not(enum truth t)
{
	if (t == TRUTH_UNKNOWN)
		return t;
	return t == TRUTH_HOLDS ? TRUTH_FAILS : TRUTH_HOLDS;
}

/* `and` with decisive = FAILS, `or` with decisive = HOLDS. */
static enum truth
truth_joined(const struct expr_env *env, const struct expr_node *n, enum truth decisive)
{
	struct value a = eval(env, n->child[0]);
	if (truth_of(&a) == decisive)
		return decisive;
	struct value b = eval(env, n->child[1]);
	if (truth_of(&b) == decisive)
		return decisive;
	return truth_of(&a) == TRUTH_UNKNOWN ? TRUTH_UNKNOWN : truth_of(&b);
}

/* ---- functions ------------------------------------------------------------------------ */

static struct value
element(const struct value *list, size_t i)
{
	return number_value(list->list[i], list->unit, list->free);
}

static struct value
fold(const struct expr_env *env, enum number_op op, const struct value *v, size_t count)
{
	if (count == 1 && v[0].type == VALUE_LIST) {
		if (v[0].count == 0)
			return unknown();
		const struct number *all = v[0].list[0];
		for (size_t i = 1; i < v[0].count; i++)
			all = number_binary(env->pool, op, all, v[0].list[i]);
		return number_value(all, v[0].unit, v[0].free);
	}
	struct value all = v[0];
	for (size_t i = 1; i < count; i++)
		all = arithmetic(env, op, all, v[i]);
	return all.type == VALUE_NUMBER || all.type == VALUE_DATE ? all : unknown();
}

static struct value
of_list(const struct expr_env *env, enum expr_function function, const struct value *v)
{
	struct value single = *v;
	if (v->type == VALUE_NUMBER && !number_is_unknown(v->number))
		single = (struct value){.type = VALUE_LIST,
					.list = &v->number,
					.count = 1,
					.unit = v->unit,
					.free = v->free};
	if (single.type != VALUE_LIST)
		return unknown();
	if (function == CALL_COUNT || function == CALL_ITEMS)
		return plain(env, (int64_t)single.count);
	if (single.count == 0)
		return unknown();
	return element(&single, function == CALL_FIRST ? 0 : single.count - 1);
}

static struct value
of_date(const struct expr_env *env, enum expr_function function, const struct value *v)
{
	struct calendar_date d = v->date;
	int part = 0;
	if (v->type != VALUE_DATE)
		return unknown();
	if (function == CALL_YEAR)
		part = d.year;
	else if (function == CALL_MONTH)
		part = d.month;
	else if (function == CALL_DAY)
		part = d.day;
	else if (d.precision == PRECISION_DAY && day_valid(d.year, d.month, d.day))
		part = day_weekday(day_number(d.year, d.month, d.day));
	return part > 0 ? plain(env, part) : unknown();
}

/* A measure of time in days.  Language files give what lasts equally long
 * everywhere in the base unit `second`; months and working days are other units. */
static struct value
in_days(const struct expr_env *env, const struct value *v)
{
	enum { DAY_SECONDS = 86400 };
	if (v->type != VALUE_NUMBER)
		return unknown();
	if (v->free)
		return *v;
	unit_id second = lexicon_unit_named(env->lexicon, STR("second"));
	if (!second || v->unit != lexicon_unit(env->lexicon, second)->base ||
	    !str_eq(lexicon_unit(env->lexicon, v->unit)->dimension, STR("time")))
		return unknown();
	const struct number *day = number_of_int(env->pool, DAY_SECONDS);
	return number_value(number_binary(env->pool, NUMBER_DIV, v->number, day), 0, true);
}

static struct value
in_points(const struct expr_env *env, const struct value *v)
{
	if (v->type != VALUE_NUMBER || v->unit)
		return unknown();
	const struct number *hundred = number_of_int(env->pool, 100);
	return number_value(number_binary(env->pool, NUMBER_MUL, v->number, hundred), 0, true);
}

/* A number without its unit: what an amount per head is divided by. */
static struct value
in_bare(const struct value *v)
{
	return v->type == VALUE_NUMBER ? number_value(v->number, 0, true) : unknown();
}

/* The digits of a value: as printed, or those of a whole number that was computed. */
static struct str
digits_of(const struct expr_env *env, const struct value *v)
{
	if (v->text.len || v->type != VALUE_NUMBER || !number_is_exact(v->number) ||
	    number_holds_integer(v->number) != TRUTH_HOLDS)
		return v->text;
	return number_print(env->arena, v->number, 0, 0);
}

static enum truth
slip(const struct expr_env *env, const struct value *a, const struct value *b)
{
	struct str s = digits_of(env, a), t = digits_of(env, b);
	if (!s.len || !t.len)
		return TRUTH_UNKNOWN;
	return digits_slip(s, t) ? TRUTH_HOLDS : TRUTH_FAILS;
}

/* Is there a whole k, 0 <= k <= n, with k/n in p? */
static enum truth
attainable(const struct expr_env *env, const struct value *p, const struct value *n)
{
	if (p->type != VALUE_NUMBER || n->type != VALUE_NUMBER || p->unit)
		return TRUTH_UNKNOWN;
	const struct number *zero = number_of_int(env->pool, 0);
	const struct number *k = number_binary(env->pool, NUMBER_MUL, p->number, n->number);
	if (number_compare(NUMBER_GT, n->number, zero) != TRUTH_HOLDS || number_is_unknown(k))
		return TRUTH_UNKNOWN;
	if (number_compare(NUMBER_GE, k, zero) == TRUTH_FAILS ||
	    number_compare(NUMBER_LE, k, n->number) == TRUTH_FAILS)
		return TRUTH_FAILS;
	k = number_binary(env->pool, NUMBER_MAX, k, zero);
	k = number_binary(env->pool, NUMBER_MIN, k, n->number);
	return number_holds_integer(k);
}

/* Has it a value, as a capture has that took part? */
static bool
is_known(const struct value *v)
{
	if (v->type == VALUE_TRUTH)
		return v->truth != TRUTH_UNKNOWN;
	return v->type != VALUE_NUMBER || !number_is_unknown(v->number);
}

static int
places_of(const struct expr_node *n)
{
	int sign = n->op == EXPR_NEG ? -1 : 1;
	if (n->op == EXPR_NEG)
		n = n->child[0];
	return sign * (int)n->number.mantissa;
}

static struct value
on_number(const struct expr_env *env, const struct expr_node *n, struct value v)
{
	if (v.type != VALUE_NUMBER)
		return unknown();
	if (n->function == CALL_ABS)
		v.number = number_abs(env->pool, v.number);
	else
		v.number = number_round(env->pool, v.number,
					n->children == 2 ? places_of(n->child[1]) : 0);
	v.text = (struct str){0};
	return v;
}

static struct value
call(const struct expr_env *env, const struct expr_node *n)
{
	struct value v[16];
	size_t count = n->children < 16 ? n->children : 16;
	v[0] = eval(env, n->child[0]);
	if (n->function == CALL_IF) {
		enum truth t = truth_of(&v[0]);
		if (t == TRUTH_UNKNOWN)
			return unknown();
		return eval(env, n->child[t == TRUTH_HOLDS ? 1 : 2]);
	}
	for (size_t i = 1; i < count; i++)
		v[i] = eval(env, n->child[i]);
	switch (n->function) {
	case CALL_SUM:
		return fold(env, NUMBER_ADD, v, count);
	case CALL_MIN:
		return fold(env, NUMBER_MIN, v, count);
	case CALL_MAX:
		return fold(env, NUMBER_MAX, v, count);
	case CALL_COUNT:
	case CALL_ITEMS:
	case CALL_FIRST:
	case CALL_LAST:
		return of_list(env, n->function, &v[0]);
	case CALL_ABS:
	case CALL_ROUND:
		return on_number(env, n, v[0]);
	case CALL_YEAR:
	case CALL_MONTH:
	case CALL_DAY:
	case CALL_WEEKDAY:
		return of_date(env, n->function, &v[0]);
	case CALL_DAYS:
		return in_days(env, &v[0]);
	case CALL_POINTS:
		return in_points(env, &v[0]);
	case CALL_BARE:
		return in_bare(&v[0]);
	case CALL_SLIP:
		return truth_value(slip(env, &v[0], &v[1]));
	case CALL_OVERLAP:
		return truth_value(compare(env, NUMBER_MEETS, &v[0], &v[1]));
	case CALL_ATTAINABLE:
		return truth_value(attainable(env, &v[0], &v[1]));
	case CALL_KNOWN:
		return truth_value(is_known(&v[0]) ? TRUTH_HOLDS : TRUTH_FAILS);
	case CALL_IF:
	case CALL_FUNCTIONS:
		break;
	}
	return unknown();
}

static struct value
eval(const struct expr_env *env, const struct expr_node *n)
{
	struct value a;
	switch (n->op) {
	case EXPR_NUMBER:
		return number_value(number_of_decimal(env->pool, n->number), 0, true);
	case EXPR_NAME:
		return env->lookup(env->self, n->name);
	case EXPR_CALL:
		return call(env, n);
	case EXPR_NEG:
		return negate(env, eval(env, n->child[0]));
	case EXPR_ADD:
	case EXPR_SUB:
	case EXPR_MUL:
	case EXPR_DIV: {
		static const enum number_op ops[] = {
			[EXPR_ADD] = NUMBER_ADD,
			[EXPR_SUB] = NUMBER_SUB,
			[EXPR_MUL] = NUMBER_MUL,
			[EXPR_DIV] = NUMBER_DIV,
		};
		a = eval(env, n->child[0]);
		return arithmetic(env, ops[n->op], a, eval(env, n->child[1]));
	}
	case EXPR_COMPARE: {
		a = eval(env, n->child[0]);
		struct value b = eval(env, n->child[1]);
		return truth_value(compare(env, n->rel, &a, &b));
	}
	case EXPR_NOT:
		a = eval(env, n->child[0]);
		return truth_value(truth_not(truth_of(&a)));
	case EXPR_AND:
		return truth_value(truth_joined(env, n, TRUTH_FAILS));
	case EXPR_OR:
		return truth_value(truth_joined(env, n, TRUTH_HOLDS));
	}
	return unknown();
}

struct value
expr_eval(const struct expr_env *env, const struct expr *e)
{
	return eval(env, e->root);
}

static bool
call_widens(enum expr_function f)
{
	switch (f) {
	case CALL_SUM:
	case CALL_MIN:
	case CALL_MAX:
	case CALL_COUNT:
	case CALL_ITEMS:
	case CALL_FIRST:
	case CALL_LAST:
	case CALL_ABS:
	case CALL_POINTS:
	case CALL_BARE:
	case CALL_OVERLAP:
		return true;
	case CALL_ROUND:
	case CALL_YEAR:
	case CALL_MONTH:
	case CALL_DAY:
	case CALL_WEEKDAY:
	case CALL_DAYS:
	case CALL_IF:
	case CALL_SLIP:
	case CALL_ATTAINABLE:
	case CALL_KNOWN:
	case CALL_FUNCTIONS:
		break;
	}
	return false;
}

static bool
node_widens(const struct expr_node *n)
{
	if (n->op == EXPR_NOT || (n->op == EXPR_CALL && !call_widens(n->function)) ||
	    (n->op == EXPR_COMPARE && n->rel == NUMBER_NE))
		return false;
	for (size_t i = 0; i < n->children; i++)
		if (!node_widens(n->child[i]))
			return false;
	return true;
}

bool
expr_widens(const struct expr *e)
{
	return node_widens(e->root);
}

bool
expr_eval_against(const struct expr_env *env, const struct expr *e, struct str name,
		  struct value *out)
{
	const struct expr_node *n = e->root;

	if (n->op != EXPR_COMPARE || (n->rel != NUMBER_MEETS && n->rel != NUMBER_EQ))
		return false;
	for (size_t i = 0; i < 2; i++) {
		if (n->child[i]->op != EXPR_NAME || !str_eq(n->child[i]->name, name))
			continue;
		*out = eval(env, n->child[1 - i]);
		return true;
	}
	return false;
}
