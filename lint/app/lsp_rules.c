/*
 * Configuration and rules of the server, as they are on disk: what was good stays in force when
 * something is wrong, and that is said in the files where it is.
 */
#include "lsp.h"

#include <stdlib.h>
#include <unistd.h>

static struct lsp_rules *
rules_new(const struct lsp *l, const struct config_draft *draft)
{
	struct lsp_rules *r = calloc(1, sizeof *r);
	struct config_search search = l->search;

	if (!r || !(r->arena = arena_new(out_of_memory)))
		out_of_memory();
	complaints_init(&r->complaints, r->arena);
	search.absolute = true;
	search.draft = draft;
	r->configs = configs_new(r->arena, &r->complaints, search);
	r->plain = configs_new(r->arena, &r->complaints, (struct config_search){.none = true});
	r->rulebooks = rulebooks_new(r->arena, &r->complaints, &l->wishes);
	r->worker = worker_new(NULL);
	return r;
}

struct lsp_rules *
lsp_rules_new(const struct lsp *l)
{
	return rules_new(l, NULL);
}

void
lsp_rules_free(struct lsp_rules *r)
{
	if (!r)
		return;
	lsp_neighbours_free(r->neighbours);
	worker_free(r->worker);
	rulebooks_free(r->rulebooks);
	rulebook_free(r->embedded);
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

/* ---- what is wrong with them ------------------------------------------------------------ */

/* The text of a complaint's file, or of nothing where it cannot be read: then its place is the
 * beginning. */
static struct lsp_document *
file_document(struct arena *a, struct str file, const char *uri)
{
	struct source_error error;
	struct str text;

	if (!source_read(a, str_copy(a, file).at, CONFIG_FILE_MOST, &text, &error))
		text = STR("");
	return lsp_document_new(uri, "toml", 0, text);
}

static void
publish(struct lsp *l, const char *uri, json_t *diagnostics)
{
	rpc_notify(&l->rpc, "textDocument/publishDiagnostics",
		   json_pack("{s:s, s:o}", "uri", uri, "diagnostics", diagnostics));
}

/* Does a complaint stand in no file, but in an option? */
static bool
is_option(struct str file)
{
	return file.len > 2 && file.at[0] == '-' && file.at[1] == '-';
}

static struct str
absolute(struct arena *a, struct str path)
{
	if (path.at[0] == '/')
		return path;
	char *working = getcwd(NULL, 0);
	struct str out = str_printf(a, "%s/%.*s", working ? working : "", STR_FMT(path));
	free(working);
	return out;
}

/* What a complaint is kept under in l->complained: an option, or the URI of a file. */
static const char *
complaint_key(struct arena *a, struct str file)
{
	return str_copy(a, is_option(file) ? file : path_uri(a, absolute(a, file))).at;
}

/* Was it said before?  It is, whenever a report is linted that the file is for. */
static bool
is_complained(const struct lsp *l, const char *key)
{
	const json_t *one;
	size_t i;

	json_array_foreach(l->complained, i, one)
	{
		if (strcmp(json_string_value(one), key) == 0)
			return true;
	}
	return false;
}

static void
show_error(struct lsp *l, struct arena *a, const struct complaint *c)
{
	struct str text =
		str_printf(a, "reportlint %.*s: %.*s", STR_FMT(c->place.file), STR_FMT(c->message));

	rpc_notify(&l->rpc, "window/showMessage",
		   json_pack("{s:i, s:o}", "type", SEVERITY_ERROR, "message", json_text(a, text)));
}

static void
publish_file(struct lsp *l, const struct lsp_rules *r, struct str file, const char *uri)
{
	struct lsp_document *d = file_document(r->arena, file, uri);

	publish(l, uri, lsp_complaints(l, d, r->complaints.first, file));
	lsp_document_free(d);
}

/* What is wrong with files that are not open stands in them; open ones are looked at themselves. */
static void
publish_complaints(struct lsp *l, const struct lsp_rules *r)
{
	for (const struct complaint *c = r->complaints.first; c; c = c->next) {
		struct str file = c->place.file;
		if (!file.len || lsp_document_at(l, absolute(r->arena, file)))
			continue;
		const char *key = complaint_key(r->arena, file);
		if (is_complained(l, key))
			continue;
		json_array_append_new(l->complained, json_string(key));
		if (is_option(file))
			show_error(l, r->arena, c);
		else
			publish_file(l, r, file, key);
	}
}

static void
withdraw_complaints(struct lsp *l)
{
	const json_t *key;
	size_t i;

	json_array_foreach(l->complained, i, key)
	{
		if (!is_option(str_of(json_string_value(key))))
			publish(l, json_string_value(key), json_array());
	}
	json_array_clear(l->complained);
}

/* ---- what is in force ---------------------------------------------------------------------- */

/* What the command line says and nothing else; where that cannot be read, the rules of the program. */
static const struct config_folder *
plain_folder(struct lsp_rules *r)
{
	const struct config_folder *f = configs_folder(r->plain, STR(""));

	if (!f->config->rulebook && !rulebooks_give(r->rulebooks, f->config) &&
	    !f->config->rulebook)
		f->config->rulebook = r->embedded = rules_embedded(false);
	return f;
}

/* The folder of a document with a rulebook; NULL when there are complaints. */
static const struct config_folder *
folder_in(struct lsp_rules *r, const struct lsp_document *d)
{
	size_t before = r->complaints.count;
	const struct config_folder *f = configs_folder_of(r->configs, str_of(d->path));

	if (!f->config->rulebook)
		rulebooks_give(r->rulebooks, f->config);
	if (!f->config->rulebook) /* is not tried again */
		f->config->rulebook = plain_folder(r)->config->rulebook;
	return r->complaints.count == before ? f : NULL;
}

const struct config_folder *
lsp_folder(struct lsp *l, const struct lsp_document *d)
{
	const struct config_folder *f = d ? folder_in(l->rules, d) : NULL;

	if (!f && d)
		publish_complaints(l, l->rules);
	return f ? f : plain_folder(l->rules);
}

void
lsp_rules_tell(struct lsp *l)
{
	publish_complaints(l, l->rules);
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
	plain_folder(fresh);
	if (fresh->complaints.count && l->rules) {
		publish_complaints(l, fresh);
		lsp_rules_free(fresh);
		return;
	}
	lsp_rules_free(l->rules);
	l->rules = fresh;
}

/* ---- what would be in force ------------------------------------------------------------------ */

/* Was the file looked for, and read? */
static bool
is_read(const struct configs *set, struct str real)
{
	size_t count;
	const struct config_file *const *files = configs_files(set, &count);

	for (size_t i = 0; i < count; i++)
		if (str_eq(files[i]->path, real))
			return true;
	return false;
}

bool
lsp_rules_try(const struct lsp *l, const struct lsp_document *d, struct complaints *out)
{
	char *path = realpath(d->path, NULL);
	struct str real = str_copy(out->arena, str_of(path ? path : d->path));
	const struct config_draft draft = {real, {d->text, d->len}};
	struct lsp_rules *r = rules_new(l, &draft);

	free(path);
	folder_in(r, d);
	for (const struct complaint *c = r->complaints.first; c; c = c->next)
		if (str_eq(c->place.file, real))
			complain(out,
				 (struct place){str_of(d->path), c->place.line, c->place.column},
				 "%.*s", STR_FMT(c->message));
	bool read = is_read(r->configs, real);
	lsp_rules_free(r);
	return read;
}
