/* Sentences, clauses, and enumerators inside sentences. */
#include "doc_fixture.h"

static void
expect_sentences(struct fixture *f, const char *text, const char *const *want, size_t n)
{
	fixture_read(f, text);
	for (size_t i = 0; i < n && i < f->doc.sentence_count; i++)
		assert_string_equal(fixture_sentence(f, i), want[i]);
	assert_int_equal(f->doc.sentence_count, n);
}
#define EXPECT(f, text, ...)                                                                       \
	do {                                                                                       \
		static const char *const want[] = {__VA_ARGS__};                                   \
		expect_sentences(f, text, want, sizeof want / sizeof *want);                       \
	} while (0)

static void
ends_at_han_marks(void **state)
{
	EXPECT(*state, "今年任务已完成！是否达标？基本达标。", "今年任务已完成！", "是否达标？",
	       "基本达标。");
	EXPECT(*state, "共办理三件；其中两件已结。没有句号的结尾", "共办理三件；其中两件已结。",
	       "没有句号的结尾");
}

static void
keeps_closing_marks(void **state)
{
	EXPECT(*state, "他说：“都办好了。”随后离开。", "他说：“都办好了。”", "随后离开。");
	EXPECT(*state, "（均为年度数据。）下同。", "（均为年度数据。）", "下同。");
}

static void
does_not_end_inside_brackets(void **state)
{
	EXPECT(*state, "本市（含各区。不含直属单位）共有五家。另有一家。",
	       "本市（含各区。不含直属单位）共有五家。", "另有一家。");
	EXPECT(*state, "他强调“要抓紧办。要办好”，并作了部署。",
	       "他强调“要抓紧办。要办好”，并作了部署。");
	EXPECT(*state, "依照《办法。试行》执行。完。", "依照《办法。试行》执行。", "完。");
}

static void
forgets_brackets_that_stay_open(void **state)
{
	EXPECT(*state, "本市（含各区共有五家。另有一家。第三句。", "本市（含各区共有五家。",
	       "另有一家。", "第三句。");
}

static void
ends_at_latin_marks(void **state)
{
	EXPECT(*state, "It rose by 3.5 per cent. The U.S. total fell, e.g. in No. 5. Why? It did.",
	       "It rose by 3.5 per cent.", "The U.S. total fell, e.g. in No. 5.", "Why?",
	       "It did.");
	EXPECT(*state, "Mr. Smith and J. Jones met (see p. 4). They agreed.",
	       "Mr. Smith and J. Jones met (see p. 4).", "They agreed.");
}

static void
leaves_out_the_enumerator(void **state)
{
	struct fixture *f = *state;
	EXPECT(f, "（一）全年办理三件。（见附件）", "全年办理三件。", "（见附件）");
	assert_int_equal(f->doc.enumerator_count, 1);
	assert_true(f->doc.enumerators[0].opens);
}

static void
finds_inline_enumerators(void **state)
{
	struct fixture *f = *state;
	fixture_read(f, "主要做法有：一是健全制度；二是加强检查；三是公开结果。具体包括：（1）登记"
			"；（2）复核。\n");
	assert_int_equal(f->doc.enumerator_count, 5);
	for (size_t i = 0; i < 5; i++) {
		assert_false(f->doc.enumerators[i].opens);
		assert_int_equal(f->doc.enumerators[i].e.number, i < 3 ? i + 1 : i - 2);
	}
	assert_int_equal(f->doc.enumerators[0].e.style, STYLE_HAN_IS);
	assert_int_equal(f->doc.enumerators[3].e.style, STYLE_ARABIC_PAREN);
}

static void
cuts_endless_sentences(void **state)
{
	struct fixture *f = *state;
	struct buf b = {.arena = f->arena};
	while (b.len < 100000)
		buf_add(&b, STR("一二三四五六七八九十，"));
	fixture_read_bytes(f, buf_str(&b), DOC_TEXT);
	assert_in_range(f->doc.sentence_count, 5, 8);
}

static void
splits_clauses(void **state)
{
	struct fixture *f = *state;
	static const char *const want[] = {"全年办理1,234件，", "其中（含转报，不含退件）三件；",
					   "比例为8:2，", "甲、乙均已办结。"};
	fixture_read(
		f, "全年办理1,234件，其中（含转报，不含退件）三件；比例为8:2，甲、乙均已办结。\n");
	struct span clause;
	uint32_t at = 0;
	size_t n = 0;
	while (doc_clause_next(&f->doc, f->doc.sentences[0].span, &at, &clause)) {
		assert_true(n < 4);
		assert_string_equal(fixture_slice(f, clause), want[n++]);
	}
	assert_int_equal(n, 4);
}

static void
tells_languages(void **state)
{
	struct fixture *f = *state;
	fixture_read(f, "全年共办理事项三千件。\n");
	assert_int_equal(f->doc.languages, 1);
	fixture_read(f, "The department closed most of the cases in the year.\n");
	assert_int_equal(f->doc.languages, 2);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(ends_at_han_marks),
		cmocka_unit_test(keeps_closing_marks),
		cmocka_unit_test(does_not_end_inside_brackets),
		cmocka_unit_test(forgets_brackets_that_stay_open),
		cmocka_unit_test(ends_at_latin_marks),
		cmocka_unit_test(leaves_out_the_enumerator),
		cmocka_unit_test(finds_inline_enumerators),
		cmocka_unit_test(cuts_endless_sentences),
		cmocka_unit_test(splits_clauses),
		cmocka_unit_test(tells_languages),
	};
	return cmocka_run_group_tests(tests, fixture_setup, fixture_teardown);
}
