/*
 * The index of an archive: one SQLite file that is written while the archive is linted and put in its
 * place at the end, for asking afterwards.  It is never read by this program.
 *
 * A row is made in any thread and written in one, in batches: a transaction holds INDEX_BATCH rows.
 * It all goes to NAME.part, which is renamed when it is whole: a run that is killed leaves the old
 * index as it was.  SQLite is loaded when an index is opened.
 */
#ifndef INDEX_H
#define INDEX_H

#include "../base/base.h"

enum { INDEX_VERSION = 1, INDEX_BATCH = 50000 };

enum index_table {
	INDEX_REPORTS,
	INDEX_FACTS,
	INDEX_CLAIMS,
	INDEX_FINDINGS,
	INDEX_OPERANDS,
	INDEX_PLACES,
	INDEX_SHARED,
	INDEX_UNREAD,
	INDEX_RUN,
	INDEX_TABLES
};

/* Rows as bytes, one behind the other, with as many values each as the table has columns (index.c),
 * in their order. */
void index_row(struct buf *to, enum index_table table);
void index_null(struct buf *to);
void index_number(struct buf *to, int64_t n);
void index_text(struct buf *to, struct str s); /* empty: NULL */
/* The number of the report whose rows these are; of the finding that was written last. */
void index_this_report(struct buf *to);
void index_this_finding(struct buf *to);

struct index;
/* Begins an index that is to stand at `path`.  What stands there must be an index of this version, or
 * nothing.  NULL: *wrong says why, in arena a. */
struct index *index_open(struct arena *a, const char *path, struct str *wrong);
/* Writes rows of a report, known by its number from 0.  False, once, when it failed: *wrong says why
 * and lives as long as the index; nothing more is written. */
bool index_add(struct index *x, uint32_t report, struct str rows, const char **wrong);
/* Puts the index in its place when `whole`, else drops it.  False: *wrong says why, in arena a. */
bool index_close(struct index *x, struct arena *a, bool whole, struct str *wrong);

#endif
