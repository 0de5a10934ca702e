/* The kinds calendar and period, and findings: order, doubles, identity. */
#include "report.h"

struct tools {
	struct rulebook *rulebook;
	struct worker *worker;
};

/* Findings of one rule in a text, linted with all rules. */
static size_t
count_of(struct worker *w, const char *text, const char *rule, struct finding *first)
{
	struct lint_options o = {.max_file_size = UINT64_C(1) << 25, .format = DOC_TEXT, .jobs = 1};
	struct lint_result result;
	size_t count = 0;

	lint_bytes(w, STR("test.txt"), str_of(text), &o, NULL, &result);
	assert_true(result.ok);
	for (size_t i = 0; i < result.check.findings.len; i++) {
		const struct finding *f = &result.check.findings.at[i];
		assert_true(f->span.from <= f->span.to && f->span.to <= result.doc.text.len);
		assert_true(i == 0 || f[-1].span.from <= f->span.from);
		if (!str_eq(f->rule->id, str_of(rule)))
			continue;
		if (first && !count)
			*first = *f;
		count++;
	}
	return count;
}

#define count_findings(text, rule) count_of(w, text, rule, NULL)

static void
impossible_dates(void **state)
{
	struct worker *w = ((struct tools *)*state)->worker;

	assert_int_equal(count_findings("会议于2021年4月31日召开。\n", "impossible-date"), 1);
	assert_int_equal(count_findings("会议于4月32日召开。\n", "impossible-date"), 1);
	assert_int_equal(count_findings("会议于2021年4月30日召开。\n", "impossible-date"), 0);
	assert_int_equal(count_findings("会议于2月29日召开。\n", "impossible-date"), 0);
	assert_int_equal(count_findings("会议于2100年2月29日召开。\n", "impossible-date"), 1);
}

static void
weekdays(void **state)
{
	struct worker *w = ((struct tools *)*state)->worker;

	assert_int_equal(count_findings("定于2023年5月10日（星期四）。\n", "weekday-mismatch"), 1);
	assert_int_equal(count_findings("定于2023年5月10日（星期三）。\n", "weekday-mismatch"), 0);
	assert_int_equal(count_findings("定于5月10日（星期四）。\n", "weekday-mismatch"), 0);
}

static void
ranges(void **state)
{
	struct worker *w = ((struct tools *)*state)->worker;

	assert_int_equal(count_findings("自2021年3月至2020年5月。\n", "reversed-range"), 1);
	assert_int_equal(count_findings("自2020年3月至2021年5月。\n", "reversed-range"), 0);
	assert_int_equal(count_findings("自9月至3月。\n", "reversed-range"), 0);
	assert_int_equal(count_findings("2020年（2019年、2018年同）。\n", "reversed-range"), 0);
}

static void
durations(void **state)
{
	struct worker *w = ((struct tools *)*state)->worker;
	static const char *const right[] = {
		"自2022年3月1日至3月10日共10天。\n",	   "自2022年3月1日至3月10日，共9天。\n",
		"自2022年3月至5月，历时3个月。\n",	   "自2018年至2020年，历时两年。\n",
		"自2022年3月1日至3月10日，共12人参加。\n",
	};
	static const char *const wrong[] = {
		"自2022年3月1日至3月10日共20天。\n",
		"自2022年3月至5月，历时6个月。\n",
	};

	for (size_t i = 0; i < sizeof right / sizeof *right; i++)
		assert_int_equal(count_findings(right[i], "duration-mismatch"), 0);
	for (size_t i = 0; i < sizeof wrong / sizeof *wrong; i++)
		assert_int_equal(count_findings(wrong[i], "duration-mismatch"), 1);
}

static void
fingerprints_are_about_facts(void **state)
{
	struct worker *w = ((struct tools *)*state)->worker;
	struct finding a, moved, changed;

	assert_int_equal(count_of(w, "会议于2021年4月31日召开。\n", "impossible-date", &a), 1);
	assert_int_equal(count_of(w, "另起一段，说明情况。\n\n会议于2021年4月31日召开。\n",
				  "impossible-date", &moved),
			 1);
	assert_int_equal(count_of(w, "会议于2021年6月31日召开。\n", "impossible-date", &changed),
			 1);
	assert_true(a.fingerprint == moved.fingerprint);
	assert_true(a.fingerprint != changed.fingerprint);
}

static void
equal_findings_are_told_apart(void **state)
{
	struct worker *w = ((struct tools *)*state)->worker;
	struct lint_options o = {.max_file_size = UINT64_C(1) << 25, .format = DOC_TEXT, .jobs = 1};
	struct lint_result r;
	uint64_t seen[2];
	size_t count = 0;

	lint_bytes(w, STR("test.txt"),
		   STR("会议于2021年4月31日召开。\n\n会议于2021年4月31日召开。\n"), &o, NULL, &r);
	for (size_t i = 0; i < r.check.findings.len && count < 2; i++)
		if (str_eq(r.check.findings.at[i].rule->id, STR("impossible-date")))
			seen[count++] = r.check.findings.at[i].fingerprint;
	assert_int_equal(count, 2);
	assert_true(seen[0] != seen[1]);
}

static int
open_tools(void **state)
{
	struct tools *t = calloc(1, sizeof *t);

	t->rulebook = rules_embedded(false);
	t->worker = t->rulebook ? worker_new(t->rulebook) : NULL;
	*state = t;
	return !t->worker;
}

static int
close_tools(void **state)
{
	struct tools *t = *state;

	worker_free(t->worker);
	rulebook_free(t->rulebook);
	free(t);
	return 0;
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(impossible_dates),
		cmocka_unit_test(weekdays),
		cmocka_unit_test(ranges),
		cmocka_unit_test(durations),
		cmocka_unit_test(fingerprints_are_about_facts),
		cmocka_unit_test(equal_findings_are_told_apart),
	};
	return cmocka_run_group_tests(tests, open_tools, close_tools);
}
