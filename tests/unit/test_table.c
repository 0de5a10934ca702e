/* Tables: how they are put together, and the laws that they prove. */
#include "../../lint/check/table_glance.h"
#include "findings.h"

static const struct grid *
grid(struct bench *b, size_t i)
{
	assert_true(i < b->result.doc.grid_count);
	return &b->result.doc.grids[i];
}

static struct str
cell_text(struct bench *b, const struct grid *g, uint32_t row, uint32_t column)
{
	const struct cell *c = grid_cell(g, row, column);
	return c ? doc_slice(&b->result.doc, c->span) : (struct str){0};
}

static void
assert_str(struct str got, const char *wanted)
{
	if (!str_eq(got, str_of(wanted)))
		fail_msg("'%.*s', not '%s'", STR_FMT(got), wanted);
}

/* The row with this label. */
static uint32_t
row_named(const struct grid *g, const char *label)
{
	for (uint32_t r = 0; r < g->row_count; r++)
		if (str_eq(g->rows[r].label, str_of(label)))
			return r;
	fail_msg("no row '%s'", label);
	return 0;
}

/* ---- structure --------------------------------------------------------------------- */

static const char budget[] = "                         支出决算表\n"
			     "                                                  单位：万元\n"
			     "          项目\n"
			     "  功能分类                  合计      基本支出     项目支出\n"
			     "  科目编码     科目名称\n"
			     "201       公共事务支出       264.87    62.63    202.24\n"
			     "20139     社区事务         264.87    62.63    202.24\n"
			     "2013901   行政运行          51.32    51.32\n"
			     "2013950   事业运行          11.31    11.31\n"
			     "          其他社区工作\n"
			     "2013999                 202.24             202.24\n"
			     "          事务支出\n"
			     "          合计           264.87    62.63    202.24\n";

static void
printed_columns_are_recovered(void **state)
{
	struct bench *b = *state;

	bench_lint(b, budget);
	const struct grid *g = grid(b, 0);
	assert_int_equal(g->column_count, 3);
	assert_str(g->title, "支出决算表");
	assert_str(g->unit, "单位：万元");
	uint32_t r = row_named(g, "事业运行");
	assert_str(g->rows[r].code, "2013950");
	assert_str(cell_text(b, g, r, 1), "11.31");
	assert_null(grid_cell(g, r, 2));
	/* a label wrapped around its figures */
	r = row_named(g, "其他社区工作事务支出");
	assert_str(g->rows[r].code, "2013999");
	assert_str(cell_text(b, g, r, 2), "202.24");
	assert_null(grid_cell(g, r, 1));
}

static void
words_say_what_rows_and_columns_are(void **state)
{
	static const char text[] =
		"2023年支出决算表\n\n"
		"单位：万元\n\n"
		"| 科目编码 | 科目名称 | 2023年 | 上年 | 增长（%） | 占比（%） |\n"
		"|---|---|---|---|---|---|\n"
		"| 205 | 教育支出 | 910.37 | 866.20 | 5.10 | 60.1 |\n"
		"| 20502 | 普通教育 | 862.31 | 821.90 | 4.92 | 56.9 |\n"
		"| 210 | 卫生健康支出 | 604.93 | 590.11 | 2.51 | 39.9 |\n"
		"| | 合计 | 1515.30 | 1456.31 | 4.05 | 100.0 |\n";
	struct bench *b = *state;
	struct grid_meaning m;

	bench_lint(b, text);
	const struct grid *g = grid(b, 0);
	grid_meaning_read(worker_arena(b->worker), b->rulebook->lexicon, &b->result.doc, g, &m);
	assert_int_equal(m.power, 4);
	assert_int_equal(m.columns[0].year, 2023);
	assert_int_equal(m.columns[1].year, m.year - 1);
	assert_int_equal(m.columns[2].kind, COLUMN_CHANGE);
	assert_str(m.columns[2].unit, "%");
	assert_int_equal(m.columns[3].kind, COLUMN_SHARE);
	uint32_t r = row_named(g, "普通教育");
	assert_int_equal(m.rows[r].level, 1);
	assert_int_equal(m.rows[r].parent, row_named(g, "教育支出"));
	r = row_named(g, "合计");
	assert_int_equal(m.rows[r].role, ROW_TOTAL);
	assert_int_equal(m.rows[r].parent, GRID_NONE);
	assert_int_equal(m.unnamed, 0);
}

static void
halves_are_two_grids(void **state)
{
	struct bench *b = *state;

	bench_lint(b, "                 收入支出总表\n"
		      "                                          单位：元\n"
		      "一、拨款收入        1,964,640 一、公共服务支出     1,276,800\n"
		      "二、事业收入                  二、社会保障支出       435,540\n"
		      "三、其他收入                  三、住房保障支出       252,300\n"
		      "   收入总计        1,964,640    支出总计         1,964,640\n");
	assert_int_equal(b->result.doc.grid_count, 2);
	const struct grid *left = grid(b, 0), *right = grid(b, 1);
	assert_int_equal(left->partner, 1);
	assert_int_equal(right->partner, 0);
	assert_int_equal(left->column_count, 1);
	assert_str(cell_text(b, right, row_named(right, "二、社会保障支出"), 0), "435,540");
	assert_str(cell_text(b, left, row_named(left, "收入总计"), 0), "1,964,640");
}

static void
codes_may_stand_in_columns(void **state)
{
	struct bench *b = *state;

	bench_lint(b, "类     款     项      名称             预算数\n"
		      "201                公共事务          627,600\n"
		      "201    05          统计事务          627,600\n"
		      "201    05    06    统计管理           26,300\n"
		      "201    05    07    专项调查          601,300\n");
	const struct grid *g = grid(b, 0);
	assert_int_equal(g->column_count, 1);
	assert_str(g->rows[row_named(g, "专项调查")].code, "2010507");
}

static void
pages_shift_columns(void **state)
{
	struct bench *b = *state;

	bench_lint(b, "项目              合计      基本支出     项目支出\n"
		      "甲事务           264.87    62.63    202.24\n"
		      "乙事务            51.32    51.32\n"
		      "丙事务            31.31              31.31\n"
		      "\f丁事务      44.00    13.50    30.50\n"
		      "戊事务      12.25    12.25\n"
		      "己事务      26.75             26.75\n");
	assert_int_equal(b->result.doc.grid_count, 1);
	const struct grid *g = grid(b, 0);
	assert_int_equal(g->column_count, 3);
	assert_str(cell_text(b, g, row_named(g, "己事务"), 2), "26.75");
	assert_null(grid_cell(g, row_named(g, "戊事务"), 2));
}

static void
one_cell_a_line_is_turned(void **state)
{
	struct bench *b = *state;

	bench_lint(b, "\t主要产品产量如下，各项均比上年有所增长。\n\n\t\t\t\t指标\n\n"
		      "\t\t\t\t产量（万吨）\n\n\t\t\t\t同比增长（%）\n\n"
		      "\t\t\t\t粮  食\n\n\t\t\t\t650.0\n\n\t\t\t\t17.3\n\n"
		      "\t\t\t\t玉  米\n\n\t\t\t\t540.4\n\n\t\t\t\t17.8\n\n"
		      "\t\t\t\t蔬  菜\n\n\t\t\t\t121.8\n\n\t\t\t\t-6.4\n\n"
		      "\t\t\t\t油  料\n\n\t\t\t\t3.7\n\n\t\t\t\t2.9\n");
	const struct grid *g = grid(b, 0);
	assert_int_equal(g->column_count, 2);
	assert_str(g->columns[0].head, "产量（万吨）");
	assert_str(cell_text(b, g, row_named(g, "蔬  菜"), 1), "-6.4");
}

static void
wide_characters_line_up_too(void **state)
{
	struct bench *b = *state;

	bench_lint(b, "名称                  甲        乙\n"
		      "水                 12.50     13.75\n"
		      "城乡社区环境       14.25      9.50\n"
		      "公园绿地            8.00     10.25\n");
	assert_int_equal(grid(b, 0)->column_count, 2);
}

static void
ruled_cells_keep_their_place(void **state)
{
	struct bench *b = *state;

	bench_lint(b, "| 项目 | 甲 | 乙 | 丙 |\n|---|---|---|---|\n| 早班 | 12 | | 7 |\n"
		      "| 晚班 | | 5 | 9 |\n");
	const struct grid *g = grid(b, 0);
	assert_int_equal(g->column_count, 3);
	assert_null(grid_cell(g, row_named(g, "早班"), 1));
	assert_str(cell_text(b, g, row_named(g, "晚班"), 2), "9");
}

/* ---- laws ------------------------------------------------------------------------------- */

static size_t
alarms(struct bench *b, const char *text)
{
	static const char *const all[] = {"table-row-sum",  "table-total", "table-code-sum",
					  "table-item-sum", "table-flow",  "table-indent-sum",
					  "table-sides",    "table-text",  "table-restated"};
	size_t count = 0;

	bench_lint(b, text);
	for (size_t i = 0; i < sizeof all / sizeof *all; i++)
		count += bench_count(b, all[i], LEVEL_WARNING);
	return count;
}

static void
good_tables_are_silent(void **state)
{
	static const char *const texts[] = {
		budget,
		/* rounded thousands are off by one */
		"单位：万元\n| 项目 | 合计 | 甲 | 乙 |\n| 早 | 1176 | 600 | 575 |\n"
		"| 中 | 2860 | 1175 | 1685 |\n| 晚 | 53 | 26 | 26 |\n| 夜 | 44 | 20 | 24 |\n",
		/* a column of rates is no part, and rows that are no parts make no total */
		"| 地区 | 户数 | 增长% |\n| 甲 | 120 | 3.1 |\n| 乙 | 80 | 4.2 |\n"
		"| 合计 | 200 | 3.5 |\n",
		"| 年份 | 出生 | 死亡 |\n| 2019 | 120 | 30 |\n| 2020 | 150 | 33 |\n"
		"| 2021 | 181 | 36 |\n",
		/* 其中 is not exhaustive */
		"| 项目 | 金额 |\n| 一、人员经费 | 520.10 |\n| 其中：津贴 | 100.00 |\n"
		"| 二、公用经费 | 77.25 |\n| 合计 | 597.35 |\n",
		/* a subtotal beside its own parts */
		"| 项目 | 金额 | 上年 |\n| 甲 | 10.50 | 11.00 |\n| 乙 | 20.25 | 21.75 |\n"
		"| 小计 | 30.75 | 32.75 |\n| 丙 | 5.50 | 6.25 |\n| 合计 | 36.25 | 39.00 |\n",
	};
	struct bench *b = *state;

	for (size_t i = 0; i < sizeof texts / sizeof *texts; i++)
		if (alarms(b, texts[i]))
			fail_msg("alarm in table %zu", i);
}

static void
one_wrong_figure_is_one_finding(void **state)
{
	struct bench *b = *state;
	char text[sizeof budget];

	strcpy(text, budget);
	char *wrong = strstr(text, "11.31    11.31");
	assert_non_null(wrong);
	wrong[0] = '7'; /* breaks its row, and the column under 20139 */
	assert_int_equal(alarms(b, text), 1);
}

static void
a_total_alone_needs_a_slip(void **state)
{
	struct bench *b = *state;

	assert_int_equal(alarms(b, "| 项目 | 金额 |\n| 甲 | 312.40 |\n| 乙 | 208.15 |\n"
				   "| 丙 | 97.30 |\n| 合计 | 618.85 |\n"),
			 1);
	assert_int_equal(alarms(b, "| 项目 | 金额 |\n| 甲 | 312.40 |\n| 乙 | 208.15 |\n"
				   "| 丙 | 97.30 |\n| 合计 | 844.12 |\n"),
			 0);
}

static void
text_agrees_with_its_row(void **state)
{
	static const char table[] = "单位：元\n| 项目 | 预算数 |\n| 校舍维修经费 | 8,513,300 |\n"
				    "| 助学补助经费 | 1,273,500 |\n\n";
	struct bench *b = *state;
	char text[512];

	snprintf(text, sizeof text, "%s本年安排校舍维修经费851.33万元，用于屋面翻修。\n", table);
	assert_int_equal(alarms(b, text), 0);
	snprintf(text, sizeof text, "%s本年安排校舍维修经费815.33万元，用于屋面翻修。\n", table);
	assert_int_equal(alarms(b, text), 1);
	/* another thing whose name ends alike, and a figure far from any of the row */
	snprintf(text, sizeof text, "%s临时校舍维修经费815.33万元，用于屋面翻修。\n", table);
	assert_int_equal(alarms(b, text), 0);
	snprintf(text, sizeof text, "%s本年安排校舍维修经费620.00万元，用于屋面翻修。\n", table);
	assert_int_equal(alarms(b, text), 0);
}

/* A figure of a table that is there to be changed; the same for the same numbers. */
static long
figure_of(unsigned row, unsigned column)
{
	uint64_t x = (row * 31 + column + 1) * UINT64_C(0x9E3779B97F4A7C15);

	return 100000 + (long)((x ^ x >> 29) * UINT64_C(0xBF58476D1CE4E5B9) >> 33) % 90000000;
}

enum { LAW_ROWS = 9, LAW_COLUMNS = 9 };

/* A table in which column `whole` is one and other, but for `wrong` more in one row.  Turned, or
 * with figures of fewer decimals. */
static void
law_table(char *out, const unsigned column[3], long wrong, bool turned, bool short_one)
{
	long value[LAW_ROWS][LAW_COLUMNS];

	for (unsigned r = 0; r < LAW_ROWS; r++) {
		for (unsigned k = 0; k < LAW_COLUMNS; k++)
			value[r][k] = figure_of(r, k);
		if (short_one)
			value[r][column[1]] -= value[r][column[1]] % 100;
		value[r][column[0]] = value[r][column[1]] + value[r][column[2]];
	}
	value[5][column[0]] += wrong;
	out += sprintf(out, "| 名目 |");
	for (unsigned k = 0; k < LAW_COLUMNS; k++)
		out += sprintf(out, " 栏目%c |", (int)('A' + k));
	for (unsigned r = 0; r < LAW_ROWS; r++) {
		out += sprintf(out, "\n| 事项%c |", (int)('A' + r));
		for (unsigned k = 0; k < LAW_COLUMNS; k++) {
			long v = turned ? value[k][r] : value[r][k];
			bool cut = short_one && (turned ? r : k) == column[1];
			out += cut ? sprintf(out, " %ld |", v / 100)
				   : sprintf(out, " %ld.%02ld |", v / 100, v % 100);
		}
	}
	sprintf(out, "\n");
}

/* Whichever three lines make a law: it is found, and its one exception. */
static void
laws_are_found_wherever_they_stand(void **state)
{
	enum { PLACES = LAW_COLUMNS * LAW_COLUMNS * LAW_COLUMNS };
	struct bench *b = *state;
	char text[4096];

	for (unsigned i = 0; i < 4 * PLACES; i += 3) {
		const unsigned column[3] = {i / 81 % 9, i / 9 % 9, i % 9};
		bool turned = i / PLACES & 1, short_one = i / PLACES & 2;
		if (column[0] == column[1] || column[0] == column[2] || column[1] >= column[2])
			continue;
		for (int wrong = 0; wrong < 2; wrong++) {
			law_table(text, column, 30000 * wrong, turned, short_one);
			bench_lint(b, text);
			size_t found = bench_count(b, "table-difference", LEVEL_WARNING) +
				       bench_count(b, "table-row-sum", LEVEL_WARNING) +
				       bench_count(b, "table-tree-sum", LEVEL_WARNING);
			if (found != (size_t)wrong)
				fail_msg("%zu findings in\n%s", found, text);
		}
	}
}

static void
hostile_tables_end(void **state)
{
	struct bench *b = *state;
	size_t len = 0, size = 600000;
	char *text = malloc(size);

	assert_non_null(text);
	for (int i = 0; len + 64 < size; i++) /* ragged rows, all totals */
		len += (size_t)sprintf(text + len, "| 合计 |%s 1%d |\n", i % 3 ? "" : " 7 | 8 |",
				       i);
	bench_lint_bytes(b, text, len);
	for (len = 0; len + 8 < size;) /* one row without end */
		len += (size_t)sprintf(text + len, "| 12 ");
	text[len++] = '\n';
	bench_lint_bytes(b, text, len);
	free(text);
	assert_true(b->result.ok);
}

/* Each would take minutes if a space or comma of it looked further than a figure goes. */
static void
rows_of_groups_end(void **state)
{
	struct bench *b = *state;
	const char *const row[] = {"234 ", "22,", "1,"}, *const rest[] = {"", "", " a"};
	size_t half = 500000;
	char *text = malloc(2 * half + 64);

	assert_non_null(text);
	for (size_t i = 0; i < sizeof row / sizeof *row; i++) {
		size_t len = (size_t)sprintf(text, "年度  2023  2024\n项目  12  13\n"), end = len;
		for (end += half; len + 4 < end;)
			len += (size_t)sprintf(text + len, "%s", row[i]);
		for (end += half; *rest[i] && len + 4 < end;)
			len += (size_t)sprintf(text + len, "%s", rest[i]);
		len += (size_t)sprintf(text + len, "1\n项目  12  13\n");
		bench_lint_bytes(b, text, len);
		assert_true(b->result.ok);
	}
	free(text);
}

/* Where the figures are too few for a glance, each line may make a third, but no line that the
 * table has not. */
static void
few_items_leave_the_lines_of_the_table(void **state)
{
	struct glances g = {.count = 1, .width = 6, .fails_most = 1, .lines = 0x2F};

	(void)state;
	glances_judge(&g);
	assert_int_equal(g.others[0], 0x2E);
	assert_int_equal(g.others[3], 0x20);
	assert_int_equal(g.others[4], 0);
	g.lines = 0xFFFF;
	g.width = WIDTH_MOST;
	glances_judge(&g);
	assert_int_equal(g.others[0], 0xFFFE);
	assert_int_equal(g.others[WIDTH_MOST - 1], 0);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(printed_columns_are_recovered),
		cmocka_unit_test(words_say_what_rows_and_columns_are),
		cmocka_unit_test(halves_are_two_grids),
		cmocka_unit_test(codes_may_stand_in_columns),
		cmocka_unit_test(pages_shift_columns),
		cmocka_unit_test(one_cell_a_line_is_turned),
		cmocka_unit_test(wide_characters_line_up_too),
		cmocka_unit_test(ruled_cells_keep_their_place),
		cmocka_unit_test(good_tables_are_silent),
		cmocka_unit_test(one_wrong_figure_is_one_finding),
		cmocka_unit_test(a_total_alone_needs_a_slip),
		cmocka_unit_test(text_agrees_with_its_row),
		cmocka_unit_test(laws_are_found_wherever_they_stand),
		cmocka_unit_test(hostile_tables_end),
		cmocka_unit_test(rows_of_groups_end),
		cmocka_unit_test(few_items_leave_the_lines_of_the_table),
	};

	return cmocka_run_group_tests(tests, bench_open, bench_close);
}
