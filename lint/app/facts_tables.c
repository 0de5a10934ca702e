/*
 * reportlint facts --tables: every table as it was understood, so that its reader can
 * see why something was or was not checked.
 */
#include "options.h"

#include <string.h>

enum { CELL_CELLS = 18, LABEL_CELLS = 32 };

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

static void
print_row(const struct doc *d, const struct grid *g, uint32_t r)
{
	const struct grid_row *row = &g->rows[r];
	struct span start = {d->blocks[row->block].span.from, d->blocks[row->block].span.from};

	printf("%5u  ", place_of(d, start).from.line);
	print_fitted(row->code, 9, false);
	print_fitted(row->label, LABEL_CELLS, false);
	for (uint32_t c = 0; c < g->column_count; c++) {
		const struct cell *x = grid_cell(g, r, c);
		putchar(' ');
		print_fitted(x ? doc_slice(d, x->span) : (struct str){0}, CELL_CELLS, true);
	}
	putchar('\n');
}

static void
print_grid(const struct doc *d, const struct grid *g)
{
	printf("%s", "\n== ");
	print_safely(stdout, g->title);
	printf(" (");
	print_safely(stdout, g->unit);
	printf(")%s\n", g->partner == GRID_NONE ? ""
			: g->left_half		? ", left half"
						: ", right half");
	printf("%7s", "");
	print_fitted((struct str){0}, 9 + LABEL_CELLS, false);
	for (uint32_t c = 0; c < g->column_count; c++) {
		putchar(' ');
		print_fitted(g->columns[c].head, CELL_CELLS, true);
	}
	putchar('\n');
	for (uint32_t r = 0; r < g->row_count; r++)
		if (g->rows[r].figures || g->rows[r].label.len)
			print_row(d, g, r);
}

void
print_tables(const struct doc *d)
{
	for (size_t i = 0; i < d->grid_count; i++)
		print_grid(d, &d->grids[i]);
}
