/*
 * Archives.  What is skipped in a compressed stream has to be expanded, too, and counts as much
 * as what is read; in a zip and in a plain tar it is jumped over.
 */
#include "archive.h"

#include "library.h"

#include <stdlib.h>
#include <strings.h>
#include <sys/stat.h>
#include <uniconv.h>
#include <unistr.h>

static const struct ending {
	const char *name, *filter; /* NULL: the stream is not compressed */
} endings[] = {
	{".zip", NULL},	      {".tar", NULL},	 {".tar.gz", "gzip"},	{".tgz", "gzip"},
	{".tar.xz", "xz"},    {".txz", "xz"},	 {".tar.bz2", "bzip2"}, {".tbz2", "bzip2"},
	{".tar.zst", "zstd"}, {".tzst", "zstd"},
};

static const struct ending *
ending_of(struct str name)
{
	for (size_t i = 0; i < sizeof endings / sizeof *endings; i++) {
		size_t len = strlen(endings[i].name);
		if (name.len > len &&
		    strncasecmp(name.at + name.len - len, endings[i].name, len) == 0)
			return &endings[i];
	}
	return NULL;
}

bool
archive_named(struct str name)
{
	return ending_of(name) != NULL;
}

#if __has_include(<archive.h>) && __has_include(<archive_entry.h>)

#include <archive.h>
#include <archive_entry.h>

enum { READ_BLOCK = 64 << 10 };

/* clang-format off */
#define FUNCTIONS(f) \
	f(archive_read_new) \
	f(archive_read_free) \
	f(archive_read_support_filter_gzip) \
	f(archive_read_support_filter_xz) \
	f(archive_read_support_filter_bzip2) \
	f(archive_read_support_filter_zstd) \
	f(archive_read_support_format_tar) \
	f(archive_read_support_format_zip) \
	f(archive_read_open_filename) \
	f(archive_read_next_header2) \
	f(archive_read_data_block) \
	f(archive_read_data_skip) \
	f(archive_error_string) \
	f(archive_filter_bytes) \
	f(archive_entry_new) \
	f(archive_entry_free) \
	f(archive_entry_filetype) \
	f(archive_entry_pathname) \
	f(archive_entry_pathname_utf8)
/* clang-format on */
#define POINTER(name) __typeof__(&name) name;
struct functions {
	FUNCTIONS(POINTER)
};

struct archive_reader {
	struct functions call;
	struct archive *archive;
	struct archive_entry *entry; /* of the library */
	bool compressed;	     /* the stream as a whole */
	uint64_t size, expanded;     /* of the file; bytes that came out so far */
	uint64_t files;
	bool unfinished; /* the last file was not read to its end */
	bool ended;
};

static struct str
said(struct arena *a, const char *text)
{
	return str_copy(a, str_of(text ? text : "it cannot be read"));
}

#define FUNCTION(function) {#function, offsetof(struct functions, function)},

static const char *
load(struct functions *to)
{
	static const struct library_function functions[] = {FUNCTIONS(FUNCTION)};

	return library_load("libarchive.so.13", functions, sizeof functions / sizeof *functions,
			    to);
}

static int
support(struct archive_reader *r, const struct ending *e)
{
	if (r->call.archive_read_support_format_tar(r->archive) != ARCHIVE_OK ||
	    r->call.archive_read_support_format_zip(r->archive) != ARCHIVE_OK)
		return ARCHIVE_FATAL;
	if (!e->filter)
		return ARCHIVE_OK;
	/* A filter that the library has not itself would be a program that it runs. */
	if (strcmp(e->filter, "gzip") == 0)
		return r->call.archive_read_support_filter_gzip(r->archive);
	if (strcmp(e->filter, "xz") == 0)
		return r->call.archive_read_support_filter_xz(r->archive);
	if (strcmp(e->filter, "bzip2") == 0)
		return r->call.archive_read_support_filter_bzip2(r->archive);
	return r->call.archive_read_support_filter_zstd(r->archive);
}

struct archive_reader *
archive_open(struct arena *a, const char *path, struct str *wrong)
{
	const struct ending *e = ending_of(str_of(path));
	struct archive_reader *r = calloc(1, sizeof *r);
	const char *missing = r ? load(&r->call) : "out of memory";
	struct stat st;

	if (missing) {
		*wrong = str_printf(a, "no libarchive to open it with: %s", missing);
		free(r);
		return NULL;
	}
	r->archive = r->call.archive_read_new();
	r->entry = r->archive ? r->call.archive_entry_new() : NULL;
	r->compressed = e && e->filter;
	if (!r->entry) {
		*wrong = STR("out of memory");
	} else if (!e || support(r, e) != ARCHIVE_OK) {
		*wrong = STR("this libarchive does not expand such files itself");
	} else if (stat(path, &st) != 0 ||
		   r->call.archive_read_open_filename(r->archive, path, READ_BLOCK) != ARCHIVE_OK) {
		*wrong = said(a, r->call.archive_error_string(r->archive));
	} else {
		r->size = (uint64_t)st.st_size;
		return r;
	}
	archive_close(r);
	return NULL;
}

void
archive_close(struct archive_reader *r)
{
	if (!r)
		return;
	if (r->entry)
		r->call.archive_entry_free(r->entry);
	if (r->archive)
		r->call.archive_read_free(r->archive);
	free(r);
}

uint64_t
archive_consumed(const struct archive_reader *r)
{
	int64_t n = r->call.archive_filter_bytes(r->archive, -1);

	return n > 0 ? (uint64_t)n : 0;
}

/* Names are UTF-8, or they were made on a Chinese Windows. */
static struct str
name_of(struct archive_reader *r, struct arena *a)
{
	const char *name = r->call.archive_entry_pathname_utf8(r->entry);
	struct str out;

	if (!name)
		name = r->call.archive_entry_pathname(r->entry);
	out = str_copy(a, str_of(name ? name : "?"));
	if (u8_check((const uint8_t *)out.at, out.len)) {
		size_t len;
		uint8_t *text = u8_conv_from_encoding("GB18030", iconveh_error, out.at, out.len,
						      NULL, NULL, &len);
		if (text)
			out = str_copy(a, (struct str){(const char *)text, len});
		free(text);
	}
	while (str_starts(out, STR("./")))
		out = str_sub(out, 2, out.len);
	return out;
}

/* Did more come out than can be in earnest? */
static bool
explodes(const struct archive_reader *r)
{
	return r->expanded > r->size * ARCHIVE_EXPANDS + ((uint64_t)ARCHIVE_SPARE << 20);
}

/* The archive is given up. */
static enum archive_step
give_up(struct archive_reader *r, struct str wrong, struct archive_entry_read *out)
{
	r->ended = true;
	out->name = (struct str){0};
	out->wrong = wrong;
	return ARCHIVE_UNREAD;
}

static struct str
exploded(struct arena *a)
{
	return str_printf(a,
			  "it expands to more than %d times its size: the rest of it is not read",
			  ARCHIVE_EXPANDS);
}

/* The next piece of a file: its length, 0 at the end, -1: `wrong`. */
static int64_t
next_piece(struct archive_reader *r, struct arena *a, const void **at, struct str *wrong)
{
	size_t len = 0;
	int64_t offset;
	int status = r->call.archive_read_data_block(r->archive, at, &len, &offset);

	if (status == ARCHIVE_EOF)
		return 0;
	if (status != ARCHIVE_OK) {
		*wrong = said(a, r->call.archive_error_string(r->archive));
		r->ended = status == ARCHIVE_FATAL;
		return -1;
	}
	r->expanded += len;
	return (int64_t)len;
}

/* Passes over what is left of a file; false: the archive explodes, or is broken. */
static bool
skip(struct archive_reader *r, struct arena *a, struct str *wrong)
{
	const void *at;
	int64_t n = 0;

	if (!r->compressed) {
		if (r->call.archive_read_data_skip(r->archive) >= ARCHIVE_WARN)
			return true;
		*wrong = said(a, r->call.archive_error_string(r->archive));
		return false;
	}
	while (!explodes(r) && (n = next_piece(r, a, &at, wrong)) > 0)
		;
	if (explodes(r))
		*wrong = exploded(a);
	return n == 0;
}

static enum archive_step
read_file(struct archive_reader *r, struct arena *a, uint64_t largest,
	  struct archive_entry_read *out)
{
	struct buf bytes = {.arena = a};
	const void *at;
	int64_t n;

	while ((n = next_piece(r, a, &at, &out->wrong)) > 0) {
		if (explodes(r))
			return give_up(r, exploded(a), out);
		if (bytes.len + (uint64_t)n > largest) {
			out->wrong = STR("it is above the limit (--max-file-size)");
			r->unfinished = true;
			return ARCHIVE_UNREAD;
		}
		buf_add(&bytes, (struct str){at, (size_t)n});
	}
	out->bytes = buf_str(&bytes);
	return n < 0 ? ARCHIVE_UNREAD : ARCHIVE_FILE;
}

enum archive_step
archive_next(struct archive_reader *r, struct arena *a, uint64_t largest,
	     bool (*wanted)(void *self, struct str name, uint64_t number), void *self,
	     struct archive_entry_read *out)
{
	while (!r->ended) {
		if (r->unfinished && !skip(r, a, &out->wrong))
			return give_up(r, out->wrong, out);
		r->unfinished = false;
		int status = r->call.archive_read_next_header2(r->archive, r->entry);

		*out = (struct archive_entry_read){.number = r->files++};
		if (status == ARCHIVE_EOF)
			break;
		if (status < ARCHIVE_WARN)
			return give_up(r, said(a, r->call.archive_error_string(r->archive)), out);
		if (r->files > ARCHIVE_FILES)
			return give_up(r, STR("more files than are read of one archive"), out);
		if (r->call.archive_entry_filetype(r->entry) == AE_IFREG) {
			out->name = name_of(r, a);
			if (wanted(self, out->name, out->number))
				return read_file(r, a, largest, out);
			if (archive_named(out->name))
				return ARCHIVE_NESTED;
		}
		if (!skip(r, a, &out->wrong))
			return give_up(r, out->wrong, out);
	}
	r->ended = true;
	return ARCHIVE_END;
}

#else

struct archive_reader *
archive_open(struct arena *a, const char *path, struct str *wrong)
{
	(void)a;
	(void)path;
	*wrong = STR("this program was built without libarchive");
	return NULL;
}

void
archive_close(struct archive_reader *r)
{
	(void)r;
}

uint64_t
archive_consumed(const struct archive_reader *r)
{
	(void)r;
	return 0;
}

enum archive_step
archive_next(struct archive_reader *r, struct arena *a, uint64_t largest,
	     bool (*wanted)(void *self, struct str name, uint64_t number), void *self,
	     struct archive_entry_read *out)
{
	(void)r;
	(void)a;
	(void)largest;
	(void)wanted;
	(void)self;
	(void)out;
	return ARCHIVE_END;
}

#endif
