/*
 * Figures of tables as facts: value, unit, the path of row and column, and the rules that decided
 * something of them.  In: a linted report whose relations were kept.  n log n in the cells.
 */
#include "options.h"

#include <stdlib.h>

enum { ANCESTORS_MOST = 8 };

/* ---- what became of a cell -------------------------------------------------------------- */

static int
by_place(const void *a, const void *b)
{
	const struct cell_involved *x = a, *y = b;

	if (x->at != y->at)
		return x->at < y->at ? -1 : 1;
	if (x->rule != y->rule)
		return x->rule < y->rule ? -1 : 1;
	return (x->outcome > y->outcome) - (x->outcome < y->outcome);
}

void
cells_sort(struct check *c)
{
	if (c->cells_involved.len)
		qsort(c->cells_involved.at, c->cells_involved.len, sizeof *c->cells_involved.at,
		      by_place);
}

/* The first entry of a cell in the sorted list. */
static size_t
first_of(const struct check *c, uint32_t at)
{
	size_t from = 0, to = c->cells_involved.len;

	while (from < to) {
		size_t middle = from + (to - from) / 2;
		if (c->cells_involved.at[middle].at < at)
			from = middle + 1;
		else
			to = middle;
	}
	return from;
}

bool
cell_outcome_at(const struct check *sorted, uint32_t at, enum cell_outcome *outcome)
{
	size_t i = first_of(sorted, at);
	bool any = false;

	*outcome = CELL_UNKNOWN;
	for (; i < sorted->cells_involved.len && sorted->cells_involved.at[i].at == at; i++) {
		enum cell_outcome one = sorted->cells_involved.at[i].outcome;
		bool stronger = one == CELL_FAILS || (one == CELL_HOLDS && *outcome != CELL_FAILS);
		*outcome = stronger ? one : *outcome;
		any = true;
	}
	return any;
}

static struct str
checked_text(struct arena *a, const struct check *c, uint32_t at)
{
	static const char *const marks[] = {
		[CELL_HOLDS] = "", [CELL_FAILS] = "!", [CELL_UNKNOWN] = "?"};
	const struct cell_involved *all = c->cells_involved.at;
	struct buf b = {.arena = a};

	for (size_t i = first_of(c, at); i < c->cells_involved.len && all[i].at == at; i++)
		if (!b.len || by_place(&all[i], &all[i - 1]) != 0)
			buf_printf(&b, "%s%.*s%s", b.len ? " " : "", STR_FMT(all[i].rule->id),
				   marks[all[i].outcome]);
	return buf_str(&b);
}

/* ---- words ---------------------------------------------------------------------------------- */

/* The unit of a table without the words that say that it is one: 单位：万元. */
static struct str
unit_of(const struct grid *g, const struct grid_meaning *m, uint32_t column, const struct cell *c)
{
	struct str unit = m->columns[column].unit.len ? m->columns[column].unit : g->unit;
	size_t wide = str_find(unit, STR("：")), narrow = str_find(unit, STR(":"));

	if (c->percent)
		return STR("%");
	if (wide != SIZE_MAX)
		unit = str_sub(unit, wide + strlen("："), unit.len);
	else if (narrow != SIZE_MAX)
		unit = str_sub(unit, narrow + 1, unit.len);
	return str_trim(unit);
}

static struct str
label_of(struct arena *a, const struct grid *g, const struct grid_meaning *m, uint32_t row,
	 uint32_t column)
{
	uint32_t path[ANCESTORS_MOST], depth = 0;
	struct buf b = {.arena = a};

	for (uint32_t r = row; r != GRID_NONE && depth < ANCESTORS_MOST; r = m->rows[r].parent)
		path[depth++] = r;
	while (depth-- > 0) {
		struct str label = g->rows[path[depth]].label;
		buf_printf(&b, "%s%.*s", b.len ? " > " : "",
			   STR_FMT(label.len ? label : g->rows[path[depth]].code));
	}
	if (g->columns[column].head.len)
		buf_printf(&b, " | %.*s", STR_FMT(g->columns[column].head));
	return str_trim(buf_str(&b));
}

/* ---- the list ------------------------------------------------------------------------------- */

const struct cell_view *
cells_list(struct arena *a, const struct lexicon *lx, const struct lint_result *r, size_t *count)
{
	const struct doc *d = &r->doc;
	struct cell_view *all =
		arena_array(a, grid_places(d->grids, d->grid_count) + 1, sizeof *all);
	size_t n = 0;

	for (size_t i = 0; i < d->grid_count; i++) {
		const struct grid *g = &d->grids[i];
		struct grid_meaning m;
		grid_meaning_read(a, lx, d, g, &m);
		for (uint32_t row = 0; row < g->row_count; row++)
			for (uint32_t k = 0; k < g->column_count; k++) {
				const struct cell *c = grid_cell(g, row, k);
				if (!c || c->kind != CELL_NUMBER)
					continue;
				struct decimal value = {c->mantissa, -c->decimals};
				all[n++] = (struct cell_view){
					c->span,
					decimal_print(a, value),
					unit_of(g, &m, k, c),
					doc_slice(d, c->span),
					label_of(a, g, &m, row, k),
					checked_text(a, &r->check, c->span.from),
				};
			}
	}
	*count = n;
	return all;
}
