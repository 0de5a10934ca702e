/*
 * What stands under one another in a table laid out by spaces.  In: cells with their
 * places.  Out: the place of codes, columns.  Figures of a column end at one
 * edge, give or take two characters; centred ones overlap.  Cost: linear in the cells.
 */
#include "../base/byte_map.h"
#include "../base/lanes.h"
#include "table_internal.h"

enum { EDGE_SLACK = 2, SHIFT_MOST = 12 };

static bool
in_half(const struct cell *c, struct span half)
{
	return c->left >= half.from && c->left < half.to;
}

/* ---- what a column is ----------------------------------------------------------------- */

enum { EDGES_MOST = 512 };

/* Distinct places of a row, a byte each; behind them what is none. */
struct places_seen {
	uint8_t at[EDGES_MOST + 1];
};

static inline void
place_add(struct places_seen *seen, uint32_t place)
{
	seen->at[place < EDGES_MOST ? place : EDGES_MOST] = 1;
}

static uint32_t
places_count(const struct places_seen *seen)
{
	lanes n = {0};

	for (size_t i = 0; i < EDGES_MOST; i += LANES)
		n += lanes_at(seen->at + i);
	return lanes_sum(n);
}

void
widths_choose(struct table_reader *t)
{
	struct places_seen characters, columns; /* right edges of figures */

	if (t->ruled)
		return;
	memset(&characters, 0, sizeof characters);
	memset(&columns, 0, sizeof columns);
	for (size_t i = 0; i < t->cells.len; i++) {
		const struct cell *c = &t->cells.at[i];
		const uint32_t words = (uint32_t)cell_is_figure(c) - 1; /* all bits, or none */
		place_add(&characters, c->right | words);
		place_add(&columns, (c->right + c->wide) | words);
	}
	if (places_count(&characters) <= places_count(&columns))
		return;
	for (size_t r = 0; r < t->rows.len; r++) {
		uint32_t before = 0;
		for (uint32_t i = t->rows.at[r].from; i < t->rows.at[r].to; i++) {
			struct cell *c = &t->cells.at[i];
			c->left += before;
			c->right += c->wide;
			before = c->wide;
		}
	}
}

/* ---- codes --------------------------------------------------------------------------- */

/* The first cell of a row in a half; row.to without. */
static inline uint32_t
row_first(const struct table_reader *t, const struct table_row *row, struct span half)
{
	uint32_t at = row->from;

	while (at < row->to && !in_half(&t->cells.at[at], half))
		at++;
	return at;
}

uint32_t
leading_digits(const struct table_reader *t, const struct table_row *row, struct span half,
	       uint32_t *first)
{
	uint32_t at = row_first(t, row, half), n = 0;

	for (*first = at; at < row->to && cell_is_digits(&t->cells.at[at]); at++)
		n++;
	return n;
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

	*place = (struct span){0, 0};
	if (!t->figures_lead && !half.from)
		return; /* each row begins with words */
	for (uint32_t i = from; i < to; i++) {
		const struct table_row *row = &t->rows.at[i];
		const struct cell *const cell = &t->cells.at[row->from];
		if (row->from < row->to && cell->kind == CELL_TEXT && in_half(cell, half)) {
			rows++; /* nearly always */
			continue;
		}
		first = row_first(t, row, half);
		if (first == row->to)
			continue;
		rows++;
		if (!cell_is_digits(&t->cells.at[first]))
			continue;
		uint32_t n = leading_digits(t, row, half, &first);
		const struct cell *c = &t->cells.at[first], *next = c + n;
		bool labelled = next < &t->cells.at[row->to - 1] + 1 && next->kind == CELL_TEXT &&
				in_half(next, half);
		labelled = labelled || heads_words(t, i, to, half, c, n);
		codes += labelled;
		years += cell_is_year(c);
		if (labelled || cell_is_year(c)) {
			uint32_t end = labelled ? c[n - 1].right : c->right;
			left = c->left < left ? c->left : left;
			right = end > right ? end : right;
		}
	}
	/* what is laid out stands a little off; what is ruled does not */
	uint32_t room = t->ruled ? 0 : 1;
	if (codes >= 2 || (years >= 2 && years * 2 > rows))
		*place = (struct span){left > room ? left - room : 0, right + room};
}

/* ---- columns ------------------------------------------------------------------------- */

/* The cells of the rows of a half, row by row. */
struct row_walk {
	const struct table_reader *t;
	struct span half, codes;
	uint32_t row, end;
	const struct cell *at, *to, *coded; /* of a row; those before `coded` may be codes */
};

static struct row_walk
row_walk(const struct table_reader *t, uint32_t from, uint32_t to, struct span half,
	 struct span codes)
{
	return (struct row_walk){.t = t, .half = half, .codes = codes, .row = from, .end = to};
}

/* The next row; false behind the last.  w->row is one more than its number. */
static bool
walk_next(struct row_walk *w)
{
	if (w->row == w->end)
		return false;
	const struct cell *const cells = w->t->cells.at;
	const struct table_row *row = &w->t->rows.at[w->row++];
	uint32_t first, digits;

	w->at = w->coded = cells + row->from;
	w->to = row->figure ? cells + row->to : w->at;
	while (w->at < w->to && w->at->left < w->half.from)
		w->at++;
	while (w->at < w->to && w->to[-1].left >= w->half.to)
		w->to--;
	if (w->codes.to && w->at < w->to) {
		digits = leading_digits(w->t, row, w->half, &first);
		w->coded = cells + first + digits;
	}
	return true;
}

/* Is a cell of the row a figure that is no code? */
static inline bool
has_column(const struct row_walk *w, const struct cell *c)
{
	return cell_is_figure(c) &&
	       (c >= w->coded || c->left < w->codes.from || c->right > w->codes.to);
}

/* Where figures end. */
struct edge {
	uint32_t count, left; /* the least of theirs */
	uint32_t place;	      /* of the next of them among the sorted ones */
	uint32_t group;
};

/* Those of a half: at places up to `last`, each of which is written where a bit is set. */
struct edges {
	struct edge *at;
	uint64_t *set;
	uint32_t last;
};

/* The right edge of the last cell of some row. */
static uint32_t
last_right(const struct table_reader *t, uint32_t from, uint32_t to)
{
	uint32_t most = 0;

	for (uint32_t r = from; r < to; r++) {
		const struct table_row *row = &t->rows.at[r];
		if (row->from < row->to && t->cells.at[row->to - 1].right > most)
			most = t->cells.at[row->to - 1].right;
	}
	return most;
}

static inline void
edge_add(const struct edges *edges, const struct cell *c)
{
	struct edge *e = &edges->at[c->right];
	uint64_t *word = &edges->set[c->right / BYTE_MAP_WORD];
	const uint64_t bit = UINT64_C(1) << c->right % BYTE_MAP_WORD;

	if (!(*word & bit)) {
		*word |= bit;
		*e = (struct edge){.left = c->left};
	}
	e->count++;
	e->left = e->left < c->left ? e->left : c->left;
}

/* *n: of so many figures. */
static struct edges
edges_read(struct arena *a, struct row_walk w, uint32_t *n)
{
	struct edges edges = {.last = last_right(w.t, w.row, w.end)};

	edges.at = arena_alloc_raw(a, ((size_t)edges.last + 1) * sizeof *edges.at);
	edges.set = arena_array(a, byte_map_words(edges.last), sizeof *edges.set);
	*n = 0;
	while (walk_next(&w))
		for (const struct cell *c = w.at; c < w.to; c++)
			if (has_column(&w, c)) {
				edge_add(&edges, c);
				++*n;
			}
	return edges;
}

/* The rows of the n figures by their right edges, those of one edge in their order. */
static const uint32_t *
rows_by_right(struct arena *a, struct row_walk w, uint32_t n, const struct edges *edges)
{
	uint32_t *sorted = arena_alloc_raw(a, n * sizeof *sorted);
	const uint32_t first = w.row;
	struct byte_map_walk bits = byte_map_walk(edges->set, 0, edges->last + 1);

	for (uint32_t place = 0, k; byte_map_step(&bits, &k); place += edges->at[k].count)
		edges->at[k].place = place;
	while (walk_next(&w))
		for (const struct cell *c = w.at; c < w.to; c++)
			if (has_column(&w, c))
				sorted[edges->at[c->right].place++] = w.row - 1 - first;
	return sorted;
}

/* A column while it grows: figures [from, to) of the sorted ones. */
struct group {
	uint32_t from, to, left, right;
	uint32_t edge, most; /* the right edge that most have, the first of such; how many */
	uint32_t column;     /* that it is a part of */
};

static inline void
group_edge(struct group *g, uint32_t edge, uint32_t count)
{
	if (count <= g->most)
		return;
	g->edge = edge;
	g->most = count;
}

/* Do two groups have figures in one row? */
static bool
share_row(const uint32_t *row, const struct group *a, const struct group *b, uint32_t *seen,
	  uint32_t stamp)
{
	for (uint32_t i = a->from; i < a->to; i++)
		seen[row[i]] = stamp;
	for (uint32_t i = b->from; i < b->to; i++)
		if (seen[row[i]] == stamp)
			return true;
	return false;
}

/* Groups of figures whose right edges are close, at most COLUMNS_MAX; 0 where there are more.
 * *overlap: some two that are neighbours do. */
static uint32_t
group_figures(const struct table_reader *t, const struct edges *edges, struct group *groups,
	      bool *overlap)
{
	const uint32_t slack = t->ruled ? 0 : EDGE_SLACK;
	struct byte_map_walk w = byte_map_walk(edges->set, 0, edges->last + 1);
	uint32_t count = 0, from = 0, k;

	while (byte_map_step(&w, &k)) {
		struct edge *e = &edges->at[k];
		struct group *last = count ? &groups[count - 1] : NULL;
		if (last && k - last->right <= slack) {
			last->left = e->left < last->left ? e->left : last->left;
			last->right = k;
			last->to += e->count;
			group_edge(last, k, e->count);
		} else if (count == COLUMNS_MAX) {
			return 0;
		} else {
			groups[count] = (struct group){from, from + e->count, e->left, k,
						       k,    e->count,	      count};
			count++;
		}
		e->group = count - 1;
		from += e->count;
	}
	*overlap = false;
	for (uint32_t i = 1; i < count; i++)
		*overlap |= groups[i].left < groups[i - 1].right;
	return count;
}

/* Neighbours that overlap and never stand in one row are one column: which one each group is of.
 * The columns are groups [0, the number given); `row`: those of the figures sorted, so many. */
static uint32_t
groups_merge(struct arena *a, const uint32_t *row, uint32_t rows, struct group *groups,
	     uint32_t count)
{
	struct group *kept = arena_alloc_raw(a, count * sizeof *kept);
	uint32_t *seen = arena_array(a, rows, sizeof *seen);
	uint32_t n = 0;

	for (uint32_t i = 0; i < count; i++) {
		struct group *last = n ? &kept[n - 1] : NULL;
		if (last && groups[i].left < last->right &&
		    !share_row(row, last, &groups[i], seen, i + 1)) {
			last->to = groups[i].to;
			last->left = groups[i].left < last->left ? groups[i].left : last->left;
			last->right = groups[i].right;
			group_edge(last, groups[i].edge, groups[i].most);
		} else {
			kept[n++] = groups[i];
		}
		groups[i].column = n - 1;
	}
	for (uint32_t i = 0; i < n; i++) {
		groups[i].left = kept[i].left;
		groups[i].right = kept[i].right;
		groups[i].edge = kept[i].edge;
	}
	return n;
}

enum { PLACES = 64 };

/* One more than the place of a cell of a ruled row that is a figure; 0 of any other. */
static inline uint32_t
ruled_place(const struct cell *c)
{
	return cell_is_figure(c) ? c->left + 1 : 0;
}

/* Has some ruled row a figure at its first place that is no code? */
static bool
begins_with_other(const struct table_reader *t, uint32_t from, uint32_t to)
{
	for (uint32_t r = from; r < to; r++) {
		const struct table_row *row = &t->rows.at[r];
		const struct cell *c = t->cells.at + row->from;
		if (row->from < row->to && ruled_place(c) == 1 && !cell_is_digits(c))
			return true;
	}
	return false;
}

static inline uint64_t
first_places(uint32_t n)
{
	return n < PLACES ? (UINT64_C(1) << n) - 1 : ~UINT64_C(0);
}

/* The places of a ruled row that hold figures, a bit each; false when there are more than a word
 * has bits. */
static bool
row_places(const struct table_reader *t, const struct table_row *row, uint64_t *places)
{
	const struct cell *const first = t->cells.at + row->from, *const end =
									  t->cells.at + row->to;
	const uint32_t n = row->to - row->from;

	/* no place is empty, as in nearly all rows */
	if (row->straight && n - 1 < PLACES && first->left == 0 && end[-1].left == n - 1) {
		*places |= first_places(n) & ~(first_places(row->words) << row->codes);
		return true;
	}
	for (const struct cell *c = first; row->figure && c < end; c++) {
		uint32_t place = ruled_place(c);
		if (place > PLACES)
			return false;
		*places |= place ? UINT64_C(1) << (place - 1) : 0;
	}
	return true;
}

/* columns_find where rows are ruled, so have no halves, and have no codes but at the first place:
 * a column is a place.  False when there are more than a word has bits. */
static bool
ruled_columns(const struct table_reader *t, uint32_t from, uint32_t to, bool codes,
	      struct columns *out)
{
	struct arena *a = t->reader->arena;
	uint64_t places = 0;

	for (uint32_t r = from; r < to; r++)
		if (!row_places(t, &t->rows.at[r], &places))
			return false;
	if (codes && places & 1 && !begins_with_other(t, from, to))
		places--;
	out->ruled = out->apart = true;
	out->places = PLACES + 1;
	out->of = arena_alloc_raw(a, out->places * sizeof *out->of);
	memset(out->of, 0xFF, out->places * sizeof *out->of);
	out->at.cap = bits_count(places);
	out->at.at = arena_alloc_raw(a, out->at.cap * sizeof *out->at.at);
	for (; places; places &= places - 1) {
		uint32_t right = (uint32_t)__builtin_ctzll(places) + 1;
		out->of[right] = (uint32_t)out->at.len;
		out->at.at[out->at.len++] = (struct column_range){right - 1, right, right};
	}
	return true;
}

/* Which group, and so which column, the figures of each edge are of. */
static void
columns_by_edge(struct arena *a, const struct edges *edges, const struct group *groups,
		struct columns *out)
{
	struct byte_map_walk w = byte_map_walk(edges->set, 0, edges->last + 1);
	uint32_t k;

	out->places = edges->last + 1;
	out->of = arena_alloc_raw(a, out->places * sizeof *out->of);
	memset(out->of, 0xFF, out->places * sizeof *out->of);
	while (byte_map_step(&w, &k))
		out->of[k] = groups[edges->at[k].group].column;
}

struct columns
columns_find(const struct table_reader *t, uint32_t from, uint32_t to, struct span half,
	     struct span codes)
{
	struct arena *a = t->reader->arena;
	struct columns out = {0};
	if (t->ruled && from < to && codes.to <= 1 &&
	    ruled_columns(t, from, to, codes.to == 1, &out))
		return out;
	const struct row_walk w = row_walk(t, from, to, half, codes);
	uint32_t n;
	const struct edges edges = edges_read(a, w, &n);
	bool overlap = false;

	if (!n)
		return out;
	struct group *groups =
		arena_alloc_raw(a, (n < COLUMNS_MAX ? n : COLUMNS_MAX) * sizeof *groups);
	const uint32_t found = group_figures(t, &edges, groups, &overlap);
	uint32_t count = found;
	if (overlap)
		count = groups_merge(a, rows_by_right(a, w, n, &edges), to - from, groups, found);
	if (!count)
		return out;
	out.at.at = arena_alloc_raw(a, count * sizeof *out.at.at);
	out.at.cap = out.at.len = count;
	out.apart = !overlap;
	for (uint32_t g = 0; g < count; g++)
		out.at.at[g] =
			(struct column_range){groups[g].left, groups[g].right, groups[g].edge};
	columns_by_edge(a, &edges, groups, &out);
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
