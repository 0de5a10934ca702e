/*
 * Sorts any number of records with bounded memory.  Records wait in a small buffer, and what does
 * not fit in it in a temporary file without a name; they are sorted when all are there, in memory
 * if they fit, else as sorted runs that are merged while they are read.  Legal order: new, add as
 * often as wanted, sort once, next until it gives false, free at any time.
 *
 * Cost: linear in the records and what they hold, but for records that begin alike.  One is written
 * to disk once; where all do not fit in memory once more, and again for every factor of 64 that
 * they exceed it by.  As long as all fits in the buffer, no file is made.
 */
#ifndef SORTER_H
#define SORTER_H

#include "../base/base.h"

struct sorter;

/* An empty sorter that keeps to about `buffer` bytes (at least 64 KiB are taken as needed; one
 * record alone may exceed them) until it is sorted.  Writes to `folder`, a string that must
 * outlive it; NULL: $TMPDIR, else /tmp.  NULL when there is no memory. */
struct sorter *sorter_new(const char *folder, size_t buffer);

/* Takes a copy of a record: at most UINT32_MAX - 1 bytes, compared as memcmp
 * does, a prefix before what continues it.  Numbers in a key are therefore
 * written with their highest byte first.  False when it failed, now or before:
 * see sorter_error. */
bool sorter_add(struct sorter *s, const void *record, size_t len);

/* The same of bytes that the caller writes there at once, before anything else is asked of the
 * sorter; NULL when it failed. */
unsigned char *sorter_place(struct sorter *s, size_t len);

/* Ends the adding; from now on it keeps to about `memory` bytes (at least 64 KiB).  False when it
 * failed, now or before. */
bool sorter_sort(struct sorter *s, size_t memory);

/* The same; of records whose first `key` bytes (8 at most, and of all the records) no other one has,
 * those that are seen to be so in memory are not given. */
bool sorter_sort_alike(struct sorter *s, size_t memory, unsigned key);

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
