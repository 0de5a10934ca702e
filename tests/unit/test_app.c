/* The pipeline as a whole: it answers the same whatever a worker did before, whoever
 * does it, and survives bytes of all kinds. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <cmocka.h>

#include "../../lint/app/app.h"

#define WRONG "我局共有行政许可事项97项，其中全流程办理15项，占比16.5%。\n"
#define RIGHT "我局共有行政许可事项97项，其中全流程办理15项，占比15.5%。\n"

static const struct lint_options options = {.max_file_size = 1 << 20, .jobs = 1};

static int
open_rules(void **state)
{
	*state = rules_embedded(false);
	return *state ? 0 : -1;
}

static int
close_rules(void **state)
{
	rulebook_free(*state);
	return 0;
}

/* All findings of a text, as jsonl, from malloc. */
static char *
lint(struct worker *w, struct str bytes)
{
	static const struct out_options out = {.show = LEVEL_NOTE};
	struct lint_result r;
	char *text;
	size_t len;
	FILE *to = open_memstream(&text, &len);

	worker_reset(w);
	lint_bytes(w, STR("a.txt"), bytes, &options, NULL, &r);
	if (r.ok) {
		const struct report report = {.arena = worker_arena(w),
					      .doc = &r.doc,
					      .findings = r.check.findings.at,
					      .finding_count = r.check.findings.len};
		out_jsonl.report(to, &out, &report);
	} else {
		fprintf(to, "%.*s", STR_FMT(r.error.message));
	}
	fclose(to);
	return text;
}

static void
a_share_is_checked(void **state)
{
	struct worker *w = worker_new(*state);
	char *wrong = lint(w, STR(WRONG)), *right = lint(w, STR(RIGHT));

	assert_non_null(strstr(wrong, "\"rule\":\"share-of-whole\""));
	assert_string_equal(right, "");
	free(wrong);
	free(right);
	worker_free(w);
}

static void
a_worker_remembers_nothing(void **state)
{
	struct worker *w = worker_new(*state);
	char *first = lint(w, STR(WRONG));

	free(lint(w, STR("\377")));
	free(lint(w, STR("")));
	free(lint(w, STR(RIGHT RIGHT "（一）甲\n（三）乙\n")));
	char *again = lint(w, STR(WRONG));
	assert_string_equal(first, again);
	free(first);
	free(again);
	worker_free(w);
}

static uint64_t
next_random(uint64_t *state)
{
	*state ^= *state << 13;
	*state ^= *state >> 7;
	*state ^= *state << 17;
	return *state;
}

/* Pieces of reports and plain bytes, shuffled. */
static void
any_bytes_are_survived(void **state)
{
	static const char *const pieces[] = {
		"97项",
		"占比",
		"16.5%",
		"。",
		"\n",
		"，其中",
		"（",
		"）",
		"“",
		"《",
		"一、",
		"（二）",
		"3.",
		"2020年",
		"2月30日",
		"增长",
		"下降",
		"万元",
		"同比",
		"#",
		"|",
		"- ",
		"\t",
		"\f",
		"比上年",
		"1，234",
		"百分之",
		"三十",
		"\xEF\xBB\xBF",
		"\xE3\x80\x80",
		"rose by ",
		"12 per cent ",
		"\xFF",
		"\x01",
		"e\xCC\x81",
		"\xF0\xA0\x80\x80",
		"  ",
		"合计",
		"等",
		"分别为",
		"、",
		"①",
		"12345678901234567890",
		"0",
		".",
		"%",
		"％",
	};
	struct worker *w = worker_new(*state);
	uint64_t seed = UINT64_C(0x9E3779B97F4A7C15);

	for (int round = 0; round < 3000; round++) {
		char text[2048];
		size_t len = 0, count = next_random(&seed) % 120;
		for (size_t i = 0; i < count && len < sizeof text - 32; i++) {
			uint64_t pick = next_random(&seed) % (sizeof pieces / sizeof *pieces);
			size_t size = strlen(pieces[pick]);
			memcpy(text + len, pieces[pick], size);
			len += size;
		}
		free(lint(w, (struct str){text, len}));
	}
	worker_free(w);
}

static void
one_rule_alone(void **state)
{
	struct rulebook *rb = *state;
	struct rule *own = rules_own(rb);
	const struct rule *only = rulebook_rule(rb, STR("share-of-whole"));

	assert_non_null(only);
	rules_isolate(rb, own, only);
	for (size_t i = 0; i < rb->rule_count; i++)
		assert_int_equal(rb->rules[i].level != LEVEL_OFF, &rb->rules[i] == only);
	struct worker *w = worker_new(rb);
	char *text = lint(w, STR("一、甲\n三、乙\n" WRONG));
	assert_non_null(strstr(text, "share-of-whole"));
	assert_null(strchr(strchr(text, '\n') + 1, '{'));
	free(text);
	worker_free(w);
}

static void
selectors_take_ids_beginnings_and_categories(void **state)
{
	struct rulebook *rb = *state;
	size_t percentage = 0, english = 0;

	for (size_t i = 0; i < rb->rule_count; i++) {
		percentage += str_eq(rb->rules[i].category, STR("percentage"));
		english += str_starts(rb->rules[i].id, STR("en-"));
	}
	assert_int_equal(rulebook_select(rb, STR("share-of-whole"), NULL), 1);
	assert_int_equal(rulebook_select(rb, STR("percentage"), NULL), percentage);
	assert_int_equal(rulebook_select(rb, STR("en-*"), NULL), english);
	assert_int_equal(rulebook_select(rb, STR("*"), NULL), rb->rule_count);
	assert_int_equal(rulebook_select(rb, STR("share-of-hole"), NULL), 0);
	assert_int_equal(rulebook_select(rb, STR(""), NULL), 0);
	struct str said = rules_unknown(rb->arena, rb, STR("share-of-hole"));
	assert_true(str_find(said, STR("did you mean 'share-of-whole'?")) != SIZE_MAX);
}

/* ---- many ----------------------------------------------------------------------- */

struct collected {
	size_t count;
	char names[64][16];
};

static void *
keep_name(void *self, struct worker *w, const struct input *in, const struct lint_result *r)
{
	(void)self;
	(void)w;
	(void)in;
	char *name = calloc(1, 16);
	memcpy(name, r->path.at, r->path.len < 15 ? r->path.len : 15);
	return name;
}

static void
collect(void *self, void *rendered)
{
	struct collected *c = self;

	strcpy(c->names[c->count++], rendered);
	free(rendered);
}

static void
reports_are_delivered_in_order(void **state)
{
	char names[64][16];
	struct input inputs[64];

	for (size_t i = 0; i < 64; i++) {
		snprintf(names[i], sizeof names[i], "missing-%zu", i);
		inputs[i] = (struct input){.path = names[i], .name = names[i]};
	}
	for (unsigned jobs = 1; jobs <= 9; jobs += 4) {
		struct collected c = {0};
		struct lint_options o = options;
		const struct lint_sink sink = {.render = keep_name, .deliver = collect, .self = &c};
		struct input_array all = {inputs, 64, 0};
		const struct feed feed = feed_of_array(&all);
		o.jobs = jobs;
		lint_all(*state, &feed, &o, &sink);
		assert_int_equal(c.count, 64);
		for (size_t i = 0; i < 64; i++)
			assert_string_equal(c.names[i], names[i]);
	}
}

int
main(void)
{
#define TEST(f) cmocka_unit_test_setup_teardown(f, open_rules, close_rules)
	const struct CMUnitTest tests[] = {
		TEST(a_share_is_checked),
		TEST(a_worker_remembers_nothing),
		TEST(any_bytes_are_survived),
		TEST(one_rule_alone),
		TEST(selectors_take_ids_beginnings_and_categories),
		TEST(reports_are_delivered_in_order),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
