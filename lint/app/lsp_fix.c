/*
 * Suggestions as edits of an open document: a quick fix of a finding, and all safe ones at once.
 */
#include "lsp.h"

static json_t *
edit_json(const struct lsp *l, const struct lsp_document *d, const struct lint_result *r,
	  const struct edit *e)
{
	struct arena *a = worker_arena(l->rules->worker);

	return json_pack("{s:o, s:o}", "range",
			 lsp_range(d, l->encoding, &r->source, text_origin(&r->doc.text, e->span)),
			 "newText", json_text(a, e->text));
}

/* Edits of this version of the document; `edits` is taken over. */
static json_t *
workspace_edit(const struct lsp *l, const struct lsp_document *d, json_t *edits)
{
	if (!l->document_changes)
		return json_pack("{s:{s:o}}", "changes", d->uri, edits);
	return json_pack("{s:[{s:{s:s, s:I}, s:o}]}", "documentChanges", "textDocument", "uri",
			 d->uri, "version", d->version, "edits", edits);
}

json_t *
lsp_fix_action(const struct lsp *l, const struct lsp_document *d, const struct lint_result *r,
	       const struct finding *f, const json_t *diagnostic)
{
	struct arena *a = worker_arena(l->rules->worker);
	json_t *edits = json_array(), *action;

	if (!f->edit_count) {
		json_decref(edits);
		return NULL;
	}
	for (size_t i = 0; i < f->edit_count; i++)
		json_array_append_new(edits, edit_json(l, d, r, &f->edits[i]));
	action = json_pack("{s:o, s:s, s:[O], s:o}", "title", json_text(a, f->edit_title), "kind",
			   "quickfix", "diagnostics", diagnostic, "edit",
			   workspace_edit(l, d, edits));
	if (f->edit_safe)
		json_object_set_new(action, "isPreferred", json_true());
	return action;
}

/* Does the edit share text with one that was taken? */
static bool
overlaps(const struct edit *e, const struct edit *const *taken, size_t count)
{
	for (size_t i = 0; i < count; i++)
		if (e->span.from < taken[i]->span.to && taken[i]->span.from < e->span.to)
			return true;
	return false;
}

json_t *
lsp_fix_all(const struct lsp *l, const struct lsp_document *d, const struct lint_result *r)
{
	const struct check *c = &r->check;
	const struct edit **taken =
		arena_array(worker_arena(l->rules->worker), c->findings.len + 1, sizeof *taken);
	json_t *edits = json_array();
	size_t count = 0;

	for (size_t i = 0; i < c->findings.len; i++) {
		const struct finding *f = &c->findings.at[i];
		if (!f->edit_safe || !f->edit_count || overlaps(&f->edits[0], taken, count))
			continue;
		taken[count++] = &f->edits[0];
		json_array_append_new(edits, edit_json(l, d, r, &f->edits[0]));
	}
	if (!count) {
		json_decref(edits);
		return NULL;
	}
	return json_pack("{s:s, s:s, s:o}", "title",
			 l->language == MESSAGE_ZH ? "修改所有可以确定的问题"
						   : "Fix all that is safe to fix",
			 "kind", "source.fixAll.reportlint", "edit", workspace_edit(l, d, edits));
}
