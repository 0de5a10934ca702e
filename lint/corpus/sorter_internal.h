/*
 * Inside of the sorter: how records lie in memory and in files (entries.c sorts them, runs.c writes
 * and merges sorted ones).  Before a record stands its length, in one byte or behind a mark in
 * four.
 */
#ifndef SORTER_INTERNAL_H
#define SORTER_INTERNAL_H

#include <sys/types.h>

#include "sorter.h"

/* What went wrong first. */
struct fault {
	const char *folder;
	int error; /* an errno; 0: nothing did */
	char said[512];
};
/* Notes an errno; gives false. */
bool fault_set(struct fault *f, int error, bool on_disk);

/* ---- records --------------------------------------------------------------------------- */

enum { LENGTH_MARK = 0xFF, HEAD_SHORT = 1, HEAD_LONG = 1 + sizeof(uint32_t) };

static inline size_t
head_size(size_t len)
{
	return len < LENGTH_MARK ? HEAD_SHORT : HEAD_LONG;
}

/* The length that stands at p. */
static inline size_t
head_length(const unsigned char *p)
{
	uint32_t len = *p;

	if (len == LENGTH_MARK)
		memcpy(&len, p + 1, sizeof len);
	return len;
}

/* Puts a length at p; the place behind it. */
static inline unsigned char *
head_put(unsigned char *p, size_t len)
{
	uint32_t length = (uint32_t)len;

	*p = len < LENGTH_MARK ? (unsigned char)len : (unsigned char)LENGTH_MARK;
	if (len >= LENGTH_MARK)
		memcpy(p + 1, &length, sizeof length);
	return p + head_size(len);
}

static inline size_t
record_size(const unsigned char *p)
{
	size_t len = head_length(p);

	return head_size(len) + len;
}

static inline struct str
record_str(const unsigned char *p)
{
	size_t len = head_length(p);

	return (struct str){(const char *)p + head_size(len), len};
}

/* Its first eight bytes as a number that compares as they do, zeros behind a shorter one. */
static inline uint64_t
record_prefix(const unsigned char *p)
{
	struct str s = record_str(p);
	uint64_t value = 0;

	if (s.len >= sizeof value)
		memcpy(&value, s.at, sizeof value);
	else
		memcpy(&value, s.at, s.len);
#if __BYTE_ORDER__ == __ORDER_LITTLE_ENDIAN__
	value = __builtin_bswap64(value);
#endif
	return value;
}

/* ---- entries.c: records in memory ------------------------------------------------------ */

struct entry {
	uint64_t prefix;
	const unsigned char *record; /* its length, then its bytes */
};

/* As str_cmp of the two records. */
int entry_cmp(const struct entry *a, const struct entry *b);

/* Of `count` records that stand one behind the other, in their order. */
void entries_read(const unsigned char *records, size_t count, struct entry *at);
/* Of those whose prefix without its last `rest` bits another one may have, too; how many.  False
 * without memory. */
bool entries_alike(const unsigned char *records, size_t count, unsigned rest, struct entry *at,
		   size_t *alike);
/* Sorts them; `spare` has as much room. */
void entries_sort(struct entry *at, struct entry *spare, size_t count);

/* ---- runs.c: sorted records in files --------------------------------------------------------- */

struct runs;

/* NULL when there is no memory.  `fault` must live as long. */
struct runs *runs_new(struct fault *fault);
void runs_free(struct runs *r); /* NULL is allowed */

/* Writes sorted records as a run.  False when it failed. */
bool runs_write(struct runs *r, const struct entry *at, size_t count);
/* All were written: reads them, within `memory` bytes.  False when it failed. */
bool runs_open(struct runs *r, size_t memory);
/* The least record of those that are left; NULL at the end, or when it failed. */
const unsigned char *runs_next(struct runs *r);

/* Writes all of `len` bytes at a place of a file. */
bool file_write_at(struct fault *f, int file, const unsigned char *bytes, size_t len, off_t at);

#endif
