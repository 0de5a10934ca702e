/*
 * Does a list of parts make its total?  First every natural explanation, then
 * the parts that a complete list would have; parts_evidence.c tells whether
 * the list was meant to be one.
 */
#include <string.h>

#include "near.h"
#include "parts_evidence.h"

/* Does some run of at least two of the parts, beginning at the first (for a
 * closing total: ending at the last), make the total?  A run does not end
 * between two halves: 优3个、良1个、合格0个 stand together. */
static bool
run_explains(struct check *c, const struct parts_words *w, const struct number *total,
	     const struct figure *const *parts, size_t count, bool from_end)
{
	const struct number *sum = number_of_int(c->pool, 0);

	for (size_t i = 0; i < count; i++) {
		const struct figure *g = parts[from_end ? count - 1 - i : i];
		sum = number_binary(c->pool, NUMBER_ADD, sum, figure_number(c, g));
		if (i > 0 && number_compare(NUMBER_MEETS, sum, total) == TRUTH_HOLDS &&
		    (from_end || i + 1 == count || parts[i + 1]->group != g->group ||
		     !labels_complement(w, g, parts[i + 1])))
			return true;
	}
	return false;
}

static size_t
outside_brackets(const struct part_list *list, const struct figure **out)
{
	size_t n = 0;

	for (size_t i = 0; i < list->count; i++)
		if (list->parts[i]->depth == list->parts[0]->depth)
			out[n++] = list->parts[i];
	return n;
}

/* Some group between semicolons makes the total. */
static bool
group_explains(struct check *c, const struct number *total, const struct figure *const *parts,
	       size_t count)
{
	for (size_t i = 0, k; i < count; i = k) {
		for (k = i + 1; k < count && parts[k]->group == parts[i]->group;)
			k++;
		if (k - i > 1 && number_compare(NUMBER_MEETS, parts_sum(c, parts + i, k - i),
						total) == TRUTH_HOLDS)
			return true;
	}
	return false;
}

/* 运动员405人，包括男136人、女269人: a part that the ones behind it make. */
static bool
has_nested(struct check *c, const struct figure *const *parts, size_t count)
{
	for (size_t i = 0; i + 2 < count; i++) {
		const struct number *sum = figure_number(c, parts[i + 1]);
		const struct number *part = figure_number(c, parts[i]);
		if (figure_digits(c, parts[i]) < 3)
			continue; /* small figures add up by accident */
		for (size_t k = i + 2; k < count; k++) {
			sum = number_binary(c->pool, NUMBER_ADD, sum, figure_number(c, parts[k]));
			if (number_compare(NUMBER_MEETS, sum, part) == TRUTH_HOLDS)
				return true;
		}
	}
	return false;
}

/* 收到215件，上年结转5件。其中…: what was carried over behind the total is among the parts. */
static bool
carried_over(struct check *c, const struct number *sum, const struct figure *total)
{
	const struct figure *over = total + 1;
	const struct number *both =
		number_binary(c->pool, NUMBER_ADD, figure_number(c, total), figure_number(c, over));

	return over->unit == total->unit && number_compare(NUMBER_MEETS, sum, both) == TRUTH_HOLDS;
}

/* 运动员405人，包括男136人、女269人，官员30人，合计435人: the list without the parts of a part. */
static size_t
without_nested(struct check *c, const struct figure *const *parts, size_t count,
	       const struct figure **out)
{
	size_t n = 0;

	for (size_t i = 0; i < count; i++) {
		const struct number *part = figure_number(c, parts[i]), *sum;
		size_t k = i + 1, end = i;
		out[n++] = parts[i];
		if (k >= count || figure_digits(c, parts[i]) < 3)
			continue;
		for (sum = figure_number(c, parts[k++]); k < count && end == i; k++) {
			sum = number_binary(c->pool, NUMBER_ADD, sum, figure_number(c, parts[k]));
			if (number_compare(NUMBER_MEETS, sum, part) == TRUTH_HOLDS)
				end = k;
		}
		i = end;
	}
	return n;
}

/* 甲1辆、乙2辆、其他2辆: the remainder belongs to the list, so that no part of
 * it is all.  Small counts often make the total by accident before it. */
static bool
ends_in_remainder(const struct parts_words *w, const struct figures *f, struct part_list *list,
		  const struct figure *const *parts, size_t count)
{
	if (list->form != LIST_OF_WHICH || list->nested ||
	    parts[count - 1]->group != parts[0]->group || !labels_alike(parts, count, 3) ||
	    !parts_are_enumerated(w, parts, count) ||
	    !phrase_holds(w->other, parts[count - 1]->label))
		return false;
	part_list_read(w, f, list);
	return !list->against;
}

/* 事故16起，当中7起在山区，15起已结案，余下1起: the rest may be that of the one before it alone. */
static bool
rest_explains(struct check *c, const struct parts_words *w, const struct number *total,
	      const struct figure *const *parts, size_t count)
{
	struct str last = count > 2 ? parts[count - 1]->label : (struct str){0};

	return words_hold(w->other, last) && run_explains(c, w, total, parts, count, true);
}

/* 资产28.8亿元，净资产19.9亿元（甲9.3亿元、乙19.5亿元）: may a bracket behind the total be about this
 * figure before it?  Where one slip parts the two, the total is wrong rather. */
static bool
is_told_with(const struct check *c, const struct figure *g, const struct figure *total)
{
	enum { DIGITS_LEAST = 3 };

	return g->group == total->group &&
	       (figure_digits(c, total) < DIGITS_LEAST ||
		!digits_slip(doc_slice(c->doc, g->fact->lex.number),
			     doc_slice(c->doc, total->fact->lex.number)));
}

static bool
explained(struct check *c, const struct parts_words *w, const struct figures *f,
	  struct part_list *list, const struct figure *const *outer, size_t outer_count)
{
	const struct number *total = figure_number(c, list->total);
	bool closing = list->form == LIST_CLOSING;

	if (ends_in_remainder(w, f, list, outer, outer_count))
		return number_compare(NUMBER_MEETS, parts_sum(c, outer, outer_count), total) ==
		       TRUTH_HOLDS;
	if (rest_explains(c, w, total, outer, outer_count) ||
	    run_explains(c, w, total, list->parts, list->count, closing) ||
	    (outer_count < list->count && run_explains(c, w, total, outer, outer_count, closing)) ||
	    group_explains(c, total, outer, outer_count))
		return true;
	if (closing) {
		const struct figure *plain[PARTS_MAX];
		size_t count = without_nested(c, outer, outer_count, plain);
		if (count < outer_count && run_explains(c, w, total, plain, count, true))
			return true;
	} else if (has_nested(c, outer, outer_count)) {
		return true;
	}
	/* The parts may make another figure that stands before the list; a bracket
	 * right behind a total is about that one, or about what is told together with it. */
	const bool bracket = list->form == LIST_BRACKET || list->bracketed;
	const struct number *sum = parts_sum(c, outer, outer_count);
	if (!bracket && list->total + 1 < list->parts[0] && carried_over(c, sum, list->total))
		return true;
	for (size_t i = 0; i < f->count && &f->at[i] < list->parts[0]; i++)
		if (&f->at[i] != list->total && outer_count > 1 &&
		    f->at[i].unit == list->total->unit &&
		    (!bracket || is_told_with(c, &f->at[i], list->total)) &&
		    number_compare(NUMBER_MEETS, sum, figure_number(c, &f->at[i])) == TRUTH_HOLDS)
			return true;
	return false;
}

/* A closing total sums up what stands right before it: the run of parts that
 * one slip separates from the total, or all of them. */
static size_t
closing_run(struct check *c, const struct part_list *list, const struct figure **parts,
	    size_t count)
{
	for (size_t n = 2; n < count; n++) {
		if (parts[count - 1]->group != list->total->group ||
		    !parts_slipped(c, list->total, parts + count - n, n))
			continue; /* 甲1亿元；乙2亿元；丙3亿元；民生支出合计8亿元: not of the last two */
		for (size_t i = 0; i < n; i++)
			parts[i] = parts[count - n + i];
		return n;
	}
	return count;
}

/* 收入86亿元，其中税收28亿元、非税57亿元，支出31亿元: the two first, which complement one another, where
 * one slip separates them from the total and none all parts. */
static size_t
opening_pair(struct check *c, const struct parts_words *w, const struct part_list *list,
	     const struct figure *const *parts, size_t count)
{
	bool are_pair = count > 2 && parts[0]->group == parts[1]->group &&
			labels_complement(w, parts[0], parts[1]);

	return are_pair && parts_slipped(c, list->total, parts, 2) &&
			       !parts_slipped(c, list->total, parts, count)
		       ? 2
		       : count;
}

/* The first part of each group between semicolons or sentences. */
static size_t
heads_of(const struct part_list *list, const struct figure **out)
{
	size_t n = 0;

	for (size_t i = 0; i < list->count; i++)
		if (list->parts[i]->depth == list->parts[0]->depth &&
		    (!n || list->parts[i]->group != out[n - 1]->group))
			out[n++] = list->parts[i];
	return n;
}

/* The parts that are meant when the list is complete: the first group, or,
 * where a semicolon follows every part, one of each group. */
static size_t
choose(const struct part_list *list, const struct figure **chosen)
{
	size_t n = 0;

	for (size_t i = 0; i < list->first; i++)
		if (list->parts[i]->depth == list->parts[0]->depth)
			chosen[n++] = list->parts[i];
	return n < 2 ? heads_of(list, chosen) : n;
}

/* One group of the list makes the total, and another is one slip away from
 * it: two partitions of one whole, of which one was damaged. */
static size_t
damaged_group(struct check *c, const struct parts_words *w, const struct part_list *list,
	      const struct figure *const *outer, size_t count, const struct figure **chosen)
{
	size_t found = 0, proofs = 0;

	if (count < 4 || outer[count - 1]->group == outer[0]->group) /* there are no two */
		return 0;
	const struct number *total = figure_number(c, list->total);
	for (size_t i = 0, k; i < count; i = k) {
		for (k = i + 1; k < count && outer[k]->group == outer[i]->group;)
			k++;
		if (k - i < 2)
			continue;
		if (number_compare(NUMBER_MEETS, parts_sum(c, outer + i, k - i), total) ==
		    TRUTH_HOLDS) {
			proofs++;
		} else if (!found && figure_digits(c, list->total) >= w->min_digits &&
			   parts_slipped(c, list->total, outer + i, k - i) &&
			   !parts_are_rounded(c, list->total, outer + i, k - i)) {
			found = k - i;
			memcpy(chosen, outer + i, found * sizeof *chosen);
		}
	}
	return proofs ? found : 0;
}

/* 25件收费2950元。其中，甲10件，收取1200元；乙15件，收取1750元: does a list in another
 * unit, a figure behind each part, make a total beside this one? */
static bool
parallel_holds(struct check *c, const struct figures *f, const struct part_list *list,
	       const struct figure *const *parts, size_t count)
{
	const struct figure *beside[PARTS_MAX], *first = f->at, *last = f->at + f->count - 1;

	for (int step = -1; step <= 1; step += 2) {
		size_t n = 0;
		const struct figure *total = list->total + step;
		if (total < first || total >= parts[0] || total->unit == parts[0]->unit)
			continue;
		while (n < count && parts[n] + step >= first && parts[n] + step <= last &&
		       parts[n][step].unit == total->unit && !parts[n][step].change) {
			beside[n] = parts[n] + step;
			n++;
		}
		if (n == count && n > 1 &&
		    number_compare(NUMBER_MEETS, parts_sum(c, beside, n),
				   figure_number(c, total)) == TRUTH_HOLDS)
			return true;
	}
	return false;
}

/* Proposes what a figure would have to be. */
static void
propose_slip(struct check *c, struct finding *f, const struct figure *g, const struct number *n)
{
	const struct lexeme *l = &g->fact->lex;
	bool percent = l->kind == KIND_PERCENT || l->kind == KIND_POINT;
	struct str should = percent ? number_print(c->arena, n, l->decimals, 2)
				    : print_as_stated(c, l, n, l->decimals);

	if (digits_slip(doc_slice(c->doc, l->number), should))
		propose_figure(c, f, l->number, should);
}

void
parts_propose(struct check *c, struct finding *f, const struct figure *total,
	      const struct figure *const *parts, size_t count)
{
	const struct number *sum = parts_sum(c, parts, count);
	const struct number *gap = number_binary(c->pool, NUMBER_SUB, figure_number(c, total), sum);

	propose_slip(c, f, total, sum);
	for (size_t i = 0; i < count; i++)
		propose_slip(c, f, parts[i],
			     number_binary(c->pool, NUMBER_ADD, figure_number(c, parts[i]), gap));
}

/* Are the chosen parts one group and more than the total? */
static bool
chosen_are_above(struct check *c, const struct part_list *list, const struct figure *const *chosen,
		 size_t n)
{
	return chosen[n - 1]->group == chosen[0]->group && parts_are_above(c, list, chosen, n);
}

bool
parts_may_be_above(struct check *c, const struct part_list *list)
{
	const struct figure *chosen[PARTS_MAX];

	/* only a closing list is judged by others than the chosen ones */
	return may_be_above(c, list, list->parts[0]) &&
	       chosen_are_above(c, list, chosen, choose(list, chosen));
}

/* Is there one more in the total than in the parts, or one less? */
static bool
gap_is_one(struct check *c, const struct figure *total, const struct figure *const *parts,
	   size_t count)
{
	const struct number *all = figure_number(c, total), *sum = parts_sum(c, parts, count);
	const struct number *one = number_of_int(c->pool, 1);

	return number_compare(NUMBER_MEETS, all, number_binary(c->pool, NUMBER_ADD, sum, one)) ==
		       TRUTH_HOLDS ||
	       number_compare(NUMBER_MEETS, sum, number_binary(c->pool, NUMBER_ADD, all, one)) ==
		       TRUTH_HOLDS;
}

/* What the chosen parts of a list that nothing explains prove. */
static enum parts_verdict
weigh(struct check *c, const struct parts_words *w, const struct figures *f, struct part_list *list,
      const struct figure *const *chosen, size_t n, const char **why)
{
	part_list_read(w, f, list);
	*why = "a vague figure, or one in words";
	if (parts_are_vague(c, list->total, chosen, n))
		return PARTS_SILENT;
	*why = "a figure stands for several parts";
	if (list->each)
		return PARTS_SILENT;
	*why = "what is missing is stated behind the list";
	if (n > 1 && list->form != LIST_CLOSING && parts_gap_stated(c, f, list->total, chosen, n))
		return PARTS_SILENT;
	*why = "the rest is told behind the list without its figure";
	if (list->has_rest && number_compare(NUMBER_LE, parts_sum(c, chosen, n),
					     figure_number(c, list->total)) == TRUTH_HOLDS)
		return PARTS_SILENT;
	*why = "the one that is missing is told behind the list";
	if (list->one_more && gap_is_one(c, list->total, chosen, n))
		return PARTS_SILENT;
	*why = "its words say that one thing may be in two parts";
	if (list->overlaps && list->form == LIST_CLOSING)
		return PARTS_SILENT; /* 128 visited, 136 visits, as some were visited twice */
	if (list->overlaps && number_compare(NUMBER_LE, parts_sum(c, chosen, n),
					     figure_number(c, list->total)) == TRUTH_FAILS)
		return PARTS_SILENT;
	list->parallel = n > 1 && parallel_holds(c, f, list, chosen, n);
	*why = "more than the total";
	if (chosen_are_above(c, list, chosen, n) &&
	    parts_strength(w, list, chosen, n, &(const char *){NULL}) != STRENGTH_STRONG)
		return PARTS_ABOVE;
	const char *complete = n > 1 ? parts_evidence(c, w, list, chosen, n) : NULL;
	*why = complete ? complete : "nothing shows that the list is complete";
	return complete ? PARTS_WRONG : PARTS_SILENT;
}

enum parts_verdict
parts_judge(struct check *c, const struct parts_words *w, const struct figures *f,
	    struct part_list *list, const struct figure **chosen, size_t *chosen_count,
	    struct str *sum, const char **why)
{
	const struct figure *outer[PARTS_MAX], *heads[PARTS_MAX];
	size_t outer_count = outside_brackets(list, outer), head_count = heads_of(list, heads);
	size_t n = damaged_group(c, w, list, outer, outer_count, chosen);
	enum parts_verdict verdict = PARTS_WRONG;

	*why = "another list of parts makes the total";
	if (!n || parts_are_vague(c, list->total, chosen, n)) {
		n = choose(list, chosen);
		*why = "explained";
		*chosen_count = n;
		if (n > 1 &&
		    (explained(c, w, f, list, outer, outer_count) ||
		     run_explains(c, w, figure_number(c, list->total), heads, head_count, false)))
			return PARTS_EXPLAINED;
		n = list->form == LIST_CLOSING ? closing_run(c, list, chosen, n)
					       : opening_pair(c, w, list, chosen, n);
		verdict = weigh(c, w, f, list, chosen, n, why);
	}
	*chosen_count = n;
	if (verdict == PARTS_WRONG || verdict == PARTS_ABOVE)
		*sum = parts_print_sum(c, list->total, chosen, n);
	return verdict;
}
