/*
 * The index is written with SQLite; nothing is synced until the end, since what is not whole is of no
 * use anyhow.
 */
#include "index_internal.h"

#include "library.h"
#include "record.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <sys/file.h>
#include <unistd.h>

/* ---- rows ---- */

enum {
	VALUE_NULL = 'n',
	VALUE_NUMBER = 'i',
	VALUE_TEXT = 't',
	VALUE_REPORT = 'r',
	VALUE_FINDING = 'f'
};

void
index_row(struct buf *to, enum index_table table)
{
	buf_char(to, (char)table);
}

void
index_null(struct buf *to)
{
	buf_char(to, VALUE_NULL);
}

void
index_number(struct buf *to, int64_t n)
{
	buf_char(to, VALUE_NUMBER);
	record_number(to, (uint64_t)n, 8);
}

void
index_text(struct buf *to, struct str s)
{
	if (!s.len) {
		index_null(to);
		return;
	}
	buf_char(to, VALUE_TEXT);
	record_number(to, s.len, 4);
	buf_add(to, s);
}

void
index_this_report(struct buf *to)
{
	buf_char(to, VALUE_REPORT);
}

void
index_this_finding(struct buf *to)
{
	buf_char(to, VALUE_FINDING);
}

/* ---- what stands there ---- */

enum { APPLICATION = 0x52504c54 /* RPLT */, FILE_HEAD = 72, VERSION_AT = 60, APPLICATION_AT = 68 };

static uint32_t
number_at(const unsigned char *at)
{
	return (uint32_t)at[0] << 24 | (uint32_t)at[1] << 16 | (uint32_t)at[2] << 8 | at[3];
}

/* May a file be replaced by an index?  Says why not in *wrong. */
static bool
may_replace(struct arena *a, const char *path, struct str *wrong)
{
	unsigned char head[FILE_HEAD];
	int fd = open(path, O_RDONLY | O_CLOEXEC);

	if (fd < 0 && errno == ENOENT)
		return true;
	ssize_t n = fd >= 0 ? read(fd, head, sizeof head) : -1;
	if (n < 0)
		*wrong = str_copy(a, str_of(ERROR_TEXT(errno)));
	if (fd >= 0)
		close(fd);
	if (n < 0)
		return false;
	if (n == 0)
		return true;
	if (n < FILE_HEAD || memcmp(head, "SQLite format 3", 16) != 0 ||
	    number_at(head + APPLICATION_AT) != APPLICATION) {
		*wrong = STR("it is no index of reportlint; it is left as it was");
		return false;
	}
	if (number_at(head + VERSION_AT) == INDEX_VERSION)
		return true;
	*wrong = str_printf(
		a, "it is an index of version %u, this is version %d; it is left as it was",
		number_at(head + VERSION_AT), INDEX_VERSION);
	return false;
}

#if __has_include(<sqlite3.h>)

#include <sqlite3.h>

/* clang-format off */
#define FUNCTIONS(f) \
	f(sqlite3_open_v2) \
	f(sqlite3_close_v2) \
	f(sqlite3_exec) \
	f(sqlite3_prepare_v2) \
	f(sqlite3_step) \
	f(sqlite3_reset) \
	f(sqlite3_finalize) \
	f(sqlite3_bind_int64) \
	f(sqlite3_bind_text) \
	f(sqlite3_bind_null) \
	f(sqlite3_last_insert_rowid) \
	f(sqlite3_errmsg)
/* clang-format on */
#define POINTER(name) __typeof__(&name) name;
#define FUNCTION(function) {#function, offsetof(struct functions, function)},
struct functions {
	FUNCTIONS(POINTER)
};

struct index {
	struct functions call;
	const char *path;
	char *part; /* where it is written */
	int lock;
	sqlite3 *db;
	sqlite3_stmt *insert[INDEX_TABLES];
	int64_t finding; /* that was written last */
	size_t rows;	 /* of the transaction */
	bool failed;
	char said[256];
};

static bool
fail(struct index *x, const char **wrong)
{
	x->failed = true;
	snprintf(x->said, sizeof x->said, "%s",
		 x->db ? x->call.sqlite3_errmsg(x->db) : "out of memory");
	*wrong = x->said;
	return false;
}

static bool
run(struct index *x, const char *sql)
{
	return x->call.sqlite3_exec(x->db, sql, NULL, NULL, NULL) == SQLITE_OK;
}

static bool
prepare(struct index *x, enum index_table table)
{
	char sql[256];
	const struct index_table_text *t = &index_tables[table];
	int len = snprintf(sql, sizeof sql, "INSERT INTO %s VALUES (?", t->name);

	for (int i = 1; i < t->columns; i++)
		len += snprintf(sql + len, sizeof sql - (size_t)len, ",?");
	snprintf(sql + len, sizeof sql - (size_t)len, ")");
	return run(x, t->create) &&
	       x->call.sqlite3_prepare_v2(x->db, sql, -1, &x->insert[table], NULL) == SQLITE_OK;
}

static bool
begin(struct index *x)
{
	char pragmas[256];

	snprintf(pragmas, sizeof pragmas,
		 "PRAGMA page_size=8192;PRAGMA journal_mode=OFF;PRAGMA synchronous=OFF;"
		 "PRAGMA locking_mode=EXCLUSIVE;PRAGMA cache_size=-8192;"
		 "PRAGMA application_id=%d;PRAGMA user_version=%d;BEGIN",
		 APPLICATION, INDEX_VERSION);
	if (!run(x, pragmas))
		return false;
	for (enum index_table i = 0; i < INDEX_TABLES; i++)
		if (!prepare(x, i))
			return false;
	return true;
}

static void
release(struct index *x)
{
	for (size_t i = 0; i < INDEX_TABLES; i++)
		if (x->insert[i])
			x->call.sqlite3_finalize(x->insert[i]);
	if (x->db)
		x->call.sqlite3_close_v2(x->db);
	if (x->lock >= 0)
		close(x->lock);
	free(x->part);
	free(x);
}

/* Takes NAME.part for this run alone. */
static bool
take_part(struct index *x, struct arena *a, struct str *wrong)
{
	size_t size = strlen(x->path) + sizeof ".part";

	x->part = malloc(size);
	if (!x->part) {
		*wrong = STR("out of memory");
		return false;
	}
	snprintf(x->part, size, "%s.part", x->path);
	x->lock = open(x->part, O_RDWR | O_CREAT | O_CLOEXEC, 0666);
	if (x->lock >= 0 && flock(x->lock, LOCK_EX | LOCK_NB) == 0 && ftruncate(x->lock, 0) == 0)
		return true;
	*wrong = errno == EWOULDBLOCK ? STR("another run writes it")
				      : str_copy(a, str_of(ERROR_TEXT(errno)));
	return false;
}

struct index *
index_open(struct arena *a, const char *path, struct str *wrong)
{
	static const struct library_function functions[] = {FUNCTIONS(FUNCTION)};
	struct index *x;
	const char *missing;

	if (!may_replace(a, path, wrong))
		return NULL;
	*wrong = STR("out of memory");
	x = calloc(1, sizeof *x);
	if (!x)
		return NULL;
	*x = (struct index){.path = path, .lock = -1};
	missing = library_load("libsqlite3.so.0", functions, sizeof functions / sizeof *functions,
			       &x->call);
	if (missing) {
		*wrong = str_printf(a, "no SQLite to write it with: %s", missing);
	} else if (take_part(x, a, wrong)) {
		if (x->call.sqlite3_open_v2(x->part, &x->db, SQLITE_OPEN_READWRITE, NULL) ==
			    SQLITE_OK &&
		    begin(x))
			return x;
		*wrong = str_copy(a,
				  str_of(x->db ? x->call.sqlite3_errmsg(x->db) : "out of memory"));
		unlink(x->part);
	}
	release(x);
	return NULL;
}

static bool
bind_value(struct index *x, sqlite3_stmt *s, int column, int64_t report, struct record_reader *r)
{
	struct str text;
	size_t len;

	switch (record_take_number(r, 1)) {
	case VALUE_NULL:
		return x->call.sqlite3_bind_null(s, column) == SQLITE_OK;
	case VALUE_NUMBER:
		return x->call.sqlite3_bind_int64(s, column, (int64_t)record_take_number(r, 8)) ==
		       SQLITE_OK;
	case VALUE_REPORT:
		return x->call.sqlite3_bind_int64(s, column, report) == SQLITE_OK;
	case VALUE_FINDING:
		return x->call.sqlite3_bind_int64(s, column, x->finding) == SQLITE_OK;
	case VALUE_TEXT:
		len = record_take_number(r, 4);
		text = str_sub(r->left, 0, len);
		r->left = str_sub(r->left, len, r->left.len);
		return x->call.sqlite3_bind_text(s, column, text.at, (int)text.len,
						 SQLITE_STATIC) == SQLITE_OK;
	default:
		r->bad = true;
		return false;
	}
}

static bool
add_row(struct index *x, uint32_t report, struct record_reader *r)
{
	uint64_t table = record_take_number(r, 1);
	bool ok = table < INDEX_TABLES;
	sqlite3_stmt *s = ok ? x->insert[table] : NULL;

	for (int i = 1; ok && i <= index_tables[table].columns; i++)
		ok = bind_value(x, s, i, (int64_t)report + 1, r);
	if (!ok)
		return false;
	ok = x->call.sqlite3_step(s) == SQLITE_DONE;
	x->call.sqlite3_reset(s);
	if (table == INDEX_FINDINGS)
		x->finding = x->call.sqlite3_last_insert_rowid(x->db);
	if (++x->rows < INDEX_BATCH)
		return ok;
	x->rows = 0;
	return ok && run(x, "COMMIT;BEGIN");
}

bool
index_add(struct index *x, uint32_t report, struct str rows, const char **wrong)
{
	struct record_reader r = {.left = rows};

	while (!x->failed && r.left.len)
		if (!add_row(x, report, &r))
			return fail(x, wrong);
	return true;
}

/* Everything is on the disk before the name is. */
static bool
put_in_place(struct index *x, struct arena *a, struct str *wrong)
{
	bool ok = run(x, "COMMIT;") && run(x, index_at_end) && run(x, "ANALYZE;");

	if (!ok) {
		*wrong = str_copy(a, str_of(x->call.sqlite3_errmsg(x->db)));
		return false;
	}
	for (size_t i = 0; i < INDEX_TABLES; i++) {
		x->call.sqlite3_finalize(x->insert[i]);
		x->insert[i] = NULL;
	}
	ok = x->call.sqlite3_close_v2(x->db) == SQLITE_OK;
	x->db = NULL;
	if (ok && fsync(x->lock) == 0 && rename(x->part, x->path) == 0)
		return true;
	*wrong = str_copy(a, str_of(ERROR_TEXT(errno)));
	return false;
}

bool
index_close(struct index *x, struct arena *a, bool whole, struct str *wrong)
{
	bool ok = !whole || x->failed || put_in_place(x, a, wrong);

	if (!ok || !whole || x->failed)
		unlink(x->part);
	release(x);
	return ok;
}

#else

struct index *
index_open(struct arena *a, const char *path, struct str *wrong)
{
	if (may_replace(a, path, wrong))
		*wrong = STR("this program was built without SQLite");
	return NULL;
}

bool
index_add(struct index *x, uint32_t report, struct str rows, const char **wrong)
{
	(void)x;
	(void)report;
	(void)rows;
	(void)wrong;
	return true;
}

bool
index_close(struct index *x, struct arena *a, bool whole, struct str *wrong)
{
	(void)x;
	(void)a;
	(void)whole;
	(void)wrong;
	return true;
}

#endif
