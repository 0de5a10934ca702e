/*
 * The walk.  A file is an index of its folder and the place of its name among all names; a report
 * is its file, and in an archive the place of its name there.  Links to folders are not
 * followed, so that no loop can catch the walk.
 */
#include "tree_internal.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>
#include <sys/stat.h>
#include <unistd.h>

enum { DEPTH_MOST = 1000, PATH_BYTES = 4096, KIB = 1024 };

void *
tree_grow(void *at, size_t *cap, size_t wanted, size_t size)
{
	if (wanted <= *cap)
		return at;
	*cap = wanted + wanted / 2 + 64;
	at = reallocarray(at, *cap, size);
	if (!at)
		out_of_memory();
	return at;
}

/* ---- what is kept ------------------------------------------------------------------- */

uint32_t
tree_keep_name(struct tree *t, struct str name)
{
	size_t at = t->names_len;

	/* Places are 32 bits: 4 GiB of names are beyond what memory is for. */
	if (at + name.len + 1 > UINT32_MAX)
		out_of_memory();
	t->names = tree_grow(t->names, &t->names_cap, at + name.len + 1, 1);
	memcpy(t->names + at, name.at, name.len);
	t->names[at + name.len] = '\0';
	t->names_len = at + name.len + 1;
	return (uint32_t)at;
}

static uint32_t
keep_folder(struct tree *t, struct str path, const struct config_folder *config,
	    const struct ignores *ignores)
{
	if (t->folders.len) { /* lists name many files of one folder */
		const struct tree_folder *last = &t->folders.at[t->folders.len - 1];
		if (str_eq(str_of(last->path), path))
			return (uint32_t)t->folders.len - 1;
	}
	*VEC_PUSH(t->arena, &t->folders) =
		(struct tree_folder){str_copy(t->arena, path).at, config, ignores};
	return (uint32_t)t->folders.len - 1;
}

static void
keep_file(struct tree *t, uint32_t folder, struct str name, uint64_t bytes)
{
	uint64_t size = bytes / KIB + 1;

	if (t->file_count == UINT32_MAX - 1)
		out_of_memory();
	t->files = tree_grow(t->files, &t->file_cap, t->file_count + 1, sizeof *t->files);
	if (size > UINT32_MAX)
		size = UINT32_MAX;
	t->files[t->file_count++] =
		(struct tree_file){folder, tree_keep_name(t, name), (uint32_t)size};
	t->size += size;
}

static void
say_unread(struct tree *t, const char *path, const char *message)
{
	struct str text = str_of(message);

	print_unread(stderr, str_of(path), &(struct source_error){.message = text});
	run_unread(t->run, &(struct unread){.path = str_of(path), .message = text});
}

/* ---- folders --------------------------------------------------------------------------- */

bool
tree_report_name(struct str name)
{
	static const struct str endings[] = {{".txt", 4}, {".md", 3}, {".markdown", 9}};

	for (size_t i = 0; i < sizeof endings / sizeof *endings; i++) {
		struct str e = endings[i];
		if (name.len > e.len && strncasecmp(name.at + name.len - e.len, e.at, e.len) == 0)
			return true;
	}
	return false;
}

/* A folder on its way. */
struct visit {
	const char *path; /* as it is opened */
	const struct config_folder *config;
	const struct ignores *ignores;
	bool in_repository; /* then .gitignore counts */
	int depth;
};

static void walk(struct tree *t, const struct visit *above);

static bool
is_left_out(const struct visit *v, struct str name, bool is_folder)
{
	return config_excludes(v->config, name, is_folder) ||
	       ignores_take(v->ignores, v->config->real, name, is_folder);
}

/* An archive is a folder of what it holds, which is included or not for itself. */
static bool
is_wanted(const struct visit *v, struct str name)
{
	if (archive_named(name))
		return !is_left_out(v, name, false) && !is_left_out(v, name, true);
	int included = config_includes(v->config, name);

	return (included < 0 ? tree_report_name(name) : included) && !is_left_out(v, name, false);
}

static struct str
with_slash(struct arena *a, const char *path)
{
	size_t len = strlen(path);

	return str_printf(a, "%s%s", path, len && path[len - 1] == '/' ? "" : "/");
}

/* The entry of a folder; false when its path is too long. */
static bool
join(char out[PATH_BYTES], const char *folder, struct str name)
{
	size_t len = strlen(folder);
	const char *slash = len && folder[len - 1] == '/' ? "" : "/";

	return snprintf(out, PATH_BYTES, "%s%s%.*s", folder, slash, STR_FMT(name)) < PATH_BYTES;
}

static const char no_file[] = "it is no file (a socket, a pipe or a device)";

/* A file of a folder, or what is in its place. */
static void
visit_file(struct tree *t, const struct visit *v, struct str name, uint32_t *folder)
{
	char path[PATH_BYTES];
	struct stat st;

	if (!join(path, v->path, name)) {
		say_unread(t, path, ERROR_TEXT(ENAMETOOLONG));
	} else if (stat(path, &st) != 0) {
		say_unread(t, path, ERROR_TEXT(errno));
	} else if (S_ISDIR(st.st_mode)) {
		t->links++;
	} else if (!S_ISREG(st.st_mode)) {
		say_unread(t, path, no_file);
	} else {
		if (*folder == UINT32_MAX)
			*folder = keep_folder(t, with_slash(t->arena, v->path), v->config,
					      v->ignores);
		keep_file(t, *folder, name, (uint64_t)st.st_size);
	}
}

/* A link that is no report: to a folder, it is said that there is one. */
static void
visit_link(struct tree *t, const struct visit *v, struct str name)
{
	char path[PATH_BYTES];
	struct stat st;

	t->links += join(path, v->path, name) && stat(path, &st) == 0 && S_ISDIR(st.st_mode);
}

static void
visit_folder(struct tree *t, const struct visit *v, struct str name)
{
	struct visit below = {.in_repository = v->in_repository, .depth = v->depth + 1};
	char path[PATH_BYTES];

	if (is_left_out(v, name, true))
		return;
	if (!join(path, v->path, name) || below.depth > DEPTH_MOST) {
		say_unread(t, path, "folders are nested too deeply");
		return;
	}
	below.path = str_copy(t->arena, str_of(path)).at;
	below.config = configs_folder(t->configs, str_of(below.path));
	below.ignores = v->ignores;
	if (!below.config->excluded)
		walk(t, &below);
}

/* The names of a folder that may be of use, sorted: each behind its kind. */
struct listing {
	char *text;
	size_t len, cap;
	size_t *at; /* where each begins in text */
	size_t count, at_cap;
	bool has_ignore, has_git_ignore, has_git;
};

static void
list_name(struct listing *l, const struct dirent *e)
{
	size_t len = strlen(e->d_name);

	l->has_ignore = l->has_ignore || strcmp(e->d_name, IGNORE_NAME) == 0;
	l->has_git_ignore = l->has_git_ignore || strcmp(e->d_name, IGNORE_GIT) == 0;
	l->has_git = l->has_git || strcmp(e->d_name, ".git") == 0;
	if (e->d_name[0] == '.')
		return;
	l->text = tree_grow(l->text, &l->cap, l->len + len + 2, 1);
	l->at = tree_grow(l->at, &l->at_cap, l->count + 1, sizeof *l->at);
	l->at[l->count++] = l->len;
	l->text[l->len] = (char)e->d_type;
	memcpy(l->text + l->len + 1, e->d_name, len + 1);
	l->len += len + 2;
}

static int
by_name(const void *a, const void *b, void *text)
{
	const char *names = text;

	return strcmp(names + *(const size_t *)a + 1, names + *(const size_t *)b + 1);
}

static bool
list_folder(struct tree *t, const char *path, struct listing *l)
{
	DIR *folder = opendir(path);
	struct dirent *e;

	if (!folder) {
		say_unread(t, path, ERROR_TEXT(errno));
		return false;
	}
	errno = 0;
	while ((e = readdir(folder)))
		list_name(l, e);
	if (errno)
		say_unread(t, path, ERROR_TEXT(errno));
	closedir(folder);
	qsort_r(l->at, l->count, sizeof *l->at, by_name, l->text);
	return true;
}

/* Whether a name is a folder's; links to folders are none. */
static bool
is_folder(const char *folder, unsigned char type, const char *name)
{
	struct stat st;

	if (type != DT_UNKNOWN)
		return type == DT_DIR;
	int fd = open(folder, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	bool is =
		fd >= 0 && fstatat(fd, name, &st, AT_SYMLINK_NOFOLLOW) == 0 && S_ISDIR(st.st_mode);
	if (fd >= 0)
		close(fd);
	return is;
}

static void
add_ignores(struct tree *t, struct visit *v, bool git_file, bool own_file)
{
	if (t->options->no_ignore)
		return;
	if (git_file && v->in_repository)
		v->ignores =
			ignores_read(t->arena, v->ignores, v->path, v->config->real, IGNORE_GIT);
	if (own_file)
		v->ignores =
			ignores_read(t->arena, v->ignores, v->path, v->config->real, IGNORE_NAME);
}

static void
walk(struct tree *t, const struct visit *above)
{
	struct visit v = *above;
	struct listing l = {0};
	uint32_t folder = UINT32_MAX;

	if (list_folder(t, v.path, &l)) {
		v.in_repository = v.in_repository || l.has_git;
		add_ignores(t, &v, l.has_git_ignore, l.has_ignore);
	}
	for (size_t i = 0; i < l.count; i++) {
		unsigned char type = (unsigned char)l.text[l.at[i]];
		struct str name = str_of(l.text + l.at[i] + 1);
		if (is_folder(v.path, type, name.at))
			visit_folder(t, &v, name);
		else if (is_wanted(&v, name))
			visit_file(t, &v, name, &folder);
		else if (type == DT_LNK)
			visit_link(t, &v, name);
	}
	free(l.text);
	free(l.at);
}

/* Ignore files of the folders above a named one, up to the top of its repository; outside of one
 * there are none. */
static void
look_above(struct tree *t, struct visit *v)
{
	const struct config_folder *above[DEPTH_MOST];
	size_t count = 0;

	for (const struct config_folder *f = v->config; f; f = f->parent) {
		struct str real = str_copy(t->arena, f->real);
		if (count == DEPTH_MOST)
			break;
		above[count++] = f;
		if (access(str_printf(t->arena, "%s/.git", real.at).at, F_OK) == 0) {
			v->in_repository = true;
			break;
		}
	}
	for (size_t i = count; v->in_repository && i-- > 1;) {
		struct visit at = {.path = str_copy(t->arena, above[i]->real).at,
				   .config = above[i],
				   .ignores = v->ignores,
				   .in_repository = true};
		struct str git = str_printf(t->arena, "%s/%s", at.path, IGNORE_GIT);
		struct str own = str_printf(t->arena, "%s/%s", at.path, IGNORE_NAME);
		add_ignores(t, &at, access(git.at, F_OK) == 0, access(own.at, F_OK) == 0);
		v->ignores = at.ignores;
	}
}

static void
walk_named(struct tree *t, const char *path)
{
	struct visit v = {.path = str_copy(t->arena, str_of(path)).at,
			  .config = configs_folder(t->configs, str_of(path))};
	size_t files = t->file_count;
	uint64_t unread = t->run->totals.unread;

	if (!t->options->no_ignore)
		look_above(t, &v);
	walk(t, &v);
	if (t->file_count == files && t->run->totals.unread == unread)
		say_unread(t, path,
			   config_value(v.config->config, CONFIG_INCLUDE, NULL)
				   ? "no reports in this folder (of those that are included)"
				   : "no reports in this folder (*.txt, *.md, *.markdown, zip, "
				     "tar)");
}

/* ---- what is named ------------------------------------------------------------------------ */

static void
add_named(struct tree *t, const char *path)
{
	struct str whole = str_of(path);
	bool standard = strcmp(path, "-") == 0 && !t->in_list;
	size_t slash = whole.len;
	struct stat st;

	memset(&st, 0, sizeof st);
	if (!standard && stat(path, &st) == 0 && S_ISDIR(st.st_mode)) {
		walk_named(t, path);
		return;
	}
	if (st.st_mode && !S_ISREG(st.st_mode)) {
		say_unread(t, path, no_file);
		return;
	}
	t->reads_once = t->reads_once || standard;
	while (slash && path[slash - 1] != '/')
		slash--;
	/* In a list `-` is a file. */
	struct str folder = t->in_list && !slash ? STR("./") : str_sub(whole, 0, slash);
	const char *name = standard ? t->options->stdin_name : path;
	/* What is not there is said in its turn. */
	keep_file(t, keep_folder(t, folder, configs_folder_of(t->configs, str_of(name)), NULL),
		  str_sub(whole, slash, whole.len), (uint64_t)st.st_size);
}

static bool
add_list(struct tree *t, const char *path)
{
	FILE *from = strcmp(path, "-") == 0 ? stdin : fopen(path, "r");
	int end = t->options->null_ended ? '\0' : '\n';
	char *line = NULL;
	size_t cap = 0;
	ssize_t len;

	if (!from) {
		fputs("reportlint: cannot read the list ", stderr);
		print_safely(stderr, str_of(path));
		fprintf(stderr, ": %s\n", ERROR_TEXT(errno));
		return false;
	}
	t->in_list = true;
	while ((len = getdelim(&line, &cap, end, from)) >= 0) {
		if (len && line[len - 1] == end)
			line[--len] = '\0';
		if (len && end == '\n' && line[len - 1] == '\r')
			line[--len] = '\0';
		if (len)
			add_named(t, line);
	}
	bool ok = !ferror(from);
	if (!ok)
		say_unread(t, path, ERROR_TEXT(errno));
	t->in_list = false;
	free(line);
	if (from != stdin)
		fclose(from);
	return true;
}

struct tree *
tree_new(const struct options *o, struct configs *configs, struct lint_run *run)
{
	struct tree *t = calloc(1, sizeof *t);

	if (!t)
		out_of_memory();
	*t = (struct tree){.options = o, .configs = configs, .run = run, .store = -1};
	t->arena = arena_new(out_of_memory);
	if (!t->arena)
		out_of_memory();
	pthread_mutex_init(&t->lock, NULL);
	for (size_t i = 0; i < o->argument_count; i++)
		add_named(t, o->arguments[i]);
	if (o->files_from && !add_list(t, o->files_from)) {
		tree_free(t);
		return NULL;
	}
	return t;
}

void
tree_free(struct tree *t)
{
	if (!t)
		return;
	archive_close(t->archive);
	if (t->store >= 0)
		close(t->store);
	pthread_mutex_destroy(&t->lock);
	free(t->expanded);
	free(t->reports);
	free(t->files);
	free(t->names);
	arena_free(t->arena);
	free(t);
}

bool
tree_rules(struct tree *t, struct setup *s)
{
	for (size_t i = 0; i < t->folders.len && !s->complaints.count; i++)
		rulebooks_give(s->rulebooks, t->folders.at[i].config->config);
	print_complaints(&s->complaints);
	return s->complaints.count == 0;
}

void
tree_keep(struct tree *t)
{
	t->keeps = true;
}

size_t
tree_files(const struct tree *t)
{
	return t->file_count;
}

bool
tree_reads_once(const struct tree *t)
{
	return t->reads_once;
}

void
tree_say_passed_over(struct tree *t)
{
	bool zh = t->options->language == MESSAGE_ZH;

	if (t->nested)
		fprintf(stderr,
			zh ? "reportlint：压缩包内的 %llu 个压缩包未打开\n"
			   : "reportlint: archives inside of archives were not opened: %llu\n",
			(unsigned long long)t->nested);
	if (t->links)
		fprintf(stderr,
			zh ? "reportlint：%llu 个指向文件夹的链接未跟随\n"
			   : "reportlint: links to folders were not followed: %llu\n",
			(unsigned long long)t->links);
}
