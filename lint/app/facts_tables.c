/*
 * reportlint facts --tables: every table as it was understood, so that its reader can
 * see why something was or was not checked.
 */
#include "options.h"

#include <string.h>

enum { CELL_CELLS = 18, LABEL_CELLS = 32, ROLE_CELLS = 9, CODE_CELLS = 9 };

struct table_printer {
	const struct doc *doc;
	const struct check *check; /* its cells sorted */
	const struct grid *grid;
	struct grid_meaning meaning;
	enum message_language language;
};

static const char *const role_names[MESSAGE_LANGUAGES][ROW_ROLES] = {
	[MESSAGE_EN] = {"", "total", "subtotal", "of which", "less", "group", "note", "head"},
	[MESSAGE_ZH] = {"", "合计", "小计", "其中", "减项", "类目", "注", "表头"},
};
static const char *const kind_names_of[MESSAGE_LANGUAGES][COLUMN_KINDS] = {
	[MESSAGE_EN] = {"", "share", "change", "rate", "rank", "year", "number"},
	[MESSAGE_ZH] = {"", "占比", "增减", "比率", "排名", "年份", "序号"},
};

/* ---- cells ---------------------------------------------------------------------------- */

/* `s` cut to `width` terminal cells and filled up to it. */
static void
print_fitted(struct str s, size_t width, bool right)
{
	size_t at = 0, used = 0;

	while (at < s.len) {
		unsigned cells;
		size_t next = at;
		safe_next(s, &next, &cells);
		if (used + cells > width)
			break;
		used += cells;
		at = next;
	}
	for (size_t i = used; right && i < width; i++)
		putchar(' ');
	print_safely(stdout, str_sub(s, 0, at));
	for (size_t i = used; !right && i < width; i++)
		putchar(' ');
}

static char
mark_of(const struct table_printer *p, const struct cell *c)
{
	enum cell_outcome outcome;

	if (!c || !cell_outcome_at(p->check, c->span.from, &outcome))
		return ' ';
	return outcome == CELL_HOLDS ? '=' : outcome == CELL_FAILS ? '!' : '?';
}

static void
print_row(const struct table_printer *p, uint32_t r)
{
	const struct doc *d = p->doc;
	const struct grid_row *row = &p->grid->rows[r];
	struct span start = {d->blocks[row->block].span.from, d->blocks[row->block].span.from};
	uint32_t level = p->meaning.rows[r].level;
	size_t indent = level < LABEL_CELLS / 4 ? 2 * level : LABEL_CELLS / 2;

	printf("%5u  ", place_of(d, start).from.line);
	print_fitted(str_of(role_names[p->language][p->meaning.rows[r].role]), ROLE_CELLS, false);
	print_fitted(row->code, CODE_CELLS, false);
	print_fitted((struct str){0}, indent, false);
	print_fitted(row->label, LABEL_CELLS - indent, false);
	for (uint32_t c = 0; c < p->grid->column_count; c++) {
		const struct cell *x = grid_cell(p->grid, r, c);
		putchar(' ');
		print_fitted(x ? doc_slice(d, x->span) : (struct str){0}, CELL_CELLS, true);
		putchar(mark_of(p, x));
	}
	putchar('\n');
}

/* ---- what stands over them --------------------------------------------------------------- */

static void
print_column_heads(const struct table_printer *p)
{
	const struct grid *g = p->grid;
	bool any = false;

	printf("%7s", "");
	print_fitted((struct str){0}, ROLE_CELLS + CODE_CELLS + LABEL_CELLS, false);
	for (uint32_t c = 0; c < g->column_count; c++) {
		putchar(' ');
		print_fitted(g->columns[c].head, CELL_CELLS, true);
		putchar(' ');
		any |= p->meaning.columns[c].kind != COLUMN_AMOUNT ||
		       p->meaning.columns[c].year != YEAR_NONE;
	}
	putchar('\n');
	if (!any)
		return;
	printf("%7s", "");
	print_fitted((struct str){0}, ROLE_CELLS + CODE_CELLS + LABEL_CELLS, false);
	for (uint32_t c = 0; c < g->column_count; c++) {
		const struct column_meaning *m = &p->meaning.columns[c];
		const char *kind = kind_names_of[p->language][m->kind];
		char text[64];
		if (m->year != YEAR_NONE)
			snprintf(text, sizeof text, "[%d%s%s]", m->year, *kind ? " " : "", kind);
		else
			snprintf(text, sizeof text, *kind ? "[%s]" : "%s", kind);
		putchar(' ');
		print_fitted(str_of(text), CELL_CELLS, true);
		putchar(' ');
	}
	putchar('\n');
}

/* How many of the figures are in relations that were decided, and why others are not. */
static void
print_reach(const struct table_printer *p)
{
	const struct grid *g = p->grid;
	bool zh = p->language == MESSAGE_ZH;
	uint32_t figures = 0, decided = 0, unknown = 0, unnamed = 0;

	for (uint32_t r = 0; r < g->row_count; r++)
		for (uint32_t k = 0; k < g->column_count; k++) {
			const struct cell *c = grid_cell(g, r, k);
			if (!c || c->kind != CELL_NUMBER)
				continue;
			char mark = mark_of(p, c);
			figures++;
			decided += mark == '=' || mark == '!';
			unknown += mark == '?';
			unnamed += mark == ' ' && !g->rows[r].label.len && !g->rows[r].code.len;
		}
	printf(zh ? "   %u 个数字，%u 个已核算" : "   %u figures, %u of them in relations", figures,
	       decided);
	if (unknown)
		printf(zh ? "，%u 个无法判定" : ", %u undecided", unknown);
	if (unnamed)
		printf(zh ? "，%u 个没有行名" : ", %u in rows without words", unnamed);
	if (p->meaning.ragged)
		printf(zh ? "；%u 行数字较少" : "; rows with fewer than most: %u",
		       p->meaning.ragged);
	if (figures > decided + unknown + unnamed)
		printf(zh ? "；其余 %u 个没有可证的关系" : "; the other %u prove no law",
		       figures - decided - unknown - unnamed);
	putchar('\n');
}

static void
print_title(const struct table_printer *p)
{
	const struct grid *g = p->grid;
	bool zh = p->language == MESSAGE_ZH;

	printf("%s", "\n== ");
	print_safely(stdout, g->title);
	printf(" (");
	print_safely(stdout, g->unit);
	printf(")");
	if (p->meaning.power != POWER_NONE)
		printf(" 10^%d", p->meaning.power);
	if (p->meaning.year != YEAR_NONE)
		printf(", %d", p->meaning.year);
	if (g->partner != GRID_NONE)
		printf("%s", g->left_half ? (zh ? "，左半" : ", left half")
					  : (zh ? "，右半" : ", right half"));
	putchar('\n');
}

void
print_tables(struct arena *a, const struct lexicon *lx, const struct lint_result *r,
	     enum message_language language)
{
	for (size_t i = 0; i < r->doc.grid_count; i++) {
		struct table_printer p = {.doc = &r->doc,
					  .check = &r->check,
					  .grid = &r->doc.grids[i],
					  .language = language};
		grid_meaning_read(a, lx, p.doc, p.grid, &p.meaning);
		print_title(&p);
		print_reach(&p);
		print_column_heads(&p);
		for (uint32_t row = 0; row < p.grid->row_count; row++)
			if (p.grid->rows[row].figures || p.grid->rows[row].label.len)
				print_row(&p, row);
	}
}
