/* reportlint rules: all rules, as a table or as JSON. */
#include "options.h"

#include <jansson.h>

static void
print_table(const struct rulebook *rb, enum message_language language)
{
	size_t id = 0, category = 0, kind = 0;

	for (size_t i = 0; i < rb->rule_count; i++) {
		const struct rule *r = &rb->rules[i];
		size_t kind_len = str_of(rb->kinds[r->kind].name).len;
		id = r->id.len > id ? r->id.len : id;
		category = r->category.len > category ? r->category.len : category;
		kind = kind_len > kind ? kind_len : kind;
	}
	for (size_t i = 0; i < rb->rule_count; i++) {
		const struct rule *r = &rb->rules[i];
		printf("%-*.*s  %-7s  %-*.*s  %-*s  ", (int)id, STR_FMT(r->id),
		       level_names[r->level], (int)category, STR_FMT(r->category), (int)kind,
		       rb->kinds[r->kind].name);
		print_safely(stdout, r->summary[language]);
		putchar('\n');
	}
}

static json_t *
rule_json(const struct rulebook *rb, const struct rule *r)
{
	struct arena *a = rb->arena;

	return json_pack("{s:o, s:s, s:o, s:s, s:{s:o, s:o}, s:o}", "id", json_text(a, r->id),
			 "level", level_names[r->level], "category", json_text(a, r->category),
			 "kind", rb->kinds[r->kind].name, "summary", "en",
			 json_text(a, r->summary[MESSAGE_EN]), "zh",
			 json_text(a, r->summary[MESSAGE_ZH]), "pack", json_text(a, r->pack));
}

static void
print_json(const struct rulebook *rb)
{
	json_t *list = json_array();

	for (size_t i = 0; i < rb->rule_count; i++)
		json_array_append_new(list, rule_json(rb, &rb->rules[i]));
	json_dumpf(list, stdout, JSON_INDENT(2));
	putchar('\n');
	json_decref(list);
}

int
cmd_rules(int argc, char **argv)
{
	static const char *const formats[] = {"table", "json"};
	struct options o;
	int status = options_parse(argc, argv, FOR_RULES, &o);

	if (status != OPTIONS_GO_ON)
		return status;
	if (o.argument_count)
		return say_wrong("rules takes no argument; 'explain' is for one rule, not",
				 o.arguments[0]);
	int format = options_format(&o, formats, 2);
	if (format < 0)
		return EXIT_USAGE;
	struct setup s;
	bool ready = setup_begin(&s, &o, NULL);
	if (ready && format == 1)
		print_json(s.first->config->rulebook);
	else if (ready)
		print_table(s.first->config->rulebook, o.language);
	setup_end(&s);
	return ready ? EXIT_CLEAN : EXIT_USAGE;
}
