#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
/* cmocka wants these four first */
#include <cmocka.h>
#include <stdlib.h>

#include "../../lint/app/glob.h"

static void
oom(void)
{
	abort();
}

static int
open_arena(void **state)
{
	*state = arena_new(oom);
	return !*state;
}

static int
close_arena(void **state)
{
	arena_free(*state);
	return 0;
}

static bool
fits(struct arena *a, const char *pattern, const char *path, bool folder)
{
	struct glob g;
	struct str wrong;

	assert_true(glob_compile(a, str_of(pattern), false, &g, &wrong));
	return glob_fits(&g, str_of(path), folder, NULL);
}

static void
patterns_fit_as_in_gitignore(void **state)
{
	static const struct {
		const char *pattern, *path;
		bool fits;
	} cases[] = {
		{"a.txt", "a.txt", true},
		{"a.txt", "x/y/a.txt", true},
		{"a.txt", "xa.txt", false},
		{"a.txt", "a.txt/b", false},
		{"/a.txt", "a.txt", true},
		{"/a.txt", "x/a.txt", false},
		{"x/a.txt", "x/a.txt", true},
		{"x/a.txt", "y/x/a.txt", false},
		{"*.txt", "x/.txt", true},
		{"*.txt", "x.txt/y", false},
		{"x/*.txt", "x/y/a.txt", false},
		{"x/**", "x/y/a.txt", true},
		{"x/**", "x", false},
		{"**/a.txt", "a.txt", true},
		{"**/a.txt", "x/y/a.txt", true},
		{"x/**/a.txt", "x/a.txt", true},
		{"x/**/a.txt", "x/y/z/a.txt", true},
		{"x/**/a.txt", "xy/a.txt", false},
		{"x**y", "xay", true},
		{"x**y", "xa/y", false},
		{"?.txt", "年.txt", true},
		{"?.txt", "/.txt", false},
		{"[0-9]*.txt", "2024.txt", true},
		{"[!0-9]*.txt", "2024.txt", false},
		{"[]]", "]", true},
		{"x[!a]y", "x/y", false},
		{"a\\*", "a*", true},
		{"a\\*", "ab", false},
		{"a.b+c(d)|e", "a.b+c(d)|e", true},
		{"a.c", "abc", false},
		{"\\!x", "!x", true},
	};

	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++)
		if (fits(*state, cases[i].pattern, cases[i].path, false) != cases[i].fits)
			fail_msg("'%s' and '%s'", cases[i].pattern, cases[i].path);
	assert_true(fits(*state, "x/", "y/x", true));
	assert_false(fits(*state, "x/", "y/x", false));
}

static void
the_last_that_fits_says(void **state)
{
	struct glob g[3];
	struct str wrong;

	assert_true(glob_compile(*state, STR("*.txt"), false, &g[0], &wrong));
	assert_true(glob_compile(*state, STR("!a*"), false, &g[1], &wrong));
	assert_true(glob_compile(*state, STR("ab*"), false, &g[2], &wrong));
	assert_int_equal(globs_last(g, 3, STR("x.txt"), false), 1);
	assert_int_equal(globs_last(g, 3, STR("a.txt"), false), -1);
	assert_int_equal(globs_last(g, 3, STR("ab.txt"), false), 1);
	assert_int_equal(globs_last(g, 3, STR("x.md"), false), 0);
}

static void
parts_are_pieces_of_the_path(void **state)
{
	struct str parts[GLOB_PARTS], wrong;
	struct glob g;

	assert_true(glob_compile(*state, STR("{agency}/{period}*.txt"), true, &g, &wrong));
	assert_true(glob_fits(&g, STR("民政局/2024-Q2b.txt"), false, parts));
	assert_true(str_eq(parts[0], STR("民政局")));
	assert_true(str_eq(parts[1], STR("2024-Q2")));
	assert_false(glob_fits(&g, STR("民政局/x/2024.txt"), false, parts));
	assert_false(glob_fits(&g, STR("民政局/三季度.txt"), false, parts));
	assert_int_equal(parts[0].len, 0);
}

static void
what_is_wrong_is_said(void **state)
{
	static const char *const bad[] = {
		"", "/", "!", "[", "[a", "{x}", "{", "a{agency", "{agency}{agency}", "[z-a]"};
	struct glob g;

	for (size_t i = 0; i < sizeof bad / sizeof *bad; i++) {
		struct str wrong = {0};
		if (glob_compile(*state, str_of(bad[i]), true, &g, &wrong) || !wrong.len)
			fail_msg("'%s'", bad[i]);
	}
}

/* The limits of the regular expression end what would take for ever. */
static void
hard_patterns_end(void **state)
{
	struct buf pattern = {.arena = *state}, path = {.arena = *state};
	struct glob g;
	struct str wrong;

	for (int i = 0; i < 300; i++)
		buf_add(&pattern, STR("*a"));
	buf_add(&pattern, STR("b"));
	for (int i = 0; i < 4000; i++)
		buf_char(&path, 'a');
	assert_true(glob_compile(*state, buf_str(&pattern), false, &g, &wrong));
	assert_false(glob_fits(&g, buf_str(&path), false, NULL));
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(patterns_fit_as_in_gitignore),
		cmocka_unit_test(the_last_that_fits_says),
		cmocka_unit_test(parts_are_pieces_of_the_path),
		cmocka_unit_test(what_is_wrong_is_said),
		cmocka_unit_test(hard_patterns_end),
	};
	return cmocka_run_group_tests(tests, open_arena, close_arena);
}
