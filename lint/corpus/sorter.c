/*
 * Records wait in a buffer, one behind the other in the order in which they came, and go to the end
 * of a file when it is full.  What fits in memory when it is sorted is read back whole; else as much
 * of it at a time as fits is sorted and becomes a run.
 */
#include <errno.h>
#include <stdlib.h>
#include <unistd.h>

#include "nameless.h"
#include "sorter_internal.h"

enum {
	MEMORY_MIN = 64 << 10,
	BUFFER_MIN = 4096,
	AHEAD = 8, /* entries whose records are fetched before they are asked for */
};

struct sorter {
	struct fault fault;
	size_t room;	       /* what the buffer may have */
	unsigned char *buffer; /* records, each behind its length */
	size_t len, cap;
	int file;    /* -1: none yet */
	off_t filed; /* bytes of the file */
	uint64_t records, bytes;
	bool sorted;
	bool only_alike; /* those whose prefixes, without `rest` bits, stand alone are not given */
	unsigned rest;
	struct entry *entries; /* when all is in memory */
	size_t count, given;
	struct runs *runs; /* NULL: all is in memory */
};

bool
fault_set(struct fault *f, int error, bool on_disk)
{
	if (!f->error) {
		f->error = error;
		snprintf(f->said, sizeof f->said, "%s%s%s", on_disk ? f->folder : "",
			 on_disk ? ": " : "", ERROR_TEXT(error));
	}
	return false;
}

struct sorter *
sorter_new(const char *folder, size_t buffer)
{
	struct sorter *s = calloc(1, sizeof *s);

	if (!s)
		return NULL;
	s->fault.folder = folder ? folder : nameless_folder();
	s->room = buffer < MEMORY_MIN ? MEMORY_MIN : buffer;
	s->file = -1;
	return s;
}

/* ---- adding ---- */

/* Writes what the buffer holds to the end of the file. */
static bool
empty_buffer(struct sorter *s)
{
	if (s->file < 0)
		s->file = nameless_file(s->fault.folder);
	if (s->file < 0)
		return fault_set(&s->fault, errno, true);
	if (!file_write_at(&s->fault, s->file, s->buffer, s->len, s->filed))
		return false;
	s->filed += (off_t)s->len;
	s->len = 0;
	return true;
}

static bool
make_room(struct sorter *s, size_t size)
{
	if (s->len && s->len + size > s->room && !empty_buffer(s))
		return false;
	size_t cap = s->cap ? 2 * s->cap : BUFFER_MIN;

	if (s->len + size <= s->cap)
		return true;
	cap = cap < s->room ? cap : s->room;
	cap = cap > s->len + size ? cap : s->len + size;
	unsigned char *grown = realloc(s->buffer, cap);
	if (!grown)
		return fault_set(&s->fault, ENOMEM, false);
	s->buffer = grown;
	s->cap = cap;
	return true;
}

unsigned char *
sorter_place(struct sorter *s, size_t len)
{
	if (s->fault.error || s->sorted)
		return NULL;
	if (len >= UINT32_MAX) {
		fault_set(&s->fault, EFBIG, false);
		return NULL;
	}
	size_t size = head_size(len) + len;
	if (s->len + size > s->cap && !make_room(s, size))
		return NULL;
	unsigned char *to = head_put(s->buffer + s->len, len);
	s->len += size;
	s->records++;
	s->bytes += len;
	return to;
}

bool
sorter_add(struct sorter *s, const void *record, size_t len)
{
	unsigned char *to = sorter_place(s, len);

	if (to && len)
		memcpy(to, record, len);
	return to;
}

/* ---- sorting ---- */

/* Sorts all that the buffer holds, or what of it may be given. */
static bool
sort_buffer(struct sorter *s)
{
	size_t size = (size_t)s->records * sizeof *s->entries;

	if (!s->records)
		return true;
	s->count = (size_t)s->records;
	s->entries = malloc(size);
	struct entry *spare = malloc(size); /* of both, what is not used is not touched */
	bool ok = s->entries && spare;
	if (ok && s->only_alike)
		ok = entries_alike(s->buffer, s->count, s->rest, s->entries, &s->count);
	else if (ok)
		entries_read(s->buffer, s->count, s->entries);
	if (ok)
		entries_sort(s->entries, spare, s->count);
	free(spare);
	return ok || fault_set(&s->fault, ENOMEM, false);
}

static bool
read_file(struct sorter *s, unsigned char *to, size_t len, off_t at)
{
	errno = 0;
	return file_read_at(s->file, to, len, (uint64_t)at) ||
	       fault_set(&s->fault, errno ? errno : EIO, true);
}

static void
drop_file(struct sorter *s)
{
	close(s->file);
	s->file = -1;
	s->filed = 0;
}

/* The file's records behind those of the buffer. */
static bool
read_back(struct sorter *s)
{
	unsigned char *all = realloc(s->buffer, s->len + (size_t)s->filed);

	if (!all)
		return fault_set(&s->fault, ENOMEM, false);
	s->buffer = all;
	if (!read_file(s, all + s->len, (size_t)s->filed, 0))
		return false;
	s->len = s->cap = s->len + (size_t)s->filed;
	drop_file(s);
	return true;
}

/* How many whole records stand in the first `len` bytes, `most` of them; *end: behind them. */
static size_t
whole_records(const unsigned char *at, size_t len, size_t most, size_t *end)
{
	size_t count = 0, to = 0;

	while (count < most && to < len) {
		size_t head = at[to] == LENGTH_MARK ? HEAD_LONG : HEAD_SHORT;

		if (len - to < head || len - to < record_size(at + to))
			break;
		to += record_size(at + to);
		count++;
	}
	*end = to;
	return count;
}

/* As much of the file as fits: a run.  *at: where it begins, and then where the next does. */
static bool
sort_piece(struct sorter *s, off_t *at, struct entry *entries, size_t most)
{
	size_t len = s->filed - *at < (off_t)s->cap ? (size_t)(s->filed - *at) : s->cap, end;

	if (!read_file(s, s->buffer, len, *at))
		return false;
	size_t count = whole_records(s->buffer, len, most, &end);
	if (!count) { /* one that is larger than the memory */
		unsigned char *grown = realloc(s->buffer, record_size(s->buffer));
		if (!grown)
			return fault_set(&s->fault, ENOMEM, false);
		s->buffer = grown;
		s->cap = record_size(grown);
		return true;
	}
	entries_read(s->buffer, count, entries);
	entries_sort(entries, entries + most, count);
	*at += (off_t)end;
	return runs_write(s->runs, entries, count);
}

static bool
sort_pieces(struct sorter *s, size_t memory)
{
	const size_t each = 2 * sizeof(struct entry);
	size_t average = (size_t)(s->bytes / s->records) + HEAD_LONG;
	size_t most = memory / (average + each) + 1;

	s->cap = most * average;
	free(s->buffer);
	s->buffer = malloc(s->cap);
	s->runs = runs_new(&s->fault);
	struct entry *entries = malloc(most * each);
	bool ok = s->buffer && s->runs && entries;
	if (!ok)
		fault_set(&s->fault, ENOMEM, false);
	for (off_t at = 0; ok && at < s->filed;)
		ok = sort_piece(s, &at, entries, most);
	free(entries);
	free(s->buffer);
	s->buffer = NULL;
	s->len = s->cap = 0;
	drop_file(s);
	return ok && runs_open(s->runs, memory);
}

bool
sorter_sort(struct sorter *s, size_t memory)
{
	if (s->fault.error || s->sorted)
		return !s->fault.error;
	s->sorted = true;
	memory = memory < MEMORY_MIN ? MEMORY_MIN : memory;
	if (s->file < 0)
		return sort_buffer(s);
	uint64_t whole = (uint64_t)s->filed + s->len + s->records * 2 * sizeof(struct entry);
	if (whole <= memory)
		return read_back(s) && sort_buffer(s);
	return empty_buffer(s) && sort_pieces(s, memory);
}

bool
sorter_sort_alike(struct sorter *s, size_t memory, unsigned key)
{
	s->only_alike = true;
	s->rest = 64 - 8 * key;
	return sorter_sort(s, memory);
}

/* ---- giving ---- */

/* Passes over entries that stand alone. */
static void
pass_alone(struct sorter *s)
{
	const struct entry *e = s->entries;
	const unsigned rest = s->rest;

	for (; s->given < s->count; s->given++) {
		uint64_t key = e[s->given].prefix >> rest;

		if (s->given > 0 && e[s->given - 1].prefix >> rest == key)
			return;
		if (s->given + 1 < s->count && e[s->given + 1].prefix >> rest == key)
			return;
	}
}

bool
sorter_next(struct sorter *s, struct str *record)
{
	const unsigned char *next = NULL;

	if (s->fault.error || !s->sorted)
		return false;
	if (s->only_alike && !s->runs)
		pass_alone(s);
	if (s->runs) {
		next = runs_next(s->runs);
	} else if (s->given < s->count) {
		if (s->given + AHEAD < s->count)
			__builtin_prefetch(s->entries[s->given + AHEAD].record);
		next = s->entries[s->given++].record;
	}
	if (next)
		*record = record_str(next);
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
	return s->fault.error ? s->fault.said : NULL;
}

void
sorter_free(struct sorter *s)
{
	if (!s)
		return;
	runs_free(s->runs);
	free(s->entries);
	free(s->buffer);
	if (s->file >= 0)
		close(s->file);
	free(s);
}
