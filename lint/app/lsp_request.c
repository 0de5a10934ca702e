/* Answers of the server about one document: hover, symbols, actions, completion. */
#include "lsp.h"

#include <stdlib.h>

#include "options.h"

enum { SYMBOL_NAME_MOST = 80 /* characters */, SYMBOL_STRING = 15 };

static json_t *
contents_json(const struct lsp *l, struct arena *a, const struct buf *b)
{
	return json_pack("{s:{s:s, s:o}}", "contents", "kind",
			 l->markdown ? "markdown" : "plaintext", "value", json_text(a, buf_str(b)));
}

/* ---- hover over a figure ----------------------------------------------------------- */

static const struct fact *
fact_at(const struct lint_result *r, size_t offset)
{
	for (size_t i = 0; i < r->facts.count; i++) {
		struct ospan o = text_origin(&r->doc.text, r->facts.at[i].lex.span);
		if (o.from <= offset && offset < o.to)
			return &r->facts.at[i];
	}
	return NULL;
}

static void
add_strong(const struct lsp *l, struct buf *b, struct str s)
{
	buf_add(b, l->markdown ? STR("**") : STR(""));
	buf_add(b, s);
	buf_add(b, l->markdown ? STR("**") : STR(""));
}

static void
add_row(struct buf *b, const char *name, struct str value)
{
	if (!value.len)
		return;
	buf_printf(b, "- %s: ", name);
	buf_add(b, value);
	buf_char(b, '\n');
}

/* The relations that a figure is in, and whether they hold; each rule once. */
static void
add_relations(struct buf *b, const struct lint_result *r, const struct fact *x, bool zh)
{
	const struct check *c = &r->check;
	uint32_t index = (uint32_t)(x - r->facts.at);

	for (size_t i = 0; i < c->involved.len; i++) {
		const struct involved *v = &c->involved.at[i];
		bool said = v->fact != index;
		for (size_t k = 0; k < i && !said; k++)
			said = c->involved.at[k].fact == index &&
			       c->involved.at[k].rule == v->rule &&
			       c->involved.at[k].holds == v->holds;
		if (said)
			continue;
		buf_printf(b, "- `%.*s`: ", STR_FMT(v->rule->id));
		buf_add(b, v->holds ? (zh ? STR("成立") : STR("holds"))
				    : (zh ? STR("不成立") : STR("does not hold")));
		buf_char(b, '\n');
	}
}

static json_t *
hover_fact(struct lsp *l, const struct lsp_document *d, const struct lint_result *r,
	   const struct fact *x)
{
	struct arena *a = worker_arena(l->rules->worker);
	struct buf b = {.arena = a};
	bool zh = l->language == MESSAGE_ZH;
	unit_id unit = x->lex.unit;

	add_strong(l, &b, fact_text(&r->facts, x));
	buf_printf(&b, " (%s)\n\n", kind_names[x->lex.kind]);
	add_row(&b, zh ? "数值" : "value", fact_value_text(a, &x->lex));
	add_row(&b, zh ? "范围" : "interval", fact_interval_text(a, &x->lex));
	if (unit)
		add_row(&b, zh ? "单位" : "unit", lexicon_unit(r->facts.lexicon, unit)->name);
	add_row(&b, zh ? "所指" : "label", label_join(a, fact_label(a, &r->facts, x)));
	add_relations(&b, r, x, zh);
	json_t *hover = contents_json(l, a, &b);
	json_object_set_new(
		hover, "range",
		lsp_range(d, l->encoding, &r->source, text_origin(&r->doc.text, x->lex.span)));
	return hover;
}

/* ---- hover and completion in TOML ---------------------------------------------------- */

static bool
is_name(char c)
{
	return is_letter(c) || is_digit(c) || c == '-' || c == '_';
}

static struct str
word_at(const struct lsp_document *d, size_t offset)
{
	size_t from = offset, to = offset;

	while (from > 0 && is_name(d->text[from - 1]))
		from--;
	while (to < d->len && is_name(d->text[to]))
		to++;
	return (struct str){d->text + from, to - from};
}

static const struct kind_key *
kind_key_named(struct str name)
{
	for (size_t i = 0; i < check_kind_count; i++)
		for (size_t k = 0; k < check_kinds[i]->spec.key_count; k++)
			if (str_eq(name, str_of(check_kinds[i]->spec.keys[k].name)))
				return &check_kinds[i]->spec.keys[k];
	return NULL;
}

static json_t *
hover_toml(struct lsp *l, const struct lsp_document *d, size_t offset)
{
	struct arena *a = worker_arena(l->rules->worker);
	struct str word = word_at(d, offset);
	const struct rule *rule = rulebook_rule(lsp_folder(l, d)->config->rulebook, word);
	const struct kind_key *key = kind_key_named(word);
	struct buf b = {.arena = a};
	json_t *hover = NULL;

	if (rule) {
		add_strong(l, &b, rule->id);
		buf_printf(&b, " (%s)\n\n", level_names[rule->level]);
		buf_add(&b, rule->summary[l->language]);
		buf_add(&b, STR("\n\n"));
		buf_add(&b, rule->help[l->language]);
	} else if (key && key->help) {
		add_strong(l, &b, str_of(key->name));
		buf_printf(&b, ": %s", key->help);
	}
	if (b.len)
		hover = contents_json(l, a, &b);
	worker_reset(l->rules->worker);
	return hover;
}

static void
add_item(json_t *list, struct arena *a, struct str label, struct str detail)
{
	json_array_append_new(list, json_pack("{s:o, s:o}", "label", json_text(a, label), "detail",
					      json_text(a, detail)));
}

static void
add_names(json_t *list, struct arena *a, const char *const *names)
{
	for (; *names; names++)
		add_item(list, a, str_of(*names), (struct str){0});
}

static void
add_kind_keys(json_t *list, struct arena *a)
{
	for (size_t i = 0; i < check_kind_count; i++)
		for (size_t k = 0; k < check_kinds[i]->spec.key_count; k++) {
			const struct kind_key *key = &check_kinds[i]->spec.keys[k];
			if (kind_key_named(str_of(key->name)) == key)
				add_item(list, a, str_of(key->name),
					 key->help ? str_of(key->help) : (struct str){0});
		}
}

/* What may be written in such a file; the editor shows what begins like the word before it. */
json_t *
lsp_completion(struct lsp *l, const struct lsp_document *d)
{
	json_t *list = json_array();

	if (!lsp_is_toml(d))
		return list;
	struct arena *a = worker_arena(l->rules->worker);
	if (lsp_is_configuration(d)) {
		const struct rulebook *rb = lsp_folder(l, d)->config->rulebook;
		add_names(list, a, config_file_keys);
		for (size_t i = 0; i < rb->rule_count; i++)
			add_item(list, a, rb->rules[i].id, rb->rules[i].summary[l->language]);
	} else {
		add_names(list, a, rule_common_keys);
		add_names(list, a, rule_relation_keys);
	}
	add_kind_keys(list, a);
	add_names(list, a, rule_categories);
	worker_reset(l->rules->worker);
	return list;
}

json_t *
lsp_hover(struct lsp *l, const struct lsp_document *d, const json_t *params)
{
	struct lint_result r;
	size_t offset;

	if (!lsp_offset(d, l->encoding, json_object_get(params, "position"), &offset))
		return NULL;
	if (lsp_is_toml(d))
		return hover_toml(l, d, offset);
	size_t mark = lsp_mark_bytes(d);
	if (offset < mark || !lsp_lint(l, d, &r))
		return NULL;
	const struct fact *x = fact_at(&r, offset - mark);
	return x ? hover_fact(l, d, &r, x) : NULL;
}

/* ---- symbols ---------------------------------------------------------------------------- */

struct outline {
	struct lsp *lsp;
	const struct lsp_document *document;
	const struct lint_result *result;
};

static json_t *
span_range(const struct outline *o, uint32_t from, uint32_t to)
{
	return lsp_range(o->document, o->lsp->encoding, &o->result->source,
			 text_origin(&o->result->doc.text, (struct span){from, to}));
}

/* One entry of the outline; `children` is taken over. */
static json_t *
symbol(const struct outline *o, struct span name, uint32_t end, json_t *children)
{
	struct str text = doc_slice(&o->result->doc, name);
	size_t cut = 0;

	for (size_t n = 0; cut < text.len && n < SYMBOL_NAME_MOST; n++)
		utf8_next(text.at, &cut);
	return json_pack("{s:o, s:i, s:o, s:o, s:o}", "name",
			 json_text(worker_arena(o->lsp->rules->worker), str_sub(text, 0, cut)),
			 "kind", SYMBOL_STRING, "range", span_range(o, name.from, end),
			 "selectionRange", span_range(o, name.from, name.to), "children", children);
}

/* The headings among blocks [from, to), each with those under it. */
static json_t *
headings(const struct outline *o, uint32_t from, uint32_t to)
{
	const struct doc *d = &o->result->doc;
	json_t *list = json_array();

	for (uint32_t b = from; b < to;) {
		const struct block *block = &d->blocks[b];
		uint32_t end = block->section_end > b ? block->section_end : b + 1;
		if (block->kind != BLOCK_HEADING || block->span.from == block->span.to) {
			b++;
			continue;
		}
		end = end < to ? end : to;
		json_array_append_new(list, symbol(o, block->span, d->blocks[end - 1].span.to,
						   headings(o, b + 1, end)));
		b = end;
	}
	return list;
}

/* The report's title has everything behind it under it. */
static json_t *
outline_json(const struct outline *o)
{
	const struct doc *d = &o->result->doc;
	uint32_t count = (uint32_t)d->block_count, title = 0, end;

	while (title < count && d->blocks[title].kind != BLOCK_TITLE)
		title++;
	for (end = title; end < count && d->blocks[end].kind == BLOCK_TITLE; end++)
		;
	json_t *list = headings(o, 0, title);
	if (title < end) {
		struct span name = {d->blocks[title].span.from, d->blocks[end - 1].span.to};
		json_array_append_new(list, symbol(o, name, d->blocks[count - 1].span.to,
						   headings(o, end, count)));
	}
	return list;
}

/* For an editor that knows no tree: what is under what is said in a field. */
static void
flatten(const struct lsp_document *d, const json_t *tree, const char *above, json_t *flat)
{
	json_t *one;
	size_t i;

	json_array_foreach(tree, i, one)
	{
		const char *name = json_string_value(json_object_get(one, "name"));
		json_t *symbol =
			json_pack("{s:O, s:O, s:{s:s, s:O}}", "name", json_object_get(one, "name"),
				  "kind", json_object_get(one, "kind"), "location", "uri", d->uri,
				  "range", json_object_get(one, "range"));
		if (above)
			json_object_set_new(symbol, "containerName", json_string(above));
		json_array_append_new(flat, symbol);
		flatten(d, json_object_get(one, "children"), name, flat);
	}
}

json_t *
lsp_symbols(struct lsp *l, const struct lsp_document *d)
{
	struct lint_result r;

	if (lsp_is_toml(d) || !lsp_lint(l, d, &r))
		return json_array();
	const struct outline o = {l, d, &r};
	json_t *tree = outline_json(&o);
	if (l->symbol_trees)
		return tree;
	json_t *flat = json_array();
	flatten(d, tree, NULL, flat);
	json_decref(tree);
	return flat;
}

/* ---- actions ------------------------------------------------------------------------------ */

static bool
overlap(struct ospan x, size_t from, size_t to)
{
	return x.from <= to && from <= x.to;
}

static json_t *
explain_action(const struct lsp *l, const json_t *diagnostic)
{
	const char *rule = json_string_value(json_object_get(diagnostic, "code"));
	json_t *title =
		json_sprintf(l->language == MESSAGE_ZH ? "说明规则 %s" : "Explain %s", rule);

	return json_pack("{s:o, s:s, s:[O], s:{s:s, s:s, s:[s]}}", "title", title, "kind",
			 "quickfix", "diagnostics", diagnostic, "command", "title", "explain",
			 "command", "reportlint.explain", "arguments", rule);
}

/* Where a line that ignores a finding goes: before the paragraph, item or table it is in. */
static uint32_t
ignore_line(const struct lint_result *r, struct span finding)
{
	const struct doc *d = &r->doc;
	uint32_t b = doc_block_at(d, finding.from);

	if (b == DOC_NONE)
		return source_position(&r->source, text_origin(&d->text, finding).from).line;
	if (d->blocks[b].table != DOC_NONE)
		b = d->tables[d->blocks[b].table].first_block;
	struct ospan o = text_origin(&d->text, d->blocks[b].span);
	return source_position(&r->source, o.from).line;
}

/* As the reader takes it. */
static bool
is_markdown(const char *language, struct str path)
{
	return strcmp(language, "markdown") == 0 || str_ends(path, STR(".md")) ||
	       str_ends(path, STR(".markdown"));
}

/* The report that a finding stands in. */
struct stands_in {
	const char *uri, *language;
	const struct lint_result *report;
	struct span span;
	bool other; /* not the one that was asked about */
};

/* False: a neighbour that is open and not as it is on disk, so that its lines may be others. */
static bool
find_report(const struct lsp *l, const struct lsp_document *d, const struct lint_result *r,
	    size_t finding, struct stands_in *out)
{
	*out = (struct stands_in){d->uri, d->language, r, r->check.findings.at[finding].span,
				  false};
	const struct lint_result *home = lsp_home(l, r, finding, &out->span);
	if (!home)
		return true;
	const struct lsp_document *open = lsp_document_at(l, home->path);
	out->report = home;
	out->other = true;
	out->language = open ? open->language : "";
	out->uri = open ? open->uri
			: str_copy(r->check.arena, path_uri(r->check.arena, home->path)).at;
	return !open || str_eq((struct str){open->text + lsp_mark_bytes(open),
					    open->len - lsp_mark_bytes(open)},
			       home->source.utf8);
}

static json_t *
ignore_title(const struct lsp *l, const char *rule, const struct stands_in *in)
{
	struct arena *a = worker_arena(l->rules->worker);
	struct str name = lsp_file_name(in->report->path);
	bool zh = l->language == MESSAGE_ZH;

	if (!in->other)
		return json_sprintf(zh ? "忽略 %s（写明理由）" : "Ignore %s, with a reason", rule);
	return json_text(a, str_printf(a,
				       zh ? "忽略 %s（写入 %.*s，写明理由）"
					  : "Ignore %s (in %.*s), with a reason",
				       rule, STR_FMT(name)));
}

/* In the report that the finding stands in.  The reason is for the author to write.  NULL: nothing
 * can be ignored there. */
static json_t *
ignore_action(struct lsp *l, const struct lsp_document *d, const struct lint_result *r,
	      size_t finding, const json_t *diagnostic)
{
	const char *rule = json_string_value(json_object_get(diagnostic, "code"));
	const struct toml_node *n = config_value(lsp_folder(l, d)->config, CONFIG_PRAGMA, NULL);
	struct str pragma = n ? n->string : (struct str){0};
	const char *reason = l->language == MESSAGE_ZH ? "理由" : "reason";
	struct stands_in in;

	if (!find_report(l, d, r, finding, &in))
		return NULL;
	bool markdown = is_markdown(in.language, in.report->path);
	if (!markdown && !pragma.len)
		return NULL;
	json_t *at = json_pack("{s:I, s:i}", "line",
			       (json_int_t)ignore_line(in.report, in.span) - 1, "character", 0);
	json_t *text =
		markdown ? json_sprintf("<!-- reportlint: ignore[%s] %s -->\n", rule, reason)
			 : json_sprintf("%.*s ignore[%s] %s\n", STR_FMT(pragma), rule, reason);
	json_t *edit =
		json_pack("{s:{s:O, s:o}, s:o}", "range", "start", at, "end", at, "newText", text);

	return json_pack("{s:o, s:s, s:[O], s:{s:{s:[o]}}}", "title", ignore_title(l, rule, &in),
			 "kind", "quickfix", "diagnostics", diagnostic, "edit", "changes", in.uri,
			 edit);
}

/* Does the editor ask for this kind of action?  It may ask for some kinds, and what is below them;
 * `unasked`: the answer when it does not say. */
static bool
wants(const json_t *params, const char *kind, bool unasked)
{
	const json_t *only = json_object_get(json_object_get(params, "context"), "only"), *one;
	size_t i;

	json_array_foreach(only, i, one)
	{
		const char *asked = json_string_value(one);
		size_t len = asked ? strlen(asked) : 0;
		if (asked &&
		    (!len || (strncmp(kind, asked, len) == 0 && (!kind[len] || kind[len] == '.'))))
			return true;
	}
	return !json_is_array(only) && unasked;
}

static void
append(json_t *list, json_t *action)
{
	if (action)
		json_array_append_new(list, action);
}

json_t *
lsp_actions(struct lsp *l, const struct lsp_document *d, const json_t *params)
{
	const json_t *range = json_object_get(params, "range");
	json_t *list = json_array();
	size_t from, to, mark = lsp_mark_bytes(d);
	bool one = wants(params, "quickfix", true);
	bool all = wants(params, "source.fixAll.reportlint", false);
	struct lint_result r;

	if (lsp_is_toml(d) || (!one && !all) ||
	    !lsp_offset(d, l->encoding, json_object_get(range, "start"), &from) ||
	    !lsp_offset(d, l->encoding, json_object_get(range, "end"), &to))
		return list;
	from -= from < mark ? from : mark;
	to -= to < mark ? to : mark;
	if (!lsp_suggest(l, d, all ? 0 : from, all ? d->len : to, &r))
		return list;
	for (size_t i = 0; one && i < r.check.findings.len; i++) {
		const struct finding *f = &r.check.findings.at[i];
		if (!overlap(text_origin(&r.doc.text, f->span), from, to))
			continue;
		json_t *diagnostic = lsp_diagnostic(l, d, &r, f);
		append(list, lsp_fix_action(l, d, &r, f, diagnostic));
		append(list, explain_action(l, diagnostic));
		append(list, ignore_action(l, d, &r, i, diagnostic));
		json_decref(diagnostic);
	}
	if (all)
		append(list, lsp_fix_all(l, d, &r));
	return list;
}
