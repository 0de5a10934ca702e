/*
 * Columns of a table: rows that make the one above them.  Three structures say which: codes
 * (201, 20105, 2010506), enumerators (一、 over （一）), and indents.  A law counts when the table, or
 * for codes the report, proves it more than once.
 * Cost: linear in the cells for each structure.
 */
#include "table.h"

/* ---- codes ------------------------------------------------------------------------ */

/* The rows right below `row` whose codes go on where its own ends, of the next level. */
static bool
code_children(const struct sheet *s, uint32_t row, struct row_set *out)
{
	struct str code = s->grid->rows[row].code;
	size_t len = SIZE_MAX;

	row_set_begin(out, row);
	if (!code.len || !row_has_figures(s, row))
		return false;
	for (uint32_t i = row + 1; i < s->grid->row_count; i++) {
		struct str below = s->grid->rows[i].code;
		if (!below.len && s->total[i])
			break;
		if (!below.len) {
			/* whose child it is nobody can say */
			out->unknown |= row_has_figures(s, i);
			continue;
		}
		if (below.len <= code.len)
			break;
		if (!str_starts(below, code)) {
			out->unknown = true; /* deeper, and nobody's: a slip in the code itself */
			break;
		}
		if (below.len < len) {
			out->unknown |= out->count > 0;
			len = below.len;
		}
		if (below.len != len)
			continue;
		out->unknown |=
			out->count && str_eq(below, s->grid->rows[out->row[out->count - 1]].code);
		row_set_add(out, i);
	}
	return out->count > 0 && !out->unknown;
}

void
table_codes(struct check *c, const struct rule *r, const struct sheet *sheets, size_t count)
{
	struct tally tally = {0};
	struct row_set set;

	for (size_t i = 0; i < count; i++)
		for (uint32_t row = 0; sheets[i].code && row < sheets[i].grid->row_count; row++)
			if (code_children(&sheets[i], row, &set))
				row_set_try(c, &sheets[i], &set, &tally);
	for (size_t i = 0; i < count; i++)
		for (uint32_t row = 0; sheets[i].code && row < sheets[i].grid->row_count; row++)
			if (code_children(&sheets[i], row, &set))
				row_set_report(c, r, &sheets[i], &set, &tally);
}

/* ---- enumerators -------------------------------------------------------------------- */

/* The rows below an item that count from one in another style, until the next of its
 * own. */
static bool
item_children(const struct sheet *s, uint32_t row, enum style style, struct row_set *out)
{
	const struct enumerator *e = row_mark(s, row);

	row_set_begin(out, row);
	if (!e || !row_has_figures(s, row))
		return false;
	for (uint32_t i = row + 1; i < s->grid->row_count; i++) {
		const struct enumerator *below = row_mark(s, i);
		if (row_is_orphan(s, i))
			out->unknown = true;
		if (s->total[i] || (below && below->style <= e->style))
			break;
		if (!below || below->style != style)
			continue;
		out->unknown |= below->number != out->count + 1;
		row_set_add(out, i);
	}
	return out->count > 1 && !out->unknown;
}

void
table_items(struct check *c, const struct rule *r, const struct sheet *s)
{
	struct row_set set;
	uint32_t styles = 0;

	for (uint32_t row = 0; row < s->grid->row_count && s->any_marks; row++)
		styles |= row_mark(s, row) ? 1U << row_mark(s, row)->style : 0;
	/* the outermost counts nothing else */
	styles &= styles - 1;
	for (int style = 0; styles >> style; style++) {
		struct tally tally = {0};
		if (!(styles >> style & 1))
			continue;
		for (uint32_t row = 0; row < s->grid->row_count; row++)
			if (item_children(s, row, (enum style)style, &set))
				row_set_try(c, s, &set, &tally);
		for (uint32_t row = 0; row < s->grid->row_count; row++)
			if (item_children(s, row, (enum style)style, &set))
				row_set_report(c, r, s, &set, &tally);
	}
}

/* ---- indents ------------------------------------------------------------------------- */

/* The rows below a row that are set deeper, all alike, until the next as far out. */
static bool
indent_children(const struct sheet *s, uint32_t row, struct row_set *out)
{
	const struct grid_row *rows = s->grid->rows;
	uint32_t deeper = UINT32_MAX;

	row_set_begin(out, row);
	if (!row_has_figures(s, row) || !rows[row].label.len)
		return false;
	for (uint32_t i = row + 1; i < s->grid->row_count; i++) {
		if (!(s->row[i] & (ROW_LABEL | ROW_FIGURES)))
			continue;
		out->unknown |= row_is_orphan(s, i) || !row_has_figures(s, i);
		if (s->total[i] || rows[i].indent <= rows[row].indent)
			break;
		if (deeper == UINT32_MAX)
			deeper = rows[i].indent;
		out->unknown |= rows[i].indent < deeper;
		if (rows[i].indent == deeper)
			row_set_add(out, i);
	}
	return out->count > 1 && !out->unknown;
}

void
table_indents(struct check *c, const struct rule *r, const struct sheet *s)
{
	struct row_set set;
	struct tally tally = {0};

	for (uint32_t row = 0; row < s->grid->row_count && s->any_deeper; row++)
		if (indent_children(s, row, &set))
			row_set_try(c, s, &set, &tally);
	for (uint32_t row = 0; row < s->grid->row_count && tally.proofs; row++)
		if (indent_children(s, row, &set))
			row_set_report(c, r, s, &set, &tally);
}
