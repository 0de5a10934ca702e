/*
 * The reports of a tree, one after the other.  An archive is read in one pass; what it holds is kept
 * in a file without a name, when it will be asked for again.
 */
#include "../corpus/nameless.h"
#include "tree_internal.h"

#include <errno.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

/* ---- names ----------------------------------------------------------------------------- */

static const char *
path_of(const struct tree *t, struct arena *a, const struct tree_file *f)
{
	return str_printf(a, "%s%s", t->folders.at[f->folder].path, t->names + f->name).at;
}

static bool
is_archive(const struct tree *t, const struct tree_file *f)
{
	return archive_named(str_of(t->names + f->name));
}

static void
give_file(const struct tree *t, struct arena *a, const struct tree_file *f, struct input *out)
{
	const char *path = path_of(t, a, f);
	bool standard = strcmp(path, "-") == 0;

	*out = (struct input){.path = path,
			      .name = standard ? t->options->stdin_name : path,
			      .folder = t->folders.at[f->folder].config};
}

/* archive.zip!/a/b.txt; without a name, the archive. */
static void
give_member(const struct tree *t, struct arena *a, const struct tree_file *f,
	    const struct archive_entry_read *e, struct input *out)
{
	give_file(t, a, f, out);
	if (e->name.len)
		out->path = out->name = str_printf(a, "%s!/%.*s", out->name, STR_FMT(e->name)).at;
	out->held = true;
	out->bytes = e->bytes;
	out->wrong = e->wrong;
}

/* What is wanted of an archive, as of a folder of its name. */
struct wanted {
	const struct tree_folder *folder; /* where it lies */
	struct str archive;		  /* its name */
	int included;			  /* as config_includes has it for the archive itself */
	bool left_out;			  /* there was something that the patterns leave out */
};

static struct wanted
wanted_of(const struct tree *t, const struct tree_file *f)
{
	struct wanted w = {.folder = &t->folders.at[f->folder],
			   .archive = str_of(t->names + f->name)};

	w.included = config_includes(w.folder->config, w.archive);
	return w;
}

static bool
is_left_out(const struct tree_folder *in, struct str path, bool is_folder)
{
	return config_excludes(in->config, path, is_folder) ||
	       ignores_take(in->ignores, in->config->real, path, is_folder);
}

static bool
is_included(const struct wanted *w, struct str path, struct str name)
{
	if (w->included >= 0 && config_includes(w->folder->config, path) > 0)
		return true;
	/* Patterns that take the archive take what it would hold without any. */
	return w->included != 0 && tree_report_name(name);
}

/* Reports, but not in hidden folders, where programs keep copies of their own. */
static bool
is_member(void *self, struct str name, uint64_t number)
{
	struct wanted *w = self;
	char path[PATH_MAX];

	(void)number;
	for (size_t i = 0; i < name.len; i++)
		if (name.at[i] == '.' && (i == 0 || name.at[i - 1] == '/'))
			return false;
	int len = snprintf(path, sizeof path, "%.*s/%.*s", STR_FMT(w->archive), STR_FMT(name));
	if (len < 0 || (size_t)len >= sizeof path) /* no pattern is meant */
		return tree_report_name(name);
	struct str whole = {path, (size_t)len};
	bool out = !is_included(w, whole, name);
	if (out && w->included < 0)
		return false; /* it is no report */
	out = out || is_left_out(w->folder, whole, false);
	for (size_t i = w->archive.len + 1; i < whole.len && !out; i++)
		out = path[i] == '/' && is_left_out(w->folder, str_sub(whole, 0, i), true);
	w->left_out = w->left_out || out;
	return !out;
}

/* ---- next --------------------------------------------------------------------------------- */

static void
note_report(struct tree *t, size_t file, uint64_t member)
{
	if (t->report_count == UINT32_MAX)
		out_of_memory();
	t->reports = tree_grow(t->reports, &t->report_cap, t->report_count + 1, sizeof *t->reports);
	t->reports[t->report_count++] = (struct tree_report){(uint32_t)file, (uint32_t)member};
}

/* Keeps the bytes of the report that is given next; a full disk is said once. */
static void
store_member(struct tree *t, const struct archive_entry_read *e)
{
	struct str left = e->bytes;
	off_t at = t->store_end;
	ssize_t n = 0;

	if (t->store == -1)
		t->store = nameless_file(NULL);
	while (t->store >= 0 && left.len) {
		n = pwrite(t->store, left.at, left.len, at);
		if (n < 0 && errno == EINTR)
			continue;
		if (n <= 0)
			break;
		at += n;
		left = str_sub(left, (size_t)n, left.len);
	}
	if (t->store >= 0 && !left.len) {
		t->expanded = tree_grow(t->expanded, &t->expanded_cap, t->expanded_count + 1,
					sizeof *t->expanded);
		t->expanded[t->expanded_count++] =
			(struct expanded){(uint32_t)t->report_count, tree_keep_name(t, e->name),
					  t->store_end, e->bytes.len};
		t->store_end = at;
		return;
	}
	if (t->store != STORE_FAILED)
		fprintf(stderr, "reportlint: cannot keep what an archive holds in %s: %s\n",
			nameless_folder(), ERROR_TEXT(n == 0 && t->store >= 0 ? ENOSPC : errno));
	if (t->store >= 0)
		close(t->store);
	t->store = STORE_FAILED;
	t->expanded_count = 0;
}

/* The next report of the archive that is open; false: it has no more. */
static bool
next_member(struct tree *t, struct arena *a, struct input *out)
{
	const struct tree_file *f = &t->files[t->next - 1];
	struct archive_entry_read e = {0};
	struct wanted wanted = wanted_of(t, f);
	enum archive_step step;

	do {
		step = archive_next(t->archive, a, t->options->max_file_size, is_member, &wanted,
				    &e);
		t->nested += step == ARCHIVE_NESTED;
	} while (step == ARCHIVE_NESTED);
	t->archive_gave = t->archive_gave || wanted.left_out;
	if (step == ARCHIVE_END) {
		archive_close(t->archive);
		t->archive = NULL;
		if (t->archive_gave)
			return false;
		e.wrong = STR("no reports in this archive (*.txt, *.md, *.markdown)");
	}
	t->archive_gave = true;
	give_member(t, a, f, &e, out);
	if (step == ARCHIVE_FILE && t->keeps)
		store_member(t, &e);
	note_report(t, t->next - 1, e.number + 1);
	return true;
}

/* Opens the archive that is the file before `next`; false: what is wrong is in `out`. */
static bool
open_archive(struct tree *t, struct arena *a, struct input *out)
{
	const struct tree_file *f = &t->files[t->next - 1];
	struct archive_entry_read e = {0};

	t->archive_gave = false;
	t->archive = archive_open(a, path_of(t, a, f), &e.wrong);
	if (t->archive)
		return true;
	give_member(t, a, f, &e, out);
	note_report(t, t->next - 1, 1);
	return false;
}

static bool
next_report(struct tree *t, struct arena *a, struct input *out)
{
	for (;;) {
		if (t->archive && next_member(t, a, out))
			return true;
		if (t->next)
			t->before += t->files[t->next - 1].size;
		if (t->next == t->file_count)
			return false;
		const struct tree_file *f = &t->files[t->next++];
		if (!is_archive(t, f)) {
			give_file(t, a, f, out);
			note_report(t, t->next - 1, 0);
			return true;
		}
		if (!open_archive(t, a, out))
			return true;
	}
}

static bool
feed_next(void *self, struct arena *a, struct input *out)
{
	struct tree *t = self;

	pthread_mutex_lock(&t->lock);
	bool more = next_report(t, a, out);
	pthread_mutex_unlock(&t->lock);
	return more;
}

void
tree_position(struct tree *t, uint64_t *done, uint64_t *all)
{
	*all = t->size;
	/* While an archive is read, somebody waits for what it gives, not for this. */
	if (pthread_mutex_trylock(&t->lock) != 0)
		return;
	*done = t->before;
	if (t->archive)
		*done += archive_consumed(t->archive) / 1024;
	pthread_mutex_unlock(&t->lock);
}

/* ---- again --------------------------------------------------------------------------------- */

static int
by_report(const void *a, const void *b)
{
	const struct expanded *x = a, *y = b;

	return (x->report > y->report) - (x->report < y->report);
}

static bool
is_numbered(void *self, struct str name, uint64_t number)
{
	(void)name;
	return number == *(const uint64_t *)self;
}

/* Looks for a report in its archive, from its beginning: for the rare one. */
static bool
search_archive(const struct tree *t, struct arena *a, const struct tree_report *r,
	       struct input *out)
{
	const struct tree_file *f = &t->files[r->file];
	struct archive_entry_read e = {0};
	struct archive_reader *archive = archive_open(a, path_of(t, a, f), &e.wrong);
	uint64_t number = r->member - 1;
	enum archive_step step = ARCHIVE_NESTED;

	while (archive && step == ARCHIVE_NESTED)
		step = archive_next(archive, a, t->options->max_file_size, is_numbered, &number,
				    &e);
	archive_close(archive);
	give_member(t, a, f, &e, out);
	return step == ARCHIVE_FILE;
}

static bool
give_again(const struct tree *t, struct arena *a, uint32_t number, struct input *out)
{
	const struct tree_report *r = &t->reports[number];
	const struct tree_file *f = &t->files[r->file];
	const struct expanded key = {.report = number}, *e = NULL;

	if (!r->member) {
		give_file(t, a, f, out);
		return strcmp(out->path, "-") != 0;
	}
	if (t->expanded_count)
		e = bsearch(&key, t->expanded, t->expanded_count, sizeof key, by_report);
	if (!e && !t->keeps)
		return search_archive(t, a, r, out);
	if (!e) {
		give_file(t, a, f, out);
		return false;
	}
	char *bytes = arena_alloc_raw(a, e->len + 1);
	struct archive_entry_read member = {.name = str_of(t->names + e->name),
					    .bytes = {bytes, e->len}};
	give_member(t, a, f, &member, out);
	return file_read_at(t->store, bytes, e->len, (uint64_t)e->at);
}

static bool
feed_again(void *self, struct arena *a, size_t number, struct input *out)
{
	struct tree *t = self;

	pthread_mutex_lock(&t->lock);
	bool there = give_again(t, a, (uint32_t)number, out);
	pthread_mutex_unlock(&t->lock);
	return there;
}

struct feed
tree_feed(struct tree *t)
{
	bool archives = false;

	for (size_t i = 0; i < t->file_count && !archives; i++)
		archives = is_archive(t, &t->files[i]);
	return (struct feed){feed_next, feed_again, t, archives ? SIZE_MAX : t->file_count};
}
