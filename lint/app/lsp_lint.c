/*
 * What the server says of a document: findings of a report, or what is wrong with a configuration
 * or a rule file, as it stands in the editor.
 */
#include "lsp.h"

#include <stdlib.h>

enum { FILE_MOST = 32 * 1024 * 1024 /* bytes of a report that is not open */ };
enum severity { SEVERITY_ERROR = 1, SEVERITY_WARNING, SEVERITY_INFORMATION };

/* ---- configuration and rules ------------------------------------------------------- */

struct lsp_rules *
lsp_rules_new(const struct lsp *l)
{
	struct lsp_rules *r = calloc(1, sizeof *r);

	if (!r || !(r->arena = arena_new(out_of_memory)))
		out_of_memory();
	complaints_init(&r->complaints, r->arena);
	r->configs = configs_new(r->arena, &r->complaints, l->search);
	r->plain = configs_new(r->arena, &r->complaints, (struct config_search){.none = true});
	r->rulebooks = rulebooks_new(r->arena, &r->complaints, &l->wishes);
	r->worker = worker_new(NULL);
	return r;
}

void
lsp_rules_free(struct lsp_rules *r)
{
	if (!r)
		return;
	worker_free(r->worker);
	rulebooks_free(r->rulebooks);
	arena_free(r->arena);
	free(r);
}

struct lsp_document *
lsp_document_at(const struct lsp *l, struct str path)
{
	for (struct lsp_document *d = l->documents; d; d = d->next)
		if (str_eq(str_of(d->path), path))
			return d;
	return NULL;
}

static json_t *
diagnostic_at(uint32_t line, uint32_t column, enum severity severity, json_t *message)
{
	json_int_t row = line ? (json_int_t)line - 1 : 0;
	json_int_t from = column ? (json_int_t)column - 1 : 0;

	return json_pack("{s:{s:{s:I, s:I}, s:{s:I, s:I}}, s:i, s:s, s:o}", "range", "start",
			 "line", row, "character", from, "end", "line", row, "character", from + 1,
			 "severity", (int)severity, "source", "reportlint", "message", message);
}

/* The complaints about one file, and how many they are before the next file's. */
static json_t *
complaints_json(struct arena *a, const struct complaint *from, struct str file)
{
	json_t *list = json_array();

	for (const struct complaint *c = from; c; c = c->next)
		if (str_eq(c->place.file, file))
			json_array_append_new(list, diagnostic_at(c->place.line, c->place.column,
								  SEVERITY_ERROR,
								  json_text(a, c->message)));
	return list;
}

static void
publish(struct lsp *l, const char *uri, json_t *diagnostics)
{
	rpc_notify(&l->rpc, "textDocument/publishDiagnostics",
		   json_pack("{s:s, s:o}", "uri", uri, "diagnostics", diagnostics));
}

/* Was it said before?  It is, whenever a report is linted that the file is for. */
static bool
is_complained(const struct lsp *l, const struct lsp_rules *r, struct str file)
{
	struct str uri = path_uri(r->arena, file);
	const json_t *one;
	size_t i;

	json_array_foreach(l->complained, i,
			   one) if (str_eq(str_of(json_string_value(one)), uri)) return true;
	return false;
}

/* What is wrong with files that are not open stands in them; open ones are looked at themselves. */
static void
publish_complaints(struct lsp *l, const struct lsp_rules *r)
{
	for (const struct complaint *c = r->complaints.first; c; c = c->next) {
		struct str file = c->place.file;
		bool said = !file.len || lsp_document_at(l, file);
		said = said || is_complained(l, r, file);
		for (const struct complaint *b = r->complaints.first; b != c && !said; b = b->next)
			said = str_eq(b->place.file, file);
		if (said)
			continue;
		const char *uri = str_copy(r->arena, path_uri(r->arena, file)).at;
		json_array_append_new(l->complained, json_string(uri));
		publish(l, uri, complaints_json(r->arena, c, file));
	}
}

static void
withdraw_complaints(struct lsp *l)
{
	const json_t *uri;
	size_t i;

	json_array_foreach(l->complained, i, uri) publish(l, json_string_value(uri), json_array());
	json_array_clear(l->complained);
}

/* The folder of a document with a rulebook; NULL when there are complaints. */
static const struct config_folder *
folder_in(struct lsp_rules *r, const struct lsp_document *d)
{
	size_t before = r->complaints.count;
	const struct config_folder *f = configs_folder_of(r->configs, str_of(d->path));

	if (!f->config->rulebook && !rulebooks_give(r->rulebooks, f->config))
		return NULL;
	return r->complaints.count == before ? f : NULL;
}

void
lsp_rules_reload(struct lsp *l)
{
	struct lsp_rules *fresh = lsp_rules_new(l);

	l->generation++;
	withdraw_complaints(l);
	for (struct lsp_document *d = l->documents; d; d = d->next) {
		d->dirty = true;
		if (!lsp_is_toml(d))
			folder_in(fresh, d);
	}
	if (fresh->complaints.count && l->rules) {
		publish_complaints(l, fresh);
		lsp_rules_free(fresh);
		return;
	}
	lsp_rules_free(l->rules);
	l->rules = fresh;
}

/* The rules of the program and nothing else. */
static const struct config_folder *
plain_folder(struct lsp_rules *r)
{
	const struct config_folder *f = configs_folder(r->plain, STR(""));

	if (!f->config->rulebook)
		rulebooks_give(r->rulebooks, f->config);
	return f;
}

/* ---- reports ------------------------------------------------------------------------ */

/* False: the configuration leaves it out. */
static bool
options_for(struct lsp *l, const struct lsp_document *d, struct lint_options *out)
{
	const struct config_folder *folder = folder_in(l->rules, d);
	const char *name = strrchr(d->path, '/');

	if (!folder) {
		publish_complaints(l, l->rules);
		folder = plain_folder(l->rules);
	}
	*out = (struct lint_options){
		.language = l->language,
		.format = strcmp(d->language, "markdown") == 0 ? DOC_MARKDOWN : DOC_AUTO,
		.max_file_size = FILE_MOST,
		.jobs = 1,
		.keeps_involved = true,
		.folder = folder,
	};
	worker_reset(l->rules->worker);
	return !folder->excluded &&
	       !config_excludes(folder, str_of(name ? name + 1 : d->path), false);
}

bool
lsp_lint(struct lsp *l, const struct lsp_document *d, struct lint_result *out)
{
	struct lint_options options;

	*out = (struct lint_result){.ok = false};
	if (options_for(l, d, &options))
		lint_bytes(l->rules->worker, str_of(d->path), (struct str){d->text, d->len},
			   &options, NULL, out);
	return out->ok;
}

struct str
lsp_pragma(struct lsp *l, const struct lsp_document *d)
{
	const struct config_folder *folder = folder_in(l->rules, d);
	const struct toml_node *n =
		folder ? config_value(folder->config, CONFIG_PRAGMA, NULL) : NULL;

	return n ? n->string : (struct str){0};
}

/* A place in a report that is read from disk. */
static json_t *
location_elsewhere(const struct lsp *l, const struct related *x)
{
	static const enum column_unit units[] = {[LSP_UTF8] = COLUMN_BYTE,
						 [LSP_UTF16] = COLUMN_UTF16,
						 [LSP_UTF32] = COLUMN_CHARACTER};
	enum column_unit unit = units[l->encoding];
	struct arena *a = worker_arena(l->rules->worker);
	struct out_place p = place_of(x->doc, x->span);
	struct str uri = str_copy(a, path_uri(a, x->doc->source->path));

	return json_pack("{s:s, s:{s:{s:I, s:I}, s:{s:I, s:I}}}", "uri", uri.at, "range", "start",
			 "line", (json_int_t)p.from.line - 1, "character",
			 (json_int_t)place_column(x->doc, &p, unit) - 1, "end", "line",
			 (json_int_t)p.to.line - 1, "character",
			 (json_int_t)place_end_column(x->doc, &p, unit) - 1);
}

static json_t *
location(const struct lsp *l, const struct lsp_document *d, const struct lint_result *r,
	 const struct related *x)
{
	if (x->doc)
		return location_elsewhere(l, x);
	return json_pack("{s:s, s:o}", "uri", d->uri, "range",
			 lsp_range(d, l->encoding, &r->source, text_origin(&r->doc.text, x->span)));
}

static json_t *
related_json(const struct lsp *l, const struct lsp_document *d, const struct lint_result *r,
	     const struct finding *f)
{
	json_t *list = json_array();

	for (size_t i = 0; i < f->related_count; i++)
		json_array_append_new(list, json_pack("{s:o, s:o}", "location",
						      location(l, d, r, &f->related[i]), "message",
						      json_text(worker_arena(l->rules->worker),
								f->related[i].message)));
	return list;
}

/* For an editor that shows nothing else, the places stand in the message. */
static json_t *
message_json(const struct lsp *l, const struct lint_result *r, const struct finding *f)
{
	struct arena *a = worker_arena(l->rules->worker);
	struct buf b = {.arena = a};

	buf_add(&b, f->message);
	for (size_t i = 0; i < f->related_count && !l->related; i++) {
		const struct doc *doc = related_doc(&r->doc, &f->related[i]);
		struct out_place p = place_of(doc, f->related[i].span);
		buf_add(&b, STR("\n"));
		if (f->related[i].doc)
			buf_printf(&b, "%.*s:", STR_FMT(doc->source->path));
		buf_printf(&b, "%u:%u: ", p.from.line, p.from.column);
		buf_add(&b, f->related[i].message);
	}
	return json_text(a, buf_str(&b));
}

json_t *
lsp_diagnostic(const struct lsp *l, const struct lsp_document *d, const struct lint_result *r,
	       const struct finding *f)
{
	static const enum severity severities[] = {[LEVEL_OFF] = SEVERITY_INFORMATION,
						   [LEVEL_NOTE] = SEVERITY_INFORMATION,
						   [LEVEL_WARNING] = SEVERITY_WARNING,
						   [LEVEL_ERROR] = SEVERITY_ERROR};
	json_t *o =
		json_pack("{s:o, s:i, s:o, s:s, s:o}", "range",
			  lsp_range(d, l->encoding, &r->source, text_origin(&r->doc.text, f->span)),
			  "severity", (int)severities[f->level], "code",
			  json_text(worker_arena(l->rules->worker), f->rule->id), "source",
			  "reportlint", "message", message_json(l, r, f));

	if (l->related && f->related_count)
		json_object_set_new(o, "relatedInformation", related_json(l, d, r, f));
	return o;
}

/* Of a result; none when the document could not be read. */
static json_t *
findings_json(const struct lsp *l, const struct lsp_document *d, const struct lint_result *r)
{
	json_t *list = json_array();

	for (size_t i = 0; r->ok && i < r->check.findings.len; i++)
		json_array_append_new(list, lsp_diagnostic(l, d, r, &r->check.findings.at[i]));
	return list;
}

static json_t *
report_diagnostics(struct lsp *l, const struct lsp_document *d)
{
	struct lint_result r;

	lsp_lint(l, d, &r);
	return findings_json(l, d, &r);
}

json_t *
lsp_diagnose_file(struct lsp *l, const char *path, const char *uri)
{
	struct lsp_document *d = lsp_document_new(uri, "", 0, (struct str){"", 0});
	struct lint_result r = {.ok = false};
	struct lint_options options;

	if (options_for(l, d, &options))
		lint_file(l->rules->worker, path, path, &options, NULL, &r);
	json_t *list = findings_json(l, d, &r);
	lsp_document_free(d);
	return list;
}

/* ---- configuration and rule files ------------------------------------------------------ */

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

static void
read_toml(struct arena *a, struct complaints *c, const struct lsp_document *d,
	  const struct toml_node *root)
{
	struct rule_file tree = {.name = str_of(d->path),
				 .root = root,
				 .language = toml_get(root, STR("language")) != NULL};
	struct config_file file = {.path = tree.name, .folder = STR("/"), .tree = tree};

	if (lsp_is_configuration(d)) {
		config_file_read(a, c, &file);
	} else if (tree.language || toml_get(root, STR("rule")) || toml_get(root, STR("measure"))) {
		const struct rule_sources from = {.trees = &tree, .tree_count = 1};
		rulebook_free(rules_load(&from, c));
	}
}

static json_t *
toml_diagnostics(const struct lsp_document *d)
{
	struct arena *a = arena_new(out_of_memory);
	struct toml_error wrong = {0};
	struct complaints c;
	json_t *list;

	if (!a)
		out_of_memory();
	complaints_init(&c, a);
	const struct toml_node *root = toml_parse(a, (struct str){d->text, d->len}, &wrong);
	if (root) {
		read_toml(a, &c, d, root);
		list = complaints_json(a, c.first, str_of(d->path));
	} else {
		list = json_array();
		json_array_append_new(list, diagnostic_at(wrong.line, wrong.column, SEVERITY_ERROR,
							  json_text(a, wrong.message)));
	}
	arena_free(a);
	return list;
}

/* ---- all -------------------------------------------------------------------------------- */

void
lsp_diagnose(struct lsp *l, struct lsp_document *d)
{
	json_t *list = lsp_is_toml(d) ? toml_diagnostics(d) : report_diagnostics(l, d);

	d->result += !d->diagnostics || !json_equal(d->diagnostics, list);
	json_decref(d->diagnostics);
	d->diagnostics = list;
	d->dirty = false;
}

void
lsp_publish(struct lsp *l, const struct lsp_document *d)
{
	json_t *params = json_pack("{s:s, s:O}", "uri", d->uri, "diagnostics", d->diagnostics);

	if (l->versions)
		json_object_set_new(params, "version", json_integer(d->version));
	rpc_notify(&l->rpc, "textDocument/publishDiagnostics", params);
}
