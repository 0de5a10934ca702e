/* The calendar, day by day over 9,999 years, and stable hashes. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "../../lint/base/base.h"

static void
known_days(void **state)
{
	(void)state;
	assert_int_equal(day_number(1970, 1, 1), 0);
	assert_int_equal(day_number(2000, 3, 1), 11017);
	assert_int_equal(day_number(1969, 12, 31), -1);
	assert_int_equal(day_weekday(day_number(1970, 1, 1)), 4);
	assert_int_equal(day_weekday(day_number(2024, 5, 6)), 1);
	assert_int_equal(day_weekday(day_number(2023, 12, 31)), 7);
	assert_int_equal(day_weekday(day_number(1900, 1, 1)), 1);
}

static void
validity(void **state)
{
	(void)state;
	assert_true(day_valid(2024, 2, 29) && day_valid(2000, 2, 29));
	assert_false(day_valid(2023, 2, 29) || day_valid(1900, 2, 29));
	assert_false(day_valid(2024, 4, 31) || day_valid(2024, 13, 1) || day_valid(2024, 0, 1));
	assert_false(day_valid(2024, 1, 0) || day_valid(0, 1, 1) || day_valid(10000, 1, 1));
	assert_false(day_valid(2024, -1, 1) || day_valid(2024, 1, -1));
	assert_int_equal(month_days(2024, 2), 29);
	assert_int_equal(month_days(2023, 2), 28);
}

static void
days_follow_one_another(void **state)
{
	int32_t number = day_number(1, 1, 1);
	int weekday = day_weekday(number);
	(void)state;

	for (int year = 1; year <= 9999; year++) {
		for (int month = 1; month <= 12; month++) {
			for (int day = 1; day <= month_days(year, month); day++, number++) {
				int y, m, d;
				day_split(number, &y, &m, &d);
				if (day_number(year, month, day) != number || y != year ||
				    m != month || d != day || day_weekday(number) != weekday)
					fail_msg("%d-%d-%d", year, month, day);
				weekday = weekday % 7 + 1;
			}
		}
	}
}

static void
hashes_are_stable(void **state)
{
	(void)state;
	/* XXH3_64bits of nothing, from its specification. */
	assert_true(hash_bytes("", 0, 0) == UINT64_C(0x2d06800538d394c2));
	assert_true(hash_bytes("a", 1, 0) != hash_bytes("a", 1, 1));
	assert_true(hash_bytes("abc", 2, 7) == hash_bytes("abd", 2, 7));
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(known_days),
		cmocka_unit_test(validity),
		cmocka_unit_test(days_follow_one_another),
		cmocka_unit_test(hashes_are_stable),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
