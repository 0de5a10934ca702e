/*
 * What the readers of a language file share: complaints with a place, and
 * nodes of the wanted type.  Used by lexicon_*.c only.
 */
#ifndef LEXICON_READ_H
#define LEXICON_READ_H

#include "lexicon_internal.h"

struct reader {
	struct lexicon *lx;
	struct str file;
	struct complaints *c;
};

struct place reader_place(const struct reader *r, const struct toml_node *n);
/* Complains of a key, and suggests the nearest of those that are known. */
void reader_unknown(struct reader *r, const struct toml_node *n, const char *where,
		    const struct str *known, size_t count);
/* Is it of this type?  If not, says what is wanted. */
bool reader_want(struct reader *r, const struct toml_node *n, enum toml_type type,
		 const char *what);
/* Has the word a length that the lexer takes? */
bool reader_usable(struct reader *r, const struct toml_node *n, struct str word);
/* Adds a word to a set, unless it is no word or has another meaning there. */
void reader_put(struct reader *r, const struct toml_node *n, enum root root, struct str word,
		int32_t value);
/* Element i of an array, a string; NULL when it is none. */
const struct toml_node *reader_string(struct reader *r, const struct toml_node *array, size_t i);

/* lexicon_units.c, lexicon_lists.c */
void read_units(struct reader *r, const struct toml_node *array);
void read_lists(struct reader *r, const struct toml_node *table);
void read_signed(struct reader *r, const struct toml_node *table);
void read_label(struct reader *r, const struct toml_node *table);
void read_pairs(struct reader *r, const struct toml_node *table);

#endif
