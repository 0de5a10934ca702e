/*
 * What the server says of a configuration or a rule file as it stands in the editor, and how what
 * is complained of becomes a diagnostic.
 */
#include "lsp.h"

#include <stdlib.h>

enum { COMPLAINTS_MOST = 200 /* each costs a look for its line */ };

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

json_t *
lsp_complaints(const struct lsp *l, const struct lsp_document *d, const struct complaint *from,
	       struct str file)
{
	struct arena *a = arena_new(out_of_memory);
	json_t *list = json_array();

	if (!a)
		out_of_memory();
	for (const struct complaint *c = from; c && json_array_size(list) < COMPLAINTS_MOST;
	     c = c->next) {
		if (!str_eq(c->place.file, file))
			continue;
		json_t *range = lsp_word_range(d, l->encoding, c->place.line, c->place.column);
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
