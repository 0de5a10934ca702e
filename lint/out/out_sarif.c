/*
 * SARIF 2.1.0 (OASIS).  Columns count code points.  One run; the results stream, the
 * rules and what was not read come behind them.  `primaryLocationLineHash` is what GitHub
 * tells alerts apart by: ours is the finding's fingerprint, since a hash of the line would merge all
 * findings of one long paragraph.  GitHub takes 25,000 results a run.
 * https://docs.oasis-open.org/sarif/sarif/v2.1.0/
 */
#include "out.h"

#include <inttypes.h>
#include <jansson.h>

enum { RESULTS_MOST = 25000, LOCATIONS_MOST = 100 };

static json_t *
message(struct arena *a, struct str text)
{
	json_t *m = json_object();

	json_put(m, "text", json_text(a, text));
	return m;
}

/* ---- results --------------------------------------------------------------------- */

static json_t *
artifact(struct arena *a, struct str path)
{
	json_t *o = json_object();

	json_put(o, "uri", json_text(a, path_uri(a, path)));
	if (!path.len || path.at[0] != '/')
		json_put(o, "uriBaseId", json_string("%SRCROOT%"));
	return o;
}

static json_t *
region_of(const struct out_place *p)
{
	json_t *region = json_object();

	json_put(region, "startLine", json_integer(p->from.line));
	json_put(region, "startColumn", json_integer(p->from.column));
	json_put(region, "endLine", json_integer(p->to.line));
	json_put(region, "endColumn", json_integer(p->to.column));
	return region;
}

static json_t *
location(const struct report *r, const struct doc *d, struct span span)
{
	struct out_place p = place_of(d, span);
	json_t *physical = json_object(), *region = region_of(&p), *o = json_object();

	json_put(region, "snippet",
		 message(r->arena, str_sub(d->source->utf8, p.span.from, p.span.to)));
	json_put(physical, "artifactLocation", artifact(r->arena, d->source->path));
	json_put(physical, "region", region);
	json_put(o, "physicalLocation", physical);
	return o;
}

static json_t *
related_locations(const struct report *r, const struct finding *f)
{
	json_t *list = json_array();

	for (size_t i = 0; i < f->related_count && i < LOCATIONS_MOST; i++) {
		json_t *o = location(r, related_doc(r->doc, &f->related[i]), f->related[i].span);
		json_put(o, "id", json_integer((json_int_t)i));
		if (f->related[i].message.len)
			json_put(o, "message", message(r->arena, f->related[i].message));
		json_array_append_new(list, o);
	}
	return list;
}

/* What of --no-suppressions is shown and suppressed all the same. */
static json_t *
suppressions(struct arena *a, const struct suppressed_by *by)
{
	json_t *list = json_array(), *one = json_object();

	json_put(one, "kind", json_string(by->inside ? "inSource" : "external"));
	json_put(one, "justification", json_text(a, by->reason));
	json_array_append_new(list, one);
	return list;
}

/* The suggestion of a finding as the one fix of a result. */
static json_t *
fixes(const struct report *r, const struct finding *f)
{
	json_t *list = json_array(), *fix = json_object(), *changes = json_array();
	json_t *change = json_object(), *replacements = json_array();

	for (size_t i = 0; i < f->edit_count; i++) {
		struct out_place p = place_of(r->doc, f->edits[i].span);
		json_t *one = json_object();
		json_put(one, "deletedRegion", region_of(&p));
		json_put(one, "insertedContent", message(r->arena, f->edits[i].text));
		json_array_append_new(replacements, one);
	}
	json_put(change, "artifactLocation", artifact(r->arena, r->doc->source->path));
	json_put(change, "replacements", replacements);
	json_array_append_new(changes, change);
	json_put(fix, "description", message(r->arena, f->edit_title));
	json_put(fix, "artifactChanges", changes);
	json_array_append_new(list, fix);
	return list;
}

static json_t *
result(const struct report *r, const struct finding *f)
{
	json_t *o = json_object(), *places = json_array(), *prints = json_object();

	json_put(o, "ruleId", json_text(r->arena, f->rule->id));
	json_put(o, "ruleIndex", json_integer(f->rule->index));
	json_put(o, "level", json_string(level_names[f->level]));
	json_put(o, "message", message(r->arena, f->message));
	json_array_append_new(places, location(r, r->doc, f->span));
	json_put(o, "locations", places);
	if (f->related_count)
		json_put(o, "relatedLocations", related_locations(r, f));
	json_put(prints, "primaryLocationLineHash",
		 json_sprintf("%016" PRIx64 ":1", f->fingerprint));
	json_put(prints, "reportlint/v1", json_sprintf("%016" PRIx64, f->fingerprint));
	json_put(o, "partialFingerprints", prints);
	if (f->suppressed)
		json_put(o, "suppressions", suppressions(r->arena, f->suppressed));
	if (f->edit_count)
		json_put(o, "fixes", fixes(r, f));
	if (r->novelty)
		json_put(o, "baselineState", json_string(is_changed(r, f) ? "updated" : "new"));
	return o;
}

static void
sarif_report(FILE *to, const struct out_options *o, const struct report *r)
{
	json_findings(to, o, r, RESULTS_MOST, result);
}

/* ---- around them --------------------------------------------------------------------- */

static json_t *
rule_json(struct arena *a, const struct rule *r, enum message_language language)
{
	json_t *o = json_object(), *help = json_object(), *level = json_object();
	json_t *properties = json_object(), *tags = json_array();
	struct str summary = r->summary[language];
	struct str text = r->help[language].len ? r->help[language] : summary;
	struct buf markdown = {.arena = a};

	buf_add(&markdown, STR("**"));
	buf_add(&markdown, summary);
	buf_add(&markdown, STR("**\n\n"));
	buf_add(&markdown, text);
	json_put(o, "id", json_text(a, r->id));
	json_put(o, "shortDescription", message(a, summary));
	json_put(o, "fullDescription", message(a, text));
	json_put(help, "text", json_text(a, text));
	json_put(help, "markdown", json_text(a, (struct str){markdown.at, markdown.len}));
	json_put(o, "help", help);
	if (r->level == LEVEL_OFF)
		json_put(level, "enabled", json_false());
	else
		json_put(level, "level", json_string(level_names[r->level]));
	json_put(o, "defaultConfiguration", level);
	json_array_append_new(tags, json_text(a, r->category));
	json_put(properties, "tags", tags);
	json_put(o, "properties", properties);
	return o;
}

static void
print_tool(FILE *to, const struct out_options *o, struct arena *a)
{
	fprintf(to,
		"\"tool\":{\"driver\":{\"name\":\"reportlint\",\"semanticVersion\":\"%s\","
		"\"informationUri\":\"man:reportlint(1)\",\"rules\":[",
		o->version);
	for (size_t i = 0; i < o->rulebook->rule_count; i++) {
		fputs(i ? ",\n" : "\n", to);
		json_print(to, rule_json(a, &o->rulebook->rules[i], o->language));
	}
	fputs("]}}", to);
}

static json_t *
notification(struct arena *a, const char *level, struct str text)
{
	json_t *o = json_object();

	json_put(o, "level", json_string(level));
	json_put(o, "message", message(a, text));
	return o;
}

static json_t *
unread_notification(struct arena *a, const struct unread *u)
{
	json_t *o = notification(a, "error", u->message), *places = json_array();
	json_t *physical = json_object(), *place = json_object(), *region = json_object();

	json_put(physical, "artifactLocation", artifact(a, u->path));
	json_put(region, "startLine", json_integer(u->line));
	json_put(region, "startColumn", json_integer(u->column));
	if (u->line)
		json_put(physical, "region", region);
	else
		json_decref(region);
	json_put(place, "physicalLocation", physical);
	json_array_append_new(places, place);
	json_put(o, "locations", places);
	return o;
}

static void
print_invocation(FILE *to, const struct run_totals *t)
{
	json_t *list = json_array(), *all = json_array(), *one = json_object();
	struct buf more = {.arena = t->arena};

	for (size_t i = 0; i < t->unread_listed; i++)
		json_array_append_new(list, unread_notification(t->arena, &t->unread_list[i]));
	if (t->unread > t->unread_listed) {
		buf_printf(&more, "%" PRIu64 " more inputs could not be read",
			   t->unread - t->unread_listed);
		json_array_append_new(
			list, notification(t->arena, "error", (struct str){more.at, more.len}));
	}
	more = (struct buf){.arena = t->arena};
	if (t->omitted) {
		buf_printf(&more, "%" PRIu64 " findings are left out: a run takes %d at most",
			   t->omitted, RESULTS_MOST);
		json_array_append_new(
			list, notification(t->arena, "warning", (struct str){more.at, more.len}));
	}
	more = (struct buf){.arena = t->arena};
	if (t->cut) {
		buf_printf(&more, "%" PRIu64 " findings are left out, as was asked for", t->cut);
		json_array_append_new(
			list, notification(t->arena, "note", (struct str){more.at, more.len}));
	}
	json_put(one, "executionSuccessful", json_boolean(!t->unread));
	json_put(one, "toolExecutionNotifications", list);
	json_array_append_new(all, one);
	fputs("\"invocations\":", to);
	json_print(to, all);
}

static void
sarif_begin(FILE *to, const struct out_options *o)
{
	(void)o;
	fputs("{\"$schema\":\"https://json.schemastore.org/sarif-2.1.0.json\","
	      "\"version\":\"2.1.0\",\"runs\":[{\"columnKind\":\"unicodeCodePoints\","
	      "\"originalUriBaseIds\":{\"%SRCROOT%\":{\"description\":{\"text\":"
	      "\"The folder in which reportlint ran.\"}}},\"results\":[\n",
	      to);
}

static void
sarif_end(FILE *to, const struct out_options *o, const struct run_totals *t)
{
	fputs("\n],\n", to);
	print_invocation(to, t);
	fputs(",\n", to);
	print_tool(to, o, t->arena);
	fputs("}]}\n", to);
}

const struct out_format out_sarif = {.name = "sarif",
				     .between = ",\n",
				     .limit = RESULTS_MOST,
				     .begin = sarif_begin,
				     .report = sarif_report,
				     .end = sarif_end};
