/*
 * What the server says of a configuration or a rule file as it stands in the editor, and how what
 * is complained of becomes a diagnostic.
 */
#include "lsp.h"

#include <stdlib.h>

static const char *
file_name(const struct lsp_document *d)
{
	const char *slash = strrchr(d->path, '/');

	return slash ? slash + 1 : d->path;
}

bool
lsp_is_toml(const struct lsp_document *d)
{
	return strcmp(d->language, "toml") == 0 || str_ends(str_of(d->path), STR(".toml"));
}

bool
lsp_is_configuration(const struct lsp_document *d)
{
	const char *name = file_name(d);

	return strcmp(name, CONFIG_NAME) == 0 || strcmp(name, "." CONFIG_NAME) == 0;
}

/* ---- complaints ------------------------------------------------------------------------ */

static bool
is_in_word(char c)
{
	return is_letter(c) || is_digit(c) || c == '-' || c == '_' || c == '.';
}

/* The end of the string or word that begins at `at`; a character where there is neither. */
static size_t
end_of_word(const struct lsp_document *d, size_t at)
{
	size_t to = at;
	char quote = d->text[at];

	if (quote == '"' || quote == '\'') {
		for (to++; to < d->len && d->text[to] != quote && d->text[to] != '\n'; to++)
			to += d->text[to] == '\\' && quote == '"' && to + 1 < d->len;
		return to < d->len && d->text[to] == quote ? to + 1 : to;
	}
	while (to < d->len && is_in_word(d->text[to]))
		to++;
	if (to == at && d->text[at] != '\n' && d->text[at] != '\r')
		utf8_next(d->text, &to);
	return to;
}

/* `line` and `column` from 1, in characters; 0: at the beginning. */
static json_t *
range_json(const struct lsp *l, const struct lsp_document *d, const struct source *s, uint32_t line,
	   uint32_t column)
{
	json_t *place = json_pack("{s:I, s:I}", "line", (json_int_t)line - (line > 0), "character",
				  (json_int_t)column - (column > 0));
	size_t at = 0, mark = lsp_mark_bytes(d);

	lsp_offset(d, LSP_UTF32, place, &at);
	json_decref(place);
	at = at < mark ? mark : at;
	size_t end = at < d->len ? end_of_word(d, at) : at;
	return lsp_range(d, l->encoding, s,
			 (struct ospan){(uint32_t)(at - mark), (uint32_t)(end - mark)});
}

json_t *
lsp_complaints(const struct lsp *l, const struct lsp_document *d, const struct complaint *from,
	       struct str file)
{
	struct arena *a = arena_new(out_of_memory);
	json_t *list = json_array();
	struct source source;
	struct source_error error;

	if (!a)
		out_of_memory();
	/* A text without anything is no source, but has a beginning. */
	if (!source_decode(a, file, (struct str){d->text, d->len}, &source, &error))
		source_decode(a, file, STR("-"), &source, &error);
	for (const struct complaint *c = from; c; c = c->next) {
		if (!str_eq(c->place.file, file))
			continue;
		json_t *range = range_json(l, d, &source, c->place.line, c->place.column);
		json_array_append_new(list,
				      json_pack("{s:o, s:i, s:s, s:o}", "range", range, "severity",
						SEVERITY_ERROR, "source", "reportlint", "message",
						json_text(a, c->message)));
	}
	arena_free(a);
	return list;
}

/* ---- open files ----------------------------------------------------------------------------- */

static void
read_toml(const struct lsp *l, struct arena *a, struct complaints *c, const struct lsp_document *d,
	  const struct toml_node *root)
{
	struct rule_file tree = {.name = str_of(d->path),
				 .root = root,
				 .language = toml_get(root, STR("language")) != NULL};
	struct config_file file = {.path = tree.name, .folder = STR("/"), .tree = tree};

	if (tree.language || toml_get(root, STR("rule")) || toml_get(root, STR("measure"))) {
		const struct rule_sources from = {.trees = &tree, .tree_count = 1};
		rulebook_free(rules_load(&from, c));
	} else if (!lsp_rules_try(l, d, c) && lsp_is_configuration(d)) {
		config_file_read(a, c, &file);
	}
}

json_t *
lsp_toml_diagnostics(const struct lsp *l, const struct lsp_document *d)
{
	struct arena *a = arena_new(out_of_memory);
	struct toml_error wrong = {0};
	struct str file = str_of(d->path);
	struct complaints c;

	if (!a)
		out_of_memory();
	complaints_init(&c, a);
	const struct toml_node *root = toml_parse(a, (struct str){d->text, d->len}, &wrong);
	if (root)
		read_toml(l, a, &c, d, root);
	else
		complain(&c, (struct place){file, wrong.line, wrong.column}, "%.*s",
			 STR_FMT(wrong.message));
	json_t *list = lsp_complaints(l, d, c.first, file);
	arena_free(a);
	return list;
}
