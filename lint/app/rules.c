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
	struct complaints *complaints;
	VEC(struct rule_file) files;
};

/* ---- files ------------------------------------------------------------------------ */

static void
load_failed(struct loading *l, const struct rule_source *s, const char *path, struct str message)
{
	if (s->place.file.len)
		complain(l->complaints, s->place, "cannot read the rules in '%.*s': %.*s",
			 STR_FMT(str_sub(str_of(path), 0, 200)), STR_FMT(message));
	else
		complain(l->complaints, (struct place){str_of(path), 0, 0}, "%.*s",
			 STR_FMT(message));
}

static void
load_file(struct loading *l, const struct rule_source *s, const char *path)
{
	struct str text;
	struct source_error unread = {0};
	struct toml_error wrong = {0};

	if (!source_read(l->arena, path, RULE_FILE_MAX, &text, &unread)) {
		load_failed(l, s, path, unread.message);
		return;
	}
	if (!str_trim(text).len) {
		load_failed(l, s, path, STR("this rule file is empty"));
		return;
	}
	const struct toml_node *root = toml_parse(l->arena, text, &wrong);
	if (!root) {
		complain(l->complaints, (struct place){str_of(path), wrong.line, wrong.column},
			 "%.*s", STR_FMT(wrong.message));
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
load_folder(struct loading *l, const struct rule_source *s, const char *path)
{
	struct dirent **entries = NULL;
	int count = scandir(path, &entries, is_rule_file, by_name);

	if (count <= 0)
		load_failed(l, s, path,
			    count ? STR("cannot read this folder")
				  : STR("no *.toml in this folder"));
	for (int i = 0; i < count; i++) {
		load_file(l, s, str_printf(l->arena, "%s/%s", path, entries[i]->d_name).at);
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

void
print_complaints(const struct complaints *all)
{
	size_t shown = 0;

	for (const struct complaint *c = all->first; c && shown < COMPLAINTS_SHOWN; c = c->next) {
		if (!c->place.line)
			fputs("reportlint: ", stderr);
		print_safely(stderr, c->place.file);
		if (c->place.line)
			fprintf(stderr, ":%u:%u: error", c->place.line, c->place.column);
		fputs(": ", stderr);
		print_safely(stderr, c->message);
		fputc('\n', stderr);
		shown++;
	}
	if (all->count > shown)
		fprintf(stderr, "reportlint: and %zu more errors\n", all->count - shown);
}

static void
load_sources(struct loading *l, const struct rule_sources *from)
{
	struct stat st;

	load_embedded(l, from->examples);
	for (size_t i = 0; i < from->count; i++) {
		const struct rule_source *s = &from->at[i];
		if (stat(s->path, &st) == 0 && S_ISDIR(st.st_mode))
			load_folder(l, s, s->path);
		else
			load_file(l, s, s->path);
	}
	for (size_t i = 0; i < from->tree_count; i++)
		*VEC_PUSH(l->arena, &l->files) = from->trees[i];
	for (size_t i = 0; i < from->option_count; i++)
		*VEC_PUSH(l->arena, &l->files) = from->options[i];
}

/* The kinds of checks as the rule layer knows them. */
static struct kind_spec *
kinds_in(struct arena *a)
{
	struct kind_spec *kinds = arena_array(a, check_kind_count, sizeof *kinds);

	for (size_t i = 0; i < check_kind_count; i++)
		kinds[i] = check_kinds[i]->spec;
	return kinds;
}

static struct arena *
arena_make(void)
{
	struct arena *a = arena_new(out_of_memory);

	if (!a)
		out_of_memory();
	return a;
}

/* The program's own rules alone: nothing is left to be made of them. */
static struct rulebook *
rulebook_own(void)
{
	struct arena *a = arena_make();
	struct rulebook *rb = arena_alloc(a, sizeof *rb);

	*rb = *embedded_rulebook;
	rb->arena = a;
	rb->kinds = kinds_in(a);
	rb->kind_count = check_kind_count;
	return rb;
}

struct rulebook *
rules_load(const struct rule_sources *from, struct complaints *c)
{
	if (!from->count && !from->tree_count && !from->option_count && !from->examples)
		return rulebook_own();
	struct loading l = {.arena = arena_make(), .complaints = c};
	struct rulebook *rb = NULL;
	size_t before = c->count;

	load_sources(&l, from);
	if (c->count == before)
		rb = rulebook_new(l.files.at, l.files.len, kinds_in(l.arena), check_kind_count, c,
				  out_of_memory);
	if (rb) {
		rb->kinds = kinds_in(rb->arena);
	} else {
		/* The paths of files in a folder go with the arena. */
		for (struct complaint *x = c->first; x; x = x->next)
			x->place.file = str_copy(c->arena, x->place.file);
	}
	arena_free(l.arena);
	return rb;
}

struct rulebook *
rules_embedded(bool examples)
{
	struct arena *a = arena_new(out_of_memory);
	struct complaints complaints;

	if (!a)
		out_of_memory();
	complaints_init(&complaints, a);
	struct rulebook *rb = rules_load(&(struct rule_sources){.examples = examples}, &complaints);
	print_complaints(&complaints);
	arena_free(a);
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

struct str
rules_unknown(struct arena *a, const struct rulebook *rb, struct str selector)
{
	struct str near = rulebook_nearest(rb, selector), shown = str_sub(selector, 0, 80);
	struct str categories[16];
	size_t count = 0;

	for (; rule_categories[count] && count < 16; count++)
		categories[count] = str_of(rule_categories[count]);
	if (!near.len)
		near = str_nearest(selector, categories, count);

	if (near.len)
		return str_printf(a,
				  "unknown rule '%.*s' (did you mean '%.*s'?); 'reportlint rules' "
				  "lists them",
				  STR_FMT(shown), STR_FMT(near));
	return str_printf(a, "unknown rule '%.*s'; 'reportlint rules' lists them", STR_FMT(shown));
}

const struct rule *
rules_find(const struct rulebook *rb, const char *id)
{
	const struct rule *rule = rulebook_rule(rb, str_of(id));

	if (!rule) {
		fputs("reportlint: ", stderr);
		print_safely(stderr, rules_unknown(rb->arena, rb, str_of(id)));
		fputc('\n', stderr);
	}
	return rule;
}
