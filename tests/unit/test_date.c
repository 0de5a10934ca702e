/*
 * Dates: every form that the design names, ranges, parts of years, English
 * ones, impossible ones, and what is no date.
 */
#include "line_fixture.h"

static void
test_chinese(void **state)
{
	(void)state;
	reads("于2020年3月5日印发", "date [2020年3月5日] 2020-3-5");
	reads("2020 年 3 月 5 日", "date [2020 年 3 月 5 日] 2020-3-5");
	reads("2020年3月", "date [2020年3月] 2020-3");
	reads("2020年以来", "date [2020年] 2020");
	reads("2020年度报告", "date [2020年度] 2020");
	reads("二〇二〇年三月五日", "date [二〇二〇年三月五日] 2020-3-5");
	reads("二零二零年十二月", "date [二零二零年十二月] 2020-12");
	reads("自5月1日起", "date [5月1日] 0-5-1");
	reads("9月起", "date [9月] 0-9");
	reads("为期3个月", "measure [3个月] 3 个月");
	reads("历时20年", "measure [20年] 20 年");
	reads("2000多年历史", "measure [2000多年] 2000 年 +");
}

static void
test_marked(void **state)
{
	(void)state;
	reads("2020-03-05", "date [2020-03-05] 2020-3-5");
	reads("2020/3/5", "date [2020/3/5] 2020-3-5");
	reads("2020.3.5", "date [2020.3.5] 2020-3-5");
	reads("2020.13.5", "name [2020.13.5]");
	reads("2020-03", "date [2020-03] 2020-3");
	reads("增至2020.5万元", "amount [2020.5万元] 20205000 元");
}

static void
test_impossible(void **state)
{
	(void)state;
	reads("2020年2月30日", "date [2020年2月30日] 2020-2-30");
	reads("2023年13月", "date [2023年13月] 2023-13");
	reads("6月31日", "date [6月31日] 0-6-31");
}

static void
test_ranges(void **state)
{
	(void)state;
	reads("2020年1-9月", "date [2020年1-9月] 2020-1..2020-9");
	reads("1—11月", "date [1—11月] 0-1..0-11");
	reads("2019—2021年", "date [2019—2021年] 2019..2021");
	reads("2012年至2014年", "date [2012年至2014年] 2012..2014");
	reads("3月5日至8日", "date [3月5日至8日] 0-3-5..0-3-8");
	reads("2020年3月5至8日", "date [2020年3月5至8日] 2020-3-5..2020-3-8");
	reads("2020年3月1日至2020年5月2日", "date [2020年3月1日至2020年5月2日] 2020-3-1..2020-5-2");
	reads("2020年3月1日至5月2日", "date [2020年3月1日至5月2日] 2020-3-1..2020-5-2");
	reads("2020年11月至3月", "date [2020年11月至3月] 2020-11..2021-3");
	reads("2022年4月1日-10日", "date [2022年4月1日-10日] 2022-4-1..2022-4-10");
}

static void
test_parts(void **state)
{
	(void)state;
	reads("2020年上半年", "date [2020年上半年] 2020-1..2020-6");
	reads("2020年第一季度", "date [2020年第一季度] 2020-1..2020-3");
	reads("2020年1季度", "date [2020年1季度] 2020-1..2020-3");
	reads("2020年前三季度", "date [2020年前三季度] 2020-1..2020-9");
	reads("今年上半年", "date [上半年] 0-1..0-6");
	reads("第四季度", "date [第四季度] 0-10..0-12");
	reads("前三季度", "date [前三季度] 0-1..0-9");
	reads("Q1 2014 and 2014 Q2",
	      "date [Q1 2014] 2014-1..2014-3; date [2014 Q2] 2014-4..2014-6");
	reads("Quarter 3 2013", "date [Quarter 3 2013] 2013-7..2013-9");
}

static void
test_weekdays(void **state)
{
	(void)state;
	reads("2023年5月10日（星期四）", "date [2023年5月10日] 2023-5-10/4");
	reads("5月10日周三", "date [5月10日] 0-5-10/3");
	reads("on Friday, 10 May 2023", "date [10 May 2023] 2023-5-10/5");
	reads("10 May 2023 (Wednesday)", "date [10 May 2023] 2023-5-10/3");
}

static void
test_english(void **state)
{
	(void)state;
	reads("5 May 2016", "date [5 May 2016] 2016-5-5");
	reads("on the 5th of May 2016", "date [5th of May 2016] 2016-5-5");
	reads("May 5, 2016.", "date [May 5, 2016] 2016-5-5");
	reads("in May 2016.", "date [May 2016] 2016-5");
	reads("from March 2019 to May 2018", "date [March 2019 to May 2018] 2019-3..2018-5");
	reads("March to May 2014", "date [March to May 2014] 2014-3..2014-5");
	reads("1 to 10 April 2022", "date [1 to 10 April 2022] 2022-4-1..2022-4-10");
	reads("from 85 to 100 May claims", "bare [85] 85; bare [100] 100");
	reads("1 April 2022 to 10 April 2022",
	      "date [1 April 2022 to 10 April 2022] 2022-4-1..2022-4-10");
	reads("from 400 in May to 500 in June",
	      "bare [400] 400; date [May] 0-5; bare [500] 500; date [June] 0-6");
	reads("it may rise, they March on", "");
	reads("in 2012/13 and FY2012", "date [2012/13] 2012..2013; date [FY2012] 2012");
	reads("mid-2013", "date [2013] 2013");
	reads("since 2009, about 2000 people",
	      "date [2009] 2009; count [2000 people] 2000 people ~");
	reads("2010-12 data", "date [2010-12] 2010..2012");
	reads("the 1960s", "name [1960s]");
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_chinese),	   cmocka_unit_test(test_marked),
		cmocka_unit_test(test_impossible), cmocka_unit_test(test_ranges),
		cmocka_unit_test(test_parts),	   cmocka_unit_test(test_weekdays),
		cmocka_unit_test(test_english),
	};

	return cmocka_run_group_tests(tests, setup, close_arena);
}
