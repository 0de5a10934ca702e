/*
 * The lexicon: language files are read strictly, lists are sorted, units
 * convert.  With a file as argument, prints what the lexer makes of each line.
 */
#include "lex_fixture.h"

/* A few characters on either side of a lexeme, and what it is. */
static void
print_facts(struct arena *a, const struct lexicon *lx, struct str line)
{
	uint32_t at = 0, end = (uint32_t)line.len, next;
	struct lexeme l;

	while ((at = lex_next(lx, line.at, at, end)) < end) {
		bool digit = line.at[at] >= '0' && line.at[at] <= '9';
		bool found = lex_fact(lx, line.at, 0, at, end, &l, &next);
		size_t from = found ? l.span.from : at, to = found ? l.span.to : next;
		for (int i = 0; i < 10 && from > 0; i++)
			from = utf8_back(line.at, from);
		for (int i = 0; i < 8 && to < end; i++)
			utf8_next(line.at, &to);
		if (found || digit) {
			struct str what =
				found ? lexeme_describe(a, lx, line.at, &l) : STR("nothing");
			printf("%.*s\t<= %.*s\n", STR_FMT(what), (int)(to - from), line.at + from);
		}
		at = next;
	}
}

static int
print_lines(const char *path)
{
	struct arena *a = arena_new(out_of_memory);
	const struct lexicon *lx = lexicon_of_rules(a);
	struct source source;
	struct source_error error;
	struct text text;
	struct str bytes;

	if (!source_read(a, path, UINT32_MAX, &bytes, &error) ||
	    !source_decode(a, str_of(path), bytes, &source, &error))
		return 1;
	text_fold(a, &source, &text);
	for (uint32_t at = 0; at < text.len;) {
		uint32_t end = at;
		while (end < text.len && text.at[end] != '\n')
			end++;
		print_facts(a, lx, (struct str){text.at + at, end - at});
		at = end + 1;
	}
	arena_free(a);
	return 0;
}

/* ---- language files ---------------------------------------------------------- */

/* What a small language file is told, as "line:column message". */
static struct str
complaints_of(struct arena *a, const char *toml)
{
	struct lexicon *lx = lexicon_new(a);
	struct complaints c;
	struct buf b = {.arena = a};

	complaints_init(&c, a);
	lexicon_add_text(a, lx, "xx.toml", str_of(toml), &c);
	lexicon_finish(lx, &c);
	for (const struct complaint *x = c.first; x; x = x->next)
		buf_printf(&b, "%s%u:%u %.*s", b.len ? "; " : "", x->place.line, x->place.column,
			   STR_FMT(x->message));
	return buf_str(&b);
}

static void
complains(const char *toml, const char *want)
{
	struct arena *a = arena_new(out_of_memory);
	struct str found = complaints_of(a, toml);

	if (str_find(found, str_of(want)) == SIZE_MAX || (!*want && found.len))
		fail_msg("%s\n  wanted %s\n  found  %.*s", toml, want, STR_FMT(found));
	arena_free(a);
}

static void
test_strict(void **state)
{
	(void)state;
	complains("language = \"xx\"\n", "");
	complains("name = \"X\"\n", "1:1 a language file needs language");
	complains("language = \"xx\"\n[qualifer]\n", "did you mean 'qualifier'");
	complains("language = \"xx\"\n[date]\nyaer = [\"y\"]\n", "3:1 unknown key 'yaer'");
	complains("language = \"xx\"\n[date]\nyear = \"y\"\n", "3:8 'year' must be an array");
	complains("language = \"xx\"\n[date]\nyear = [1]\n", "3:9 'year' must hold strings only");
	complains("language = \"xx\"\n[date]\nparts = { a = [3, 1] }\n", "first month");
	complains("language = \"xx\"\n[numerals]\ndigits = { ab = 1 }\n", "one character");
	complains("language = \"xx\"\n[names]\nfixed = [\"abc\"]\n", "no digit and no numeral");
	complains("language = \"xx\"\n[[unit]]\nkind = \"counts\"\n", "a unit's 'kind' is");
	complains("language = \"xx\"\n[[unit]]\nkind = \"count\"\nnmaes = [\"x\"]\n",
		  "did you mean 'names'");
	complains("language = \"xx\"\n[[unit]]\nkind = \"measure\"\nnames = [\"x\"]\n"
		  "base = \"y\"\nfactor = \"0\"\n",
		  "'factor' must be");
	complains("language = \"xx\"\n[scales]\nwords = { a = 3 }\nshort = { a = 6 }\n", "");
	complains("language = \"xx\"\n[date]\nmonths = { A = 1, a = 2 }\n", "another meaning");
	complains("language = \"xx\"\n[signed]\nc = { upp = [\"x\"] }\n", "did you mean 'up'");
	complains("language = \"xx\"\n[pairs]\nc = [[\"x\"]]\n", "a pair is");
	complains("language = \"xx\"\n[label]\ndorp = [\"x\"]\n", "did you mean 'drop'");
}

/* A third language costs a file: its own numerals, units and dates. */
static void
test_third(void **state)
{
	static const char toml[] =
		"language = \"de\"\n"
		"[numerals]\nwords = { zwei = 2, zwanzig = 20 }\n"
		"[scales]\nwords = { Millionen = 6 }\n"
		"[qualifier.before]\nabout = [\"rund\"]\n"
		"[date]\nmonths = { Januar = 1 }\n"
		"[[unit]]\nkind = \"count\"\nnames = [\"Personen\"]\n"
		"[[unit]]\nkind = \"amount\"\ndimension = \"money\"\nnames = [\"Euro\"]\n"
		"[[unit]]\nkind = \"measure\"\ndimension = \"time\"\nnames = [\"Tage\"]\n"
		"base = \"second\"\nfactor = 86400\n";
	struct arena *a = arena_new(out_of_memory);
	struct lexicon *lx = lexicon_new(a);
	struct complaints c;

	(void)state;
	complaints_init(&c, a);
	lexicon_add_text(a, lx, "de.toml", str_of(toml), &c);
	lexicon_finish(lx, &c);
	assert_int_equal(c.count, 0);
	struct str found = line_describe(a, lx,
					 STR("rund 20 Personen, 1.5 Millionen Euro in zwei "
					     "Tage, Januar 2020"));
	assert_string_equal(found.at ? str_copy(a, found).at : "",
			    "count [20 Personen] 20 Personen ~; "
			    "amount [1.5 Millionen Euro] 1500000 Euro; "
			    "measure [zwei Tage] 2 Tage; date [Januar 2020] 2020-1");
	assert_int_equal(lexicon_languages(lx), 1);
	arena_free(a);
}

static void
test_lists(void **state)
{
	static const char *const wanted[] = {
		"change",	  "of-which",	    "share",
		"total",	  "from",	    "to",
		"copula",	  "negation",	    "exhaustive",
		"not-exhaustive", "not-a-part",	    "subset",
		"other",	  "other-period",   "change-base",
		"average",	  "constant-price", "forecast",
		"label-drop",	  "label-cut",	    "report-nouns",
		"organisations",  "line-continues", "contents-titles",
		"abbreviations",  "captions",	    "page-words",
		"year-ending",	  "year-given",
	};
	struct arena *a = arena_new(out_of_memory);
	const struct lexicon *lx = lexicon_of_rules(a);

	(void)state;
	for (size_t i = 0; i < sizeof wanted / sizeof *wanted; i++) {
		const struct word_list *list = lexicon_words(lx, str_of(wanted[i]));
		assert_non_null(list);
		for (size_t k = 1; k < list->count; k++)
			assert_true(list->words[k - 1].len >= list->words[k].len);
	}
	const struct word_list *change = lexicon_words(lx, STR("change"));
	int up = words_at(change, STR("增长3%"), 0), down = words_at(change, STR("下降3%"), 0);
	assert_true(up >= 0 && change->signs[up] == 1);
	assert_true(down >= 0 && change->signs[down] == -1);
	assert_non_null(lexicon_pairs(lx, STR("complement")));
	assert_null(lexicon_words(lx, STR("no such list")));
	arena_free(a);
}

/* Time units convert across languages; working days do not. */
static void
test_units(void **state)
{
	struct arena *a = arena_new(out_of_memory);
	const struct lexicon *lx = lexicon_of_rules(a);
	const struct unit *day = lexicon_unit(lx, lexicon_unit_named(lx, STR("天")));
	const struct unit *days = lexicon_unit(lx, lexicon_unit_named(lx, STR("days")));
	const struct unit *work = lexicon_unit(lx, lexicon_unit_named(lx, STR("个工作日")));

	(void)state;
	assert_int_equal(day->base, days->base);
	assert_int_equal(decimal_cmp(day->factor, days->factor), 0);
	assert_int_not_equal(day->base, work->base);
	assert_int_equal(lexicon_unit_named(lx, STR("no such unit")), 0);
	assert_int_equal(lexicon_unit(lx, 0)->name.len, 0);
	for (unit_id id = 1; lexicon_unit(lx, id)->name.len; id++) {
		const struct unit *u = lexicon_unit(lx, id);
		assert_int_equal(lexicon_unit(lx, u->base)->base, u->base);
	}
	arena_free(a);
}

/* What words_all finds is what words_at does, place by place, list by list. */
static void
expect_all_words(struct arena *a, const struct word_lists *lists, struct str text)
{
	struct word_hits hits = {0};
	size_t next = 0;

	words_all(a, lists, text.at, 3, (uint32_t)text.len, &hits);
	for (size_t at = 3; at < text.len; at++)
		for (size_t i = 0; i < lists->count; i++) {
			int word = words_at(lists->at[i], text, at);
			if (word < 0)
				continue;
			assert_true(next < hits.all.len);
			assert_int_equal(hits.all.at[next].at, at);
			assert_int_equal(hits.all.at[next].list, i);
			assert_int_equal(hits.all.at[next++].word, word);
		}
	assert_int_equal(next, hits.all.len);
	assert_int_equal(next, 10);
}

static void
test_many_lists(void **state)
{
	struct arena *a = arena_new(out_of_memory);
	static const struct str one[] = {{"增长", 6}, {"增长率", 9}, {"up", 2}},
				two[] = {{"长", 3}, {"增长", 6}, {"率", 3}};
	const struct str text = STR("增增长率，goes up 长率增长");
	struct word_list first = {0}, second = {0};
	struct word_lists lists = {0};

	(void)state;
	word_list_make(a, &first, one, NULL, 3);
	word_list_make(a, &second, two, NULL, 3);
	assert_int_equal(word_lists_add(&lists, &first), 0);
	assert_int_equal(word_lists_add(&lists, NULL), 1);
	assert_int_equal(word_lists_add(&lists, &second), 2);
	assert_int_equal(word_lists_add(&lists, &first), 0);
	expect_all_words(a, &lists, text);
	word_lists_index(a, &lists);
	expect_all_words(a, &lists, text);
	arena_free(a);
}

int
main(int argc, char **argv)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_strict),	   cmocka_unit_test(test_third),
		cmocka_unit_test(test_lists),	   cmocka_unit_test(test_units),
		cmocka_unit_test(test_many_lists),
	};

	if (argc > 1)
		return print_lines(argv[1]);
	return cmocka_run_group_tests(tests, NULL, NULL);
}
