/* Templates of messages. */
#include "rule_fixture.h"

static struct str
value(void *self, struct str name, struct str format)
{
	return str_printf(self, "<%.*s|%.*s>", STR_FMT(name), STR_FMT(format));
}

static void
renders(struct fixture *x, const char *template, const char *want)
{
	struct str out = message_render(x->arena, str_of(template), value, x->arena);
	assert_string_equal(str_copy(x->arena, out).at, want);
}

static void
names_are_replaced(void **state)
{
	struct fixture *x = *state;
	renders(x, "{part} of {whole} is {calc:percent}", "<part|> of <whole|> is <calc|percent>");
	renders(x, "{a}{b}", "<a|><b|>");
	renders(x, "占 { a : percent1 }。", "占 <a|percent1>。");
	renders(x, "", "");
	renders(x, "plain", "plain");
}

static void
braces_can_be_written(void **state)
{
	struct fixture *x = *state;
	renders(x, "{{a}} {a}", "{a} <a|>");
	renders(x, "{{{a}}}", "{<a|>}");
	renders(x, "a } b", "a } b");
	renders(x, "a { b", "a { b");
}

static bool
shows(const char *template, const char *message, const char *name, const char *wanted)
{
	return message_shows(str_of(template), str_of(message), str_of(name), str_of(wanted));
}

static void
values_are_found_where_their_name_stands(void **state)
{
	(void)state;
	const char *share = "{part} of {whole} is {calc:percent}, not {share}";
	const char *said = "15 of 97 is 15.5%, not 16.5%";
	assert_true(shows(share, said, "calc", "15.5%"));
	assert_true(shows(share, said, "share", "16.5%"));
	assert_true(shows(share, said, "part", "15"));
	assert_false(shows(share, said, "calc", "16.5%"));
	assert_false(shows(share, said, "calc", "15.5"));
	assert_false(shows(share, said, "share", "5%"));
	assert_false(shows(share, said, "part", "97"));
	assert_false(shows(share, said, "rest", "97"));
	/* A name that stands twice is shown by either; what looks like the template's words is not. */
	assert_true(shows("{a} or {a:percent}", "0.5 or 50%", "a", "50%"));
	assert_true(shows("{a} or {a:percent}", "0.5 or 50%", "a", "0.5"));
	assert_true(shows("{a} of {b} of {c}", "1 of 2 of 3 of 4", "c", "4"));
	assert_false(shows("{a} of {b}", "1 of 2", "b", ""));
	assert_true(shows("{{{a}}}", "{1}", "a", "1"));
	assert_false(shows("", "", "a", ""));
}

static void
a_million_braces_are_quick(void **state)
{
	struct fixture *x = *state;
	enum { LENGTH = 1000000 };
	char *many = arena_alloc(x->arena, LENGTH);
	for (size_t i = 0; i < LENGTH; i++)
		many[i] = i % 2 ? ' ' : '{';
	struct str out = message_render(x->arena, (struct str){many, LENGTH}, value, x->arena);
	assert_int_equal(out.len, LENGTH);
}

static void
unknown_names_are_refused(void **state)
{
	struct fixture *x = *state;
	const char *head = "[[rule]]\nid = 'a-rule'\ncategory = 'date'\nsummary = 's'\n"
			   "match = '{part:count}'\n"
			   "example = [{ text = 'a', want = {} }, { text = 'b', want = 'none' }]\n";
	fixture_wrong_file(x, str_printf(x->arena, "%smessage = '{prt} is wrong'\n", head).at, 7,
			   12, "unknown name 'prt' (did you mean 'part'?)");
	fixture_wrong_file(
		x, str_printf(x->arena, "%smessage = { en = '{part}', zh = '误{x}' }\n", head).at,
		7, 35, "unknown name 'x'");
	fixture_wrong_file(x, str_printf(x->arena, "%smessage = 'a {part'\n", head).at, 7, 14,
			   "this brace does not close (write '{{' for a brace)");
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
#define TEST(f) cmocka_unit_test_setup_teardown(f, fixture_open, fixture_close)
		TEST(names_are_replaced),
		TEST(braces_can_be_written),
		TEST(values_are_found_where_their_name_stands),
		TEST(a_million_braces_are_quick),
		TEST(unknown_names_are_refused),
#undef TEST
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
