/*
 * External merge sort.  Records wait in blocks of memory, each behind its
 * length; an entry a record holds its place and its first eight bytes as a
 * number, which decide most comparisons.  A full memory becomes a run in the file
 * of level 0; a level with FAN_IN runs is merged into one run of the level
 * above and its file emptied, so that at most FAN_IN runs a level are open.
 */
#include <errno.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

#include "nameless.h"
#include "sorter.h"

enum {
	FAN_IN = 64,
	LEVELS = 8, /* 64^8 memories */
	BLOCK_MIN = 4096,
	BLOCK_MAX = 1 << 20,
	MEMORY_MIN = 64 << 10,
	HEAD = sizeof(uint32_t), /* a record's length stands before it */
	READ_MIN = 16 << 10,
	READ_MAX = 1 << 20,
	WRITE_SIZE = 256 << 10,
};

struct block {
	struct block *next;
	size_t len, cap;
	unsigned char at[];
};

struct entry {
	uint64_t prefix;
	const unsigned char *record; /* its length, then its bytes */
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
	const unsigned char *record;
	uint64_t prefix;
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

struct sorter {
	const char *folder;
	size_t memory, used;
	struct block *blocks; /* the newest first */
	struct entry *entries;
	size_t count, cap;
	struct level levels[LEVELS];
	struct merge merge;
	size_t given; /* of the entries, when nothing was spilled */
	uint64_t records, bytes;
	bool sorted, spilled;
	int error;
	char said[512];
};

static bool
failed(struct sorter *s, int error, bool on_disk)
{
	if (!s->error) {
		s->error = error;
		snprintf(s->said, sizeof s->said, "%s%s%s", on_disk ? s->folder : "",
			 on_disk ? ": " : "", strerror(error));
	}
	return false;
}

struct sorter *
sorter_new(const char *folder, size_t memory)
{
	struct sorter *s = calloc(1, sizeof *s);

	if (!s)
		return NULL;
	s->folder = folder ? folder : nameless_folder();
	s->memory = memory < MEMORY_MIN ? MEMORY_MIN : memory;
	for (size_t i = 0; i < LEVELS; i++)
		s->levels[i].file = -1;
	return s;
}

static uint32_t
length_of(const unsigned char *record)
{
	uint32_t len;

	memcpy(&len, record, sizeof len);
	return len;
}

/* The first eight bytes as a number that compares as they do. */
static uint64_t
prefix_of(const unsigned char *bytes, size_t len)
{
	unsigned char first[8] = {0};
	uint64_t value = 0;

	memcpy(first, bytes, len < sizeof first ? len : sizeof first);
	for (size_t i = 0; i < sizeof first; i++)
		value = value << 8 | first[i];
	return value;
}

static int
record_cmp(uint64_t a_prefix, const unsigned char *a, uint64_t b_prefix, const unsigned char *b)
{
	uint32_t a_len, b_len;
	int order;

	if (a_prefix != b_prefix)
		return a_prefix < b_prefix ? -1 : 1;
	a_len = length_of(a);
	b_len = length_of(b);
	order = memcmp(a + HEAD, b + HEAD, a_len < b_len ? a_len : b_len);
	return order ? order : (a_len > b_len) - (a_len < b_len);
}

static int
entry_cmp(const void *a, const void *b)
{
	const struct entry *x = a, *y = b;

	return record_cmp(x->prefix, x->record, y->prefix, y->record);
}

/* ---- sorting ---- */

enum { FEW = 32, BYTES = 256, PREFIX_TOP = 56 /* the shift of its highest byte */ };

static void
sort_few(struct entry *at, size_t count)
{
	for (size_t i = 1; i < count; i++) {
		struct entry one = at[i];
		size_t k = i;
		for (; k > 0 && entry_cmp(&at[k - 1], &one) > 0; k--)
			at[k] = at[k - 1];
		at[k] = one;
	}
}

/* Puts every entry among those of its byte (McIlroy, Bostic and McIlroy, "Engineering radix sort",
 * 1993: the American flag). */
static void
put_in_flags(struct entry *at, const size_t *counts, unsigned shift)
{
	size_t next[BYTES], ends[BYTES], end = 0;

	for (size_t b = 0; b < BYTES; b++) {
		next[b] = end;
		ends[b] = end += counts[b];
	}
	for (size_t b = 0; b < BYTES; b++)
		while (next[b] < ends[b]) {
			struct entry one = at[next[b]];
			size_t flag = one.prefix >> shift & 0xff;
			while (flag != b) {
				struct entry other = at[next[flag]];
				at[next[flag]++] = one;
				one = other;
				flag = one.prefix >> shift & 0xff;
			}
			at[next[b]++] = one;
		}
}

/* Sorts entries whose prefixes are the same above the byte at `shift`. */
static void
sort_entries(struct entry *at, size_t count, unsigned shift)
{
	size_t counts[BYTES] = {0}, from = 0;

	if (count <= FEW) {
		sort_few(at, count);
		return;
	}
	for (size_t i = 0; i < count; i++)
		counts[at[i].prefix >> shift & 0xff]++;
	put_in_flags(at, counts, shift);
	for (size_t b = 0; b < BYTES; b++) {
		if (counts[b] > 1 && shift)
			sort_entries(at + from, counts[b], shift - 8);
		else if (counts[b] > 1)
			qsort(at + from, counts[b], sizeof *at, entry_cmp);
		from += counts[b];
	}
}

/* ---- files ---- */

static bool
write_all(struct sorter *s, int file, off_t at, const unsigned char *bytes, size_t len)
{
	while (len) {
		ssize_t n = pwrite(file, bytes, len, at);

		if (n < 0 && errno == EINTR)
			continue;
		if (n <= 0)
			return failed(s, n < 0 ? errno : ENOSPC, true);
		bytes += n;
		at += n;
		len -= (size_t)n;
	}
	return true;
}

/* At the end of a level's file; makes it when there is none. */
static bool
writer_open(struct sorter *s, struct level *to, struct writer *w)
{
	*w = (struct writer){.buffer = malloc(WRITE_SIZE)};
	if (!w->buffer)
		return failed(s, ENOMEM, false);
	if (to->file < 0)
		to->file = nameless_file(s->folder);
	if (to->file < 0) {
		free(w->buffer);
		return failed(s, errno, true);
	}
	w->file = to->file;
	w->at = to->runs ? to->ends[to->runs - 1] : 0;
	return true;
}

static bool
writer_flush(struct sorter *s, struct writer *w)
{
	if (!write_all(s, w->file, w->at, w->buffer, w->len))
		return false;
	w->at += (off_t)w->len;
	w->len = 0;
	return true;
}

static bool
writer_put(struct sorter *s, struct writer *w, const unsigned char *record)
{
	size_t size = HEAD + (size_t)length_of(record);

	if (w->len + size > WRITE_SIZE && !writer_flush(s, w))
		return false;
	if (size > WRITE_SIZE) {
		if (!write_all(s, w->file, w->at, record, size))
			return false;
		w->at += (off_t)size;
		return true;
	}
	memcpy(w->buffer + w->len, record, size);
	w->len += size;
	return true;
}

static bool
writer_close(struct sorter *s, struct writer *w, struct level *to, bool ok)
{
	ok = ok && writer_flush(s, w);
	free(w->buffer);
	if (ok)
		to->ends[to->runs++] = w->at;
	return ok;
}

/* ---- merging ---- */

/* At least `want` bytes of the run in the buffer, behind one another. */
static bool
reader_fill(struct sorter *s, struct reader *r, size_t want)
{
	if (r->to - r->from >= want)
		return true;
	memmove(r->buffer, r->buffer + r->from, r->to - r->from);
	r->to -= r->from;
	r->from = 0;
	if (want > r->cap) {
		unsigned char *grown = realloc(r->buffer, want);

		if (!grown)
			return failed(s, ENOMEM, false);
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
			return failed(s, n < 0 ? errno : EIO, true);
		r->at += n;
		r->to += (size_t)n;
	}
	return true;
}

/* Goes to the next record; false at the end of the run, or when it failed. */
static bool
reader_next(struct sorter *s, struct reader *r)
{
	size_t size;

	if (r->from == r->to && r->at == r->end)
		return false;
	if (!reader_fill(s, r, HEAD))
		return false;
	size = HEAD + (size_t)length_of(r->buffer + r->from);
	if (!reader_fill(s, r, size))
		return false;
	r->record = r->buffer + r->from;
	r->prefix = prefix_of(r->record + HEAD, size - HEAD);
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
		    record_cmp(m->heap[child + 1]->prefix, m->heap[child + 1]->record,
			       m->heap[child]->prefix, m->heap[child]->record) < 0)
			child++;
		if (record_cmp(moved->prefix, moved->record, m->heap[child]->prefix,
			       m->heap[child]->record) <= 0)
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
merge_open(struct sorter *s, struct merge *m, size_t from, size_t to)
{
	size_t runs = 0, cap;

	for (size_t i = from; i < to; i++)
		runs += s->levels[i].runs;
	*m = (struct merge){.readers = calloc(runs, sizeof *m->readers),
			    .heap = calloc(runs, sizeof(struct reader *))};
	if (!m->readers || !m->heap)
		return failed(s, ENOMEM, false);
	cap = s->memory / (runs ? runs : 1);
	cap = cap < READ_MIN ? READ_MIN : cap > READ_MAX ? READ_MAX : cap;
	for (size_t i = from; i < to; i++) {
		const struct level *l = &s->levels[i];

		for (size_t run = 0; run < l->runs; run++) {
			struct reader *r = &m->readers[m->count++];

			*r = (struct reader){.file = l->file, .end = l->ends[run], .cap = cap};
			r->at = run ? l->ends[run - 1] : 0;
			r->buffer = malloc(cap);
			if (!r->buffer)
				return failed(s, ENOMEM, false);
			if (reader_next(s, r))
				m->heap[m->left++] = r;
			if (s->error)
				return false;
		}
	}
	for (size_t i = m->left / 2; i-- > 0;)
		sift_down(m, i);
	m->fresh = true;
	return true;
}

/* The least record, its length before it; NULL at the end, or when it failed. */
static const unsigned char *
merge_next(struct sorter *s, struct merge *m)
{
	if (m->left && !m->fresh) {
		if (!reader_next(s, m->heap[0]))
			m->heap[0] = m->heap[--m->left];
		if (s->error)
			return NULL;
		if (m->left)
			sift_down(m, 0);
	}
	m->fresh = false;
	return m->left ? m->heap[0]->record : NULL;
}

/* Makes the runs of a full level one run of the next. */
static bool
merge_level(struct sorter *s, size_t level)
{
	struct level *to = &s->levels[level + 1];
	const unsigned char *record;
	struct merge m;
	struct writer w;
	bool ok = merge_open(s, &m, level, level + 1);

	if (ok && (ok = writer_open(s, to, &w))) {
		while (ok && (record = merge_next(s, &m)))
			ok = writer_put(s, &w, record);
		ok = writer_close(s, &w, to, ok && !s->error);
	}
	merge_close(&m);
	if (ok && ftruncate(s->levels[level].file, 0) < 0)
		ok = failed(s, errno, true);
	s->levels[level].runs = 0;
	return ok;
}

/* ---- memory ---- */

static void
forget_records(struct sorter *s)
{
	while (s->blocks) {
		struct block *next = s->blocks->next;

		free(s->blocks);
		s->blocks = next;
	}
	free(s->entries);
	s->entries = NULL;
	s->count = s->cap = s->used = 0;
}

/* Writes what is in memory as a run of level 0. */
static bool
spill(struct sorter *s)
{
	struct writer w;
	bool ok = true;

	if (!s->count)
		return true;
	s->spilled = true;
	sort_entries(s->entries, s->count, PREFIX_TOP);
	if (!writer_open(s, &s->levels[0], &w))
		return false;
	for (size_t i = 0; ok && i < s->count; i++)
		ok = writer_put(s, &w, s->entries[i].record);
	if (!writer_close(s, &w, &s->levels[0], ok))
		return false;
	forget_records(s);
	for (size_t i = 0; s->levels[i].runs == FAN_IN; i++) {
		if (i + 1 == LEVELS)
			return failed(s, EFBIG, false);
		if (!merge_level(s, i))
			return false;
	}
	return true;
}

/* Room for `size` bytes that stay where they are. */
static unsigned char *
room_for(struct sorter *s, size_t size)
{
	struct block *b = s->blocks;
	size_t cap = b ? b->cap * 2 : BLOCK_MIN;

	if (b && b->cap - b->len >= size) {
		b->len += size;
		return b->at + b->len - size;
	}
	if (cap > BLOCK_MAX)
		cap = BLOCK_MAX;
	if (cap < size)
		cap = size;
	b = malloc(sizeof *b + cap);
	if (!b)
		return NULL;
	*b = (struct block){.next = s->blocks, .len = size, .cap = cap};
	s->blocks = b;
	s->used += sizeof *b + cap;
	return b->at;
}

static struct entry *
new_entry(struct sorter *s)
{
	if (s->count == s->cap) {
		size_t cap = s->cap ? s->cap + s->cap / 2 : 64;
		struct entry *grown = realloc(s->entries, cap * sizeof *grown);

		if (!grown)
			return NULL;
		s->entries = grown;
		s->cap = cap;
	}
	return &s->entries[s->count++];
}

bool
sorter_add(struct sorter *s, const void *record, size_t len)
{
	unsigned char *to;
	struct entry *e;
	uint32_t length;

	if (s->error || s->sorted)
		return false;
	if (len >= UINT32_MAX)
		return failed(s, EFBIG, false);
	if (s->count && s->used + len + s->cap * sizeof *e > s->memory && !spill(s))
		return false;
	to = room_for(s, HEAD + len);
	e = to ? new_entry(s) : NULL;
	if (!e)
		return failed(s, ENOMEM, false);
	length = (uint32_t)len;
	memcpy(to, &length, sizeof length);
	if (len)
		memcpy(to + HEAD, record, len);
	*e = (struct entry){prefix_of(to + HEAD, len), to};
	s->records++;
	s->bytes += len;
	return true;
}

bool
sorter_sort(struct sorter *s)
{
	if (s->error || s->sorted)
		return !s->error;
	s->sorted = true;
	if (!s->spilled) {
		if (s->count)
			sort_entries(s->entries, s->count, PREFIX_TOP);
		return true;
	}
	return spill(s) && merge_open(s, &s->merge, 0, LEVELS);
}

bool
sorter_next(struct sorter *s, struct str *record)
{
	const unsigned char *next = NULL;

	if (s->error || !s->sorted)
		return false;
	if (s->spilled)
		next = merge_next(s, &s->merge);
	else if (s->given < s->count)
		next = s->entries[s->given++].record;
	if (next)
		*record = (struct str){(const char *)next + HEAD, length_of(next)};
	return next != NULL;
}

uint64_t
sorter_count(const struct sorter *s)
{
	return s->records;
}

uint64_t
sorter_bytes(const struct sorter *s)
{
	return s->bytes;
}

const char *
sorter_error(const struct sorter *s)
{
	return s->error ? s->said : NULL;
}

void
sorter_free(struct sorter *s)
{
	if (!s)
		return;
	merge_close(&s->merge);
	forget_records(s);
	for (size_t i = 0; i < LEVELS; i++)
		if (s->levels[i].file >= 0)
			close(s->levels[i].file);
	free(s);
}
