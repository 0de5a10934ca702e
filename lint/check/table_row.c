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
	LARGE = 100,   /* of a total that one slip is evidence for */
	SLIPS_MOST = 2 /* that a law may have besides a quarter of its rows */
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
static inline enum sum_outcome
run_try(struct check *c, const struct sheet *s, const struct row_law *law, uint32_t row)
{
	const int64_t *value = s->value + sheet_at(s, row, 0);
	const uint8_t *state = s->state + sheet_at(s, row, 0);
	uint32_t terms = 0;
	int64_t made = 0;
	struct sum sum;

	for (uint32_t k = law->from; k < law->to; k++) {
		made += value[k];
		terms += value[k] != 0;
	}
	if (!terms || state[law->total] != SHEET_FIGURE ||
	    (s->any_unknown && memchr(state + law->from, SHEET_UNKNOWN, law->to - law->from)))
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
		/* most are proofs, of which only so many digits are counted */
		if (outcome == SUM_PROOF && law->tally.digits >= TALLY_DIGITS)
			law->tally.proofs++;
		else
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

	if (sums->rows == sums->s->grid->row_count)
		return sums->s->figures[column];
	for (uint32_t r = 0; r < sums->rows; r += LOW_LANES)
		n += lows_count(figured_at(sums->s, column, r));
	return n;
}

/* May the run be a law?  At most a quarter of its rows fails, or two slips more. */
static bool
may_be_law(const struct row_sums *sums, uint32_t total, uint32_t from_column, uint32_t to_column,
	   uint32_t figures)
{
	const struct sheet *s = sums->s;
	const uint16_t *to = sums->made + (size_t)to_column * s->low_rows;
	const uint16_t *from = sums->made + (size_t)from_column * s->low_rows;
	const uint16_t room = low_room(s, to_column - from_column + 1);
	uint32_t bad = 0;

	for (uint32_t r = 0; r < sums->rows && bad * 4 <= figures + SLIPS_MOST; r += LOW_LANES) {
		pair_lanes made = pair_lanes_at(to + r) - pair_lanes_at(from + r);
		pair_lanes far = lows_far(lows_at(s, total, r) - made, room);
		/* without figures in the run there is nothing to compare */
		bad += lows_count(far & (pair_lanes)(made != 0) & figured_at(s, total, r) &
				  pair_lanes_at(sums->told + r));
	}
	return bad * 4 <= figures + SLIPS_MOST;
}

/* The laws that one column may follow, and the best of them so far. */
struct choice {
	const struct row_sums *sums;
	uint32_t total, figures;
	pair_lanes lows, first; /* of its first rows, and those with something to compare */
	struct row_law *best;
	bool found;
};

/* Do the first rows rule a run out? */
static inline bool
is_ruled_out(const struct choice *x, uint32_t from, uint32_t to)
{
	const struct sheet *s = x->sums->s;
	const uint16_t *sums = x->sums->made;
	const pair_lanes made = pair_lanes_at(sums + (size_t)to * s->low_rows) -
				pair_lanes_at(sums + (size_t)from * s->low_rows);
	const pair_lanes far = lows_far(x->lows - made, low_room(s, to - from + 1));

	return lows_count(far & (pair_lanes)(made != 0) & x->first) * 4 > x->figures + SLIPS_MOST;
}

static void
run_add(struct check *c, struct choice *x, uint32_t from, uint32_t to)
{
	const struct sheet *s = x->sums->s;
	struct row_law law = {.total = x->total, .from = from, .to = to};

	law_try(c, s, &law);
	if (is_law(s, &law) && (!x->found || is_better(&law, x->best))) {
		*x->best = law;
		x->found = true;
	}
}

/* The run next to column `total` that makes it in most rows: it ends right before it, or begins
 * right behind.  One of a single column says something only of a total that is named one. */
static bool
law_find(struct check *c, const struct row_sums *sums, uint32_t total, struct row_law *best)
{
	const uint32_t columns = sums->s->grid->column_count,
		       least = sums->s->heads[total].sums ? 1 : 2;
	const uint32_t before = sums->rates & ((1U << total) - 1);
	const uint32_t behind = sums->rates >> (total + 1) << (total + 1);
	const uint32_t first = before ? 32 - (uint32_t)__builtin_clz(before) : 0;
	const uint32_t last = behind ? (uint32_t)__builtin_ctz(behind) : columns;
	struct choice x = {.sums = sums,
			   .total = total,
			   .figures = figures_in(sums, total),
			   .lows = lows_at(sums->s, total, 0),
			   .first = figured_at(sums->s, total, 0) & pair_lanes_at(sums->told),
			   .best = best};

	for (uint32_t from = first; from + least <= total; from++)
		if (!is_ruled_out(&x, from, total) &&
		    may_be_law(sums, total, from, total, x.figures))
			run_add(c, &x, from, total);
	for (uint32_t to = total + 1 + least; to <= last; to++)
		if (!is_ruled_out(&x, total + 1, to) &&
		    may_be_law(sums, total, total + 1, to, x.figures))
			run_add(c, &x, total + 1, to);
	return x.found;
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

/* Which of three columns may be what the others make in nearly all rows, by the first of them: a bit
 * each. */
static uint32_t
may_be_joined(const struct sheet *s, uint32_t one, uint32_t two, uint32_t three)
{
	const uint16_t room = low_room(s, 3);
	pair_lanes a = lows_at(s, one, 0), b = lows_at(s, two, 0), c = lows_at(s, three, 0);
	pair_lanes figures = (pair_lanes)(a != 0) & (pair_lanes)(b != 0) & (pair_lanes)(c != 0);
	uint32_t fails[3] = {lows_count(lows_far(a - b - c, room) & figures),
			     lows_count(lows_far(b - a - c, room) & figures),
			     lows_count(lows_far(c - a - b, room) & figures)};
	uint32_t may = 0;

	for (uint32_t i = 0; i < 3; i++)
		may |= (uint32_t)(fails[i] <= JOINED_FAILS_MOST) << i;
	return may;
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
 * head of one of them may speak of a rate (增减), but it is none.  Gives the columns, a bit each, with
 * those that are joined so. */
static uint32_t
joined_add(const struct sheet *s, uint32_t rates, uint32_t summed)
{
	const uint32_t n = s->grid->column_count;

	for (uint32_t one = 0; one < n; one++)
		for (uint32_t two = one + 1; two < n; two++)
			for (uint32_t three = two + 1; three < n; three++) {
				const uint32_t all = 1U << one | 1U << two | 1U << three;
				const uint32_t odd = rates & all;
				if (odd & (odd - 1) || (summed & all) == all)
					continue;
				const uint32_t may = may_be_joined(s, one, two, three);
				if ((may & 1 && is_joined(s, one, two, three)) ||
				    (may & 2 && is_joined(s, two, one, three)) ||
				    (may & 4 && is_joined(s, three, one, two)))
					summed |= all;
			}
	return summed;
}

void
row_laws_find(struct check *c, struct sheet *s)
{
	uint32_t columns = s->grid->column_count;
	struct row_law *laws = arena_array(c->arena, columns, sizeof *laws);
	bool *summed = arena_array(c->arena, columns, sizeof *summed);

	s->row_law = laws;
	s->summed = summed;
	if (columns > WIDTH_MOST || !s->grid->row_count)
		return;
	const struct row_sums sums = row_sums_make(c, s);
	uint32_t added = 0;
	for (uint32_t total = 0; total < columns; total++)
		if (!(sums.rates >> total & 1) && law_find(c, &sums, total, &laws[total]) &&
		    tally_is_law(&laws[total].tally))
			added |= 1U << total | ((1U << laws[total].to) - (1U << laws[total].from));
	if (columns <= SUMMED_ASKED)
		added = joined_add(s, sums.rates, added);
	for (; added; added &= added - 1)
		summed[__builtin_ctz(added)] = true;
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

/* Tells how a law comes out in all rows; in most it holds, which as a rule is only counted. */
static void
law_report(struct check *c, const struct rule *r, const struct sheet *s, const struct row_law *law)
{
	const uint32_t rows = s->grid->row_count, columns = s->grid->column_count;
	const bool counted = sheet_is_counted(c, r);
	const struct cells_held cells = sheet_cells_held(s);
	const uint32_t from = law->from, to = law->to, total = law->total;
	size_t at = 0;

	for (uint32_t row = 0; row < rows; row++, at += columns) {
		const uint8_t outcome = row < LEARN_ROWS ? law->outcome[row] : SUM_FAILS;
		if (outcome == SUM_NONE)
			continue;
		if (!counted || (outcome != SUM_PROOF && outcome != SUM_WEAK)) {
			row_report(c, r, s, law, row);
			continue;
		}
		for (uint32_t k = from; k < to; k++)
			cell_holds(cells, at + k);
		cell_holds(cells, at + total);
		c->stats.proved++;
	}
}

void
table_rows(struct check *c, const struct rule *r, const struct sheet *s)
{
	uint32_t columns = s->grid->column_count;

	if (columns > WIDTH_MOST)
		return;
	for (uint32_t total = 0; total < columns; total++) {
		const struct row_law *law = &s->row_law[total];
		bool proved = law->to > 0;
		if (s->rate[total] || !(proved || (s->heads[total].sums && has_few_rows(s))))
			continue;
		if (proved)
			law_report(c, r, s, law);
		for (uint32_t row = 0; row < s->grid->row_count && !proved; row++)
			if (!named_judge(c, r, s, total, row))
				table_nested(c, r, s, row, total);
	}
}
