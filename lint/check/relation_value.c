/*
 * Values for the kind "relation": operands as exact intervals in base units,
 * lets on demand, measures, the report's own dates; and the judgement of one
 * choice of operands.  Cost: a few GMP operations per name used.
 */
#include "relation.h"

#include <string.h>

#include "claim.h"
#include "near.h"

const struct bound *
attempt_bound(const struct attempt *a, struct str name)
{
	for (size_t i = 0; i < a->bound_count; i++)
		if (str_eq(a->bound[i].name, name))
			return &a->bound[i];
	return NULL;
}

bool
attempt_binds(const struct attempt *a, const struct fact *x)
{
	for (size_t i = 0; i < a->bound_count; i++)
		for (size_t k = 0; k < a->bound[i].fact_count; k++)
			if (a->bound[i].facts[k] == x)
				return true;
	return false;
}

/* What a fact is worth. */
struct worth {
	const struct number *number; /* NULL: nobody has asked yet */
	unit_id unit;
};

/* Place for what is known of it; NULL: it is not kept. */
static struct worth *
worth_of(struct check *c, const struct fact *x)
{
	if (!c->kept || x < c->facts->at || x >= c->facts->at + c->facts->count)
		return NULL;
	if (!c->worth)
		c->worth = arena_array(c->arena, c->facts->count, sizeof *c->worth);
	return &c->worth[x - c->facts->at];
}

const struct number *
fact_number(struct check *c, const struct fact *x, bool truncated, unit_id *unit)
{
	const struct lexicon *lexicon = c->rulebook->lexicon;
	struct worth *w = truncated ? NULL : worth_of(c, x);

	if (!w)
		return number_of_lexeme(c->pool, lexicon, &x->lex, truncated, unit);
	if (!w->number)
		w->number = number_of_lexeme(c->kept, lexicon, &x->lex, false, &w->unit);
	*unit = w->unit;
	return w->number;
}

static struct value
missing_value(struct check *c)
{
	c->doubts |= DOUBT_MISSING;
	return (struct value){.type = VALUE_NUMBER, .number = number_unknown()};
}

/* As it is printed, or cut off. */
static struct value
whole_value(struct check *c, const struct fact *x, bool truncated)
{
	unit_id unit;

	if (x->lex.kind == KIND_DATE)
		return value_of_lexeme(c->pool, c->facts, &x->lex, truncated);
	const struct number *n = fact_number(c, x, truncated, &unit);
	return value_of_figure(c->facts, &x->lex, n, unit);
}

static struct value
fact_value(struct attempt *a, const struct bound *b, const struct fact *x)
{
	struct check *c = a->check;

	if (a->exact && x->lex.kind != KIND_DATE) {
		struct lexeme printed = x->lex;
		printed.rounded = false;
		return value_of_lexeme(c->pool, c->facts, &printed, false);
	}
	if (b->fact_count != 1 || x->lex.kind == KIND_DATE || !str_eq(a->replace, b->name))
		return whole_value(c, x, str_eq(a->truncate, b->name));
	struct lexeme other = x->lex;
	other.value = a->replacement;
	other.decimals = 0;
	struct value v = value_of_lexeme(c->pool, c->facts, &other, false);
	if (a->replaced_by_range) {
		other.value = a->replacement_to;
		const struct value to = value_of_lexeme(c->pool, c->facts, &other, false);
		v.number = number_hull(c->pool, v.number, to.number);
	}
	return v;
}

static struct value
bound_value(struct attempt *a, const struct bound *b)
{
	struct check *c = a->check;

	if (b->word)
		return (struct value){
			.type = b->sign ? VALUE_NUMBER : VALUE_TEXT,
			.number = number_of_int(c->pool, b->sign),
			.text = doc_slice(c->doc, b->text),
		};
	if (!b->list)
		return b->fact_count ? fact_value(a, b, b->facts[0]) : missing_value(c);

	const struct number **list = arena_array(c->arena, b->fact_count + 1, sizeof *list);
	struct value v = {.type = VALUE_LIST, .list = list, .count = b->fact_count};
	for (size_t i = 0; i < b->fact_count; i++) {
		struct value one = fact_value(a, b, b->facts[i]);
		if (i == 0)
			v.unit = one.unit;
		/* A list of mixed units has no meaning as a whole. */
		list[i] = one.unit == v.unit ? one.number : number_unknown();
	}
	return v;
}

static struct value
built_in(struct check *c, struct str name)
{
	const struct doc *d = c->doc;

	if (str_eq(name, STR("report.signing")))
		return d->signing.year ? value_of_dates(c->pool, &d->signing, &d->signing)
				       : missing_value(c);
	if (!d->period_from.year)
		return missing_value(c);
	if (str_eq(name, STR("report.year")))
		return (struct value){.type = VALUE_NUMBER,
				      .number = number_of_int(c->pool, d->period_from.year)};
	if (str_eq(name, STR("report.from")))
		return value_of_dates(c->pool, &d->period_from, &d->period_from);
	if (str_eq(name, STR("report.to")))
		return value_of_dates(c->pool, &d->period_to, &d->period_to);
	return missing_value(c);
}

static struct value
lookup(void *self, struct str name)
{
	return attempt_value(self, name);
}

static struct expr_env
env_of(struct attempt *a)
{
	return (struct expr_env){
		.arena = a->check->arena,
		.pool = a->check->pool,
		.lexicon = a->check->rulebook->lexicon,
		.lookup = lookup,
		.self = a,
		.doubts = &a->check->doubts,
	};
}

static struct value
evaluate(struct attempt *a, const struct expr *e)
{
	const struct expr_env env = env_of(a);

	return expr_eval(&env, e);
}

struct value
attempt_value(struct attempt *a, struct str name)
{
	const struct bound *b = attempt_bound(a, name);

	if (b)
		return bound_value(a, b);
	for (size_t i = 0; i < a->rule->let_count && i < LETS_MAX; i++) {
		if (!str_eq(a->rule->lets[i].name, name))
			continue;
		if (a->computing >> i & 1)
			return missing_value(a->check);
		a->computing |= 1u << i;
		struct value v = evaluate(a, a->rule->lets[i].value);
		a->computing &= ~(1u << i);
		return v;
	}
	const struct measure *m = rulebook_measure(a->check->rulebook, name);
	if (m) {
		const struct fact *x = claim_single(a->check, m);
		struct bound claim = {.name = name, .facts = &x, .fact_count = 1};
		return x ? fact_value(a, &claim, x) : missing_value(a->check);
	}
	return built_in(a->check, name);
}

enum truth
attempt_truth(struct attempt *a, const struct expr *e)
{
	struct value v = evaluate(a, e);

	return v.type == VALUE_TRUTH ? v.truth : TRUTH_UNKNOWN;
}

enum outcome
attempt_judge(struct attempt *a)
{
	const struct rule *r = a->rule;

	if (r->when && attempt_truth(a, r->when) != TRUTH_HOLDS)
		return OUTCOME_SKIPPED;
	if (!r->expect)
		return OUTCOME_FAILS;
	switch (attempt_truth(a, r->expect)) {
	case TRUTH_HOLDS:
		return OUTCOME_HOLDS;
	case TRUTH_UNKNOWN:
		return OUTCOME_UNKNOWN;
	case TRUTH_FAILS:
		break;
	}
	if (!r->point.len)
		return OUTCOME_FAILS;
	a->truncate = r->point;
	enum truth cut = attempt_truth(a, r->expect);
	a->truncate = (struct str){0};
	return cut == TRUTH_HOLDS ? OUTCOME_TRUNCATED : OUTCOME_FAILS;
}

void
attempt_compare(struct attempt *a, struct finding *f)
{
	const struct bound *b = a->rule->point.len ? attempt_bound(a, a->rule->point) : NULL;
	const struct expr_env env = env_of(a);
	struct value other;

	if (!b || b->word || b->list || b->fact_count != 1 || b->facts[0]->lex.kind == KIND_DATE)
		return;
	a->exact = true;
	struct value own = fact_value(a, b, b->facts[0]);
	bool known = a->rule->expect && expr_eval_against(&env, a->rule->expect, b->name, &other);
	if (!known && attempt_has_let(a, STR("calc"))) {
		other = attempt_value(a, STR("calc"));
		known = true;
	}
	a->exact = false;
	if (known && other.type == VALUE_NUMBER &&
	    (own.unit == other.unit || own.free || other.free))
		finding_compare(a->check, f, &b->facts[0]->lex, other.number);
}

const struct lexeme *
attempt_percent(const struct attempt *a)
{
	const struct bound *b = attempt_bound(a, a->rule->point);

	return b && b->fact_count == 1 && b->facts[0]->lex.kind == KIND_PERCENT ? &b->facts[0]->lex
										: NULL;
}

/* ---- printing ------------------------------------------------------------- */

/* What is computed is shown as precisely as what is stated: with the decimals
 * of the figure that `point` names, or else the most that any operand has. */
static int
stated_decimals(const struct attempt *a)
{
	const struct bound *b = attempt_bound(a, a->rule->point);
	int most = 0;

	if (b && b->fact_count)
		return b->facts[0]->lex.decimals;
	for (size_t i = 0; i < a->bound_count; i++)
		for (size_t k = 0; k < a->bound[i].fact_count; k++)
			if (a->bound[i].facts[k]->lex.decimals > most)
				most = a->bound[i].facts[k]->lex.decimals;
	return most;
}

static struct str
print_days(struct attempt *a, const struct number *days)
{
	struct str s = number_print(a->check->arena, days, 0, 0);
	struct decimal d;
	int year, month, day;

	if (!decimal_read(s, &d))
		return s;
	day_split((int32_t)d.mantissa, &year, &month, &day);
	const struct calendar_date date = {.year = (int16_t)year,
					   .month = (int8_t)month,
					   .day = (int8_t)day,
					   .precision = PRECISION_DAY};
	return date_print(a->check->arena, &date);
}

struct str
attempt_print(struct attempt *a, struct str name, struct str format)
{
	struct arena *arena = a->check->arena;
	const struct bound *b = attempt_bound(a, name);

	if (b && !format.len) {
		struct buf out = {.arena = arena};
		for (size_t i = 0; i < b->fact_count; i++) {
			if (i)
				buf_add(&out, STR(" + "));
			buf_add(&out,
				check_written(a->check, fact_text(a->check->facts, b->facts[i])));
		}
		return b->word ? check_written(a->check, doc_slice(a->check->doc, b->text))
			       : buf_str(&out);
	}
	struct value v = attempt_value(a, name);
	if (v.type == VALUE_DATE)
		return print_days(a, v.number);
	if (v.type == VALUE_LIST)
		return str_printf(arena, "%zu", v.count);
	if (v.type != VALUE_NUMBER || number_is_unknown(v.number))
		return v.text.len ? v.text : STR("?");
	int places = stated_decimals(a);
	if (format.len && is_digit(format.at[format.len - 1])) {
		places = format.at[format.len - 1] - '0';
		format.len--;
	}
	if (str_eq(format, STR("percent"))) {
		struct str s = number_print(arena, v.number, places, 2);
		return str_printf(arena, "%.*s%%", STR_FMT(s));
	}
	const struct bound *like = format.len ? attempt_bound(a, format) : NULL;
	if (like && like->fact_count) {
		const struct lexeme *l = &like->facts[0]->lex;
		struct str s = print_as_stated(a->check, l, v.number, l->decimals);
		struct str unit = fact_unit_text(a->check->facts, like->facts[0]);
		return str_printf(arena, "%.*s%.*s", STR_FMT(s), STR_FMT(unit));
	}
	return number_print(arena, v.number, places, 0);
}
