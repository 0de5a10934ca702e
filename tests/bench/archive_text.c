/*
 * What stands in the reports of an archive (archive.h): names, figures that are drawn from what they
 * are of, and clauses that stand nowhere else.
 */
#include "archive.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

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

void
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

void
put_number(struct page *p, uint64_t n)
{
	char digits[24];

	snprintf(digits, sizeof digits, "%llu", (unsigned long long)n);
	put(p, digits);
}

void
put_hundredths(struct page *p, uint64_t n)
{
	char digits[32];

	snprintf(digits, sizeof digits, "%llu.%02llu%%", (unsigned long long)(n / 100),
		 (unsigned long long)(n % 100));
	put(p, digits);
}

/* ---- what is true ---------------------------------------------------------------------- */

struct random
random_of(uint64_t a, uint64_t b, uint64_t c)
{
	struct random r = {a * UINT64_C(0x9E3779B97F4A7C15) + b};

	draw(&r, 2);
	r.state ^= c * UINT64_C(0xC2B2AE3D27D4EB4F);
	draw(&r, 2);
	return r;
}

void
put_name(struct page *p, struct random *r)
{
	put(p, PICK(r, name_firsts));
	put(p, PICK(r, name_lasts));
}

uint32_t
agencies_most(void)
{
	return COUNT(name_firsts) * COUNT(name_lasts) * COUNT(offices);
}

static void
put_place(struct page *p, uint32_t number)
{
	put(p, name_firsts[number % COUNT(name_firsts)]);
	put(p, name_lasts[number / COUNT(name_firsts) % COUNT(name_lasts)]);
}

/* 青河省交通运输局, and of its members 青河省临湾市交通运输局. */
static void
put_relative(struct page *p, uint32_t relative)
{
	uint32_t family = (relative - FAMILIES_FROM) / FAMILY_ROOM, member = relative % FAMILY_ROOM;

	put_place(p, family);
	put(p, "省");
	if (member) {
		put_place(p, family * 7 + member);
		put(p, "市");
	}
	put(p, offices[family % COUNT(offices)]);
}

void
put_agency(struct page *p, uint32_t agency)
{
	if (agency >= FAMILIES_FROM) {
		put_relative(p, agency);
		return;
	}
	put_place(p, agency);
	put(p, "市");
	put(p, offices[agency / COUNT(name_firsts) / COUNT(name_lasts) % COUNT(offices)]);
}

/* The members of a family report on the same things. */
uint32_t
thing_of(uint32_t agency, uint32_t i)
{
	if (agency >= FAMILIES_FROM)
		agency -= agency % FAMILY_ROOM;
	struct random r = random_of(agency, 1, 0);
	uint64_t all = COUNT(fields) * COUNT(metrics), first = draw(&r, all);

	return (uint32_t)((first + i * 29) % all); /* 29 and all have no common part */
}

const char *
thing_unit(uint32_t thing)
{
	return metrics[thing % COUNT(metrics)].unit;
}

void
put_thing(struct page *p, uint32_t thing)
{
	put(p, fields[thing / COUNT(metrics)]);
	put(p, metrics[thing % COUNT(metrics)].name);
}

uint64_t
value_of(uint32_t agency, uint32_t thing, int year)
{
	struct random r = random_of(agency, 2, thing);
	uint64_t value = 2000 + draw(&r, 40000);

	if (agency >= FAMILIES_FROM && agency % FAMILY_ROOM == 0) {
		value = 0;
		for (uint32_t i = 1; i <= FAMILY_MEMBERS; i++)
			value += value_of(agency + i, thing, year);
		return value;
	}
	for (int y = FIRST_YEAR - 1; y < year; y++) {
		uint64_t change = value / 10 + draw(&r, value * 3 / 10) + 1;
		value = value < 3000 || (value < 400000 && draw(&r, 2)) ? value + change
									: value - change;
	}
	return value;
}

uint64_t
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

void
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

void
put_prose(struct page *p, struct random *r, uint64_t clauses)
{
	while (clauses-- > 0) {
		put_clause(p, r);
		put(p, clauses ? (draw(r, 5) ? "，" : "；") : "。");
	}
}

void
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

uint64_t
characters(const char *s, size_t bytes)
{
	uint64_t n = 0;

	for (size_t i = 0; i < bytes; i++)
		n += ((unsigned char)s[i] & 0xC0) != 0x80 && (unsigned char)s[i] != 0xEF &&
		     memcmp(s + i, "。", 3) != 0 && memcmp(s + i, "《", 3) != 0;
	return n;
}

const char *
character_at(const char *text, uint64_t n)
{
	while (n-- > 0)
		do
			text++;
		while (((unsigned char)*text & 0xC0) == 0x80);
	return text;
}

void
put_opening(struct page *p, struct subject of)
{
	struct random r = random_of(of.agency, 4, (uint64_t)of.year);

	put_prose(p, &r, 8 + draw(&r, 8));
}
