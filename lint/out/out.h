/*
 * One file a format.  A writer is given whole reports one after the other,
 * in the order of the command line, and writes to a stream.
 */
#ifndef OUT_H
#define OUT_H

#include "../check/check.h"

struct json_t;

enum column_unit { COLUMN_CHARACTER, COLUMN_DISPLAY, COLUMN_BYTE, COLUMN_UTF16 };

struct out_options {
	const struct rulebook *rulebook;
	const char *version; /* of the program */
	bool colour;
	bool stats; /* after every report, say what was read and proved */
	bool quiet; /* nothing for people about the whole run */
	enum message_language language;
	enum column_unit column_unit;
	enum level show;    /* the lowest level that is written (note by default) */
	enum level fail_on; /* the lowest level that fails the run; LEVEL_OFF: none does */
	unsigned width;	    /* terminal cells that a line of the report may take */
};

/* What a baseline knows of a finding. */
enum novelty {
	NOVELTY_NEW,
	NOVELTY_CHANGED, /* it knows the same with other figures */
	NOVELTY_KNOWN
};

/* One report, done. */
struct report {
	struct arena *arena; /* for what a writer needs while it writes */
	const struct doc *doc;
	const struct finding *findings;
	size_t finding_count;
	const enum novelty *novelty; /* by finding; NULL without a baseline */
	struct check_stats stats;
};

/* An input that could not be read. */
struct unread {
	struct str path, message;
	uint32_t line, column; /* from 1; 0: nowhere in it */
};

/* The whole run.  Every input that was not read is counted, the first UNREAD_LISTED are listed. */
enum { UNREAD_LISTED = 1000 };
struct run_totals {
	struct arena *arena; /* for what a writer needs while it ends */
	uint64_t files;	     /* that were read */
	uint64_t unread;     /* that could not be */
	uint64_t known;	     /* findings that the baseline holds and nobody is shown */
	uint64_t suppressed; /* findings that a suppression left out */
	uint64_t untouched;  /* findings on lines that did not change, when that is asked */
	bool may_be_none;    /* to have read no report is a result, too */
	uint64_t cut;	     /* findings beyond the number that was asked for */
	uint64_t omitted;    /* findings that the format's limit left out of this output */
	uint64_t errors, warnings, notes;
	struct check_stats stats;
	bool compared;	   /* the reports, with one another */
	uint64_t passages; /* that two reports share */
	uint64_t genre; /* fingerprints of passages that too many agencies share to be looked at */
	const struct unread *unread_list;
	size_t unread_listed;
};

/* `begin` and `end` may be NULL.  `report` writes the findings of one report, of at least the level
 * o->show; between the texts of two reports, where neither is empty, `between` is put.  It may be
 * called in any thread, the others in one; their texts come in the order of the inputs. */
struct out_format {
	const char *name;
	const char *between;
	bool findings_only; /* of a report without any it prints no more than statistics */
	uint64_t limit;	    /* findings that an output takes; 0: any number */
	void (*begin)(FILE *to, const struct out_options *o);
	void (*report)(FILE *to, const struct out_options *o, const struct report *r);
	void (*end)(FILE *to, const struct out_options *o, const struct run_totals *t);
};
extern const struct out_format *const out_formats[]; /* ended by NULL */
const struct out_format *out_format_named(const char *name);
extern const struct out_format out_checkstyle, out_github, out_gitlab, out_html, out_json,
	out_jsonl, out_junit, out_rdjsonl, out_sarif, out_text;
/* Not for -o: `to` is a temporary file of counts, which `end` reads; it prints on stderr. */
extern const struct out_format out_summary;

/* ---- out.c --------------------------------------------------------------------- */

/* Findings of a report that are written: those of at least the level o->show. */
uint64_t shown_count(const struct out_options *o, const struct report *r);
/* Would f->report print anything? */
bool has_text(const struct out_format *f, const struct out_options *o, const struct report *r);
/* Does the baseline know f, one of r->findings, with other figures? */
bool is_changed(const struct report *r, const struct finding *f);
/* A path below the working folder as other programs know it: without `./` before it. */
struct str path_plain(struct str path);

/* ---- place.c: positions for writers --------------------------------------- */

/* Where a span of doc.text stands in the source. */
struct out_place {
	struct ospan span;
	struct position from, to;
};
struct out_place place_of(const struct doc *d, struct span s);

/* The column where a place begins, or ends (exclusive); COLUMN_BYTE counts bytes of UTF-8. */
uint32_t place_column(const struct doc *d, const struct out_place *p, enum column_unit unit);
uint32_t place_end_column(const struct doc *d, const struct out_place *p, enum column_unit unit);

/* ---- json.c: text for programs ------------------------------------------------ */

/* object[key] = value, which is taken over. */
void json_put(struct json_t *object, const char *key, struct json_t *value);
/* Prints one value without spaces and lets go of it; nothing without memory: json_print.c. */
void json_print(FILE *to, struct json_t *value);
/* The object that `jsonl` and `json` print for a finding; reportlint(1) lists the keys. */
struct json_t *finding_json(const struct report *r, const struct finding *f);
/* Prints what `make` makes of the findings that are shown, at most `most`, with a comma between. */
void json_findings(FILE *to, const struct out_options *o, const struct report *r, uint64_t most,
		   struct json_t *(*make)(const struct report *r, const struct finding *f));
/* {"path", "message", "line", "column"} */
struct json_t *unread_json(struct arena *a, const struct unread *u);

/* Text that need not be UTF-8 (a path) as JSON: every byte that belongs to no character
 * becomes U+FFFD, all else is kept.  `a` is for what is needed meanwhile. */
struct json_t *json_text(struct arena *a, struct str s);

/* ---- xml.c: text in XML 1.0 ----------------------------------------------------- */

/* Prints text so that an attribute in double quotes, or an element, gives it back: what XML cannot
 * hold (control characters, bytes that are no UTF-8) becomes U+FFFD. */
void xml_text(FILE *to, struct str s);
/* ` name="value"` */
void xml_attribute(FILE *to, const char *name, struct str value);
void xml_number(FILE *to, const char *name, uint64_t value);

/* ---- uri.c: paths as URIs (RFC 3986) ---------------------------------------------- */

/* A path as a relative reference, or, when it begins with `/`, as a file: URI.  In arena a. */
struct str path_uri(struct arena *a, struct str path);

/* ---- stats.c: what was checked ------------------------------------------------ */

/* "812 numbers read, 95 of them in relations (11.6%); ..." and a line's end. */
void stats_print(FILE *to, enum message_language language, const struct check_stats *s);
/* {"numbers", "related", "proved", "unknown": {"missing", "unit", ...}} */
struct json_t *stats_json(const struct check_stats *s);

/* ---- line.c: text for a terminal -------------------------------------------- */

/* Prints text without anything that a terminal would obey: control characters,
 * marks of direction and line separators become spaces; bytes that are no UTF-8
 * (in a path) become `?`. */
void print_safely(FILE *to, struct str s);
/* Terminal cells that print_safely takes for s. */
size_t safe_width(struct str s);
/* Bytes of the character of UTF-8 that s, which is not empty, begins with; 0 when it is none. */
size_t utf8_length(struct str s);
/* The code point at *at as it is printed, with its cells; advances *at. */
uint32_t safe_next(struct str s, size_t *at, unsigned *cells);

#endif
