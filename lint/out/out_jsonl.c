/*
 * One JSON object a finding and line, for programs; with statistics, one more a report.  Lines and columns count
 * from 1, columns in code points, ends exclusive; byteOffset is in the file as
 * it is stored.  The order of keys never changes.
 */
#include "out.h"

#include <inttypes.h>
#include <jansson.h>
#include <stdlib.h>

static void
set(json_t *object, const char *key, json_t *value)
{
	json_object_set_new_nocheck(object, key, value);
}

static void
set_place(json_t *object, const struct out_place *p)
{
	set(object, "line", json_integer(p->from.line));
	set(object, "column", json_integer(p->from.column));
	set(object, "endLine", json_integer(p->to.line));
	set(object, "endColumn", json_integer(p->to.column));
}

static json_t *
related_json(const struct report *r, const struct finding *f)
{
	json_t *list = json_array();

	for (size_t i = 0; i < f->related_count; i++) {
		struct out_place p = place_of(r->doc, f->related[i].span);
		json_t *one = json_object();
		set(one, "path", json_text(r->arena, r->doc->source->path));
		set_place(one, &p);
		set(one, "message", json_text(r->arena, f->related[i].message));
		json_array_append_new(list, one);
	}
	return list;
}

static json_t *
finding_json(const struct report *r, const struct finding *f)
{
	struct out_place p = place_of(r->doc, f->span);
	json_t *o = json_object(), *operands = json_object();

	set(o, "rule", json_text(r->arena, f->rule->id));
	set(o, "category", json_text(r->arena, f->rule->category));
	set(o, "level", json_string(level_names[f->level]));
	set(o, "path", json_text(r->arena, r->doc->source->path));
	set_place(o, &p);
	set(o, "byteOffset", json_integer((json_int_t)p.from.byte));
	set(o, "byteLength", json_integer((json_int_t)(p.to.byte - p.from.byte)));
	set(o, "message", json_text(r->arena, f->message));
	set(o, "related", related_json(r, f));
	for (size_t i = 0; i < f->operand_count; i++)
		set(operands, str_copy(r->arena, f->operands[i].name).at,
		    json_text(r->arena, f->operands[i].value));
	set(o, "operands", operands);
	set(o, "truncated", json_boolean(f->truncated));
	set(o, "fingerprint", json_sprintf("%016" PRIx64, f->fingerprint));
	return o;
}

static void
print_stats(FILE *to, const struct report *r)
{
	json_t *object = json_object();

	set(object, "path", json_text(r->arena, r->doc->source->path));
	set(object, "stats", stats_json(&r->stats));
	json_dumpf(object, to, JSON_COMPACT);
	fputc('\n', to);
	json_decref(object);
}

static void
jsonl_report(FILE *to, const struct out_options *o, const struct report *r)
{
	for (size_t i = 0; i < r->finding_count; i++) {
		if (r->findings[i].level < o->show)
			continue;
		json_t *object = finding_json(r, &r->findings[i]);
		json_dumpf(object, to, JSON_COMPACT);
		fputc('\n', to);
		json_decref(object);
	}
	if (o->stats)
		print_stats(to, r);
}

static void
jsonl_end(FILE *to, const struct out_options *o, const struct run_totals *t)
{
	(void)to;
	(void)o;
	(void)t;
}

const struct out_format out_jsonl = {"jsonl", jsonl_report, jsonl_end};
