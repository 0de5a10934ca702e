/*
 * Writes an archive of reports that agree with one another, but for what is planted:
 *
 *     archive FOLDER REPORTS PLANTED
 *
 * FOLDER/reports/NN/… holds the reports of agencies over ten years, FOLDER/truth.tsv what is wrong:
 * path, rule, the figure or the length of the copy, and the other report where either may be
 * the wrong one.  PLANTED of each: figures that two reports of one
 * year give otherwise, last year's figures restated otherwise, growth rates, differences and
 * directions that last year's report does not bear out, paragraphs kept from last year with
 * their figures, and passages of 32 characters or more of other agencies.
 *
 * Every figure is drawn from what it is of (agency, thing, year), so whatever a report says of
 * another year is true.  Every clause holds a name out of ten thousand, so that no 32 characters are
 * the same by chance.  The same bytes on every machine.
 */
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "words.h"

enum {
	FIRST_YEAR = 2014,
	YEARS = 10,
	THINGS = 8, /* that an agency reports on */
	PATH_BYTES = 4096,
	TEXT_BYTES = 1 << 16,
	BEFORE = 32, /* clauses before a copy, at most */
};

/* What is wrong in a report, if anything. */
enum plant {
	PLANT_NONE,
	PLANT_FIGURE,
	PLANT_RESTATED,
	PLANT_GROWTH,
	PLANT_DIFFERENCE,
	PLANT_DIRECTION,
	PLANT_KEPT,
	PLANT_COPY,
	PLANTS
};
static const char *const plant_rules[PLANTS] = {
	[PLANT_FIGURE] = "across-figure",	[PLANT_RESTATED] = "across-restated",
	[PLANT_GROWTH] = "across-change",	[PLANT_DIFFERENCE] = "across-change",
	[PLANT_DIRECTION] = "across-direction", [PLANT_KEPT] = "across-copied-figures",
	[PLANT_COPY] = "across-passage",
};

static const char *const name_firsts[] = {
	"青", "临", "云", "东", "石", "长", "白", "松", "南", "玉", "金", "沙", "望", "清", "海",
	"定", "安", "丰", "和", "平", "永", "新", "华", "龙", "凤", "山", "江", "湖", "林", "竹",
	"梅", "兰", "桃", "柳", "荷", "泉", "溪", "峰", "岭", "崖", "桂", "枫", "桐", "槐", "莲",
	"菱", "芦", "荆", "柏", "杉", "银", "铜", "铁", "锡", "紫", "红", "黄", "蓝", "翠", "碧",
	"朝", "晓", "晨", "晚", "春", "夏", "秋", "冬", "雪", "霜", "雨", "露", "风", "雷", "霞",
	"星", "月", "日", "天", "景", "福", "禄", "寿", "康", "宁", "吉", "祥", "瑞", "嘉", "德",
	"仁", "义", "礼", "信", "孝", "忠", "敬", "诚", "善", "恭"};
static const char *const name_lasts[] = {
	"河", "江", "岭", "湾", "桥", "坡", "鹭", "原", "屏", "泉", "滩", "溪", "坪", "源",
	"塘", "冈", "洲", "港", "浦", "渡", "埠", "津", "堤", "坝", "垸", "圩", "屯", "堡",
	"寨", "庄", "村", "店", "铺", "集", "墟", "园", "庙", "寺", "塔", "亭", "台", "楼",
	"阁", "门", "关", "口", "谷", "洞", "岩", "崖", "峡", "坑", "沟", "涧", "潭", "井",
	"池", "湖", "岛", "礁", "角", "嘴", "头", "尾", "背", "面", "坎", "垭", "岔", "岗",
	"墩", "畈", "冲", "坳", "浜", "荡", "淀", "泊", "塬", "梁", "峁", "川", "甸", "屿",
	"澳", "汀", "渚", "汊", "圳", "埔", "厝", "寮", "坂", "峪", "碛", "碚", "硐", "箐"};

/* What is counted, and in what. */
struct metric {
	const char *name, *unit;
};
static const char *const fields[] = {"河道", "公路", "市场", "食品", "药品", "消防",
				     "气象", "档案", "信用", "人才", "园区", "社区",
				     "乡镇", "学校", "医院", "养老", "供水", "燃气",
				     "公园", "桥梁", "港口", "茶园", "果园", "渔场"};
static const struct metric metrics[] = {{"巡查整改问题", "个"}, {"检测送检样品", "份"},
					{"专题培训学员", "人"}, {"宣传发放手册", "册"},
					{"定点帮扶商户", "户"}, {"更换老旧设备", "台"},
					{"调解一般纠纷", "宗"}, {"志愿服务时长", "小时"},
					{"接待参观团组", "批"}, {"修复破损路面", "处"}};

struct archive {
	const char *folder;
	FILE *truth;
	uint32_t reports, planted;
};

/* A text that is being written. */
struct page {
	char at[TEXT_BYTES];
	size_t len;
};

static void
put(struct page *p, const char *s)
{
	size_t len = strlen(s);

	if (p->len + len + 1 > sizeof p->at) {
		fputs("archive: a report is too long\n", stderr);
		exit(1);
	}
	memcpy(p->at + p->len, s, len + 1);
	p->len += len;
}

static void
put_number(struct page *p, uint64_t n)
{
	char digits[24];

	snprintf(digits, sizeof digits, "%llu", (unsigned long long)n);
	put(p, digits);
}

/* In hundredths, as printed with two decimals. */
static void
put_hundredths(struct page *p, uint64_t n)
{
	char digits[32];

	snprintf(digits, sizeof digits, "%llu.%02llu%%", (unsigned long long)(n / 100),
		 (unsigned long long)(n % 100));
	put(p, digits);
}

/* ---- what is true ---------------------------------------------------------------------- */

/* Whose report, on which year. */
struct subject {
	uint32_t agency;
	int year;
};

static struct random
random_of(uint64_t a, uint64_t b, uint64_t c)
{
	struct random r = {a * UINT64_C(0x9E3779B97F4A7C15) + b};

	draw(&r, 2);
	r.state ^= c * UINT64_C(0xC2B2AE3D27D4EB4F);
	draw(&r, 2);
	return r;
}

static void
put_name(struct page *p, struct random *r)
{
	put(p, PICK(r, name_firsts));
	put(p, PICK(r, name_lasts));
}

static void
put_agency(struct page *p, uint32_t agency)
{
	put(p, name_firsts[agency % COUNT(name_firsts)]);
	agency /= COUNT(name_firsts);
	put(p, name_lasts[agency % COUNT(name_lasts)]);
	agency /= COUNT(name_lasts);
	put(p, "市");
	put(p, offices[agency % COUNT(offices)]);
}

/* Thing `i` of an agency: another one for each i. */
static uint32_t
thing_of(uint32_t agency, uint32_t i)
{
	struct random r = random_of(agency, 1, 0);
	uint64_t all = COUNT(fields) * COUNT(metrics), first = draw(&r, all);

	return (uint32_t)((first + i * 29) % all); /* 29 and all have no common part */
}

static void
put_thing(struct page *p, uint32_t thing)
{
	put(p, fields[thing / COUNT(metrics)]);
	put(p, metrics[thing % COUNT(metrics)].name);
}

/* How much of it there was in a year: it grows or falls by a tenth to two fifths every year, so
 * that a slip is no rounding. */
static uint64_t
value_of(uint32_t agency, uint32_t thing, int year)
{
	struct random r = random_of(agency, 2, thing);
	uint64_t value = 2000 + draw(&r, 40000);

	for (int y = FIRST_YEAR - 1; y < year; y++) {
		uint64_t change = value / 10 + draw(&r, value * 3 / 10) + 1;
		value = value < 3000 || (value < 400000 && draw(&r, 2)) ? value + change
									: value - change;
	}
	return value;
}

/* Another number that is one slip of the pen away: a digit that counts is another one. */
static uint64_t
slipped(struct random *r, uint64_t n)
{
	uint64_t place = 1, digit, other;

	while (place * 100 <= n)
		place *= 10;
	digit = n / place % 10;
	do
		other = draw(r, 10);
	while (other == digit);
	return n - digit * place + other * place;
}

/* ---- sentences --------------------------------------------------------------------------- */

/* A clause that stands nowhere else. */
static void
put_clause(struct page *p, struct random *r)
{
	switch (draw(r, 5)) {
	case 0:
		put(p, "在");
		put_name(p, r);
		put(p, PICK(r, adverbs));
		put(p, PICK(r, verbs));
		put(p, PICK(r, subjects));
		put(p, PICK(r, objects));
		break;
	case 1:
		put(p, PICK(r, means));
		put(p, PICK(r, verbs));
		put_name(p, r);
		put(p, PICK(r, objects));
		break;
	case 2:
		put_name(p, r);
		put(p, PICK(r, subjects));
		put(p, PICK(r, objects));
		put(p, PICK(r, results));
		break;
	case 3:
		put(p, "对");
		put_name(p, r);
		put(p, PICK(r, subjects));
		put(p, PICK(r, adverbs));
		put(p, PICK(r, verbs));
		put(p, PICK(r, objects));
		break;
	default:
		put(p, "会同");
		put_name(p, r);
		put(p, PICK(r, offices));
		put(p, PICK(r, verbs));
		put(p, PICK(r, objects));
	}
}

static void
put_prose(struct page *p, struct random *r, uint64_t clauses)
{
	while (clauses-- > 0) {
		put_clause(p, r);
		put(p, clauses ? (draw(r, 5) ? "，" : "；") : "。");
	}
}

/* What a report says of a thing beside how much it was. */
enum form { FORM_PLAIN, FORM_RESTATED, FORM_GROWTH, FORM_DIFFERENCE, FORM_DIRECTION, FORMS };

/* Tells what was planted. */
static void
tell(const struct archive *a, const char *path, enum plant plant, const char *what)
{
	fprintf(a->truth, "%s\t%s\t%s\n", path, plant_rules[plant], what);
}

/* A report that is being written. */
struct report {
	const struct archive *archive;
	struct subject of;
	enum plant plant;
	char path[PATH_BYTES]; /* below the folder */
	struct page page;
};

static void
path_of(char path[PATH_BYTES], struct subject of, bool second)
{
	snprintf(path, PATH_BYTES, "reports/%03u/%06u-%d%s.txt", of.agency / 100, of.agency,
		 of.year, second ? "-b" : "");
}

static void
tell_number(struct report *r, const struct page *p, size_t from)
{
	char other[PATH_BYTES];

	path_of(other, r->of, false);
	fprintf(r->archive->truth, "%s\t%s\t%s\t%s\n", r->path, plant_rules[r->plant], p->at + from,
		r->plant == PLANT_FIGURE ? other : "");
}

/* The change against the year before; planted: it does not come out. */
static void
put_change(struct report *r, struct random *rnd, enum form form, uint64_t now, uint64_t before,
	   const char *unit, bool wrong)
{
	static const char *const than[] = {"比上年", "较上年", "与上年相比"};
	bool up = now > before;
	uint64_t by = up ? now - before : before - now;
	uint64_t rate = (by * 20000 + before) / (2 * before);
	struct page *p = &r->page;
	size_t from;

	if (form == FORM_PLAIN)
		return;
	put(p, "，");
	switch (form) {
	case FORM_GROWTH:
		put(p, "同比");
		put(p, up ? "增长" : "下降");
		from = p->len;
		put_hundredths(p, wrong ? slipped(rnd, rate) : rate);
		break;
	case FORM_DIFFERENCE:
		put(p, than[draw(rnd, 2)]);
		put(p, up ? "增加" : "减少");
		from = p->len;
		put_number(p, wrong ? slipped(rnd, by) : by);
		put(p, unit);
		break;
	case FORM_DIRECTION:
		put(p, than[draw(rnd, 3)]);
		put(p, "有所");
		from = p->len;
		put(p, up != wrong ? "增加" : "减少");
		break;
	case FORM_RESTATED:
		put(p, "上年为");
		from = p->len;
		put_number(p, wrong ? slipped(rnd, before) : before);
		put(p, unit);
		break;
	case FORM_PLAIN:
	case FORMS:
	default:
		return;
	}
	if (wrong)
		tell_number(r, p, from);
}

static enum form
form_of(enum plant plant)
{
	static const enum form forms[PLANTS] = {[PLANT_RESTATED] = FORM_RESTATED,
						[PLANT_GROWTH] = FORM_GROWTH,
						[PLANT_DIFFERENCE] = FORM_DIFFERENCE,
						[PLANT_DIRECTION] = FORM_DIRECTION};

	return forms[plant];
}

/* One thing: how much, and most often how that compares with the year before. */
static void
put_statement(struct report *r, struct random *rnd, uint32_t i, bool wrong)
{
	uint32_t thing = thing_of(r->of.agency, i);
	const char *unit = metrics[thing % COUNT(metrics)].unit;
	uint64_t now = value_of(r->of.agency, thing, r->of.year);
	uint64_t before = value_of(r->of.agency, thing, r->of.year - 1);
	enum form form = draw(rnd, FORMS);
	struct page *p = &r->page;

	if (wrong && form_of(r->plant) != FORM_PLAIN)
		form = form_of(r->plant);
	if (r->of.year == FIRST_YEAR)
		form = FORM_PLAIN;
	put_thing(p, thing);
	size_t from = p->len;
	bool other = wrong && r->plant == PLANT_FIGURE;
	put_number(p, other ? slipped(rnd, now) : now);
	put(p, unit);
	if (other)
		tell_number(r, p, from);
	else
		put_change(r, rnd, form, now, before, unit, wrong);
}

/* A paragraph with figures of its own, which are not reported elsewhere. */
static void
put_figures(struct page *p, struct subject of)
{
	struct random r = random_of(of.agency, 3, (uint64_t)of.year);

	put(p, "在");
	put_name(p, &r);
	put(p, "一带");
	for (unsigned i = 0; i < 4; i++) {
		put(p, i ? "，" : "");
		put_name(p, &r);
		put(p, PICK(&r, subjects));
		put(p, PICK(&r, counted));
		put_number(p, 100 + draw(&r, 90000));
		put(p, PICK(&r, units));
	}
	put(p, "，");
	put_clause(p, &r);
	put(p, "。\n\n");
}

/* ---- reports ------------------------------------------------------------------------------- */

static uint64_t
characters(const char *s, size_t bytes)
{
	uint64_t n = 0;

	for (size_t i = 0; i < bytes; i++)
		n += ((unsigned char)s[i] & 0xC0) != 0x80 && (unsigned char)s[i] != 0xEF &&
		     memcmp(s + i, "。", 3) != 0 && memcmp(s + i, "《", 3) != 0;
	return n;
}

/* The first paragraph of a report: all of it is made of clauses that stand nowhere else. */
static void
put_opening(struct page *p, struct subject of)
{
	struct random r = random_of(of.agency, 4, (uint64_t)of.year);

	put_prose(p, &r, 8 + draw(&r, 8));
}

static const char *
character_at(const char *text, uint64_t n)
{
	while (n-- > 0)
		do
			text++;
		while (((unsigned char)*text & 0xC0) == 0x80);
	return text;
}

/* A stretch of another agency's opening, from anywhere in it: 32 characters or more that count. */
static void
put_copy(struct report *r, struct random *rnd)
{
	struct page *other = calloc(1, sizeof *other);
	struct subject of = {r->of.agency + 1, r->of.year};
	uint64_t agencies = r->archive->reports / YEARS, length = 32 + draw(rnd, 60);

	if (!other)
		exit(1);
	of.agency %= (uint32_t)agencies;
	put_opening(other, of);
	uint64_t all = characters(other->at, other->len), letters = 0;
	const char *from = character_at(other->at, draw(rnd, all - length)), *to;

	while (!characters(from, 3)) /* it begins with a word, as what is put before it ends */
		from = character_at(from, 1);
	to = from;

	while (letters < length && *to) {
		const char *next = character_at(to, 1);
		letters += characters(to, (size_t)(next - to));
		to = next;
	}
	char what[32], source[PATH_BYTES];
	snprintf(what, sizeof what, "%llu", (unsigned long long)letters);
	put_prose(&r->page, rnd, 1 + draw(rnd, 3));
	other->at[to - other->at] = '\0';
	put(&r->page, from);
	put(&r->page, "。");
	put_prose(&r->page, rnd, 1 + draw(rnd, 3));
	put(&r->page, "\n\n");
	fprintf(r->archive->truth, "%s\t%s\t%s\t", r->path, plant_rules[PLANT_COPY], what);
	path_of(source, of, false);
	fprintf(r->archive->truth, "%s\n", source);
	free(other);
}

static void
put_section(struct report *r, struct random *rnd, unsigned number, uint32_t wrong)
{
	struct page *p = &r->page;

	put(p, han[number]);
	put(p, "、");
	put_name(p, rnd);
	put(p, PICK(rnd, verbs));
	put(p, PICK(rnd, objects));
	put(p, "\n\n");
	for (uint32_t i = 0; i < 2; i++) {
		uint32_t thing = number * 2 + i;
		put_prose(p, rnd, 1 + draw(rnd, 3));
		put(p, draw(rnd, 2) ? "全年" : "");
		put_statement(r, rnd, thing, thing == wrong);
		put(p, "。");
		put_prose(p, rnd, 2 + draw(rnd, 4));
		put(p, "\n\n");
	}
	put_prose(p, rnd, 3 + draw(rnd, 8));
	put(p, "\n\n");
}

static void
write_page(const struct report *r)
{
	char path[PATH_BYTES];

	if ((size_t)snprintf(path, sizeof path, "%s/%s", r->archive->folder, r->path) >=
	    sizeof path)
		exit(1);
	FILE *f = fopen(path, "wb");
	if (!f || fwrite(r->page.at, 1, r->page.len, f) != r->page.len || fclose(f) != 0) {
		perror(path);
		exit(1);
	}
}

/* `copy`: the how manyth report of the agency on the year, with other words around the same
 * figures. */
static void
write_report(const struct archive *a, struct subject of, unsigned copy, enum plant plant)
{
	static struct report r; /* large, and used again */
	struct random rnd = random_of(of.agency, 5 + copy, (uint64_t)of.year);
	uint32_t wrong = THINGS;

	r = (struct report){.archive = a, .of = of, .plant = plant};
	path_of(r.path, of, copy > 0);
	if (plant != PLANT_NONE && plant != PLANT_KEPT && plant != PLANT_COPY)
		wrong = (uint32_t)draw(&rnd, THINGS);
	put_agency(&r.page, of.agency);
	put_number(&r.page, (uint64_t)of.year);
	put(&r.page, "年度工作总结\n\n");
	if (!copy) {
		put_opening(&r.page, of);
		put(&r.page, "\n\n");
	}
	for (unsigned i = 0; i < THINGS / 2; i++)
		put_section(&r, &rnd, i, wrong);
	if (!copy)
		put_figures(&r.page,
			    plant == PLANT_KEPT ? (struct subject){of.agency, of.year - 1} : of);
	if (plant == PLANT_KEPT)
		tell(a, r.path, plant, "4");
	if (plant == PLANT_COPY)
		put_copy(&r, &rnd);
	put_agency(&r.page, of.agency);
	put(&r.page, "\n");
	put_number(&r.page, (uint64_t)of.year + 1);
	put(&r.page, "年1月12日\n");
	write_page(&r);
}

/* What is planted in report `n` of an agency: no two of its reports hold anything, the year before
 * never does. */
static void
write_agency(const struct archive *a, uint32_t agency, uint32_t agencies)
{
	uint64_t plants = (uint64_t)a->planted * (PLANTS - 1);
	/* Plant k stands with agency k * agencies / plants, so all are spread evenly. */
	uint64_t first = ((uint64_t)agency * plants + agencies - 1) / agencies;
	uint64_t last = ((uint64_t)(agency + 1) * plants + agencies - 1) / agencies;

	for (int year = FIRST_YEAR; year < FIRST_YEAR + YEARS; year++) {
		struct subject of = {agency, year};
		uint64_t k = first + (uint64_t)(year - FIRST_YEAR) / 2;
		enum plant plant =
			(year - FIRST_YEAR) % 2 && k < last ? 1 + k % (PLANTS - 1) : PLANT_NONE;

		/* Two reports on one year, which agree where nothing is planted. */
		if (plant == PLANT_FIGURE || (agency % 50 == 0 && year == FIRST_YEAR))
			write_report(a, of, 1, plant);
		write_report(a, of, 0, plant == PLANT_FIGURE ? PLANT_NONE : plant);
	}
}

static void
make_folder(const struct archive *a, const char *name)
{
	char path[PATH_BYTES];

	snprintf(path, sizeof path, "%s/%s", a->folder, name);
	mkdir(path, 0777);
}

int
main(int argc, char **argv)
{
	struct archive a = {.folder = argc == 4 ? argv[1] : ""};
	char path[PATH_BYTES], folder[32];

	if (argc == 4) {
		a.reports = (uint32_t)strtoul(argv[2], NULL, 10);
		a.planted = (uint32_t)strtoul(argv[3], NULL, 10);
	}
	uint32_t agencies = a.reports / YEARS;
	uint32_t most = COUNT(name_firsts) * COUNT(name_lasts) * COUNT(offices);

	if (agencies < 10 || agencies > most || (uint64_t)a.planted * (PLANTS - 1) > agencies * 5) {
		fputs("usage: archive FOLDER REPORTS PLANTED\n"
		      "at least 100 reports, and for each seven planted ones fourteen\n",
		      stderr);
		return 2;
	}
	make_folder(&a, "");
	make_folder(&a, "reports");
	snprintf(path, sizeof path, "%s/truth.tsv", a.folder);
	a.truth = fopen(path, "wb");
	if (!a.truth) {
		perror(path);
		return 1;
	}
	for (uint32_t i = 0; i < agencies; i++) {
		if (i % 100 == 0) {
			snprintf(folder, sizeof folder, "reports/%03u", i / 100);
			make_folder(&a, folder);
		}
		write_agency(&a, i, agencies);
	}
	return fclose(a.truth) == 0 ? 0 : 1;
}
