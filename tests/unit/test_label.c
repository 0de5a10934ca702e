/* Labels: what a figure counts, and when two name the same thing. */
#include "report.h"

static struct label
label_of(struct test_report *r, const char *text, const char *figure)
{
	const struct facts *f = report_text(r, text);

	for (size_t i = 0; i < f->count; i++)
		if (str_eq(fact_text(f, &f->at[i]), str_of(figure)))
			return fact_label(r->arena, f, &f->at[i]);
	fail_msg("no fact %s", figure);
	return (struct label){0};
}

static void
takes_the_words_on_both_sides(void **state)
{
	struct test_report *r = *state;
	struct label l = label_of(r, "2020年，我局共有行政许可事项97项，办结率高。\n", "97项");

	assert_str(l.left, "行政许可事项");
	assert_str(l.right, "");
	l = label_of(r, "梳理97项行政许可事项，压减12项。\n", "97项");
	assert_str(l.right, "行政许可事项");
}

static void
passes_over_brackets(void **state)
{
	struct test_report *r = *state;
	struct label l = label_of(r, "补发护照（含加急2件）500本。\n", "500本");

	assert_str(l.left, "补发护照");
	l = label_of(r, "补发护照（含加急2件）500本。\n", "2件");
	assert_true(str_ends(l.left, STR("加急")));
	assert_int_equal(str_find(l.left, STR("护照")), SIZE_MAX);
}

static void
stops_at_neighbours(void **state)
{
	struct test_report *r = *state;
	struct label l = label_of(r, "许可事项12项全程网办8项，其余4项。\n", "8项");

	assert_str(l.left, "全程网办");
}

static void
same_and_alike(void **state)
{
	struct test_report *r = *state;
	struct label a = label_of(r, "我局行政许可事项共97项。\n", "97项");
	struct label copy = {str_copy(r->arena, a.left), str_copy(r->arena, a.right)};
	char left[64];

	assert_in_range(copy.left.len, 1, sizeof left);
	memcpy(left, copy.left.at, copy.left.len);
	copy.left.at = left;
	struct label b = label_of(r, "该97项行政许可事项均已公开。\n", "97项");
	assert_true(label_same(copy, (struct label){.left = STR("行政许可事项")}));
	assert_true(label_alike(copy, b));
	assert_false(label_same((struct label){0}, (struct label){0}));
	assert_false(label_alike((struct label){.left = STR("受理申请")},
				 (struct label){.left = STR("警务终端")}));
	assert_true(label_alike((struct label){.left = STR("全程网办的行政许可事项")},
				(struct label){.right = STR("行政许可事项")}));
}

static void
english_noun_phrase(void **state)
{
	struct test_report *r = *state;
	struct label l = label_of(r, "There were 1,234 adoption orders in the year.\n", "1,234");

	assert_true(str_starts(label_join(r->arena, l), STR("adoption orders")) ||
		    str_find(label_join(r->arena, l), STR("adoption orders")) != SIZE_MAX);
}

static void
long_sentences_stay_cheap(void **state)
{
	struct test_report *r = *state;
	struct buf text = {.arena = arena_new(test_oom)};

	for (int i = 0; i < 50000; i++)
		buf_add(&text, STR("（甲5"));
	const struct facts *f = report_read(r, buf_str(&text));
	for (size_t i = 0; i < f->count; i++)
		assert_true(fact_label(r->arena, f, &f->at[i]).left.len <= 256);
	arena_free(text.arena);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(takes_the_words_on_both_sides),
		cmocka_unit_test(passes_over_brackets),
		cmocka_unit_test(stops_at_neighbours),
		cmocka_unit_test(same_and_alike),
		cmocka_unit_test(english_noun_phrase),
		cmocka_unit_test(long_sentences_stay_cheap),
	};
	return cmocka_run_group_tests(tests, report_open, report_close);
}
