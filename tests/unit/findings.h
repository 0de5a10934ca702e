/*
 * For the tests of kinds of check: lints a text with the built-in rules and
 * asks what was said.
 */
#ifndef TEST_FINDINGS_H
#define TEST_FINDINGS_H

#include "../../lint/app/app.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

struct bench {
	struct rulebook *rulebook;
	struct worker *worker;
	struct lint_result result;
};

static inline int
bench_open(void **state)
{
	struct bench *b = calloc(1, sizeof *b);

	b->rulebook = rules_embedded(false);
	assert_non_null(b->rulebook);
	b->worker = worker_new(b->rulebook);
	assert_non_null(b->worker);
	*state = b;
	return 0;
}

static inline int
bench_close(void **state)
{
	struct bench *b = *state;

	worker_free(b->worker);
	rulebook_free(b->rulebook);
	free(b);
	return 0;
}

static inline void
bench_lint_bytes(struct bench *b, const char *text, size_t len)
{
	const struct lint_options options = {
		.language = MESSAGE_EN, .max_file_size = 64u << 20, .format = DOC_TEXT, .jobs = 1};

	lint_bytes(b->worker, str_of("report.txt"), (struct str){text, len}, &options, NULL,
		   &b->result);
	assert_true(b->result.ok);
}

static inline void
bench_lint(struct bench *b, const char *text)
{
	bench_lint_bytes(b, text, strlen(text));
}

/* Findings of this rule at this level or above. */
static inline size_t
bench_count(const struct bench *b, const char *rule, enum level level)
{
	size_t count = 0;

	for (size_t i = 0; i < b->result.check.findings.len; i++) {
		const struct finding *f = &b->result.check.findings.at[i];

		count += str_eq(f->rule->id, str_of(rule)) && f->level >= level;
	}
	return count;
}

/* The text that the first finding of this rule points at; empty if none. */
static inline struct str
bench_at(const struct bench *b, const char *rule)
{
	for (size_t i = 0; i < b->result.check.findings.len; i++) {
		const struct finding *f = &b->result.check.findings.at[i];

		if (str_eq(f->rule->id, str_of(rule)))
			return doc_slice(&b->result.doc, f->span);
	}
	return (struct str){0};
}

#define assert_at(bench, rule, text)                                                               \
	assert_true(str_find(bench_at(bench, rule), str_of(text)) != SIZE_MAX)

#endif
