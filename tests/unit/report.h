/*
 * For tests of facts and checks: a report from a string, read with the
 * languages and rules that are built into the program.
 */
#ifndef REPORT_H
#define REPORT_H

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "../../lint/app/app.h"

struct test_report {
	struct arena *arena;
	struct rulebook *rulebook;
	struct source source;
	struct doc doc;
	struct facts facts;
};

static inline void
test_oom(void)
{
	abort();
}

static inline int
report_open(void **state)
{
	struct test_report *r = calloc(1, sizeof *r);

	r->arena = arena_new(test_oom);
	r->rulebook = rules_embedded(false);
	*state = r;
	return !r->arena || !r->rulebook;
}

static inline int
report_close(void **state)
{
	struct test_report *r = *state;

	rulebook_free(r->rulebook);
	arena_free(r->arena);
	free(r);
	return 0;
}

/* Reads a report up to its facts; the text must outlive it. */
static inline const struct facts *
report_read(struct test_report *r, struct str text)
{
	struct source_error error;

	arena_reset(r->arena);
	assert_true(source_decode(r->arena, STR("test.txt"), text, &r->source, &error));
	doc_read(r->arena, r->rulebook->lexicon, &r->source,
		 (struct doc_options){.format = DOC_TEXT}, &r->doc);
	facts_read(r->arena, r->rulebook->lexicon, &r->doc, &r->facts);
	return &r->facts;
}

static inline const struct facts *
report_text(struct test_report *r, const char *text)
{
	return report_read(r, str_of(text));
}

#define assert_str(s, expected)                                                                    \
	do {                                                                                       \
		struct str s_ = (s);                                                               \
		struct str expected_ = str_of(expected);                                           \
		if (!str_eq(s_, expected_))                                                        \
			fail_msg("\"%.*s\" != \"%s\"", STR_FMT(s_), expected);                     \
	} while (0)

#endif
