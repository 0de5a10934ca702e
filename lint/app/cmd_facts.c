/*
 * reportlint facts: everything that was read of a report, as a table or as
 * JSON.  What the linter cannot see here, no rule can check.
 */
#include "options.h"

#include <jansson.h>
#include <stdlib.h>
#include <string.h>

enum { COLUMNS = 10, CHECKED = COLUMNS - 1 };

static const char *const qualifier_names[] = {
	[QUALIFIER_NONE] = "",
	[QUALIFIER_ABOUT] = "about",
	[QUALIFIER_AT_LEAST] = "at least",
	[QUALIFIER_AT_MOST] = "at most",
	[QUALIFIER_MORE_THAN] = "more than",
	[QUALIFIER_LESS_THAN] = "less than",
	[QUALIFIER_ODD] = "odd",
};

/* A fact in words, column by column. */
struct row {
	struct str cell
		[COLUMNS]; /* place kind value interval unit qualifier label text marks checked */
};

struct listing {
	struct arena *arena;
	const struct lint_result *result;
	const struct lexicon *lexicon;
};

/* ---- values ------------------------------------------------------------------------ */

static struct str
unit_text(const struct listing *l, const struct fact *x)
{
	return x->lex.unit ? lexicon_unit(l->lexicon, x->lex.unit)->name : (struct str){0};
}

static struct str
marks_text(struct arena *a, const struct fact *x)
{
	struct buf b = {.arena = a};

	if (x->quoted)
		buf_add(&b, STR("quoted "));
	if (x->bracketed)
		buf_add(&b, STR("bracketed "));
	if (x->year_inferred)
		buf_add(&b, STR("year-inferred "));
	if (x->lex.numerals)
		buf_add(&b, STR("numerals "));
	return str_trim(buf_str(&b));
}

static int
by_fact(const void *a, const void *b)
{
	const struct involved *x = a, *y = b;

	if (x->fact != y->fact)
		return x->fact < y->fact ? -1 : 1;
	if (x->rule != y->rule)
		return x->rule < y->rule ? -1 : 1;
	return (int)y->holds - (int)x->holds;
}

/* The rules that decided a relation of x, in the order of the rulebook. */
static size_t
rules_of(const struct listing *l, const struct fact *x, const struct involved **first)
{
	const struct check *c = &l->result->check;
	uint32_t index = (uint32_t)(x - l->result->facts.at);
	size_t from = 0, to = c->involved.len;

	while (from < to) {
		size_t middle = from + (to - from) / 2;
		if (c->involved.at[middle].fact < index)
			from = middle + 1;
		else
			to = middle;
	}
	for (to = from; to < c->involved.len && c->involved.at[to].fact == index;)
		to++;
	*first = to > from ? &c->involved.at[from] : NULL;
	return to - from;
}

static bool
is_repeated(const struct involved *v, size_t i)
{
	return i > 0 && by_fact(&v[i - 1], &v[i]) == 0;
}

static struct str
checked_text(struct listing *l, const struct fact *x)
{
	const struct involved *v;
	size_t count = rules_of(l, x, &v);
	struct buf b = {.arena = l->arena};

	for (size_t i = 0; i < count; i++)
		if (!is_repeated(v, i))
			buf_printf(&b, "%s%.*s%s", b.len ? " " : "", STR_FMT(v[i].rule->id),
				   v[i].holds ? "" : "!");
	return buf_str(&b);
}

static struct row
fact_row(struct listing *l, const struct fact *x)
{
	const struct facts *f = &l->result->facts;
	struct out_place p = place_of(&l->result->doc, x->lex.span);
	struct row r = {{
		str_printf(l->arena, "%u:%u", p.from.line, p.from.column),
		str_of(kind_names[x->lex.kind]),
		fact_value_text(l->arena, &x->lex),
		fact_interval_text(l->arena, &x->lex),
		unit_text(l, x),
		str_of(qualifier_names[x->lex.qualifier]),
		label_join(l->arena, fact_label(l->arena, f, x)),
		text_written(&l->result->doc.text, &l->result->source, fact_text(f, x)),
		marks_text(l->arena, x),
		checked_text(l, x),
	}};
	return r;
}

/* A figure of a table: what it is of stands in its row and column. */
static struct row
cell_row(struct listing *l, const struct cell_view *c)
{
	struct out_place p = place_of(&l->result->doc, c->span);

	return (struct row){{
		str_printf(l->arena, "%u:%u", p.from.line, p.from.column),
		STR("cell"),
		c->value,
		{0},
		c->unit,
		{0},
		c->label,
		c->text,
		{0},
		c->checked,
	}};
}

/* ---- what the report says of itself --------------------------------------------------- */

struct head {
	const char *key, *en, *zh;
	struct str value;
};
enum { HEADS = 4 };

static struct str
period_text(struct arena *a, const struct doc *d)
{
	struct str from, to;

	if (!d->period_from.year)
		return (struct str){0};
	from = date_print(a, &d->period_from);
	to = date_print(a, &d->period_to);
	return str_eq(from, to) ? from : str_printf(a, "%.*s..%.*s", STR_FMT(from), STR_FMT(to));
}

static void
make_heads(struct arena *a, const struct doc *d, struct head out[HEADS])
{
	out[0] = (struct head){"title", "title", "标题", doc_slice(d, d->title)};
	out[1] = (struct head){"agency", "agency", "单位",
			       d->agency_told.len ? d->agency_told : doc_slice(d, d->agency)};
	out[2] = (struct head){"period", "period", "期间", period_text(a, d)};
	out[3] = (struct head){"signing", "signed", "落款日期",
			       d->signing.year ? date_print(a, &d->signing) : (struct str){0}};
}

/* ---- table -------------------------------------------------------------------------------- */

static void
print_cell(struct str s, size_t width, bool last)
{
	print_safely(stdout, s);
	for (size_t i = safe_width(s); !last && i < width + 2; i++)
		putchar(' ');
}

static void
print_rows(const struct row *rows, size_t count)
{
	size_t width[COLUMNS] = {0};

	for (size_t i = 0; i < count; i++)
		for (size_t c = 0; c < COLUMNS; c++) {
			size_t w = safe_width(rows[i].cell[c]);
			width[c] = w > width[c] ? w : width[c];
		}
	for (size_t i = 0; i < count; i++) {
		size_t used = COLUMNS;
		while (used > 1 && !rows[i].cell[used - 1].len)
			used--;
		for (size_t c = 0; c < used; c++)
			print_cell(rows[i].cell[c], width[c], c + 1 == used);
		putchar('\n');
	}
}

static void
print_table(struct listing *l, enum message_language language)
{
	static const char *const names[MESSAGE_LANGUAGES][COLUMNS] = {
		{"place", "kind", "value", "interval", "unit", "qualifier", "label", "text",
		 "marks", "checked"},
		{"位置", "类别", "数值", "区间", "单位", "限定", "标签", "原文", "附注", "核算"},
	};
	const struct facts *f = &l->result->facts;
	size_t cell_count;
	const struct cell_view *cells = cells_list(l->arena, l->lexicon, l->result, &cell_count);
	struct row *rows = arena_array(l->arena, f->count + cell_count + 1, sizeof *rows);
	struct head heads[HEADS];

	make_heads(l->arena, &l->result->doc, heads);
	for (size_t i = 0; i < HEADS; i++) {
		print_cell(str_of(language == MESSAGE_ZH ? heads[i].zh : heads[i].en), 8, false);
		print_cell(heads[i].value.len ? heads[i].value : STR("-"), 0, true);
		putchar('\n');
	}
	putchar('\n');
	for (size_t c = 0; c < COLUMNS; c++)
		rows[0].cell[c] = str_of(names[language][c]);
	for (size_t i = 0; i < f->count; i++)
		rows[i + 1] = fact_row(l, &f->at[i]);
	for (size_t i = 0; i < cell_count; i++)
		rows[f->count + 1 + i] = cell_row(l, &cells[i]);
	print_rows(rows, f->count + cell_count + 1);
	putchar('\n');
	stats_print(stdout, language, &l->result->check.stats);
}

/* ---- JSON ---------------------------------------------------------------------------------- */

/* What was not read is null. */
static json_t *
read_json(struct listing *l, struct str s)
{
	return s.len ? json_text(l->arena, s) : json_null();
}

static json_t *
checked_json(struct listing *l, const struct fact *x)
{
	json_t *list = json_array();
	const struct involved *v;
	size_t count = rules_of(l, x, &v);

	for (size_t i = 0; i < count; i++) {
		if (is_repeated(v, i))
			continue;
		json_t *o = json_object();
		json_object_set_new(o, "rule", json_text(l->arena, v[i].rule->id));
		json_object_set_new(o, "holds", json_boolean(v[i].holds));
		json_array_append_new(list, o);
	}
	return list;
}

static json_t *
fact_json(struct listing *l, const struct fact *x)
{
	static const char *const keys[CHECKED] = {
		NULL,	     "kind",  "value", "interval", "unit",
		"qualifier", "label", "text",  "marks"}; /* and "checked" */
	struct out_place p = place_of(&l->result->doc, x->lex.span);
	struct row r = fact_row(l, x);
	json_t *o = json_object();

	json_object_set_new(o, "line", json_integer(p.from.line));
	json_object_set_new(o, "column", json_integer(p.from.column));
	json_object_set_new(o, "endLine", json_integer(p.to.line));
	json_object_set_new(o, "endColumn", json_integer(p.to.column));
	for (size_t c = 1; c < CHECKED; c++)
		json_object_set_new(o, keys[c], read_json(l, r.cell[c]));
	json_object_set_new(o, "checked", checked_json(l, x));
	return o;
}

static json_t *
cells_json(struct listing *l)
{
	size_t count;
	const struct cell_view *all = cells_list(l->arena, l->lexicon, l->result, &count);
	json_t *list = json_array();

	for (size_t i = 0; i < count; i++) {
		struct out_place p = place_of(&l->result->doc, all[i].span);
		json_t *o = json_object();
		json_object_set_new(o, "line", json_integer(p.from.line));
		json_object_set_new(o, "column", json_integer(p.from.column));
		json_object_set_new(o, "value", json_text(l->arena, all[i].value));
		json_object_set_new(o, "unit", read_json(l, all[i].unit));
		json_object_set_new(o, "label", read_json(l, all[i].label));
		json_object_set_new(o, "text", json_text(l->arena, all[i].text));
		json_object_set_new(o, "checked", read_json(l, all[i].checked));
		json_array_append_new(list, o);
	}
	return list;
}

static void
print_json(struct listing *l)
{
	const struct facts *f = &l->result->facts;
	json_t *o = json_object(), *list = json_array();
	struct head heads[HEADS];

	make_heads(l->arena, &l->result->doc, heads);
	json_object_set_new(o, "path", json_text(l->arena, l->result->path));
	for (size_t i = 0; i < HEADS; i++)
		json_object_set_new(o, heads[i].key, read_json(l, heads[i].value));
	for (size_t i = 0; i < f->count; i++)
		json_array_append_new(list, fact_json(l, &f->at[i]));
	json_object_set_new(o, "stats", stats_json(&l->result->check.stats));
	json_object_set_new(o, "facts", list);
	json_object_set_new(o, "cells", cells_json(l));
	json_dumpf(o, stdout, JSON_INDENT(2));
	json_decref(o);
}

/* ---- the command --------------------------------------------------------------------- */

struct listing_run {
	const struct options *options;
	bool json;
	bool several;
	size_t listed;
};

static bool
list_input(struct listing_run *run, struct worker *w, const struct input *in)
{
	struct lint_options lint = options_lint(run->options);
	struct lint_result result;

	lint.keeps_involved = true;
	lint.folder = in->folder;
	worker_reset(w);
	lint_input(w, in, &lint, NULL, &result);
	if (!result.ok) {
		print_unread(stderr, result.path, &result.error);
		return false;
	}
	struct listing l = {.arena = worker_arena(w),
			    .result = &result,
			    .lexicon = in->folder->config->rulebook->lexicon};
	if (result.check.involved.len)
		qsort(result.check.involved.at, result.check.involved.len,
		      sizeof *result.check.involved.at, by_fact);
	cells_sort(&result.check);
	if (run->json) {
		fputs(run->listed ? ",\n" : "\n", stdout);
		print_json(&l);
	} else {
		if (run->several) {
			fputs(run->listed ? "\n==> " : "==> ", stdout);
			print_safely(stdout, result.path);
			puts(" <==");
		}
		if (run->options->tables)
			print_tables(l.arena, l.lexicon, &result, run->options->language);
		else
			print_table(&l, run->options->language);
	}
	run->listed++;
	return true;
}

/* JSON is one array of reports, however many they are: printed one at a time, so that
 * memory does not grow with their number. */
static int
list_all(const struct options *o, struct setup *s, bool json)
{
	struct listing_run run = {.options = o, .json = json};
	struct inputs in = {.arena = s->arena};

	inputs_collect(&in, o, s->configs);
	if (!setup_rules(s, &in))
		return EXIT_USAGE;
	struct worker *w = worker_new(s->first->config->rulebook);
	int status = in.unread.len ? EXIT_UNREAD : EXIT_CLEAN;
	run.several = in.all.len > 1;
	fputs(json ? "[" : "", stdout);
	for (size_t i = 0; i < in.all.len; i++)
		if (!list_input(&run, w, &in.all.at[i]))
			status = EXIT_UNREAD;
	fputs(json ? "\n]\n" : "", stdout);
	worker_free(w);
	return status;
}

int
cmd_facts(int argc, char **argv)
{
	static const char *const formats[] = {"table", "json"};
	struct options o;
	int status = options_parse(argc, argv, FOR_FACTS, &o);

	if (status != OPTIONS_GO_ON)
		return status;
	int format = options_format(&o, formats, 2);
	if (format < 0)
		return EXIT_USAGE;
	if (!o.argument_count) {
		fputs("reportlint: facts needs a report: reportlint facts FILE ...\n", stderr);
		return EXIT_USAGE;
	}
	struct setup s;
	bool ready = setup_begin(&s, &o, o.arguments[0]);
	if (!ready)
		status = EXIT_USAGE;
	else if (o.claims)
		status = list_claims(&o, &s, format == 1);
	else
		status = list_all(&o, &s, format == 1);
	setup_end(&s);
	return status;
}
