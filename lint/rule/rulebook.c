/*
 * Files to a rulebook.  Language files make the lexicon; measures of all files
 * come before all rules, which may name them; a rule or measure of a later
 * file takes the place of one with its id.  All errors of all files are said
 * in one run, and then there is no rulebook.
 */
#include "rule_internal.h"

#include <string.h>

enum { RULES_MAX = 4096, MEASURES_MAX = 4096 };

/* A [[rule]] or [[measure]] and where it stands. */
struct entry {
	size_t file;
	const struct toml_node *table; /* NULL: it is packed */
	uint32_t place;		       /* where it is packed */
	struct str id;		       /* empty when there is none */
};
struct entries {
	VEC(struct entry) all;
};

struct build {
	struct loader loader;
	struct rulebook *rb;
	struct rule_file *files; /* copies whose trees live as long as the rulebook */
	size_t count;
	struct arena *scratch; /* one packed table at a time: of a tree only texts are kept */
	struct entries rules, measures;
};

/* ---- trees ---------------------------------------------------------------------- */

static void
tree_copy(struct arena *a, const struct toml_node *from, struct toml_node *to)
{
	*to = *from;
	to->key = str_copy(a, from->key);
	to->string = str_copy(a, from->string);
	struct toml_node *child = arena_array(a, from->children, sizeof *child);
	for (size_t i = 0; i < from->children; i++)
		tree_copy(a, &from->child[i], &child[i]);
	to->child = child;
}

static void
files_copy(struct build *b, const struct rule_file *files)
{
	struct arena *a = b->rb->arena;
	b->files = arena_array(a, b->count, sizeof *b->files);
	for (size_t i = 0; i < b->count; i++) {
		b->files[i] = files[i];
		b->files[i].name = str_copy(a, files[i].name);
		if (files[i].packed)
			continue;
		struct toml_node *root = arena_alloc(a, sizeof *root);
		tree_copy(a, files[i].root, root);
		b->files[i].root = root;
	}
}

/* ---- entries ---------------------------------------------------------------------- */

static void
collect_packed(struct build *b, struct entries *out, size_t file, const char *key)
{
	const struct rule_file *f = &b->files[file];
	uint32_t table, all = packed_get(f->packed, rule_file_tree(f), str_of(key));
	for (size_t i = 0; all && (table = packed_child(f->packed, all, i)); i++) {
		uint32_t id = packed_get(f->packed, table, STR("id"));
		*VEC_PUSH(b->loader.arena, &out->all) = (struct entry){
			.file = file,
			.place = table,
			.id = unpack_tree(b->scratch, f->packed, id, NULL)->string,
		};
	}
	arena_reset(b->scratch);
}

static void
collect(struct build *b, struct entries *out, size_t file, const char *key, size_t max)
{
	struct loader *l = &b->loader;
	l->file = &b->files[file];
	const struct toml_node *n = load_key(l, l->file->root, key, TOML_ARRAY, false);
	for (size_t i = 0; n && i < n->children; i++) {
		const struct toml_node *table = &n->child[i];
		if (table->type != TOML_TABLE || out->all.len >= max) {
			complain(l->complaints, load_place(l, table),
				 table->type == TOML_TABLE ? "too many [[%s]]" : "write [[%s]]",
				 key);
			break;
		}
		const struct toml_node *id = toml_get(table, STR("id"));
		struct entry *e = VEC_PUSH(l->arena, &out->all);
		*e = (struct entry){.file = file, .table = table};
		if (id && id->type == TOML_STRING)
			e->id = id->string;
	}
}

static void
entries_collect(struct build *b, struct entries *out, const char *key, size_t max)
{
	for (size_t f = 0; f < b->count; f++)
		if (b->files[f].packed && !b->files[f].language)
			collect_packed(b, out, f, key);
		else if (!b->files[f].language && !b->files[f].options)
			collect(b, out, f, key, max);
}

/* The table of an entry, good until the next one is asked for; its file is being read now. */
static const struct toml_node *
entry_table(struct build *b, const struct entry *e)
{
	b->loader.file = &b->files[e->file];
	if (e->table)
		return e->table;
	arena_reset(b->scratch);
	const struct rule_file *file = b->loader.file;
	return unpack_tree(b->scratch, file->packed, e->place, file->examples ? NULL : "example");
}

static struct place
entry_place(struct build *b, const struct entry *e)
{
	const struct toml_node *table = entry_table(b, e), *id = toml_get(table, STR("id"));
	return load_place(&b->loader, id ? id : table);
}

/* Does a later file have this id?  Two of one file are a complaint. */
static bool
entry_replaced(struct build *b, const struct entries *entries, size_t i, const char *what)
{
	const struct entry *e = &entries->all.at[i];
	for (size_t k = i + 1; k < entries->all.len && e->id.len; k++) {
		const struct entry *later = &entries->all.at[k];
		if (!str_eq(later->id, e->id))
			continue;
		if (later->file != e->file)
			return true;
		struct place first = entry_place(b, e), second = entry_place(b, later);
		complain(b->loader.complaints, second,
			 "two %ss have the id '%.*s'; the first is at %.*s:%u:%u", what,
			 STR_FMT(e->id), STR_FMT(first.file), first.line, first.column);
		return false;
	}
	return false;
}

static void
check_top_level(struct build *b)
{
	static const char *const keys[] = {"rule", "measure", "pieces", NULL};
	for (size_t f = 0; f < b->count; f++) {
		b->loader.file = &b->files[f];
		const struct rule_file *file = &b->files[f];
		if (file->options || file->packed)
			continue;
		if (!file->language)
			load_check_keys(&b->loader, file->root, keys);
		pieces_check(&b->loader);
	}
}

/* ---- measures ---------------------------------------------------------------------- */

static void
measure_read(struct loader *l, const struct toml_node *table, struct measure *out)
{
	static const char *const keys[] = {"id", "names", "unit", NULL};
	out->place = load_place(l, table);
	load_check_keys(l, table, keys);
	const struct toml_node *id = load_key(l, table, "id", TOML_STRING, true);
	if (id && !load_name_valid(id->string, true))
		complain(l->complaints, load_place(l, id), "'%.*s' is no id of a measure",
			 STR_FMT(str_sub(id->string, 0, 80)));
	if (id)
		out->id = id->string;
	const struct toml_node *names = load_key(l, table, "names", TOML_ARRAY, true);
	if (names)
		out->names = load_texts(l, names, &out->name_count);
	if (names && !out->name_count)
		complain(l->complaints, load_place(l, names), "'names' is empty");
	const struct toml_node *unit = toml_get(table, STR("unit"));
	if (!unit)
		return;
	size_t count;
	const struct toml_node *const *units = load_strings(l, unit, &count);
	unit_id *ids = arena_array(l->arena, count, sizeof *ids);
	for (size_t i = 0; i < count; i++) {
		unit_id u = lexicon_unit_named(l->lexicon, units[i]->string);
		if (u)
			ids[out->unit_count++] = u;
		else
			complain(l->complaints, load_place(l, units[i]), "unknown unit '%.*s'",
				 STR_FMT(str_sub(units[i]->string, 0, 80)));
	}
	out->units = ids;
}

static void
read_measures(struct build *b)
{
	struct loader *l = &b->loader;
	struct measure *out = arena_array(l->arena, b->measures.all.len, sizeof *out);
	size_t count = 0;
	for (size_t i = 0; i < b->measures.all.len; i++) {
		const struct entry *e = &b->measures.all.at[i];
		if (entry_replaced(b, &b->measures, i, "measure"))
			continue;
		measure_read(l, entry_table(b, e), &out[count++]);
	}
	b->rb->measures = l->measures = out;
	b->rb->measure_count = l->measure_count = count;
}

/* ---- rules -------------------------------------------------------------------------- */

static struct rule *
read_rules(struct build *b)
{
	struct loader *l = &b->loader;
	struct rule *out = arena_array(l->arena, b->rules.all.len, sizeof *out);
	size_t count = 0;
	for (size_t i = 0; i < b->rules.all.len; i++) {
		const struct entry *e = &b->rules.all.at[i];
		if (entry_replaced(b, &b->rules, i, "rule"))
			continue;
		out[count].index = (uint32_t)count;
		rule_read(l, entry_table(b, e), &out[count]);
		count++;
	}
	b->rb->rules = out;
	b->rb->rule_count = count;
	return out;
}

static void
check_former(struct build *b, const struct rule *rule, struct str former)
{
	for (size_t i = 0; i < b->rb->rule_count; i++) {
		const struct rule *other = &b->rb->rules[i];
		bool taken = str_eq(other->id, former);
		for (size_t k = 0; k < other->former_id_count; k++)
			taken = taken || (other->index < rule->index &&
					  str_eq(other->former_ids[k], former));
		if (taken)
			complain(b->loader.complaints, rule->place,
				 "the former id '%.*s' is also one of rule '%.*s' at %.*s:%u:%u",
				 STR_FMT(former), STR_FMT(other->id), STR_FMT(other->place.file),
				 other->place.line, other->place.column);
	}
}

/* ---- options ---------------------------------------------------------------------- */

static struct rule *
rule_named(struct build *b, struct rule *rules, struct str id)
{
	const struct rule *found = rulebook_rule(b->rb, id);
	return found ? &rules[found->index] : NULL;
}

static void
read_options(struct build *b, struct rule *rules)
{
	struct loader *l = &b->loader;
	for (size_t f = 0; f < b->count; f++) {
		l->file = &b->files[f];
		for (size_t i = 0; l->file->options && i < l->file->root->children; i++) {
			const struct toml_node *table = &l->file->root->child[i];
			struct rule *rule = rule_named(b, rules, table->key);
			struct str near = rulebook_nearest(b->rb, table->key);
			if (rule && table->type == TOML_TABLE)
				kind_options_read(l, table, rule);
			else if (!rule)
				load_unknown(l, load_key_place(l, table), "rule", table->key, &near,
					     near.len > 0);
		}
	}
}

/* ---- the whole ------------------------------------------------------------------------ */

static void
read_packed_language(struct build *b, const struct rule_file *file, struct lexicon *lexicon)
{
	const struct packed *p = file->packed;
	uint32_t key;
	for (size_t i = 0; (key = packed_child(p, rule_file_tree(file), i)); i++) {
		arena_reset(b->scratch);
		lexicon_add_key(lexicon, file->name, unpack_tree(b->scratch, p, key, NULL),
				b->loader.complaints);
	}
}

/* All languages are the program's: the lexicon is as it was kept. */
static bool
take_lexicon(struct build *b)
{
	const struct rule_file *kept = NULL;
	for (size_t f = 0; f < b->count; f++) {
		if (b->files[f].language && !b->files[f].packed)
			return false;
		if (b->files[f].language)
			kept = &b->files[f];
	}
	if (kept)
		b->rb->lexicon = kept_lexicon(b->rb->arena, kept);
	return kept != NULL;
}

static void
read_languages(struct build *b)
{
	struct loader *l = &b->loader;
	struct lexicon *lexicon = lexicon_new(l->arena);
	for (size_t f = 0; f < b->count; f++) {
		const struct rule_file *file = &b->files[f];
		if (file->language && file->packed)
			read_packed_language(b, file, lexicon);
		else if (file->language)
			lexicon_add(lexicon, file->name, file->root, l->complaints);
	}
	lexicon_finish(lexicon, l->complaints);
	b->rb->lexicon = lexicon;
}

static uint32_t
groups_max(const struct rulebook *rb)
{
	uint32_t max = 0;
	for (size_t i = 0; i < rb->pattern_count; i++) {
		const struct pattern *p = rb->patterns[i];
		for (size_t k = 0; k < p->capture_count; k++)
			if (p->captures[k].group > max)
				max = p->captures[k].group;
	}
	return max;
}

static void
read_all(struct build *b)
{
	struct loader *l = &b->loader;
	l->own_words = take_lexicon(b);
	if (!l->own_words)
		read_languages(b);
	l->lexicon = b->rb->lexicon;
	check_top_level(b);
	entries_collect(b, &b->measures, "measure", MEASURES_MAX);
	entries_collect(b, &b->rules, "rule", RULES_MAX);
	read_measures(b);
	struct rule *rules = read_rules(b);
	for (size_t i = 0; i < b->rb->rule_count; i++)
		for (size_t k = 0; k < b->rb->rules[i].former_id_count; k++)
			check_former(b, &b->rb->rules[i], b->rb->rules[i].former_ids[k]);
	if (!l->complaints->count)
		read_options(b, rules);
	b->rb->patterns = l->patterns.at;
	b->rb->pattern_count = l->patterns.len;
	b->rb->groups_max = groups_max(b->rb);
	b->rb->gate = gate_finish(l->gate, &b->rb->gate_literals);
}

/* Complaints outlive the rulebook that is thrown away. */
static void
complaints_keep(struct complaints *c)
{
	for (struct complaint *x = c->first; x; x = x->next)
		x->place.file = str_copy(c->arena, x->place.file);
}

struct rulebook *
rulebook_new(const struct rule_file *files, size_t count, const struct kind_spec *kinds,
	     size_t kind_count, struct complaints *c, void (*oom)(void))
{
	struct arena *a = arena_new(oom), *scratch = arena_new(oom);
	if (!a || !scratch) {
		arena_free(a);
		arena_free(scratch);
		oom();
		return NULL;
	}
	size_t before = c->count;
	struct build b = {.rb = arena_alloc(a, sizeof *b.rb), .count = count, .scratch = scratch};
	b.rb->arena = a;
	b.rb->kinds = kinds;
	b.rb->kind_count = kind_count;
	b.loader = (struct loader){.arena = a,
				   .scratch = scratch,
				   .complaints = c,
				   .kinds = kinds,
				   .kind_count = kind_count,
				   .gate = gate_builder_new(a, oom)};
	files_copy(&b, files);
	b.loader.files = b.files;
	b.loader.file_count = count;
	read_all(&b);
	arena_free(scratch);
	if (c->count == before)
		return b.rb;
	complaints_keep(c);
	arena_free(a);
	return NULL;
}

void
rulebook_free(struct rulebook *rb)
{
	if (rb)
		arena_free(rb->arena);
}

const struct rule *
rulebook_rule(const struct rulebook *rb, struct str id)
{
	for (size_t i = 0; i < rb->rule_count; i++)
		if (str_eq(rb->rules[i].id, id))
			return &rb->rules[i];
	for (size_t i = 0; i < rb->rule_count; i++)
		for (size_t k = 0; k < rb->rules[i].former_id_count; k++)
			if (str_eq(rb->rules[i].former_ids[k], id))
				return &rb->rules[i];
	return NULL;
}

struct str
rulebook_nearest(const struct rulebook *rb, struct str id)
{
	struct str near = {0};
	size_t least = id.len / 3 + 1;
	for (size_t i = 0; i < rb->rule_count; i++) {
		size_t distance = str_distance(id, rb->rules[i].id);
		if (distance < least) {
			least = distance;
			near = rb->rules[i].id;
		}
	}
	return near;
}

const struct measure *
rulebook_measure(const struct rulebook *rb, struct str id)
{
	for (size_t i = 0; i < rb->measure_count; i++)
		if (str_eq(rb->measures[i].id, id))
			return &rb->measures[i];
	return NULL;
}
