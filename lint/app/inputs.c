/*
 * What the command line names, as a list of reports in a fixed order.  Folders
 * are walked without following links to folders, so that no loop can catch it.
 */
#include "options.h"

#include <errno.h>
#include <fts.h>
#include <string.h>
#include <strings.h>
#include <sys/stat.h>

void
print_unread(FILE *to, struct str path, const struct source_error *error)
{
	if (!error->line)
		fputs("reportlint: ", to);
	print_safely(to, path);
	if (error->line)
		fprintf(to, ":%u:%u: error", error->line, error->column);
	fputs(": ", to);
	print_safely(to, error->message);
	fputc('\n', to);
}

static void
say_unread(struct inputs *in, const char *path, const char *message)
{
	if (!in->quiet)
		print_unread(stderr, str_of(path),
			     &(struct source_error){.message = str_of(message)});
	*VEC_PUSH(in->arena, &in->unread) =
		(struct unread){.path = str_copy(in->arena, str_of(path)),
				.message = str_copy(in->arena, str_of(message))};
}

static bool
is_report_name(const char *name)
{
	static const char *const endings[] = {".txt", ".md", ".markdown"};
	const char *dot = strrchr(name, '.');

	for (size_t i = 0; dot && i < 3; i++)
		if (strcasecmp(dot, endings[i]) == 0)
			return true;
	return false;
}

static int
by_name(const FTSENT **a, const FTSENT **b)
{
	return strcmp((*a)->fts_name, (*b)->fts_name);
}

static void
add(struct inputs *in, const char *path, const char *name, const struct config_folder *folder)
{
	*VEC_PUSH(in->arena, &in->all) =
		(struct input){.path = path, .name = name, .folder = folder};
}

/* Is a file that was found in a folder to be linted? */
bool
input_wanted(const struct config_folder *folder, const char *name)
{
	int included = config_includes(folder, str_of(name));

	return (included < 0 ? is_report_name(name) : included) &&
	       !config_excludes(folder, str_of(name), false);
}

static void
add_found(struct inputs *in, struct configs *configs, const FTSENT *e)
{
	struct str path = {e->fts_path, e->fts_pathlen};
	const struct config_folder *folder = configs_folder_of(configs, path);
	struct stat st;

	if (folder->excluded || !input_wanted(folder, e->fts_name))
		return;
	/* A link to a file is that file; sockets, devices and pipes are no reports. */
	if (e->fts_info == FTS_SL && (stat(e->fts_accpath, &st) != 0 || !S_ISREG(st.st_mode)))
		return;
	const char *kept = str_copy(in->arena, path).at;
	add(in, kept, kept, folder);
}

static bool
is_passed_over(struct configs *configs, const FTSENT *e)
{
	return e->fts_name[0] == '.' ||
	       configs_folder(configs, (struct str){e->fts_path, e->fts_pathlen})->excluded;
}

static void
visit(struct inputs *in, struct configs *configs, FTS *walk, FTSENT *e)
{
	switch (e->fts_info) {
	case FTS_D:
		if (e->fts_level > 0 && is_passed_over(configs, e))
			fts_set(walk, e, FTS_SKIP);
		return;
	case FTS_F:
	case FTS_SL:
		if (e->fts_name[0] != '.')
			add_found(in, configs, e);
		return;
	case FTS_DNR:
	case FTS_ERR:
	case FTS_NS:
		say_unread(in, e->fts_path, ERROR_TEXT(e->fts_errno));
		return;
	default:
		return;
	}
}

static void
walk_folder(struct inputs *in, struct configs *configs, char *path)
{
	char *const roots[] = {path, NULL};
	size_t before = in->all.len, unread = in->unread.len;
	FTS *walk = fts_open(roots, FTS_PHYSICAL | FTS_COMFOLLOW | FTS_NOCHDIR, by_name);
	FTSENT *e;

	if (!walk) {
		say_unread(in, path, ERROR_TEXT(errno));
		return;
	}
	while ((e = fts_read(walk)))
		visit(in, configs, walk, e);
	fts_close(walk);
	if (in->all.len == before && in->unread.len == unread)
		say_unread(in, path,
			   config_value(configs_folder(configs, str_of(path))->config,
					CONFIG_INCLUDE, NULL)
				   ? "no reports in this folder (of those that are included)"
				   : "no reports in this folder (*.txt, *.md, *.markdown)");
}

/* What is named is linted whatever it is called, unless it is no file.  A pipe can be read only
 * once, and its report is wanted again where reports are compared: it is read now. */
static void
add_named(struct inputs *in, const struct options *o, const char *path,
	  const struct config_folder *folder)
{
	struct source_error error;
	struct stat st;

	add(in, path, path, folder);
	struct input *x = &in->all.at[in->all.len - 1];
	if (stat(path, &st) != 0 || S_ISREG(st.st_mode)) {
		return; /* what is not there is said in its turn */
	} else if (!S_ISFIFO(st.st_mode)) {
		x->wrong = S_ISSOCK(st.st_mode) ? STR("it is a socket, not a file")
						: STR("it is a device, not a file");
	} else {
		x->held = source_read(in->arena, path, o->max_file_size, &x->bytes, &error);
		x->wrong = x->held ? (struct str){0} : error.message;
	}
}

void
inputs_collect(struct inputs *in, const struct options *o, struct configs *configs)
{
	struct stat st;

	for (size_t i = 0; i < o->argument_count; i++) {
		char *path = o->arguments[i];
		if (strcmp(path, "-") == 0)
			add(in, path, o->stdin_name,
			    configs_folder_of(configs, str_of(o->stdin_name)));
		else if (stat(path, &st) == 0 && S_ISDIR(st.st_mode))
			walk_folder(in, configs, path);
		else
			add_named(in, o, path, configs_folder_of(configs, str_of(path)));
	}
}
