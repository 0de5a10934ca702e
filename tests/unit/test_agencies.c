#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
/* cmocka wants these four first */
#include <cmocka.h>
#include <stdlib.h>

#include "../../lint/corpus/agencies.h"

static void
oom(void)
{
	abort();
}

static void
test_each_name_once(void **state)
{
	enum { NAMES = 5000 };
	struct agencies all = {0};
	uint64_t hashes[NAMES];
	char name[32];

	(void)state;
	assert_int_equal(agencies_name(&all, 7).len, 0);
	for (size_t round = 0; round < 3; round++)
		for (size_t i = 0; i < NAMES; i++) {
			snprintf(name, sizeof name, "agency %zu", i);
			uint64_t hash = agencies_add(&all, str_of(name), oom);
			assert_true(hash);
			assert_true(!round || hash == hashes[i]);
			hashes[i] = hash;
		}
	assert_int_equal(all.count, NAMES);
	for (size_t i = 0; i < NAMES; i++) {
		snprintf(name, sizeof name, "agency %zu", i);
		assert_true(str_eq(agencies_name(&all, hashes[i]), str_of(name)));
	}
	assert_int_equal(agencies_name(&all, 0).len, 0);
	assert_int_equal(agencies_add(&all, (struct str){0}, oom), 0);
	assert_int_equal(all.count, NAMES);
	agencies_free(&all);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {cmocka_unit_test(test_each_name_once)};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
