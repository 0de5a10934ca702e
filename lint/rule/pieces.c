/*
 * Named pieces of patterns: [pieces] of a rule file, which only its own rules may use, and of a
 * language file, which all may.  They stand in patterns as {#name} (pattern.c).
 * Cost: the pieces of a file each time one is asked for, when its rules are read.
 */
#include "rule_internal.h"

/* The [pieces] of a file; NULL without. */
static const struct toml_node *
pieces_of(struct loader *l, const struct rule_file *file)
{
	const struct packed *p = file->packed;
	const struct toml_node *n;

	if (p) {
		uint32_t place = packed_get(p, rule_file_tree(file), STR("pieces"));
		n = place ? unpack_tree(l->arena, p, place, NULL) : NULL;
	} else {
		n = file->options ? NULL : toml_get(file->root, STR("pieces"));
	}
	return n && n->type == TOML_TABLE ? n : NULL;
}

/* Has the rule file that is being read, or a language file, a piece of this name? */
bool
piece_named(struct loader *l, struct str name, struct pattern_piece *out)
{
	for (size_t i = l->file_count + 1; i-- > 0;) {
		const struct rule_file *file = i == l->file_count ? l->file : &l->files[i];
		if (file != l->file && !file->language)
			continue;
		const struct toml_node *pieces = pieces_of(l, file);
		const struct toml_node *text = pieces ? toml_get(pieces, name) : NULL;
		if (text && text->type == TOML_STRING) {
			*out = (struct pattern_piece){name, file, text};
			return true;
		}
	}
	return false;
}

void
piece_unknown(struct loader *l, struct place place, struct str name)
{
	VEC(struct str) names = {0};

	for (size_t i = 0; i < l->file_count; i++) {
		const struct rule_file *file = &l->files[i];
		const struct toml_node *pieces =
			file == l->file || file->language ? pieces_of(l, file) : NULL;
		for (size_t k = 0; pieces && k < pieces->children; k++)
			*VEC_PUSH(l->arena, &names) = pieces->child[k].key;
	}
	load_unknown(l, place, "piece", name, names.at, names.len);
}

void
pieces_check(struct loader *l)
{
	const struct toml_node *all = load_key(l, l->file->root, "pieces", TOML_TABLE, false);

	for (size_t i = 0; all && i < all->children; i++) {
		const struct toml_node *n = &all->child[i];
		if (!load_name_valid(n->key, false))
			complain(l->complaints, load_key_place(l, n),
				 "'%.*s' is no name for a piece", STR_FMT(str_sub(n->key, 0, 80)));
		if (n->type != TOML_STRING || !n->string.len)
			complain(l->complaints, load_place(l, n), "a piece is a pattern '...'");
	}
}
