/*
 * What a glance rules out: of the first items with figures, as numbers of sixteen bits, which
 * lines may be the sum or difference of which others in nearly all of them.
 * Cost: a look into a set of bits for each two lines; then as many lanes as there are lines.
 */
#include "table_glance.h"

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
	if (v->turned ? !row_has_figures(v->s, line) : v->s->above_zero[line] > 0)
		return !v->turned;
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

/* Sets the buckets of what the lines have as their figures in a glance. */
static void
made_set(const struct glances *g, const struct glance *x, uint8_t made[BUCKETS], uint8_t to)
{
	for (uint32_t left = g->lines; left; left &= left - 1) {
		uint16_t value = x->value[__builtin_ctz(left)];
		made[bucket_of((uint16_t)(value - ROOM))] = to;
		made[bucket_of((uint16_t)(value + ROOM))] = to;
	}
}

/* How many of them are asked what some line has. */
static inline uint32_t
made_count(const struct glances *g)
{
	uint32_t asked = g->fails_most + 2U;

	return g->count < asked ? g->count : asked;
}

static bool
is_full(const struct glances *g, const struct glance *x)
{
	pair_lanes missing = {0};

	for (uint32_t h = 0; h < g->halves; h++)
		missing |= (pair_lanes)(pair_lanes_at(g->out + h * SIDE) == 0) &
			   ~pair_lanes_at(x->figure + h * SIDE);
	return !lanes_any(&missing);
}

/* Notes which sums some line has in the first glances. */
static void
made_read(struct glances *g)
{
	g->full = true;
	for (uint32_t i = 0; i < made_count(g); i++) {
		struct glance *x = &g->at[i];
		x->full = is_full(g, x);
		g->full &= x->full || i > g->fails_most;
		if (x->full)
			made_set(g, x, g->made[i], 1);
	}
}

void
glances_clear(struct glances *g)
{
	for (uint32_t i = 0; i < made_count(g); i++)
		if (g->at[i].full)
			made_set(g, &g->at[i], g->made[i], 0);
}

/* Adds, for each line, those behind it that make with it what some line is in a glance. */
static void
others_add(const struct glances *g, uint32_t i, uint32_t lines, uint32_t open[WIDTH_MOST])
{
	const uint16_t *value = g->at[i].value;
	const uint8_t *made = g->made[i];
	uint16_t sums[WIDTH_MOST]; /* their buckets */

	for (uint32_t one = 0; one + 1 < lines; one++) {
		uint32_t found = 0;
		for (uint32_t h = (one + 1) / SIDE; h < g->halves; h++) {
			pair_lanes x = (pair_lanes_at(value + h * SIDE) + value[one]) >>
				       (16 - BUCKET_BITS);
			memcpy(sums + h * SIDE, &x, sizeof x);
		}
		for (uint32_t other = lines; --other > one;)
			found = found << 1 | made[sums[other]];
		open[one] |= found << one << 1;
	}
}

void
others_open(const struct glances *g, uint32_t lines, uint32_t open[WIDTH_MOST])
{
	/* of a line without a figure nobody can say what it is not */
	const bool all = g->count <= g->fails_most || !g->full;

	for (uint32_t one = 0; one < lines; one++)
		open[one] = all ? UINT32_MAX << one << 1 : 0;
	for (uint32_t i = 0; i <= g->fails_most && !all; i++)
		others_add(g, i, lines, open);
	for (uint32_t one = 0; one < lines; one++)
		open[one] &= g->lines >> one & 1 ? g->lines : 0;
}

/* The figures of a row, copied. */
static void
row_copy(const struct view *v, uint32_t row, struct glance *out)
{
	const struct sheet *s = v->s;
	size_t at = row;

	for (uint32_t line = 0; line < v->lines; line++, at += s->low_rows) {
		out->own_value[line] = s->low[at];
		out->own_figure[line] = s->figured[at];
	}
}

/* Takes the rates out of an item that has others, too. */
static void
odd_rates_drop(const struct view *v, struct glance *out)
{
	for (uint32_t line = 0; line < v->lines; line++)
		if (is_odd_rate(v->s, view_at(v, line, out->item)))
			out->own_value[line] = out->own_figure[line] = 0;
}

/* The figures of an item; false when there are none. */
static bool
glance_read(const struct view *v, uint32_t item, struct glance *out)
{
	const struct sheet *s = v->s;
	const size_t first = (size_t)item * s->low_rows;
	uint16_t any = 0;

	out->item = item;
	out->value = v->turned ? s->low + first : out->own_value;
	out->figure = v->turned ? s->figured + first : out->own_figure;
	if (!v->turned)
		row_copy(v, item, out);
	if (s->percents) {
		if (v->turned) {
			memcpy(out->own_value, out->value, sizeof out->own_value);
			memcpy(out->own_figure, out->figure, sizeof out->own_figure);
		}
		out->value = out->own_value;
		out->figure = out->own_figure;
		odd_rates_drop(v, out);
	}
	for (uint32_t line = 0; line < v->lines; line++)
		any |= out->figure[line];
	return any;
}

/* Lines with a figure in some item. */
static void
lines_read(const struct view *v, struct glances *out)
{
	out->lines = 0;
	for (uint32_t line = 0; line < out->halves * SIDE; line++) {
		bool has = line < v->lines &&
			   ((out->count && out->at[0].value[line]) || line_has_figure(v, line));
		out->lines |= (uint32_t)has << line;
		out->out[line] = has ? 0 : UINT16_MAX / 2;
	}
}

void
glances_read(const struct view *v, struct glances *out)
{
	uint32_t items = 0;
	bool rate = false;

	out->count = 0;
	out->halves = (v->lines + SIDE - 1) / SIDE;
	for (uint32_t i = 0; i < v->items && items < 4 * FAILS_EARLY; i++)
		items += !item_is_rate(v, i);
	out->fails_most = (uint16_t)(items / 4);
	for (uint32_t i = 0; i < v->items && out->count <= GLANCES; i++) {
		struct glance *g = &out->at[out->count];
		rate |= item_is_rate(v, i);
		if (item_is_rate(v, i) || !glance_read(v, i, g))
			continue;
		g->behind_rate = rate;
		rate = false;
		out->count++;
	}
	lines_read(v, out);
	made_read(out);
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

uint32_t
wholes_open(const struct glances *g, uint32_t one, uint32_t other)
{
	const uint32_t pair = 1U << one | 1U << other;
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

/* In one item more than a law may fail in, some line is, or may be, what these are more than the
 * item before. */
uint32_t
steps_may(const struct view *v, const struct glances *g)
{
	uint32_t open = 0;

	if (g->count <= g->fails_most + 1U || g->at[0].behind_rate)
		return g->lines;
	for (uint32_t i = 1; i <= g->fails_most + 1U; i++) {
		const struct glance *x = &g->at[i], *last = x - 1;
		uint16_t steps[WIDTH_MOST];
		uint32_t found = 0;
		/* the item before is none of the glances; or what is blank may be anything */
		if (x->behind_rate || !x->full || !last->full)
			return g->lines;
		for (uint32_t h = 0; h < g->halves; h++) {
			pair_lanes step = (pair_lanes_at(x->value + h * SIDE) -
					   pair_lanes_at(last->value + h * SIDE)) >>
					  (16 - BUCKET_BITS);
			memcpy(steps + h * SIDE, &step, sizeof step);
		}
		for (uint32_t line = v->lines; line-- > 0;)
			found = found << 1 | g->made[i][steps[line]];
		open |= found;
	}
	return open & g->lines;
}

uint32_t
steps_open(const struct view *v, const struct glances *g, uint32_t line)
{
	uint32_t steps = 0;

	if (!(g->lines >> line & 1))
		return 0;
	struct trial t = trial_of_lines(g);
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

/* The first of each two bits. */
static inline uint32_t
every_other(uint32_t bits)
{
	bits &= 0x55555555;
	bits = (bits | bits >> 1) & 0x33333333;
	bits = (bits | bits >> 2) & 0x0F0F0F0F;
	bits = (bits | bits >> 4) & 0x00FF00FF;
	return (bits | bits >> 8) & 0x0000FFFF;
}

/* Which runs may be a law: in one item more than a law may fail in, some signs must do. */
struct windows
windows_open(const struct glances *g)
{
	const uint32_t fours = g->lines & g->lines >> 1 & g->lines >> 2 & g->lines >> 3;
	const struct windows all = {fours, fours & g->lines >> 4};
	uint32_t bits[2] = {0, 0};

	if (g->count <= g->fails_most || !fours)
		return all;
	for (uint32_t h = 0; h < g->halves; h++) {
		pair_lanes four = {0}, five = {0};
		for (uint32_t i = 0; i <= g->fails_most; i++)
			windows_add(&g->at[i], h * SIDE, &four, &five);
		bits[0] |= lane_bits((lanes)four) << h * LANES;
		bits[1] |= lane_bits((lanes)five) << h * LANES;
	}
	return (struct windows){all.four & every_other(bits[0]), all.five & every_other(bits[1])};
}

uint32_t
signs_open(const struct glances *g, uint32_t from, uint32_t count)
{
	const uint32_t last = from + count - 1;
	const uint32_t halves = (1U << (count - 1)) / SIDE;
	struct trial t = {0};

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
