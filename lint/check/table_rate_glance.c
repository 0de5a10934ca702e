/*
 * Rates at a glance (table_rate_glance.h): a part over a base makes a rate only if the bounds of
 * their logarithms meet, in nearly all of the first items.
 * Cost: a few steps on lanes for a rate, a part and an item.
 */
#include "table_rate_glance.h"

#include <string.h>

const int rate_shifts[SHIFTS] = {2, 0, 4, 5, 3};

static struct logs
operand_at(const struct rate_glance *g, uint32_t line)
{
	return (struct logs){g->low[line / SIDE][line % SIDE], g->high[line / SIDE][line % SIDE]};
}

/* Reads one item; false when there is nothing in it.  Of lines that can be no rate, and of rates
 * as operands, nobody asks. */
static bool
glance_read(const struct view *v, uint32_t item, struct rate_glance *out)
{
	bool any = false;

	out->item = item;
	for (uint32_t line = 0; line < v->lines; line++) {
		size_t at = view_at(v, line, item), h = line / SIDE, k = line % SIDE;
		out->figure[line] = v->s->state[at] == SHEET_FIGURE;
		out->above[h][k] = out->figure[line] && v->s->value[at] > 0 ? -1 : 0;
		if (!out->figure[line])
			continue;
		any = true;
		bool rate = line_is_rate(v, line), amount = !v->turned && v->s->summed[line];
		if (!rate) {
			struct logs operand = logs_of_operand(v->s, at);
			out->low[h][k] = operand.low;
			out->high[h][k] = operand.high;
		}
		int forms = amount			 ? 0
			    : rate			 ? RATE_FORMS
			    : rate_may_be_price(v, line) ? RATE_PLAIN + 1
							 : 0;
		for (int form = 0; form < forms; form++)
			out->rate[line][form] = logs_of_rate(v->s, at, (enum rate_form)form);
	}
	return any;
}

void
rate_glances_read(const struct view *v, struct rate_glances *out)
{
	uint32_t fails = v->items / 2;

	/* lanes that hold no line say nothing */
	memset(out->at, 0, sizeof out->at);
	out->fails_most = fails < RATE_FAILS_EARLY ? (int32_t)fails : RATE_FAILS_EARLY;
	out->sides = (v->lines + SIDE - 1) / SIDE;
	for (uint32_t k = 0; k < WIDTH_MOST; k++)
		out->out[k / SIDE][k % SIDE] = k < v->lines && !line_is_rate(v, k) ? 0 : GLANCES;
	out->count = 0;
	for (uint32_t i = 0; i < v->items && i < LEARN_ITEMS && out->count < GLANCES; i++)
		out->count += glance_read(v, i, &out->at[out->count]);
	for (int i = 0; i < SHIFTS; i++)
		out->power[i] = logs_of_shift(v->s, rate_shifts[i]);
}

/* In how many items a law fails, for all its bases and powers of ten. */
struct rate_trial {
	log_lanes fails[SHIFTS][SIDES];
};

/* Adds an item in which the rate and part of a law are figures. */
static inline void
trial_add(struct rate_trial *t, const struct rate_glances *g, const struct rate_glance *x,
	  const struct rate_law *l, int shift_count)
{
	struct logs rate = x->rate[l->rate][l->form], part = operand_at(x, l->part);

	for (uint32_t h = 0; h < g->sides; h++) {
		log_lanes low = x->low[h] + (rate.low - part.high);
		log_lanes high = x->high[h] + (rate.high - part.low);
		for (int i = 0; i < shift_count; i++)
			t->fails[i][h] -=
				((low > g->power[i].high) | (high < g->power[i].low)) & x->above[h];
	}
}

/* The bases, a bit each, over which the part may make the rate with a power of ten. */
static uint32_t
bases_left(const struct rate_trial *t, const struct rate_glances *g, int shift)
{
	const log_lanes *fails = t->fails[shift];
	log_lanes in = {0};
	uint32_t open = 0;

	for (uint32_t h = 0; h < g->sides; h++)
		in |= fails[h] <= g->fails_most;
	for (uint32_t k = 0; k < g->sides * SIDE && lanes_any(&in); k++)
		open |= (uint32_t)(fails[k / SIDE][k % SIDE] <= g->fails_most) << k;
	return open;
}

uint32_t
rate_bases_open(const struct rate_glances *g, const struct rate_law *l, int shift_count,
		uint32_t open[SHIFTS])
{
	struct rate_trial t;
	uint32_t any = 0;

	for (int i = 0; i < shift_count; i++)
		for (uint32_t h = 0; h < g->sides; h++)
			t.fails[i][h] = g->out[h];
	for (uint32_t i = 0; i < g->count; i++)
		if (g->at[i].figure[l->rate] && g->at[i].figure[l->part])
			trial_add(&t, g, &g->at[i], l, shift_count);
	for (int i = 0; i < shift_count; i++) {
		open[i] = bases_left(&t, g, i) & ~(1U << l->rate | 1U << l->part);
		any |= open[i];
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

bool
rate_may_be_percent(const struct view *v, const struct rate_glances *g, const struct rate_law *l)
{
	struct logs base, power = g->power[0];
	int32_t fails = 0;

	if (l->over == OVER_ITEM && !base_read(v, view_at(v, l->part, l->base), &base))
		return false;
	for (uint32_t i = 0; i < g->count && fails <= g->fails_most; i++) {
		const struct rate_glance *x = &g->at[i];
		if (!x->figure[l->rate] || !x->figure[l->part])
			continue;
		uint32_t item = l->over == OVER_ITEM ? l->base : item_before(v, l->part, x->item);
		if (item == x->item ||
		    (l->over == OVER_BEFORE && !base_read(v, view_at(v, l->part, item), &base)))
			continue;
		struct logs rate = x->rate[l->rate][l->form], part = operand_at(x, l->part);
		fails += rate.low + base.low - part.high > power.high ||
			 rate.high + base.high - part.low < power.low;
	}
	return fails <= g->fails_most;
}
