#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
/* cmocka wants these four first */
#include <cmocka.h>
#include <errno.h>
#include <signal.h>
#include <stdlib.h>
#include <sys/resource.h>

#include "../../lint/corpus/sorter.h"

enum { TINY = 1 }; /* the least memory a sorter takes */

static uint64_t
random_next(uint64_t *state)
{
	*state ^= *state << 13;
	*state ^= *state >> 7;
	*state ^= *state << 17;
	return *state;
}

static int
as_bytes(const void *a, const void *b)
{
	const struct str *x = a, *y = b;

	return str_cmp(*x, *y);
}

/* Adds n records of up to `longest` bytes, many of them alike, and expects what qsort gives. */
static void
sorts(size_t buffer, size_t memory, size_t n, size_t longest)
{
	struct str *wanted = calloc(n + 1, sizeof *wanted), got;
	char *bytes = malloc(n * (longest + 1) + 1);
	struct sorter *s = sorter_new(NULL, buffer);
	uint64_t state = 0x9e3779b97f4a7c15u + n;
	size_t used = 0;

	assert_non_null(s);
	for (size_t i = 0; i < n; i++) {
		size_t len = random_next(&state) % (longest + 1);
		uint64_t letters = random_next(&state) % 3 ? 256 : 2;

		wanted[i] = (struct str){bytes + used, len};
		for (size_t k = 0; k < len; k++)
			bytes[used++] = (char)(random_next(&state) % letters);
		assert_true(sorter_add(s, wanted[i].at, len));
	}
	assert_int_equal(sorter_count(s), n);
	assert_int_equal(sorter_bytes(s), used);
	assert_true(sorter_sort(s, memory));
	qsort(wanted, n, sizeof *wanted, as_bytes);
	for (size_t i = 0; i < n; i++) {
		assert_true(sorter_next(s, &got));
		assert_true(str_eq(got, wanted[i]));
	}
	assert_false(sorter_next(s, &got));
	assert_null(sorter_error(s));
	sorter_free(s);
	free(bytes);
	free(wanted);
}

static void
random_records_come_in_order(void **state)
{
	(void)state;
	sorts(64 << 20, 64 << 20, 1, 20);
	sorts(64 << 20, 64 << 20, 5000, 40);
	sorts(64 << 20, 64 << 20, 5000, 3);
	sorts(64 << 20, 64 << 20, 5000, 1);
}

static void
what_does_not_fit_is_merged_from_disk(void **state)
{
	(void)state;
	sorts(TINY, TINY, 2000, 40);
	sorts(TINY, TINY, 60000, 24);
	/* more than FAN_IN runs, so that a level is merged */
	sorts(TINY, TINY, 150000, 80);
}

static void
what_fits_when_it_is_sorted_is_read_back(void **state)
{
	(void)state;
	sorts(TINY, 64 << 20, 60000, 24);
	sorts(TINY, 64 << 20, 60000, 600);
	sorts(200 << 10, 1 << 20, 60000, 24);
}

/* Numbers of four bytes, the multiples of 3 twice, and what follows them: of all the others none need
 * be given. */
static void
alike(size_t memory, bool passed_over)
{
	struct sorter *s = sorter_new(NULL, TINY);
	unsigned char record[6] = {0};
	size_t given = 0, twice = 0;
	struct str got;

	for (uint32_t i = 0; i < 60000; i++)
		for (unsigned k = 0; k < (i % 3 ? 1 : 2); k++) {
			uint32_t number = i * 2654435761u;
			memcpy(record, &number, sizeof number);
			record[5] = (unsigned char)k;
			assert_true(sorter_add(s, record, sizeof record));
		}
	assert_true(sorter_sort_alike(s, memory, sizeof(uint32_t)));
	for (uint32_t last = 0, number; sorter_next(s, &got); given++) {
		memcpy(&number, got.at, sizeof number);
		twice += given > 0 && number == last;
		last = number;
	}
	assert_int_equal(twice, 20000);
	assert_int_equal(given, passed_over ? 40000 : 80000);
	sorter_free(s);
}

static void
those_that_begin_alike_are_given(void **state)
{
	(void)state;
	alike(64 << 20, true);
	alike(TINY, false);
}

static void
a_record_may_be_larger_than_the_memory(void **state)
{
	(void)state;
	sorts(TINY, TINY, 30, 400000);
}

static void
nothing_gives_nothing(void **state)
{
	struct sorter *s = sorter_new("/nowhere", TINY);
	struct str got;

	(void)state;
	assert_true(sorter_sort(s, TINY));
	assert_false(sorter_next(s, &got));
	assert_null(sorter_error(s));
	sorter_free(s);
	sorter_free(NULL);
}

static void
empty_records_and_prefixes_come_first(void **state)
{
	static const struct str records[] = {
		{"b", 1}, {"a\0b", 3}, {"", 0}, {"a", 1}, {"a\0", 2}, {"", 0},
	};
	static const struct str wanted[] = {
		{"", 0}, {"", 0}, {"a", 1}, {"a\0", 2}, {"a\0b", 3}, {"b", 1},
	};
	struct sorter *s = sorter_new(NULL, TINY);
	struct str got;

	(void)state;
	for (size_t i = 0; i < 6; i++)
		assert_true(sorter_add(s, records[i].at, records[i].len));
	assert_true(sorter_sort(s, TINY));
	for (size_t i = 0; i < 6; i++) {
		assert_true(sorter_next(s, &got));
		assert_true(str_eq(got, wanted[i]));
	}
	sorter_free(s);
}

/* Adds and sorts until it fails; the message must tell of `error`. */
static void
must_fail(const char *folder, int error)
{
	struct sorter *s = sorter_new(folder, TINY);
	char record[100] = {0};
	struct str got;
	bool ok = true;

	for (uint32_t i = 0; ok && i < 100000; i++) {
		memcpy(record, &i, sizeof i);
		ok = sorter_add(s, record, sizeof record);
	}
	assert_false(ok && sorter_sort(s, TINY));
	assert_false(sorter_add(s, "x", 1));
	assert_false(sorter_next(s, &got));
	assert_non_null(sorter_error(s));
	assert_non_null(strstr(sorter_error(s), ERROR_TEXT(error)));
	if (folder)
		assert_non_null(strstr(sorter_error(s), folder));
	sorter_free(s);
}

static void
a_full_disk_is_said(void **state)
{
	struct rlimit old, small;

	(void)state;
	signal(SIGXFSZ, SIG_IGN);
	assert_int_equal(getrlimit(RLIMIT_FSIZE, &old), 0);
	small = old;
	/* within the first run, between runs, and when the first level is merged */
	for (rlim_t size = 10000; size < 6000000; size *= 5) {
		small.rlim_cur = size;
		assert_int_equal(setrlimit(RLIMIT_FSIZE, &small), 0);
		must_fail(NULL, EFBIG);
	}
	assert_int_equal(setrlimit(RLIMIT_FSIZE, &old), 0);
	must_fail("/nowhere/at/all", ENOENT);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(random_records_come_in_order),
		cmocka_unit_test(what_does_not_fit_is_merged_from_disk),
		cmocka_unit_test(what_fits_when_it_is_sorted_is_read_back),
		cmocka_unit_test(those_that_begin_alike_are_given),
		cmocka_unit_test(a_record_may_be_larger_than_the_memory),
		cmocka_unit_test(nothing_gives_nothing),
		cmocka_unit_test(empty_records_and_prefixes_come_first),
		cmocka_unit_test(a_full_disk_is_said),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
