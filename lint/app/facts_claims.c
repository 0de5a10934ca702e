/*
 * facts --claims: what each report says that another one may say, too, and how what several say was
 * compared.  Reports are read one at a time; of each its claims and their places are kept.
 */
#include "options.h"

#include <jansson.h>
#include <stdlib.h>

struct claim_view {
	struct claim claim;
	uint32_t line, column;
};

struct report_view {
	struct str path;
	struct identity of;
	struct claim_view *claims;
	size_t count;
};

struct claim_run {
	struct arena *arena;
	bool json;
	VEC(struct report_view) reports;
	json_t *compared; /* array; NULL: nothing is kept */
	uint64_t agree, differ;
};

static const char *const sort_names[] = {
	[CLAIM_FIGURE] = "figure",
	[CLAIM_RATE] = "rate",
	[CLAIM_DIFFERENCE] = "difference",
	[CLAIM_DIRECTION] = "direction",
};

static struct str
days_text(struct arena *a, int32_t from, int32_t to)
{
	int year, month, day, year_to, month_to, day_to;

	if (from > to)
		return STR("-");
	day_split(from, &year, &month, &day);
	day_split(to, &year_to, &month_to, &day_to);
	return str_printf(a, "%04d-%02d-%02d..%04d-%02d-%02d", year, month, day, year_to, month_to,
			  day_to);
}

/* ---- one report ---------------------------------------------------------------------- */

static int
by_place(const void *p, const void *q)
{
	const struct claim_view *x = p, *y = q;

	if (x->claim.span.from != y->claim.span.from)
		return x->claim.span.from < y->claim.span.from ? -1 : 1;
	return (x->claim.sort > y->claim.sort) - (x->claim.sort < y->claim.sort);
}

static void
keep_claims(struct claim_run *run, struct lint_result *r, struct report_view *view)
{
	struct arena *a = run->arena;
	struct claim_list list;

	identity_of(r->check.arena, r->check.rulebook->lexicon, &r->doc, &view->of);
	claims_read(&r->check, &view->of, &list);
	view->path = str_copy(a, r->path);
	view->of.agency = str_copy(a, view->of.agency);
	view->of.kind = str_copy(a, view->of.kind);
	view->count = list.all.len;
	view->claims = arena_array(a, list.all.len, sizeof *view->claims);
	for (size_t i = 0; i < list.all.len; i++) {
		struct claim_view *v = &view->claims[i];
		struct out_place p = place_of(&r->doc, list.all.at[i].span);
		v->claim = list.all.at[i];
		v->claim.label = str_copy(a, v->claim.label);
		v->claim.text = str_copy(a, v->claim.text);
		v->claim.other = str_copy(a, v->claim.other);
		v->line = p.from.line;
		v->column = p.from.column;
	}
	if (view->count)
		qsort(view->claims, view->count, sizeof *view->claims, by_place);
}

static void
print_report(struct claim_run *run, const struct report_view *v)
{
	fputs("==> ", stdout);
	print_safely(stdout, v->path);
	fputs(" <==\nagency  ", stdout);
	print_safely(stdout, v->of.agency.len ? v->of.agency : STR("-"));
	fputs("\nkind    ", stdout);
	print_safely(stdout, v->of.kind.len ? v->of.kind : STR("-"));
	printf("\nperiod  %.*s\n", STR_FMT(days_text(run->arena, v->of.from, v->of.to)));
	for (size_t i = 0; i < v->count; i++) {
		const struct claim *c = &v->claims[i].claim;
		struct str days = days_text(run->arena, c->from, c->to);
		printf("%u:%u\t%s\t%.*s\t", v->claims[i].line, v->claims[i].column,
		       sort_names[c->sort], STR_FMT(days));
		print_safely(stdout, c->text);
		if (c->other.len) {
			fputs(" -> ", stdout);
			print_safely(stdout, c->other);
		}
		putchar('\t');
		print_safely(stdout, c->label);
		putchar('\n');
	}
	putchar('\n');
}

static json_t *
report_json(struct claim_run *run, const struct report_view *v)
{
	json_t *list = json_array();

	for (size_t i = 0; i < v->count; i++) {
		const struct claim *c = &v->claims[i].claim;
		json_array_append_new(
			list,
			json_pack("{s:I, s:I, s:s, s:o, s:o, s:o, s:o}", "line",
				  (json_int_t)v->claims[i].line, "column",
				  (json_int_t)v->claims[i].column, "sort", sort_names[c->sort],
				  "period",
				  json_text(run->arena, days_text(run->arena, c->from, c->to)),
				  "text", json_text(run->arena, c->text), "now",
				  json_text(run->arena, c->other), "label",
				  json_text(run->arena, c->label)));
	}
	return json_pack("{s:o, s:o, s:o, s:o, s:o}", "path", json_text(run->arena, v->path),
			 "agency", json_text(run->arena, v->of.agency), "kind",
			 json_text(run->arena, v->of.kind), "period",
			 json_text(run->arena, days_text(run->arena, v->of.from, v->of.to)),
			 "claims", list);
}

/* ---- several ------------------------------------------------------------------------- */

static const struct claim_view *
view_of(const struct claim_run *run, const struct claim *c)
{
	const struct report_view *v = &run->reports.at[c->report];

	for (size_t i = 0; i < v->count; i++)
		if (v->claims[i].claim.span.from == c->span.from &&
		    v->claims[i].claim.sort == c->sort)
			return &v->claims[i];
	return NULL;
}

static void
print_side(const struct claim_run *run, const struct claim *c)
{
	const struct claim_view *v = view_of(run, c);

	print_safely(stdout, run->reports.at[c->report].path);
	if (v)
		printf(":%u:%u", v->line, v->column);
	putchar(' ');
	print_safely(stdout, c->text);
	if (c->other.len) {
		fputs(" -> ", stdout);
		print_safely(stdout, c->other);
	}
}

static void
take_compared(void *self, const struct claim *later, const struct claim *other, bool agrees)
{
	struct claim_run *run = self;

	run->agree += agrees;
	run->differ += !agrees;
	if (run->json) {
		json_array_append_new(
			run->compared,
			json_pack("{s:b, s:o, s:o, s:o, s:o, s:o}", "agree", agrees, "label",
				  json_text(run->arena, later->label), "text",
				  json_text(run->arena, later->text), "other",
				  json_text(run->arena, other->text), "path",
				  json_text(run->arena, run->reports.at[later->report].path),
				  "otherPath",
				  json_text(run->arena, run->reports.at[other->report].path)));
		return;
	}
	fputs(agrees ? "= " : "! ", stdout);
	print_side(run, later);
	fputs("\t", stdout);
	print_side(run, other);
	fputs("\t", stdout);
	print_safely(stdout, later->label);
	putchar('\n');
}

static void
print_all_json(struct claim_run *run)
{
	json_t *reports = json_array();

	for (size_t i = 0; i < run->reports.len; i++)
		json_array_append_new(reports, report_json(run, &run->reports.at[i]));
	json_t *all = json_pack("{s:o, s:O}", "reports", reports, "compared", run->compared);
	json_dumpf(all, stdout, JSON_INDENT(2));
	putchar('\n');
	json_decref(all);
}

/* Passages that reports share are none of what is listed. */
static const struct facts *
no_facts(void *self, uint32_t report)
{
	(void)self;
	(void)report;
	return NULL;
}

int
list_claims(const struct options *o, struct setup *s, bool json)
{
	struct claim_run run = {.arena = s->arena, .json = json, .compared = json_array()};
	struct inputs in = {.arena = s->arena};
	struct lint_options lint = options_lint(o);

	inputs_collect(&in, o, s->configs);
	if (!setup_rules(s, &in))
		return EXIT_USAGE;
	const struct rulebook *rb = rulebooks_union(s->rulebooks);
	int status = in.unread.len ? EXIT_UNREAD : EXIT_CLEAN;
	struct worker *w = worker_new(rb);
	struct across *across = across_new(rb, out_of_memory);
	across_watch(across, take_compared, &run);
	for (size_t i = 0; i < in.all.len; i++) {
		struct lint_result result;
		struct report_view *view = VEC_PUSH(s->arena, &run.reports);
		lint.folder = in.all.at[i].folder;
		worker_reset(w);
		lint_input(w, &in.all.at[i], &lint, NULL, &result);
		if (!result.ok) {
			print_unread(stderr, result.path, &result.error);
			status = EXIT_UNREAD;
			across_add(across, (struct str){0});
			continue;
		}
		keep_claims(&run, &result, view);
		if (!json)
			print_report(&run, view);
		across_add(across, yield_make(&result.check));
	}
	across_join(across, 1, &(struct sharing_reader){.read = no_facts});
	if (json)
		print_all_json(&run);
	else if (run.reports.len > 1)
		printf("%llu compared: %llu agree, %llu do not\n",
		       (unsigned long long)(run.agree + run.differ), (unsigned long long)run.agree,
		       (unsigned long long)run.differ);
	json_decref(run.compared);
	across_free(across);
	worker_free(w);
	return status;
}
