/*
 * Print changes nothing: a report whose lines are wrapped, whose pages have heads
 * and feet, or whose lines are double-spaced has the findings of the report as
 * it was written, by rule, level and message (which names the figures).
 */
#include "findings.h"

#include <stdio.h>
#include <stdlib.h>

/* How a report is printed. */
struct print {
	unsigned columns;   /* of a line; a Han character takes two */
	const char *indent; /* of a paragraph */
	bool double_spaced;
	unsigned page_lines; /* 0: no pages */
	const char *foot;    /* of a page: its number stands for #, how many there are for N */
	const char *head;    /* or NULL */
};

static const struct print prints[] = {
	{64, "    ", false, 0, NULL, NULL},
	{80, "", false, 0, NULL, NULL},
	{60, "    ", true, 0, NULL, NULL},
	{68, "    ", false, 30, "- # -", NULL},
	{68, "    ", true, 30, "第 # 页 共 N 页", NULL},
	{76, "", false, 42, "#", "本级部门行政许可实施情况报告"},
	{80, "    ", true, 36, "#", "本级部门行政许可实施情况报告"},
	{72, "　　", false, 25, "— # —", NULL},
	{72, "　　", true, 40, "# / N", NULL},
	{62, "　　", false, 33, "Page # of N", "本级部门行政许可实施情况报告"},
};

/* The lines of a printed report. */
struct sheet {
	const struct print *print;
	struct arena *arena;
	VEC(struct str) lines;
};

static unsigned
columns_of(unsigned char lead)
{
	return lead < 0xE3 ? 1 : 2;
}

static unsigned
bytes_of(unsigned char lead)
{
	return lead < 0x80 ? 1 : lead < 0xE0 ? 2 : lead < 0xF0 ? 3 : 4;
}

static void
put_line(struct sheet *s, struct str line)
{
	*VEC_PUSH(s->arena, &s->lines) = line;
	if (s->print->double_spaced)
		*VEC_PUSH(s->arena, &s->lines) = (struct str){0};
}

/* A paragraph; what would fit a line whole is a heading, flush left as it was. */
static void
put_paragraph(struct sheet *s, struct str p)
{
	struct buf line = {.arena = s->arena};
	unsigned used = 0, all = 0;

	for (size_t i = 0; i < p.len; i += bytes_of((unsigned char)p.at[i]))
		all += columns_of((unsigned char)p.at[i]);
	if (all > 40) {
		buf_add(&line, str_of(s->print->indent));
		used = s->print->indent[0] ? 4 : 0;
	}
	for (size_t i = 0; i < p.len;) {
		unsigned char lead = (unsigned char)p.at[i];

		if (used + columns_of(lead) > s->print->columns) {
			put_line(s, buf_str(&line));
			line = (struct buf){.arena = s->arena};
			used = 0;
		}
		buf_add(&line, str_sub(p, i, i + bytes_of(lead)));
		used += columns_of(lead);
		i += bytes_of(lead);
	}
	put_line(s, buf_str(&line));
}

static void
put_report(struct sheet *s, struct str report)
{
	for (size_t from = 0; from < report.len;) {
		size_t to = from;

		while (to < report.len && report.at[to] != '\n')
			to++;
		struct str line = str_trim(str_sub(report, from, to));

		if (line.len)
			put_paragraph(s, line);
		else
			*VEC_PUSH(s->arena, &s->lines) = (struct str){0};
		from = to + 1;
	}
}

static void
put_foot(struct buf *out, const char *foot, unsigned number, unsigned pages)
{
	for (; *foot; foot++) {
		if (*foot == '#' || *foot == 'N')
			buf_printf(out, "%u", *foot == '#' ? number : pages);
		else
			buf_char(out, *foot);
	}
	buf_add(out, STR("\n\f"));
}

static struct str
paginate(const struct sheet *s)
{
	struct buf out = {.arena = s->arena};
	const struct print *p = s->print;
	size_t page = p->page_lines ? p->page_lines : s->lines.len;
	unsigned pages = (unsigned)((s->lines.len + page - 1) / page), number = 0;

	for (size_t i = 0; i < s->lines.len; i++) {
		if (i % page == 0 && p->head) {
			buf_add(&out, str_of(p->head));
			buf_add(&out, STR("\n\n"));
		}
		buf_add(&out, s->lines.at[i]);
		buf_add(&out, STR("\n"));
		if (p->foot && (i % page == page - 1 || i + 1 == s->lines.len)) {
			buf_add(&out, STR("\n\n                              "));
			put_foot(&out, p->foot, ++number, pages);
		}
	}
	return buf_str(&out);
}

static int
compare(const void *a, const void *b)
{
	const struct str *x = a, *y = b;
	size_t least = x->len < y->len ? x->len : y->len;
	int order = memcmp(x->at, y->at, least);

	return order ? order : (x->len > y->len) - (x->len < y->len);
}

/* A finding in a line; blanks, which a break may leave out of a figure, do not count. */
static struct str
finding_line(struct arena *a, const struct finding *f)
{
	struct buf line = {.arena = a};

	buf_printf(&line, "%.*s %d ", (int)f->rule->id.len, f->rule->id.at, (int)f->level);
	for (size_t i = 0; i < f->message.len; i++)
		if (f->message.at[i] != ' ')
			buf_char(&line, f->message.at[i]);
	buf_add(&line, STR("\n"));
	return buf_str(&line);
}

/* What was found, a line each, sorted; in arena a. */
static struct str
findings_of(struct bench *b, struct arena *a)
{
	VEC(struct str) lines = {0};
	struct buf out = {.arena = a};

	for (size_t i = 0; i < b->result.check.findings.len; i++) {
		const struct finding *f = &b->result.check.findings.at[i];

		/* this one is about the page break itself */
		if (!str_eq(f->rule->id, STR("doubled-at-break")))
			*VEC_PUSH(a, &lines) = finding_line(a, f);
	}
	if (lines.len)
		qsort(lines.at, lines.len, sizeof *lines.at, compare);
	for (size_t i = 0; i < lines.len; i++)
		buf_add(&out, lines.at[i]);
	return buf_str(&out);
}

static const char *const reports[] = {
	"fixtures/reports/dongguan-2020.txt",  "fixtures/reports/guangdong-2019.txt",
	"fixtures/reports/jiangmen-2020.txt",  "fixtures/reports/zengcheng-2024.txt",
	"fixtures/reports/zhanjiang-2015.txt",

};

static struct str
read_report(struct arena *a, const char *path)
{
	struct buf out = {.arena = a};
	FILE *f = fopen(path, "rb");

	assert_non_null(f);
	for (int c = getc(f); c != EOF; c = getc(f))
		buf_char(&out, (char)c);
	fclose(f);
	return buf_str(&out);
}

static void
print_changes_nothing(void **state)
{
	struct bench *b = *state;

	for (size_t i = 0; i < sizeof reports / sizeof *reports; i++) {
		struct arena *a = arena_new(abort);
		struct str report = read_report(a, reports[i]);

		bench_lint_bytes(b, report.at, report.len);
		struct str wanted = findings_of(b, a);

		for (size_t k = 0; k < sizeof prints / sizeof *prints; k++) {
			struct sheet sheet = {.print = &prints[k], .arena = a};

			put_report(&sheet, report);
			struct str printed = paginate(&sheet);

			worker_reset(b->worker);
			bench_lint_bytes(b, printed.at, printed.len);
			struct str got = findings_of(b, a);

			if (!str_eq(got, wanted))
				fail_msg("%s as print %zu\nwanted:\n%.*sgot:\n%.*s", reports[i], k,
					 (int)wanted.len, wanted.at, (int)got.len, got.at);
		}
		worker_reset(b->worker);
		arena_free(a);
	}
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(print_changes_nothing, bench_open, bench_close),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
