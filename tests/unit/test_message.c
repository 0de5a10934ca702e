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

static void
names_come_once(void **state)
{
	struct fixture *x = *state;
	size_t count;
	const struct str *names = message_names(x->arena, STR("{a} {b:percent} {a} {{c}}"), &count);
	assert_int_equal(count, 2);
	assert_true(str_eq(names[0], STR("a")) && str_eq(names[1], STR("b")));
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
		TEST(names_are_replaced),	 TEST(braces_can_be_written),
		TEST(names_come_once),		 TEST(a_million_braces_are_quick),
		TEST(unknown_names_are_refused),
#undef TEST
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
