/* Configuration as a library: what is cached, and that nothing is said or ended. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "../../lint/app/app.h"
#include "../../lint/app/config.h"

struct sandbox {
	char root[64];
	struct arena *arena;
	struct complaints complaints;
	struct configs *configs;
};

static const struct config_folder *
folder(struct sandbox *s, const char *below)
{
	return configs_folder(s->configs, str_printf(s->arena, "%s%s", s->root, below));
}

static void
put(struct sandbox *s, const char *path, const char *text)
{
	FILE *to = fopen(str_printf(s->arena, "%s/%s", s->root, path).at, "w");

	assert_non_null(to);
	fputs(text, to);
	fclose(to);
}

static void
look(struct sandbox *s)
{
	complaints_init(&s->complaints, s->arena);
	s->configs = configs_new(s->arena, &s->complaints, (struct config_search){0});
}

static int
open_sandbox(void **state)
{
	struct sandbox *s = calloc(1, sizeof *s);

	strcpy(s->root, "/tmp/reportlint-test.XXXXXX");
	if (!mkdtemp(s->root))
		return -1;
	setenv("XDG_CONFIG_HOME", "/nonexistent", 1);
	s->arena = arena_new(out_of_memory);
	for (const char *const *p = (const char *const[]){"/.git", "/a", "/a/b", "/c", NULL}; *p;
	     p++)
		mkdir(str_printf(s->arena, "%s%s", s->root, *p).at, 0700);
	look(s);
	*state = s;
	return 0;
}

static int
close_sandbox(void **state)
{
	static const char *const paths[] = {"/a/b/reportlint.toml",
					    "/a/reportlint.toml",
					    "/reportlint.toml",
					    "/a/b",
					    "/a",
					    "/c",
					    "/.git",
					    ""};
	struct sandbox *s = *state;

	for (size_t i = 0; i < sizeof paths / sizeof *paths; i++)
		remove(str_printf(s->arena, "%s%s", s->root, paths[i]).at);
	arena_free(s->arena);
	free(s);
	return 0;
}

static void
folders_share_what_is_in_force(void **state)
{
	struct sandbox *s = *state;

	put(s, "reportlint.toml", "lang = 'zh'\nlevel = 'error'\n");
	put(s, "a/reportlint.toml", "level = 'note'\n");
	look(s);
	assert_ptr_equal(folder(s, "")->config, folder(s, "/c")->config);
	assert_ptr_equal(folder(s, "/a")->config, folder(s, "/a/b/")->config);
	assert_ptr_equal(folder(s, "/a"), folder(s, "/a"));
	assert_ptr_not_equal(folder(s, "/a")->config, folder(s, "/c")->config);
	const struct config *c = folder(s, "/a/b")->config;
	assert_int_equal(c->count, 2);
	assert_true(str_eq(config_value(c, CONFIG_LEVEL, NULL)->string, STR("note")));
	assert_true(str_eq(config_value(c, CONFIG_LANG, NULL)->string, STR("zh")));
	assert_null(config_value(c, CONFIG_BASELINE, NULL));
	assert_int_equal(s->complaints.count, 0);
}

static void
what_is_wrong_is_complained_of_and_the_rest_holds(void **state)
{
	struct sandbox *s = *state;

	put(s, "reportlint.toml", "lang = 'zh'\n");
	put(s, "a/reportlint.toml", "levle = 'note'\nlevel = [\n");
	look(s);
	assert_non_null(folder(s, "/a")->config);
	assert_int_equal(s->complaints.count, 1);
	put(s, "a/reportlint.toml", "levle = 'note'\nfail-on = 'error'\n");
	look(s);
	const struct config *c = folder(s, "/a")->config;
	assert_int_equal(s->complaints.count, 1);
	assert_int_equal(s->complaints.first->place.line, 1);
	assert_true(str_eq(config_value(c, CONFIG_LANG, NULL)->string, STR("zh")));
	assert_non_null(config_value(c, CONFIG_FAIL_ON, NULL));
	/* What is not there is no error: an editor names files before it saves them. */
	assert_non_null(folder(s, "/none/at/all")->config);
}

static void
patterns_leave_out_what_is_below(void **state)
{
	struct sandbox *s = *state;

	put(s, "reportlint.toml", "exclude = ['a/', '*.md', '!c/*.md']\n");
	look(s);
	assert_true(folder(s, "/a/b")->excluded);
	assert_false(folder(s, "/c")->excluded);
	assert_true(config_excludes(folder(s, ""), STR("x.md"), false));
	assert_false(config_excludes(folder(s, "/c"), STR("x.md"), false));
	assert_int_equal(config_includes(folder(s, "/c"), STR("x.md")), -1);
}

static void
periods_are_whole(void **state)
{
	struct calendar_date from, to;

	(void)state;
	assert_true(config_period(STR("2024-02"), &from, &to));
	assert_int_equal(to.day, 29);
	assert_true(config_period(STR("2023-Q4"), &from, &to));
	assert_int_equal(from.month, 10);
	assert_int_equal(to.day, 31);
	assert_true(config_period(STR("2024-01-05/2024-01-05"), &from, &to));
	static const char *const bad[] = {"",
					  "24",
					  "2024-",
					  "2024-13",
					  "2024-Q5",
					  "2024-6",
					  "2024-02-30/2024-03-01",
					  "0000",
					  "2024-02-02/2024-02-01"};
	for (size_t i = 0; i < sizeof bad / sizeof *bad; i++)
		if (config_period(str_of(bad[i]), &from, &to))
			fail_msg("'%s'", bad[i]);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(folders_share_what_is_in_force, open_sandbox,
						close_sandbox),
		cmocka_unit_test_setup_teardown(what_is_wrong_is_complained_of_and_the_rest_holds,
						open_sandbox, close_sandbox),
		cmocka_unit_test_setup_teardown(patterns_leave_out_what_is_below, open_sandbox,
						close_sandbox),
		cmocka_unit_test(periods_are_whole),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
