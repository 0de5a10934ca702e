/*
 * Sorted runs.  Those of one level lie one after another in one file; a level with FAN_IN runs is
 * merged into one run of the level above and its file emptied, so that at most FAN_IN runs a level
 * are open.
 */
#include <errno.h>
#include <stdlib.h>
#include <unistd.h>

#include "nameless.h"
#include "sorter_internal.h"

enum {
	FAN_IN = 64,
	LEVELS = 8, /* 64^8 memories */
	READ_MIN = 16 << 10,
	READ_MAX = 1 << 20,
	WRITE_SIZE = 256 << 10,
};

/* The runs of one level lie one after another in one file. */
struct level {
	int file; /* -1: none yet */
	size_t runs;
	off_t ends[FAN_IN];
};

/* Reads one run. */
struct reader {
	int file;
	off_t at, end; /* what was not read yet */
	unsigned char *buffer;
	size_t from, to, cap;
	struct entry first; /* of those that are left */
};

struct merge {
	struct reader *readers;
	size_t count;
	struct reader **heap; /* the least first */
	size_t left;
	bool fresh; /* the least was not given yet */
};

/* Collects what is written. */
struct writer {
	int file;
	off_t at;
	unsigned char *buffer;
	size_t len;
};

struct runs {
	struct fault *fault;
	struct level levels[LEVELS];
	struct merge merge;
};

struct runs *
runs_new(struct fault *fault)
{
	struct runs *r = calloc(1, sizeof *r);

	if (!r)
		return NULL;
	r->fault = fault;
	for (size_t i = 0; i < LEVELS; i++)
		r->levels[i].file = -1;
	return r;
}

/* ---- files ---- */

bool
file_write_at(struct fault *f, int file, const unsigned char *bytes, size_t len, off_t at)
{
	while (len) {
		ssize_t n = pwrite(file, bytes, len, at);

		if (n < 0 && errno == EINTR)
			continue;
		if (n <= 0)
			return fault_set(f, n < 0 ? errno : ENOSPC, true);
		bytes += n;
		at += n;
		len -= (size_t)n;
	}
	return true;
}

/* At the end of a level's file; makes it when there is none. */
static bool
writer_open(struct runs *r, struct level *to, struct writer *w)
{
	*w = (struct writer){.buffer = malloc(WRITE_SIZE)};
	if (!w->buffer)
		return fault_set(r->fault, ENOMEM, false);
	if (to->file < 0)
		to->file = nameless_file(r->fault->folder);
	if (to->file < 0) {
		free(w->buffer);
		return fault_set(r->fault, errno, true);
	}
	w->file = to->file;
	w->at = to->runs ? to->ends[to->runs - 1] : 0;
	return true;
}

static bool
writer_flush(struct runs *r, struct writer *w)
{
	if (!file_write_at(r->fault, w->file, w->buffer, w->len, w->at))
		return false;
	w->at += (off_t)w->len;
	w->len = 0;
	return true;
}

static bool
writer_put(struct runs *r, struct writer *w, const unsigned char *record)
{
	size_t size = record_size(record);

	if (w->len + size > WRITE_SIZE && !writer_flush(r, w))
		return false;
	if (size > WRITE_SIZE) {
		if (!file_write_at(r->fault, w->file, record, size, w->at))
			return false;
		w->at += (off_t)size;
		return true;
	}
	memcpy(w->buffer + w->len, record, size);
	w->len += size;
	return true;
}

static bool
writer_close(struct runs *r, struct writer *w, struct level *to, bool ok)
{
	ok = ok && writer_flush(r, w);
	free(w->buffer);
	if (ok)
		to->ends[to->runs++] = w->at;
	return ok;
}

/* ---- merging ---- */

/* At least `want` bytes of the run in the buffer, behind one another. */
static bool
reader_fill(struct fault *f, struct reader *r, size_t want)
{
	if (r->to - r->from >= want)
		return true;
	memmove(r->buffer, r->buffer + r->from, r->to - r->from);
	r->to -= r->from;
	r->from = 0;
	if (want > r->cap) {
		unsigned char *grown = realloc(r->buffer, want);

		if (!grown)
			return fault_set(f, ENOMEM, false);
		r->buffer = grown;
		r->cap = want;
	}
	while (r->to < want) {
		off_t rest = r->end - r->at;
		size_t room = r->cap - r->to;
		ssize_t n;

		n = pread(r->file, r->buffer + r->to, (off_t)room < rest ? room : (size_t)rest,
			  r->at);
		if (n < 0 && errno == EINTR)
			continue;
		if (n <= 0)
			return fault_set(f, n < 0 ? errno : EIO, true);
		r->at += n;
		r->to += (size_t)n;
	}
	return true;
}

/* Goes to the next record; false at the end of the run, or when it failed. */
static bool
reader_next(struct fault *f, struct reader *r)
{
	if (r->from == r->to && r->at == r->end)
		return false;
	if (!reader_fill(f, r, HEAD_SHORT))
		return false;
	if (r->buffer[r->from] == LENGTH_MARK && !reader_fill(f, r, HEAD_LONG))
		return false;
	size_t size = record_size(r->buffer + r->from);
	if (!reader_fill(f, r, size))
		return false;
	const unsigned char *record = r->buffer + r->from;
	r->first = (struct entry){record_prefix(record), record};
	r->from += size;
	return true;
}

static void
sift_down(struct merge *m, size_t at)
{
	struct reader *moved = m->heap[at];

	for (;;) {
		size_t child = 2 * at + 1;

		if (child >= m->left)
			break;
		if (child + 1 < m->left &&
		    entry_cmp(&m->heap[child + 1]->first, &m->heap[child]->first) < 0)
			child++;
		if (entry_cmp(&moved->first, &m->heap[child]->first) <= 0)
			break;
		m->heap[at] = m->heap[child];
		at = child;
	}
	m->heap[at] = moved;
}

static void
merge_close(struct merge *m)
{
	for (size_t i = 0; i < m->count; i++)
		free(m->readers[i].buffer);
	free(m->readers);
	free(m->heap);
	*m = (struct merge){0};
}

/* Opens the runs of levels [from, to). */
static bool
merge_open(struct runs *s, struct merge *m, size_t from, size_t to, size_t memory)
{
	size_t runs = 0, cap;

	for (size_t i = from; i < to; i++)
		runs += s->levels[i].runs;
	*m = (struct merge){.readers = calloc(runs, sizeof *m->readers),
			    .heap = calloc(runs, sizeof(struct reader *))};
	if (!m->readers || !m->heap)
		return fault_set(s->fault, ENOMEM, false);
	cap = memory / (runs ? runs : 1);
	cap = cap < READ_MIN ? READ_MIN : cap > READ_MAX ? READ_MAX : cap;
	for (size_t i = from; i < to; i++) {
		const struct level *l = &s->levels[i];

		for (size_t run = 0; run < l->runs; run++) {
			struct reader *r = &m->readers[m->count++];

			*r = (struct reader){.file = l->file, .end = l->ends[run], .cap = cap};
			r->at = run ? l->ends[run - 1] : 0;
			r->buffer = malloc(cap);
			if (!r->buffer)
				return fault_set(s->fault, ENOMEM, false);
			if (reader_next(s->fault, r))
				m->heap[m->left++] = r;
			if (s->fault->error)
				return false;
		}
	}
	for (size_t i = m->left / 2; i-- > 0;)
		sift_down(m, i);
	m->fresh = true;
	return true;
}

static const unsigned char *
merge_next(struct fault *f, struct merge *m)
{
	if (m->left && !m->fresh) {
		if (!reader_next(f, m->heap[0]))
			m->heap[0] = m->heap[--m->left];
		if (f->error)
			return NULL;
		if (m->left)
			sift_down(m, 0);
	}
	m->fresh = false;
	return m->left ? m->heap[0]->first.record : NULL;
}

/* Makes the runs of a full level one run of the next. */
static bool
merge_level(struct runs *r, size_t level)
{
	struct level *to = &r->levels[level + 1];
	const unsigned char *record;
	struct merge m;
	struct writer w;
	bool ok = merge_open(r, &m, level, level + 1, FAN_IN * READ_MIN);

	if (ok && (ok = writer_open(r, to, &w))) {
		while (ok && (record = merge_next(r->fault, &m)))
			ok = writer_put(r, &w, record);
		ok = writer_close(r, &w, to, ok && !r->fault->error);
	}
	merge_close(&m);
	if (ok && ftruncate(r->levels[level].file, 0) < 0)
		ok = fault_set(r->fault, errno, true);
	r->levels[level].runs = 0;
	return ok;
}

/* ---- all ---- */

bool
runs_write(struct runs *r, const struct entry *at, size_t count)
{
	struct writer w;
	bool ok = true;

	if (!writer_open(r, &r->levels[0], &w))
		return false;
	for (size_t i = 0; ok && i < count; i++)
		ok = writer_put(r, &w, at[i].record);
	if (!writer_close(r, &w, &r->levels[0], ok))
		return false;
	for (size_t i = 0; r->levels[i].runs == FAN_IN; i++) {
		if (i + 1 == LEVELS)
			return fault_set(r->fault, EFBIG, false);
		if (!merge_level(r, i))
			return false;
	}
	return true;
}

bool
runs_open(struct runs *r, size_t memory)
{
	return merge_open(r, &r->merge, 0, LEVELS, memory);
}

const unsigned char *
runs_next(struct runs *r)
{
	return merge_next(r->fault, &r->merge);
}

void
runs_free(struct runs *r)
{
	if (!r)
		return;
	merge_close(&r->merge);
	for (size_t i = 0; i < LEVELS; i++)
		if (r->levels[i].file >= 0)
			close(r->levels[i].file);
	free(r);
}
