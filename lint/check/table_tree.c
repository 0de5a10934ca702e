/*
 * Totals that stand over their parts, where neither codes nor indents nor labels say so:
 * 总值 over 一产 二产 三产, and 二产 over 工业 建筑业.  A column is read as a tree: a row is
 * made by the rows, or families, right below it.  When every row finds its place, that is
 * no accident; then the tree holds for the other columns too, and when one slip of the pen
 * keeps a column from being such a tree, it is told.
 * Cost: rows squared for each column, of at most ROWS_MOST rows.
 */
#include "table.h"

enum { ROWS_LEAST = 4, ROWS_MOST = 64, PARTS_MOST = 24, COLUMNS_MOST = 12 };

/* Of a total: what every column may show, and what a guess needs. */
enum { LARGE = 100, LARGE_GUESS = 1000 };

struct tree {
	uint32_t row[ROWS_MOST]; /* of the grid, that hold figures */
	uint32_t count;
	uint8_t parent[ROWS_MOST]; /* index; ROWS_MOST for none */
	uint32_t families;
};

/* A family that is taken for one though a slip keeps it from adding up. */
struct guess {
	uint32_t parent, parts;
	int64_t worth; /* what the parent is taken for */
};

static bool
rows_read(const struct sheet *s, struct tree *t)
{
	for (uint32_t r = 0; r < s->grid->row_count; r++) {
		const struct grid_row *row = &s->grid->rows[r];
		if (!row->figures || r == s->names_row)
			continue;
		if (t->count == ROWS_MOST || row->code.len || s->rate_row[r])
			return false;
		t->row[t->count++] = r;
	}
	return t->count >= ROWS_LEAST;
}

/* Has every row a figure in this column? */
static bool
is_full(const struct sheet *s, const struct tree *t, uint32_t column)
{
	for (uint32_t i = 0; i < t->count; i++)
		if (s->value[sheet_at(s, t->row[i], column)] <= 0)
			return false;
	return !s->rate[column];
}

static bool
adds_up(const struct sheet *s, size_t total, int64_t gap, uint32_t parts, int64_t least)
{
	struct slack slack = {0};

	slack_add(&slack, s, total);
	slack.figures = slack.printed = parts + 1;
	enum slack_outcome outcome = slack_covers(&slack, s, gap);
	return sheet_digits(s, total) >= least && outcome != SLACK_NONE;
}

/* Rows without a parent so far, the nearest last. */
struct roots {
	uint8_t at[ROWS_MOST];
	uint32_t count;
};

static void
adopt(struct tree *t, struct roots *roots, uint32_t parent, uint32_t parts)
{
	for (uint32_t k = 0; k < parts; k++)
		t->parent[roots->at[--roots->count]] = (uint8_t)parent;
	t->families++;
}

/* Reads rows [from, count) as a tree, from below.  `slips`: to look for one. */
static void
column_parse(const struct sheet *s, uint32_t column, const struct guess *guess, bool slips,
	     uint32_t from, struct tree *t, struct roots *roots)
{
	int64_t worth[ROWS_MOST], least = slips ? LARGE_GUESS : LARGE;

	t->families = 0;
	roots->count = 0;
	for (uint32_t i = t->count; i-- > from;) {
		size_t at = sheet_at(s, t->row[i], column);
		int64_t made = 0;
		worth[i] = s->value[at];
		t->parent[i] = ROWS_MOST;
		if (guess && guess->parent == i && guess->parts <= roots->count) {
			worth[i] = guess->worth;
			adopt(t, roots, i, guess->parts);
		}
		for (uint32_t k = 1; k <= roots->count && k <= PARTS_MOST; k++) {
			if (guess && guess->parent == i)
				break;
			made += worth[roots->at[roots->count - k]];
			if (k > 1 && adds_up(s, at, worth[i] - made, k, least)) {
				adopt(t, roots, i, k);
				break;
			}
		}
		roots->at[roots->count++] = (uint8_t)i;
	}
}

/* Has every row a parent or parts? */
static bool
is_complete(const struct tree *t, const struct roots *roots)
{
	bool has_parts[ROWS_MOST + 1] = {false};

	for (uint32_t i = 0; i < t->count; i++)
		has_parts[t->parent[i]] = true;
	for (uint32_t i = 0; i < roots->count; i++)
		if (!has_parts[roots->at[i]])
			return false;
	return true;
}

static void
family_set(const struct tree *t, uint32_t parent, struct row_set *out)
{
	*out = (struct row_set){.total = t->row[parent]};
	for (uint32_t i = 0; i < t->count; i++)
		if (t->parent[i] == parent)
			row_set_add(out, t->row[i]);
}

/* ---- a tree that one column shows, for all columns ------------------------------------ */

static void
tree_judge(struct check *c, const struct rule *r, const struct sheet *s, const struct tree *t)
{
	struct row_set set;
	struct tally tally = {0};

	for (uint32_t i = 0; i < t->count; i++) {
		family_set(t, i, &set);
		if (set.count)
			row_set_try(c, s, &set, &tally);
	}
	for (uint32_t i = 0; i < t->count; i++) {
		family_set(t, i, &set);
		if (set.count)
			row_set_report(c, r, s, &set, &tally);
	}
}

/* ---- a column that one slip keeps from being a tree -------------------------------------- */

struct hunt {
	struct check *c;
	const struct sheet *s;
	uint32_t column;
	struct tree found;
	struct guess guess;
	uint32_t count; /* of guesses that make a tree */
};

/* Does the whole column make a tree with this family put right? */
static void
guess_try(struct hunt *h, const struct tree *like, struct guess guess)
{
	struct tree t = *like;
	struct roots roots;

	column_parse(h->s, h->column, &guess, true, 0, &t, &roots);
	if (!is_complete(&t, &roots) || t.families < 2 || h->guess.parent == guess.parent)
		return;
	h->found = t;
	h->guess = guess;
	h->count++;
}

/* Families of row `i` that a slip keeps from adding up. */
static void
guesses_try(struct hunt *h, const struct tree *like, uint32_t i)
{
	struct tree below = *like;
	struct roots roots;
	struct sum sum = {.total = sheet_at(h->s, like->row[i], h->column)};

	column_parse(h->s, h->column, NULL, true, i + 1, &below, &roots);
	for (uint32_t k = 1; k <= roots.count && k <= PARTS_MOST; k++) {
		uint32_t part = roots.at[roots.count - k];
		sum.term[sum.count++] = sheet_at(h->s, like->row[part], h->column);
		if (k == 1 || sheet_digits(h->s, sum.total) < LARGE_GUESS ||
		    sum_try(h->c, h->s, &sum) != SUM_SLIP)
			continue;
		guess_try(h, like, (struct guess){i, k, h->s->value[sum.total]});
		guess_try(h, like, (struct guess){i, k, sum_of_terms(h->s, &sum)});
	}
}

static void
slip_judge(struct check *c, const struct rule *r, const struct sheet *s, const struct tree *t,
	   uint32_t column)
{
	struct hunt h = {.c = c, .s = s, .column = column, .guess = {.parent = ROWS_MOST}};
	struct sum sum = {.count = 0};

	for (uint32_t i = 0; i + 2 < t->count && h.count < 2; i++)
		guesses_try(&h, t, i);
	if (h.count != 1)
		return;
	sum.total = sheet_at(s, t->row[h.guess.parent], column);
	for (uint32_t i = 0; i < t->count; i++)
		if (h.found.parent[i] == h.guess.parent)
			sum.term[sum.count++] = sheet_at(s, t->row[i], column);
	sum_report(c, r, s, &sum, SUM_SLIP);
}

void
table_trees(struct check *c, const struct rule *r, const struct sheet *s)
{
	uint32_t columns = s->grid->column_count;
	struct tree t = {.count = 0};
	struct roots roots;
	bool full = false;

	if (columns > COLUMNS_MOST || !rows_read(s, &t))
		return;
	for (uint32_t k = 0; k < columns; k++) {
		if (!is_full(s, &t, k))
			continue;
		full = true;
		column_parse(s, k, NULL, false, 0, &t, &roots);
		if (t.families && is_complete(&t, &roots)) {
			tree_judge(c, r, s, &t);
			return;
		}
	}
	for (uint32_t k = 0; k < columns && full; k++)
		if (is_full(s, &t, k))
			slip_judge(c, r, s, &t, k);
}
