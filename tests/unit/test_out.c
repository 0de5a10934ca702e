/* Writers: carets under wide characters, windows of long lines, notes, JSON. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>
#include <jansson.h>

#include "../../lint/out/out.h"

static void
oom(void)
{
	abort();
}

struct bench {
	struct arena *arena;
	struct source source;
	struct doc doc;
	struct rule rule;
	struct finding finding;
	struct related related[4];
	struct out_options options;
};

static int
open_bench(void **state)
{
	struct bench *b = calloc(1, sizeof *b);

	b->arena = arena_new(oom);
	b->rule.id = STR("a-rule");
	b->rule.category = STR("percentage");
	b->options = (struct out_options){.show = LEVEL_NOTE, .width = 100};
	*state = b;
	return 0;
}

static int
close_bench(void **state)
{
	struct bench *b = *state;

	arena_free(b->arena);
	free(b);
	return 0;
}

/* The document is the text as it is: no block is cut out of it. */
static void
set_text(struct bench *b, struct str bytes)
{
	struct source_error error;

	assert_true(source_decode(b->arena, STR("a.txt"), bytes, &b->source, &error));
	b->doc.source = &b->source;
	text_fold(b->arena, &b->source, &b->doc.text);
}

static struct span
span_of(const struct bench *b, const char *piece)
{
	struct str text = {b->doc.text.at, b->doc.text.len};
	size_t at = str_find(text, str_of(piece));

	assert_true(at != SIZE_MAX);
	return (struct span){(uint32_t)at, (uint32_t)(at + strlen(piece))};
}

static void
set_finding(struct bench *b, const char *piece)
{
	b->finding = (struct finding){.rule = &b->rule,
				      .level = LEVEL_ERROR,
				      .span = span_of(b, piece),
				      .related = b->related,
				      .message = STR("it is wrong"),
				      .fingerprint = 0xABC};
}

static void
relate(struct bench *b, const char *piece, const char *message)
{
	b->related[b->finding.related_count++] =
		(struct related){.span = span_of(b, piece), .message = str_of(message)};
}

static struct str
written(struct bench *b, const struct out_format *format)
{
	const struct report r = {
		.arena = b->arena, .doc = &b->doc, .findings = &b->finding, .finding_count = 1};
	char *text;
	size_t len;
	FILE *to = open_memstream(&text, &len);

	format->report(to, &b->options, &r);
	fclose(to);
	struct str s = str_copy(b->arena, (struct str){text, len});
	free(text);
	return s;
}

static void
carets_are_aligned_by_width(void **state)
{
	struct bench *b = *state;

	set_text(b, STR("共有97项，\n其中全流程15项，占16.5%。\n"));
	set_finding(b, "16.5%");
	relate(b, "15项", "the part");
	relate(b, "97项", "the whole");
	assert_string_equal(written(b, &out_text).at, "a.txt:2:11: error: it is wrong [a-rule]\n"
						      "其中全流程15项，占16.5%。\n"
						      "          ~~~~    ^~~~~\n"
						      "a.txt:1:3: note: the whole\n"
						      "共有97项，\n"
						      "    ^~~~\n");
}

static void
columns_have_units(void **state)
{
	struct bench *b = *state;
	static const struct {
		enum column_unit unit;
		const char *head;
	} cases[] = {{COLUMN_CHARACTER, "a.txt:1:3:"},
		     {COLUMN_DISPLAY, "a.txt:1:5:"},
		     {COLUMN_BYTE, "a.txt:1:8:"},
		     {COLUMN_UTF16, "a.txt:1:4:"}};

	set_text(b, STR("𠀀共97项。"));
	set_finding(b, "97");
	for (size_t i = 0; i < 4; i++) {
		b->options.column_unit = cases[i].unit;
		assert_true(str_starts(written(b, &out_text), str_of(cases[i].head)));
	}
}

/* The lines of an output, one after the other. */
static struct str
next_line(struct str *rest)
{
	size_t end = str_find(*rest, STR("\n"));
	struct str line = str_sub(*rest, 0, end);

	assert_true(end != SIZE_MAX);
	*rest = str_sub(*rest, end + 1, rest->len);
	return line;
}

/* Wherever it stands in a long line, a finding is seen, underlined, and the line is cut. */
static void
long_lines_are_cut(void **state)
{
	struct bench *b = *state;
	static const size_t before[] = {0, 1, 20, 49, 50, 51, 500, 4000};

	for (size_t i = 0; i < 8; i++)
		for (size_t k = 0; k < 8; k++) {
			struct buf text = {.arena = b->arena};
			for (size_t n = 0; n < before[i]; n++)
				buf_add(&text, STR("字"));
			buf_add(&text, STR("【16】"));
			for (size_t n = 0; n < before[k]; n++)
				buf_add(&text, STR("字"));
			set_text(b, buf_str(&text));
			set_finding(b, "【16】");
			struct str out = written(b, &out_text);
			next_line(&out);
			struct str line = next_line(&out), carets = next_line(&out);
			size_t at = str_find(line, STR("【16】"));
			assert_true(at != SIZE_MAX);
			assert_true(safe_width(line) <= 102);
			if (before[i] > 100)
				assert_true(str_starts(line, STR("…")));
			if (before[k] > 100)
				assert_true(str_ends(line, STR("…")));
			if (before[i] + before[k] < 40)
				assert_int_equal(str_find(line, STR("…")), SIZE_MAX);
			assert_int_equal(str_find(carets, STR("^~~~~~")),
					 safe_width(str_sub(line, 0, at)));
		}
}

static void
a_finding_longer_than_the_window(void **state)
{
	struct bench *b = *state;
	struct buf text = {.arena = b->arena};

	buf_add(&text, STR("前言"));
	for (size_t n = 0; n < 3000; n++)
		buf_add(&text, STR("复"));
	set_text(b, buf_str(&text));
	set_finding(b, "复");
	b->finding.span.to = b->doc.text.len;
	struct str out = written(b, &out_text);
	next_line(&out);
	struct str line = next_line(&out), carets = next_line(&out);
	assert_true(str_starts(line, STR("…复")));
	assert_true(str_ends(line, STR("复…")));
	assert_int_equal(carets.len, safe_width(line) - 1);
}

static void
a_finding_over_several_lines_shows_its_first(void **state)
{
	struct bench *b = *state;

	set_text(b, STR("第一行\n第二行\n"));
	set_finding(b, "一行\n第二");
	assert_string_equal(written(b, &out_text).at, "a.txt:1:2: error: it is wrong [a-rule]\n"
						      "第一行\n"
						      "  ^~~~\n");
}

static void
nothing_moves_the_terminal(void **state)
{
	struct bench *b = *state;

	set_text(b, STR("a\033[31m\tb\u202Ec\xC2\x9B"
			"d 我局共有行政许可事项若干项，办结率15%\n"));
	set_finding(b, "15%");
	b->finding.message = STR("x\033]0;y\a");
	struct str out = written(b, &out_text);
	assert_int_equal(str_find(out, STR("\033")), SIZE_MAX);
	assert_int_equal(str_find(out, STR("\a")), SIZE_MAX);
	assert_int_equal(str_find(out, STR("\u202E")), SIZE_MAX);
	assert_int_equal(str_find(out, STR("\xC2\x9B")), SIZE_MAX);
	next_line(&out);
	struct str line = next_line(&out);
	assert_int_equal(str_find(next_line(&out), STR("^~~")),
			 safe_width(str_sub(line, 0, str_find(line, STR("15%")))));
}

static void
levels_below_are_left_out(void **state)
{
	struct bench *b = *state;

	set_text(b, STR("占15%。"));
	set_finding(b, "15%");
	b->finding.level = LEVEL_NOTE;
	b->options.show = LEVEL_WARNING;
	assert_int_equal(written(b, &out_text).len, 0);
	assert_int_equal(written(b, &out_jsonl).len, 0);
	b->options.show = LEVEL_NOTE;
	assert_int_not_equal(written(b, &out_text).len, 0);
}

static void
json_is_printed_as_its_library_does(void **state)
{
	char all[0x80], *text = NULL;
	size_t len;
	FILE *to = open_memstream(&text, &len);

	(void)state;
	for (int i = 0; i < 0x80; i++)
		all[i] = (char)i;
	json_t *value = json_pack("{s:[s#,s,i,I,I,b,b,n,f],s:{},s:[],s:s}", "a\"键", all,
				  (int)sizeof all, "风", 0, (json_int_t)INT64_MIN,
				  (json_int_t)INT64_MAX, 1, 0, 0.5, "b", "c", "\\", "");
	char *want = json_dumps(value, JSON_COMPACT);
	assert_non_null(want);
	json_print(to, value);
	fclose(to);
	assert_string_equal(text, want);
	free(text);
	free(want);
}

static void
jsonl_has_its_keys_in_order(void **state)
{
	struct bench *b = *state;
	const struct operand operand = {STR("calc"), STR("0.155")};

	set_text(b, STR("共97项，\r\n占１６.5％。\r\n"));
	set_finding(b, "16.5");
	relate(b, "97", "the whole");
	b->finding.operands = &operand;
	b->finding.operand_count = 1;
	assert_string_equal(
		written(b, &out_jsonl).at,
		"{\"rule\":\"a-rule\",\"category\":\"percentage\",\"level\":\"error\","
		"\"path\":\"a.txt\",\"line\":2,\"column\":2,\"endLine\":2,\"endColumn\":6,"
		"\"byteOffset\":16,\"byteLength\":8,\"message\":\"it is wrong\","
		"\"related\":[{\"path\":\"a.txt\",\"line\":1,\"column\":2,\"endLine\":1,"
		"\"endColumn\":4,\"message\":\"the whole\"}],\"operands\":{\"calc\":\"0.155\"},"
		"\"truncated\":false,\"fingerprint\":\"0000000000000abc\"}\n");
}

static void
a_path_that_is_no_utf8_gives_valid_json(void **state)
{
	struct bench *b = *state;

	set_text(b, STR("占15%。"));
	b->source.path = STR("\xFF\x80.txt");
	set_finding(b, "15%");
	struct str out = written(b, &out_jsonl);
	json_t *object = json_loadb(out.at, out.len, 0, NULL);
	assert_non_null(object);
	json_decref(object);
	assert_true(str_starts(written(b, &out_text), STR("??.txt:1:2: ")));
}

static struct str
last_line(struct bench *b, const struct run_totals *t)
{
	char *text;
	size_t len;
	FILE *to = open_memstream(&text, &len);

	out_text.end(to, &b->options, t);
	fclose(to);
	struct str s = str_copy(b->arena, (struct str){text, len});
	free(text);
	return s;
}

static void
the_last_line_counts(void **state)
{
	struct bench *b = *state;
	struct run_totals t = {.files = 5, .errors = 3, .warnings = 5, .notes = 1};

	t.stats.numbers = 412;
	t.stats.proved = 61;
	assert_string_equal(last_line(b, &t).at, "3 errors, 5 warnings, 1 note in 5 reports; "
						 "412 numbers read, 61 relations proved\n");
	t = (struct run_totals){.files = 1};
	t.stats.numbers = t.stats.proved = 1;
	assert_string_equal(last_line(b, &t).at,
			    "no findings in 1 report; 1 number read, 1 relation proved\n");
	b->options.language = MESSAGE_ZH;
	t.errors = 2;
	t.notes = 1;
	assert_string_equal(last_line(b, &t).at,
			    "1 份报告：2 处错误、1 处提示；读取数字 1 个，证实关系 1 项\n");
}

static void
formats_have_names(void **state)
{
	(void)state;
	assert_ptr_equal(out_format_named("text"), &out_text);
	assert_ptr_equal(out_format_named("jsonl"), &out_jsonl);
	assert_null(out_format_named("jsonlines"));
	assert_null(out_format_named(""));
}

int
main(void)
{
#define TEST(f) cmocka_unit_test_setup_teardown(f, open_bench, close_bench)
	const struct CMUnitTest tests[] = {
		TEST(carets_are_aligned_by_width),
		TEST(columns_have_units),
		TEST(long_lines_are_cut),
		TEST(a_finding_longer_than_the_window),
		TEST(a_finding_over_several_lines_shows_its_first),
		TEST(nothing_moves_the_terminal),
		TEST(levels_below_are_left_out),
		TEST(json_is_printed_as_its_library_does),
		TEST(jsonl_has_its_keys_in_order),
		TEST(a_path_that_is_no_utf8_gives_valid_json),
		TEST(the_last_line_counts),
		TEST(formats_have_names),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
