/*
 * reportlint test: runs the examples inside the rules, each through the whole
 * pipeline with its rule alone.  An example that wants "none" must be silent; one that
 * wants a finding must get one that overlaps the text `at`, has the level, and has
 * the wanted values: as operands of that name, or where its message prints that name.
 */
#include "options.h"

struct tally {
	size_t passed, failed;
};

static bool
overlaps(const struct lint_result *r, const struct finding *f, struct str at)
{
	struct ospan o = text_origin(&r->doc.text, f->span);
	struct str source = r->source.utf8;

	for (size_t from = 0; from < source.len;) {
		size_t found = str_find(str_sub(source, from, source.len), at);
		if (found == SIZE_MAX)
			return false;
		from += found;
		if (from < o.to && o.from < from + at.len)
			return true;
		from++;
	}
	return false;
}

/* The message as its template made it: of a figure that is cut off, it ends
 * with a remark in brackets. */
static struct str
stated_message(const struct finding *f)
{
	struct str s = f->message;

	for (size_t i = s.len; f->truncated && i-- > 0;) {
		struct str rest = str_sub(s, i, s.len);
		if (str_starts(rest, STR(" (")) || str_starts(rest, STR("（")))
			return str_sub(s, 0, i);
	}
	return s;
}

static bool
has_value(const struct finding *f, enum message_language language, const struct toml_node *wanted)
{
	if (wanted->type != TOML_STRING)
		return false;
	for (size_t i = 0; i < f->operand_count; i++)
		if (str_eq(f->operands[i].name, wanted->key) &&
		    str_eq(f->operands[i].value, wanted->string))
			return true;
	return message_shows(f->rule->message[language], stated_message(f), wanted->key,
			     wanted->string);
}

static bool
satisfies(const struct lint_result *r, const struct example *e, const struct finding *f)
{
	if (e->level != LEVEL_OFF && f->level != e->level)
		return false;
	if (e->at.len && !overlaps(r, f, e->at))
		return false;
	for (size_t i = 0; e->values && i < e->values->children; i++) {
		const struct toml_node *v = &e->values->child[i];
		if (!has_value(f, r->check.language, v))
			return false;
	}
	return true;
}

static void
print_place(const struct rule *r, const struct example *e)
{
	print_safely(stdout, e->place.file);
	printf(":%u:%u: example of '%.*s' failed: ", e->place.line, e->place.column,
	       STR_FMT(r->id));
}

static void
print_want(const struct example *e)
{
	if (e->want_none) {
		printf("wanted no finding");
		return;
	}
	printf("wanted a finding");
	for (size_t i = 0; e->values && i < e->values->children; i++) {
		const struct toml_node *v = &e->values->child[i];
		printf("%s%.*s = '", i ? ", " : " with ", STR_FMT(v->key));
		print_safely(stdout, v->string);
		putchar('\'');
	}
}

static void
print_got(const struct lint_result *r)
{
	if (!r->ok) {
		printf("; the text cannot be read: %.*s\n", STR_FMT(r->error.message));
		return;
	}
	printf(r->check.findings.len ? "; got\n" : "; got none\n");
	for (size_t i = 0; i < r->check.findings.len; i++) {
		const struct finding *f = &r->check.findings.at[i];
		struct out_place p = place_of(&r->doc, f->span);
		printf("    %u:%u '", p.from.line, p.from.column);
		print_safely(stdout, str_sub(r->source.utf8, p.span.from, p.span.to));
		printf("' %s: ", level_names[f->level]);
		print_safely(stdout, f->message);
		putchar('\n');
	}
}

static bool
run_example(struct worker *w, const struct example *e, const struct lint_options *o,
	    struct lint_result *r)
{
	struct lint_options options = *o;

	worker_reset(w);
	options.format = e->markdown ? DOC_MARKDOWN : DOC_TEXT;
	lint_bytes(w, STR("example.txt"), e->text, &options, NULL, r);
	if (!r->ok)
		return false;
	if (e->want_none)
		return r->check.findings.len == 0;
	for (size_t i = 0; i < r->check.findings.len; i++)
		if (satisfies(r, e, &r->check.findings.at[i]))
			return true;
	return false;
}

static void
run_rule(struct worker *w, const struct rule *rule, const struct lint_options *o,
	 struct tally *tally)
{
	struct lint_result r;

	for (size_t i = 0; i < rule->example_count; i++) {
		const struct example *e = &rule->examples[i];
		if (run_example(w, e, o, &r)) {
			tally->passed++;
			continue;
		}
		tally->failed++;
		print_place(rule, e);
		print_want(e);
		print_got(&r);
	}
}

/* Levels as they were loaded, so that each rule can be put back. */
static void
run_rules(struct rulebook *rb, const struct options *o, struct tally *tally)
{
	const struct rule *loaded = rb->rules;
	struct rule *own = rules_own(rb);
	struct worker *w = worker_new(rb);
	struct lint_options lint = options_lint(o);

	for (size_t i = 0; i < rb->rule_count; i++) {
		bool named = o->argument_count == 0;
		for (size_t k = 0; k < o->argument_count; k++)
			named = named || rulebook_rule(rb, str_of(o->arguments[k])) == &own[i];
		if (!named)
			continue;
		own[i].level = loaded[i].level;
		rules_isolate(rb, own, &own[i]);
		run_rule(w, &own[i], &lint, tally);
	}
	worker_free(w);
}

int
cmd_test(int argc, char **argv)
{
	struct options o;
	struct tally tally = {0};
	int status = options_parse(argc, argv, FOR_TEST, &o);

	if (status != OPTIONS_GO_ON)
		return status;
	struct setup s;
	struct rulebook *rb = NULL;
	o.as_written = o.examples = true;
	status = setup_begin(&s, &o, NULL) ? EXIT_CLEAN : EXIT_USAGE;
	if (status == EXIT_CLEAN)
		rb = s.first->config->rulebook;
	for (size_t i = 0; rb && i < o.argument_count; i++)
		if (!rules_find(rb, o.arguments[i]))
			status = EXIT_USAGE;
	if (status == EXIT_CLEAN) {
		run_rules(rb, &o, &tally);
		printf("%zu examples passed, %zu failed\n", tally.passed, tally.failed);
		status = tally.failed ? EXIT_FINDINGS : EXIT_CLEAN;
	}
	setup_end(&s);
	return status;
}
