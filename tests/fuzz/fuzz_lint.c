/*
 * libFuzzer target: the whole pipeline with the default rules, and both writers.
 * The first byte chooses the format of the report.
 */
#include <stdlib.h>

#include "../../lint/app/app.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static const struct rulebook *
default_rules(void)
{
	const struct rulebook *rb = rules_embedded(false);

	if (!rb)
		abort();
	return rb;
}

static void
write_report(const struct out_format *format, const struct rulebook *rules, struct worker *w,
	     const struct lint_result *r)
{
	const struct out_options options = {
		.rulebook = rules, .version = "0", .show = LEVEL_NOTE, .width = 100};
	const struct report report = {.arena = worker_arena(w),
				      .doc = &r->doc,
				      .findings = r->check.findings.at,
				      .finding_count = r->check.findings.len};
	char *text;
	size_t len;
	FILE *to = open_memstream(&text, &len);

	format->report(to, &options, &report);
	fclose(to);
	free(text);
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	static const struct rulebook *rules;
	static struct worker *w;
	struct lint_result r;

	if (!rules)
		rules = default_rules();
	if (!w)
		w = worker_new(rules);
	if (size < 1)
		return 0;
	struct lint_options o = {.format = data[0] & 1 ? DOC_MARKDOWN : DOC_TEXT};
	worker_reset(w);
	lint_bytes(w, STR("fuzz"), (struct str){(const char *)data + 1, size - 1}, &o, NULL, &r);
	for (size_t i = 0; r.ok && out_formats[i]; i++)
		write_report(out_formats[i], rules, w, &r);
	return 0;
}
