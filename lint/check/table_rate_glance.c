/*
 * Rates at a glance (table_rate_glance.h): a part over a base makes a rate only if the bounds of
 * their logarithms meet, in nearly all of the first items.
 * Cost: a few steps on lanes, one of each item, for a rate, a part and a base.
 */
#include "table_rate_glance.h"

#include <string.h>

const int rate_shifts[SHIFTS] = {2, 0, 4, 5, 3};

_Static_assert(sizeof(log_lanes) == LANES, "lanes whose bits are counted");

/* LOG_SIGN: of what is below zero, so that it meets nothing above */
enum { LOG_ONE = 1 << 16, LOG_ERROR = 256, LOG_SIGN = 1 << 27, LOG_FAR = 1 << 28 };

/* The logarithm of a number above zero, LOG_ERROR too much or too little at most: a
 * cubic of the mantissa through the powers of two. */
static inline int32_t
log_near(int64_t number)
{
	uint64_t x = (uint64_t)number;
	int exponent = 63 - __builtin_clzll(x);
	int64_t f = (int64_t)(x << (63 - exponent) >> 47) - LOG_ONE;
	int64_t bow = (f * (LOG_ONE - f)) >> 16;

	return (int32_t)(exponent * LOG_ONE + f + ((bow * (28180 - ((11816 * f) >> 16))) >> 16));
}

static inline struct logs
logs_of(struct range r)
{
	/* a range that is n of its low end wide is less than n / log 2 wide by logarithms to the base
	 * two, of which LOG_ONE / log 2 is rounded up; that is near enough where it is little */
	enum { WIDTH = 94549, WIDE = 1 << 10 };
	int32_t sign = 0;

	if (r.high < 0) {
		r = (struct range){-r.high, -r.low};
		sign = LOG_SIGN;
	}
	if (r.low <= 0)
		return (struct logs){-LOG_FAR, LOG_FAR};
	const int32_t low = log_near(r.low);
	const int64_t width = (WIDTH * (r.high - r.low)) >> (63 - __builtin_clzll((uint64_t)r.low));
	const int32_t high = width < WIDE ? low + (int32_t)width + 1 : log_near(r.high);
	return (struct logs){sign + low - LOG_ERROR, sign + high + LOG_ERROR};
}

/* Of a figure as part or base. */
static inline struct logs
logs_of_operand(const struct sheet *s, size_t at)
{
	return logs_of(range_of(s, at, s->value[at], 1));
}

/* Of twice the scale of a sheet times ten to a shift: powers that fit in 64 bits. */
static struct logs
logs_of_power(const struct sheet *s, int shift)
{
	enum { LOG_TEN = 217706 }; /* less than one off */
	const int32_t log = LOG_ONE + LOG_TEN * (s->places + shift);

	return (struct logs){log - LOG_ERROR, log + LOG_ERROR};
}

static inline void
bounds_set(struct log_bounds *out, uint32_t i, struct logs x)
{
	out->low[i] = x.low;
	out->high[i] = x.high;
}

static bool
item_has_figure(const struct view *v, uint32_t item)
{
	bool any = false;

	for (uint32_t line = 0; line < v->lines; line++)
		any |= v->s->state[view_at(v, line, item)] == SHEET_FIGURE;
	return any;
}

/* Reads what the glances have of a line.  Of one that can be no rate, and of rates as operands, nobody
 * asks. */
static void
line_read(const struct view *v, uint32_t line, struct rate_glances *out)
{
	const struct sheet *s = v->s;
	const bool base = out->bases >> line & 1;
	const int forms = out->forms[line];

	for (uint32_t i = 0; i < out->count; i++) {
		const size_t at = view_at(v, line, out->item[i]);
		if (s->state[at] != SHEET_FIGURE)
			continue;
		out->figure[line][i] = -1;
		out->above[line][i] = -(s->value[at] > 0);
		if (base)
			bounds_set(&out->operand[line], i, logs_of_operand(s, at));
		const struct range rate = range_of(s, at, s->value[at], RATE_SLACK_NEAR);
		for (int form = 0; form < forms; form++)
			bounds_set(&out->rate[line][form], i,
				   logs_of(quotient_of(s, (enum rate_form)form, rate)));
	}
}

/* The forms that a line may have as a rate. */
static uint8_t
forms_of(const struct view *v, uint32_t line)
{
	if (!v->turned && v->s->summed[line])
		return 0;
	if (line_is_rate(v, line))
		return RATE_FORMS;
	return rate_may_be_price(v, line) ? RATE_PLAIN + 1 : 0;
}

void
rate_glances_read(const struct view *v, struct rate_glances *out)
{
	const log_lanes none = {0};
	const struct log_bounds nothing = {none, none};
	uint32_t fails = v->items / 2;

	out->fails_most = fails < RATE_FAILS_EARLY ? (int32_t)fails : RATE_FAILS_EARLY;
	out->bases = 0;
	out->items = none;
	out->count = 0;
	for (uint32_t i = 0; i < v->items && i < LEARN_ITEMS && out->count < GLANCES; i++)
		if (item_has_figure(v, i)) {
			out->items[out->count] = (int32_t)i;
			out->item[out->count++] = i;
		}
	for (uint32_t line = 0; line < v->lines; line++) {
		out->bases |= (uint32_t)!line_is_rate(v, line) << line;
		out->forms[line] = forms_of(v, line);
		out->figure[line] = out->above[line] = none;
		/* lanes without a figure are reckoned with too, and must not overflow */
		out->operand[line] = nothing;
		for (int form = 0; form < RATE_FORMS; form++)
			out->rate[line][form] = nothing;
		line_read(v, line, out);
	}
	for (int i = 0; i < SHIFTS; i++)
		out->power[i] = logs_of_power(v->s, rate_shifts[i]);
}

/* In how many of the glances in which all bits of `counts` are set the bounds miss those of a power
 * of ten. */
static inline int32_t
fails_in(const struct log_bounds *made, struct logs power, log_lanes counts)
{
	const uint32_t first = 0x1111; /* bit of each lane */
	log_lanes fails = ((made->low > power.high) | (made->high < power.low)) & counts;

	return (int32_t)((lane_bits((lanes)fails) & first) * first >> 12 & 15);
}

uint32_t
rate_bases_open(const struct rate_glances *g, const struct rate_law *l, int shift_count,
		uint32_t open[SHIFTS])
{
	const struct log_bounds *rate = &g->rate[l->rate][l->form], *part = &g->operand[l->part];
	const log_lanes figures = g->figure[l->rate] & g->figure[l->part];
	const struct log_bounds over = {rate->low - part->high, rate->high - part->low};
	uint32_t any = 0;

	for (uint32_t left = g->bases & ~(1U << l->rate | 1U << l->part); left; left &= left - 1) {
		const uint32_t base = (uint32_t)__builtin_ctz(left);
		const log_lanes counts = figures & g->above[base];
		const struct log_bounds made = {over.low + g->operand[base].low,
						over.high + g->operand[base].high};
		for (int i = 0; i < shift_count; i++) {
			bool may = fails_in(&made, g->power[i], counts) <= g->fails_most;
			open[i] |= (uint32_t)may << base;
			any |= (uint32_t)may << base;
		}
	}
	return any;
}

/* The logarithms of what stands before each glance in a line, where it may be a base; gives all bits
 * where it is none. */
static log_lanes
before_read(const struct view *v, const struct rate_glances *g, uint32_t line,
	    struct log_bounds *out)
{
	const struct log_bounds *x = &g->operand[line];
	log_lanes none = {0};

	*out = (struct log_bounds){none, none};
	for (uint32_t i = 0; i < g->count; i++) {
		const uint32_t item = item_before(v, line, g->item[i]);
		const size_t at = view_at(v, line, item);
		if (item == g->item[i] || v->s->value[at] <= 0) {
			none[i] = -1;
		} else if (i > 0 && item == g->item[i - 1]) {
			out->low[i] = x->low[i - 1];
			out->high[i] = x->high[i - 1];
		} else {
			bounds_set(out, i, logs_of_operand(v->s, at));
		}
	}
	return none;
}

bool
rate_may_be_percent(const struct view *v, const struct rate_glances *g, const struct rate_law *l)
{
	const struct log_bounds *rate = &g->rate[l->rate][l->form], *part = &g->operand[l->part];
	const log_lanes figures = g->figure[l->rate] & g->figure[l->part];
	struct log_bounds base;
	log_lanes none;

	if (l->over == OVER_BEFORE) {
		none = before_read(v, g, l->part, &base);
	} else {
		const size_t at = view_at(v, l->part, l->base);
		const log_lanes zero = {0};
		if (v->s->value[at] <= 0)
			return false;
		const struct logs x = logs_of_operand(v->s, at);
		base = (struct log_bounds){zero + x.low, zero + x.high};
		none = (log_lanes)(g->items == (int32_t)l->base);
	}
	const struct log_bounds made = {rate->low - part->high + base.low,
					rate->high - part->low + base.high};
	return fails_in(&made, g->power[0], figures & ~none) <= g->fails_most;
}
