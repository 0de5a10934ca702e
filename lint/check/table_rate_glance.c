/*
 * Rates at a glance (table_rate_glance.h): a part over a base makes a rate only if the bounds of
 * their logarithms meet, in nearly all of the first items.
 * Cost: a few steps on lanes, one of each item, for a rate, a part and a base.
 */
#include "table_rate_glance.h"

#include <string.h>

const int rate_shifts[SHIFTS] = {2, 0, 4, 5, 3};

_Static_assert(sizeof(log_lanes) == LANES, "lanes whose bits are counted");

static inline void
bounds_set(struct log_bounds *out, uint32_t i, struct logs x)
{
	out->low[i] = x.low;
	out->high[i] = x.high;
}

/* Reads an item as glance i; false when there is nothing in it.  Of lines that can be no rate, and
 * of rates as operands, nobody asks. */
static bool
glance_read(const struct view *v, uint32_t item, uint32_t i, struct rate_glances *out)
{
	bool any = false;

	out->item[i] = item;
	for (uint32_t line = 0; line < v->lines; line++) {
		const size_t at = view_at(v, line, item);
		const bool figure = v->s->state[at] == SHEET_FIGURE;
		out->figure[line][i] = -figure;
		out->above[line][i] = -(v->s->value[at] > 0);
		if (!figure)
			continue;
		any = true;
		bool rate = line_is_rate(v, line), amount = !v->turned && v->s->summed[line];
		if (!rate)
			bounds_set(&out->operand[line], i, logs_of_operand(v->s, at));
		int forms = amount			 ? 0
			    : rate			 ? RATE_FORMS
			    : rate_may_be_price(v, line) ? RATE_PLAIN + 1
							 : 0;
		for (int form = 0; form < forms; form++)
			bounds_set(&out->rate[line][form], i,
				   logs_of_rate(v->s, at, (enum rate_form)form));
	}
	return any;
}

void
rate_glances_read(const struct view *v, struct rate_glances *out)
{
	const log_lanes none = {0};
	const struct log_bounds nothing = {none, none};
	uint32_t fails = v->items / 2;

	out->fails_most = fails < RATE_FAILS_EARLY ? (int32_t)fails : RATE_FAILS_EARLY;
	out->bases = 0;
	for (uint32_t line = 0; line < v->lines; line++) {
		out->bases |= (uint32_t)!line_is_rate(v, line) << line;
		out->figure[line] = out->above[line] = none;
		out->operand[line] = nothing;
		for (int form = 0; form < RATE_FORMS; form++)
			out->rate[line][form] = nothing;
	}
	out->count = 0;
	for (uint32_t i = 0; i < v->items && i < LEARN_ITEMS && out->count < GLANCES; i++)
		out->count += glance_read(v, i, out->count, out);
	for (int i = 0; i < SHIFTS; i++)
		out->power[i] = logs_of_shift(v->s, rate_shifts[i]);
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

/* The logarithm of what cell `at` says as the base of a law; false where it is none. */
static bool
base_read(const struct view *v, size_t at, struct logs *out)
{
	if (v->s->state[at] != SHEET_FIGURE || v->s->value[at] <= 0)
		return false;
	*out = logs_of_operand(v->s, at);
	return true;
}

/* The same of `item`, which stands before that of glance i: as a rule it is the last one's. */
static bool
before_read(const struct view *v, const struct rate_glances *g, uint32_t line, uint32_t i,
	    uint32_t item, struct logs *out)
{
	const struct log_bounds *x = &g->operand[line];

	if (i == 0 || item != g->item[i - 1])
		return base_read(v, view_at(v, line, item), out);
	*out = (struct logs){x->low[i - 1], x->high[i - 1]};
	return g->above[line][i - 1];
}

bool
rate_may_be_percent(const struct view *v, const struct rate_glances *g, const struct rate_law *l)
{
	const struct log_bounds *rate = &g->rate[l->rate][l->form], *part = &g->operand[l->part];
	log_lanes counts = g->figure[l->rate] & g->figure[l->part];
	struct log_bounds made = {rate->low - part->high, rate->high - part->low};
	struct logs base = {0, 0};

	if (l->over == OVER_ITEM && !base_read(v, view_at(v, l->part, l->base), &base))
		return false;
	for (uint32_t i = 0; i < g->count; i++) {
		uint32_t item = l->base;
		if (l->over == OVER_BEFORE) {
			item = item_before(v, l->part, g->item[i]);
			if (!before_read(v, g, l->part, i, item, &base))
				counts[i] = 0;
		}
		if (item == g->item[i])
			counts[i] = 0;
		made.low[i] += base.low;
		made.high[i] += base.high;
	}
	return fails_in(&made, g->power[0], counts) <= g->fails_most;
}
