/*
 * Sums with a minus in them: a change between two columns, or between a line and the one
 * before it, and what comes in, goes out and is left.  The same for rows.  Nobody says
 * which columns; the table shows it in most of its rows.
 * Cost: lines cubed, of at most WIDTH_MOST; nearly every law is given up by a glance at
 * three items, for sixteen laws at once.
 */
#include "../base/lanes.h"
#include "table.h"

enum {
	WIDTH_MOST = 16,
	LEARN_ITEMS = 1000,
	FAILS_EARLY = 2,
	WINDOW_MOST = 5, /* neighbours that make one equation */
	LAWS_MOST = 24,
	PROOFS_MANY = 6 /* after which one exception needs no slip */
};

/* Lines whose signed figures make nothing; the first is pointed at.  Of one line: it is
 * what line[1] is more than the item before. */
struct law {
	uint32_t line[WINDOW_MOST];
	bool minus[WINDOW_MOST];
	uint32_t count;
	bool before; /* line[0] = line[1] less line[1] of the item before */
	uint32_t mask;
	struct tally tally;
};

struct laws {
	struct law at[LAWS_MOST];
	uint32_t count;
};

/* A column of percentages is no item of rows that are added. */
static bool
item_is_rate(const struct view *v, uint32_t item)
{
	return v->turned && v->s->rate[item];
}

/* The equation of one item; false where there is none. */
static bool
equation(const struct view *v, const struct law *l, uint32_t item, struct balance *out)
{
	/* the rest of it is not looked at */
	out->left = 1;
	out->minus[0] = out->minus[1] = false;
	if (item_is_rate(v, item))
		return false;
	if (l->before) {
		uint32_t last = item_before(v, l->line[1], item);
		out->at[0] = view_at(v, l->line[0], item);
		out->at[1] = view_at(v, l->line[1], item);
		out->at[2] = view_at(v, l->line[1], last);
		out->minus[2] = true;
		out->count = 3;
		return last != item && v->s->state[out->at[1]] == SHEET_FIGURE;
	}
	for (uint32_t i = 0; i < l->count; i++) {
		out->at[i] = view_at(v, l->line[i], item);
		/* line[0] = the others, whose signs turn when its own is the same as theirs */
		out->minus[i] = i > 0 && l->minus[i] == l->minus[0];
	}
	out->count = l->count;
	return true;
}

/* ---- what a glance rules out ------------------------------------------------------------ */

enum {
	GLANCES = FAILS_EARLY + 1, /* and one, for the item before the first */
	SIDE = sizeof(pair_lanes) / sizeof(uint16_t),
	HALVES = WIDTH_MOST / SIDE,
	/* what rounding, and the cutting of figures to units, may put a sum apart, in units */
	ROOM = WINDOW_MOST / 2 + WINDOW_MOST,
	PADDED = WIDTH_MOST + WINDOW_MOST, /* a run that begins with the last line can be read */
	BUCKET_BITS = 10,
	BUCKETS = 1 << BUCKET_BITS
};

/* One item: the figures of all lines in units of the sheet's last place, modulo 2^16, in
 * which a sum that is right is right too. */
struct glance {
	uint32_t item;
	uint16_t value[PADDED];
	uint16_t figure[PADDED]; /* all bits where there is one */
};

struct glances {
	struct glance at[GLANCES + 1];
	uint32_t count;
	uint16_t fails_most;	  /* that a law may have among GLANCES of them */
	uint32_t lines;		  /* bits of those with a figure: others take part in no proof */
	uint32_t halves;	  /* that hold lines */
	uint16_t out[WIDTH_MOST]; /* fails of lines to begin with: the others are out at once */
	uint64_t made[GLANCES][BUCKETS / 64]; /* bits: what may be the figure of a line */
};

/* Sixteen laws at once: in how many items each fails. */
struct trial {
	pair_lanes fails[HALVES];
};

static uint16_t
in_units(const struct view *v, int64_t value)
{
	return (uint16_t)(v->s->last_place == 1 ? value : value / v->s->last_place);
}

static bool
line_has_figure(const struct view *v, uint32_t line)
{
	for (uint32_t i = 0; i < v->items; i++)
		if (v->s->value[view_at(v, line, i)] != 0 && !item_is_rate(v, i))
			return true;
	return false;
}

/* The bucket of a sum. */
static inline uint32_t
bucket_of(uint16_t made)
{
	return (uint32_t)made >> (16 - BUCKET_BITS);
}

/* Notes which sums some line has as its figure in a glance; all, when a line has none. */
static void
made_read(const struct glances *g, const struct glance *x, uint64_t bits[BUCKETS / 64])
{
	bool full = true;

	memset(bits, 0, BUCKETS / 8);
	for (uint32_t left = g->lines; left && full; left &= left - 1) {
		uint32_t line = (uint32_t)__builtin_ctz(left);
		uint32_t low = bucket_of((uint16_t)(x->value[line] - ROOM));
		uint32_t high = bucket_of((uint16_t)(x->value[line] + ROOM));
		bits[low / 64] |= UINT64_C(1) << low % 64;
		bits[high / 64] |= UINT64_C(1) << high % 64;
		full = x->figure[line] != 0;
	}
	if (!full)
		memset(bits, 0xFF, BUCKETS / 8);
}

/* May two lines make a third in so many items that it is a law? */
static inline bool
may_make(const struct glances *g, uint32_t one, uint32_t other)
{
	if (g->count <= g->fails_most)
		return true;
	for (uint32_t i = 0; i <= g->fails_most; i++) {
		const struct glance *x = &g->at[i];
		uint32_t sum = bucket_of((uint16_t)(x->value[one] + x->value[other]));
		if (g->made[i][sum / 64] >> sum % 64 & 1)
			return true;
	}
	return false;
}

/* The first items with figures.  A law fails once for three proofs at most, and is given up
 * when it fails in the first three. */
static void
glances_read(const struct view *v, struct glances *out)
{
	uint32_t items = 0;

	out->count = 0;
	out->lines = 0;
	out->halves = (v->lines + SIDE - 1) / SIDE;
	for (uint32_t line = 0; line < WIDTH_MOST; line++) {
		bool has = line < v->lines && line_has_figure(v, line);
		out->lines |= (uint32_t)has << line;
		out->out[line] = has ? 0 : UINT16_MAX / 2;
	}
	for (uint32_t i = 0; i < v->items && items < 4 * FAILS_EARLY; i++)
		items += !item_is_rate(v, i);
	out->fails_most = (uint16_t)(items / 4);
	for (uint32_t i = 0; i < v->items && out->count <= GLANCES; i++) {
		struct glance *g = &out->at[out->count];
		bool any = false;
		if (item_is_rate(v, i))
			continue;
		*g = (struct glance){.item = i};
		for (uint32_t line = 0; line < v->lines; line++) {
			size_t at = view_at(v, line, i);
			if (v->s->state[at] != SHEET_FIGURE)
				continue;
			g->value[line] = in_units(v, v->s->value[at]);
			g->figure[line] = UINT16_MAX;
			any = true;
		}
		out->count += any;
	}
	for (uint32_t i = 0; i < out->count && i <= out->fails_most; i++)
		made_read(out, &out->at[i], out->made[i]);
}

/* Lanes of half h fail where `apart` is not near 0, and `counts` is set. */
static inline void
trial_add(struct trial *t, uint32_t h, pair_lanes apart, pair_lanes counts)
{
	t->fails[h] -= (pair_lanes)(apart + ROOM > 2 * ROOM) & counts;
}

/* Is some lane left in the first halves? */
static inline bool
trial_is_open(const struct trial *t, const struct glances *g, uint32_t halves)
{
	pair_lanes in = {0};

	for (uint32_t h = 0; h < halves; h++)
		in |= (pair_lanes)(t->fails[h] <= g->fails_most);
	return lanes_any(&in);
}

/* The lanes that are left, a bit each. */
static uint32_t
trial_open(const struct trial *t, const struct glances *g, uint32_t halves)
{
	uint32_t open = 0;

	for (uint32_t h = 0; h < halves; h++)
		for (uint32_t k = 0; k < SIDE; k++)
			open |= (uint32_t)(t->fails[h][k] <= g->fails_most) << (h * SIDE + k);
	return open;
}

/* All lines that take part in proofs. */
static inline struct trial
trial_of_lines(const struct glances *g)
{
	struct trial t = {.fails[0] = pair_lanes_at(g->out)};

	for (uint32_t h = 1; h < g->halves; h++)
		t.fails[h] = pair_lanes_at(g->out + h * SIDE);
	return t;
}

/* A sum against the figures of all lines. */
static inline void
trial_add_sum(struct trial *t, const struct glances *g, const struct glance *x, uint16_t made)
{
	for (uint32_t h = 0; h < g->halves; h++)
		trial_add(t, h, made - pair_lanes_at(x->value + h * SIDE),
			  pair_lanes_at(x->figure + h * SIDE));
}

/* The lines, a bit each, that may be the sum of two. */
static uint32_t
wholes_open(const struct glances *g, uint32_t one, uint32_t other)
{
	const uint32_t pair = 1U << one | 1U << other;

	if ((g->lines & pair) != pair || !may_make(g, one, other))
		return 0;
	struct trial t = trial_of_lines(g);
	for (uint32_t i = 0; i < g->count && i < GLANCES; i++) {
		const struct glance *x = &g->at[i];
		if (!(x->figure[one] & x->figure[other]))
			continue;
		trial_add_sum(&t, g, x, (uint16_t)(x->value[one] + x->value[other]));
		if (i >= g->fails_most && !trial_is_open(&t, g, g->halves))
			return 0;
	}
	return trial_open(&t, g, g->halves) & ~pair;
}

/* The lines that may be what one is more than the item before. */
static uint32_t
steps_open(const struct view *v, const struct glances *g, uint32_t line)
{
	struct trial t = trial_of_lines(g);
	uint32_t steps = 0;

	if (!(g->lines >> line & 1))
		return 0;
	for (uint32_t i = 0; i < g->count && steps < GLANCES; i++) {
		uint32_t item = g->at[i].item, last = item_before(v, line, item);
		if (!g->at[i].figure[line] || last == item)
			continue;
		int64_t step =
			v->s->value[view_at(v, line, item)] - v->s->value[view_at(v, line, last)];
		trial_add_sum(&t, g, &g->at[i], in_units(v, step));
		steps++;
	}
	if (!trial_is_open(&t, g, g->halves))
		return 0;
	return trial_open(&t, g, g->halves) & ~(1U << line);
}

/* Bit k of a lane's number: the lanes that have it. */
static const pair_lanes lanes_with_bit[WINDOW_MOST - 1][HALVES] = {
#define M UINT16_MAX
	{{0, M, 0, M, 0, M, 0, M}, {0, M, 0, M, 0, M, 0, M}},
	{{0, 0, M, M, 0, 0, M, M}, {0, 0, M, M, 0, 0, M, M}},
	{{0, 0, 0, 0, M, M, M, M}, {0, 0, 0, 0, M, M, M, M}},
	{{0, 0, 0, 0, 0, 0, 0, 0}, {M, M, M, M, M, M, M, M}},
#undef M
};

/* Is there a figure in all lines of [from, to)? */
static bool
glance_is_full(const struct glance *g, uint32_t from, uint32_t to)
{
	for (uint32_t line = from; line < to; line++)
		if (!g->figure[line])
			return false;
	return true;
}

/* Runs of neighbours by their first line, two bits each: whether some signs may make nothing of
 * four of them, and of five. */
struct windows {
	uint32_t four, five;
};
_Static_assert(HALVES *LANES <= 32, "bits of struct windows");

static inline pair_lanes
is_near(pair_lanes apart)
{
	return (pair_lanes)(apart + ROOM <= 2 * ROOM);
}

/* Where one, or less of it, and other, or less of it, make nothing. */
static inline pair_lanes
meets(pair_lanes one, pair_lanes other)
{
	return is_near(one + other) | is_near(one - other);
}

/* Notes for eight runs at once, of lines from `first` on, what one item shows. */
static inline void
windows_add(const struct glance *x, uint32_t first, pair_lanes *four, pair_lanes *five)
{
	const uint16_t *v = x->value + first, *f = x->figure + first;
	pair_lanes a = pair_lanes_at(v), b = pair_lanes_at(v + 1), c = pair_lanes_at(v + 2);
	pair_lanes d = pair_lanes_at(v + 3), e = pair_lanes_at(v + 4);
	pair_lanes full = pair_lanes_at(f) & pair_lanes_at(f + 1) & pair_lanes_at(f + 2) &
			  pair_lanes_at(f + 3);

	*four |= meets(a + b, c + d) | meets(a + b, c - d) | meets(a - b, c + d) |
		 meets(a - b, c - d) | ~full;
	full &= pair_lanes_at(f + 4);
	*five |= meets(a + b + c + d, e) | meets(a + b + c - d, e) | meets(a + b - c + d, e) |
		 meets(a + b - c - d, e) | meets(a - b + c + d, e) | meets(a - b + c - d, e) |
		 meets(a - b - c + d, e) | meets(a - b - c - d, e) | ~full;
}

/* Which runs may be a law: in one item more than a law may fail in, some signs must do. */
static struct windows
windows_open(const struct glances *g)
{
	struct windows out = {0, 0};

	if (g->count <= g->fails_most)
		return (struct windows){UINT32_MAX, UINT32_MAX};
	for (uint32_t h = 0; h < g->halves; h++) {
		pair_lanes four = {0}, five = {0};
		for (uint32_t i = 0; i <= g->fails_most; i++)
			windows_add(&g->at[i], h * SIDE, &four, &five);
		out.four |= lane_bits((lanes)four) << h * LANES;
		out.five |= lane_bits((lanes)five) << h * LANES;
	}
	return out;
}

/* Which signs may make nothing of `count` neighbours: bit s stands for those of which the
 * line k before the last but one has a minus where bit k of s is set. */
static uint32_t
signs_open(const struct glances *g, uint32_t from, uint32_t count)
{
	const uint32_t last = from + count - 1, window = (1U << count) - 1;
	const uint32_t halves = (1U << (count - 1)) / SIDE;
	struct trial t = {0};

	if ((g->lines >> from & window) != window)
		return 0;
	for (uint32_t i = 0; i < g->count && i < GLANCES; i++) {
		const struct glance *x = &g->at[i];
		if (!glance_is_full(x, from, last + 1))
			continue;
		for (uint32_t h = 0; h < halves; h++) {
			pair_lanes made = x->value[last] + (pair_lanes){0};
			for (uint32_t k = 0; k + 1 < count; k++) {
				pair_lanes minus = lanes_with_bit[k][h];
				made += (x->value[last - 1 - k] ^ minus) - minus;
			}
			trial_add(&t, h, made, ~(pair_lanes){0});
		}
		if (i >= g->fails_most && !trial_is_open(&t, g, halves))
			return 0;
	}
	return trial_open(&t, g, halves) & ~1U;
}

/* ---- learning ----------------------------------------------------------------------- */

/* Small changes say less each; of a column that is named one, or in a narrow table,
 * where few laws are tried, three are enough. */
static bool
is_law(const struct view *v, const struct law *l)
{
	enum { PROOFS = 3, LINES_FEW = 6, HELD = 4 };
	const struct tally *t = &l->tally;
	bool named = line_is_rate(v, l->line[0]);
	bool narrow = v->lines <= LINES_FEW || named;

	if (named && narrow && t->digits && t->held >= HELD && t->fails * HELD <= t->held)
		return true; /* +7, -4, +9: a column of small changes */
	return tally_is_law(t) ||
	       (narrow && t->proofs >= PROOFS && t->digits >= PROOFS && t->fails * 3 <= t->proofs);
}

/* Each line must have taken part in a proof: a blank one has any sign. */
static bool
law_try(const struct view *v, struct law *l)
{
	struct balance b;
	uint32_t seen = 0;

	for (uint32_t i = 0; i < v->items && i < LEARN_ITEMS; i++) {
		if (!equation(v, l, i, &b))
			continue;
		enum sum_outcome outcome = balance_holds(v->s, &b);
		tally_balance(&l->tally, v->s, &b, outcome);
		for (uint32_t k = 0; k < b.count && outcome == SUM_PROOF; k++)
			if (v->s->value[b.at[k]])
				seen |= 1U << k;
		if (l->tally.fails > FAILS_EARLY && l->tally.fails * 3 > l->tally.proofs)
			return false;
	}
	return seen == (1U << b.count) - 1 && is_law(v, l);
}

/* A law over the lines of another, and more, says nothing new. */
static bool
is_known(const struct laws *laws, uint32_t mask)
{
	for (uint32_t i = 0; i < laws->count; i++)
		if ((laws->at[i].mask & mask) == laws->at[i].mask)
			return true;
	return false;
}

/* Is it a plain sum that ends beside its parts, which another law looks for? */
static bool
is_plain(const struct view *v, const struct law *l)
{
	uint32_t minus = 0, low = v->lines, high = 0, odd = 0;

	for (uint32_t i = 0; i < l->count; i++) {
		minus += l->minus[i];
		low = l->line[i] < low ? l->line[i] : low;
		high = l->line[i] > high ? l->line[i] : high;
		if (line_is_rate(v, l->line[i]))
			return false;
	}
	if (l->before || v->turned || (minus != 1 && minus != l->count - 1))
		return false;
	for (uint32_t i = 0; i < l->count; i++)
		if (l->minus[i] == (minus == 1))
			odd = l->line[i];
	return high - low + 1 == l->count && (odd == low || odd == high);
}

/* Does the sheet know it as what makes a column of its neighbours? */
static bool
is_row_law(const struct view *v, const struct law *l)
{
	uint32_t columns = 0;

	for (uint32_t i = 0; i < l->count && !v->turned; i++) {
		const struct row_law *known = &v->s->row_law[l->line[i]];
		columns = ((1U << known->to) - (1U << known->from)) | 1U << known->total;
		if (known->to && columns == l->mask)
			return is_plain(v, l);
	}
	return false;
}

static void
laws_add(const struct view *v, struct laws *laws, struct law l)
{
	if (laws->count < LAWS_MOST && !is_known(laws, l.mask) &&
	    (is_row_law(v, &l) || law_try(v, &l)))
		laws->at[laws->count++] = l;
}

/* whole = one + other, of any three lines; the change is pointed at, or the last one. */
static void
triples_find(const struct view *v, const struct glances *g, struct laws *laws)
{
	uint16_t wholes[WIDTH_MOST][WIDTH_MOST] = {0}; /* of one and other */
	uint32_t any = 0;

	for (uint32_t one = 0; one < v->lines; one++)
		for (uint32_t other = one + 1; other < v->lines; other++)
			any |= wholes[one][other] = (uint16_t)wholes_open(g, one, other);
	for (uint32_t whole = 0; any >> whole; whole++)
		for (uint32_t one = 0; one < v->lines && any >> whole & 1; one++)
			for (uint32_t other = one + 1; other < v->lines; other++) {
				bool swap = line_is_rate(v, one) && !line_is_rate(v, other);
				uint32_t change = swap ? one : other;
				uint32_t base = swap ? other : one;
				if (!(wholes[one][other] >> whole & 1) ||
				    line_is_rate(v, base) != line_is_rate(v, whole))
					continue;
				struct law l = {.line = {change, whole, base},
						.minus = {false, true, false},
						.count = 3,
						.mask = 1U << whole | 1U << one | 1U << other};
				laws_add(v, laws, l);
			}
}

/* line = another less the one before it in that other line. */
static void
steps_find(const struct view *v, const struct glances *g, struct laws *laws)
{
	uint32_t changes[WIDTH_MOST], any = 0;

	for (uint32_t line = 0; line < v->lines; line++)
		any |= changes[line] = steps_open(v, g, line);
	for (uint32_t change = 0; any >> change; change++)
		for (uint32_t line = 0; line < v->lines; line++)
			if (changes[line] >> change & 1)
				laws_add(v, laws,
					 (struct law){.line = {change, line},
						      .count = 2,
						      .before = true,
						      .mask = 1U << change | 1U << line});
}

/* Neighbours with any signs but all the same. */
static void
windows_find(const struct view *v, const struct glances *g, struct laws *laws)
{
	const struct windows may = windows_open(g);

	for (uint32_t count = 4; count <= WINDOW_MOST; count++)
		for (uint32_t from = 0; from + count <= v->lines; from++) {
			if (!((count == 4 ? may.four : may.five) >> 2 * from & 1))
				continue;
			uint32_t open = signs_open(g, from, count);
			for (uint32_t signs = 1; open >> signs; signs++) {
				struct law l = {.count = count};
				/* the last one is pointed at */
				for (uint32_t i = 0; i < count; i++) {
					uint32_t line = from + count - 1 - i;
					l.line[i] = line;
					l.minus[i] = i > 0 && signs >> (i - 1) & 1;
					l.mask |= 1U << line;
				}
				if (open >> signs & 1)
					laws_add(v, laws, l);
			}
		}
}

/* ---- judging ---------------------------------------------------------------------------- */

static void
law_judge(const struct view *v, const struct law *l)
{
	struct balance b;

	for (uint32_t i = 0; i < v->items; i++) {
		if (!equation(v, l, i, &b))
			continue;
		enum sum_outcome outcome = balance_try(v->c, v->s, &b);
		bool lone = outcome == SUM_FAILS && l->tally.fails == 1 &&
			    l->tally.proofs >= PROOFS_MANY;
		if (outcome == SUM_NONE)
			continue;
		if (outcome == SUM_PROOF || outcome == SUM_WEAK)
			balance_proved(v->c, v->rule, v->s, &b, "the table's own law");
		else if (outcome == SUM_SLIP || lone)
			balance_report(v->c, v->rule, v->s, &b, STR(""), outcome == SUM_SLIP);
		else
			balance_unknown(v->c, v->rule, v->s, &b);
	}
}

static void
view_judge(const struct view *v)
{
	struct glances glances;
	struct laws laws;

	if (v->lines < 2 || v->lines > WIDTH_MOST || v->items < 2)
		return;
	laws.count = 0;
	glances_read(v, &glances);
	triples_find(v, &glances, &laws);
	steps_find(v, &glances, &laws);
	windows_find(v, &glances, &laws);
	for (uint32_t i = 0; i < laws.count; i++)
		if (!is_plain(v, &laws.at[i]))
			law_judge(v, &laws.at[i]);
}

void
table_differences(struct check *c, const struct rule *r, const struct sheet *s)
{
	uint32_t columns = s->grid->column_count, rows = s->grid->row_count;

	view_judge(&(struct view){c, r, NULL, s, false, columns, rows});
	view_judge(&(struct view){c, r, NULL, s, true, rows, columns});
}
