/* Title, agency, period, signature; silence where they are not said. */
#include "doc_fixture.h"

#define BODY "现将有关情况报告如下：\n一、基本情况\n全年共办理事项三千件，均已办结。\n"

static void
expect_date(struct calendar_date d, int year, int month, int day)
{
	assert_int_equal(d.year, year);
	assert_int_equal(d.month, month);
	assert_int_equal(d.day, day);
}

static void
joins_a_title(void **state)
{
	struct fixture *f = *state;
	fixture_read(f, "附件1\n\n某某市卫生局2020年度行政许可实施\n\n和监督管理情况报告\n\n" BODY
			"某某市卫生局\n\n2021年3月30日\n");
	assert_string_equal(fixture_slice(f, f->doc.title),
			    "某某市卫生局2020年度行政许可实施和监督管理情况报告");
	assert_string_equal(fixture_slice(f, f->doc.agency), "某某市卫生局");
	expect_date(f->doc.period_from, 2020, 1, 1);
	expect_date(f->doc.period_to, 2020, 12, 31);
	expect_date(f->doc.signing, 2021, 3, 30);
	assert_int_equal(f->doc.blocks[f->doc.block_count - 1].kind, BLOCK_SIGNATURE);
	assert_int_equal(f->doc.blocks[f->doc.block_count - 2].kind, BLOCK_SIGNATURE);
}

static void
leaves_out_a_place_in_a_list(void **state)
{
	struct fixture *f = *state;
	fixture_read(f, "6.某某省水利厅2019年度政务服务\n效能情况报告\n\n" BODY);
	assert_string_equal(fixture_slice(f, f->doc.title),
			    "某某省水利厅2019年度政务服务效能情况报告");
	assert_int_equal(f->doc.blocks[0].kind, BLOCK_TITLE);
	assert_int_equal(f->doc.blocks[0].enumerator, DOC_NONE);
	assert_int_equal(f->doc.enumerators[0].e.style, STYLE_HAN_COMMA);
}

static void
takes_the_agency_from_the_line_above(void **state)
{
	struct fixture *f = *state;
	fixture_read(f, "某某区财政局\n2024年度部门决算\n\n" BODY);
	assert_string_equal(fixture_slice(f, f->doc.agency), "某某区财政局");
	expect_date(f->doc.period_from, 2024, 1, 1);
}

static void
takes_the_date_under_the_title(void **state)
{
	struct fixture *f = *state;
	fixture_read(f, "2012年某某市统计公报\n\n某某市统计局\n\n（2013年3月20日）\n\n" BODY);
	expect_date(f->doc.signing, 2013, 3, 20);
	expect_date(f->doc.period_to, 2012, 12, 31);
	assert_string_equal(fixture_slice(f, f->doc.agency), "某某市统计局");
}

static void
says_nothing_when_unsure(void **state)
{
	struct fixture *f = *state;
	fixture_read(f, "关于某某省2024年预算执行情况和2025年预算草案的报告\n\n各位代表：\n" BODY
			"谢谢大家。\n");
	assert_int_equal(f->doc.period_from.year, 0);
	assert_int_equal(f->doc.signing.year, 0);
	assert_int_equal(f->doc.agency.to, 0);
	/* a work report given in January speaks of the year before */
	fixture_read(
		f,
		"2025年某某省政府工作报告\n——2025年1月14日在某某省第三次会议上\n各位代表：\n" BODY);
	assert_int_equal(f->doc.period_from.year, 0);
}

static void
reads_an_english_period(void **state)
{
	struct fixture *f = *state;
	fixture_markdown(f, "# Crime in Ruritania, Year Ending March 2014\n\n"
			    "There were few cases.\n");
	expect_date(f->doc.period_from, 2013, 4, 1);
	expect_date(f->doc.period_to, 2014, 3, 31);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(joins_a_title),
		cmocka_unit_test(leaves_out_a_place_in_a_list),
		cmocka_unit_test(takes_the_agency_from_the_line_above),
		cmocka_unit_test(takes_the_date_under_the_title),
		cmocka_unit_test(says_nothing_when_unsure),
		cmocka_unit_test(reads_an_english_period),
	};
	return cmocka_run_group_tests(tests, fixture_setup, fixture_teardown);
}
