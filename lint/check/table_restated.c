/*
 * One item in two tables, or in both halves of one: columns that agree in most of the
 * rows that they share are the same figures, and where they differ one is wrong.
 * Few columns have two figures that were there before, under the names of their rows, as far as a
 * few bits of both show; only these are looked for in the rows of those names, and only columns that
 * agree there are held against one another, row by row.
 * Cost: linear in the cells of SERIES_MOST columns; and the rows of the pairs that agree.
 */
#include <stdlib.h>

#include "table_label.h"

enum {
	SERIES_MOST = 240,
	SERIES_WORDS = SERIES_MOST / 64 + 1,
	AGREE_LEAST = 3,
	LARGE = 100,
	AGREE_FEW = 2, /* what the two sets of a series tell from less */
	DIGITS_MANY = 10,
	CLASHES_MOST = 500,
	STEPS_MOST = 20000000
};

/* A row that is named. */
struct item {
	uint64_t key; /* of its code, or its label */
	uint32_t row;
	uint32_t sheet;	  /* the number of its items, from one on */
	uint32_t earlier; /* the one before with some bits of the key */
	bool again;	  /* it is named as one before in its sheet */
};

/* The named rows of a sheet; once sorted, by key, without those that are named twice. */
struct items {
	const struct sheet *sheet;
	struct item *at;
	size_t count;
	bool sorted;
	uint32_t from, to; /* the series of its columns */
};

struct series {
	const struct sheet *sheet;
	struct items *items; /* of its sheet */
	uint32_t column;
};

static int
by_key(const void *a, const void *b)
{
	const struct item *x = a, *y = b;
	if (x->key != y->key)
		return x->key < y->key ? -1 : 1;
	return x->row < y->row ? -1 : x->row > y->row;
}

static uint64_t
key_of(const struct sheet *s, uint32_t r)
{
	if (!(s->row[r] & ROW_CODE))
		return s->label[r]->key;
	struct str code = s->grid->rows[r].code;
	return hash_bytes(code.at, code.len, 1);
}

static void
items_sort(struct items *x)
{
	size_t kept = 0;

	if (x->sorted)
		return;
	qsort(x->at, x->count, sizeof *x->at, by_key);
	for (size_t i = 0, k; i < x->count; i = k) {
		for (k = i + 1; k < x->count && x->at[k].key == x->at[i].key;)
			k++;
		if (k - i == 1)
			x->at[kept++] = x->at[i];
	}
	x->count = kept;
	x->sorted = true;
}

/* ---- rows of one name ------------------------------------------------------------------ */

/* The named rows of all sheets, one sheet behind the other, and the last of each few bits of a key.
 * Before all of them stands one of no sheet. */
struct rows {
	struct item *at;
	uint32_t count;
	uint32_t *last;
	size_t mask;
};

/* The last row before x in its sheet that is named as it is; NULL without. */
static const struct item *
named_before(const struct rows *rows, const struct item *x)
{
	const struct item *y = &rows->at[x->earlier];

	while (y->sheet == x->sheet && y->key != x->key)
		y = &rows->at[y->earlier];
	return y->sheet == x->sheet ? y : NULL;
}

/* Adds the rows of a sheet; returns how many of them are named as no other of it. */
static size_t
rows_add(struct rows *rows, struct items *items, uint32_t number)
{
	const struct sheet *s = items->sheet;
	struct item *x = rows->at + rows->count;
	size_t alone = 0;

	items->at = x;
	for (uint32_t r = 0; r < s->grid->row_count; r++) {
		if (!row_has_figures(s, r) || row_is_orphan(s, r))
			continue;
		const uint64_t key = key_of(s, r);
		uint32_t *last = &rows->last[key & rows->mask];
		*x = (struct item){key, r, number, *last, false};
		*last = (uint32_t)(x - rows->at);
		const struct item *before = named_before(rows, x);
		x->again = before != NULL;
		alone += !before;
		alone -= before && !before->again;
		x++;
	}
	items->count = (size_t)(x - items->at);
	rows->count += (uint32_t)items->count;
	return alone;
}

static void
rows_begin(struct check *c, const struct sheet *sheets, size_t count, struct rows *out)
{
	size_t most = 0;

	for (size_t i = 0; i < count; i++)
		most += sheets[i].grid->row_count;
	out->at = arena_alloc_raw(c->arena, (most + 1) * sizeof *out->at);
	out->at[0] = (struct item){.sheet = 0};
	out->count = 1;
	out->mask = hash_room(most) - 1;
	out->last = arena_array(c->arena, out->mask + 1, sizeof *out->last);
}

/* The columns that are looked at; returns how many.  items: of each sheet, behind the first. */
static uint32_t
series_read(struct check *c, const struct sheet *sheets, size_t count, struct rows *rows,
	    struct items *items, struct series *all)
{
	uint32_t n = 0;

	rows_begin(c, sheets, count, rows);
	for (uint32_t i = 1; i <= count && n < SERIES_MOST; i++) {
		const struct sheet *s = &sheets[i - 1];
		items[i] = (struct items){.sheet = s, .from = n};
		size_t alone = rows_add(rows, &items[i], i);
		for (uint32_t k = 0; k < s->grid->column_count && n < SERIES_MOST; k++)
			if (alone >= AGREE_FEW && !s->rate[k])
				all[n++] = (struct series){s, &items[i], k};
		items[i].to = n;
	}
	return n;
}

/* ---- which columns agree at all ------------------------------------------------------- */

/* A bit for each earlier series. */
struct series_set {
	uint64_t bits[SERIES_WORDS];
};

/* A series that agrees with some before it in AGREE_FEW figures. */
struct agreeing {
	uint32_t series;
	struct series_set with;
};

struct meetings {
	struct check *c;
	const struct series *all;
	const struct rows *rows;
	const struct items *items; /* of each sheet, behind the first */
	uint64_t *once;	 /* a bit for each figure that was there, by some bits of its key */
	int shift;	 /* ... the highest ones */
	uint32_t *again; /* rows of the series at hand where it may have been there before */
	uint64_t steps;
	VEC(struct agreeing) agreeing;
};

/* What makes figures of other decimals that are equal the same number. */
static uint64_t
unit_of(const struct sheet *s)
{
	return (uint64_t)ten_to(PLACES_MOST - s->places);
}

/* Notes the figures of a series that say something, and those of them that may have been there before
 * under the name of their row; how many these are.  `even`: all figures have the same decimals. */
static inline __attribute__((always_inline)) size_t
sift(const struct meetings *m, const struct series *series, bool even)
{
	const uint64_t odd = UINT64_C(0x9E3779B97F4A7C15);
	const struct sheet *s = series->sheet;
	const uint64_t unit = unit_of(s);
	const size_t columns = s->grid->column_count;
	const int64_t *value = s->value + series->column;
	const struct item *x = series->items->at, *end = x + series->items->count;
	const int shift = m->shift;
	uint64_t *once = m->once;
	size_t again = 0;

	for (const struct item *first = x; x < end; x++) {
		const size_t at = x->row * columns;
		const int64_t v = value[at];
		bool tells = even ? (uint64_t)(v + (LARGE - 1)) > 2 * (LARGE - 1)
				  : sheet_digits(s, at + series->column) >= LARGE;
		uint64_t place = (x->key ^ (uint64_t)v * unit) * odd >> shift;
		uint64_t bit = (uint64_t)tells << place % 64, *word = &once[place / 64];
		const uint64_t found = *word & bit;
		*word |= bit;
		if (found)
			m->again[again++] = (uint32_t)(x - first);
	}
	return again;
}

static size_t
series_sift(const struct meetings *m, const struct series *series)
{
	return series->sheet->last_place == 1 ? sift(m, series, true) : sift(m, series, false);
}

/* Holds a figure of a series against those of the rows of its name in earlier sheets; *met: the series
 * that had one of its figures.  Does one have two? */
static bool
figure_meet(struct meetings *m, uint32_t series, const struct item *x, struct series_set *met,
	    struct series_set *agree)
{
	const struct series *b = &m->all[series];
	const uint64_t figure = (uint64_t)b->sheet->value[sheet_at(b->sheet, x->row, b->column)] *
				unit_of(b->sheet);
	bool found = false;

	const struct item *y = &m->rows->at[x->earlier];

	for (; y->sheet && m->steps < STEPS_MOST; y = &m->rows->at[y->earlier]) {
		m->steps++;
		if (y->key != x->key || y->sheet == x->sheet)
			continue;
		const struct items *items = &m->items[y->sheet];
		const uint64_t unit = unit_of(items->sheet);
		m->steps += items->to - items->from;
		for (uint32_t i = items->from; i < items->to; i++) {
			const size_t at = sheet_at(items->sheet, y->row, m->all[i].column);
			const uint64_t bit = UINT64_C(1) << i % 64;
			if ((uint64_t)items->sheet->value[at] * unit != figure ||
			    sheet_digits(items->sheet, at) < LARGE)
				continue;
			found |= met->bits[i / 64] & bit;
			agree->bits[i / 64] |= met->bits[i / 64] & bit;
			met->bits[i / 64] |= bit;
		}
	}
	return found;
}

/* Finds the series that a later one agrees with: of nearly all not two figures were there before. */
static void
meetings_find(struct meetings *m, uint32_t n)
{
	enum { FILTER = 16 /* bits for a figure, at least */ };
	size_t cells = 0, most = 0;

	for (uint32_t i = 0; i < n; i++) {
		cells += m->all[i].items->count;
		most = most > m->all[i].items->count ? most : m->all[i].items->count;
	}
	const size_t bits = FILTER / 2 * hash_room(cells);
	m->once = arena_array(m->c->arena, bits / 64, sizeof *m->once);
	m->shift = __builtin_clzll(bits) + 1;
	m->again = arena_alloc_raw(m->c->arena, most * sizeof *m->again);
	for (uint32_t i = 0; i < n; i++) {
		const size_t again = series_sift(m, &m->all[i]);
		struct series_set met = {{0}};
		struct agreeing found = {i, {{0}}};
		bool any = false;
		for (size_t k = 0; k < again && again >= AGREE_FEW; k++)
			any |= figure_meet(m, i, &m->all[i].items->at[m->again[k]], &met,
					   &found.with);
		if (any)
			*VEC_PUSH(m->c->arena, &m->agreeing) = found;
	}
}

/* ---- two columns -------------------------------------------------------------------------- */

/* Two columns row by row: next pair of rows that both name. */
static bool
next_shared(const struct series *a, const struct series *b, size_t *i, size_t *k, size_t *x,
	    size_t *y)
{
	while (*i < a->items->count && *k < b->items->count) {
		uint64_t p = a->items->at[*i].key, q = b->items->at[*k].key;
		if (p != q) {
			*(p < q ? i : k) += 1;
			continue;
		}
		*x = sheet_at(a->sheet, a->items->at[(*i)++].row, a->column);
		*y = sheet_at(b->sheet, b->items->at[(*k)++].row, b->column);
		if (a->sheet->state[*x] == SHEET_FIGURE && b->sheet->state[*y] == SHEET_FIGURE)
			return true;
	}
	return false;
}

/* Values of two sheets may have other decimals. */
static bool
is_equal(const struct series *a, const struct series *b, size_t x, size_t y)
{
	if (a->sheet->places == b->sheet->places)
		return a->sheet->value[x] == b->sheet->value[y];
	struct decimal p = {a->sheet->value[x], -a->sheet->places};
	struct decimal q = {b->sheet->value[y], -b->sheet->places};
	return decimal_cmp(p, q) == 0;
}

static bool
is_slip(struct check *c, const struct series *a, const struct series *b, size_t x, size_t y)
{
	return digits_slip(doc_slice(c->doc, sheet_span(a->sheet, x)),
			   doc_slice(c->doc, sheet_span(b->sheet, y)));
}

static bool
heads_equal(const struct series *a, const struct series *b)
{
	struct str x = a->sheet->grid->columns[a->column].head;
	return x.len && str_eq(x, b->sheet->grid->columns[b->column].head);
}

/* Do the columns print the same figures?  Several different ones agree, and few do
 * not; under one head two long ones are enough. */
static bool
is_same(const struct series *a, const struct series *b)
{
	size_t i = 0, k = 0, x, y;
	uint32_t agree = 0, differ = 0, digits = 0;
	int64_t last = 0;

	while (next_shared(a, b, &i, &k, &x, &y)) {
		bool equal = is_equal(a, b, x, y);
		differ += !equal;
		if (equal && sheet_digits(a->sheet, x) >= LARGE && a->sheet->value[x] != last) {
			agree++;
			last = a->sheet->value[x];
			digits += tens_in((uint64_t)sheet_digits(a->sheet, x)) + 1;
		}
	}
	if (agree >= AGREE_LEAST)
		return differ * 3 <= agree;
	return agree == AGREE_FEW && digits >= DIGITS_MANY && differ <= 1 && heads_equal(a, b);
}

/* Two cells that ought to be the same and are not. */
struct clash {
	const struct sheet *sheet[2];
	size_t at[2];
};

struct clashes {
	struct check *c;
	VEC(struct clash) all;
};

/* How many others a cell clashes with. */
static uint32_t
clash_count(const struct clashes *all, const struct sheet *s, size_t at)
{
	uint32_t n = 0;

	for (size_t i = 0; i < all->all.len; i++)
		for (int k = 0; k < 2; k++)
			n += all->all.at[i].sheet[k] == s && all->all.at[i].at[k] == at;
	return n;
}

/* Tells one clash: the odd cell is `odd` of the two. */
static void
report(struct check *c, const struct rule *r, const struct clash *clash, int odd)
{
	const struct sheet *s = clash->sheet[odd], *t = clash->sheet[!odd];
	size_t at = clash->at[odd], other_at = clash->at[!odd];
	struct str figure = doc_slice(c->doc, sheet_span(s, at));
	struct str other = doc_slice(c->doc, sheet_span(t, other_at));
	const struct message_value values[] = {
		{"total", figure},
		{"place", sheet_place(c, s, at)},
		{"parts", sheet_place(c, t, other_at)},
		{"sum", other},
		{NULL, {0}},
	};
	const struct related related = {.span = sheet_span(t, other_at),
					.message = sheet_place(c, t, other_at)};
	struct finding *f = finding_add(c, r, sheet_span(s, at), values, &related, 1);

	sheet_cell(c, r, s, at, CELL_FAILS);
	sheet_cell(c, r, t, other_at, CELL_FAILS);
	suspect(s, at);
	suspect(t, other_at);
	finding_operand(c, f, "figure", figure);
	finding_operand(c, f, "other", other);
	if (s->places == t->places)
		sheet_compare(c, f, s, at, t->value[other_at]);
	propose_either(c, f, sheet_span(s, at), sheet_span(t, other_at));
}

/* A wrong figure clashes with every table that has the right one: it is told once, and
 * so is every clash only. */
static void
clashes_report(struct clashes *all, const struct rule *r)
{
	bool *told = arena_array(all->c->arena, all->all.len, sizeof *told);

	for (size_t i = 0; i < all->all.len; i++) {
		const struct clash *x = &all->all.at[i];
		if (told[i])
			continue;
		int odd = clash_count(all, x->sheet[0], x->at[0]) <=
			  clash_count(all, x->sheet[1], x->at[1]);
		for (size_t k = i; k < all->all.len; k++) {
			const struct clash *y = &all->all.at[k];
			for (int side = 0; side < 2; side++)
				told[k] |= y->sheet[side] == x->sheet[odd] &&
					   y->at[side] == x->at[odd];
		}
		report(all->c, r, x, odd);
	}
}

static void
pair_judge(struct clashes *all, const struct rule *r, const struct series *a,
	   const struct series *b)
{
	size_t i = 0, k = 0, x, y;

	if (!is_same(a, b))
		return;
	while (next_shared(a, b, &i, &k, &x, &y)) {
		if (is_equal(a, b, x, y)) {
			sheet_cell(all->c, r, a->sheet, x, CELL_HOLDS);
			sheet_cell(all->c, r, b->sheet, y, CELL_HOLDS);
			check_proved(all->c, r, sheet_span(b->sheet, y),
				     "the same in another table");
		} else if (all->all.len < CLASHES_MOST && is_slip(all->c, a, b, x, y))
			*VEC_PUSH(all->c->arena, &all->all) =
				(struct clash){{a->sheet, b->sheet}, {x, y}};
	}
}

void
table_restated(struct check *c, const struct rule *r, const struct sheet *sheets, size_t count)
{
	struct series all[SERIES_MOST];
	struct clashes clashes = {.c = c};
	struct rows rows = {.count = 0};
	struct items *items = arena_alloc_raw(c->arena, (count + 1) * sizeof *items);
	struct meetings m = {.c = c, .all = all, .rows = &rows, .items = items};
	uint64_t steps = 0;
	uint32_t n = count > 1 ? series_read(c, sheets, count, &rows, items, all) : 0;

	if (n < 2)
		return;
	meetings_find(&m, n);
	for (size_t i = 0; i < m.agreeing.len; i++) {
		const struct agreeing *x = &m.agreeing.at[i];
		const struct series *b = &all[x->series];
		for (uint32_t a = 0; a < x->series && steps < STEPS_MOST; a++) {
			if (!(x->with.bits[a / 64] >> a % 64 & 1))
				continue;
			items_sort(all[a].items);
			items_sort(b->items);
			steps += all[a].items->count + b->items->count;
			pair_judge(&clashes, r, &all[a], b);
		}
	}
	clashes_report(&clashes, r);
}
