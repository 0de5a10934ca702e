/*
 * reportlint explain: what a rule is for, how to put a finding right, its keys
 * and its examples.
 */
#include "options.h"

static const char *
word(enum message_language language, const char *en, const char *zh)
{
	return language == MESSAGE_ZH ? zh : en;
}

static void
print_head(const struct rulebook *rb, const struct rule *r, enum message_language language)
{
	printf("%.*s: ", STR_FMT(r->id));
	print_safely(stdout, r->summary[language]);
	printf("\n\n");
	if (r->help[language].len) {
		print_safely(stdout, r->help[language]);
		printf("\n\n");
	}
	printf("%s: %s\n", word(language, "level", "级别"), level_names[r->level]);
	printf("%s: %.*s\n", word(language, "category", "类别"), STR_FMT(r->category));
	printf("%s: %s", word(language, "kind", "检查方式"), rb->kinds[r->kind].name);
	if (rb->kinds[r->kind].summary)
		printf(" (%s)", rb->kinds[r->kind].summary);
	printf("\n%s: %.*s:%u:%u\n", word(language, "defined at", "定义于"), STR_FMT(r->place.file),
	       r->place.line, r->place.column);
}

static void
print_keys(const struct rulebook *rb, const struct rule *r, enum message_language language)
{
	const struct kind_spec *kind = &rb->kinds[r->kind];
	int width = 0;

	if (r->match)
		printf("\nmatch: %.*s\n", STR_FMT(r->match->source));
	if (!kind->key_count)
		return;
	printf("\n%s:\n", word(language, "keys of this kind", "可用的键"));
	for (size_t i = 0; i < kind->key_count; i++) {
		int len = (int)str_of(kind->keys[i].name).len;
		width = len > width ? len : width;
	}
	for (size_t i = 0; i < kind->key_count; i++)
		printf("  %-*s  %s%s\n", width, kind->keys[i].name,
		       kind->keys[i].help ? kind->keys[i].help : "",
		       r->values && r->values[i].set ? word(language, " (set)", "（已设）") : "");
}

/* An example may have several lines: each is indented. */
static void
print_text(struct str text)
{
	text = str_trim(text);
	while (text.len) {
		size_t end = str_find(text, STR("\n"));
		printf("    ");
		print_safely(stdout, str_sub(text, 0, end));
		putchar('\n');
		text = end == SIZE_MAX ? (struct str){0} : str_sub(text, end + 1, text.len);
	}
}

static void
print_examples(const struct rule *r, enum message_language language)
{
	for (size_t i = 0; i < r->example_count; i++) {
		const struct example *e = &r->examples[i];
		if (e->want_none)
			printf("\n%s:\n", word(language, "says nothing about", "不报"));
		else if (e->at.len)
			printf("\n%s '%.*s':\n", word(language, "fires at", "报于"),
			       STR_FMT(e->at));
		else
			printf("\n%s:\n", word(language, "fires", "报"));
		if (!e->report_count)
			print_text(e->text);
		for (size_t k = 0; k < e->report_count; k++) {
			printf("  %.*s:\n", STR_FMT(e->reports[k].name));
			print_text(e->reports[k].text);
		}
	}
}

int
cmd_explain(int argc, char **argv)
{
	struct options o;
	int status = options_parse(argc, argv, FOR_EXPLAIN, &o);

	if (status != OPTIONS_GO_ON)
		return status;
	if (o.argument_count != 1) {
		fputs("reportlint: explain needs one rule; 'reportlint rules' lists them\n",
		      stderr);
		return EXIT_USAGE;
	}
	struct setup s;
	o.examples = true;
	bool ready = setup_begin(&s, &o, NULL);
	const struct rulebook *rb = ready ? s.first->config->rulebook : NULL;
	const struct rule *r = rb ? rules_find(rb, o.arguments[0]) : NULL;
	if (r) {
		print_head(rb, r, o.language);
		print_keys(rb, r, o.language);
		print_examples(r, o.language);
	}
	setup_end(&s);
	return r ? EXIT_CLEAN : EXIT_USAGE;
}
