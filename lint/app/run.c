/*
 * A run over many reports, in the order of the inputs: what was found is printed and counted as it
 * comes, then the reports are compared with one another, then the whole is summed up.  What is
 * left of a report when it is done is its printed findings and a few counts.
 */
#include "index_rows.h"
#include "keep.h"
#include "tree.h"

#ifdef __GLIBC__
#include <malloc.h>
#endif
#include <stdlib.h>
#include <string.h>

static bool
run_stopped(const struct lint_run *run)
{
	return run->stop && atomic_load(run->stop);
}

/* ---- in order ---------------------------------------------------------------------- */

static void
add_totals(struct lint_run *run, const struct rendered *r)
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
list_unread(struct lint_run *run, const struct unread *u)
{
	if (run->unread.len < UNREAD_LISTED)
		*VEC_PUSH(run->arena, &run->unread) =
			(struct unread){str_copy(run->arena, u->path),
					str_copy(run->arena, u->message), u->line, u->column};
}

/* An index that cannot be written any more is said once; the run goes on without. */
static void
index_rows(struct lint_run *run, uint32_t report, struct str rows)
{
	const char *wrong = NULL;

	if (!run->index || index_add(run->index, report, rows, &wrong))
		return;
	const struct unread u = {.path = str_of(run->options->index), .message = str_of(wrong)};
	progress_clear(&run->progress);
	fflush(stdout);
	print_unread(stderr, u.path, &(struct source_error){.message = u.message});
	run->totals.unread++;
	list_unread(run, &u);
}

static void
index_one_unread(struct lint_run *run, const struct unread *u)
{
	struct buf rows = {.arena = run->scratch};

	if (!run->index)
		return;
	index_unread(&rows, u);
	index_rows(run, 0, buf_str(&rows));
	arena_reset(run->scratch);
}

void
run_unread(struct lint_run *run, const struct unread *u)
{
	run->totals.unread++;
	list_unread(run, u);
	index_one_unread(run, u);
}

void
run_say_log(struct lint_run *run, const char *wrong)
{
	const struct str path = str_of(run_log_path(run->log)), message = str_of(wrong);

	progress_clear(&run->progress);
	fflush(stdout);
	print_unread(stderr, path, &(struct source_error){.message = message});
	run_unread(run, &(struct unread){.path = path, .message = message});
}

/* More findings than may be shown by now, as reports before this one had some: it is linted again.
 * That is one report of a run. */
static struct rendered *
render_again(struct lint_run *run, struct rendered *r)
{
	struct lint_options o = *run->lint;
	struct lint_result result;
	struct input in;

	if (!run->spare)
		run->spare = worker_new(rulebooks_union(run->setup->rulebooks));
	worker_reset(run->spare);
	if (!run->feed->again(run->feed->self, worker_arena(run->spare), run->done, &in))
		return r;
	o.folder = in.folder;
	lint_input(run->spare, &in, &o, NULL, &result);
	rendered_free(r);
	return run_render_linted(run, run->spare, &in, &result);
}

static void
deliver_texts(struct lint_run *run, const struct rendered *r)
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
deliver_rendered(struct lint_run *run, struct rendered *r)
{
	progress_clear(&run->progress);
	if (r->aside) {
		rendered_free(r);
		return;
	}
	deliver_texts(run, r);
	if (r->fixed)
		run_fixed(run, r->fixed);
	add_totals(run, r);
	if (!r->read) {
		list_unread(run, &r->unread);
		index_one_unread(run, &r->unread);
	}
	if (run->baseline)
		baseline_mark(run->baseline, &r->match);
	for (size_t i = 0; i < r->mark_count; i++) {
		r->marks[i].use->asked = true;
		r->marks[i].use->used = r->marks[i].use->used || r->marks[i].used;
	}
	rendered_free(r);
}

/* A run directory that cannot be written any more is said once; the run goes on without. */
static void
log_report(struct lint_run *run, const struct rendered *r)
{
	int error = 0;

	run->recalled += r->recalled;
	if (r->record && !run_log_add(run->log, r->record, r->record_length, &error))
		run_say_log(run, ERROR_TEXT(error));
}

static void
deliver(void *self, void *rendered)
{
	struct lint_run *run = self;
	struct rendered *r = rendered;

	if (r->count > run->left)
		r = render_again(run, r);
	if (run->log)
		log_report(run, r);
	index_rows(run, (uint32_t)run->done, (struct str){r->rows, r->row_length});
	if (run->across)
		across_add(run->across, (struct str){r->yield, r->yield_length});
	deliver_rendered(run, r);
	run->done++;
	if (run->tree)
		tree_position(run->tree, &run->progress.part, &run->progress.all);
	progress_show(&run->progress, run->done);
}

/* ---- reports against one another ---------------------------------------------------- */

static void
keep_passage(void *self, struct buf *out, uint32_t earlier, uint32_t later,
	     const struct doc *earlier_doc, const struct doc *later_doc,
	     const struct shared_passage *p)
{
	(void)self;
	index_shared(out, earlier, later, earlier_doc, later_doc, p);
}

static void
index_passages(void *self, uint32_t later, struct str rows)
{
	index_rows(self, later, rows);
}

static void *
render_compared(void *self, struct worker *w, const struct lint_result *r)
{
	return run_render(self, w, NULL, r);
}

static void
deliver_compared(void *self, uint32_t report, void *compared)
{
	struct lint_run *run = self;
	struct rendered *r = compared;

	index_rows(run, report, (struct str){r->rows, r->row_length});
	deliver_rendered(run, r);
	run->totals.files--; /* it was counted when it was linted */
}

static void
say_lost(void *self, const struct input *in)
{
	static const struct str message = {"it changed while the reports were compared",
					   sizeof "it changed while the reports were compared" - 1};
	struct lint_run *run = self;

	progress_clear(&run->progress);
	fflush(stdout);
	print_unread(stderr, str_of(in->name), &(struct source_error){.message = message});
	run->totals.unread++;
	list_unread(run, &(struct unread){.path = str_of(in->name), .message = message});
}

static void
say_not_compared(struct lint_run *run, const char *why)
{
	const struct str message = str_printf(run->arena, "reports could not be compared: %s", why);
	const struct unread u = {.path = STR("."), .message = message};

	progress_clear(&run->progress);
	fflush(stdout);
	fprintf(stderr, "reportlint: %.*s\n", STR_FMT(message));
	run_unread(run, &u);
}

static void
compare_reports(struct lint_run *run, const struct rulebook *rb)
{
	const struct compare_sink sink = {render_compared, deliver_compared, say_lost, run,
					  run->stop};
	struct lint_options lint = *run->lint;

	if (!run->across)
		return;
#ifdef __GLIBC__
	malloc_trim(0); /* what workers had is wanted by others now */
#endif
	run->compares = true;
	if (run->index)
		across_watch_shared(run->across,
				    (struct sharing_watcher){keep_passage, index_passages, run});
	progress_phase(&run->progress, run->done, "comparing", "正在比对");
	if (run->options->max_findings) /* it has to be known how many may still be shown */
		lint.jobs = 1;
	compare_inputs(run->across, rb, run->feed, &lint, &sink);
	struct across_stats stats = across_stats(run->across);
	run->totals.stats.proved += stats.proved;
	run->totals.stats.claims = stats.claims;
	run->totals.stats.claims_compared = stats.compared;
	run->totals.stats.claims_agree = stats.proved;
	run->totals.compared = true;
	run->totals.passages = stats.passages;
	run->totals.genre = stats.genre;
	if (across_error(run->across))
		say_not_compared(run, across_error(run->across));
}

/* ---- the whole ---------------------------------------------------------------------- */

static void
end_outputs(struct lint_run *run)
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
deliver_unused(struct lint_run *run, const struct rulebook *rb)
{
	size_t count;
	const struct config_file *const *files = configs_files(run->setup->configs, &count);
	struct lint_result result;

	/* What did not change was not linted, and may need them. */
	if (!count || run->lint->show_suppressed || run->since)
		return;
	struct worker *w = worker_new(rb);
	for (size_t i = 0; i < count; i++) {
		worker_reset(w);
		if (!unused_ignores(files[i], w, rb, run->lint, &result))
			continue;
		deliver_rendered(run, run_render(run, w, NULL, &result));
		run->totals.files--; /* it is none */
	}
	worker_free(w);
}

static void
say_cut(const struct lint_run *run)
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
say_stale(const struct lint_run *run, const struct rulebook *rb)
{
	const struct baseline *b = run->baseline;
	bool zh = run->options->language == MESSAGE_ZH;

	for (size_t i = 0; b && i < b->entries.len; i++) {
		const struct baseline_entry *e = &b->entries.at[i];
		if (!baseline_stale(e, rb, false))
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
exit_status(const struct lint_run *run)
{
	enum level fail_on = run->options->fail_on;

	if (run->totals.unread || run->unfixed || (!run->totals.files && !run->since))
		return EXIT_UNREAD;
	for (size_t i = fail_on; fail_on != LEVEL_OFF && i <= LEVEL_ERROR; i++)
		if (run->levels[i])
			return EXIT_FINDINGS;
	return EXIT_CLEAN;
}

static void
note_damage(void *self, const char *file, uint64_t at)
{
	struct run_damage *d = self;

	(void)file;
	if (d->count < RUN_DAMAGE_LISTED)
		d->at[d->count] = at;
	d->count++;
}

/* Opens the run directory; false after a message. */
static bool
open_log(struct lint_run *run)
{
	const char *folder = run->options->run_dir;
	struct str wrong;

	if (!folder)
		return true;
	run->settings = keep_settings(run->arena, run);
	run->log = run_log_open(run->arena, folder, note_damage, &run->damage, &wrong);
	if (run->log)
		return true;
	fputs("reportlint: cannot use ", stderr);
	print_safely(stderr, str_of(folder));
	fprintf(stderr, " as a run directory: %.*s\n", STR_FMT(wrong));
	return false;
}

/* Begins the index, with what was not read so far; false after a message. */
static bool
open_index(struct lint_run *run)
{
	const char *path = run->options->index;
	struct str wrong;

	if (!path)
		return true;
	run->index = index_open(run->arena, path, &wrong);
	for (size_t i = 0; run->index && i < run->unread.len; i++)
		index_one_unread(run, &run->unread.at[i]);
	if (run->index)
		return true;
	fputs("reportlint: cannot write the index ", stderr);
	print_safely(stderr, str_of(path));
	fprintf(stderr, ": %.*s\n", STR_FMT(wrong));
	return false;
}

static void
close_index(struct lint_run *run, bool whole)
{
	struct buf rows = {.arena = run->scratch};
	struct str wrong;

	if (whole) {
		index_totals(&rows, &run->totals);
		index_rows(run, 0, buf_str(&rows));
	}
	if (index_close(run->index, run->arena, whole, &wrong))
		return;
	print_unread(stderr, str_of(run->options->index), &(struct source_error){.message = wrong});
	run->totals.unread++;
}

static void
say_damage(struct lint_run *run)
{
	const struct run_damage *d = &run->damage;

	for (size_t i = 0; i < d->count && i < RUN_DAMAGE_LISTED; i++)
		run_say_log(run, str_printf(run->arena,
					    "damaged at byte %llu; that report was linted again",
					    (unsigned long long)d->at[i])
					 .at);
	if (d->count > RUN_DAMAGE_LISTED)
		run_say_log(run, str_printf(run->arena, "damaged in %zu more places",
					    d->count - RUN_DAMAGE_LISTED)
					 .at);
}

static void
close_log(struct lint_run *run)
{
	int error = 0;
	const struct str path = str_copy(run->arena, str_of(run_log_path(run->log)));

	if (run_log_close(run->log, !run_stopped(run), &error) || !error)
		return;
	print_unread(stderr, path, &(struct source_error){.message = str_of(ERROR_TEXT(error))});
	run->totals.unread++;
}

static void
say_stopped(const struct lint_run *run)
{
	bool zh = run->options->language == MESSAGE_ZH;

	fflush(stdout);
	fprintf(stderr,
		zh ? "reportlint：已停止，完成 %zu 份报告；"
		   : "reportlint: stopped after %zu reports; ",
		run->done);
	if (run->options->run_dir)
		fputs(zh ? "再次运行同一命令即可继续\n" : "the same command goes on from there\n",
		      stderr);
	else
		fputs(zh ? "使用 --run-dir 的运行可以继续\n"
			 : "with --run-dir a run can be gone on with\n",
		      stderr);
}

/* All reports, then what they are compared for, and last what is said of the whole. */
static void
lint_reports(struct lint_run *run, const struct rulebook *rb)
{
	const struct lint_sink sink = {.recall = run->log ? keep_recall : NULL,
				       .render = run_render_linted,
				       .deliver = deliver,
				       .self = run,
				       .stop = run->stop};

	lint_all(rb, run->feed, run->lint, &sink);
	say_damage(run);
	if (!run_stopped(run))
		compare_reports(run, rb);
	progress_clear(&run->progress);
	if (run->log)
		close_log(run);
	if (run_stopped(run)) {
		say_stopped(run);
		return;
	}
	deliver_unused(run, rb);
	end_outputs(run);
	say_cut(run);
	run_say_fixed(run);
	if (run->baseline)
		baseline_mark_gone(run->baseline, run->options->arguments,
				   run->options->argument_count);
	say_stale(run, rb);
}

/* With outputs that are open: closes them, in any case. */
static int
run_opened(struct lint_run *run, const struct rulebook *rb)
{
	int status = EXIT_USAGE;

	if (run->feed->count > 1 && across_wanted(rb))
		run->across = across_new(rb, out_of_memory);
	if (run->across && run->tree)
		tree_keep(run->tree);
	run->scratch = arena_new(out_of_memory);
	if (!run->scratch)
		out_of_memory();
	bool opened = open_index(run) && open_log(run);
	if (opened) {
		lint_reports(run, rb);
		status = exit_status(run);
	}
	if (run->index)
		close_index(run, opened && !run_stopped(run));
	status = opened && run->totals.unread ? EXIT_UNREAD : status;
	arena_free(run->scratch);
	across_free(run->across);
	worker_free(run->spare);
	if (!opened || run_stopped(run))
		outputs_discard(&run->outputs);
	else if (!outputs_close(&run->outputs))
		status = EXIT_UNREAD;
	return status;
}

int
run_reports(struct lint_run *run, struct setup *s)
{
	const struct options *o = run->options;
	const struct rulebook *rb = rulebooks_union(s->rulebooks);
	struct lint_options lint = options_lint(o);
	int status = EXIT_USAGE;

	lint.proposes = true;
	run->setup = s;
	run->lint = &lint;
	run->left = o->max_findings ? o->max_findings : UINT64_MAX;
	if (o->max_findings && run->read_once)
		lint.jobs = 1;
	run->baseline = o->baseline ? baseline_read(o->baseline) : NULL;
	if ((run->baseline || !o->baseline) && outputs_open(&run->outputs, o, rb))
		status = run_opened(run, rb);
	baseline_free(run->baseline);
	return status;
}
