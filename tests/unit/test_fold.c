/* Folding and the way back, and the builder of texts from pieces. */
#include "arena_fixture.h"

#include <unistr.h>

#include "../../lint/text/text_internal.h"

/* Folds a piece of valid UTF-8, whatever it holds. */
static struct text
fold(struct str utf8)
{
	struct source s = {.utf8 = utf8};
	struct text t;

	assert_true(source_scan(arena, &s));
	text_fold(arena, &s, &t);
	return t;
}

static struct str
bytes_of(const struct text *t)
{
	return (struct str){t->at, t->len};
}

/* Nothing can be read behind the last byte of a source. */
static void
folding_reads_no_further_than_its_source(void **state)
{
	static const char *const ends[] = {"\r",       "1",	    "１",	   "1，",
					   "１．",     "1％",	    "－",	   "、",
					   "\xC2\xA0", "e\xCC\x81", "\xE3\x80\x80"};

	(void)state;
	for (size_t i = 0; i < sizeof ends / sizeof *ends; i++) {
		for (size_t n = 0; n < 100; n++) {
			struct str end = str_of(ends[i]);
			char *exact = malloc(n + end.len);
			assert_non_null(exact);
			memset(exact, 'a', n);
			memcpy(exact + n, end.at, end.len);
			struct text t = fold((struct str){exact, n + end.len});
			assert_in_range(t.len, n, n + end.len);
			free(exact);
		}
	}
}

/* ,:; right before a Han character are the full-width marks that stored copies have lost. */
static void
half_width_marks_before_han_are_widened(void **state)
{
	const struct str copied = STR(",收到1,204件,办结97.5%;其中:信件3,件 a,b;12:30,<br>");
	const struct str printed = STR("，收到1,204件，办结97.5%；其中：信件3，件 a,b;12:30,<br>");
	const struct span mark = {(uint32_t)str_find(printed, STR("，办")),
				  (uint32_t)str_find(printed, STR("办"))};
	(void)state;
	struct text t = fold(copied);

	assert_true(str_eq(bytes_of(&t), printed));
	struct ospan o = text_origin(&t, mark);
	assert_int_equal(o.from, str_find(copied, STR(",办")));
	assert_int_equal(o.to, o.from + 1);
	assert_true(text_is_whole(&t, (struct span){0, t.len}));
}

/* They stay where they end a reference (&nbsp;), and where wider ones would move columns. */
static void
half_width_marks_stay_where_they_must(void **state)
{
	const struct str copied = STR("&nbsp;合计,&#20013;文 a;文&;文\n"
				      "甲,乙,丙类   12   13\n"
				      "    甲,乙  丙;丁\r\n"
				      "   甲:乙   丙,丁   \n"
				      "甲   乙,丙");
	const struct str printed = STR("&nbsp;合计,&#20013;文 a；文&；文\n"
				       "甲,乙,丙类   12   13\n"
				       "    甲，乙  丙；丁\n"
				       "   甲:乙   丙，丁   \n"
				       "甲   乙，丙");
	struct text t = fold(copied);
	(void)state;

	assert_true(str_eq(bytes_of(&t), printed));
	assert_int_equal(text_origin(&t, (struct span){0, t.len}).to, copied.len);
}

/* A few lines tell that a text is traditional; one such character in another stays. */
static void
traditional_texts_are_read_as_simplified_ones(void **state)
{
	const struct str traditional = STR("２０２３年個案總數為４８６宗，較２０２２年減少。");
	const struct str simplified = STR("2023年个案总数为486宗，较2022年减少。");
	const struct str other = STR("陳萬年同志说，总数为486宗。");
	struct text t = fold(traditional);

	(void)state;
	assert_true(str_eq(bytes_of(&t), simplified));
	const struct ospan all = text_origin(&t, (struct span){0, t.len});
	assert_int_equal(all.to, traditional.len);
	t = fold(other);
	assert_true(str_eq(bytes_of(&t), other));
}

/* Where markup or another language comes first, too; and what is quoted has the source's characters. */
static void
traditional_texts_are_quoted_as_written(void **state)
{
	const struct str line = STR("個案總數較為多，業務發展。\n");
	char *long_one = malloc(8000 + 40 * line.len);
	struct source s = {0};
	struct text t;

	(void)state;
	memset(long_one, 'a', 8000);
	for (size_t i = 0; i < 40; i++)
		memcpy(long_one + 8000 + i * line.len, line.at, line.len);
	s.utf8 = (struct str){long_one, 8000 + 40 * line.len};
	t = fold(s.utf8);
	assert_true(t.simplified);
	const struct str word = {t.at + 8000, STR("个案总数").len};
	assert_true(str_eq(word, STR("个案总数")));
	assert_true(str_eq(text_written(&t, &s, word), STR("個案總數")));
	assert_true(str_eq(text_written(&t, &s, STR("个案")), STR("个案")));
	free(long_one);
}

static void
characters_fold_as_written_down(void **state)
{
	static const struct {
		const char *source, *folded;
	} cases[] = {
		{"", ""},
		{"行政许可，共１２３项。", "行政许可，共123项。"},
		{"ＡＢｚ（甲）", "ABz（甲）"},
		{"１，２３４", "1,234"},
		{"12，345，678元", "12,345,678元"},
		{"1，23项", "1，23项"},
		{"1，2345项", "1，2345项"},
		{"2021，456", "2021，456"},
		{"受理97项，123项", "受理97项，123项"},
		{"３．１４和三．一", "3.14和三．一"},
		{"９９．３％，甲％", "99.3%，甲％"},
		{"8：30，时间：9点", "8:30，时间：9点"},
		{"\xE2\x88\x92"
		 "5、－６、甲－乙",
		 "-5、-6、甲－乙"},
		{"～—", "～—"},
		{"a\xC2\xA0"
		 "b\xE3\x80\x80"
		 "c\xE2\x80\x89"
		 "d",
		 "a b c d"},
		{"\xEF\xBB\xBF"
		 "a\xE2\x80\x8B"
		 "b\xC2\xAD"
		 "c\xE2\x81\xA6",
		 "abc"},
		{"葛\xF3\xA0\x84\x80城", "葛城"},
		{"a\r\nb\rc\n\r\n\r", "a\nb\nc\n\n\n"},
		{"a\tb\fc", "a\tb\fc"},
		{"\xEE\x80\x80\xEF\xA3\xBF\xF3\xB0\x80\x80\xF4\x80\x80\x80",
		 "\xEF\xBF\xBD\xEF\xBF\xBD\xEF\xBF\xBD\xEF\xBF\xBD"},
		{"10² ① ﬁ ㎡ ½", "10² ① ﬁ ㎡ ½"},
		{"cafe\xCC\x81 caf\xC3\xA9", "caf\xC3\xA9 caf\xC3\xA9"},
		{"e\xCC\xA3\xCC\x82", "\xE1\xBB\x87"},
		{"\xE3\x81\x8B\xE3\x82\x99", "\xE3\x81\x8C"},
		{"\xE1\x84\x92\xE1\x85\xA1\xE1\x86\xAB", "\xED\x95\x9C"},
		{"5\xE2\x84\xAB 3\xE2\x84\xA6", "5\xC3\x85 3\xCE\xA9"},
		{"\xEF\xA4\x80\xEF\xB8\xB5", "\xEF\xA4\x80\xEF\xB8\xB5"},
		{"\xCC\x81 e\xE2\x80\x8B\xCC\x81", "\xCC\x81 e\xCC\x81"},
		{"\n\xCC\x81", "\n\xCC\x81"},
		{"“一”《二》、【三】·×—…→①", "“一”《二》、【三】·×—…→①"},
		{"𠀀🙂Ａ", "𠀀🙂A"},
	};
	(void)state;

	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
		struct text t = fold(str_of(cases[i].source));
		if (!str_eq(bytes_of(&t), str_of(cases[i].folded)))
			fail_msg("%zu: %s gives %.*s", i, cases[i].source, STR_FMT(bytes_of(&t)));
	}
}

static void
origins_are_where_the_characters_were(void **state)
{
	const struct str source = STR("共１，２３４项\r\n占cafe\xCC\x81\xE2\x80\x8B比");
	struct text t = fold(source);
	struct str folded = bytes_of(&t);
	(void)state;

	assert_true(str_eq(folded, STR("共1,234项\n占caf\xC3\xA9比")));
	struct ospan o = text_origin(&t, (struct span){3, 8});
	assert_true(str_eq(str_sub(source, o.from, o.to), STR("１，２３４")));
	o = text_origin(&t, (struct span){11, 12});
	assert_true(str_eq(str_sub(source, o.from, o.to), STR("\r\n")));
	o = text_origin(&t, (struct span){15, 20});
	assert_true(str_eq(str_sub(source, o.from, o.to), STR("cafe\xCC\x81")));
	o = text_origin(&t, (struct span){20, 23});
	assert_true(str_eq(str_sub(source, o.from, o.to), STR("比")));
	o = text_origin(&t, (struct span){8, 8});
	assert_int_equal(o.from, o.to);
	assert_int_equal(o.from, 18);
	o = text_origin(&t, (struct span){t.len, t.len});
	assert_int_equal(o.from, source.len);
	struct text last = fold(STR("甲１"));
	o = text_origin(&last, (struct span){4, 4});
	assert_int_equal(o.from, 6);
	struct text nothing = fold(STR("\xE2\x80\x8B"));
	assert_int_equal(nothing.len, 0);
	assert_int_equal(text_origin(&nothing, (struct span){0, 0}).from, 0);
}

static uint32_t
next_random(uint32_t *seed)
{
	*seed = *seed * 1664525 + 1013904223;
	return *seed >> 8;
}

static struct str
random_text(uint32_t *seed)
{
	static const char *const pieces[] = {
		"中",
		"项",
		"0",
		"7",
		"９",
		"１",
		"，",
		"．",
		"％",
		"：",
		"－",
		"a",
		"Ｚ",
		" ",
		"　",
		"\n",
		"\r",
		"\r\n",
		"\t",
		"。",
		"“",
		"e",
		"\xCC\x81",
		"\xCC\xA3",
		"\xE3\x81\x8B",
		"\xE3\x82\x99",
		"\xE1\x84\x92",
		"\xE1\x85\xA1",
		"\xE1\x86\xAB",
		"\xE2\x80\x8B",
		"\xEF\xBB\xBF",
		"\xEE\x80\x80",
		"\xF4\x80\x80\x80",
		"\xE2\x84\xAB",
		"𠀀",
		"é",
		"\xC2\xA0",
		"\xE2\x88\x92",
		"\xF3\xA0\x84\x80",
		"\xE0\xA5\x98",
		"\xE0\xA4\xBC",
		"行政许可事项全部办结",
		"abcdefgh12345678",
	};
	struct buf b = {.arena = arena};
	size_t n = next_random(seed) % 24;

	while (n--)
		buf_add(&b, str_of(pieces[next_random(seed) % (sizeof pieces / sizeof *pieces)]));
	return buf_str(&b);
}

/* Runs rise, begin at 0 and stay inside; every character's origin lies in the
 * source, in order, without overlap. */
static void
check_map(const struct text *t, struct str source)
{
	uint32_t start = 0, last = 0;

	assert_null(u8_check((const uint8_t *)t->at, t->len));
	assert_true(t->run_count > 0);
	assert_int_equal(t->runs[0].text, 0);
	for (size_t i = 1; i < t->run_count; i++)
		assert_true(t->runs[i].text > t->runs[i - 1].text && t->runs[i].text < t->len);
	for (size_t at = 0; at < t->len;) {
		size_t from = at;
		utf8_next(t->at, &at);
		struct ospan o = text_origin(t, (struct span){(uint32_t)from, (uint32_t)at});
		assert_true(o.from < o.to && o.to <= source.len);
		/* The characters of one cluster share their origin. */
		assert_true(o.from >= last || (o.from == start && o.to == last));
		start = o.from;
		last = o.to;
	}
}

/* Refolding the origin of a run gives its bytes again, but for punctuation that
 * folds only beside digits. */
static void
refolding_gives_the_same_bytes(void **state)
{
	uint32_t seed = 11;
	(void)state;

	for (int round = 0; round < 30000; round++) {
		struct str source = random_text(&seed);
		struct text t = fold(source);
		check_map(&t, source);
		assert_true(t.len <= source.len);
		for (size_t i = 0; i + 1 <= t.run_count; i++) {
			const struct run *r = &t.runs[i];
			uint32_t end = i + 1 < t.run_count ? t.runs[i + 1].text : t.len;
			struct str written = str_sub(bytes_of(&t), r->text, end);
			struct ospan o = text_origin(&t, (struct span){r->text, end});
			if (!r->unit)
				assert_true(str_eq(written, str_sub(source, o.from, o.to)));
			else if (!memchr(",.%:-", written.at[0], 5)) {
				struct text again = fold(str_sub(source, o.from, o.to));
				assert_true(str_eq(written, bytes_of(&again)));
			}
		}
		arena_reset(arena);
	}
}

static void
every_character_folds_safely(void **state)
{
	char bytes[16] = "7";
	(void)state;

	for (uint32_t cp = 1; cp < 0x110000; cp++) {
		if (cp >= 0xD800 && cp <= 0xDFFF)
			continue;
		size_t len = 1 + utf8_put(bytes + 1, cp);
		bytes[len++] = '8';
		struct str source = {bytes, len};
		struct text t = fold(source);
		check_map(&t, source);
		/* Han, its punctuation and Latin letters stay as they are. */
		if ((cp >= 0x3400 && cp <= 0x9FFF) || (cp >= 0x3001 && cp <= 0x3029) ||
		    (cp >= 0xC0 && cp <= 0x2FF) || (cp >= ' ' && cp < 0x7F) ||
		    (cp >= 0xF900 && cp <= 0xFAFF) || (cp >= 0x2460 && cp <= 0x24FF))
			assert_true(str_eq(bytes_of(&t), source));
		if (cp % 4096 == 0)
			arena_reset(arena);
	}
}

static void
plain_text_costs_one_run(void **state)
{
	struct text t = fold(STR("全年受理8407件，办结834845件（占99.3%）；"
				 "“五成”、《办法》—见①。\n第二行"));
	(void)state;

	assert_int_equal(t.run_count, 1);
	assert_int_equal(t.runs[0].unit, 0);
}

static void
pieces_keep_their_origin(void **state)
{
	uint32_t seed = 5;
	(void)state;

	for (int round = 0; round < 5000; round++) {
		struct buf all = {.arena = arena};
		while (all.len < 200)
			buf_add(&all, random_text(&seed));
		struct text t = fold(buf_str(&all)), built;
		struct text_builder b;
		struct span taken[20];
		size_t n = 0;
		text_builder_init(&b, arena, &t);
		for (uint32_t at = 0; at < t.len && n < 20;) {
			size_t from = at + next_random(&seed) % 8, to;
			while (from < t.len && ((unsigned char)t.at[from] & 0xC0) == 0x80)
				from++;
			to = from + 1 + next_random(&seed) % 30;
			while (to < t.len && ((unsigned char)t.at[to] & 0xC0) == 0x80)
				to++;
			if (to > t.len)
				break;
			taken[n++] = (struct span){(uint32_t)from, (uint32_t)to};
			at = (uint32_t)to;
		}
		for (size_t i = 0; i < n; i++)
			text_builder_piece(&b, taken[i]);
		text_builder_finish(&b, &built);
		uint32_t at = 0;
		for (size_t i = 0; i < n; i++) {
			uint32_t len = taken[i].to - taken[i].from;
			assert_memory_equal(built.at + at, t.at + taken[i].from, len);
			for (uint32_t k = 0; k < len; k++) {
				struct ospan want =
					text_origin(&t, (struct span){taken[i].from + k,
								      taken[i].from + k + 1});
				struct ospan got =
					text_origin(&built, (struct span){at + k, at + k + 1});
				assert_int_equal(got.from, want.from);
				assert_int_equal(got.to, want.to);
			}
			at += len;
		}
		assert_int_equal(at, built.len);
		assert_true(built.run_count <= t.run_count + n + 1);
		arena_reset(arena);
	}
}

static void
builders_merge_and_write_literals(void **state)
{
	const struct str source = STR("一行\n　二行\n三");
	struct text t = fold(source), built;
	struct text_builder b;
	(void)state;

	text_builder_init(&b, arena, &t);
	text_builder_piece(&b, (struct span){0, 3});
	text_builder_piece(&b, (struct span){3, 6});
	text_builder_piece(&b, (struct span){6, 6});
	text_builder_finish(&b, &built);
	assert_int_equal(built.run_count, 1);

	text_builder_init(&b, arena, &t);
	text_builder_literal(&b, STR("“"), 0);
	text_builder_piece(&b, (struct span){0, 6});
	text_builder_literal(&b, STR(""), 6);
	text_builder_piece(&b, (struct span){8, 14});
	text_builder_literal(&b, STR("\n"), t.len);
	text_builder_finish(&b, &built);
	assert_true(str_eq(bytes_of(&built), STR("“一行二行\n")));
	assert_string_equal(built.at, "“一行二行\n");
	struct ospan o = text_origin(&built, (struct span){0, 3});
	assert_true(str_eq(str_sub(source, o.from, o.to), STR("一")));
	o = text_origin(&built, (struct span){6, 12});
	assert_true(str_eq(str_sub(source, o.from, o.to), STR("行\n　二")));
	o = text_origin(&built, (struct span){15, 16});
	assert_true(str_eq(str_sub(source, o.from, o.to), STR("三")));

	/* Pieces in another order: the span still is one. */
	text_builder_init(&b, arena, &t);
	text_builder_piece(&b, (struct span){8, 11});
	text_builder_piece(&b, (struct span){0, 3});
	text_builder_finish(&b, &built);
	o = text_origin(&built, (struct span){0, 6});
	assert_true(o.from <= o.to);

	struct text empty = fold((struct str){"", 0});
	text_builder_init(&b, arena, &empty);
	text_builder_literal(&b, STR("\n"), 0);
	text_builder_finish(&b, &built);
	assert_int_equal(built.len, 1);
	text_builder_init(&b, arena, &empty);
	text_builder_finish(&b, &built);
	assert_int_equal(built.len, 0);
	assert_int_equal(built.run_count, 1);
}

static void
hostile_text_stays_linear(void **state)
{
	static const char *const pieces[] = {
		"\xCC\x81", "９",	    "９，",	 "1，234", "\xE2\x80\x8B",
		"\r",	    "\xE1\x85\xA1", "e\xCC\x81", "％",	   "\xE0\xA5\x98"};
	(void)state;

	for (size_t i = 0; i < sizeof pieces / sizeof *pieces; i++) {
		struct buf b = {.arena = arena};
		while (b.len < 1 << 20)
			buf_add(&b, str_of(pieces[i]));
		struct text t = fold(buf_str(&b));
		assert_true(t.len <= b.len);
		arena_reset(arena);
	}
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(folding_reads_no_further_than_its_source),
		cmocka_unit_test(half_width_marks_before_han_are_widened),
		cmocka_unit_test(half_width_marks_stay_where_they_must),
		cmocka_unit_test(traditional_texts_are_read_as_simplified_ones),
		cmocka_unit_test(traditional_texts_are_quoted_as_written),
		cmocka_unit_test(characters_fold_as_written_down),
		cmocka_unit_test(origins_are_where_the_characters_were),
		cmocka_unit_test(refolding_gives_the_same_bytes),
		cmocka_unit_test(every_character_folds_safely),
		cmocka_unit_test(plain_text_costs_one_run),
		cmocka_unit_test(pieces_keep_their_origin),
		cmocka_unit_test(builders_merge_and_write_literals),
		cmocka_unit_test(hostile_text_stays_linear),
	};

	return cmocka_run_group_tests(tests, open_arena, close_arena);
}
