/*
 * A record: head (mark, length of the rest, hash of both), then hash of the rest, key, what is kept.  The
 * head has a hash of its own, so that damage to the rest costs one record; where a head is
 * damaged, the next one is looked for.
 */
#include "run_log.h"

#include "nameless.h"

#include <errno.h>
#include <fcntl.h>
#include <pthread.h>
#include <stdlib.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

enum {
	BUFFER = 256 << 10,
	SEARCH = 64 << 10,
	BODY_MOST = 1 << 30,
	MARK_BYTES = 4,
	PATH_BYTES = 4096
};
static const char first_bytes[32] = "reportlint run log 1\n";
static const char mark[MARK_BYTES] = {'\xf1', 'r', 'e', 'p'};

struct head {
	char mark[MARK_BYTES];
	uint32_t len;	/* of the body */
	uint64_t check; /* hash of the two before */
};
struct body {
	uint64_t check; /* hash of what follows */
	struct run_key key;
};

/* `at` is where the head begins, and never 0; 0: the slot is free. */
struct slot {
	uint64_t key, at;
};

struct run_log {
	char path[PATH_BYTES];
	int file, lock_file;
	uint64_t size;	  /* what is whole, with what is still in the buffer */
	uint64_t old_end; /* when it was opened */
	struct slot *slots;
	unsigned char *asked; /* by slot: a report of this run was this one */
	size_t count, room;
	char *buffer;
	size_t buffered;
	uint64_t kept; /* bytes of old records that were asked for */
	bool hurt;     /* a record is damaged */
	int error;
	pthread_mutex_t lock; /* guards `asked`, `hurt` and the calls of `damaged` */
	void (*damaged)(void *self, const char *file, uint64_t at);
	void *self;
};

/* ---- records ---- */

static uint64_t
head_check(const struct head *h)
{
	return hash_bytes(h, offsetof(struct head, check), sizeof(struct body));
}

static bool
head_is_right(const struct head *h)
{
	return memcmp(h->mark, mark, sizeof mark) == 0 && h->check == head_check(h) &&
	       h->len >= sizeof(struct body) && h->len <= BODY_MOST;
}

static uint64_t
body_check(const char *body, size_t len)
{
	return hash_bytes(body + sizeof(uint64_t), len - sizeof(uint64_t), 0);
}

static uint64_t
key_hash(struct run_key key)
{
	return hash_bytes(&key, sizeof key, 0);
}

char *
run_log_record(struct run_key key, struct str kept, size_t *len)
{
	struct head h = {.len = (uint32_t)(sizeof(struct body) + kept.len)};
	struct body b = {.key = key};
	char *record;

	*len = sizeof h + sizeof b + kept.len;
	if (kept.len > BODY_MOST - sizeof b || !(record = malloc(*len)))
		return NULL;
	memcpy(h.mark, mark, sizeof mark);
	h.check = head_check(&h);
	memcpy(record, &h, sizeof h);
	memcpy(record + sizeof h, &b, sizeof b);
	if (kept.len)
		memcpy(record + sizeof h + sizeof b, kept.at, kept.len);
	b.check = body_check(record + sizeof h, h.len);
	memcpy(record + sizeof h, &b.check, sizeof b.check);
	return record;
}

/* ---- the table ---- */

static struct slot *
slot_of(struct slot *slots, size_t room, uint64_t key)
{
	size_t i = (size_t)key & (room - 1);

	while (slots[i].at && slots[i].key != key)
		i = (i + 1) & (room - 1);
	return &slots[i];
}

static bool
grow(struct run_log *log)
{
	size_t room = log->room ? 2 * log->room : 1024;
	struct slot *slots = calloc(room, sizeof *slots);

	if (!slots)
		return false;
	for (size_t i = 0; i < log->room; i++)
		if (log->slots[i].at)
			*slot_of(slots, room, log->slots[i].key) = log->slots[i];
	free(log->slots);
	log->slots = slots;
	log->room = room;
	return true;
}

static bool
note(struct run_log *log, uint64_t key, uint64_t at)
{
	if (2 * (log->count + 1) > log->room && !grow(log))
		return false;
	struct slot *s = slot_of(log->slots, log->room, key);
	log->count += !s->at;
	*s = (struct slot){key, at};
	return true;
}

/* ---- reading ---- */

/* The next right head at or behind `at`; `end` if there is none. */
static uint64_t
next_head(const struct run_log *log, uint64_t at, uint64_t end)
{
	char piece[SEARCH];

	while (at + sizeof(struct head) <= end) {
		size_t len = end - at < sizeof piece ? (size_t)(end - at) : sizeof piece;
		if (!file_read_at(log->file, piece, len, at))
			break;
		for (size_t i = 0; i + sizeof(struct head) <= len; i++) {
			struct head h;
			if (piece[i] != mark[0])
				continue;
			memcpy(&h, piece + i, sizeof h);
			if (head_is_right(&h))
				return at + i;
		}
		at += len - sizeof(struct head) + 1;
	}
	return end;
}

/* Notes all records; what is left behind the last one is a torn tail. */
static bool
scan(struct run_log *log, uint64_t end)
{
	uint64_t at = sizeof first_bytes;
	struct {
		struct head head;
		struct body body;
	} r;

	while (at + sizeof r <= end && file_read_at(log->file, &r, sizeof r, at)) {
		if (!head_is_right(&r.head)) {
			uint64_t next = next_head(log, at + 1, end);
			if (next == end)
				break;
			log->hurt = true;
			log->damaged(log->self, log->path, at);
			at = next;
			continue;
		}
		if (at + sizeof r.head + r.head.len > end)
			break;
		if (!note(log, key_hash(r.body.key), at))
			return false;
		at += sizeof r.head + r.head.len;
	}
	log->size = log->old_end = at < end ? at : end;
	return true;
}

bool
run_log_find(struct run_log *log, struct arena *a, struct run_key key, struct str *kept)
{
	struct slot *s = log->room ? slot_of(log->slots, log->room, key_hash(key)) : NULL;
	struct head h;
	struct body b;

	if (!s || !s->at || !file_read_at(log->file, &h, sizeof h, s->at) || !head_is_right(&h))
		return false;
	char *body = arena_alloc_raw(a, h.len);
	bool right = file_read_at(log->file, body, h.len, s->at + sizeof h);
	if (right) {
		memcpy(&b, body, sizeof b);
		right = b.check == body_check(body, h.len);
	}
	pthread_mutex_lock(&log->lock);
	if (!right) {
		log->hurt = true;
		log->damaged(log->self, log->path, s->at);
	} else if (log->asked && !log->asked[s - log->slots]) {
		log->asked[s - log->slots] = 1;
		log->kept += sizeof h + h.len;
	}
	pthread_mutex_unlock(&log->lock);
	*kept = (struct str){body + sizeof b, h.len - sizeof b};
	return right && b.key.what == key.what && b.key.content == key.content;
}

/* ---- opening ---- */

static int
take_lock(const char *folder)
{
	char path[PATH_BYTES];
	int fd;

	if (snprintf(path, sizeof path, "%s/lock", folder) >= (int)sizeof path) {
		errno = ENAMETOOLONG;
		return -1;
	}
	fd = open(path, O_RDWR | O_CREAT | O_CLOEXEC, 0666);
	if (fd >= 0 && flock(fd, LOCK_EX | LOCK_NB) != 0) {
		close(fd);
		return -1;
	}
	return fd;
}

/* Opens the log and reads it; false: errno, or 0 when it is none of ours. */
static bool
open_log(struct run_log *log)
{
	char bytes[sizeof first_bytes];
	struct stat st;

	log->file = open(log->path, O_RDWR | O_CREAT | O_CLOEXEC, 0666);
	if (log->file < 0 || fstat(log->file, &st) != 0)
		return false;
	/* Killed while the first bytes were written: the log is new. */
	if ((uint64_t)st.st_size < sizeof bytes) {
		log->size = log->old_end = sizeof bytes;
		return ftruncate(log->file, 0) == 0 &&
		       pwrite(log->file, first_bytes, sizeof first_bytes, 0) == sizeof first_bytes;
	}
	if (!file_read_at(log->file, bytes, sizeof bytes, 0))
		return false;
	errno = 0;
	if (memcmp(bytes, first_bytes, sizeof bytes) != 0)
		return false;
	errno = ENOMEM;
	if (!scan(log, (uint64_t)st.st_size))
		return false;
	return ftruncate(log->file, (off_t)log->size) == 0;
}

static void
release(struct run_log *log)
{
	if (log->file >= 0)
		close(log->file);
	if (log->lock_file >= 0)
		close(log->lock_file);
	pthread_mutex_destroy(&log->lock);
	free(log->slots);
	free(log->asked);
	free(log->buffer);
	free(log);
}

struct run_log *
run_log_open(struct arena *a, const char *folder,
	     void (*damaged)(void *self, const char *file, uint64_t at), void *self,
	     struct str *wrong)
{
	struct run_log *log = calloc(1, sizeof *log);

	*wrong = STR("out of memory");
	if (!log)
		return NULL;
	*log = (struct run_log){.file = -1, .lock_file = -1, .damaged = damaged, .self = self};
	pthread_mutex_init(&log->lock, NULL);
	log->buffer = malloc(BUFFER);
	errno = 0;
	if (snprintf(log->path, sizeof log->path, "%s/reports.log", folder) >=
	    (int)sizeof log->path)
		errno = ENAMETOOLONG;
	else if ((mkdir(folder, 0777) == 0 || errno == EEXIST) &&
		 (log->lock_file = take_lock(folder)) >= 0 && log->buffer && open_log(log) &&
		 (log->asked = calloc(log->room + 1, 1)))
		return log;
	if (errno == EWOULDBLOCK)
		*wrong = STR("another run has it");
	else if (errno)
		*wrong = str_copy(a, str_of(ERROR_TEXT(errno)));
	else
		*wrong = STR("its reports.log is of another version, or none at all; it is left as "
			     "it was");
	release(log);
	return NULL;
}

const char *
run_log_path(const struct run_log *log)
{
	return log->path;
}

/* ---- writing ---- */

static bool
write_at(int file, const char *at, size_t len, uint64_t to)
{
	while (len) {
		ssize_t n = pwrite(file, at, len, (off_t)to);
		if (n < 0 && errno == EINTR)
			continue;
		if (n == 0)
			errno = ENOSPC;
		if (n <= 0)
			return false;
		at += n;
		to += (uint64_t)n;
		len -= (size_t)n;
	}
	return true;
}

/* What could not be written as a whole is taken back. */
static bool
flush(struct run_log *log, int *error)
{
	uint64_t at = log->size - log->buffered;

	if (log->error || !log->buffered)
		return !log->error;
	if (!write_at(log->file, log->buffer, log->buffered, at)) {
		log->error = errno;
		*error = log->error;
		if (ftruncate(log->file, (off_t)at) != 0)
			log->error = errno; /* its tail is dropped by the next run */
		return false;
	}
	log->buffered = 0;
	return true;
}

bool
run_log_add(struct run_log *log, const char *record, size_t len, int *error)
{
	if (log->error)
		return true;
	if (log->buffered + len > BUFFER && !flush(log, error))
		return false;
	log->size += len;
	if (len <= BUFFER) {
		memcpy(log->buffer + log->buffered, record, len);
		log->buffered += len;
	} else if (!write_at(log->file, record, len, log->size - len)) {
		log->error = errno;
		*error = log->error;
		return false;
	}
	return true;
}

/* ---- what is left ---- */

/* Copies the records that were asked for, or are new, to another file. */
static bool
copy_records(struct run_log *log, int to)
{
	uint64_t at = sizeof first_bytes, out = sizeof first_bytes;
	char *record = NULL;
	size_t cap = 0;
	bool ok = write_at(to, first_bytes, sizeof first_bytes, 0);

	while (ok && at < log->size) {
		struct {
			struct head head;
			struct body body;
		} r;
		if (!file_read_at(log->file, &r, sizeof r, at) || !head_is_right(&r.head)) {
			at = next_head(log, at + 1, log->size);
			continue;
		}
		size_t len = sizeof r.head + r.head.len;
		const struct slot *s = slot_of(log->slots, log->room, key_hash(r.body.key));
		bool is_new = at >= log->old_end;
		if (is_new || (s->at == at && log->asked[s - log->slots])) {
			if (len > cap) {
				free(record);
				record = malloc(cap = len);
			}
			ok = record && file_read_at(log->file, record, len, at) &&
			     write_at(to, record, len, out);
			out += len;
		}
		at += len;
	}
	free(record);
	return ok;
}

/* Replaces the log by one without what nobody asked for.  Nothing is lost when it cannot be done. */
static void
compact(struct run_log *log)
{
	char path[PATH_BYTES + 8];

	snprintf(path, sizeof path, "%s.new", log->path);
	int to = open(path, O_RDWR | O_CREAT | O_TRUNC | O_CLOEXEC, 0666);
	if (to < 0)
		return;
	bool ok = log->room && copy_records(log, to) && fsync(to) == 0;
	if (close(to) != 0 || !ok || rename(path, log->path) != 0)
		unlink(path);
}

bool
run_log_close(struct run_log *log, bool whole, int *error)
{
	bool ok = flush(log, error);

	if (ok && fdatasync(log->file) != 0) {
		*error = errno;
		ok = false;
	}
	if (ok && whole &&
	    (log->hurt || log->old_end > 2 * (log->kept + sizeof first_bytes) + BUFFER))
		compact(log);
	release(log);
	return ok;
}
