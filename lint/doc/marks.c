/*
 * The sets of bytes by which the marks of running text are mapped (base/byte_map.h):
 * those that may end a sentence, bracket or open an enumerator.
 */
#include "../base/byte_map.h"
#include "doc_internal.h"

static void
add_chars(struct char_set *set, unsigned bucket, struct str chars)
{
	for (size_t at = 0; at < chars.len; at += TRIPLE)
		char_set_add(set, chars.at + at, bucket);
}

/* The sets for the map of the marks of running text but brackets of ASCII, which lex_map knows.
 * A bucket is a product (base/byte_map.h), so what shares one is chosen for that: of a few other
 * characters that come with them nothing follows. */
static void
mark_chars(struct char_set *set)
{
	enum { STOP, CIRCLED, BRACKET, QUOTE, ROUND, SQUARE, PAUSE = BYTE_BUCKETS - 1 };

	/* from the last one of bytes on all but the pauses are of brackets (struct lex_marks) */
	_Static_assert((int)BRACKET == (int)MARK_BUCKETS - 1, "buckets of one kind");
	add_chars(set, PAUSE, STR("，；、")); /* and with them 「 and 》, which are brackets, too */
	add_chars(set, STOP, STR("。：？"));
	add_chars(set, QUOTE, STR("‘’“”"));
	add_chars(set, BRACKET, STR("〈〉《》「」『』｛｝"));
	add_chars(set, ROUND, STR("（）［］！"));
	add_chars(set, SQUARE, STR("【】〔〕"));
	add_chars(set, CIRCLED, STR("\xE2\x91\x90①\xE2\x91\xB0"));
}

/* The ASCII ones, a row each, and what × begins with. */
static void
mark_bytes(struct byte_set *set)
{
	unsigned bucket = 0;

	byte_set_rows(set, "!\",.:;?\xC3", &bucket);
	assert(bucket == MARK_BUCKETS);
}

struct lex_map
text_map(struct arena *a, const struct lexicon *lx, const struct text *t)
{
	struct char_set chars = {0};
	struct byte_set bytes = {0};

	mark_chars(&chars);
	mark_bytes(&bytes);
	return lex_map(lx, a, t->at, t->len, &(struct lex_marks){&chars, &bytes});
}
