/* The kind "items". */
#include "findings.h"

static const char *const all[] = {"item-count-after", "item-count-before", "item-count-groups",
				  "series-count", "item-count-english"};

static size_t
alarms(struct bench *b, const char *text)
{
	size_t count = 0;

	bench_lint(b, text);
	for (size_t i = 0; i < sizeof all / sizeof *all; i++)
		count += bench_count(b, all[i], LEVEL_WARNING);
	return count;
}

static void
lists_that_hold_are_silent(void **state)
{
	static const char *const texts[] = {
		"新设阅览室共3间，分别是报刊阅览室、少儿阅览室、古籍阅览室。\n",
		"新设阅览室共3间，分别是报刊阅览室、少儿阅览室和古籍阅览室。\n",
		/* a separator inside two names that begin alike */
		"许可共3项，分别是少儿读物、教辅采购许可、少儿读物、期刊采购许可、古籍修复许可。\n",
		/* an item that counts twice by its own words */
		"许可共4项，分别是少儿读物采购（按2项计）、古籍修复、期刊装订。\n",
		"涉及采编部、阅览部、后勤部等3个部门。\n",
		"涉及采编部、阅览部等12个部门。\n",
		"东山、西山、北山3个分馆同日开放。\n",
		"全年接待读者2万人、外借图书3个品种。\n",
		"场馆共4座，其中2012年建成了博物馆（含分馆）、图书馆、美术馆；2015年建成了剧院。\n",
		"主要有三个问题：一是人手不够；二是经费紧张；三是设备老化。\n",
	};
	struct bench *b = *state;

	for (size_t i = 0; i < sizeof texts / sizeof *texts; i++)
		assert_int_equal(alarms(b, texts[i]), 0);
}

static void
lists_that_do_not_hold_are_found(void **state)
{
	static const char *const texts[] = {
		"新设阅览室共4间，分别是报刊阅览室、少儿阅览室、古籍阅览室。\n",
		"许可共6项，分别是少儿读物采购（按2项计）、古籍修复、期刊装订。\n",
		"涉及采编部、阅览部、后勤部等2个部门。\n",
		"建成的场馆共6座，其中2012年建成了博物馆、图书馆、美术馆；2015年建成了剧院。\n",
		"主要有五个问题：一是人手不够；二是经费紧张；三是设备老化。\n",
		"主要有两个问题：一是人手不够；二是经费紧张；三是设备老化。\n",
	};
	struct bench *b = *state;

	for (size_t i = 0; i < sizeof texts / sizeof *texts; i++)
		assert_int_equal(alarms(b, texts[i]), 1);
}

static void
a_series_may_run_over_paragraphs(void **state)
{
	struct bench *b = *state;

	assert_int_equal(alarms(b, "今年着重抓好三项工作：\n\n（一）修缮馆舍。年内完成。\n\n"
				   "（二）培训人员。年内完成。\n\n（三）新购图书。年内完成。\n"),
			 0);
	assert_int_equal(alarms(b, "今年着重抓好四项工作：\n\n（一）修缮馆舍。年内完成。\n\n"
				   "（二）培训人员。年内完成。\n\n（三）新购图书。年内完成。\n"),
			 1);
}

static void
endless_lists_take_no_time(void **state)
{
	struct bench *b = *state;
	size_t len = 0, room = 100000;
	char *text = malloc(room + 64);

	while (len < room) {
		memcpy(text + len, "共2项：甲、乙", 19);
		len += 19;
	}
	bench_lint_bytes(b, text, len);
	free(text);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(lists_that_hold_are_silent),
		cmocka_unit_test(lists_that_do_not_hold_are_found),
		cmocka_unit_test(a_series_may_run_over_paragraphs),
		cmocka_unit_test(endless_lists_take_no_time),
	};

	return cmocka_run_group_tests(tests, bench_open, bench_close);
}
