/*
 * JUnit's XML as Jenkins' xUnit plug-in reads it: a suite a report, a test case a
 * finding, failed when its level fails the run (--fail-on); a report without findings is one test
 * that passed, one that could not be read is an error.
 */
#include "out.h"

#include <inttypes.h>

static bool
fails(const struct out_options *o, enum level level)
{
	return o->fail_on != LEVEL_OFF && level >= o->fail_on;
}

static void
junit_begin(FILE *to, const struct out_options *o)
{
	(void)o;
	fputs("<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<testsuites name=\"reportlint\">\n", to);
}

static void
begin_suite(FILE *to, struct str path, uint64_t tests, uint64_t failures, uint64_t errors)
{
	fputs(" <testsuite", to);
	xml_attribute(to, "name", path);
	xml_number(to, "tests", tests);
	xml_number(to, "failures", failures);
	xml_number(to, "errors", errors);
	fputs(">\n", to);
}

static void
begin_case(FILE *to, struct str path, struct str name, uint32_t line, uint32_t column)
{
	fputs("  <testcase name=\"", to);
	xml_text(to, name);
	if (line)
		fprintf(to, " %" PRIu32 ":%" PRIu32, line, column);
	fputc('"', to);
	xml_attribute(to, "classname", path);
}

static void
print_case(FILE *to, const struct out_options *o, const struct report *r, const struct finding *f)
{
	struct str path = r->doc->source->path;
	struct out_place p = place_of(r->doc, f->span);
	bool failure = fails(o, f->level);

	begin_case(to, path, f->rule->id, p.from.line, p.from.column);
	fputs(failure ? ">\n   <failure" : ">\n   <system-out", to);
	if (failure) {
		xml_attribute(to, "type", str_of(level_names[f->level]));
		xml_attribute(to, "message", f->message);
	}
	fputc('>', to);
	xml_text(to, path);
	fprintf(to, ":%" PRIu32 ":%" PRIu32 ": %s: ", p.from.line, p.from.column,
		level_names[f->level]);
	xml_text(to, f->message);
	fprintf(to, "</%s>\n  </testcase>\n", failure ? "failure" : "system-out");
}

static void
junit_report(FILE *to, const struct out_options *o, const struct report *r)
{
	uint64_t shown = shown_count(o, r), failures = 0;

	for (size_t i = 0; i < r->finding_count; i++)
		failures += r->findings[i].level >= o->show && fails(o, r->findings[i].level);
	begin_suite(to, r->doc->source->path, shown ? shown : 1, failures, 0);
	for (size_t i = 0; i < r->finding_count; i++)
		if (r->findings[i].level >= o->show)
			print_case(to, o, r, &r->findings[i]);
	if (!shown) {
		begin_case(to, r->doc->source->path, STR("reportlint"), 0, 0);
		fputs("/>\n", to);
	}
	fputs(" </testsuite>\n", to);
}

static void
junit_end(FILE *to, const struct out_options *o, const struct run_totals *t)
{
	(void)o;
	for (size_t i = 0; i < t->unread_listed; i++) {
		const struct unread *u = &t->unread_list[i];
		begin_suite(to, u->path, 1, 0, 1);
		begin_case(to, u->path, STR("unread"), u->line, u->column);
		fputs(">\n   <error", to);
		xml_attribute(to, "message", u->message);
		fputs("/>\n  </testcase>\n </testsuite>\n", to);
	}
	fputs("</testsuites>\n", to);
}

const struct out_format out_junit = {
	.name = "junit", .begin = junit_begin, .report = junit_report, .end = junit_end};
