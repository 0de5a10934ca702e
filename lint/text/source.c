/*
 * Files, lines and positions.  Positions are computed only for what is
 * printed; each costs one binary search and a pass over at most one line.
 * Where a line is longer than LINE_LONG, or bytes must be counted in another
 * encoding, sums are kept every MARK_STEP bytes, so that each costs a pass over
 * so many, however many findings one line has.
 */
#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>
#include <uniwidth.h>

#include "text_internal.h"

enum { READ_STEP = 64 * 1024, LINE_LONG = 8 * 1024, MARK_STEP = 512 };

/* ---- reading ------------------------------------------------------------------ */

static bool
fail(struct arena *a, int error_number, struct source_error *error)
{
	error->message = str_copy(a, str_of(ERROR_TEXT(error_number)));
	return false;
}

/* In MiB with a decimal that is not zero, or in bytes where that would say nothing. */
static struct str
size_text(struct arena *a, uint64_t size)
{
	const uint64_t mib = 1024 * 1024;

	if (size < mib)
		return str_printf(a, "%llu bytes", (unsigned long long)size);
	if (size % mib * 10 < mib)
		return str_printf(a, "%llu MiB", (unsigned long long)(size / mib));
	return str_printf(a, "%llu.%llu MiB", (unsigned long long)(size / mib),
			  (unsigned long long)(size % mib * 10 / mib));
}

static bool
too_large(struct arena *a, uint64_t size, uint64_t max, struct source_error *error)
{
	struct str limit = size_text(a, max);

	error->too_large = true;
	if (size)
		error->message = str_printf(a, "file is %.*s, above the limit of %.*s",
					    STR_FMT(size_text(a, size)), STR_FMT(limit));
	else
		error->message = str_printf(a, "input is above the limit of %.*s", STR_FMT(limit));
	return false;
}

/* Reads to the end; `expected` is a hint. */
static bool
read_all(struct arena *a, int fd, size_t expected, uint64_t max, struct str *bytes,
	 struct source_error *error)
{
	size_t cap = expected + 1, len = 0;
	char *at = arena_alloc_raw(a, cap);

	for (;;) {
		if (len == cap) {
			char *more = arena_alloc_raw(a, cap * 2 + READ_STEP);
			memcpy(more, at, len);
			at = more;
			cap = cap * 2 + READ_STEP;
		}
		ssize_t n = read(fd, at + len, cap - len);
		if (n < 0 && errno == EINTR)
			continue;
		if (n < 0)
			return fail(a, errno, error);
		if (n == 0)
			break;
		len += (size_t)n;
		if (len > max)
			return too_large(a, 0, max, error);
	}
	*bytes = (struct str){at, len};
	return true;
}

bool
source_read(struct arena *a, const char *path, uint64_t max, struct str *bytes,
	    struct source_error *error)
{
	struct stat st;

	*error = (struct source_error){0};
	if (strcmp(path, "-") == 0)
		return read_all(a, STDIN_FILENO, READ_STEP, max, bytes, error);
	int fd = open(path, O_RDONLY | O_CLOEXEC | O_NOCTTY);
	if (fd < 0)
		return fail(a, errno, error);
	bool ok;
	if (fstat(fd, &st) != 0)
		ok = fail(a, errno, error);
	else if (S_ISDIR(st.st_mode))
		ok = fail(a, EISDIR, error);
	else if (S_ISREG(st.st_mode) && (uint64_t)st.st_size > max)
		ok = too_large(a, (uint64_t)st.st_size, max, error);
	else
		ok = read_all(a, fd, S_ISREG(st.st_mode) ? (size_t)st.st_size : READ_STEP, max,
			      bytes, error);
	close(fd);
	return ok;
}

/* ---- lines ----------------------------------------------------------------------- */

static void build_marks(struct arena *a, struct source *s);

void
source_index(struct arena *a, struct source *s)
{
	uint32_t longest = 0;

	s->line_count = lines_find(a, s->utf8, &s->low, false, &s->lines);
	for (size_t i = 0; i < s->line_count; i++) {
		uint32_t length = s->lines[i + 1] - s->lines[i];
		longest = length > longest ? length : longest;
	}
	if (longest > LINE_LONG || s->encoding != ENCODING_UTF8)
		build_marks(a, s);
}

static size_t
line_of(const struct source *s, uint32_t offset)
{
	size_t low = 0, high = s->line_count;

	while (high - low > 1) {
		size_t middle = low + (high - low) / 2;
		if (s->lines[middle] <= offset)
			low = middle;
		else
			high = middle;
	}
	return low;
}

struct str
source_line(const struct source *s, uint32_t number)
{
	if (number == 0 || number > s->line_count)
		return (struct str){"", 0};
	size_t from = s->lines[number - 1];
	size_t to = number < s->line_count ? s->lines[number] : s->utf8.len;
	while (to > from && (s->utf8.at[to - 1] == '\n' || s->utf8.at[to - 1] == '\r'))
		to--;
	return str_sub(s->utf8, from, to);
}

/* ---- positions -------------------------------------------------------------------- */

static uint32_t
cp_width(uint32_t cp)
{
	if (cp < 0x7F)
		return 1;
	if (cp_is_han(cp) || (cp >= 0xFF01 && cp <= 0xFF60) || (cp >= 0x3001 && cp <= 0x3029))
		return 2;
	int w = uc_width(cp, "UTF-8");
	return w > 0 ? (uint32_t)w : 0;
}

/* Adds what stands in utf8[from, to) to a mark, all but the bytes. */
static void
mark_add(struct source_mark *m, struct str utf8, size_t from, size_t to)
{
	for (size_t at = from; at < to;) {
		if ((unsigned char)(utf8.at[at] - 0xE5) <= 0xE9 - 0xE5) { /* most Han */
			m->chars++;
			m->cells += 2;
			m->utf16++;
			at += 3;
			continue;
		}
		uint32_t cp = utf8_next(utf8.at, &at);
		m->chars++;
		m->cells += cp_width(cp);
		m->utf16 += cp > 0xFFFF ? 2 : 1;
	}
}

static void
build_marks(struct arena *a, struct source *s)
{
	size_t n = s->utf8.len / MARK_STEP + 1;
	struct source_mark *marks = arena_array(a, n, sizeof *marks);

	for (size_t i = 1; i < n; i++) {
		size_t from = marks[i - 1].at, to = i * MARK_STEP;
		while (to < s->utf8.len && ((unsigned char)s->utf8.at[to] & 0xC0) == 0x80)
			to--;
		marks[i] = marks[i - 1];
		marks[i].at = (uint32_t)to;
		marks[i].bytes += encoded_length(str_sub(s->utf8, from, to), s->encoding);
		mark_add(&marks[i], s->utf8, from, to);
	}
	s->marks = marks;
	s->mark_count = n;
}

/* All that stands before an offset. */
static struct source_mark
mark_of(const struct source *s, size_t offset)
{
	const struct source_mark *near = &s->marks[offset / MARK_STEP];
	struct source_mark m = *near;

	mark_add(&m, s->utf8, near->at, offset);
	m.at = (uint32_t)offset;
	m.bytes += encoded_length(str_sub(s->utf8, near->at, offset), s->encoding);
	return m;
}

size_t
display_width(struct str s)
{
	size_t width = 0;

	for (size_t at = 0; at < s.len;)
		width += cp_width(utf8_next(s.at, &at));
	return width;
}

struct position
source_position(const struct source *s, uint32_t offset)
{
	struct source_mark before = {0};
	size_t end = offset < s->utf8.len ? offset : s->utf8.len;

	while (end && end < s->utf8.len && ((unsigned char)s->utf8.at[end] & 0xC0) == 0x80)
		end--;
	size_t line = line_of(s, (uint32_t)end), start = s->lines[line];
	struct position p = {.line = (uint32_t)line + 1, .byte = s->bom + end};
	if (s->mark_count) {
		struct source_mark first = mark_of(s, start);
		before = mark_of(s, end);
		p.byte = s->bom + before.bytes;
		before.chars -= first.chars;
		before.cells -= first.cells;
		before.utf16 -= first.utf16;
	} else {
		mark_add(&before, s->utf8, start, end);
	}
	p.column = before.chars + 1;
	p.display = before.cells + 1;
	p.utf16 = before.utf16 + 1;
	return p;
}
