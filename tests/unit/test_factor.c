/* rule/factor.c: fewer alternatives, the same matches. */
#include "arena_fixture.h"

#include "../../lint/rule/code.h"

static void
factored_is(const char *regex, const char *want)
{
	struct str got = regex_factored(arena, str_of(regex));

	if (!str_eq(got, str_of(want)))
		fail_msg("%s: %.*s, not %s", regex, STR_FMT(got), want);
}

static void
beginnings_are_shared(void **state)
{
	(void)state;
	factored_is("增长|增加|下降", "增(?:长|加)|下降");
	factored_is("x(?:up by|down|up|upper)+y", "x(?:up(?: by||per)|down)+y");
	factored_is("(?<a>ab|cd|ac)|ad|ae", "(?<a>a(?:b|c)|cd)|a(?:d|e)");
	factored_is("(?=ab|ac)(?!ab|ac)(ab|ac)", "(?=a(?:b|c))(?!a(?:b|c))(a(?:b|c))");
	factored_is("ab|a[|]|ac|ad|[(]|\\.a|\\.b", "ab|a[|]|a(?:c|d)|[(]|\\.(?:a|b)");
	factored_is("(?i)ab|cd|ac", "(?i)a(?:b|c)|cd");
	factored_is("|ab|ac", "|a(?:b|c)");
}

/* Nothing is moved past what could match in the same place, or where it is not known. */
static void
others_are_left(void **state)
{
	static const char *const left[] = {
		"ab||ac",      "ab|a+|ac",	  "(?i)ab|AC|ac", "(?i)éa|éb",
		"(?<=ab|ac)x", "(?<!(?:ab|ac))x", "(?x)a b|a c",  "(?(?=a)ab|ac)",
		"a(?i)b|b",    "x(?C1)ab|ac",	  "\\Qab|ac\\E",  "(?#ab|ac)",
		"[(]ab|[)]ac", "ab|\\bac",	  "a(?<=x)bc|bd", "(?&name)ab|ac",
	};

	(void)state;
	for (size_t i = 0; i < sizeof left / sizeof *left; i++)
		factored_is(left[i], left[i]);
}

/* Where a regex matches in a text, from every place on: the ends, as text. */
static struct str
matches(const char *regex, struct str text, bool factored)
{
	int error;
	PCRE2_SIZE at;
	struct str r = factored ? regex_factored(arena, str_of(regex)) : str_of(regex);
	pcre2_code *code = pcre2_compile((PCRE2_SPTR)r.at, r.len, code_options, &error, &at, NULL);
	pcre2_match_data *data = pcre2_match_data_create(1, NULL);
	struct buf out = {.arena = arena};

	assert_non_null(code);
	for (size_t i = 0; i < text.len; i++) {
		int rc = pcre2_match(code, (PCRE2_SPTR)text.at, text.len, i, PCRE2_ANCHORED, data,
				     NULL);
		buf_printf(&out, "%d ", rc < 0 ? -1 : (int)pcre2_get_ovector_pointer(data)[1]);
	}
	pcre2_match_data_free(data);
	pcre2_code_free(code);
	return buf_str(&out);
}

static void
matches_are_the_same(void **state)
{
	static const char *const regexes[] = {
		"(?:ab|a|abc|b|ba|bab|cab|c)+c",   "(?:abc|ab|a)(?:c|bc|cb)", "(?:a||ab|abc)c",
		"(?i)(?:aab|ab|aa|b)(?=a|ab|abc)", "(?>aab|aa|ab|a)b",	      "(?:cc|ca|cab|cb)*?b",
	};
	uint32_t random = 1;

	(void)state;
	for (size_t i = 0; i < sizeof regexes / sizeof *regexes; i++)
		for (int round = 0; round < 200; round++) {
			char text[12];
			for (size_t k = 0; k < sizeof text; k++) {
				random = random * 1664525u + 1013904223u;
				text[k] = "abc"[(random >> 24) % 3];
			}
			struct str s = {text, sizeof text};
			assert_true(str_eq(matches(regexes[i], s, false),
					   matches(regexes[i], s, true)));
		}
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(beginnings_are_shared),
		cmocka_unit_test(others_are_left),
		cmocka_unit_test(matches_are_the_same),
	};
	return cmocka_run_group_tests(tests, open_arena, close_arena);
}
