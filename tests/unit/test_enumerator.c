/*
 * Enumerators: all styles, with both kinds of brackets, what is only perhaps
 * one, and what is none.
 */
#include "line_fixture.h"

static void
is_read(const char *line, bool at_start, enum style style, uint32_t number, const char *mark,
	bool unsure)
{
	struct enumerator e;
	bool doubt;

	if (!enumerator_at(lx, line, 0, (uint32_t)strlen(line), at_start, &e, &doubt))
		fail_msg("%s: no enumerator", line);
	if (e.style != style || e.number != number || e.span.to != strlen(mark) || doubt != unsure)
		fail_msg("%s: %s %u [%.*s] unsure %d", line, style_names[e.style], e.number,
			 (int)e.span.to, line, doubt);
}

static void
starts(const char *line, enum style style, uint32_t number, const char *mark)
{
	is_read(line, true, style, number, mark, false);
}

static void
unsure(const char *line, enum style style, uint32_t number, const char *mark)
{
	is_read(line, true, style, number, mark, true);
}

static void
is_none(const char *line, bool at_start)
{
	struct enumerator e;
	bool doubt;

	if (enumerator_at(lx, line, 0, (uint32_t)strlen(line), at_start, &e, &doubt) && !doubt)
		fail_msg("%s: %s %u", line, style_names[e.style], e.number);
}

static void
test_han(void **state)
{
	(void)state;
	starts("一、基本情况", STYLE_HAN_COMMA, 1, "一、");
	starts("十二、其他", STYLE_HAN_COMMA, 12, "十二、");
	starts("三.工作", STYLE_HAN_COMMA, 3, "三.");
	starts("（一）落实", STYLE_HAN_PAREN, 1, "（一）");
	starts("（ 二十一 ）落实", STYLE_HAN_PAREN, 21, "（ 二十一 ）");
	starts("(三)落实", STYLE_HAN_PAREN, 3, "(三)");
	starts("第一部分 概况", STYLE_PART, 1, "第一部分");
	starts("第二章 总则", STYLE_CHAPTER, 2, "第二章");
	starts("第三节", STYLE_SECTION, 3, "第三节");
	starts("第四条 本办法", STYLE_ARTICLE, 4, "第四条");
	starts("第一，完善", STYLE_ORDINAL, 1, "第一，");
	starts("二是加强", STYLE_HAN_IS, 2, "二是");
	starts("一百九十九、其他", STYLE_HAN_COMMA, 199, "一百九十九、");
	is_none("二百零一、其他", true);
	is_none("一一一一一一一一一一一一一一一一一一一一、其他", true);
	is_none("一、二、三产业", true);
	is_none("第四条规定了", true);
	is_none("一般来说", true);
	is_none("三个方面", true);
}

static void
test_arabic(void **state)
{
	(void)state;
	starts("1.基本", STYLE_ARABIC_DOT, 1, "1.");
	starts("12. Results", STYLE_ARABIC_DOT, 12, "12.");
	starts("1．基本", STYLE_ARABIC_DOT, 1, "1．");
	starts("3、基本", STYLE_ARABIC_COMMA, 3, "3、");
	starts("1、2015年全市", STYLE_ARABIC_COMMA, 1, "1、");
	starts("（1）基本", STYLE_ARABIC_PAREN, 1, "（1）");
	starts("( 2 )基本", STYLE_ARABIC_PAREN, 2, "( 2 )");
	starts("3）基本", STYLE_ARABIC_CLOSE, 3, "3）");
	starts("1.2 Method", STYLE_DECIMAL, 2, "1.2");
	starts("1.2.3 方法", STYLE_DECIMAL, 3, "1.2.3");
	starts("①基本", STYLE_CIRCLED, 1, "①");
	starts("⑴基本", STYLE_ARABIC_PAREN, 1, "⑴");
}

static void
test_letters(void **state)
{
	struct enumerator e;
	bool doubt;

	(void)state;
	starts("II. Results", STYLE_ROMAN, 2, "II.");
	starts("IV. Results", STYLE_ROMAN, 4, "IV.");
	starts("Ⅲ、成果", STYLE_ROMAN, 3, "Ⅲ、");
	starts("(a) first", STYLE_LETTER_PAREN, 1, "(a)");
	starts("b) second", STYLE_LETTER_PAREN, 2, "b)");
	starts("A. Scope", STYLE_LETTER_DOT, 1, "A.");
	starts("First, we", STYLE_WORD, 1, "First,");
	assert_true(enumerator_at(lx, "(iii) third", 0, 11, true, &e, &doubt));
	assert_int_equal(e.letter, 'i');
	assert_int_equal(e.number, 3);
	is_none("e.g. this", true);
	is_none("U.K. trade", true);
	is_none("In May", true);
}

static void
test_unsure(void **state)
{
	struct enumerator e;
	bool doubt;

	(void)state;
	starts("1.2020年全市", STYLE_ARABIC_DOT, 1, "1.");
	starts("3.2020 年度", STYLE_ARABIC_DOT, 3, "3.");
	unsure("3.10种", STYLE_ARABIC_DOT, 3, "3.");
	unsure("3.5%的", STYLE_ARABIC_DOT, 3, "3.");
	unsure("10.9", STYLE_DECIMAL, 9, "10.9");
	is_none("2020.1.5", true);
	is_none("2020年", true);
	is_none("1.5万元", true);
	is_none("1、2、3号", true);
	assert_true(enumerator_at(lx, "2.3.4 x", 0, 7, true, &e, &doubt));
	assert_int_equal(e.depth, 3);
	assert_int_equal(e.path[0], 2);
	assert_int_equal(e.path[1], 3);
	assert_int_equal(e.path[2], 4);
}

static void
test_inside(void **state)
{
	(void)state;
	is_read("一是完善", false, STYLE_HAN_IS, 1, "一是", false);
	is_read("第二，完善", false, STYLE_ORDINAL, 2, "第二，", false);
	is_read("（3）完善", false, STYLE_ARABIC_PAREN, 3, "（3）", false);
	is_read("2）完善", false, STYLE_ARABIC_CLOSE, 2, "2）", false);
	is_read("③完善", false, STYLE_CIRCLED, 3, "③", false);
	is_none("一、完善", false);
	is_none("（一）完善", false);
	is_none("1.完善", false);
	is_none("第一章 总则", false);
	is_none("(a) first", false);
}

static void
test_short(void **state)
{
	static const char *const lines[] = {"",	    "1",
					    "1.",   "（",
					    "（1",  "第",
					    "第一", "一",
					    "(",    "(a",
					    "a",    "II",
					    "999",  "1.2.3.4.5.6.7.8",
					    "9999", "1.1.1.1.1.1.1.1.1.1"};
	struct enumerator e;
	bool doubt;

	(void)state;
	for (size_t i = 0; i < sizeof lines / sizeof *lines; i++) {
		uint32_t len = (uint32_t)strlen(lines[i]);
		char *exact = malloc(len ? len : 1);
		memcpy(exact, lines[i], len);
		if (enumerator_at(lx, exact, 0, len, true, &e, &doubt))
			assert_true(e.span.to <= len && e.depth <= 6);
		free(exact);
	}
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_han),	cmocka_unit_test(test_arabic),
		cmocka_unit_test(test_letters), cmocka_unit_test(test_unsure),
		cmocka_unit_test(test_inside),	cmocka_unit_test(test_short),
	};

	return cmocka_run_group_tests(tests, setup, close_arena);
}
