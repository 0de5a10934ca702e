/*
 * Totals that stand over their parts, where neither codes nor indents nor labels say so:
 * 总值 over 一产 二产 三产, and 二产 over 工业 建筑业.  A column is read as a tree: a row is
 * made by the rows, or families, right below it.  When every row finds its place, that is
 * no accident; then the tree holds for the other columns too, and when one slip of the pen
 * keeps a column from being such a tree, it is told.
 * Cost: rows squared at worst for each column, of at most ROWS_MOST rows; in most columns no row is
 * the sum of those below it, which takes a few steps for each row.
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
	const uint32_t rows = s->grid->row_count, names = s->names_row;
	const uint8_t *row = s->row;
	uint32_t count = 0;

	for (uint32_t r = 0; r < rows; r++) {
		if (!(row[r] & ROW_FIGURES) || r == names)
			continue;
		if (count == ROWS_MOST || row[r] & ROW_CODE || s->rate_row[r])
			return false;
		t->row[count++] = r;
	}
	t->count = count;
	return count >= ROWS_LEAST;
}

/* Does a row have no figure in this column, or one that is not above zero? */
static bool
has_gaps(const struct sheet *s, const struct tree *t, uint32_t column)
{
	return s->rate[column] || s->above_zero[column] != t->count;
}

/* The most that rounding may put a row with figures of these places and its parts apart. */
static int64_t
room_of(const struct sheet *s, size_t total)
{
	return (PARTS_MOST + 1) / 2 * ten_to(s->places - s->decimals[total]);
}

/* The figures of a column, all above zero, from top to bottom. */
struct column {
	int64_t value[ROWS_MOST];
	uint32_t count;
	int64_t room;  /* the most of room_of */
	int64_t most;  /* of the values but the last */
	uint64_t open; /* a bit for each row that is no less than the two below it */
};

static void
column_read(const struct sheet *s, const struct tree *t, uint32_t column, struct column *out)
{
	const int64_t *value = s->value + column;
	const size_t columns = s->grid->column_count;
	const int64_t room = (PARTS_MOST + 1) / 2 * s->last_place;
	uint32_t i = t->count - 1;
	int64_t most = 0, below = out->value[i] = value[t->row[i] * columns], made = INT64_MAX;
	uint64_t open = 0;

	while (i-- > 0) {
		const int64_t x = out->value[i] = value[t->row[i] * columns];
		open |= (uint64_t)(made <= x + room) << i;
		most = x > most ? x : most;
		made = x + below;
		below = x;
	}
	out->count = t->count;
	out->room = room;
	out->most = most;
	out->open = open;
}

/* May some row be made by rows right below it, none of which is made by others?  Else the column
 * has no family. */
static bool
may_have_family(const struct column *x)
{
	const int64_t *end = x->value + x->count, room = x->room;

	for (uint64_t left = x->open; left; left &= left - 1) {
		const int64_t *p = x->value + __builtin_ctzll(left);
		int64_t made = p[1] + p[2];
		for (const int64_t *part = p + 3;
		     made < *p - room && part < end && part <= p + PARTS_MOST; part++)
			made += *part;
		/* what is too much stays so */
		if (made >= *p - room && made <= *p + room)
			return true;
	}
	return false;
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

/* A column while it is read from below. */
struct reading {
	const struct sheet *s;
	uint32_t column;
	int64_t least; /* of a total */
	struct tree *t;
	struct roots roots;
	int64_t worth[ROWS_MOST];
	bool has_parts[ROWS_MOST];
};

static void
reading_begin(struct reading *r, const struct sheet *s, uint32_t column, int64_t least,
	      struct tree *t)
{
	r->s = s;
	r->column = column;
	r->least = least;
	r->t = t;
	r->roots.count = 0;
	t->families = 0;
}

/* Reads row i, the rows below it being read, as a total of the nearest roots; or, told a
 * guess of that row, as that. */
static void
row_parse(struct reading *r, uint32_t i, const struct guess *guess)
{
	struct roots *roots = &r->roots;
	size_t at = sheet_at(r->s, r->t->row[i], r->column);
	int64_t gap = r->s->value[at], room = room_of(r->s, at);

	r->worth[i] = guess ? guess->worth : gap;
	r->t->parent[i] = ROWS_MOST;
	r->has_parts[i] = guess != NULL;
	if (guess)
		adopt(r->t, roots, i, guess->parts);
	/* all figures are above zero: what is too much stays so */
	for (uint32_t k = 1; !guess && k <= roots->count && k <= PARTS_MOST; k++) {
		gap -= r->worth[roots->at[roots->count - k]];
		if (gap < -room)
			break;
		if (k > 1 && gap <= room && adds_up(r->s, at, gap, k, r->least)) {
			adopt(r->t, roots, i, k);
			r->has_parts[i] = true;
			break;
		}
	}
	roots->at[roots->count++] = (uint8_t)i;
}

/* Has every row a parent or parts? */
static bool
is_complete(const struct reading *r)
{
	for (uint32_t i = 0; i < r->roots.count; i++)
		if (!r->has_parts[r->roots.at[i]])
			return false;
	return true;
}

/* What the roots come to, from the nearest to the last that has no parts: what a row above
 * must be at least to have them all as parts. */
static int64_t
orphans_worth(const struct reading *r)
{
	uint32_t last = 0;
	int64_t worth = 0;

	while (last < r->roots.count && r->has_parts[r->roots.at[last]])
		last++;
	for (uint32_t k = last; k < r->roots.count; k++)
		worth += r->worth[r->roots.at[k]];
	return worth;
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
	const struct tree *like;       /* its rows */
	int64_t most_above[ROWS_MOST]; /* the largest of the rows above, with what rounding adds */
	struct tree found;
	struct guess guess;
	uint32_t count; /* of guesses that make a tree */
};

/* Does a row that is named a total, but is none by its figures, or is a part of the guess, stand
 * below the first?  Then it parts two lists, and what adds up across them does so by accident. */
static bool
parts_two_lists(const struct sheet *s, const struct tree *t, uint32_t guess)
{
	bool has_parts[ROWS_MOST] = {false};

	for (uint32_t i = 0; i < t->count; i++)
		if (t->parent[i] != ROWS_MOST)
			has_parts[t->parent[i]] = true;
	for (uint32_t i = 1; i < t->count; i++)
		if (s->total[t->row[i]] && (!has_parts[i] || t->parent[i] == guess))
			return true;
	return false;
}

/* Does the whole column make a tree with this family put right?  `below` is read up to it. */
static void
guess_try(struct hunt *h, const struct reading *below, struct guess guess)
{
	struct reading r = *below;
	struct tree t = *below->t;

	r.t = &t;
	row_parse(&r, guess.parent, &guess);
	for (uint32_t i = guess.parent; i-- > 0;)
		row_parse(&r, i, NULL);
	if (!is_complete(&r) || t.families < 2 || h->guess.parent == guess.parent ||
	    parts_two_lists(r.s, &t, guess.parent))
		return;
	h->found = t;
	h->guess = guess;
	h->count++;
}

/* May one slip, in the total or in one of its parts, the largest at most, make up for the gap?
 * No part can be less than nothing. */
static bool
may_be_slip(const struct hunt *h, const struct sheet *s, size_t total, int64_t made,
	    int64_t largest)
{
	return made - largest < s->value[total] || sheet_slipped(h->c, s, total, made);
}

/* Families of row `i` that a slip keeps from adding up, of the roots below it. */
static void
guesses_try(struct hunt *h, const struct reading *below, uint32_t i)
{
	const struct sheet *s = below->s;
	const struct roots *roots = &below->roots;
	struct sum sum;
	int64_t made = 0, largest = 0, orphans = orphans_worth(below) - h->most_above[i];

	sum_begin(&sum, sheet_at(s, h->like->row[i], below->column));
	if (sheet_digits(s, sum.total) < LARGE_GUESS)
		return;
	for (uint32_t k = 1; k <= roots->count && k <= PARTS_MOST; k++) {
		uint32_t part = roots->at[roots->count - k];
		size_t at = sheet_at(s, h->like->row[part], below->column);
		sum_add(&sum, at, false);
		made += s->value[at];
		largest = s->value[at] > largest ? s->value[at] : largest;
		/* those that are left must have a parent above */
		if (k == 1 || made < orphans || !may_be_slip(h, s, sum.total, made, largest) ||
		    sum_try(h->c, s, &sum) != SUM_SLIP)
			continue;
		/* a part that is too large, or the total */
		if (made - largest < s->value[sum.total])
			guess_try(h, below, (struct guess){i, k, s->value[sum.total]});
		if (sheet_slipped(h->c, s, sum.total, made))
			guess_try(h, below, (struct guess){i, k, sum_of_terms(s, &sum)});
	}
}

/* Can row i of a column that is no tree be a total that a slip spoils?  Another family must be
 * right; and the first row, which stands under no other, must have parts. */
static bool
may_be_spoilt(const struct reading *below, uint32_t i)
{
	const struct sheet *s = below->s;
	const uint32_t *row = below->t->row;
	size_t first = sheet_at(s, row[0], below->column);
	int64_t next = s->value[sheet_at(s, row[1], below->column)];

	if (i == 0)
		return below->t->families > 0;
	return i == 1 || s->value[first] + room_of(s, first) >= next;
}

/* Can a column without any family be a tree but for one slip?  Not when its last row is the
 * largest: that one is a part only of the total that is spoilt, and what else adds up then, adds
 * up as it is printed. */
static bool
may_be_tree(const struct sheet *s, const struct tree *t, uint32_t column, const struct column *x)
{
	const int64_t *last = &x->value[x->count - 1], least = *last - x->room;

	for (const int64_t *p = x->value; x->most >= least && p < last; p++)
		if (*p >= least &&
		    *p + room_of(s, sheet_at(s, t->row[p - x->value], column)) >= *last)
			return true;
	return false;
}

static void
slip_judge(struct check *c, const struct rule *r, const struct sheet *s, const struct tree *t,
	   uint32_t column)
{
	struct hunt h = {.c = c, .like = t, .guess = {.parent = ROWS_MOST}};
	struct tree below = *t;
	int64_t most = 0;
	struct reading reading;
	struct sum sum;

	for (uint32_t i = 0; i < t->count; i++) {
		size_t at = sheet_at(s, t->row[i], column);
		int64_t room = room_of(s, at);
		h.most_above[i] = most;
		most = s->value[at] + room > most ? s->value[at] + room : most;
	}
	reading_begin(&reading, s, column, LARGE_GUESS, &below);
	for (uint32_t i = t->count; i-- > 0 && h.count < 2;) {
		if (may_be_spoilt(&reading, i))
			guesses_try(&h, &reading, i);
		row_parse(&reading, i, NULL);
	}
	if (h.count != 1)
		return;
	sum_begin(&sum, sheet_at(s, t->row[h.guess.parent], column));
	for (uint32_t i = 0; i < t->count; i++)
		if (h.found.parent[i] == h.guess.parent)
			sum_add(&sum, sheet_at(s, t->row[i], column), false);
	sum_report(c, r, s, &sum, SUM_SLIP);
}

void
table_trees(struct check *c, const struct rule *r, const struct sheet *s)
{
	uint32_t columns = s->grid->column_count, slips = 0;
	struct tree t = {.count = 0};
	struct reading reading;

	if (columns > COLUMNS_MOST || !rows_read(s, &t))
		return;
	for (uint32_t k = 0; k < columns; k++) {
		if (has_gaps(s, &t, k))
			continue;
		struct column figures;
		column_read(s, &t, k, &figures);
		reading_begin(&reading, s, k, LARGE, &t);
		for (uint32_t i = may_have_family(&figures) ? t.count : 0; i-- > 0;)
			row_parse(&reading, i, NULL);
		if (t.families && is_complete(&reading)) {
			tree_judge(c, r, s, &t);
			return;
		}
		slips |= (uint32_t)(t.families || may_be_tree(s, &t, k, &figures)) << k;
	}
	for (uint32_t k = 0; k < columns; k++)
		if (slips >> k & 1)
			slip_judge(c, r, s, &t, k);
}
