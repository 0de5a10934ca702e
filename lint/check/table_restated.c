/*
 * One item in two tables, or in both halves of one: columns that agree in most of the
 * rows that they share are the same figures, and where they differ one is wrong.
 * Cost: pairs of columns times shared rows; SERIES_MOST columns are looked at.
 */
#include <stdlib.h>

#include "table.h"

enum {
	SERIES_MOST = 240,
	AGREE_LEAST = 3,
	LARGE = 100,
	AGREE_FEW = 2,
	DIGITS_MANY = 10,
	CLASHES_MOST = 500,
	STEPS_MOST = 20000000
};

/* A row that is named once in its grid. */
struct item {
	uint64_t key; /* of its code, or its label */
	uint32_t row;
};

struct series {
	const struct sheet *sheet;
	const struct item *items; /* of its sheet, by key */
	size_t count;
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
key_of(const struct grid_row *row)
{
	struct str label = str_sub(row->label, row->mark.span.to, row->label.len);
	uint64_t key = 0;

	if (row->code.len)
		return hash_bytes(row->code.at, row->code.len, 1);
	for (size_t i = 0; i < label.len; i++)
		if (label.at[i] != ' ')
			key = hash_bytes(label.at + i, 1, key + 2);
	return key;
}

/* The rows of a sheet by key; those that are named twice are left out. */
static const struct item *
items_read(struct check *c, const struct sheet *s, size_t *count)
{
	struct item *items = arena_array(c->arena, s->grid->row_count, sizeof *items);
	size_t n = 0, kept = 0;

	for (uint32_t r = 0; r < s->grid->row_count; r++) {
		const struct grid_row *row = &s->grid->rows[r];
		if (row->figures && (row->label.len || row->code.len))
			items[n++] = (struct item){key_of(row), r};
	}
	qsort(items, n, sizeof *items, by_key);
	for (size_t i = 0, k; i < n; i = k) {
		for (k = i + 1; k < n && items[k].key == items[i].key;)
			k++;
		if (k - i == 1)
			items[kept++] = items[i];
	}
	*count = kept;
	return items;
}

/* Two columns row by row: next pair of rows that both name. */
static bool
next_shared(const struct series *a, const struct series *b, size_t *i, size_t *k, size_t *x,
	    size_t *y)
{
	while (*i < a->count && *k < b->count) {
		uint64_t p = a->items[*i].key, q = b->items[*k].key;
		if (p != q) {
			*(p < q ? i : k) += 1;
			continue;
		}
		*x = sheet_at(a->sheet, a->items[(*i)++].row, a->column);
		*y = sheet_at(b->sheet, b->items[(*k)++].row, b->column);
		if (a->sheet->state[*x] == SHEET_FIGURE && b->sheet->state[*y] == SHEET_FIGURE)
			return true;
	}
	return false;
}

/* Values of two sheets may have other decimals. */
static bool
is_equal(const struct series *a, const struct series *b, size_t x, size_t y)
{
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

static uint32_t
digits_of(int64_t v)
{
	uint32_t n = 1;

	for (; v >= 10 || v <= -10; v /= 10)
		n++;
	return n;
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
			digits += digits_of(sheet_digits(a->sheet, x));
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
	size_t n = 0;

	for (size_t i = 0; i < count; i++) {
		size_t items;
		const struct item *list = items_read(c, &sheets[i], &items);
		for (uint32_t k = 0; k < sheets[i].grid->column_count && n < SERIES_MOST; k++)
			if (items >= AGREE_FEW && !sheets[i].rate[k])
				all[n++] = (struct series){&sheets[i], list, items, k};
	}
	uint64_t steps = 0;
	for (size_t b = 1; b < n; b++)
		for (size_t a = 0; a < b && steps < STEPS_MOST; a++) {
			if (all[a].sheet == all[b].sheet)
				continue;
			steps += all[a].count + all[b].count;
			pair_judge(&clashes, r, &all[a], &all[b]);
		}
	clashes_report(&clashes, r);
}
