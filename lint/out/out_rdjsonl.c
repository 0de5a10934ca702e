/*
 * reviewdog's diagnostic format, one JSON object a line.  Its columns count bytes
 * of UTF-8: https://github.com/reviewdog/reviewdog/tree/master/proto/rdf
 */
#include "out.h"

#include <jansson.h>

static json_t *
position(uint32_t line, uint32_t column)
{
	json_t *o = json_object();

	json_put(o, "line", json_integer(line));
	json_put(o, "column", json_integer(column));
	return o;
}

static json_t *
range_of(const struct doc *d, struct span span)
{
	struct out_place p = place_of(d, span);
	json_t *range = json_object();

	json_put(range, "start", position(p.from.line, place_column(d, &p, COLUMN_BYTE)));
	json_put(range, "end", position(p.to.line, place_end_column(d, &p, COLUMN_BYTE)));
	return range;
}

static json_t *
location(const struct report *r, const struct doc *d, struct span span)
{
	json_t *o = json_object();

	json_put(o, "path", json_text(r->arena, path_plain(d->source->path)));
	json_put(o, "range", range_of(d, span));
	return o;
}

static json_t *
suggestions(const struct report *r, const struct finding *f)
{
	json_t *list = json_array();

	for (size_t i = 0; i < f->edit_count; i++) {
		json_t *o = json_object();
		json_put(o, "range", range_of(r->doc, f->edits[i].span));
		json_put(o, "text", json_text(r->arena, f->edits[i].text));
		json_array_append_new(list, o);
	}
	return list;
}

static const char *
severity(enum level level)
{
	return level == LEVEL_ERROR ? "ERROR" : level == LEVEL_WARNING ? "WARNING" : "INFO";
}

static json_t *
related_locations(const struct report *r, const struct finding *f)
{
	json_t *list = json_array();

	for (size_t i = 0; i < f->related_count; i++) {
		json_t *o = json_object();
		json_put(o, "message", json_text(r->arena, f->related[i].message));
		json_put(o, "location",
			 location(r, related_doc(r->doc, &f->related[i]), f->related[i].span));
		json_array_append_new(list, o);
	}
	return list;
}

static void
print_diagnostic(FILE *to, const struct report *r, const struct finding *f)
{
	json_t *o = json_object(), *source = json_object(), *code = json_object();

	json_put(o, "message", json_text(r->arena, f->message));
	json_put(o, "location", location(r, r->doc, f->span));
	json_put(o, "severity", json_string(severity(f->level)));
	json_put(source, "name", json_string("reportlint"));
	json_put(o, "source", source);
	json_put(code, "value", json_text(r->arena, f->rule->id));
	json_put(o, "code", code);
	if (f->related_count)
		json_put(o, "relatedLocations", related_locations(r, f));
	if (f->edit_count)
		json_put(o, "suggestions", suggestions(r, f));
	json_print(to, o);
	fputc('\n', to);
}

static void
rdjsonl_report(FILE *to, const struct out_options *o, const struct report *r)
{
	for (size_t i = 0; i < r->finding_count; i++)
		if (r->findings[i].level >= o->show)
			print_diagnostic(to, r, &r->findings[i]);
}

const struct out_format out_rdjsonl = {
	.name = "rdjsonl", .findings_only = true, .report = rdjsonl_report};
