/*
 * --fix and --diff: what becomes of one report of a run.  Only findings that are shown are fixed,
 * as suppressions, baseline and revision have it.  A report is written as a whole, in the place
 * of the file as it was linted; standard input is printed.
 */
#include "fix.h"
#include "run.h"

#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

enum { ROUNDS_MAX = 5 };

static bool
is_stdin(const char *path)
{
	return strcmp(path, "-") == 0;
}

bool
run_fixes(const struct lint_run *run, const struct input *in, const struct lint_result *r)
{
	return (run->options->fix || run->options->diff) && r->ok && !in->held;
}

/* A file that its owner may write, and nothing else: a device or a pipe is no report to be changed. */
static bool
may_write(const char *path)
{
	struct stat st;

	return is_stdin(path) || (stat(path, &st) == 0 && S_ISREG(st.st_mode) &&
				  (st.st_mode & 0222) && access(path, W_OK) == 0);
}

/* One round: the suggestions of what is shown; how many there were. */
static size_t
put_in(const struct lint_run *run, struct worker *w, const struct input *in,
       const struct lint_result *r, struct fixing *f)
{
	struct rendered *counts = calloc(1, sizeof *counts);

	if (!counts)
		out_of_memory();
	FILE *complaint = open_memory(&counts->complaint, &counts->complaint_length);
	const struct report shown = run_shown(run, w, in, r, counts, complaint);
	if (fclose(complaint) != 0)
		out_of_memory();
	size_t n = fixing_apply(f, r, shown.findings, shown.finding_count, run->options->unsafe);
	rendered_free(counts);
	return n;
}

/* The bytes to write, or the difference. */
static struct fixed *
keep(const struct lint_run *run, const struct input *in, const struct fixing *f)
{
	struct fixed *out = calloc(1, sizeof *out);

	if (!out)
		out_of_memory();
	*out = (struct fixed){.path = in->path,
			      .count = f->count,
			      .hash = hash_bytes(f->original.at, f->original.len, 0)};
	FILE *to = open_memory(&out->text, &out->length);
	if (run->options->diff)
		fixing_diff(f, str_of(in->name), to);
	else if (f->now.len)
		fwrite(f->now.at, 1, f->now.len, to);
	if (fclose(to) != 0)
		out_of_memory();
	return out;
}

const struct lint_result *
run_fix(const struct lint_run *run, struct worker *w, const struct input *in,
	const struct lint_result *r, struct fixed **fixed)
{
	struct lint_options o = *run->lint;
	const struct lint_result *now = r;
	struct fixing f;

	o.folder = in->folder;
	fixing_begin(&f, worker_arena(w), r->bytes);
	for (int i = 0; i < ROUNDS_MAX && put_in(run, w, in, now, &f); i++) {
		worker_turn(w);
		struct lint_result *round = arena_alloc(worker_arena(w), sizeof *round);
		lint_bytes(w, r->path, f.now, &o, NULL, round);
		if (!round->ok)
			break;
		now = round;
	}
	worker_turn(w);
	if (!f.count && !(run->options->fix && is_stdin(in->path)))
		return r;
	*fixed = keep(run, in, &f);
	(*fixed)->refused = run->options->fix && !may_write(in->path);
	if (run->options->diff || (*fixed)->refused)
		return r;
	return now;
}

/* ---- writing ------------------------------------------------------------------------------ */

static void
say(const char *path, const char *en, const char *zh, const struct lint_run *run)
{
	fflush(stdout);
	print_safely(stderr, str_of(path));
	fputs(run->options->language == MESSAGE_ZH ? zh : en, stderr);
}

/* Is the file still what was linted? */
static bool
is_same(const struct lint_run *run, const struct fixed *f)
{
	struct arena *a = arena_new(out_of_memory);
	struct source_error error;
	struct str bytes;

	if (!a)
		out_of_memory();
	bool same = source_read(a, f->path, run->options->max_file_size, &bytes, &error) &&
		    hash_bytes(bytes.at, bytes.len, 0) == f->hash;
	arena_free(a);
	return same;
}

static bool
write_fixed(const struct fixed *f)
{
	struct output out = {0};

	if (!output_open_file(&out, f->path))
		return false;
	fwrite(f->text, 1, f->length, out.to);
	return output_close(&out);
}

void
run_fixed(struct lint_run *run, const struct fixed *f)
{
	bool ok = !f->refused;

	if (run->options->diff || is_stdin(f->path)) {
		fwrite(f->text, 1, f->length, stdout);
	} else if (f->refused) {
		say(f->path, ": cannot be written; nothing is fixed\n", "：不可写入，未作修改\n",
		    run);
	} else if (!is_same(run, f)) {
		ok = false;
		say(f->path, ": changed while it was linted; nothing is fixed\n",
		    "：检查期间文件已变动，未作修改\n", run);
	} else {
		ok = write_fixed(f);
	}
	run->unfixed = run->unfixed || !ok;
	run->fixed += ok ? f->count : 0;
	run->fixed_files += ok && f->count;
}

void
run_say_fixed(const struct lint_run *run)
{
	const struct options *o = run->options;
	unsigned long long n = run->fixed, files = run->fixed_files;

	if ((!o->fix && !o->diff) || o->quiet)
		return;
	fflush(stdout);
	if (o->language == MESSAGE_ZH)
		fprintf(stderr,
			o->fix ? "已修改 %llu 处，共 %llu 份报告\n"
			       : "可修改 %llu 处，共 %llu 份报告\n",
			n, files);
	else
		fprintf(stderr, "%llu %s in %llu report%s\n", n,
			o->fix ? "fixed" : "would be fixed", files, files == 1 ? "" : "s");
}
