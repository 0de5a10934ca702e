/* Arenas: alignment, zeroing, resets, growth, and what happens without memory. */
#include <setjmp.h>
#include <stdalign.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "../../lint/base/base.h"

static jmp_buf refused;

static void
oom(void)
{
	longjmp(refused, 1);
}

static void
allocations_are_aligned_zeroed_and_apart(void **state)
{
	struct arena *a = arena_new(oom);
	(void)state;

	for (size_t size = 0; size < 300; size++) {
		unsigned char *p = arena_alloc(a, size), *q = arena_alloc_raw(a, size);
		assert_non_null(p);
		assert_int_equal((uintptr_t)p % alignof(max_align_t), 0);
		assert_int_equal((uintptr_t)q % alignof(max_align_t), 0);
		for (size_t i = 0; i < size; i++)
			assert_int_equal(p[i], 0);
		memset(p, 0xAA, size);
		memset(q, 0x55, size);
		for (size_t i = 0; i < size; i++)
			assert_int_equal(p[i], 0xAA);
	}
	arena_free(a);
}

static void
a_reset_zeroes_again_and_keeps_the_largest_block(void **state)
{
	struct arena *a = arena_new(oom);
	const size_t big = 3 * 1024 * 1024;
	(void)state;

	arena_reset(a);
	(void)arena_alloc(a, 10);
	char *first = arena_alloc_raw(a, big);
	memset(first, 1, big);
	arena_reset(a);
	char *again = arena_alloc(a, big);
	assert_ptr_equal(first, again);
	for (size_t i = 0; i < big; i += 4093)
		assert_int_equal(again[i], 0);
	assert_in_range(arena_size(a), big, big + big / 2);
	arena_free(a);
	arena_free(NULL);
}

static void
blocks_hold_all_that_was_allocated_in_its_order(void **state)
{
	enum { COUNT = 100000, SIZE = 16 };
	struct arena *a = arena_new(oom);
	size_t used, seen = 0;
	const char *block;
	(void)state;

	assert_null(arena_block(a, 0, &used));
	for (size_t i = 0; i < COUNT; i++)
		memcpy(arena_alloc(a, SIZE), &i, sizeof i);
	for (size_t n = 0; (block = arena_block(a, n, &used)); n++) {
		assert_int_equal(used % SIZE, 0);
		for (size_t at = 0; at < used; at += SIZE, seen++)
			assert_memory_equal(block + at, &seen, sizeof seen);
	}
	assert_int_equal(seen, COUNT);
	arena_free(a);
}

static void
vectors_grow_with_zeroed_elements(void **state)
{
	struct arena *a = arena_new(oom);
	VEC(struct {
		size_t n;
		char rest[20];
	})
	v = {0};
	(void)state;

	for (size_t i = 0; i < 10000; i++) {
		size_t *n = &VEC_PUSH(a, &v)->n;
		assert_int_equal(*n, 0);
		*n = i;
	}
	assert_int_equal(v.len, 10000);
	for (size_t i = 0; i < v.len; i++)
		assert_int_equal(v.at[i].n, i);
	arena_free(a);
}

static void
sizes_that_do_not_fit_are_refused(void **state)
{
	struct arena *volatile a = arena_new(oom);
	const size_t sizes[] = {SIZE_MAX, SIZE_MAX - 8, SIZE_MAX - 64, SIZE_MAX / 2};
	(void)state;

	for (volatile size_t i = 0; i < sizeof sizes / sizeof *sizes; i++) {
		if (setjmp(refused) == 0) {
			(void)arena_alloc_raw(a, sizes[i]);
			fail();
		}
	}
	if (setjmp(refused) == 0) {
		(void)arena_array(a, SIZE_MAX / 4, 16);
		fail();
	}
	assert_non_null(arena_alloc(a, 100));
	arena_free(a);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(allocations_are_aligned_zeroed_and_apart),
		cmocka_unit_test(a_reset_zeroes_again_and_keeps_the_largest_block),
		cmocka_unit_test(blocks_hold_all_that_was_allocated_in_its_order),
		cmocka_unit_test(vectors_grow_with_zeroed_elements),
		cmocka_unit_test(sizes_that_do_not_fit_are_refused),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
