/* Facts: which there are, their years, quotations, brackets; hostile input. */
#include "report.h"

static void
reads_facts_in_order(void **state)
{
	struct test_report *r = *state;
	const struct facts *f = report_text(r, "我局共有许可事项97项，全程网办15项，占比15.5%。\n");

	assert_int_equal(f->count, 3);
	assert_str(fact_text(f, &f->at[0]), "97项");
	assert_str(fact_text(f, &f->at[1]), "15项");
	assert_str(fact_text(f, &f->at[2]), "15.5%");
	assert_int_equal(f->at[2].lex.kind, KIND_PERCENT);
	for (size_t i = 0; i < f->count; i++) {
		assert_ptr_equal(facts_at(f, f->at[i].skeleton), &f->at[i]);
		assert_null(facts_at(f, f->at[i].skeleton + 1));
	}
}

static void
sentences_partition_the_facts(void **state)
{
	struct test_report *r = *state;
	const struct facts *f =
		report_text(r, "收到申请12件。受理10件。\n\n不予受理2件，占16.7%。\n");
	uint32_t next = 0, skeleton = 0;

	for (size_t i = 0; i < r->doc.sentence_count; i++) {
		const struct sentence_facts *s = &f->sentences[i];
		assert_int_equal(s->from, next);
		assert_int_equal(s->skeleton.from, skeleton);
		assert_int_equal(f->skeleton[s->skeleton.to - 1], '\n');
		kind_set kinds = 0;
		for (uint32_t k = s->from; k < s->to; k++) {
			kinds |= KIND_BIT(f->at[k].lex.kind);
			assert_int_equal(f->at[k].sentence, i);
		}
		assert_int_equal(s->kinds, kinds);
		next = s->to;
		skeleton = s->skeleton.to;
	}
	assert_int_equal(next, f->count);
	assert_int_equal(skeleton, f->skeleton_len);
}

static void
short_quotations_count_nothing(void **state)
{
	struct test_report *r = *state;
	const struct facts *f = report_text(
		r,
		"推行“5+2”工作模式，增强“四个意识”，落实《2015年改革方案（第2稿）》，办结30件。\n");

	assert_int_equal(f->count, 1);
	assert_str(fact_text(f, &f->at[0]), "30件");
	assert_false(f->at[0].quoted);
}

static void
long_quotations_are_marked(void **state)
{
	struct test_report *r = *state;
	const struct facts *f = report_text(r, "会议指出“全年要办结行政许可申请不少于300件并且全部"
					       "公开”（其中网办200件），共500件。\n");

	assert_int_equal(f->count, 3);
	assert_true(f->at[0].quoted);
	assert_false(f->at[0].bracketed);
	assert_true(f->at[1].bracketed);
	assert_false(f->at[2].quoted);
	assert_false(f->at[2].bracketed);
}

static void
years_come_from_the_paragraph(void **state)
{
	struct test_report *r = *state;
	const struct facts *f = report_text(r, "云岭县水务局2018年度取水管理情况报告\n\n"
					       "自2017年4月1日起试点，5月6日全面推开。\n\n"
					       "3月5日召开会议。\n");
	const struct fact *may = NULL, *march = NULL;

	for (size_t i = 0; i < f->count; i++) {
		if (f->at[i].lex.kind == KIND_DATE && f->at[i].lex.from.month == 5)
			may = &f->at[i];
		if (f->at[i].lex.kind == KIND_DATE && f->at[i].lex.from.month == 3)
			march = &f->at[i];
	}
	assert_non_null(may);
	assert_int_equal(may->lex.from.year, 2017);
	assert_true(may->year_inferred);
	assert_non_null(march);
	assert_int_equal(march->lex.from.year, 2018);
	assert_true(march->year_inferred);
}

static void
ranges_share_their_year(void **state)
{
	struct test_report *r = *state;
	const struct facts *f = report_text(r, "整治自2020年3月1日至5月8日开展。\n");

	assert_int_equal(f->count, 1);
	assert_true(f->at[0].lex.is_date_range);
	assert_int_equal(f->at[0].lex.from.year, 2020);
	assert_int_equal(f->at[0].lex.to.year, 2020);
	f = report_text(r, "供暖自2020年11月至3月。\n");
	assert_int_equal(f->count, 1);
	assert_int_equal(f->at[0].lex.to.year, 2021);
}

static struct str
repeated(struct arena *a, const char *piece, size_t times)
{
	size_t len = strlen(piece);
	char *out = arena_alloc_raw(a, len * times + 1);

	for (size_t i = 0; i < times; i++)
		memcpy(out + i * len, piece, len);
	return (struct str){out, len * times};
}

/* Each would take minutes if anything were quadratic. */
static void
hostile_input_is_linear(void **state)
{
	static const char *const pieces[] = {"（", "《",  "“",	"5、", "\"",	   "（5", "2020年",
					     "‘",  "《5", "“5", "[",   "1月2日至", "(1)", "，5%"};
	struct test_report *r = *state;
	struct arena *a = arena_new(test_oom);

	for (size_t i = 0; i < sizeof pieces / sizeof *pieces; i++) {
		const struct facts *f = report_read(r, repeated(a, pieces[i], 100000));
		assert_true(f->count <= 200000);
		arena_reset(a);
	}
	const struct facts *f = report_read(r, repeated(a, "9", 10000));
	assert_int_equal(f->count, 0);
	assert_true(f->too_long.to > f->too_long.from);
	arena_free(a);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(reads_facts_in_order),
		cmocka_unit_test(sentences_partition_the_facts),
		cmocka_unit_test(short_quotations_count_nothing),
		cmocka_unit_test(long_quotations_are_marked),
		cmocka_unit_test(years_come_from_the_paragraph),
		cmocka_unit_test(ranges_share_their_year),
		cmocka_unit_test(hostile_input_is_linear),
	};
	return cmocka_run_group_tests(tests, report_open, report_close);
}
