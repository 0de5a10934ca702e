/* All findings as one JSON document, with what was not read and how many there are. */
#include "out.h"

#include <inttypes.h>
#include <jansson.h>

static void
json_begin(FILE *to, const struct out_options *o)
{
	fprintf(to, "{\"version\":\"%s\",\"findings\":[\n", o->version);
}

static void
json_report(FILE *to, const struct out_options *o, const struct report *r)
{
	json_findings(to, o, r, UINT64_MAX, finding_json);
}

static void
json_end(FILE *to, const struct out_options *o, const struct run_totals *t)
{
	json_t *list = json_array();

	fputs("\n],\"unread\":", to);
	for (size_t i = 0; i < t->unread_listed; i++)
		json_array_append_new(list, unread_json(t->arena, &t->unread_list[i]));
	json_print(to, list);
	fprintf(to,
		",\"totals\":{\"files\":%" PRIu64 ",\"unread\":%" PRIu64 ",\"errors\":%" PRIu64
		",\"warnings\":%" PRIu64 ",\"notes\":%" PRIu64 ",\"suppressed\":%" PRIu64
		",\"untouched\":%" PRIu64 ",\"cut\":%" PRIu64 "}",
		t->files, t->unread, t->errors, t->warnings, t->notes, t->suppressed, t->untouched,
		t->cut);
	if (o->stats) {
		fputs(",\"stats\":", to);
		json_print(to, stats_json(&t->stats));
	}
	fputs("}\n", to);
}

const struct out_format out_json = {.name = "json",
				    .between = ",\n",
				    .begin = json_begin,
				    .report = json_report,
				    .end = json_end};
