/* Sources are read the same on a machine with AVX2 and on any other. */
#include "arena_fixture.h"
#include "draw.h"
#include "machine_fixture.h"

#include "../../lint/base/byte_map.h"
#include "../../lint/text/text_internal.h"

/* Scans and, if it is valid, folds a piece on both machines. */
static bool
check_scanned(struct str utf8)
{
	struct source s[2] = {{.utf8 = utf8}, {.utf8 = utf8}};
	struct text t[2];
	bool valid = false;

	for (int i = 0; i < 2; i++) {
		narrow = i;
		valid = source_scan(arena, &s[i]);
		assert_int_equal(valid, utf8_invalid(utf8) == utf8.len);
		if (valid)
			text_fold(arena, &s[i], &t[i]);
	}
	assert_int_equal(s[0].low.count, s[1].low.count);
	assert_int_equal(s[0].low.odd, s[1].low.odd);
	assert_int_equal(s[0].low.star, s[1].low.star);
	assert_memory_equal(s[0].low.map, s[1].low.map,
			    byte_map_words(utf8.len) * sizeof *s->low.map);
	if (!valid)
		return false;
	assert_int_equal(t[0].len, t[1].len);
	assert_int_equal(t[0].run_count, t[1].run_count);
	assert_true(!t[0].len || memcmp(t[0].at, t[1].at, t[0].len) == 0);
	for (size_t i = 0; i < t[0].run_count; i++)
		assert_memory_equal(&t[0].runs[i], &t[1].runs[i], sizeof *t[0].runs);
	return true;
}

/* Characters and what may be wrong with them at every place, in bytes of their own: nothing before
 * or behind may be read. */
static void
bytes_are_scanned_the_same_at_every_place(void **state)
{
	static const char *const pieces[] = {
		"文",
		"，",
		",",
		";",
		"<",
		"a",
		"1",
		"\n",
		"\r\n",
		"*",
		"\t",
		"\x01",
		"\x1F",
		"\xC3\x97",
		"\xF0\x9F\x98\x80",
		"１",
		"\xE3\x80\x80",
		"“",
		"\xE4",
		"\xE4\xB8",
		"\x80",
		"\xF0\x9F",
		"\xED\xA0\x80",
		"\xC0\x80",
		"\xF4\x90\x80\x80",
		"\xE0\x80\x80",
		"\xFF",
		"\xF8\x88\x80\x80\x80",
	};
	enum { GOOD = 18, ALL = sizeof pieces / sizeof *pieces, LONGEST = 300 };
	uint64_t seed = 1;
	size_t valid = 0;
	(void)state;

	for (int round = 0; round < 20000; round++) {
		struct buf b = {.arena = arena};
		uint32_t len = draw(&seed, LONGEST), faults = draw(&seed, 3);
		while (b.len < len) {
			bool fault = faults && draw(&seed, 40) == 0;
			buf_add(&b, str_of(pieces[draw(&seed, fault ? ALL : GOOD)]));
		}
		char *exact = malloc(b.len ? b.len : 1);
		assert_non_null(exact);
		if (b.len)
			memcpy(exact, b.at, b.len);
		valid += check_scanned((struct str){exact, b.len});
		free(exact);
		arena_reset(arena);
	}
	assert_in_range(valid, 5000, 15000);
}

/* All that folds is found, beside Han, digits, spaces and itself. */
static void
every_character_folds_the_same(void **state)
{
	enum { STEP = 512, LAST = 0x10FFFF };
	(void)state;

	for (uint32_t from = 0x80; from <= LAST; from += STEP) {
		struct buf b = {.arena = arena};
		for (uint32_t cp = from; cp < from + STEP && cp <= LAST; cp++) {
			char utf8[4];
			if (cp >= 0xD800 && cp <= 0xDFFF)
				continue;
			struct str c = {utf8, utf8_put(utf8, cp)};
			buf_add(&b, STR("文"));
			buf_add(&b, c);
			buf_add(&b, STR("文1"));
			buf_add(&b, c);
			buf_add(&b, STR("1 "));
			buf_add(&b, c);
			buf_add(&b, c);
			buf_add(&b, STR("2e"));
			buf_add(&b, c);
		}
		assert_true(check_scanned(buf_str(&b)));
		arena_reset(arena);
	}
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(bytes_are_scanned_the_same_at_every_place),
		cmocka_unit_test(every_character_folds_the_same),
	};

	return cmocka_run_group_tests(tests, open_arena, close_arena);
}
