/*
 * One JSON object a finding and line, for programs; with statistics, one more a
 * report.
 */
#include "out.h"

#include <jansson.h>

static void
print_stats(FILE *to, const struct report *r)
{
	json_t *object = json_object();

	json_put(object, "path", json_text(r->arena, r->doc->source->path));
	json_put(object, "stats", stats_json(&r->stats));
	json_print(to, object);
	fputc('\n', to);
}

static void
jsonl_report(FILE *to, const struct out_options *o, const struct report *r)
{
	for (size_t i = 0; i < r->finding_count; i++) {
		if (r->findings[i].level < o->show)
			continue;
		json_print(to, finding_json(r, &r->findings[i]));
		fputc('\n', to);
	}
	if (o->stats)
		print_stats(to, r);
}

const struct out_format out_jsonl = {
	.name = "jsonl", .findings_only = true, .report = jsonl_report};
