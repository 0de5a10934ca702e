/*
 * Named pieces of patterns: [pieces] of a rule file, which only its own rules may use, and of a
 * language file, which all may.  They stand in patterns as {#name}.
 * Cost: the pieces of a file each time one is asked for, when its rules are read.
 */
#include "expander.h"

enum { PIECES_NESTED_MAX = 16 };

struct pattern_piece {
	struct str name;
	const struct rule_file *file; /* where it stands */
	const struct toml_node *text;
};

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
static bool
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

/* "unknown piece 'name'", with one that is near. */
static void
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

/* Is it being expanded already? */
static bool
is_expanded(const struct stretch *s, const struct pattern_piece *p)
{
	for (; s; s = s->outer)
		if (s->file == p->file && str_eq(s->piece, p->name))
			return true;
	return false;
}

/* The piece that {#name} stands for at the place that is read; false after a complaint. */
static bool
piece_find(struct expander *x, struct str name, struct pattern_piece *out)
{
	if (!piece_named(x->l, name, out)) {
		x->failed = true;
		piece_unknown(x->l, load_offset_place(x->l, x->in.node, x->in.at + 1), name);
	} else if (is_expanded(&x->in, out)) {
		PATTERN_ERROR(x, x->in.at + 1, "the piece '%.*s' holds itself", STR_FMT(name));
	} else if (x->in.depth == PIECES_NESTED_MAX) {
		PATTERN_ERROR(x, x->in.at + 1, "pieces nested deeper than %d", PIECES_NESTED_MAX);
	} else {
		return true;
	}
	return false;
}

/* Reads on in another stretch. */
static void
go_on_in(struct expander *x, const struct stretch *s)
{
	x->in = *s;
	x->l->file = s->file;
}

void
expand_piece(struct expander *x, struct str name, size_t end)
{
	const bool whole = x->in.at == 0 && end == x->in.source.len;
	struct pattern_piece piece;
	bool found = piece_find(x, name, &piece);

	x->in.at = end;
	if (!found)
		return;
	const struct stretch outer = x->in;
	buf_add(&x->out, whole ? STR("") : STR("(?:"));
	go_on_in(x, &(struct stretch){.file = piece.file,
				      .node = piece.text,
				      .source = piece.text->string,
				      .floor = x->open,
				      .piece = name,
				      .outer = &outer,
				      .depth = outer.depth + 1});
	expand_all(x);
	/* one that is too long is not read to its end */
	if (x->open != x->in.floor && x->out.len < REGEX_MAX)
		PATTERN_ERROR(x, 0, "the brackets of the piece '%.*s' do not pair", STR_FMT(name));
	go_on_in(x, &outer);
	buf_add(&x->out, whole ? STR("") : STR(")"));
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
