/*
 * Reads the word lists, signed lists and pairs of a language file.  Lists of
 * one name in several languages become one list.
 */
#include "lexicon_read.h"

#include <string.h>

/* The list of a name, made when it is new. */
static struct word_list *
list_open(struct lexicon *lx, struct str name)
{
	for (size_t i = 0; i < lx->lists.len; i++)
		if (str_eq(lx->lists.at[i].name, name))
			return &lx->lists.at[i];
	struct word_list *list = VEC_PUSH(lx->arena, &lx->lists);
	list->name = name;
	*VEC_PUSH(lx->arena, &lx->list_names) = name;
	return list;
}

static void
list_add(struct reader *r, struct str name, const struct toml_node *n, int8_t sign)
{
	if (!reader_want(r, n, TOML_ARRAY, "an array of strings"))
		return;
	struct word_list *list = list_open(r->lx, name);
	struct str *words = arena_array(r->lx->arena, list->count + n->children, sizeof *words);
	int8_t *signs = arena_array(r->lx->arena, list->count + n->children, sizeof *signs);
	if (list->count) {
		memcpy(words, list->words, list->count * sizeof *words);
		memcpy(signs, list->signs, list->count * sizeof *signs);
	}
	for (size_t i = 0; i < n->children; i++) {
		const struct toml_node *w = reader_string(r, n, i);
		if (!w || !reader_usable(r, w, w->string))
			continue;
		words[list->count] = w->string;
		signs[list->count++] = sign;
	}
	list->words = words;
	list->signs = signs;
}

void
read_lists(struct reader *r, const struct toml_node *table)
{
	if (!reader_want(r, table, TOML_TABLE, "a table"))
		return;
	for (size_t i = 0; i < table->children; i++)
		list_add(r, table->child[i].key, &table->child[i], 0);
}

void
read_signed(struct reader *r, const struct toml_node *table)
{
	static const struct str known[] = {{"up", 2}, {"down", 4}};

	if (!reader_want(r, table, TOML_TABLE, "a table"))
		return;
	for (size_t i = 0; i < table->children; i++) {
		const struct toml_node *list = &table->child[i];
		if (!reader_want(r, list, TOML_TABLE, "{ up = [...], down = [...] }"))
			continue;
		for (size_t k = 0; k < list->children; k++) {
			const struct toml_node *n = &list->child[k];
			if (str_eq(n->key, known[0]) || str_eq(n->key, known[1]))
				list_add(r, list->key, n, str_eq(n->key, known[0]) ? 1 : -1);
			else
				reader_unknown(r, n, "signed", known, 2);
		}
	}
}

void
read_label(struct reader *r, const struct toml_node *table)
{
	static const struct str known[] = {{"drop", 4}, {"cut", 3}};

	if (!reader_want(r, table, TOML_TABLE, "a table"))
		return;
	for (size_t i = 0; i < table->children; i++) {
		const struct toml_node *n = &table->child[i];
		if (str_eq(n->key, known[0]))
			list_add(r, STR("label-drop"), n, 0);
		else if (str_eq(n->key, known[1]))
			list_add(r, STR("label-cut"), n, 0);
		else
			reader_unknown(r, n, "label", known, 2);
	}
}

static bool
is_pair(const struct toml_node *n)
{
	return n->type == TOML_ARRAY && n->children == 2 && n->child[0].type == TOML_STRING &&
	       n->child[1].type == TOML_STRING && n->child[0].string.len && n->child[1].string.len;
}

static void
pairs_add(struct reader *r, const struct toml_node *n)
{
	struct lexicon *lx = r->lx;
	struct word_pairs *list = NULL;

	for (size_t i = 0; i < lx->pair_lists.len; i++)
		if (str_eq(lx->pair_lists.at[i].name, n->key))
			list = &lx->pair_lists.at[i];
	if (!list) {
		list = VEC_PUSH(lx->arena, &lx->pair_lists);
		list->name = n->key;
	}
	struct str(*pairs)[2] = arena_array(lx->arena, list->count + n->children, sizeof *pairs);
	for (size_t i = 0; i < list->count; i++)
		memcpy(pairs[i], list->pairs[i], sizeof *pairs);
	for (size_t i = 0; i < n->children; i++) {
		if (!is_pair(&n->child[i])) {
			complain(r->c, reader_place(r, &n->child[i]),
				 "a pair is an array of two strings");
			continue;
		}
		pairs[list->count][0] = n->child[i].child[0].string;
		pairs[list->count++][1] = n->child[i].child[1].string;
	}
	word_pairs_make(lx->arena, list, (const struct str(*)[2])pairs, list->count);
}

void
read_pairs(struct reader *r, const struct toml_node *table)
{
	if (!reader_want(r, table, TOML_TABLE, "a table"))
		return;
	for (size_t i = 0; i < table->children; i++)
		if (reader_want(r, &table->child[i], TOML_ARRAY, "an array of pairs"))
			pairs_add(r, &table->child[i]);
}
