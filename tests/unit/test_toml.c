/* TOML as a tree: order, places, and files that want to break the reader. */
#include "arena_fixture.h"

#define assert_str(s, literal) assert_true(str_eq((s), STR(literal)))

static const struct toml_node *
get(const struct toml_node *t, const char *key)
{
	const struct toml_node *n = toml_get(t, str_of(key));

	assert_non_null(n);
	return n;
}

static void
types_order_and_places(void **state)
{
	struct toml_error e;
	const struct toml_node *root = toml_parse(arena,
						  STR("# 说明\n"
						      "zeta = \"中\\\"文\"\n"
						      "alpha = -7\n"
						      "\"占比\" = { b = true, a = '不' }\n"
						      "share = 15.50 # 两位\n"
						      "list = [1, \"二\",\n  [3]]\n"
						      "[[rule]]\nid = 'x'\n"
						      "[[rule]]\nid = 'y'\nalso.whole = 2\n"),
						  &e);
	static const char *const order[] = {"zeta", "alpha", "占比", "share", "list", "rule"};
	(void)state;

	assert_non_null(root);
	assert_int_equal(root->type, TOML_TABLE);
	assert_int_equal(root->children, 6);
	for (size_t i = 0; i < 6; i++)
		assert_true(str_eq(root->child[i].key, str_of(order[i])));
	assert_str(get(root, "zeta")->string, "中\"文");
	assert_int_equal(get(root, "zeta")->key_line, 2);
	assert_int_equal(get(root, "zeta")->column, 8);
	assert_int_equal(get(root, "alpha")->integer, -7);
	const struct toml_node *inline_table = get(root, "占比");
	assert_str(inline_table->child[0].key, "b");
	assert_int_equal(inline_table->child[0].type, TOML_BOOLEAN);
	assert_int_equal(inline_table->child[0].integer, 1);
	/* Columns count characters. */
	assert_int_equal(inline_table->child[1].key_column, 20);
	assert_int_equal(get(root, "share")->type, TOML_FLOAT);
	assert_str(get(root, "share")->string, "15.50");
	const struct toml_node *list = get(root, "list");
	assert_int_equal(list->children, 3);
	assert_int_equal(list->child[1].column, 12);
	assert_int_equal(list->child[2].line, 7);
	assert_int_equal(list->child[2].child[0].integer, 3);
	const struct toml_node *rules = get(root, "rule");
	assert_int_equal(rules->children, 2);
	assert_int_equal(rules->child[1].line, 10);
	assert_int_equal(get(get(&rules->child[1], "also"), "whole")->integer, 2);
	assert_null(toml_get(root, STR("nothing")));
	assert_null(toml_get(NULL, STR("nothing")));
}

static void
mistakes_have_a_place(void **state)
{
	struct toml_error e = {0};
	(void)state;

	assert_null(toml_parse(arena, STR("a = 1\nb = = 2\n"), &e));
	assert_int_equal(e.line, 2);
	assert_true(e.column >= 4 && e.message.len > 0);
	assert_null(toml_parse(arena, STR("a = 1\n\na = 2\n"), &e));
	assert_int_equal(e.line, 3);
	assert_null(toml_parse(arena, STR("a = 1\nb = \"\xff\"\n"), &e));
	assert_int_equal(e.line, 2);
	assert_null(toml_parse(arena, STR("a = \"open"), &e));
	const struct toml_node *empty = toml_parse(arena, (struct str){0}, &e);
	assert_non_null(empty);
	assert_int_equal(empty->children, 0);
}

static struct str
repeated(const char *before, const char *piece, size_t n, const char *after)
{
	struct buf b = {.arena = arena};

	buf_add(&b, str_of(before));
	for (size_t i = 0; i < n; i++)
		buf_add(&b, str_of(piece));
	buf_add(&b, str_of(after));
	return buf_str(&b);
}

static void
depth_is_bounded(void **state)
{
	struct toml_error e;
	(void)state;

	assert_null(toml_parse(arena, repeated("x=", "[", 100000, ""), &e));
	assert_null(toml_parse(arena, repeated("x=", "{a=", 100000, ""), &e));
	assert_null(toml_parse(arena, repeated("", "a.", 100000, "a=1\n"), &e));
	assert_int_equal(e.line, 1);
	assert_null(toml_parse(arena, repeated("\n[", "a . ", 100000, "a]\n"), &e));
	assert_int_equal(e.line, 2);
	assert_null(toml_parse(arena, repeated("", "'='.", 100000, "a=1\n"), &e));
	assert_null(toml_parse(arena, repeated("", "\"\\\"#\".", 100000, "a=1\n"), &e));
	/* Dots in strings and comments are no keys. */
	assert_non_null(toml_parse(arena, repeated("x='", "1.5 ", 1000, "'\n"), &e));
	assert_non_null(toml_parse(arena, repeated("x=\"\"\"", "a.\"b\n", 1000, "\"\"\"\n"), &e));
	assert_non_null(toml_parse(arena, repeated("#", "a.b", 1000, "\ny=1"), &e));
	assert_non_null(toml_parse(arena, repeated("x=[", "1.5,", 1000, "]\n"), &e));
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(types_order_and_places),
		cmocka_unit_test(mistakes_have_a_place),
		cmocka_unit_test(depth_is_bounded),
	};

	return cmocka_run_group_tests(tests, open_arena, close_arena);
}
