/*
 * reportlint trace: at which step a rule did, or did not, come to a finding in
 * a report: its scope, match, joins, conditions, and the constraint.
 */
#include "options.h"

#include <ctype.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

struct tracer {
	const struct lint_result *result;
	uint32_t line; /* 0: all */
	size_t steps, shown;
};

static bool
touches(const struct out_place *p, uint32_t line)
{
	return !line || (p->from.line <= line && line <= p->to.line);
}

/* The beginning of what the step is about, on one line. */
static struct str
excerpt(const struct doc *d, struct span s)
{
	struct str text = doc_slice(d, s);
	size_t at = 0;

	for (int i = 0; i < 30 && at < text.len; i++)
		utf8_next(text.at, &at);
	return str_sub(text, 0, at);
}

static void
print_step(void *self, struct span span, const char *step, struct str text)
{
	struct tracer *t = self;
	const struct doc *d = &t->result->doc;

	t->steps++;
	struct out_place p = place_of(d, span);
	if (!touches(&p, t->line))
		return;
	t->shown++;
	print_safely(stdout, t->result->path);
	printf(":%u:%u: %s: ", p.from.line, p.from.column, step);
	print_safely(stdout, text);
	printf("  | ");
	print_safely(stdout, excerpt(d, span));
	printf("%s\n", span.to - span.from > excerpt(d, span).len ? "…" : "");
}

/* Why there was no step at all. */
static void
print_silence(const struct tracer *t, const struct rulebook *rb, const struct rule *r)
{
	const struct doc *d = &t->result->doc;

	if (t->shown)
		return;
	print_safely(stdout, t->result->path);
	if (t->line)
		printf(":%u", t->line);
	if (r->languages && !(r->languages & d->languages)) {
		printf(": scope: rule '%.*s' is not for the languages of this report (",
		       STR_FMT(r->id));
		for (size_t i = 0; i < lexicon_languages(rb->lexicon); i++)
			if (d->languages >> i & 1)
				printf(" %.*s", STR_FMT(lexicon_language(rb->lexicon, i)));
		printf(" )\n");
		return;
	}
	size_t sentences = d->sentence_count, facts = t->result->facts.count;
	printf(": scope: %zu sentence%s, %zu fact%s; rule '%.*s' was tried on nothing here%s\n",
	       sentences, sentences == 1 ? "" : "s", facts, facts == 1 ? "" : "s", STR_FMT(r->id),
	       t->steps ? ", but elsewhere in the report" : "");
}

/* FILE:LINE when there is no file of that whole name. */
static uint32_t
split_line(char *path)
{
	struct stat st;
	char *colon = strrchr(path, ':');
	unsigned long line = 0;

	if (!colon || stat(path, &st) == 0)
		return 0;
	for (const char *s = colon + 1; *s; s++) {
		if (!isdigit((unsigned char)*s) || line > UINT32_MAX / 10)
			return 0;
		line = line * 10 + (unsigned long)(*s - '0');
	}
	if (line)
		*colon = '\0';
	return (uint32_t)line;
}

static int
trace_file(const struct config_folder *folder, const struct rule *found, char *path, uint32_t line,
	   const struct options *o)
{
	struct rulebook *rb = folder->config->rulebook;
	struct rule *own = rules_own(rb);
	const struct rule *only = &own[found->index];
	bool off = only->level == LEVEL_OFF;
	struct worker *w = worker_new(rb);
	struct lint_options lint = options_lint(o);
	struct lint_result result;
	struct tracer t = {.result = &result, .line = line};
	const struct trace trace = {only, print_step, &t};

	lint.folder = folder;
	rules_isolate(rb, own, only);
	if (off)
		printf("rule '%.*s' is off; it is traced as if it were on\n", STR_FMT(only->id));
	lint_file(w, path, strcmp(path, "-") == 0 ? o->stdin_name : path, &lint, &trace, &result);
	if (result.ok)
		print_silence(&t, rb, only);
	else
		print_unread(stderr, result.path, &result.error);
	worker_free(w);
	return result.ok ? EXIT_CLEAN : EXIT_UNREAD;
}

int
cmd_trace(int argc, char **argv)
{
	struct options o;
	int status = options_parse(argc, argv, FOR_TRACE, &o);

	if (status != OPTIONS_GO_ON)
		return status;
	if (o.argument_count != 2) {
		fputs("reportlint: trace needs a rule and a report: reportlint trace RULE "
		      "FILE[:LINE]\n",
		      stderr);
		return EXIT_USAGE;
	}
	struct setup s;
	uint32_t line = split_line(o.arguments[1]);
	bool ready = setup_begin(&s, &o, o.arguments[1]);
	const struct rule *r = ready ? rules_find(s.first->config->rulebook, o.arguments[0]) : NULL;
	status = r ? trace_file(s.first, r, o.arguments[1], line, &o) : EXIT_USAGE;
	setup_end(&s);
	return status;
}
