/* The kinds "pairs" and "doubled". */
#include "findings.h"

static size_t
alarms(const struct bench *b)
{
	return bench_count(b, "bracket-unclosed", LEVEL_NOTE) +
	       bench_count(b, "bracket-unopened", LEVEL_NOTE) +
	       bench_count(b, "bracket-width", LEVEL_NOTE);
}

static void
every_missing_half_is_found(void **state)
{
	static const char *const halves[][2] = {{"（", "）"}, {"《", "》"}, {"“", "”"},
						{"【", "】"}, {"〔", "〕"}, {"(", ")"}};
	struct bench *b = *state;
	char text[256];

	for (size_t i = 0; i < sizeof halves / sizeof *halves; i++) {
		snprintf(text, sizeof text, "本馆新购图书%s少儿读物%s若干，已经全部上架。\n",
			 halves[i][0], halves[i][1]);
		bench_lint(b, text);
		assert_int_equal(alarms(b), 0);
		snprintf(text, sizeof text, "本馆新购图书%s少儿读物若干，已经全部上架。\n",
			 halves[i][0]);
		bench_lint(b, text);
		assert_int_equal(bench_count(b, "bracket-unclosed", LEVEL_WARNING), 1);
		snprintf(text, sizeof text, "本馆新购图书少儿读物%s若干，已经全部上架。\n",
			 halves[i][1]);
		bench_lint(b, text);
		assert_int_equal(bench_count(b, "bracket-unopened", LEVEL_WARNING), 1);
	}
}

static void
a_change_of_width_is_found(void **state)
{
	struct bench *b = *state;

	bench_lint(b, "本馆新购图书（含少儿读物),已经全部上架。\n");
	assert_int_equal(bench_count(b, "bracket-width", LEVEL_WARNING), 1);
	assert_int_equal(alarms(b), 1);
}

static void
lawful_marks_are_left_alone(void **state)
{
	struct bench *b = *state;

	bench_lint(b, "本馆做了三件事：1）新购图书；2）修缮馆舍；3）培训人员。\n\n"
		      "“他说了很多话，都记在这里。\n\n“后来又说了一些。\n\n“最后说完了。”\n\n"
		      "读者's 意见都已记录。区间(0, 5]内的数值有效。\n");
	assert_int_equal(alarms(b), 0);
}

static void
every_mark_is_found_wherever_it_stands(void **state)
{
	static const char *const loose[] = {"（", "）", "《", "》", "“",  "”",	"【", "】", "〔",
					    "〕", "「", "」", "『", "』", "〈", "〉", "［", "］",
					    "｛", "｝", "(",  "[",  "]",  "{",	"}"};
	struct bench *b = *state;
	char text[512];

	for (size_t k = 0; k < sizeof loose / sizeof *loose; k++)
		for (size_t ahead = 1; ahead < 44; ahead += 1 + k % 3) {
			size_t len = 0;

			for (size_t i = 0; i < 64; i++)
				len += (size_t)snprintf(text + len, sizeof text - len, "%s%s",
							i == ahead ? loose[k] : "",
							i % 2	? "馆"
							: i % 3 ? "藏"
								: "，");
			snprintf(text + len, sizeof text - len, "已经公布。\n");
			bench_lint(b, text);
			assert_int_equal(alarms(b), 1);
		}
}

static void
deep_nesting_is_linear(void **state)
{
	struct bench *b = *state;
	size_t n = 100000, len = 0;
	char *text = malloc(n * 6 + 16);

	for (size_t i = 0; i < n; i++, len += 3)
		memcpy(text + len, "（", 3);
	for (size_t i = 0; i < n; i++, len += 3)
		memcpy(text + len, "》", 3);
	bench_lint_bytes(b, text, len);
	free(text);
}

static void
doubled_words_need_evidence(void **state)
{
	struct bench *b = *state;

	bench_lint(b, "公共阅览服务事项已经公布。部分公共阅览阅览服务仍在完善。\n");
	assert_int_equal(bench_count(b, "doubled-word", LEVEL_WARNING), 1);
	assert_at(b, "doubled-word", "阅览阅览");
	bench_lint(b, "加快建设建设用地市场，群众一步一步走向富裕，感受实实在在。\n");
	assert_int_equal(bench_count(b, "doubled-word", LEVEL_WARNING), 0);
	bench_lint(b, "The council approved the the budget. It had had time.\n");
	assert_int_equal(bench_count(b, "doubled-word-english", LEVEL_WARNING), 1);
}

static void
doubled_words_are_found_wherever_they_stand(void **state)
{
	static const char *const words[] = {"阅览", "阅览室", "图书馆员", "少儿图书馆",
					    "流动图书车队"};
	static const char before[] = "各区县公共文化设施全部免费开放并延长时间有关";
	struct bench *b = *state;
	char text[512];

	for (size_t k = 0; k < sizeof words / sizeof *words; k++)
		for (size_t from = 0; from + 6 < sizeof before; from += 3)
			for (size_t blanks = 0; blanks < 3; blanks++) {
				snprintf(text, sizeof text,
					 "%.*s%s%s%s服务事项已经公布，市民可以放心前往办理。\n",
					 (int)blanks, "ab", before + from, words[k], words[k]);
				bench_lint(b, text);
				assert_int_equal(bench_count(b, "doubled-word", LEVEL_NOTE), 1);
			}
}

static void
doubled_marks_are_found_wherever_they_stand(void **state)
{
	struct bench *b = *state;
	char text[512];

	for (size_t first = 1; first < 48; first++) {
		size_t len = 0;

		for (size_t i = 0; i < 60; i++)
			len += (size_t)snprintf(text + len, sizeof text - len, "%s",
						i == first ? "，，"
						: i % 2	   ? "馆"
							   : "藏");
		snprintf(text + len, sizeof text - len, "。\n");
		bench_lint(b, text);
		assert_int_equal(bench_count(b, "punctuation-doubled", LEVEL_NOTE), 1);
	}
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(every_missing_half_is_found),
		cmocka_unit_test(a_change_of_width_is_found),
		cmocka_unit_test(lawful_marks_are_left_alone),
		cmocka_unit_test(every_mark_is_found_wherever_it_stands),
		cmocka_unit_test(deep_nesting_is_linear),
		cmocka_unit_test(doubled_words_need_evidence),
		cmocka_unit_test(doubled_words_are_found_wherever_they_stand),
		cmocka_unit_test(doubled_marks_are_found_wherever_they_stand),
	};

	return cmocka_run_group_tests(tests, bench_open, bench_close);
}
