/* Rule files: keys, kinds, examples, measures, replacement, complaints with their place. */
#include "rule_fixture.h"

static void
a_whole_rule_is_read(void **state)
{
	struct fixture *x = *state;
	const char *file =
		"[[measure]]\n"
		"id = 'licensing.applications'\n"
		"names = ['申请', '申请量']\n"
		"[[rule]]\n"
		"id = 'share-of-whole'\n"
		"former-ids = ['share', 'part-share']\n"
		"category = 'percentage'\n"
		"level = 'error'\n"
		"summary = { en = 'Share', zh = '占比' }\n"
		"help = 'Look again'\n"
		"message = { en = '{part} of {whole}: {calc:percent}, {licensing.applications}' }\n"
		"lang = ['zh']\n"
		"scope = ['paragraph', 'nearby']\n"
		"match = '{part:count}占(?<rest>[^。]*){share:percent}'\n"
		"unless = ['其中', { in = 'before', pattern = '预$' },\n"
		"          { between = ['part', 'share'], pattern = '{w:of-which}' }]\n"
		"when = 'part > 0'\n"
		"also.whole = { match = '{whole:count}', pick = 'any', same-unit-as = 'part', "
		"label-like = 'part', inherit = true }\n"
		"also.other = { match = '共{other:count}', scope = 'rest', optional = true }\n"
		"let.calc = 'part / whole'\n"
		"expect = 'share ~= calc'\n"
		"point = 'share'\n"
		"unsure = 'note'\n"
		"[[rule.example]]\n"
		"text = '15件占16%'\n"
		"want = { at = '16%', level = 'error', calc = '15%' }\n"
		"[[rule.example]]\n"
		"text = '15件占15%'\n"
		"want = 'none'\n";
	fixture_files(x, &file, 1);
	fixture_print(x);
	assert_non_null(x->rulebook);
	const struct rule *r = rulebook_rule(x->rulebook, STR("part-share"));
	assert_ptr_equal(r, &x->rulebook->rules[0]);
	assert_string_equal(str_copy(x->arena, r->pack).at, "0");
	assert_int_equal(r->level, LEVEL_ERROR);
	assert_int_equal(r->scope, SCOPE_PARAGRAPH);
	assert_int_equal(r->languages, 1);
	assert_true(str_eq(r->summary[MESSAGE_ZH], STR("占比")));
	assert_true(str_eq(r->help[MESSAGE_ZH], STR("Look again")));
	assert_true(str_eq(r->message[MESSAGE_ZH], r->message[MESSAGE_EN]));
	assert_int_equal(r->unless_count, 3);
	assert_int_equal(r->unless[0].side, UNLESS_MATCH);
	assert_int_equal(r->unless[1].side, UNLESS_BEFORE);
	assert_int_equal(r->unless[2].side, UNLESS_BETWEEN);
	assert_true(str_eq(r->unless[2].to, STR("share")));
	assert_int_equal(r->also_count, 2);
	assert_int_equal(r->also[0].pick, PICK_ANY);
	assert_true(r->also[0].inherit && !r->also[0].optional);
	assert_int_equal(r->also[0].scope_count, 2);
	assert_int_equal(r->also[0].scopes[1], SCOPE_NEARBY);
	assert_int_equal(r->also[1].scopes[0], SCOPE_CAPTURE);
	assert_true(str_eq(r->also[1].capture_scope, STR("rest")));
	assert_true(r->has_unsure && r->unsure == LEVEL_NOTE);
	assert_int_equal(r->example_count, 2);
	assert_int_equal(r->examples[0].level, LEVEL_ERROR);
	assert_int_equal(r->examples[0].values->children, 1);
	assert_true(str_eq(r->examples[0].values->child[0].key, STR("calc")));
	assert_true(r->examples[1].want_none);
	assert_int_equal(r->place.line, 5);
	assert_non_null(rulebook_measure(x->rulebook, STR("licensing.applications")));
	assert_true(
		str_eq(rulebook_nearest(x->rulebook, STR("share-of-hole")), STR("share-of-whole")));
	assert_null(rulebook_rule(x->rulebook, STR("nothing")));
}

static void
keys_of_kinds_are_read(void **state)
{
	struct fixture *x = *state;
	const struct rule *r = fixture_rule(
		x, "kind = 'shapes'\nside = 'left'\nleast = 3\nstrict = true\n"
		   "words = ['总计', '{w:change}{w:of-which}']\nhalves = [['进', '出']]\n"
		   "shape = '{n:count}个'\nnames = ['表#', 'Table #']");
	assert_int_equal(r->kind, 1);
	assert_true(str_eq(r->values[0].string, STR("left")));
	assert_int_equal(r->values[1].integer, 3);
	assert_int_equal(r->values[3].integer, 1);
	assert_int_equal(r->values[4].words->count, 8);
	assert_true(str_eq(r->values[4].words->words[0], STR("of which")));
	assert_int_equal(r->values[5].pairs->count, 1);
	assert_non_null(r->values[6].pattern);
	assert_int_equal(r->values[7].count, 2);
	r = fixture_rule(x, "kind = 'shapes'\nside = 'right'\nwords = '{w:change}'");
	assert_ptr_equal(r->values[4].words, lexicon_words(x->rulebook->lexicon, STR("change")));
	assert_false(r->values[1].set);
}

static void
wrong_keys_have_a_place(void **state)
{
	struct fixture *x = *state;
	fixture_wrong(x, "mach = 'a'\nmatch = 'abc'", 1, 1,
		      "unknown key 'mach' (did you mean 'match'?)");
	fixture_wrong(x, "match = 3", 1, 9, "'match' must be a string, not an integer");
	fixture_wrong(x, "match = 'abc'\nlevel = 'eror'", 2, 9,
		      "'eror' is none of off, note, warning, error (did you mean 'error'?)");
	fixture_wrong(x, "match = 'abc'\nscope = 'sentense'", 2, 9,
		      "'sentense' is none of clause, sentence, paragraph, nearby, section, "
		      "document (did you mean 'sentence'?)");
	fixture_wrong(x, "match = 'abc'\nlang = ['french']", 2, 9, "unknown language 'french'");
	fixture_wrong(x, "match = 'abc'\npoint = 'a'", 2, 9, "unknown capture 'a'");
	fixture_wrong(x, "kind = 'shape'\nside = 'left'", 1, 8,
		      "unknown kind 'shape' (did you mean 'shapes'?)");
	fixture_wrong(x, "kind = 'shapes'", -FIXTURE_HEAD_LINES + 1, 1,
		      "missing key 'side' (kind shapes: which side)");
	fixture_wrong(x, "kind = 'shapes'\nside = 'up'", 2, 8, "'up' is none of left, right");
	fixture_wrong(x, "kind = 'shapes'\nside = 'left'\nleast = '3'", 3, 9,
		      "'least' must be an integer");
	fixture_wrong(x, "kind = 'shapes'\nside = 'left'\nmatch = 'abc'", 3, 1,
		      "unknown key 'match'");
	fixture_wrong(x, "kind = 'shapes'\nside = 'left'\nwords = '{w:chnge}'", 3, 13,
		      "unknown word list 'chnge' (did you mean 'change'?)");
	fixture_wrong(x, "match = 'abc'\nunless = { in = 'befor', pattern = 'a' }", 2, 17,
		      "'befor' is none of match, before, after, behind, sentence (did you mean "
		      "'before'?)");
	fixture_wrong(x, "match = '{a:count}'\nunless = { between = ['a', 'c'], pattern = 'b' }", 2,
		      28, "unknown capture 'c'");
	fixture_wrong(x, "match = '{a:count}'\nalso.b = { match = '{c:count}' }", 2, 20,
		      "this pattern binds no capture called 'b'");
	fixture_wrong(x, "match = '{a:count}'\nalso.a = { match = '{a:count}' }", 2, 6,
		      "'a' is bound by 'match' already");
	fixture_wrong(x, "match = '{a:count}'\nalso.b = { match = '{b:count}', pik = 'any' }", 2,
		      33, "unknown key 'pik' (did you mean 'pick'?)");
	fixture_wrong(x,
		      "match = '{a:count}'\nalso.b = { match = '{b:count}', same-unit-as = 'x' }",
		      2, 48, "unknown name 'x'");
	fixture_wrong(x, "kind = 'shapes'\nside = 'left'\nscope = 'paragraph'", 3, 1,
		      "unknown key 'scope'");
	fixture_wrong(x, "match = 'abc'\nscope = ['sentence', 'corpus']", 2, 22,
		      "scope 'corpus' is for checks across reports, which this version does not "
		      "have");
	fixture_wrong(x, "match = 'abc'\nalso.b = { match = '{b:count}', scope = 'corpus' }", 2, 41,
		      "scope 'corpus' is for checks across reports, which this version does not "
		      "have");
	fixture_wrong(x, "when = '1 < 2'", -FIXTURE_HEAD_LINES + 1, 1,
		      "missing key 'match' (or 'expect' on measures)");
}

static void
integers_have_limits(void **state)
{
	struct fixture *x = *state;
	const char *shapes = "kind = 'shapes'\nside = 'left'\n";
	static const struct {
		const char *key;
		unsigned column;
		const char *message;
	} wrong[] = {
		{"least = -1", 9, "'least' must be from 0 to 1000000000"},
		{"least = 1000000001", 9, "'least' must be from 0 to 1000000000"},
		{"least = -9223372036854775808", 9, "'least' must be from 0 to 1000000000"},
		{"share = 0", 9, "'share' must be from 1 to 100"},
		{"share = 101", 9, "'share' must be from 1 to 100"},
	};
	for (size_t i = 0; i < sizeof wrong / sizeof *wrong; i++)
		fixture_wrong(x, str_printf(x->arena, "%s%s", shapes, wrong[i].key).at, 3,
			      wrong[i].column, wrong[i].message);
	const struct rule *r = fixture_rule(
		x, str_printf(x->arena, "%sleast = 1000000000\nshare = 100", shapes).at);
	assert_int_equal(r->values[1].integer, KEY_INTEGER_MOST);
	assert_int_equal(r->values[2].integer, 100);
}

/* A rule with this many entries of `also` or `let`. */
static const char *
entries(struct fixture *x, bool also, int count)
{
	struct buf text = {.arena = x->arena};
	buf_add(&text, STR("match = '{a:count}'\n"));
	buf_add(&text, also ? STR("[rule.also]\n") : STR("[rule.let]\n"));
	for (int i = 0; i < count; i++)
		buf_printf(&text, also ? "b%d = { match = '{b%d:count}' }\n" : "b%d = 'a + %d'\n",
			   i, i);
	buf_char(&text, '\0');
	return text.at;
}

static void
operands_have_limits(void **state)
{
	struct fixture *x = *state;
	assert_int_equal(fixture_rule(x, entries(x, true, ALSO_MAX))->also_count, ALSO_MAX);
	assert_int_equal(fixture_rule(x, entries(x, false, LETS_MAX))->let_count, LETS_MAX);
	fixture_wrong(x, entries(x, true, ALSO_MAX + 1), 2, 1, "more than 6 entries in 'also'");
	fixture_wrong(x, entries(x, false, LETS_MAX + 1), 2, 1, "more than 32 entries in 'let'");
}

static void
wanted_values_are_names_of_the_rule(void **state)
{
	struct fixture *x = *state;
	const char *head = "[[rule]]\nid = 'a-rule'\ncategory = 'date'\nsummary = 's'\n"
			   "message = 'm'\nmatch = '{part:count}'\nlet.calc = 'part'\n"
			   "example = [{ text = 'b', want = 'none' },\n{ text = 'a', want = ";
	const char *right = "{ part = '1', calc = '1', 'report.year' = '2020' } }]\n";
	const char *file = str_printf(x->arena, "%s%s", head, right).at;
	fixture_files(x, &file, 1);
	fixture_print(x);
	assert_non_null(x->rulebook);
	fixture_wrong_file(x, str_printf(x->arena, "%s{ cal = '1' } }]\n", head).at, 9, 24,
			   "unknown name 'cal' (did you mean 'calc'?)");
	fixture_wrong_file(x, str_printf(x->arena, "%s{ nonsense = 'w' } }]\n", head).at, 9, 24,
			   "unknown name 'nonsense'");
}

static void
all_errors_come_at_once(void **state)
{
	struct fixture *x = *state;
	const char *file = "[[rule]]\nid = 'Bad Id'\ncategory = 'what'\nsummary = 1\n"
			   "message = '{x}'\nmatch = '{a:conut}'\nexpect = 'a >'\n"
			   "[[rules]]\n[[rule.example]]\ntext = 'a'\nwant = { at = 'b' }\n";
	fixture_files(x, &file, 1);
	assert_null(x->rulebook);
	assert_int_equal(x->complaints.count, 8);
}

static void
examples_are_demanded(void **state)
{
	struct fixture *x = *state;
	const char *head = "[[rule]]\nid = 'a-rule'\ncategory = 'date'\nsummary = 's'\n"
			   "message = 'm'\nmatch = 'abc'\n";
	fixture_wrong_file(
		x, str_printf(x->arena, "%sexample = [{ text = 'a', want = 'none' }]\n", head).at,
		2, 6, "the rule has no example that fires");
	fixture_wrong_file(
		x, str_printf(x->arena, "%sexample = [{ text = 'a', want = {} }]\n", head).at, 2, 6,
		"the rule has no example that stays silent (want = \"none\")");
}

static const char *const minimal =
	"[[rule]]\nid = '%s'\n%s\ncategory = 'date'\nsummary = '%s'\nmessage = 'm'\n"
	"match = 'abc'\nexample = [{ text = 'a', want = {} }, { text = 'b', want = 'none' }]\n";

static const char *
rule_text(struct fixture *x, const char *id, const char *more, const char *summary)
{
	struct buf text = {.arena = x->arena};
	for (const char *at = minimal, *values[] = {id, more, summary}, **value = values; *at;
	     at++) {
		if (at[0] == '%' && at[1] == 's') {
			buf_add(&text, str_of(*value++));
			at++;
		} else {
			buf_char(&text, *at);
		}
	}
	buf_char(&text, '\0');
	return text.at;
}

static void
later_files_replace(void **state)
{
	struct fixture *x = *state;
	const char *files[] = {rule_text(x, "one", "", "old"), rule_text(x, "two", "", "two"),
			       rule_text(x, "one", "", "new")};
	fixture_files(x, files, 3);
	assert_non_null(x->rulebook);
	assert_int_equal(x->rulebook->rule_count, 2);
	const struct rule *r = rulebook_rule(x->rulebook, STR("one"));
	assert_true(str_eq(r->summary[MESSAGE_EN], STR("new")));
	assert_int_equal(x->rulebook->rules[r->index].index, r->index);
}

static const struct pattern *
match_of(struct fixture *x, struct str id)
{
	const struct rule *r = rulebook_rule(x->rulebook, id);
	assert_non_null(r);
	return r->match;
}

static void
pieces_stand_for_what_they_say(void **state)
{
	struct fixture *x = *state;
	const char *language = "language = 'en'\n[pieces]\nend = 'a|b'\nshared = '{#end}c'\n";
	const char *one = str_printf(x->arena, "[pieces]\nend = 'd|e'\nown = 'x{#end}'\n%s%s",
				     rule_text(x, "one", "scope = 'clause'", "s"),
				     rule_text(x, "two", "unless = ['{#shared}']", "s"))
				  .at;
	const char *files[] = {language, one};
	struct str text = str_of(one);
	size_t at = str_find(text, STR("match = 'abc'"));

	/* the first rule's match is made of pieces */
	text = str_printf(x->arena, "%.*smatch = '{#own}{#shared}'%s",
			  STR_FMT(str_sub(text, 0, at)), one + at + strlen("match = 'abc'"));
	files[1] = text.at;
	fixture_files(x, files, 2);
	fixture_print(x);
	assert_non_null(x->rulebook);
	assert_true(str_eq(match_of(x, STR("one"))->regex, STR("(?:x(?:d|e))(?:(?:a|b)c)")));
	const struct rule *two = rulebook_rule(x->rulebook, STR("two"));
	assert_true(str_eq(two->unless[0].pattern->regex, STR("(?:a|b)c")));
	fixture_wrong_file(x, "[pieces]\na = 3\n", 2, 5, "a piece is a pattern '...'");
	fixture_wrong_file(x, "[pieces]\n'1' = 'a'\n", 2, 1, "'1' is no name for a piece");
}

static void
ids_collide(void **state)
{
	struct fixture *x = *state;
	struct str twice = str_printf(x->arena, "%s%s", rule_text(x, "one", "", "a"),
				      rule_text(x, "one", "", "b"));
	fixture_wrong_file(x, twice.at, 10, 6,
			   "two rules have the id 'one'; the first is at dir/0.toml:2:6");
	twice = str_printf(x->arena, "%s%s", rule_text(x, "one", "", "a"),
			   rule_text(x, "two", "former-ids = ['one']", "b"));
	fixture_wrong_file(x, twice.at, 10, 6,
			   "the former id 'one' is also one of rule 'one' at dir/0.toml:2:6");
	twice = str_printf(x->arena, "%s%s", rule_text(x, "one", "former-ids = ['x']", "a"),
			   rule_text(x, "two", "former-ids = ['x']", "b"));
	fixture_wrong_file(x, twice.at, 10, 6,
			   "the former id 'x' is also one of rule 'one' at dir/0.toml:2:6");
}

static void
measures_are_read(void **state)
{
	struct fixture *x = *state;
	fixture_wrong_file(x, "[[measure]]\nid = 'a'\nnames = ['b']\nunit = '呎'\n", 4, 8,
			   "unknown unit '呎'");
	fixture_wrong_file(x, "[[measure]]\nid = 'a'\n", 1, 1, "missing key 'names'");
	const struct rule *r = fixture_rule(
		x,
		"expect = 'x.a ~= x.b + x.c'\n[[measure]]\nid = 'x.a'\nnames = ['甲']\n"
		"[[measure]]\nid = 'x.b'\nnames = ['乙']\n[[measure]]\nid = 'x.c'\nnames = ['丙']");
	assert_null(r->match);
	assert_int_equal(x->rulebook->measure_count, 3);
}

static void
the_tree_need_not_stay(void **state)
{
	struct fixture *x = *state;
	char text[] =
		"[[rule]]\nid = 'one'\ncategory = 'date'\nsummary = 'kept'\nmessage = 'm'\n"
		"match = '{a:count}'\nexpect = 'a > 1'\nexample = [{ text = 'a', want = {} }, "
		"{ text = 'b', want = 'none' }]\n";
	struct arena *trees = arena_new(fixture_oom);
	struct arena *said = arena_new(fixture_oom);
	struct complaints c;
	struct toml_error error;
	complaints_init(&c, said);
	struct rule_file file = {.name = str_copy(trees, STR("a/b.toml")),
				 .root = toml_parse(trees, str_of(text), &error)};
	struct rulebook *rb = rulebook_new(&file, 1, fixture_kinds, 2, &c, fixture_oom);
	arena_free(trees);
	assert_non_null(rb);
	assert_true(str_eq(rb->rules[0].summary[0], STR("kept")));
	assert_true(str_eq(rb->rules[0].place.file, STR("a/b.toml")));
	size_t count;
	assert_true(str_eq(expr_names(rb->rules[0].expect, &count)[0], STR("a")));
	rulebook_free(rb);
	arena_free(said);
	(void)x;
}

static void
no_file_is_an_empty_book(void **state)
{
	struct fixture *x = *state;
	fixture_files(x, NULL, 0);
	assert_non_null(x->rulebook);
	struct gate_places places = {0};
	struct str text = STR("任何文字 and text");
	rulebook_gate(x->rulebook, x->arena, text, (struct span){0, (uint32_t)text.len}, &places);
	rulebook_gate(x->rulebook, x->arena, text, (struct span){0, 0}, &places);
	assert_int_equal(places.all.len, 0);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
#define TEST(f) cmocka_unit_test_setup_teardown(f, fixture_open, fixture_close)
		TEST(a_whole_rule_is_read),
		TEST(keys_of_kinds_are_read),
		TEST(wrong_keys_have_a_place),
		TEST(integers_have_limits),
		TEST(operands_have_limits),
		TEST(wanted_values_are_names_of_the_rule),
		TEST(all_errors_come_at_once),
		TEST(examples_are_demanded),
		TEST(later_files_replace),
		TEST(pieces_stand_for_what_they_say),
		TEST(ids_collide),
		TEST(measures_are_read),
		TEST(the_tree_need_not_stay),
		TEST(no_file_is_an_empty_book),
#undef TEST
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
