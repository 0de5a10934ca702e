/*
 * The sets of bytes by which the marks of running text are mapped (base/byte_map.h):
 * those that may end a sentence, bracket or open an enumerator.
 */
#include "../base/byte_map.h"
#include "doc_internal.h"

/* Adds the characters with such first, second and third bytes to a bucket. */
static void
add_marks(struct byte_set set[TRIPLE], unsigned bucket, struct str first, struct str second,
	  struct str third)
{
	const struct str bytes[TRIPLE] = {first, second, third};
	for (unsigned i = 0; i < TRIPLE; i++) {
		for (size_t k = 0; k < bytes[i].len; k++)
			byte_set_add(&set[i], (unsigned char)bytes[i].at[k], bucket);
		if (!bytes[i].len)
			byte_set_fill(&set[i], bucket);
	}
}

/* The sets for the map of the marks of running text but brackets of ASCII, which lex_map knows.
 * A bucket holds each of its halves of bytes with each (base/byte_map.h), so what shares one is
 * chosen for that: of a few other characters that come with them nothing follows. */
static struct lex_marks
marks_sets(struct byte_set *sets)
{
	enum { STOP, LOW_POINT, POINT, BRACKET, ROUND, SQUARE, CIRCLED, PAUSE };
	const struct str any = {0};

	_Static_assert(PAUSE == BYTE_BUCKETS - 1, "see lex_marks");
	/* ， ； 、 and some that are brackets as well; 。 ： ？ */
	add_marks(sets, PAUSE, STR("\xE3\xEF"), STR("\x80\xBC"), STR("\x81\x8C\x9B"));
	add_marks(sets, STOP, STR("\xE3\xEF"), STR("\x80\xBC"), STR("\x82\x9A\x9F"));
	add_marks(sets, LOW_POINT, STR("!\",."), any, any);
	add_marks(sets, POINT, STR(":;?"), any, any);
	/* ‘ to ”, 〈 to 』, ｛ and ｝ */
	add_marks(sets, BRACKET, STR("\xE2\xE3\xEF"), STR("\x80\xBD"),
		  STR("\x88\x89\x8A\x8B\x8C\x8D\x8E\x8F\x98"));
	/* （ ） ［ ］ ！ */
	add_marks(sets, ROUND, STR("\xEF"), STR("\xBC"), STR("\x81\x88\x89\xBB\xBD"));
	/* 【 to 〕, × before another */
	add_marks(sets, SQUARE, STR("\xE3\xC3"), STR("\x80\x97"), STR("\x90\x91\x94\x95\xC3"));
	add_marks(sets, CIRCLED, STR("\xE2"), STR("\x91"), STR("\x90\xA0\xB0")); /* ① */
	return (struct lex_marks){sets, 1u << BRACKET | 1u << ROUND | 1u << SQUARE};
}

struct lex_map
text_map(struct arena *a, const struct lexicon *lx, const struct text *t)
{
	struct byte_set sets[TRIPLE] = {0};
	const struct lex_marks marks = marks_sets(sets);

	return lex_map(lx, a, t->at, t->len, &marks);
}
