/* Records: they sort as what is in them does, give it back, and hold up when they are cut. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "../../lint/corpus/corpus.h"
#include "../../lint/corpus/record.h"

static void
oom(void)
{
	fail();
}

static struct str
signed_record(struct arena *a, int64_t n, unsigned bytes)
{
	struct buf b = {.arena = a};

	record_signed(&b, n, bytes);
	return buf_str(&b);
}

static void
numbers_sort(void **state)
{
	static const int64_t rising[] = {INT32_MIN, -70000, -1, 0, 1, 255, 256, INT32_MAX};
	struct arena *a = arena_new(oom);

	(void)state;
	for (size_t i = 0; i < sizeof rising / sizeof *rising; i++) {
		struct record_reader r = {.left = signed_record(a, rising[i], 4)};
		if (i)
			assert_true(str_cmp(signed_record(a, rising[i - 1], 4), r.left) < 0);
		assert_int_equal(record_take_signed(&r, 4), rising[i]);
		assert_false(r.bad);
	}
	struct record_reader least = {.left = signed_record(a, INT64_MIN, 8)};
	assert_true(record_take_signed(&least, 8) == INT64_MIN);
	arena_free(a);
}

static void
texts_are_cut_at_characters(void **state)
{
	struct arena *a = arena_new(oom);
	struct buf text = {.arena = a}, b = {.arena = a};

	(void)state;
	for (int i = 0; i < 200; i++)
		buf_add(&text, STR("图书"));
	record_text(&b, buf_str(&text));
	struct record_reader r = {.left = buf_str(&b)};
	struct str s = record_take_text(&r);
	assert_int_equal(s.len, 255);
	assert_true(str_ends(s, STR("图")));
	arena_free(a);
}

static void
claims_come_back(void **state)
{
	struct arena *a = arena_new(oom);
	struct buf b = {.arena = a};
	const struct claim c = {.thing = 7,
				.from = -10,
				.to = 354,
				.agency = UINT64_MAX,
				.sort = CLAIM_RATE,
				.report = 3,
				.new_from = 355,
				.new_to = 720,
				.rule = 99,
				.marks = CLAIM_CELL | CLAIM_ADDS,
				.span = {5, 9},
				.value = {.lo = {-15, -3}, .hi = {25, -3}, .hi_open = true},
				.label = STR("外借图书"),
				.text = STR("5.24%"),
				.other = STR("301000册")};
	struct claim out;

	(void)state;
	claim_record(&b, &c);
	struct str record = buf_str(&b);
	assert_true(claim_read(record, &out));
	assert_true(out.thing == 7 && out.agency == UINT64_MAX && out.rule == 99);
	assert_int_equal(out.from, -10);
	assert_int_equal(out.new_to, 720);
	assert_int_equal(out.value.lo.mantissa, -15);
	assert_int_equal(out.value.hi.exponent, -3);
	assert_true(out.value.hi_open && !out.value.lo_open);
	assert_true(str_eq(out.label, c.label) && str_eq(out.other, c.other));
	for (size_t len = 0; len < record.len; len++)
		assert_false(claim_read(str_sub(record, 0, len), &out));
	arena_free(a);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(numbers_sort),
		cmocka_unit_test(texts_are_cut_at_characters),
		cmocka_unit_test(claims_come_back),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
