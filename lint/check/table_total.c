/*
 * Columns of a table: rows that make another one, and those that are named a total, which make
 * one of a few sets of rows around it.  A law counts when the table proves it more than once.
 * Cost: linear in the cells.
 */
#include "table.h"

enum { LARGE = 100, LARGE_ALONE = 1000 };

void
row_set_add(struct row_set *set, uint32_t row)
{
	if (set->count < TERMS_MAX)
		set->row[set->count++] = row;
	else
		set->unknown = true;
}

void
row_set_begin(struct row_set *set, uint32_t total)
{
	set->total = total;
	set->count = 0;
	set->unknown = false;
	set->outcome = NULL;
}

static void
column_sum(const struct sheet *s, const struct row_set *set, uint32_t column, struct sum *out)
{
	sum_begin(out, sheet_at(s, set->total, column));
	for (uint32_t i = 0; i < set->count; i++) {
		size_t term = sheet_at(s, set->row[i], column);
		/* a figure that has a minus of its own is added all the same */
		sum_add(out, term, s->less[set->row[i]] && s->value[term] > 0);
	}
}

/* A column of a set, added up. */
struct column_made {
	int64_t made;
	uint32_t terms; /* that are not zero */
	bool unknown;	/* is there a figure that nobody can read? */
};

static struct column_made
column_add(const struct sheet *s, const struct row_set *set, uint32_t column)
{
	struct column_made out = {0, 0, false};

	for (uint32_t i = 0; i < set->count; i++) {
		const int64_t value = s->value[sheet_at(s, set->row[i], column)];
		out.made += value;
		out.terms += value != 0;
	}
	/* a figure that has a minus of its own is added all the same */
	for (uint32_t i = 0; i < set->count && s->any_less; i++) {
		const int64_t value = s->value[sheet_at(s, set->row[i], column)];
		out.made -= s->less[set->row[i]] && value > 0 ? 2 * value : 0;
	}
	for (uint32_t i = 0; i < set->count && s->any_unknown; i++)
		out.unknown |= s->state[sheet_at(s, set->row[i], column)] == SHEET_UNKNOWN;
	return out;
}

/* Do the parts in column k make the total in the column beside it, in which none of them has a figure?
 * Then a blank cell was lost, and they stand one column off. */
static bool
stands_off(const struct sheet *s, const struct row_set *set, uint32_t k, int64_t made)
{
	for (int way = -1; way < 2; way += 2) {
		const uint32_t beside = k + (uint32_t)way; /* before the first one: too large */
		bool blank = beside < s->grid->column_count &&
			     s->state[sheet_at(s, set->total, beside)] == SHEET_FIGURE &&
			     s->value[sheet_at(s, set->total, beside)] == made;

		for (uint32_t i = 0; i < set->count && blank; i++)
			blank = s->state[sheet_at(s, set->row[i], beside)] != SHEET_FIGURE;
		if (blank)
			return true;
	}
	return false;
}

/* How each column comes out, as sum_try of its column_sum tells; SUM_NONE for rates. */
static void
outcomes_read(struct check *c, const struct sheet *s, struct row_set *set)
{
	const uint32_t columns = s->grid->column_count;
	uint8_t *outcome = arena_alloc_raw(c->arena, columns * sizeof *outcome);
	struct sum sum;

	for (uint32_t k = 0; k < columns; k++) {
		const size_t total = sheet_at(s, set->total, k);
		outcome[k] = SUM_NONE;
		if (s->rate[k] || s->state[total] != SHEET_FIGURE)
			continue;
		const struct column_made x = column_add(s, set, k);
		if (!x.terms || x.unknown)
			continue;
		/* most come out to the last place, and those are seen without the sum */
		if (x.made == s->value[total]) {
			outcome[k] = x.terms == 1 ? SUM_WEAK : SUM_PROOF;
			continue;
		}
		if (stands_off(s, set, k, x.made))
			continue;
		column_sum(s, set, k, &sum);
		outcome[k] = (uint8_t)sum_try(c, s, &sum);
	}
	set->outcome = outcome;
}

static enum sum_outcome
outcome_of(const struct row_set *set, uint32_t column)
{
	return (enum sum_outcome)set->outcome[column];
}

void
row_set_try(struct check *c, const struct sheet *s, struct row_set *set, struct tally *tally)
{
	outcomes_read(c, s, set);
	for (uint32_t k = 0; k < s->grid->column_count; k++)
		tally_add(tally, s, sheet_at(s, set->total, k), outcome_of(set, k));
}

/* A column that holds, where that is only counted. */
static void
column_holds(struct check *c, const struct sheet *s, const struct row_set *set, uint32_t column)
{
	const struct cells_held cells = sheet_cells_held(s);
	const size_t columns = s->grid->column_count;
	const uint32_t count = set->count;

	for (uint32_t i = 0; i < count; i++)
		cell_holds(cells, set->row[i] * columns + column);
	cell_holds(cells, set->total * columns + column);
	c->stats.proved++;
}

/* Tells how a column of a set that was tried came out. */
static void
column_report(struct check *c, const struct rule *r, const struct sheet *s,
	      const struct row_set *set, uint32_t column)
{
	enum sum_outcome outcome = outcome_of(set, column);
	struct sum sum;

	const bool holds = outcome == SUM_PROOF || outcome == SUM_WEAK;
	if (holds && sheet_is_counted(c, r)) {
		column_holds(c, s, set, column);
	} else if (holds) {
		for (uint32_t i = 0; i < set->count; i++)
			sheet_cell(c, r, s, sheet_at(s, set->row[i], column), CELL_HOLDS);
		sum_proved(c, r, s, sheet_at(s, set->total, column));
	} else if (outcome != SUM_NONE) {
		column_sum(s, set, column, &sum);
		sum_report(c, r, s, &sum, outcome);
	}
}

void
row_set_report(struct check *c, const struct rule *r, const struct sheet *s, struct row_set *set,
	       const struct tally *tally)
{
	bool law = tally_is_law(tally);

	if (tally->proofs && !set->outcome)
		outcomes_read(c, s, set);
	for (uint32_t k = 0; k < s->grid->column_count && tally->proofs; k++)
		if (law || (outcome_of(set, k) == SUM_SLIP &&
			    sheet_digits(s, sheet_at(s, set->total, k)) >= LARGE_ALONE))
			column_report(c, r, s, set, k);
}

/* ---- totals ------------------------------------------------------------------------------ */

/* Ways to read what a total adds up. */
enum reading {
	READ_CODES,	  /* all rows of the shortest code */
	READ_ITEMS,	  /* items of the outermost style since the last total */
	READ_ROWS,	  /* all rows since the last total */
	READ_PARTS,	  /* those of them that are no part of another (其中) */
	READ_TOTALS,	  /* earlier totals, and the rows since the last one */
	READ_PLAIN,	  /* earlier totals, and the rows without enumerators since */
	READ_BELOW,	  /* all rows below, up to the next total */
	READ_PARTS_BELOW, /* without 其中 */
	READ_ITEMS_BELOW, /* items below */
	READINGS
};

/* The outermost style of items in rows [from, to). */
static enum style
outermost(const struct sheet *s, uint32_t from, uint32_t to)
{
	enum style style = STYLE_COUNT;

	for (uint32_t i = from; i < to; i++)
		if (row_mark(s, i) && row_mark(s, i)->style < style)
			style = row_mark(s, i)->style;
	return style;
}

static void
add_rows(const struct sheet *s, uint32_t from, uint32_t to, struct row_set *out)
{
	for (uint32_t i = from; i < to && !out->unknown; i++) {
		if (!row_has_figures(s, i))
			continue;
		out->unknown |= row_is_orphan(s, i);
		row_set_add(out, i);
	}
}

/* Rows that are no 其中 of another; none where no row is. */
static void
add_parts(const struct sheet *s, uint32_t from, uint32_t to, struct row_set *out)
{
	uint32_t left_out = 0;

	for (uint32_t i = from; i < to && !out->unknown; i++) {
		if (!row_has_figures(s, i))
			continue;
		out->unknown |= row_is_orphan(s, i);
		left_out += s->of_which[i];
		if (!s->of_which[i])
			row_set_add(out, i);
	}
	if (!left_out)
		out->count = 0;
}

static void
add_items(const struct sheet *s, uint32_t from, uint32_t to, struct row_set *out)
{
	enum style style = outermost(s, from, to);

	for (uint32_t i = from; i < to; i++) {
		out->unknown |= row_is_orphan(s, i);
		if (row_mark(s, i) && row_mark(s, i)->style == style && row_has_figures(s, i))
			row_set_add(out, i);
	}
}

static uint32_t
next_total(const struct sheet *s, uint32_t row)
{
	for (row++; row < s->grid->row_count && !s->total[row];)
		row++;
	return row;
}

static uint32_t
after_last_total(const struct sheet *s, uint32_t row)
{
	while (row > 0 && !s->total[row - 1])
		row--;
	return row;
}

/* Around a total: the first row behind the last one before it, and the next one. */
struct between {
	uint32_t since, below;
};

static struct between
between_totals(const struct sheet *s, uint32_t row)
{
	if (s->totals == 1)
		return (struct between){0, s->grid->row_count};
	return (struct between){after_last_total(s, row), next_total(s, row)};
}

/* The readings, a bit each, that can add up other rows than one that is read before them. */
static uint32_t
readings_that_differ(const struct sheet *s, uint32_t row, const struct between *totals)
{
	uint32_t out = 1U << READ_ROWS | 1U << READ_TOTALS;

	out |= s->code ? 1U << READ_CODES : 0;
	out |= s->any_marks ? 1U << READ_ITEMS | 1U << READ_PLAIN | 1U << READ_ITEMS_BELOW : 0;
	out |= s->any_of_which ? 1U << READ_PARTS | 1U << READ_PLAIN | 1U << READ_PARTS_BELOW : 0;
	out |= row + 1 < totals->below ? 1U << READ_BELOW : 0;
	return out;
}

static void
set_read(const struct sheet *s, uint32_t row, const struct between *totals, enum reading reading,
	 struct row_set *out)
{
	uint32_t since = totals->since, below = totals->below;

	row_set_begin(out, row);
	switch (reading) {
	case READ_CODES:
		for (uint32_t i = 0; i < s->grid->row_count && s->code && !out->unknown; i++)
			if (s->grid->rows[i].code.len == s->code)
				row_set_add(out, i);
		break;
	case READ_ITEMS:
		add_items(s, since, row, out);
		break;
	case READ_ROWS:
		add_rows(s, since, row, out);
		break;
	case READ_PARTS:
		add_parts(s, since, row, out);
		break;
	case READ_TOTALS:
		for (uint32_t i = 0; i < row && !out->unknown; i++)
			if (s->total[i] || (i >= since && row_has_figures(s, i)))
				row_set_add(out, i);
		break;
	case READ_PLAIN:
		for (uint32_t i = 0; i < row && !out->unknown; i++)
			if (s->total[i] || (i >= since && row_has_figures(s, i) &&
					    !row_mark(s, i) && !s->of_which[i]))
				row_set_add(out, i);
		break;
	case READ_BELOW:
		add_rows(s, row + 1, below, out);
		break;
	case READ_PARTS_BELOW:
		add_parts(s, row + 1, below, out);
		break;
	case READ_ITEMS_BELOW:
		add_items(s, row + 1, below, out);
		break;
	case READINGS:
		break;
	}
}

/* Does some reading make the total in this column? */
static bool
is_explained(struct check *c, const struct sheet *s, uint32_t row, uint32_t column)
{
	const struct between totals = between_totals(s, row);
	struct row_set set;

	for (uint32_t left = readings_that_differ(s, row, &totals); left; left &= left - 1) {
		set_read(s, row, &totals, (enum reading)__builtin_ctz(left), &set);
		outcomes_read(c, s, &set);
		enum sum_outcome outcome = outcome_of(&set, column);
		if (outcome == SUM_PROOF || outcome == SUM_WEAK)
			return true;
	}
	return false;
}

static uint32_t
figured_columns(const struct sheet *s, uint32_t row)
{
	uint32_t n = 0;

	for (uint32_t k = 0; k < s->grid->column_count; k++)
		n += !s->rate[k] && s->value[sheet_at(s, row, k)] != 0;
	return n;
}

static void
row_set_copy(struct row_set *to, const struct row_set *from)
{
	to->total = from->total;
	to->count = from->count;
	to->unknown = from->unknown;
	to->outcome = from->outcome;
	memcpy(to->row, from->row, from->count * sizeof from->row[0]);
}

static bool
row_set_eq(const struct row_set *a, const struct row_set *b)
{
	return a->count == b->count && !memcmp(a->row, b->row, a->count * sizeof a->row[0]);
}

bool
row_set_find(struct check *c, const struct sheet *s, uint32_t row, struct row_set *best,
	     struct tally *tally)
{
	const struct between totals = between_totals(s, row);
	struct row_set sets[2]; /* this reading's, and the last that was tried */
	const struct row_set *last = NULL;
	enum reading last_reading = READINGS;
	bool found = false;

	for (uint32_t left = readings_that_differ(s, row, &totals); left; left &= left - 1) {
		const enum reading reading = (enum reading)__builtin_ctz(left);
		struct row_set *set = &sets[last == sets];
		struct tally t = {0};
		/* without an earlier total, these are the rows that were just tried */
		if (reading == READ_TOTALS && last_reading == READ_ROWS && !totals.since)
			continue;
		set_read(s, row, &totals, reading, set);
		if (set->count < 2 || set->unknown || (last && row_set_eq(set, last)))
			continue;
		last = set;
		last_reading = reading;
		row_set_try(c, s, set, &t);
		bool better = !found || t.proofs > tally->proofs ||
			      (t.proofs == tally->proofs && t.slips > tally->slips &&
			       t.fails <= tally->fails);
		if (!better || t.proofs + t.slips == 0)
			continue;
		row_set_copy(best, set);
		*tally = t;
		found = true;
	}
	return found;
}

/* The only row with figures that a total can be made of: of those since the last total,
 * or that total itself; others stand there and are blank.  GRID_NONE without. */
static uint32_t
lone_part(const struct sheet *s, uint32_t row)
{
	uint32_t since = after_last_total(s, row), part = GRID_NONE, blank = 0;

	for (uint32_t i = since > 0 ? since - 1 : 0; i < row; i++) {
		const struct grid_row *x = &s->grid->rows[i];
		if (x->figures && part != GRID_NONE)
			return GRID_NONE;
		if (x->figures)
			part = i;
		else
			blank += x->label.len > 0 && part != GRID_NONE;
	}
	return blank ? part : GRID_NONE;
}

/* A total of one part is that part. */
static void
lone_judge(struct check *c, const struct rule *r, const struct sheet *s, uint32_t row)
{
	struct row_set set = {.total = row};
	uint32_t part = lone_part(s, row), slips = 0, others = 0;
	struct sum sum;

	if (part == GRID_NONE)
		return;
	row_set_add(&set, part);
	for (int pass = 0; pass < 2; pass++)
		for (uint32_t k = 0; k < s->grid->column_count; k++) {
			column_sum(s, &set, k, &sum);
			enum sum_outcome outcome = s->rate[k] ? SUM_NONE : sum_try(c, s, &sum);
			bool large = sheet_digits(s, sum.total) >= LARGE_ALONE;
			if (pass == 0) {
				slips += outcome == SUM_SLIP;
				others += outcome == SUM_FAILS;
			} else if (outcome == SUM_WEAK ||
				   (outcome == SUM_SLIP && large && slips == 1 && !others)) {
				sum_report(c, r, s, &sum, outcome);
			}
		}
}

/* Does the total lie among its parts, as a mean does, and their sum have other digits? */
static bool
is_mean(const struct sheet *s, const struct sum *sum)
{
	enum { PARTS_LEAST = 3 };
	uint32_t above = 0, below = 0;

	for (uint32_t i = 0; i < sum->count; i++) {
		above += s->value[sum->term[i]] > s->value[sum->total];
		below += s->value[sum->term[i]] < s->value[sum->total];
	}
	int64_t made = sum_of_terms(s, sum), total = s->value[sum->total];
	bool longer = made / 10 >= total || total / 10 >= made;
	return longer && above > 0 && below > 0 && above + below >= PARTS_LEAST;
}

/* A total that fails is a finding when another column proves the reading and one slip
 * explains it, or when the only column is one slip away. */
static void
total_judge(struct check *c, const struct rule *r, const struct sheet *s, uint32_t row)
{
	struct row_set set;
	struct tally tally = {0};
	struct sum sum;

	if (!row_set_find(c, s, row, &set, &tally)) {
		lone_judge(c, r, s, row);
		return;
	}
	bool alone = figured_columns(s, row) == 1 && tally.slips == 1;
	for (uint32_t k = 0; k < s->grid->column_count; k++) {
		enum sum_outcome outcome = outcome_of(&set, k);
		if (outcome == SUM_PROOF || outcome == SUM_WEAK)
			column_report(c, r, s, &set, k);
		if (outcome != SUM_SLIP && outcome != SUM_FAILS)
			continue;
		column_sum(s, &set, k, &sum);
		bool slip = outcome == SUM_SLIP && sheet_digits(s, sum.total) >= LARGE;
		bool lone = alone && !is_mean(s, &sum);
		if ((tally_is_law(&tally) || (slip && (lone || tally.proofs > 0))) &&
		    !is_explained(c, s, row, k))
			sum_report(c, r, s, &sum, outcome);
	}
}

void
table_totals(struct check *c, const struct rule *r, const struct sheet *s)
{
	for (uint32_t row = 0; row < s->grid->row_count && s->totals; row++)
		if (s->total[row])
			total_judge(c, r, s, row);
}
