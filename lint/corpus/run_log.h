/*
 * The run directory: what earlier runs made of reports, in a file `reports.log` that is only ever
 * written at its end.  A record is a key and what was kept under it; behind a head that names its length,
 * both are told by hashes.  A tail that was cut off when a run was killed is dropped; a record that was
 * damaged is named, counted and as good as not there.
 *
 *     run_log_open -> run_log_find (any thread) and run_log_record (any thread) -> run_log_add (one
 *     thread) -> run_log_close
 *
 * Cost: 32 bytes of memory a record; opening reads the head of each.
 */
#ifndef RUN_LOG_H
#define RUN_LOG_H

#include "../base/base.h"

/* What a record is of: a report, its content, and all that its findings depend on besides. */
struct run_key {
	uint64_t what, content;
};

struct run_log;

/* Makes the folder if need be and takes it: no other run may have it.  `damaged` is told of every
 * damaged record (in any thread, one call at a time), with the byte where it begins.  NULL: *wrong says
 * why, in arena a. */
struct run_log *run_log_open(struct arena *a, const char *folder,
			     void (*damaged)(void *self, const char *file, uint64_t at), void *self,
			     struct str *wrong);

/* What was kept under a key, in arena a; false: nothing. */
bool run_log_find(struct run_log *log, struct arena *a, struct run_key key, struct str *kept);

/* A record as it is written, from malloc; never NULL but without memory. */
char *run_log_record(struct run_key key, struct str kept, size_t *len);

/* Appends a record.  False, once, when the disk is full or so: *error is its errno, and nothing
 * more is written. */
bool run_log_add(struct run_log *log, const char *record, size_t len, int *error);

/* Writes what is still in memory; when `whole`, the run came to its end: what no report of it asked
 * for is dropped, if it is the larger part or something is damaged.  False: *error is an errno. */
bool run_log_close(struct run_log *log, bool whole, int *error);

/* Where the log is, for messages. */
const char *run_log_path(const struct run_log *log);

#endif
