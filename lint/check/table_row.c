/*
 * Rows of a table: one column is the sum of a run of its neighbours.  Nobody says
 * which; the table shows it in most of its rows, and the others are findings.  The laws are
 * looked for once, for other checks too.
 * Cost: cells times columns, of at most WIDTH_MOST columns; a run that makes too few totals
 * is seen by sums of whole rows, one subtraction a row.
 */
#include "table.h"

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

static void
law_try(struct check *c, const struct sheet *s, struct row_law *law)
{
	uint32_t each[WIDTH_MOST] = {0};
	int64_t last = 0;
	struct sum sum;

	for (uint32_t r = 0; r < s->grid->row_count && r < LEARN_ROWS; r++) {
		row_sum(s, law, r, &sum);
		enum sum_outcome outcome = sum_try(c, s, &sum);
		tally_add(&law->tally, s, sum.total, outcome);
		law->held += outcome == SUM_PROOF;
		law->single += outcome == SUM_WEAK;
		if (outcome == SUM_WEAK)
			weak_add(s, &sum, law, &last, each);
	}
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

/* The first rows, summed: made[row * (columns + 1) + k] are the columns before k. */
struct row_sums {
	const struct sheet *s;
	int64_t *made;
	bool *unknown; /* rows with a figure that nobody can read */
	uint32_t rows;
	uint32_t figures[WIDTH_MOST]; /* of each column */
	uint32_t rates;		      /* a bit for each column of them */
};

static struct row_sums
row_sums_make(struct check *c, const struct sheet *s)
{
	uint32_t columns = s->grid->column_count, rows = s->grid->row_count;
	struct row_sums out = {.s = s, .rows = rows < LEARN_ROWS ? rows : LEARN_ROWS};

	out.made = arena_alloc_raw(c->arena, (size_t)out.rows * (columns + 1) * sizeof *out.made);
	out.unknown = arena_alloc_raw(c->arena, out.rows * sizeof *out.unknown);
	for (uint32_t k = 0; k < columns; k++)
		out.rates |= (uint32_t)s->rate[k] << k;
	for (uint32_t r = 0; r < out.rows; r++) {
		int64_t *made = &out.made[(size_t)r * (columns + 1)];
		out.unknown[r] = false;
		made[0] = 0;
		for (uint32_t k = 0; k < columns; k++) {
			size_t at = sheet_at(s, r, k);
			made[k + 1] = made[k] + s->value[at];
			out.unknown[r] |= s->state[at] == SHEET_UNKNOWN;
			out.figures[k] += s->state[at] == SHEET_FIGURE;
		}
	}
	return out;
}

/* May the run be a law?  At most a quarter of its rows fails, or two slips more. */
static bool
may_be_law(const struct row_sums *sums, const struct row_law *law, uint32_t figures)
{
	enum { SLIPS = 2 };
	const struct sheet *s = sums->s;
	uint32_t columns = s->grid->column_count, bad = 0;
	int64_t room = (law->to - law->from + 1) / 2 * s->last_place;

	for (uint32_t r = 0; r < sums->rows && bad * 4 <= figures + SLIPS; r++) {
		const int64_t *row = &sums->made[(size_t)r * (columns + 1)];
		size_t total = sheet_at(s, r, law->total);
		int64_t made = row[law->to] - row[law->from], gap = s->value[total] - made;
		/* without figures in the run there is nothing to compare */
		bad += (gap > room || gap < -room) && made != 0 && !sums->unknown[r] &&
		       s->state[total] == SHEET_FIGURE;
	}
	return bad * 4 <= figures + SLIPS;
}

/* The run next to column `total` that makes it in most rows. */
static bool
law_find(struct check *c, const struct row_sums *sums, uint32_t total, struct row_law *best)
{
	const struct sheet *s = sums->s;
	const uint32_t figures = sums->figures[total];
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

	for (uint32_t r = 0; r < s->grid->row_count; r++)
		n += s->grid->rows[r].figures > 0;
	return n <= FEW;
}

/* Is column `whole` what two others make, wherever these stand, in nearly all rows? */
static bool
is_joined(const struct sheet *s, uint32_t whole, uint32_t one, uint32_t other)
{
	enum { PROOFS_LEAST = 4, FAILS_MOST = 2, SAYING = 100 };
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

void
table_rows(struct check *c, const struct rule *r, const struct sheet *s)
{
	uint32_t columns = s->grid->column_count;
	struct sum sum;
	bool few = has_few_rows(s);

	if (columns > WIDTH_MOST)
		return;
	for (uint32_t total = 0; total < columns; total++) {
		const struct row_law *law = &s->row_law[total];
		bool proved = law->to > 0;
		if (s->rate[total])
			continue;
		for (uint32_t row = 0; row < s->grid->row_count; row++) {
			if (!proved && s->heads[total].sums && few) {
				if (!named_judge(c, r, s, total, row))
					table_nested(c, r, s, row, total);
			} else if (proved) {
				row_sum(s, law, row, &sum);
				sum_report(c, r, s, &sum, sum_try(c, s, &sum));
			}
		}
	}
}
