/*
 * Diagnostics of all reports in the editor's folders, open or not.  One report at a time whenever
 * no message waits: typing goes before, and the request can be cancelled while it runs.  A file
 * that has not changed since the editor was told is only looked at, not read.
 */
#include "lsp.h"

#include <inttypes.h>
#include <stdlib.h>
#include <sys/stat.h>

#include "options.h"

enum { REPORTS_MOST = 20000, FILES_A_STEP = 200, RESULT_BYTES = 80, LOG_WARNING = 2 };

/* Of a file that is no more. */
static const char gone[] = "gone";

struct lsp_workspace {
	struct arena *arena;
	struct inputs inputs;
	size_t next;	   /* of inputs.all */
	json_t *id;	   /* of the request */
	json_t *partial;   /* token of partial results, or NULL */
	json_t *work;	   /* token of progress, or NULL */
	json_t *previous;  /* result ids by URI, less those that were dealt with */
	json_t *items;	   /* not sent yet */
	size_t percentage; /* that was said last */
};

/* ---- one document ------------------------------------------------------------------ */

static json_t *
report_json(const char *result, const char *previous, json_t *diagnostics)
{
	if (previous && strcmp(previous, result) == 0)
		return json_pack("{s:s, s:s}", "kind", "unchanged", "resultId", result);
	return json_pack("{s:s, s:s, s:O}", "kind", "full", "resultId", result, "items",
			 diagnostics);
}

json_t *
lsp_document_report(struct lsp *l, struct lsp_document *d, const char *previous)
{
	char result[RESULT_BYTES];

	if (d->dirty || !d->diagnostics)
		lsp_diagnose(l, d);
	snprintf(result, sizeof result, "%" PRIu64, d->result);
	return report_json(result, previous, d->diagnostics);
}

/* ---- what is said ------------------------------------------------------------------- */

static void
progress(struct lsp *l, json_t *token, json_t *value)
{
	rpc_notify(&l->rpc, "$/progress", json_pack("{s:O, s:o}", "token", token, "value", value));
}

static void
say_percentage(struct lsp *l, struct lsp_workspace *w)
{
	size_t now = w->inputs.all.len ? w->next * 100 / w->inputs.all.len : 100;

	if (!w->work || now == w->percentage)
		return;
	w->percentage = now;
	progress(l, w->work,
		 json_pack("{s:s, s:I}", "kind", "report", "percentage", (json_int_t)now));
}

/* Items that were found, when the editor takes them before the end. */
static void
send_items(struct lsp *l, struct lsp_workspace *w)
{
	if (!w->partial || !json_array_size(w->items))
		return;
	progress(l, w->partial, json_pack("{s:o}", "items", w->items));
	w->items = json_array();
}

/* `version` NULL: the file is not open. */
static void
add_item(struct lsp_workspace *w, const char *uri, json_t *version, json_t *report)
{
	json_object_set_new(report, "uri", json_string(uri));
	json_object_set_new(report, "version", version ? version : json_null());
	json_array_append_new(w->items, report);
	json_object_del(w->previous, uri);
}

static const char *
previous_of(const struct lsp_workspace *w, const char *uri)
{
	return json_string_value(json_object_get(w->previous, uri));
}

/* ---- files ------------------------------------------------------------------------------ */

/* True when the file had to be read. */
static bool
take_file(struct lsp *l, struct lsp_workspace *w, const char *path)
{
	const char *uri = str_copy(w->arena, path_uri(w->arena, str_of(path))).at;
	const char *previous = previous_of(w, uri);
	char result[RESULT_BYTES];
	struct stat st;

	if (lsp_document_at(l, str_of(path)) || stat(path, &st) != 0)
		return false;
	snprintf(result, sizeof result, "%" PRIu64 "-%jd.%09ld-%jd", l->generation,
		 (intmax_t)st.st_mtim.tv_sec, st.st_mtim.tv_nsec, (intmax_t)st.st_size);
	bool same = previous && strcmp(previous, result) == 0;
	json_t *diagnostics = same ? json_array() : lsp_diagnose_file(l, path, uri);
	add_item(w, uri, NULL, report_json(result, previous, diagnostics));
	json_decref(diagnostics);
	return !same;
}

/* What the editor was told of files that are no longer there is taken back. */
static void
take_back(struct lsp_workspace *w)
{
	const char *uri;
	json_t *value, *none = json_array();
	void *next;

	json_object_foreach_safe(w->previous, next, uri, value)
	{
		if (strcmp(json_string_value(value), gone) == 0)
			continue;
		char *known = strdup(uri);
		if (!known)
			out_of_memory();
		add_item(w, known, NULL, report_json(gone, NULL, none));
		free(known);
	}
	json_decref(none);
}

static char *
arena_string(struct arena *a, const char *s)
{
	char *copy = arena_array(a, strlen(s) + 1, 1);

	return memcpy(copy, s, strlen(s) + 1);
}

static void
collect(struct lsp *l, struct lsp_workspace *w)
{
	size_t count = json_array_size(l->folders), i;
	char **paths = arena_array(w->arena, count + 1, sizeof *paths);
	const struct options o = {.arguments = paths, .argument_count = count};
	const json_t *folder;

	json_array_foreach(l->folders, i, folder)
	{
		char *path = lsp_path(json_string_value(folder));
		paths[i] = arena_string(w->arena, path);
		free(path);
	}
	w->inputs = (struct inputs){.arena = w->arena, .quiet = true};
	inputs_collect(&w->inputs, &o, l->rules->configs);
	if (w->inputs.all.len <= REPORTS_MOST)
		return;
	w->inputs.all.len = REPORTS_MOST;
	rpc_notify(&l->rpc, "window/logMessage",
		   json_pack("{s:i, s:o}", "type", LOG_WARNING, "message",
			     json_sprintf(l->language == MESSAGE_ZH
						  ? "只检查前%d份报告"
						  : "only the first %d reports are looked at",
					  REPORTS_MOST)));
}

/* ---- the request --------------------------------------------------------------------------- */

static json_t *
token_of(const json_t *params, const char *name)
{
	json_t *token = json_object_get(params, name);

	return json_is_string(token) || json_is_integer(token) ? json_incref(token) : NULL;
}

void
lsp_workspace_begin(struct lsp *l, json_t *id, const json_t *params)
{
	struct lsp_workspace *w = calloc(1, sizeof *w);
	const json_t *one;
	size_t i;

	lsp_workspace_cancel(l, NULL, RPC_SERVER_CANCELLED);
	if (!w || !(w->arena = arena_new(out_of_memory)))
		out_of_memory();
	w->id = json_incref(id);
	w->partial = token_of(params, "partialResultToken");
	w->work = token_of(params, "workDoneToken");
	w->items = json_array();
	w->previous = json_object();
	json_array_foreach(json_object_get(params, "previousResultIds"), i, one)
	{
		const char *uri = json_string_value(json_object_get(one, "uri"));
		json_t *value = json_object_get(one, "value");
		if (uri && json_is_string(value))
			json_object_set(w->previous, uri, value);
	}
	l->workspace = w;
	if (w->work)
		progress(l, w->work,
			 json_pack("{s:s, s:s, s:b, s:i}", "kind", "begin", "title", "reportlint",
				   "cancellable", 1, "percentage", 0));
	for (struct lsp_document *d = l->documents; d; d = d->next)
		add_item(w, d->uri, json_integer(d->version),
			 lsp_document_report(l, d, previous_of(w, d->uri)));
	collect(l, w);
}

/* The request is about to be answered. */
static void
say_end(struct lsp *l)
{
	if (l->workspace->work)
		progress(l, l->workspace->work, json_pack("{s:s}", "kind", "end"));
}

static void
end(struct lsp *l)
{
	struct lsp_workspace *w = l->workspace;

	json_decref(w->id);
	json_decref(w->partial);
	json_decref(w->work);
	json_decref(w->items);
	json_decref(w->previous);
	arena_free(w->arena);
	free(w);
	l->workspace = NULL;
}

void
lsp_workspace_cancel(struct lsp *l, const json_t *id, enum rpc_error why)
{
	struct lsp_workspace *w = l->workspace;

	if (!w || (id && !json_equal(w->id, id)))
		return;
	say_end(l);
	rpc_fail(&l->rpc, w->id, why, "cancelled");
	end(l);
}

void
lsp_workspace_step(struct lsp *l)
{
	struct lsp_workspace *w = l->workspace;
	bool read = false;

	for (int i = 0; i < FILES_A_STEP && w->next < w->inputs.all.len && !read; i++)
		read = take_file(l, w, w->inputs.all.at[w->next++].path);
	if (w->next == w->inputs.all.len)
		take_back(w);
	send_items(l, w);
	say_percentage(l, w);
	if (w->next < w->inputs.all.len)
		return;
	say_end(l);
	rpc_reply(&l->rpc, w->id, json_pack("{s:O}", "items", w->items));
	end(l);
}
