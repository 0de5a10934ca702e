/*
 * What a worker leaves of a report: its findings as each output prints them, the counts, and what
 * others may want to know of it.
 */
#include "../check/near.h"
#include "index_rows.h"
#include "keep.h"

#include <stdlib.h>
#include <string.h>

/* Of most reports nothing is said, and nothing need be opened for it. */
static bool
may_complain(const struct lint_run *run, const struct lint_result *r)
{
	return !r->ok || run->since || r->facts.too_long.to || r->check.limited;
}

static void
complain_too_long(FILE *to, const struct lint_result *r)
{
	struct span s = r->facts.too_long;

	if (s.from >= s.to)
		return;
	struct out_place p = place_of(&r->doc, s);
	print_safely(to, r->path);
	fprintf(to, ":%u:%u: warning: a number of %zu digits is too long to be read\n", p.from.line,
		p.from.column, count_digits(doc_slice(&r->doc, s)));
}

static void
complain_limited(FILE *to, const struct lint_result *r)
{
	const struct rule *rule = r->check.limited;

	if (!rule)
		return;
	print_safely(to, rule->place.file);
	fprintf(to, ":%u:%u: warning: ", rule->place.line, rule->place.column);
	fprintf(to, "a pattern of rule '%.*s' was given up at its limit in ", STR_FMT(rule->id));
	print_safely(to, r->path);
	fprintf(to, " (%llu times)\n", (unsigned long long)r->check.stats.limits);
}

/* Leaves only the findings that the baseline does not hold. */
static void
leave_unknown(const struct baseline *b, struct report *report, struct rendered *out)
{
	struct finding *left = arena_array(report->arena, report->finding_count, sizeof *left);
	size_t count = 0;

	out->match = baseline_match(b, report->arena, report->doc->source->path, report->findings,
				    report->finding_count);
	enum novelty *novelty = out->match.novelty;
	for (size_t i = 0; i < report->finding_count; i++) {
		if (novelty[i] == NOVELTY_KNOWN)
			continue;
		novelty[count] = novelty[i];
		left[count++] = report->findings[i];
	}
	out->known = report->finding_count - count;
	report->findings = left;
	report->finding_count = count;
	report->novelty = novelty;
}

/* What changed in the reports that findings point to; git is asked once for each. */
struct touches {
	const struct since *since;
	struct arena *arena;
	FILE *to;
	VEC(struct touch {
		const struct doc *doc;
		struct touched touched;
	})
	all;
};

static bool
place_touched(struct touches *t, const struct doc *d, struct span place)
{
	size_t i = 0;

	while (i < t->all.len && t->all.at[i].doc != d)
		i++;
	if (i == t->all.len)
		*VEC_PUSH(t->arena, &t->all) =
			(struct touch){d, since_touched(t->since, t->arena, d->source, t->to)};
	return since_touches(&t->all.at[i].touched, d, place);
}

static bool
finding_touched(struct touches *t, const struct doc *d, const struct finding *f)
{
	if (place_touched(t, d, f->span))
		return true;
	for (size_t i = 0; i < f->related_count; i++)
		if (place_touched(t, related_doc(d, &f->related[i]), f->related[i].span))
			return true;
	return false;
}

/* Leaves only the findings that touch a changed line. */
static void
leave_touched(const struct since *since, struct report *report, struct rendered *out, FILE *to)
{
	struct finding *left = arena_array(report->arena, report->finding_count, sizeof *left);
	enum novelty *novelty = arena_array(report->arena, report->finding_count, sizeof *novelty);
	struct touches touches = {.since = since, .arena = report->arena, .to = to};
	size_t count = 0;

	if (!report->finding_count)
		return;
	for (size_t i = 0; i < report->finding_count; i++) {
		if (!finding_touched(&touches, report->doc, &report->findings[i]))
			continue;
		if (report->novelty)
			novelty[count] = report->novelty[i];
		left[count++] = report->findings[i];
	}
	out->untouched = report->finding_count - count;
	report->findings = left;
	report->finding_count = count;
	if (report->novelty)
		report->novelty = novelty;
}

/* Leaves only as many findings as may be shown. */
static void
leave_first(const struct lint_run *run, uint64_t most, struct report *report, struct rendered *out)
{
	for (size_t i = 0; i < report->finding_count; i++) {
		if (report->findings[i].level < run->options->show)
			continue;
		if (out->count < most) {
			out->count++;
			continue;
		}
		out->cut = shown_count(&run->outputs.at[0].options, report) - out->count;
		report->finding_count = i;
	}
}

/* Which [[ignore]] were of use, for deliver: a worker only looks at them. */
static void
keep_marks(const struct lint_result *r, struct rendered *out)
{
	const struct check *c = &r->check;

	out->marks = calloc(c->outside_count + 1, sizeof *out->marks);
	if (!out->marks)
		out_of_memory();
	for (size_t i = 0; c->outside_used && i < c->outside_count; i++)
		if (check_asks(c, c->outside[i].rule))
			out->marks[out->mark_count++] =
				(struct ignore_mark){r->outside_uses[i], i, c->outside_used[i]};
}

/* The findings of a report, those that are shown with their suggestions. */
static const struct finding *
with_suggestions(const struct lint_run *run, struct worker *w, const struct input *in,
		 const struct lint_result *r, const struct report *report)
{
	size_t count = report->finding_count;
	struct finding *all = arena_array(report->arena, count, sizeof *all);
	struct lint_options o = *run->lint;

	o.folder = in->folder;
	for (size_t i = 0; i < count; i++) {
		all[i] = report->findings[i];
		if (all[i].level < run->options->show)
			all[i].proposal_count = 0;
	}
	suggest(w, r, &o, all, count, NULL);
	return all;
}

/* Rows for the index, appended to what is there. */
static void
keep_rows(struct rendered *out, const struct buf *rows)
{
	char *grown = realloc(out->rows, out->row_length + rows->len + 1);

	if (!grown)
		out_of_memory();
	out->rows = grown;
	if (rows->len)
		memcpy(grown + out->row_length, rows->at, rows->len);
	out->row_length += rows->len;
}

struct report
run_shown(const struct lint_run *run, struct worker *w, const struct input *in,
	  const struct lint_result *r, struct rendered *out, FILE *complaint)
{
	struct report report = {.arena = worker_arena(w),
				.doc = &r->doc,
				.findings = r->check.findings.at,
				.finding_count = r->check.findings.len,
				.stats = r->check.stats};

	if (run->baseline)
		leave_unknown(run->baseline, &report, out);
	if (run->since)
		leave_touched(run->since, &report, out, complaint);
	for (size_t i = 0; i < report.finding_count; i++)
		out->levels[report.findings[i].level]++;
	out->suppressed = r->check.suppressed;
	leave_first(run, atomic_load(&run->left), &report, out);
	if (in)
		report.findings = with_suggestions(run, w, in, r, &report);
	return report;
}

static void
render_outputs(const struct lint_run *run, struct worker *w, const struct input *in,
	       const struct lint_result *r, struct rendered *out, FILE *complaint)
{
	const struct report report = run_shown(run, w, in, r, out, complaint);

	for (size_t i = 0; i < run->outputs.count; i++) {
		const struct output *o = &run->outputs.at[i];
		out->shown[i] = out->count;
		if (!has_text(o->format, &o->options, &report))
			continue;
		FILE *to = open_memory(&out->texts[i], &out->lengths[i]);
		o->format->report(to, &o->options, &report);
		if (fclose(to) != 0)
			out_of_memory();
	}
	out->stats = report.stats;
	if (run->index) {
		struct buf rows = {.arena = report.arena};
		index_findings(&rows, &report, run->options->show, run->compares);
		keep_rows(out, &rows);
	}
}

/* The path and the message outlive the worker's memory in one piece from malloc. */
static void
keep_unread(struct rendered *out, struct str path, const struct source_error *e)
{
	char *at = malloc(path.len + e->message.len + 1);

	if (!at)
		out_of_memory();
	memcpy(at, path.at, path.len);
	memcpy(at + path.len, e->message.at, e->message.len);
	out->unread_texts = at;
	out->unread = (struct unread){
		{at, path.len}, {at + path.len, e->message.len}, e->line, e->column};
}

/* What the report says that others may say, too.  The facts are there only now, its findings are
 * printed: the check may be used up. */
static void
keep_yield(const struct lint_result *r, struct rendered *out)
{
	struct check check = r->check;
	struct str yield = yield_make(&check);

	out->yield = malloc(yield.len);
	if (!out->yield)
		out_of_memory();
	memcpy(out->yield, yield.at, yield.len);
	out->yield_length = yield.len;
}

void *
run_render(void *self, struct worker *w, const struct input *in, const struct lint_result *r)
{
	struct lint_run *run = self;
	struct rendered *out = calloc(1, sizeof *out);

	if (!out)
		out_of_memory();
	FILE *complaint = NULL;
	if (may_complain(run, r))
		complaint = open_memory(&out->complaint, &out->complaint_length);
	out->read = r->ok;
	if (r->ok) {
		complain_too_long(complaint, r);
		complain_limited(complaint, r);
		keep_marks(r, out);
		render_outputs(run, w, in, r, out, complaint);
	} else {
		print_unread(complaint, r->path, &r->error);
		keep_unread(out, r->path, &r->error);
	}
	if (complaint && fclose(complaint) != 0)
		out_of_memory();
	return out;
}

/* What is left of a report that is read to be compared with those that changed. */
static struct rendered *
render_aside(const struct lint_run *run, const struct lint_result *r)
{
	struct rendered *out = calloc(1, sizeof *out);

	if (!out)
		out_of_memory();
	out->aside = true;
	if (run->across && r->ok)
		keep_yield(r, out);
	return out;
}

/* Standard input cannot be read again, so it is compared with nothing. */
void *
run_render_linted(void *self, struct worker *w, const struct input *in, const struct lint_result *r)
{
	const struct lint_run *run = self;
	struct fixed *fixed = NULL;

	if (in->aside)
		return render_aside(run, r);
	if (run_fixes(run, in, r))
		r = run_fix(run, w, in, r, &fixed);
	struct rendered *out = run_render(self, w, in, r);
	out->fixed = fixed;
	if (run->across && r->ok && strcmp(in->path, "-") != 0)
		keep_yield(r, out);
	if (run->index && r->ok) {
		struct buf rows = {.arena = worker_arena(w)};
		index_report(&rows, r, out);
		keep_rows(out, &rows);
	}
	if (run->log && r->ok)
		out->record = keep_record(run, worker_arena(w), in, r, out, &out->record_length);
	return out;
}

void
rendered_free(struct rendered *r)
{
	for (size_t i = 0; i < OUTPUTS_MAX; i++)
		free(r->texts[i]);
	free(r->unread_texts);
	free(r->match.used);
	free(r->yield);
	free(r->record);
	free(r->rows);
	if (r->fixed)
		free(r->fixed->text);
	free(r->fixed);
	free(r->marks);
	free(r->complaint);
	free(r);
}
