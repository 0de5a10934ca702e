/*
 * Findings as a compiler prints them: the place and the message, the line of
 * the report with the finding underlined, related places as notes.  A line of a
 * report may be thousands of characters: what is shown is a window around the
 * finding.  Carets are aligned by display width.  Cost: what is printed.
 */
#include "out.h"

#include <string.h>

enum { WIDTH_LEAST = 40, WIDTH_MOST = 400, LEAD = 3 };

#define BOLD "\033[1m"
#define RED "\033[1;31m"
#define MAGENTA "\033[1;35m"
#define CYAN "\033[1;36m"
#define GREEN "\033[1;32m"
#define PLAIN "\033[0m"

struct writer {
	FILE *to;
	const struct out_options *options;
	const struct report *report;
	const struct doc *doc; /* whose lines are shown */
};

/* A piece of a line to show: [from, to) of the source, inside the line. */
struct window {
	uint32_t line_from, line_to;
	uint32_t from, to;
};

static const char *
paint(const struct writer *w, const char *code)
{
	return w->options->colour ? code : "";
}

/* ---- the window ------------------------------------------------------------------ */

static struct str
source_piece(const struct writer *w, uint32_t from, uint32_t to)
{
	return str_sub(w->doc->source->utf8, from, to);
}

/* The end of what fits into `cells` from `from` on; *cells is what is left. */
static uint32_t
fit_forward(const struct writer *w, uint32_t from, uint32_t end, size_t *cells)
{
	struct str s = source_piece(w, 0, end);
	size_t at = from;

	while (at < end) {
		size_t next = at;
		unsigned width;
		safe_next(s, &next, &width);
		if (width > *cells)
			break;
		*cells -= width;
		at = next;
	}
	return (uint32_t)at;
}

static uint32_t
fit_backward(const struct writer *w, uint32_t from, uint32_t start, size_t *cells)
{
	struct str s = w->doc->source->utf8;
	size_t at = from;

	while (at > start) {
		size_t before = utf8_back(s.at, at), next = before;
		unsigned width;
		safe_next(s, &next, &width);
		if (width > *cells)
			break;
		*cells -= width;
		at = before;
	}
	return (uint32_t)at;
}

/* Widens [from, to) to other related spans of the line while all fit. */
static void
window_gather(const struct writer *w, const struct out_place *others, size_t count, size_t width,
	      struct window *v)
{
	for (size_t i = 0; i < count; i++) {
		uint32_t from = others[i].span.from, to = others[i].span.to;
		if (from < v->line_from || from >= v->line_to)
			continue;
		to = to < v->line_to ? to : v->line_to;
		from = from < v->from ? from : v->from;
		to = to > v->to ? to : v->to;
		if (to - from < 4 * width &&
		    safe_width(source_piece(w, from, to)) <= width - 2 * LEAD) {
			v->from = from;
			v->to = to;
		}
	}
}

static struct window
window_make(const struct writer *w, const struct out_place *p, const struct out_place *others,
	    size_t count)
{
	const struct source *s = w->doc->source;
	size_t width = w->options->width, cells;
	struct window v = {.line_from = s->lines[p->from.line - 1]};

	v.line_to = v.line_from + (uint32_t)source_line(s, p->from.line).len;
	v.from = p->span.from < v.line_to ? p->span.from : v.line_to;
	v.to = p->span.to < v.line_to ? p->span.to : v.line_to;
	cells = width;
	v.to = fit_forward(w, v.from, v.to, &cells);
	window_gather(w, others, count, width, &v);
	cells = width;
	fit_forward(w, v.from, v.to, &cells);
	/* Half of what is left goes before it, and all that the line's end leaves over. */
	size_t before = cells / 2, after = cells - before;
	v.from = fit_backward(w, v.from, v.line_from, &before);
	after += before;
	v.to = fit_forward(w, v.to, v.line_to, &after);
	v.from = fit_backward(w, v.from, v.line_from, &after);
	return v;
}

/* Room for the marks of a cut: the window ends a character or two earlier. */
static void
window_cut(const struct writer *w, const struct out_place *p, struct window *v)
{
	struct str s = w->doc->source->utf8;
	size_t at = v->from;

	if (v->from > v->line_from && v->from < p->span.from) {
		utf8_next(s.at, &at);
		v->from = (uint32_t)at;
	}
	if (v->to < v->line_to && v->to > p->span.to)
		v->to = (uint32_t)utf8_back(s.at, v->to);
}

/* ---- source line and carets -------------------------------------------------------- */

static void
mark(const struct writer *w, const struct window *v, struct ospan s, char first, char *carets)
{
	uint32_t from = s.from > v->from ? s.from : v->from;
	uint32_t to = s.to < v->to ? s.to : v->to;

	if (s.from > v->to || s.to < v->from || from > to)
		return;
	size_t at = safe_width(source_piece(w, v->from, from)) + (v->from > v->line_from);
	size_t width = safe_width(source_piece(w, from, to));
	for (size_t i = 0; i < width; i++)
		if (carets[at + i] != '^')
			carets[at + i] = '~';
	if (first == '^')
		carets[at] = '^';
}

static bool
visible(const struct window *v, struct ospan s)
{
	return s.from >= v->from && s.from < v->to;
}

static void
print_line(const struct writer *w, const struct window *v, const struct out_place *p,
	   const struct out_place *others, size_t count)
{
	char carets[WIDTH_MOST + 8];

	if (v->from > v->line_from)
		fputs("…", w->to);
	print_safely(w->to, source_piece(w, v->from, v->to));
	fputs(v->to < v->line_to ? "…\n" : "\n", w->to);
	memset(carets, ' ', sizeof carets);
	mark(w, v, p->span, '^', carets);
	for (size_t i = 0; i < count; i++)
		if (visible(v, others[i].span))
			mark(w, v, others[i].span, '~', carets);
	size_t len = sizeof carets;
	while (len && carets[len - 1] == ' ')
		len--;
	fprintf(w->to, "%s%.*s%s\n", paint(w, GREEN), (int)len, carets, paint(w, PLAIN));
}

/* ---- findings ------------------------------------------------------------------------ */

static void
print_head(const struct writer *w, const struct out_place *p, enum level level, struct str message)
{
	static const char *const colours[] = {"", CYAN, MAGENTA, RED};

	fputs(paint(w, BOLD), w->to);
	print_safely(w->to, w->doc->source->path);
	fprintf(w->to, ":%u:%u: %s%s: %s%s", p->from.line,
		place_column(w->doc, p, w->options->column_unit), paint(w, colours[level]),
		level_names[level], paint(w, PLAIN), paint(w, BOLD));
	print_safely(w->to, message);
	fputs(paint(w, PLAIN), w->to);
}

static void
print_note(const struct writer *w, const struct doc *doc, const struct out_place *p,
	   struct str message)
{
	const struct writer there = {w->to, w->options, w->report, doc};
	static const struct str see[] = {
		[MESSAGE_EN] = {"see here", 8}, [MESSAGE_ZH] = {"见此处", sizeof "见此处" - 1}};
	struct window v = window_make(&there, p, NULL, 0);

	window_cut(&there, p, &v);
	print_head(&there, p, LEVEL_NOTE, message.len ? message : see[w->options->language]);
	fputc('\n', w->to);
	print_line(&there, &v, p, NULL, 0);
}

/* What would put the finding right, with its place when that is on another line. */
static void
print_help(const struct writer *w, const struct finding *f, const struct out_place *p)
{
	bool zh = w->options->language == MESSAGE_ZH;

	if (!f->edit_count)
		return;
	struct out_place e = place_of(w->doc, f->edits[0].span);
	fprintf(w->to, "%s%s%s", paint(w, BOLD), zh ? "建议：" : "help: ", paint(w, PLAIN));
	print_safely(w->to, f->edit_title);
	if (e.from.line != p->from.line)
		fprintf(w->to, zh ? "（第%u行）" : " in line %u", e.from.line);
	fputc('\n', w->to);
}

static void
print_finding(const struct writer *w, const struct finding *f)
{
	size_t count = 0;
	struct out_place p = place_of(w->doc, f->span);
	struct out_place *others = arena_array(w->report->arena, f->related_count, sizeof *others);

	for (size_t i = 0; i < f->related_count; i++)
		if (!f->related[i].doc)
			others[count++] = place_of(w->doc, f->related[i].span);
	struct window v = window_make(w, &p, others, count);
	window_cut(w, &p, &v);
	print_head(w, &p, f->level, f->message);
	fprintf(w->to, " [%.*s]", STR_FMT(f->rule->id));
	if (is_changed(w->report, f))
		fputs(w->options->language == MESSAGE_ZH ? "（基线中数字不同）"
							 : " (changed since the baseline)",
		      w->to);
	fputc('\n', w->to);
	print_line(w, &v, &p, others, count);
	for (size_t i = 0; i < f->related_count; i++) {
		const struct doc *doc = related_doc(w->doc, &f->related[i]);
		struct out_place other = place_of(doc, f->related[i].span);
		if (f->related[i].doc || !visible(&v, other.span))
			print_note(w, doc, &other, f->related[i].message);
	}
	print_help(w, f, &p);
}

static void
print_stats(FILE *to, const struct out_options *o, const struct report *r)
{
	print_safely(to, r->doc->source->path);
	fputs(o->language == MESSAGE_ZH ? "：" : ": ", to);
	stats_print(to, o->language, &r->stats);
}

static void
text_report(FILE *to, const struct out_options *o, const struct report *r)
{
	struct out_options options = *o;
	struct writer w = {.to = to, .options = &options, .report = r, .doc = r->doc};

	if (o->width < WIDTH_LEAST)
		options.width = WIDTH_LEAST;
	if (o->width > WIDTH_MOST)
		options.width = WIDTH_MOST;
	for (size_t i = 0; i < r->finding_count; i++)
		if (r->findings[i].level >= o->show)
			print_finding(&w, &r->findings[i]);
	if (o->stats)
		print_stats(to, o, r);
}

/* ---- the last line --------------------------------------------------------------------- */

static void
count_en(FILE *to, uint64_t n, const char *one, bool *begun)
{
	if (!n)
		return;
	fprintf(to, "%s%llu %s%s", *begun ? ", " : "", (unsigned long long)n, one,
		n == 1 ? "" : "s");
	*begun = true;
}

static void
end_en(FILE *to, const struct run_totals *t)
{
	bool begun = false;

	count_en(to, t->errors, "error", &begun);
	count_en(to, t->warnings, "warning", &begun);
	count_en(to, t->notes, "note", &begun);
	fputs(begun ? " in" : "no findings in", to);
	fprintf(to, " %llu report%s; %llu number%s read, %llu relation%s proved",
		(unsigned long long)t->files, t->files == 1 ? "" : "s",
		(unsigned long long)t->stats.numbers, t->stats.numbers == 1 ? "" : "s",
		(unsigned long long)t->stats.proved, t->stats.proved == 1 ? "" : "s");
}

static void
end_zh(FILE *to, const struct run_totals *t)
{
	const struct {
		uint64_t count;
		const char *name;
	} levels[] = {{t->errors, "处错误"}, {t->warnings, "处警告"}, {t->notes, "处提示"}};
	const char *separator = "：";

	fprintf(to, "%llu 份报告", (unsigned long long)t->files);
	for (size_t i = 0; i < 3; i++) {
		if (!levels[i].count)
			continue;
		fprintf(to, "%s%llu %s", separator, (unsigned long long)levels[i].count,
			levels[i].name);
		separator = "、";
	}
	if (!t->errors && !t->warnings && !t->notes)
		fputs("：未发现问题", to);
	fprintf(to, "；读取数字 %llu 个，证实关系 %llu 项", (unsigned long long)t->stats.numbers,
		(unsigned long long)t->stats.proved);
}

static void
text_end(FILE *to, const struct out_options *o, const struct run_totals *t)
{
	/* Never "no findings" of reports that nobody read. */
	if (o->quiet || (!t->files && (!t->may_be_none || t->unread)))
		return;
	if (o->stats && t->files > 1) {
		fputs(o->language == MESSAGE_ZH ? "合计：" : "all: ", to);
		stats_print(to, o->language, &t->stats);
	}
	fputs(o->colour ? BOLD : "", to);
	if (o->language == MESSAGE_ZH)
		end_zh(to, t);
	else
		end_en(to, t);
	fputs(o->colour ? PLAIN "\n" : "\n", to);
	if (t->suppressed)
		fprintf(to,
			o->language == MESSAGE_ZH ? "另有 %llu 处已按注明的理由忽略\n"
						  : "%llu more suppressed\n",
			(unsigned long long)t->suppressed);
	if (t->known)
		fprintf(to,
			o->language == MESSAGE_ZH ? "另有 %llu 处已在基线中，未列出\n"
						  : "%llu more in the baseline, not shown\n",
			(unsigned long long)t->known);
	if (t->untouched)
		fprintf(to,
			o->language == MESSAGE_ZH ? "另有 %llu 处在未改动的行中，未列出\n"
						  : "%llu more on lines that did not change\n",
			(unsigned long long)t->untouched);
}

const struct out_format out_text = {
	.name = "text", .findings_only = true, .report = text_report, .end = text_end};
