/*
 * The rulebook of a configuration.  Rule files and options make it, and configurations with the
 * same ones share it; levels are put into a copy of its rules.  In the order of what weighs
 * more: rule file, layers from the outermost to the nearest, command line; within one file
 * a category, the beginning of an id, an id.
 */
#include "app.h"
#include "config.h"

#include <stdlib.h>
#include <string.h>

/* Rulebooks by the layers that they are made of. */
struct loaded {
	const struct config_file **files; /* those with rules or options */
	size_t count;
	struct rulebook *rulebook; /* owned; NULL after complaints */
};

struct rulebooks {
	struct arena *arena;
	struct complaints *complaints;
	const struct rule_wishes *wishes;
	VEC(struct loaded) loaded;
	VEC(struct rulebook *) given;
};

struct rulebooks *
rulebooks_new(struct arena *a, struct complaints *c, const struct rule_wishes *wishes)
{
	struct rulebooks *all = arena_alloc(a, sizeof *all);

	*all = (struct rulebooks){.arena = a, .complaints = c, .wishes = wishes};
	return all;
}

void
rulebooks_free(struct rulebooks *all)
{
	for (size_t i = 0; all && i < all->loaded.len; i++)
		rulebook_free(all->loaded.at[i].rulebook);
}

/* ---- what is loaded ---- */

static struct loaded
files_of(struct rulebooks *all, const struct config *c)
{
	struct loaded out = {.files = arena_array(all->arena, c->count, sizeof *out.files)};

	for (size_t i = 0; i < c->count; i++) {
		const struct config_file *file = c->layers[i].file;
		if (file->rule_count || (file->options && !all->wishes->as_written))
			out.files[out.count++] = file;
	}
	return out;
}

static struct rulebook *
load(struct rulebooks *all, const struct loaded *from)
{
	VEC(struct rule_source) sources = {0};
	VEC(struct rule_file) options = {0};

	for (size_t i = 0; i < from->count; i++) {
		const struct config_file *file = from->files[i];
		for (size_t k = 0; k < file->rule_count; k++)
			*VEC_PUSH(all->arena, &sources) =
				(struct rule_source){file->rules[k].path.at, file->rules[k].place};
		if (file->options && !all->wishes->as_written)
			*VEC_PUSH(all->arena, &options) = (struct rule_file){
				.name = file->path, .root = file->options, .options = true};
	}
	for (size_t i = 0; i < all->wishes->rule_count; i++)
		*VEC_PUSH(all->arena, &sources) =
			(struct rule_source){.path = all->wishes->rules[i]};
	return rules_load(&(struct rule_sources){.at = sources.at,
						 .count = sources.len,
						 .options = options.at,
						 .option_count = options.len,
						 .examples = all->wishes->examples},
			  all->complaints);
}

static struct rulebook *
loaded_for(struct rulebooks *all, const struct config *c)
{
	struct loaded wanted = files_of(all, c);

	for (size_t i = 0; i < all->loaded.len; i++) {
		const struct loaded *l = &all->loaded.at[i];
		if (l->count == wanted.count &&
		    (!l->count || memcmp(l->files, wanted.files, l->count * sizeof *l->files) == 0))
			return l->rulebook;
	}
	wanted.rulebook = load(all, &wanted);
	*VEC_PUSH(all->arena, &all->loaded) = wanted;
	return wanted.rulebook;
}

/* ---- levels ---- */

struct leveling {
	struct rulebooks *all;
	struct arena *scratch;
	const struct rulebook *rb;
	struct rule *rules;
	struct place *origins;
	bool *marks;
};

/* Marks what a selector takes; false after a complaint. */
static bool
mark(struct leveling *l, struct str selector, struct place place)
{
	memset(l->marks, 0, l->rb->rule_count);
	if (rulebook_select(l->rb, selector, l->marks))
		return true;
	/* What the command line names need not be in the rule files of every configuration. */
	if (!place.line && l->all->given.len)
		return false;
	complain(l->all->complaints, place, "%.*s",
		 STR_FMT(rules_unknown(l->all->arena, l->rb, selector)));
	return false;
}

static void
set_level(struct leveling *l, struct str selector, enum level level, struct place at,
	  struct place origin)
{
	if (!mark(l, selector, at))
		return;
	for (size_t i = 0; i < l->rb->rule_count; i++) {
		if (!l->marks[i])
			continue;
		l->rules[i].level = level;
		if (l->rules[i].unsure > level)
			l->rules[i].unsure = level;
		l->origins[i] = origin;
	}
}

/* Of what takes the same rules in one file, ids weigh more than beginnings of them, these by their
 * length, and categories least. */
static size_t
speciality(const struct rulebook *rb, struct str selector)
{
	if (selector.len > 1 && selector.at[selector.len - 1] == '*')
		return selector.len;
	return rulebook_rule(rb, selector) ? SIZE_MAX : rule_category(selector);
}

static void
apply_layer(struct leveling *l, const struct config_file *file)
{
	size_t count = file->level_count;
	const struct config_level **order = arena_array(l->scratch, count, sizeof *order);

	for (size_t i = 0; i < count; i++) { /* few: by insertion */
		const struct config_level *one = &file->levels[i];
		size_t weight = speciality(l->rb, one->selector), k = i;
		for (; k > 0 && speciality(l->rb, order[k - 1]->selector) > weight; k--)
			order[k] = order[k - 1];
		order[k] = one;
	}
	for (size_t i = 0; i < count; i++)
		set_level(l, order[i]->selector, order[i]->level, order[i]->place,
			  order[i]->value_place);
}

/* The next name of a list with commas; empty at its end. */
static struct str
next_name(struct str *list)
{
	struct str name = {0};

	while (list->len && !name.len) {
		size_t comma = str_find(*list, STR(","));
		name = str_trim(str_sub(*list, 0, comma));
		*list = comma == SIZE_MAX ? (struct str){0} : str_sub(*list, comma + 1, list->len);
	}
	return name;
}

static struct place
option_place(const char *option)
{
	return (struct place){.file = str_of(option)};
}

/* Leaves on only what was selected. */
static void
leave_selected(struct leveling *l, const bool *selected, struct place origin)
{
	for (size_t i = 0; i < l->rb->rule_count; i++) {
		if (selected[i] || l->rules[i].level == LEVEL_OFF)
			continue;
		l->rules[i].level = LEVEL_OFF;
		l->origins[i] = origin;
	}
}

static void
add_marks(struct leveling *l, bool *to)
{
	for (size_t i = 0; i < l->rb->rule_count; i++)
		to[i] = to[i] || l->marks[i];
}

static void
apply_select(struct leveling *l, const struct config *c)
{
	const struct rule_wishes *w = l->all->wishes;
	bool *selected = arena_array(l->scratch, l->rb->rule_count, sizeof *selected);
	const struct config_file *file;

	for (size_t i = 0; i < w->select_count; i++)
		for (struct str list = str_of(w->select[i]), name; (name = next_name(&list)).len;)
			if (mark(l, name, option_place("--select")))
				add_marks(l, selected);
	if (w->select_count) {
		leave_selected(l, selected, option_place("--select"));
		return;
	}
	const struct toml_node *n = config_value(c, CONFIG_SELECT, &file);
	if (!n)
		return;
	for (size_t i = 0; i < file->select_count; i++)
		if (mark(l, file->select[i].name, file->select[i].place))
			add_marks(l, selected);
	leave_selected(l, selected, (struct place){file->path, n->line, n->column});
}

static void
apply_wishes(struct leveling *l)
{
	const struct rule_wishes *w = l->all->wishes;

	for (size_t i = 0; i < w->ignore_count; i++)
		for (struct str list = str_of(w->ignore[i]), name; (name = next_name(&list)).len;)
			set_level(l, name, LEVEL_OFF, option_place("--ignore"),
				  option_place("--ignore"));
	for (size_t i = 0; i < w->level_count; i++) {
		struct str wish = str_of(w->levels[i]);
		size_t equals = str_find(wish, STR("="));
		struct str value = str_sub(wish, equals + 1, wish.len);
		for (int level = LEVEL_OFF; level <= LEVEL_ERROR; level++)
			if (str_eq(value, str_of(level_names[level])))
				set_level(l, str_sub(wish, 0, equals), (enum level)level,
					  option_place("--level"), option_place("--level"));
	}
}

/* What is ignored must be rules, too. */
static void
check_ignores(struct leveling *l, const struct config_file *file)
{
	for (size_t i = 0; i < file->ignore_count; i++)
		for (size_t k = 0; k < file->ignores[i].rule_count; k++)
			mark(l, file->ignores[i].rules[k].name, file->ignores[i].rules[k].place);
}

static void
apply_all(struct leveling *l, const struct config *c)
{
	for (size_t i = 0; i < c->count; i++)
		apply_layer(l, c->layers[i].file);
	for (size_t i = 0; i < c->count; i++)
		check_ignores(l, c->layers[i].file);
	apply_select(l, c);
	apply_wishes(l);
}

/* Does nothing say a word about levels? */
static bool
is_plain(const struct rulebooks *all, const struct config *c)
{
	const struct rule_wishes *w = all->wishes;

	return w->as_written ||
	       (!c->count && !w->select_count && !w->ignore_count && !w->level_count);
}

/* A rulebook with these levels: one that was given already, or a new one. */
static struct rulebook *
leveled(struct rulebooks *all, const struct rulebook *rb, const struct rule *rules)
{
	for (size_t i = 0; i < all->given.len; i++) {
		const struct rulebook *other = all->given.at[i];
		size_t k = 0;
		if (other->patterns != rb->patterns)
			continue;
		while (k < rb->rule_count && other->rules[k].level == rules[k].level &&
		       other->rules[k].unsure == rules[k].unsure)
			k++;
		if (k == rb->rule_count)
			return all->given.at[i];
	}
	struct rulebook *own = arena_alloc(all->arena, sizeof *own);
	struct rule *kept = arena_array(all->arena, rb->rule_count, sizeof *kept);
	memcpy(kept, rules, rb->rule_count * sizeof *kept);
	*own = *rb;
	own->rules = kept;
	*VEC_PUSH(all->arena, &all->given) = own;
	return own;
}

/* Puts the levels into a copy that goes again. */
static void
give_leveled(struct rulebooks *all, struct config *c, const struct rulebook *rb)
{
	struct arena *scratch = arena_new(out_of_memory);
	if (!scratch)
		out_of_memory();
	struct leveling l = {
		.all = all,
		.scratch = scratch,
		.rb = rb,
		.rules = arena_array(scratch, rb->rule_count, sizeof *l.rules),
		.origins = arena_array(all->arena, rb->rule_count, sizeof *l.origins),
		.marks = arena_array(scratch, rb->rule_count, sizeof *l.marks),
	};

	memcpy(l.rules, rb->rules, rb->rule_count * sizeof *l.rules);
	for (size_t i = 0; i < rb->rule_count; i++)
		l.origins[i] = rb->rules[i].place;
	apply_all(&l, c);
	c->rulebook = leveled(all, rb, l.rules);
	c->origins = l.origins;
	arena_free(scratch);
}

bool
rulebooks_give(struct rulebooks *all, struct config *c)
{
	size_t before = all->complaints->count;

	if (c->rulebook)
		return true;
	struct rulebook *rb = loaded_for(all, c);
	if (!rb)
		return false;
	if (is_plain(all, c)) {
		c->rulebook = rb;
		*VEC_PUSH(all->arena, &all->given) = rb;
	} else {
		give_leveled(all, c, rb);
	}
	return all->complaints->count == before;
}

/* ---- all of them ---- */

/* Adds the rules of a rulebook; a rule that is there is on if either is. */
static size_t
join_rules(struct rule *rules, size_t count, const struct rulebook *rb)
{
	for (size_t i = 0; i < rb->rule_count; i++) {
		size_t k = 0;
		while (k < count && !str_eq(rules[k].id, rb->rules[i].id))
			k++;
		if (k == count)
			rules[count++] = rb->rules[i];
		else if (rules[k].level < rb->rules[i].level)
			rules[k].level = rb->rules[i].level;
	}
	return count;
}

const struct rulebook *
rulebooks_union(struct rulebooks *all)
{
	size_t most = 0, count;

	if (all->given.len == 1)
		return all->given.at[0];
	for (size_t i = 0; i < all->given.len; i++)
		most += all->given.at[i]->rule_count;
	struct rule *rules = arena_array(all->arena, most, sizeof *rules);
	struct rulebook *out = arena_alloc(all->arena, sizeof *out);
	*out = *all->given.at[0];
	count = out->rule_count;
	memcpy(rules, out->rules, count * sizeof *rules);
	for (size_t i = 1; i < all->given.len; i++)
		count = join_rules(rules, count, all->given.at[i]);
	out->rules = rules;
	out->rule_count = count;
	return out;
}
