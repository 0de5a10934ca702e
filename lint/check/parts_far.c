/*
 * Lists of parts without a total in their paragraph, for the kind "parts": 从问题看，质量问题
 * 1086件，售后问题931件，其他问题324件.  Such a list says by its words that it is all, and its total
 * stands somewhere before it.  Any figure before it that it makes explains it; where there is
 * none, one that a slip of the pen separates from its sum was meant.
 * Cost: figures of the list times TOTALS_BACK.
 */
#include "near.h"
#include "parts_evidence.h"

enum {
	TOTALS_BACK = 400, /* facts that are looked at before a list */
	PARTS_LEAST = 3,
	DIGITS_LEAST = 4, /* of the total */
	GAP_BYTES = 60,	  /* between two parts */
	OPENER_BYTES = 96
};

static bool
begins_run(const struct figures *f, size_t k)
{
	const struct figure *g = &f->at[k];

	return figure_may_stand(g) && !g->is_part &&
	       (k == 0 || g->opens || g->group != g[-1].group);
}

static bool
goes_on(const struct figure *first, const struct figure *g)
{
	return g->fact->sentence == first->fact->sentence && g->group == first->group &&
	       g->unit == first->unit && figure_may_stand(g) && !g->is_part &&
	       g->gap.len <= GAP_BYTES;
}

/* Says its end or its beginning that it is all, and nothing in it that it is not? */
static bool
is_all(const struct parts_words *w, const struct part_list *list)
{
	const struct figure *first = list->parts[0], *last = list->parts[list->count - 1];
	struct str opener = first->gap;

	if (opener.len > OPENER_BYTES)
		opener = str_sub(opener, opener.len - OPENER_BYTES, opener.len);
	for (size_t i = 0; i < list->count; i++)
		if ((i && words_hold(w->of_which, list->parts[i]->gap)) ||
		    words_hold(w->total, list->parts[i]->label) ||
		    words_hold(w->against, list->parts[i]->label))
			return false;
	return words_hold(w->other, last->label) ||
	       (words_hold(w->exhaustive, opener) &&
		parts_are_enumerated(list->parts, list->count));
}

/* The run of parts that begins at figure k, all of one unit. */
static bool
run_take(const struct parts_words *w, const struct figures *f, size_t k, struct part_list *out)
{
	size_t i = k;

	*out = (struct part_list){.form = LIST_COMPLETE};
	if (!begins_run(f, k))
		return false;
	do
		out->parts[out->count++] = &f->at[i++];
	while (i < f->count && out->count < PARTS_MAX && goes_on(&f->at[k], &f->at[i]));
	out->first = out->count;
	bool closed = i < f->count && f->at[i].fact->sentence == f->at[k].fact->sentence &&
		      f->at[i].unit == f->at[k].unit && f->at[i].group == f->at[k].group;
	return out->count >= PARTS_LEAST && !closed && is_all(w, out);
}

static bool
may_be_total(const struct check *c, const struct part_list *list, const struct fact *x)
{
	const struct lexeme *l = &x->lex;

	return (KINDS_NUMBER & KIND_BIT(l->kind)) && !l->is_range && !l->numerals &&
	       l->qualifier == QUALIFIER_NONE && fact_base_unit(c, x) == list->parts[0]->unit;
}

/* A figure before the list that it makes, or else the nearest one that it would make but for one
 * slip of the pen, into *total. */
static enum parts_verdict
total_find(struct check *c, const struct part_list *list, struct figure *total)
{
	const struct fact *first = c->facts->at, *x = list->parts[0]->fact;
	const struct fact *end = x - first > TOTALS_BACK ? x - TOTALS_BACK : first;
	const struct number *sum = parts_sum(c, list->parts, list->count);
	struct figure nearest = {.fact = NULL};

	while (x-- > end) {
		struct figure g = {.fact = x, .unit = list->parts[0]->unit};
		if (!may_be_total(c, list, x))
			continue;
		*total = g;
		if (number_compare(NUMBER_MEETS, sum, figure_number(c, &g)) == TRUTH_HOLDS ||
		    parts_are_rounded(c, &g, list->parts, list->count))
			return PARTS_EXPLAINED;
		if (!nearest.fact && figure_digits(c, &g) >= DIGITS_LEAST &&
		    parts_slipped(c, &g, list->parts, list->count))
			nearest = g;
	}
	*total = nearest;
	return nearest.fact ? PARTS_WRONG : PARTS_SILENT;
}

enum parts_verdict
far_list_next(struct check *c, const struct parts_words *w, const struct figures *f, size_t *at,
	      struct part_list *out, struct figure *total)
{
	while (*at < f->count) {
		enum parts_verdict v = PARTS_SILENT;
		if (run_take(w, f, (*at)++, out)) {
			number_pool_reset(c->pool);
			v = total_find(c, out, total);
			out->total = total;
		}
		if (v != PARTS_SILENT)
			return v;
	}
	return PARTS_SILENT;
}
