/*
 * Lists of parts that are sentences of their own, for the kind "parts" in Latin text: The quays took
 * 52,130 boats. The old quay took 31,204, the new one 12,310 and the pier 8,616.  Nothing says that
 * such a list is all, so that only a figure before it in its paragraph that one slip of the pen
 * parts from its sum was meant, and only when no figure of the report around it is that sum.
 * Cost: the figures of the list times FIGURES_AROUND.
 */
#include "near.h"
#include "parts_evidence.h"

enum {
	FIGURES_AROUND = 200, /* facts each way, one of which may be the sum */
	SENTENCES_BACK = 2,   /* to the total */
	PARTS_LEAST = 3,
	DIGITS_LEAST = 5, /* of a total */
	DIGITS_ALONE = 4, /* of one that has no other beside it */
	DIGITS_REST = 3,  /* of one whose list ends in a remainder */
	GAP_BYTES = 110	  /* between two parts */
};

/* Is g a part like the first one of the list? */
static bool
is_like(const struct figure *first, const struct figure *g)
{
	return !g->change && !g->plan && !g->is_part && g->unit == first->unit &&
	       g->depth == first->depth && g->gap.len <= GAP_BYTES &&
	       g->fact->lex.qualifier == QUALIFIER_NONE && !g->fact->lex.numerals;
}

/* Are there no facts in a sentence but figures of the list, and shares of them? */
static bool
has_nothing_else(const struct check *c, const struct part_list *list)
{
	const struct sentence_facts *s = &c->facts->sentences[list->parts[0]->fact->sentence];
	size_t figures = 0;

	for (uint32_t i = s->from; i < s->to; i++)
		if (c->facts->at[i].lex.kind != KIND_PERCENT)
			figures++;
	return figures == list->count;
}

/* Do words in it say that it is no list of all parts? */
static bool
is_against(const struct parts_words *w, const struct part_list *list, struct str rest)
{
	bool against = phrase_holds(w->against, rest) || phrase_holds(w->overlap, rest);

	for (size_t i = 0; i < list->count; i++) {
		struct str gap = list->parts[i]->gap;
		against |= phrase_holds(w->against, gap) || phrase_holds(w->overlap, gap) ||
			   phrase_holds(w->of_which, gap) || phrase_holds(w->total, gap);
	}
	return against;
}

/* The list that is the whole sentence of figure k. */
static bool
sentence_take(const struct check *c, const struct parts_words *w, const struct figures *f, size_t k,
	      struct part_list *out)
{
	const struct figure *first = &f->at[k];
	size_t i = k;

	*out = (struct part_list){.form = LIST_COLON};
	if (!first->opens || !is_like(first, first))
		return false;
	while (i < f->count && f->at[i].fact->sentence == first->fact->sentence) {
		if (out->count == PARTS_MAX || !is_like(first, &f->at[i]))
			return false;
		out->parts[out->count++] = &f->at[i++];
	}
	out->first = out->count;
	struct str rest = i < f->count ? (struct str){0} : f->rest;
	return out->count >= PARTS_LEAST && has_nothing_else(c, out) && !is_against(w, out, rest) &&
	       str_find(out->parts[out->count - 1]->gap, STR(" and ")) != SIZE_MAX;
}

/* Is some figure around the list its sum? */
static bool
is_sum_known(struct check *c, const struct part_list *list)
{
	const struct facts *f = c->facts;
	const struct number *sum = parts_sum(c, list->parts, list->count);
	size_t at = (size_t)(list->parts[0]->fact - f->at), behind = at + FIGURES_AROUND;

	for (size_t i = at > FIGURES_AROUND ? at - FIGURES_AROUND : 0; i < f->count && i < behind;
	     i++) {
		struct figure g = {.fact = &f->at[i]};
		if (!(KIND_BIT(f->at[i].lex.kind) & KINDS_NUMBER) || f->at[i].lex.is_range)
			continue;
		if (number_compare(NUMBER_MEETS, sum, figure_number(c, &g)) == TRUTH_HOLDS ||
		    parts_are_rounded(c, &g, list->parts, list->count))
			return true;
	}
	return false;
}

/* The nearest figure before the list that one slip parts from its sum. */
static const struct figure *
slipped_total(struct check *c, const struct parts_words *w, const struct figures *f, size_t k,
	      const struct part_list *list)
{
	const struct figure *first = &f->at[k], *found = NULL;
	const struct figure *last = list->parts[list->count - 1];
	bool rest = phrase_holds(w->other, last->label);
	size_t candidates = 0;

	for (size_t i = k; i-- > 0;) {
		const struct figure *g = &f->at[i];
		if (g->fact->sentence + SENTENCES_BACK < first->fact->sentence)
			break;
		if (g->unit != first->unit || !figure_may_stand(g) || g->is_part ||
		    g->fact->lex.numerals)
			continue;
		candidates++;
		if (!found && figure_digits(c, g) >= DIGITS_REST &&
		    !parts_are_vague(c, g, list->parts, list->count) &&
		    parts_slipped(c, g, list->parts, list->count))
			found = g;
	}
	int64_t enough = rest ? DIGITS_REST : candidates == 1 ? DIGITS_ALONE : DIGITS_LEAST;
	return found && figure_digits(c, found) >= enough ? found : NULL;
}

bool
next_list_next(struct check *c, const struct parts_words *w, const struct figures *f, size_t *at,
	       struct part_list *out)
{
	while (*at < f->count) {
		size_t k = (*at)++;
		if (k == 0 || !sentence_take(c, w, f, k, out))
			continue;
		number_pool_reset(c->pool);
		out->total = is_sum_known(c, out) ? NULL : slipped_total(c, w, f, k, out);
		if (out->total)
			return true;
	}
	return false;
}
