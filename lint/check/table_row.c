/*
 * Rows of a table: one column is the sum of a run of its neighbours.  Nobody says
 * which; the table shows it in most of its rows, and the others are findings.  The laws are
 * looked for once, for other checks too.
 * Cost: cells times columns, of at most WIDTH_MOST columns; a run that makes too few totals
 * is seen by sums of sixteen bits, a few steps for eight rows.
 */
#include "table_low.h"

enum {
	WIDTH_MOST = 24,
	LEARN_ROWS = 1000,
	WEAK_LEAST = 6, /* rows with one part, in distinct figures */
	WEAK_EACH = 2,	/* of them in each of two columns */
	WEAK_SIZE = 100,
	LARGE = 100 /* of a total that one slip is evidence for */
};

static void
row_sum(const struct sheet *s, const struct row_law *law, uint32_t row, struct sum *out)
{
	sum_begin(out, sheet_at(s, row, law->total));
	for (uint32_t c = law->from; c < law->to; c++)
		sum_add(out, sheet_at(s, row, c), false);
}

/* Notes the column of the one part that makes the total. */
static void
weak_add(const struct sheet *s, const struct sum *sum, struct row_law *law, int64_t *last,
	 uint32_t *each)
{
	int64_t value = s->value[sum->total];

	if (value == *last || sheet_digits(s, sum->total) < WEAK_SIZE)
		return;
	*last = value;
	law->weak++;
	for (uint32_t i = 0; i < sum->count; i++)
		if (s->value[sum->term[i]])
			law->covered += ++each[i] == WEAK_EACH;
}

/* How a run comes out in a row, as sum_try of its row_sum tells; most come out to the last place,
 * and those are seen without the sum. */
static enum sum_outcome
run_try(struct check *c, const struct sheet *s, const struct row_law *law, uint32_t row)
{
	const int64_t *value = s->value + sheet_at(s, row, 0);
	const uint8_t *state = s->state + sheet_at(s, row, 0);
	uint32_t terms = 0;
	int64_t made = 0;
	struct sum sum;

	if (state[law->total] != SHEET_FIGURE)
		return SUM_NONE;
	for (uint32_t k = law->from; k < law->to; k++) {
		if (state[k] == SHEET_UNKNOWN)
			return SUM_NONE;
		made += value[k];
		terms += value[k] != 0;
	}
	if (!terms)
		return SUM_NONE;
	if (made == value[law->total])
		return terms == 1 ? SUM_WEAK : SUM_PROOF;
	row_sum(s, law, row, &sum);
	return sum_try(c, s, &sum);
}

static void
law_try(struct check *c, const struct sheet *s, struct row_law *law)
{
	const uint32_t rows = s->grid->row_count < LEARN_ROWS ? s->grid->row_count : LEARN_ROWS;
	uint8_t *outcomes = arena_alloc_raw(c->arena, rows * sizeof *outcomes);
	uint32_t each[WIDTH_MOST] = {0};
	int64_t last = 0;
	struct sum sum;

	for (uint32_t r = 0; r < rows; r++) {
		enum sum_outcome outcome = run_try(c, s, law, r);
		outcomes[r] = (uint8_t)outcome;
		tally_add(&law->tally, s, sheet_at(s, r, law->total), outcome);
		law->held += outcome == SUM_PROOF;
		law->single += outcome == SUM_WEAK;
		if (outcome != SUM_WEAK)
			continue;
		row_sum(s, law, r, &sum);
		weak_add(s, &sum, law, &last, each);
	}
	law->outcome = outcomes;
}

/* All columns from the first on, and the last is named a total: what small figures prove too. */
static bool
is_named_law(const struct sheet *s, const struct row_law *law)
{
	enum { HELD_LEAST = 3, ROWS_LEAST = 5 };
	uint32_t bad = law->tally.slips + law->tally.fails, held = law->held + law->single;

	return s->heads[law->total].sums && law->from == 0 && law->to == law->total &&
	       law->held >= HELD_LEAST && held >= ROWS_LEAST && bad * 4 <= held;
}

/* Rows of one part each prove a law too, when the part stands in one column here and in
 * another there, or when the other column is named a total. */
static bool
is_law(const struct sheet *s, const struct row_law *law)
{
	uint32_t bad = law->tally.slips + law->tally.fails;

	if (tally_is_law(&law->tally) || is_named_law(s, law))
		return true;
	if (law->weak < WEAK_LEAST || bad * 3 > law->weak)
		return false;
	return law->to - law->from == 1 ? s->heads[law->total].sums : law->covered > 1;
}

/* Is `a` better proved than `b`?  Of equals the wider one: columns that are blank in
 * every row so far may not stay so. */
static bool
is_better(const struct row_law *a, const struct row_law *b)
{
	int64_t x = (int64_t)a->tally.proofs - a->tally.slips - 2 * (int64_t)a->tally.fails;
	int64_t y = (int64_t)b->tally.proofs - b->tally.slips - 2 * (int64_t)b->tally.fails;

	if (x == y && a->weak != b->weak)
		return a->weak > b->weak;
	return x != y ? x > y : a->to - a->from > b->to - b->from;
}

/* ---- runs that cannot be laws -------------------------------------------------------- */

/* The first rows by their lows, summed: made[k * low_rows + row] are the columns before k. */
struct row_sums {
	const struct sheet *s;
	uint16_t *made;
	uint16_t *told; /* all bits but for rows with a figure that nobody can read */
	uint32_t rows;
	uint32_t rates; /* a bit for each column of them */
};

static void
told_read(const struct sheet *s, uint16_t *told)
{
	const size_t columns = s->grid->column_count, n = columns * s->grid->row_count;
	const uint8_t *at = s->state, *end = at + n;

	memset(told, UINT8_MAX, s->low_rows * sizeof *told);
	while (at < end && (at = memchr(at, SHEET_UNKNOWN, (size_t)(end - at))))
		told[(size_t)(at++ - s->state) / columns] = 0;
}

static struct row_sums
row_sums_make(struct check *c, const struct sheet *s)
{
	const uint32_t columns = s->grid->column_count, rows = s->grid->row_count;
	const size_t n = (size_t)s->low_rows * columns;
	struct row_sums out = {.s = s, .rows = rows < LEARN_ROWS ? rows : LEARN_ROWS};

	out.made = arena_alloc_raw(c->arena, (n + 2 * s->low_rows) * sizeof *out.made);
	out.told = out.made + n + s->low_rows;
	told_read(s, out.told);
	memset(out.made, 0, s->low_rows * sizeof *out.made);
	for (uint32_t k = 0; k < columns; k++) {
		uint16_t *made = out.made + (size_t)k * s->low_rows;
		out.rates |= (uint32_t)s->rate[k] << k;
		for (uint32_t r = 0; r < out.rows; r += LOW_LANES) {
			pair_lanes sum = pair_lanes_at(made + r) + lows_at(s, k, r);
			memcpy(made + s->low_rows + r, &sum, sizeof sum);
		}
	}
	return out;
}

/* Figures of a column in the first rows. */
static uint32_t
figures_in(const struct row_sums *sums, uint32_t column)
{
	uint32_t n = 0;

	for (uint32_t r = 0; r < sums->rows; r += LOW_LANES)
		n += lows_count(figured_at(sums->s, column, r));
	return n;
}

/* May the run be a law?  At most a quarter of its rows fails, or two slips more. */
static bool
may_be_law(const struct row_sums *sums, const struct row_law *law, uint32_t figures)
{
	enum { SLIPS = 2 };
	const struct sheet *s = sums->s;
	const uint16_t *to = sums->made + (size_t)law->to * s->low_rows;
	const uint16_t *from = sums->made + (size_t)law->from * s->low_rows;
	const uint16_t room = low_room(s, law->to - law->from + 1);
	uint32_t bad = 0;

	for (uint32_t r = 0; r < sums->rows && bad * 4 <= figures + SLIPS; r += LOW_LANES) {
		pair_lanes made = pair_lanes_at(to + r) - pair_lanes_at(from + r);
		pair_lanes far = lows_far(lows_at(s, law->total, r) - made, room);
		/* without figures in the run there is nothing to compare */
		bad += lows_count(far & (pair_lanes)(made != 0) & figured_at(s, law->total, r) &
				  pair_lanes_at(sums->told + r));
	}
	return bad * 4 <= figures + SLIPS;
}

/* The run next to column `total` that makes it in most rows. */
static bool
law_find(struct check *c, const struct row_sums *sums, uint32_t total, struct row_law *best)
{
	const struct sheet *s = sums->s;
	const uint32_t figures = figures_in(sums, total);
	uint32_t columns = s->grid->column_count;
	bool found = false;

	for (uint32_t from = 0; from < columns && from <= total + 1; from++)
		for (uint32_t to = from < total ? total : from + 1; to <= columns; to++) {
			/* the run ends right before the total, or begins right behind */
			if ((from <= total && to != total) ||
			    (sums->rates >> from & ((1U << (to - from)) - 1)))
				break;
			if (to - from == 1 && !s->heads[total].sums)
				continue;
			struct row_law law = {.total = total, .from = from, .to = to};
			if (!may_be_law(sums, &law, figures))
				continue;
			law_try(c, s, &law);
			if (!is_law(s, &law) || (found && !is_better(&law, best)))
				continue;
			*best = law;
			found = true;
		}
	return found;
}

/* A column that is named a total, in a table of too few rows to prove it: some run that
 * ends beside it makes the total, or all but one slip of the pen.  False: neither. */
static bool
named_judge(struct check *c, const struct rule *r, const struct sheet *s, uint32_t total,
	    uint32_t row)
{
	struct row_law law = {.total = total, .to = total};
	struct sum sum, slip = {.count = 0};

	for (law.from = total; law.from-- > 0 && !s->rate[law.from];) {
		row_sum(s, &law, row, &sum);
		enum sum_outcome outcome = sum.count > 1 ? sum_try(c, s, &sum) : SUM_NONE;
		if (outcome == SUM_PROOF || outcome == SUM_WEAK) {
			sum_report(c, r, s, &sum, outcome);
			return true;
		}
		if (outcome == SUM_SLIP && sum.count > 2)
			slip = sum;
	}
	if (!slip.count || sheet_digits(s, slip.total) < LARGE)
		return false;
	sum_report(c, r, s, &slip, SUM_SLIP);
	return true;
}

static bool
has_few_rows(const struct sheet *s)
{
	enum { FEW = 3 };
	uint32_t n = 0;

	for (uint32_t r = 0; r < s->grid->row_count && n <= FEW; r++)
		n += row_has_figures(s, r);
	return n <= FEW;
}

enum { JOINED_FAILS_MOST = 2 };

/* Do the first rows not rule out that one column is what two others make in nearly all? */
static bool
may_be_joined(const struct sheet *s, uint32_t whole, uint32_t one, uint32_t other)
{
	const uint16_t room = low_room(s, 3);
	pair_lanes a = lows_at(s, one, 0), b = lows_at(s, other, 0), made = lows_at(s, whole, 0);
	pair_lanes figures = (pair_lanes)(a != 0) & (pair_lanes)(b != 0) & (pair_lanes)(made != 0);

	return lows_count(lows_far(made - a - b, room) & figures) <= JOINED_FAILS_MOST;
}

/* Is column `whole` what two others make, wherever these stand, in nearly all rows? */
static bool
is_joined(const struct sheet *s, uint32_t whole, uint32_t one, uint32_t other)
{
	enum { PROOFS_LEAST = 4, FAILS_MOST = JOINED_FAILS_MOST, SAYING = 100 };
	uint32_t proofs = 0, fails = 0;

	for (uint32_t r = 0; r < s->grid->row_count && fails <= FAILS_MOST; r++) {
		int64_t a = s->value[sheet_at(s, r, one)], b = s->value[sheet_at(s, r, other)];
		int64_t made = s->value[sheet_at(s, r, whole)], gap = made - a - b;
		if (!a || !b || !made)
			continue;
		bool holds = gap <= s->last_place && gap >= -s->last_place;
		fails += !holds;
		proofs += holds &&
			  (made >= SAYING * s->last_place || made <= -SAYING * s->last_place);
	}
	return proofs >= PROOFS_LEAST && fails <= FAILS_MOST && fails * 4 <= proofs;
}

/* Last year's, this year's and the change are added up with one another as much as a run is: the
 * head of one of them may speak of a rate (增减), but it is none. */
static void
joined_mark(const struct sheet *s, bool *summed)
{
	const uint32_t n = s->grid->column_count;

	if (n > SUMMED_ASKED || !memchr(summed, false, n))
		return;
	for (uint32_t whole = 0; whole < n; whole++)
		for (uint32_t one = 0; one < n; one++)
			for (uint32_t other = one + 1; other < n; other++) {
				bool known = summed[whole] && summed[one] && summed[other];
				int rates = s->rate[whole] + s->rate[one] + s->rate[other];
				if (one != whole && other != whole && rates < 2 && !known &&
				    may_be_joined(s, whole, one, other) &&
				    is_joined(s, whole, one, other))
					summed[whole] = summed[one] = summed[other] = true;
			}
}

void
row_laws_find(struct check *c, struct sheet *s)
{
	uint32_t columns = s->grid->column_count;
	struct row_law *laws = arena_array(c->arena, columns, sizeof *laws);
	bool *summed = arena_array(c->arena, columns, sizeof *summed);

	s->row_law = laws;
	s->summed = summed;
	if (columns > WIDTH_MOST)
		return;
	const struct row_sums sums = row_sums_make(c, s);
	for (uint32_t total = 0; total < columns; total++) {
		if (s->rate[total] || !law_find(c, &sums, total, &laws[total]) ||
		    !tally_is_law(&laws[total].tally))
			continue;
		summed[total] = true;
		for (uint32_t k = laws[total].from; k < laws[total].to; k++)
			summed[k] = true;
	}
	joined_mark(s, summed);
}

/* Tells how a law comes out in a row. */
static void
row_report(struct check *c, const struct rule *r, const struct sheet *s, const struct row_law *law,
	   uint32_t row)
{
	enum sum_outcome outcome = row < LEARN_ROWS ? law->outcome[row] : run_try(c, s, law, row);
	struct sum sum;

	if (outcome == SUM_PROOF || outcome == SUM_WEAK) {
		for (uint32_t k = law->from; k < law->to; k++)
			sheet_cell(c, r, s, sheet_at(s, row, k), CELL_HOLDS);
		sum_proved(c, r, s, sheet_at(s, row, law->total));
	} else if (outcome != SUM_NONE) {
		row_sum(s, law, row, &sum);
		sum_report(c, r, s, &sum, outcome);
	}
}

void
table_rows(struct check *c, const struct rule *r, const struct sheet *s)
{
	uint32_t columns = s->grid->column_count;
	bool few = has_few_rows(s);

	if (columns > WIDTH_MOST)
		return;
	for (uint32_t total = 0; total < columns; total++) {
		const struct row_law *law = &s->row_law[total];
		bool proved = law->to > 0;
		if (s->rate[total] || !(proved || (s->heads[total].sums && few)))
			continue;
		for (uint32_t row = 0; row < s->grid->row_count; row++)
			if (proved)
				row_report(c, r, s, law, row);
			else if (!named_judge(c, r, s, total, row))
				table_nested(c, r, s, row, total);
	}
}
