/*
 * A whole run in at most 25 lines, for a terminal: what was read, and where most was found.  Of every
 * report that has findings its text is a line of counts, which `end` reads again, so that a run that
 * goes on where it was stopped sums up what it recalls as well.  Memory: rules, agencies and years.
 */
#include "../corpus/corpus.h"
#include "out.h"

#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

enum {
	RULES_SHOWN = 7,
	OTHERS_SHOWN = 3,
	LINE_MOST = 1024,
	COLUMNS = 80,
	ID_CELLS = 26,
	CAUSE_CELLS = 20,
	SIZE_CELLS = 8,
	SIZES = DECADE_BEYOND - DECADE_LEAST + 1
};

/* Figures against what they ought to be: by cause and size. */
struct sizes {
	uint64_t count[CAUSE_ALL][SIZES];
};

/* How many findings go by one name. */
struct tally {
	struct str name;
	uint64_t count;
};
struct tallies {
	struct arena *arena;
	VEC(struct tally) all;
	uint32_t *slots; /* 1 more than the index of a tally; 0: free.  A power of two */
	size_t slot_count;
};

static size_t
slot_of(const struct tallies *t, struct str name)
{
	size_t at = hash_bytes(name.at, name.len, 0) & (t->slot_count - 1);

	while (t->slots[at] && !str_eq(t->all.at[t->slots[at] - 1].name, name))
		at = (at + 1) & (t->slot_count - 1);
	return at;
}

static void
tallies_grow(struct tallies *t)
{
	t->slot_count = t->slot_count ? t->slot_count * 2 : 256;
	t->slots = arena_array(t->arena, t->slot_count, sizeof *t->slots);
	memset(t->slots, 0, t->slot_count * sizeof *t->slots);
	for (size_t i = 0; i < t->all.len; i++)
		t->slots[slot_of(t, t->all.at[i].name)] = (uint32_t)i + 1;
}

static void
tallies_add(struct tallies *t, struct str name, uint64_t count)
{
	if (t->all.len * 2 >= t->slot_count)
		tallies_grow(t);
	size_t at = slot_of(t, name);
	if (!t->slots[at]) {
		*VEC_PUSH(t->arena, &t->all) = (struct tally){str_copy(t->arena, name), 0};
		t->slots[at] = (uint32_t)t->all.len;
	}
	t->all.at[t->slots[at] - 1].count += count;
}

static int
by_count(const void *p, const void *q)
{
	const struct tally *x = p, *y = q;

	if (x->count != y->count)
		return x->count > y->count ? -1 : 1;
	return str_cmp(x->name, y->name);
}

/* ---- a report ------------------------------------------------------------------------------ */

/* A line of a kind (r, a, y) and a name, behind it what counts: "r12 share-of-whole"; "d2 -1" is a
 * discrepancy of cause 2. */
static void
put_line(FILE *to, char kind, uint64_t count, struct str name)
{
	if (name.len && name.len < LINE_MOST / 2 && !memchr(name.at, '\n', name.len))
		fprintf(to, "%c%" PRIu64 " %.*s\n", kind, count, STR_FMT(name));
}

static void
summary_report(FILE *to, const struct out_options *o, const struct report *r)
{
	uint64_t count = shown_count(o, r);
	struct identity is;
	int year, month, day;

	if (!count)
		return;
	for (size_t i = 0; i < r->finding_count; i++) {
		const struct finding *f = &r->findings[i];
		if (f->level < o->show)
			continue;
		put_line(to, 'r', 1, f->rule->id);
		if (f->discrepancy.cause)
			fprintf(to, "d%d %d\n", f->discrepancy.cause, f->discrepancy.decade);
	}
	identity_of(r->arena, o->rulebook->lexicon, r->doc, &is);
	put_line(to, 'a', count, is.agency);
	if (is.from > is.to)
		return;
	day_split(is.to, &year, &month, &day);
	put_line(to, 'y', count, str_printf(r->arena, "%d", year));
}

/* ---- the whole ------------------------------------------------------------------------------- */

static void
sizes_add(struct sizes *all, uint64_t cause, long decade)
{
	if (cause < CAUSE_ALL && decade >= DECADE_LEAST && decade <= DECADE_BEYOND)
		all->count[cause][decade - DECADE_LEAST]++;
}

static void
read_lines(FILE *from, struct tallies *rules, struct tallies *agencies, struct tallies *years,
	   struct sizes *sizes)
{
	char line[LINE_MOST], *name;

	rewind(from);
	while (fgets(line, sizeof line, from)) {
		uint64_t count = strtoull(line + 1, &name, 10);
		struct str s = str_of(name);
		if (s.len < 2)
			continue;
		if (line[0] == 'd') {
			sizes_add(sizes, count, strtol(name, NULL, 10));
			continue;
		}
		tallies_add(line[0] == 'r'   ? rules
			    : line[0] == 'a' ? agencies
					     : years,
			    str_sub(s, 1, s.len - 1), count);
	}
}

/* What of s fits into so many cells, and a sign that something did not; gives the cells that it
 * takes. */
static size_t
print_cut(FILE *to, struct str s, size_t cells)
{
	bool fits = safe_width(s) <= cells;
	size_t at = 0, used = 0;

	cells -= !fits && cells;

	while (at < s.len) {
		size_t next = at;
		unsigned width;
		safe_next(s, &next, &width);
		if (used + width > cells)
			break;
		used += width;
		at = next;
	}
	print_safely(to, str_sub(s, 0, at));
	fputs(fits ? "" : "…", to);
	return used + !fits;
}

static void
print_padded(FILE *to, struct str s, size_t cells)
{
	for (size_t used = print_cut(to, s, cells); used < cells; used++)
		fputc(' ', to);
}

/* `rules`: names are those of rules, and what these are about stands behind them. */
static void
print_some(FILE *to, const struct out_options *o, struct tallies *t, bool rules, const char *head)
{
	const size_t most = rules ? RULES_SHOWN : OTHERS_SHOWN, room = COLUMNS - 10;

	if (t->all.len)
		qsort(t->all.at, t->all.len, sizeof *t->all.at, by_count);
	for (size_t i = 0; i < t->all.len && i < most; i++) {
		const struct tally *x = &t->all.at[i];
		const struct rule *r = rules ? rulebook_rule(o->rulebook, x->name) : NULL;
		if (!i)
			fprintf(to, "%s\n", head);
		fprintf(to, "%8" PRIu64 "  ", x->count);
		if (r) {
			size_t id = safe_width(x->name) < ID_CELLS ? ID_CELLS : safe_width(x->name);
			print_padded(to, x->name, id);
			fputs("  ", to);
			print_cut(to, r->summary[o->language], room - id - 2);
		} else {
			print_cut(to, x->name, room);
		}
		fputc('\n', to);
	}
}

static void
print_cause(FILE *to, const char *name, const uint64_t *count)
{
	uint64_t all = 0;

	for (size_t k = 0; k < SIZES; k++)
		all += count[k];
	if (!all)
		return;
	fprintf(to, "%8" PRIu64 "  ", all);
	print_padded(to, str_of(name), CAUSE_CELLS);
	for (size_t k = 0; k < SIZES; k++)
		if (count[k])
			fprintf(to, "%*" PRIu64, SIZE_CELLS, count[k]);
		else
			fprintf(to, "%*s", SIZE_CELLS, ".");
	fputc('\n', to);
}

/* How far figures are from what they ought to be: a line a cause, a column a size. */
static void
print_sizes(FILE *to, bool zh, const struct sizes *all)
{
	static const char *const heads[MESSAGE_LANGUAGES][SIZES] = {
		{"to 0.1%", "1%", "10%", "100%", "x10", "more"},
		{"至0.1%", "1%", "10%", "100%", "10倍", "更多"}};
	static const char *const names[MESSAGE_LANGUAGES][CAUSE_ALL] = {
		{[CAUSE_ROUNDING] = "rounding",
		 [CAUSE_SLIP] = "slip of a digit",
		 [CAUSE_UNIT] = "unit, power of ten",
		 [CAUSE_OTHER] = "other"},
		{[CAUSE_ROUNDING] = "四舍五入",
		 [CAUSE_SLIP] = "笔误（一位数字）",
		 [CAUSE_UNIT] = "单位（10的幂）",
		 [CAUSE_OTHER] = "其他"}};
	uint64_t any = 0;

	for (size_t i = 1; i < CAUSE_ALL; i++)
		for (size_t k = 0; k < SIZES; k++)
			any += all->count[i][k];
	if (!any)
		return;
	print_padded(to, zh ? STR("报告值与应有值之差") : STR("figures that are off by"),
		     10 + CAUSE_CELLS);
	for (size_t k = 0; k < SIZES; k++) {
		struct str head = str_of(heads[zh][k]);
		fprintf(to, "%*s", (int)(SIZE_CELLS - safe_width(head)), "");
		print_safely(to, head);
	}
	fputc('\n', to);
	for (size_t i = 1; i < CAUSE_ALL; i++)
		print_cause(to, names[zh][i], all->count[i]);
}

static void
print_counts(FILE *to, bool zh, const struct run_totals *t)
{
	fprintf(to,
		zh ? "已读报告 %" PRIu64 " 份，未能读取 %" PRIu64 " 份\n错误 %" PRIu64
		     " 处，警告 %" PRIu64 " 处，提示 %" PRIu64 " 处\n"
		   : "reports: %" PRIu64 " read, %" PRIu64 " not read\nerrors: %" PRIu64
		     ", warnings: %" PRIu64 ", notes: %" PRIu64 "\n",
		t->files, t->unread, t->errors, t->warnings, t->notes);
	if (!t->compared)
		return;
	fprintf(to,
		zh ? "报告之间相同的段落 %" PRIu64 " 处" : "passages that reports share: %" PRIu64,
		t->passages);
	if (t->genre)
		fprintf(to,
			zh ? "；另有 %" PRIu64 " 个片段为多家单位通用，不计"
			   : ", without %" PRIu64 " pieces of text that many agencies use",
			t->genre);
	fputc('\n', to);
}

static void
summary_end(FILE *from, const struct out_options *o, const struct run_totals *t)
{
	struct tallies rules = {.arena = t->arena}, agencies = rules, years = rules;
	struct sizes sizes = {0};
	bool zh = o->language == MESSAGE_ZH;
	FILE *to = stderr;

	if (o->quiet)
		return;
	read_lines(from, &rules, &agencies, &years, &sizes);
	fflush(stdout);
	print_counts(to, zh, t);
	print_some(to, o, &rules, true, zh ? "问题最多的规则" : "rules with most findings");
	print_some(to, o, &agencies, false, zh ? "问题最多的单位" : "agencies with most findings");
	print_some(to, o, &years, false, zh ? "问题最多的年度" : "years with most findings");
	print_sizes(to, zh, &sizes);
}

const struct out_format out_summary = {
	.name = "summary", .report = summary_report, .end = summary_end};
