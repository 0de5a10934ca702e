/* The kind "numbering": what follows what, and what extraction hides. */
#include "findings.h"

static const char *const all[] = {"numbering-gap", "numbering-repeat", "numbering-restart",
				  "numbering-first", "numbering-style"};

static size_t
alarms(const struct bench *b)
{
	size_t count = 0;

	for (size_t i = 0; i < sizeof all / sizeof *all; i++)
		count += bench_count(b, all[i], LEVEL_NOTE);
	return count;
}

static void
a_gap_is_found(void **state)
{
	struct bench *b = *state;

	bench_lint(b, "一、情况\n\n1.修订制度，全年完成。\n\n2.培训人员，全年完成。\n\n"
		      "3.宣传引导，全年完成。\n\n6.公开信息，全年完成。\n");
	assert_int_equal(bench_count(b, "numbering-gap", LEVEL_WARNING), 1);
	assert_at(b, "numbering-gap", "6.");
	assert_int_equal(alarms(b), 1);
}

static void
a_gap_is_told_once_when_the_next_number_repeats(void **state)
{
	struct bench *b = *state;

	bench_lint(b, "（一）修订制度，全年完成。\n\n（二）培训人员，全年完成。\n\n"
		      "（四）宣传引导，全年完成。\n\n（四）公开信息，全年完成。\n\n"
		      "（五）接待来访，全年完成。\n");
	assert_int_equal(alarms(b), 1);
}

static void
numbers_run_on_or_restart(void **state)
{
	struct bench *b = *state;

	bench_lint(
		b,
		"一、情况\n\n（一）管理\n\n1.修订制度，全年完成。\n\n2.培训人员，全年完成。\n\n"
		"（二）服务\n\n3.宣传引导，全年完成。\n\n二、打算\n\n"
		"（一）管理\n\n4.修订制度，明年完成。\n\n（二）服务\n\n5.培训人员，明年完成。\n");
	assert_int_equal(alarms(b), 0);
	bench_lint(b, "（一）管理\n\n1、修订制度，全年完成。\n\n2、培训人员，全年完成。\n\n"
		      "（二）服务\n\n1、宣传引导，全年完成。\n\n2、公开信息，全年完成。\n");
	assert_int_equal(alarms(b), 0);
}

static void
a_list_goes_on_behind_one_inside_it(void **state)
{
	struct bench *b = *state;

	bench_lint(b, "一、情况\n\n二、问题\n\n三、对策\n\n一、修订制度，全年完成。\n\n"
		      "二、培训人员，全年完成。\n\n三、宣传引导，全年完成。\n\n"
		      "四、公开信息，全年完成。\n\n五、接待来访，全年完成。\n\n四、打算\n");
	assert_int_equal(alarms(b), 0);
}

static void
an_item_merged_into_the_one_before_is_no_gap(void **state)
{
	struct bench *b = *state;

	bench_lint(b, "（一）修订制度，全年完成。\n\n（二）培训人员，全年完成。（三）宣传引导，全年"
		      "完成。\n\n"
		      "（四）公开信息，全年完成。\n");
	assert_int_equal(alarms(b), 0);
}

static void
a_list_that_begins_late_is_found(void **state)
{
	struct bench *b = *state;

	bench_lint(b, "一、情况\n\n（一）管理有序。全年无事故。\n\n（二）服务到位。全年无投诉。\n\n"
		      "（三）宣传有力。全年有新闻。\n\n二、问题\n\n"
		      "人手不足有待改善。\n\n（二）设备老化。部分设备超期使用。\n\n三、打算\n\n继续"
		      "努力。\n");
	assert_int_equal(bench_count(b, "numbering-first", LEVEL_WARNING), 1);
	assert_at(b, "numbering-first", "（二）");
}

static void
a_change_of_style_is_found(void **state)
{
	struct bench *b = *state;

	bench_lint(b, "一、情况\n\n（1） 管理有序。全年无事故。\n\n（二）服务到位。全年无投诉。\n\n"
		      "（三）宣传有力。全年有新闻。\n");
	assert_int_equal(bench_count(b, "numbering-style", LEVEL_WARNING), 1);
	assert_at(b, "numbering-style", "（1）");
	assert_int_equal(alarms(b), 1);
}

static void
a_series_in_the_text_may_not_skip(void **state)
{
	struct bench *b = *state;

	bench_lint(b, "不足之处：一是人手不够；二是经费紧张；四是设备老化。\n");
	assert_int_equal(bench_count(b, "numbering-gap", LEVEL_WARNING), 1);
	bench_lint(b, "不足之处：一是人手不够；二是经费紧张；三是设备老化。\n\n"
		      "今后打算：一是增加人手；二是争取经费。\n");
	assert_int_equal(alarms(b), 0);
}

static void
endless_numbers_take_no_time(void **state)
{
	struct bench *b = *state;
	size_t len = 0, room = 1u << 20;
	char *text = malloc(room + 64);

	for (unsigned i = 0; len < room; i++)
		len += (size_t)sprintf(text + len, "%u.条目。\n\n", i % 7 * 3 + 1);
	bench_lint_bytes(b, text, len);
	free(text);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_gap_is_found),
		cmocka_unit_test(a_gap_is_told_once_when_the_next_number_repeats),
		cmocka_unit_test(numbers_run_on_or_restart),
		cmocka_unit_test(a_list_goes_on_behind_one_inside_it),
		cmocka_unit_test(an_item_merged_into_the_one_before_is_no_gap),
		cmocka_unit_test(a_list_that_begins_late_is_found),
		cmocka_unit_test(a_change_of_style_is_found),
		cmocka_unit_test(a_series_in_the_text_may_not_skip),
		cmocka_unit_test(endless_numbers_take_no_time),
	};

	return cmocka_run_group_tests(tests, bench_open, bench_close);
}
