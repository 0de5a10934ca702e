/* The kinds "terms" and "reference". */
#include "findings.h"

static void
a_near_miss_with_the_same_neighbour_is_a_warning(void **state)
{
	struct bench *b = *state;

	bench_lint(b, "“书易借”平台已经上线。读者喜欢“书易借”平台，常用“书易借”平台。“书易供”平台有"
		      "待完善。\n");
	assert_int_equal(bench_count(b, "near-miss-name", LEVEL_WARNING), 1);
	assert_at(b, "near-miss-name", "书易供");
}

static void
without_a_neighbour_it_is_a_note(void **state)
{
	struct bench *b = *state;

	bench_lint(b, "“书易借”平台已经上线。读者喜欢“书易借”平台。“书易供”有待完善。\n");
	assert_int_equal(bench_count(b, "near-miss-name", LEVEL_WARNING), 0);
	assert_int_equal(bench_count(b, "near-miss-name", LEVEL_NOTE), 1);
}

static void
names_that_tell_things_apart_are_lawful(void **state)
{
	struct bench *b = *state;

	bench_lint(b, "“十四五”规划开局良好，“十四五”规划进展顺利，“十三五”规划圆满完成。\n");
	assert_int_equal(bench_count(b, "near-miss-name", LEVEL_NOTE), 0);
	/* it stands elsewhere too, only not quoted */
	bench_lint(b,
		   "“书易借”平台已经上线。读者喜欢“书易借”平台。“书易供”平台与书易供系统相连。\n");
	assert_int_equal(bench_count(b, "near-miss-name", LEVEL_NOTE), 0);
}

static void
a_reference_must_lead_somewhere(void **state)
{
	struct bench *b = *state;

	bench_lint(b, "收支情况见表1，分项详见表4。\n\n表1 收支总表\n\n表2 分项表\n");
	assert_int_equal(bench_count(b, "reference-missing", LEVEL_WARNING), 1);
	assert_at(b, "reference-missing", "表4");
	/* one of a kind is no numbering; another text's chapters are its own */
	bench_lint(b, "收支情况见表4。按照《条例》第五章办理。\n\n表1 收支总表\n");
	assert_int_equal(bench_count(b, "reference-missing", LEVEL_NOTE), 0);
}

static void
many_names_are_linear(void **state)
{
	struct bench *b = *state;
	size_t len = 0, room = 1u << 20;
	char *text = malloc(room + 64);

	for (unsigned i = 0; len < room; i++)
		len += (size_t)sprintf(text + len, "“平台%x通”平台上线。", i / 2 * 2654435761u);
	bench_lint_bytes(b, text, len);
	free(text);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_near_miss_with_the_same_neighbour_is_a_warning),
		cmocka_unit_test(without_a_neighbour_it_is_a_note),
		cmocka_unit_test(names_that_tell_things_apart_are_lawful),
		cmocka_unit_test(a_reference_must_lead_somewhere),
		cmocka_unit_test(many_names_are_linear),
	};

	return cmocka_run_group_tests(tests, bench_open, bench_close);
}
