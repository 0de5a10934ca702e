/*
 * Where rules come from: those that are a part of the program, then files and
 * folders that the user names; and which of them are on.  A rulebook is only
 * changed here, before any worker sees it.
 */
#include "app.h"

#include <dirent.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

enum { RULE_FILE_MAX = 4 * 1024 * 1024, COMPLAINTS_SHOWN = 40 };

struct loading {
	struct arena *arena;
	VEC(struct rule_file) files;
	bool failed;
};

/* ---- files ------------------------------------------------------------------------ */

static void
load_failed(struct loading *l, const char *path, struct str message)
{
	fputs("reportlint: ", stderr);
	print_safely(stderr, str_of(path));
	fprintf(stderr, ": %.*s\n", STR_FMT(message));
	l->failed = true;
}

static void
load_file(struct loading *l, const char *path)
{
	struct str text;
	struct source_error unread = {0};
	struct toml_error wrong = {0};

	if (!source_read(l->arena, path, RULE_FILE_MAX, &text, &unread)) {
		load_failed(l, path, unread.message);
		return;
	}
	const struct toml_node *root = toml_parse(l->arena, text, &wrong);
	if (!root) {
		print_safely(stderr, str_of(path));
		fprintf(stderr, ":%u:%u: error: ", wrong.line, wrong.column);
		print_safely(stderr, wrong.message);
		fputc('\n', stderr);
		l->failed = true;
		return;
	}
	*VEC_PUSH(l->arena, &l->files) =
		(struct rule_file){.name = str_copy(l->arena, str_of(path)),
				   .root = root,
				   .language = toml_get(root, STR("language")) != NULL};
}

static int
is_rule_file(const struct dirent *e)
{
	return e->d_name[0] != '.' && str_ends(str_of(e->d_name), STR(".toml"));
}

static int
by_name(const struct dirent **a, const struct dirent **b)
{
	return strcmp((*a)->d_name, (*b)->d_name);
}

static void
load_folder(struct loading *l, const char *path)
{
	struct dirent **entries = NULL;
	int count = scandir(path, &entries, is_rule_file, by_name);

	if (count <= 0)
		load_failed(l, path,
			    count ? STR("cannot read this folder")
				  : STR("no *.toml in this folder"));
	for (int i = 0; i < count; i++) {
		load_file(l, str_printf(l->arena, "%s/%s", path, entries[i]->d_name).at);
		free(entries[i]);
	}
	free(entries);
}

static void
load_embedded(struct loading *l, bool examples)
{
	for (size_t i = 0; i < embedded_file_count; i++) {
		struct rule_file *file = VEC_PUSH(l->arena, &l->files);
		*file = embedded_files[i];
		file->examples = examples;
	}
}

static void
print_complaints(const struct complaints *all)
{
	size_t shown = 0;

	for (const struct complaint *c = all->first; c && shown < COMPLAINTS_SHOWN; c = c->next) {
		print_safely(stderr, c->place.file);
		fprintf(stderr, ":%u:%u: error: ", c->place.line, c->place.column);
		print_safely(stderr, c->message);
		fputc('\n', stderr);
		shown++;
	}
	if (all->count > shown)
		fprintf(stderr, "reportlint: and %zu more errors in rule files\n",
			all->count - shown);
}

struct rulebook *
rules_load(char *const *paths, size_t count, bool examples)
{
	struct loading l = {.arena = arena_new(out_of_memory)};
	struct complaints complaints;
	struct rulebook *rb = NULL;
	struct stat st;

	if (!l.arena)
		out_of_memory();
	load_embedded(&l, examples);
	for (size_t i = 0; i < count; i++)
		if (stat(paths[i], &st) == 0 && S_ISDIR(st.st_mode))
			load_folder(&l, paths[i]);
		else
			load_file(&l, paths[i]);
	struct kind_spec *kinds = arena_array(l.arena, check_kind_count, sizeof *kinds);
	for (size_t i = 0; i < check_kind_count; i++)
		kinds[i] = check_kinds[i]->spec;
	complaints_init(&complaints, l.arena);
	if (!l.failed)
		rb = rulebook_new(l.files.at, l.files.len, kinds, check_kind_count, &complaints,
				  out_of_memory);
	print_complaints(&complaints);
	if (rb) {
		struct kind_spec *kept = arena_array(rb->arena, check_kind_count, sizeof *kept);
		memcpy(kept, kinds, check_kind_count * sizeof *kept);
		rb->kinds = kept;
	}
	arena_free(l.arena);
	return rb;
}

/* ---- which are on ------------------------------------------------------------------- */

struct rule *
rules_own(struct rulebook *rb)
{
	struct rule *own = arena_array(rb->arena, rb->rule_count, sizeof *own);

	memcpy(own, rb->rules, rb->rule_count * sizeof *own);
	rb->rules = own;
	return own;
}

void
rules_isolate(struct rulebook *rb, struct rule *own, const struct rule *only)
{
	for (size_t i = 0; i < rb->rule_count; i++)
		if (&own[i] != only)
			own[i].level = LEVEL_OFF;
		else if (own[i].level == LEVEL_OFF)
			own[i].level = LEVEL_WARNING;
}

static bool
is_category(const struct rulebook *rb, struct str name)
{
	for (size_t i = 0; i < rb->rule_count; i++)
		if (str_eq(rb->rules[i].category, name))
			return true;
	return false;
}

static void
unknown_rule(const struct rulebook *rb, struct str name)
{
	struct str near = rulebook_nearest(rb, name);

	fputs("reportlint: unknown rule '", stderr);
	print_safely(stderr, name);
	fputc('\'', stderr);
	if (near.len)
		fprintf(stderr, " (did you mean '%.*s'?)", STR_FMT(near));
	fputs("; 'reportlint rules' lists them\n", stderr);
}

/* Marks the rules that a comma list names. */
static bool
mark_named(const struct rulebook *rb, struct str list, bool *marks)
{
	bool ok = true;

	while (list.len) {
		size_t comma = str_find(list, STR(","));
		struct str name = str_trim(str_sub(list, 0, comma));
		const struct rule *rule = rulebook_rule(rb, name);
		list = comma == SIZE_MAX ? (struct str){0} : str_sub(list, comma + 1, list.len);
		if (!name.len)
			continue;
		if (!rule && !is_category(rb, name)) {
			unknown_rule(rb, name);
			ok = false;
		}
		for (size_t i = 0; i < rb->rule_count; i++)
			if (&rb->rules[i] == rule || str_eq(rb->rules[i].category, name))
				marks[i] = true;
	}
	return ok;
}

bool
rules_select(struct rulebook *rb, char *const *select, size_t select_count, char *const *ignore,
	     size_t ignore_count)
{
	bool ok = true;
	bool *selected = arena_array(rb->arena, rb->rule_count, sizeof *selected);
	bool *ignored = arena_array(rb->arena, rb->rule_count, sizeof *ignored);

	for (size_t i = 0; i < select_count; i++)
		ok = mark_named(rb, str_of(select[i]), selected) && ok;
	for (size_t i = 0; i < ignore_count; i++)
		ok = mark_named(rb, str_of(ignore[i]), ignored) && ok;
	if (!ok || (!select_count && !ignore_count))
		return ok;
	struct rule *own = rules_own(rb);
	for (size_t i = 0; i < rb->rule_count; i++)
		if (ignored[i] || (select_count && !selected[i]))
			own[i].level = LEVEL_OFF;
	return true;
}

const struct rule *
rules_find(const struct rulebook *rb, const char *id)
{
	const struct rule *rule = rulebook_rule(rb, str_of(id));

	if (!rule)
		unknown_rule(rb, str_of(id));
	return rule;
}
