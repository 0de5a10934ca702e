/*
 * reportlint baseline write|prune|diff: what is known and left as it is.  `write`
 * takes the findings of the reports of this run in place of what the baseline held of them,
 * `prune` drops what is gone, `diff` says what is new, changed and gone.
 */
#include "baseline.h"
#include "options.h"

#include <stdlib.h>
#include <string.h>
#include <unistd.h>

enum action { WRITE, PRUNE, DIFF };

/* One report's findings, in memory from malloc. */
struct rendered {
	struct arena *arena;
	bool read;
	char *complaint;
	size_t complaint_length;
	struct str path;
	struct baseline_match match;
	struct str yield; /* in arena */
	VEC(struct baseline_entry) found;
	VEC(enum novelty) novelty;
};

struct baseline_run {
	enum action action;
	struct baseline *old;	/* what is there */
	struct baseline *fresh; /* WRITE: what comes in its place */
	struct across *across;	/* NULL: the reports are not compared */
	bool compares;		/* all were linted, and what is delivered are their comparisons */
	uint64_t fresh_count, changed_count, files, unread;
};

/* ---- in a worker ------------------------------------------------------------------------ */

static struct baseline_entry
entry_of(struct rendered *out, const struct lint_result *r, const struct finding *f)
{
	struct out_place p = place_of(&r->doc, f->span);
	struct str text = str_sub(r->source.utf8, p.span.from, p.span.to);

	return (struct baseline_entry){.path = out->path,
				       .rule = f->rule->id,
				       .text = str_copy(out->arena, text_excerpt(text)),
				       .fingerprint = f->fingerprint,
				       .kin = f->kin,
				       .line = p.from.line};
}

static void *
render(void *self, struct worker *w, const struct input *in, const struct lint_result *r)
{
	const struct baseline_run *run = self;
	struct rendered *out = calloc(1, sizeof *out);

	(void)in;
	if (!out || !(out->arena = arena_new(out_of_memory)))
		out_of_memory();
	out->read = r->ok;
	if (!r->ok) {
		FILE *to = open_memory(&out->complaint, &out->complaint_length);
		print_unread(to, r->path, &r->error);
		fclose(to);
		return out;
	}
	out->path = baseline_name(run->old, out->arena, r->path);
	out->match = baseline_match(run->old, worker_arena(w), r->path, r->check.findings.at,
				    r->check.findings.len);
	for (size_t i = 0; i < r->check.findings.len; i++) {
		*VEC_PUSH(out->arena, &out->found) = entry_of(out, r, &r->check.findings.at[i]);
		*VEC_PUSH(out->arena, &out->novelty) = out->match.novelty[i];
	}
	return out;
}

static void *
render_linted(void *self, struct worker *w, const struct input *in, const struct lint_result *r)
{
	const struct baseline_run *run = self;
	struct rendered *out = render(self, w, in, r);
	struct check check = r->check;

	if (run->across && r->ok)
		out->yield = str_copy(out->arena, yield_make(&check));
	return out;
}

/* ---- in order ---------------------------------------------------------------------------- */

static void
say_entry(const char *what, const struct baseline_entry *e)
{
	fputs(what, stdout);
	print_safely(stdout, e->path);
	if (what[0] != '-')
		printf(":%u", e->line);
	fputs(": ", stdout);
	print_safely(stdout, e->text);
	printf(" [%.*s]\n", STR_FMT(e->rule));
}

static void
take_found(struct baseline_run *run, const struct rendered *r)
{
	for (size_t i = 0; i < r->found.len; i++) {
		const struct baseline_entry *e = &r->found.at[i];
		enum novelty novelty = r->novelty.at[i];
		run->fresh_count += novelty == NOVELTY_NEW;
		run->changed_count += novelty == NOVELTY_CHANGED;
		if (run->action == DIFF && novelty != NOVELTY_KNOWN)
			say_entry(novelty == NOVELTY_NEW ? "+ " : "~ ", e);
		if (run->action == WRITE)
			baseline_add(run->fresh, e);
	}
}

static void
deliver(void *self, void *rendered)
{
	struct baseline_run *run = self;
	struct rendered *r = rendered;

	if (run->across && !run->compares)
		across_add(run->across, r->yield);
	if (r->read) {
		take_found(run, r);
		baseline_mark(run->old, &r->match);
	} else {
		fwrite(r->complaint, 1, r->complaint_length, stderr);
	}
	run->files += r->read;
	run->unread += !r->read;
	free(r->complaint);
	free(r->match.used);
	arena_free(r->arena);
	free(r);
}

static void *
render_compared(void *self, struct worker *w, const struct lint_result *r)
{
	return render(self, w, NULL, r);
}

static void
deliver_compared(void *self, uint32_t report, void *rendered)
{
	struct baseline_run *run = self;

	(void)report;
	deliver(run, rendered);
	run->files--; /* it was counted when it was linted */
}

static void
say_lost(void *self, const struct input *in)
{
	struct baseline_run *run = self;

	print_unread(stderr, str_of(in->name),
		     &(struct source_error){
			     .message = STR("it changed while the reports were compared")});
	run->unread++;
}

/* ---- the command --------------------------------------------------------------------------- */

static void
compare(struct baseline_run *run, const struct rulebook *rb, const struct feed *feed,
	const struct lint_options *lint)
{
	const struct compare_sink sink = {render_compared, deliver_compared, say_lost, run, NULL};

	if (!run->across)
		return;
	run->compares = true;
	compare_inputs(run->across, rb, feed, lint, &sink);
	if (across_error(run->across)) {
		fprintf(stderr, "reportlint: the reports were not compared: %s\n",
			across_error(run->across));
		run->unread++;
	}
}

/* What stays of the old baseline. */
static uint64_t
carry_over(struct baseline_run *run, const struct rulebook *rb)
{
	uint64_t gone = 0;

	for (size_t i = 0; i < run->old->entries.len; i++) {
		const struct baseline_entry *e = &run->old->entries.at[i];
		bool stale = baseline_stale(e, rb, run->across != NULL);
		gone += stale;
		if (run->action == DIFF && stale)
			say_entry("- ", e);
		/* `write` has the findings of the reports that were read; what is off is kept. */
		if (run->action == WRITE ? !e->seen || !baseline_covers(e, rb, run->across != NULL)
					 : !stale)
			baseline_add(run->fresh, e);
	}
	return gone;
}

static int
run_action(struct baseline_run *run, struct setup *s, const struct options *o)
{
	struct inputs in = {.arena = s->arena};
	struct lint_options lint = options_lint(o);
	const struct lint_sink sink = {.render = render_linted, .deliver = deliver, .self = run};

	inputs_collect(&in, o, s->configs);
	if (!setup_rules(s, &in))
		return EXIT_USAGE;
	const struct rulebook *rb = rulebooks_union(s->rulebooks);
	run->unread = in.unread.len;
	struct input_array all = {in.all.at, in.all.len, 0};
	const struct feed feed = feed_of_array(&all);
	if (all.count > 1 && across_wanted(rb))
		run->across = across_new(rb, out_of_memory);
	lint_all(rb, &feed, &lint, &sink);
	compare(run, rb, &feed, &lint);
	baseline_mark_gone(run->old, o->arguments, o->argument_count);
	uint64_t gone = carry_over(run, rb);
	if (run->unread || !run->files) {
		if (run->action != DIFF)
			fputs("reportlint: the baseline is left as it was\n", stderr);
		return EXIT_UNREAD;
	}
	if (run->action != DIFF && !baseline_write(run->fresh))
		return EXIT_UNREAD;
	if (!o->quiet) {
		print_safely(stdout, str_of(run->fresh->path));
		printf(": %llu new, %llu changed, %llu gone; %zu in all\n",
		       (unsigned long long)run->fresh_count, (unsigned long long)run->changed_count,
		       (unsigned long long)gone,
		       run->action == DIFF ? run->old->entries.len : run->fresh->entries.len);
	}
	bool differs = run->fresh_count || run->changed_count || gone;
	return run->action == DIFF && differs ? EXIT_FINDINGS : EXIT_CLEAN;
}

static int
act(enum action action, const struct options *o, struct setup *s)
{
	const char *path = o->baseline ? o->baseline : BASELINE_DEFAULT;
	bool missing = action == WRITE && access(path, F_OK) != 0;
	struct baseline_run run = {.action = action};

	run.old = missing ? baseline_new(path) : baseline_read(path);
	run.fresh = run.old ? baseline_new(path) : NULL;
	int status = run.fresh ? run_action(&run, s, o) : EXIT_USAGE;
	across_free(run.across);
	baseline_free(run.fresh);
	baseline_free(run.old);
	return status;
}

int
cmd_baseline(int argc, char **argv)
{
	static const char *const actions[] = {"write", "prune", "diff"};
	struct options o;
	int status = options_parse(argc, argv, FOR_BASELINE, &o);
	size_t action = 0;

	if (status != OPTIONS_GO_ON)
		return status;
	if (o.argument_count < 2) {
		fputs("reportlint: baseline needs write, prune or diff, and the reports\n", stderr);
		return EXIT_USAGE;
	}
	while (action < 3 && strcmp(o.arguments[0], actions[action]) != 0)
		action++;
	if (action == 3)
		return say_unknown("baseline action", o.arguments[0], actions, 3);
	o.arguments++;
	o.argument_count--;
	struct setup s;
	bool ready = setup_begin(&s, &o, o.arguments[0]);
	status = ready ? act((enum action)action, &o, &s) : EXIT_USAGE;
	setup_end(&s);
	return status;
}
