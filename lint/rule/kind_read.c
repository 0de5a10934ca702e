/*
 * The keys of a kind of check, as the kind's own table describes them.
 */
#include "rule_internal.h"

#include <stdlib.h>
#include <string.h>

static const char *const type_wanted[] = {
	[KEY_STRING] = "a string",
	[KEY_INTEGER] = "an integer",
	[KEY_BOOLEAN] = "true or false",
	[KEY_WORDS] = "a word list \"{w:name}\" or an array of words",
	[KEY_PAIRS] = "the name of a list of pairs, or an array of [\"a\", \"b\"]",
	[KEY_PATTERN] = "a pattern",
	[KEY_NUMBERED] = "an array of strings such as \"Table #\"",
};

static bool
node_fits(const struct toml_node *n, enum key_type type)
{
	switch (type) {
	case KEY_STRING:
	case KEY_PATTERN:
		return n->type == TOML_STRING;
	case KEY_INTEGER:
		return n->type == TOML_INTEGER;
	case KEY_BOOLEAN:
		return n->type == TOML_BOOLEAN;
	case KEY_WORDS:
	case KEY_PAIRS:
	case KEY_NUMBERED:
		break;
	}
	return n->type == TOML_STRING || n->type == TOML_ARRAY;
}

/* ---- words ------------------------------------------------------------------------ */

/* A list, or one word. */
struct part {
	const struct word_list *list;
	struct str word;
};
struct words {
	struct loader *l;
	VEC(struct part) parts;
};

static void
words_add_list(struct words *w, const struct toml_node *n, size_t offset, struct str name)
{
	const struct word_list *list = lexicon_words(w->l->lexicon, name);
	if (list) {
		*VEC_PUSH(w->l->scratch, &w->parts) = (struct part){.list = list};
		return;
	}
	size_t count;
	const struct str *all = lexicon_word_names(w->l->lexicon, &count);
	load_unknown(w->l, load_offset_place(w->l, n, offset), "word list", name, all, count);
}

/* "{w:a}{w:b}", or one word. */
static void
words_add(struct words *w, const struct toml_node *n)
{
	struct str s = n->string;
	if (str_find(s, STR("{")) == SIZE_MAX && s.len) {
		*VEC_PUSH(w->l->scratch, &w->parts) = (struct part){.word = s};
		return;
	}
	for (size_t at = 0; at < s.len;) {
		struct str rest = str_sub(s, at, s.len);
		size_t close = str_find(rest, STR("}"));
		if (!str_starts(rest, STR("{w:")) || close == SIZE_MAX) {
			complain(w->l->complaints, load_offset_place(w->l, n, at),
				 "only {w:name} can stand here, or a single word");
			return;
		}
		words_add_list(w, n, at + 3, str_sub(rest, 3, close));
		at += close + 1;
		while (at < s.len && s.at[at] == ' ')
			at++;
	}
}

const struct word_list *
load_words(struct loader *l, const struct toml_node *n)
{
	struct words w = {.l = l};
	size_t count;
	const struct toml_node *const *strings = load_strings(l, n, &count);
	for (size_t i = 0; i < count; i++)
		words_add(&w, strings[i]);
	if (w.parts.len == 1 && w.parts.at[0].list)
		return w.parts.at[0].list;
	count = 0;
	for (size_t i = 0; i < w.parts.len; i++)
		count += w.parts.at[i].list ? w.parts.at[i].list->count : 1;
	struct word_list *list = arena_alloc(l->arena, sizeof *list);
	struct str *words = arena_array(l->arena, count, sizeof *words);
	int8_t *signs = arena_array(l->arena, count, sizeof *signs);
	count = 0;
	for (size_t i = 0; i < w.parts.len; i++) {
		const struct part *part = &w.parts.at[i];
		for (size_t k = 0; part->list && k < part->list->count; k++) {
			words[count] = part->list->words[k];
			signs[count++] = part->list->signs ? part->list->signs[k] : 0;
		}
		if (!part->list)
			words[count++] = part->word;
	}
	word_list_make(l->arena, list, words, signs, count);
	return list;
}

/* ---- pairs ------------------------------------------------------------------------ */

static const struct word_pairs *
read_pairs(struct loader *l, const struct toml_node *n)
{
	if (n->type == TOML_STRING) {
		const struct word_pairs *known = lexicon_pairs(l->lexicon, n->string);
		if (!known)
			complain(l->complaints, load_place(l, n), "unknown list of pairs '%.*s'",
				 STR_FMT(str_sub(n->string, 0, 80)));
		return known;
	}
	struct word_pairs *out = arena_alloc(l->arena, sizeof *out);
	struct str(*pairs)[2] = arena_array(l->arena, n->children, sizeof *pairs);
	for (size_t i = 0; i < n->children; i++) {
		const struct toml_node *pair = &n->child[i];
		bool right = pair->type == TOML_ARRAY && pair->children == 2 &&
			     pair->child[0].type == TOML_STRING &&
			     pair->child[1].type == TOML_STRING;
		if (!right) {
			complain(l->complaints, load_place(l, pair),
				 "this must be a pair of strings");
			continue;
		}
		pairs[out->count][0] = pair->child[0].string;
		pairs[out->count++][1] = pair->child[1].string;
	}
	word_pairs_make(l->arena, out, (const struct str(*)[2])pairs, out->count);
	return out;
}

/* ---- keys --------------------------------------------------------------------------- */

/* "a|b|c" as an array ended by NULL. */
static const char *const *
choices_of(struct loader *l, const char *choices)
{
	VEC(const char *) out = {0};
	for (const char *at = choices; at;) {
		const char *bar = strchr(at, '|');
		struct str choice = {at, bar ? (size_t)(bar - at) : strlen(at)};
		*VEC_PUSH(l->arena, &out) = str_copy(l->arena, choice).at;
		at = bar ? bar + 1 : NULL;
	}
	*VEC_PUSH(l->arena, &out) = NULL;
	return out.at;
}

/* Within "least..most", or the limits that every key has. */
static int64_t
read_integer(struct loader *l, const struct toml_node *n, const struct kind_key *key)
{
	long long least = 0, most = KEY_INTEGER_MOST;
	if (key->choices) {
		char *end;
		least = strtoll(key->choices, &end, 10);
		most = strtoll(end + strspn(end, "."), NULL, 10);
	}
	if (n->integer < least || n->integer > most)
		complain(l->complaints, load_place(l, n), "'%s' must be from %lld to %lld",
			 key->name, least, most);
	return n->integer;
}

static void
check_numbered(struct loader *l, const struct toml_node *n, const struct kind_key *key)
{
	size_t count;
	const struct toml_node *const *all = load_strings(l, n, &count);
	for (size_t i = 0; i < count; i++) {
		size_t hash = str_find(all[i]->string, STR("#"));
		struct str before = str_trim(str_sub(all[i]->string, 0, hash));
		if (hash == SIZE_MAX)
			complain(l->complaints, load_place(l, all[i]),
				 "'%.*s' has no # where the number stands",
				 STR_FMT(str_sub(all[i]->string, 0, 80)));
		else if (before.len < NUMBERED_HEAD_MIN)
			complain(l->complaints, load_place(l, all[i]),
				 "before # stands at least one Han character, or three letters");
	}
	if (count > NUMBERED_MAX)
		complain(l->complaints, load_place(l, all[NUMBERED_MAX]), "more than %d of '%s'",
			 NUMBERED_MAX, key->name);
}

static void
read_value(struct loader *l, const struct toml_node *n, const struct kind_key *key,
	   struct key_value *out, struct name_table *names)
{
	out->set = true;
	switch (key->type) {
	case KEY_STRING:
		out->string = n->string;
		if (key->choices && !load_checked(l))
			load_choice_of(l, n, choices_of(l, key->choices), 0);
		break;
	case KEY_INTEGER:
		out->integer = read_integer(l, n, key);
		break;
	case KEY_BOOLEAN:
		out->integer = n->integer;
		break;
	case KEY_WORDS:
		out->words = load_words(l, n);
		break;
	case KEY_PAIRS:
		out->pairs = read_pairs(l, n);
		break;
	case KEY_PATTERN:
		out->pattern = pattern_read(l, n, GATES_NONE);
		names->incomplete = names->incomplete || !out->pattern;
		for (size_t i = 0; out->pattern && i < out->pattern->capture_count; i++)
			name_table_add_capture(names, &out->pattern->captures[i], false);
		break;
	case KEY_NUMBERED:
		out->strings = load_texts(l, n, &out->count);
		check_numbered(l, n, key);
		break;
	}
}

/* Names of the kind's own that a message may use. */
static void
add_values(struct loader *l, const char *values, struct name_table *names)
{
	for (const char *at = values; at && *at;) {
		size_t len = strcspn(at, " ");
		if (len)
			name_table_add(names, str_copy(l->arena, (struct str){at, len}),
				       (struct expr_type){.dimension = DIMENSION_ANY});
		at += len + (at[len] == ' ');
	}
}

void
kind_read(struct loader *l, const struct toml_node *table, struct rule *out,
	  struct name_table *names)
{
	const struct kind_spec *kind = &l->kinds[out->kind];
	struct key_value *values = arena_array(l->arena, kind->key_count, sizeof *values);
	out->values = values;
	for (size_t i = 0; i < kind->key_count; i++) {
		const struct kind_key *key = &kind->keys[i];
		const struct toml_node *n = toml_get(table, str_of(key->name));
		if (!n && key->required)
			complain(l->complaints, load_place(l, table),
				 "missing key '%s' (kind %s: %s)", key->name, kind->name,
				 key->help ? key->help : type_wanted[key->type]);
		else if (n && !node_fits(n, key->type))
			complain(l->complaints, load_place(l, n), "'%s' must be %s", key->name,
				 type_wanted[key->type]);
		else if (n)
			read_value(l, n, key, &values[i], names);
	}
	add_values(l, kind->values, names);
}

static const struct kind_key *
option_key(struct loader *l, const struct kind_spec *kind, const struct toml_node *n)
{
	struct str *names = arena_array(l->arena, kind->key_count, sizeof *names);
	size_t count = 0;
	for (size_t i = 0; i < kind->key_count; i++) {
		if (kind->keys[i].type == KEY_PATTERN)
			continue;
		names[count++] = str_of(kind->keys[i].name);
		if (str_eq(n->key, str_of(kind->keys[i].name)))
			return &kind->keys[i];
	}
	load_unknown(l, load_key_place(l, n), "option", n->key, names, count);
	return NULL;
}

void
kind_options_read(struct loader *l, const struct toml_node *table, struct rule *rule)
{
	const struct kind_spec *kind = &l->kinds[rule->kind];
	struct key_value *values = arena_array(l->arena, kind->key_count, sizeof *values);
	struct name_table names = {.loader = l};
	if (kind->key_count)
		memcpy(values, rule->values, kind->key_count * sizeof *values);
	for (size_t i = 0; i < table->children; i++) {
		const struct toml_node *n = &table->child[i];
		const struct kind_key *key = option_key(l, kind, n);
		if (key && !node_fits(n, key->type))
			complain(l->complaints, load_place(l, n), "'%s' must be %s", key->name,
				 type_wanted[key->type]);
		else if (key)
			read_value(l, n, key, &values[key - kind->keys], &names);
	}
	rule->values = values;
}
