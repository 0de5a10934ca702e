/*
 * A baseline: findings that are known and not to be shown again.  One JSON object a
 * line, sorted, the same bytes from the same findings in whatever language; a first line that
 * says what the file is and a last one that says that it is whole.
 */
#ifndef BASELINE_H
#define BASELINE_H

#include "app.h"

#define BASELINE_DEFAULT "reportlint-baseline.jsonl"

struct baseline_entry {
	struct str path; /* relative to the baseline's folder, with `/` */
	struct str rule;
	struct str text; /* what stands at the finding, for people */
	uint64_t fingerprint, kin;
	uint32_t line; /* of the baseline; 0: not read from one */
	bool used;     /* a finding of this run is this one, or its changed figure */
	bool seen;     /* its report was read in this run, or is gone */
};

struct baseline {
	struct arena *arena; /* owned */
	const char *path;
	struct str folder; /* real path */
	VEC(struct baseline_entry) entries;
};

/* An empty baseline that is or will be at `path` (which must outlive it); NULL after a message
 * when its folder is not there. */
struct baseline *baseline_new(const char *path);
/* Reads one; NULL after a message that names the line. */
struct baseline *baseline_read(const char *path);
void baseline_free(struct baseline *b);

/* The name of a report in the baseline: its real path from the baseline's folder on, or
 * `name` itself when there is no such file (standard input).  In arena a. */
struct str baseline_name(const struct baseline *b, struct arena *a, struct str name);

/* The first characters of what stands at a finding, in one line. */
struct str text_excerpt(struct str text);

/* What the baseline says of the findings of one report, by finding, in arena a.  Each entry answers
 * for one finding: first by fingerprint, then, as changed, by kin. */
struct baseline_match {
	enum novelty *novelty;
	uint32_t from, to; /* the report's entries */
	uint32_t *used;	   /* indexes of entries, from malloc; the caller frees it */
	size_t used_count;
};
struct baseline_match baseline_match(const struct baseline *b, struct arena *a, struct str name,
				     const struct finding *findings, size_t count);
/* Notes a match; not in several threads. */
void baseline_mark(struct baseline *b, const struct baseline_match *m);

/* Reports that are no longer there, below one of these folders, count as read, without findings. */
void baseline_mark_gone(struct baseline *b, char *const *folders, size_t count);

/* Adds a copy of an entry, which outlives it. */
void baseline_add(struct baseline *b, const struct baseline_entry *e);

/* Is the rule of this entry one that this run asks?  One that compares reports is when they are
 * `compared`, and were those that it was found in. */
bool baseline_covers(const struct baseline_entry *e, const struct rulebook *rb, bool compared);
/* An entry that no finding of this run is, though its report was read, or is gone, and its rule
 * asked. */
bool baseline_stale(const struct baseline_entry *e, const struct rulebook *rb, bool compared);

/* Sorts the entries, drops equal ones, and replaces the file as a whole; false after a message. */
bool baseline_write(struct baseline *b);

#endif
