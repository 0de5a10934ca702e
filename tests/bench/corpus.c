/*
 * Writes reports in Chinese for measuring: corpus FOLDER MEGABYTES [TABLES].  The
 * same bytes on every machine.  Mostly prose put together from many words, so that
 * no two sentences are alike, with figures whose relations are true: two to four
 * characters of a hundred are digits, as in real reports.  TABLES of a hundred bytes
 * (0 without) are tables of several layouts, whose sums, changes and rates are true.
 */
#include <stdarg.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define COUNT(a) (sizeof(a) / sizeof *(a))

static const char *const places[] = {"青河", "临江", "云岭", "东湾", "石桥", "长宁",
				     "白鹭", "松原", "南屏", "玉泉", "金滩", "沙溪",
				     "望山", "清源", "海宁", "定远"};
static const char *const offices[] = {"政务服务中心", "市场监督管理局", "生态环境局", "交通运输局",
				      "教育体育局",   "卫生健康局",	"农业农村局", "水务管理局",
				      "自然资源局",   "应急管理局",	"民政事务局", "统计调查局"};
static const char *const adverbs[] = {"持续", "深入", "稳步", "全面", "积极", "扎实",
				      "着力", "有序", "切实", "不断", "大力", "统筹",
				      "加快", "协同", "严格", "主动"};
static const char *const verbs[] = {"推进", "开展", "优化", "完善", "落实", "加强", "规范", "提升",
				    "健全", "改进", "整合", "梳理", "督促", "指导", "保障", "检验"};
static const char *const subjects[] = {
	"基层", "窗口", "企业", "群众", "项目",	  "园区", "社区", "乡镇", "农村", "学校",  "医院",
	"河道", "公路", "市场", "食品", "药品",	  "安全", "消防", "气象", "档案", "信用",  "数据",
	"网络", "人才", "青年", "老年", "残疾人", "农民", "商户", "居民", "游客", "志愿者"};
static const char *const objects[] = {
	"服务体系", "工作机制", "办理流程", "监管责任", "培训计划", "考核办法", "信息平台",
	"设施建设", "环境整治", "风险排查", "隐患治理", "技术标准", "队伍建设", "宣传活动",
	"资金管理", "质量检测", "反馈渠道", "应急预案", "公开制度", "联席会议", "评价指标",
	"协作网络", "帮扶措施", "示范工程", "运行维护", "巡查制度", "配套政策", "改造任务"};
static const char *const results[] = {
	"取得明显成效", "得到普遍好评", "形成良好氛围", "奠定坚实基础", "打通最后环节",
	"压实各方责任", "回应社会关切", "补齐工作短板", "提高办事效率", "减少重复跑动",
	"保持平稳态势", "实现闭环管理", "积累有益经验", "理顺工作关系", "激发内生动力"};
static const char *const means[] = {"通过现场走访", "依托线上系统", "结合年度计划", "对照责任清单",
				    "围绕重点领域", "针对突出问题", "按照上级部署", "邀请专家参与",
				    "组织专题学习", "借助社会力量", "根据实际情况", "联合有关部门"};
static const char *const counted[] = {"受理申请", "办结事项", "检查单位", "整改问题", "培训人员",
				      "发放资料", "走访企业", "接待来访", "处理投诉", "完成检测"};
static const char *const units[] = {"件", "项", "家", "处", "人", "份", "户", "次", "宗", "批"};
static const char *const han[] = {"一", "二", "三", "四", "五", "六", "七", "八", "九", "十"};

struct random {
	uint64_t state;
};

static uint64_t
draw(struct random *r, uint64_t below)
{
	r->state += UINT64_C(0x9E3779B97F4A7C15); /* splitmix64 */
	uint64_t z = r->state;
	z = (z ^ (z >> 30)) * UINT64_C(0xBF58476D1CE4E5B9);
	z = (z ^ (z >> 27)) * UINT64_C(0x94D049BB133111EB);
	return (z ^ (z >> 31)) % below;
}

#define PICK(r, words) ((words)[draw((r), COUNT(words))])

/* ---- sentences --------------------------------------------------------------------- */

static void
clause(FILE *f, struct random *r)
{
	switch (draw(r, 4)) {
	case 0:
		fprintf(f, "%s%s%s%s", PICK(r, adverbs), PICK(r, verbs), PICK(r, subjects),
			PICK(r, objects));
		break;
	case 1:
		fprintf(f, "%s%s%s，%s", PICK(r, means), PICK(r, verbs), PICK(r, objects),
			PICK(r, results));
		break;
	case 2:
		fprintf(f, "%s%s和%s%s%s", PICK(r, subjects), PICK(r, objects), PICK(r, subjects),
			PICK(r, objects), PICK(r, results));
		break;
	default:
		fprintf(f, "%s对%s%s进行%s，%s%s", PICK(r, means), PICK(r, subjects),
			PICK(r, objects), PICK(r, verbs), PICK(r, adverbs), PICK(r, results));
	}
}

static void
prose(FILE *f, struct random *r)
{
	uint64_t clauses = 2 + draw(r, 4);

	for (uint64_t i = 0; i < clauses; i++) {
		clause(f, r);
		fputs(i + 1 < clauses ? (draw(r, 5) ? "，" : "；") : "。", f);
	}
}

/* part of whole in hundredths of a percent, rounded half up, as printed with two decimals */
static void
print_percent(FILE *f, uint64_t part, uint64_t whole)
{
	uint64_t p = (part * 20000 + whole) / (2 * whole);

	fprintf(f, "%llu.%02llu%%", (unsigned long long)(p / 100), (unsigned long long)(p % 100));
}

static void
share(FILE *f, struct random *r)
{
	uint64_t whole = 100 + draw(r, 90000), part = 1 + draw(r, whole);
	const char *what = PICK(r, counted), *unit = PICK(r, units);

	fprintf(f, "全年%s%llu%s，其中%s%s%llu%s，占比", what, (unsigned long long)whole, unit,
		PICK(r, means), PICK(r, verbs), (unsigned long long)part, unit);
	print_percent(f, part, whole);
	fprintf(f, "，%s。", PICK(r, results));
}

static void
sum(FILE *f, struct random *r)
{
	uint64_t a = 1 + draw(r, 9000), b = 1 + draw(r, 9000);
	const char *unit = PICK(r, units);

	fprintf(f, "%s%s共%llu%s，其中%s类%llu%s、%s类%llu%s，%s。", PICK(r, subjects),
		PICK(r, objects), (unsigned long long)(a + b), unit, PICK(r, subjects),
		(unsigned long long)a, unit, PICK(r, subjects), (unsigned long long)b, unit,
		PICK(r, results));
}

static void
growth(FILE *f, struct random *r)
{
	uint64_t before = 1000 + draw(r, 50000), more = 1 + draw(r, before);

	fprintf(f, "%s%s由上年的%llu万元增加到%llu万元，增长", PICK(r, subjects), PICK(r, objects),
		(unsigned long long)before, (unsigned long long)(before + more));
	print_percent(f, more, before);
	fprintf(f, "，%s%s。", PICK(r, adverbs), PICK(r, results));
}

static void
dated(FILE *f, struct random *r, int year)
{
	fprintf(f, "%d年%d月%d日，%s召开%s%s会议，%s%s%s。", year, 1 + (int)draw(r, 12),
		1 + (int)draw(r, 28), PICK(r, offices), PICK(r, subjects), PICK(r, objects),
		PICK(r, adverbs), PICK(r, verbs), PICK(r, objects));
}

static void
quoted(FILE *f, struct random *r)
{
	fprintf(f, "%s《%s%s办法》（%s），%s“%s%s”%s。", PICK(r, means), PICK(r, subjects),
		PICK(r, objects), PICK(r, results), PICK(r, verbs), PICK(r, subjects),
		PICK(r, adverbs), PICK(r, objects));
}

static void
sentence(FILE *f, struct random *r, int year)
{
	switch (draw(r, 32)) {
	case 0:
	case 1:
		share(f, r);
		break;
	case 2:
		sum(f, r);
		break;
	case 3:
		growth(f, r);
		break;
	case 4:
		dated(f, r, year);
		break;
	case 5:
	case 6:
		quoted(f, r);
		break;
	default:
		prose(f, r);
	}
}

/* ---- tables ------------------------------------------------------------------------- */

/* How the cells of a row stand beside one another: between pipes, in columns that
 * spaces make, behind tabs. */
enum layout { PIPES, SPACES, TABS, LAYOUTS };

/* rows: never more than there are places */
enum { ROWS_LEAST = 6, ROWS_MORE = 10, COLUMNS = 5, LABEL_WIDTH = 28, COLUMN_WIDTH = 14 };

static const char *const quarters[COLUMNS] = {"一季度", "二季度", "三季度", "四季度", "全年"};
static const char *const changes[] = {"上年", "本年", "增减", "增减（%）"};

/* One cell: a head, or a figure, or one with two decimals (in hundredths). */
struct cell {
	const char *text;
	long long value;
	int decimals;
};

/* Cells of a terminal, on which Han take two. */
static int
width(const char *s)
{
	int n = 0;

	for (; *s; s++)
		n += (unsigned char)*s >= 0xE0 ? 2 : ((unsigned char)*s & 0xC0) != 0x80;
	return n;
}

static void
row(FILE *f, enum layout layout, const char *label, const struct cell *cells, unsigned count)
{
	static const char *const before[LAYOUTS] = {" | ", "", "\t"};
	char figure[48];

	fprintf(f, "%s%s%*s", layout == PIPES ? "| " : "", label,
		layout == SPACES ? LABEL_WIDTH - width(label) : 0, "");
	for (unsigned i = 0; i < count; i++) {
		const struct cell *c = &cells[i];
		unsigned long long value =
			(unsigned long long)(c->value < 0 ? -c->value : c->value);
		const char *text = c->text ? c->text : figure, *sign = c->value < 0 ? "-" : "";
		if (c->decimals)
			snprintf(figure, sizeof figure, "%s%llu.%02llu", sign, value / 100,
				 value % 100);
		else
			snprintf(figure, sizeof figure, "%s%llu", sign, value);
		fprintf(f, "%s%*s%s", before[layout],
			layout == SPACES ? COLUMN_WIDTH - width(text) : 0, "", text);
	}
	fputs(layout == PIPES ? " |\n" : "\n", f);
}

static void
head(FILE *f, enum layout layout, const char *label, const char *const *texts, unsigned count)
{
	struct cell cells[COLUMNS] = {0};

	for (unsigned i = 0; i < count; i++)
		cells[i].text = texts[i];
	row(f, layout, label, cells, count);
	for (unsigned i = 0; layout == PIPES && i <= count; i++)
		fputs(i < count ? "| --- " : "| --- |\n", f);
}

/* A name for a row: those of one table differ, and no sentence speaks of them. */
static const char *
row_name(struct random *r, unsigned i, char name[64])
{
	snprintf(name, 64, "%s%s", places[i], PICK(r, offices));
	return name;
}

/* Four quarters that make the year, and rows that make the last. */
static void
quarter_table(FILE *f, struct random *r, enum layout layout, unsigned rows)
{
	struct cell total[COLUMNS] = {0}, cells[COLUMNS] = {0};
	char name[64];

	head(f, layout, "项目", quarters, COLUMNS);
	for (unsigned i = 0; i < rows; i++) {
		cells[COLUMNS - 1].value = 0;
		for (unsigned k = 0; k < COLUMNS; k++) {
			if (k < COLUMNS - 1) {
				cells[k].value = 1 + (long long)draw(r, 9000);
				cells[COLUMNS - 1].value += cells[k].value;
			}
			total[k].value += cells[k].value;
		}
		row(f, layout, row_name(r, i, name), cells, COLUMNS);
	}
	row(f, layout, "合计", total, COLUMNS);
}

/* Fills in what follows from the first two cells: the change, and its rate in
 * hundredths of a percent, rounded half up. */
static void
change_fill(struct cell cells[4])
{
	long long before = cells[0].value, change = cells[1].value - before;
	long long size = change < 0 ? -change : change;
	long long rate = (size * 20000 + before) / (2 * before);

	cells[2].value = change;
	cells[3] = (struct cell){.value = change < 0 ? -rate : rate, .decimals = 2};
}

/* Last year, this year, and the change in money of two decimals. */
static void
change_table(FILE *f, struct random *r, enum layout layout, unsigned rows)
{
	struct cell total[4] = {{.decimals = 2}, {.decimals = 2}, {.decimals = 2}, {0}};
	char name[64];

	head(f, layout, "项目", changes, 4);
	for (unsigned i = 0; i < rows; i++) {
		struct cell cells[4] = {{.decimals = 2}, {.decimals = 2}, {.decimals = 2}, {0}};
		cells[0].value = 10000 + (long long)draw(r, 900000);
		cells[1].value = 10000 + (long long)draw(r, 900000);
		total[0].value += cells[0].value;
		total[1].value += cells[1].value;
		change_fill(cells);
		row(f, layout, row_name(r, i, name), cells, 4);
	}
	change_fill(total);
	row(f, layout, "合计", total, 4);
}

static void
table(FILE *f, struct random *r, unsigned number, int year)
{
	enum layout layout = (enum layout)draw(r, LAYOUTS);
	unsigned rows = ROWS_LEAST + (unsigned)draw(r, ROWS_MORE);
	bool money = draw(r, 2);

	fprintf(f, "表%u  %d年%s%s情况\n\n单位：%s\n\n", number, year, PICK(r, subjects),
		PICK(r, objects), money ? "万元" : "件");
	if (money)
		change_table(f, r, layout, rows);
	else
		quarter_table(f, r, layout, rows);
	fputs("\n\n", f);
}

/* ---- reports ------------------------------------------------------------------------ */

static void
paragraph(FILE *f, struct random *r, int year)
{
	for (uint64_t left = 2 + draw(r, 6); left; left--)
		sentence(f, r, year);
	fputs("\n\n", f);
}

/* How much of a report is tables, and how much of it is to be. */
struct share_of_tables {
	long bytes, percent;
	unsigned count;
};

/* A table, where there are too few. */
static void
maybe_table(FILE *f, struct random *r, int year, struct share_of_tables *t)
{
	long before = ftell(f);

	if (t->bytes * 100 >= before * t->percent)
		return;
	table(f, r, ++t->count, year);
	t->bytes += ftell(f) - before;
}

static void
report(FILE *f, struct random *r, long size, long percent)
{
	int year = 2010 + (int)draw(r, 15);
	const char *place = PICK(r, places), *office = PICK(r, offices);
	struct share_of_tables tables = {.percent = percent};

	fprintf(f, "%s市%s%d年度工作情况报告\n\n", place, office, year);
	paragraph(f, r, year);
	for (unsigned i = 0; i < 10 && ftell(f) < size; i++) {
		fprintf(f, "%s、%s%s\n\n", han[i], PICK(r, verbs), PICK(r, objects));
		for (unsigned k = 0; k < 10 && ftell(f) < size; k++) {
			fprintf(f, "（%s）%s%s%s\n\n", han[k], PICK(r, subjects), PICK(r, verbs),
				PICK(r, objects));
			for (uint64_t left = 1 + draw(r, 4); left; left--) {
				paragraph(f, r, year);
				maybe_table(f, r, year, &tables);
			}
		}
	}
	fprintf(f, "%s市%s\n%d年1月%d日\n", place, office, year + 1, 1 + (int)draw(r, 28));
}

int
main(int argc, char **argv)
{
	long total = argc == 3 || argc == 4 ? atol(argv[2]) * 1000000 : 0, written = 0;
	long percent = argc == 4 ? atol(argv[3]) : 0;

	if (total <= 0 || percent < 0 || percent > 90) {
		fputs("usage: corpus FOLDER MEGABYTES [TABLES]\n", stderr);
		return 2;
	}
	for (unsigned i = 0; written < total; i++) {
		struct random r = {i};
		char path[4096];
		snprintf(path, sizeof path, "%s/report-%05u.txt", argv[1], i);
		FILE *f = fopen(path, "wb");
		if (!f) {
			perror(path);
			return 1;
		}
		report(f, &r, 50000 + (long)draw(&r, 50000), percent);
		written += ftell(f);
		if (fclose(f) != 0) {
			perror(path);
			return 1;
		}
	}
	return 0;
}
