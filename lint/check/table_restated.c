/*
 * One item in two tables, or in both halves of one: columns that agree in most of the
 * rows that they share are the same figures, and where they differ one is wrong.
 * Which columns agree at all is counted by where their figures meet in a hash table; only
 * those are held against one another, row by row.
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
	MEETINGS_MOST = 1 << 19, /* figures that are kept to be met */
	STEPS_MOST = 20000000
};

/* A row that is named. */
struct item {
	uint64_t key; /* of its code, or its label */
	uint32_t row;
	uint32_t name; /* its place among the names of all sheets */
};

/* The named rows of a sheet; once sorted, by key, without those that are named twice. */
struct items {
	const struct sheet *sheet;
	struct item *at;
	size_t count;
	bool sorted;
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

static struct items
items_read(struct check *c, const struct sheet *s)
{
	struct items out = {.sheet = s};

	out.at = arena_alloc_raw(c->arena, s->grid->row_count * sizeof *out.at);
	for (uint32_t r = 0; r < s->grid->row_count; r++) {
		if (row_has_figures(s, r) && !row_is_orphan(s, r))
			out.at[out.count++] = (struct item){.key = key_of(s, r), .row = r};
	}
	return out;
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

/* ---- which columns agree at all ------------------------------------------------------- */

/* Names of rows, and how often each is in the last sheet that has it. */
struct names {
	struct name {
		uint64_t key;
		uint32_t sheet; /* from one on */
		uint8_t times;	/* MANY stands for more, too */
		bool shared;	/* with an earlier sheet */
	} * at;
	size_t mask;
};

/* How many rows of a sheet are named as no other is.  Notes where each name is. */
static size_t
names_count(struct names *names, struct items *items, uint32_t sheet)
{
	enum { MANY = 3 };
	size_t alone = 0;

	for (size_t i = 0; i < items->count; i++) {
		uint64_t key = items->at[i].key;
		size_t k = key & names->mask;
		while (names->at[k].sheet && names->at[k].key != key)
			k = (k + 1) & names->mask;
		items->at[i].name = (uint32_t)k;
		if (names->at[k].sheet != sheet)
			names->at[k] = (struct name){key, sheet, 0, names->at[k].sheet != 0};
		if (names->at[k].times < MANY)
			names->at[k].times++;
		alone += names->at[k].times == 1;
		alone -= names->at[k].times == 2;
	}
	return alone;
}

/* Leaves out the rows that no other sheet names: they are held against nothing. */
static void
items_keep_shared(const struct names *names, struct items *x)
{
	size_t kept = 0;

	for (size_t i = 0; i < x->count; i++) {
		x->at[kept] = x->at[i];
		kept += names->at[x->at[i].name].shared;
	}
	x->count = kept;
}

/* A figure under the name of its row, and the columns that print it there. */
struct meeting {
	uint32_t key;	 /* half of it: two that meet by accident are told apart later */
	uint32_t series; /* from one on; 0: free */
};

/* A bit for each earlier series. */
struct series_set {
	uint64_t bits[SERIES_WORDS];
};

struct meetings {
	struct meeting *at;
	size_t mask, count;
	/* a bit for each figure, by a few bits of its key: those that are there, and there again */
	uint64_t *once, *twice, filter_mask;
	uint64_t steps;
	struct series_set *met; /* of each series: the earlier ones that it shares a figure with */
	struct series_set *agree; /* ... and AGREE_FEW of them */
};

static void
meet(struct meetings *m, const struct series *all, uint32_t series, uint64_t key)
{
	size_t k = key & m->mask;
	uint32_t half = (uint32_t)(key >> 32);

	for (; m->at[k].series && m->steps < STEPS_MOST; k = (k + 1) & m->mask) {
		uint32_t other = m->at[k].series - 1;
		m->steps++;
		if (m->at[k].key != half || all[other].sheet == all[series].sheet)
			continue;
		uint64_t bit = UINT64_C(1) << other % 64, *met = &m->met[series].bits[other / 64];
		m->agree[series].bits[other / 64] |= *met & bit;
		*met |= bit;
	}
	if (m->at[k].series || m->count == MEETINGS_MOST)
		return;
	m->at[k] = (struct meeting){half, series + 1};
	m->count++;
}

/* Items that are held against others: what names one row at most agrees too little with any
 * other. */
static size_t
telling_count(const struct items *x)
{
	return x->count >= AGREE_FEW ? x->count : 0;
}

/* Notes which figures there are, and which of them may be there twice, at most so many of these; of
 * each item of a series its key, 0 where the figure says too little.  Figures of other decimals that
 * are equal have one key. */
static size_t
meetings_sift(struct meetings *m, const struct series *series, uint64_t *keys)
{
	const uint64_t odd = UINT64_C(0x9E3779B97F4A7C15), mask = m->filter_mask;
	const struct sheet *s = series->sheet;
	const uint64_t unit = (uint64_t)ten_to(PLACES_MOST - s->places) * odd;
	const size_t columns = s->grid->column_count;
	const int64_t *value = s->value + series->column;
	const bool even = s->last_place == 1; /* all figures have the same decimals */
	const struct item *x = series->items->at, *end = x + telling_count(series->items);
	uint64_t *once = m->once, *twice = m->twice;
	size_t again = 0;

	for (; x < end; x++) {
		const size_t at = x->row * columns;
		const int64_t v = value[at], size = v < 0 ? -v : v;
		bool tells = (even ? size : sheet_digits(s, at + series->column)) >= LARGE;
		uint64_t key = (x->key ^ (uint64_t)v * unit) * odd;
		key = tells ? key ^ key >> 32 : 0;
		uint64_t place = key >> 32 & mask, bit = (uint64_t)tells << place % 64;
		uint64_t found = once[place / 64] & bit;
		once[place / 64] |= bit;
		if (found) {
			twice[place / 64] |= bit;
			again++;
		}
		*keys++ = key;
	}
	return 2 * again;
}

/* Holds the figures that may be there twice, of so many, against one another.  Which they are is noted
 * for some at a time, without a branch for each. */
static void
meetings_meet(struct meetings *m, const struct series *all, const uint64_t *keys, size_t count)
{
	enum { SOME = 512 };
	const uint64_t mask = m->filter_mask, *twice = m->twice;
	size_t end = telling_count(all[0].items); /* of series i */
	uint32_t i = 0;

	for (size_t from = 0; from < count; from += SOME) {
		const uint32_t some = count - from < SOME ? (uint32_t)(count - from) : SOME;
		uint16_t noted[SOME];
		uint32_t noted_count = 0;

		for (uint32_t k = 0; k < some; k++) {
			const uint64_t key = keys[from + k], at = key >> 32 & mask;
			noted[noted_count] = (uint16_t)k;
			noted_count += key && twice[at / 64] >> at % 64 & 1;
		}
		for (uint32_t k = 0; k < noted_count; k++) {
			const size_t at = from + noted[k];
			while (at >= end)
				end += telling_count(all[++i].items);
			meet(m, all, i, keys[at]);
		}
	}
}

/* Counts for each two columns where they print one figure in rows of one name. */
static void
meetings_count(struct check *c, const struct series *all, uint32_t n, struct meetings *out)
{
	enum { FILTER = 8 /* bits for a figure, at least */ };
	size_t cells = 0, again = 0;

	for (uint32_t i = 0; i < n; i++)
		cells += all[i].items->count;
	uint64_t *keys = arena_alloc_raw(c->arena, cells * sizeof *keys), *key = keys;
	cells = cells < MEETINGS_MOST ? cells : MEETINGS_MOST;
	const size_t bits = FILTER / 2 * hash_room(cells), words = (bits + 63) / 64;
	*out = (struct meetings){.once = arena_array(c->arena, 2 * words, sizeof *out->once),
				 .filter_mask = bits - 1,
				 .met = arena_array(c->arena, n, sizeof *out->met),
				 .agree = arena_array(c->arena, n, sizeof *out->agree)};
	out->twice = out->once + words;
	for (uint32_t i = 0; i < n; i++) {
		again += meetings_sift(out, &all[i], key);
		key += telling_count(all[i].items);
	}
	const size_t room = hash_room(again < cells ? again : cells);
	out->at = arena_array(c->arena, room, sizeof *out->at);
	out->mask = room - 1;
	if (again)
		meetings_meet(out, all, keys, (size_t)(key - keys));
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

/* The columns that are looked at; returns how many. */
static uint32_t
series_read(struct check *c, const struct sheet *sheets, size_t count, struct series *all)
{
	struct items *items = arena_alloc_raw(c->arena, count * sizeof *items);
	struct names names = {0};
	size_t rows = 0;
	uint32_t n = 0, read = 0;

	for (size_t i = 0; i < count; i++)
		rows += sheets[i].grid->row_count;
	names.mask = hash_room(rows) - 1;
	names.at = arena_array(c->arena, names.mask + 1, sizeof *names.at);
	for (uint32_t i = 0; i < count && n < SERIES_MOST; i++, read++) {
		items[i] = items_read(c, &sheets[i]);
		size_t alone = names_count(&names, &items[i], i + 1);
		for (uint32_t k = 0; k < sheets[i].grid->column_count && n < SERIES_MOST; k++)
			if (alone >= AGREE_FEW && !sheets[i].rate[k])
				all[n++] = (struct series){&sheets[i], &items[i], k};
	}
	for (uint32_t i = 0; i < read; i++)
		items_keep_shared(&names, &items[i]);
	return n;
}

void
table_restated(struct check *c, const struct rule *r, const struct sheet *sheets, size_t count)
{
	struct series all[SERIES_MOST];
	struct clashes clashes = {.c = c};
	struct meetings meetings;
	uint64_t steps = 0;
	uint32_t n = count > 1 ? series_read(c, sheets, count, all) : 0;

	if (n < 2)
		return;
	meetings_count(c, all, n, &meetings);
	for (uint32_t b = 0; b < n; b++)
		for (uint32_t word = 0; word <= b / 64; word++)
			for (uint64_t left = meetings.agree[b].bits[word];
			     left && steps < STEPS_MOST; left &= left - 1) {
				uint32_t a = word * 64 + (uint32_t)__builtin_ctzll(left);
				items_sort(all[a].items);
				items_sort(all[b].items);
				steps += all[a].items->count + all[b].items->count;
				pair_judge(&clashes, r, &all[a], &all[b]);
			}
	clashes_report(&clashes, r);
}
