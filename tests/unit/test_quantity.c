/*
 * Quantities, ratios and names: every form that the design names, what must
 * not be read as one, intervals, and hostile input.
 */
#include "../../lint/base/byte_map.h"
#include "line_fixture.h"

/* The first lexeme of a line. */
static struct lexeme
first(const char *line)
{
	uint32_t end = (uint32_t)strlen(line), next;
	uint32_t at = lex_next(lx, line, 0, end);
	struct lexeme l = {0};

	assert_true(at < end);
	assert_true(lex_fact(lx, line, 0, at, end, &l, &next));
	return l;
}

static void
test_design(void **state)
{
	(void)state;
	reads("收入1,234.5万元", "amount [1,234.5万元] 12345000 元");
	reads("办理32.9万本", "count [32.9万本] 329000 本");
	reads("投入1.2亿元", "amount [1.2亿元] 120000000 元");
	reads("新建三百二十所", "count [三百二十所] 320 所");
	reads("共有三百二十", "bare [三百二十] 320");
	reads("两项工作", "count [两项] 2 项");
	reads("半数以上", "ratio [半数] 0.50 ~");
	reads("占五成", "ratio [五成] 0.5 成");
	reads("降低百分之十", "percent [百分之十] 0.10");
	reads("压减至10.9%", "percent [10.9%] 0.109");
	reads("提高4.7个百分点", "point [4.7个百分点] 4.7 个百分点");
	reads("实现两个翻番", "ratio [两个翻番] 4 番");
	reads("结构为8.3∶41.4∶50.3", "ratio [8.3∶41.4∶50.3] 100.0");
	reads("缩减到5至10分钟", "measure [5至10分钟] 5..10 分钟");
	reads("发送75万条", "count [75万条] 750000 条");
	reads("占全国1/3", "ratio [1/3] 0.333");
	reads("占三分之一", "ratio [三分之一] 0.333");
	reads("增长3倍", "ratio [3倍] 3 倍");
	reads("共有 97 项", "count [97 项] 97 项");
	reads("收案12 345件", "count [12 345件] 12345 件");
	reads("收案1 012 345件", "count [1 012 345件] 1012345 件");
	reads("收案 12 345 件", "count [12 345 件] 12345 件");
	reads("投资12 345.67万元", "amount [12 345.67万元] 123456700 元");
	reads("12处、1 896米", "count [12处] 12 处; measure [1 896米] 1896 米");
	reads("小学 120 所", "count [120 所] 120 所");
	reads("时限为 7 个工作日", "measure [7 个工作日] 7 个工作日");
	reads("过境144小时", "measure [144小时] 144 小时");
	reads("得分9.1分", "score [9.1分] 9.1 分");
	reads("平均0.098次", "count [0.098次] 0.098 次");
}

static void
test_numerals(void **state)
{
	(void)state;
	reads("一万二千三百零五户", "count [一万二千三百零五户] 12305 户");
	reads("十四点七亿元", "amount [十四点七亿元] 1470000000 元");
	reads("做好以下八项工作", "count [八项] 8 项");
	reads("二十余人", "count [二十余人] 20 人 +");
	reads("提前十天", "measure [十天] 10 天");
	reads("六百一十亿", "bare [六百一十亿] 61000000000");
	reads("三至五个月", "measure [三至五个月] 3..5 个月");
	reads("两年半", "measure [两年半] 2.5 年");
	reads("一个半小时", "measure [一个半小时] 1.5 小时");
	reads("1亿7000万人次", "count [1亿7000万人次] 170000000 人次");
	/* none of these counts anything */
	reads("统一部署、唯一、之一", "");
	reads("几十个、数百家、十几年", "");
	reads("两三个", "");
	reads("千方百计万里", "name [千方百计]; name [万里]");
	reads("进一步推进一体化", "name [一步]");
	reads("坚定四个自信", "name [四个自信]");
	reads("党的十九大和十四五规划", "name [十九大]; name [十四五]");
	reads("亿一二三", "");
}

static void
test_qualifiers(void **state)
{
	(void)state;
	reads("约300人", "count [300人] 300 人 ~");
	reads("支出34.亿元", "amount [34.亿元] 3400000000 元");
	reads("$409. million", "amount [$409. million] 409000000 dollars");
	reads("预约300人", "count [300人] 300 人");
	reads("300人左右", "count [300人] 300 人 ~");
	reads("近100家", "count [100家] 100 家 ~");
	reads("近3年", "measure [3年] 3 年");
	reads("超过100亿元", "amount [100亿元] 10000000000 元 >");
	reads("不超过15分钟", "measure [15分钟] 15 分钟 <=");
	reads("不足20%", "percent [20%] 0.20 <");
	reads("至少5次", "count [5次] 5 次 >=");
	reads("80%以上", "percent [80%] 0.80 >=");
	reads("20多万人", "count [20多万人] 200000 人 +");
	reads("130余种", "count [130余种] 130 种 +");
	reads("over 300 people", "count [300 people] 300 people >");
	reads("took over 300 people", "count [300 people] 300 people");
	reads("nearly £5 million", "amount [£5 million] 5000000 pounds ~");
}

static void
test_units(void **state)
{
	(void)state;
	reads("3500万千瓦时", "measure [3500万千瓦时] 35000000 千瓦时");
	reads("5千米", "measure [5千米] 5 公里");
	reads("202元/人", "amount [202元/人] 202 元/人");
	reads("3个月", "measure [3个月] 3 个月");
	reads("20日", "measure [20日] 20 天");
	reads("-3.5%", "percent [-3.5%] -0.035");
	reads("增长-3.5%", "percent [-3.5%] -0.035");
	reads("5%-8%", "percent [5%-8%] 0.05..0.08");
	reads("3万至5万元", "amount [3万至5万元] 30000..50000 元");
	reads("由100项到80项", "count [100项] 100 项; count [80项] 80 项");
	unit_id hour = lexicon_unit_named(lx, STR("小时")), day = lexicon_unit_named(lx, STR("天"));
	assert_int_equal(lexicon_unit(lx, hour)->base, lexicon_unit(lx, day)->base);
	assert_int_not_equal(lexicon_unit(lx, first("5宗").unit)->base,
			     lexicon_unit(lx, first("5件").unit)->base);
}

static void
test_english(void **state)
{
	(void)state;
	reads("£1.2 million", "amount [£1.2 million] 1200000 pounds");
	reads("£1.2m and $3,500", "amount [£1.2m] 1200000 pounds; amount [$3,500] 3500 dollars");
	reads("five per cent of 20 people",
	      "percent [five per cent] 0.05; count [20 people] 20 people");
	reads("covers four areas", "bare [four] 4");
	reads("no one of the two hundred and five", "bare [two hundred and five] 205");
	reads("twenty-five years", "measure [twenty-five years] 25 years");
	reads("rose by 258,000 to 16.2 million",
	      "bare [258,000] 258000; bare [16.2 million] 16200000");
	reads("from 718.7 to 662.3 million",
	      "bare [718.7] 718700000; bare [662.3 million] 662300000");
	reads("two-thirds of them", "ratio [two-thirds] 0.667");
	reads("rose by 2.5 percentage points",
	      "point [2.5 percentage points] 2.5 percentage points");
	reads("between 5 and 10 minutes", "measure [5 and 10 minutes] 5..10 minutes");
	reads("the tenth often none", "");
}

static void
test_names(void **state)
{
	(void)state;
	reads("（国发〔2020〕13 号）", "name [2020〕13 号]");
	reads("粤机编办函（2015）224号", "name [2015）224号]");
	reads("第238号、第四章", "name [第238号]; name [第四章]");
	reads("拨打12345热线", "name [12345热线]");
	reads("电话：020-82662270。", "name [020-82662270]");
	reads("手机13800138000", "name [13800138000]");
	reads("采用GB18030、PM2.5、5G、A4、COVID-19",
	      "name [18030]; name [2.5]; name [5G]; name [4]; name [19]");
	reads("“5+2”工作", "name [5+2]");
	reads("1型糖尿病", "name [1型糖尿病]");
	reads("版本1.2.3", "name [1.2.3]");
	reads("上午8:30至17:30", "name [8:30至17:30]");
	reads("192.168.0.1", "name [192.168.0.1]");
	reads("见附件3和表2", "name [3]; name [2]");
	reads("附件3份", "count [3份] 3 份");
	reads("“行政运行”科目1,202.95万元", "amount [1,202.95万元] 12029500 元");
	reads("in Table 3, per 100,000", "name [3]; name [100,000]");
	reads("7×24小时", "name [7×24小时]");
	reads("http://a.cn/2019/05/t2", "name [2019/05/t2]");
	reads("排名第三", "ordinal [第三] 3");
	reads("the 3rd time", "ordinal [3rd] 3");
	reads("1.2020年全市", "name [1.]; date [2020年] 2020");
	reads("2,9995.39", "bare [2,9995.39] 29995.39"); /* a slip, not two figures */
	reads("were 2,22 in 2011", "bare [2,22] 222; date [2011] 2011");
	reads("counted 10,22 and 30", "bare [10] 10; bare [22] 22; bare [30] 30");
}

static void
test_intervals(void **state)
{
	struct interval i;

	(void)state;
	i = lexeme_interval(&(struct lexeme){.value = {155, -3}, .rounded = true});
	assert_int_equal(decimal_cmp(i.lo, (struct decimal){1545, -4}), 0);
	assert_int_equal(decimal_cmp(i.hi, (struct decimal){1555, -4}), 0);
	struct lexeme l = first("97项");
	i = lexeme_interval(&l);
	assert_int_equal(decimal_cmp(i.lo, i.hi), 0);
	l = first("66%");
	i = lexeme_truncated(&l);
	assert_true(i.hi_open);
	assert_int_equal(decimal_cmp(i.lo, (struct decimal){66, -2}), 0);
	assert_int_equal(decimal_cmp(i.hi, (struct decimal){67, -2}), 0);
	l = first("20余人");
	i = lexeme_interval(&l);
	assert_true(i.hi_open);
	assert_int_equal(decimal_cmp(i.hi, (struct decimal){30, 0}), 0);
	l = first("约20人");
	i = lexeme_interval(&l);
	assert_int_equal(decimal_cmp(i.lo, (struct decimal){10, 0}), 0);
	assert_int_equal(decimal_cmp(i.hi, (struct decimal){30, 0}), 0);
	l = first("245人左右");
	i = lexeme_interval(&l);
	assert_int_equal(decimal_cmp(i.lo, (struct decimal){2205, -1}), 0);
	assert_int_equal(decimal_cmp(i.hi, (struct decimal){2695, -1}), 0);
	l = first("80%以上");
	i = lexeme_interval(&l);
	assert_true(i.hi_unbounded && !i.lo_open);
	l = first("不足20人");
	i = lexeme_interval(&l);
	assert_true(i.hi_open && !i.lo_unbounded && i.lo.mantissa == 0);
	i = lexeme_interval(&(struct lexeme){.value = {INT64_MAX, 60}, .rounded = true});
	assert_int_equal(i.lo.mantissa, INT64_MAX);
}

/* No text makes the lexer stand still, step back, or read outside. */
static void
test_progress(void **state)
{
	static const char *const pieces[] = {
		"1",   "0",	  "9999",     ",",    ".",    "-",  "/",    ":",  "%",
		"一",  "十",	  "百",	      "千",   "万",   "亿", "半",   "点", "第",
		"年",  "月",	  "日",	      "至",   "—",    "约", "余",   "多", "以上",
		"个",  "元",	  "£",	      "$",    " ",    "to", "May ", "Q1", "twenty",
		"and", "million", "per cent", "分之", "〔",   "〕", "号",   "（", "）",
		"FY",  "×",	  "+",	      "由",   "个半", "X",  "\n",   "😀",  "é",
	};
	const size_t count = sizeof pieces / sizeof *pieces;
	uint32_t seed = 12345;

	(void)state;
	for (int round = 0; round < 20000; round++) {
		char *line = malloc(128);
		size_t len = 0;
		for (int k = 0; k < 12; k++) {
			seed = seed * 1664525u + 1013904223u;
			const char *p = pieces[(seed >> 16) % count];
			if (len + strlen(p) > 128)
				break;
			memcpy(line + len, p, strlen(p));
			len += strlen(p);
		}
		/* Exactly as long as the text, so that a sanitizer sees every step outside. */
		char *exact = malloc(len ? len : 1);
		memcpy(exact, line, len);
		struct lexeme l;
		uint32_t at = 0, end = (uint32_t)len, next;
		const struct char_set no_chars = {0};
		const struct byte_set no_bytes = {0};
		const struct lex_marks wanted = {&no_chars, &no_bytes};
		const struct lex_map map = lex_map(lx, arena, exact, len, &wanted);
		while ((next = lex_next(lx, exact, at, end)) < end) {
			assert_int_equal(lex_next_of(lx, &map, exact, at, end), next);
			at = next;
			if (lex_fact(lx, exact, 0, at, end, &l, &next)) {
				assert_true(l.span.from < l.span.to && l.span.to <= end);
				assert_true(l.kind > KIND_NONE && l.kind < KIND_COUNT_OF_KINDS);
				assert_true(l.span.to <= next || l.kind == KIND_NAME);
			}
			assert_true(next > at && next <= end);
			at = next;
		}
		free(line);
		free(exact);
	}
}

static void
test_long(void **state)
{
	const uint32_t length = 10000, repeated = 200000;
	char *digits = malloc(length), *text = malloc(repeated * 3u);
	struct lexeme l;
	uint32_t next, at = 0;

	(void)state;
	memset(digits, '7', length);
	assert_true(lex_fact(lx, digits, 0, 0, length, &l, &next));
	assert_int_equal(l.kind, KIND_NAME);
	assert_int_equal(next, length);
	/* A long run of numerals, of digits with commas, of dashes: linear all the same. */
	static const char *const units[] = {"一", "百", "1,0", "1-1", "第第", "约约", "1.1", "年1"};
	for (size_t k = 0; k < sizeof units / sizeof *units; k++) {
		uint32_t n = 0, step = (uint32_t)strlen(units[k]);
		while (n + step <= repeated * 3u) {
			memcpy(text + n, units[k], step);
			n += step;
		}
		for (at = 0; (at = lex_next(lx, text, at, n)) < n; at = next)
			lex_fact(lx, text, 0, at, n, &l, &next);
	}
	free(digits);
	free(text);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_design),	   cmocka_unit_test(test_numerals),
		cmocka_unit_test(test_qualifiers), cmocka_unit_test(test_units),
		cmocka_unit_test(test_english),	   cmocka_unit_test(test_names),
		cmocka_unit_test(test_intervals),  cmocka_unit_test(test_progress),
		cmocka_unit_test(test_long),
	};

	return cmocka_run_group_tests(tests, setup, close_arena);
}
