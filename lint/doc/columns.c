/*
 * What stands under one another in a table laid out by spaces.  In: cells with their
 * places.  Out: the place of codes, columns.  Figures of a column end at one
 * edge, give or take two characters; centred ones overlap.  Cost: linear in the cells.
 */
#include "table_internal.h"

enum { EDGE_SLACK = 2, SHIFT_MOST = 12 };

static bool
in_half(const struct cell *c, struct span half)
{
	return c->left >= half.from && c->left < half.to;
}

/* ---- what a column is ----------------------------------------------------------------- */

enum { EDGES_MOST = 512 };

/* Distinct right edges of the figures, when wide characters count `width`. */
static uint32_t
edges_count(const struct table_reader *t, uint32_t width)
{
	uint64_t seen[EDGES_MOST / 64] = {0};
	uint32_t n = 0;

	for (size_t i = 0; i < t->cells.len; i++) {
		const struct cell *c = &t->cells.at[i];
		uint32_t edge = c->right + c->wide_right * (width - 1);
		if (!cell_is_figure(c) || edge >= EDGES_MOST || seen[edge / 64] >> edge % 64 & 1)
			continue;
		seen[edge / 64] |= UINT64_C(1) << edge % 64;
		n++;
	}
	return n;
}

void
widths_choose(struct table_reader *t)
{
	if (t->ruled || edges_count(t, 1) <= edges_count(t, 2))
		return;
	for (size_t i = 0; i < t->cells.len; i++) {
		t->cells.at[i].left += t->cells.at[i].wide_left;
		t->cells.at[i].right += t->cells.at[i].wide_right;
	}
}

/* ---- codes --------------------------------------------------------------------------- */

uint32_t
leading_digits(const struct table_reader *t, const struct table_row *row, struct span half,
	       uint32_t *first)
{
	uint32_t at = row->from, n = 0;

	while (at < row->to && !in_half(&t->cells.at[at], half))
		at++;
	for (*first = at; at < row->to && cell_is_digits(&t->cells.at[at]); at++)
		n++;
	return n;
}

static bool
is_year(const struct cell *c)
{
	return c->whole && c->mantissa >= 1900 && c->mantissa < 2100;
}

/* Do `n` digits from `code` on, alone in row i, begin one whose words stand on the next line, to
 * the right of them? */
static bool
heads_words(const struct table_reader *t, uint32_t i, uint32_t to, struct span half,
	    const struct cell *code, uint32_t n)
{
	const struct table_row *row = &t->rows.at[i], *next = row + 1;
	const struct cell *end = &t->cells.at[row->to - 1] + 1;

	if (i + 1 >= to || next->blank || next->page ||
	    code->span.to - code->span.from < CODE_DIGITS ||
	    (code + n < end && in_half(code + n, half)))
		return false;
	for (uint32_t k = next->from; k < next->to; k++) {
		const struct cell *c = &t->cells.at[k];
		if (c->kind == CELL_TEXT && in_half(c, half))
			return c->left >= code->right;
	}
	return false;
}

void
codes_find(const struct table_reader *t, uint32_t from, uint32_t to, struct span half,
	   struct span *place)
{
	uint32_t codes = 0, years = 0, rows = 0, left = UINT32_MAX, right = 0, first;

	for (uint32_t i = from; i < to; i++) {
		const struct table_row *row = &t->rows.at[i];
		uint32_t n = leading_digits(t, row, half, &first);
		if (first == row->to)
			continue;
		rows++;
		if (!n)
			continue;
		const struct cell *c = &t->cells.at[first], *next = c + n;
		bool labelled = next < &t->cells.at[row->to - 1] + 1 && next->kind == CELL_TEXT &&
				in_half(next, half);
		labelled = labelled || heads_words(t, i, to, half, c, n);
		codes += labelled;
		years += is_year(c);
		if (labelled || is_year(c)) {
			uint32_t end = labelled ? c[n - 1].right : c->right;
			left = c->left < left ? c->left : left;
			right = end > right ? end : right;
		}
	}
	*place = (struct span){0, 0};
	/* what is laid out stands a little off; what is ruled does not */
	uint32_t room = t->ruled ? 0 : 1;
	if (codes >= 2 || (years >= 2 && years * 2 > rows))
		*place = (struct span){left > room ? left - room : 0, right + room};
}

/* ---- columns ------------------------------------------------------------------------- */

struct figure {
	uint32_t left, right, cell, row;
};

/* One pass of a radix sort: by a byte of the right edges, `most` at most, from one array to
 * another. */
static void
sort_by_byte(const struct figure *from, struct figure *to, uint32_t n, unsigned shift,
	     uint32_t most)
{
	uint32_t place[256] = {0}, sum = 0;

	for (uint32_t i = 0; i < n; i++)
		place[from[i].right >> shift & 0xFF]++;
	for (size_t k = 0; k <= most; k++) {
		uint32_t count = place[k];
		place[k] = sum;
		sum += count;
	}
	for (uint32_t i = 0; i < n; i++)
		to[place[from[i].right >> shift & 0xFF]++] = from[i];
}

/* The figures by their right edges, those of one edge in their order; nearly always one byte
 * tells the edges apart. */
static struct figure *
by_right(struct arena *a, struct figure *figures, uint32_t n, uint32_t most_right)
{
	struct figure *other = arena_alloc_raw(a, n * sizeof *other);

	for (unsigned shift = 0; shift < 32 && most_right >> shift; shift += 8) {
		uint32_t most = most_right >> shift;
		sort_by_byte(figures, other, n, shift, most < 0xFF ? most : 0xFF);
		struct figure *sorted = other;
		other = figures;
		figures = sorted;
	}
	return figures;
}

/* A column while it grows: figures [from, to) of the sorted ones. */
struct group {
	uint32_t from, to, left, right;
};

/* Do two groups have figures in one row? */
static bool
share_row(const struct figure *f, const struct group *a, const struct group *b, uint32_t *seen,
	  uint32_t stamp)
{
	for (uint32_t i = a->from; i < a->to; i++)
		seen[f[i].row] = stamp;
	for (uint32_t i = b->from; i < b->to; i++)
		if (seen[f[i].row] == stamp)
			return true;
	return false;
}

/* The right edge that most figures of a group have. */
static uint32_t
mode_edge(const struct figure *f, const struct group *g)
{
	uint32_t best = f[g->from].right, most = 0;

	for (uint32_t i = g->from, k; i < g->to; i = k) {
		for (k = i; k < g->to && f[k].right == f[i].right;)
			k++;
		if (k - i > most) {
			most = k - i;
			best = f[i].right;
		}
	}
	return best;
}

/* Groups of figures whose right edges are close; then neighbours that overlap and never
 * stand in one row are one. */
static uint32_t
group_figures(const struct table_reader *t, struct figure *f, uint32_t n, struct group *groups,
	      uint32_t *seen)
{
	uint32_t count = 0, kept = 0;

	for (uint32_t i = 0, k; i < n; i = k) {
		struct group g = {i, i, f[i].left, f[i].right};
		for (k = i; k < n && f[k].right - g.right <= (t->ruled ? 0 : EDGE_SLACK); k++) {
			g.left = f[k].left < g.left ? f[k].left : g.left;
			g.right = f[k].right;
		}
		g.to = k;
		groups[count++] = g;
		if (count > COLUMNS_MAX)
			return 0;
	}
	for (uint32_t i = 0; i < count; i++) {
		struct group *last = kept ? &groups[kept - 1] : NULL;
		if (last && groups[i].left < last->right &&
		    !share_row(f, last, &groups[i], seen, i + 1)) {
			last->to = groups[i].to;
			last->left = groups[i].left < last->left ? groups[i].left : last->left;
			last->right = groups[i].right;
		} else {
			groups[kept++] = groups[i];
		}
	}
	return kept;
}

struct columns
columns_find(struct table_reader *t, uint32_t from, uint32_t to, struct span half,
	     struct span codes)
{
	struct arena *a = t->reader->arena;
	struct columns out = {0};
	uint32_t n = 0, most_right = 0;
	uint32_t cells = from < to ? t->rows.at[to - 1].to - t->rows.at[from].from : 0;
	struct figure *figures = arena_alloc_raw(a, cells * sizeof *figures);

	for (uint32_t r = from; r < to; r++) {
		uint32_t first = 0, digits = 0;
		if (codes.to)
			digits = leading_digits(t, &t->rows.at[r], half, &first);
		for (uint32_t i = t->rows.at[r].from; i < t->rows.at[r].to; i++) {
			const struct cell *c = &t->cells.at[i];
			bool code = i >= first && i < first + digits && c->left >= codes.from &&
				    c->right <= codes.to;
			if (!cell_is_figure(c) || !in_half(c, half) || code)
				continue;
			figures[n++] = (struct figure){c->left, c->right, i, r - from};
			most_right = c->right > most_right ? c->right : most_right;
		}
	}
	if (!n)
		return out;
	struct figure *sorted = by_right(a, figures, n, most_right);
	struct group *groups =
		arena_alloc_raw(a, (n < COLUMNS_MAX ? n : COLUMNS_MAX + 1) * sizeof *groups);
	uint32_t *seen = arena_array(a, to - from, sizeof *seen);
	uint32_t count = group_figures(t, sorted, n, groups, seen);
	out.at.at = arena_alloc_raw(a, count * sizeof *out.at.at);
	out.at.cap = count;
	for (uint32_t g = 0; g < count; g++) {
		*VEC_PUSH(a, &out.at) = (struct column_range){groups[g].left, groups[g].right,
							      mode_edge(sorted, &groups[g])};
		for (uint32_t i = groups[g].from; i < groups[g].to; i++)
			t->cells.at[sorted[i].cell].column = g;
	}
	return out;
}

/* ---- pages ------------------------------------------------------------------------------ */

static uint32_t
distance(uint32_t a, uint32_t b)
{
	return a > b ? a - b : b - a;
}

/* How far the columns lie from those of `known` that are nearest when all are moved by
 * `shift`, in rising order; UINT32_MAX when two would be one. */
static uint32_t
match_shifted(const struct columns *known, const struct columns *found, int32_t shift,
	      uint32_t *map)
{
	uint32_t k = 0, sum = 0;

	for (uint32_t i = 0; i < found->at.len; i++, k++) {
		uint32_t edge = (uint32_t)((int32_t)found->at.at[i].edge + shift);
		if (k >= known->at.len)
			return UINT32_MAX;
		while (k + 1 < known->at.len && distance(known->at.at[k + 1].edge, edge) <
							distance(known->at.at[k].edge, edge))
			k++;
		sum += distance(known->at.at[k].edge, edge);
		map[i] = k;
	}
	return sum;
}

bool
columns_match(const struct columns *known, const struct columns *found, uint32_t *map)
{
	uint32_t n = (uint32_t)found->at.len, best = UINT32_MAX;
	int32_t best_shift = 0;

	if (n == known->at.len) {
		for (uint32_t i = 0; i < n; i++)
			map[i] = i;
		return true;
	}
	if (n > known->at.len)
		return false;
	for (int32_t step = 0; step <= 2 * SHIFT_MOST; step++) {
		int32_t shift = step & 1 ? -(step + 1) / 2 : step / 2;
		uint32_t sum = match_shifted(known, found, shift, map);
		if (sum < best) {
			best = sum;
			best_shift = shift;
		}
	}
	return best <= n * EDGE_SLACK && match_shifted(known, found, best_shift, map) != UINT32_MAX;
}
