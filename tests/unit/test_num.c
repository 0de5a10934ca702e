/* Decimals, exact intervals, and slips of the pen. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "../../lint/base/base.h"

#define assert_str(s, literal) assert_true(str_eq((s), STR(literal)))

static struct arena *arena;
static struct number_pool *pool;

static struct decimal
decimal(const char *digits)
{
	struct decimal d = {0};

	assert_true(decimal_read(str_of(digits), &d));
	return d;
}

static void
tens_are_counted_to_the_last(void **state)
{
	(void)state;
	assert_int_equal(tens_in(0), 0);
	for (int power = 1; power <= 18; power++) {
		assert_int_equal(tens_in((uint64_t)ten_to(power) - 1), power - 1);
		assert_int_equal(tens_in((uint64_t)ten_to(power)), power);
	}
	assert_int_equal(tens_in(INT64_MAX), 18);
}

/* "[1,2)": an interval as mathematicians write it; "*" for no bound. */
static const struct number *
interval(const char *s)
{
	char lo[40], hi[40], left, right;
	struct interval i = {0};

	assert_int_equal(sscanf(s, "%c%39[^,],%39[^])]%c", &left, lo, hi, &right), 4);
	i.lo_open = left == '(';
	i.hi_open = right == ')';
	i.lo_unbounded = strcmp(lo, "*") == 0;
	i.hi_unbounded = strcmp(hi, "*") == 0;
	if (!i.lo_unbounded)
		i.lo = decimal(lo);
	if (!i.hi_unbounded)
		i.hi = decimal(hi);
	return number_of_interval(pool, i);
}

/* Same set?  Told by comparisons alone: each bound is met or missed alike. */
static bool
same(const struct number *a, const struct number *b)
{
	static const char *const probes[] = {"-1000000", "-8",	"-6",	"-5", "-4",	"-3",
					     "-2",	 "-1",	"-0.5", "0",  "0.25",	"0.5",
					     "1",	 "1.5", "2",	"3",  "4",	"5",
					     "6",	 "8",	"10",	"15", "1000000"};

	if (number_is_unknown(a) || number_is_unknown(b))
		return number_is_unknown(a) && number_is_unknown(b);
	for (size_t i = 0; i < sizeof probes / sizeof *probes; i++) {
		const struct number *p = number_of_decimal(pool, decimal(probes[i]));
		for (int rel = NUMBER_MEETS; rel <= NUMBER_GE; rel++)
			if (number_compare((enum number_rel)rel, a, p) !=
			    number_compare((enum number_rel)rel, b, p))
				return false;
	}
	return true;
}

static void
decimals_keep_what_is_printed(void **state)
{
	struct decimal d;
	(void)state;

	d = decimal("15.50");
	assert_int_equal(d.mantissa, 1550);
	assert_int_equal(d.exponent, -2);
	d = decimal("-1,234,567");
	assert_int_equal(d.mantissa, -1234567);
	assert_int_equal(decimal("+0.05").mantissa, 5);
	assert_int_equal(decimal("000000000000000000000000000012").mantissa, 12);
	assert_true(decimal("999999999999999999").mantissa == INT64_C(999999999999999999));
	static const char *const bad[] = {
		"",  "-", ".", "-.", ",", "1,", "1.2.3", "1a", "--1", "1-", "1000000000000000000",
		"１"};
	for (size_t i = 0; i < sizeof bad / sizeof *bad; i++)
		assert_false(decimal_read(str_of(bad[i]), &d));
	char many[10001];
	memset(many, '7', sizeof many);
	assert_false(decimal_read((struct str){many, sizeof many}, &d));
	memset(many, '0', sizeof many);
	assert_true(decimal_read((struct str){many, sizeof many}, &d));
	many[1] = '.';
	assert_false(decimal_read((struct str){many, sizeof many}, &d));
}

static void
decimals_print_plainly(void **state)
{
	(void)state;
	assert_str(decimal_print(arena, (struct decimal){329, 3}), "329000");
	assert_str(decimal_print(arena, (struct decimal){1550, -4}), "0.1550");
	assert_str(decimal_print(arena, (struct decimal){-15, -1}), "-1.5");
	assert_str(decimal_print(arena, (struct decimal){0, -2}), "0.00");
	assert_str(decimal_print(arena, (struct decimal){0, 5}), "0");
	assert_true(decimal_print(arena, (struct decimal){INT64_MIN, 0}).len == 20);
	assert_true(decimal_print(arena, (struct decimal){7, INT32_MAX}).len < 20);
	assert_true(decimal_print(arena, (struct decimal){7, INT32_MIN}).len < 20);
}

static void
decimals_compare_exactly(void **state)
{
	const struct decimal rising[] = {
		{INT64_MIN, INT32_MAX}, {-1, 30}, {-2, 0},  {-15, -1}, {-1, INT32_MIN}, {0, 7},
		{1, INT32_MIN},		{1, -40}, {15, -1}, {2, 0},    {INT64_MAX, 0},	{1, 30},
		{1, INT32_MAX},
	};
	const size_t n = sizeof rising / sizeof *rising;
	(void)state;

	for (size_t i = 0; i < n; i++)
		for (size_t k = 0; k < n; k++)
			assert_int_equal(decimal_cmp(rising[i], rising[k]), (i > k) - (i < k));
	assert_int_equal(decimal_cmp((struct decimal){150, -2}, (struct decimal){15, -1}), 0);
	assert_int_equal(decimal_cmp((struct decimal){0, 3}, (struct decimal){0, -3}), 0);
}

static void
arithmetic_keeps_ends(void **state)
{
	static const struct {
		enum number_op op;
		const char *a, *b, *want;
	} cases[] = {
		{NUMBER_ADD, "[1,2]", "(3,4]", "(4,6]"},
		{NUMBER_ADD, "[1,*]", "[-3,4]", "[-2,*]"},
		{NUMBER_SUB, "[1,2)", "[3,4]", "[-3,-1)"},
		{NUMBER_SUB, "[1,2]", "[1,*)", "(*,1]"},
		{NUMBER_MUL, "[1,2]", "[-3,4]", "[-6,8]"},
		{NUMBER_MUL, "[0,2]", "(1,3)", "[0,6)"},
		{NUMBER_MUL, "(-2,-1]", "[2,3]", "(-6,-2]"},
		{NUMBER_MUL, "[2,*]", "[3,5]", "[6,*]"},
		{NUMBER_MUL, "[*,2)", "[3,5]", "[*,10)"},
		{NUMBER_MUL, "[*,-1]", "[-2,-1]", "[1,*]"},
		{NUMBER_MUL, "[0,0]", "[*,*]", "[0,0]"},
		{NUMBER_DIV, "[1,2]", "[2,4]", "[0.25,1]"},
		{NUMBER_DIV, "[1,2]", "(2,4]", "[0.25,1)"},
		{NUMBER_DIV, "[0,5]", "(1,2)", "[0,5)"},
		{NUMBER_DIV, "[1,2]", "[2,*]", "(0,1]"},
		{NUMBER_DIV, "[2,*]", "[1,4]", "[0.5,*]"},
		{NUMBER_DIV, "[4,8]", "[-2,-1]", "[-8,-2]"},
		{NUMBER_MIN, "[1,4]", "(1,3)", "[1,3)"},
		{NUMBER_MAX, "[1,4]", "(1,4)", "(1,4]"},
		{NUMBER_MIN, "[1,*]", "[2,5]", "[1,5]"},
		{NUMBER_MAX, "[*,1]", "[0,5)", "[0,5)"},
	};
	(void)state;

	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
		const struct number *n = number_binary(pool, cases[i].op, interval(cases[i].a),
						       interval(cases[i].b));
		if (!same(n, interval(cases[i].want)))
			fail_msg("case %zu: %s %s", i, cases[i].a, cases[i].b);
	}
	assert_true(same(number_neg(pool, interval("(1,*]")), interval("[*,-1)")));
	assert_true(same(number_abs(pool, interval("[-3,2]")), interval("[0,3]")));
	assert_true(same(number_abs(pool, interval("[-3,-2)")), interval("(2,3]")));
	assert_true(same(number_abs(pool, interval("[*,2]")), interval("[0,*]")));
	assert_true(
		same(number_hull(pool, interval("(1,2]"), interval("[3,5)")), interval("(1,5)")));
	assert_true(
		same(number_hull(pool, interval("[*,2]"), interval("[3,*]")), interval("[*,*]")));
}

static void
unknown_spreads(void **state)
{
	const struct number *one = number_of_int(pool, 1), *unknown = number_unknown();
	(void)state;

	assert_true(number_is_unknown(unknown));
	for (int op = NUMBER_ADD; op <= NUMBER_MAX; op++) {
		assert_true(
			number_is_unknown(number_binary(pool, (enum number_op)op, one, unknown)));
		assert_true(
			number_is_unknown(number_binary(pool, (enum number_op)op, unknown, one)));
	}
	assert_true(number_is_unknown(number_binary(pool, NUMBER_DIV, one, interval("[-1,1]"))));
	assert_true(
		number_is_unknown(number_binary(pool, NUMBER_DIV, one, number_of_int(pool, 0))));
	assert_true(number_is_unknown(number_binary(pool, NUMBER_DIV, one, interval("[*,5]"))));
	assert_true(number_is_unknown(number_neg(pool, unknown)));
	assert_true(number_is_unknown(number_abs(pool, unknown)));
	assert_true(number_is_unknown(number_hull(pool, one, unknown)));
	assert_true(number_is_unknown(number_round(pool, unknown, 1)));
	assert_true(number_is_unknown(interval("[2,1]")));
	assert_true(number_is_unknown(number_of_decimal(pool, (struct decimal){1, 65})));
	assert_true(number_is_unknown(number_of_decimal(pool, (struct decimal){1, INT32_MIN})));
	assert_int_equal(number_compare(NUMBER_EQ, one, unknown), TRUTH_UNKNOWN);
	assert_int_equal(number_holds_integer(unknown), TRUTH_UNKNOWN);
	assert_str(number_print(arena, unknown, 2, 0), "?");
	assert_str(number_print(arena, interval("[*,*]"), 2, 0), "?");
}

static void
comparisons_ask_whether_they_can_be_true(void **state)
{
	static const struct {
		enum number_rel rel;
		const char *a, *b;
		enum truth want;
	} cases[] = {
		{NUMBER_MEETS, "[1,2]", "[2,3]", TRUTH_HOLDS},
		{NUMBER_MEETS, "[1,2)", "[2,3]", TRUTH_FAILS},
		{NUMBER_EQ, "[1,1]", "[1,1]", TRUTH_HOLDS},
		{NUMBER_NE, "[1,1]", "[1,1]", TRUTH_FAILS},
		{NUMBER_NE, "[1,2]", "[1,2]", TRUTH_HOLDS},
		{NUMBER_LT, "[2,3]", "[1,2]", TRUTH_FAILS},
		{NUMBER_LE, "[2,3]", "[1,2]", TRUTH_HOLDS},
		{NUMBER_LE, "(2,3]", "[1,2]", TRUTH_FAILS},
		{NUMBER_GT, "[*,3]", "[2,*]", TRUTH_HOLDS},
		{NUMBER_GE, "[1,3)", "[3,4]", TRUTH_FAILS},
		{NUMBER_GE, "[1,*]", "[1000000,1000000]", TRUTH_HOLDS},
	};
	(void)state;

	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++)
		if (number_compare(cases[i].rel, interval(cases[i].a), interval(cases[i].b)) !=
		    cases[i].want)
			fail_msg("case %zu", i);
	assert_int_equal(number_holds_integer(interval("[1.1,1.9]")), TRUTH_FAILS);
	assert_int_equal(number_holds_integer(interval("(1,2)")), TRUTH_FAILS);
	assert_int_equal(number_holds_integer(interval("(1,2]")), TRUTH_HOLDS);
	assert_int_equal(number_holds_integer(interval("[-0.5,0.5]")), TRUTH_HOLDS);
	assert_int_equal(number_holds_integer(interval("(7,*]")), TRUTH_HOLDS);
	assert_true(number_is_exact(number_of_int(pool, 5)));
	assert_false(number_is_exact(interval("[5,6]")));
}

static const struct number *
quotient(int64_t a, int64_t b)
{
	return number_binary(pool, NUMBER_DIV, number_of_int(pool, a), number_of_int(pool, b));
}

static void
rounding_is_half_away_from_zero(void **state)
{
	(void)state;
	assert_str(number_print(arena, quotient(15, 97), 1, 2), "15.5");
	assert_str(number_print(arena, quotient(2, 3), 3, 0), "0.667");
	assert_str(number_print(arena, quotient(1, 8), 2, 0), "0.13");
	assert_str(number_print(arena, quotient(-1, 8), 2, 0), "-0.13");
	assert_str(number_print(arena, quotient(-1, 1000), 1, 0), "0.0");
	assert_str(number_print(arena, number_of_int(pool, 834845), 0, 0), "834845");
	assert_str(number_print(arena, number_of_int(pool, 329000), 1, -4), "32.9");
	assert_str(number_print(arena, interval("[1,2]"), 0, 0), "2");
	assert_str(number_print(arena, interval("[*,7]"), 1, 0), "7.0");
	assert_str(number_print(arena, number_of_int(pool, 1), 0, 100000), "?");
	assert_true(same(number_round(pool, quotient(3, 2), 0), number_of_int(pool, 2)));
	assert_true(same(number_round(pool, quotient(-3, 2), 0), number_of_int(pool, -2)));
	assert_true(same(number_round(pool, number_of_int(pool, 15), -1), number_of_int(pool, 20)));
	assert_true(number_is_unknown(number_round(pool, quotient(1, 3), 100000)));
}

static void
a_pool_is_as_new_after_a_reset(void **state)
{
	(void)state;
	for (int round = 0; round < 3; round++) {
		const struct number *sum = number_of_int(pool, 0);
		for (int64_t i = 1; i <= 1000; i++)
			sum = number_binary(pool, NUMBER_ADD, sum, quotient(1, i));
		/* The harmonic number of 1000. */
		assert_str(number_print(arena, sum, 6, 0), "7.485471");
		assert_true(number_is_exact(sum));
		number_pool_reset(pool);
	}
	number_pool_free(NULL);
}

static void
slips_of_the_pen(void **state)
{
	static const struct {
		const char *a, *b;
		bool slip;
	} cases[] = {
		{"731546", "731546", false},
		{"731546", "731746", true},
		{"731546", "713546", true},
		{"731546", "71546", true},
		{"731546", "7315460", true},
		{"731546", "728913", false},
		{"1,234.5", "1234.6", true},
		{"1 234", "1234", false},
		{"15.5", "155", true},
		{"15.5", "15.45", true},
		{"12", "21", true},
		{"121", "112", true},
		{"1", "", false},
		{"1", "x", false},
		{"15.5", "15,5", true},
		{"1.5", "125", false},
		{"123", "321", false},
	};
	(void)state;

	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
		struct str a = str_of(cases[i].a), b = str_of(cases[i].b);
		if (digits_slip(a, b) != cases[i].slip || digits_slip(b, a) != cases[i].slip)
			fail_msg("%s %s", cases[i].a, cases[i].b);
	}
	char many[10000];
	memset(many, '7', sizeof many);
	assert_false(digits_slip((struct str){many, 10000}, (struct str){many, 9999}));
	assert_false(digits_slip_retold(STR("211,700"), STR("211,702")));
	assert_true(digits_slip_retold(STR("211,702"), STR("211,700")));
	assert_true(digits_slip_retold(STR("211,700"), STR("211,790")));
	assert_true(digits_slip_retold(STR("211,720"), STR("211,722")));
	assert_true(digits_slip_retold(STR("2,117"), STR("21,117")));
}

/* What outgrows machine words goes on exactly. */
static void
figures_of_any_size_stay_exact(void **state)
{
	static const int64_t mantissas[] = {
		1,	   -3,	      7, 15500, 4294967296, 999999999999999999, -123456789012345678,
		INT64_MAX, -INT64_MAX};
	static const int32_t exponents[] = {-64, -40, -19, -12, -6, -1, 0, 1, 3, 12, 18, 40, 64};
	enum {
		MANTISSAS = sizeof mantissas / sizeof *mantissas,
		EXPONENTS = sizeof exponents / sizeof *exponents,
		ALL = MANTISSAS * EXPONENTS
	};
	(void)state;

	for (size_t i = 0; i < ALL * ALL; i++) {
		size_t k = i / ALL, l = i % ALL;
		struct decimal x = {mantissas[k / EXPONENTS], exponents[k % EXPONENTS]};
		struct decimal y = {mantissas[l / EXPONENTS], exponents[l % EXPONENTS]};
		const struct number *a = number_of_decimal(pool, x);
		const struct number *b = number_of_decimal(pool, y);
		const struct number *sum = number_binary(pool, NUMBER_ADD, a, b);
		const struct number *product = number_binary(pool, NUMBER_MUL, a, b);
		sum = number_binary(pool, NUMBER_SUB, sum, b);
		product = number_binary(pool, NUMBER_DIV, product, b);
		assert_int_equal(number_compare(NUMBER_EQ, a, sum), TRUTH_HOLDS);
		assert_int_equal(number_compare(NUMBER_NE, a, product), TRUTH_FAILS);
		int order = decimal_cmp(x, y);
		assert_int_equal(number_compare(NUMBER_LT, a, b) == TRUTH_HOLDS, order < 0);
		assert_int_equal(number_compare(NUMBER_EQ, a, b) == TRUTH_HOLDS, order == 0);
		number_pool_reset(pool);
	}
}

static int
set_up(void **state)
{
	(void)state;
	arena = arena_new(abort);
	pool = number_pool_new();
	return arena && pool ? 0 : -1;
}

static int
tear_down(void **state)
{
	(void)state;
	number_pool_free(pool);
	arena_free(arena);
	return 0;
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(decimals_keep_what_is_printed),
		cmocka_unit_test(decimals_print_plainly),
		cmocka_unit_test(tens_are_counted_to_the_last),
		cmocka_unit_test(decimals_compare_exactly),
		cmocka_unit_test(arithmetic_keeps_ends),
		cmocka_unit_test(unknown_spreads),
		cmocka_unit_test(comparisons_ask_whether_they_can_be_true),
		cmocka_unit_test(rounding_is_half_away_from_zero),
		cmocka_unit_test(a_pool_is_as_new_after_a_reset),
		cmocka_unit_test(slips_of_the_pen),
		cmocka_unit_test(figures_of_any_size_stay_exact),
	};

	return cmocka_run_group_tests(tests, set_up, tear_down);
}
