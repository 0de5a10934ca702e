/* Checkstyle's XML: an element a report, in it one a finding. */
#include "out.h"

static void
checkstyle_begin(FILE *to, const struct out_options *o)
{
	(void)o;
	fputs("<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<checkstyle version=\"4.3\">\n", to);
}

static const char *
severity(enum level level)
{
	return level == LEVEL_NOTE ? "info" : level_names[level];
}

static void
print_error(FILE *to, const struct report *r, const struct finding *f)
{
	struct out_place p = place_of(r->doc, f->span);

	fputs("  <error", to);
	xml_number(to, "line", p.from.line);
	xml_number(to, "column", p.from.column);
	xml_attribute(to, "severity", str_of(severity(f->level)));
	xml_attribute(to, "message", f->message);
	fputs(" source=\"reportlint.", to);
	xml_text(to, f->rule->id);
	fputs("\"/>\n", to);
}

static void
checkstyle_report(FILE *to, const struct out_options *o, const struct report *r)
{
	fputs(" <file", to);
	xml_attribute(to, "name", r->doc->source->path);
	fputs(">\n", to);
	for (size_t i = 0; i < r->finding_count; i++)
		if (r->findings[i].level >= o->show)
			print_error(to, r, &r->findings[i]);
	fputs(" </file>\n", to);
}

static void
checkstyle_end(FILE *to, const struct out_options *o, const struct run_totals *t)
{
	(void)o;
	for (size_t i = 0; i < t->unread_listed; i++) {
		const struct unread *u = &t->unread_list[i];
		fputs(" <file", to);
		xml_attribute(to, "name", u->path);
		fputs(">\n  <error", to);
		xml_number(to, "line", u->line);
		xml_number(to, "column", u->column);
		fputs(" severity=\"error\"", to);
		xml_attribute(to, "message", u->message);
		fputs(" source=\"reportlint.unread\"/>\n </file>\n", to);
	}
	fputs("</checkstyle>\n", to);
}

const struct out_format out_checkstyle = {.name = "checkstyle",
					  .begin = checkstyle_begin,
					  .report = checkstyle_report,
					  .end = checkstyle_end};
