/* What must stand beside a fact (edge.c), and that no demand of a pattern loses a match. */
#include "rule_fixture.h"

static const struct pattern *
pattern(struct fixture *x, const char *head, const char *source)
{
	struct str key = str_printf(x->arena, "match = '''%s%s'''", head, source);

	return fixture_rule(x, key.at)->match;
}

/* Can the first fact of the text, by what is beside it, be the first of the pattern? */
static bool
edges_fit(struct fixture *x, const char *source, const char *text)
{
	const struct fact_link *l = &pattern(x, "", source)->links[0];
	const struct facts *f = fixture_facts(x, text);
	uint32_t at = f->at[0].skeleton;
	uint8_t before = edge_before(f->skeleton, at);
	uint8_t behind = edge_behind(f->skeleton, at + 3, f->skeleton_len);

	for (size_t i = 0; i < EDGE_PAIRS; i++)
		if ((before == EDGE_UNKNOWN || edge_in(l->edges[i].before, before)) &&
		    (behind == EDGE_UNKNOWN || edge_in(l->edges[i].behind, behind)))
			return true;
	return false;
}

static void
edges_are_known(void **state)
{
	static const struct {
		const char *pattern, *fits, *bars;
	} cases[] = {
		{"增长{a:count}", "今年增长<count:1>个左右", "今年增加<count:1>个左右"},
		{"(?:增长|占)了?{a:count}", "今年占了<count:1>个左右", "今年占的<count:1>个左右"},
		{"{a:count}[个件]", "今年有<count:1>件左右", "今年有<count:1>宗左右"},
		{"(?i)by {a:count}", "it rose BY <count:1> more", "it rose to <count:1> more"},
		{"(?i)(?:by|of)(?: about| over)* {a:count}", "up by over <count:1> or",
		 "up by only <count:1> or"},
		{"(?<=only |\\(){a:count}", "there (<count:1>) there", "there, <count:1> there"},
		{"{a:count}(?= per )", "of the <count:1> per day", "of the <count:1> for him"},
		{"{a:count}件|占{a:count}", "其中占<count:1>左右", "其中为<count:1>左右"},
		{"{a:count}件|占{a:count}|{a:count}宗", "其中为<count:1>宗", "其中为<count:1>个"},
		{"{a:count}[^。]{0,9}占", "今年有<count:1>的宗", NULL},
		{"(?:增长)?{a:count}", "今年有<count:1>件左右", NULL},
		{"(?i)las {a:count}", "the glaſ <count:1> of it", NULL},
	};
	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
		struct fixture *x = *state;
		if (!edges_fit(x, cases[i].pattern, cases[i].fits))
			fail_msg("%s is barred from %s", cases[i].pattern, cases[i].fits);
		if (cases[i].bars && edges_fit(x, cases[i].pattern, cases[i].bars))
			fail_msg("%s is let into %s", cases[i].pattern, cases[i].bars);
	}
}

enum { PIECES_MOST = 6000 };

/* All matches in a text; how many. */
static size_t
matches(struct fixture *x, const struct pattern *p, const char *text, struct span *out)
{
	const struct facts *f = fixture_facts(x, text);
	struct match m;
	size_t count = 0;

	for (uint32_t at = 0;
	     matcher_find(x->matcher, x->arena, p, f, fixture_whole(f), at, &m) == MATCH_FOUND;
	     at = m.skeleton.to)
		out[count++] = m.skeleton;
	return count;
}

/* Whatever a pattern demands: it matches where the same one does of which nothing is read. */
static void
demands_lose_no_match(void **state)
{
	static const char *const sources[] = {
		"(?i)(?:by|of)? ?{a:count}",
		"(?i)(?:rose|fell)(?: by| of)*(?: (?:about|over))* ?{a:count}(?: (?:more|less))?",
		"(?i)\\b[a-z]{2,9} (?:by|of) {a:count}|{a:percent} (?:up|of)\\b",
		"(?<=by |\\(|, ){a:count}[),]? ?[a-z]*",
		"{a:count}(?= more| up)(?! more)",
		"{a:count}[,(]? ?{b:percent}|by {a:count} up",
		"(?:{a:count},? ?){1,2}(?:(?<word>by|of) )?{b:percent}",
		"[a-z]*s {a:count}|{a:count}s?\\b",
		"(?:占|增长)了?{a:count}[，个]{0,2}{b:percent}?",
	};
	static const char *const pieces[] = {
		"rose by ", "<count:1>", "<percent:5>", " more", " up",	 "(",  ")",  ", ", " ",
		"of ",	    "fell",	 "by",		"占",	 "增长", "了", "，", "个", "ſ ",
	};
	enum { PIECES = sizeof pieces / sizeof *pieces };
	/* Always true, but not understood by what reads demands. */
	static const char unread[] = "(?=\\0|)";
	struct fixture *x = *state;
	struct buf text = {.arena = x->arena};
	uint32_t chance = 1;

	for (int i = 0; i < PIECES_MOST; i++) {
		chance = chance * 1664525 + 1013904223;
		buf_add(&text, str_of(pieces[(chance >> 16) % PIECES]));
	}
	buf_char(&text, '\0');
	for (size_t i = 0; i < sizeof sources / sizeof *sources; i++) {
		struct span found[2][PIECES_MOST];
		size_t count[2];
		count[0] = matches(x, pattern(x, "", sources[i]), text.at, found[0]);
		assert_int_equal(pattern(x, unread, sources[i])->link_count, 0);
		count[1] = matches(x, pattern(x, unread, sources[i]), text.at, found[1]);
		if (count[0] < 5 || count[0] != count[1])
			fail_msg("%s: %zu of %zu", sources[i], count[0], count[1]);
		assert_memory_equal(found[0], found[1], count[0] * sizeof found[0][0]);
	}
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
#define TEST(f) cmocka_unit_test_setup_teardown(f, fixture_open, fixture_close)
		TEST(edges_are_known),
		TEST(demands_lose_no_match),
#undef TEST
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
