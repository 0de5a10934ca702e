/*
 * One page that opens without a network: what was read, pictures of what was found, and a table
 * that leads to the text.  Findings are written as they come, as JSON that the page's own script
 * reads; texts are cut to what is near a finding, and so is their number, which the page says.
 * What a report says can neither end the script nor run: `<`, `>` and `&` are escaped, the script shows text as
 * text, and the page's policy runs nothing but that script.
 */
#include "../corpus/corpus.h"
#include "out.h"
#include "page.h"

#include <inttypes.h>
#include <jansson.h>
#include <stdlib.h>

enum {
	FINDINGS_MOST = 10000,
	RELATED_MOST = 4,
	BESIDE_BYTES = 360, /* of text on either side of what is marked */
	NEAR_BYTES = 90,    /* the same beside a related place */
	MARKED_BYTES = 2400,
	UNREAD_MOST = 200
};

/* Prints a value so that no script element ends in it. */
static void
print_for_script(FILE *to, json_t *value)
{
	char *text = json_dumps(value, JSON_COMPACT);

	json_decref(value);
	for (const char *p = text ? text : "null"; *p; p++)
		if (*p == '<' || *p == '>' || *p == '&')
			fprintf(to, "\\u%04x", (unsigned)*p);
		else
			putc(*p, to);
	free(text);
}

/* ---- texts ----------------------------------------------------------------------------- */

/* The beginning of the character that byte `at` belongs to. */
static uint32_t
character_at(const struct doc *d, uint32_t at)
{
	while (at > 0 && at < d->text.len && ((unsigned char)d->text.at[at] & 0xC0) == 0x80)
		at--;
	return at;
}

static json_t *
slice_json(struct arena *a, const struct doc *d, uint32_t from, uint32_t to)
{
	return json_text(a, doc_slice(d, (struct span){from, to > from ? to : from}));
}

/* [before, marked, behind] of the paragraph that a place stands in; what was cut off ends in "…". */
static json_t *
context_json(struct arena *a, const struct doc *d, struct span s, uint32_t beside)
{
	uint32_t number = doc_block_at(d, s.from), from = s.from, to = s.to;
	struct span block = number == DOC_NONE ? s : d->blocks[number].span;
	json_t *list = json_array();

	if (block.from < from)
		from = from - block.from > beside ? character_at(d, from - beside) : block.from;
	if (block.to > to)
		to = block.to - to > beside ? character_at(d, to + beside) : block.to;
	uint32_t marked =
		s.to - s.from > MARKED_BYTES ? character_at(d, s.from + MARKED_BYTES) : s.to;

	json_array_append_new(list, slice_json(a, d, from, s.from));
	json_array_append_new(list, slice_json(a, d, s.from, marked));
	json_array_append_new(list, slice_json(a, d, marked < s.to ? s.to : marked, to));
	if (from > block.from || to < block.to || marked < s.to)
		json_array_append_new(list,
				      json_integer((from > block.from) | (to < block.to) << 1 |
						   (marked < s.to) << 2));
	return list;
}

static json_t *
related_json(const struct report *r, const struct finding *f)
{
	json_t *list = json_array();

	for (size_t i = 0; i < f->related_count && i < RELATED_MOST; i++) {
		const struct related *x = &f->related[i];
		const struct doc *d = related_doc(r->doc, x);
		struct out_place p = place_of(d, x->span);
		json_t *one = json_object();
		if (d != r->doc)
			json_put(one, "p", json_text(r->arena, d->source->path));
		json_put(one, "l", json_integer(p.from.line));
		json_put(one, "m", json_text(r->arena, x->message));
		json_put(one, "t",
			 context_json(r->arena, d, x->span,
				      d != r->doc ? BESIDE_BYTES : NEAR_BYTES));
		json_array_append_new(list, one);
	}
	return list;
}

/* ---- findings --------------------------------------------------------------------------- */

static json_t *
one_json(const struct report *r, const struct finding *f)
{
	struct out_place p = place_of(r->doc, f->span);
	json_t *o = json_object();

	json_put(o, "r", json_text(r->arena, f->rule->id));
	json_put(o, "v", json_integer(f->level));
	json_put(o, "l", json_integer(p.from.line));
	json_put(o, "c", json_integer(p.from.column));
	json_put(o, "m", json_text(r->arena, f->message));
	json_put(o, "t", context_json(r->arena, r->doc, f->span, BESIDE_BYTES));
	if (f->related_count)
		json_put(o, "x", related_json(r, f));
	if (f->discrepancy.cause) {
		json_put(o, "s", json_text(r->arena, f->discrepancy.stated));
		json_put(o, "o", json_text(r->arena, f->discrepancy.recomputed));
		json_put(o, "k", json_string(cause_names[f->discrepancy.cause]));
	}
	return o;
}

static void
put_identity(json_t *o, const struct out_options *options, const struct report *r)
{
	struct identity is;
	int year, month, day;

	identity_of(r->arena, options->rulebook->lexicon, r->doc, &is);
	if (is.agency.len)
		json_put(o, "a", json_text(r->arena, is.agency));
	if (is.from <= is.to) {
		day_split(is.to, &year, &month, &day);
		json_put(o, "y", json_integer(year));
	}
}

static void
html_report(FILE *to, const struct out_options *o, const struct report *r)
{
	json_t *report = json_object(), *list = json_array();

	for (size_t i = 0; i < r->finding_count && json_array_size(list) < FINDINGS_MOST; i++)
		if (r->findings[i].level >= o->show)
			json_array_append_new(list, one_json(r, &r->findings[i]));
	if (!json_array_size(list)) {
		json_decref(list);
		json_decref(report);
		return;
	}
	json_put(report, "p", json_text(r->arena, r->doc->source->path));
	put_identity(report, o, r);
	json_put(report, "f", list);
	print_for_script(to, report);
}

/* ---- around them -------------------------------------------------------------------------- */

static void
html_begin(FILE *to, const struct out_options *o)
{
	bool zh = o->language == MESSAGE_ZH;

	fprintf(to,
		"<!DOCTYPE html>\n<html lang=\"%s\">\n<head>\n<meta charset=\"utf-8\">\n"
		"<meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; "
		"script-src '%s'; style-src '%s'; base-uri 'none'; form-action 'none'\">\n"
		"<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n"
		"<meta name=\"color-scheme\" content=\"light dark\">\n"
		"<meta name=\"generator\" content=\"reportlint %s\">\n"
		"<title>%s</title>\n<style>%s</style>\n</head>\n<body>\n"
		"<main id=\"page\"><noscript><p>%s</p></noscript></main>\n"
		"<script type=\"application/json\" id=\"reports\">[\n",
		zh ? "zh-CN" : "en", page_js_hash, page_css_hash, o->version,
		zh ? "报告检查结果" : "What reportlint found", page_css,
		zh ? "此页面由脚本绘制，请允许运行脚本。"
		   : "This page is drawn by a script: please let it run.");
}

static json_t *
rules_json(struct arena *a, const struct out_options *o)
{
	json_t *rules = json_object();

	for (size_t i = 0; i < o->rulebook->rule_count; i++) {
		const struct rule *r = &o->rulebook->rules[i];
		json_t *one = json_array();
		json_array_append_new(one, json_text(a, r->category));
		json_array_append_new(one, json_text(a, r->summary[o->language]));
		json_array_append_new(one, json_text(a, r->help[o->language]));
		json_put(rules, str_copy(a, r->id).at, one);
	}
	return rules;
}

static json_t *
unread_list(const struct run_totals *t)
{
	json_t *list = json_array();

	for (size_t i = 0; i < t->unread_listed && i < UNREAD_MOST; i++)
		json_array_append_new(list, unread_json(t->arena, &t->unread_list[i]));
	return list;
}

static void
put_count(json_t *o, const char *name, uint64_t n)
{
	json_put(o, name, json_integer((json_int_t)n));
}

static void
html_end(FILE *to, const struct out_options *o, const struct run_totals *t)
{
	json_t *run = json_object(), *levels = json_array();

	json_put(run, "version", json_string(o->version));
	put_count(run, "files", t->files);
	put_count(run, "unread", t->unread);
	json_put(run, "unreadList", unread_list(t));
	json_array_append_new(levels, json_integer((json_int_t)t->notes));
	json_array_append_new(levels, json_integer((json_int_t)t->warnings));
	json_array_append_new(levels, json_integer((json_int_t)t->errors));
	json_put(run, "levels", levels);
	put_count(run, "known", t->known);
	put_count(run, "suppressed", t->suppressed);
	put_count(run, "cut", t->cut);
	put_count(run, "omitted", t->omitted);
	put_count(run, "passages", t->passages);
	put_count(run, "unknown", check_unknown_count(&t->stats));
	json_put(run, "stats", stats_json(&t->stats));
	json_put(run, "rules", rules_json(t->arena, o));
	fputs("\n]</script>\n<script type=\"application/json\" id=\"run\">", to);
	print_for_script(to, run);
	fprintf(to, "</script>\n<script>%s</script>\n</body>\n</html>\n", page_js);
}

const struct out_format out_html = {.name = "html",
				    .between = ",\n",
				    .limit = FINDINGS_MOST,
				    .begin = html_begin,
				    .report = html_report,
				    .end = html_end};
