/*
 * What the formats made of JSON share: untrusted text (cost: linear; a second
 * pass only where bytes are no UTF-8), and findings.  Lines and columns count from 1, columns in
 * code points, ends exclusive; byteOffset is in the file as it is stored.  The order of keys
 * never changes.
 */
#include "out.h"

#include <inttypes.h>
#include <jansson.h>

json_t *
json_text(struct arena *a, struct str s)
{
	json_t *text = json_stringn(s.at ? s.at : "", s.len);
	struct buf b = {.arena = a};

	if (text)
		return text;
	for (size_t at = 0; at < s.len;) {
		size_t len = utf8_length(str_sub(s, at, s.len));
		buf_add(&b, len ? str_sub(s, at, at + len) : STR("\uFFFD"));
		at += len ? len : 1;
	}
	return json_stringn(b.at, b.len);
}

void
json_put(json_t *object, const char *key, json_t *value)
{
	json_object_set_new_nocheck(object, key, value);
}

static void
set_place(json_t *object, const struct out_place *p)
{
	json_put(object, "line", json_integer(p->from.line));
	json_put(object, "column", json_integer(p->from.column));
	json_put(object, "endLine", json_integer(p->to.line));
	json_put(object, "endColumn", json_integer(p->to.column));
}

static void
set_bytes(json_t *object, const struct out_place *p)
{
	json_put(object, "byteOffset", json_integer((json_int_t)p->from.byte));
	json_put(object, "byteLength", json_integer((json_int_t)(p->to.byte - p->from.byte)));
}

static json_t *
related_json(const struct report *r, const struct finding *f)
{
	json_t *list = json_array();

	for (size_t i = 0; i < f->related_count; i++) {
		const struct doc *d = related_doc(r->doc, &f->related[i]);
		struct out_place p = place_of(d, f->related[i].span);
		json_t *one = json_object();
		json_put(one, "path", json_text(r->arena, d->source->path));
		set_place(one, &p);
		json_put(one, "message", json_text(r->arena, f->related[i].message));
		json_array_append_new(list, one);
	}
	return list;
}

/* {"title", "safe", "edits": [{"line", ..., "byteOffset", "byteLength", "text"}]} */
static json_t *
suggestion_json(const struct report *r, const struct finding *f)
{
	json_t *o = json_object(), *edits = json_array();

	for (size_t i = 0; i < f->edit_count; i++) {
		struct out_place p = place_of(r->doc, f->edits[i].span);
		json_t *one = json_object();
		set_place(one, &p);
		set_bytes(one, &p);
		json_put(one, "text", json_text(r->arena, f->edits[i].text));
		json_array_append_new(edits, one);
	}
	json_put(o, "title", json_text(r->arena, f->edit_title));
	json_put(o, "safe", json_boolean(f->edit_safe));
	json_put(o, "edits", edits);
	return o;
}

json_t *
finding_json(const struct report *r, const struct finding *f)
{
	struct out_place p = place_of(r->doc, f->span);
	json_t *o = json_object(), *operands = json_object();

	json_put(o, "rule", json_text(r->arena, f->rule->id));
	json_put(o, "category", json_text(r->arena, f->rule->category));
	json_put(o, "level", json_string(level_names[f->level]));
	json_put(o, "path", json_text(r->arena, r->doc->source->path));
	set_place(o, &p);
	set_bytes(o, &p);
	json_put(o, "message", json_text(r->arena, f->message));
	json_put(o, "related", related_json(r, f));
	for (size_t i = 0; i < f->operand_count; i++)
		json_put(operands, str_copy(r->arena, f->operands[i].name).at,
			 json_text(r->arena, f->operands[i].value));
	json_put(o, "operands", operands);
	if (f->discrepancy.cause) {
		json_put(o, "stated", json_text(r->arena, f->discrepancy.stated));
		json_put(o, "recomputed", json_text(r->arena, f->discrepancy.recomputed));
		json_put(o, "discrepancy", json_string(cause_names[f->discrepancy.cause]));
	}
	json_put(o, "truncated", json_boolean(f->truncated));
	json_put(o, "fingerprint", json_sprintf("%016" PRIx64, f->fingerprint));
	if (f->edit_count)
		json_put(o, "suggestion", suggestion_json(r, f));
	if (r->novelty)
		json_put(o, "baseline", json_string(is_changed(r, f) ? "changed" : "new"));
	if (f->suppressed)
		json_put(o, "suppressed", json_text(r->arena, f->suppressed->reason));
	return o;
}

void
json_findings(FILE *to, const struct out_options *o, const struct report *r, uint64_t most,
	      json_t *(*make)(const struct report *r, const struct finding *f))
{
	uint64_t count = 0;

	for (size_t i = 0; i < r->finding_count && count < most; i++) {
		if (r->findings[i].level < o->show)
			continue;
		fputs(count++ ? ",\n" : "", to);
		json_print(to, make(r, &r->findings[i]));
	}
}

json_t *
unread_json(struct arena *a, const struct unread *u)
{
	json_t *o = json_object();

	json_put(o, "path", json_text(a, u->path));
	json_put(o, "message", json_text(a, u->message));
	if (u->line) {
		json_put(o, "line", json_integer(u->line));
		json_put(o, "column", json_integer(u->column));
	}
	return o;
}
