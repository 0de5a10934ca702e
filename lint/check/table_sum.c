/*
 * Sums tried on a sheet: whether some cells make another one, by how much rounding may put them
 * apart, whether one slip of the pen explains a sum that fails, and how it is told.
 * Cost: linear in the terms; figures are compared as printed only where their digits as whole
 * numbers do not rule a slip out.
 */
#include "table.h"

/* ---- sums -------------------------------------------------------------------------- */

int64_t
sum_of_terms(const struct sheet *s, const struct sum *sum)
{
	int64_t made = 0;

	for (uint32_t i = 0; i < sum->count; i++)
		made += sum->minus[i] ? -s->value[sum->term[i]] : s->value[sum->term[i]];
	return made;
}

static int64_t
absolute(int64_t v)
{
	return v < 0 ? -v : v;
}

/* What term i would have to be for the gap to close. */
static int64_t
term_should_be(const struct sheet *s, const struct sum *sum, uint32_t i, int64_t gap)
{
	return s->value[sum->term[i]] + (sum->minus[i] ? -gap : gap);
}

enum slack_outcome
slack_covers(const struct slack *slack, const struct sheet *s, int64_t gap)
{
	enum { HUNDREDTHS = 2 };

	if (gap == 0)
		return SLACK_EXACT;
	/* one figure printed twice is rounded in the same way */
	if ((slack->printed == 2 && slack->figures == 2) ||
	    (s->hundredths && slack->decimals == HUNDREDTHS) ||
	    (slack->counted == slack->printed && !slack->decimals))
		return SLACK_NONE;
	if (absolute(gap) > slack->figures / 2 * ten_to(s->places - slack->decimals))
		return SLACK_NONE;
	return slack->decimals || s->rounded ? SLACK_ROUNDED : SLACK_DOUBTFUL;
}

void
tally_add(struct tally *t, const struct sheet *s, size_t total, enum sum_outcome outcome)
{
	t->proofs += outcome == SUM_PROOF;
	t->slips += outcome == SUM_SLIP;
	t->fails += outcome == SUM_FAILS;
	if (outcome == SUM_PROOF && t->digits < TALLY_DIGITS)
		t->digits += tens_in((uint64_t)sheet_digits(s, total));
}

bool
tally_is_law(const struct tally *t)
{
	enum { PROOFS_LEAST = 2, SLIPS = 2 /* one figure breaks two sums */ };

	if (t->proofs < PROOFS_LEAST || t->digits < TALLY_DIGITS)
		return false;
	if (!t->fails && t->slips <= SLIPS)
		return true;
	return (t->fails + t->slips) * 3 <= t->proofs + (t->slips ? SLIPS : 0);
}

/* ---- figures as printed ---------------------------------------------------------------- */

/* `value` with `places` decimals of s->places; empty when it has more. */
static struct str
print_places(struct check *c, const struct sheet *s, int64_t value, int places)
{
	for (int i = s->places; i > places; i--) {
		if (value % 10)
			return (struct str){0};
		value /= 10;
	}
	return decimal_print(c->arena, (struct decimal){value, -places});
}

struct str
sheet_print(struct check *c, const struct sheet *s, size_t at, int64_t value)
{
	const struct cell *x = &s->grid->cells[s->grid->at[at]];
	struct str out = print_places(c, s, value, x->decimals);

	return out.len ? out : print_places(c, s, value, s->places);
}

/* May a figure that is so much more or less be one in which a digit is changed, or two
 * neighbours are swapped? */
static bool
may_be_changed(uint64_t gap)
{
	enum { DIGIT_MOST = 9, SWAP = 9 };

	while (gap && gap % 10 == 0)
		gap /= 10;
	return gap <= DIGIT_MOST || (gap <= DIGIT_MOST * SWAP && gap % SWAP == 0);
}

/* Is one of two whole numbers the other without a digit, but for zeros in front?  The digits
 * behind it and before it are the same. */
static bool
may_be_dropped(uint64_t a, uint64_t b)
{
	uint64_t more = a > b ? a : b, less = a > b ? b : a;

	while (more % 10 == less % 10 && more)
		more /= 10, less /= 10;
	return more / 10 == less;
}

bool
digits_may_slip(uint64_t a, uint64_t b)
{
	return may_be_changed(a > b ? a - b : b - a) || may_be_dropped(a, b);
}

/* `changed`: may_be_changed of the gap. */
static bool
is_slipped(struct check *c, const struct sheet *s, size_t at, int64_t should, bool changed)
{
	uint64_t digits = (uint64_t)sheet_digits(s, at), wanted = (uint64_t)absolute(should);

	if ((should < 0) != (s->value[at] < 0) || should == 0)
		return false;
	for (int places = s->places; places >= 0; places--, wanted /= 10) {
		if ((changed || may_be_dropped(digits, wanted)) &&
		    digits_slip(doc_slice(c->doc, sheet_span(s, at)),
				print_places(c, s, should, places)))
			return true;
		if (wanted % 10)
			break;
	}
	return false;
}

bool
sheet_slipped(struct check *c, const struct sheet *s, size_t at, int64_t should)
{
	return is_slipped(c, s, at, should,
			  may_be_changed((uint64_t)absolute(should - s->value[at])));
}

/* Does one slip in one of the figures explain the gap? */
static bool
is_slip(struct check *c, const struct sheet *s, const struct sum *sum, int64_t made)
{
	int64_t gap = s->value[sum->total] - made;
	bool changed = may_be_changed((uint64_t)absolute(gap));

	if (is_slipped(c, s, sum->total, made, changed))
		return true;
	for (uint32_t i = 0; i < sum->count; i++)
		if (s->state[sum->term[i]] == SHEET_FIGURE &&
		    is_slipped(c, s, sum->term[i], term_should_be(s, sum, i, gap), changed))
			return true;
	return false;
}

/* Does rounding explain that terms which make `made` do not make the total? */
static enum slack_outcome
gap_covered(const struct sheet *s, const struct sum *sum, int64_t made)
{
	struct slack slack = {0};

	slack_add(&slack, s, sum->total);
	for (uint32_t i = 0; i < sum->count; i++)
		slack_add(&slack, s, sum->term[i]);
	return slack_covers(&slack, s, s->value[sum->total] - made);
}

/* Most come out to the last place: only for the others it matters what rounding may do. */
enum sum_outcome
sum_try(struct check *c, const struct sheet *s, const struct sum *sum)
{
	int64_t made = 0;
	uint32_t terms = 0;

	if (s->state[sum->total] != SHEET_FIGURE)
		return SUM_NONE;
	for (uint32_t i = 0; i < sum->count; i++) {
		int64_t value = s->value[sum->term[i]];
		if (s->state[sum->term[i]] == SHEET_UNKNOWN)
			return SUM_NONE;
		made += sum->minus[i] ? -value : value;
		terms += value != 0;
	}
	if (terms == 0)
		return SUM_NONE;
	switch (made == s->value[sum->total] ? SLACK_EXACT : gap_covered(s, sum, made)) {
	case SLACK_EXACT:
	case SLACK_ROUNDED:
		return terms == 1 ? SUM_WEAK : SUM_PROOF;
	case SLACK_DOUBTFUL:
		return SUM_NEAR;
	case SLACK_NONE:
		break;
	}
	return is_slip(c, s, sum, made) ? SUM_SLIP : SUM_FAILS;
}

/* ---- telling ------------------------------------------------------------------------------- */

static struct str
terms_text(struct check *c, const struct sheet *s, const struct sum *sum)
{
	enum { SHOWN = 6 };
	struct buf b = {.arena = c->arena};
	uint32_t shown = 0;

	for (uint32_t i = 0; i < sum->count; i++) {
		if (!s->value[sum->term[i]])
			continue;
		if (shown == SHOWN) {
			buf_add(&b, STR(" + …"));
			break;
		}
		struct str plus = sum->minus[i] ? STR(" - ") : STR(" + ");
		buf_add(&b, shown++ ? plus : sum->minus[i] ? STR("-") : STR(""));
		buf_add(&b, doc_slice(c->doc, sheet_span(s, sum->term[i])));
	}
	return buf_str(&b);
}

void
sheet_propose(struct check *c, struct finding *f, const struct sheet *s, size_t at, int64_t should)
{
	struct str printed = doc_slice(c->doc, sheet_span(s, at));

	for (int places = 0; c->proposes && places <= s->places; places++) {
		struct str wanted = print_places(c, s, absolute(should), places);
		if (wanted.len && digits_slip(printed, wanted))
			propose_figure(c, f, sheet_span(s, at), wanted);
	}
}

void
sheet_compare(struct check *c, struct finding *f, const struct sheet *s, size_t at, int64_t ought)
{
	int decimals = s->decimals[at];
	struct decimal stated = {s->value[at] / ten_to(s->places - decimals), -decimals};
	bool exact = s->counted && s->counted[at % s->grid->column_count];

	f->discrepancy =
		discrepancy_of(c->arena, c->pool, stated, exact,
			       number_of_decimal(c->pool, (struct decimal){ought, -s->places}));
}

static void
suspect_cell(struct check *c, struct finding *f, const struct sheet *s, size_t at, int64_t should)
{
	if (!sheet_slipped(c, s, at, should))
		return;
	suspect(s, at);
	sheet_propose(c, f, s, at, should);
}

static void
suspect_terms(struct check *c, struct finding *f, const struct sheet *s, const struct sum *sum)
{
	int64_t made = sum_of_terms(s, sum), gap = s->value[sum->total] - made;

	suspect_cell(c, f, s, sum->total, made);
	for (uint32_t i = 0; i < sum->count; i++)
		if (s->state[sum->term[i]] == SHEET_FIGURE)
			suspect_cell(c, f, s, sum->term[i], term_should_be(s, sum, i, gap));
}

static void
report(struct check *c, const struct rule *r, const struct sheet *s, const struct sum *sum,
       bool slip)
{
	struct related related[TERMS_MAX];
	size_t n = 0;
	struct str total = doc_slice(c->doc, sheet_span(s, sum->total));
	const struct message_value values[] = {
		{"total", total},
		{"place", sheet_place(c, s, sum->total)},
		{"parts", terms_text(c, s, sum)},
		{"sum", sheet_print(c, s, sum->total, sum_of_terms(s, sum))},
		{NULL, {0}},
	};

	for (uint32_t i = 0; i < sum->count; i++)
		if (s->state[sum->term[i]] == SHEET_FIGURE)
			related[n++] = (struct related){.span = sheet_span(s, sum->term[i]),
							.message = sheet_place(c, s, sum->term[i])};
	struct finding *f = finding_add(c, r, sheet_span(s, sum->total), values, related, n);
	if (!slip && f->level > LEVEL_NOTE)
		f->level--; /* the law may have an exception that nobody printed */
	if (slip)
		suspect_terms(c, f, s, sum);
	sheet_compare(c, f, s, sum->total, sum_of_terms(s, sum));
	finding_operand(c, f, "total", total);
	for (uint32_t i = 0; i < sum->count; i++)
		if (s->value[sum->term[i]])
			finding_operand(c, f, "part",
					doc_slice(c->doc, sheet_span(s, sum->term[i])));
}

static void
sum_cells(struct check *c, const struct rule *r, const struct sheet *s, const struct sum *sum,
	  enum cell_outcome outcome)
{
	sheet_cell(c, r, s, sum->total, outcome);
	for (uint32_t i = 0; i < sum->count; i++)
		sheet_cell(c, r, s, sum->term[i], outcome);
}

void
sum_report(struct check *c, const struct rule *r, const struct sheet *s, const struct sum *sum,
	   enum sum_outcome outcome)
{
	switch (outcome) {
	case SUM_NONE:
		break;
	case SUM_NEAR:
		sum_cells(c, r, s, sum, CELL_UNKNOWN);
		check_unknown(c, r, sheet_span(s, sum->total), UNKNOWN_EVIDENCE);
		break;
	case SUM_WEAK:
	case SUM_PROOF:
		for (uint32_t i = 0; i < sum->count; i++)
			sheet_cell(c, r, s, sum->term[i], CELL_HOLDS);
		sum_proved(c, r, s, sum->total);
		break;
	case SUM_SLIP:
	case SUM_FAILS:
		sum_cells(c, r, s, sum, CELL_FAILS);
		report(c, r, s, sum, outcome == SUM_SLIP);
		break;
	}
}
