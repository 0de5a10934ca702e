/* Headings, their levels and what they head; items that may be figures. */
#include "doc_fixture.h"

static void
nests_styles(void **state)
{
	struct fixture *f = *state;
	fixture_read(
		f,
		"一、概况\n（一）机构情况\n我局设科室五个，编制五十名。\n"
		"1.主要职责。负责全区的日常监管工作。\n（二）人员情况\n在编四十名，另有聘用十名。\n"
		"二、问题\n人手不足，经费紧张。\n");
	static const uint8_t levels[] = {1, 2, 0, 0, 2, 0, 1, 0};
	static const uint32_t heads[] = {DOC_NONE, 0, 1, 1, 0, 4, DOC_NONE, 6};
	assert_int_equal(f->doc.block_count, 8);
	for (size_t i = 0; i < 8; i++) {
		const struct block *b = &f->doc.blocks[i];
		assert_int_equal(b->kind, levels[i] ? BLOCK_HEADING : BLOCK_PARAGRAPH);
		assert_int_equal(b->level, levels[i]);
		assert_int_equal(b->heading, heads[i]);
	}
	assert_int_equal(f->doc.blocks[0].section_end, 6);
	assert_int_equal(f->doc.blocks[1].section_end, 4);
}

static void
keeps_run_in_headings_as_paragraphs(void **state)
{
	struct fixture *f = *state;
	fixture_read(f, "（一）执行情况。全年严格按照规定执行，未发现违规问题。\n（二）公开情况。全"
			"部公开。\n");
	assert_int_equal(f->doc.blocks[0].kind, BLOCK_PARAGRAPH);
	assert_int_equal(f->doc.blocks[0].enumerator, 0);
	assert_int_equal(f->doc.enumerators[1].e.number, 2);
}

static void
finds_unnumbered_headings(void **state)
{
	struct fixture *f = *state;
	fixture_read(f, "某某局2020年度工作报告\n\n现将有关情况报告如下，请予审议。\n\n基本情况\n\n"
			"（一）机构情况\n\n我局设科室五个，编制五十名。\n\n二、问题\n\n人手不足，经"
			"费紧张。\n");
	assert_int_equal(f->doc.blocks[2].kind, BLOCK_HEADING);
	assert_int_equal(f->doc.blocks[2].level, 1);
	assert_int_equal(f->doc.blocks[2].enumerator, DOC_NONE);
	assert_int_equal(f->doc.blocks[3].level, 2);
	assert_int_equal(f->doc.blocks[5].level, 1);
}

static void
resolves_items_by_sequence(void **state)
{
	struct fixture *f = *state;
	fixture_read(f, "1.2020年共办理三件，均已办结。\n2.全年未发生投诉，情况良好。\n3."
			"10种证照实现网上办理，全部公开。\n");
	assert_int_equal(f->doc.enumerator_count, 3);
	assert_int_equal(f->doc.enumerators[2].e.number, 3);
	assert_memory_equal(f->doc.text.at + f->doc.sentences[2].span.from, "10", 2);
	fixture_read(f,
		     "全年指标总体向好，各项任务均已完成。\n3.10种证照实现网上办理，全部公开。\n");
	assert_int_equal(f->doc.enumerator_count, 0);
}

static void
reads_markdown_levels(void **state)
{
	struct fixture *f = *state;
	fixture_markdown(f, "## Summary\n\nText of the summary.\n\n### Detail\n\nMore text.\n\n"
			    "## End\n");
	assert_int_equal(f->doc.blocks[0].level, 2);
	assert_int_equal(f->doc.blocks[2].level, 3);
	assert_int_equal(f->doc.blocks[2].heading, 0);
	assert_int_equal(f->doc.blocks[4].heading, DOC_NONE);
}

static void
marks_enumerators_inside_joined_lines(void **state)
{
	struct fixture *f = *state;
	fixture_read(f, "  本中心主要负责全区公共文化设施的规划建设和日常管理工作，组织开展群众\n"
			"性文化活动，指导各街道镇文化站开展业务培训工作，全年任务已按照规定第\n"
			"（三）项的要求全部完成，参加群众达到三万余人次，受到了群众的广泛好评并\n"
			"且较好地完成了年初所确定的各项目标任务，具体情况已经向社会各界进行了通\n"
			"报，并接受监督。\n");
	assert_int_equal(f->doc.block_count, 1);
	assert_int_equal(f->doc.enumerator_count, 1);
	assert_true(f->doc.enumerators[0].merged);
	assert_false(f->doc.enumerators[0].opens);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(nests_styles),
		cmocka_unit_test(keeps_run_in_headings_as_paragraphs),
		cmocka_unit_test(finds_unnumbered_headings),
		cmocka_unit_test(resolves_items_by_sequence),
		cmocka_unit_test(reads_markdown_levels),
		cmocka_unit_test(marks_enumerators_inside_joined_lines),
	};
	return cmocka_run_group_tests(tests, fixture_setup, fixture_teardown);
}
