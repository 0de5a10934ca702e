/*
 * A total before its parts in a table of one or few rows, which prove nothing by
 * themselves: 合计 | 出国 | 接待 | 车辆 小计 购置 运行 | another figure.  Where one of the
 * parts is a subtotal of its own, two sums bear one another out: one holds and the other
 * is one slip of the pen away, or one slip in the subtotal explains both.
 * Cost: a few runs of columns for each total of a row.
 */
#include "table.h"

enum {
	PARTS_MOST = 4,
	BEHIND_MOST = 3,
	LARGE = 1000, /* of a total that one slip is evidence for */
	SOME = 10     /* where another sum bears it out */
};

/* The sum of columns [from, to) and [again, end). */
static void
run_sum(const struct sheet *s, uint32_t row, uint32_t total, const uint32_t run[4], struct sum *out)
{
	sum_begin(out, sheet_at(s, row, total));
	for (int i = 0; i < 4; i += 2)
		for (uint32_t c = run[i]; c < run[i + 1]; c++)
			sum_add(out, sheet_at(s, row, c), false);
}

static bool
holds(enum sum_outcome outcome)
{
	return outcome == SUM_PROOF || outcome == SUM_WEAK;
}

/* One slip in the subtotal, which is the total of one sum and a part of the other. */
static bool
explains_both(struct check *c, const struct sheet *s, const struct sum *outer,
	      const struct sum *inner)
{
	int64_t made = sum_of_terms(s, inner);
	int64_t gap = s->value[outer->total] - sum_of_terms(s, outer);

	return s->value[inner->total] + gap == made && sheet_slipped(c, s, inner->total, made);
}

/* What a subtotal in column `sub` shows of the row.  True: it explains the total. */
static bool
subtotal_judge(struct check *c, const struct rule *r, const struct sheet *s, uint32_t row,
	       uint32_t total, uint32_t sub)
{
	uint32_t columns = s->grid->column_count;
	struct sum outer, inner, slip = {.count = 0};

	for (uint32_t e = sub + 2; e <= columns && e <= sub + 1 + PARTS_MOST; e++)
		for (uint32_t to = e; to <= columns && to <= e + BEHIND_MOST; to++) {
			run_sum(s, row, total, (const uint32_t[]){total + 1, sub + 1, e, to},
				&outer);
			run_sum(s, row, sub, (const uint32_t[]){sub + 1, e, 0, 0}, &inner);
			enum sum_outcome a = sum_try(c, s, &outer), b = sum_try(c, s, &inner);
			if (holds(a) && holds(b)) {
				sum_report(c, r, s, &outer, a);
				sum_report(c, r, s, &inner, b);
				return true;
			}
			if (slip.count)
				continue;
			bool both = s->heads[sub].sums && explains_both(c, s, &outer, &inner);
			if (a == SUM_SLIP && (holds(b) || both))
				slip = outer;
			else if (b == SUM_SLIP && holds(a))
				slip = inner;
		}
	if (!slip.count || sheet_digits(s, slip.total) < SOME)
		return false;
	sum_report(c, r, s, &slip, SUM_SLIP);
	return true;
}

void
table_nested(struct check *c, const struct rule *r, const struct sheet *s, uint32_t row,
	     uint32_t total)
{
	uint32_t columns = s->grid->column_count;
	struct sum sum, slip = {.count = 0};
	bool large = sheet_digits(s, sheet_at(s, row, total)) >= LARGE;

	if (s->state[sheet_at(s, row, total)] != SHEET_FIGURE)
		return;
	/* heads over narrow columns are not always over the right one */
	for (uint32_t sub = total + 1; sub < columns && !s->rate[sub]; sub++)
		if (s->value[sheet_at(s, row, sub)] != 0 &&
		    subtotal_judge(c, r, s, row, total, sub))
			return;
	for (uint32_t to = total + 3; to <= columns && !s->rate[to - 1]; to++) {
		run_sum(s, row, total, (const uint32_t[]){total + 1, to, 0, 0}, &sum);
		enum sum_outcome outcome = sum_try(c, s, &sum);
		if (holds(outcome)) {
			sum_report(c, r, s, &sum, outcome);
			return;
		}
		if (outcome == SUM_SLIP && !slip.count)
			slip = sum;
	}
	if (slip.count && large)
		sum_report(c, r, s, &slip, SUM_SLIP);
}
