/*
 * What the server says of a document as it stands in the editor: findings of a report; what is
 * wrong with a configuration or a rule file is said in lsp_toml.c.
 */
#include "lsp.h"

enum { FILE_MOST = 32 * 1024 * 1024 /* bytes of a report that is not open */ };

/* ---- reports ------------------------------------------------------------------------ */

/* False: the configuration leaves it out. */
static bool
options_for(struct lsp *l, const struct lsp_document *d, struct lint_options *out)
{
	const struct config_folder *folder = lsp_folder(l, d);
	const char *name = strrchr(d->path, '/');

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

bool
lsp_suggest(struct lsp *l, const struct lsp_document *d, size_t from, size_t to,
	    struct lint_result *out)
{
	struct worker *w = l->rules->worker;
	struct lint_options options;

	*out = (struct lint_result){.ok = false};
	if (!options_for(l, d, &options))
		return false;
	options.proposes = true;
	lint_bytes(w, str_of(d->path), (struct str){d->text, d->len}, &options, NULL, out);
	if (!out->ok)
		return false;
	size_t count = out->check.findings.len;
	bool *wanted = arena_array(worker_arena(w), count + 1, sizeof *wanted);
	for (size_t i = 0; i < count; i++) {
		struct ospan o = text_origin(&out->doc.text, out->check.findings.at[i].span);
		wanted[i] = o.from <= to && from <= o.to;
	}
	suggest(w, out, &options, out->check.findings.at, count, wanted);
	options.proposes = false;
	lsp_compare(l, d, &options, out);
	return true;
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

/* Of a result: findings, or why the document cannot be read; that it is empty is no fault while it
 * is being written. */
static json_t *
findings_json(const struct lsp *l, const struct lsp_document *d, const struct lint_result *r)
{
	const struct source_error *e = &r->error;
	const struct complaint unread = {.place = {r->path, e->line, e->column},
					 .message = e->message};
	json_t *list = !r->ok && e->message.len && !e->blank
			       ? lsp_complaints(l, d, &unread, r->path)
			       : json_array();

	for (size_t i = 0; r->ok && i < r->check.findings.len; i++)
		json_array_append_new(list, lsp_diagnostic(l, d, r, &r->check.findings.at[i]));
	return list;
}

static json_t *
report_diagnostics(struct lsp *l, const struct lsp_document *d)
{
	struct lint_options options;
	struct lint_result r = {.ok = false};

	if (options_for(l, d, &options))
		lint_bytes(l->rules->worker, str_of(d->path), (struct str){d->text, d->len},
			   &options, NULL, &r);
	if (r.ok)
		lsp_compare(l, d, &options, &r);
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

/* ---- all -------------------------------------------------------------------------------- */

void
lsp_diagnose(struct lsp *l, struct lsp_document *d)
{
	json_t *list = lsp_is_toml(d) ? lsp_toml_diagnostics(l, d) : report_diagnostics(l, d);

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
