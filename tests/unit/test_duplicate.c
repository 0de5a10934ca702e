/* The kind "duplicate" and the passages under it. */
#include "../../lint/fact/passage.h"
#include "findings.h"

#define PASSAGE                                                                                                                        \
	"阅览室延长开放时间并增设自习座位120个，同时引进自助借还设备8台和新书推荐展架15组，"     \
	"方便读者随时查阅馆藏资料和参加各类讲座活动，全年接待读者35000人次，外借图书28000册次，" \
	"举办公益讲座46场，组织志愿者参与服务900余人次，受到读者普遍欢迎。"
#define CHANGED                                                                                                                        \
	"阅览室延长开放时间并增设自习座位167个，同时引进自助借还设备3台和新书推荐展架92组，"     \
	"方便读者随时查阅馆藏资料和参加各类讲座活动，全年接待读者41586人次，外借图书73321册次，" \
	"举办公益讲座28场，组织志愿者参与服务412余人次，受到读者普遍欢迎。"
#define OTHER                                                                                                                      \
	"少儿馆组织亲子阅读活动，邀请作家走进社区与小读者见面交流，并在周末开放手工教室，" \
	"由志愿者带领孩子们制作书签和绘本，家长可以在线预约名额，现场签到后领取材料，"       \
	"优秀作品在大厅集中展出，年末评选出最受欢迎的作品并颁发奖状。"
#define THIRD                                                                                                                            \
	"流动图书车定期前往山区学校，为师生送去新书并回收旧书，沿途还为村民放映科普影片，"       \
	"讲解防灾知识和农业技术，一年行程数万公里，覆盖全部偏远乡镇，车上配有空调和轮椅坡道，" \
	"老人和残疾读者也能方便地登车选书，办证和还书都在车上完成。"

static void
a_copy_is_found_and_points_at_the_later_place(void **state)
{
	struct bench *b = *state;

	bench_lint(b, PASSAGE "\n\n" OTHER "\n\n" THIRD "\n\n" PASSAGE "\n");
	assert_int_equal(bench_count(b, "duplicate-passage", LEVEL_WARNING), 1);
	for (size_t i = 0; i < b->result.check.findings.len; i++) {
		const struct finding *f = &b->result.check.findings.at[i];

		if (!str_eq(f->rule->id, STR("duplicate-passage")))
			continue;
		assert_int_equal(f->related_count, 1);
		assert_true(f->related[0].span.to <= f->span.from);
		assert_true(str_eq(doc_slice(&b->result.doc, f->span),
				   doc_slice(&b->result.doc, f->related[0].span)));
	}
}

static void
a_copy_with_other_figures_is_found(void **state)
{
	struct bench *b = *state;

	bench_lint(b, PASSAGE "\n\n" OTHER "\n\n" THIRD "\n\n" CHANGED "\n");
	assert_int_equal(bench_count(b, "near-duplicate-passage", LEVEL_WARNING), 1);
	assert_int_equal(bench_count(b, "duplicate-passage", LEVEL_NOTE), 0);
}

/* The number of an item or of a note is no figure. */
static void
a_copy_under_another_number_is_word_for_word(void **state)
{
	static const char *const pairs[][2] = {
		{"2. Opening hours in the reading room were extended by the city council, with "
		 "loans "
		 "counted once a day by staff",
		 "7. Opening hours in the reading room were extended by the city council, with "
		 "loans "
		 "counted once a day by staff"},
		{"Opening hours in the reading room1 were extended by the city council, with loans "
		 "counted once a day by staff",
		 "Opening hours in the reading room3 were extended by the city council, with loans "
		 "counted once a day by staff"},
	};
	static const char rest[] =
		", while visitors without a card are asked at the door and counted by "
		"hand; the branches in the suburbs send their lists at the end of each "
		"month, and the head office checks them before they are published on the "
		"pages of the library together with a short account of what has changed, "
		"which readers may take away at the desk.";
	struct bench *b = *state;
	char text[4096];

	for (size_t i = 0; i < sizeof pairs / sizeof *pairs; i++) {
		size_t len = 0;

		for (size_t k = 0; k < 24; k++)
			len += (size_t)snprintf(
				text + len, sizeof text - len,
				"Branch number %zu kept its own hours all year.\n\n", k);
		snprintf(text + len, sizeof text - len, "%s%s\n\n" OTHER "\n\n%s%s\n", pairs[i][0],
			 rest, pairs[i][1], rest);
		bench_lint(b, text);
		assert_int_equal(bench_count(b, "near-duplicate-passage", LEVEL_NOTE), 0);
		assert_int_equal(bench_count(b, "duplicate-passage", LEVEL_WARNING), 1);
	}
}

static void
a_frame_that_stands_three_times_is_form(void **state)
{
	struct bench *b = *state;

	bench_lint(b, PASSAGE "\n\n" OTHER "\n\n" CHANGED "\n\n" THIRD "\n\n" PASSAGE "\n");
	assert_int_equal(bench_count(b, "near-duplicate-passage", LEVEL_NOTE), 0);
}

static void
a_text_that_stands_twice_is_said_once(void **state)
{
	struct bench *b = *state;

	bench_lint(b,
		   PASSAGE "\n\n" PASSAGE "\n\n" OTHER "\n\n" OTHER "\n\n" THIRD "\n\n" THIRD "\n");
	assert_int_equal(bench_count(b, "duplicate-text", LEVEL_WARNING), 1);
	assert_int_equal(bench_count(b, "duplicate-passage", LEVEL_NOTE), 0);
}

static void
headings_and_short_repeats_are_left_alone(void **state)
{
	struct bench *b = *state;

	bench_lint(b, "一、阅览服务\n\n" OTHER "\n\n二、阅览服务\n\n" THIRD "\n");
	assert_int_equal(bench_count(b, "duplicate-passage", LEVEL_NOTE), 0);
}

static void
periodic_text_is_linear(void **state)
{
	struct bench *b = *state;
	size_t len = 0, room = 2u << 20;
	char *text = malloc(room + 64);

	while (len < room) {
		memcpy(text + len, "重复", 6);
		len += 6;
	}
	bench_lint_bytes(b, text, len);
	free(text);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_copy_is_found_and_points_at_the_later_place),
		cmocka_unit_test(a_copy_with_other_figures_is_found),
		cmocka_unit_test(a_copy_under_another_number_is_word_for_word),
		cmocka_unit_test(a_frame_that_stands_three_times_is_form),
		cmocka_unit_test(a_text_that_stands_twice_is_said_once),
		cmocka_unit_test(headings_and_short_repeats_are_left_alone),
		cmocka_unit_test(periodic_text_is_linear),
	};

	return cmocka_run_group_tests(tests, bench_open, bench_close);
}
