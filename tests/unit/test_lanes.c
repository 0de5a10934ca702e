/* Sixteen bytes at a time, on this machine as on any other. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "../../lint/base/lanes.h"

static void
bits_are_the_same_on_all_machines(void **state)
{
	uint64_t seed = 1;
	(void)state;

	for (int round = 0; round < 1000; round++) {
		lanes x;

		for (unsigned i = 0; i < LANES; i++) {
			seed = seed * UINT64_C(6364136223846793005) + 1442695040888963407u;
			x[i] = (uint8_t)(seed >> 56);
		}
		assert_int_equal(lane_bits(x), lane_bits_plain(x));
		assert_int_equal(lanes_sum(x), lanes_sum_plain(x));
		for (unsigned i = 0; i < LANES; i++)
			assert_int_equal(lane_bits(x) >> i & 1, x[i] >> 7);
	}
}

/* Also where half of them are more than a byte holds, as the places of 512 columns are. */
static void
lanes_are_summed(void **state)
{
	const lanes most = ~(lanes){0};
	(void)state;

	assert_int_equal(lanes_sum(most), LANES * UINT8_MAX);
	assert_int_equal(lanes_sum_plain(most), LANES * UINT8_MAX);
	assert_int_equal(lanes_sum_plain(most & 32), 512);
}

static void
runs_are_counted_from_both_ends(void **state)
{
	(void)state;
	for (uint32_t n = 0; n <= LANES; n++) {
		uint32_t low = (1u << n) - 1, high = low << (LANES - n);

		assert_int_equal(lanes_leading(low), n);
		assert_int_equal(lanes_trailing(high), n);
	}
	assert_int_equal(lanes_leading(0xFFFB), 2);
	assert_int_equal(lanes_trailing(0xDFFF), 2);
}

static void
bytes_are_found_at_every_place(void **state)
{
	char text[3 * LANES];
	(void)state;

	for (uint32_t to = 0; to <= sizeof text; to++)
		for (uint32_t at = 0; at <= to; at++) {
			memset(text, ' ', sizeof text);
			if (at < to)
				text[at] = 'x';
			assert_int_equal(lanes_find(text, 0, to, 'x'), at);
			assert_int_equal(lanes_skip(text, 0, to, ' '), at);
			assert_int_equal(lanes_find(text, at, to, 'x'), at);
		}
	for (unsigned i = 0; i <= LANES; i++) {
		lanes x = {0};
		if (i < LANES)
			x[i] = 1;
		assert_int_equal(lanes_any(&x), i < LANES);
	}
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(bits_are_the_same_on_all_machines),
		cmocka_unit_test(lanes_are_summed),
		cmocka_unit_test(runs_are_counted_from_both_ends),
		cmocka_unit_test(bytes_are_found_at_every_place),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
