/*
 * Workflow commands of GitHub Actions, which mark the lines of a pull request:
 * https://docs.github.com/actions/reference/workflow-commands-for-github-actions
 * A step shows the first ten of each level; the log holds all, and the last line says so.
 */
#include "out.h"

#include <inttypes.h>

enum { SHOWN_MOST = 10 };

/* A command ends with its line; a property with `,` or `::`. */
static void
print_escaped(FILE *to, struct str s, bool property)
{
	for (size_t i = 0; i < s.len; i++) {
		unsigned char c = (unsigned char)s.at[i];
		if (c == '%' || c == '\r' || c == '\n' || (property && (c == ':' || c == ',')))
			fprintf(to, "%%%02X", c);
		else if (c < 0x20 || c == 0x7F)
			fputc(' ', to);
		else
			fputc(c, to);
	}
}

static const char *
command(enum level level)
{
	return level == LEVEL_ERROR ? "error" : level == LEVEL_WARNING ? "warning" : "notice";
}

static void
github_report(FILE *to, const struct out_options *o, const struct report *r)
{
	for (size_t i = 0; i < r->finding_count; i++) {
		const struct finding *f = &r->findings[i];
		struct out_place p = place_of(r->doc, f->span);
		if (f->level < o->show)
			continue;
		fprintf(to, "::%s file=", command(f->level));
		print_escaped(to, path_plain(r->doc->source->path), true);
		fprintf(to, ",line=%" PRIu32 ",endLine=%" PRIu32, p.from.line, p.to.line);
		/* Columns over several lines are refused. */
		if (p.from.line == p.to.line)
			fprintf(to, ",col=%" PRIu32 ",endColumn=%" PRIu32,
				place_column(r->doc, &p, COLUMN_UTF16),
				place_end_column(r->doc, &p, COLUMN_UTF16));
		fputs(",title=reportlint ", to);
		print_escaped(to, f->rule->id, true);
		fputs("::", to);
		print_escaped(to, f->message, false);
		fputc('\n', to);
	}
}

static void
github_end(FILE *to, const struct out_options *o, const struct run_totals *t)
{
	for (size_t i = 0; i < t->unread_listed; i++) {
		fputs("::error file=", to);
		print_escaped(to, path_plain(t->unread_list[i].path), true);
		fputs(",title=reportlint::", to);
		print_escaped(to, t->unread_list[i].message, false);
		fputc('\n', to);
	}
	if (t->errors > SHOWN_MOST || t->warnings > SHOWN_MOST || t->notes > SHOWN_MOST)
		fprintf(to,
			o->language == MESSAGE_ZH
				? "共 %" PRIu64 " 处错误、%" PRIu64 " 处警告、%" PRIu64
				  " 处提示；每级只标注前 %d 处，其余见本日志\n"
				: "%" PRIu64 " errors, %" PRIu64 " warnings, %" PRIu64
				  " notes: only the first %d of each level are annotated, this "
				  "log has all\n",
			t->errors, t->warnings, t->notes, SHOWN_MOST);
}

const struct out_format out_github = {
	.name = "github", .findings_only = true, .report = github_report, .end = github_end};
