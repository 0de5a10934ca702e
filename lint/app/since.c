/*
 * Which reports changed since a revision, and where.  Lines are those of git, which only
 * LF ends; they are counted in the decoded source, where they are the same for every
 * encoding that git can compare line by line.
 */
#include "since.h"

#include <stdlib.h>
#include <string.h>
#include <unistd.h>

/* A file that git says is not as it was; paths from the top of the repository on. */
struct change {
	struct str path, old; /* `old` is empty for what is new */
};

struct repository {
	struct str top; /* without a slash at the end */
	const char *revision;
	VEC(struct change) changes; /* by path */
	VEC(struct str) known;	    /* all files that git tracks now, sorted */
};

/* One report that was asked about. */
struct asked {
	struct str name;
	bool same;
	const struct repository *repository; /* NULL: the file is not there */
	struct change change;
};

struct since {
	const char *revision;
	struct arena *arena;
	VEC(struct repository *) repositories;
	VEC(struct asked) asked; /* by name */
	size_t changed;		 /* so many of them did */
	struct str folder, top;	 /* of the file that was asked about last */
};

/* ---- a repository -------------------------------------------------------------------- */

static int
by_path(const void *a, const void *b)
{
	return str_cmp(((const struct change *)a)->path, ((const struct change *)b)->path);
}

static int
by_str(const void *a, const void *b)
{
	return str_cmp(*(const struct str *)a, *(const struct str *)b);
}

static int
by_name(const void *a, const void *b)
{
	return str_cmp(((const struct asked *)a)->name, ((const struct asked *)b)->name);
}

/* The next piece up to a NUL; false at the end. */
static bool
next_piece(struct str *rest, struct str *out)
{
	const char *end = rest->len ? memchr(rest->at, '\0', rest->len) : NULL;

	if (!end)
		return false;
	*out = (struct str){rest->at, (size_t)(end - rest->at)};
	*rest = str_sub(*rest, out->len + 1, rest->len);
	return true;
}

/* "M\0path\0", "R087\0old\0new\0", ... of --name-status -z. */
static void
read_changes(struct arena *a, struct repository *r, struct str text)
{
	struct str status, path, old;

	while (next_piece(&text, &status) && next_piece(&text, &path)) {
		bool is_renamed = status.len && status.at[0] == 'R';
		bool is_new = status.len && strchr("AD", status.at[0]);
		old = path;
		if (is_renamed && !next_piece(&text, &path))
			return;
		*VEC_PUSH(a, &r->changes) = (struct change){path, is_new ? (struct str){0} : old};
	}
	if (r->changes.len)
		qsort(r->changes.at, r->changes.len, sizeof *r->changes.at, by_path);
}

static const char *
top_path(const struct repository *r)
{
	return r->top.len ? r->top.at : "/";
}

/* The tree that is asked for.  HEAD before the first commit is an empty one. */
static bool
find_revision(struct since *s, struct repository *r)
{
	struct str name = str_printf(s->arena, "%s^{tree}", s->revision), text;
	const char *const verify[] = {"rev-parse", "--verify", "--quiet", name.at, NULL};
	const char *const unborn[] = {"symbolic-ref", "--quiet", "HEAD", NULL};
	const char *const empty[] = {"hash-object", "-t", "tree", "--stdin", NULL};
	const char *top = top_path(r);

	bool found = s->revision[0] != '-' && git_run(s->arena, top, verify, false, &text);
	if (!found && strcmp(s->revision, "HEAD") == 0)
		found = git_run(s->arena, top, unborn, true, &text) &&
			git_run(s->arena, top, empty, false, &text);
	if (found) {
		r->revision = str_copy(s->arena, str_sub(text, 0, str_find(text, STR("\n")))).at;
		return true;
	}
	fputs("reportlint: --since: there is no revision '", stderr);
	print_safely(stderr, str_of(s->revision));
	fputs("' in the repository ", stderr);
	print_safely(stderr, str_of(top));
	fputc('\n', stderr);
	return false;
}

static bool
say_incomparable(const struct repository *r)
{
	fputs("reportlint: --since: git cannot say what changed in ", stderr);
	print_safely(stderr, str_of(top_path(r)));
	fputc('\n', stderr);
	return false;
}

static bool
read_repository(struct since *s, struct repository *r)
{
	struct str text, path;

	if (!find_revision(s, r))
		return false;
	const char *const diff[] = {"diff",
				    "--name-status",
				    "-z",
				    "--find-renames",
				    "--no-relative",
				    "--no-ext-diff",
				    "--ignore-submodules=all",
				    r->revision,
				    "--",
				    NULL};
	if (!git_run(s->arena, top_path(r), diff, false, &text))
		return say_incomparable(r);
	read_changes(s->arena, r, text);
	const char *const list[] = {"ls-files", "-z", NULL};
	if (!git_run(s->arena, top_path(r), list, false, &text))
		return say_incomparable(r);
	while (next_piece(&text, &path))
		*VEC_PUSH(s->arena, &r->known) = path;
	if (r->known.len)
		qsort(r->known.at, r->known.len, sizeof *r->known.at, by_str);
	return true;
}

/* The length of the path of the folder that a file is in, without a slash at its end. */
static size_t
folder_length(struct str path)
{
	while (path.len && path.at[path.len - 1] != '/')
		path.len--;
	return path.len ? path.len - 1 : 0;
}

/* Finds the folder above the file that holds a .git; without one, false. */
static bool
find_top(struct since *s, struct str path)
{
	struct str folder = str_sub(path, 0, folder_length(path));

	if (s->folder.at && str_eq(folder, s->folder))
		return true;
	s->folder = folder;
	for (;;) {
		s->top = str_copy(s->arena, folder);
		if (access(str_printf(s->arena, "%s/.git", s->top.at).at, F_OK) == 0)
			return true;
		if (!folder.len)
			return false;
		folder.len = folder_length(folder);
	}
}

/* The repository at a folder, read when it is first asked for; NULL after a message. */
static struct repository *
repository_at(struct since *s, struct str top)
{
	for (size_t i = 0; i < s->repositories.len; i++)
		if (str_eq(s->repositories.at[i]->top, top))
			return s->repositories.at[i];
	struct repository *r = arena_alloc(s->arena, sizeof *r);
	r->top = top;
	if (!read_repository(s, r))
		return NULL;
	*VEC_PUSH(s->arena, &s->repositories) = r;
	return r;
}

/* ---- inputs ---------------------------------------------------------------------------- */

static bool
say_outside(const char *name)
{
	fputs("reportlint: --since: ", stderr);
	print_safely(stderr, str_of(name));
	fputs(strcmp(name, "-") == 0 ? " has no history; name the file\n"
				     : " is not in a git repository\n",
	      stderr);
	return false;
}

/* Is the file `path` of a repository another than it was?  *out says how. */
static bool
find_change(const struct repository *r, struct str path, struct change *out)
{
	const struct change key = {.path = path};
	const struct change *found =
		r->changes.len ? bsearch(&key, r->changes.at, r->changes.len, sizeof key, by_path)
			       : NULL;

	if (found) {
		*out = *found;
		return true;
	}
	*out = key;
	return !r->known.len || !bsearch(&path, r->known.at, r->known.len, sizeof path, by_str);
}

/* False after a message. */
static bool
ask(struct since *s, const struct input *in)
{
	struct asked x = {.name = str_of(in->name)};

	if (strcmp(in->path, "-") == 0)
		return say_outside("-");
	char *real = realpath(in->path, NULL);
	if (real) {
		struct str path = str_copy(s->arena, str_of(real));
		free(real);
		if (!find_top(s, path))
			return say_outside(in->path);
		x.repository = repository_at(s, s->top);
		if (!x.repository)
			return false;
		path = str_sub(path, s->top.len + 1, path.len);
		x.same = !find_change(x.repository, path, &x.change);
	}
	s->changed += !x.same;
	*VEC_PUSH(s->arena, &s->asked) = x;
	return true;
}

struct since *
since_read(const char *revision, struct inputs *in)
{
	struct since *s = arena_alloc(in->arena, sizeof *s);

	s->revision = revision;
	s->arena = in->arena;
	for (size_t i = 0; i < in->all.len; i++)
		if (!ask(s, &in->all.at[i]))
			return NULL;
	if (s->asked.len)
		qsort(s->asked.at, s->asked.len, sizeof *s->asked.at, by_name);
	return s;
}

static const struct asked *
asked_named(const struct since *s, struct str name)
{
	const struct asked key = {.name = name};

	return s->asked.len ? bsearch(&key, s->asked.at, s->asked.len, sizeof key, by_name) : NULL;
}

void
since_leave(const struct since *s, struct inputs *in, bool compared)
{
	size_t left = 0;

	for (size_t i = 0; i < in->all.len; i++) {
		struct input *x = &in->all.at[i];
		const struct asked *asked = asked_named(s, str_of(x->name));
		x->aside = asked && asked->same;
		if (!x->aside || (compared && s->changed))
			in->all.at[left++] = *x;
	}
	in->all.len = left;
}

/* ---- lines ------------------------------------------------------------------------------- */

/* Lines of git from 1, end exclusive. */
struct hunk {
	uint64_t from, to;
};

static uint64_t
read_count(struct str s, size_t *at)
{
	uint64_t n = 0;

	for (; *at < s.len && is_digit(s.at[*at]) && n < UINT32_MAX; (*at)++)
		n = n * 10 + (uint64_t)(s.at[*at] - '0');
	return n;
}

/* "@@ -5,2 +4,0 @@": what was deleted behind line 4 touches lines 4 and 5. */
static bool
read_hunk(struct str line, struct hunk *out)
{
	size_t at = str_find(line, STR(" +"));
	uint64_t count = 1;

	if (!str_starts(line, STR("@@ -")) || at == SIZE_MAX)
		return false;
	at += 2;
	out->from = read_count(line, &at);
	if (at < line.len && line.at[at] == ',') {
		at++;
		count = read_count(line, &at);
	}
	out->to = out->from + (count ? count : 2);
	return true;
}

/* The bytes of lines of the source; hunks come in rising order, and so do these. */
static struct touched
pieces_of(struct arena *a, const struct source *source, struct str diff)
{
	VEC(struct ospan) pieces = {0};
	struct str text = source->utf8;
	size_t offset = 0;
	uint64_t line = 1;
	struct hunk h;

	while (diff.len) {
		const char *end = memchr(diff.at, '\n', diff.len);
		struct str one = {diff.at, end ? (size_t)(end - diff.at) : diff.len};
		diff = str_sub(diff, one.len + 1, diff.len);
		if (!read_hunk(one, &h))
			continue;
		size_t from = offset;
		for (; line < h.to && offset < text.len; line++) {
			if (line <= h.from)
				from = offset;
			const char *lf = memchr(text.at + offset, '\n', text.len - offset);
			offset = lf ? (size_t)(lf - text.at) + 1 : text.len;
		}
		*VEC_PUSH(a, &pieces) = (struct ospan){(uint32_t)from, (uint32_t)offset};
	}
	return (struct touched){pieces.at, pieces.len};
}

static struct touched
everywhere(struct arena *a)
{
	struct ospan *all = arena_alloc(a, sizeof *all);

	*all = (struct ospan){0, UINT32_MAX};
	return (struct touched){all, 1};
}

struct touched
since_touched(const struct since *s, struct arena *a, const struct source *source, FILE *to)
{
	const struct asked *c = asked_named(s, source->path);
	struct str diff;

	if (c && c->same)
		return (struct touched){0};
	if (!c || !c->change.old.len)
		return everywhere(a);
	const struct repository *r = c->repository;
	const char *old = str_copy(a, c->change.old).at, *now = str_copy(a, c->change.path).at;
	const char *const arguments[] = {"diff",
					 "--unified=0",
					 "--inter-hunk-context=0",
					 "--no-color",
					 "--no-ext-diff",
					 "--no-textconv",
					 "--no-relative",
					 "--find-renames",
					 r->revision,
					 "--",
					 old,
					 now,
					 NULL};
	if (!git_run(a, top_path(r), arguments, true, &diff)) {
		print_safely(to, source->path);
		fputs(": warning: git cannot compare this; all of it counts as changed\n", to);
		return everywhere(a);
	}
	struct str binary = STR("\nBinary files ");
	return str_find(diff, binary) == SIZE_MAX ? pieces_of(a, source, diff) : everywhere(a);
}

static bool
touches(const struct touched *t, struct ospan s)
{
	size_t low = 0, high = t->count;

	while (low < high) { /* the first piece that ends behind the start of s */
		size_t middle = low + (high - low) / 2;
		if (t->at[middle].to > s.from)
			high = middle;
		else
			low = middle + 1;
	}
	return low < t->count && (t->at[low].from < s.to || t->at[low].from <= s.from);
}

bool
since_touches(const struct touched *t, const struct doc *d, struct span place)
{
	return touches(t, text_origin(&d->text, place));
}
