/* Slices, UTF-8, distances and builders. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "../../lint/base/base.h"

#define assert_str(s, literal) assert_true(str_eq((s), STR(literal)))

/* Every needle of a text, from every start, is found where it first stands. */
static void
searches_agree_with_a_plain_one(void **state)
{
	const struct str text =
		STR("业务办结业务量，全年业务办结率达到九成以上；aaaaaaaaaaaaaaaaaaaaab业务");
	(void)state;

	for (size_t from = 0; from < text.len; from++)
		for (size_t n = 1; from + n <= text.len; n++) {
			struct str needle = str_sub(text, from, from + n);
			size_t first = 0;

			while (memcmp(text.at + first, needle.at, n) != 0)
				first++;
			assert_int_equal(str_find(text, needle), first);
			assert_true(str_find(str_sub(text, 0, first + n - 1), needle) == SIZE_MAX);
		}
}

static void
slices_compare_and_search(void **state)
{
	const struct str none = {0}, text = STR("办结业务量");
	(void)state;

	assert_true(str_eq(none, STR("")));
	assert_true(str_cmp(STR("a"), STR("b")) < 0);
	assert_true(str_cmp(STR("ab"), STR("a")) > 0);
	assert_true(str_cmp(none, STR("")) == 0);
	assert_true(str_cmp(STR("\xff"), STR("a")) > 0);
	assert_true(str_starts(text, STR("办结")) && str_starts(text, none));
	assert_true(str_ends(text, STR("量")) && !str_ends(STR("量"), text));
	assert_int_equal(str_find(text, STR("业务")), 6);
	assert_true(str_find(text, STR("无")) == SIZE_MAX);
	assert_int_equal(str_find(none, none), 0);
	assert_true(str_find(none, STR("x")) == SIZE_MAX);
	assert_str(str_sub(text, 3, 6), "结");
	assert_str(str_sub(text, 12, 99), "量");
	assert_str(str_sub(text, 99, 3), "");
	assert_str(str_trim(STR(" \u3000 二 三\u3000\u3000 ")), "二 三");
	assert_str(str_trim(STR(" \u3000")), "");
}

static void
copies_end_in_nul(void **state)
{
	struct arena *a = arena_new(abort);
	(void)state;

	assert_string_equal(str_copy(a, str_sub(STR("abc"), 0, 2)).at, "ab");
	assert_string_equal(str_copy(a, (struct str){0}).at, "");
	struct str s = str_printf(a, "%.*s %d", STR_FMT(STR("第九")), 9);
	assert_string_equal(s.at, "第九 9");
	assert_int_equal(s.len, strlen(s.at));
	arena_free(a);
}

static void
distances_count_edits(void **state)
{
	char long_name[65];
	const struct str names[] = {STR("summary"), STR("scope"), STR("level"), STR("id")};
	(void)state;

	assert_int_equal(str_distance(STR("scope"), STR("scope")), 0);
	assert_int_equal(str_distance(STR("socpe"), STR("scope")), 1);
	assert_int_equal(str_distance(STR("scop"), STR("scope")), 1);
	assert_int_equal(str_distance(STR("kitten"), STR("sitting")), 3);
	assert_int_equal(str_distance(STR(""), STR("abc")), 3);
	memset(long_name, 'x', sizeof long_name);
	assert_true(str_distance((struct str){long_name, 65}, STR("x")) == SIZE_MAX);
	assert_int_equal(str_distance((struct str){long_name, 64}, STR("")), 64);
	assert_str(str_nearest(STR("sumary"), names, 4), "summary");
	assert_str(str_nearest(STR("socpe"), names, 4), "scope");
	assert_int_equal(str_nearest(STR("message"), names, 4).len, 0);
	assert_int_equal(str_nearest((struct str){long_name, 65}, names, 4).len, 0);
}

static void
every_code_point_survives_utf8(void **state)
{
	char bytes[4];
	(void)state;

	for (uint32_t cp = 0; cp < 0x110000; cp += cp < 0x3000 ? 1 : 7) {
		if (cp >= 0xD800 && cp <= 0xDFFF)
			continue;
		size_t len = utf8_put(bytes, cp), at = 0;
		assert_int_equal(utf8_next(bytes, &at), cp);
		assert_int_equal(at, len);
		assert_int_equal(utf8_back(bytes, len), 0);
		assert_int_equal(utf8_count((struct str){bytes, len}), 1);
	}
	assert_int_equal(utf8_count(STR("第1、é𠀀")), 5);
}

static void
kinds_of_characters(void **state)
{
	(void)state;
	assert_true(cp_is_han(0x4E00) && cp_is_han(0x20000) && cp_is_han(0x3007));
	assert_false(cp_is_han(0x3002) || cp_is_han('a') || cp_is_han(0x2460));
	assert_true(cp_is_cjk(0x3002) && cp_is_cjk(0xFF0C) && cp_is_cjk(0x4E00));
	assert_false(cp_is_cjk('.') || cp_is_cjk(0x201C) || cp_is_cjk(0xE9));
}

static void
builders_grow(void **state)
{
	struct arena *a = arena_new(abort);
	struct buf b = {.arena = a};
	(void)state;

	assert_int_equal(buf_str(&b).len, 0);
	assert_non_null(buf_str(&b).at);
	buf_add(&b, (struct str){0});
	for (int i = 0; i < 1000; i++) {
		buf_add(&b, STR("项"));
		buf_char(&b, ' ');
		buf_printf(&b, "%03d", i);
	}
	struct str s = buf_str(&b);
	assert_int_equal(s.len, 7000);
	assert_str(str_sub(s, 7 * 123, 7 * 124), "项 123");
	arena_free(a);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(slices_compare_and_search),
		cmocka_unit_test(searches_agree_with_a_plain_one),
		cmocka_unit_test(copies_end_in_nul),
		cmocka_unit_test(distances_count_edits),
		cmocka_unit_test(every_code_point_survives_utf8),
		cmocka_unit_test(kinds_of_characters),
		cmocka_unit_test(builders_grow),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
