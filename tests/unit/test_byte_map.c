/* Maps of a text: one machine's are another's, and nothing is lost at the seams. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "../../lint/base/byte_map.h"

enum { LONGEST = 200, WORDS = LONGEST / BYTE_MAP_WORD + 1 };

/* Han, its commas, digits and letters, so that sets hit and miss. */
static void
fill(char *text, size_t len, uint64_t *seed)
{
	static const char bytes[] = "\xE4\xB8\x80\xE5\x8D\x81\xEF\xBC\x8C 07az(";

	for (size_t i = 0; i < len; i++) {
		*seed = *seed * UINT64_C(6364136223846793005) + 1442695040888963407u;
		text[i] = bytes[(*seed >> 33) % (sizeof bytes - 1)];
	}
}

static void
maps_are_the_same_on_all_machines(void **state)
{
	struct byte_set set = {0}, triples[TRIPLE] = {0};
	struct char_set one = {0}, marks = {0};
	uint64_t seed = 1, map[WORDS], plain[WORDS], maps[6][WORDS], plains[6][WORDS];
	unsigned bucket = 0;
	(void)state;

	byte_set_rows(&set, "0123456789(\xEF", &bucket);
	assert_int_equal(bucket, 3);
	for (unsigned i = 0; i < TRIPLE; i++)
		byte_set_add(&triples[i], (unsigned char)"\xE4\xB8\x80"[i], 1);
	byte_set_add(&triples[0], '7', 0);
	for (unsigned i = 0; i < 16; i++) {
		byte_set_add(&triples[1], (unsigned char)(i << 4 | i), 0);
		byte_set_add(&triples[2], (unsigned char)(i << 4 | i), 0);
	}
	char_set_add(&one, "一", 3);
	char_set_add(&one, "，", 7);
	char_set_add(&marks, "，", BYTE_BUCKETS - 1);
	char_set_add(&marks, "，", 1);
	char_set_add(&marks, "十", 4);
	const struct byte_plan plan = {&one, &marks, 1, &set, {1, 6, 2}};
	for (size_t len = 0; len <= LONGEST; len++) {
		/* of its own size: nothing behind the text may be read */
		char *tight = malloc(len ? len : 1);
		assert_non_null(tight);
		fill(tight, len, &seed);
		byte_map_triples(tight, len, triples, map);
		byte_map_triples_plain(tight, len, triples, plain);
		assert_memory_equal(map, plain, byte_map_words(len) * sizeof *map);
		byte_map_all(
			tight, len, &plan,
			(struct byte_maps){maps[0], maps[1], maps[2], maps[3], maps[4], maps[5]});
		byte_map_all_plain(tight, len, &plan,
				   (struct byte_maps){plains[0], plains[1], plains[2], plains[3],
						      plains[4], plains[5]});
		for (size_t i = 0; i < 6; i++)
			assert_memory_equal(maps[i], plains[i],
					    byte_map_words(len) * sizeof *maps[i]);
		free(tight);
	}
}

/* A bucket of one character holds no other one. */
static void
characters_are_exact(void **state)
{
	struct char_set set = {0}, none = {0};
	const struct byte_set bytes = {0};
	const struct byte_plan plan = {&set, &none, 0, &bytes, {0}};
	uint64_t maps[6];
	(void)state;

	char_set_add(&set, "第", 5);
	for (unsigned c = 0; c < 0x10000; c++) {
		char s[TRIPLE] = {(char)(0xE0 | c >> 12), (char)(0x80 | (c >> 6 & 0x3F)),
				  (char)(0x80 | (c & 0x3F))};
		byte_map_all(s, TRIPLE, &plan,
			     (struct byte_maps){&maps[0], &maps[1], &maps[2], &maps[3], &maps[4],
						&maps[5]});
		assert_int_equal(maps[0], c == 0x7B2C);
	}
}

static void
rows_are_exact(void **state)
{
	struct byte_set set = {0};
	unsigned bucket = 0;
	(void)state;

	byte_set_rows(&set, "(),.:;[]\xE2\xE3", &bucket);
	for (unsigned c = 1; c < 256; c++)
		assert_int_equal(byte_set_buckets(&set, (unsigned char)c) != 0,
				 strchr("(),.:;[]\xE2\xE3", (int)c) != NULL);
}

static void
bits_are_walked_in_order(void **state)
{
	const uint64_t map[3] = {UINT64_C(1) << 3 | UINT64_C(1) << 63, 0, 2};
	(void)state;

	assert_int_equal(byte_map_next(map, 0, 192), 3);
	assert_int_equal(byte_map_next(map, 4, 192), 63);
	assert_int_equal(byte_map_next(map, 64, 192), 129);
	assert_int_equal(byte_map_next(map, 130, 192), 192);
	assert_int_equal(byte_map_next(map, 64, 129), 129);
	assert_int_equal(byte_map_next(map, 64, 100), 100);
	assert_int_equal(byte_map_next(map, 70, 64), 64);
	for (uint32_t to = 0; to <= 192; to++)
		for (uint32_t from = 0; from <= to; from++) {
			struct byte_map_walk w = byte_map_walk(map, from, to);
			uint32_t at, next = byte_map_next(map, from, to);
			for (; byte_map_step(&w, &at); next = byte_map_next(map, next + 1, to))
				assert_int_equal(at, next);
			assert_int_equal(next, to);
		}
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(maps_are_the_same_on_all_machines),
		cmocka_unit_test(characters_are_exact),
		cmocka_unit_test(rows_are_exact),
		cmocka_unit_test(bits_are_walked_in_order),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
