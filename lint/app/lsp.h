/*
 * The language server (LSP 3.17): documents that an editor has open, linted as they are typed.
 * One thread.  Messages are read as far as they have come; reports are linted when none is
 * waiting, so that a burst of edits costs one run, and a request can be cancelled while it waits.
 */
#ifndef LSP_H
#define LSP_H

#include <jansson.h>

#include "app.h"
#include "config.h"

/* ---- lsp_rpc.c: JSON-RPC 2.0 in frames ------------------------------------------------- */

enum rpc_error {
	RPC_PARSE = -32700,
	RPC_INVALID_REQUEST = -32600,
	RPC_NO_METHOD = -32601,
	RPC_BAD_PARAMS = -32602,
	RPC_NOT_INITIALIZED = -32002,
	RPC_CANCELLED = -32800,
	RPC_SERVER_CANCELLED = -32802
};

struct rpc {
	int in; /* file descriptors */
	FILE *out;
	char *bytes; /* read and not yet used, from malloc */
	size_t len, cap;
	json_t *waiting;   /* array of messages, in their order */
	size_t taken;	   /* so many of them are done */
	json_t *cancelled; /* ids of requests that a waiting message cancels */
	bool ended;	   /* nothing more comes */
	bool broken;	   /* ... because a frame could not be understood */
};

void rpc_open(struct rpc *r, int in, FILE *out);
void rpc_close(struct rpc *r);
/* Reads what there is, waiting at most `timeout` milliseconds (-1: for ever) when no message is
 * waiting; a frame that holds no JSON is answered and passed over. */
void rpc_read(struct rpc *r, int timeout);
/* The next message, owned by the caller; NULL: none is waiting.  Requests that a later message
 * cancels are answered here and passed over. */
json_t *rpc_take(struct rpc *r);
/* `result` and `params` are taken over. */
void rpc_reply(struct rpc *r, json_t *id, json_t *result);
void rpc_fail(struct rpc *r, json_t *id, enum rpc_error code, const char *message);
void rpc_notify(struct rpc *r, const char *method, json_t *params);
void rpc_request(struct rpc *r, const char *method, json_t *params);

/* ---- lsp_text.c: open documents ---------------------------------------------------------- */

/* What a position counts in a line. */
enum lsp_encoding { LSP_UTF8, LSP_UTF16, LSP_UTF32 };

struct lsp_document {
	char *uri, *path; /* path: of a file: URI, else the URI */
	char *language;	  /* as the editor names it: markdown, plaintext, toml */
	json_int_t version;
	char *text; /* valid UTF-8, from malloc */
	size_t len;
	bool dirty;	     /* not linted since it changed */
	json_t *diagnostics; /* of the last run; NULL before it */
	uint64_t result;     /* counts runs whose diagnostics differ */
	struct lsp_document *next;
};

struct lsp_document *lsp_document_new(const char *uri, const char *language, json_int_t version,
				      struct str text);
void lsp_document_free(struct lsp_document *d);
/* One element of contentChanges: a range, or the whole.  False when it is none; a position past
 * the end of its line or of the text is the end. */
bool lsp_document_edit(struct lsp_document *d, enum lsp_encoding encoding, const json_t *change);
/* The offset of a position; false when it is none. */
bool lsp_offset(const struct lsp_document *d, enum lsp_encoding encoding, const json_t *position,
		size_t *offset);
/* {"start", "end"} of a span of a source that was decoded from d->text. */
json_t *lsp_range(const struct lsp_document *d, enum lsp_encoding encoding, const struct source *s,
		  struct ospan span);
/* {"start", "end"} of the string or word at a line and column, from 1, in characters: of a character
 * where there is neither, empty at the end of a line.  0 is the beginning. */
json_t *lsp_word_range(const struct lsp_document *d, enum lsp_encoding encoding, uint32_t line,
		       uint32_t column);
/* The path of a file: URI (RFC 8089), from malloc; another URI as it is. */
char *lsp_path(const char *uri);
/* What stands behind the last slash. */
struct str lsp_file_name(struct str path);
/* Bytes of a mark before the text that the source does not count. */
size_t lsp_mark_bytes(const struct lsp_document *d);

/* ---- lsp_rules.c: configuration and rules -------------------------------------------------- */

struct lsp_neighbours;

/* As they are on disk. */
struct lsp_rules {
	struct arena *arena;
	struct complaints complaints;
	struct configs *configs;
	struct rulebooks *rulebooks;
	struct configs *plain;	   /* without any file: where the others cannot be read */
	struct rulebook *embedded; /* ... and the command line neither; or NULL */
	struct worker *worker;
	struct lsp_neighbours *neighbours; /* NULL: none were read */
};

struct lsp_workspace; /* a request for the diagnostics of all reports that is not answered yet */

struct lsp {
	struct rpc rpc;
	enum lsp_encoding encoding;
	enum message_language language;
	bool initialized, shut_down;
	bool pulls;   /* the editor asks for diagnostics; otherwise they are sent */
	bool related; /* it shows places that a diagnostic names */
	bool refreshes, versions, watches;
	bool document_changes; /* edits name the version that they are for */
	bool symbol_trees;     /* otherwise symbols are a list */
	bool markdown;	       /* in hovers; otherwise it is plain text */
	struct config_search search;
	struct rule_wishes wishes;
	struct lsp_rules *rules; /* the last that could be read */
	uint64_t generation;	 /* counts what was in force */
	struct lsp_document *documents;
	json_t *folders; /* URIs */
	struct lsp_workspace *workspace;
	json_t *complained; /* URIs of files that are not open and have diagnostics */
};

struct lsp_rules *lsp_rules_new(const struct lsp *l);
void lsp_rules_free(struct lsp_rules *r);
/* Says what was wrong with them when they were made. */
void lsp_rules_tell(struct lsp *l);
/* Reads everything anew; what was good stays in force when something is wrong now, which is said
 * in the files where it is. */
void lsp_rules_reload(struct lsp *l);
/* What is in force for a document, with its rulebook; for NULL, and where what it has cannot be
 * read, which is said, what the command line says. */
const struct config_folder *lsp_folder(struct lsp *l, const struct lsp_document *d);
/* Adds to `out` what would be wrong with an open file if it were saved.  False: no configuration of
 * its folder would read it. */
bool lsp_rules_try(const struct lsp *l, const struct lsp_document *d, struct complaints *out);

/* ---- lsp_toml.c: configurations and rule files that are open --------------------------------- */

enum severity { SEVERITY_ERROR = 1, SEVERITY_WARNING, SEVERITY_INFORMATION };

bool lsp_is_toml(const struct lsp_document *d);
bool lsp_is_configuration(const struct lsp_document *d); /* by its name */
/* Diagnostics for the complaints from `from` on about a file, whose text d holds. */
json_t *lsp_complaints(const struct lsp *l, const struct lsp_document *d,
		       const struct complaint *from, struct str file);
json_t *lsp_toml_diagnostics(const struct lsp *l, const struct lsp_document *d);

/* ---- lsp_lint.c: what is said of a document --------------------------------------------- */

/* A document linted; lives until the next one.  False: it cannot be read. */
bool lsp_lint(struct lsp *l, const struct lsp_document *d, struct lint_result *out);
struct lsp_document *lsp_document_at(const struct lsp *l, struct str path);
/* The same, compared with its neighbours, with suggestions for its own findings that begin or end in
 * bytes [from, to] of the source. */
bool lsp_suggest(struct lsp *l, const struct lsp_document *d, size_t from, size_t to,
		 struct lint_result *out);
/* A finding of a document, as it is said. */
json_t *lsp_diagnostic(const struct lsp *l, const struct lsp_document *d,
		       const struct lint_result *r, const struct finding *f);
/* Diagnostics of a file that is not open; none when it cannot be read. */
json_t *lsp_diagnose_file(struct lsp *l, const char *path, const char *uri);
/* Brings d->diagnostics up to date. */
void lsp_diagnose(struct lsp *l, struct lsp_document *d);
/* Sends them, unless the editor asks. */
void lsp_publish(struct lsp *l, const struct lsp_document *d);

/* ---- lsp_neighbours.c: a report against those on disk in its folder -------------------------- */

/* Adds the findings of an open report that was linted with these options against others; what they
 * point to lives until the next one is compared. */
void lsp_compare(struct lsp *l, const struct lsp_document *d, const struct lint_options *o,
		 struct lint_result *r);
/* The report on disk that finding i of a report that was compared stands in, and where there: it is
 * said in the open one because it points to it.  NULL: it stands in the open one. */
const struct lint_result *lsp_home(const struct lsp *l, const struct lint_result *r, size_t i,
				   struct span *there);
void lsp_neighbours_free(struct lsp_neighbours *n);

/* ---- lsp_workspace.c: all reports of the editor's folders --------------------------------- */

/* A full report, or that the one of result id `previous` (or NULL) is still right. */
json_t *lsp_document_report(struct lsp *l, struct lsp_document *d, const char *previous);
/* Starts to answer workspace/diagnostic: open documents at once, files step by step.  One that is
 * not answered yet is given up. */
void lsp_workspace_begin(struct lsp *l, json_t *id, const json_t *params);
/* Goes on with l->workspace for about as long as one report takes; sets it to NULL at the end. */
void lsp_workspace_step(struct lsp *l);
/* Gives it up if it answers this id; NULL: any. */
void lsp_workspace_cancel(struct lsp *l, const json_t *id, enum rpc_error why);

/* ---- lsp_fix.c: suggestions; NULL without any --------------------------------------------- */

json_t *lsp_fix_action(const struct lsp *l, const struct lsp_document *d,
		       const struct lint_result *r, const struct finding *f,
		       const json_t *diagnostic);
/* The action that makes all safe ones. */
json_t *lsp_fix_all(const struct lsp *l, const struct lsp_document *d, const struct lint_result *r);

/* ---- lsp_request.c: answers; NULL is null ------------------------------------------------ */

json_t *lsp_hover(struct lsp *l, const struct lsp_document *d, const json_t *params);
json_t *lsp_symbols(struct lsp *l, const struct lsp_document *d);
json_t *lsp_actions(struct lsp *l, const struct lsp_document *d, const json_t *params);
json_t *lsp_completion(struct lsp *l, const struct lsp_document *d);

#endif
