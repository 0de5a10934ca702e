/*
 * Typed reading of TOML tables, with complaints that name file, line and column: what rule files
 * are read with, and the configuration.  Every reader goes on after an error, with a
 * harmless value in its place, so that one run shows all that is wrong with a file.
 */
#ifndef LOAD_H
#define LOAD_H

#include "rule.h"

/* A word list as a pattern holds it: one|two|three. */
struct alternation {
	const struct word_list *words;
	struct str text;
};

struct loader {
	struct arena *arena;   /* the rulebook's */
	struct arena *scratch; /* what is forgotten with the table that is being read */
	const struct lexicon *lexicon;
	struct complaints *complaints;
	const struct rule_file *file;  /* that is being read */
	const struct rule_file *files; /* all */
	size_t file_count;
	const struct kind_spec *kinds;
	size_t kind_count;
	const struct measure *measures;
	size_t measure_count;
	struct gate_builder *gate;
	struct demand_memory *memory; /* of the patterns that are analysed; NULL: none yet */
	bool own_words; /* all languages are the program's: its patterns are as they were kept */
	VEC(const struct pattern *) patterns;
	VEC(struct alternation) alternations; /* word lists that patterns have held so far */
};

/* Was the file being read checked when the program was built? */
static inline bool
load_checked(const struct loader *l)
{
	return l->file->packed != NULL;
}

struct place load_place(const struct loader *l, const struct toml_node *node);
struct place load_key_place(const struct loader *l, const struct toml_node *node);
/* The place of a byte of a string node, as well as it can be told: escapes
 * of a basic string are counted as what they stand for. */
struct place load_offset_place(const struct loader *l, const struct toml_node *node, size_t offset);
/* "unknown WHAT 'name'", with "(did you mean 'x'?)" when a name is near. */
void load_unknown(struct loader *l, struct place place, const char *what, struct str name,
		  const struct str *names, size_t count);
/* Complains about every key of the table that is not in `keys` (ended by NULL), unless the
 * file was checked. */
void load_check_keys(struct loader *l, const struct toml_node *table, const char *const *keys);

/* The value of a key with this type; NULL when it is missing (a complaint if required)
 * or has another type (a complaint). */
const struct toml_node *load_key(struct loader *l, const struct toml_node *table, const char *key,
				 enum toml_type type, bool required);
struct str load_string(struct loader *l, const struct toml_node *table, const char *key,
		       bool required);
bool load_boolean(struct loader *l, const struct toml_node *table, const char *key);
/* Index in `choices` (ended by NULL); `fallback` when the key is missing or wrong. */
int load_choice(struct loader *l, const struct toml_node *table, const char *key,
		const char *const *choices, int fallback);
int load_choice_of(struct loader *l, const struct toml_node *string, const char *const *choices,
		   int fallback);
/* A string or an array of strings: their nodes, until the scratch is reset. */
const struct toml_node *const *load_strings(struct loader *l, const struct toml_node *node,
					    size_t *count);
/* "{w:a}{w:b}", a word, or an array of these, as one list. */
const struct word_list *load_words(struct loader *l, const struct toml_node *node);
/* The texts of such nodes. */
const struct str *load_texts(struct loader *l, const struct toml_node *node, size_t *count);
/* A string, or { en = , zh = }. */
void load_translated(struct loader *l, const struct toml_node *table, const char *key,
		     bool required, struct str out[MESSAGE_LANGUAGES]);
/* Letters, digits, `_` and `-` (and `.` when dots are allowed), a letter first. */
bool load_name_valid(struct str name, bool dots);

#endif
