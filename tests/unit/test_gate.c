/*
 * Where a pattern need not be tried: its gates of literals and kinds of facts, rows of
 * facts, windows, landmarks, what may stand in a gap.
 */
#include "rule_fixture.h"

static bool
lets_in(const struct literal_gate *g, const struct gate_places *places)
{
	for (size_t i = 0; i < places->all.len; i++)
		for (size_t k = 0; k < g->count; k++)
			if (g->literals[k] == places->all.at[i].literal)
				return true;
	return !g->count;
}

static bool
gated(struct fixture *x, const struct pattern *p, const char *text)
{
	struct gate_places places = {0};
	struct str all = str_of(text);
	rulebook_gate(x->rulebook, x->arena, all, (struct span){0, (uint32_t)all.len}, &places);
	for (size_t i = 0; i < LITERAL_GATES; i++)
		if (!lets_in(&p->gates[i], &places))
			return false;
	return true;
}

static void
kinds_needed_are_known(void **state)
{
	struct fixture *x = *state;
	const struct pattern *p = fixture_pattern(x, "{a:count}占{b:percent}(?:共{c:amount})?");
	assert_int_equal(p->needs, KIND_BIT(KIND_COUNT) | KIND_BIT(KIND_PERCENT));
	assert_int_equal(p->needs_one, 0);
	p = fixture_pattern(x, "{a:quantity}为");
	assert_int_equal(p->needs, 0);
	assert_int_equal(p->needs_one, KINDS_QUANTITY);
	p = fixture_pattern(x, "(?:{a:count}个|{b:amount}元)");
	assert_int_equal(p->needs, 0);
	assert_int_equal(p->needs_one, KIND_BIT(KIND_COUNT) | KIND_BIT(KIND_AMOUNT));
	p = fixture_pattern(x, "(?:{a:count}个|共)");
	assert_int_equal(p->needs | p->needs_one, 0);
	p = fixture_pattern(x, "(?={a:count})共[^{percent}]{2,}{b:counts}");
	assert_int_equal(p->needs, KIND_BIT(KIND_COUNT));
}

static void
literals_gate(void **state)
{
	struct fixture *x = *state;
	const struct pattern *p =
		fixture_pattern(x, "{a:count}[^。]{0,9}占比(?:约|为)?{b:percent}");
	assert_int_equal(p->gates[0].count, 1);
	assert_true(gated(x, p, "事项，占比"));
	assert_false(gated(x, p, "事项，占和比"));
	p = fixture_pattern(x, "(?:同比|比上年)增{a:percent}");
	assert_int_equal(p->gates[0].count, 2);
	assert_int_equal(p->gates[1].count, 1);
	assert_true(gated(x, p, "今年比上年增"));
	assert_false(gated(x, p, "今年比上年减"));
	assert_false(gated(x, p, "今年比去年增"));
	p = fixture_pattern(x, "Rose by {a:percent}");
	assert_true(gated(x, p, "figures ROSE BY much"));
	assert_false(gated(x, p, "figures rose much"));
	p = fixture_pattern(x, "\\((?:a|b)\\) (?:\\(a\\)|\\(b\\)) {a:percent}");
	assert_int_equal(p->gates[0].count, 2);
	assert_true(gated(x, p, "of (b) or"));
	assert_false(gated(x, p, "of (c) or"));
	p = fixture_pattern(x, "{w:change}{a:percent}");
	assert_true(gated(x, p, "下降"));
	assert_true(gated(x, p, "it Fell"));
	assert_false(gated(x, p, "变"));
}

static void
literals_are_sought_everywhere_for_some(void **state)
{
	struct fixture *x = *state;
	const struct rule *r = fixture_rule(x, "match = '占比{a:percent}'\n"
					       "unless = '(?:其中|平均)[^。]{0,9}高速公路'");
	const struct pattern *p = r->unless[0].pattern;
	assert_true(gated(x, p, "其中高速公路"));
	assert_false(gated(x, p, "高速公路"));
	size_t count;
	rulebook_places(x->rulebook, x->arena, STR("高速公路"), &count);
	assert_int_equal(count, 0); /* it needs no fact, but is not sought everywhere */
	/* A whole section is not: what a rule wants there is sought everywhere, if it tells most. */
	r = fixture_rule(x, "scope = 'section'\nmatch = '高速公路[^。]{0,9}占比{a:percent}'");
	assert_true(r->match->everywhere);
	rulebook_places(x->rulebook, x->arena, STR("占比，高速公路"), &count);
	assert_int_equal(count, 1);
	/* No literal opens with a character that the gate does not look at. */
	p = fixture_pattern(x, "·占比{a:percent}");
	assert_true(gated(x, p, "·占比"));
	/* What stands in two sentences is looked for in one. */
	p = fixture_pattern(x, "占比\n其中{a:percent}");
	assert_true(gated(x, p, "占比"));
}

static void
doubt_opens_the_gate(void **state)
{
	struct fixture *x = *state;
	static const char *const open[] = {
		"(?:占比)?{a:count}", "占?{a:count}",	   "{a:count}|占比",
		"(?!占比){a:count}",  "\\x41bcd{a:count}", "(?:占比|ab){a:count}",
		"占{0,2}{a:count}",   "[占-比]{a:count}",  "\\d+{a:count}",
		"[^占比]{a:count}",   "[占比]?{a:count}",  "(?:占比){0}{a:count}",
	};
	for (size_t i = 0; i < sizeof open / sizeof open[0]; i++) {
		const struct pattern *p = fixture_pattern(x, open[i]);
		if (p->gates[0].count)
			fail_msg("%s is gated", open[i]);
	}
	/* What is left of a run is demanded all the same. */
	const struct pattern *p = fixture_pattern(x, "全市占?{a:count}");
	assert_true(gated(x, p, "全市"));
	assert_false(gated(x, p, "市占"));
	p = fixture_pattern(x, "全市+占{a:count}");
	assert_true(gated(x, p, "全市市占"));
	p = fixture_pattern(x, "[占比]{a:count}");
	assert_true(gated(x, p, "同比"));
	assert_false(gated(x, p, "增长"));
}

/* ---- rows of facts ------------------------------------------------------------ */

/* The row of a pattern as "kind-of-links:least-most ...", * for any number. */
static const char *
row_of(struct fixture *x, const char *source)
{
	const struct pattern *p = fixture_pattern(x, source);
	struct buf out = {.arena = x->arena};
	for (size_t i = 0; i < p->link_count; i++) {
		const struct fact_link *l = &p->links[i];
		buf_printf(&out, i ? " %x:%u-" : "%x:%u-", l->kinds, l->least);
		buf_printf(&out, l->most == UINT32_MAX ? "*" : "%u", l->most);
	}
	buf_char(&out, '\0');
	return out.at;
}

static void
rows_of_facts_are_known(void **state)
{
	struct fixture *x = *state;
	static const struct {
		const char *pattern, *row;
	} cases[] = {
		{"{a:count}占{b:percent}", "2:0-0 8:3-3"},
		{"共{a:count}[^。]{2,9}{b:percent}", "2:3-3 8:2-36"},
		{"(?:共|其中有){a:count}", "2:3-9"},
		{"(?:{a:count}个|约{b:amount})占{c:percent}", "6:0-3 8:3-6"},
		{"(?:{a:count})?占{b:percent}", "8:3-6"},
		{"{a:count}.*{b:percent}", "2:0-0 8:0-*"},
		{"(?:{count}、){2,3}{b:percent}", "2:0-0 8:9-15"},
		{"(?i)ab{a:count}", "2:2-8"},
		{"(?!占)(?=共)(?<!和){a:count}", "2:0-0"},
		{"甲+{a:count}", "2:3-*"},
		{"共{a:count}|{b:percent}", "a:0-3"},
		{"共|{b:percent}", ""},
		{"(?![]甲)[:alpha:](])(?:共[[:alpha:])])\\[{a:count}", "2:5-8"},
		{"(?!\\)\\](乙))(?<![^(\\]])共{a:count}", "2:3-3"},
		{"\\p{Han}{2}{a:count}[，；]{b:percent}", "2:6-8 8:3-4"},
		{"[的了]{a:count}[，,]{b:percent}", "2:3-4 8:1-4"},
		{"(?<n>\\p{Han}{2}){a:count}[{amount}]\\k<n>占{b:percent}", "2:6-8 4:0-0 8:9-11"},
	};
	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++)
		assert_string_equal(row_of(x, cases[i].pattern), cases[i].row);
	assert_int_equal(fixture_pattern(x, "{a:count}.{0,6}$")->tail, 27);
	assert_true(fixture_pattern(x, "甲$|{a:count}乙$")->tail == UINT32_MAX);
}

/* Matches are where PCRE2 alone would find them, however many facts stand around. */
static void
windows_lose_no_match(void **state)
{
	struct fixture *x = *state;
	const struct rule *r = fixture_rule(x, "match = '甲{a:count}[^。]{0,4}{b:percent}'");
	struct buf text = {.arena = x->arena};
	for (int i = 0; i < 500; i++) {
		buf_add(&text, STR("甲<count:1:件>乙"));
		if (i % 3)
			buf_add(&text, STR("丙丁<percent:5>"));
		if (i % 50 == 7)
			for (int k = 0; k < 100; k++)
				buf_add(&text, STR("无"));
	}
	buf_char(&text, '\0');
	const struct facts *f = fixture_facts(x, text.at);
	struct span whole = fixture_whole(f);
	struct match m;
	struct span places[400];
	size_t found = 0;
	for (uint32_t at = 0;
	     matcher_find(x->matcher, x->arena, r->match, f, whole, at, &m) == MATCH_FOUND;
	     at = m.skeleton.to)
		places[found++] = m.skeleton;
	assert_int_equal(found, 333);
	assert_int_equal(places[0].from, 9);
	/* From the end backwards, and while pieces are asked about. */
	for (size_t i = found; i-- > 0;) {
		uint32_t at = i ? places[i - 1].to : 0;
		struct span piece = {at, i % 2 ? whole.to : places[i].to};
		assert_int_equal(matcher_find(x->matcher, x->arena, r->match, f, whole, at, &m),
				 MATCH_FOUND);
		assert_int_equal(m.skeleton.from, places[i].from);
		assert_int_equal(matcher_find(x->matcher, x->arena, r->match, f, piece, at, &m),
				 MATCH_FOUND);
		assert_int_equal(m.skeleton.to, places[i].to);
	}
}

/* A sign too short for the gate is one, too. */
static void
signs_are_landmarks(void **state)
{
	struct fixture *x = *state;
	const struct pattern *p = fixture_pattern(x, "甲?¬(?=[^丁])");
	const struct facts *f = fixture_facts(x, "甲乙·丙£甲甲¬丁¬丙甲¬乙");
	struct match m;
	assert_true(str_eq(p->landmark, STR("¬")));
	assert_int_equal(p->gates[0].count, 0);
	assert_int_equal(matcher_find(x->matcher, x->arena, p, f, fixture_whole(f), 0, &m),
			 MATCH_FOUND);
	assert_int_equal(m.skeleton.from, 24);
	assert_int_equal(matcher_find(x->matcher, x->arena, p, f, fixture_whole(f), 25, &m),
			 MATCH_FOUND);
	assert_int_equal(m.skeleton.from, 29);
}

/* The same where a literal tells where to look. */
static void
landmarks_lose_no_match(void **state)
{
	struct fixture *x = *state;
	const struct pattern *p = fixture_pattern(x, "(?<name>甲{2,6}|丙)乙丁?戊");
	assert_true(str_eq(p->landmark, STR("乙")));
	assert_int_equal(p->landmark_most, 24);
	const struct facts *f =
		fixture_facts(x, "戊甲甲甲乙乙甲甲乙乙戊丙乙丁甲甲甲甲甲甲甲甲乙戊戊");
	struct str text = {f->skeleton, f->skeleton_len};
	struct match m;
	/* Of eight in a row the last six, and not the one after it. */
	for (uint32_t at = 0; at <= 45; at += 3) {
		assert_int_equal(matcher_find(x->matcher, x->arena, p, f, fixture_whole(f), at, &m),
				 MATCH_FOUND);
		assert_true(str_starts(str_sub(text, m.skeleton.to, text.len), STR("戊")));
		assert_int_equal(m.skeleton.from, 48);
	}
	assert_int_equal(matcher_find(x->matcher, x->arena, p, f, fixture_whole(f), 63, &m),
			 MATCH_NONE);
	struct span whole = {0, f->skeleton_len};
	assert_int_equal(matcher_holds(x->matcher, p, f, whole), MATCH_FOUND);
	whole.to -= 9;
	assert_int_equal(matcher_holds(x->matcher, p, f, whole), MATCH_NONE);
	/* Letters may be cased, and facts tell more. */
	assert_int_equal(fixture_pattern(x, "(?i).{0,4}of which")->landmark.len, 0);
	assert_int_equal(fixture_pattern(x, "甲{a:count}乙")->landmark.len, 0);
	assert_int_equal(fixture_pattern(x, "甲*乙")->landmark.len, 0);
	assert_int_equal(fixture_pattern(x, "^甲?乙")->landmark.len, 0);
}

/* The spot of the first literals as text: "behind-before most after", - for what is not known;
 * `after` only when there is something. */
static const char *
spot_text(struct fixture *x, const char *source)
{
	const struct pattern *p = fixture_pattern(x, source);
	const struct literal_spot *s = &p->gates[0].spot;
	struct buf out = {.arena = x->arena};
	buf_printf(&out, "%u-", s->behind);
	buf_printf(&out, s->before < p->link_count ? "%u " : "- ", s->before);
	buf_printf(&out, s->most == UINT32_MAX ? "-" : "%u", s->most);
	if (s->after)
		buf_printf(&out, " %u", s->after);
	buf_char(&out, '\0');
	return out.at;
}

static void
literals_stand_among_facts(void **state)
{
	struct fixture *x = *state;
	static const struct {
		const char *pattern, *spot;
	} cases[] = {
		{"占{a:count}", "0-0 3"},
		{"{a:count}占", "1-- 3"},
		{"{a:count}.{2}占{b:percent}", "1-1 11"},
		{"{a:count}[^。]*?占{b:percent}", "1-1 -"},
		{"{a:count}(?:占比|比重){b:percent}", "1-1 6"},
		{"{a:count}(?:比重|和{c:count}占比){b:percent}", "1-1 -"},
		{"{a:count}(?:{c:count}占比|比重{d:count}){b:percent}", "1-2 -"},
		{"{a:count}(?:是{c:count})?占比{b:percent}", "1-1 12"},
		{"{a:count}(?:占比{c:count})+{b:percent}", "1-1 6"},
		{"{a:count}[占比]{b:percent}", "1-1 4"},
		{"(?:{a:count}|{b:percent})占{c:count}", "1-1 3"},
		{"(?=占比{c:count}){b:count}", "0-- -"},
		{"{b:count}(?<=占比{c:count})", "0-- -"},
		{"占+{a:count}", "0-0 -"},
		{"占{2,3}比{a:count}", "0-0 9 1"},
		{"占(?:了|到)?.{2,9}率{a:count}", "0-0 3 3"},
		{"占比(?:有|共有多)(?:将近|约){a:count}", "0-0 6 2"},
		{"(?:占比多至|比重){a:count}", "0-0 12"},
		{"{a:count}{b:count}{c:count}{d:count}{e:count}{f:count}{g:count}{h:count}占比"
		 "{i:count}",
		 "8-- 6"},
		{"{a:count}{b:count}{c:count}{d:count}{e:count}{f:count}{g:count}{h:count}{i:count}"
		 "占比{j:count}",
		 "8-- 9"},
		{"{a:count}{b:count}{c:count}{d:count}(?:{e:count}{f:count}{g:count}{h:count}"
		 "{i:count}占比)",
		 "8-- -"},
	};
	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++)
		assert_string_equal(spot_text(x, cases[i].pattern), cases[i].spot);
}

/* Does the first literal of a text let a pattern in? */
static bool
fits(struct fixture *x, const char *source, const char *literal, const char *text)
{
	const struct pattern *p = fixture_pattern(x, source);
	const struct facts *f = fixture_facts(x, text);
	struct str skeleton = {f->skeleton, f->skeleton_len};
	uint32_t at = (uint32_t)str_find(skeleton, str_of(literal)), ahead = 0;
	while (ahead < f->count && f->at[ahead].skeleton < at)
		ahead++;
	struct span place = {at, at + (uint32_t)strlen(literal)};
	return spot_fits(p, &p->gates[0].spot,
			 &(struct spot_place){f->skeleton, 0, f->at, f->count, ahead, place});
}

static void
literals_let_in_where_they_stand(void **state)
{
	struct fixture *x = *state;
	static const char between[] = "{a:count}.{0,9}占比.?{b:percent}";
	assert_true(fits(x, between, "占比", "有<count:30:件>，占比为<percent:40>。"));
	assert_true(fits(x, between, "占比",
			 "有<count:30:件>，<count:20:人>，占比<count:20:人><percent:40>。"));
	assert_false(fits(x, between, "占比", "占比为<percent:40>，有<count:30:件>。"));
	assert_false(fits(x, between, "占比", "有<count:30:件>，为<percent:40>，占比高。"));
	assert_false(fits(x, between, "占比",
			  "有<count:30:件>，这里的这里的这里的这里的占比<percent:40>。"));
	assert_false(fits(x, between, "占比",
			  "有<count:30:件>，这里的这里的占比，这里的这里的<percent:40>。"));
	assert_false(
		fits(x, "{a:count}{b:count}占比", "占比", "有<count:30:件>，占比为<percent:40>。"));
	assert_false(fits(x, "占比{a:count}.*{b:count}", "占比", "占比<count:30:件>为高。"));
	assert_true(fits(x, "占比.{0,2}{a:count}", "占比", "占比为<count:30:件>。"));
	assert_false(fits(x, "占比.{0,2}{a:count}", "占比", "占比如前所述为<count:30:件>。"));
	assert_true(fits(x, "(?<=占比){a:count}", "占比", "<count:30:件>的占比。"));
	assert_true(fits(x, "占.{2,9}{a:count}", "占", "占总数<count:30:件>。"));
	assert_false(fits(x, "占.{2,9}{a:count}", "占", "占比<count:30:件>。"));
	assert_true(fits(x, "占.{2,9}{a:count}", "占", "占比<count:30:件>和<count:40:件>。"));
	assert_true(fits(x, "^其中.*{a:count}", "其中", "其中有<count:30:件>。"));
	assert_false(fits(x, "^其中.*{a:count}", "其中", "有其中<count:30:件>。"));
}

/* Could a pattern match in a text, by its facts and what stands between them? */
static bool
reaches(struct fixture *x, const char *source, const char *text)
{
	const struct pattern *p = fixture_pattern(x, source);
	const struct facts *f = fixture_facts(x, text);
	matcher_reset(x->matcher);
	const struct reach_set *alone = reach_set_new(x->arena, &p, 1, 0);
	return *matcher_reaches(x->matcher, alone, f, (struct span){0, f->skeleton_len});
}

static void
gaps_hold_what_may_stand_there(void **state)
{
	struct fixture *x = *state;
	static const char within[] = "{a:count}[^。；，]{0,20}{b:percent}";
	assert_true(reaches(x, within, "有<count:30:件>、占（比）<percent:40>。"));
	assert_false(reaches(x, within, "有<count:30:件>，占<percent:40>。"));
	assert_true(reaches(x, within, "有<count:30:件>，有<count:20:人>占<percent:40>。"));
	assert_true(reaches(x, within, "有<count:30:件>和<count:20:人>占<percent:40>。"));
	static const char next[] = "{a:count}[^{percent}]{0,20}{b:amount}";
	assert_true(reaches(x, next, "<count:30:件>，<count:20:人>，<amount:5:元>。"));
	assert_false(reaches(x, next, "<count:30:件>，<percent:40>，<amount:5:元>。"));
	/* one of several marks must stand there */
	static const char marked[] = "{a:count}.{0,9}[，；].{0,9}{b:percent}";
	assert_true(reaches(x, marked, "<count:30:件>为，<percent:40>。"));
	assert_false(reaches(x, marked, "<count:30:件>、为<percent:40>。"));
	assert_true(reaches(x, marked, "<count:30:件>为<percent:40>；<percent:50>。"));
	assert_true(reaches(x, "{a:count}(?:，|为){b:percent}", "<count:30:件>为<percent:40>。"));
	assert_true(reaches(x, "{a:count}，?{b:percent}", "<count:30:件><percent:40>。"));
	assert_false(reaches(x, "{a:count}(?:，|、)+{b:percent}", "<count:30:件>为<percent:40>。"));
	/* a name once more takes what its group did */
	static const char again[] = "(?<n>\\p{Han}{2}){a:count}，\\k<n>{b:percent}";
	assert_true(reaches(x, again, "甲乙<count:30:件>，甲乙<percent:40>。"));
	assert_false(reaches(x, again, "甲乙<count:30:件>，甲乙，<percent:40>，。"));
	assert_true(reaches(x, "(.){a:count}\\1{b:percent}", "，<count:30:件>，<percent:40>。"));
	/* what is far away is not looked at */
	static const char far[] = "{a:count}[^，]*{b:percent}";
	struct buf text = {.arena = x->arena};
	buf_add(&text, STR("<count:30:件>，"));
	for (int i = 0; i < 100; i++)
		buf_add(&text, STR("多而又多"));
	buf_add(&text, STR("<percent:40>。"));
	buf_char(&text, '\0');
	assert_true(reaches(x, far, text.at));
	assert_false(reaches(x, far, "<count:30:件>，<percent:40>。"));
}

static void
classes_may_be_many_things(void **state)
{
	struct fixture *x = *state;
	static const struct {
		const char *between;
		bool comma; /* may it hold one? */
	} cases[] = {
		{"[，。]+", true},	 {"[^，]+", false},	    {"[^a-z，\\]]+", false},
		{"[a-z0-9]+", false},	 {"[a-z，]+", true},	    {"[！-：]+", true},
		{"[\\p{Han}]+", false},	 {"[\\p{P}]+", true},	    {"[[:punct:]]+", true},
		{"[^[:alpha:]]+", true}, {"[]甲]+", false},	    {"[^]，]+", false},
		{"\\p{Han}+", false},	 {"\\P{Han}+", true},	    {".+", true},
		{"\\S+", true},		 {"(?:[^，]|，，)+", true}, {"(?=，).+", true},
		{"(?!，)甲+", false},
	};
	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
		const char *source =
			str_printf(x->arena, "{a:count}%s{b:percent}", cases[i].between).at;
		if (reaches(x, source, "<count:30:件>，，<percent:40>。") != cases[i].comma)
			fail_msg("%s", source);
	}
}

static void
literals_are_placed_where_no_fact_is(void **state)
{
	struct fixture *x = *state;
	fixture_rule(x, "match = '待补充完|请填写|TODO'");
	static const char text[] = "无请填写，甲乙待补充完todo。丙TODO丁戊己请填写庚";
	size_t count;
	const struct gate_place *at = rulebook_places(x->rulebook, x->arena, STR(text), &count);
	static const uint32_t places[] = {3, 21, 33, 43, 56};
	assert_int_equal(count, 5);
	for (size_t i = 0; i < count; i++)
		assert_int_equal(at[i].at, places[i]);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
#define TEST(f) cmocka_unit_test_setup_teardown(f, fixture_open, fixture_close)
		TEST(kinds_needed_are_known),
		TEST(literals_gate),
		TEST(literals_are_sought_everywhere_for_some),
		TEST(doubt_opens_the_gate),
		TEST(rows_of_facts_are_known),
		TEST(windows_lose_no_match),
		TEST(landmarks_lose_no_match),
		TEST(signs_are_landmarks),
		TEST(literals_are_placed_where_no_fact_is),
		TEST(literals_stand_among_facts),
		TEST(literals_let_in_where_they_stand),
		TEST(gaps_hold_what_may_stand_there),
		TEST(classes_may_be_many_things),
#undef TEST
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
