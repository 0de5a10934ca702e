/* Expressions: grammar, three-valued logic, units, lists, dates, complaints. */
#include "rule_fixture.h"

struct env {
	struct fixture *x;
	const struct facts *facts;
	const struct match *match;
	const struct rule *rule;
};

static struct value lookup(void *self, struct str name);

static struct expr_env
env_of(struct env *e)
{
	return (struct expr_env){.arena = e->x->arena,
				 .pool = e->x->pool,
				 .lexicon = e->x->rulebook->lexicon,
				 .lookup = lookup,
				 .self = e};
}

static struct value
value_of_binding(struct env *e, const struct binding *b)
{
	if (b->capture->type == CAPTURE_TEXT)
		return (struct value){.type = VALUE_TEXT,
				      .text = {e->facts->skeleton + b->skeleton.from,
					       b->skeleton.to - b->skeleton.from}};
	if (b->capture->type == CAPTURE_WORD)
		return (struct value){.type = VALUE_NUMBER,
				      .number = number_of_int(e->x->pool, b->sign),
				      .free = true};
	if (b->capture->type == CAPTURE_FACT)
		return value_of_lexeme(e->x->pool, e->facts, &b->facts[0]->lex, false);
	struct value v = {.type = VALUE_LIST, .count = b->fact_count};
	const struct number **list = arena_array(e->x->arena, b->fact_count, sizeof *list);
	for (size_t i = 0; i < b->fact_count; i++) {
		struct value one = value_of_lexeme(e->x->pool, e->facts, &b->facts[i]->lex, false);
		list[i] = one.number;
		v.unit = one.unit;
	}
	v.list = list;
	return v;
}

static struct value
lookup(void *self, struct str name)
{
	struct env *e = self;
	struct expr_env env = env_of(e);
	for (size_t i = 0; i < e->match->count; i++)
		if (str_eq(e->match->bindings[i].capture->name, name))
			return value_of_binding(e, &e->match->bindings[i]);
	for (size_t i = 0; i < e->rule->let_count; i++)
		if (str_eq(e->rule->lets[i].name, name))
			return expr_eval(&env, e->rule->lets[i].value);
	return (struct value){.type = VALUE_NUMBER, .number = number_unknown()};
}

/* What a typical sentence offers. */
static const char *const pattern =
	"match = '''{a:count}{b:count}{c:count}{p:percent}{q:percent}{t:point}{m:amount}{l:measure}"
	"{d:date}{e:date}(?<s>\\w)\\w(?<v>\\w){dir:w/change}{opt:count}?(?:：{parts:counts})?'''\n";
static const char *const markup =
	"<count:97:件><count:15:件><count:20:宗><percent:15.5><percent:20.2><point:4.7:百分点>"
	"<amount:3:万元><measure:48:小时><date:2020-08-26><date:2021-02>甲乙甲下降："
	"同意<count:60:件>、不同意<count:30:件>，转<count:7:件>";

static enum truth
judge_with(struct fixture *x, const char *extra, const char *condition)
{
	struct match m;
	const struct rule *r = fixture_rule(
		x, str_printf(x->arena, "%s%s\nexpect = '%s'", pattern, extra, condition).at);
	struct env e = {x, fixture_facts(x, markup), &m, r};
	assert_int_equal(matcher_find(x->matcher, x->arena, r->match, e.facts,
				      fixture_whole(e.facts), 0, &m),
			 MATCH_FOUND);
	struct expr_env env = env_of(&e);
	struct value v = expr_eval(&env, r->expect);
	return v.type == VALUE_TRUTH ? v.truth : TRUTH_UNKNOWN;
}

static void
judged(struct fixture *x, const char *condition, enum truth want)
{
	if (judge_with(x, "", condition) != want)
		fail_msg("%s", condition);
}

static void
holds(struct fixture *x, const char *condition)
{
	judged(x, condition, TRUTH_HOLDS);
}

static void
fails(struct fixture *x, const char *condition)
{
	judged(x, condition, TRUTH_FAILS);
}

static void
unknown(struct fixture *x, const char *condition)
{
	judged(x, condition, TRUTH_UNKNOWN);
}

static void
arithmetic_is_exact(void **state)
{
	struct fixture *x = *state;
	holds(x, "p ~= b / a");
	fails(x, "p ~= b / (a + 1)");
	holds(x, "1 + 2 * 3 = 7");
	holds(x, "(1 + 2) * 3 = 9");
	holds(x, "10 - 4 - 3 = 3");
	holds(x, "12 / 4 / 3 = 1");
	holds(x, "-2 * -3 = 6");
	holds(x, "1 - -1 = 2");
	holds(x, "0.1 + 0.2 = 0.3");
	holds(x, "15% = 0.15");
	holds(x, "0.1 * 3 = 30%");
	fails(x, "1 / 3 = 0.3333333333333333");
	holds(x, "a - b = 82");
	holds(x, "round(2 / 3, 2) = 0.67");
	holds(x, "round(150, -2) = 200");
	holds(x, "abs(b - a) = 82");
	holds(x, "min(a, b, 3) = 3");
	holds(x, "max(a, b) = a");
}

static void
logic_has_three_values(void **state)
{
	struct fixture *x = *state;
	holds(x, "1 < 2 and 2 < 3");
	fails(x, "1 < 2 and 3 < 2");
	holds(x, "3 < 2 or 1 < 2");
	holds(x, "opt = 1 or 1 < 2");
	unknown(x, "opt = 1 and 1 < 2");
	fails(x, "opt = 1 and 2 < 1");
	unknown(x, "not opt = 1");
	holds(x, "not 2 < 1");
	holds(x, "not (2 < 1 or 3 < 1)");
	holds(x, "2 < 1 and 1 < 2 or 1 < 2");
	fails(x, "2 < 1 and (1 < 2 or 1 < 2)");
	holds(x, "if(a > b, 1, 2) = 1");
	unknown(x, "if(opt > b, 1, 2) = 1");
	holds(x, "not if(a > b, 2 < 1, 1 < 2)");
}

static void
negation_asks_what_can_be(void **state)
{
	struct fixture *x = *state;
	/* p is 15.45 to 15.55 %: it may be above and may be below 15.5 %. */
	holds(x, "p < 15.5%");
	holds(x, "not p < 15.5%");
	holds(x, "not p = 15.5%");
	fails(x, "not p < 20%");
	/* Whether intervals meet is one question with one answer. */
	holds(x, "p ~= 15.5%");
	fails(x, "not (p ~= 15.5%)");
	holds(x, "not p ~= 16.5%");
}

static void
units_are_kept_apart(void **state)
{
	struct fixture *x = *state;
	unknown(x, "a + c > 0");
	unknown(x, "a < c");
	unknown(x, "a / c < 1");
	holds(x, "a > 96");
	holds(x, "m = 30000");
	holds(x, "m * p > 4600");
	unknown(x, "a * b > 1");
	unknown(x, "a / 0 = 1");
	holds(x, "points(q - p) ~= t");
	fails(x, "points(p - q) ~= t");
	holds(x, "c / bare(a) < c");
	holds(x, "dir * t < 0");
	holds(x, "days(l) = 2");
	unknown(x, "days(a) = 2");
}

static void
lists_work_by_element(void **state)
{
	struct fixture *x = *state;
	holds(x, "sum(parts) = a");
	holds(x, "count(parts) = 3 and items(parts) = 3");
	holds(x, "first(parts) = 60 and last(parts) = 7");
	holds(x, "max(parts) = 60 and min(parts) = 7");
	holds(x, "sum(parts * 2) = 2 * a");
	holds(x, "sum(parts / parts) = 3");
	holds(x, "sum(parts - parts) = 0");
	unknown(x, "sum(parts) = c");
	holds(x, "sum(parts / a) = 1");
}

static void
dates_are_days(void **state)
{
	struct fixture *x = *state;
	holds(x, "year(d) = 2020 and month(d) = 8 and day(d) = 26");
	holds(x, "weekday(d) = 3");
	unknown(x, "weekday(e) = 3");
	holds(x, "known(e) and not known(weekday(e))");
	holds(x, "d < e");
	holds(x, "e - d >= 159 and e - d <= 186");
	fails(x, "e - d < 159");
	holds(x, "d + 10 < e");
	fails(x, "overlap(d, e)");
	holds(x, "d ~= d");
	unknown(x, "report.signing > d");
}

static void
slips_and_shares(void **state)
{
	struct fixture *x = *state;
	holds(x, "slip(b, 16)");
	fails(x, "slip(b, 15)");
	fails(x, "slip(b, 97)");
	holds(x, "slip(a, sum(parts) - 1)");
	holds(x, "attainable(p, a)");
	fails(x, "attainable(p, b)");
	fails(x, "attainable(120%, b)");
	fails(x, "attainable(-20%, b)");
	holds(x, "attainable(0%, b) and attainable(100%, b)");
	fails(x, "not attainable(p, a)");
	holds(x, "s = v");
	fails(x, "s != v");
}

static void
lets_come_in_any_order(void **state)
{
	struct fixture *x = *state;
	assert_int_equal(judge_with(x,
				    "let.double = 'calc * 2'\nlet.calc = 'b / a'\n"
				    "let.how-many = 'count(parts)'",
				    "double ~= 2 * p and how-many + 94 = a"),
			 TRUTH_HOLDS);
	const struct rule *r = &x->rulebook->rules[0];
	assert_int_equal(r->let_count, 3);
	assert_true(str_eq(r->lets[0].name, STR("calc")));
}

static void
names_come_in_order(void **state)
{
	struct fixture *x = *state;
	size_t count;
	judge_with(x, "", "b < a and b < 3 + p * a");
	const struct str *names = expr_names(x->rulebook->rules[0].expect, &count);
	assert_int_equal(count, 3);
	assert_true(str_eq(names[0], STR("b")) && str_eq(names[1], STR("a")) &&
		    str_eq(names[2], STR("p")));
}

static void
ranges_stand_for_figures(void **state)
{
	struct fixture *x = *state;
	static const struct {
		const char *condition;
		bool widens;
	} cases[] = {
		{"a / b ~= 3", true},
		{"a + 2 * b <= 7 and sum(a, b) > 1 or abs(a - b) < 2", true},
		{"max(a, b) ~= min(a, b)", true},
		{"not a < b", true},
		{"not attainable(a, b)", false},
		{"a != b", false},
		{"a < b and round(a) ~= b", false},
		{"if(a < b, a, b) ~= 3", false},
		{"slip(a, b)", false},
	};
	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
		const struct rule *r = fixture_rule(
			x, str_printf(x->arena, "match = '{a:count}和{b:count}'\nexpect = '%s'",
				      cases[i].condition)
				   .at);
		if (expr_widens(r->expect) != cases[i].widens)
			fail_msg("%s", cases[i].condition);
	}
}

/* `expect` stands in the line behind the pattern; its text begins in column 11. */
static void
wrong(struct fixture *x, const char *condition, unsigned column, const char *message)
{
	fixture_wrong(x, str_printf(x->arena, "%sexpect = '%s'", pattern, condition).at, 2,
		      column + 10, message);
}

static void
syntax_errors_have_a_place(void **state)
{
	struct fixture *x = *state;
	wrong(x, "a < b < a", 7, "comparisons do not chain (write 'a < b and b < c')");
	wrong(x, "a + = b", 5, "a value is missing before '='");
	wrong(x, "a = ", 5, "the expression ends where a value is missing");
	wrong(x, "(a = b", 7, "')' is missing");
	wrong(x, "a = b)", 6, "')' is not expected here");
	wrong(x, "a == b", 4, "write a single '='");
	wrong(x, "a = 1.2.3", 5, "'1.2.3' is no number");
	wrong(x, "sun(a, b) = 1", 1, "unknown function 'sun' (did you mean 'sum'?)");
	wrong(x, "round() = 1", 1, "round() wants 1 to 2 arguments");
	wrong(x, "slip(a) = 1", 1, "slip() wants 2 arguments");
	wrong(x, "a、b", 2, "'、' is not expected here");
	wrong(x, "", 1, "the expression ends where a value is missing");
	wrong(x, "and a", 1, "a value is missing before 'and'");
}

static void
meaning_is_checked(void **state)
{
	struct fixture *x = *state;
	wrong(x, "a = opd", 5, "unknown name 'opd' (did you mean 'opt'?)");
	wrong(x, "a-b > 0", 1, "unknown name 'a-b'");
	wrong(x, "a + p = b", 1, "mixed units: a is a count, p is a percent");
	wrong(x, "a ~= p", 1, "mixed units: a is a count, p is a percent");
	wrong(x, "b / a = t", 1, "mixed units: b / a is a percentage, t is a point");
	wrong(x, "d = a", 1, "mixed units: d is a date, a is a count");
	wrong(x, "d > 2020", 1, "mixed units: d is a date, 2020 is a plain number");
	wrong(x, "d + d = d", 1, "mixed units: d is a date, d is a date");
	wrong(x, "d * 2 > e", 1, "d is a date where a number is wanted");
	wrong(x, "parts = a", 1, "parts is a list where a single value is wanted");
	wrong(x, "count(a) = 1", 7, "a is a count where a list is wanted");
	wrong(x, "year(a) = 1", 6, "a is a count where a date is wanted");
	wrong(x, "a + b", 0, "'expect' is a number where a condition is wanted");
	wrong(x, "a and b > 1", 1, "a is a count where a condition is wanted");
	wrong(x, "s + 1 = a", 1, "s is a text where a number is wanted");
	wrong(x, "s < v", 1, "texts compare with = and != only");
	wrong(x, "round(a, b) = 1", 10,
	      "b is a count where a whole number from -18 to 18 is wanted");
}

static void
lets_are_checked(void **state)
{
	struct fixture *x = *state;
	fixture_wrong(x, "match = '{a:count}'\nlet.b = 'c'\nlet.c = 'b'\nexpect = 'b = a'", 2, 5,
		      "'b' depends on itself");
	fixture_wrong(x, "match = '{a:count}'\nlet.b = 'b + 1'", 2, 5, "'b' depends on itself");
	fixture_wrong(x, "match = '{a:count}'\nlet.a = '1'", 2, 5, "the name 'a' is taken");
	fixture_wrong(x, "match = '{a:count}'\nlet.b = 'a > 1'\nexpect = 'not b'", 3, 15,
		      "'not' cannot look into 'b': write the comparison itself behind 'not'");
	fixture_wrong(x, "match = '{a:count}{p:percent}'\nlet.b = 'a / 2'\nexpect = 'b ~= p'", 3,
		      11, "mixed units: b is a number, p is a percent");
	fixture_wrong(x, "match = '{a:count}'\nlet.b = 3", 2, 9,
		      "an entry of 'let' must be an expression in quotes");
}

static void
depth_is_bounded(void **state)
{
	struct fixture *x = *state;
	static const char *const pieces[] = {"(", "-", "not ", "a+", "sum(", "a<1 and ", "not("};
	for (size_t i = 0; i < sizeof pieces / sizeof pieces[0]; i++) {
		struct buf text = {.arena = x->arena};
		buf_add(&text, STR(FIXTURE_HEAD "match = '{a:count}'\nexpect = '"));
		for (int k = 0; k < 100000; k++)
			buf_add(&text, str_of(pieces[i]));
		buf_add(&text, STR("a'\n"));
		buf_char(&text, '\0');
		const char *file = text.at;
		fixture_files(x, &file, 1);
		assert_null(x->rulebook);
		assert_int_equal(x->complaints.count, 1);
	}
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
#define TEST(f) cmocka_unit_test_setup_teardown(f, fixture_open, fixture_close)
		TEST(arithmetic_is_exact),	 TEST(logic_has_three_values),
		TEST(negation_asks_what_can_be), TEST(units_are_kept_apart),
		TEST(lists_work_by_element),	 TEST(dates_are_days),
		TEST(slips_and_shares),		 TEST(lets_come_in_any_order),
		TEST(names_come_in_order),	 TEST(syntax_errors_have_a_place),
		TEST(meaning_is_checked),	 TEST(lets_are_checked),
		TEST(ranges_stand_for_figures),	 TEST(depth_is_bounded),
#undef TEST
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
