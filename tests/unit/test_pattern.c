/* Patterns: expansion, matching with units, lists and words, limits, complaints. */
#include "rule_fixture.h"

static enum match_result
find(struct fixture *x, const char *pattern, const char *markup, const struct facts **f,
     struct match *m)
{
	const struct pattern *p = fixture_pattern(x, pattern);
	*f = fixture_facts(x, markup);
	return matcher_find(x->matcher, x->arena, p, *f, fixture_whole(*f), 0, m);
}

static void
binds(struct fixture *x, const char *pattern, const char *markup, const char *name,
      const char *want)
{
	const struct facts *f;
	struct match m;
	if (find(x, pattern, markup, &f, &m) != MATCH_FOUND)
		fail_msg("%s does not match %s", pattern, markup);
	assert_string_equal(fixture_bound(x, f, &m, name), want);
}

static void
misses(struct fixture *x, const char *pattern, const char *markup)
{
	const struct facts *f;
	struct match m;
	assert_int_equal(find(x, pattern, markup, &f, &m), MATCH_NONE);
}

static void
captures_bind_facts(void **state)
{
	struct fixture *x = *state;
	const char *text = "我局<count:97:件>事项，全流程<count:15:件>，占比<percent:15.5>。";
	binds(x, "{part:count}，占比{share:percent}", text, "part", "15");
	binds(x, "{part:count}，占比{share:percent}", text, "share", "15.5");
	binds(x, "{a:quantity}事项", text, "a", "97");
	binds(x, "占比{a:any}", text, "a", "15.5");
	binds(x, "(?<words>事项|条)，", text, "words", "事项");
	binds(x, "{count}事项[^。]{0,10}?{b:count}", text, "b", "15");
	misses(x, "{part:amount}，占比", text);
	misses(x, "{a:count}[^{quantity}]*{b:percent}条", text);
	binds(x, "{a:count}事项[^{percent}。]*占", text, "a", "97");
}

static void
units_lead_to_other_alternatives(void **state)
{
	struct fixture *x = *state;
	const char *text = "共<count:5:宗>和<count:7:件>，<amount:3:万元>";
	binds(x, "{a:count/件}", text, "a", "7");
	binds(x, "{a:amount/元}", text, "a", "3");
	binds(x, "{all:counts/宗}", text, "all", "5");
	binds(x, "{all:counts}", text, "all", "5 7");
	misses(x, "{a:count/宗}，", text);
}

static void
units_hold_when_translated(void **state)
{
	struct fixture *x = *state;
	const struct facts *f;
	struct match m;
	assert_int_equal(find(x, "共{a:count/件}", "共<count:5:宗>，共<count:7:件>", &f, &m),
			 MATCH_FOUND);
	for (int i = 0; i < 300; i++) {
		assert_int_equal(matcher_find(x->matcher, x->arena, x->rulebook->rules[0].match, f,
					      fixture_whole(f), 0, &m),
				 MATCH_FOUND);
		assert_string_equal(fixture_bound(x, f, &m, "a"), "7");
	}
}

static void
lists_take_labelled_runs(void **state)
{
	struct fixture *x = *state;
	const char *text =
		"总数<count:9:件>：同意<count:5:件>、不同意<count:3:件>，转报<count:1:件>；"
		"另<count:8:件>";
	binds(x, "{total:count}：{parts:counts}", text, "parts", "5 3 1");
	binds(x, "{total:count}：{parts:counts}；", text, "total", "9");
}

static void
words_bind_with_their_sign(void **state)
{
	struct fixture *x = *state;
	const struct facts *f;
	struct match m;
	assert_int_equal(find(x, "{dir:w/change}{p:percent}", "比上年下降<percent:3.2>", &f, &m),
			 MATCH_FOUND);
	assert_string_equal(fixture_bound(x, f, &m, "dir"), "下降");
	assert_int_equal(m.bindings[0].sign, -1);
	assert_int_equal(find(x, "(?i){dir:w/change} ", "It Rose today", &f, &m), MATCH_FOUND);
	assert_int_equal(m.bindings[0].sign, 1);
	misses(x, "{w:change}", "a roseate sky");
	binds(x, "{w:of-which}{a:count}", "其中<count:3:件>", "a", "3");
}

static void
alternatives_may_share_a_name(void **state)
{
	struct fixture *x = *state;
	const char *pattern = "其中{a:count}|共{a:count}";
	binds(x, pattern, "共<count:4:件>", "a", "4");
	binds(x, pattern, "其中<count:6:件>", "a", "6");
}

static void
matching_stays_in_its_stretch(void **state)
{
	struct fixture *x = *state;
	const struct rule *r = fixture_rule(x, "match = '{a:count}'\nunless = '预$'");
	const struct facts *f = fixture_facts(x, "预<count:1:件>约<count:2:件>");
	struct match m;
	assert_int_equal(matcher_find(x->matcher, x->arena, r->match, f, fixture_whole(f), 3, &m),
			 MATCH_FOUND);
	assert_int_equal(m.skeleton.from, 3);
	assert_int_equal(matcher_find(x->matcher, x->arena, r->match, f, fixture_whole(f),
				      m.skeleton.to, &m),
			 MATCH_FOUND);
	assert_string_equal(fixture_bound(x, f, &m, "a"), "2");
	assert_int_equal(
		matcher_find(x->matcher, x->arena, r->match, f, (struct span){0, 3}, 0, &m),
		MATCH_NONE);
	const struct pattern *unless = r->unless[0].pattern;
	assert_int_equal(matcher_holds(x->matcher, unless, f, (struct span){0, 3}), MATCH_FOUND);
	assert_int_equal(matcher_holds(x->matcher, unless, f, (struct span){0, 6}), MATCH_NONE);
}

static void
limits_end_endless_backtracking(void **state)
{
	struct fixture *x = *state;
	const struct rule *r = fixture_rule(x, "match = '(?:(?:a|b|ab)+)+[cd]'");
	struct buf text = {.arena = x->arena};
	for (int i = 0; i < 5000; i++)
		buf_add(&text, STR("ab"));
	buf_char(&text, '\0');
	const struct facts *f = fixture_facts(x, text.at);
	struct match m;
	for (int i = 0; i < 100; i++)
		assert_int_equal(
			matcher_find(x->matcher, x->arena, r->match, f, fixture_whole(f), 0, &m),
			MATCH_LIMIT);
	assert_int_equal(matcher_holds(x->matcher, r->match, f, fixture_whole(f)), MATCH_LIMIT);
	matcher_reset(x->matcher);
	assert_int_equal(matcher_holds(x->matcher, r->match, f, fixture_whole(f)), MATCH_LIMIT);
	assert_int_equal(matcher_holds(x->matcher, r->match, f, (struct span){0, 2}), MATCH_NONE);
	assert_int_equal(
		matcher_find(x->matcher, x->arena, r->match, f, (struct span){0, 2}, 0, &m),
		MATCH_NONE);
}

/* ---- complaints ---------------------------------------------------------------- */

static void
errors_name_their_place(void **state)
{
	struct fixture *x = *state;
	fixture_wrong(x, "match = '{a:cuont}占'", 1, 13,
		      "unknown kind 'cuont' (did you mean 'count'?)");
	fixture_wrong(x, "match = '占{w:chang}'", 1, 14,
		      "unknown word list 'chang' (did you mean 'change'?)");
	fixture_wrong(x, "match = '{a:count/呎}'", 1, 19, "unknown unit '呎'");
	fixture_wrong(x, "match = '占比(a{b:count}'", 1, 23,
		      "the pattern does not compile: missing closing parenthesis");
	fixture_wrong(x, "match = '占\\b{a:count}'", 1, 11,
		      "\\b beside a Han character never matches as meant: Han characters are word "
		      "characters");
	fixture_wrong(x, "match = '{a:count}{a:count}'", 1, 20, "the name 'a' is bound twice");
	fixture_wrong(x, "match = '[{a:count}]'", 1, 11, "a capture cannot stand in a class");
	fixture_wrong(x, "match = '{a:count'", 1, 10,
		      "this brace does not close (write \\{ for a brace)");
	fixture_wrong(x, "match = '(*LIMIT_MATCH=1)a'", 1, 10, "verbs (*...) are not supported");
	fixture_wrong(x, "match = '(?|a|b)'", 1, 10, "this group is not supported");
	fixture_wrong(x, "match = '''\na\n占[b'''", 3, 2, "this class does not close");
	fixture_wrong(x, "match = ''", 1, 10, "an empty pattern");
}

static void
text_that_is_a_fact_is_refused(void **state)
{
	struct fixture *x = *state;
	static const char *const swallowed[] = {"第一批{a:count}", "共2024年", "占15%"};
	for (size_t i = 0; i < sizeof swallowed / sizeof swallowed[0]; i++) {
		struct str keys = str_printf(x->arena, "match = '%s'", swallowed[i]);
		struct str text = str_printf(x->arena, "%s%s\n", FIXTURE_HEAD, keys.at);
		fixture_files(x, &text.at, 1);
		assert_int_equal(x->complaints.count, 1);
		assert_true(str_find(x->complaints.first->message,
				     STR("is read as a fact and never stands in the skeleton")) !=
			    SIZE_MAX);
	}
	fixture_pattern(x, "[一]是{a:count}[^，]{0,20}");
	fixture_pattern(x, "PM2\\.5浓度{a:count}");
}

static void
hostile_patterns_are_bounded(void **state)
{
	struct fixture *x = *state;
	struct buf text = {.arena = x->arena};
	buf_add(&text, STR(FIXTURE_HEAD "match = '"));
	for (int i = 0; i < 20000; i++)
		buf_char(&text, '(');
	buf_add(&text, STR("'\n"));
	buf_char(&text, '\0');
	const char *file = text.at;
	fixture_files(x, &file, 1);
	assert_null(x->rulebook);
	assert_int_equal(x->complaints.count, 1);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
#define TEST(f) cmocka_unit_test_setup_teardown(f, fixture_open, fixture_close)
		TEST(captures_bind_facts),	     TEST(units_lead_to_other_alternatives),
		TEST(units_hold_when_translated),    TEST(lists_take_labelled_runs),
		TEST(words_bind_with_their_sign),    TEST(alternatives_may_share_a_name),
		TEST(matching_stays_in_its_stretch), TEST(limits_end_endless_backtracking),
		TEST(errors_name_their_place),	     TEST(text_that_is_a_fact_is_refused),
		TEST(hostile_patterns_are_bounded),
#undef TEST
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
