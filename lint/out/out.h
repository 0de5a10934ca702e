/*
 * One file a format.  A writer is given whole reports one after the other,
 * in the order of the command line, and writes to a stream.
 */
#ifndef OUT_H
#define OUT_H

#include "../check/check.h"

enum column_unit { COLUMN_CHARACTER, COLUMN_DISPLAY, COLUMN_BYTE, COLUMN_UTF16 };

struct out_options {
	bool colour;
	bool stats; /* after every report, say what was read and proved */
	enum message_language language;
	enum column_unit column_unit;
	enum level show; /* the lowest level that is written (note by default) */
	unsigned width;	 /* terminal cells that a line of the report may take */
};

/* One report, done. */
struct report {
	struct arena *arena; /* for what a writer needs while it writes */
	const struct doc *doc;
	const struct finding *findings;
	size_t finding_count;
	struct check_stats stats;
};

/* The whole run. */
struct run_totals {
	uint64_t files;	 /* that were read */
	uint64_t unread; /* that could not be */
	uint64_t errors, warnings, notes;
	struct check_stats stats;
};

struct out_format {
	const char *name;
	void (*report)(FILE *to, const struct out_options *o, const struct report *r);
	void (*end)(FILE *to, const struct out_options *o, const struct run_totals *t);
};
extern const struct out_format *const out_formats[]; /* ended by NULL */
const struct out_format *out_format_named(const char *name);
extern const struct out_format out_text, out_jsonl;

/* ---- place.c: positions for writers --------------------------------------- */

/* Where a span of doc.text stands in the source. */
struct out_place {
	struct ospan span;
	struct position from, to;
};
struct out_place place_of(const struct doc *d, struct span s);

/* The column where a place begins; COLUMN_BYTE counts bytes of UTF-8. */
uint32_t place_column(const struct doc *d, const struct out_place *p, enum column_unit unit);

/* ---- json.c: text for programs ------------------------------------------------ */

/* Text that need not be UTF-8 (a path) as JSON: every byte that belongs to no character
 * becomes U+FFFD, all else is kept.  `a` is for what is needed meanwhile. */
struct json_t *json_text(struct arena *a, struct str s);

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
