/*
 * Sorts any number of records with bounded memory: what does not fit is
 * written as sorted runs to temporary files without a name, and merged when
 * it is read.  Legal order: new, add as often as wanted, sort once, next until
 * it gives false, free at any time.
 *
 * Cost: n log n comparisons; a record is written once to disk for every factor
 * of 64 that the records exceed the memory by, and read as often.  As long as
 * all fits in the memory, no file is made.
 */
#ifndef SORTER_H
#define SORTER_H

#include "../base/base.h"

struct sorter;

/* An empty sorter that keeps to about `memory` bytes (at least 64 KiB are
 * taken as needed; one record alone may exceed them).  Spills to `folder`, a
 * string that must outlive it; NULL: $TMPDIR, else /tmp.  NULL when there is no
 * memory. */
struct sorter *sorter_new(const char *folder, size_t memory);

/* Takes a copy of a record: at most UINT32_MAX - 1 bytes, compared as memcmp
 * does, a prefix before what continues it.  Numbers in a key are therefore
 * written with their highest byte first.  False when it failed, now or before:
 * see sorter_error. */
bool sorter_add(struct sorter *s, const void *record, size_t len);

/* Ends the adding.  False when it failed, now or before. */
bool sorter_sort(struct sorter *s);

/* The next record in rising order, equal ones as often as they were added; its
 * bytes are valid until the next call.  False at the end, or when it failed. */
bool sorter_next(struct sorter *s, struct str *record);

/* How many records were added, and their bytes. */
uint64_t sorter_count(const struct sorter *s);
uint64_t sorter_bytes(const struct sorter *s);

/* NULL while all is well; else an errno (ENOSPC, ENOMEM, ...) as text, with the
 * folder where one is to blame.  After an error no record is given any more.
 * Lives as long as the sorter. */
const char *sorter_error(const struct sorter *s);

void sorter_free(struct sorter *s); /* NULL is allowed */

#endif
