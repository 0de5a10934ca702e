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

/* An example's one text or its reports, each linted by a worker of its own. */
struct trial {
	struct worker *workers[EXAMPLE_REPORTS_MAX];
	struct lint_result results[EXAMPLE_REPORTS_MAX];
	size_t count;
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
print_got(const struct lint_result *r, bool named)
{
	if (named) {
		printf("  ");
		print_safely(stdout, r->path);
	}
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

static const struct doc *
trial_doc(void *self, uint32_t report)
{
	struct trial *t = self;

	return &t->results[report].doc;
}

static const struct facts *
trial_facts(void *self, uint32_t report)
{
	struct trial *t = self;

	return &t->results[report].facts;
}

/* What the reports of an example say against one another, beside what was found in each. */
static void
compare_trial(struct trial *t, const struct rulebook *rb)
{
	struct across *joined = across_new(rb, out_of_memory);
	const struct cross_finding *findings;
	uint32_t report;
	size_t count;

	for (size_t i = 0; i < t->count; i++)
		across_add(joined, yield_make(&t->results[i].check));
	across_join(joined, 1, &(struct sharing_reader){.read = trial_facts, .self = t});
	while (across_next(joined, t->results[0].check.arena, &report, &findings, &count))
		across_report(&t->results[report].check, rb, findings, count, trial_doc, t);
	across_free(joined);
}

/* False when a text cannot be read. */
static bool
run_trial(struct trial *t, const struct rulebook *rb, const struct example *e,
	  const struct lint_options *o)
{
	struct lint_options options = *o;
	bool read = true;

	options.format = e->markdown ? DOC_MARKDOWN : DOC_TEXT;
	t->count = e->report_count ? e->report_count : 1;
	for (size_t i = 0; i < t->count; i++) {
		struct str name = e->report_count ? e->reports[i].name : STR("example.txt");
		struct str text = e->report_count ? e->reports[i].text : e->text;
		if (!t->workers[i])
			t->workers[i] = worker_new(rb);
		worker_reset(t->workers[i]);
		lint_bytes(t->workers[i], name, text, &options, NULL, &t->results[i]);
		read = read && t->results[i].ok;
	}
	if (read && t->count > 1)
		compare_trial(t, rb);
	return read;
}

static bool
run_example(struct trial *t, const struct rulebook *rb, const struct example *e,
	    const struct lint_options *o)
{
	size_t found = 0;

	if (!run_trial(t, rb, e, o))
		return false;
	for (size_t i = 0; i < t->count; i++) {
		const struct lint_result *r = &t->results[i];
		found += r->check.findings.len;
		bool wanted = !e->want_none && (!e->in.len || str_eq(e->in, r->path));
		for (size_t k = 0; wanted && k < r->check.findings.len; k++)
			if (satisfies(r, e, &r->check.findings.at[k]))
				return true;
	}
	return e->want_none && !found;
}

static void
run_rule(struct trial *t, const struct rulebook *rb, const struct rule *rule,
	 const struct lint_options *o, struct tally *tally)
{
	for (size_t i = 0; i < rule->example_count; i++) {
		const struct example *e = &rule->examples[i];
		if (run_example(t, rb, e, o)) {
			tally->passed++;
			continue;
		}
		tally->failed++;
		print_place(rule, e);
		print_want(e);
		for (size_t k = 0; k < t->count; k++)
			print_got(&t->results[k], t->count > 1);
	}
}

/* Levels as they were loaded, so that each rule can be put back. */
static void
run_rules(struct rulebook *rb, const struct options *o, struct tally *tally)
{
	const struct rule *loaded = rb->rules;
	struct rule *own = rules_own(rb);
	struct trial trial = {.count = 0};
	struct lint_options lint = options_lint(o);

	for (size_t i = 0; i < rb->rule_count; i++) {
		bool named = o->argument_count == 0;
		for (size_t k = 0; k < o->argument_count; k++)
			named = named || rulebook_rule(rb, str_of(o->arguments[k])) == &own[i];
		if (!named)
			continue;
		own[i].level = loaded[i].level;
		rules_isolate(rb, own, &own[i]);
		for (size_t k = 0; k < EXAMPLE_REPORTS_MAX; k++)
			if (trial.workers[k])
				worker_forget_rules(trial.workers[k]);
		run_rule(&trial, rb, &own[i], &lint, tally);
	}
	for (size_t i = 0; i < EXAMPLE_REPORTS_MAX; i++)
		worker_free(trial.workers[i]);
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
