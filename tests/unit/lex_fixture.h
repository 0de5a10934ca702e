/*
 * The lexicon of rules/lang/ for the tests of lint/lex, and what they share:
 * reading a file, and one line that says what a lexeme is.
 */
#ifndef LEX_FIXTURE_H
#define LEX_FIXTURE_H

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "../../lint/lex/lex.h"

static inline struct str
file_read(struct arena *a, const char *path)
{
	FILE *f = fopen(path, "rb");
	struct buf b = {.arena = a};
	char chunk[4096];
	size_t n;

	if (!f)
		return (struct str){0};
	while ((n = fread(chunk, 1, sizeof chunk, f)) > 0)
		buf_add(&b, (struct str){chunk, n});
	fclose(f);
	return buf_str(&b);
}

static inline void
lexicon_add_text(struct arena *a, struct lexicon *lx, const char *name, struct str text,
		 struct complaints *c)
{
	struct toml_error error = {0};
	const struct toml_node *root = toml_parse(a, text, &error);

	if (!root)
		fprintf(stderr, "%s:%u:%u: %.*s\n", name, error.line, error.column,
			STR_FMT(error.message));
	assert_non_null(root);
	lexicon_add(lx, str_of(name), root, c);
}

static inline const struct lexicon *
lexicon_of_rules(struct arena *a)
{
	static const char *const files[] = {"rules/lang/en.toml", "rules/lang/zh.toml"};
	struct lexicon *lx = lexicon_new(a);
	struct complaints c;

	complaints_init(&c, a);
	for (size_t i = 0; i < 2; i++)
		lexicon_add_text(a, lx, files[i], file_read(a, files[i]), &c);
	lexicon_finish(lx, &c);
	for (const struct complaint *x = c.first; x; x = x->next)
		fprintf(stderr, "%.*s:%u:%u: %.*s\n", STR_FMT(x->place.file), x->place.line,
			x->place.column, STR_FMT(x->message));
	assert_int_equal(c.count, 0);
	return lx;
}

static inline void
date_describe(struct buf *b, const struct calendar_date *d)
{
	buf_printf(b, "%d", d->year);
	if (d->month)
		buf_printf(b, "-%d", d->month);
	if (d->day)
		buf_printf(b, "-%d", d->day);
	if (d->weekday)
		buf_printf(b, "/%d", d->weekday);
}

/* "percent [15.5%] 0.155": kind, the text, and what it means. */
static inline struct str
lexeme_describe(struct arena *a, const struct lexicon *lx, const char *text, const struct lexeme *l)
{
	static const char *const qualifiers[] = {"", " ~", " >=", " <=", " >", " <", " +"};
	struct buf b = {.arena = a};

	buf_printf(&b, "%s [%.*s]", kind_names[l->kind], (int)(l->span.to - l->span.from),
		   text + l->span.from);
	if (l->kind == KIND_NAME)
		return buf_str(&b);
	buf_char(&b, ' ');
	if (l->kind == KIND_DATE) {
		date_describe(&b, &l->from);
		if (l->is_date_range) {
			buf_add(&b, STR(".."));
			date_describe(&b, &l->to);
		}
		return buf_str(&b);
	}
	buf_add(&b, decimal_print(a, l->value));
	if (l->is_range)
		buf_printf(&b, "..%.*s", STR_FMT(decimal_print(a, l->upper)));
	if (l->unit && l->kind != KIND_PERCENT)
		buf_printf(&b, " %.*s", STR_FMT(lexicon_unit(lx, l->unit)->name));
	buf_printf(&b, "%s", qualifiers[l->qualifier]);
	return buf_str(&b);
}

/* Every lexeme of a line, joined by "; ". */
static inline struct str
line_describe(struct arena *a, const struct lexicon *lx, struct str line)
{
	struct buf b = {.arena = a};
	uint32_t at = 0, end = (uint32_t)line.len, next;
	struct lexeme l;

	while ((at = lex_next(lx, line.at, at, end)) < end) {
		if (lex_fact(lx, line.at, 0, at, end, &l, &next)) {
			if (b.len)
				buf_add(&b, STR("; "));
			buf_add(&b, lexeme_describe(a, lx, line.at, &l));
		}
		assert_true(next > at && next <= end);
		at = next;
	}
	return buf_str(&b);
}

static inline void
out_of_memory(void)
{
	abort();
}

#endif
