/*
 * Lines to blocks: soft breaks, furniture, tables, contents, markup, and the
 * positions of what is left.  `test_doc --dump FILE` prints how a file is read.
 */
#include "doc_fixture.h"

static void
joins_lines_cut_by_a_page(void **state)
{
	struct fixture *f = *state;
	fixture_read(f,
		     "我市全年共受理各类行政许可申请，并对其中存在问题的申请逐一进行了复核，宣\n\n"
		     "布作废的证件共十二本，均已登记在册。\n\n"
		     "二、下一步打算\n\n继续做好各项工作。\n");
	assert_string_equal(
		fixture_block(f, 0),
		"我市全年共受理各类行政许可申请，并对其中存在问题的申请逐一进行了复核，宣"
		"布作废的证件共十二本，均已登记在册。");
	assert_int_equal(f->doc.break_count, 1);
	assert_true(f->doc.breaks[0].page);
	assert_memory_equal(f->doc.text.at + f->doc.breaks[0].at, "布", 3);
	assert_int_equal(f->doc.blocks[1].kind, BLOCK_HEADING);
}

static void
keeps_paragraphs_apart(void **state)
{
	struct fixture *f = *state;
	fixture_read(f, "全年共检查单位三百家，发现问题二十处，均已督促整改完毕并予以复查。\n"
			"10.提高服务质量情况。全年开展培训十次，参加人员共计五百余人次。\n"
			"（五）创新方式情况\n市编办：\n");
	assert_int_equal(f->doc.block_count, 4);
	assert_int_equal(f->doc.break_count, 0);
	assert_string_equal(fixture_block(f, 3), "市编办：");
	assert_int_equal(f->doc.blocks[3].kind, BLOCK_PARAGRAPH);
}

static const char wrapped[] =
	"  本中心主要负责全区公共文化设施的规划建设和日常管理工作，组织开展群众\n"
	"性文化活动，指导各街道镇文化站开展业务培训。全年共组织各类活动一百二十\n"
	"场，参加群众达到三万余人次，较好地完成了年初确定的目标任务。\n"
	"  根据年度工作安排，中心对下属六个场馆的消防设施进行了全面检查，共发现\n"
	"隐患十五处，其中已经整改十二处，尚有三处因涉及房屋结构需要在下一年度安\n"
	"排专项经费予以解决。\n"
	"  在队伍建设方面，中心坚持集中学习与个人自学相结合，组织全体工作人员参\n"
	"加了业务技能培训，进一步提高了服务水平。\n";

static void
undoes_hard_wrapping(void **state)
{
	struct fixture *f = *state;
	fixture_read(f, wrapped);
	assert_int_equal(f->doc.block_count, 3);
	assert_int_equal(f->doc.break_count, 5);
	assert_non_null(strstr(fixture_block(f, 0), "群众性文化活动"));
	assert_non_null(strstr(fixture_block(f, 1), "下一年度安排专项经费"));
	assert_false(f->doc.breaks[0].page);
}

static void
undoes_double_spacing(void **state)
{
	struct fixture *f = *state;
	char doubled[sizeof wrapped * 2];
	size_t n = 0;
	for (const char *p = wrapped; *p; p++) {
		doubled[n++] = *p;
		if (*p == '\n')
			doubled[n++] = '\n';
	}
	fixture_read_bytes(f, (struct str){doubled, n}, DOC_TEXT);
	assert_int_equal(f->doc.block_count, 3);
	assert_false(f->doc.breaks[0].page);
}

static void
drops_page_numbers(void **state)
{
	struct fixture *f = *state;
	fixture_read(f,
		     "全年共办理各类事项三千件，其中网上办理二千件，群众满意度进一步提升，有关情\n"
		     "\n- 3 -\n\f况已经向社会公布，接受公众监督。\n第 4 页 共 9 页\n");
	assert_int_equal(f->doc.block_count, 1);
	assert_non_null(strstr(fixture_block(f, 0), "有关情况已经向社会公布"));
	assert_true(f->doc.breaks[0].page);
}

static void
joins_latin_with_a_space(void **state)
{
	struct fixture *f = *state;
	fixture_markdown(f, "The number of visits rose to 120 in the year,\nwhich is an infor-\n"
			    "mation we could not confirm.\n\nA new paragraph.\n");
	assert_string_equal(fixture_block(f, 0), "The number of visits rose to 120 in the year, "
						 "which is an information we could not confirm.");
	assert_int_equal(f->doc.block_count, 2);
}

static void
reads_rows_as_rows(void **state)
{
	struct fixture *f = *state;
	fixture_read(f, "部门收支情况见下表，所有数据均经过核对。\n表1 收支情况\n单位：万元\n"
			"项目        本年        上年\n工资        120         110\n"
			"合计        120         110\n以上数据不含下属单位，特此说明。\n");
	assert_int_equal(f->doc.table_count, 1);
	assert_int_equal(f->doc.tables[0].block_count, 3);
	assert_string_equal(fixture_slice(f, f->doc.tables[0].caption), "表1 收支情况");
	assert_int_equal(f->doc.blocks[1].kind, BLOCK_CAPTION);
	assert_int_equal(f->doc.blocks[2].kind, BLOCK_CAPTION);
	assert_int_equal(f->doc.blocks[3].kind, BLOCK_TABLE_ROW);
	assert_int_equal(f->doc.blocks[3].sentence_count, 0);
}

static void
reads_contents(void **state)
{
	struct fixture *f = *state;
	fixture_read(f,
		     "目   录\n一、基本情况…………………3\n二、存在问题\n三、工作打算\n\f一、基本情况\n"
		     "我局共有职工五十人，均已到岗。\n二、存在问题\n人手不足。\n");
	for (size_t i = 0; i < 4; i++)
		assert_int_equal(f->doc.blocks[i].kind, BLOCK_CONTENTS);
	assert_int_equal(f->doc.blocks[4].kind, BLOCK_HEADING);
	assert_int_equal(f->doc.enumerator_count, 2);
}

static void
reads_markdown(void **state)
{
	struct fixture *f = *state;
	fixture_markdown(f, "# Annual report\n\n<!-- a\ncomment -->\nIt **grew** by [4 per cent]"
			    "(http://a.b/c_(d)) in _2012_.\n\n- first `item`\n- second\n\n"
			    "| a | b |\n|---|--:|\n| 1 | 2 |\n\n```\ncode 5\n```\n"
			    "> quoted ![x](y.png)text\n");
	static const enum block_kind kinds[] = {BLOCK_TITLE,	 BLOCK_PARAGRAPH, BLOCK_PARAGRAPH,
						BLOCK_PARAGRAPH, BLOCK_TABLE_ROW, BLOCK_TABLE_ROW,
						BLOCK_CODE,	 BLOCK_PARAGRAPH};
	assert_int_equal(f->doc.block_count, sizeof kinds / sizeof *kinds);
	for (size_t i = 0; i < f->doc.block_count; i++)
		assert_int_equal(f->doc.blocks[i].kind, kinds[i]);
	assert_string_equal(fixture_block(f, 1), "It grew by 4 per cent in 2012.");
	assert_string_equal(fixture_block(f, 2), "first item");
	assert_string_equal(fixture_block(f, 7), "quoted text");
}

static void
maps_text_to_source(void **state)
{
	struct fixture *f = *state;
	const char *text = "其中，**交警部门**办理业务１２３件，**治安部门**办理业务45件。\n";
	fixture_read(f, text);
	const char *block = fixture_block(f, 0);
	assert_string_equal(block, "其中，交警部门办理业务123件，治安部门办理业务45件。");
	uint32_t at = (uint32_t)(strstr(block, "123") - block);
	struct ospan o = text_origin(&f->doc.text, (struct span){at, at + 3});
	assert_memory_equal(text + o.from, "１２３", 9);
	assert_int_equal(o.to - o.from, 9);
	at = (uint32_t)(strstr(block, "45") - block);
	o = text_origin(&f->doc.text, (struct span){at, at + 2});
	assert_memory_equal(text + o.from, "45", 2);
}

/* Whatever goes in: blocks and sentences are in order, inside the text. */
static void
check_order(const struct doc *d)
{
	uint32_t last = 0, sentence = 0;
	for (size_t i = 0; i < d->block_count; i++) {
		const struct block *b = &d->blocks[i];
		assert_true(b->span.from >= last && b->span.to >= b->span.from &&
			    b->span.to <= d->text.len);
		last = b->span.to;
		assert_int_equal(b->first_sentence, sentence);
		for (uint32_t s = 0; s < b->sentence_count; s++) {
			struct span x = d->sentences[sentence + s].span;
			assert_true(x.from >= b->span.from && x.to <= b->span.to && x.from < x.to);
			assert_true(x.to - x.from <= 33 * 1024);
		}
		sentence += b->sentence_count;
	}
	for (size_t i = 1; i < d->enumerator_count; i++)
		assert_true(d->enumerators[i].e.span.from > d->enumerators[i - 1].e.span.from);
	for (size_t i = 1; i < d->break_count; i++)
		assert_true(d->breaks[i].at >= d->breaks[i - 1].at);
}

static const char *const pieces[] = {
	"（",
	"）",
	"（。",
	"“。",
	"《（“",
	"a\n",
	"一、标题\n",
	"1.\n",
	"**",
	"*a",
	"[[",
	"](",
	"![a](",
	"<a",
	"|",
	"| a |\n",
	"   a",
	"\t",
	"\f",
	"12\n",
	"目录\n",
	"#",
	"# a\n",
	"- ",
	"3.5",
	"。",
	"，",
	"（1）",
	"一是",
	"……",
	"...",
	"`",
	"```\n",
	"---\n",
	"<!--",
	"字",
	"> > ",
	"-->",
	"reportlint:",
	"<!-- reportlint:",
	"甲<!-- reportlint: x -->\n",
	"一一一一一一一一一一一一一一一一\n",
	"\n>",
};

static void
survives_hostile_text(void **state)
{
	struct fixture *f = *state;
	enum { SIZE = 200000 };
	for (size_t i = 0; i < sizeof pieces / sizeof *pieces; i++) {
		struct buf b = {.arena = f->arena};
		buf_add(&b, STR("文"));
		while (b.len < SIZE)
			buf_add(&b, str_of(pieces[i]));
		struct source_error error = {0};
		if (!source_decode(f->arena, STR("x"), buf_str(&b), &f->source, &error))
			continue;
		doc_read(f->arena, f->lexicon, &f->source, (struct doc_options){.format = DOC_TEXT},
			 &f->doc);
		check_order(&f->doc);
		doc_read(f->arena, f->lexicon, &f->source,
			 (struct doc_options){.format = DOC_MARKDOWN}, &f->doc);
		check_order(&f->doc);
	}
}

/* Of its own size, with nothing behind the last byte, and read where it lies. */
static void
reads_nothing_behind_the_source(void **state)
{
	enum { COUNT = sizeof pieces / sizeof *pieces };
	struct fixture *f = *state;
	for (size_t i = 0; i < COUNT * COUNT; i++) {
		const char *first = pieces[i / COUNT], *last = pieces[i % COUNT];
		struct str s = str_printf(f->arena, "文%s%s", first, last);
		struct source_error error = {0};
		char *exact = malloc(s.len);
		assert_non_null(exact);
		memcpy(exact, s.at, s.len);
		s.at = exact;
		for (int markdown = 0; markdown < 2; markdown++) {
			enum doc_format format = markdown ? DOC_MARKDOWN : DOC_TEXT;
			if (!source_decode(f->arena, STR("x"), s, &f->source, &error))
				continue;
			doc_read(f->arena, f->lexicon, &f->source,
				 (struct doc_options){.format = format}, &f->doc);
			check_order(&f->doc);
		}
		free(exact);
	}
}

static const char *
origin(struct fixture *f, struct span s)
{
	struct ospan o = text_origin(&f->doc.text, s);
	return str_copy(f->arena, str_sub(f->source.utf8, o.from, o.to)).at;
}

static void
puts_directives_behind_the_text(void **state)
{
	struct fixture *f = *state;
	const struct doc *d = fixture_markdown(f, "# 题\n\n"
						  "<!-- reportlint: 一 -->\n"
						  "甲１乙<!--reportlint:二 ２-->。\n\n"
						  "丙。\n"
						  "<!--\nreportlint: 三 -->\n");
	assert_int_equal(d->directive_count, 3);
	assert_int_equal(d->block_count, 3);
	assert_string_equal(fixture_block(f, 1), "甲1乙。");
	for (size_t i = 0; i < 3; i++)
		assert_true(d->directives[i].span.from >= d->text.len);
	assert_string_equal(fixture_slice(f, d->directives[1].span), "二 2");
	assert_string_equal(origin(f, d->directives[0].span), "一");
	assert_string_equal(origin(f, d->directives[1].span), "二 ２");
	assert_string_equal(origin(f, d->directives[2].span), "三");
	assert_int_equal(d->directives[0].block, 1);
	assert_false(d->directives[0].inside);
	assert_int_equal(d->directives[1].block, 1);
	assert_true(d->directives[1].inside);
	assert_int_equal(d->directives[2].block, 3);
	assert_int_equal(fixture_read(f, "<!-- reportlint: 一 -->\n")->directive_count, 0);
}

static void
finds_blocks_and_sentences(void **state)
{
	struct fixture *f = *state;
	fixture_read(f, "一、概况\n第一句在此。第二句在此。\n二、问题\n第三句在此，较长一些。\n");
	const struct doc *d = &f->doc;
	for (uint32_t i = 0; i < d->sentence_count; i++) {
		assert_int_equal(doc_sentence_at(d, d->sentences[i].span.from), i);
		assert_int_equal(doc_sentence_at(d, d->sentences[i].span.to - 1), i);
	}
	assert_int_equal(doc_block_at(d, d->text.len + 5), DOC_NONE);
	uint32_t from, to;
	doc_section(d, 1, &from, &to);
	assert_int_equal(from, 0);
	assert_int_equal(to, 3);
	doc_paragraph(d, 2, &from, &to);
	assert_int_equal(from, 1);
	assert_int_equal(to, 3);
	doc_nearby(d, 4, 2, &from, &to);
	assert_int_equal(from, 1);
	assert_int_equal(to, 5);
}

/* ---- developer mode --------------------------------------------------------- */

static void
dump_date(const char *name, struct calendar_date d)
{
	printf("%s %d-%d-%d\n", name, d.year, d.month, d.day);
}

/* Sixteen bytes of a cell at once, as most are read, tell what a look at each does. */
static void
reads_figures_alike_at_a_glance(void **state)
{
	static const char *const figures[] = {
		"0",	     "7",	 "12345678",	 "123456789",  "-1",	 "-49.56",
		"1234567.8", "0.05%",	 "12345678.9",	 "1234567.89", "12,345", "-12,345.6%",
		"12,34",     "-0.5%",	 "1,234,567.89", "0.1234567",  "100%",	 "1234567890123456",
		"8725.56",   "-14649.56"};
	enum { FIGURES = sizeof figures / sizeof *figures };
	struct fixture *f = *state;
	struct buf table = {.arena = f->arena};

	buf_add(&table, STR("| 项目 | 金额 |\n|---|---|\n"));
	for (size_t i = 0; i < FIGURES; i++)
		buf_add(&table, str_printf(f->arena, "| 甲 | %s |\n", figures[i]));
	const struct doc *d = fixture_read_bytes(f, buf_str(&table), DOC_MARKDOWN);

	assert_int_equal(d->grid_count, 1);
	uint32_t read = 0;
	for (uint32_t r = 0; r < d->grids->row_count; r++) {
		const struct cell *c = grid_cell(d->grids, r, 0);
		struct cell length;
		if (!c)
			continue;
		assert_true(read < FIGURES && cell_figure(str_of(figures[read++]), &length));
		assert_int_equal(c->kind, CELL_NUMBER);
		assert_int_equal(c->mantissa, length.mantissa);
		assert_int_equal(c->decimals, length.decimals);
		assert_int_equal(c->percent, length.percent);
		assert_int_equal(c->whole, length.whole);
		assert_int_equal(c->commas, length.commas);
	}
	assert_int_equal(read, FIGURES);
}

static void
dump_block(const struct doc *d, size_t i, bool sentences)
{
	static const char *const names[] = {"TITLE",	"HEAD",	   "para", "row",
					    "contents", "caption", "sign", "code"};
	const struct block *b = &d->blocks[i];
	printf("%4zu %-8s L%u", i, names[b->kind], b->level);
	if (b->enumerator != DOC_NONE)
		printf(" %s#%u", style_names[d->enumerators[b->enumerator].e.style],
		       d->enumerators[b->enumerator].e.number);
	if (b->heading != DOC_NONE)
		printf(" <%u", b->heading);
	printf(" | ");
	uint32_t at = b->span.from;
	for (size_t k = 0; k < d->break_count; k++) {
		uint32_t cut = d->breaks[k].at;
		if (cut < b->span.from || cut >= b->span.to)
			continue;
		printf("%.*s%s", (int)(cut - at), d->text.at + at, d->breaks[k].page ? "⏎⏎" : "⏎");
		at = cut;
	}
	printf("%.*s\n", (int)(b->span.to - at), d->text.at + at);
	for (uint32_t s = 0; sentences && s < b->sentence_count; s++)
		printf("        S %.*s\n",
		       STR_FMT(doc_slice(d, d->sentences[b->first_sentence + s].span)));
	for (size_t k = 0; k < d->enumerator_count; k++)
		if (d->enumerators[k].block == i && !d->enumerators[k].opens)
			printf("        E %.*s%s\n",
			       STR_FMT(doc_slice(d, d->enumerators[k].e.span)),
			       d->enumerators[k].merged ? " merged" : "");
}

static int
dump(const char *path, bool sentences)
{
	struct fixture *f;
	void *state = NULL;
	struct str bytes;
	struct source_error error = {0};
	fixture_setup(&state);
	f = state;
	if (!source_read(f->arena, path, 1 << 30, &bytes, &error) ||
	    !source_decode(f->arena, str_of(path), bytes, &f->source, &error)) {
		fprintf(stderr, "%s: %.*s\n", path, STR_FMT(error.message));
		return 3;
	}
	struct doc *d = &f->doc;
	doc_read(f->arena, f->lexicon, &f->source, (struct doc_options){.format = DOC_AUTO}, d);
	printf("title: %.*s\nagency: %.*s\nperiod: %.*s\n", STR_FMT(doc_slice(d, d->title)),
	       STR_FMT(doc_slice(d, d->agency)), STR_FMT(doc_slice(d, d->period_span)));
	dump_date("from", d->period_from);
	dump_date("to", d->period_to);
	dump_date("signed", d->signing);
	printf("languages: %x, tables: %zu, sentences: %zu\n", d->languages, d->table_count,
	       d->sentence_count);
	for (size_t i = 0; i < d->block_count; i++)
		dump_block(d, i, sentences);
	fixture_teardown(&state);
	return 0;
}

int
main(int argc, char **argv)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(joins_lines_cut_by_a_page),
		cmocka_unit_test(keeps_paragraphs_apart),
		cmocka_unit_test(undoes_hard_wrapping),
		cmocka_unit_test(undoes_double_spacing),
		cmocka_unit_test(drops_page_numbers),
		cmocka_unit_test(joins_latin_with_a_space),
		cmocka_unit_test(reads_rows_as_rows),
		cmocka_unit_test(reads_figures_alike_at_a_glance),
		cmocka_unit_test(reads_contents),
		cmocka_unit_test(reads_markdown),
		cmocka_unit_test(maps_text_to_source),
		cmocka_unit_test(survives_hostile_text),
		cmocka_unit_test(reads_nothing_behind_the_source),
		cmocka_unit_test(puts_directives_behind_the_text),
		cmocka_unit_test(finds_blocks_and_sentences),
	};
	if (argc == 3 && (!strcmp(argv[1], "--dump") || !strcmp(argv[1], "--sentences")))
		return dump(argv[2], argv[1][2] == 's');
	return cmocka_run_group_tests(tests, fixture_setup, fixture_teardown);
}
