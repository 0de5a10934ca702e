/* Word lists find what reading them from end to end finds. */
#include "arena_fixture.h"
#include "draw.h"

#include "../../lint/lex/lex.h"

/* So many characters of few kinds, of one to four bytes, in bytes of their own: nothing beside them may
 * be read. */
static struct str
characters(uint64_t *seed, uint32_t count)
{
	static const char *const all[] = {"a",	"b",  "Z",  " ", "1", "-", "a", "b",
					  "文", "字", "（", "é", "ß", "😀", "文"};
	struct buf b = {.arena = arena};

	for (; count > 0; count--)
		buf_add(&b, str_of(all[draw(seed, sizeof all / sizeof *all)]));
	char *exact = malloc(b.len ? b.len : 1);
	assert_non_null(exact);
	if (b.len)
		memcpy(exact, b.at, b.len);
	return (struct str){exact, b.len};
}

/* The longest word at a place, or that ends there. */
static int
longest_at(const struct word_list *list, struct str s, size_t at)
{
	for (size_t i = 0; i < list->count; i++)
		if (str_starts(str_sub(s, at, s.len), list->words[i]))
			return (int)i;
	return -1;
}

static int
longest_before(const struct word_list *list, struct str s, size_t end)
{
	for (size_t i = 0; i < list->count; i++)
		if (list->words[i].len <= end &&
		    str_eq(str_sub(s, end - list->words[i].len, end), list->words[i]))
			return (int)i;
	return -1;
}

static bool
splits(struct str s, size_t at)
{
	return at > 0 && at < s.len && is_letter(s.at[at]) && is_letter(s.at[at - 1]);
}

/* The first word, or phrase, from `from` on. */
static int
first_in(const struct word_list *list, struct str s, bool whole, size_t *where)
{
	for (size_t at = 0; at < s.len; utf8_next(s.at, &at)) {
		int word = longest_at(list, s, at);
		if (word < 0 || (whole && (splits(s, at) || splits(s, at + list->words[word].len))))
			continue;
		*where = at;
		return word;
	}
	return -1;
}

static void
check_places(const struct word_list *list, struct str s)
{
	struct word_lists lists = {.count = 0};
	struct word_hits hits = {.all = {0}};
	size_t hit = 0;

	word_lists_add(&lists, list);
	words_all(arena, &lists, s.at, 0, (uint32_t)s.len, &hits);
	for (size_t at = 0; at < s.len; utf8_next(s.at, &at)) {
		int word = longest_at(list, s, at);
		assert_int_equal(words_at(list, s, at), word);
		assert_true(word < 0 || words_may_begin(list, s, at));
		if (word < 0)
			continue;
		assert_true(hit < hits.all.len && hits.all.at[hit].at == at);
		assert_int_equal(hits.all.at[hit++].word, word);
	}
	assert_int_equal(hit, hits.all.len);
}

static void
check_ends(const struct word_list *list, struct str s)
{
	size_t last = 0, at = 0;
	int nearest = -1;

	while (at < s.len) {
		utf8_next(s.at, &at);
		int word = longest_before(list, s, at);
		assert_int_equal(words_before(list, s, at), word);
		if (word >= 0) {
			nearest = word;
			last = at;
		}
		size_t end = at;
		assert_int_equal(words_back(list, s, 0, &end), nearest);
		assert_int_equal(end, nearest < 0 ? at : last);
		end = at;
		assert_int_equal(words_back(list, s, last, &end), -1);
	}
}

static void
words_are_found_wherever_they_stand(void **state)
{
	enum { WORDS_MOST = 12, LONGEST = 7, TEXT_MOST = 40 };
	uint64_t seed = 1;
	size_t found = 0;
	(void)state;

	for (int round = 0; round < 20000; round++) {
		struct str words[WORDS_MOST];
		struct word_list list;
		uint32_t count = 1 + draw(&seed, WORDS_MOST), few = 1 + draw(&seed, LONGEST);
		for (uint32_t i = 0; i < count; i++)
			words[i] = characters(&seed, 1 + draw(&seed, few));
		word_list_make(arena, &list, words, NULL, count);
		struct str s = characters(&seed, draw(&seed, TEXT_MOST));
		for (int whole = 0; whole < 2; whole++) {
			size_t where = 0, place = 0;
			int word = first_in(&list, s, whole, &place);
			assert_int_equal(whole ? phrase_in(&list, s, &where)
					       : words_in(&list, s, &where),
					 word);
			assert_int_equal(where, place);
			found += word >= 0;
		}
		check_places(&list, s);
		check_ends(&list, s);
		free((void *)(uintptr_t)s.at);
		for (uint32_t i = 0; i < count; i++)
			free((void *)(uintptr_t)words[i].at);
		arena_reset(arena);
	}
	assert_in_range(found, 10000, 38000);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(words_are_found_wherever_they_stand),
	};

	return cmocka_run_group_tests(tests, open_arena, close_arena);
}
