/* What may have gone wrong between two figures. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>

#include <cmocka.h>

#include "../../lint/check/discrepancy.h"

static struct arena *arena;
static struct number_pool *pool;

/* "rounding -1": the cause and the decade; of counts `exact` says so. */
static void
is(const char *stated, const char *ought, bool exact, const char *cause, int decade)
{
	struct decimal s, o;

	assert_true(decimal_read(str_of(stated), &s));
	assert_true(decimal_read(str_of(ought), &o));
	struct discrepancy d = discrepancy_of(arena, pool, s, exact, number_of_decimal(pool, o));
	if (strcmp(cause_names[d.cause], cause) != 0 || d.decade != decade)
		fail_msg("%s for %s: %s %d", stated, ought, cause_names[d.cause], d.decade);
}

static void
rounding_is_of_the_last_place(void **state)
{
	(void)state;
	is("9.56", "9.5501", false, "rounding", -2);
	is("0.1", "0", false, "rounding", DECADE_BEYOND);
	is("12345", "12346", false, "rounding", -3);
	is("12345", "12346", true, "slip", -3);
	is("9.58", "9.56", false, "slip", -2);
}

static void
a_slip_is_one_of_the_digits(void **state)
{
	(void)state;
	is("16.5", "15.46", false, "slip", -1);
	is("417000", "471000", true, "slip", 0);
	is("1234", "123", false, "slip", 1);
	is("-5.2", "-2.5", false, "slip", 1);
	is("840787", "834845", true, "other", -2);
}

static void
a_unit_is_a_power_of_ten(void **state)
{
	(void)state;
	is("12.5", "125", false, "unit", 1);
	is("1230", "123", false, "unit", 1);
	is("0.155", "15.46", false, "unit", DECADE_BEYOND);
	is("29617000", "2961.7", false, "unit", DECADE_BEYOND);
	is("3000", "29617000", false, "other", DECADE_BEYOND);
}

static void
signs_and_zero_are_no_slip(void **state)
{
	(void)state;
	is("5.2", "-5.2", false, "other", DECADE_BEYOND);
	is("0", "2995.39", false, "other", DECADE_BEYOND);
	is("24", "0", true, "other", DECADE_BEYOND);
}

static void
nothing_is_said_of_what_is_not_known(void **state)
{
	(void)state;
	struct discrepancy d =
		discrepancy_of(arena, pool, (struct decimal){165, -1}, false, number_unknown());
	assert_int_equal(d.cause, CAUSE_NONE);
	assert_int_equal(d.stated.len, 0);
}

static void
texts_are_plain_decimals(void **state)
{
	(void)state;
	const struct number *third =
		number_binary(pool, NUMBER_DIV, number_of_int(pool, 1), number_of_int(pool, 3));
	struct discrepancy d = discrepancy_of(arena, pool, (struct decimal){35, -2}, false, third);

	assert_true(str_eq(d.stated, STR("0.35")));
	assert_true(str_eq(d.recomputed, STR("0.33333")));
	d = discrepancy_of(arena, pool, (struct decimal){329, 3}, false, number_of_int(pool, 1));
	assert_true(str_eq(d.stated, STR("329000")));
}

static void
oom(void)
{
	abort();
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(rounding_is_of_the_last_place),
		cmocka_unit_test(a_slip_is_one_of_the_digits),
		cmocka_unit_test(a_unit_is_a_power_of_ten),
		cmocka_unit_test(signs_and_zero_are_no_slip),
		cmocka_unit_test(nothing_is_said_of_what_is_not_known),
		cmocka_unit_test(texts_are_plain_decimals),
	};

	arena = arena_new(oom);
	pool = number_pool_new();
	int failed = cmocka_run_group_tests(tests, NULL, NULL);
	number_pool_free(pool);
	arena_free(arena);
	return failed;
}
