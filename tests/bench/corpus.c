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

#include "words.h"

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
