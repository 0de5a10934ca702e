/*
 * For tests of the doc layer and above: the language files as a lexicon, and
 * a report read from a string.  Everything lives in one arena a test.
 */
#ifndef DOC_FIXTURE_H
#define DOC_FIXTURE_H

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "../../lint/doc/doc.h"

static inline void
fixture_oom(void)
{
	fputs("out of memory\n", stderr);
	abort();
}

static inline void
fixture_language(struct lexicon *lx, struct arena *a, const char *path, struct complaints *c)
{
	struct source_error error = {0};
	struct toml_error bad = {0};
	struct str bytes;
	if (!source_read(a, path, 1 << 24, &bytes, &error)) {
		fprintf(stderr, "%s: %.*s (run from the top folder)\n", path,
			STR_FMT(error.message));
		abort();
	}
	const struct toml_node *root = toml_parse(a, bytes, &bad);
	if (!root) {
		fprintf(stderr, "%s:%u: %.*s\n", path, bad.line, STR_FMT(bad.message));
		abort();
	}
	lexicon_add(lx, str_of(path), root, c);
}

static inline struct lexicon *
fixture_lexicon(struct arena *a)
{
	struct complaints c;
	complaints_init(&c, a);
	struct lexicon *lx = lexicon_new(a);
	fixture_language(lx, a, "rules/lang/zh.toml", &c);
	fixture_language(lx, a, "rules/lang/en.toml", &c);
	lexicon_finish(lx, &c);
	for (struct complaint *x = c.first; x; x = x->next)
		fprintf(stderr, "%.*s:%u: %.*s\n", STR_FMT(x->place.file), x->place.line,
			STR_FMT(x->message));
	return lx;
}

/* A report that was read, with what it stands on. */
struct fixture {
	struct arena *arena;
	const struct lexicon *lexicon;
	struct source source;
	struct doc doc;
};

static inline int
fixture_setup(void **state)
{
	struct arena *a = arena_new(fixture_oom);
	struct fixture *f = arena_alloc(a, sizeof *f);
	f->arena = a;
	f->lexicon = fixture_lexicon(a);
	*state = f;
	return 0;
}

static inline int
fixture_teardown(void **state)
{
	struct fixture *f = *state;
	arena_free(f->arena);
	return 0;
}

static inline const struct doc *
fixture_read_bytes(struct fixture *f, struct str bytes, enum doc_format format)
{
	struct source_error error = {0};
	if (!source_decode(f->arena, STR("test.txt"), bytes, &f->source, &error)) {
		print_error("%.*s\n", STR_FMT(error.message));
		fail();
	}
	doc_read(f->arena, f->lexicon, &f->source, (struct doc_options){.format = format}, &f->doc);
	return &f->doc;
}

static inline const struct doc *
fixture_read(struct fixture *f, const char *text)
{
	return fixture_read_bytes(f, str_of(text), DOC_TEXT);
}

static inline const struct doc *
fixture_markdown(struct fixture *f, const char *text)
{
	return fixture_read_bytes(f, str_of(text), DOC_MARKDOWN);
}

/* The text of block i, sentence i, as a C string. */
static inline const char *
fixture_block(struct fixture *f, size_t i)
{
	assert_true(i < f->doc.block_count);
	return str_copy(f->arena, doc_slice(&f->doc, f->doc.blocks[i].span)).at;
}

static inline const char *
fixture_sentence(struct fixture *f, size_t i)
{
	assert_true(i < f->doc.sentence_count);
	return str_copy(f->arena, doc_slice(&f->doc, f->doc.sentences[i].span)).at;
}

static inline const char *
fixture_slice(struct fixture *f, struct span s)
{
	return str_copy(f->arena, doc_slice(&f->doc, s)).at;
}

#endif
