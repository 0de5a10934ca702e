/* Bytes to sources: encodings, bad files, lines and positions. */
#include "arena_fixture.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <uniconv.h>
#include <unistd.h>
#include <unistr.h>

#include "../../lint/text/text.h"

static const char sample[] = "某市税务局2024年度行政许可报告\n\n"
			     "\t一、全年受理8,407件，办结８３４８４５件（占99.3％）。\n"
			     "  caf\xC3\xA9 “五成”—𠀀字、①②…\n"
			     "没有换行的最后一行";

static bool
decode(struct str bytes, struct source *s, struct source_error *e)
{
	return source_decode(arena, STR("report.txt"), bytes, s, e);
}

static struct str
encode(struct str utf8, const char *encoding, const char *mark)
{
	size_t len = 0;
	char *bytes = u8_conv_to_encoding(encoding, iconveh_error, (const uint8_t *)utf8.at,
					  utf8.len, NULL, NULL, &len);
	struct buf b = {.arena = arena};

	assert_non_null(bytes);
	buf_add(&b, str_of(mark));
	buf_add(&b, (struct str){bytes, len});
	free(bytes);
	return buf_str(&b);
}

/* The sample with another line end. */
static struct str
with_line_ends(const char *end)
{
	struct buf b = {.arena = arena};

	for (size_t i = 0; sample[i]; i++)
		buf_add(&b, sample[i] == '\n' ? str_of(end) : (struct str){sample + i, 1});
	return buf_str(&b);
}

/* Every character of s has the place that the sample gives it, and its bytes
 * stand where the position says. */
static void
check_places(const struct source *s, struct str bytes, const char *encoding)
{
	struct source plain;
	struct source_error e;
	size_t at = 0, other = 0;

	assert_true(decode(STR(sample), &plain, &e));
	assert_int_equal(plain.line_count, s->line_count);
	while (at < plain.utf8.len) {
		struct position p = source_position(&plain, (uint32_t)at);
		struct position q = source_position(s, (uint32_t)other);
		assert_int_equal(p.line, q.line);
		assert_int_equal(p.column, q.column);
		assert_int_equal(p.display, q.display);
		assert_int_equal(p.utf16, q.utf16);
		size_t from = other;
		uint32_t cp = utf8_next(plain.utf8.at, &at), same = utf8_next(s->utf8.at, &other);
		if (cp == '\n' && same == '\r' && s->utf8.at[other] == '\n')
			other++;
		else if (cp != '\n')
			assert_int_equal(cp, same);
		struct str there = str_sub(bytes, (size_t)q.byte, bytes.len);
		assert_true(str_starts(there, encode(str_sub(s->utf8, from, other), encoding, "")));
	}
	assert_int_equal(other, s->utf8.len);
	assert_int_equal(source_position(s, (uint32_t)other).byte, bytes.len);
	for (uint32_t n = 1; n <= plain.line_count; n++)
		assert_true(str_eq(source_line(&plain, n), source_line(s, n)));
	assert_int_equal(source_line(s, 0).len, 0);
	assert_int_equal(source_line(s, 99).len, 0);
}

static void
all_encodings_give_the_same_places(void **state)
{
	static const struct {
		const char *name, *mark;
		enum encoding encoding;
		uint32_t bom;
	} forms[] = {
		{"UTF-8", "", ENCODING_UTF8, 0},
		{"UTF-8", "\xEF\xBB\xBF", ENCODING_UTF8, 3},
		{"UTF-16LE", "\xFF\xFE", ENCODING_UTF16LE, 2},
		{"UTF-16BE", "\xFE\xFF", ENCODING_UTF16BE, 2},
		{"UTF-16LE", "", ENCODING_UTF16LE, 0},
		{"UTF-16BE", "", ENCODING_UTF16BE, 0},
		{"GB18030", "", ENCODING_GB18030, 0},
		{"GB18030", "\x84\x31\x95\x33", ENCODING_GB18030, 4},
	};
	static const char *const line_ends[] = {"\n", "\r\n", "\r"};
	(void)state;

	for (size_t i = 0; i < sizeof forms / sizeof *forms; i++) {
		for (size_t k = 0; k < 3; k++) {
			struct str bytes =
				encode(with_line_ends(line_ends[k]), forms[i].name, forms[i].mark);
			struct source s;
			struct source_error e;
			assert_true(decode(bytes, &s, &e));
			assert_int_equal(s.encoding, forms[i].encoding);
			assert_int_equal(s.bom, forms[i].bom);
			check_places(&s, bytes, forms[i].name);
		}
	}
}

static void
the_first_bad_byte_is_named(void **state)
{
	static const struct {
		const char *bytes, *message;
		uint32_t line, column, byte;
	} cases[] = {
		{"第一行\n第二\xff行", "invalid UTF-8: byte 0xff", 2, 3, 16},
		{"\xEF\xBB\xBF第一行\r\n第\xE4二行", "invalid UTF-8: byte 0xe4", 2, 2, 17},
		{"行政许可事项全部办结\x80", "invalid UTF-8: byte 0x80", 1, 11, 30},
		{"行政许可事项全部办结\xE5\x8A", "invalid UTF-8: byte 0xe5", 1, 11, 30},
		{"abc\rdefghijk\xC0\xAF", "invalid UTF-8: byte 0xc0", 2, 9, 12},
		{"行政许可\xED\xA0\x80", "invalid UTF-8: byte 0xed", 1, 5, 12},
		{"行政许可\xF4\x90\x80\x80", "invalid UTF-8: byte 0xf4", 1, 5, 12},
		{"行政许可\xE0\x9F\xBF", "invalid UTF-8: byte 0xe0", 1, 5, 12},
		{"The caf\xE9 was open for 12 days", "invalid UTF-8: byte 0xe9", 1, 8, 7},
		{"Na\xEFve readers and na\xEFve writers", "invalid UTF-8: byte 0xef", 1, 3, 2},
	};
	(void)state;

	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
		struct source s;
		struct source_error e;
		if (decode(str_of(cases[i].bytes), &s, &e))
			fail_msg("%zu: read as %d", i, (int)s.encoding);
		if (!str_eq(e.message, str_of(cases[i].message)) || e.line != cases[i].line ||
		    e.column != cases[i].column || e.byte != cases[i].byte)
			fail_msg("%zu: %.*s %u:%u %u", i, STR_FMT(e.message), e.line, e.column,
				 (unsigned)e.byte);
	}
}

static void
files_that_are_no_text_are_refused(void **state)
{
	static const struct {
		struct str bytes;
		const char *message;
		uint32_t line, column;
	} cases[] = {
		{{"", 0}, "the file is empty", 0, 0},
		{{NULL, 0}, "the file is empty", 0, 0},
		{{"\xEF\xBB\xBF", 3}, "the file is empty", 0, 0},
		{{" \n\t\r\n\xE3\x80\x80", 8}, "the file holds nothing but white space", 0, 0},
		{{"一\n二三\0四", 14}, "binary file (NUL byte)", 2, 3},
		{{"\x89PNG\r\n\x1a\n\0\0\0\rIHDR", 16}, "binary file (NUL byte)", 3, 1},
		{{"\0", 1}, "binary file (NUL byte)", 1, 1},
		{{"\1\2\3\4abcdefgh", 12}, "binary file (4 control characters)", 0, 0},
		{{"\xFF\xFE\x41\0\0\0", 6}, "binary file (NUL byte)", 1, 2},
		{{"\xFF\xFE\x41\0\x0a\0\0\xD8\x41\0", 10}, "invalid UTF-16LE", 2, 1},
		{{"\xFE\xFF\0A\0", 5}, "invalid UTF-16BE", 1, 2},
		{{"\x84\x31\x95\x33\xD0\xD0\xD5", 7}, "invalid GB18030", 0, 0},
		{{"\xD0\xD0\xD5\xFE\xD0", 5}, "invalid UTF-8: byte 0xd0", 1, 1},
	};
	(void)state;

	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
		struct source s;
		struct source_error e;
		if (decode(cases[i].bytes, &s, &e))
			fail_msg("%zu: read as %d", i, (int)s.encoding);
		if (!str_eq(e.message, str_of(cases[i].message)) || e.line != cases[i].line ||
		    e.column != cases[i].column)
			fail_msg("%zu: %.*s %u:%u", i, STR_FMT(e.message), e.line, e.column);
	}
}

static uint32_t
next_random(uint32_t *seed)
{
	*seed = *seed * 1664525 + 1013904223;
	return *seed >> 8;
}

static void
no_bytes_break_the_decoder(void **state)
{
	static const unsigned char likely[] = {0,    '\n', '\r', 'a',  '5',  0xE4, 0xB8, 0xAD, 0xE3,
					       0x80, 0xFF, 0xFE, 0xEF, 0xBB, 0xBF, 0xC4, 0xD6, 0x84,
					       0x31, 0x95, 0x33, 0xED, 0xA0, 0xF0, 0x90};
	uint32_t seed = 7;
	(void)state;

	for (int round = 0; round < 20000; round++) {
		char bytes[64];
		size_t len = next_random(&seed) % sizeof bytes;
		for (size_t i = 0; i < len; i++)
			bytes[i] = (char)likely[next_random(&seed) % sizeof likely];
		struct source s;
		struct source_error e;
		struct arena *a = arena_new(abort);
		/* Exactly as long as the file, for the sanitizers. */
		char *exact = malloc(len ? len : 1);
		memcpy(exact, bytes, len);
		bool ok = source_decode(a, STR("x"), (struct str){exact, len}, &s, &e);
		if (ok) {
			assert_null(u8_check((const uint8_t *)s.utf8.at, s.utf8.len));
			for (uint32_t at = 0; at <= s.utf8.len + 1; at++)
				assert_true(source_position(&s, at).byte <= len);
		} else {
			assert_true(e.message.len > 0);
			assert_true(e.byte <= len);
		}
		free(exact);
		arena_free(a);
	}
}

static void
long_lines_have_right_columns(void **state)
{
	static const char *const pieces[] = {"中", "a", "，", "é", "𠀀", "12", "①"};
	static const char *const encodings[] = {"UTF-8", "GB18030", "UTF-16LE"};
	static const char *const marks[] = {"", "\x84\x31\x95\x33", "\xFF\xFE"};
	struct buf b = {.arena = arena};
	uint32_t seed = 3;
	(void)state;

	buf_add(&b, STR("第一行\n"));
	while (b.len < 50000)
		buf_add(&b, str_of(pieces[next_random(&seed) % 7]));
	for (size_t k = 0; k < 3; k++) {
		struct source s;
		struct source_error e;
		assert_true(decode(encode(buf_str(&b), encodings[k], marks[k]), &s, &e));
		assert_true(str_eq(s.utf8, buf_str(&b)));
		uint32_t column = 1, display = 1, utf16 = 1;
		for (size_t at = 10; at < s.utf8.len;) {
			struct position p = source_position(&s, (uint32_t)at);
			assert_int_equal(p.line, 2);
			assert_int_equal(p.column, column);
			assert_int_equal(p.display, display);
			assert_int_equal(p.utf16, utf16);
			size_t from = at;
			uint32_t cp = utf8_next(s.utf8.at, &at);
			column++;
			utf16 += cp > 0xFFFF ? 2 : 1;
			display += (uint32_t)display_width(str_sub(s.utf8, from, at));
		}
	}
}

static void
widths_are_those_of_terminals(void **state)
{
	(void)state;
	assert_int_equal(display_width(STR("中文，。（）％１")), 16);
	assert_int_equal(display_width(STR("abc 15.5%")), 9);
	assert_int_equal(display_width(STR("e\xCC\x81")), 1);
	assert_int_equal(display_width(STR("\xE2\x80\x8B")), 0);
	assert_int_equal(display_width(STR("é")), 1);
	assert_int_equal(display_width((struct str){0}), 0);
}

/* A file of `len` bytes in a folder of its own; the folder's path in `dir`. */
static void
write_file(char *dir, char *path, struct str bytes)
{
	strcpy(dir, "/tmp/decode-XXXXXX");
	assert_non_null(mkdtemp(dir));
	sprintf(path, "%s/report.txt", dir);
	FILE *f = fopen(path, "wb");
	assert_non_null(f);
	assert_int_equal(fwrite(bytes.at, 1, bytes.len, f), bytes.len);
	assert_int_equal(fclose(f), 0);
}

static void
files_are_read_or_refused(void **state)
{
	char dir[64], path[96], pipe_path[96];
	struct str bytes;
	struct source_error e;
	(void)state;

	write_file(dir, path, STR(sample));
	assert_true(source_read(arena, path, 1 << 20, &bytes, &e));
	assert_true(str_eq(bytes, STR(sample)));
	assert_true(source_read(arena, path, bytes.len, &bytes, &e));
	assert_int_equal(truncate(path, 200 << 20), 0);
	assert_false(source_read(arena, path, 32 << 20, &bytes, &e));
	assert_true(str_eq(e.message, STR("file is 200 MiB, above the limit of 32 MiB")));
	assert_false(source_read(arena, dir, 1 << 20, &bytes, &e));
	assert_true(str_eq(e.message, STR("is a directory")));
	assert_int_equal(unlink(path), 0);
	assert_false(source_read(arena, path, 1 << 20, &bytes, &e));
	assert_true(str_eq(e.message, STR("no such file or directory")));
	assert_int_equal(e.line, 0);

	/* A pipe: read by growing, and bounded. */
	int ends[2];
	assert_int_equal(pipe(ends), 0);
	assert_int_equal(write(ends[1], sample, sizeof sample - 1), sizeof sample - 1);
	close(ends[1]);
	sprintf(pipe_path, "/dev/fd/%d", ends[0]);
	assert_true(source_read(arena, pipe_path, 1 << 20, &bytes, &e));
	assert_true(str_eq(bytes, STR(sample)));
	close(ends[0]);
	assert_false(source_read(arena, "/dev/zero", 1 << 20, &bytes, &e));
	assert_true(str_eq(e.message, STR("input is above the limit of 1 MiB")));
	assert_int_equal(rmdir(dir), 0);
}

static void
hostile_lines_stay_linear(void **state)
{
	const size_t len = 8 << 20;
	char *bytes = malloc(len);
	(void)state;

	/* Quadratic work on any of these would not end today. */
	for (int c = 0; c < 2; c++) {
		struct source s;
		struct source_error e;
		memset(bytes, c ? '\r' : 'x', len);
		bytes[0] = 'x';
		assert_true(decode((struct str){bytes, len}, &s, &e));
		for (uint32_t at = 0; at < len; at += 200)
			assert_int_equal(source_position(&s, at).byte, at);
		arena_reset(arena);
	}
	free(bytes);
}

/* Line ends of all kinds, close to and far from one another. */
static struct str
draw_lines(uint64_t *seed)
{
	static const char *const ends[] = {"\n", "\n", "\n", "\n\n\n", "\r\n", "\r", "\f", "\t"};
	struct buf b = {.arena = arena};
	size_t kinds;

	*seed = *seed * UINT64_C(6364136223846793005) + UINT64_C(1442695040888963407);
	kinds = *seed >> 63 ? 4 : sizeof ends / sizeof *ends;
	buf_char(&b, 'x');
	for (unsigned n = *seed >> 33 & 63; n-- > 0;) {
		*seed = *seed * UINT64_C(6364136223846793005) + UINT64_C(1442695040888963407);
		for (unsigned k = *seed >> 33 & 127; k-- > 96;)
			buf_char(&b, 'x');
		buf_add(&b, str_of(ends[(*seed >> 48) % kinds]));
	}
	return buf_str(&b);
}

static void
every_line_begins_behind_an_end(void **state)
{
	uint64_t seed = 7;
	(void)state;

	for (int round = 0; round < 2000; round++) {
		struct source s;
		struct source_error e;
		struct text t;
		assert_true(decode(draw_lines(&seed), &s, &e));
		text_fold(arena, &s, &t);
		struct text_lines l = text_lines(arena, &s, &t);
		size_t lines = 0, starts = 0;
		for (size_t at = 0; at < s.utf8.len; at++) {
			const char *p = s.utf8.at + at;
			bool behind = at && (p[-1] == '\n' || (p[-1] == '\r' && *p != '\n'));
			if (at == 0 || behind)
				assert_int_equal(s.lines[lines++], at);
		}
		assert_int_equal(s.line_count, lines);
		for (uint32_t at = 0; at < t.len; at++)
			if (at == 0 || t.at[at - 1] == '\n' || t.at[at - 1] == '\f')
				assert_int_equal(l.starts[starts++], at);
		assert_int_equal(l.count, starts);
		bool ended = t.at[t.len - 1] == '\n' || t.at[t.len - 1] == '\f';
		assert_int_equal(l.starts[starts], t.len + !ended);
		arena_reset(arena);
	}
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(all_encodings_give_the_same_places),
		cmocka_unit_test(the_first_bad_byte_is_named),
		cmocka_unit_test(files_that_are_no_text_are_refused),
		cmocka_unit_test(no_bytes_break_the_decoder),
		cmocka_unit_test(long_lines_have_right_columns),
		cmocka_unit_test(widths_are_those_of_terminals),
		cmocka_unit_test(files_are_read_or_refused),
		cmocka_unit_test(hostile_lines_stay_linear),
		cmocka_unit_test(every_line_begins_behind_an_end),
	};

	return cmocka_run_group_tests(tests, open_arena, close_arena);
}
