/*
 * Writes reports in Chinese for measuring: corpus FOLDER MEGABYTES.  The same bytes
 * on every machine.  Mostly prose put together from many words, so that no two
 * sentences are alike, with figures whose relations are true: two to four
 * characters of a hundred are digits, as in real reports.
 */
#include <stdarg.h>
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

/* ---- reports ------------------------------------------------------------------------ */

static void
paragraph(FILE *f, struct random *r, int year)
{
	for (uint64_t left = 2 + draw(r, 6); left; left--)
		sentence(f, r, year);
	fputs("\n\n", f);
}

static void
report(FILE *f, struct random *r, long size)
{
	int year = 2010 + (int)draw(r, 15);
	const char *place = PICK(r, places), *office = PICK(r, offices);

	fprintf(f, "%s市%s%d年度工作情况报告\n\n", place, office, year);
	paragraph(f, r, year);
	for (unsigned i = 0; i < 10 && ftell(f) < size; i++) {
		fprintf(f, "%s、%s%s\n\n", han[i], PICK(r, verbs), PICK(r, objects));
		for (unsigned k = 0; k < 10 && ftell(f) < size; k++) {
			fprintf(f, "（%s）%s%s%s\n\n", han[k], PICK(r, subjects), PICK(r, verbs),
				PICK(r, objects));
			for (uint64_t left = 1 + draw(r, 4); left; left--)
				paragraph(f, r, year);
		}
	}
	fprintf(f, "%s市%s\n%d年1月%d日\n", place, office, year + 1, 1 + (int)draw(r, 28));
}

int
main(int argc, char **argv)
{
	long total = argc == 3 ? atol(argv[2]) * 1000000 : 0, written = 0;

	if (total <= 0) {
		fputs("usage: corpus FOLDER MEGABYTES\n", stderr);
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
		report(f, &r, 50000 + (long)draw(&r, 50000));
		written += ftell(f);
		if (fclose(f) != 0) {
			perror(path);
			return 1;
		}
	}
	return 0;
}
