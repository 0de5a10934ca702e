/*
 * Two sides of an equation over the cells of a sheet, with signs: what law a table
 * prints or shows beside plain sums.  In: the cells and their signs.  Out: how it comes
 * out, and the finding.  Cost: linear in the terms.
 */
#include "table.h"

static int64_t
signed_value(const struct sheet *s, const struct balance *b, uint32_t i)
{
	return b->minus[i] ? -s->value[b->at[i]] : s->value[b->at[i]];
}

static int64_t
side(const struct sheet *s, const struct balance *b, uint32_t from, uint32_t to)
{
	int64_t made = 0;

	for (uint32_t i = from; i < to; i++)
		made += signed_value(s, b, i);
	return made;
}

int64_t
balance_gap(const struct sheet *s, const struct balance *b)
{
	return side(s, b, 0, b->left) - side(s, b, b->left, b->count);
}

/* What term `i` would have to be. */
static int64_t
should_be(const struct sheet *s, const struct balance *b, uint32_t i, int64_t gap)
{
	bool up = (i < b->left) == b->minus[i];

	return s->value[b->at[i]] + (up ? gap : -gap);
}

/* The side of a term, with its sign: both sides of the equation as sums. */
static inline bool
is_plus(const struct balance *b, uint32_t i)
{
	return (i < b->left) != b->minus[i];
}

/* Does rounding explain the gap? */
static enum slack_outcome
gap_covered(const struct sheet *s, const struct balance *b, int64_t gap)
{
	struct slack slack = {0};

	for (uint32_t i = 0; i < b->count; i++)
		slack_add(&slack, s, b->at[i]);
	return slack_covers(&slack, s, gap);
}

enum sum_outcome
balance_holds(const struct sheet *s, const struct balance *b)
{
	enum { FIGURES_PROOF = 3 };
	uint32_t figures = 0;
	int64_t gap = 0;

	for (uint32_t i = 0; i < b->count; i++) {
		int64_t value = s->value[b->at[i]];
		if (s->state[b->at[i]] == SHEET_UNKNOWN)
			return SUM_NONE;
		figures += value != 0;
		gap += is_plus(b, i) ? value : -value;
	}
	if (figures == 0 || s->state[b->at[0]] != SHEET_FIGURE)
		return SUM_NONE;
	switch (gap == 0 ? SLACK_EXACT : gap_covered(s, b, gap)) {
	case SLACK_EXACT:
	case SLACK_ROUNDED:
		return figures < FIGURES_PROOF ? SUM_WEAK : SUM_PROOF;
	case SLACK_DOUBTFUL:
		return SUM_NEAR;
	case SLACK_NONE:
		break;
	}
	return SUM_FAILS;
}

/* The least by which a figure of one side differs from one of the other: where the sides
 * have nearly equal figures, the rest of the equation says little. */
static inline int64_t
least_between(const struct sheet *s, const struct balance *b)
{
	int64_t least = INT64_MAX;

	for (uint32_t i = 0; i + 1 < b->count; i++) {
		const int64_t value = s->value[b->at[i]];
		const bool plus = is_plus(b, i);
		for (uint32_t k = i + 1; k < b->count; k++) {
			int64_t d = value - s->value[b->at[k]];
			d = d < 0 ? -d : d;
			least = plus != is_plus(b, k) && d < least ? d : least;
		}
	}
	return least;
}

/* How often number / by can be divided by ten, without dividing by anything else. */
static inline uint32_t
tens_over(int64_t number, int64_t by)
{
	uint32_t more = tens_in((uint64_t)number), less = tens_in((uint64_t)by);
	uint32_t tens = more > less ? more - less : 0;

	return tens - (tens && (uint64_t)number < (uint64_t)by * (uint64_t)ten_to((int)tens));
}

void
tally_balance(struct tally *t, const struct sheet *s, const struct balance *b,
	      enum sum_outcome outcome)
{
	uint32_t figures = 0;
	int decimals = 0;

	t->slips += outcome == SUM_SLIP;
	t->fails += outcome == SUM_FAILS;
	if (outcome != SUM_PROOF)
		return;
	t->held++;
	for (uint32_t i = 0; i < b->count; i++) {
		decimals = s->decimals[b->at[i]] > decimals ? s->decimals[b->at[i]] : decimals;
		figures += s->value[b->at[i]] != 0;
	}
	bool rounded = decimals > 0 || s->rounded;
	int64_t room = (rounded ? figures / 2 * 2 + 1 : 1) * ten_to(s->places - decimals);
	uint32_t weight = tens_over(least_between(s, b), room);
	t->proofs += weight > 0;
	t->digits += weight;
}

enum sum_outcome
balance_try(struct check *c, const struct sheet *s, const struct balance *b)
{
	enum sum_outcome outcome = balance_holds(s, b);

	if (outcome != SUM_FAILS)
		return outcome;
	int64_t gap = balance_gap(s, b);
	for (uint32_t i = 0; i < b->count && outcome == SUM_FAILS; i++)
		if (s->state[b->at[i]] == SHEET_FIGURE &&
		    sheet_slipped(c, s, b->at[i], should_be(s, b, i, gap)))
			outcome = SUM_SLIP;
	return outcome;
}

static void
cells_mark(struct check *c, const struct rule *r, const struct sheet *s, const struct balance *b,
	   enum cell_outcome outcome)
{
	for (uint32_t i = 0; i < b->count; i++)
		sheet_cell(c, r, s, b->at[i], outcome);
}

/* "312 + 28 - 5" of terms [from, to). */
static struct str
side_text(struct check *c, const struct sheet *s, const struct balance *b, uint32_t from,
	  uint32_t to)
{
	struct buf out = {.arena = c->arena};

	for (uint32_t i = from; i < to; i++) {
		if (s->state[b->at[i]] != SHEET_FIGURE && to - from > 1)
			continue;
		struct str printed = s->state[b->at[i]] == SHEET_FIGURE
					     ? doc_slice(c->doc, sheet_span(s, b->at[i]))
					     : STR("0");
		buf_add(&out, b->minus[i] ? (out.len ? STR(" - ") : STR("-"))
			      : out.len	  ? STR(" + ")
					  : STR(""));
		buf_add(&out, printed);
	}
	return out.len ? buf_str(&out) : STR("0");
}

void
balance_report(struct check *c, const struct rule *r, const struct sheet *s,
	       const struct balance *b, struct str law, bool slip)
{
	struct related related[TERMS_MAX];
	size_t n = 0;
	int64_t right = side(s, b, b->left, b->count), gap = balance_gap(s, b);
	const struct message_value values[] = {
		{"total", side_text(c, s, b, 0, b->left)},
		{"place", sheet_place(c, s, b->at[0])},
		{"parts", side_text(c, s, b, b->left, b->count)},
		{"sum", sheet_print(c, s, b->at[0], right)},
		{"law", law},
		{NULL, {0}},
	};

	for (uint32_t i = 1; i < b->count; i++)
		if (s->state[b->at[i]] == SHEET_FIGURE)
			related[n++] = (struct related){.span = sheet_span(s, b->at[i]),
							.message = sheet_place(c, s, b->at[i])};
	struct finding *f = finding_add(c, r, sheet_span(s, b->at[0]), values, related, n);
	if (!slip && f->level > LEVEL_NOTE)
		f->level--; /* the law may have an exception that nobody printed */
	for (uint32_t i = 0; i < b->count; i++)
		if (s->state[b->at[i]] == SHEET_FIGURE &&
		    sheet_slipped(c, s, b->at[i], should_be(s, b, i, gap))) {
			suspect(s, b->at[i]);
			sheet_propose(c, f, s, b->at[i], should_be(s, b, i, gap));
		}
	sheet_compare(c, f, s, b->at[0], should_be(s, b, 0, gap));
	cells_mark(c, r, s, b, CELL_FAILS);
	finding_operand(c, f, "left", values[0].value);
	finding_operand(c, f, "right", values[2].value);
}

void
balance_proved(struct check *c, const struct rule *r, const struct sheet *s,
	       const struct balance *b, const char *why)
{
	cells_mark(c, r, s, b, CELL_HOLDS);
	check_proved(c, r, sheet_span(s, b->at[0]), why);
}

void
balance_unknown(struct check *c, const struct rule *r, const struct sheet *s,
		const struct balance *b)
{
	cells_mark(c, r, s, b, CELL_UNKNOWN);
	check_unknown(c, r, sheet_span(s, b->at[0]), UNKNOWN_EVIDENCE);
}
