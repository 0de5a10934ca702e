/*
 * What is of no use in a configuration is found at its place in it, like what is wrong with a
 * report, so that every output shows it.
 */
#include "options.h"

#include "../check/finding.h"

/* The whole file as one text, as it stands there. */
static void
doc_of(struct arena *a, struct lint_result *r)
{
	struct run *run = arena_array(a, 1, sizeof *run);

	r->doc = (struct doc){.source = &r->source,
			      .text = {.at = r->source.utf8.at,
				       .len = (uint32_t)r->source.utf8.len,
				       .runs = run,
				       .run_count = 1}};
}

/* From a place to the end of its string, or line. */
static struct span
span_at(const struct source *s, const struct config_name *name)
{
	if (name->place.line == 0 || name->place.line > s->line_count)
		return (struct span){0};
	size_t at = s->lines[name->place.line - 1];
	for (uint32_t i = 1; i < name->place.column && at < s->utf8.len; i++)
		utf8_next(s->utf8.at, &at);
	size_t end = at + 1 + name->name.len + 1; /* in quotes */
	return (struct span){(uint32_t)at, (uint32_t)(end < s->utf8.len ? end : s->utf8.len)};
}

static void
report(struct check *c, const struct rule *r, const struct config_name *name)
{
	const struct message_value values[] = {{"rule", name->name}, {"why", {0}}, {NULL, {0}}};
	struct span span = span_at(c->doc->source, name);
	struct finding *f = finding_add(c, r, span, values, NULL, 0);

	finding_operand(c, f, "text", name->name);
}

bool
unused_ignores(const struct config_file *file, struct worker *w, const struct rulebook *rb,
	       const struct lint_options *o, struct lint_result *out)
{
	const struct rule *rule = rulebook_rule(rb, STR("unused-suppression"));
	struct arena *a = worker_arena(w);
	struct str bytes;

	*out = (struct lint_result){.path = file->path};
	if (!rule || rule->level == LEVEL_OFF || !file->ignore_count ||
	    !source_read(a, str_copy(a, file->path).at, o->max_file_size, &bytes, &out->error) ||
	    !source_decode(a, file->path, bytes, &out->source, &out->error))
		return false;
	out->ok = true;
	doc_of(a, out);
	out->check = (struct check){
		.arena = a, .rulebook = rb, .doc = &out->doc, .language = o->language};
	for (size_t i = 0; i < file->ignore_count; i++)
		for (size_t k = 0; k < file->ignores[i].rule_count; k++)
			if (file->ignores[i].uses[k].asked && !file->ignores[i].uses[k].used)
				report(&out->check, rule, &file->ignores[i].rules[k]);
	findings_settle(&out->check, 0);
	return out->check.findings.len > 0;
}
