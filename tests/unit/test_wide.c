/* Thirty-two bytes at a time, on this machine as on any other. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "../../lint/base/wide.h"

static void
fill(uint8_t bytes[WIDE], uint64_t *seed)
{
	for (unsigned i = 0; i < WIDE; i++) {
		*seed = *seed * UINT64_C(6364136223846793005) + 1442695040888963407u;
		bytes[i] = (uint8_t)(*seed >> 56);
	}
}

WIDE_INLINE void
holds(struct wide_ops ops)
{
	uint64_t seed = 1;

	for (int round = 0; round < 1000; round++) {
		uint8_t a[WIDE], b[WIDE], more[WIDE], within[WIDE];
		wide x, y;

		fill(a, &seed);
		fill(b, &seed);
		wide_load(&x, a);
		wide_load(&y, b);
		uint32_t bits = ops.bits(&x);
		const wide letters = wide_within(x, 'a', 'z') | wide_within(x, 0xE4, 0xE9);
		memcpy(within, &letters, sizeof within);
		ops.max(&x, &y);
		memcpy(more, &x, sizeof more);
		for (unsigned i = 0; i < WIDE; i++) {
			assert_int_equal(bits >> i & 1, a[i] >> 7);
			assert_int_equal(more[i], a[i] > b[i] ? a[i] : b[i]);
			bool in = (a[i] >= 'a' && a[i] <= 'z') || (a[i] >= 0xE4 && a[i] <= 0xE9);
			assert_int_equal(within[i], in ? 0xFF : 0);
		}
	}
}

WIDE_AVX2 static void
holds_avx2(void)
{
	holds(wide_avx2);
}

static void
operations_are_the_same_on_all_machines(void **state)
{
	(void)state;
	holds(wide_plain);
	if (machine_has_avx2())
		holds_avx2();
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(operations_are_the_same_on_all_machines),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
