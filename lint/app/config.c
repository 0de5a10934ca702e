/*
 * Where configuration is found and what is in force: each folder has the layers of the folder
 * above it and its own file, with what that extends below it.  Cost: for a folder that was not
 * asked for before one look for the file, one for the repository's top and one at its path;
 * for others a look into a table.
 */
#include "config.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

enum { DEPTH_MAX = 16, FILES_MAX = 4096, LAYERS_MAX = 256 };

struct configs {
	struct arena *arena;
	struct complaints *complaints;
	struct config_search search;
	struct str working; /* the working folder's real path */
	VEC(struct config_file *) files;
	struct config *outermost; /* below all others: the user's, or the one that was named */
	/* Folders by path, open addressing; `room` is a power of two. */
	struct config_folder **slots;
	size_t count, room;
};

/* ---- the table of folders ---- */

static struct config_folder **
slot_of(struct config_folder **slots, size_t room, struct str path)
{
	size_t i = (size_t)hash_bytes(path.at, path.len, 0) & (room - 1);

	while (slots[i] && !str_eq(slots[i]->path, path))
		i = (i + 1) & (room - 1);
	return &slots[i];
}

static void
grow(struct configs *set)
{
	size_t room = set->room ? 2 * set->room : 64;
	struct config_folder **slots = arena_array(set->arena, room, sizeof *slots);

	for (size_t i = 0; i < set->room; i++)
		if (set->slots[i])
			*slot_of(slots, room, set->slots[i]->path) = set->slots[i];
	set->slots = slots;
	set->room = room;
}

static struct config_folder *
folder_known(struct configs *set, struct str path)
{
	return set->room ? *slot_of(set->slots, set->room, path) : NULL;
}

static struct config_folder *
folder_add(struct configs *set, struct str path)
{
	struct config_folder *f = arena_alloc(set->arena, sizeof *f);

	if (2 * (set->count + 1) > set->room)
		grow(set);
	f->path = str_copy(set->arena, path);
	*slot_of(set->slots, set->room, path) = f;
	set->count++;
	return f;
}

/* ---- files ---- */

static struct str
parent_of(struct str path)
{
	while (path.len && path.at[path.len - 1] != '/')
		path.len--;
	while (path.len > 1 && path.at[path.len - 1] == '/')
		path.len--;
	return path;
}

/* As a user would write it: from the working folder on when it is below. */
static struct str
path_shown(const struct configs *set, struct str real)
{
	size_t len = set->working.len;

	if (len > 1 && real.len > len && str_starts(real, set->working) && real.at[len] == '/')
		return str_sub(real, len + 1, real.len);
	return real;
}

static struct config_file *file_load(struct configs *set, struct str real, int depth);

static struct place
place_in(const struct config_file *file, const struct toml_node *n)
{
	return (struct place){file->tree.name, n->line, n->column};
}

/* The real path of a file that `n` names, from its own file on; empty after a complaint. */
static struct str
extended_path(struct configs *set, const struct config_file *file, const struct toml_node *n)
{
	struct str name = n->string;
	bool absolute = name.len && name.at[0] == '/';
	struct str path = absolute ? str_copy(set->arena, name)
				   : str_printf(set->arena, "%.*s/%.*s", STR_FMT(file->folder),
						STR_FMT(name));
	char *real = name.len ? realpath(path.at, NULL) : NULL;

	if (!real) {
		complain(set->complaints, place_in(file, n), "cannot extend '%.*s': %s",
			 STR_FMT(str_sub(name, 0, 200)),
			 name.len ? ERROR_TEXT(errno) : "it is empty");
		return (struct str){0};
	}
	path = str_copy(set->arena, str_of(real));
	free(real);
	return path;
}

static void
read_extends(struct configs *set, struct config_file *file, int depth)
{
	struct loader l = {.arena = set->arena,
			   .scratch = set->arena,
			   .complaints = set->complaints,
			   .file = &file->tree};
	const struct toml_node *n = toml_get(file->tree.root, STR("extends"));
	VEC(const struct config_file *) out = {0};
	size_t count = 0;
	const struct toml_node *const *nodes = n ? load_strings(&l, n, &count) : NULL;

	for (size_t i = 0; i < count; i++) {
		struct str real = extended_path(set, file, nodes[i]);
		if (!real.len)
			continue;
		if (depth == DEPTH_MAX) {
			complain(set->complaints, place_in(file, nodes[i]),
				 "configuration extends configuration more than %d deep",
				 DEPTH_MAX);
			continue;
		}
		struct config_file *other = file_load(set, real, depth + 1);
		if (other && other->reading)
			complain(set->complaints, place_in(file, nodes[i]),
				 "'%.*s' extends itself in a circle",
				 STR_FMT(str_sub(nodes[i]->string, 0, 200)));
		else if (other)
			*VEC_PUSH(set->arena, &out) = other;
	}
	file->extends = out.at;
	file->extend_count = out.len;
}

static const struct toml_node *
tree_of(struct configs *set, struct config_file *file, const char *path)
{
	static const struct toml_node empty = {.type = TOML_TABLE, .line = 1, .column = 1};
	struct source_error unread = {0};
	struct toml_error wrong = {0};
	const struct config_draft *draft = set->search.draft;
	struct str text;

	if (draft && str_eq(draft->real, str_of(path))) {
		text = draft->text;
	} else if (!source_read(set->arena, path, CONFIG_FILE_MOST, &text, &unread)) {
		complain(set->complaints, (struct place){file->path, 0, 0}, "%.*s",
			 STR_FMT(unread.message));
		return &empty;
	}
	const struct toml_node *root = toml_parse(set->arena, text, &wrong);
	if (!root)
		complain(set->complaints, (struct place){file->path, wrong.line, wrong.column},
			 "%.*s", STR_FMT(wrong.message));
	return root ? root : &empty;
}

/* The file at a real path, read once; NULL after a complaint. */
static struct config_file *
file_load(struct configs *set, struct str real, int depth)
{
	struct str shown = path_shown(set, real);

	for (size_t i = 0; i < set->files.len; i++)
		if (str_eq(set->files.at[i]->path, shown))
			return set->files.at[i];
	if (set->files.len == FILES_MAX) {
		complain(set->complaints, (struct place){shown, 0, 0},
			 "more than %d configuration files", FILES_MAX);
		return NULL;
	}
	struct config_file *file = arena_alloc(set->arena, sizeof *file);
	*VEC_PUSH(set->arena, &set->files) = file;
	file->path = shown;
	file->folder = parent_of(real);
	file->tree = (struct rule_file){.name = shown};
	file->tree.root = tree_of(set, file, str_copy(set->arena, real).at);
	file->reading = true;
	config_file_read(set->arena, set->complaints, file);
	read_extends(set, file, depth);
	file->reading = false;
	return file;
}

/* ---- layers ---- */

typedef VEC(struct config_layer) layers;

static void
add_layers(struct configs *set, layers *out, const struct config_file *file, struct str base)
{
	for (size_t i = 0; i < file->extend_count; i++)
		add_layers(set, out, file->extends[i], base);
	for (size_t i = 0; i < out->len; i++)
		if (out->at[i].file == file && str_eq(out->at[i].base, base)) {
			/* It stands where it is named last. */
			memmove(&out->at[i], &out->at[i + 1], (out->len - i - 1) * sizeof *out->at);
			out->len--;
		}
	if (out->len < LAYERS_MAX)
		*VEC_PUSH(set->arena, out) = (struct config_layer){file, base};
}

static struct config *
config_add(struct configs *set, const struct config *outer, const struct config_file *file,
	   struct str base)
{
	struct config *c = arena_alloc(set->arena, sizeof *c);
	layers out = {0};

	for (size_t i = 0; outer && i < outer->count; i++)
		*VEC_PUSH(set->arena, &out) = outer->layers[i];
	if (file)
		add_layers(set, &out, file, base);
	c->layers = out.at;
	c->count = out.len;
	return c;
}

static struct str
path_in(struct configs *set, struct str folder, const char *name)
{
	return str_printf(set->arena, "%.*s%s%s", STR_FMT(folder), folder.len > 1 ? "/" : "", name);
}

/* Folders, pipes and devices are no configuration, whatever they are called. */
static bool
is_file(struct str path)
{
	struct stat st;

	return stat(path.at, &st) == 0 && S_ISREG(st.st_mode);
}

/* The file in a folder; NULL when there is none. */
static struct config_file *
file_in(struct configs *set, struct str folder)
{
	struct str open = path_in(set, folder, CONFIG_NAME);
	struct str hidden = path_in(set, folder, "." CONFIG_NAME);
	bool is_open = is_file(open), is_hidden = is_file(hidden);

	if (!is_open && !is_hidden)
		return NULL;
	if (is_open && is_hidden)
		complain(set->complaints, (struct place){path_shown(set, open), 0, 0},
			 "there is also ." CONFIG_NAME " in this folder; keep one");
	return file_load(set, is_open ? open : hidden, 0);
}

/* ---- folders ---- */

static const struct config_folder *folder_real(struct configs *set, struct str real);

/* What is in force in a folder, from the one above it and its own file. */
static void
folder_settle(struct configs *set, struct config_folder *f)
{
	bool fixed = set->search.none || set->search.file;
	const struct config_file *file = fixed ? NULL : file_in(set, f->real);
	bool top = f->real.len <= 1 || (file && file->root);

	if (!top && !fixed)
		top = access(path_in(set, f->real, ".git").at, F_OK) == 0;
	/* Patterns may leave out folders whatever the search was. */
	if (f->real.len > 1 && !(top && !fixed))
		f->parent = folder_real(set, parent_of(f->real));
	struct config *outer = f->parent ? f->parent->config : set->outermost;
	if (file && file->root)
		outer = NULL;
	f->config = file ? config_add(set, outer, file, f->real) : outer;
	if (f->parent) {
		struct str name = str_sub(f->real, f->parent->real.len, f->real.len);
		if (name.len && name.at[0] == '/')
			name = str_sub(name, 1, name.len);
		f->excluded = f->parent->excluded || config_excludes(f->parent, name, true);
	}
}

static const struct config_folder *
folder_real(struct configs *set, struct str real)
{
	struct config_folder *f = folder_known(set, real);

	if (f)
		return f;
	f = folder_add(set, real);
	f->real = f->path;
	folder_settle(set, f);
	return f;
}

/* A folder below a known one needs no more than a look whether it is a link. */
static struct str
real_path(struct configs *set, struct str path)
{
	struct str above = parent_of(path);
	const struct config_folder *known = above.len ? folder_known(set, above) : NULL;
	const char *text = str_copy(set->arena, path).at;
	struct str name = str_sub(path, above.len, path.len);
	struct stat st;

	if (name.len && name.at[0] == '/')
		name = str_sub(name, 1, name.len);
	if (known && name.len && !str_eq(name, STR("..")) && !str_eq(name, STR(".")) &&
	    lstat(text, &st) == 0 && S_ISDIR(st.st_mode))
		return str_printf(set->arena, "%.*s%s%.*s", STR_FMT(known->real),
				  known->real.len > 1 ? "/" : "", STR_FMT(name));
	char *real = realpath(text, NULL);
	/* What is not there can have no configuration of its own. */
	struct str out = real ? str_copy(set->arena, str_of(real)) : set->working;
	free(real);
	return out;
}

const struct config_folder *
configs_folder(struct configs *set, struct str path)
{
	while (path.len > 1 && path.at[path.len - 1] == '/')
		path.len--;
	if (!path.len)
		path = STR(".");
	struct config_folder *f = folder_known(set, path);
	if (f)
		return f;
	const struct config_folder *real = folder_real(set, real_path(set, path));
	if (str_eq(real->path, path))
		return real;
	f = folder_add(set, path);
	struct str key = f->path;
	*f = *real;
	f->path = key;
	return f;
}

const struct config_folder *
configs_folder_of(struct configs *set, struct str file)
{
	return configs_folder(set, parent_of(file));
}

/* ---- beginning ---- */

/* $XDG_CONFIG_HOME/reportlint/reportlint.toml, or below ~/.config. */
static const struct config_file *
user_file(struct configs *set)
{
	const char *home = getenv("XDG_CONFIG_HOME"), *below = "";

	if (!home || home[0] != '/') { /* others are to be ignored, says the specification */
		home = getenv("HOME");
		below = "/.config";
	}
	if (!home || home[0] != '/')
		return NULL;
	struct str folder = str_printf(set->arena, "%s%s/reportlint", home, below);
	return file_in(set, folder);
}

static const struct config_file *
named_file(struct configs *set)
{
	const char *path = set->search.file;
	char *real = realpath(path, NULL);

	if (!real) {
		complain(set->complaints, (struct place){str_of(path), 0, 0},
			 "cannot read this configuration: %s", ERROR_TEXT(errno));
		return NULL;
	}
	const struct config_file *file = file_load(set, str_copy(set->arena, str_of(real)), 0);
	free(real);
	return file;
}

const struct config_file *const *
configs_files(const struct configs *set, size_t *count)
{
	*count = set->files.len;
	return (const struct config_file *const *)set->files.at;
}

struct configs *
configs_new(struct arena *a, struct complaints *c, struct config_search search)
{
	struct configs *set = arena_alloc(a, sizeof *set);
	char *working = getcwd(NULL, 0);
	const struct config_file *file = NULL;

	*set = (struct configs){.arena = a, .complaints = c, .search = search};
	set->working = str_copy(a, str_of(working && !search.absolute ? working : "/"));
	free(working);
	if (search.file)
		file = named_file(set);
	else if (!search.none)
		file = user_file(set);
	/* The patterns of a file that was named begin at its folder, the user's anywhere. */
	set->outermost = config_add(set, NULL, file, file && search.file ? file->folder : STR("/"));
	return set;
}
