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

enum { RULES_SHOWN = 10, OTHERS_SHOWN = 4, LINE_MOST = 1024 };

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

/* A line of a kind (r, a, y) and a name, behind it what counts: "r12 share-of-whole". */
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
	for (size_t i = 0; i < r->finding_count; i++)
		if (r->findings[i].level >= o->show)
			put_line(to, 'r', 1, r->findings[i].rule->id);
	identity_of(r->arena, o->rulebook->lexicon, r->doc, &is);
	put_line(to, 'a', count, is.agency);
	if (is.from > is.to)
		return;
	day_split(is.to, &year, &month, &day);
	put_line(to, 'y', count, str_printf(r->arena, "%d", year));
}

/* ---- the whole ------------------------------------------------------------------------------- */

static void
read_lines(FILE *from, struct tallies *rules, struct tallies *agencies, struct tallies *years)
{
	char line[LINE_MOST], *name;

	rewind(from);
	while (fgets(line, sizeof line, from)) {
		uint64_t count = strtoull(line + 1, &name, 10);
		struct str s = str_of(name);
		if (s.len < 2)
			continue;
		tallies_add(line[0] == 'r'   ? rules
			    : line[0] == 'a' ? agencies
					     : years,
			    str_sub(s, 1, s.len - 1), count);
	}
}

static void
print_some(FILE *to, struct tallies *t, size_t most, const char *head)
{
	if (t->all.len)
		qsort(t->all.at, t->all.len, sizeof *t->all.at, by_count);
	for (size_t i = 0; i < t->all.len && i < most; i++) {
		if (!i)
			fprintf(to, "%s\n", head);
		fprintf(to, "%8" PRIu64 "  ", t->all.at[i].count);
		print_safely(to, t->all.at[i].name);
		fputc('\n', to);
	}
}

static void
print_counts(FILE *to, bool zh, const struct run_totals *t)
{
	fprintf(to,
		zh ? "已读报告 %" PRIu64 " 份，未能读取 %" PRIu64 " 份\n错误 %" PRIu64
		     " 处，警告 %" PRIu64 " 处，提示 %" PRIu64 " 处\n"
		   : "reports: %" PRIu64 " read, %" PRIu64 " not read\nfindings: %" PRIu64
		     " errors, %" PRIu64 " warnings, %" PRIu64 " notes\n",
		t->files, t->unread, t->errors, t->warnings, t->notes);
	if (t->compared)
		fprintf(to,
			zh ? "报告之间相同的段落 %" PRIu64 " 处；另有 %" PRIu64
			     " 个片段属于文体套话，不计\n"
			   : "passages that reports share: %" PRIu64 "; %" PRIu64
			     " more fingerprints belong to the genre\n",
			t->passages, t->genre);
}

static void
summary_end(FILE *from, const struct out_options *o, const struct run_totals *t)
{
	struct tallies rules = {.arena = t->arena}, agencies = rules, years = rules;
	bool zh = o->language == MESSAGE_ZH;
	FILE *to = stderr;

	if (o->quiet)
		return;
	read_lines(from, &rules, &agencies, &years);
	fflush(stdout);
	print_counts(to, zh, t);
	print_some(to, &rules, RULES_SHOWN, zh ? "问题最多的规则" : "rules with most findings");
	print_some(to, &agencies, OTHERS_SHOWN,
		   zh ? "问题最多的单位" : "agencies with most findings");
	print_some(to, &years, OTHERS_SHOWN, zh ? "问题最多的年度" : "years with most findings");
}

const struct out_format out_summary = {
	.name = "summary", .report = summary_report, .end = summary_end};
