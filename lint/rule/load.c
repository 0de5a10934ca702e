/*
 * Typed reading of TOML tables with complaints that name line and column.
 * Every reader goes on after an error, with a harmless value in its place,
 * so that one run shows all that is wrong with a file.
 */
#include "load.h"

#include <string.h>

static const char *const type_names[] = {
	[TOML_STRING] = "a string", [TOML_INTEGER] = "an integer", [TOML_BOOLEAN] = "true or false",
	[TOML_FLOAT] = "a float",   [TOML_ARRAY] = "an array",	   [TOML_TABLE] = "a table",
};

static struct place
place_at(const struct loader *l, uint32_t line, uint32_t column)
{
	return (struct place){l->file->name, line, column};
}

struct place
load_place(const struct loader *l, const struct toml_node *node)
{
	return place_at(l, node->line, node->column);
}

struct place
load_key_place(const struct loader *l, const struct toml_node *node)
{
	if (node->key_line == 0)
		return load_place(l, node);
	return place_at(l, node->key_line, node->key_column);
}

struct place
load_offset_place(const struct loader *l, const struct toml_node *node, size_t offset)
{
	struct str s = node->string;
	if (offset > s.len)
		offset = s.len;
	/* A string of several lines begins behind its quotes, on the next line. */
	bool several = memchr(s.at, '\n', s.len) != NULL;
	uint32_t line = node->line + several;
	uint32_t column = several ? 1 : node->column + 1;
	for (size_t i = 0; i < offset; i++) {
		if (s.at[i] == '\n') {
			line++;
			column = 1;
		} else if (((unsigned char)s.at[i] & 0xC0) != 0x80) {
			column++;
		}
	}
	return place_at(l, line, column);
}

void
load_unknown(struct loader *l, struct place place, const char *what, struct str name,
	     const struct str *names, size_t count)
{
	/* One letter or two are near to anything. */
	struct str near = name.len > 2 ? str_nearest(name, names, count) : (struct str){0};
	struct str shown = str_sub(name, 0, 80);
	if (near.len)
		complain(l->complaints, place, "unknown %s '%.*s' (did you mean '%.*s'?)", what,
			 STR_FMT(shown), STR_FMT(near));
	else
		complain(l->complaints, place, "unknown %s '%.*s'", what, STR_FMT(shown));
}

static struct str *
names_of(struct loader *l, const char *const *names, size_t *count)
{
	*count = 0;
	while (names[*count])
		(*count)++;
	struct str *out = arena_array(l->arena, *count, sizeof *out);
	for (size_t i = 0; i < *count; i++)
		out[i] = str_of(names[i]);
	return out;
}

static bool
named(struct str name, const char *const *names, int *index)
{
	for (int i = 0; names[i]; i++)
		if (str_eq(name, str_of(names[i]))) {
			*index = i;
			return true;
		}
	return false;
}

void
load_check_keys(struct loader *l, const struct toml_node *table, const char *const *keys)
{
	int unused;
	if (load_checked(l))
		return;
	for (size_t i = 0; i < table->children; i++) {
		const struct toml_node *n = &table->child[i];
		if (named(n->key, keys, &unused))
			continue;
		size_t count;
		struct str *all = names_of(l, keys, &count);
		load_unknown(l, load_key_place(l, n), "key", n->key, all, count);
	}
}

const struct toml_node *
load_key(struct loader *l, const struct toml_node *table, const char *key, enum toml_type type,
	 bool required)
{
	const struct toml_node *n = toml_get(table, str_of(key));
	if (!n) {
		if (required)
			complain(l->complaints, load_place(l, table), "missing key '%s'", key);
		return NULL;
	}
	if (n->type != type) {
		complain(l->complaints, load_place(l, n), "'%s' must be %s, not %s", key,
			 type_names[type], type_names[n->type]);
		return NULL;
	}
	return n;
}

struct str
load_string(struct loader *l, const struct toml_node *table, const char *key, bool required)
{
	const struct toml_node *n = load_key(l, table, key, TOML_STRING, required);
	return n ? n->string : (struct str){0};
}

bool
load_boolean(struct loader *l, const struct toml_node *table, const char *key)
{
	const struct toml_node *n = load_key(l, table, key, TOML_BOOLEAN, false);
	return n && n->integer;
}

int
load_choice_of(struct loader *l, const struct toml_node *string, const char *const *choices,
	       int fallback)
{
	int index;
	if (named(string->string, choices, &index))
		return index;
	size_t count;
	struct str *all = names_of(l, choices, &count);
	struct buf list = {.arena = l->arena};
	for (size_t i = 0; i < count; i++)
		buf_printf(&list, "%s%.*s", i ? ", " : "", STR_FMT(all[i]));
	struct str near = str_nearest(string->string, all, count);
	struct str shown = str_sub(string->string, 0, 80);
	if (near.len)
		complain(l->complaints, load_place(l, string),
			 "'%.*s' is none of %.*s (did you mean '%.*s'?)", STR_FMT(shown),
			 STR_FMT(buf_str(&list)), STR_FMT(near));
	else
		complain(l->complaints, load_place(l, string), "'%.*s' is none of %.*s",
			 STR_FMT(shown), STR_FMT(buf_str(&list)));
	return fallback;
}

int
load_choice(struct loader *l, const struct toml_node *table, const char *key,
	    const char *const *choices, int fallback)
{
	const struct toml_node *n = load_key(l, table, key, TOML_STRING, false);
	return n ? load_choice_of(l, n, choices, fallback) : fallback;
}

const struct toml_node *const *
load_strings(struct loader *l, const struct toml_node *node, size_t *count)
{
	*count = 0;
	const struct toml_node *elements = node;
	size_t n = 1;
	if (node->type == TOML_ARRAY) {
		elements = node->child;
		n = node->children;
	}
	const struct toml_node **out = arena_array(l->scratch, n, sizeof *out);
	for (size_t i = 0; i < n; i++) {
		if (elements[i].type == TOML_STRING)
			out[(*count)++] = &elements[i];
		else
			complain(l->complaints, load_place(l, &elements[i]),
				 "this must be a string, not %s", type_names[elements[i].type]);
	}
	return out;
}

const struct str *
load_texts(struct loader *l, const struct toml_node *node, size_t *count)
{
	const struct toml_node *const *nodes = load_strings(l, node, count);
	struct str *out = arena_array(l->arena, *count, sizeof *out);
	for (size_t i = 0; i < *count; i++)
		out[i] = nodes[i]->string;
	return out;
}

void
load_translated(struct loader *l, const struct toml_node *table, const char *key, bool required,
		struct str out[MESSAGE_LANGUAGES])
{
	static const char *const languages[] = {"en", "zh", NULL};
	const struct toml_node *n = toml_get(table, str_of(key));
	if (n && n->type == TOML_TABLE) {
		load_check_keys(l, n, languages);
		out[MESSAGE_EN] = load_string(l, n, "en", false);
		out[MESSAGE_ZH] = load_string(l, n, "zh", false);
		if (!out[MESSAGE_EN].at)
			out[MESSAGE_EN] = out[MESSAGE_ZH];
		if (!out[MESSAGE_ZH].at)
			out[MESSAGE_ZH] = out[MESSAGE_EN];
		if (n->children == 0)
			complain(l->complaints, load_place(l, n), "'%s' is empty", key);
		return;
	}
	if (n && n->type != TOML_STRING) {
		complain(l->complaints, load_place(l, n),
			 "'%s' must be a string or { en = \"...\", zh = \"...\" }, not %s", key,
			 type_names[n->type]);
		return;
	}
	out[MESSAGE_EN] = out[MESSAGE_ZH] = load_string(l, table, key, required);
}

bool
load_name_valid(struct str name, bool dots)
{
	for (size_t i = 0; i < name.len; i++) {
		char c = name.at[i];
		bool letter = is_letter(c);
		bool inner = is_digit(c) || c == '_' || c == '-' || (dots && c == '.');
		if (!letter && (i == 0 || !inner))
			return false;
	}
	return name.len > 0;
}
