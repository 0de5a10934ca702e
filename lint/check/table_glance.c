/*
 * What a glance rules out: of the first items with figures, as numbers of sixteen bits, which
 * lines may be the sum or difference of which others in nearly all of them.
 * Cost: for each item a few steps for each two lines, and as many for each run of neighbours, which
 * are taken WIDTH_MOST at once; a look at all lines for each two that are left.
 */
#include "table_glance.h"

#include "../base/wide.h"

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

/* ---- all lines of an item at once ----------------------------------------------------- */

/* A number of each line. */
typedef uint16_t line_lanes __attribute__((vector_size(WIDTH_MOST * sizeof(uint16_t))));
_Static_assert(WIDTH_MOST == 16, "lanes of line_bits");

/* Lines that others are held against in one step.  Behind the last the first ones stand again, which
 * are told twice then. */
enum { AT_ONCE = 4 };
_Static_assert(WIDTH_MOST % AT_ONCE == 0 && AT_ONCE <= 2 * 2, "no more than stand there twice");

WIDE_INLINE void
lines_load(line_lanes *x, const uint16_t *p)
{
	memcpy(x, p, sizeof *x);
}

/* A bit for each line of which all are set; of the others none is. */
WIDE_INLINE uint32_t
line_bits(const line_lanes *x)
{
	return pair_lane_bits(__builtin_shufflevector(*x, *x, 0, 1, 2, 3, 4, 5, 6, 7),
			      __builtin_shufflevector(*x, *x, 8, 9, 10, 11, 12, 13, 14, 15));
}

/* Keeps the least of each lane: with one instruction where the processor has it. */
typedef void least_op(line_lanes *least, const line_lanes *x);

static inline void
least_plain(line_lanes *least, const line_lanes *x)
{
	const line_lanes less = (line_lanes)(*x < *least);

	*least = (*x & less) | (*least & ~less);
}

#if defined __x86_64__
static inline WIDE_AVX2 void
least_avx2(line_lanes *least, const line_lanes *x)
{
	*least = (line_lanes)_mm256_min_epu16((__m256i)*least, (__m256i)*x);
}
#else
#define least_avx2 least_plain
#endif

/* Where the least of numbers to which `room` was added is no further from zero than that. */
WIDE_INLINE uint32_t
near_bits(const line_lanes *least, uint16_t room)
{
	const line_lanes near = (line_lanes)(*least <= (line_lanes){0} + (uint16_t)(2 * room));

	return line_bits(&near);
}

/* Bits of the lines, each `step` lines before where it stood; those before the first come last. */
static inline uint32_t
lines_turned(const struct glances *g, uint32_t lines, uint32_t step)
{
	return lines >> step | lines << (g->width - step);
}

/* Notes each line, with the one `step` behind it, or behind the last from the first on. */
static void
others_note(struct glances *g, uint32_t lines, uint32_t step)
{
	for (; lines; lines &= lines - 1) {
		uint32_t one = (uint32_t)__builtin_ctz(lines), other = one + step;
		if (other < g->width)
			g->others[one] |= 1U << other;
		else
			g->others[other - g->width] |= 1U << one;
	}
}

/* Notes the lines that make with another what some line is in a glance.  Of each two lines one
 * stands half of all lines behind the other, or fewer, if the first follow the last; an odd number
 * of steps has one more. */
WIDE_INLINE void
others_add(struct glances *g, const struct glance *x, least_op *least)
{
	const uint16_t *end = x->value + g->width;
	line_lanes value, one, next;

	lines_load(&value, x->value);
	/* of two lines there is no third */
	for (uint32_t step = 1; step <= g->width / 2 && g->width > 2; step += 2) {
		line_lanes near_one = ~(line_lanes){0}, near_next = near_one;
		lines_load(&one, x->value + step);
		lines_load(&next, x->value + step + 1);
		one += value + g->room[3];
		next += value + g->room[3];
		for (const uint16_t *whole = x->value; whole < end; whole += AT_ONCE)
			for (size_t k = 0; k < AT_ONCE; k++) {
				line_lanes apart = one - whole[k], apart_next = next - whole[k];
				least(&near_one, &apart);
				least(&near_next, &apart_next);
			}
		const uint32_t found =
			near_bits(&near_one, g->room[3]) & lines_turned(g, g->lines, step);
		const uint32_t more =
			near_bits(&near_next, g->room[3]) & lines_turned(g, g->lines, step + 1);
		if ((found | more) & g->lines) {
			g->any_others = true;
			others_note(g, found & g->lines, step);
			others_note(g, more & g->lines, step + 1);
		}
	}
}

WIDE_INLINE void
others_find(struct glances *g, least_op *least)
{
	bool all = g->count <= g->fails_most;

	/* of a line without a figure nobody can say what it is not */
	for (uint32_t i = 0; i <= g->fails_most && !all; i++)
		all = g->lines & ~g->at[i].figured;
	memset(g->others, 0, sizeof g->others);
	g->any_others = all;
	for (uint32_t left = all ? g->lines : 0; left; left &= left - 1)
		g->others[__builtin_ctz(left)] = left & (left - 1);
	for (uint32_t i = 0; i <= g->fails_most && !all; i++)
		others_add(g, &g->at[i], least);
}

/* In one item more than a law may fail in, some line is, or may be, what these are more than the
 * item before. */
WIDE_INLINE void
steps_find(struct glances *g, least_op *least)
{
	g->steps = g->lines;
	if (g->count <= g->fails_most + 1U || g->at[0].behind_rate)
		return;
	line_lanes near = ~(line_lanes){0};
	for (uint32_t i = 1; i <= g->fails_most + 1U; i++) {
		const struct glance *x = &g->at[i], *last = x - 1;
		const uint16_t *end = x->value + g->width;
		line_lanes step, from;
		/* the item before is none of the glances; or what is blank may be anything */
		if (x->behind_rate || g->lines & ~(x->figured & last->figured))
			return;
		lines_load(&step, x->value);
		lines_load(&from, last->value);
		step += g->room[3] - from;
		for (const uint16_t *change = x->value; change < end; change += AT_ONCE)
			for (size_t k = 0; k < AT_ONCE; k++) {
				line_lanes apart = step - change[k];
				least(&near, &apart);
			}
	}
	g->steps &= near_bits(&near, g->room[3]);
}

/* How far numbers are from nothing. */
WIDE_INLINE void
size_of(line_lanes *out, const line_lanes *x, least_op *least)
{
	*out = -*x;
	least(out, x);
}

/* The sizes of a + b and of a - b. */
struct line_sizes {
	line_lanes sum, gap;
};

WIDE_INLINE void
sizes_set(struct line_sizes *out, const line_lanes *a, const line_lanes *b, least_op *least)
{
	line_lanes sum = *a + *b, gap = *a - *b;

	size_of(&out->sum, &sum, least);
	size_of(&out->gap, &gap, least);
}

/* Keeps how near one of two sizes, with a plus or minus, and one of two others come to nothing: to be
 * as large.  Two that are 2^16 together, half of it each, are as large too. */
WIDE_INLINE void
sizes_add(line_lanes *near, const struct line_sizes *a, const struct line_sizes *b, uint16_t room,
	  least_op *least)
{
	const line_lanes sum = a->sum + room, gap = a->gap + room;
	const line_lanes apart[] = {sum - b->sum, sum - b->gap, gap - b->sum, gap - b->gap};

	for (size_t i = 0; i < sizeof apart / sizeof *apart; i++)
		least(near, &apart[i]);
}

/* Notes of all runs, by their first line, what one item shows. */
WIDE_INLINE void
windows_add(const struct glances *g, const struct glance *x, struct windows *out, least_op *least)
{
	const uint32_t f = x->figured, full = f & f >> 1 & f >> 2 & f >> 3;
	line_lanes a, b, c, d, e, four = ~(line_lanes){0}, five = four;
	struct line_sizes front, behind;

	lines_load(&a, x->value);
	lines_load(&b, x->value + 1);
	lines_load(&c, x->value + 2);
	lines_load(&d, x->value + 3);
	lines_load(&e, x->value + 4);
	sizes_set(&front, &a, &b, least);
	sizes_set(&behind, &c, &d, least);
	sizes_add(&four, &front, &behind, g->room[4], least);
	a = c + d;
	b = c - d;
	sizes_set(&behind, &a, &e, least);
	sizes_add(&five, &front, &behind, g->room[5], least);
	sizes_set(&behind, &b, &e, least);
	sizes_add(&five, &front, &behind, g->room[5], least);
	out->four |= near_bits(&four, g->room[4]) | ~full;
	out->five |= near_bits(&five, g->room[5]) | ~(full & f >> 4);
}

/* Which runs may be a law: in one item more than a law may fail in, some signs must do. */
WIDE_INLINE void
windows_find(struct glances *g, least_op *least)
{
	const uint32_t fours = g->lines & g->lines >> 1 & g->lines >> 2 & g->lines >> 3;
	struct windows may = {0, 0};

	g->windows = (struct windows){fours, fours & g->lines >> 4};
	if (g->count <= g->fails_most || !fours)
		return;
	for (uint32_t i = 0; i <= g->fails_most; i++)
		windows_add(g, &g->at[i], &may, least);
	g->windows.four &= may.four;
	g->windows.five &= may.five;
}

WIDE_INLINE void
all_find(struct glances *g, least_op *least)
{
	others_find(g, least);
	steps_find(g, least);
	windows_find(g, least);
}

WIDE_AVX2 static void
all_find_avx2(struct glances *g)
{
	all_find(g, least_avx2);
}

void
glances_judge(struct glances *g)
{
	if (machine_has_avx2())
		all_find_avx2(g);
	else
		all_find(g, least_plain);
}

/* ---- reading ---------------------------------------------------------------------------- */

/* Takes the rates out of an item that has others, too. */
static void
odd_rates_drop(const struct view *v, struct glance *out)
{
	for (uint32_t line = 0; line < v->lines; line++)
		if (is_odd_rate(v->s, view_at(v, line, out->item)))
			out->value[line] = out->figure[line] = 0;
}

/* The lines of which a number is not zero. */
static inline uint32_t
lines_with(const struct view *v, const uint16_t *numbers)
{
	pair_lanes first = pair_lanes_at(numbers), last = pair_lanes_at(numbers + SIDE);

	return pair_lane_bits((pair_lanes)(first != 0), (pair_lanes)(last != 0)) &
	       ((1U << v->lines) - 1);
}

static void
row_copy(const struct view *v, uint32_t row, struct glance *out)
{
	const struct sheet *s = v->s;
	size_t at = row;

	for (uint32_t line = 0; line < v->lines; line++, at += s->low_rows) {
		out->value[line] = s->low[at];
		out->figure[line] = s->figured[at];
	}
}

/* The figures of an item; false when there are none. */
static bool
glance_read(const struct view *v, uint32_t item, struct glance *out)
{
	const struct sheet *s = v->s;
	const size_t first = (size_t)item * s->low_rows;
	line_lanes value;

	out->item = item;
	if (v->turned) {
		memcpy(out->value, s->low + first, sizeof out->figure);
		memcpy(out->figure, s->figured + first, sizeof out->figure);
	} else {
		row_copy(v, item, out);
	}
	if (s->percents)
		odd_rates_drop(v, out);
	lines_load(&value, out->value);
	memcpy(out->value + v->lines, &value, sizeof value);
	out->figured = lines_with(v, out->figure);
	return out->figured;
}

/* Lines with a figure in some item. */
static uint32_t
lines_read(const struct view *v, const struct glances *g)
{
	uint32_t lines = g->count ? lines_with(v, g->at[0].value) : 0;

	for (uint32_t left = ~lines & ((1U << v->lines) - 1); left; left &= left - 1) {
		uint32_t line = (uint32_t)__builtin_ctz(left);
		lines |= (uint32_t)line_has_figure(v, line) << line;
	}
	return lines;
}

void
glances_read(const struct view *v, struct glances *out)
{
	uint32_t items = 0;
	bool rate = false;

	out->count = 0;
	out->width = v->lines;
	for (uint32_t i = 0; i <= WINDOW_MOST; i++)
		out->room[i] = low_room(v->s, i);
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
	out->lines = lines_read(v, out);
	glances_judge(out);
}

/* ---- laws that are left, tried on all glances ----------------------------------------------- */

/* Lanes of half h fail where `apart` is not near 0, and `counts` is set. */
static inline void
trial_add(struct trial *t, uint32_t h, pair_lanes apart, pair_lanes counts, uint16_t room)
{
	t->fails[h] -= lows_far(apart, room) & counts;
}

/* The lanes that are left, a bit each. */
static inline uint32_t
trial_open(const struct trial *t, const struct glances *g)
{
	_Static_assert(HALVES == 2, "lanes of pair_lane_bits");
	return pair_lane_bits((pair_lanes)(t->fails[0] <= g->fails_most),
			      (pair_lanes)(t->fails[1] <= g->fails_most));
}

/* A sum against the figures of all lines. */
static inline void
trial_add_sum(struct trial *t, const struct glances *g, const struct glance *x, uint16_t made)
{
	for (uint32_t h = 0; h * SIDE < g->width; h++)
		trial_add(t, h, made - pair_lanes_at(x->value + h * SIDE),
			  pair_lanes_at(x->figure + h * SIDE), g->room[3]);
}

uint32_t
wholes_open(const struct glances *g, uint32_t one, uint32_t other)
{
	const uint32_t pair = 1U << one | 1U << other;
	uint32_t open = g->lines & ~pair;
	struct trial t = {0};

	for (uint32_t i = 0; i < g->count && i < GLANCES && open; i++) {
		const struct glance *x = &g->at[i];
		if (pair & ~x->figured)
			continue;
		trial_add_sum(&t, g, x, (uint16_t)(x->value[one] + x->value[other]));
		if (i >= g->fails_most)
			open &= trial_open(&t, g);
	}
	return open;
}

uint32_t
steps_open(const struct view *v, const struct glances *g, uint32_t line)
{
	uint32_t steps = 0;
	struct trial t = {0};

	for (uint32_t i = 0; i < g->count && steps < GLANCES; i++) {
		uint32_t item = g->at[i].item, last = item_before(v, line, item);
		if (!g->at[i].figure[line] || last == item)
			continue;
		int64_t step =
			v->s->value[view_at(v, line, item)] - v->s->value[view_at(v, line, last)];
		trial_add_sum(&t, g, &g->at[i], in_units(v, step));
		steps++;
	}
	return trial_open(&t, g) & g->lines & ~(1U << line);
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

uint32_t
signs_open(const struct glances *g, uint32_t from, uint32_t count)
{
	const uint32_t last = from + count - 1, lines = ((1U << count) - 1) << from;
	struct trial t = {0};
	uint32_t open = ((1U << (1U << (count - 1))) - 1) & ~1U;

	for (uint32_t i = 0; i < g->count && i < GLANCES && open; i++) {
		const struct glance *x = &g->at[i];
		if (lines & ~x->figured)
			continue;
		for (uint32_t h = 0; h < (1U << (count - 1)) / SIDE; h++) {
			pair_lanes made = x->value[last] + (pair_lanes){0};
			for (uint32_t k = 0; k + 1 < count; k++) {
				pair_lanes minus = lanes_with_bit[k][h];
				made += (x->value[last - 1 - k] ^ minus) - minus;
			}
			trial_add(&t, h, made, ~(pair_lanes){0}, g->room[count]);
		}
		if (i >= g->fails_most)
			open &= trial_open(&t, g);
	}
	return open;
}
