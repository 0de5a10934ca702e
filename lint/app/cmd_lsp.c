/*
 * reportlint lsp: a language server on standard input and output.  Which message means what, and
 * the life of the server.
 */
#include "lsp.h"

#include <signal.h>
#include <stdlib.h>
#include <unistd.h>

#include "options.h"

enum { INFO_MESSAGE = 3, SYNC_INCREMENTAL = 2 };

/* ---- what the editor can ------------------------------------------------------------ */

static const json_t *
at_path(const json_t *object, const char *const *keys)
{
	for (; *keys; keys++)
		object = json_object_get(object, *keys);
	return object;
}
#define AT(object, ...) at_path((object), (const char *const[]){__VA_ARGS__, NULL})

static enum lsp_encoding
choose_encoding(const json_t *capabilities)
{
	const json_t *offered = AT(capabilities, "general", "positionEncodings"), *one;
	size_t i;

	json_array_foreach(offered, i, one)
	{
		const char *name = json_string_value(one);
		if (name && strcmp(name, "utf-8") == 0)
			return LSP_UTF8;
		if (name && strcmp(name, "utf-32") == 0)
			return LSP_UTF32;
		if (name && strcmp(name, "utf-16") == 0)
			return LSP_UTF16;
	}
	return LSP_UTF16;
}

/* An editor that does not say what it shows is taken at its best. */
static bool
offers_markdown(const json_t *formats)
{
	const json_t *one;
	size_t i;

	json_array_foreach(formats, i, one)
	{
		const char *name = json_string_value(one);
		if (name && strcmp(name, "markdown") == 0)
			return true;
	}
	return !json_is_array(formats);
}

static json_t *
capabilities_json(const struct lsp *l)
{
	static const char *const names[] = {"utf-8", "utf-16", "utf-32"};

	return json_pack("{s:s, s:{s:b, s:i, s:b}, s:b, s:b, s:{s:[ss]}, s:{s:[s]}, s:{s:b}, "
			 "s:{s:b, s:b, s:b}, s:{s:{s:b, s:b}}}",
			 "positionEncoding", names[l->encoding], "textDocumentSync", "openClose", 1,
			 "change", SYNC_INCREMENTAL, "save", 1, "hoverProvider", 1,
			 "documentSymbolProvider", 1, "codeActionProvider", "codeActionKinds",
			 "quickfix", "source.fixAll.reportlint", "executeCommandProvider",
			 "commands", "reportlint.explain", "completionProvider", "resolveProvider",
			 0, "diagnosticProvider", "interFileDependencies", 1,
			 "workspaceDiagnostics", 1, "workDoneProgress", 1, "workspace",
			 "workspaceFolders", "supported", 1, "changeNotifications", 1);
}

/* The older ways to name folders come last. */
static void
find_folders(struct lsp *l, const json_t *params)
{
	const json_t *folders = json_object_get(params, "workspaceFolders"), *one;
	json_t *root = json_object_get(params, "rootUri");
	size_t i;

	l->folders = json_array();
	json_array_foreach(folders, i, one)
	{
		json_t *uri = json_object_get(one, "uri");
		if (json_is_string(uri))
			json_array_append(l->folders, uri);
	}
	if (!json_is_string(root))
		root = json_object_get(params, "rootPath");
	if (!json_is_array(folders) && json_is_string(root))
		json_array_append(l->folders, root);
}

static void
initialize(struct lsp *l, json_t *id, const json_t *params)
{
	const json_t *can = json_object_get(params, "capabilities");
	const char *locale = json_string_value(json_object_get(params, "locale"));

	l->encoding = choose_encoding(can);
	l->pulls = AT(can, "textDocument", "diagnostic") != NULL;
	l->refreshes = json_is_true(AT(can, "workspace", "diagnostics", "refreshSupport"));
	l->related =
		json_is_true(AT(can, "textDocument", "publishDiagnostics", "relatedInformation"));
	l->versions = json_is_true(AT(can, "textDocument", "publishDiagnostics", "versionSupport"));
	l->document_changes =
		json_is_true(AT(can, "workspace", "workspaceEdit", "documentChanges"));
	l->symbol_trees = json_is_true(
		AT(can, "textDocument", "documentSymbol", "hierarchicalDocumentSymbolSupport"));
	l->watches =
		json_is_true(AT(can, "workspace", "didChangeWatchedFiles", "dynamicRegistration"));
	if (locale && strncmp(locale, "zh", 2) == 0)
		l->language = MESSAGE_ZH;
	l->markdown = offers_markdown(AT(can, "textDocument", "hover", "contentFormat"));
	find_folders(l, params);
	l->initialized = true;
	l->rules = lsp_rules_new(l);
	rpc_reply(&l->rpc, id,
		  json_pack("{s:o, s:{s:s, s:s}}", "capabilities", capabilities_json(l),
			    "serverInfo", "name", "reportlint", "version", REPORTLINT_VERSION));
}

static void
initialized(struct lsp *l)
{
	lsp_rules_tell(l);
	if (!l->watches)
		return;
	rpc_request(&l->rpc, "client/registerCapability",
		    json_pack("{s:[{s:s, s:s, s:{s:[{s:s}, {s:s}]}}]}", "registrations", "id",
			      "watch", "method", "workspace/didChangeWatchedFiles",
			      "registerOptions", "watchers", "globPattern", "**/*.toml",
			      "globPattern", "**/*.{txt,md,markdown}"));
}

/* ---- documents ------------------------------------------------------------------------- */

static struct lsp_document *
document(const struct lsp *l, const json_t *params)
{
	const char *uri = json_string_value(AT(params, "textDocument", "uri"));

	for (struct lsp_document *d = l->documents; d && uri; d = d->next)
		if (strcmp(d->uri, uri) == 0)
			return d;
	return NULL;
}

static void
close_document(struct lsp *l, struct lsp_document *d)
{
	struct lsp_document **at = &l->documents;

	while (*at != d)
		at = &(*at)->next;
	*at = d->next;
	if (!l->pulls)
		rpc_notify(&l->rpc, "textDocument/publishDiagnostics",
			   json_pack("{s:s, s:[]}", "uri", d->uri, "diagnostics"));
	lsp_document_free(d);
}

static void
did_open(struct lsp *l, const json_t *params)
{
	const json_t *item = json_object_get(params, "textDocument");
	const char *uri = json_string_value(json_object_get(item, "uri"));
	const char *language = json_string_value(json_object_get(item, "languageId"));
	const json_t *text = json_object_get(item, "text");
	struct lsp_document *d = document(l, params);

	if (!uri || !json_is_string(text))
		return;
	if (d)
		close_document(l, d);
	d = lsp_document_new(uri, language ? language : "",
			     json_integer_value(json_object_get(item, "version")),
			     (struct str){json_string_value(text), json_string_length(text)});
	d->next = l->documents;
	l->documents = d;
}

/* An older version than the one we have came out of order: it is passed over. */
static void
did_change(struct lsp *l, const json_t *params)
{
	const json_t *version = AT(params, "textDocument", "version"), *change;
	struct lsp_document *d = document(l, params);
	size_t i;

	if (!d || (json_is_integer(version) && json_integer_value(version) < d->version))
		return;
	if (json_is_integer(version))
		d->version = json_integer_value(version);
	json_array_foreach(json_object_get(params, "contentChanges"), i, change)
		lsp_document_edit(d, l->encoding, change);
}

static void
refresh(struct lsp *l)
{
	if (l->pulls && l->refreshes)
		rpc_request(&l->rpc, "workspace/diagnostic/refresh", NULL);
}

/* Configurations and rules are read anew; an editor that asks is asked to ask again. */
static void
reload(struct lsp *l)
{
	lsp_rules_reload(l);
	refresh(l);
}

/* A report on disk is another one: what is open in its folder is compared with it. */
static void
report_changed(struct lsp *l, const char *uri)
{
	const char *slash = strrchr(uri, '/');
	size_t folder = slash ? (size_t)(slash - uri) + 1 : 0;

	for (struct lsp_document *d = l->documents; d && folder; d = d->next)
		if (strncmp(d->uri, uri, folder) == 0 && !strchr(d->uri + folder, '/') &&
		    strcmp(d->uri, uri) != 0)
			d->dirty = true;
}

static void
did_save(struct lsp *l, const json_t *params)
{
	const struct lsp_document *d = document(l, params);

	if (d && lsp_is_toml(d))
		reload(l);
	else if (d)
		report_changed(l, d->uri);
}

/* Configurations and rules are read anew; of reports on disk the editor asks again. */
static void
files_changed(struct lsp *l, const json_t *params)
{
	const json_t *change;
	bool rules = false;
	size_t i;

	json_array_foreach(json_object_get(params, "changes"), i, change)
	{
		const char *uri = json_string_value(json_object_get(change, "uri"));
		bool toml = uri && str_ends(str_of(uri), STR(".toml"));
		rules = rules || toml;
		if (uri && !toml)
			report_changed(l, uri);
	}
	if (rules)
		reload(l);
	else
		refresh(l);
}

static void
folders_changed(struct lsp *l, const json_t *event)
{
	const json_t *removed = json_object_get(event, "removed");
	const json_t *added = json_object_get(event, "added"), *one;
	size_t i;

	json_array_foreach(removed, i, one)
	{
		for (size_t k = json_array_size(l->folders); k-- > 0;)
			if (json_equal(json_array_get(l->folders, k), json_object_get(one, "uri")))
				json_array_remove(l->folders, k);
	}
	json_array_foreach(added, i, one)
	{
		json_t *uri = json_object_get(one, "uri");
		if (json_is_string(uri))
			json_array_append(l->folders, uri);
	}
	refresh(l);
}

/* ---- requests --------------------------------------------------------------------------- */

/* A rule of an open document, else of the program. */
static const struct rule *
rule_named(struct lsp *l, struct str id)
{
	const struct rule *rule = NULL;

	for (const struct lsp_document *d = l->documents; d && !rule; d = d->next)
		rule = rulebook_rule(lsp_folder(l, d)->config->rulebook, id);
	return rule ? rule : rulebook_rule(lsp_folder(l, NULL)->config->rulebook, id);
}

/* Says a rule's help in a window of the editor. */
static void
explain(struct lsp *l, const json_t *params)
{
	const char *id = json_string_value(json_array_get(json_object_get(params, "arguments"), 0));
	const struct rule *rule = id ? rule_named(l, str_of(id)) : NULL;

	if (rule) {
		struct str help = rule->help[l->language];
		json_t *text = json_sprintf("%.*s: %.*s\n%.*s", STR_FMT(rule->id),
					    STR_FMT(rule->summary[l->language]), STR_FMT(help));
		rpc_notify(&l->rpc, "window/showMessage",
			   json_pack("{s:i, s:o}", "type", INFO_MESSAGE, "message", text));
	}
}

static bool
is(const char *method, const char *name)
{
	return strcmp(method, name) == 0;
}

/* Requests about one document; false when the method is none. */
static bool
answer_document(struct lsp *l, json_t *id, const char *method, const json_t *params)
{
	struct lsp_document *d = document(l, params);
	const char *previous = json_string_value(json_object_get(params, "previousResultId"));
	json_t *result = NULL;
	bool known = is(method, "textDocument/hover") || is(method, "textDocument/diagnostic") ||
		     is(method, "textDocument/documentSymbol") ||
		     is(method, "textDocument/codeAction") || is(method, "textDocument/completion");

	if (!known)
		return false;
	if (!d) {
		rpc_fail(&l->rpc, id, RPC_BAD_PARAMS, "this document is not open");
		return true;
	}
	if (is(method, "textDocument/hover"))
		result = lsp_hover(l, d, params);
	else if (is(method, "textDocument/diagnostic"))
		result = lsp_document_report(l, d, previous);
	else if (is(method, "textDocument/documentSymbol"))
		result = lsp_symbols(l, d);
	else if (is(method, "textDocument/codeAction"))
		result = lsp_actions(l, d, params);
	else
		result = lsp_completion(l, d);
	rpc_reply(&l->rpc, id, result);
	return true;
}

static void
answer(struct lsp *l, json_t *id, const char *method, const json_t *params)
{
	if (is(method, "initialize") && !l->initialized) {
		initialize(l, id, params);
	} else if (!l->initialized) {
		rpc_fail(&l->rpc, id, RPC_NOT_INITIALIZED, "not initialized yet");
	} else if (is(method, "initialize") || l->shut_down) {
		rpc_fail(&l->rpc, id, RPC_INVALID_REQUEST,
			 l->shut_down ? "shut down" : "initialized already");
	} else if (is(method, "shutdown")) {
		lsp_workspace_cancel(l, NULL, RPC_CANCELLED);
		l->shut_down = true;
		rpc_reply(&l->rpc, id, NULL);
	} else if (is(method, "workspace/diagnostic")) {
		lsp_workspace_begin(l, id, params);
	} else if (is(method, "workspace/executeCommand")) {
		explain(l, params);
		rpc_reply(&l->rpc, id, NULL);
	} else if (!answer_document(l, id, method, params)) {
		rpc_fail(&l->rpc, id, RPC_NO_METHOD, "there is no such method");
	}
}

static void
take_notice(struct lsp *l, const char *method, const json_t *params)
{
	struct lsp_document *d;

	if (!l->initialized || l->shut_down)
		return;
	if (is(method, "initialized"))
		initialized(l);
	else if (is(method, "textDocument/didOpen"))
		did_open(l, params);
	else if (is(method, "textDocument/didChange"))
		did_change(l, params);
	else if (is(method, "textDocument/didSave"))
		did_save(l, params);
	else if (is(method, "textDocument/didClose") && (d = document(l, params)))
		close_document(l, d);
	else if (is(method, "workspace/didChangeWatchedFiles"))
		files_changed(l, params);
	else if (is(method, "workspace/didChangeConfiguration"))
		reload(l);
	else if (is(method, "workspace/didChangeWorkspaceFolders"))
		folders_changed(l, json_object_get(params, "event"));
	else if (is(method, "$/cancelRequest") && json_object_get(params, "id"))
		lsp_workspace_cancel(l, json_object_get(params, "id"), RPC_CANCELLED);
}

/* ---- life --------------------------------------------------------------------------------- */

/* False when the editor has said `exit`. */
static bool
take_message(struct lsp *l, json_t *message)
{
	json_t *id = json_object_get(message, "id");
	const char *method = json_string_value(json_object_get(message, "method"));
	const json_t *params = json_object_get(message, "params");

	if (!method) { /* an answer to one of our requests, or nothing that is known */
		if (!json_object_get(message, "result") && !json_object_get(message, "error"))
			rpc_fail(&l->rpc, id, RPC_INVALID_REQUEST, "a message without a method");
		return true;
	}
	if (is(method, "exit"))
		return false;
	if (id)
		answer(l, id, method, params);
	else
		take_notice(l, method, params);
	return true;
}

/* The first document that nobody was told about since it changed. */
static struct lsp_document *
next_dirty(const struct lsp *l)
{
	for (struct lsp_document *d = l->documents; d; d = d->next)
		if (d->dirty)
			return d;
	return NULL;
}

static void
serve(struct lsp *l)
{
	bool goes_on = true;

	while (goes_on) {
		struct lsp_document *dirty = l->pulls ? NULL : next_dirty(l);
		rpc_read(&l->rpc, dirty || l->workspace ? 0 : -1);
		json_t *message = rpc_take(&l->rpc);
		if (message) {
			goes_on = take_message(l, message);
			json_decref(message);
		} else if (dirty) {
			lsp_diagnose(l, dirty);
			lsp_publish(l, dirty);
		} else if (l->rpc.ended) {
			goes_on = false;
		} else if (l->workspace) {
			lsp_workspace_step(l);
		}
	}
}

int
cmd_lsp(int argc, char **argv)
{
	struct options o;
	struct lsp l = {0};
	int status = options_parse(argc, argv, FOR_LSP, &o);

	if (status != OPTIONS_GO_ON)
		return status;
	if (o.argument_count)
		return say_wrong("lsp takes no argument, not", o.arguments[0]);
	l.language = o.language;
	l.search = (struct config_search){.file = o.config, .none = o.no_config};
	l.wishes = options_wishes(&o);
	l.complained = json_array();
	/* An editor that no longer reads is one that is gone. */
	signal(SIGPIPE, SIG_IGN);
	rpc_open(&l.rpc, STDIN_FILENO, stdout);
	serve(&l);
	status = l.shut_down ? EXIT_CLEAN : EXIT_FINDINGS;
	while (l.documents) {
		struct lsp_document *next = l.documents->next;
		lsp_document_free(l.documents);
		l.documents = next;
	}
	lsp_rules_free(l.rules);
	lsp_workspace_cancel(&l, NULL, RPC_CANCELLED);
	json_decref(l.folders);
	json_decref(l.complained);
	rpc_close(&l.rpc);
	return status;
}
