/*
 * reportlint check: lints reports and prints what was found, in the order of
 * the command line.  What is left of a report when it is done is its printed
 * findings and a few counts.
 */
#include "baseline.h"
#include "since.h"

#include <stdatomic.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

/* What became of an [[ignore]] in a report. */
struct ignore_mark {
	struct config_use *use;
	bool used;
};

/* One report, done: texts from open_memstream. */
struct rendered {
	char *texts[OUTPUTS_MAX];
	size_t lengths[OUTPUTS_MAX];
	uint64_t shown[OUTPUTS_MAX];
	char *complaint; /* for stderr */
	size_t complaint_length;
	bool read;
	struct unread unread; /* when it was not */
	char *unread_texts;   /* its texts */
	struct baseline_match match;
	struct ignore_mark *marks; /* from malloc */
	size_t mark_count;
	uint64_t known, suppressed, untouched;
	char *yield; /* what it leaves for others */
	size_t yield_length;
	uint64_t count;			  /* findings in the texts */
	uint64_t cut;			  /* findings that are not */
	uint64_t levels[LEVEL_ERROR + 1]; /* findings that are not known */
	struct check_stats stats;
};

struct check_run {
	const struct options *options;
	struct outputs outputs;
	struct baseline *baseline; /* or NULL */
	struct since *since;	   /* or NULL */
	const struct input *all;
	size_t inputs, done;
	const struct lint_options *lint;
	struct across *across; /* NULL: the reports are not compared */
	struct worker *spare;  /* for what is linted out of turn; NULL: not needed yet */
	_Atomic uint64_t left; /* findings that may still be shown */
	struct arena *arena;
	VEC(struct unread) unread;
	struct run_totals totals;
	uint64_t levels[LEVEL_ERROR + 1];
	struct timespec begun;
	bool terminal; /* is stderr one? */
	bool progress; /* is a line of progress on it? */
};

/* ---- in a worker ------------------------------------------------------------------ */

static FILE *
open_memory(char **text, size_t *length)
{
	FILE *to = open_memstream(text, length);

	if (!to)
		out_of_memory();
	return to;
}

static size_t
count_digits(struct str s)
{
	size_t n = 0;

	for (size_t i = 0; i < s.len; i++)
		n += is_digit(s.at[i]);
	return n;
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

/* Leaves only the findings that touch a changed line. */
static void
leave_touched(const struct since *since, struct report *report, struct rendered *out, FILE *to)
{
	struct finding *left = arena_array(report->arena, report->finding_count, sizeof *left);
	enum novelty *novelty = arena_array(report->arena, report->finding_count, sizeof *novelty);
	struct touched touched;
	size_t count = 0;

	if (!report->finding_count)
		return;
	touched = since_touched(since, report->arena, report->doc->source, to);
	for (size_t i = 0; i < report->finding_count; i++) {
		if (!since_touches(&touched, report->doc, &report->findings[i]))
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
leave_first(const struct check_run *run, uint64_t most, struct report *report, struct rendered *out)
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
				(struct ignore_mark){r->outside_uses[i], c->outside_used[i]};
}

static void
render_outputs(const struct check_run *run, struct worker *w, const struct lint_result *r,
	       struct rendered *out, uint64_t most, FILE *complaint)
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
	leave_first(run, most, &report, out);
	for (size_t i = 0; i < run->outputs.count; i++) {
		const struct output *o = &run->outputs.at[i];
		FILE *to = open_memory(&out->texts[i], &out->lengths[i]);
		o->format->report(to, &o->options, &report);
		if (fclose(to) != 0)
			out_of_memory();
		out->shown[i] = out->count;
	}
	out->stats = report.stats;
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

static void *
render(void *self, struct worker *w, const struct lint_result *r)
{
	struct check_run *run = self;
	struct rendered *out = calloc(1, sizeof *out);

	if (!out)
		out_of_memory();
	FILE *complaint = open_memory(&out->complaint, &out->complaint_length);
	out->read = r->ok;
	if (r->ok) {
		complain_too_long(complaint, r);
		complain_limited(complaint, r);
		keep_marks(r, out);
		render_outputs(run, w, r, out, atomic_load(&run->left), complaint);
	} else {
		print_unread(complaint, r->path, &r->error);
		keep_unread(out, r->path, &r->error);
	}
	if (fclose(complaint) != 0)
		out_of_memory();
	return out;
}

static void *
render_linted(void *self, struct worker *w, const struct lint_result *r)
{
	const struct check_run *run = self;
	struct rendered *out = render(self, w, r);

	if (run->across && r->ok)
		keep_yield(r, out);
	return out;
}

/* ---- in order ---------------------------------------------------------------------- */

static void
clear_progress(struct check_run *run)
{
	if (run->progress)
		fputs("\r\033[K", stderr);
	run->progress = false;
}

static void
show_progress(struct check_run *run)
{
	struct timespec now;

	if (!run->terminal || run->done == run->inputs)
		return;
	clock_gettime(CLOCK_MONOTONIC, &now);
	if (now.tv_sec - run->begun.tv_sec < 2)
		return;
	fprintf(stderr, "\r%zu of %zu reports\033[K", run->done, run->inputs);
	run->progress = true;
}

static void
add_totals(struct check_run *run, const struct rendered *r)
{
	run->totals.files += r->read;
	run->totals.unread += !r->read;
	run->totals.known += r->known;
	run->totals.untouched += r->untouched;
	run->totals.suppressed += r->suppressed;
	run->totals.cut += r->cut;
	for (size_t i = 0; i <= LEVEL_ERROR; i++)
		run->levels[i] += r->levels[i];
	check_stats_add(&run->totals.stats, &r->stats);
}

static void
list_unread(struct check_run *run, const struct unread *u)
{
	if (run->unread.len < UNREAD_LISTED)
		*VEC_PUSH(run->arena, &run->unread) =
			(struct unread){str_copy(run->arena, u->path),
					str_copy(run->arena, u->message), u->line, u->column};
}

static void
free_rendered(struct rendered *r)
{
	for (size_t i = 0; i < OUTPUTS_MAX; i++)
		free(r->texts[i]);
	free(r->unread_texts);
	free(r->match.used);
	free(r->yield);
	free(r->marks);
	free(r->complaint);
	free(r);
}

/* More findings than may be shown by now, as reports before this one had some: it is linted again.
 * That is one report of a run. */
static struct rendered *
render_again(struct check_run *run, struct rendered *r)
{
	const struct input *in = &run->all[run->done];
	struct lint_options o = *run->lint;
	struct lint_result result;

	if (!run->spare)
		run->spare = worker_new(in->folder->config->rulebook);
	o.folder = in->folder;
	lint_file(run->spare, in->path, in->name, &o, NULL, &result);
	free_rendered(r);
	return render_linted(run, run->spare, &result);
}

static void
deliver_texts(struct check_run *run, const struct rendered *r)
{
	if (r->complaint_length) {
		/* Both may be one terminal: what came before stays before. */
		fflush(stdout);
		fwrite(r->complaint, 1, r->complaint_length, stderr);
	}
	for (size_t i = 0; i < run->outputs.count; i++)
		output_write(&run->outputs.at[i], (struct str){r->texts[i], r->lengths[i]},
			     r->shown[i]);
	atomic_fetch_sub(&run->left, r->count);
}

/* The texts, counts and marks of one report or of what came later of it. */
static void
deliver_rendered(struct check_run *run, struct rendered *r)
{
	clear_progress(run);
	deliver_texts(run, r);
	add_totals(run, r);
	if (!r->read)
		list_unread(run, &r->unread);
	if (run->baseline)
		baseline_mark(run->baseline, &r->match);
	for (size_t i = 0; i < r->mark_count; i++) {
		r->marks[i].use->asked = true;
		r->marks[i].use->used = r->marks[i].use->used || r->marks[i].used;
	}
	free_rendered(r);
}

/* Standard input cannot be read again, so it is compared with nothing. */
static void
add_yield(struct check_run *run, const struct rendered *r)
{
	bool again = strcmp(run->all[run->done].path, "-") != 0;

	across_add(run->across, (struct str){r->yield, again ? r->yield_length : 0});
}

static void
deliver(void *self, void *rendered)
{
	struct check_run *run = self;
	struct rendered *r = rendered;

	if (r->count > run->left)
		r = render_again(run, r);
	if (run->across)
		add_yield(run, r);
	deliver_rendered(run, r);
	run->done++;
	show_progress(run);
}

/* ---- reports against one another ---------------------------------------------------- */

static void
take_compared(void *self, struct worker *w, const struct lint_result *r)
{
	struct check_run *run = self;

	deliver_rendered(run, render(run, w, r));
	run->totals.files--; /* it was counted when it was linted */
}

static void
say_lost(void *self, const struct input *in)
{
	static const struct str message = {"it changed while the reports were compared",
					   sizeof "it changed while the reports were compared" - 1};
	struct check_run *run = self;

	clear_progress(run);
	fflush(stdout);
	print_unread(stderr, str_of(in->name), &(struct source_error){.message = message});
	run->totals.unread++;
	list_unread(run, &(struct unread){.path = str_of(in->name), .message = message});
}

static void
compare_reports(struct check_run *run, const struct rulebook *rb)
{
	const struct compare_sink sink = {take_compared, say_lost, run};

	if (!run->across)
		return;
	across_join(run->across);
	struct across_stats stats = across_stats(run->across);
	run->totals.stats.proved += stats.proved;
	compare_inputs(run->across, rb, run->all, run->lint, &sink);
	across_free(run->across);
}

/* ---- the command ---------------------------------------------------------------------- */

static void
end_outputs(struct check_run *run)
{
	const struct options *o = run->options;
	struct run_totals *t = &run->totals;

	t->errors = run->levels[LEVEL_ERROR];
	t->warnings = o->show <= LEVEL_WARNING ? run->levels[LEVEL_WARNING] : 0;
	t->notes = o->show <= LEVEL_NOTE ? run->levels[LEVEL_NOTE] : 0;
	t->may_be_none = run->since != NULL;
	t->arena = run->arena;
	t->unread_list = run->unread.at;
	t->unread_listed = run->unread.len;
	outputs_end(&run->outputs, t);
}

/* Configurations whose [[ignore]] are of no use come last, as if they were reports. */
static void
deliver_unused(struct check_run *run, struct setup *s, const struct rulebook *rb)
{
	size_t count;
	const struct config_file *const *files = configs_files(s->configs, &count);
	struct lint_result result;

	/* What did not change was not linted, and may need them. */
	if (!count || run->lint->show_suppressed || run->since)
		return;
	struct worker *w = worker_new(rb);
	for (size_t i = 0; i < count; i++) {
		worker_reset(w);
		if (!unused_ignores(files[i], w, rb, run->lint, &result))
			continue;
		deliver_rendered(run, render(run, w, &result));
		run->totals.files--; /* it is none */
	}
	worker_free(w);
}

static void
say_cut(const struct check_run *run)
{
	if (!run->totals.cut)
		return;
	fflush(stdout);
	fprintf(stderr,
		run->options->language == MESSAGE_ZH
			? "reportlint：另有 %llu 处问题未列出（--max-findings）\n"
			: "reportlint: %llu more findings are not shown (--max-findings)\n",
		(unsigned long long)run->totals.cut);
}

/* Known findings that are gone: the baseline need not hold them any more. */
static void
say_stale(const struct check_run *run, const struct rulebook *rb)
{
	const struct baseline *b = run->baseline;
	bool zh = run->options->language == MESSAGE_ZH;

	for (size_t i = 0; b && i < b->entries.len; i++) {
		const struct baseline_entry *e = &b->entries.at[i];
		if (!baseline_stale(e, rb))
			continue;
		print_safely(stderr, str_of(b->path));
		fprintf(stderr, zh ? ":%u: 提示：" : ":%u: note: ", e->line);
		print_safely(stderr, e->path);
		fputs(zh ? " 中已无此项：" : " has this no more: ", stderr);
		print_safely(stderr, e->text);
		fprintf(stderr, " [%.*s]\n", STR_FMT(e->rule));
	}
}

static int
exit_status(const struct check_run *run)
{
	enum level fail_on = run->options->fail_on;

	if (run->totals.unread || (!run->totals.files && !run->since))
		return EXIT_UNREAD;
	for (size_t i = fail_on; fail_on != LEVEL_OFF && i <= LEVEL_ERROR; i++)
		if (run->levels[i])
			return EXIT_FINDINGS;
	return EXIT_CLEAN;
}

/* Standard input is read once: where reports may have to be linted again, one is linted
 * at a time, and it is known from the start how many findings may be shown. */
static bool
is_read_once(const struct inputs *in)
{
	for (size_t i = 0; i < in->all.len; i++)
		if (strcmp(in->all.at[i].path, "-") == 0)
			return true;
	return false;
}

static int
run_inputs(struct check_run *run, struct setup *s, const struct rulebook *rb,
	   const struct inputs *in)
{
	struct lint_options lint = options_lint(run->options);
	const struct lint_sink sink = {render_linted, deliver, run};

	run->lint = &lint;
	run->all = in->all.at;
	run->inputs = in->all.len;
	run->left = run->options->max_findings ? run->options->max_findings : UINT64_MAX;
	if (run->options->max_findings && is_read_once(in))
		lint.jobs = 1;
	run->totals.unread = in->unread.len;
	for (size_t i = 0; i < in->unread.len; i++)
		list_unread(run, &in->unread.at[i]);
	run->terminal = isatty(STDERR_FILENO);
	clock_gettime(CLOCK_MONOTONIC, &run->begun);
	if (in->all.len > 1 && across_wanted(rb))
		run->across = across_new(rb, out_of_memory);
	lint_all(rb, in->all.at, in->all.len, &lint, &sink);
	compare_reports(run, rb);
	deliver_unused(run, s, rb);
	end_outputs(run);
	worker_free(run->spare);
	say_cut(run);
	say_stale(run, rb);
	return exit_status(run);
}

static int
check_reports(struct setup *s, const struct options *o)
{
	struct inputs in = {.arena = s->arena};
	struct check_run run = {.options = o, .arena = s->arena};
	int status = EXIT_USAGE;

	inputs_collect(&in, o, s->configs);
	if (o->since && !(run.since = since_read(o->since, &in)))
		return EXIT_USAGE;
	if (!setup_rules(s, &in))
		return EXIT_USAGE;
	const struct rulebook *rb = rulebooks_union(s->rulebooks);
	run.baseline = o->baseline ? baseline_read(o->baseline) : NULL;
	if ((run.baseline || !o->baseline) && outputs_open(&run.outputs, o, rb)) {
		status = run_inputs(&run, s, rb, &in);
		if (!outputs_close(&run.outputs))
			status = EXIT_UNREAD;
	}
	baseline_free(run.baseline);
	return status;
}

int
cmd_check(int argc, char **argv)
{
	struct options o;
	struct setup s;
	int status = options_parse(argc, argv, FOR_CHECK, &o);

	if (status != OPTIONS_GO_ON)
		return status;
	if (!o.argument_count) {
		fputs("reportlint: no report is named; 'reportlint -h' helps\n", stderr);
		return EXIT_USAGE;
	}
	status = setup_begin(&s, &o, o.arguments[0]) ? check_reports(&s, &o) : EXIT_USAGE;
	setup_end(&s);
	return status;
}
