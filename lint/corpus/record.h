/*
 * Records: byte strings that outlive a report's arena, are sorted by memcmp, and may lie in a
 * file in between.  Numbers are big-endian, signed ones moved so that they sort as numbers do.
 * Reading is checked: what a record does not hold reads as 0 and empty, and `bad` says so.
 */
#ifndef RECORD_H
#define RECORD_H

#include <endian.h>

#include "../base/base.h"

/* The first byte of a record: what it is of. */
enum record_type {
	RECORD_IDENTITY = 'i', /* of the report itself: across.c */
	RECORD_CLAIM = 'c',    /* claim.c */
	RECORD_PRINTS = 'p',   /* sharing.c */
	RECORD_FINDING = 'f'   /* cross.c */
};

/* The lowest `bytes` (1 to 8) of a number. */
static inline void
record_number_at(void *to, uint64_t n, unsigned bytes)
{
	uint64_t out = htobe64(n << (64 - 8 * bytes));

	memcpy(to, &out, bytes);
}

static inline void
record_number(struct buf *to, uint64_t n, unsigned bytes)
{
	uint64_t out = htobe64(n << (64 - 8 * bytes));

	memcpy(buf_room(to, sizeof out), &out, sizeof out); /* what is too much is written over */
	to->len += bytes;
}

/* A number that fits into so many bytes with its sign: half of the range is added, so that the least
 * becomes 0. */
static inline void
record_signed(struct buf *to, int64_t n, unsigned bytes)
{
	record_number(to, (uint64_t)n + (UINT64_C(1) << (8 * bytes - 1)), bytes);
}

/* Text of at most RECORD_TEXT bytes: what is longer is cut at a character. */
enum { RECORD_TEXT = 255 };
void record_text(struct buf *to, struct str s);
void record_interval(struct buf *to, const struct interval *i);

struct record_reader {
	struct str left;
	bool bad; /* more was asked for than there was */
};
/* There are fewer bytes than are asked for. */
uint64_t record_ends(struct record_reader *r);
static inline uint64_t
record_take_number(struct record_reader *r, unsigned bytes)
{
	uint64_t n = 0;

	if (r->left.len < bytes)
		return record_ends(r);
	memcpy(&n, r->left.at, bytes);
	r->left.at += bytes;
	r->left.len -= bytes;
	return be64toh(n) >> (64 - 8 * bytes);
}

static inline int64_t
record_take_signed(struct record_reader *r, unsigned bytes)
{
	uint64_t n = record_take_number(r, bytes);

	return r->bad ? 0 : (int64_t)(n - (UINT64_C(1) << (8 * bytes - 1)));
}

struct str record_take_text(struct record_reader *r); /* a slice of the record */
struct interval record_take_interval(struct record_reader *r);

#endif
