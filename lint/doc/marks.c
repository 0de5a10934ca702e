/*
 * The sets of bytes by which the marks of running text are mapped (base/byte_map.h):
 * those that may end a sentence, bracket or open an enumerator, and the rare ones.
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

/* The sets for the map of the marks of running text.  ， and 、 are most of them, and nothing
 * follows from one unless an enumerator may begin behind it (segment.c):
 * such a one has its bit at its last byte.  A few characters more have bits, too. */
static void
add_all_marks(struct byte_set set[TRIPLE])
{
	const struct str any = {0}, pause = STR("\x81\x8C");

	add_marks(set, 0, STR("(),.!\""), any, any);
	add_marks(set, 1, STR("[]:;?"), any, any);
	/* all of E3 80 8x but 、, of EF BC 8x but ， */
	add_marks(set, 2, STR("\xE3"), STR("\x80"),
		  STR("\x82\x83\x84\x85\x86\x87\x88\x89\x8A\x8B\x8C\x8D\x8E\x8F"));
	add_marks(set, 3, STR("\xEF"), STR("\xBC"),
		  STR("\x80\x81\x82\x83\x84\x85\x86\x87\x88\x89\x8A\x8B\x8D\x8E\x8F"));
	/* of 9x to Bx behind both, quotation marks, ① */
	add_marks(set, 4, STR("\xE2\xE3\xEF"), STR("\x80\x91\xBC\xBD"),
		  STR("\x90\x91\x92\x93\x94\x95\x96\x97\x98\x99\x9A\x9B\x9C\x9D\x9E\x9F\xA0\xB0"));
	/* 一 to 十, 第, ①, （, digits */
	add_marks(set, 5, pause, STR("\xE4"), STR("\xB8\xB9\xBA"));
	add_marks(set, 6, pause, STR("\xE2\xE5\xE7\xEF"), STR("\x85\x8D\x91\x9B\xAC\xBC"));
	add_marks(set, 7, pause, STR(" (0123456789"), any);
}

/* The sets for the map of rare marks (doc.map.rare), which the checks of those read. */
static void
add_rare_marks(struct byte_set set[TRIPLE])
{
	const struct str any = {0}, mark = STR("\xE3\xEF"), second = STR("\x80\xBC");

	add_marks(set, 0, STR("()"), any, any);
	add_marks(set, 1, STR("[]{}"), any, any);
	/* ‘ to ”, and × before another */
	add_marks(set, 2, STR("\xE2\xC3"), STR("\x80\x97"), STR("\x98\x99\x9A\x9B\x9C\x9D\xC3"));
	/* 〈 to 』, 【 to 〕, ｛ and ｝, the other wide ones */
	add_marks(set, 3, STR("\xE3"), STR("\x80"), STR("\x88\x89\x8A\x8B\x8C\x8D\x8E\x8F"));
	add_marks(set, 4, mark, STR("\x80\xBD"), STR("\x90\x91\x92\x93\x94\x95\x9B\x9D"));
	add_marks(set, 5, STR("\xEF"), STR("\xBC"), STR("\x88\x89\xBB\xBD"));
	/* the end of 、 。 ，, of ： ；, before what begins as they do */
	add_marks(set, 6, STR("\x81\x82\x8C"), mark, second);
	add_marks(set, 7, STR("\x9A\x9B"), mark, second);
}

void
marks_sets(struct byte_set *marks, struct byte_set *rare)
{
	add_all_marks(marks);
	add_rare_marks(rare);
}
